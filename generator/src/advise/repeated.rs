//! Schemas without a name that are the same in several places.

use std::collections::{BTreeMap, BTreeSet};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::Arc;

use serde_json::Value;

use super::single::is_part;
use crate::diagnostic::{Diagnostic, Place, code};

/// How many places of one schema are shown.
const SHOWN: usize = 4;

/// The keywords that change no type.
const ANNOTATIONS: &[&str] = &[
    "title",
    "description",
    "example",
    "examples",
    "default",
    "deprecated",
    "externalDocs",
    "readOnly",
    "writeOnly",
    "nullable",
];

/// The places of each schema without a name, by what it says.
#[derive(Debug, Default)]
pub(super) struct Repeated {
    enums: BTreeMap<u64, Vec<String>>,
    objects: BTreeMap<u64, Vec<String>>,
}

impl Repeated {
    /// Notes a schema that is an enumeration or an object.
    pub(super) fn note(&mut self, schema: &Value, pointer: &str) {
        let Some(map) = schema.as_object() else {
            return;
        };
        if has_name(pointer) || is_part(pointer) {
            return;
        }
        let count = |key: &str| match map.get(key) {
            Some(Value::Array(items)) => items.len(),
            Some(Value::Object(properties)) => properties.len(),
            _ => 0,
        };
        let places = if count("enum") > 1 {
            &mut self.enums
        } else if count("properties") > 1 {
            &mut self.objects
        } else {
            return;
        };
        places
            .entry(digest(schema))
            .or_default()
            .push(pointer.to_owned());
    }

    /// Says which of them stand in several places.
    pub(super) fn advice(self, source: &Arc<str>) -> Vec<Diagnostic> {
        let mut told = BTreeSet::new();
        let mut found = Vec::new();
        // From the outermost to the innermost: what is inside of a repeated one is repeated too.
        let mut objects: Vec<Vec<String>> = self.objects.into_values().collect();
        objects.sort_by_key(|places| places.iter().map(String::len).min());
        let enums = self.enums.into_values();
        let groups = objects.into_iter().map(|places| (places, true));
        for (places, is_object) in groups.chain(enums.map(|places| (places, false))) {
            let is_inside = |place: &&String| ancestors(place).any(|above| told.contains(above));
            let fresh: Vec<&String> = places.iter().filter(|place| !is_inside(place)).collect();
            if places.len() < 2 || fresh.is_empty() {
                continue;
            }
            found.push(one(source, &places, fresh[0], is_object));
            if is_object {
                told.extend(places);
            }
        }
        found
    }
}

fn one(source: &Arc<str>, places: &[String], first: &str, is_object: bool) -> Diagnostic {
    let (code, what) = if is_object {
        (code::REPEATED_OBJECT, "object")
    } else {
        (code::REPEATED_ENUM, "enumeration")
    };
    let count = places.len();
    let message = format!("the same {what} stands in {count} places, and becomes as many types");
    let others = places.iter().filter(|place| *place != first);
    let mut advice = Diagnostic::advice(code, Place::key(source, first), message)
        .help("give it a name under `components/schemas`, and refer to it");
    for other in others.take(SHOWN - 1) {
        advice = advice.related(Place::key(source, other.as_str()), "the same");
    }
    advice
}

/// The pointers above one.
fn ancestors(pointer: &str) -> impl Iterator<Item = &str> {
    let ends = pointer.match_indices('/').map(|(at, _)| at);
    ends.skip(1).map(|end| &pointer[..end])
}

/// Whether a schema is one that others may refer to by a name.
fn has_name(pointer: &str) -> bool {
    let parent = pointer.rsplit_once('/').map_or("", |(parent, _)| parent);
    let holder = parent.rsplit('/').next().unwrap_or_default();
    matches!(holder, "schemas" | "$defs" | "definitions")
        || crate::grammar::kind_at(pointer).is_none()
}

/// What a schema says of types, as a number.
fn digest(schema: &Value) -> u64 {
    let mut hasher = DefaultHasher::new();
    feed(schema, true, &mut hasher);
    hasher.finish()
}

fn feed(value: &Value, is_schema: bool, hasher: &mut DefaultHasher) {
    match value {
        Value::Array(items) => {
            items.len().hash(hasher);
            for item in items {
                feed(item, true, hasher);
            }
        }
        Value::Object(map) => {
            for (key, value) in map {
                // Under `properties` stand names, which may be called like keywords.
                let is_name = !is_schema;
                if is_name || !ANNOTATIONS.contains(&key.as_str()) && !key.starts_with("x-") {
                    key.hash(hasher);
                    feed(value, is_name || key != "properties", hasher);
                }
            }
            map.len().min(1).hash(hasher);
        }
        scalar => scalar.to_string().hash(hasher),
    }
}
