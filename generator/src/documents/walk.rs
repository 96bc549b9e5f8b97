//! Which references there are, and what each becomes in the one tree.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value};

use super::library::{At, Lead, Library, Reason};
use super::problem;
use crate::diagnostic::Place;
use crate::grammar::{self, Child, Kind, REFUSED, join, kind_at, last_key};

/// What is to be changed, by pointers of the one tree.
#[derive(Debug, Default)]
pub(super) struct Changes {
    /// The texts of references and mappings.
    pub(super) texts: BTreeMap<String, String>,
    /// Schemas with a `$dynamicRef` or `$recursiveRef` that means one thing, and which.
    pub(super) dynamic: Vec<(String, &'static str, String)>,
    /// Objects that are copied to where the standard has no reference, from where they stand.
    pub(super) copies: BTreeMap<String, String>,
    /// What schemas choose by being more than another, which a reader of one document does not see: the
    /// other, the name, and the reference.
    pub(super) children: Vec<(String, String, String)>,
    /// Where there would be a copy, if there were anything to copy, and what stands there instead.
    pub(super) empty: Vec<(String, Value)>,
}

/// Something to walk over, and as what.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Job {
    at: At,
    what: Child,
}

/// What refers to another place.
enum Site {
    /// A reference in the place of an object.
    Reference(Kind),
    /// A reference in the place of an object, list or mapping where the standard has none.
    Copy(Child),
    /// A reference that depends on the way that led to it.
    Dynamic(&'static str),
    /// A value of the mapping of a discriminator.
    Mapping,
}

/// Follows every reference from the description on.
pub(super) fn follow(library: &mut Library<'_>) -> Changes {
    let start = Job {
        at: At {
            document: library.own.clone(),
            pointer: String::new(),
        },
        what: Child::One(Kind::Document),
    };
    let mut walk = Walk {
        changes: Changes::default(),
        queue: vec![start],
        seen: BTreeSet::new(),
        kinds: BTreeMap::new(),
        heirs: BTreeMap::new(),
    };
    while let Some(job) = walk.queue.pop() {
        if !walk.seen.insert(job.clone()) {
            continue;
        }
        let mut sites = Vec::new();
        if let Some(value) = library.value(&job.at) {
            collect(job.what, value, &job.at.pointer, &mut sites);
        }
        if job.what == Child::One(Kind::Schema) && job.at.document != library.own {
            walk.heirs(library, &job.at);
        }
        for (pointer, text, site) in sites {
            let from = At {
                document: job.at.document.clone(),
                pointer,
            };
            walk.site(library, &from, &text, &site);
        }
    }
    walk.changes
}

struct Walk {
    changes: Changes,
    queue: Vec<Job>,
    seen: BTreeSet<Job>,
    /// As what each place outside of the standard's own is used.
    kinds: BTreeMap<At, Kind>,
    /// Which components of a document name which others of it in their `allOf`.
    heirs: BTreeMap<String, Heirs>,
}

/// Through how many schemas one may be another and more, for the other to choose it.
const GENERATIONS: usize = 8;

/// The pointers of the schemas that are another and more, by the other's.
type Heirs = BTreeMap<String, Vec<String>>;

impl Walk {
    fn site(&mut self, library: &mut Library<'_>, from: &At, text: &str, site: &Site) {
        match site {
            Site::Reference(kind) => self.reference(library, from, text, *kind),
            Site::Copy(what) => self.copy(library, from, text, *what),
            Site::Dynamic(key) => {
                if let Some(to) = library.only_dynamic(from, key, text) {
                    let reference = format!("#{}", library.in_tree(&to));
                    self.reach(library, &to, Child::One(Kind::Schema));
                    let change = (library.in_tree(from), *key, reference);
                    self.changes.dynamic.push(change);
                }
            }
            Site::Mapping => {
                let Some(reference) = meant_by(library, from, text) else {
                    return;
                };
                if let Lead::To(to) = library.follow(from, &reference) {
                    self.reach(library, &to, Child::One(Kind::Schema));
                    self.change(library, from, text, format!("#{}", library.in_tree(&to)));
                }
            }
        }
    }

