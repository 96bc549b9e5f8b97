//! Keys that are another in the one shape: references that lead through them follow.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use crate::grammar::fragment;

/// The pointers of what has another key, by what they were as it was written.
#[derive(Debug, Default)]
pub(super) struct Renamed(BTreeMap<String, String>);

impl Renamed {
    /// Notes that what was at one pointer is at another.
    pub(super) fn note(&mut self, from: String, to: String) {
        self.0.insert(from, to);
    }

    /// Returns the reference that leads where one led as it was written; none where that is the same.
    pub(super) fn target(&self, reference: &str) -> Option<String> {
        if self.0.is_empty() {
            return None;
        }
        let decoded = fragment(reference)?;
        let ways = [&reference[1..], &decoded];
        ways.into_iter().find_map(|way| {
            let ends = way.match_indices('/').map(|(end, _)| end);
            ends.chain([way.len()]).find_map(|end| {
                let (start, rest) = way.split_at(end);
                Some(format!("#{}{rest}", self.0.get(start)?))
            })
        })
    }

    /// Has all references lead where they led.
    pub(super) fn follow(&self, root: &mut Value) {
        if self.0.is_empty() {
            return;
        }
        match root {
            Value::Object(map) => {
                self.reference(map);
                map.values_mut().for_each(|value| self.follow(value));
            }
            Value::Array(items) => items.iter_mut().for_each(|item| self.follow(item)),
            _ => {}
        }
    }

    fn reference(&self, map: &mut Map<String, Value>) {
        if map.contains_key("propertyName")
            && let Some(Value::Object(mapping)) = map.get_mut("mapping")
        {
            for value in mapping.values_mut() {
                self.text(value);
            }
        }
        if let Some(reference) = map.get_mut("$ref") {
            self.text(reference);
        }
    }

    fn text(&self, value: &mut Value) {
        if let Value::String(reference) = value
            && let Some(target) = self.target(reference)
        {
            *reference = target;
        }
    }
}
