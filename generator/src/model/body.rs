//! What an operation sends, and the media types that a body may be of.

use indexmap::IndexMap;
use openapiv3::{MediaType, ReferenceOr, RequestBody};
use serde_json::Value;

use super::api::{Body, Content, Example, Format, Framing, JsonType, Kind, Presence, TypeRef};
use super::conjunction::Others;
use super::{Ctx, conjunction, part, rules, shape, stream};
use crate::diagnostic::{Code, code};
use crate::grammar::join;
use crate::resolve::{Pointer, Resolved, pointer_of};

/// Reads the request body at a pointer.
pub(super) fn of(ctx: &mut Ctx<'_>, pointer: &str) -> Option<Body> {
    let body = ctx.resolved.request_bodies.get(pointer)?;
    let help = "it is left out; correct or remove it";
    odd_names(ctx, pointer, &body.content, code::UNSUPPORTED_BODY, help);
    if !body.required && carries_nothing(ctx, body) {
        return None;
    }
    let mut contents: Vec<Content> = Vec::new();
    let mut untyped = Vec::new();
    for (name, media) in ranked(&body.content) {
        let known = contents
            .iter()
            .any(|content| essence(&content.media_type) == essence(name));
        if known {
            // They differ in their parameters only.
            continue;
        }
        let format = format(ctx, pointer, name, media);
        if format.ty().is_none() && has_structure(ctx, name, media) {
            untyped.push((name, format.clone()));
        }
        contents.push(Content {
            media_type: name.clone(),
            format,
            example: example_of(ctx, media),
        });
    }
    // Who can send it typed needs no warning.
    if untyped.len() == contents.len() {
        for (name, format) in untyped {
            let help = if format == Format::Text {
                "it is taken as text"
            } else {
                "it is taken as bytes"
            };
            let message = format!("a request body of `{name}` is not typed");
            let place = join(&join(pointer, &["content"]), &[name]);
            ctx.warn(code::UNSUPPORTED_BODY, place, message, help);
        }
    }
    let presence = if body.required {
        Presence::Required
    } else {
        Presence::Optional
    };
    (!contents.is_empty()).then(|| Body {
        description: body.description.clone(),
        presence,
        contents,
    })
}

/// Whether all that a body may be is an object without properties: sent or not, it says the same.
fn carries_nothing(ctx: &Ctx<'_>, body: &RequestBody) -> bool {
    let mut contents = ranked(&body.content).peekable();
    contents.peek().is_some()
        && contents.all(|(name, media)| is_object(name) && is_always_empty(ctx, media))
}

/// Whether a media type is one of those that write an object without properties as nothing, or
/// as nothing but its brackets.
fn is_object(media_type: &str) -> bool {
    let essence = essence(media_type);
    is_json(media_type)
        || essence == "application/x-www-form-urlencoded"
        || essence.starts_with("multipart/")
}

/// Whether an object without properties is the one value of a content.
fn is_always_empty(ctx: &Ctx<'_>, media: &MediaType) -> bool {
    let Some(schema) = &media.schema else {
        return false;
    };
    conjunction::gather(ctx, pointer_of(schema)).is_some_and(|all| {
        // What asks for a property that there can't be is a mistake, and told as one.
        let asks = all.parts.iter().any(|part| {
            !part.required.is_empty()
                || !part.conditional.is_empty()
                || !rules::stated(part).is_empty()
        });
        all.json_type() == Ok(Some(JsonType::Object))
            && matches!(all.additional(), Some(Others::Switch(false)))
            && !(asks || all.has_properties() || all.is_nullable())
            && all.choices.is_empty()
            && all.alternatives.is_empty()
    })
}

/// Reports what stands among the contents and is no media type.
pub(super) fn odd_names(
    ctx: &mut Ctx<'_>,
    pointer: &str,
    content: &IndexMap<String, MediaType>,
    code: Code,
    help: &str,
) {
    for name in content.keys().filter(|name| !name.contains('/')) {
        let place = join(pointer, &["content", name]);
        let message = format!("`{}` is no media type", name.escape_debug());
        ctx.warn(code, place, message, help);
    }
}

