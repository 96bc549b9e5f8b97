//! Where the bodies of errors say what went wrong.

use std::collections::{BTreeMap, VecDeque};

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

/// The most properties, items and variants of one body that are looked at.
const MOST_FIELDS: usize = 5000;

/// The most of them in all bodies: any number of them may hold one large type.
const MOST_IN_ALL: usize = 1_000_000;

/// The most places that are added to the usual ones.
const MOST: usize = 4;

/// Pointers to what error bodies say, best first: the usual ones, and those of bodies that have none of
/// them.
pub(crate) fn error_texts(api: &Api) -> Vec<String> {
    let mut found: Vec<(String, usize)> = Vec::new();
    let mut left = MOST_IN_ALL;
    for (body, count) in bodies(api) {
        let Told::Elsewhere(pointer) = told(api, body, &mut left) else {
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
    let mut left = MOST_IN_ALL;
    for (body, _) in bodies(api) {
        match told(api, body, &mut left) {
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

/// `left` is how much may be looked at in this body and those after it.
fn told(api: &Api, body: &TypeRef, left: &mut usize) -> Told {
    if is_open(api, body) {
        return Told::Unknown;
    }
    let most = MOST_FIELDS.min(*left);
    let search = Search::of(api, body, most);
    *left -= most - search.left;
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
        _ if search.left == 0 => Told::Unknown,
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

/// A place in a body, at which a text may be.
struct Place<'a> {
    ty: &'a TypeRef,
    pointer: String,
    depth: usize,
    is_listed: bool,
}

/// A look for the texts of a body: at what is outside before what is inside of it.
struct Search<'a> {
    api: &'a Api,
    texts: Vec<Found>,
    pending: VecDeque<Place<'a>>,
    /// How many places may be looked at still.
    left: usize,
}

impl<'a> Search<'a> {
    fn of(api: &'a Api, body: &'a TypeRef, most: usize) -> Self {
        let mut search = Self {
            api,
            texts: Vec::new(),
            pending: VecDeque::new(),
            left: most,
        };
        search.pending.push_back(Place {
            ty: body,
            pointer: String::new(),
            depth: 0,
            is_listed: false,
        });
        while let Some(place) = search.pending.pop_front() {
            search.look(&place);
        }
        search
    }

    fn look(&mut self, place: &Place<'a>) {
        match &place.ty.kind {
            Kind::String(_) => self.push(place.pointer.clone(), UNTOLD, place),
            Kind::List(item) => {
                let pointer = format!("{}/0", place.pointer);
                self.look_later(item, pointer, true, place);
            }
            Kind::Named(id) => match self.api.types.get(id).map(|ty| &ty.shape) {
                Some(Shape::Record(record)) => self.of_record(record, place),
                Some(Shape::Union(union)) => {
                    for variant in &union.variants {
                        self.look_later(&variant.ty, place.pointer.clone(), false, place);
                    }
                }
                Some(Shape::Enumeration(_)) | None => {}
            },
            _ => {}
        }
    }

    fn look_later(
        &mut self,
        ty: &'a TypeRef,
        pointer: String,
        is_listed: bool,
        around: &Place<'a>,
    ) {
        if around.depth == DEEPEST || self.left == 0 {
            return;
        }
        self.left -= 1;
        self.pending.push_back(Place {
            ty,
            pointer,
            depth: around.depth + 1,
            is_listed: around.is_listed || is_listed,
        });
    }

    fn of_record(&mut self, record: &'a Record, place: &Place<'a>) {
        for field in &record.fields {
            if self.left == 0 {
                return;
            }
            self.left -= 1;
            let name = plain(&field.name);
            let pointer = || join(&place.pointer, &[&field.name]);
            match &field.ty.kind {
                // Any JSON may be a text.
                Kind::String(_) | Kind::Any => self.push(pointer(), rank(&name), place),
                Kind::List(_) | Kind::Named(_) if WITHIN.iter().any(|word| name.contains(word)) => {
                    self.look_later(&field.ty, pointer(), false, place);
                }
                _ => {}
            }
        }
    }

    fn push(&mut self, pointer: String, rank: usize, place: &Place<'a>) {
        self.texts.push(Found {
            pointer,
            rank,
            depth: place.depth,
            is_listed: place.is_listed,
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
