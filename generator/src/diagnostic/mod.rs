//! What a run has to say about a description. Knows the standard library and no other room.
//!
//! A diagnostic names its place by source and JSON pointer. Line, column and excerpt are looked
//! up by [`report`](crate::report), and only when something is to be printed.

pub mod code;
mod origins;

use std::collections::BTreeSet;
use std::fmt;
use std::ops::Range;
use std::sync::Arc;

pub(crate) use origins::{Origin, Origins};

/// A place in one of the texts of a run.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Place {
    /// A node of a document, by source name and JSON pointer (RFC 6901).
    Node {
        /// The name of the source.
        source: Arc<str>,
        /// The JSON pointer; the empty one is the document itself.
        pointer: Arc<str>,
        /// Which part of the node is meant.
        part: Part,
    },
    /// A range of bytes, where there is no document to point into: the text does not parse, or is
    /// no tree of values.
    Span {
        /// The name of the source.
        source: Arc<str>,
        /// Its start, in bytes from the start of the text.
        start: usize,
        /// Its end. Where it is the start, the character there is meant.
        end: usize,
    },
    /// The source as a whole: it is missing, or can't be read.
    Source {
        /// The name of the source.
        source: Arc<str>,
    },
}

/// Which part of a node a [`Place`] means.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Part {
    /// The key under which the node stands; the value where it has none.
    Key,
    /// The value.
    Value,
}

/// How bad it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Severity {
    /// No crate can be written.
    Error,
    /// A crate is written, but something in the description could not be honoured.
    Warning,
    /// Nothing is wrong; another description would make better Rust. Only [`lint`](crate::lint)
    /// says so.
    Advice,
}

/// A stable code, one for each kind of mistake: `E0012`, `W0003`. [`code`] has them all.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Code(pub &'static str);

/// One thing to say about the description.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostic {
    /// Which kind of mistake it is.
    pub code: Code,
    /// How bad it is.
    pub severity: Severity,
    /// Where it is.
    pub place: Place,
    /// What is wrong, in the words of `OpenAPI`; lower case, no full stop.
    pub message: String,
    /// What the underlined place is, beside the excerpt. May be empty.
    pub label: String,
    /// Other places that belong to it, with what each of them is.
    pub related: Vec<(Place, String)>,
    /// What to do about it.
    pub help: String,
    /// Whether it is an error that `keep_going` makes a warning.
    pub has_way_round: bool,
}

/// Collects what a run has to say. Each room adds all it can find. The run ends after a room that
/// found an error with no way round, and at the latest before a crate is made of what has any error.
#[derive(Debug, Clone)]
pub(crate) struct Diagnostics {
    found: Vec<Diagnostic>,
    /// What does not keep the rooms before `resolve` from going on.
    deferred: Vec<Diagnostic>,
    strict: bool,
    keep_going: bool,
    known: Known,
    /// The places in the one tree with a mistake, because of which something else may be missing.
    told: BTreeSet<Arc<str>>,
    /// The name of the description, into whose tree all others are brought.
    description: Arc<str>,
    /// Where parts of that tree come from.
    pub(crate) origins: Origins,
}

/// How much of what a run is about could be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Known {
    /// All of it.
    All,
    /// All but what `codegen.toml` decides.
    NoConfig,
    /// There was an error with no way round: later rooms would see little but its consequences.
    Part,
}

/// A room found an error, and said so to [`Diagnostics`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Stop;

impl Diagnostics {
    /// An empty collection for a run with the description of this name. `strict` makes warnings
    /// errors, but not advice; `keep_going` makes errors that have a way round warnings.
    pub(crate) fn new(description: Arc<str>, strict: bool, keep_going: bool) -> Self {
        Self {
            found: Vec::new(),
            deferred: Vec::new(),
            strict,
            keep_going,
            known: Known::All,
            told: BTreeSet::new(),
            description,
            origins: Origins::default(),
        }
    }

    /// Adds a diagnostic. After an error, the run ends with the room.
    pub(crate) fn push(&mut self, diagnostic: Diagnostic) {
        if diagnostic.severity == Severity::Error {
            self.known = Known::Part;
        }
        self.add(diagnostic);
    }

