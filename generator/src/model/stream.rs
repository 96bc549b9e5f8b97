//! Answers that are read while they come: what each thing in them is.

use openapiv3::MediaType;
use serde_json::Value;

use super::api::{Framing, JsonType, Kind, Streamed, Text, TypeRef};
use super::conjunction::{self, All};
use super::{Ctx, body, shape};
use crate::grammar::{CONTENT_SCHEMA, ITEM_SCHEMA};
use crate::resolve::{Pointer, pointer_of};

/// The properties that an event has, and nothing else, where a schema describes the event rather
/// than its data.
const EVENT: [&str; 4] = ["data", "event", "id", "retry"];

/// How the things in a body of a media type are told apart; none where it is one thing.
pub(super) fn framing(media_type: &str) -> Option<Framing> {
    Some(match &*body::essence(media_type) {
        "text/event-stream" => Framing::Events,
        "application/jsonl"
        | "application/x-jsonl"
        | "application/jsonlines"
        | "application/x-jsonlines"
        | "application/json-lines"
        | "application/ndjson"
        | "application/x-ndjson"
        | "application/x-ldjson"
        | "application/stream+json"
        | "application/x-json-stream"
        | "text/jsonl"
        | "text/x-jsonl" => Framing::Lines,
        "application/json-seq" | "application/geo+json-seq" => Framing::Sequence,
        _ => return None,
    })
}

/// Reads what a media type says of the things in its stream.
pub(super) fn read(
    ctx: &mut Ctx<'_>,
    framing: Framing,
    media_type: &str,
    media: &MediaType,
) -> Streamed {
    let whole = media
        .schema
        .as_ref()
        .map(|schema| pointer_of(schema).into());
    let item = item_schema(media).or_else(|| Some(item_of(ctx, whole?)));
    let (framing, ty) = match (framing, item) {
        (Framing::Events, Some(item)) => event(ctx, &item),
        (Framing::Events, None) => (Framing::TextEvents, text()),
        (other, Some(item)) => (other, shape::type_ref(ctx, &item)),
        (other, None) => (other, TypeRef::plain(Kind::Any)),
    };
    Streamed {
        framing,
        ty,
        media_type: media_type.to_owned(),
        switch: None,
    }
}

/// The schema of each thing in a sequence, where it is said.
pub(super) fn item_schema(media: &MediaType) -> Option<Pointer> {
    media.extensions.get(ITEM_SCHEMA).and_then(leads_to)
}

fn text() -> TypeRef {
    TypeRef::plain(Kind::String(Text::Plain(None)))
}

/// The schema that an extension refers to.
fn leads_to(extension: &Value) -> Option<Pointer> {
    let reference = extension.get("$ref")?.as_str()?;
    Some(reference.strip_prefix('#')?.into())
}

/// Where the whole is described as a list, each thing is an item of it.
fn item_of(ctx: &Ctx<'_>, whole: Pointer) -> Pointer {
    let all = conjunction::gather(ctx, &whole);
    let items = all
        .iter()
        .flat_map(|all| &all.parts)
        .find_map(|part| part.items);
    items.map_or(whole, Into::into)
}

/// Reads the schema of an event: of its data, or of an object that stands for all of it.
fn event(ctx: &mut Ctx<'_>, pointer: &str) -> (Framing, TypeRef) {
    let Some(all) = conjunction::gather(ctx, pointer) else {
        return (Framing::Events, shape::type_ref(ctx, pointer));
    };
    if let Some(data) = data_of(&all) {
        return data_type(ctx, data);
    }
    let member = all
        .choices
        .first()
        .and_then(|choice| choice.members.first());
    let member = member.and_then(|member| conjunction::gather(ctx, member));
    if let Some(data) = member.as_ref().and_then(data_of) {
        let framing = if is_text(ctx, data) {
            Framing::TextEventObjects
        } else {
            Framing::EventObjects
        };
        return (framing, shape::type_ref(ctx, pointer));
    }
    data_type(ctx, pointer)
}

/// The schema of the data, where a schema describes an event.
fn data_of<'a>(all: &All<'a>) -> Option<&'a str> {
    let mut names = all.parts.iter().flat_map(|part| &part.properties);
    let is_event = names.all(|(name, _)| EVENT.contains(name)) && all.choices.is_empty();
    let data = all.property("data");
    data.first().copied().filter(|_| is_event)
}

fn data_type(ctx: &mut Ctx<'_>, pointer: &str) -> (Framing, TypeRef) {
    if let Some(content) = content_schema(ctx, pointer) {
        return (Framing::Events, shape::type_ref(ctx, &content));
    }
    let ty = shape::type_ref(ctx, pointer);
    if is_text(ctx, pointer) || ty.kind == Kind::Any {
        (Framing::TextEvents, text())
    } else {
        (Framing::Events, ty)
    }
}

/// What a text holds, where it holds JSON.
fn content_schema(ctx: &Ctx<'_>, pointer: &str) -> Option<Pointer> {
    let all = conjunction::gather(ctx, pointer)?;
    let mut parts = all.parts.iter();
    parts.find_map(|part| leads_to(part.data.extensions.get(CONTENT_SCHEMA)?))
}

fn is_text(ctx: &Ctx<'_>, pointer: &str) -> bool {
    json_type(ctx, pointer) == Some(JsonType::String)
}

fn json_type(ctx: &Ctx<'_>, pointer: &str) -> Option<JsonType> {
    let all = conjunction::gather(ctx, pointer)?;
    all.json_type().ok().flatten()
}

/// The property of a JSON request body that says whether the answer is a stream, where there is one.
pub(super) fn switch(ctx: &Ctx<'_>, request: &str) -> Option<String> {
    let request = ctx.resolved.request_bodies.get(request)?;
    let (_, media) = body::json_of(&request.content)?;
    let all = conjunction::gather(ctx, pointer_of(media.schema.as_ref()?))?;
    let members = all.choices.iter().flat_map(|choice| &choice.members);
    let members = members.filter_map(|member| conjunction::gather(ctx, member));
    let is_switch = |all: &All<'_>| {
        let mut found = all.property("stream").into_iter();
        found.any(|pointer| json_type(ctx, pointer) == Some(JsonType::Boolean))
    };
    let found = is_switch(&all) || members.into_iter().any(|member| is_switch(&member));
    found.then(|| "stream".to_owned())
}