    /// Reaches the components of another document that are a schema and more, by `allOf`, where that
    /// chooses among its children: nothing else need refer to them.
    fn heirs(&mut self, library: &mut Library<'_>, parent: &At) {
        let chooses = |value: &Value| {
            let has = |key: &str| value.get(key).is_some();
            has("discriminator") && !has("oneOf") && !has("anyOf")
        };
        if !library.value(parent).is_some_and(chooses) {
            return;
        }
        let of_document = self.heirs.remove(&parent.document);
        let of_document = of_document.unwrap_or_else(|| heirs_in(library, &parent.document));
        let mut seen = BTreeSet::new();
        let mut generation = vec![&parent.pointer];
        for _ in 0..GENERATIONS {
            let below = generation.iter().filter_map(|it| of_document.get(*it));
            let below: Vec<&String> = below.flatten().collect();
            generation = below
                .into_iter()
                .filter(|heir| seen.insert(*heir))
                .collect();
        }
        let mapped = mapped(library, parent);
        for heir in seen {
            let at = At {
                document: parent.document.clone(),
                pointer: heir.clone(),
            };
            if !mapped.contains(&at) {
                let to = format!("#{}", library.in_tree(&at));
                let child = (library.in_tree(parent), last_key(heir), to);
                self.changes.children.push(child);
                self.reach(library, &at, Child::One(Kind::Schema));
            }
        }
        self.heirs.insert(parent.document.clone(), of_document);
    }

    fn reference(&mut self, library: &mut Library<'_>, from: &At, text: &str, kind: Kind) {
        let place = At {
            pointer: join(&from.pointer, &["$ref"]),
            ..from.clone()
        };
        let becomes = match library.follow(from, text) {
            Lead::To(to) => match self.other_kind(library, &to, kind) {
                Some(found) => {
                    let place = source_of(library, &place);
                    let diagnostic = problem::other_kind(place, text, kind, found);
                    library.diagnostics.defer(diagnostic);
                    REFUSED.to_owned()
                }
                None => {
                    self.reach(library, &to, Child::One(kind));
                    format!("#{}", library.in_tree(&to))
                }
            },
            // `resolve` says so, and knows the names that are there.
            Lead::Nowhere(to) => format!("#{}", library.in_tree(&to)),
            Lead::NoAnchor => {
                let diagnostic = problem::no_anchor(source_of(library, &place), text);
                library.diagnostics.defer(diagnostic);
                REFUSED.to_owned()
            }
            Lead::Refused(reason) => {
                refuse(library, &place, text, &reason);
                REFUSED.to_owned()
            }
        };
        self.change(library, &place, text, becomes);
    }

    /// A reference to a whole mapping, such as all schemas, or to an object that takes none.
    fn copy(&mut self, library: &mut Library<'_>, from: &At, text: &str, what: Child) {
        let place = At {
            pointer: join(&from.pointer, &["$ref"]),
            ..from.clone()
        };
        let here = library.in_tree(from);
        match library.follow(from, text) {
            // What stands there is no list: `normalize` says so, at its own line.
            Lead::To(to) if matches!(what, Child::List(_)) && !may_be_list(library, &to) => return,
            Lead::To(to) => {
                self.changes.copies.insert(here, library.in_tree(&to));
                self.queue.push(Job { at: to, what });
                return;
            }
            Lead::Nowhere(_) | Lead::NoAnchor => {
                let diagnostic = problem::nothing_to_copy(source_of(library, &place), text);
                library.diagnostics.defer(diagnostic);
            }
            Lead::Refused(reason) => refuse(library, &place, text, &reason),
        }
        let nothing = match what {
            Child::List(_) => Value::Array(Vec::new()),
            Child::One(_) | Child::Map(_) => Value::Object(Map::new()),
        };
        self.changes.empty.push((here, nothing));
    }

