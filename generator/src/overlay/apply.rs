//! The changes themselves, and the note of where each changed value comes from.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use serde_json::Value;
use serde_json_path::{JsonPath, NormalizedPath};

use super::action::{Action, Change};
use crate::diagnostic::{Diagnostic, Diagnostics, Origin, Place, code};
use crate::grammar::{escape, last_key};
use crate::read::{Document, size};

/// How many values overlays may bring. One that is merged into every node would fill the memory.
const MOST_BROUGHT: usize = 500_000;

/// A description that is being changed.
pub(super) struct Changing<'a> {
    pub(super) document: Document,
    pub(super) diagnostics: &'a mut Diagnostics,
    /// How many values may still be brought.
    left: usize,
}

/// Where the value that is merged comes from.
enum Giver<'a> {
    Overlay(&'a Arc<str>),
    Description,
}

/// Why two values can't be merged: their pointers, of the target and of what is brought.
struct Conflict {
    target: String,
    brought: String,
}

impl<'a> Changing<'a> {
    pub(super) fn new(document: Document, diagnostics: &'a mut Diagnostics) -> Self {
        Self {
            document,
            diagnostics,
            left: MOST_BROUGHT,
        }
    }

    /// Applies one action.
    pub(super) fn act(&mut self, overlay: &Document, action: &Action) {
        let at = |key: &str| Place::value(&overlay.source, format!("{}/{key}", action.pointer));
        let targets = self.find(&action.target);
        if targets.is_empty() {
            let diagnostic = Diagnostic::warning(
                code::IDLE_OVERLAY,
                at("target"),
                "the target of the action matches nothing",
            )
            .help(
                "correct the JSONPath, or remove the action: the description may have been mended",
            );
            self.diagnostics.push(diagnostic);
            return;
        }
        match &action.change {
            Change::Nothing => {
                let place = Place::value(&overlay.source, action.pointer.as_str());
                let message = "the action changes nothing: it has no `update`, `copy` or `remove`";
                let diagnostic = Diagnostic::warning(code::IDLE_OVERLAY, place, message)
                    .help("say what it does, or remove it");
                self.diagnostics.push(diagnostic);
            }
            Change::Remove if targets.iter().any(String::is_empty) => {
                let diagnostic = Diagnostic::error(
                    code::BAD_OVERLAY,
                    at("target"),
                    "the action removes the whole description",
                )
                .help("give it the target of a part");
                self.diagnostics.push(diagnostic);
            }
            Change::Remove => self.remove(targets),
            Change::Update => {
                let pointer = format!("{}/update", action.pointer);
                let Some(value) = overlay.root.pointer(&pointer) else {
                    return;
                };
                self.merge_all(
                    &targets,
                    value,
                    &pointer,
                    &Giver::Overlay(&overlay.source),
                    at("update"),
                );
            }
            Change::Copy(path) => {
                let sources = self.find(path);
                let [from] = &sources[..] else {
                    let message = format!("`copy` must lead to one value, not {}", sources.len());
                    let diagnostic = Diagnostic::error(code::BAD_OVERLAY, at("copy"), message)
                        .help("correct the JSONPath so that it selects what is to be copied");
                    self.diagnostics.push(diagnostic);
                    return;
                };
                let value = self
                    .document
                    .root
                    .pointer(from)
                    .cloned()
                    .unwrap_or_default();
                self.merge_all(&targets, &value, from, &Giver::Description, at("copy"));
            }
        }
    }

    /// Returns the pointers of what a path selects, each once, in the order of the path.
    fn find(&self, path: &JsonPath) -> Vec<String> {
        let mut seen = BTreeSet::new();
        let found = path.query_located(&self.document.root);
        found
            .locations()
            .map(NormalizedPath::to_json_pointer)
            .filter(|pointer| seen.insert(pointer.clone()))
            .collect()
    }

    fn merge_all(
        &mut self,
        targets: &[String],
        value: &Value,
        pointer: &str,
        from: &Giver<'_>,
        place: Place,
    ) {
        let cost = size(value).saturating_mul(targets.len());
        if cost > self.left {
            let message = format!("overlays bring more than {MOST_BROUGHT} values");
            let diagnostic = Diagnostic::error(code::TOO_MUCH, place, message)
                .help("give the action a narrower target, or bring a schema once and refer to it");
            self.diagnostics.push(diagnostic);
            return;
        }
        self.left -= cost;
        let mut root = std::mem::take(&mut self.document.root);
        for target in targets {
            // What was merged into a node above it may have taken it away.
            let Some(node) = root.pointer_mut(target) else {
                continue;
            };
            if let Err(conflict) = self.merge(node, target, (value, pointer), from) {
                self.conflict(&conflict, from, &place);
            }
        }
        self.document.root = root;
    }

