//! How one event is told from the others: by a header or by properties of its body.
//!
//! As `codegen.toml` says, or else by the property that the most events give different texts. What
//! only some of them have is no sign: an event that the description does not know stays unknown.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use openapiv3::{Parameter, ParameterSchemaOrContent};

use super::api::{EventKey, Webhook};
use super::marks::Finder;
use super::{Ctx, body};
use crate::config;
use crate::grammar::keys;
use crate::resolve::{ResolvedOperation, pointer_of};

/// How many keys are asked for at most.
const MOST_KEYS: usize = 3;

/// The texts that mark an event, by where they stand.
type Marked = BTreeMap<EventKey, Vec<String>>;

/// Finds what tells events apart, and notes with each event the texts that mark it.
pub(super) fn tell_apart(
    ctx: &Ctx<'_>,
    config: &config::Webhooks,
    events: &mut [Webhook],
    sources: &[&ResolvedOperation],
) -> Vec<EventKey> {
    let mut finder = Finder::default();
    let mut marked: Vec<Marked> = sources
        .iter()
        .map(|source| marked(ctx, &mut finder, source))
        .collect();
    let configured = configured(config);
    if let Some(key) = &configured {
        for ((event, marked), source) in events.iter().zip(&mut marked).zip(sources) {
            let texts = configured_texts(ctx, config, event, source, key);
            if !texts.is_empty() {
                marked.insert(key.clone(), texts);
            }
        }
    }
    name_after_themselves(events, &mut marked);
    let first = configured.or_else(|| first(&marked));
    let Some(first) = first else {
        return Vec::new();
    };
    let keys = more_keys(first, &marked);
    for (event, marked) in events.iter_mut().zip(marked) {
        event.marks = keys
            .iter()
            .map(|key| marked.get(key).cloned().unwrap_or_default())
            .collect();
    }
    keys
}

/// The key that `codegen.toml` names.
fn configured(config: &config::Webhooks) -> Option<EventKey> {
    let header = config.header.as_ref();
    let header = header.map(|name| EventKey::Header(name.to_ascii_lowercase()));
    let body = || {
        config
            .event
            .as_ref()
            .map(|pointer| EventKey::Body(way(pointer)))
    };
    header.or_else(body)
}

fn way(pointer: &str) -> Vec<String> {
    keys(pointer).map(Cow::into_owned).collect()
}

/// The texts of an event at the key that `codegen.toml` names: those that it lists, that which
/// stands in an extension of the webhook, or the example of the header.
fn configured_texts(
    ctx: &Ctx<'_>,
    config: &config::Webhooks,
    event: &Webhook,
    source: &ResolvedOperation,
    key: &EventKey,
) -> Vec<String> {
    if let Some(listed) = config.events.get(&event.name) {
        return listed.clone();
    }
    if let Some(pointer) = &config.value {
        let mut way = way(pointer).into_iter();
        let extension = way.next();
        let extension = extension.and_then(|name| source.operation.extensions.get(&name));
        let found = way.try_fold(extension, |value, step| Some(value?.get(&step)));
        let text = found.flatten().and_then(serde_json::Value::as_str);
        return text.map(str::to_owned).into_iter().collect();
    }
    let EventKey::Header(name) = key else {
        return Vec::new();
    };
    let header = headers(ctx, source).find(|header| header.name.eq_ignore_ascii_case(name));
    let Some(header) = header else {
        return Vec::new();
    };
    let examples = header.examples.values();
    let examples = examples.filter_map(|example| body::value_of(ctx.resolved, example));
    let examples = header.example.iter().chain(examples);
    examples
        .filter_map(|value| value.as_str().map(str::to_owned))
        .collect()
}

fn headers<'a>(
    ctx: &Ctx<'a>,
    source: &'a ResolvedOperation,
) -> impl Iterator<Item = &'a openapiv3::ParameterData> {
    let resolved = ctx.resolved;
    let parameters = source
        .shared_parameters
        .iter()
        .chain(&source.operation.parameters);
    parameters.filter_map(
        |parameter| match resolved.parameters.get(pointer_of(parameter))? {
            Parameter::Header { parameter_data, .. } => Some(parameter_data),
            Parameter::Path { .. } | Parameter::Query { .. } | Parameter::Cookie { .. } => None,
        },
    )
}

/// Every header and property that has one of a few texts.
fn marked(ctx: &Ctx<'_>, finder: &mut Finder, source: &ResolvedOperation) -> Marked {
    let mut marked = Marked::new();
    for header in headers(ctx, source) {
        if let ParameterSchemaOrContent::Schema(schema) = &header.format
            && let Some(texts) = finder.of(ctx, pointer_of(schema)).get(&Vec::new())
        {
            let key = EventKey::Header(header.name.to_ascii_lowercase());
            marked.insert(key, texts.clone());
        }
    }
    let body = source.operation.request_body.as_ref().map(pointer_of);
    let body = body.and_then(|body| ctx.resolved.request_bodies.get(body));
    let schema = body
        .and_then(|body| body::json_of(&body.content))
        .and_then(|(_, media)| media.schema.as_ref());
    if let Some(schema) = schema {
        let found = finder.of(ctx, pointer_of(schema));
        let found = found.iter().filter(|(way, _)| !way.is_empty());
        marked.extend(found.map(|(way, texts)| (EventKey::Body(way.clone()), texts.clone())));
    }
    marked
}

