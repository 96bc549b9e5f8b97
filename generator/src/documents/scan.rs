//! What a document says of addresses: what it refers to, and what it is called by.
//!
//! Nothing is known yet of what its parts are, so this is a walk over all that may be an object of
//! the standard: it leaves out what is surely data.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value};

use super::address;
use crate::grammar::{OTHER_METHODS, join, mapped};

/// Keys whose values are data, not objects of the standard.
const DATA: &[&str] = &["example", "examples", "default", "const", "enum"];

/// How the names of files with descriptions end.
const FILES: &[&str] = &[".yaml", ".yml", ".json"];

/// Keys whose values are mappings by names that anybody chooses.
const NAMED: &[&str] = &[
    "properties",
    "patternProperties",
    "dependentSchemas",
    "$defs",
    "definitions",
    "schemas",
    "responses",
    "parameters",
    "requestBodies",
    "headers",
    "callbacks",
    "pathItems",
    "links",
    "securitySchemes",
    "paths",
    "webhooks",
    "x-webhooks",
    "content",
    "encoding",
    OTHER_METHODS,
];

/// What the parts of one document are called by.
#[derive(Debug, Clone, Default)]
pub(super) struct Index {
    /// Pointers by `$id`, resolved.
    pub(super) ids: BTreeMap<String, String>,
    /// Pointers by the address of the resource and the name of the anchor.
    pub(super) anchors: BTreeMap<(String, String), String>,
    /// Pointers by the name of a `$dynamicAnchor`.
    pub(super) dynamic: BTreeMap<String, BTreeSet<String>>,
    /// Where `$recursiveAnchor` is set.
    pub(super) recursive: BTreeSet<String>,
    /// The names that were given before, to something else.
    pub(super) repeated: Vec<Repeated>,
}

/// A name that two parts of a document have.
#[derive(Debug, Clone)]
pub(super) struct Repeated {
    pub(super) key: &'static str,
    pub(super) first: String,
    pub(super) second: String,
}

/// Whether every reference of a tree is a pointer into that tree, and nothing else needs an index.
pub(super) fn is_plain(value: &Value) -> bool {
    match value {
        Value::Array(items) => items.iter().all(is_plain),
        Value::Object(map) => map.iter().all(|(key, value)| {
            let plain = match (key.as_str(), value) {
                ("$ref", Value::String(text)) => {
                    text.starts_with("#/") && !text.starts_with("#/x-codegen-")
                }
                // Within a resource of its own, a pointer starts there.
                ("$id" | "$dynamicRef" | "$recursiveRef", Value::String(_)) => false,
                ("discriminator", discriminator) => !mapped(discriminator).any(is_file),
                ("content", content) => !refers_to_media_types(content),
                _ => true,
            };
            plain && is_plain(value)
        }),
        _ => true,
    }
}

/// Whether a reference stands in the place of a Media Type Object, where 3.0 and 3.1 have none.
fn refers_to_media_types(content: &Value) -> bool {
    let mut contents = content.as_object().into_iter().flatten();
    contents.any(|(name, media)| {
        let reference = media.get("$ref").and_then(Value::as_str);
        // A schema in its place is a mistake.
        name.contains('/') && reference.is_some_and(|it| !it.contains("/schemas/"))
    })
}

/// Whether a text may refer to another, told without reading it.
pub(super) fn may_refer(text: &str) -> bool {
    maps_to_files(text)
        || text.match_indices("$ref").any(|(at, found)| {
            let rest = text[at + found.len()..].trim_start_matches(['"', '\'']);
            rest.trim_start().strip_prefix(':').is_some_and(|value| {
                !value
                    .trim_start()
                    .trim_start_matches(['"', '\''])
                    .starts_with('#')
            })
        })
}

/// Whether files may stand in a `mapping` or a `defaultMapping`: behind the word, before a brace closes or
/// a line stands no deeper than that of the word.
fn maps_to_files(text: &str) -> bool {
    const WORD: &str = "apping";
    let mut ends = text.match_indices(WORD).map(|(at, _)| at + WORD.len());
    let mut next = ends.next();
    let (mut seen, mut line) = (0, 0);
    while let Some(start) = next {
        next = ends.next();
        line = text[seen..start]
            .rfind('\n')
            .map_or(line, |at| seen + at + 1);
        seen = start;
        let margin = margin(&text[line..start]);
        let region = &text[start..next.unwrap_or(text.len())];
        let region = region.split('}').next().unwrap_or_default();
        let names_file = |line: &str| FILES.iter().any(|ending| line.contains(ending));
        let mut lines = region.split('\n');
        let deeper = |line: &&str| line.trim_start().is_empty() || self::margin(line) > margin;
        if lines.next().is_some_and(names_file) || lines.take_while(deeper).any(names_file) {
            return true;
        }
    }
    false
}

