//! Webhooks: an enum over the events, and how one is told from the others.

use indexmap::IndexMap;

use super::callbacks::types_of;
use super::enumeration::guarded;
use super::plan::{
    Algorithm, Callbacks, Docs, Encoding, Event, EventArm, EventKey, Ident, KeyPlace, MessagePart,
    NamedEvent, RustType, Signature, SignedTime, Webhooks,
};
use super::resources::Tree;
use super::settle::{Claim, settle};
use super::type_names::TypeNames;
use super::words::{camel, camel_spelled, ident, module, snake, snake_spelled};
use super::{Ctx, docs, types};
use crate::config;
use crate::grammar::join;
use crate::model::api::{self, Kind, Message, Shape, Webhook};

/// The names of the module.
const MODULES: [&str; 2] = ["webhooks", "webhook_events"];

/// The variables of the function that tells events apart.
const VARIABLES: &[&str] = &["body", "headers", "verifier", "name"];

/// Plans the module, where the API sends events or `codegen.toml` speaks of them.
pub(super) fn webhooks(ctx: &Ctx<'_>, tree: &Tree) -> Option<Webhooks> {
    let api::Webhooks { events, keys } = &ctx.api.webhooks;
    if events.is_empty() && !ctx.config.webhooks.is_given() {
        return None;
    }
    let idents = variants(events);
    let (arms, tried) = arms(ctx, events, &idents);
    let only = match &idents[..] {
        [only] if keys.is_empty() => Some(only.clone()),
        _ => None,
    };
    Some(Webhooks {
        module: free_module(tree, MODULES),
        events: events
            .iter()
            .zip(&idents)
            .map(|(event, ident)| plan_event(ctx, event, ident))
            .collect(),
        keys: plan_keys(keys),
        arms,
        named: named(events, &idents),
        tried: if only.is_some() { Vec::new() } else { tried },
        only,
        signature: ctx.config.webhooks.signature.as_ref().map(signature),
    })
}

/// The first of two names that no resource has, or a longer one.
pub(super) fn free_module(tree: &Tree, [usual, other]: [&str; 2]) -> Ident {
    let children = &tree.nodes[0].children;
    let mut name = usual.to_owned();
    if children.contains_key(&name) {
        other.clone_into(&mut name);
    }
    while children.contains_key(&name) {
        name.push_str("_module");
    }
    module(&name)
}

/// The names of the variants: after the webhook, or after its operation.
fn variants(events: &[Webhook]) -> Vec<Ident> {
    let claims: Vec<Claim> = events
        .iter()
        .map(|event| {
            let name = &event.name;
            let id = event.message.operation_id.iter();
            let named = event.rust_name.iter().chain([name]).chain(id);
            let mut candidates: Vec<String> = named.map(|name| guarded(camel(name))).collect();
            candidates.push(guarded(camel_spelled(name)));
            candidates.push(format!(
                "{}{}",
                camel(name),
                camel(&event.message.method.to_lowercase())
            ));
            Claim {
                candidates,
                key: event.message.id.0.to_string(),
            }
        })
        .collect();
    let settled = settle(&claims, &["Self"]);
    settled.into_iter().map(|name| ident(&name.name)).collect()
}

fn plan_event(ctx: &Ctx<'_>, event: &Webhook, ident: &Ident) -> Event {
    let message = &event.message;
    let texts = event.marks.first().into_iter().flatten();
    let texts: Vec<String> = texts
        .map(|text| format!("`{}`", docs::code(text)))
        .collect();
    let marks = match &texts[..] {
        [] => String::new(),
        texts => format!(", marked by {}", texts.join(" or ")),
    };
    let line = format!("The webhook `{}`{marks}.", docs::code(&event.name));
    let ty = message.payload.as_ref();
    Event {
        ident: ident.clone(),
        name: event.name.clone(),
        docs: said(message)
            .unwrap_or_default()
            .paragraph([line])
            .paragraph(answers(message, ctx.names)),
        deprecated: docs::deprecation(message.deprecated, message.description.as_deref()),
        ty: ty.map_or(RustType::Json, |ty| {
            qualified(types::nullable(ty, ctx.names))
        }),
    }
}

/// What a description says of a message: its summary, or the description without one.
pub(super) fn said(message: &Message) -> Option<Docs> {
    let summary = message.summary.as_deref().map(docs::one_line);
    let summary = summary.filter(|summary| !summary.is_empty());
    let text = summary.as_deref().or(message.description.as_deref())?;
    Some(Docs::markdown(text)).filter(|docs| !docs.0.is_empty())
}

