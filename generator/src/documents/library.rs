//! The documents of a run: the description, and each other one as soon as something refers to it.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use serde_json::Value;

use super::address::{self, Refusal};
use super::problem;
use super::scan::{self, Index};
use crate::diagnostic::Diagnostics;
use crate::grammar::{escape, in_tree};
use crate::input::Companion;
use crate::read::{self, Budget, Document};

/// How many references a single one may lead through on its way.
const HOPS: usize = 32;

/// One document.
#[derive(Debug)]
pub(super) struct Held {
    pub(super) source: Arc<str>,
    pub(super) root: Value,
    index: Index,
}

/// A place in one of the documents. The description itself has the address of its file name.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct At {
    pub(super) document: String,
    pub(super) pointer: String,
}

/// What a reference leads to.
#[derive(Debug)]
pub(super) enum Lead {
    /// A place that is there.
    To(At),
    /// A place that is not.
    Nowhere(At),
    /// An anchor that nothing has.
    NoAnchor,
    /// Another document, which can't be had.
    Refused(Reason),
}

/// The way along which a reference is followed through others.
struct Trail {
    /// Through how many it may still lead, on all ways that are tried.
    hops: usize,
    /// Those that are being followed, each with its text.
    open: Vec<(At, String)>,
}

/// Why a document can't be had.
#[derive(Debug)]
pub(super) enum Reason {
    Address(Refusal),
    /// Nobody handed it in.
    Missing(String),
    /// Whoever reads the files says why it was not read.
    Told {
        message: String,
        help: String,
    },
    /// It is no tree, which was said.
    Unreadable,
}

pub(super) struct Library<'a> {
    /// The address of the description.
    pub(super) own: String,
    pub(super) held: BTreeMap<String, Held>,
    companions: &'a BTreeMap<String, Companion>,
    /// How much the documents may still hold.
    budget: &'a Budget,
    /// Everything that has an `$id`, by it.
    ids: BTreeMap<String, At>,
    /// Documents that could not be read as a tree.
    broken: BTreeSet<String>,
    pub(super) diagnostics: &'a mut Diagnostics,
}

impl<'a> Library<'a> {
    pub(super) fn new(
        document: Document,
        companions: &'a BTreeMap<String, Companion>,
        budget: &'a Budget,
        diagnostics: &'a mut Diagnostics,
    ) -> Self {
        let Document { source, root } = document;
        let own = super::own_address(&source);
        let mut library = Self {
            held: BTreeMap::new(),
            own: own.clone(),
            companions,
            budget,
            ids: BTreeMap::new(),
            broken: BTreeSet::new(),
            diagnostics,
        };
        library.add(own, source, root);
        library
    }

    fn add(&mut self, address: String, source: Arc<str>, root: Value) {
        let index = scan::index(&address, &root);
        for repeated in &index.repeated {
            self.diagnostics.push(problem::repeated(&source, repeated));
        }
        for (id, pointer) in &index.ids {
            let at = At {
                document: address.clone(),
                pointer: pointer.clone(),
            };
            self.ids.entry(id.clone()).or_insert(at);
        }
        self.held.insert(
            address,
            Held {
                source,
                root,
                index,
            },
        );
    }

    /// Returns the pointer that a place has in the one tree.
    pub(super) fn in_tree(&self, at: &At) -> String {
        if at.document == self.own {
            at.pointer.clone()
        } else {
            in_tree(&at.document, &at.pointer)
        }
    }

    pub(super) fn value(&self, at: &At) -> Option<&Value> {
        self.held.get(&at.document)?.root.pointer(&at.pointer)
    }

    /// Follows the text of a reference from where it stands.
    pub(super) fn follow(&mut self, from: &At, text: &str) -> Lead {
        let mut trail = Trail {
            hops: HOPS,
            open: Vec::new(),
        };
        self.lead(from, text, &mut trail)
    }

    fn lead(&mut self, from: &At, text: &str, trail: &mut Trail) -> Lead {
        let reference = (from.clone(), text.to_owned());
        // It leads through itself, so nowhere.
        if trail.open.contains(&reference) {
            return Lead::Nowhere(from.clone());
        }
        trail.open.push(reference);
        let lead = self.lead_on(from, text, trail);
        trail.open.pop();
        lead
    }

    fn lead_on(&mut self, from: &At, text: &str, trail: &mut Trail) -> Lead {
        let (address, fragment) = text.split_once('#').unwrap_or((text, ""));
        let base = self.base(from);
        let file = address::base(&from.document);
        let resource = match self.resource(&address::resolve(&base, address)) {
            Ok(at) => at,
            // An `$id` often says where a schema will be published, not where its file is.
            Err(_) if base != file => match self.resource(&address::resolve(&file, address)) {
                Ok(at) => at,
                Err(reason) => return Lead::Refused(reason),
            },
            Err(reason) => return Lead::Refused(reason),
        };
        if fragment.is_empty() {
            return Lead::To(resource);
        }
        if fragment.starts_with(['/', '%']) {
            return self.pointer(&resource, fragment, trail);
        }
        self.anchor(&resource, fragment)
    }

    /// Returns what `$dynamicRef` or `$recursiveRef` means, where there is only one candidate.
    pub(super) fn only_dynamic(&mut self, from: &At, key: &str, text: &str) -> Option<At> {
        if key == "$recursiveRef" {
            let Lead::To(at) = self.follow(from, "#") else {
                return None;
            };
            let candidates = self
                .held
                .values()
                .map(|held| held.index.recursive.len())
                .sum::<usize>();
            let is_description = at.document == self.own && at.pointer.is_empty();
            return (candidates <= 1 && !is_description).then_some(at);
        }
        let Lead::To(at) = self.follow(from, text) else {
            return None;
        };
        let name = text.split_once('#').map_or("", |(_, name)| name);
        let candidates = (self.held.values())
            .filter_map(|held| held.index.dynamic.get(name))
            .map(BTreeSet::len)
            .sum::<usize>();
        (candidates <= 1).then_some(at)
    }

