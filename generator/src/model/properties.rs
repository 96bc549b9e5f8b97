//! The properties that an object may have, whatever is chosen and whatever else holds.

use std::collections::BTreeSet;

use super::Ctx;
use super::conjunction::{self, Others};

/// In how many schemas they are looked for at most.
const MOST_LOOKED_AT: usize = 512;

/// The properties that a schema names, and those that it doesn't.
#[derive(Debug, Default)]
pub(super) struct Properties<'a> {
    /// Each with a schema of it; one may have several.
    pub(super) named: Vec<(&'a str, &'a str)>,
    others: Vec<&'a str>,
}

/// Collects the properties of an object and of those that it may be.
pub(super) fn of<'a>(ctx: &Ctx<'a>, schema: &str) -> Properties<'a> {
    let mut found = Properties::default();
    let mut seen: BTreeSet<&str> = BTreeSet::new();
    let mut pending: Vec<&str> = Vec::new();
    let mut next = conjunction::gather(ctx, schema);
    loop {
        if let Some(all) = next.take() {
            let named = all.parts.iter().flat_map(|part| &part.properties);
            found.named.extend(named);
            let others = all.additional().map(Others::schemas);
            found.others.extend(others.into_iter().flatten());
            let members = all.choices.iter().flat_map(|choice| &choice.members);
            let conditional = all.parts.iter().flat_map(|part| &part.conditional);
            // What is asked of a property says nothing of what it is.
            let conditional = conditional.filter(|it| !it.ends_with("/if"));
            let start = pending.len();
            pending.extend(members.chain(conditional));
            pending[start..].reverse();
        }
        let Some(schema) = pending.pop() else {
            return found;
        };
        if seen.insert(schema) {
            if seen.len() > MOST_LOOKED_AT {
                return found;
            }
            next = conjunction::gather(ctx, schema);
        }
    }
}

impl<'a> Properties<'a> {
    /// The schemas of one of them.
    pub(super) fn schemas_of(&self, name: &str) -> Vec<&'a str> {
        let named = self.named.iter().filter(|(known, _)| *known == name);
        unique(named.map(|(_, schema)| *schema))
    }

    /// The schemas of all of them.
    pub(super) fn schemas(&self) -> Vec<&'a str> {
        let named = self.named.iter().map(|(_, schema)| schema);
        unique(named.chain(&self.others).copied())
    }
}

fn unique<'a>(schemas: impl Iterator<Item = &'a str>) -> Vec<&'a str> {
    let mut seen = BTreeSet::new();
    schemas.filter(|schema| seen.insert(*schema)).collect()
}