/// The contents of a body, the usual one first: JSON before a form before several parts before
/// text, and then by name. So their order in the text says nothing.
pub(super) fn ranked(
    content: &IndexMap<String, MediaType>,
) -> impl Iterator<Item = (&String, &MediaType)> {
    let mut all: Vec<_> = content
        .iter()
        .filter(|(name, _)| name.contains('/'))
        .collect();
    all.sort_by_key(|(name, _)| (rank(&essence(name)), name.contains('*'), *name));
    all.into_iter()
}

fn rank(essence: &str) -> usize {
    let order: [&dyn Fn(&str) -> bool; 6] = [
        &|name| name == "application/json",
        &|name| is_json(name) && !name.contains('*'),
        &|name| name == "application/x-www-form-urlencoded",
        &|name| name.starts_with("multipart/"),
        &is_json_lines,
        &is_written,
    ];
    order
        .iter()
        .position(|is| is(essence))
        .unwrap_or(order.len())
}

/// How a content of a media type is written.
fn format(ctx: &mut Ctx<'_>, pointer: &str, name: &str, media: &MediaType) -> Format {
    let is_range = name.contains('*');
    let json = is_json(name) && !(is_range && is_opaque(ctx, media));
    if json {
        items_alone(ctx, pointer, name, media);
        return Format::Json {
            media_type: unusual(name),
            ty: media_schema(ctx, media),
        };
    }
    let essence = essence(name);
    let place = join(pointer, &["content", name]);
    if essence.starts_with("multipart/")
        && let Some(format) = part::multipart(ctx, &place, media)
    {
        return format;
    }
    if essence == "application/x-www-form-urlencoded" {
        let ty = media_schema(ctx, media);
        if matches!(ty.kind, Kind::Named(_) | Kind::Map(_)) {
            let styles = part::styles(ctx, &place, media);
            return Format::Form { ty, styles };
        }
    }
    if is_json_lines(name)
        && let Some(ty) = lines(ctx, media)
    {
        return Format::JsonLines { ty };
    }
    if is_written(name) || is_json_lines(name) {
        Format::Text
    } else {
        Format::Bytes
    }
}

/// Reports what is said of the items of one JSON text, which is no sequence of them.
fn items_alone(ctx: &mut Ctx<'_>, pointer: &str, name: &str, media: &MediaType) {
    if media.schema.is_some() || stream::item_schema(media).is_none() {
        return;
    }
    let message = format!("`itemSchema` says nothing of `{name}`, which is no sequence");
    let help = "any JSON value is taken; describe the whole by `schema`, such as a list";
    let place = join(pointer, &["content", name, "itemSchema"]);
    ctx.warn(code::UNSUPPORTED_BODY, place, message, help);
}

/// The list of what stands on the lines of a content; none where nothing is said of them.
fn lines(ctx: &mut Ctx<'_>, media: &MediaType) -> Option<TypeRef> {
    let list = |line| TypeRef::plain(Kind::List(Box::new(line)));
    if let Some(line) = stream::item_schema(media) {
        return Some(list(shape::type_ref(ctx, &line)));
    }
    if is_opaque(ctx, media) {
        return None;
    }
    let ty = media_schema(ctx, media);
    Some(match ty.kind {
        Kind::List(_) => ty,
        // The schema is that of a line.
        _ => list(ty),
    })
}

/// Whether nothing is said of a content but that it is text or bytes.
fn is_opaque(ctx: &Ctx<'_>, media: &MediaType) -> bool {
    let Some(schema) = &media.schema else {
        return true;
    };
    conjunction::gather(ctx, pointer_of(schema))
        .is_some_and(|all| all.choices.is_empty() && all.json_type() == Ok(Some(JsonType::String)))
}

/// Whether a content is more than text or bytes.
fn has_structure(ctx: &Ctx<'_>, name: &str, media: &MediaType) -> bool {
    // These are made of parts and fields, whether or not they are said.
    let essence = essence(name);
    let is_made_of_parts =
        essence.starts_with("multipart/") || essence == "application/x-www-form-urlencoded";
    is_made_of_parts || says_structure(ctx, media)
}