    /// Adds an error that the caller goes round with the widest type that is right.
    pub(crate) fn push_mendable(&mut self, diagnostic: Diagnostic) {
        let severity = if self.keep_going {
            Severity::Warning
        } else {
            Severity::Error
        };
        self.add(Diagnostic {
            severity,
            has_way_round: true,
            ..diagnostic
        });
    }

    /// Adds an error that no other room meets, so that the run goes on to find what else is wrong.
    pub(crate) fn push_apart(&mut self, diagnostic: Diagnostic) {
        self.add(diagnostic);
    }

    /// Adds an error because of which nothing is known of what a maintainer has decided. Nothing is
    /// said of names then: that is what most of it is about.
    pub(crate) fn go_on_without_config(&mut self, diagnostic: Diagnostic) {
        self.known = self.known.max(Known::NoConfig);
        self.add(diagnostic);
    }

    fn add(&mut self, diagnostic: Diagnostic) {
        let severity = match diagnostic.severity {
            Severity::Warning if self.strict => Severity::Error,
            severity => severity,
        };
        let is_mistake = diagnostic.code.0.starts_with('E')
            || matches!(
                diagnostic.code,
                code::WRONG_TYPE | code::UNKNOWN_KEY | code::DUPLICATE_OPERATION_ID
            );
        if let Place::Node { pointer, .. } = &diagnostic.place
            && is_mistake
        {
            self.told.insert(pointer.clone());
        }
        self.found.push(Diagnostic {
            severity,
            ..diagnostic
        });
    }

    /// Notes that what is wrong with a node is a mistake that is told elsewhere.
    pub(crate) fn also_of(&mut self, pointer: String) {
        self.told.insert(pointer.into());
    }

    /// Whether a mistake was told of a node itself.
    pub(crate) fn told_of_value(&self, pointer: &str) -> bool {
        self.told.contains(pointer)
    }

    /// Whether a mistake was told of a node, or of one below it: what a later room finds missing
    /// there may be missing because of that.
    pub(crate) fn told_of(&self, pointer: &str) -> bool {
        self.told.contains(pointer) || self.told_below(pointer).next().is_some()
    }

    /// Returns the nodes below another of which a mistake was told, by their pointers from there.
    pub(crate) fn told_below(&self, pointer: &str) -> impl Iterator<Item = &str> {
        let below = format!("{pointer}/");
        let told = self.told.range(Arc::from(below.as_str())..);
        told.map_while(move |told| told.strip_prefix(&below))
    }

    /// Adds an error of a reference that is gone round. It counts with those that `resolve` finds,
    /// so that one run tells of every reference that leads nowhere.
    pub(crate) fn defer(&mut self, diagnostic: Diagnostic) {
        self.deferred.push(diagnostic);
    }

    /// Adds what was deferred.
    pub(crate) fn push_deferred(&mut self) {
        for diagnostic in std::mem::take(&mut self.deferred) {
            self.push_mendable(diagnostic);
        }
    }

    /// Adds an error after which there is nothing more to look for.
    pub(crate) fn stop_with(&mut self, diagnostic: Diagnostic) -> Stop {
        self.push(diagnostic);
        Stop
    }

    /// Ends a room: [`Stop`] if there was an error with no way round.
    pub(crate) fn finish_room(&self) -> Result<(), Stop> {
        if self.known == Known::Part {
            Err(Stop)
        } else {
            Ok(())
        }
    }

    /// Ends the rooms that look at the description: [`Stop`] if any of them found an error.
    pub(crate) fn finish(&mut self) -> Result<(), Stop> {
        self.push_deferred();
        let mut found = self.found.iter();
        if found.any(|diagnostic| diagnostic.severity == Severity::Error) {
            Err(Stop)
        } else {
            Ok(())
        }
    }

