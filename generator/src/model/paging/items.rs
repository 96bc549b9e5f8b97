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

    /// The list of a page: one of a usual name or named like the path, else the only one.
    fn list_of(&self, record: &'a Record) -> Option<&'a Field> {
        self.usual_list(record).or_else(|| self.only_list(record))
    }

    /// The list of a page that has a usual name, or is named like the path.
    fn usual_list(&self, record: &'a Record) -> Option<&'a Field> {
        let last = last_word(&self.operation.path);
        let is_named = |field: &Field| last.as_ref() == Some(&plain(&field.name));
        let is_usual = |field: &Field| ITEMS.contains(&field.name.as_str()) || is_named(field);
        lists(record)
            .find(|field| !is_none(field) && is_usual(field))
            // What the path asks for are items, whatever a list of that name is elsewhere.
            .or_else(|| lists(record).find(|field| is_named(field)))
    }

    /// The only list of a page. It may be anything where the items are no list (a map), or where the
    /// path asks for one thing.
    fn only_list(&self, record: &'a Record) -> Option<&'a Field> {
        let last = last_word(&self.operation.path);
        let is_usual = |field: &Field| {
            ITEMS.contains(&field.name.as_str()) || last.as_ref() == Some(&plain(&field.name))
        };
        let asks_for_one = self.operation.path.ends_with('}') && !self.has_size();
        if asks_for_one || record.fields.iter().any(is_usual) {
            return None;
        }
        let mut lists = lists(record).filter(|field| !is_none(field));
        lists.next().filter(|_| lists.next().is_none())
    }

    /// Whether something that is answered is a list, or a page of one for sure.
    pub(super) fn is_list(&self, answer: &'a TypeRef) -> bool {
        matches!(answer.kind, Kind::List(_))
            || self
                .record(answer)
                .is_some_and(|record| self.usual_list(record).is_some())
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

fn lists(record: &Record) -> impl Iterator<Item = &Field> {
    let fields = record.fields.iter();
    fields.filter(|field| matches!(field.ty.kind, Kind::List(_)))
}

/// Whether a list holds no items by its name.
fn is_none(field: &Field) -> bool {
    NO_ITEMS.contains(&field.name.as_str())
}

/// The last word of a path as [`plain`] gives it, without the ending of a file.
fn last_word(path: &str) -> Option<String> {
    let path = path.split('?').next().unwrap_or_default();
    let last = path.rsplit('/').find(|part| !part.is_empty())?;
    let word = plain(without_ending(last));
    (!last.contains('{') && !word.is_empty()).then_some(word)
}