    /// The base of the references at a place: the nearest `$id` above them, or the document's own.
    fn base(&self, at: &At) -> String {
        let mut base = address::base(&at.document);
        let Some(held) = self.held.get(&at.document) else {
            return base;
        };
        if held.index.ids.is_empty() {
            return base;
        }
        let ends = at.pointer.match_indices('/').map(|(end, _)| end);
        for end in ends.chain([at.pointer.len()]) {
            let above = &at.pointer[..end];
            let map = held.root.pointer(above).and_then(Value::as_object);
            if let Some(id) = map.and_then(|map| scan::id_of(map, above)) {
                let resolved = address::resolve(&base, id);
                resolved.trim_end_matches('#').clone_into(&mut base);
            }
        }
        base
    }

    /// Returns the document, or the part of one with that `$id`, at an address.
    fn resource(&mut self, resolved: &str) -> Result<At, Reason> {
        if let Some(at) = self.ids.get(resolved) {
            return Ok(at.clone());
        }
        let document = address::document(resolved).map_err(Reason::Address)?;
        self.hold(&document)?;
        Ok(At {
            document,
            pointer: String::new(),
        })
    }

    /// Reads a document, if that was not done.
    fn hold(&mut self, address: &str) -> Result<(), Reason> {
        if self.held.contains_key(address) {
            return Ok(());
        }
        // Of what is too much, one message is enough.
        if self.broken.contains(address) || self.budget.is_spent() {
            return Err(Reason::Unreadable);
        }
        let source = match self.companions.get(address) {
            Some(Companion::Text(source)) => source,
            Some(Companion::Refused { message, help }) => {
                return Err(Reason::Told {
                    message: message.clone(),
                    help: help.clone(),
                });
            }
            None => return Err(Reason::Missing(address.to_owned())),
        };
        let Ok(document) = read::read(source, self.budget, self.diagnostics) else {
            self.broken.insert(address.to_owned());
            return Err(Reason::Unreadable);
        };
        self.add(address.to_owned(), document.source, document.root);
        Ok(())
    }

    /// Follows a pointer from a resource, or else from the document that the resource is part of.
    fn pointer(&mut self, resource: &At, fragment: &str, trail: &mut Trail) -> Lead {
        let decoded = percent_encoding::percent_decode_str(fragment).decode_utf8();
        let decoded = decoded.map_or_else(|_| fragment.to_owned(), Cow::into_owned);
        let document = At {
            pointer: String::new(),
            ..resource.clone()
        };
        let mut ways = Vec::new();
        for start in [resource, &document] {
            for rest in [fragment, decoded.as_str()] {
                if !ways.contains(&(start, rest)) {
                    ways.push((start, rest));
                }
            }
        }
        for (start, rest) in ways {
            if let Some(at) = self.walk(start, rest, trail) {
                return Lead::To(at);
            }
        }
        Lead::Nowhere(At {
            pointer: decoded,
            ..document
        })
    }

    /// Goes down from a place, through the references that stand on the way.
    fn walk(&mut self, start: &At, rest: &str, trail: &mut Trail) -> Option<At> {
        if !rest.starts_with('/') {
            return None;
        }
        let mut at = start.clone();
        let keys: Vec<&str> = rest.split('/').skip(1).collect();
        for (index, key) in keys.iter().enumerate() {
            let next = At {
                pointer: format!("{}/{key}", at.pointer),
                ..at.clone()
            };
            if self.value(&next).is_some() {
                at = next;
                continue;
            }
            // The step may be one of what a reference here leads to.
            let text = self.value(&at)?.get("$ref")?.as_str()?.to_owned();
            trail.hops = trail.hops.checked_sub(1)?;
            let Lead::To(target) = self.lead(&at, &text, trail) else {
                return None;
            };
            let rest: String = keys[index..].iter().flat_map(|key| ["/", key]).collect();
            return self.walk(&target, &rest, trail);
        }
        Some(at)
    }

    fn anchor(&self, resource: &At, name: &str) -> Lead {
        let Some(held) = self.held.get(&resource.document) else {
            return Lead::NoAnchor;
        };
        let base = self.base(resource);
        let strict = held.index.anchors.get(&(base, name.to_owned()));
        // One that is the only of its name is meant, wherever its resource begins.
        let mut others = (held.index.anchors.iter()).filter(|((_, other), _)| other == name);
        let only = others.next().filter(|_| others.next().is_none());
        match strict.or(only.map(|(_, pointer)| pointer)) {
            Some(pointer) => Lead::To(At {
                pointer: pointer.clone(),
                ..resource.clone()
            }),
            None => Lead::NoAnchor,
        }
    }

    /// Whether a document is a description, whose parts are of the kinds that the standard says.
    pub(super) fn is_description(&self, document: &str) -> bool {
        let held = self.held.get(document);
        held.is_some_and(|held| held.root.get("openapi").is_some())
    }

    /// Whether a name is that of a schema among the components of a document.
    pub(super) fn has_schema(&self, document: &str, name: &str) -> bool {
        let pointer = format!("/components/schemas/{}", escape(name));
        let held = self.held.get(document);
        held.is_some_and(|held| held.root.pointer(&pointer).is_some())
    }
}
