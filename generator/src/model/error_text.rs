//! Where the bodies of errors say what went wrong.

use std::collections::BTreeMap;

use super::api::{Api, Kind, Record, Shape, TypeId, TypeRef};
use crate::grammar::join;

/// Where most APIs say it, best first.
const USUAL: &[&str] = &[
    "/error/message",
    "/message",
    "/detail",
    "/error_description",
    "/errors/0/message",
    "/errors/0/detail",
];

/// What says less: what is described as a better text goes before it.
const LAST: &[&str] = &["/title", "/error"];

/// How names of properties end that hold such a text, best first: letters in lower case.
const ENDINGS: &[&[&str]] = &[
    &["message", "msg"],
    &["detail", "details", "description", "reason", "explanation"],
];

/// Names of properties that hold such a text.
const NAMES: &[&str] = &["err", "error", "errortext", "text"];

/// The rank of a name that tells nothing.
const UNTOLD: usize = ENDINGS.len() + 1;

/// What is in the name of a property that holds what an error is.
const WITHIN: &[&str] = &[
    "detail",
    "err",
    "exception",
    "fault",
    "issue",
    "message",
    "msg",
    "problem",
    "reason",
    "status",
    "violation",
];

/// How many objects and lists deep a text is looked for.
const DEEPEST: usize = 4;

/// The most types of one body that are looked at.
const MOST_TYPES: usize = 500;

/// The most places that are added to the usual ones.
const MOST: usize = 4;

/// Pointers to what error bodies say, best first: the usual ones, and those of bodies that have none of
/// them.
pub(crate) fn error_texts(api: &Api) -> Vec<String> {
    let mut found: Vec<(String, usize)> = Vec::new();
    for (body, count) in bodies(api) {
        let Told::Elsewhere(pointer) = told(api, body) else {
            continue;
        };
        match found.iter_mut().find(|(known, _)| *known == pointer) {
            Some((_, known)) => *known += count,
            None => found.push((pointer, count)),
        }
    }
    // The first of those that are equally common.
    found.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    let own = found.into_iter().map(|(pointer, _)| pointer).take(MOST);
    let usual = USUAL.iter().map(|pointer| (*pointer).to_owned());
    let last = LAST.iter().map(|pointer| (*pointer).to_owned());
    usual.chain(own).chain(last).collect()
}

/// The first error body that has no place for a text, where none of those with properties has one.
pub(crate) fn error_without_text(api: &Api) -> Option<&TypeId> {
    let mut first = None;
    for (body, _) in bodies(api) {
        match told(api, body) {
            Told::Nowhere => first = first.or(named(body)),
            Told::Usually | Told::Elsewhere(_) => return None,
            Told::Unknown => {}
        }
    }
    first
}

/// Where a body says what went wrong.
enum Told {
    /// Where most do.
    Usually,
    /// At this pointer.
    Elsewhere(String),
    /// Nowhere.
    Nowhere,
    /// It may be anything.
    Unknown,
}

/// The types of the bodies of errors, each once, and how many errors have it.
fn bodies(api: &Api) -> Vec<(&TypeRef, usize)> {
    let mut found: Vec<(&TypeRef, usize)> = Vec::new();
    let mut indices: BTreeMap<&TypeId, usize> = BTreeMap::new();
    let errors = api
        .operations
        .iter()
        .flat_map(|operation| &operation.errors);
    for body in errors.filter_map(|error| error.body.as_ref()) {
        let Some(id) = named(body) else {
            // What has no name is a list, or says nothing.
            match found.iter_mut().find(|(known, _)| known.kind == body.kind) {
                Some((_, count)) => *count += 1,
                None => found.push((body, 1)),
            }
            continue;
        };
        let index = *indices.entry(id).or_insert(found.len());
        match found.get_mut(index) {
            Some((_, count)) => *count += 1,
            None => found.push((body, 1)),
        }
    }
    found
}