/// What a message is answered.
pub(super) fn answers(message: &Message, names: &TypeNames) -> Vec<String> {
    let answers = message.answers.iter().map(|answer| {
        let body = match answer.body.as_ref().map(|body| &body.kind) {
            Some(Kind::Named(id)) => format!(", with {}", docs::type_link(names.of(id))),
            Some(_) => ", with JSON".to_owned(),
            None => String::new(),
        };
        let said = docs::inline(&answer.description);
        let said = match said.trim_end_matches('.') {
            "" => String::new(),
            said => format!(": {said}"),
        };
        format!("To be answered {}{body}{said}.", answer.status)
    });
    answers.collect()
}

/// A type by its path from the crate, so that its name may be that of a variant.
pub(super) fn qualified(mut ty: RustType) -> RustType {
    let leaf = ty.leaf_mut();
    if let RustType::Named(name) = leaf {
        *leaf = RustType::Qualified(name.clone());
    }
    ty
}

fn plan_keys(keys: &[api::EventKey]) -> Vec<EventKey> {
    let claims: Vec<Claim> = keys
        .iter()
        .map(|key| {
            let (name, whole) = match key {
                api::EventKey::Header(name) => (name.clone(), name.clone()),
                api::EventKey::Body(way) => {
                    (way.last().cloned().unwrap_or_default(), way.join(" "))
                }
            };
            let mut short = snake(&name);
            if ident(&short).is_raw() {
                short.insert_str(0, "event_");
            }
            Claim {
                candidates: vec![
                    short,
                    snake(&whole),
                    snake_spelled(&whole),
                    format!("{}_text", snake(&whole)),
                ],
                key: format!("{key:?}"),
            }
        })
        .collect();
    let settled = settle(&claims, VARIABLES);
    keys.iter()
        .zip(settled)
        .map(|(key, settled)| EventKey {
            variable: ident(&settled.name),
            place: match key {
                api::EventKey::Header(name) => KeyPlace::Header(name.clone()),
                api::EventKey::Body(steps) => {
                    let way: Vec<&str> = steps.iter().map(String::as_str).collect();
                    KeyPlace::Body {
                        pointer: join("", &way),
                        steps: steps.clone(),
                    }
                }
            },
        })
        .collect()
}

/// What the texts at the keys mean, and the events that are tried where the first has none. Those
/// that the keys don't tell apart share an arm, behind the others.
fn arms(ctx: &Ctx<'_>, events: &[Webhook], idents: &[Ident]) -> (Vec<EventArm>, Vec<Ident>) {
    let is_marked = |event: &Webhook| event.marks.first().is_some_and(|texts| !texts.is_empty());
    let (marked, unmarked): (Vec<usize>, Vec<usize>) =
        (0..events.len()).partition(|index| is_marked(&events[*index]));
    let mut groups: Vec<Vec<usize>> = Vec::new();
    for index in marked {
        let alike = |group: &Vec<usize>| {
            group
                .iter()
                .any(|other| !is_told(&events[*other], &events[index]))
        };
        let (joined, apart): (Vec<_>, Vec<_>) = groups.into_iter().partition(alike);
        groups = apart;
        let mut group: Vec<usize> = joined.into_iter().flatten().collect();
        group.push(index);
        group.sort_unstable();
        groups.push(group);
    }
    groups.sort_by_key(|group| (group.len() > 1, group[0]));
    let arms = groups.iter().map(|group| arm(ctx, events, idents, group));
    let tried = unmarked
        .into_iter()
        .filter(|index| is_triable(ctx, &events[*index]) && !is_repeated(events, *index));
    (
        arms.collect(),
        tried.map(|index| idents[index].clone()).collect(),
    )
}

/// The events by their names, of which the operations of one path item have the same.
fn named(events: &[Webhook], idents: &[Ident]) -> Vec<NamedEvent> {
    let mut named: IndexMap<&str, Vec<Ident>> = IndexMap::new();
    for (index, (event, ident)) in events.iter().zip(idents).enumerate() {
        if !is_repeated(events, index) || !event.marks.iter().all(Vec::is_empty) {
            named.entry(&event.name).or_default().push(ident.clone());
        }
    }
    let named = named.into_iter().map(|(name, events)| NamedEvent {
        name: name.to_owned(),
        events,
    });
    named.collect()
}

