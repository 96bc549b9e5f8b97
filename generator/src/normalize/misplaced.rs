//! What is said of a value, where it stands one object too high.
//!
//! Swagger 2 has `type` in a parameter and `schema` in a response; since OpenAPI 3, both are below.
//! Where nothing stands there, it is read as if it did; otherwise it means nothing, which is said.

use serde_json::{Map, Value};

use super::{Ctx, Kind, join};
use crate::diagnostic::code;

/// Keys of a schema that no object around one has.
const TELLING: &[&str] = &[
    "type",
    "format",
    "items",
    "enum",
    "const",
    "default",
    "nullable",
    "properties",
    "additionalProperties",
    "allOf",
    "oneOf",
    "anyOf",
    "pattern",
    "minLength",
    "maxLength",
    "minimum",
    "maximum",
    "exclusiveMinimum",
    "exclusiveMaximum",
    "multipleOf",
    "minItems",
    "maxItems",
    "uniqueItems",
];

/// Keys that go where those go, and say nothing by themselves.
const COMPANIONS: &[&str] = &[
    "prefixItems",
    "patternProperties",
    "minProperties",
    "maxProperties",
    "discriminator",
    "not",
];

/// The media type of a body whose schema stands in no media type.
const MEDIA_TYPE: &str = "application/json";

/// The media type of what is a file in Swagger 2.
const BYTES: &str = "application/octet-stream";

/// The schema of a file.
fn bytes() -> Value {
    serde_json::json!({ "type": "string", "format": "binary" })
}

/// Whether a key of a parameter describes its value, and nothing else of it.
pub(crate) fn is_of_the_value(key: &str) -> bool {
    TELLING.contains(&key)
}

/// Brings what describes a value to where it is looked for.
pub(super) fn mend(ctx: &mut Ctx<'_>, kind: Kind, map: &mut Map<String, Value>, pointer: &str) {
    if map.contains_key("$ref") {
        return;
    }
    match kind {
        Kind::Parameter | Kind::Header => {
            keywords(ctx, kind, map, pointer, &["schema", "content"]);
        }
        Kind::MediaType => {
            keywords(ctx, kind, map, pointer, &["schema", "itemSchema"]);
        }
        Kind::RequestBody | Kind::Response => {
            keywords(ctx, kind, map, pointer, &["schema", "content"]);
            content(ctx, kind, map, pointer);
        }
        Kind::Document
        | Kind::Components
        | Kind::Paths
        | Kind::PathItem
        | Kind::Operation
        | Kind::Encoding
        | Kind::Responses
        | Kind::Callback
        | Kind::SecurityScheme
        | Kind::Link
        | Kind::Example
        | Kind::Schema => {}
    }
}

/// Keywords of a schema become a schema, unless one of the `proper` keys is there. Of a body they don't:
/// one that says `type: string` may be of any media type.
fn keywords(
    ctx: &mut Ctx<'_>,
    kind: Kind,
    map: &mut Map<String, Value>,
    pointer: &str,
    proper: &[&str],
) {
    let found: Vec<&str> = TELLING
        .iter()
        .copied()
        .filter(|key| map.contains_key(*key))
        .collect();
    let Some(first) = found.first() else { return };
    let is_body = matches!(kind, Kind::RequestBody | Kind::Response);
    let message = format!(
        "{} has no key `{}`: {} under {}",
        kind.a_name(),
        found.join("` and no `"),
        if found.len() == 1 {
            "it belongs"
        } else {
            "they belong"
        },
        if is_body {
            "`content`, a media type and `schema`"
        } else {
            "`schema`"
        }
    );
    let at = join(pointer, &[first]);
    if is_body || proper.iter().any(|key| map.contains_key(*key)) {
        let help = "as it stands, it means nothing; put it there";
        ctx.warn(code::UNKNOWN_KEY, at, message, help);
        return;
    }
    let help = "it is read so; put it there";
    ctx.warn(code::UNKNOWN_KEY, at, message, help);
    let below = join(pointer, &["schema"]);
    ctx.moved(below.clone(), pointer);
    let mut schema = Map::new();
    // The names of properties, not whether there must be a value.
    let names = map.get("required").is_some_and(Value::is_array);
    let required = ["required"].iter().filter(|_| names);
    for key in TELLING.iter().chain(COMPANIONS).chain(required) {
        if let Some(value) = map.shift_remove(*key) {
            ctx.moved(join(&below, &[key]), &join(pointer, &[key]));
            schema.insert((*key).to_owned(), value);
        }
    }
    let is_list = schema.get("type").and_then(Value::as_str) == Some("array");
    map.insert("schema".to_owned(), Value::Object(schema));
    if is_list && kind == Kind::Parameter {
        list(ctx, map, pointer);
    }
}

/// Says how the values of a list are sent, as Swagger 2 has it: between commas, unless
/// `collectionFormat` says otherwise.
fn list(ctx: &mut Ctx<'_>, map: &mut Map<String, Value>, pointer: &str) {
    let format = map.shift_remove("collectionFormat");
    let in_query = map.get("in").and_then(Value::as_str) == Some("query");
    if !in_query || map.contains_key("style") || map.contains_key("explode") {
        return;
    }
    let (style, explode) = match format.as_ref().and_then(Value::as_str) {
        None | Some("csv") => (None, false),
        Some("multi") => (None, true),
        Some("ssv") => (Some("spaceDelimited"), false),
        Some("pipes") => (Some("pipeDelimited"), false),
        Some(other) => {
            let message = format!(
                "`collectionFormat: {}` has no counterpart",
                other.escape_debug()
            );
            let help = "the values are sent between commas; say how they are with `style`";
            ctx.warn(
                code::UNKNOWN_KEY,
                join(pointer, &["collectionFormat"]),
                message,
                help,
            );
            (None, false)
        }
    };
    if let Some(style) = style {
        map.insert("style".to_owned(), Value::from(style));
    }
    map.insert("explode".to_owned(), Value::Bool(explode));
}

/// A schema that stands in no media type becomes that of JSON, unless there are media types.
fn content(ctx: &mut Ctx<'_>, kind: Kind, map: &mut Map<String, Value>, pointer: &str) {
    let at = join(pointer, &["schema"]);
    let Some(schema) = map.shift_remove("schema") else {
        return;
    };
    let message = format!(
        "{} has no key `schema`: it belongs under `content` and a media type",
        kind.a_name()
    );
    if map.contains_key("content") {
        let help = "as it stands beside `content`, it means nothing; put it there";
        ctx.warn(code::UNKNOWN_KEY, at, message, help);
        return;
    }
    let is_file = schema.get("type").and_then(Value::as_str) == Some("file");
    let media_type = if is_file { BYTES } else { MEDIA_TYPE };
    let help = format!("it is read as that of `{media_type}`; put it there");
    ctx.warn(code::UNKNOWN_KEY, at.clone(), message, &help);
    let schema = if is_file { bytes() } else { schema };
    let media = Map::from_iter([("schema".to_owned(), schema)]);
    let content = Map::from_iter([(media_type.to_owned(), Value::Object(media))]);
    map.insert("content".to_owned(), Value::Object(content));
    ctx.moved(join(pointer, &["content"]), pointer);
    let below = join(pointer, &["content", media_type, "schema"]);
    ctx.moved(below.clone(), &at);
    for (rest, origin) in ctx.diagnostics.origins.take_below(&at) {
        let origins = &mut ctx.diagnostics.origins;
        origins.set(format!("{below}{rest}"), origin);
    }
}
