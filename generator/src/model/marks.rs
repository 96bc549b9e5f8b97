//! The properties of a body that have one of a few texts, at any depth: what may tell events apart.

use std::collections::BTreeMap;
use std::rc::Rc;

use serde_json::Value;

use super::Ctx;
use super::conjunction;
use crate::resolve::Pointer;

/// How deep properties are looked for.
const DEEPEST: usize = 4;

/// Of how many texts a property may have one.
const MOST_TEXTS: usize = 256;

/// The texts that a property may have, by the way to it.
pub(super) type Marks = BTreeMap<Vec<String>, Vec<String>>;

/// What was found before, by the schema and by how much deeper it was looked.
#[derive(Default)]
pub(super) struct Finder {
    known: BTreeMap<(Pointer, usize), Rc<Marks>>,
}

impl Finder {
    /// Finds the properties of the schema at a pointer that have one of a few texts.
    pub(super) fn of(&mut self, ctx: &Ctx<'_>, pointer: &str) -> Rc<Marks> {
        self.within(ctx, &pointer.into(), DEEPEST)
    }

    fn within(&mut self, ctx: &Ctx<'_>, pointer: &Pointer, depth: usize) -> Rc<Marks> {
        let key = (pointer.clone(), depth);
        if let Some(known) = self.known.get(&key) {
            return known.clone();
        }
        // What leads back to itself finds nothing more there.
        self.known.insert(key.clone(), Rc::default());
        let found = Rc::new(self.find(ctx, pointer, depth));
        self.known.insert(key, found.clone());
        found
    }

    fn find(&mut self, ctx: &Ctx<'_>, pointer: &str, depth: usize) -> Marks {
        let mut found = Marks::new();
        let Some(all) = conjunction::gather(ctx, pointer) else {
            return found;
        };
        let texts = texts(&all.values());
        if !texts.is_empty() {
            found.insert(Vec::new(), texts);
        }
        for choice in &all.choices {
            self.choice(ctx, &choice.members, depth, &mut found);
        }
        if depth == 0 {
            return found;
        }
        let properties = all.parts.iter().flat_map(|part| &part.properties);
        for (name, schema) in properties {
            let inner = self.within(ctx, &(*schema).into(), depth - 1);
            for (way, texts) in &*inner {
                let way = [(*name).to_owned()].into_iter().chain(way.clone());
                narrow(&mut found, way.collect(), texts.clone());
            }
        }
        found
    }

    /// Of a choice only what every member has tells something: all that the members have there.
    fn choice(&mut self, ctx: &Ctx<'_>, members: &[&str], depth: usize, found: &mut Marks) {
        let mut members = members.iter();
        let Some(first) = members.next() else { return };
        let mut common = (*self.within(ctx, &(*first).into(), depth)).clone();
        for member in members {
            let other = self.within(ctx, &(*member).into(), depth);
            common.retain(|way, texts| match other.get(way) {
                Some(more) => {
                    let fresh: Vec<String> = more
                        .iter()
                        .filter(|text| !texts.contains(text))
                        .cloned()
                        .collect();
                    texts.extend(fresh);
                    texts.len() <= MOST_TEXTS
                }
                None => false,
            });
        }
        for (way, texts) in common {
            narrow(found, way, texts);
        }
    }
}

/// Notes what a property may have. Of two schemas the narrower counts.
fn narrow(found: &mut Marks, way: Vec<String>, texts: Vec<String>) {
    match found.get(&way) {
        Some(known) if known.len() <= texts.len() => {}
        _ => drop(found.insert(way, texts)),
    }
}

/// The values of an enumeration of texts; none where one of them is something else.
fn texts(values: &[Value]) -> Vec<String> {
    let texts: Option<Vec<String>> = values
        .iter()
        .map(|value| value.as_str().map(str::to_owned))
        .collect();
    texts
        .filter(|texts| texts.len() <= MOST_TEXTS)
        .unwrap_or_default()
}
