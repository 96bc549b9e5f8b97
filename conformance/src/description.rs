//! A description as a JSON Schema validator reads it: as it was written, but for the two keywords
//! that `OpenAPI` 3.0 has and JSON Schema has not.

use std::fmt::Write as _;

use anyhow::{Context, Result};
use serde_json::{Map, Value, json};

/// The dialect of JSON Schema that a description's schemas are closest to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Dialect {
    /// `OpenAPI` 3.0: `exclusiveMinimum` is a boolean, siblings of `$ref` are ignored.
    Draft4,
    /// `OpenAPI` 3.1 and later.
    Draft202012,
}

/// A description, and the dialect of its schemas.
#[derive(Debug)]
pub(crate) struct Description {
    pub(crate) root: Value,
    pub(crate) dialect: Dialect,
}

/// Reads a description, YAML or JSON.
pub(crate) fn read(text: &str) -> Result<Description> {
    let root: Value = match serde_json::from_str(text) {
        Ok(root) => root,
        Err(_) => {
            let mut yaml: serde_yaml::Value =
                serde_yaml::from_str(text).context("the description is neither JSON nor YAML")?;
            yaml.apply_merge().context("a merge key can't be applied")?;
            from_yaml(yaml)
        }
    };
    let is_old = root["openapi"]
        .as_str()
        .is_none_or(|version| version.starts_with("3.0"));
    let (mut root, dialect) = if is_old {
        (root, Dialect::Draft4)
    } else {
        (root, Dialect::Draft202012)
    };
    encode_references(&mut root);
    if dialect == Dialect::Draft4 {
        admit_null(&mut root);
    }
    Ok(Description { root, dialect })
}

/// YAML as JSON. A key that is no string becomes its text.
fn from_yaml(yaml: serde_yaml::Value) -> Value {
    match yaml {
        serde_yaml::Value::Null => Value::Null,
        serde_yaml::Value::Bool(flag) => Value::Bool(flag),
        serde_yaml::Value::Number(number) => serde_json::to_value(number).unwrap_or(Value::Null),
        serde_yaml::Value::String(text) => Value::String(text),
        serde_yaml::Value::Sequence(items) => items.into_iter().map(from_yaml).collect(),
        serde_yaml::Value::Mapping(mapping) => {
            let entries = mapping.into_iter().map(|(key, value)| {
                let key = match from_yaml(key) {
                    Value::String(text) => text,
                    other => other.to_string(),
                };
                (key, from_yaml(value))
            });
            Value::Object(entries.collect())
        }
        serde_yaml::Value::Tagged(tagged) => from_yaml(tagged.value),
    }
}

/// Encodes what a URI has no place for: `#/components/schemas/Größe` is what people write.
fn encode_references(value: &mut Value) {
    match value {
        Value::Array(items) => items.iter_mut().for_each(encode_references),
        Value::Object(map) => {
            for (key, value) in map {
                match value {
                    Value::String(text) if key == "$ref" => *text = encoded(text),
                    value => encode_references(value),
                }
            }
        }
        _ => {}
    }
}

fn encoded(reference: &str) -> String {
    let mut text = String::with_capacity(reference.len());
    for byte in reference.bytes() {
        if byte.is_ascii_graphic() && !b"<>\"{}|\\^`[]".contains(&byte) {
            text.push(char::from(byte));
        } else {
            let _ = write!(text, "%{byte:02X}");
        }
    }
    text
}

/// `nullable: true` becomes what JSON Schema has for it.
fn admit_null(value: &mut Value) {
    match value {
        Value::Array(items) => items.iter_mut().for_each(admit_null),
        Value::Object(map) => {
            map.values_mut().for_each(admit_null);
            if map.get("nullable") == Some(&Value::Bool(true)) {
                nullable(map);
            }
        }
        _ => {}
    }
}

fn nullable(map: &mut Map<String, Value>) {
    map.remove("nullable");
    match map.get("type") {
        Some(Value::String(name)) => {
            let both = json!([name, "null"]);
            map.insert("type".to_owned(), both);
            if let Some(Value::Array(values)) = map.get_mut("enum")
                && !values.contains(&Value::Null)
            {
                values.push(Value::Null);
            }
        }
        _ => {
            let whole = std::mem::take(map);
            map.insert(
                "anyOf".to_owned(),
                json!([{ "type": "null" }, Value::Object(whole)]),
            );
        }
    }
}