/// Whether more is said of a content than that it is text or bytes.
pub(super) fn says_structure(ctx: &Ctx<'_>, media: &MediaType) -> bool {
    if stream::item_schema(media).is_some() {
        return true;
    }
    let Some(schema) = &media.schema else {
        return false;
    };
    let Some(all) = conjunction::gather(ctx, pointer_of(schema)) else {
        return true;
    };
    let ty = all.json_type().ok().flatten();
    !all.choices.is_empty() || matches!(ty, Some(JsonType::Object | JsonType::Array))
}

/// Whether a media type is that of JSON texts, one a line.
fn is_json_lines(media_type: &str) -> bool {
    stream::framing(media_type) == Some(Framing::Lines)
}

/// Whether a content of a media type is text, in a request and in an answer.
pub(super) fn is_written(media_type: &str) -> bool {
    let essence = essence(media_type);
    let subtype = essence.strip_prefix("application/").unwrap_or_default();
    let subtype = subtype.strip_prefix("x-").unwrap_or(subtype);
    is_text(media_type)
        || subtype.ends_with("+yaml")
        || matches!(subtype, "yaml" | "javascript" | "graphql" | "sql" | "toml")
}

/// The media type that must be named, since it is not the usual one of JSON.
pub(super) fn unusual(media_type: &str) -> Option<String> {
    let is_range = media_type.contains('*');
    (!is_range && essence(media_type) != "application/json").then(|| media_type.to_owned())
}

/// Whether a body of a media type is text.
pub(super) fn is_text(media_type: &str) -> bool {
    let essence = essence(media_type);
    let is_events = essence == "text/event-stream";
    (essence.starts_with("text/") && !is_events)
        || essence == "application/xml"
        || essence.ends_with("+xml")
}

/// The JSON among several media types.
pub(super) fn json_of(content: &IndexMap<String, MediaType>) -> Option<(&String, &MediaType)> {
    let exact = content
        .iter()
        .find(|(name, _)| essence(name) == "application/json");
    exact.or_else(|| content.iter().find(|(name, _)| is_json(name)))
}

/// A media type without its parameters, in lower case.
pub(super) fn essence(media_type: &str) -> String {
    media_type
        .split(';')
        .next()
        .unwrap_or_default()
        .trim()
        .to_ascii_lowercase()
}

pub(super) fn is_json(media_type: &str) -> bool {
    let essence = essence(media_type);
    essence == "application/json"
        || essence == "text/json"
        || essence.ends_with("+json")
        || essence == "*/*"
        || essence == "application/*"
}

pub(super) fn media_schema(ctx: &mut Ctx<'_>, media: &MediaType) -> TypeRef {
    match &media.schema {
        Some(schema) => {
            let pointer = pointer_of(schema);
            let ty = shape::type_ref(ctx, pointer);
            for value in media.example.iter().chain(named_examples(ctx, media)) {
                // Many places may refer to one.
                let key = (
                    Pointer::from(pointer),
                    ctx.direction,
                    std::ptr::from_ref(value),
                );
                if ctx.examples_read.insert(key) {
                    ctx.examples.push(Example {
                        schemas: ctx.schemas_of(pointer),
                        ty: ty.clone(),
                        value: value.clone(),
                    });
                }
            }
            ty
        }
        None => TypeRef {
            kind: Kind::Any,
            nullable: false,
            rules: Vec::new(),
        },
    }
}

/// The example that a media type gives, the first where there are several.
pub(super) fn example_of(ctx: &Ctx<'_>, media: &MediaType) -> Option<Value> {
    let given = media.example.iter();
    given.chain(named_examples(ctx, media)).next().cloned()
}

/// The values of the examples that have names.
fn named_examples<'a>(
    ctx: &Ctx<'a>,
    media: &'a MediaType,
) -> impl Iterator<Item = &'a Value> + use<'a> {
    let resolved = ctx.resolved;
    let examples = media.examples.values();
    examples.filter_map(|example| value_of(resolved, example))
}

/// The value of an example, wherever it stands.
pub(super) fn value_of<'a>(
    resolved: &'a Resolved,
    example: &'a ReferenceOr<openapiv3::Example>,
) -> Option<&'a Value> {
    match example {
        ReferenceOr::Item(example) => example.value.as_ref(),
        ReferenceOr::Reference { .. } => resolved.examples.get(pointer_of(example)),
    }
}
