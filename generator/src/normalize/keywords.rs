//! Keywords of JSON Schema that 3.0 does not have: each becomes what the types can say of it.
//!
//! Schemas stay where they stand, so that pointers lead to the text, and are referred to from
//! where 3.0 would have them.

use serde_json::{Map, Value, json};

use super::{CONTAINS, Ctx, DEPENDENT, EXACT, SOME_ITEMS, SOME_PROPERTIES, join};
use crate::diagnostic::code;
use crate::grammar::{ADDITIONAL, ITEMS};

/// Keywords that change what a value may be and that no type generated here expresses.
const UNSUPPORTED: &[&str] = &["$dynamicRef", "$recursiveRef"];

/// Keywords whose schemas speak of properties too.
const SPEAK_TOO: &[&str] = &[
    "$ref",
    "allOf",
    "oneOf",
    "anyOf",
    "then",
    "else",
    "dependentSchemas",
];

/// The largest whole number below which `openapiv3` rounds none.
const LARGEST_FLOAT: f64 = 9_007_199_254_740_992.0;

/// Lowers the keywords of one schema.
pub(super) fn lower(ctx: &mut Ctx<'_>, map: &mut Map<String, Value>, pointer: &str) {
    positional_items(map, pointer);
    unevaluated_items(ctx, map, pointer);
    unevaluated_properties(map, pointer);
    pattern_properties(ctx, map, pointer);
    dependencies(map);
    contains(map);
    exact_numbers(map);
    for keyword in ["if", "then", "else", "contains", "propertyNames"] {
        if let Some(schema) = map.get_mut(keyword) {
            wrap(schema);
        }
    }
    let dependent = map.get_mut("dependentSchemas");
    for schema in dependent
        .and_then(Value::as_object_mut)
        .into_iter()
        .flatten()
    {
        wrap(schema.1);
    }
    unsupported(ctx, map, pointer);
}

/// Makes a reference a schema that has a place of its own.
fn wrap(schema: &mut Value) {
    if schema.get("$ref").is_some() {
        *schema = json!({ "allOf": [schema.take()] });
    }
}

/// A reference to a schema below a pointer, or the reference that stands there itself.
fn refer(schema: &Value, pointer: &str, keys: &[&str]) -> Value {
    match schema.as_object() {
        Some(map) if map.len() == 1 && map.contains_key("$ref") => schema.clone(),
        _ => json!({ "$ref": format!("#{}", join(pointer, keys)) }),
    }
}

/// The one of several schemas that there is, or any of them.
fn any_of(mut schemas: Vec<Value>) -> Value {
    match schemas.len() {
        1 => schemas.remove(0),
        _ => json!({ "anyOf": schemas }),
    }
}

/// A list with a schema for each place becomes one whose items follow one of them.
fn positional_items(map: &mut Map<String, Value>, pointer: &str) {
    // Draft 4 has a list under `items`, and `additionalItems` for the rest.
    if map.get("items").is_some_and(Value::is_array)
        && let Some(items) = map.shift_remove("items")
    {
        map.entry("prefixItems").or_insert(items);
        if let Some(rest) = map.shift_remove("additionalItems") {
            map.insert("items".to_owned(), rest);
        }
    }
    let Some(Value::Array(places)) = map.get("prefixItems") else {
        return;
    };
    let mut schemas: Vec<Value> = Vec::new();
    for (index, schema) in places.iter().enumerate() {
        let schema = refer(schema, pointer, &["prefixItems", &index.to_string()]);
        if !schemas.contains(&schema) {
            schemas.push(schema);
        }
    }
    match map.shift_remove("items") {
        Some(rest @ Value::Object(_)) => {
            schemas.push(refer(&rest, pointer, &[ITEMS]));
            map.insert(ITEMS.to_owned(), rest);
        }
        Some(Value::Bool(true)) => schemas.clear(),
        Some(_) => {}
        // What follows on the places is what no other keyword speaks of.
        None => {
            match map.get("unevaluatedItems") {
                Some(rest @ Value::Object(_)) => {
                    schemas.push(refer(rest, pointer, &["unevaluatedItems"]));
                }
                Some(Value::Bool(true)) => schemas.clear(),
                _ => {}
            }
            map.insert(SOME_ITEMS.to_owned(), Value::Bool(true));
        }
    }
    let items = if schemas.is_empty() {
        json!({})
    } else {
        any_of(schemas)
    };
    map.insert("items".to_owned(), items);
}

/// What follows on the places that have a schema is no more than what the items are.
fn unevaluated_items(ctx: &mut Ctx<'_>, map: &mut Map<String, Value>, pointer: &str) {
    let Some(schema) = map
        .get("unevaluatedItems")
        .filter(|_| !map.contains_key("items"))
    else {
        // A schema may be what `items` refers to.
        if map.get("unevaluatedItems").is_some_and(Value::is_boolean)
            && map.shift_remove("unevaluatedItems") == Some(Value::Bool(false))
        {
            unchecked(ctx, pointer, "unevaluatedItems");
        }
        return;
    };
    if schema.is_object() {
        let items = refer(schema, pointer, &["unevaluatedItems"]);
        map.insert("items".to_owned(), items);
        map.insert(SOME_ITEMS.to_owned(), Value::Bool(true));
    } else {
        map.shift_remove("unevaluatedItems");
    }
}