fn told(api: &Api, body: &TypeRef) -> Told {
    if is_open(api, body) {
        return Told::Unknown;
    }
    let mut search = Search {
        api,
        texts: Vec::new(),
        budget: MOST_TYPES,
    };
    search.collect(body, "", 0);
    let texts = search.texts;
    if texts.iter().any(|text| USUAL.contains(&&*text.pointer)) {
        return Told::Usually;
    }
    let named = texts.iter().filter(|text| text.rank < UNTOLD);
    let best = named.min_by_key(|text| (text.rank, text.depth));
    let best = best.map(|text| &text.pointer);
    if best.is_none_or(|pointer| LAST.contains(&&**pointer))
        && texts.iter().any(|text| LAST.contains(&&*text.pointer))
    {
        return Told::Usually;
    }
    if let Some(pointer) = best {
        return Told::Elsewhere(pointer.clone());
    }
    // The only text of a list of errors, whatever it is called.
    let mut listed = texts.iter().filter(|text| text.is_listed);
    match (listed.next(), listed.next()) {
        (Some(only), None) => Told::Elsewhere(only.pointer.clone()),
        _ => Told::Nowhere,
    }
}

/// The type with a name that something is, not what it is a list of.
fn named(ty: &TypeRef) -> Option<&TypeId> {
    match &ty.kind {
        Kind::Named(id) => Some(id),
        _ => None,
    }
}

/// Whether a body may have any property.
fn is_open(api: &Api, body: &TypeRef) -> bool {
    match named(body).and_then(|id| api.types.get(id)) {
        Some(ty) => match &ty.shape {
            Shape::Record(record) => record.fields.is_empty(),
            Shape::Enumeration(_) | Shape::Union(_) => false,
        },
        None => !matches!(body.kind, Kind::List(_)),
    }
}

/// A text in the body of an error.
struct Found {
    pointer: String,
    rank: usize,
    depth: usize,
    /// Whether it is in a list of errors.
    is_listed: bool,
}

/// A look for the texts of a body.
struct Search<'a> {
    api: &'a Api,
    texts: Vec<Found>,
    budget: usize,
}

impl Search<'_> {
    fn collect(&mut self, ty: &TypeRef, pointer: &str, depth: usize) {
        if depth > DEEPEST || self.budget == 0 {
            return;
        }
        self.budget -= 1;
        match &ty.kind {
            Kind::String(_) => self.push(pointer, UNTOLD, depth),
            Kind::List(item) => {
                let known = self.texts.len();
                self.collect(item, &format!("{pointer}/0"), depth + 1);
                for text in &mut self.texts[known..] {
                    text.is_listed = true;
                }
            }
            Kind::Named(id) => match self.api.types.get(id).map(|ty| &ty.shape) {
                Some(Shape::Record(record)) => self.of_record(record, pointer, depth),
                Some(Shape::Union(union)) => {
                    for variant in &union.variants {
                        self.collect(&variant.ty, pointer, depth + 1);
                    }
                }
                Some(Shape::Enumeration(_)) | None => {}
            },
            _ => {}
        }
    }

    fn of_record(&mut self, record: &Record, pointer: &str, depth: usize) {
        for field in &record.fields {
            let pointer = join(pointer, &[&field.name]);
            let name = plain(&field.name);
            match &field.ty.kind {
                // Any JSON may be a text.
                Kind::String(_) | Kind::Any => self.push(&pointer, rank(&name), depth),
                Kind::List(_) | Kind::Named(_) if WITHIN.iter().any(|word| name.contains(word)) => {
                    self.collect(&field.ty, &pointer, depth + 1);
                }
                _ => {}
            }
        }
    }

    fn push(&mut self, pointer: &str, rank: usize, depth: usize) {
        self.texts.push(Found {
            pointer: pointer.to_owned(),
            rank,
            depth,
            is_listed: false,
        });
    }
}

fn rank(name: &str) -> usize {
    let ends = |endings: &&[&str]| endings.iter().any(|end| name.ends_with(end));
    let named = NAMES.contains(&name).then_some(ENDINGS.len());
    ENDINGS.iter().position(ends).or(named).unwrap_or(UNTOLD)
}

/// The letters of a name in lower case.
fn plain(name: &str) -> String {
    let letters = name.chars().filter(char::is_ascii_alphabetic);
    letters.map(|c| c.to_ascii_lowercase()).collect()
}
