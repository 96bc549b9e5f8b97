//! Advice on one object, whatever stands elsewhere.

use serde_json::{Map, Value};

use super::Walk;
use crate::diagnostic::code;
use crate::grammar::{Kind, last_key};

pub(super) fn look(walk: &mut Walk, kind: Kind, value: &Value, pointer: &str) {
    let Some(map) = value.as_object() else { return };
    match kind {
        Kind::Operation => operation(walk, map, pointer),
        Kind::Parameter => parameter(walk, map, pointer),
        Kind::MediaType => media_type(walk, map, pointer),
        Kind::Schema => {
            schema(walk, map, pointer);
            list(walk, map, pointer);
        }
        _ => {}
    }
}

fn operation(walk: &mut Walk, map: &Map<String, Value>, pointer: &str) {
    // What the API sends is known by its name.
    if pointer.starts_with("/paths/")
        && !pointer.contains("/callbacks/")
        && !map.contains_key("operationId")
    {
        walk.advise(
            code::NO_OPERATION_ID,
            pointer,
            "the operation has no `operationId`",
            "add one that says what it does, such as `operationId: listOrders`",
        );
    }
}

fn parameter(walk: &mut Walk, map: &Map<String, Value>, pointer: &str) {
    // Where there was none, `normalize` has put the schema of everything.
    let schema = map.get("schema").and_then(Value::as_object);
    if schema.is_some_and(Map::is_empty) && !map.contains_key("content") {
        let name = map.get("name").and_then(Value::as_str).unwrap_or_default();
        let message = format!("nothing says what type the parameter `{name}` has");
        walk.advise(
            code::UNTYPED_PARAMETER,
            pointer,
            message,
            "add its `schema`, such as `schema: { type: string }`",
        );
    }
}

fn media_type(walk: &mut Walk, map: &Map<String, Value>, pointer: &str) {
    let is_json = last_key(pointer).to_ascii_lowercase().contains("json");
    if is_json
        && !is_error(pointer)
        && !map.contains_key("schema")
        && !map.contains_key("itemSchema")
    {
        walk.advise(
            code::UNTYPED_BODY,
            pointer,
            "nothing says what the body is: it becomes any JSON value",
            "add its `schema`",
        );
    }
}

/// Whether a body is that of an answer that says what went wrong.
fn is_error(pointer: &str) -> bool {
    let status = pointer.rsplit_once("/responses/").map(|(_, rest)| rest);
    status.is_some_and(|status| status.starts_with(['4', '5']) || status.starts_with("default/"))
}

/// The keywords that say something of an object.
const SAYING: &[&str] = &[
    "properties",
    "additionalProperties",
    "patternProperties",
    "unevaluatedProperties",
    "propertyNames",
    "dependentSchemas",
    crate::grammar::ADDITIONAL,
    "allOf",
    "oneOf",
    "anyOf",
    "not",
    "if",
    "required",
    "minProperties",
    "maxProperties",
    "discriminator",
    "enum",
    "$dynamicRef",
    "$recursiveRef",
];

fn schema(walk: &mut Walk, map: &Map<String, Value>, pointer: &str) {
    let is_object = map.get("type").is_some_and(|ty| ty == "object");
    let says_more = SAYING.iter().any(|keyword| map.contains_key(*keyword));
    if is_object && !says_more && !is_part(pointer) {
        walk.advise(
            code::EMPTY_OBJECT,
            pointer,
            "nothing is said of this object: it becomes a map of any JSON values",
            "describe its `properties`, or say what its values are with `additionalProperties`",
        );
    }
}

fn list(walk: &mut Walk, map: &Map<String, Value>, pointer: &str) {
    let is_list = map.get("type").is_some_and(|ty| ty == "array");
    let items = ["items", "prefixItems", crate::grammar::ITEMS];
    let says_more = items.iter().any(|keyword| map.contains_key(*keyword));
    if is_list && !says_more && !is_part(pointer) {
        walk.advise(
            code::UNTYPED_LIST,
            pointer,
            "nothing is said of what is in this list: it becomes one of any JSON values",
            "add the schema of its `items`, which OpenAPI 3.0 demands",
        );
    }
}

/// Whether a schema is one of several that hold at once, or one that no value need follow.
pub(super) fn is_part(pointer: &str) -> bool {
    let mut keys = pointer.rsplit('/');
    let (last, above) = (
        keys.next().unwrap_or_default(),
        keys.next().unwrap_or_default(),
    );
    above == "allOf" || matches!(last, "not" | "if" | "then" | "else")
}
