//! Which list of an answer holds the items of a page.

use super::{View, plain};
use crate::grammar::without_ending;
use crate::model::api::{Field, Kind, Record, TypeRef};

/// The properties that hold the items of a page.
const ITEMS: &[&str] = &[
    "data", "items", "results", "result", "values", "entries", "records",
];

/// Lists that are no items, unless the path asks for them.
const NO_ITEMS: &[&str] = &[
    "errors",
    "warnings",
    "messages",
    "included",
    "links",
    "unreachable",
    "unreachables",
];

impl<'a> View<'a> {
    /// The properties that lead to the items of a page.
    pub(super) fn items(&self, page: &TypeRef) -> Option<Vec<String>> {
        if matches!(page.kind, Kind::List(_)) {
            return Some(Vec::new());
        }
        let record = self.record(page)?;
        if let Some(field) = self.list_of(record) {
            return Some(vec![field.name.clone()]);
        }
        let mut wrappers = record.fields.iter().filter(|field| {
            matches!(
                field.name.as_str(),
                "data" | "result" | "response" | "payload"
            )
        });
        wrappers.find_map(|field| {
            let list = self.list_of(self.record(&field.ty)?)?;
            Some(vec![field.name.clone(), list.name.clone()])
        })
    }

    /// The list of a page: one of a usual name or named like the path, else the only one. That may be
    /// anything where the items are no list (a map), or where the path asks for one thing.
    fn list_of(&self, record: &'a Record) -> Option<&'a Field> {
        let all = record.fields.iter();
        let all = all.filter(|field| matches!(field.ty.kind, Kind::List(_)));
        let last = last_word(&self.operation.path);
        let is_named = |field: &Field| last.as_ref() == Some(&plain(&field.name));
        let lists: Vec<&Field> = all
            .clone()
            .filter(|field| !NO_ITEMS.contains(&field.name.as_str()))
            .collect();
        let mut fields = record.fields.iter();
        let asks_for_one = self.operation.path.ends_with('}') && !self.has_size();
        let has_others = asks_for_one
            || fields.any(|field| ITEMS.contains(&field.name.as_str()) || is_named(field));
        let mut usual = lists.iter().copied();
        usual
            .find(|field| ITEMS.contains(&field.name.as_str()) || is_named(field))
            // What the path asks for are items, whatever a list of that name is elsewhere.
            .or_else(|| all.clone().find(|field| is_named(field)))
            .or_else(|| {
                lists
                    .first()
                    .copied()
                    .filter(|_| lists.len() == 1 && !has_others)
            })
    }

    /// The type of an item.
    pub(super) fn item(&self, page: &'a TypeRef, items: &[String]) -> Option<&'a TypeRef> {
        let mut ty = page;
        for step in items {
            let mut fields = self.record(ty)?.fields.iter();
            ty = &fields.find(|field| field.name == *step)?.ty;
        }
        match &ty.kind {
            Kind::List(item) => Some(item),
            _ => None,
        }
    }
}

/// The last word of a path as [`plain`] gives it, without the ending of a file.
fn last_word(path: &str) -> Option<String> {
    let path = path.split('?').next().unwrap_or_default();
    let last = path.rsplit('/').find(|part| !part.is_empty())?;
    let word = plain(without_ending(last));
    (!last.contains('{') && !word.is_empty()).then_some(word)
}
