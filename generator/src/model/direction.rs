//! `readOnly` and `writeOnly`: a schema that is another type in requests than in answers.
//!
//! A property that is `readOnly` is left out of what is sent, one that is `writeOnly` out of what
//! comes back. Where a schema has such a property, or holds one that has, its request form is a
//! type of its own. That depends on the schema alone, not on who uses it, so that a new operation
//! renames nothing.

use std::collections::{BTreeMap, BTreeSet};

use super::Ctx;
use super::conjunction::{self, Joined};
use super::facts::Facts;
use crate::resolve::{Pointer, Resolved, pointer_of};
use openapiv3::AdditionalProperties;

/// Which way a value travels.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Direction {
    /// To the server.
    Request,
    /// From the server.
    Answer,
    /// To the server, as several parts of which some are files.
    Parts,
}

/// What is behind the pointer of a schema whose request form is meant.
const REQUEST: &str = "/x-codegen-made-up/request";

/// What is behind the pointer of a schema whose form as several parts is meant.
const PARTS: &str = "/x-codegen-made-up/parts";

/// Finds the schemas that are another type in requests than in answers.
pub(super) fn differing(resolved: &Resolved) -> BTreeSet<Pointer> {
    let one_way = |pointer: &&Pointer| {
        resolved
            .schemas
            .get(*pointer)
            .is_some_and(|schema| schema.schema_data.read_only || schema.schema_data.write_only)
    };
    let flagged: Vec<&Pointer> = resolved.schemas.keys().filter(one_way).collect();
    if flagged.is_empty() {
        return BTreeSet::new();
    }
    let mut holders: BTreeMap<&str, Vec<&Pointer>> = BTreeMap::new();
    for pointer in resolved.schemas.keys() {
        let Some(facts) = Facts::of(resolved, pointer) else {
            continue;
        };
        for child in children(&facts) {
            holders.entry(child).or_default().push(pointer);
        }
    }
    let mut found: BTreeSet<Pointer> = BTreeSet::new();
    let mut pending: Vec<&Pointer> = flagged;
    while let Some(pointer) = pending.pop() {
        for holder in holders.get(&**pointer).into_iter().flatten() {
            if found.insert((*holder).clone()) {
                pending.push(holder);
            }
        }
    }
    found
}

/// The schemas directly inside another.
fn children<'a>(facts: &Facts<'a>) -> Vec<&'a str> {
    let mut children: Vec<&str> = facts.properties.iter().map(|(_, child)| *child).collect();
    children.extend(facts.items);
    children.extend(&facts.all_of);
    children.extend(&facts.one_of);
    children.extend(&facts.any_of);
    children.extend(&facts.conditional);
    if let Some(AdditionalProperties::Schema(schema)) = facts.additional {
        children.push(pointer_of(schema));
    }
    children
}

impl Ctx<'_> {
    /// Returns the pointer that stands for a schema in the direction that is being read.
    pub(super) fn directed(&mut self, pointer: &str) -> Pointer {
        let form = match self.direction {
            Direction::Request if self.differs(pointer) => REQUEST,
            Direction::Parts => PARTS,
            Direction::Answer | Direction::Request => return pointer.into(),
        };
        let directed: Pointer = format!("{pointer}{form}").into();
        self.joined.entry(directed.clone()).or_insert(Joined {
            parts: vec![pointer.into()],
            chosen: None,
            is_base: true,
            is_choice: false,
        });
        directed
    }

    /// Whether a schema is another type in requests than in answers.
    fn differs(&self, pointer: &str) -> bool {
        match self.joined.get(pointer) {
            Some(joined) => joined.parts.iter().any(|part| self.differs(part)),
            None => self.differing.contains(pointer),
        }
    }

    /// Whether a property, by its schemas, takes no part in the direction that is being read.
    pub(super) fn is_left_out(&self, schemas: &[&str]) -> bool {
        if self.differing.is_empty() {
            return false;
        }
        let parts = schemas
            .iter()
            .filter_map(|schema| conjunction::gather(self, schema))
            .flat_map(|all| all.parts);
        let (mut read_only, mut write_only) = (false, false);
        for part in parts {
            read_only |= part.data.read_only;
            write_only |= part.data.write_only;
        }
        // What its parts say both of is neither, as it would be nowhere.
        read_only != write_only
            && match self.direction {
                Direction::Request | Direction::Parts => read_only,
                Direction::Answer => write_only,
            }
    }
}

/// Takes the pointer of a type apart: the schema, and the direction that it is meant in.
pub(super) fn of(pointer: &str) -> (&str, Direction) {
    if let Some(schema) = pointer.strip_suffix(PARTS) {
        return (schema, Direction::Parts);
    }
    match pointer.strip_suffix(REQUEST) {
        Some(schema) => (schema, Direction::Request),
        None => (pointer, Direction::Answer),
    }
}
