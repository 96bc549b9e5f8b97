//! Schemas that several bodies have alike: a type each would say the same several times.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value};

use super::renamed::Renamed;
use crate::grammar::{document_of, join, of_reference};

/// What bodies there are, noted while a description is normalized.
#[derive(Debug, Default)]
pub(super) struct Bodies {
    /// The places of what has a `content`.
    pointers: Vec<String>,
    /// The references to anything but a whole component.
    references: BTreeSet<String>,
}

impl Bodies {
    /// Notes an object with a `content`.
    pub(super) fn note(&mut self, pointer: &str) {
        self.pointers.push(pointer.to_owned());
    }

    /// Notes where a reference leads.
    pub(super) fn refers_to(&mut self, target: &str) {
        if target.matches('/').count() > 3 {
            self.references.insert(target.to_owned());
        }
    }

    /// What several media types of a body describe alike is one schema, which stands at the first of
    /// them: JSON, or the first by name. What several errors of operations describe alike is one
    /// schema too, which stands where it comes first. What is at or around one of the places `named`
    /// stays on its own, as what is said of the place is said of nothing else.
    pub(super) fn share(self, root: &mut Value, renamed: &Renamed, named: &BTreeSet<String>) {
        let inside: BTreeSet<String> = (self.references.iter())
            .filter_map(|reference| match renamed.target(reference) {
                Some(reference) => of_reference(root, &reference),
                None => of_reference(root, reference),
            })
            .collect();
        let mut errors: BTreeMap<String, String> = BTreeMap::new();
        for pointer in &self.pointers {
            let places = media_types(root, pointer);
            let mut own: BTreeMap<String, String> = BTreeMap::new();
            for place in places {
                if is_around(&place, named) {
                    continue;
                }
                let schema = root.pointer(&place).and_then(Value::as_object);
                let Some(text) = schema.filter(|it| is_shared(it)).map(text) else {
                    continue;
                };
                let known = if is_error(root, pointer) {
                    &mut errors
                } else {
                    &mut own
                };
                match known.get(&text) {
                    Some(first) if !is_around(&place, &inside) => refer(root, &place, first),
                    Some(_) => {}
                    None => drop(known.insert(text, place)),
                }
            }
        }
    }
}

/// Whether a place is one of some, or around one of them.
fn is_around(place: &str, some: &BTreeSet<String>) -> bool {
    let below = format!("{place}/");
    let first = some.range(below.clone()..).next();
    some.contains(place) || first.is_some_and(|it| it.starts_with(&below))
}

/// The places of the schemas of a body, JSON first.
fn media_types(root: &Value, pointer: &str) -> Vec<String> {
    let content = root.pointer(pointer).and_then(|body| body.get("content"));
    let mut names: Vec<&String> = content
        .and_then(Value::as_object)
        .into_iter()
        .flat_map(Map::keys)
        .collect();
    names.sort_by_key(|name| (!name.contains("json"), *name));
    (names.into_iter())
        .map(|name| join(pointer, &["content", name, "schema"]))
        .collect()
}

/// Whether a schema is more than a reference or a scalar.
fn is_shared(schema: &Map<String, Value>) -> bool {
    const OF_MORE_THAN_A_SCALAR: &[&str] = &[
        "properties",
        "additionalProperties",
        "items",
        "allOf",
        "anyOf",
        "oneOf",
    ];
    let mut keys = OF_MORE_THAN_A_SCALAR.iter();
    !schema.contains_key("$ref") && keys.any(|key| schema.contains_key(*key))
}

fn text(schema: &Map<String, Value>) -> String {
    serde_json::to_string(schema).unwrap_or_default()
}

/// Whether a body is that of an operation's error.
fn is_error(root: &Value, pointer: &str) -> bool {
    let Some((responses, status)) = pointer.rsplit_once('/') else {
        return false;
    };
    let is_of_error = match status {
        "default" => has_success(root, responses),
        _ => status.starts_with(['4', '5']),
    };
    let is_of_operation = responses.ends_with("/responses");
    // It is the same, whichever file it stands in.
    let own = document_of(pointer).map_or(pointer, |(_, own)| own);
    // What a webhook answers is written by the one who gets it.
    let is_received = ["/webhooks/", "/x-webhooks/", "/components/"]
        .iter()
        .any(|start| own.starts_with(start))
        || own.contains("/callbacks/");
    is_of_error && is_of_operation && !is_received
}

/// Whether some other answer than `default` is a success.
fn has_success(root: &Value, responses: &str) -> bool {
    let responses = root.pointer(responses).and_then(Value::as_object);
    let mut statuses = responses.into_iter().flat_map(Map::keys);
    statuses.any(|status| status.starts_with('2'))
}

fn refer(root: &mut Value, place: &str, target: &str) {
    if let Some(schema) = root.pointer_mut(place) {
        let reference = Value::String(format!("#{target}"));
        *schema = Value::Object(Map::from_iter([("$ref".to_owned(), reference)]));
    }
}
