//! How a value travels, by the tables of `OpenAPI` ("Style Examples") and RFC 6570.
//!
//! Written forward from the standard: a value becomes the text that has to be sent, in one spelling
//! (everything but unreserved characters and delimiters is encoded), and what was sent is brought
//! into the same spelling.

use percent_encoding::{
    AsciiSet, NON_ALPHANUMERIC, percent_decode_str, percent_encode, utf8_percent_encode,
};
use serde_json::Value;

use super::operation::Parameter;

/// Returns what stands in the path for a parameter.
pub(super) fn path(parameter: &Parameter<'_>, value: &Value) -> String {
    if let Some(text) = as_content(parameter, value) {
        return encoded(&text);
    }
    let style = parameter.value["style"].as_str().unwrap_or("simple");
    let explode = parameter.value["explode"].as_bool().unwrap_or(false);
    let name = encoded(parameter.name);
    match (style, value) {
        ("matrix", Value::Array(items)) if explode => {
            let items = items.iter().map(|item| format!(";{name}={}", scalar(item)));
            items.collect()
        }
        ("matrix", Value::Object(_)) if explode => {
            let pairs = pairs(value).map(|(key, value)| named(";", &key, &value));
            pairs.collect()
        }
        ("matrix", value) => named(";", &name, &joined(value, ",", "=", false)),
        ("label", value) => {
            let separator = if explode { "." } else { "," };
            format!(".{}", joined(value, separator, "=", explode))
        }
        (_, value) => joined(value, ",", "=", explode),
    }
}

/// Returns the pairs of the query for a parameter; none where the standard does not say.
pub(super) fn query(parameter: &Parameter<'_>, value: &Value) -> Option<Vec<(String, String)>> {
    let name = encoded(parameter.name);
    if let Some(text) = as_content(parameter, value) {
        return Some(vec![(name, encoded(&text))]);
    }
    let style = parameter.value["style"].as_str().unwrap_or("form");
    let explode = parameter.value["explode"].as_bool();
    let explode = explode.unwrap_or(style == "form");
    if has_nested(value) {
        return None;
    }
    let separator = match style {
        "spaceDelimited" => "%20",
        "pipeDelimited" => "%7C",
        _ => ",",
    };
    Some(match (style, value) {
        ("deepObject", Value::Object(_)) => pairs(value)
            .map(|(key, value)| (format!("{name}%5B{key}%5D"), value))
            .collect(),
        ("deepObject", _) => return None,
        (_, Value::Array(items)) if explode => items
            .iter()
            .map(|item| (name.clone(), scalar(item)))
            .collect(),
        (_, Value::Object(_)) if explode => pairs(value).collect(),
        (_, value) => vec![(name, joined(value, separator, separator, false))],
    })
}

/// Returns the value of a header.
pub(super) fn header(parameter: &Parameter<'_>, value: &Value) -> String {
    if let Some(text) = as_content(parameter, value) {
        return text;
    }
    let explode = parameter.value["explode"].as_bool().unwrap_or(false);
    super::sent::decoded(&joined(value, ",", "=", explode))
}

/// Returns the cookies of a parameter.
pub(super) fn cookies(parameter: &Parameter<'_>, value: &Value) -> Vec<(String, String)> {
    let name = encoded(parameter.name);
    if let Some(text) = as_content(parameter, value) {
        return vec![(name, encoded(&text))];
    }
    let explode = parameter.value["explode"].as_bool().unwrap_or(true);
    match value {
        Value::Array(items) if explode => items
            .iter()
            .map(|item| (name.clone(), scalar(item)))
            .collect(),
        Value::Object(_) if explode => pairs(value).collect(),
        value => vec![(name, joined(value, ",", ",", false))],
    }
}

/// The text of a parameter that is described by its `content`.
fn as_content(parameter: &Parameter<'_>, value: &Value) -> Option<String> {
    if parameter.value.get("schema").is_some() {
        return None;
    }
    let (media_type, _) = parameter.value["content"].as_object()?.iter().next()?;
    Some(match value {
        Value::String(text) if !media_type.contains("json") => text.clone(),
        value => value.to_string(),
    })
}

/// Whether a list or an object holds others, which the tables know nothing of.
fn has_nested(value: &Value) -> bool {
    let is_nested = |value: &Value| value.is_array() || value.is_object();
    match value {
        Value::Array(items) => items.iter().any(is_nested),
        Value::Object(map) => map.values().any(is_nested),
        _ => false,
    }
}

fn joined(value: &Value, separator: &str, equals: &str, explode: bool) -> String {
    match value {
        Value::Array(items) => {
            let items: Vec<String> = items.iter().map(scalar).collect();
            items.join(separator)
        }
        Value::Object(_) => {
            let between = if explode { equals } else { separator };
            let pairs = pairs(value).map(|(key, value)| format!("{key}{between}{value}"));
            pairs.collect::<Vec<_>>().join(separator)
        }
        value => scalar(value),
    }
}

fn named(before: &str, name: &str, value: &str) -> String {
    if value.is_empty() {
        format!("{before}{name}")
    } else {
        format!("{before}{name}={value}")
    }
}

fn pairs(value: &Value) -> impl Iterator<Item = (String, String)> {
    let map = value.as_object().into_iter().flatten();
    map.map(|(key, value)| (encoded(key), scalar(value)))
}

fn scalar(value: &Value) -> String {
    match value {
        Value::String(text) => encoded(text),
        value => encoded(&value.to_string()),
    }
}

/// What is encoded: all but the unreserved characters of RFC 3986.
const ENCODED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

pub(super) fn encoded(text: &str) -> String {
    utf8_percent_encode(text, ENCODED).to_string()
}

/// Brings what was sent into one spelling: the delimiters stay as they are.
pub(super) fn spelled(text: &str, delimiters: &[u8]) -> String {
    let is_delimiter = |c: char| u8::try_from(c).is_ok_and(|byte| delimiters.contains(&byte));
    let pieces = text.split_inclusive(is_delimiter).map(|piece| {
        let inside = piece.strip_suffix(is_delimiter).unwrap_or(piece);
        let bytes: Vec<u8> = percent_decode_str(inside).collect();
        let end = &piece[inside.len()..];
        format!("{}{end}", percent_encode(&bytes, ENCODED))
    });
    pieces.collect()
}
