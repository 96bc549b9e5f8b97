//! The body of a request.

use serde_json::{Map, Value};

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
    let is_whole = is_json(media_type) || is_range(media_type) || is_form(media_type);
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
    if !fits(&essence(found), &essence(media_type)) {
        return Err(format!(
            "the content type is `{found}` and should be `{media_type}`"
        ));
    }
    if content(operation, media_type).is_none() {
        return Err(format!("the description has no body of `{media_type}`"));
    }
    if is_multipart(case) {
        return parts(found, &sent.body, &case["body"]);
    }
    match value {
        // Of what may be of any media type, a text may be all of the body.
        Value::String(text) if is_range(media_type) && text.as_bytes() == sent.body => Ok(()),
        _ if is_json(media_type) || is_range(media_type) => same_json(&sent.body, value),
        _ if is_form(media_type) => form(&sent.body, value),
        Value::String(text) if text.as_bytes() == sent.body => Ok(()),
        Value::String(text) => Err(format!("the body is not `{text}`")),
        Value::Array(wanted) if is_lines(media_type) => lines(&sent.body, wanted),
        _ => Err(format!("nobody judges a body of `{media_type}`")),
    }
}

/// Whether a body is of several parts.
pub(super) fn is_multipart(case: &Value) -> bool {
    given(case).is_some_and(|(media_type, _)| essence(media_type).starts_with("multipart/"))
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

/// A media type without its parameters, in lower case.
fn essence(media_type: &str) -> String {
    let essence = media_type.split(';').next().unwrap_or_default();
    essence.trim().to_ascii_lowercase()
}

fn is_json(media_type: &str) -> bool {
    let name = essence(media_type);
    let is_json = matches!(name.as_str(), "application/json" | "text/json");
    is_json || (name.ends_with("+json") && !is_lines(media_type))
}

/// Whether a media type is a range that JSON is in.
fn is_range(media_type: &str) -> bool {
    matches!(essence(media_type).as_str(), "*/*" | "application/*")
}

fn is_form(media_type: &str) -> bool {
    essence(media_type) == "application/x-www-form-urlencoded"
}

/// Whether a media type is that of JSON texts, a line each.
fn is_lines(media_type: &str) -> bool {
    let essence = essence(media_type);
    let (_, name) = essence.split_once('/').unwrap_or_default();
    matches!(
        name.strip_prefix("x-").unwrap_or(name),
        "jsonl" | "jsonlines" | "json-lines" | "ndjson" | "ldjson" | "stream+json" | "json-stream"
    )
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

/// Whether the lines of a body are the items of a list, each a JSON text.
fn lines(body: &[u8], wanted: &[Value]) -> Result<(), String> {
    let text =
        std::str::from_utf8(body).map_err(|error| format!("the body is no text: {error}"))?;
    let found = text.lines().count();
    if found != wanted.len() {
        return Err(format!(
            "the body has {found} lines and should have {}",
            wanted.len()
        ));
    }
    let mut lines = text.lines().zip(wanted);
    lines.try_for_each(|(line, wanted)| same_json(line.as_bytes(), wanted))
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

fn form(body: &[u8], wanted: &Value) -> Result<(), String> {
    let found = form_urlencoded::parse(body).into_owned().collect();
    let Some(wanted) = wanted.as_object() else {
        return Ok(());
    };
    pairs(found, wanted, "the form")
}

/// Each property that is no list and no object has its pair, and the others those that begin with
/// their name, or that are named after what is in them. There is no other pair.
fn pairs(
    mut found: Vec<(String, String)>,
    wanted: &Map<String, Value>,
    what: &str,
) -> Result<(), String> {
    let (several, single): (Vec<_>, Vec<_>) = wanted
        .iter()
        .filter(|(_, value)| !value.is_null())
        .partition(|(_, value)| value.is_array() || value.is_object());
    let missing = |name: &str, found: &[(String, String)]| {
        Err(format!(
            "`{name}` is missing in {what}, which has {found:?}"
        ))
    };
    for (name, value) in single {
        let is_it = |(key, text): &(String, String)| key == name && is_written_so(text, value);
        match found.iter().position(is_it) {
            Some(index) => drop(found.remove(index)),
            None => return missing(name, &found),
        }
    }
    for (name, value) in &several {
        let mut keys = found.iter().map(|(key, _)| key);
        if !keys.any(|key| is_of(key, name, value)) && !may_be_nothing(value) {
            return missing(name, &found);
        }
    }
    let mut rest = found.iter();
    let is_unknown =
        |(key, _): &&(String, String)| !several.iter().any(|(name, value)| is_of(key, name, value));
    match rest.find(is_unknown) {
        Some((key, text)) => Err(format!(
            "{what} has `{key}` with `{text}`, which nobody asked for"
        )),
        None => Ok(()),
    }
}

/// Whether a text is that of a value. Its `encoding` may have it travel as JSON.
fn is_written_so(text: &str, value: &Value) -> bool {
    let plain = match value {
        Value::String(wanted) => wanted.clone(),
        value => value.to_string(),
    };
    text == plain || serde_json::from_str::<Value>(text).is_ok_and(|found| same(&found, value))
}

/// Whether a pair with this key is of a list or an object: one of its items, all of it, or one of its
/// properties, as the style says.
fn is_of(key: &str, name: &str, value: &Value) -> bool {
    let begins = |name: &str| {
        let rest = key.strip_prefix(name);
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('['))
    };
    let mut properties = value.as_object().into_iter().flatten();
    begins(name) || properties.any(|(property, _)| begins(property))
}

/// Whether there may be no pair of a value: there is nothing in it.
fn may_be_nothing(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::String(text) => text.is_empty(),
        Value::Array(items) => items.iter().all(may_be_nothing),
        Value::Object(properties) => properties.values().all(may_be_nothing),
        Value::Bool(_) | Value::Number(_) => false,
    }
}

/// Each property that was given has a part, and no other is there.
fn parts(content_type: &str, body: &[u8], case: &Value) -> Result<(), String> {
    let Some(wanted) = case["value"].as_object() else {
        // Parts without names are the caller's to write.
        return Ok(());
    };
    // `multer` knows one kind of several parts, and parts are written alike in all.
    let (_, parameters) = content_type.split_once(';').unwrap_or_default();
    let boundary = multer::parse_boundary(format!("multipart/form-data;{parameters}"));
    let boundary = boundary.map_err(|error| error.to_string())?;
    let body = bytes::Bytes::copy_from_slice(body);
    let stream = futures_util::stream::once(async move { Ok::<_, std::convert::Infallible>(body) });
    let found = futures_util::FutureExt::now_or_never(async move {
        let mut parts = multer::Multipart::new(stream, boundary);
        let mut found = Vec::new();
        while let Some(part) = parts.next_field().await? {
            let name = part.name().unwrap_or_default().to_owned();
            let content = part.bytes().await?;
            found.push((name, String::from_utf8_lossy(&content).into_owned()));
        }
        Ok::<_, multer::Error>(found)
    });
    let found: Vec<(String, String)> = found
        .ok_or("the parts can't be read at once")?
        .map_err(|error| format!("the body is not of several parts: {error}"))?;
    if case["is_sample"] != true {
        return pairs(found, wanted, "the body");
    }
    // Of one with files the case knows only what must be there.
    let names: Vec<_> = found.iter().map(|(name, _)| name).collect();
    match wanted.keys().find(|name| !names.contains(name)) {
        Some(name) => Err(format!("there is no part `{name}` among {names:?}")),
        None => Ok(()),
    }
}