/// Where several events may have the same texts, and one of these is the name of an event, that
/// is what it has: their bodies have one type, which says what any of them may hold.
fn name_after_themselves(events: &[Webhook], marked: &mut [Marked]) {
    let before = marked.to_vec();
    for (index, event) in events.iter().enumerate() {
        for (key, texts) in &mut marked[index] {
            let is_shared = before.iter().enumerate().any(|(other, marked)| {
                other != index && marked.get(key).is_some_and(|other| shares(other, texts))
            });
            if texts.len() > 1 && is_shared && texts.contains(&event.name) {
                *texts = vec![event.name.clone()];
            }
        }
    }
}

fn shares(a: &[String], b: &[String]) -> bool {
    a.iter().any(|text| b.contains(text))
}

/// The key that tells the most events apart, if more than half of them have it.
fn first(marked: &[Marked]) -> Option<EventKey> {
    let pairs = pairs(marked.len());
    let keys: BTreeSet<&EventKey> = marked.iter().flat_map(Marked::keys).collect();
    let rated = keys.into_iter().filter_map(|key| {
        let having = marked.iter().filter(|marked| marked.contains_key(key));
        // Before the pairs are looked at, of which there are many.
        if having.count() * 2 <= marked.len() {
            return None;
        }
        let told = told(key, marked, &pairs);
        let is_sign = if marked.len() == 1 {
            speaks_of_type(key)
        } else {
            told > 0
        };
        is_sign.then(|| ((told, speaks_of_type(key), nearness(key)), key))
    });
    // Of several that are as good, the first.
    let best = rated.fold(None, |best: Option<(_, &EventKey)>, rated| match best {
        Some(best) if best.0 >= rated.0 => Some(best),
        _ => Some(rated),
    });
    best.map(|(_, key)| key.clone())
}

/// Whether a name is one that descriptions use for the type of an event.
fn speaks_of_type(key: &EventKey) -> bool {
    let name = match key {
        EventKey::Header(name) => name,
        EventKey::Body(way) => way.last().map_or("", String::as_str),
    };
    let name = name.to_ascii_lowercase();
    ["event", "type", "topic", "kind", "action"]
        .iter()
        .any(|word| name.contains(word))
}

fn nearness(key: &EventKey) -> usize {
    match key {
        EventKey::Header(_) => usize::MAX,
        EventKey::Body(way) => usize::MAX - way.len(),
    }
}

/// The keys after the first that tell apart what it does not, among the events that have it.
fn more_keys(first: EventKey, marked: &[Marked]) -> Vec<EventKey> {
    let having = |index: usize| marked[index].contains_key(&first);
    let pairs = pairs(marked.len());
    let mut left: Vec<(usize, usize)> = pairs
        .into_iter()
        .filter(|(a, b)| having(*a) && having(*b))
        .filter(|pair| !is_told(&first, marked, *pair))
        .collect();
    let mut keys = vec![first];
    while keys.len() < MOST_KEYS && !left.is_empty() {
        let others: BTreeSet<&EventKey> = left
            .iter()
            .flat_map(|(a, b)| marked[*a].keys().chain(marked[*b].keys()))
            .collect();
        let rated = others
            .into_iter()
            // Any other may be left out of an event that the rest tells apart.
            .filter(|key| speaks_of_type(key))
            .map(|key| ((told(key, marked, &left), nearness(key)), key))
            .filter(|((told, _), _)| *told > 0);
        let best = rated.fold(None, |best: Option<(_, &EventKey)>, rated| match best {
            Some(best) if best.0 >= rated.0 => Some(best),
            _ => Some(rated),
        });
        let Some((_, key)) = best else { break };
        left.retain(|pair| !is_told(key, marked, *pair));
        keys.push(key.clone());
    }
    keys
}

fn pairs(count: usize) -> Vec<(usize, usize)> {
    (0..count)
        .flat_map(|a| (a + 1..count).map(move |b| (a, b)))
        .collect()
}

/// How many of some pairs a key tells apart.
fn told(key: &EventKey, marked: &[Marked], pairs: &[(usize, usize)]) -> usize {
    let told = pairs.iter().filter(|pair| is_told(key, marked, **pair));
    told.count()
}

/// Whether two events both have a key, and no text there that is the same.
fn is_told(key: &EventKey, marked: &[Marked], (a, b): (usize, usize)) -> bool {
    match (marked[a].get(key), marked[b].get(key)) {
        (Some(a), Some(b)) => !shares(a, b),
        _ => false,
    }
}
