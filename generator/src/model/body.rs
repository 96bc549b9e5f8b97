//! What an operation sends, and the media types that a body may be of.

use indexmap::IndexMap;
use openapiv3::{Encoding, MediaType, QueryStyle, ReferenceOr, RequestBody};
use serde_json::Value;

use super::api::{Body, Example, FormStyle, Kind, Presence, TypeRef};
use super::{Ctx, conjunction, shape};
use crate::diagnostic::code;
use crate::grammar::join;
use crate::resolve::pointer_of;

/// Reads the request body at a pointer.
pub(super) fn of(ctx: &mut Ctx<'_>, pointer: &str) -> Option<Body> {
    let body = ctx.resolved.request_bodies.get(pointer)?;
    let (chosen, read) = choose(ctx, pointer, body)?;
    for other in body.content.keys().filter(|other| *other != chosen) {
        let message = format!("the request body is sent as `{chosen}`, never as `{other}`");
        ctx.warn(
            code::UNSUPPORTED_BODY,
            join(&join(pointer, &["content"]), &[other]),
            message,
            "send it with `Client::request`",
        );
    }
    Some(read)
}

/// The media type that a body is sent as, and the body: JSON before a form before text, and what is
/// none of these as bytes.
fn choose<'a>(
    ctx: &mut Ctx<'_>,
    pointer: &str,
    body: &'a RequestBody,
) -> Option<(&'a String, Body)> {
    let presence = if body.required {
        Presence::Required
    } else {
        Presence::Optional
    };
    if let Some((name, media)) = json_of(&body.content) {
        let read = Body::Json {
            media_type: unusual(name),
            ty: media_schema(ctx, media),
            presence,
            example: example_of(media),
        };
        return Some((name, read));
    }
    let form = body
        .content
        .iter()
        .find(|(name, _)| essence(name) == "application/x-www-form-urlencoded");
    if let Some((name, media)) = form {
        let ty = media_schema(ctx, media);
        if matches!(ty.kind, Kind::Named(_) | Kind::Map(_)) {
            let read = Body::Form {
                styles: styles(ctx, media),
                ty,
                presence,
                example: example_of(media),
            };
            return Some((name, read));
        }
    }
    let text = body.content.keys().find(|name| is_text(name));
    let name = text.or_else(|| body.content.keys().next())?;
    if !essence(name).starts_with("text/plain") && !is_octets(name) {
        let message = format!("a request body of `{name}` is not typed");
        let help = if text.is_some() {
            "it is taken as text"
        } else {
            "it is taken as bytes"
        };
        ctx.warn(
            code::UNSUPPORTED_BODY,
            join(&join(pointer, &["content"]), &[name]),
            message,
            help,
        );
    }
    let media_type = name.clone();
    let read = if text.is_some() {
        Body::Text { media_type }
    } else {
        Body::Bytes { media_type }
    };
    Some((name, read))
}

/// The media type that must be named, since it is not the usual one of JSON.
pub(super) fn unusual(media_type: &str) -> Option<String> {
    let is_range = media_type.contains('*');
    (!is_range && essence(media_type) != "application/json").then(|| media_type.to_owned())
}

/// How the properties of a form travel that do not travel as usual: an object as JSON, a list as
/// one field for each item.
fn styles(ctx: &Ctx<'_>, media: &MediaType) -> Vec<(String, FormStyle)> {
    let mut styles: Vec<(String, FormStyle)> = Vec::new();
    for (property, encoding) in &media.encoding {
        styles.extend(style(encoding).map(|style| (property.clone(), style)));
    }
    // An object without an encoding of its own is JSON.
    let all = media
        .schema
        .as_ref()
        .and_then(|schema| conjunction::gather(ctx, pointer_of(schema)));
    let known = |styles: &[(String, FormStyle)], name: &str| {
        styles.iter().any(|(property, _)| property == name)
    };
    for (name, _) in all
        .iter()
        .flat_map(|all| &all.parts)
        .flat_map(|part| &part.properties)
    {
        let schemas = all
            .as_ref()
            .map(|all| all.property(name))
            .unwrap_or_default();
        let is_object = schemas.iter().any(|schema| {
            conjunction::gather(ctx, schema)
                .is_some_and(|all| all.json_type() == Ok(Some(super::api::JsonType::Object)))
        });
        if is_object && !known(&styles, name) {
            styles.push(((*name).to_owned(), FormStyle::Json));
        }
    }
    styles
}

fn style(encoding: &Encoding) -> Option<FormStyle> {
    let is_json = encoding.content_type.as_deref().is_some_and(is_json);
    Some(match encoding.style.as_ref()? {
        _ if is_json => FormStyle::Json,
        QueryStyle::DeepObject => FormStyle::Deep,
        // `openapiv3` reads a missing `explode` as false; the default of `form` is true.
        QueryStyle::Form => FormStyle::Exploded,
        QueryStyle::SpaceDelimited => FormStyle::Joined(' '),
        QueryStyle::PipeDelimited => FormStyle::Joined('|'),
    })
}

/// Whether a body of a media type is text.
pub(super) fn is_text(media_type: &str) -> bool {
    let essence = essence(media_type);
    let is_events = essence == "text/event-stream";
    (essence.starts_with("text/") && !is_events)
        || essence == "application/xml"
        || essence.ends_with("+xml")
}

fn is_octets(media_type: &str) -> bool {
    let essence = essence(media_type);
    essence == "application/octet-stream" || essence == "*/*"
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
    essence == "text/json"
        || essence.ends_with("+json")
        || essence == "*/*"
        || essence == "application/*"
}

pub(super) fn media_schema(ctx: &mut Ctx<'_>, media: &MediaType) -> TypeRef {
    match &media.schema {
        Some(schema) => {
            let pointer = pointer_of(schema);
            let ty = shape::type_ref(ctx, pointer);
            let named = media.examples.values().filter_map(|example| match example {
                ReferenceOr::Item(example) => example.value.as_ref(),
                ReferenceOr::Reference { .. } => None,
            });
            for value in media.example.iter().chain(named) {
                ctx.examples.push(Example {
                    schemas: ctx.schemas_of(pointer),
                    ty: ty.clone(),
                    value: value.clone(),
                });
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
pub(super) fn example_of(media: &MediaType) -> Option<Value> {
    let named = media.examples.values().find_map(|example| match example {
        ReferenceOr::Item(example) => example.value.clone(),
        ReferenceOr::Reference { .. } => None,
    });
    media.example.clone().or(named)
}
