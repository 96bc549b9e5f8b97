//! Where every reference leads: to the object itself, however long the chain.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use serde_json::Value;

use super::Pointer;
use crate::diagnostic::{Diagnostic, Diagnostics, Place, code};
use crate::grammar::{document_of, mapped};
use crate::normalize::{
    Kind, REFUSED, for_each_child, join, kind_at, last_key, nearest, of_reference, readable,
    reference,
};

/// For how many references that lead nowhere a name is suggested. Each takes a look at all names.
const SUGGESTIONS: usize = 20;

/// Where references lead.
#[derive(Debug, Default)]
pub(super) struct Targets {
    /// By the text of the reference.
    found: BTreeMap<(String, Kind), Pointer>,
    /// What is wrong with others: a long chain is walked once, not from each of its places.
    dead: BTreeMap<(String, Kind), Fault>,
}

impl Targets {
    /// Returns the pointer that a reference leads to; none if it leads nowhere.
    pub(super) fn get(&self, reference: &str, kind: Kind) -> Option<&Pointer> {
        self.found.get(&(reference.to_owned(), kind))
    }

    /// Returns every target with its kind.
    pub(super) fn iter(&self) -> impl Iterator<Item = (&Pointer, Kind)> {
        self.found
            .iter()
            .map(|((_, kind), pointer)| (pointer, *kind))
    }
}

/// Follows all references, and reports those that lead nowhere, to another document, in a circle,
/// or to an object of another kind.
pub(super) fn follow(
    source: &Arc<str>,
    root: &mut Value,
    diagnostics: &mut Diagnostics,
) -> Targets {
    let mut places = Vec::new();
    collect(Kind::Document, root, "", &mut places);
    let mut targets = Targets::default();
    let mut explained = 0;
    while let Some(Site {
        reference,
        kind,
        pointer,
    }) = places.pop()
    {
        if targets.get(&reference, kind).is_some() {
            continue;
        }
        match targets.end_of(root, &reference, kind) {
            Ok(target) => {
                if kind_at(&target).is_none()
                    && let Some(value) = root.pointer_mut(&target)
                {
                    // Its own references count as well.
                    collect(kind, value, &target, &mut places);
                }
            }
            // It was said why before.
            Err(None) => {}
            Err(Some(fault)) => {
                let names = (explained < SUGGESTIONS).then_some(&*root);
                let site = Site {
                    reference,
                    kind,
                    pointer,
                };
                if fault.tell(source, names, &site, diagnostics) {
                    explained += 1;
                }
            }
        }
    }
    targets
}

/// A reference, and where it stands.
struct Site {
    reference: String,
    kind: Kind,
    pointer: String,
}

fn collect(kind: Kind, value: &mut Value, pointer: &str, sites: &mut Vec<Site>) {
    if kind.takes_reference()
        && let Some(found) = reference(value)
    {
        sites.push(Site {
            reference: found.to_owned(),
            kind,
            pointer: pointer.to_owned(),
        });
        return;
    }
    if kind == Kind::Schema {
        sites.extend(mapped_elsewhere(value, pointer));
    }
    for_each_child(kind, value, &mut |kind, child, keys| {
        collect(kind, child, &join(pointer, keys), sites);
    });
}

/// What a discriminator maps to in other documents: it may be that nothing else leads there.
fn mapped_elsewhere(schema: &Value, pointer: &str) -> Vec<Site> {
    let references = schema.get("discriminator").into_iter().flat_map(mapped);
    let is_elsewhere = |reference: &&str| {
        let pointer = reference.strip_prefix('#');
        pointer.is_some_and(|pointer| document_of(pointer).is_some())
    };
    let site = |reference: &str| Site {
        reference: reference.to_owned(),
        kind: Kind::Schema,
        pointer: pointer.to_owned(),
    };
    references.filter(is_elsewhere).map(site).collect()
}

/// Why a reference leads nowhere.
#[derive(Debug, Clone)]
enum Problem {
    /// There is no such place in the document.
    Dangling,
    /// It is no pointer.
    Foreign,
    Circular,
    /// It leads to an object of another kind, at this pointer.
    WrongKind(Kind, String),
}

/// What is wrong with a reference, or with one behind it.
#[derive(Debug, Clone)]
struct Fault {
    problem: Problem,
    /// The reference that is wrong and the object that it stands in, where others lead to it.
    behind: Option<(String, String)>,
}

impl Targets {
    /// Follows a chain of references to the object at its end. No problem is one that was told.
    fn end_of(
        &mut self,
        root: &Value,
        reference: &str,
        kind: Kind,
    ) -> Result<String, Option<Fault>> {
        let mut chain = Vec::new();
        let end = self.walk(root, reference, kind, &mut chain);
        let key = |text: &str| (text.to_owned(), kind);
        match &end {
            Ok(target) => {
                let target: Pointer = target.as_str().into();
                let keys = chain.into_iter().map(key);
                self.found.extend(keys.map(|key| (key, target.clone())));
            }
            Err(Some(fault)) => self.dead.extend(chain.into_iter().map(|text| {
                let behind = fault.behind.clone();
                let behind = behind.filter(|(wrong, _)| wrong != text);
                let problem = fault.problem.clone();
                (key(text), Fault { problem, behind })
            })),
            Err(None) => {}
        }
        end
    }

