//! Objects as pairs of names and values: the fields of a form, and parameters of a query.

use serde_json::Value;

use super::json::{self, Encode};
use super::path;

/// How a property that holds several values travels in a form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(dead_code, reason = "an API may have no forms")]
pub(crate) enum FormStyle {
    /// As one field of its name for each item, or one for each property.
    Exploded,
    /// As one field, its items joined by this character.
    Joined(char),
    /// As a field `name[key]` for each property.
    Deep,
    /// As one field with JSON.
    Json,
}

/// Returns the fields of an object, encoded as `application/x-www-form-urlencoded`. What is `null`
/// is left out; without a style an object is JSON, and a list a field for each item.
pub(crate) fn encode(body: &dyn Encode, styles: &[(&str, FormStyle)]) -> Result<String, String> {
    let body = json::to_value(body).map_err(|error| error.to_string())?;
    let Value::Object(properties) = body else {
        return Err("the body of a form must be an object".to_owned());
    };
    let mut form = String::new();
    for (name, value) in &properties {
        let style = styles.iter().find(|(property, _)| property == name);
        let style = match (style, value) {
            (Some((_, style)), _) => *style,
            (None, Value::Object(_)) => FormStyle::Json,
            (None, _) => FormStyle::Exploded,
        };
        for (name, value) in encoded_pairs(name, value, style, |text, _| encoded(text)) {
            if !form.is_empty() {
                form.push('&');
            }
            form.extend([&*encoded(&name), "=", &value]);
        }
    }
    Ok(form)
}

/// Returns the pairs that a value of a name travels as. What is `null` is left out.
pub(crate) fn pairs(name: &str, value: &Value, style: FormStyle) -> Vec<(String, String)> {
    let mut found = Vec::new();
    collect(&mut found, name, value, style);
    found
}

fn collect(found: &mut Vec<(String, String)>, name: &str, value: &Value, style: FormStyle) {
    let mut add = |name: &str, value: String| found.push((name.to_owned(), value));
    match (value, style) {
        (Value::Null, _) => {}
        (_, FormStyle::Json) => add(name, value.to_string()),
        (Value::Array(_) | Value::Object(_), FormStyle::Joined(separator)) => {
            let texts = joined(value);
            // One empty text would be a list of one.
            if !texts.is_empty() {
                add(name, texts.join(&separator.to_string()));
            }
        }
        (Value::Array(items), FormStyle::Deep) => {
            for (index, item) in items.iter().enumerate() {
                collect(found, &format!("{name}[{index}]"), item, style);
            }
        }
        (Value::Array(items), FormStyle::Exploded) => {
            for item in items.iter().filter(|item| !item.is_null()) {
                add(name, scalar(item));
            }
        }
        (Value::Object(properties), FormStyle::Deep) => {
            for (key, value) in properties {
                collect(found, &format!("{name}[{key}]"), value, style);
            }
        }
        (Value::Object(properties), FormStyle::Exploded) => {
            for (key, value) in properties.iter().filter(|(_, value)| !value.is_null()) {
                match value {
                    Value::Array(items) => {
                        let items = items.iter().filter(|item| !item.is_null());
                        items.for_each(|item| add(key, scalar(item)));
                    }
                    other => add(key, scalar(other)),
                }
            }
        }
        (Value::Bool(_) | Value::Number(_) | Value::String(_), _) => add(name, scalar(value)),
    }
}

/// The texts that are joined where a value travels as one: the items of a list, the names and values
/// of an object. What is `null` is left out.
pub(crate) fn joined(value: &Value) -> Vec<String> {
    match value {
        Value::Array(items) => {
            let items = items.iter().filter(|item| !item.is_null());
            items.map(scalar).collect()
        }
        Value::Object(properties) => properties
            .iter()
            .filter(|(_, value)| !value.is_null())
            .flat_map(|(key, value)| [key.clone(), scalar(value)])
            .collect(),
        other => vec![scalar(other)],
    }
}

/// Returns the pairs that a value of a name is in a query, the values encoded.
pub(crate) fn query_pairs(name: &str, value: &Value, style: FormStyle) -> Vec<(String, String)> {
    encoded_pairs(name, value, style, |text, _| path::encoded(text))
}

/// The same with values whose reserved characters keep their meaning.
pub(crate) fn reserved_pairs(name: &str, value: &Value, style: FormStyle) -> Vec<(String, String)> {
    encoded_pairs(name, value, style, path::reserved_in_query)
}

/// The same with what encodes a text, given the separator that stands between it and others.
fn encoded_pairs(
    name: &str,
    value: &Value,
    style: FormStyle,
    encode: impl Fn(&str, Option<char>) -> String,
) -> Vec<(String, String)> {
    if let (Value::Array(_) | Value::Object(_), FormStyle::Joined(separator)) = (value, style) {
        let texts = joined(value);
        let texts: Vec<String> = texts
            .iter()
            .map(|text| encode(text, Some(separator)))
            .collect();
        if texts.is_empty() {
            return Vec::new();
        }
        let separator = match separator {
            ' ' => "%20".to_owned(),
            '|' => "%7C".to_owned(),
            other => other.to_string(),
        };
        return vec![(name.to_owned(), texts.join(&separator))];
    }
    let pairs = pairs(name, value, style).into_iter();
    pairs
        .map(|(name, value)| (name, encode(&value, None)))
        .collect()
}

/// A value as the text of one field.
fn scalar(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

/// Text as the WHATWG's URL standard has it for forms.
fn encoded(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'*' | b'-' | b'.' | b'_' => {
                out.push(char::from(byte));
            }
            b' ' => out.push('+'),
            _ => {
                const DIGITS: &[u8; 16] = b"0123456789ABCDEF";
                out.push('%');
                out.push(char::from(DIGITS[usize::from(byte >> 4)]));
                out.push(char::from(DIGITS[usize::from(byte & 15)]));
            }
        }
    }
    out
}
