//! Where parts of the one tree come from, if not from their place in the description's text.

use std::collections::BTreeMap;
use std::ops::Bound;
use std::sync::Arc;

use super::{Part, Place};

/// The nodes of the one tree that another text brought, or that have moved.
#[derive(Debug, Clone, Default)]
pub(crate) struct Origins {
    by_pointer: BTreeMap<String, Origin>,
    /// The references that are written otherwise in their text than in the tree, by text and place.
    written: BTreeMap<(Arc<str>, String), String>,
}

/// A place in one of the texts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Origin {
    pub(crate) source: Arc<str>,
    pub(crate) pointer: String,
    /// The key of the node stands where the node is in the tree, not where its value comes from.
    keeps_key: bool,
}

impl Origin {
    /// A node that comes from a text with its key.
    pub(crate) fn whole(source: &Arc<str>, pointer: impl Into<String>) -> Self {
        Self {
            source: source.clone(),
            pointer: pointer.into(),
            keeps_key: false,
        }
    }

    /// A node whose value comes from a text, under a key that was there before.
    pub(crate) fn value(source: &Arc<str>, pointer: impl Into<String>) -> Self {
        Self {
            keeps_key: true,
            ..Self::whole(source, pointer)
        }
    }
}

impl Origins {
    /// Notes where the node at a pointer comes from, with all below it.
    pub(crate) fn set(&mut self, pointer: impl Into<String>, origin: Origin) {
        self.by_pointer.insert(pointer.into(), origin);
    }

    /// Notes how a reference is written in its own text.
    pub(crate) fn set_written(&mut self, source: &Arc<str>, pointer: &str, reference: &str) {
        let place = (source.clone(), pointer.to_owned());
        self.written.insert(place, reference.to_owned());
    }

    /// Returns how the reference at a pointer of the one tree, which is that of a description, is
    /// written; none if it is as in the tree.
    pub(crate) fn written(&self, description: &Arc<str>, pointer: &str) -> Option<&str> {
        if self.written.is_empty() {
            return None;
        }
        let place = match self.find(pointer) {
            Some(origin) => (origin.source, origin.pointer),
            None => (description.clone(), pointer.to_owned()),
        };
        self.written.get(&place).map(String::as_str)
    }

    /// Returns where the node at a pointer stands; none if it stands in the description, there.
    pub(crate) fn find(&self, pointer: &str) -> Option<Origin> {
        let (base, origin) = self.nearest(pointer)?;
        let rest = &pointer[base.len()..];
        Some(Origin {
            source: origin.source.clone(),
            pointer: format!("{}{rest}", origin.pointer),
            keeps_key: origin.keeps_key && rest.is_empty(),
        })
    }

    /// Forgets what was noted of a node and of all below it, and returns it, by the rest of each
    /// pointer.
    pub(crate) fn take_below(&mut self, pointer: &str) -> Vec<(String, Origin)> {
        let found = self.below(pointer);
        for (rest, _) in &found {
            self.by_pointer.remove(&format!("{pointer}{rest}"));
        }
        found
    }

    /// Returns what was noted of a node and of all below it, by the rest of each pointer.
    pub(crate) fn below(&self, pointer: &str) -> Vec<(String, Origin)> {
        let inside = format!("{pointer}/");
        let exact = self.by_pointer.get_key_value(pointer);
        let below = self
            .by_pointer
            .range::<str, _>((Bound::Included(inside.as_str()), Bound::Unbounded))
            .take_while(|(key, _)| key.starts_with(&inside));
        exact
            .into_iter()
            .chain(below)
            .map(|(key, origin)| (key[pointer.len()..].to_owned(), origin.clone()))
            .collect()
    }

    /// Returns the place in its own text of a place in the one tree.
    pub(super) fn place(&self, place: Place) -> Place {
        let Place::Node {
            pointer,
            part,
            source,
        } = place
        else {
            return place;
        };
        let origin = match self.find(&pointer) {
            Some(origin) if origin.keeps_key && part == Part::Key => {
                let parent = pointer.rfind('/').map_or(0, |at| at);
                self.find(&pointer[..parent]).map(|origin| Origin {
                    pointer: format!("{}{}", origin.pointer, &pointer[parent..]),
                    ..origin
                })
            }
            found => found,
        };
        match origin {
            Some(origin) => Place::Node {
                source: origin.source,
                pointer: origin.pointer.into(),
                part,
            },
            None => Place::Node {
                source,
                pointer,
                part,
            },
        }
    }

    fn nearest<'p>(&self, pointer: &'p str) -> Option<(&'p str, &Origin)> {
        if self.by_pointer.is_empty() {
            return None;
        }
        let mut pointer = pointer;
        loop {
            if let Some(origin) = self.by_pointer.get(pointer) {
                return Some((pointer, origin));
            }
            pointer = &pointer[..pointer.rfind('/')?];
        }
    }
}
