//! Answers that are read while they come: what each thing in them is.

use openapiv3::MediaType;
use serde_json::Value;

use super::api::{Framing, JsonType, Kind, Streamed, Text, TypeRef};
use super::conjunction::{self, All};
use super::{Ctx, body, shape};
use crate::diagnostic::code;
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
    let members = all.choices.first().map(|choice| &choice.members[..]);
    let members = members.unwrap_or_default().iter();
    let members: Vec<All<'_>> = members
        .filter_map(|member| conjunction::gather(ctx, member))
        .collect();
    let is_event = |all: &All<'_>| data_of(all).is_some();
    let has_events = members.first().is_some_and(is_event)
        || members.iter().any(is_event) && members.iter().all(is_of_event);
    if !has_events {
        return data_type(ctx, pointer);
    }
    let kinds = members.iter().filter_map(|all| event_kind(ctx, all));
    let kinds: Vec<EventKind> = kinds.collect();
    match framing_of(&kinds) {
        Some(framing) => (framing, shape::type_ref(ctx, pointer)),
        None => {
            let message = "the data of some events is text and that of others JSON, and no name \
                           tells which";
            let help = "it is taken as text; give each an `event` with a `const`";
            ctx.warn(code::UNSUPPORTED_ANSWER, pointer, message.to_owned(), help);
            (Framing::TextEvents, text())
        }
    }
}

/// An event among several.
struct EventKind {
    /// The names that it has; none where it may have any.
    names: Vec<String>,
    is_text: bool,
}

/// What a schema says of an event; none where it is that of its data.
fn event_kind(ctx: &Ctx<'_>, all: &All<'_>) -> Option<EventKind> {
    let data = data_of(all)?;
    let name = all.property("event").first().copied();
    let name = name.and_then(|name| conjunction::gather(ctx, name));
    let names = name.iter().flat_map(All::values);
    let names = names.map(|name| name.as_str().map(str::to_owned));
    Some(EventKind {
        names: names.collect::<Option<_>>().unwrap_or_default(),
        is_text: is_text(ctx, data) && content_schema(ctx, data).is_none(),
    })
}

/// How the data of several kinds of events is read; none where that can't be told.
fn framing_of(kinds: &[EventKind]) -> Option<Framing> {
    let (texts, others): (Vec<_>, Vec<_>) = kinds.iter().partition(|kind| kind.is_text);
    if others.is_empty() {
        return Some(Framing::TextEventObjects);
    }
    if texts.is_empty() {
        return Some(Framing::EventObjects);
    }
    let names: Vec<String> = texts.iter().flat_map(|kind| kind.names.clone()).collect();
    let is_told = texts.iter().all(|kind| !kind.names.is_empty());
    let mut shared = others.iter().flat_map(|kind| &kind.names);
    let is_shared = shared.any(|name| names.contains(name));
    (is_told && !is_shared).then_some(Framing::MixedEventObjects(names))
}

/// The schema of the data, where a schema describes an event.
fn data_of<'a>(all: &All<'a>) -> Option<&'a str> {
    let data = all.property("data");
    data.first().copied().filter(|_| is_of_event(all))
}

/// Whether a schema is that of an object of nothing but what an event has.
fn is_of_event(all: &All<'_>) -> bool {
    let mut names = all.parts.iter().flat_map(|part| &part.properties);
    names.all(|(name, _)| EVENT.contains(name)) && all.choices.is_empty()
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn media_types_of_streams() {
        let of = |wanted: Framing, names: &[&str]| {
            for name in names {
                assert_eq!(framing(name), Some(wanted.clone()), "{name}");
            }
        };
        of(
            Framing::Events,
            &["text/event-stream", "Text/Event-Stream; charset=utf-8"],
        );
        of(
            Framing::Lines,
            &[
                "application/jsonl",
                "application/x-jsonl",
                "application/jsonlines",
                "application/x-jsonlines",
                "application/json-lines",
                "application/ndjson",
                "application/x-ndjson",
                "application/x-ldjson",
                "application/stream+json",
                "application/x-json-stream",
                "text/jsonl",
                "text/x-jsonl",
            ],
        );
        of(
            Framing::Sequence,
            &["application/json-seq", "application/geo+json-seq"],
        );
        for name in ["application/json", "text/plain", "application/geo+json"] {
            assert_eq!(framing(name), None, "{name}");
        }
    }
}
