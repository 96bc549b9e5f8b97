//! Schemas: JSON Schema 2020-12 becomes the dialect of `OpenAPI` 3.0.

use serde_json::{Map, Value};

use super::expect::describe;
use super::{CONTENT_TYPE, Ctx, EXAMPLES, NULL, bounds, join, keywords, values};
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

/// `{ $ref, description }` becomes `{ allOf: [{ $ref }], description }`, which 3.0 does not ignore.
fn reference_with_siblings(ctx: &mut Ctx<'_>, map: &mut Map<String, Value>, pointer: &str) {
    if map.len() < 2 || !map.contains_key("$ref") {
        return;
    }
    let Some(reference) = map.shift_remove("$ref") else {
        return;
    };
    let target = Value::Object(Map::from_iter([("$ref".to_owned(), reference)]));
    let index = match map.get_mut("allOf") {
        Some(Value::Array(members)) => {
            members.push(target);
            members.len() - 1
        }
        _ => {
            map.insert("allOf".to_owned(), Value::Array(vec![target]));
            0
        }
    };
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
            let members = several
                .iter()
                .map(|name| serde_json::json!({ "type": name }))
                .collect();
            if !map.contains_key("anyOf") {
                ctx.moved(join(pointer, &["anyOf"]), &join(pointer, &["type"]));
                map.insert("anyOf".to_owned(), Value::Array(members));
            }
        }
    }
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