    /// Returns all that was found, each in its own text and once: what is used in several places is read in each.
    pub(crate) fn into_found(mut self) -> Vec<Diagnostic> {
        self.push_deferred();
        let mut seen = BTreeSet::new();
        let is_new = |found: &Diagnostic| {
            seen.insert((found.code, found.place.clone(), found.message.clone()))
        };
        let of_tree = |place: Place| {
            if place.source() == &*self.description {
                self.origins.place(place)
            } else {
                place
            }
        };
        let in_its_text = |found: Diagnostic| Diagnostic {
            place: of_tree(found.place),
            related: (found.related.into_iter())
                .map(|(place, label)| (of_tree(place), label))
                .collect(),
            ..found
        };
        let mut found: Vec<Diagnostic> = self.found.into_iter().map(in_its_text).collect();
        let is_of_names =
            |code: Code| matches!(code, code::BAD_PACKAGE_NAME | code::NAME_COLLISION);
        found.retain(|found| self.known != Known::NoConfig || !is_of_names(found.code));
        found.retain(is_new);
        found
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}

impl Diagnostic {
    /// An error: no crate can be written.
    pub(crate) fn error(code: Code, place: Place, message: impl Into<String>) -> Self {
        Self::new(Severity::Error, code, place, message.into())
    }

    /// A warning: a crate is written all the same.
    pub(crate) fn warning(code: Code, place: Place, message: impl Into<String>) -> Self {
        Self::new(Severity::Warning, code, place, message.into())
    }

    /// Advice: nothing is wrong.
    pub(crate) fn advice(code: Code, place: Place, message: impl Into<String>) -> Self {
        Self::new(Severity::Advice, code, place, message.into())
    }

    fn new(severity: Severity, code: Code, place: Place, message: String) -> Self {
        let (label, related, help) = (String::new(), Vec::new(), String::new());
        Self {
            code,
            severity,
            place,
            message,
            label,
            related,
            help,
            has_way_round: false,
        }
    }

    /// Says what the underlined place is.
    pub(crate) fn label(self, label: impl Into<String>) -> Self {
        Self {
            label: label.into(),
            ..self
        }
    }

    /// Adds another place, and what it is.
    pub(crate) fn related(mut self, place: Place, label: impl Into<String>) -> Self {
        self.related.push((place, label.into()));
        self
    }

    /// Says what to do about it.
    pub(crate) fn help(self, help: impl Into<String>) -> Self {
        Self {
            help: help.into(),
            ..self
        }
    }
}

/// Ends the pointer of a schema of the text, in the pointer of one that is made of several: what
/// follows stands nowhere in a text.
pub(crate) const MADE_UP: &str = "/x-codegen-made-up";

/// The key that [`MADE_UP`] is in a pointer.
pub(crate) const MADE_UP_KEY: &str = MADE_UP.split_at(1).1;

/// Returns the part of a pointer that stands in a text.
fn written(pointer: impl Into<Arc<str>>) -> Arc<str> {
    let pointer = pointer.into();
    match pointer.find(MADE_UP) {
        Some(end) => pointer[..end].into(),
        None => pointer,
    }
}

impl Place {
    /// The value of the node at a pointer.
    pub(crate) fn value(source: &Arc<str>, pointer: impl Into<Arc<str>>) -> Self {
        Self::Node {
            source: source.clone(),
            pointer: written(pointer),
            part: Part::Value,
        }
    }

    /// The key of the node at a pointer.
    pub(crate) fn key(source: &Arc<str>, pointer: impl Into<Arc<str>>) -> Self {
        Self::Node {
            source: source.clone(),
            pointer: written(pointer),
            part: Part::Key,
        }
    }

    /// A range of bytes.
    pub(crate) fn span(source: &Arc<str>, range: Range<usize>) -> Self {
        Self::Span {
            source: source.clone(),
            start: range.start,
            end: range.end,
        }
    }

    /// The name of the source that the place is in.
    pub fn source(&self) -> &str {
        match self {
            Self::Node { source, .. } | Self::Span { source, .. } | Self::Source { source } => {
                source
            }
        }
    }

    /// The JSON pointer, where the place is a node.
    pub fn pointer(&self) -> Option<&str> {
        match self {
            Self::Node { pointer, .. } => Some(pointer),
            Self::Span { .. } | Self::Source { .. } => None,
        }
    }
}