/// `unevaluatedProperties` says of a whole what `additionalProperties` says of one schema.
fn unevaluated_properties(map: &mut Map<String, Value>, pointer: &str) {
    if map.contains_key("additionalProperties") {
        map.shift_remove("unevaluatedProperties");
        return;
    }
    let others = match map.get("unevaluatedProperties") {
        Some(Value::Bool(flag)) => Value::Bool(*flag),
        Some(schema @ Value::Object(_)) => refer(schema, pointer, &["unevaluatedProperties"]),
        _ => return,
    };
    if others.is_boolean() {
        map.shift_remove("unevaluatedProperties");
    }
    if SPEAK_TOO.iter().any(|keyword| map.contains_key(*keyword)) {
        map.insert(SOME_PROPERTIES.to_owned(), Value::Bool(true));
    }
    map.insert("additionalProperties".to_owned(), others);
}

/// Properties whose names match a pattern are some of the additional ones.
fn pattern_properties(ctx: &mut Ctx<'_>, map: &mut Map<String, Value>, pointer: &str) {
    let Some(Value::Object(patterns)) = map.get("patternProperties") else {
        return;
    };
    let mut schemas: Vec<Value> = Vec::new();
    for (pattern, schema) in patterns {
        let schema = refer(schema, pointer, &["patternProperties", pattern]);
        if !schemas.contains(&schema) {
            schemas.push(schema);
        }
    }
    if schemas.is_empty() {
        return;
    }
    let names: Vec<String> = patterns.keys().cloned().collect();
    let properties = map.get("properties").and_then(Value::as_object);
    let others = ["$ref", "allOf", "oneOf", "anyOf"];
    let has_properties = properties.is_some_and(|properties| !properties.is_empty())
        || others.iter().any(|keyword| map.contains_key(*keyword));
    match map.shift_remove("additionalProperties") {
        Some(Value::Bool(true)) => schemas = vec![Value::Bool(true)],
        Some(rest @ Value::Object(_)) => {
            schemas.push(refer(&rest, pointer, &[ADDITIONAL]));
            map.insert(ADDITIONAL.to_owned(), rest);
        }
        // Others speak of properties too, and only the whole knows which.
        Some(Value::Bool(false)) if map.contains_key(SOME_PROPERTIES) => {
            unchecked(ctx, pointer, "unevaluatedProperties");
        }
        // There are no others, so every name matches one of them.
        Some(Value::Bool(false)) if !map.contains_key("propertyNames") => {
            let pattern = match &names[..] {
                [only] => only.clone(),
                several => several
                    .iter()
                    .map(|name| format!("(?:{name})"))
                    .collect::<Vec<_>>()
                    .join("|"),
            };
            let names = json!({ "type": "string", "pattern": pattern });
            map.insert("propertyNames".to_owned(), names);
        }
        // A value may have properties that nobody named yet, and they follow none of the patterns.
        None if has_properties => {
            schemas = vec![Value::Bool(true)];
            map.insert(SOME_PROPERTIES.to_owned(), Value::Bool(true));
            unchecked(ctx, pointer, "patternProperties");
        }
        None => {
            map.insert(SOME_PROPERTIES.to_owned(), Value::Bool(true));
        }
        Some(_) => {}
    }
    map.insert("additionalProperties".to_owned(), any_of(schemas));
}

/// `dependencies` of older drafts is what is two keywords today.
fn dependencies(map: &mut Map<String, Value>) {
    let older = map.shift_remove("dependencies");
    let mut required = match map.shift_remove("dependentRequired") {
        Some(Value::Object(required)) => required,
        _ => Map::new(),
    };
    if let Some(Value::Object(older)) = older {
        let mut schemas = Map::new();
        for (name, needed) in older {
            if needed.is_array() {
                required.entry(name).or_insert(needed);
            } else {
                schemas.insert(name, needed);
            }
        }
        if !schemas.is_empty() {
            map.entry("dependentSchemas")
                .or_insert(Value::Object(schemas));
        }
    }
    if !required.is_empty() {
        map.insert(DEPENDENT.to_owned(), Value::Object(required));
    }
}

fn contains(map: &mut Map<String, Value>) {
    let counts: Map<String, Value> = ["minContains", "maxContains"]
        .into_iter()
        .filter_map(|keyword| Some((keyword.to_owned(), map.shift_remove(keyword)?)))
        .collect();
    if !counts.is_empty() {
        map.insert(CONTAINS.to_owned(), Value::Object(counts));
    }
}

/// Keeps the numbers that `openapiv3` would round.
fn exact_numbers(map: &mut Map<String, Value>) {
    let mut exact = Map::new();
    for keyword in ["minimum", "maximum", "multipleOf"] {
        if let Some(value) = map.get(keyword)
            && value
                .as_f64()
                .is_some_and(|number| number.abs() >= LARGEST_FLOAT)
        {
            exact.insert(keyword.to_owned(), value.clone());
        }
    }
    if !exact.is_empty() {
        map.insert(EXACT.to_owned(), Value::Object(exact));
    }
}

fn unchecked(ctx: &mut Ctx<'_>, pointer: &str, keyword: &str) {
    ctx.warn(
        code::UNCHECKED_RULE,
        join(pointer, &[keyword]),
        format!("`{keyword}` is not checked before a request is sent"),
        "the server checks it; nothing is lost on the wire",
    );
}

fn unsupported(ctx: &mut Ctx<'_>, map: &mut Map<String, Value>, pointer: &str) {
    for keyword in UNSUPPORTED {
        if map.shift_remove(*keyword).is_none() {
            continue;
        }
        let message = format!("`{keyword}` is not supported");
        ctx.warn(
            code::UNSUPPORTED_KEYWORD,
            join(pointer, &[keyword]),
            message,
            "the type takes every value that the rest of the schema admits",
        );
    }
}
