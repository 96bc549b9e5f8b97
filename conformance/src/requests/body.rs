//! The body of a request.

use serde_json::Value;

use super::operation::Operation;
use super::sent::Sent;

/// Where the schema of a body that is JSON stands, and the value that the call was given.
pub(super) fn json_of<'c>(
    operation: &Operation<'_>,
    case: &'c Value,
) -> Option<(String, &'c Value)> {
    let (media_type, value) = given(case)?;
    let (_, at, content) = content(operation, media_type)?;
    content.get("schema")?;
    let is_whole = is_json(media_type) || is_form(media_type);
    is_whole.then(|| (format!("{at}/schema"), value))
}

/// Whether the body is what the case asks for.
pub(super) fn check(operation: &Operation<'_>, case: &Value, sent: &Sent) -> Result<(), String> {
    let Some((media_type, value)) = given(case) else {
        return if operation.requires_body() {
            Err("the method does not take the body".to_owned())
        } else if sent.body.is_empty() {
            Ok(())
        } else {
            Err("there is a body that nobody asked for".to_owned())
        };
    };
    let found = sent.header("content-type").unwrap_or_default();
    let essence = |text: &str| {
        let essence = text.split(';').next().unwrap_or_default();
        essence.trim().to_ascii_lowercase()
    };
    if !fits(&essence(found), &essence(media_type)) {
        return Err(format!(
            "the content type is `{found}` and should be `{media_type}`"
        ));
    }
    if content(operation, media_type).is_none() {
        return Err(format!("the description has no body of `{media_type}`"));
    }
    if is_json(media_type) {
        return same_json(&sent.body, value);
    }
    if is_form(media_type) {
        return form(&sent.body, value);
    }
    if essence(media_type) == "multipart/form-data" {
        return parts(found, &sent.body, value);
    }
    match value.as_str() {
        Some(text) if text.as_bytes() != sent.body => Err(format!("the body is not `{text}`")),
        _ => Ok(()),
    }
}

/// Whether a body is of several parts.
pub(super) fn is_multipart(case: &Value) -> bool {
    given(case).is_some_and(|(media_type, _)| media_type.starts_with("multipart/"))
}

fn given(case: &Value) -> Option<(&str, &Value)> {
    let body = case.get("body")?;
    Some((body["media_type"].as_str()?, &body["value"]))
}

fn content<'a>(
    operation: &Operation<'a>,
    media_type: &str,
) -> Option<(&'a str, String, &'a Value)> {
    let mut contents = operation.contents().into_iter();
    contents.find(|(name, ..)| name.eq_ignore_ascii_case(media_type))
}

fn is_json(media_type: &str) -> bool {
    let essence = media_type.split(';').next().unwrap_or_default().trim();
    essence == "application/json" || essence.ends_with("+json")
}

fn is_form(media_type: &str) -> bool {
    media_type.starts_with("application/x-www-form-urlencoded")
}

/// Whether a media type is one of a range.
fn fits(found: &str, wanted: &str) -> bool {
    match wanted.split_once('/') {
        Some(("*", "*")) => true,
        Some((range, "*")) => {
            found.starts_with(&format!("{range}/")) || found == "application/octet-stream"
        }
        _ => found == wanted,
    }
}

fn same_json(body: &[u8], wanted: &Value) -> Result<(), String> {
    let found: Value =
        serde_json::from_slice(body).map_err(|error| format!("the body is no JSON: {error}"))?;
    if same(&found, wanted) {
        Ok(())
    } else {
        Err(format!("the body is {found} and should be {wanted}"))
    }
}

/// Whether two values are one, numbers by what they are worth.
fn same(found: &Value, wanted: &Value) -> bool {
    match (found, wanted) {
        (Value::Number(a), Value::Number(b)) => a == b || a.as_f64() == b.as_f64(),
        (Value::Array(a), Value::Array(b)) => {
            a.len() == b.len() && a.iter().zip(b).all(|(a, b)| same(a, b))
        }
        (Value::Object(a), Value::Object(b)) => {
            a.len() == b.len()
                && a.iter()
                    .all(|(key, a)| b.get(key).is_some_and(|b| same(a, b)))
        }
        (a, b) => a == b,
    }
}

/// Each property that is no list and no object has its pair; the others have one that begins with
/// their name.
fn form(body: &[u8], wanted: &Value) -> Result<(), String> {
    let found: Vec<(String, String)> = form_urlencoded::parse(body).into_owned().collect();
    let Some(wanted) = wanted.as_object() else {
        return Ok(());
    };
    for (name, value) in wanted {
        let text = match value {
            Value::String(text) => Some(text.clone()),
            Value::Number(_) | Value::Bool(_) => Some(value.to_string()),
            _ => None,
        };
        let is_it = |(key, found): &(String, String)| match &text {
            // Its `encoding` may have it travel as JSON.
            Some(text) => {
                let json: Option<Value> = serde_json::from_str(found).ok();
                key == name && (found == text || json.as_ref() == Some(value))
            }
            None => true,
        };
        if !found.iter().any(is_it) {
            return Err(format!(
                "`{name}` is missing in the form, which has {found:?}"
            ));
        }
    }
    Ok(())
}

/// Each property that was given has a part.
fn parts(content_type: &str, body: &[u8], wanted: &Value) -> Result<(), String> {
    if wanted.is_string() {
        // Parts without names are the caller's to write.
        return Ok(());
    }
    let boundary = multer::parse_boundary(content_type).map_err(|error| error.to_string())?;
    let body = bytes::Bytes::copy_from_slice(body);
    let stream = futures_util::stream::once(async move { Ok::<_, std::convert::Infallible>(body) });
    let names = futures_util::FutureExt::now_or_never(async move {
        let mut parts = multer::Multipart::new(stream, boundary);
        let mut names = Vec::new();
        while let Some(part) = parts.next_field().await? {
            names.push(part.name().unwrap_or_default().to_owned());
            part.bytes().await?;
        }
        Ok::<_, multer::Error>(names)
    });
    let names = names
        .ok_or("the parts can't be read at once")?
        .map_err(|error| format!("the body is not of several parts: {error}"))?;
    for (name, value) in wanted.as_object().into_iter().flatten() {
        // Its `encoding` may have a list or an object travel as several parts.
        let inside = format!("{name}[");
        let mut keys = value.as_object().into_iter().flatten();
        let is_spread = names.iter().any(|part| part.starts_with(&inside))
            || value.is_object() && keys.all(|(key, _)| names.contains(key));
        if !names.contains(name) && !is_spread {
            return Err(format!("there is no part `{name}` among {names:?}"));
        }
    }
    Ok(())
}
