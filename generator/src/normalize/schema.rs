//! Schemas: JSON Schema 2020-12 becomes the dialect of `OpenAPI` 3.0.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::expect::describe;
use super::{CONTENT_TYPE, Ctx, EXAMPLES, NULL, SEVERAL_TYPES, bounds, join, keywords, values};
use crate::diagnostic::{Diagnostic, Place, code};
use crate::grammar::nearest;

/// The types that 3.0 has.
pub(super) const TYPES: &[&str] = &["string", "number", "integer", "boolean", "array", "object"];

/// Lowers one schema, not the ones below it.
pub(super) fn lower(ctx: &mut Ctx<'_>, map: &mut Map<String, Value>, pointer: &str) {
    reference_with_siblings(ctx, map, pointer);
    types(ctx, map, pointer);
    values::lower(ctx, map, pointer);
    bounds::lower(ctx, map, pointer);
    null_members(ctx, map, "oneOf", pointer);
    null_members(ctx, map, "anyOf", pointer);
    encoding(map);
    read_and_write_only(ctx, map, pointer);
    if let Some(examples) = map.shift_remove("examples") {
        map.insert(EXAMPLES.to_owned(), examples);
    }
    keywords::lower(ctx, map, pointer);
}

/// The types of the components that say theirs, by the references to them.
pub(super) fn types_of_components(root: &Value) -> BTreeMap<String, &'static str> {
    let schemas = root.pointer("/components/schemas");
    let schemas = schemas.and_then(Value::as_object).into_iter().flatten();
    let of = |schema: &Value| {
        let said = schema.get("type").and_then(Value::as_str);
        let has = |key: &str| schema.get(key).is_some_and(Value::is_object);
        let name = match said {
            Some(name) => name,
            None if has("properties") => "object",
            None if has("items") => "array",
            None => return None,
        };
        TYPES.iter().copied().find(|known| *known == name)
    };
    let found = schemas.filter_map(|(name, schema)| {
        let reference = format!("#{}", join("/components/schemas", &[name]));
        Some((reference, of(schema)?))
    });
    found.collect()
}

/// Leaves a `type` beside a reference to a schema of another type out, with what belongs to it: 3.0
/// ignores all that stands there.
fn type_beside_reference(ctx: &mut Ctx<'_>, map: &mut Map<String, Value>, pointer: &str) {
    let target = map.get("$ref").and_then(Value::as_str);
    let (Some(target), Some(own)) = (target, map.get("type").and_then(Value::as_str)) else {
        return;
    };
    let Some(known) = ctx.types.get(target) else {
        return;
    };
    let is_number = |ty: &str| matches!(ty, "integer" | "number");
    if own == *known || is_number(own) && is_number(known) {
        return;
    }
    let message = format!(
        "the `type` beside this reference is `{}`, and that of what it leads to `{known}`",
        own.escape_debug()
    );
    let place = Place::value(&ctx.source, join(pointer, &["type"]));
    let help = "it is left out, as 3.0 ignores what stands beside a reference; remove it";
    let diagnostic = Diagnostic::warning(code::WRONG_TYPE, place, message).help(help);
    ctx.diagnostics.push(diagnostic);
    for key in ["type", "format", "items", "properties", "required", "enum"] {
        map.shift_remove(key);
    }
}

/// `{ $ref, description }` becomes `{ allOf: [{ $ref }], description }`, which 3.0 does not ignore.
fn reference_with_siblings(ctx: &mut Ctx<'_>, map: &mut Map<String, Value>, pointer: &str) {
    if map.len() < 2 || !map.contains_key("$ref") {
        return;
    }
    type_beside_reference(ctx, map, pointer);
    if map.len() < 2 {
        return;
    }
    let Some(reference) = map.shift_remove("$ref") else {
        return;
    };
    let target = Value::Object(Map::from_iter([("$ref".to_owned(), reference)]));
    let index = hold_too(map, target);
    // The reference still stands where it stood.
    ctx.moved(join(pointer, &["allOf", &index.to_string()]), pointer);
}

/// Keywords that say nothing of a value, so that a `type` beside them that is `null` is one.
const BESIDE_NULL: &[&str] = &[
    "$comment",
    "deprecated",
    "description",
    "example",
    "examples",
    "externalDocs",
    "readOnly",
    "title",
    "type",
    "writeOnly",
];