    fn conflict(&mut self, conflict: &Conflict, from: &Giver<'_>, place: &Place) {
        let place = match from {
            Giver::Overlay(source) => Place::value(source, conflict.brought.as_str()),
            Giver::Description => place.clone(),
        };
        let message = "this can't be merged into what stands there: one is a mapping, a list or neither, and the other is not";
        let target = Place::value(&self.document.source, conflict.target.as_str());
        let diagnostic = Diagnostic::error(code::BAD_OVERLAY, place, message)
            .related(target, "what stands there")
            .help("remove the old value in an action of its own, then bring the new one");
        self.diagnostics.push(diagnostic);
    }

    /// Merges a value, which stands at a pointer of where it comes from, into a node.
    fn merge(
        &mut self,
        node: &mut Value,
        pointer: &str,
        (value, brought): (&Value, &str),
        from: &Giver<'_>,
    ) -> Result<(), Conflict> {
        match (node, value) {
            (Value::Object(map), Value::Object(update)) => {
                for (key, value) in update {
                    let (pointer, brought) = (
                        format!("{pointer}/{}", escape(key)),
                        format!("{brought}/{}", escape(key)),
                    );
                    match map.get_mut(key) {
                        Some(node) => self.merge(node, &pointer, (value, &brought), from)?,
                        None => {
                            map.insert(key.clone(), value.clone());
                            self.note(&pointer, &brought, from);
                        }
                    }
                }
            }
            (Value::Array(items), Value::Array(update)) => {
                for (index, value) in update.iter().enumerate() {
                    self.note(
                        &format!("{pointer}/{}", items.len()),
                        &format!("{brought}/{index}"),
                        from,
                    );
                    items.push(value.clone());
                }
            }
            // `components:` with nothing below it changes nothing below it.
            (Value::Object(_) | Value::Array(_), Value::Null) => {}
            (Value::Array(items), value) => {
                self.note(&format!("{pointer}/{}", items.len()), brought, from);
                items.push(value.clone());
            }
            (Value::Object(_), _) | (_, Value::Object(_) | Value::Array(_)) => {
                return Err(Conflict {
                    target: pointer.to_owned(),
                    brought: brought.to_owned(),
                });
            }
            (node, value) => {
                *node = value.clone();
                self.note(pointer, brought, from);
            }
        }
        Ok(())
    }

    /// Notes where the node at a pointer comes from.
    fn note(&mut self, pointer: &str, brought: &str, from: &Giver<'_>) {
        let origins = &mut self.diagnostics.origins;
        match from {
            Giver::Overlay(source) => origins.set(pointer, Origin::whole(source, brought)),
            Giver::Description => {
                let below = origins.below(brought);
                let origin = origins.find(brought);
                let origin =
                    origin.unwrap_or_else(|| Origin::whole(&self.document.source, brought));
                origins.set(pointer, origin);
                for (rest, origin) in below.into_iter().filter(|(rest, _)| !rest.is_empty()) {
                    origins.set(format!("{pointer}{rest}"), origin);
                }
            }
        }
    }

    /// Removes nodes from what they are in. Later items of a list move up.
    fn remove(&mut self, targets: Vec<String>) {
        let mut by_parent: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        for target in targets {
            let parent = target[..target.rfind('/').unwrap_or(0)].to_owned();
            by_parent.entry(parent).or_default().insert(target);
        }
        // What is inside of another that is removed, or behind it in a list, goes first.
        for (parent, targets) in by_parent.into_iter().rev() {
            match self.document.root.pointer_mut(&parent) {
                Some(Value::Object(map)) => {
                    for target in targets {
                        map.shift_remove(&last_key(&target));
                        self.diagnostics.origins.take_below(&target);
                    }
                }
                Some(Value::Array(_)) => {
                    let indices = targets
                        .iter()
                        .filter_map(|target| last_key(target).parse().ok());
                    self.remove_items(&parent, &indices.collect());
                }
                _ => {}
            }
        }
    }

    fn remove_items(&mut self, list: &str, gone: &BTreeSet<usize>) {
        let Some(Value::Array(items)) = self.document.root.pointer_mut(list) else {
            return;
        };
        let length = items.len();
        let mut index = 0;
        items.retain(|_| {
            index += 1;
            !gone.contains(&(index - 1))
        });
        let origins = &mut self.diagnostics.origins;
        let first = gone.first().copied().unwrap_or(length);
        let mut moved = Vec::new();
        for index in (first..length).filter(|index| !gone.contains(index)) {
            let pointer = format!("{list}/{index}");
            let origin = origins.find(&pointer);
            let origin =
                origin.unwrap_or_else(|| Origin::whole(&self.document.source, pointer.as_str()));
            moved.push((origin, origins.below(&pointer)));
        }
        for index in first..length {
            origins.take_below(&format!("{list}/{index}"));
        }
        for (offset, (origin, below)) in moved.into_iter().enumerate() {
            let pointer = format!("{list}/{}", first + offset);
            for (rest, origin) in below {
                origins.set(format!("{pointer}{rest}"), origin);
            }
            origins.set(pointer, origin);
        }
    }
}