/// Whether an event before this one has its name and its type: it stands for both.
fn is_repeated(events: &[Webhook], index: usize) -> bool {
    let event = &events[index];
    let mut before = events[..index].iter();
    before.any(|other| other.name == event.name && other.message.payload == event.message.payload)
}

/// Whether two events have no text in common at one of the keys.
fn is_told(a: &Webhook, b: &Webhook) -> bool {
    let mut keys = a.marks.iter().zip(&b.marks);
    keys.any(|(a, b)| !a.is_empty() && !b.is_empty() && !a.iter().any(|text| b.contains(text)))
}

fn arm(ctx: &Ctx<'_>, events: &[Webhook], idents: &[Ident], group: &[usize]) -> EventArm {
    let keys = events[group[0]].marks.len();
    let texts = (0..keys).map(|key| {
        let lists: Vec<&Vec<String>> = group
            .iter()
            .map(|index| &events[*index].marks[key])
            .collect();
        if lists.iter().any(|list| list.is_empty()) {
            return Vec::new();
        }
        let mut texts: Vec<String> = Vec::new();
        for text in lists.into_iter().flatten() {
            if !texts.contains(text) {
                texts.push(text.clone());
            }
        }
        texts
    });
    let picked = group
        .iter()
        .filter(|index| group.len() == 1 || is_triable(ctx, &events[**index]));
    EventArm {
        texts: texts.collect(),
        events: picked.map(|index| idents[*index].clone()).collect(),
    }
}

/// Whether the type of an event refuses what is another event: an object without a place for
/// properties that the description does not name.
fn is_triable(ctx: &Ctx<'_>, event: &Webhook) -> bool {
    let Some(Kind::Named(id)) = event.message.payload.as_ref().map(|ty| &ty.kind) else {
        return false;
    };
    match ctx.api.types.get(id).map(|ty| &ty.shape) {
        Some(Shape::Record(record)) => record.additional.is_none(),
        Some(Shape::Union(_)) => true,
        Some(Shape::Enumeration(_)) | None => false,
    }
}

fn signature(config: &config::Signature) -> Signature {
    let algorithm = match config.scheme {
        config::Algorithm::Ed25519 => Algorithm::Ed25519,
        config::Algorithm::HmacSha256 => Algorithm::HmacSha256,
    };
    let header = config.timestamp_header.clone().map(SignedTime::Header);
    let behind = || config.timestamp_prefix.clone().map(SignedTime::Behind);
    Signature {
        header: config.signature_header.to_ascii_lowercase(),
        prefix: config.prefix.clone(),
        separator: config.separator,
        encoding: encoding(config.encoding),
        time: header.or_else(behind),
        id_header: config.id_header.clone(),
        message: message_parts(&config.message),
        shown: docs::code(&config.message),
        key_variable: config.key_variable.clone(),
        key_prefix: config.key_prefix.clone(),
        key_encoding: match algorithm {
            // It is no text of people's.
            Algorithm::Ed25519 => Some(config.key_encoding.map_or(Encoding::Base64, encoding)),
            Algorithm::HmacSha256 => config.key_encoding.map(encoding),
        },
        algorithm,
        tolerance: config.tolerance,
    }
}

fn encoding(encoding: config::Encoding) -> Encoding {
    match encoding {
        config::Encoding::Base64 => Encoding::Base64,
        config::Encoding::Hex => Encoding::Hex,
    }
}

fn message_parts(template: &str) -> Vec<MessagePart> {
    let places = [
        ("{timestamp}", MessagePart::Timestamp),
        ("{id}", MessagePart::Id),
        ("{body}", MessagePart::Body),
    ];
    let mut parts = Vec::new();
    let mut rest = template;
    while !rest.is_empty() {
        let next = places
            .iter()
            .filter_map(|(place, part)| Some((rest.find(place)?, place, part)))
            .min_by_key(|(at, ..)| *at);
        let Some((at, place, part)) = next else {
            parts.push(MessagePart::Text(rest.to_owned()));
            break;
        };
        if at > 0 {
            parts.push(MessagePart::Text(rest[..at].to_owned()));
        }
        parts.push(part.clone());
        rest = &rest[at + place.len()..];
    }
    parts
}

/// The types of everything that the API sends.
pub(super) fn payloads<'a>(
    webhooks: Option<&'a Webhooks>,
    callbacks: Option<&'a Callbacks>,
) -> Vec<&'a RustType> {
    let events = webhooks.into_iter().flat_map(|webhooks| &webhooks.events);
    let events = events.map(|event| &event.ty);
    events.chain(types_of(callbacks)).collect()
}