/// Reads `null` among the types as `'null'`, which it is in YAML without its quotes.
fn unquoted_null(ctx: &mut Ctx<'_>, map: &mut Map<String, Value>, pointer: &str) {
    let says_nothing = |key: &String| BESIDE_NULL.contains(&&**key) || key.starts_with("x-");
    let is_alone = map.keys().all(says_nothing);
    let meant = Value::String("null".to_owned());
    let help = "it is read as `'null'`; put it in quotes";
    match map.get_mut("type") {
        Some(Value::Array(names)) => {
            for (index, name) in names.iter_mut().enumerate() {
                if name.is_null() {
                    *name = meant.clone();
                    null_as_type(ctx, join(pointer, &["type", &index.to_string()]), help);
                }
            }
        }
        Some(name @ Value::Null) if is_alone => {
            *name = meant;
            null_as_type(ctx, join(pointer, &["type"]), help);
        }
        Some(Value::Null) => {
            map.shift_remove("type");
            let help = "it is left out; write the type, or remove it";
            null_as_type(ctx, join(pointer, &["type"]), help);
        }
        _ => {}
    }
}

fn null_as_type(ctx: &mut Ctx<'_>, pointer: String, help: &str) {
    let message = "the name of a type must be a string, not null";
    let place = Place::value(&ctx.source, pointer);
    let diagnostic = Diagnostic::warning(code::WRONG_TYPE, place, message).help(help);
    ctx.diagnostics.push(diagnostic);
}

/// `type: [string, "null"]` becomes `type: string, nullable: true`; several types an `anyOf`.
fn types(ctx: &mut Ctx<'_>, map: &mut Map<String, Value>, pointer: &str) {
    unquoted_null(ctx, map, pointer);
    let (names, null) = match map.get("type") {
        Some(Value::String(name)) if TYPES.contains(&name.as_str()) => return,
        Some(Value::String(name)) if name == "null" => (vec![name.clone()], false),
        Some(Value::Array(names)) => {
            let names = names.clone();
            let null = names.iter().any(|name| name == "null");
            let mut known = Vec::new();
            for (index, name) in names.iter().enumerate() {
                match name.as_str() {
                    Some("null") => {}
                    Some(name) if TYPES.contains(&name) => known.push(name.to_owned()),
                    _ => no_type(ctx, name, join(pointer, &["type", &index.to_string()])),
                }
            }
            if known.len() + usize::from(null) < names.len() {
                // One that is not known may be any.
                map.shift_remove("type");
                return;
            }
            (known, null)
        }
        Some(other) => {
            let other = other.clone();
            no_type(ctx, &other, join(pointer, &["type"]));
            map.shift_remove("type");
            return;
        }
        None => return,
    };
    map.shift_remove("type");
    if null {
        map.insert("nullable".to_owned(), Value::Bool(true));
    }
    match &names[..] {
        // The type of nothing but `null`.
        [] => {
            map.insert(NULL.to_owned(), Value::Bool(true));
        }
        [name] if name == "null" => {
            map.insert(NULL.to_owned(), Value::Bool(true));
            map.insert("nullable".to_owned(), Value::Bool(true));
        }
        [name] => {
            map.insert("type".to_owned(), Value::String(name.clone()));
        }
        // The values are of their types, of which what stands beside them says nothing.
        several
            if (map.contains_key("enum") || map.contains_key("const"))
                && !several
                    .iter()
                    .any(|name| name == "array" || name == "object") => {}
        several => {
            let members: Vec<Value> = several
                .iter()
                .map(|name| serde_json::json!({ "type": name }))
                .collect();
            choice_of_types(ctx, map, members, pointer);
        }
    }
}

/// Several types are an `anyOf`; beside another one they are a `oneOf`, since no value is of two, and
/// beside both they hold as well, as a member of `allOf`.
fn choice_of_types(
    ctx: &mut Ctx<'_>,
    map: &mut Map<String, Value>,
    members: Vec<Value>,
    pointer: &str,
) {
    let place = join(pointer, &["type"]);
    let free = ["anyOf", "oneOf"]
        .into_iter()
        .find(|key| !map.contains_key(*key));
    if let Some(key) = free {
        ctx.moved(join(pointer, &[key]), &place);
        map.insert(key.to_owned(), Value::Array(members));
        return;
    }
    let choice = serde_json::json!({ "anyOf": members, SEVERAL_TYPES: true });
    let at = join(pointer, &["allOf", &hold_too(map, choice).to_string()]);
    ctx.moved(join(&at, &["anyOf"]), &place);
    ctx.moved(at, pointer);
}

/// Adds a schema that holds as well. Returns its place in `allOf`.
fn hold_too(map: &mut Map<String, Value>, schema: Value) -> usize {
    if let Some(Value::Array(members)) = map.get_mut("allOf") {
        members.push(schema);
        return members.len() - 1;
    }
    map.insert("allOf".to_owned(), Value::Array(vec![schema]));
    0
}

