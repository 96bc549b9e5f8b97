//! Answers that are read while they come: what each thing in them is.

use std::collections::BTreeMap;

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

/// In how many steps the choices of an event are followed at most.
const MOST_SHAPES: usize = 512;

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
        "application/json-seq" => Framing::Sequence,
        other if other.ends_with("+json-seq") => Framing::Sequence,
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
    if all.choices.is_empty() && is_event(&all) {
        let data = match all.property("data")[..] {
            [only] => only.into(),
            ref several => ctx.join(pointer, "/properties/data", several),
        };
        return data_type(ctx, &data);
    }
    // Of a choice, what stands beside it says of an event what its members don't say.
    let shapes = shapes(ctx, all);
    let has_events = shapes.first().is_some_and(is_event)
        || shapes.iter().any(is_event) && shapes.iter().all(is_of_event);
    if !has_events {
        return data_type(ctx, pointer);
    }
    let mut known = BTreeMap::new();
    let kinds = shapes
        .iter()
        .filter_map(|all| event_kind(ctx, all, &mut known));
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

/// Returns what is left of a schema for each way to choose, what stands beside a choice with each of its
/// members; nothing where that is too much.
fn shapes<'a>(ctx: &Ctx<'a>, all: All<'a>) -> Vec<All<'a>> {
    let mut found = Vec::new();
    let mut pending = vec![all];
    let mut steps = 0;
    while let Some(mut all) = pending.pop() {
        steps += 1;
        if steps > MOST_SHAPES {
            return Vec::new();
        }
        if all.choices.is_empty() {
            found.push(all);
            continue;
        }
        let choice = all.choices.remove(0);
        steps += choice.members.len();
        if steps > MOST_SHAPES {
            return Vec::new();
        }
        for member in choice.members.iter().rev() {
            let Some(member) = conjunction::gather(ctx, member) else {
                return Vec::new();
            };
            let mut both = all.clone();
            both.parts.extend(member.parts);
            both.choices.extend(member.choices);
            pending.push(both);
        }
    }
    found
}

/// An event among several.
struct EventKind {
    /// The names that it has; none where it may have any.
    names: Vec<String>,
    data: Data,
}

/// What the data of an event is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Data {
    Text,
    Json,
    /// Text or JSON, which nothing tells apart but what it looks like.
    Either,
}

/// What a schema says of an event; none where it is that of its data. `known` is what is known of data,
/// by where its schemas stand.
fn event_kind<'a>(
    ctx: &Ctx<'a>,
    all: &All<'a>,
    known: &mut BTreeMap<Vec<&'a str>, Data>,
) -> Option<EventKind> {
    is_event(all).then(|| {
        let names = common(ctx, all, "event").map_or_else(Vec::new, |name| name.values());
        let names = names.iter().map(|name| name.as_str().map(str::to_owned));
        EventKind {
            names: names.collect::<Option<_>>().unwrap_or_default(),
            data: *known.entry(all.property("data")).or_insert_with(|| {
                common(ctx, all, "data").map_or(Data::Json, |data| kind_of(ctx, data))
            }),
        }
    })
}

/// Returns all that is said of a property.
fn common<'a>(ctx: &Ctx<'a>, all: &All<'a>, name: &str) -> Option<All<'a>> {
    let schemas = all.property(name).into_iter();
    let all = schemas.filter_map(|schema| conjunction::gather(ctx, schema));
    all.reduce(|mut first, other| {
        first.parts.extend(other.parts);
        first.choices.extend(other.choices);
        first
    })
}

/// Whether a value is text as it stands in an event, whatever that text holds.
fn kind_of<'a>(ctx: &Ctx<'a>, all: All<'a>) -> Data {
    let mut kinds = shapes(ctx, all).into_iter().map(|all| {
        let ty = all.json_type().ok().flatten();
        match (ty, &all.values()[..]) {
            (Some(JsonType::String), _) => Data::Text,
            (None, []) => Data::Either,
            (None, values) if values.iter().all(Value::is_string) => Data::Text,
            (None, values) if values.iter().any(Value::is_string) => Data::Either,
            (Some(_) | None, _) => Data::Json,
        }
    });
    let Some(first) = kinds.next() else {
        return Data::Either;
    };
    kinds.fold(
        first,
        |one, other| if one == other { one } else { Data::Either },
    )
}

/// How the data of several kinds of events is read; none where that can't be told.
fn framing_of(kinds: &[EventKind]) -> Option<Framing> {
    let (texts, others): (Vec<_>, Vec<_>) = kinds.iter().partition(|kind| kind.data == Data::Text);
    if others.is_empty() {
        return Some(Framing::TextEventObjects);
    }
    if texts.is_empty() && others.iter().all(|kind| kind.data == Data::Json) {
        return Some(Framing::EventObjects);
    }
    let names: Vec<String> = texts.iter().flat_map(|kind| kind.names.clone()).collect();
    let is_told = texts.iter().all(|kind| !kind.names.is_empty());
    let mut shared = others.iter().flat_map(|kind| &kind.names);
    let is_shared = shared.any(|name| names.contains(name));
    (is_told && !is_shared).then_some(Framing::MixedEventObjects(names))
}

/// Whether a schema is that of an event with its data.
fn is_event(all: &All<'_>) -> bool {
    is_of_event(all) && !all.property("data").is_empty()
}

/// Whether a schema is that of an object of nothing but what an event has.
fn is_of_event(all: &All<'_>) -> bool {
    let mut names = all.parts.iter().flat_map(|part| &part.properties);
    names.all(|(name, _)| EVENT.contains(name))
}

fn data_type(ctx: &mut Ctx<'_>, pointer: &str) -> (Framing, TypeRef) {
    if let Some(content) = content_schema(ctx, pointer) {
        return (Framing::Events, shape::type_ref(ctx, &content));
    }
    let ty = shape::type_ref(ctx, pointer);
    if ty.kind == Kind::Any {
        return (Framing::TextEvents, text());
    }
    let all = conjunction::gather(ctx, pointer);
    match all.map_or(Data::Json, |all| kind_of(ctx, all)) {
        Data::Text => (Framing::TextEvents, text()),
        Data::Json => (Framing::Events, ty),
        Data::Either => (Framing::MixedEvents, ty),
    }
}

/// What a text holds, where it holds JSON.
fn content_schema(ctx: &Ctx<'_>, pointer: &str) -> Option<Pointer> {
    let all = conjunction::gather(ctx, pointer)?;
    let mut parts = all.parts.iter();
    parts.find_map(|part| leads_to(part.data.extensions.get(CONTENT_SCHEMA)?))
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