    /// Notes that a place is reached, so that its own references are followed.
    fn reach(&mut self, library: &Library<'_>, to: &At, what: Child) {
        // The walk over the description sees to what is where the standard has it.
        if to.document != library.own || kind_at(&to.pointer).is_none() {
            let at = to.clone();
            self.queue.push(Job { at, what });
        }
    }

    /// Returns what a place is, if it is not of the kind that a reference to it wants.
    fn other_kind(&mut self, library: &Library<'_>, to: &At, kind: Kind) -> Option<Kind> {
        let by_standard = (library.is_description(&to.document)).then(|| kind_at(&to.pointer));
        let found = match by_standard.flatten() {
            Some(found) => found,
            None => *self.kinds.entry(to.clone()).or_insert(kind),
        };
        (found != kind).then_some(found)
    }

    fn change(&mut self, library: &mut Library<'_>, at: &At, before: &str, after: String) {
        if before != after {
            let pointer = library.in_tree(at);
            let source = &library.held[&at.document].source;
            let origins = &mut library.diagnostics.origins;
            origins.set_written(source, &at.pointer, before);
            self.changes.texts.insert(pointer, after);
        }
    }
}

/// The reference that a text of a mapping is: to a component of its own document where it is the name of
/// one. None where it names a component of the description, which every document may.
fn meant_by(library: &Library<'_>, from: &At, text: &str) -> Option<String> {
    if library.has_schema(&library.own, text) {
        return None;
    }
    if library.has_schema(&from.document, text) {
        return Some(join("#/components/schemas", &[text]));
    }
    text.contains(['.', '/', '#']).then(|| text.to_owned())
}

/// The schemas that the discriminator of a schema maps to.
fn mapped(library: &mut Library<'_>, parent: &At) -> Vec<At> {
    let place = At {
        pointer: join(&parent.pointer, &["discriminator"]),
        ..parent.clone()
    };
    let texts = library.value(&place).into_iter().flat_map(grammar::mapped);
    let texts: Vec<String> = texts.map(str::to_owned).collect();
    let mut found = Vec::new();
    for text in texts {
        let reference = meant_by(library, &place, &text);
        if let Some(Lead::To(at)) = reference.map(|it| library.follow(&place, &it)) {
            found.push(at);
        }
    }
    found
}

/// Which components of a document are others of it and more.
fn heirs_in(library: &mut Library<'_>, document: &str) -> Heirs {
    let at = |pointer: String| At {
        document: document.to_owned(),
        pointer,
    };
    let folder = "/components/schemas";
    let schemas = library.value(&at(folder.to_owned()));
    let mut references = Vec::new();
    for (name, schema) in schemas.and_then(Value::as_object).into_iter().flatten() {
        let members = schema.get("allOf").and_then(Value::as_array);
        for member in members.into_iter().flatten() {
            if let Some(text) = member.get("$ref").and_then(Value::as_str) {
                references.push((join(folder, &[name]), text.to_owned()));
            }
        }
    }
    let mut heirs = Heirs::new();
    for (own, text) in references {
        let own = at(own);
        if let Lead::To(parent) = library.follow(&own, &text)
            && parent.document == document
        {
            heirs.entry(parent.pointer).or_default().push(own.pointer);
        }
    }
    heirs
}

/// Whether a place holds a list, or a reference to what may be one.
fn may_be_list(library: &mut Library<'_>, at: &At) -> bool {
    let is_reference = |value: &Value| value.get("$ref").is_some_and(Value::is_string);
    let value = library.value(at);
    value.is_none_or(|value| value.is_array() || is_reference(value))
}

fn refuse(library: &mut Library<'_>, place: &At, text: &str, reason: &Reason) {
    let root = &library.held[&place.document].root;
    let meant = meant(root, text);
    let place = source_of(library, place);
    if let Some(diagnostic) = problem::refused(place, text, reason) {
        let diagnostic = match meant {
            Some(meant) => diagnostic.help(format!("did you mean `{meant}`?")),
            None => diagnostic,
        };
        library.diagnostics.defer(diagnostic);
    }
}

/// The place in the same document that a reference seems to mean which forgets the `#`, or gives only
/// the name of a schema.
fn meant(root: &Value, text: &str) -> Option<String> {
    let pointer = if text.starts_with('/') {
        text.to_owned()
    } else if text.contains(['/', '#', '.']) {
        format!("/{text}")
    } else {
        join("/components/schemas", &[text])
    };
    root.pointer(&pointer).map(|_| format!("#{pointer}"))
}

/// The place of a node in the text of its document.
fn source_of(library: &Library<'_>, at: &At) -> Place {
    // Of the description, an overlay may have brought it: its place is found by the tree.
    let source = &library.held[&at.document].source;
    Place::value(source, at.pointer.as_str())
}

type Sites = Vec<(String, String, Site)>;

fn collect(what: Child, value: &Value, pointer: &str, sites: &mut Sites) {
    let text = value.get("$ref").and_then(Value::as_str);
    let alone = text.filter(|_| value.as_object().is_some_and(|map| map.len() == 1));
    let takes_reference = matches!(what, Child::One(kind) if kind.takes_reference());
    if let (Some(text), false) = (alone, takes_reference) {
        sites.push((pointer.to_owned(), text.to_owned(), Site::Copy(what)));
        return;
    }
    match (what, value) {
        (Child::One(kind), Value::Object(map)) => object(kind, map, pointer, sites),
        (Child::List(kind), Value::Array(items)) => {
            for (index, item) in items.iter().enumerate() {
                let pointer = join(pointer, &[&index.to_string()]);
                collect(Child::One(kind), item, &pointer, sites);
            }
        }
        (Child::Map(kind), Value::Object(map)) => {
            for (name, item) in map {
                if !(name.starts_with("x-") && kind == Kind::PathItem) {
                    collect(Child::One(kind), item, &join(pointer, &[name]), sites);
                }
            }
        }
        _ => {}
    }
}

fn object(kind: Kind, map: &Map<String, Value>, pointer: &str, sites: &mut Sites) {
    let text = |key: &str| map.get(key).and_then(Value::as_str);
    if let Some(text) = text("$ref").filter(|_| kind.takes_reference()) {
        sites.push((pointer.to_owned(), text.to_owned(), Site::Reference(kind)));
    }
    if kind == Kind::Schema {
        for key in ["$dynamicRef", "$recursiveRef"] {
            if let Some(text) = text(key) {
                sites.push((pointer.to_owned(), text.to_owned(), Site::Dynamic(key)));
            }
        }
        let discriminator = map.get("discriminator");
        let default = discriminator.and_then(|it| it.get("defaultMapping"));
        if let Some(text) = default.and_then(Value::as_str) {
            let pointer = join(pointer, &["discriminator", "defaultMapping"]);
            sites.push((pointer, text.to_owned(), Site::Mapping));
        }
        let mapping = discriminator.and_then(|it| it.get("mapping"));
        for (name, value) in mapping.and_then(Value::as_object).into_iter().flatten() {
            if let Some(text) = value.as_str() {
                let pointer = join(pointer, &["discriminator", "mapping", name]);
                sites.push((pointer, text.to_owned(), Site::Mapping));
            }
        }
    }
    for (key, value) in map {
        match kind.child(key) {
            // Draft 4 has a list of schemas for `items`.
            Some(Child::One(kind)) if value.is_array() => {
                collect(Child::List(kind), value, &join(pointer, &[key]), sites);
            }
            Some(what) => collect(what, value, &join(pointer, &[key]), sites),
            None => {}
        }
    }
}
