//! The documents become one tree.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use serde_json::{Map, Value};

use super::library::Held;
use super::problem;
use super::walk::Changes;
use crate::diagnostic::{Diagnostics, Origin, Place};
use crate::grammar::{DOCUMENTS, Kind, in_tree, kind_at};
use crate::read::size;

/// How many values references may bring to places where the standard has no reference. A
/// description that refers to a few lists many times over would fill the memory.
const MOST_COPIED: usize = 2_000_000;

/// How many references may stand where the standard has none.
const MOST_COPIES: usize = 1_000;

/// Puts the documents beside each other, and makes the changes.
pub(super) fn plant(
    own: &str,
    mut held: BTreeMap<String, Held>,
    changes: Changes,
    diagnostics: &mut Diagnostics,
) -> (Arc<str>, Value) {
    let description = held.remove(own);
    let Held {
        source, mut root, ..
    } = description.unwrap_or_else(|| unreachable!("the library holds the description `{own}`"));
    let mut others = Map::new();
    for (address, document) in held {
        let origin = Origin::whole(&document.source, "");
        diagnostics.origins.set(in_tree(&address, ""), origin);
        others.insert(address, document.root);
    }
    if let (Value::Object(map), false) = (&mut root, others.is_empty()) {
        map.insert(DOCUMENTS.to_owned(), Value::Object(others));
    }
    for (pointer, text) in changes.texts {
        if let Some(value) = root.pointer_mut(&pointer) {
            *value = Value::String(text);
        }
    }
    for (pointer, key, reference) in changes.dynamic {
        make_static(&mut root, &pointer, key, reference);
    }
    for (parent, name, reference) in changes.children {
        if let Some(discriminator) = root.pointer_mut(&format!("{parent}/discriminator")) {
            map_to(discriminator, name, reference);
        }
    }
    for (pointer, nothing) in changes.empty {
        replace(&mut root, &pointer, nothing);
    }
    let mut waiting = changes.copies;
    // 3.2 has references in the place of Media Type Objects.
    let odd = |place: &&String| kind_at(place) != Some(Kind::MediaType);
    if let Some(place) = waiting.keys().filter(odd).nth(MOST_COPIES).cloned() {
        let place = Place::value(&source, format!("{place}/$ref"));
        let what = format!("references where the standard has none are more than {MOST_COPIES}");
        diagnostics.push_mendable(problem::too_much(place, what));
        give_up(&mut root, &mut waiting);
    }
    let mut copying = Copying {
        left: MOST_COPIED,
        waiting,
        open: BTreeSet::new(),
        source: &source,
        diagnostics,
    };
    while let Some(from) = copying.waiting.keys().next().cloned() {
        copying.copy(&mut root, &from);
    }
    (source, root)
}

/// Says in a discriminator which schema a name means, unless it says so.
fn map_to(discriminator: &mut Value, name: String, reference: String) {
    let Value::Object(map) = discriminator else {
        return;
    };
    let mapping = map.entry("mapping");
    let mapping = mapping.or_insert_with(|| Value::Object(Map::new()));
    if let Value::Object(mapping) = mapping {
        mapping.entry(name).or_insert(Value::String(reference));
    }
}

fn make_static(root: &mut Value, pointer: &str, key: &str, reference: String) {
    let Some(Value::Object(map)) = root.pointer_mut(pointer) else {
        return;
    };
    map.shift_remove(key);
    let reference = Value::String(reference);
    if !map.contains_key("$ref") {
        map.insert("$ref".to_owned(), reference);
        return;
    }
    let member = Value::Object(Map::from_iter([("$ref".to_owned(), reference)]));
    let members = map
        .entry("allOf")
        .or_insert_with(|| Value::Array(Vec::new()));
    if let Value::Array(members) = members {
        members.push(member);
    }
}

/// Leaves what is still to be copied empty: that the references stand there is no other mistake.
fn give_up(root: &mut Value, waiting: &mut BTreeMap<String, String>) {
    for place in std::mem::take(waiting).keys() {
        replace(root, place, Value::Object(Map::new()));
    }
}

struct Copying<'a> {
    /// How many values may still be copied.
    left: usize,
    /// Where each copy that is still to be made comes from.
    waiting: BTreeMap<String, String>,
    /// The copies that are being made, from the outermost to the innermost.
    open: BTreeSet<String>,
    source: &'a Arc<str>,
    diagnostics: &'a mut Diagnostics,
}

impl Copying<'_> {
    /// Makes one copy, after those that it holds itself.
    fn copy(&mut self, root: &mut Value, place: &str) {
        let Some(from) = self.waiting.get(place).cloned() else {
            return;
        };
        let node = Place::value(self.source, format!("{place}/$ref"));
        if !self.open.insert(place.to_owned()) {
            self.waiting.remove(place);
            self.diagnostics.push_mendable(problem::circular(node));
            return;
        }
        while let Some(inner) = self.inside(&from) {
            self.copy(root, &inner);
        }
        self.open.remove(place);
        // In a circle it was given up.
        if self.waiting.remove(place).is_none() {
            replace(root, place, Value::Object(Map::new()));
            return;
        }
        let value = root.pointer(&from).cloned().unwrap_or_default();
        let size = size(&value);
        if size > self.left {
            let what = format!(
                "what references bring to where the standard has none is more than {MOST_COPIED} values"
            );
            self.diagnostics
                .push_mendable(problem::too_much(node, what));
            self.waiting.insert(place.to_owned(), from);
            give_up(root, &mut self.waiting);
            return;
        }
        self.left -= size;
        replace(root, place, value);
        self.bring_origins(place, &from);
    }

    /// Returns a copy that is still to be made at or below a place, or on the way to it.
    fn inside(&self, from: &str) -> Option<String> {
        let ends = from.match_indices('/').map(|(end, _)| end);
        let mut above = ends.chain([from.len()]).map(|end| &from[..end]);
        let above = above.find(|place| self.waiting.contains_key(*place));
        if let Some(above) = above {
            return Some(above.to_owned());
        }
        let start = format!("{from}/");
        let (below, _) = self.waiting.range(start.clone()..).next()?;
        below.starts_with(&start).then(|| below.clone())
    }

    fn bring_origins(&mut self, place: &str, from: &str) {
        let origins = &mut self.diagnostics.origins;
        let below = origins.below(from);
        let root = origins.find(from);
        let (source, pointer) = root.map_or_else(
            || (self.source.clone(), from.to_owned()),
            |it| (it.source, it.pointer),
        );
        origins.set(place, Origin::value(&source, pointer));
        for (rest, origin) in below.into_iter().filter(|(rest, _)| !rest.is_empty()) {
            origins.set(format!("{place}{rest}"), origin);
        }
    }
}

fn replace(root: &mut Value, pointer: &str, value: Value) {
    if let Some(place) = root.pointer_mut(pointer) {
        *place = value;
    }
}