    /// Walks from reference to reference until one is known, and notes the others.
    fn walk<'r>(
        &self,
        root: &'r Value,
        reference_text: &'r str,
        kind: Kind,
        chain: &mut Vec<&'r str>,
    ) -> Result<String, Option<Fault>> {
        let mut seen = BTreeSet::new();
        let mut text = reference_text;
        // The object that `text` stands in, unless it is the one that was asked for.
        let mut holder: Option<String> = None;
        let behind = |holder: Option<String>, text: &str| Some((text.to_owned(), holder?));
        loop {
            if text == REFUSED {
                return Err(None);
            }
            let key = (text.to_owned(), kind);
            if let Some(target) = self.found.get(&key) {
                return Ok(target.to_string());
            }
            if let Some(fault) = self.dead.get(&key) {
                let behind = match fault.problem {
                    // Whoever leads into a circle is told of it.
                    Problem::Circular => None,
                    _ => fault.behind.clone().or_else(|| behind(holder, text)),
                };
                let problem = fault.problem.clone();
                return Err(Some(Fault { problem, behind }));
            }
            chain.push(text);
            let pointer = match place(root, text, kind) {
                Ok(pointer) => pointer,
                Err(problem) => {
                    let behind = behind(holder, text);
                    return Err(Some(Fault { problem, behind }));
                }
            };
            if !seen.insert(pointer.clone()) {
                return Err(Some(Fault {
                    problem: Problem::Circular,
                    behind: None,
                }));
            }
            match root.pointer(&pointer).and_then(reference) {
                Some(next) => text = next,
                None => return Ok(pointer),
            }
            holder = Some(pointer);
        }
    }
}

/// Returns the place that a reference names.
fn place(root: &Value, reference: &str, kind: Kind) -> Result<String, Problem> {
    if !reference.starts_with('#') {
        return Err(Problem::Foreign);
    }
    let pointer = of_reference(root, reference).ok_or(Problem::Dangling)?;
    match kind_at(&pointer).filter(|other| *other != kind) {
        Some(other) => Err(Problem::WrongKind(other, pointer)),
        None => Ok(pointer),
    }
}

impl Fault {
    /// Reports it where it is, once, and says whether it did.
    fn tell(
        self,
        source: &Arc<str>,
        names: Option<&Value>,
        site: &Site,
        diagnostics: &mut Diagnostics,
    ) -> bool {
        let at = |pointer: &str| join(pointer, &["$ref"]);
        let (reference, pointer) = match &self.behind {
            None => (&site.reference, at(&site.pointer)),
            Some((reference, holder)) => {
                diagnostics.also_of(at(&site.pointer));
                (reference, at(holder))
            }
        };
        if self.behind.is_some() && diagnostics.told_of_value(&pointer) {
            return false;
        }
        let written = diagnostics.origins.written(source, &pointer);
        let written = written.map_or_else(
            || readable(reference),
            |text| text.escape_debug().to_string(),
        );
        let place = Place::value(source, pointer);
        let meant = names.and_then(|root| similar(root, reference));
        let mut diagnostic = self.problem.explain(meant, place, &written, site.kind);
        if let Problem::WrongKind(found, target) = &self.problem {
            let what = format!("this is {}", found.a_name());
            diagnostic = diagnostic.related(Place::key(source, target.as_str()), what);
        }
        diagnostics.push_mendable(diagnostic);
        true
    }
}

impl Problem {
    fn explain(
        &self,
        meant: Option<String>,
        place: Place,
        reference: &str,
        kind: Kind,
    ) -> Diagnostic {
        let help = meant.map_or_else(
            || "define it there, or correct the reference".to_owned(),
            |name| format!("did you mean `{}`?", readable(&name)),
        );
        match self {
            Self::Dangling => Diagnostic::error(
                code::DANGLING_REFERENCE,
                place,
                format!("the reference `{reference}` leads nowhere"),
            )
            .label("nothing stands there")
            .help(help),
            Self::Foreign => {
                let message = format!("the reference `{reference}` leads to another document");
                Diagnostic::error(code::FOREIGN_REFERENCE, place, message)
                    .label("not in this document")
                    .help("bring it into this document, under `components`, and refer to it there")
            }
            Self::Circular => {
                let message = format!(
                    "the reference `{reference}` leads back to itself, through nothing but references"
                );
                Diagnostic::error(code::CIRCULAR_REFERENCE, place, message)
                    .help("one of the objects on the way must be defined, not refer to the next")
            }
            Self::WrongKind(found, _) => {
                let message = format!(
                    "the reference `{reference}` leads to {}; {} must stand here",
                    found.a_name(),
                    kind.a_name()
                );
                Diagnostic::error(code::DANGLING_REFERENCE, place, message)
                    .help("refer to an object of the right kind")
            }
        }
    }
}

/// Returns the name that is the nearest to the last key of a reference, beside where it leads.
fn similar(root: &Value, reference: &str) -> Option<String> {
    let fragment = reference.strip_prefix('#')?;
    let (parent, _) = fragment.rsplit_once('/')?;
    let wanted = last_key(fragment);
    let siblings = root.pointer(parent)?.as_object()?;
    let name = nearest(&wanted, siblings.keys().map(String::as_str))?;
    Some(format!("#{parent}/{}", crate::normalize::escape(name)))
}
