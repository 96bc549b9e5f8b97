//! Which schemas lead to each other by nothing but choices and `allOf`, so that a value of one is, at
//! once, one of the other. Found once for all of them, in a time that grows with their number.

use std::collections::BTreeMap;

use super::facts::Facts;
use crate::resolve::Resolved;

/// The rings that were found so far: strongly connected components, by Tarjan's algorithm.
#[derive(Debug, Default)]
pub(super) struct Rings<'a> {
    /// The number of each schema that was visited, in the order of the visits.
    numbers: BTreeMap<&'a str, usize>,
    /// The earliest schema that each leads to, as far as it is known.
    earliest: Vec<usize>,
    /// The ring of each; none while it is being searched.
    rings: Vec<Option<usize>>,
    /// Those that are being searched.
    open: Vec<usize>,
}

impl<'a> Rings<'a> {
    /// Whether a value of a schema is, at once, one of another that leads to it.
    pub(super) fn lead_back(&mut self, resolved: &'a Resolved, schema: &str, to: &str) -> bool {
        if schema == to {
            return true;
        }
        if !self.numbers.contains_key(schema) {
            self.search(resolved, schema);
        }
        let ring = |schema: &str| self.rings[*self.numbers.get(schema)?];
        ring(schema).is_some_and(|found| ring(to) == Some(found))
    }

    /// Goes depth first from one schema, without recursion: a description may be deeper than a stack.
    fn search(&mut self, resolved: &'a Resolved, start: &str) {
        let mut path: Vec<(usize, Vec<&'a str>)> = Vec::new();
        path.extend(self.enter(resolved, start));
        while let Some((at, next)) = path.last_mut() {
            let at = *at;
            if let Some(schema) = next.pop() {
                match self.numbers.get(schema) {
                    None => path.extend(self.enter(resolved, schema)),
                    Some(&number) if self.rings[number].is_none() => {
                        self.earliest[at] = self.earliest[at].min(number);
                    }
                    Some(_) => {}
                }
                continue;
            }
            path.pop();
            if self.earliest[at] == at {
                while let Some(number) = self.open.pop() {
                    self.rings[number] = Some(at);
                    if number == at {
                        break;
                    }
                }
            }
            if let Some((above, _)) = path.last() {
                self.earliest[*above] = self.earliest[*above].min(self.earliest[at]);
            }
        }
    }

    /// Notes a schema, and returns its number and those that it leads to.
    fn enter(&mut self, resolved: &'a Resolved, schema: &str) -> Option<(usize, Vec<&'a str>)> {
        let (schema, _) = resolved.schemas.get_key_value(schema)?;
        let facts = Facts::of(resolved, schema)?;
        let number = self.earliest.len();
        self.numbers.insert(schema, number);
        self.earliest.push(number);
        self.rings.push(None);
        self.open.push(number);
        let next = [facts.one_of, facts.any_of, facts.all_of].concat();
        Some((number, next))
    }
}