/// What other languages call the types.
const OTHER_NAMES: &[(&str, &str)] = &[
    ("bool", "type: boolean"),
    ("bytes", "type: string` with `format: byte"),
    ("date", "type: string` with `format: date"),
    ("date-time", "type: string` with `format: date-time"),
    ("datetime", "type: string` with `format: date-time"),
    ("dict", "type: object"),
    ("double", "type: number` with `format: double"),
    ("enum", "type: string` beside `enum"),
    ("file", "type: string` with `format: binary"),
    ("float", "type: number` with `format: float"),
    ("hash", "type: object"),
    ("int", "type: integer"),
    ("int32", "type: integer` with `format: int32"),
    ("int64", "type: integer` with `format: int64"),
    ("list", "type: array"),
    ("long", "type: integer` with `format: int64"),
    ("map", "type: object"),
    ("str", "type: string"),
    ("text", "type: string"),
    ("uuid", "type: string` with `format: uuid"),
];

/// Reports what is none of the types.
fn no_type(ctx: &mut Ctx<'_>, value: &Value, pointer: String) {
    let shown = describe(value);
    let null = if ctx.is_3_0 { "" } else { ", null" };
    let listed = TYPES.join(", ");
    let message = format!("`type` must be one of {listed}{null}, not {shown}");
    let name = value.as_str().unwrap_or_default();
    let other = OTHER_NAMES
        .iter()
        .find(|(other, _)| name.eq_ignore_ascii_case(other));
    let near = nearest(name, TYPES.iter().copied().chain(["null"]));
    let help = match (near, other) {
        (Some(near), _) => format!("any value is taken; did you mean `{near}`?"),
        (None, Some((_, meant))) => format!("any value is taken; did you mean `{meant}`?"),
        (None, None) => "any value is taken; correct the type".to_owned(),
    };
    let place = Place::value(&ctx.source, pointer);
    let diagnostic = Diagnostic::warning(code::WRONG_TYPE, place, message).help(help);
    ctx.diagnostics.push(diagnostic);
}

/// `oneOf: [X, { type: "null" }]` is a nullable `X`. The member stays, marked, so that the others
/// keep their pointers.
fn null_members(ctx: &mut Ctx<'_>, map: &mut Map<String, Value>, key: &str, pointer: &str) {
    let Some(Value::Array(members)) = map.get_mut(key) else {
        return;
    };
    let mut found = false;
    for (index, member) in members.iter_mut().enumerate() {
        if let Value::Object(member) = member {
            unquoted_null(ctx, member, &join(pointer, &[key, &index.to_string()]));
        }
        let is_null = member.get("type").is_some_and(|name| name == "null")
            || member.get("const").is_some_and(Value::is_null)
            || member
                .get("enum")
                .and_then(Value::as_array)
                .is_some_and(|values| !values.is_empty() && values.iter().all(Value::is_null));
        if is_null {
            *member = serde_json::json!({ NULL: true });
            found = true;
        }
    }
    if found {
        map.insert("nullable".to_owned(), Value::Bool(true));
    }
}

/// What is only sent and only comes back would be nowhere.
fn read_and_write_only(ctx: &mut Ctx<'_>, map: &mut Map<String, Value>, pointer: &str) {
    let both = ["readOnly", "writeOnly"];
    if both
        .iter()
        .all(|key| map.get(*key) == Some(&Value::Bool(true)))
    {
        for key in both {
            map.shift_remove(key);
        }
        ctx.warn(
            code::WRONG_TYPE,
            join(pointer, &["writeOnly"]),
            "what is `readOnly` must not be `writeOnly` too".to_owned(),
            "it is taken to be neither; remove one of them",
        );
    }
}

/// `contentEncoding` and `contentMediaType` become the formats that 3.0 has for them.
fn encoding(map: &mut Map<String, Value>) {
    let encoding = map.shift_remove("contentEncoding");
    let media_type = map.shift_remove("contentMediaType");
    let format = match encoding.as_ref().and_then(Value::as_str) {
        Some("base64") => "byte",
        Some("base64url") => "base64url",
        Some(_) => return,
        None => match media_type.as_ref().and_then(Value::as_str) {
            Some("application/octet-stream") => "binary",
            Some(media_type) if is_binary(media_type) => {
                map.insert(
                    CONTENT_TYPE.to_owned(),
                    Value::String(media_type.to_owned()),
                );
                "binary"
            }
            Some(_) | None => return,
        },
    };
    map.entry("format")
        .or_insert_with(|| Value::String(format.to_owned()));
}

/// Whether a string holds what is of a media type as bytes, rather than as text.
fn is_binary(media_type: &str) -> bool {
    let kind = media_type.split('/').next().unwrap_or_default();
    let is_text = ["json", "xml", "yaml", "javascript", "html", "form"];
    match kind {
        "image" | "audio" | "video" | "font" => !media_type.ends_with("+xml"),
        "application" => !is_text.iter().any(|word| media_type.contains(word)),
        _ => false,
    }
}