/// How far the text of a line is from its beginning.
fn margin(line: &str) -> usize {
    let blank = line.bytes().take_while(|byte| matches!(byte, b' ' | b'\t'));
    blank.count()
}

/// Returns the addresses of all documents that a document may refer to.
pub(super) fn addresses(own: &str, root: &Value) -> BTreeSet<String> {
    let file = address::base(own);
    let mut found = BTreeSet::new();
    visit(root, &Place::of(&file), &mut |map, place| {
        let reference = map.get("$ref").and_then(Value::as_str);
        let discriminator = map.get("discriminator");
        let mapped = discriminator.into_iter().flat_map(mapped);
        for text in reference
            .into_iter()
            .chain(mapped.filter(|text| is_file(text)))
        {
            let text = text.split('#').next().unwrap_or_default();
            for base in [place.base.as_str(), &file] {
                found.extend(address::document(&address::resolve(base, text)));
            }
        }
    });
    found.remove(own);
    found
}

/// Whether what a value is mapped to is a schema of another file, and no name: names have points too.
fn is_file(text: &str) -> bool {
    let address = text.split('#').next().unwrap_or_default();
    FILES.iter().any(|ending| address.ends_with(ending))
}

/// Returns what the parts of a document are called by.
pub(super) fn index(own: &str, root: &Value) -> Index {
    let mut index = Index::default();
    visit(root, &Place::of(&address::base(own)), &mut |map, place| {
        let text = |key: &str| map.get(key).and_then(Value::as_str);
        let pointer = &place.pointer;
        if id_of(map, pointer).is_some() {
            let address = place.base.trim_end_matches('#').to_owned();
            let first = index.ids.entry(address).or_insert_with(|| pointer.clone());
            index.repeated.extend(Repeated::of("$id", first, pointer));
        }
        for key in ["$anchor", "$dynamicAnchor"] {
            let Some(name) = text(key) else { continue };
            let anchor = (place.base.clone(), name.to_owned());
            let first = index.anchors.entry(anchor);
            let first = first.or_insert_with(|| pointer.clone());
            index.repeated.extend(Repeated::of(key, first, pointer));
        }
        if let Some(name) = text("$dynamicAnchor") {
            let all = index.dynamic.entry(name.to_owned()).or_default();
            all.insert(pointer.clone());
        }
        if map.get("$recursiveAnchor") == Some(&Value::Bool(true)) {
            index.recursive.insert(pointer.clone());
        }
    });
    // What an alias of YAML repeats is the same schema.
    (index.repeated).retain(|it| root.pointer(&it.first) != root.pointer(&it.second));
    index
}

impl Repeated {
    fn of(key: &'static str, first: &str, second: &str) -> Option<Self> {
        (first != second).then(|| Self {
            key,
            first: first.to_owned(),
            second: second.to_owned(),
        })
    }
}

/// Returns what a node calls itself: a schema by `$id`, a description by `$self`.
pub(super) fn id_of<'v>(map: &'v Map<String, Value>, pointer: &str) -> Option<&'v str> {
    let own = (pointer.is_empty()).then(|| map.get("$self")).flatten();
    let id = own.or_else(|| map.get("$id"))?.as_str()?;
    // Draft 6 has anchors that are written as an `$id` of nothing but a fragment.
    (!id.starts_with('#')).then_some(id)
}

struct Place {
    pointer: String,
    base: String,
}

impl Place {
    fn of(base: &str) -> Self {
        Self {
            pointer: String::new(),
            base: base.to_owned(),
        }
    }
}

/// Calls `each` for every mapping that may be an object of the standard.
fn visit<'v>(
    value: &'v Value,
    place: &Place,
    each: &mut dyn FnMut(&'v Map<String, Value>, &Place),
) {
    match value {
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                visit(item, &below(place, &[&index.to_string()]), each);
            }
        }
        Value::Object(map) => {
            let base = id_of(map, &place.pointer).map(|id| address::resolve(&place.base, id));
            let place = Place {
                pointer: place.pointer.clone(),
                base: base.unwrap_or_else(|| place.base.clone()),
            };
            each(map, &place);
            for (key, child) in map.iter().filter(|(key, _)| !DATA.contains(&key.as_str())) {
                match child {
                    Value::Object(named) if NAMED.contains(&key.as_str()) => {
                        // A mapping of names may be a reference itself.
                        if named.get("$ref").is_some_and(Value::is_string) {
                            each(named, &below(&place, &[key]));
                        }
                        for (name, child) in named {
                            visit(child, &below(&place, &[key, name]), each);
                        }
                    }
                    _ => visit(child, &below(&place, &[key]), each),
                }
            }
        }
        _ => {}
    }
}

fn below(place: &Place, keys: &[&str]) -> Place {
    Place {
        pointer: join(&place.pointer, keys),
        base: place.base.clone(),
    }
}
