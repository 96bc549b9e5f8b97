//! A description as a JSON Schema validator reads it: as it was written, but for `nullable`, which
//! JSON Schema has not, and for a missing `type`: what has `properties` is meant to be an object,
//! and what has `items` a list, though JSON Schema admits anything else as well.

use std::collections::BTreeSet;

use anyhow::{Context, Result};
use percent_encoding::{AsciiSet, CONTROLS, percent_decode_str, utf8_percent_encode};
use serde_json::{Map, Value, json};

use crate::yaml::Yaml;

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
            let yaml: Yaml =
                serde_yaml::from_str(text).context("the description is neither JSON nor YAML")?;
            yaml.0
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
    open_dangling(&mut root);
    encode_references(&mut root);
    adapt(&mut root, Place::Schema, dialect);
    Ok(Description { root, dialect })
}

/// Makes a schema that admits anything of each reference into the description that leads nowhere: no
/// validator could be built of them, and what the rest refuses is refused all the same.
fn open_dangling(root: &mut Value) {
    let mut targets = BTreeSet::new();
    references(root, &mut targets);
    targets.retain(|target| {
        let pointer = percent_decode_str(target).decode_utf8_lossy();
        root.pointer(&pointer).is_none()
    });
    if !targets.is_empty() {
        replace(root, &targets);
    }
}

/// Collects the pointers of all references into the description.
fn references(value: &Value, found: &mut BTreeSet<String>) {
    match value {
        Value::Array(items) => items.iter().for_each(|item| references(item, found)),
        Value::Object(map) => {
            let target = map.get("$ref").and_then(Value::as_str);
            let pointer = target.and_then(|target| target.strip_prefix('#'));
            found.extend(
                pointer
                    .filter(|pointer| pointer.starts_with('/'))
                    .map(str::to_owned),
            );
            map.values().for_each(|child| references(child, found));
        }
        _ => {}
    }
}

fn replace(value: &mut Value, dangling: &BTreeSet<String>) {
    match value {
        Value::Array(items) => items.iter_mut().for_each(|item| replace(item, dangling)),
        Value::Object(map) => {
            let target = map.get("$ref").and_then(Value::as_str);
            let pointer = target.and_then(|target| target.strip_prefix('#'));
            if pointer.is_some_and(|pointer| dangling.contains(pointer)) {
                map.remove("$ref");
            }
            map.values_mut().for_each(|child| replace(child, dangling));
        }
        _ => {}
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

/// What a URI has no place for. A `#` and what is encoded stay.
pub(crate) const NOT_IN_URI: &AsciiSet = &CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'<')
    .add(b'>')
    .add(b'[')
    .add(b'\\')
    .add(b']')
    .add(b'^')
    .add(b'`')
    .add(b'{')
    .add(b'|')
    .add(b'}');

fn encoded(reference: &str) -> String {
    utf8_percent_encode(reference, NOT_IN_URI).to_string()
}

/// What a mapping is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    /// It may be a schema.
    Schema,
    /// Its keys are names that anybody chooses.
    Names,
}

/// Adapts every schema below a value.
fn adapt(value: &mut Value, place: Place, dialect: Dialect) {
    match value {
        Value::Array(items) => {
            for item in items {
                adapt(item, Place::Schema, dialect);
            }
        }
        Value::Object(map) => {
            for (key, child) in map.iter_mut() {
                let has_names = place == Place::Schema
                    && matches!(
                        key.as_str(),
                        "properties" | "patternProperties" | "$defs" | "definitions" | "schemas"
                    );
                let inside = if has_names {
                    Place::Names
                } else {
                    Place::Schema
                };
                adapt(child, inside, dialect);
            }
            if place == Place::Schema {
                say_type(map);
                if dialect == Dialect::Draft4 && map.get("nullable") == Some(&Value::Bool(true)) {
                    nullable(map);
                }
            }
        }
        _ => {}
    }
}

/// Gives a schema the type that its keywords are meant for.
fn say_type(map: &mut Map<String, Value>) {
    let says_otherwise = [
        "type", "$ref", "oneOf", "anyOf", "allOf", "enum", "const", "not",
    ]
    .iter()
    .any(|key| map.contains_key(*key));
    if says_otherwise {
        return;
    }
    if map.get("properties").is_some_and(Value::is_object) {
        map.insert("type".to_owned(), json!("object"));
    } else if map.get("items").is_some_and(Value::is_object) {
        map.insert("type".to_owned(), json!("array"));
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
