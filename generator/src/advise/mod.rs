//! What would make better Rust of a description that has no mistake.
//!
//! Comes in: the tree in 3.0 shape, and the facts that were made of it. Goes out: advice, each with
//! its remedy. Entered by `lint` alone: a run that makes a crate pays nothing for it.
//! Must never know: Rust.

mod repeated;
mod single;

use std::collections::BTreeSet;
use std::sync::Arc;

use serde_json::Value;

use crate::config::Config;
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Place, code};
use crate::grammar::{Kind, for_each_child, join, kind_at, of_reference, reference};
use crate::model::api::{
    Answer, Api, CaseBody, Format, Kind as TypeKind, Operation, Presence, Record, Shape, TypeId,
    TypeRef, Union,
};
use crate::model::{error_without_text, names_operation, seems_paged};
use crate::read::Document;
use repeated::Repeated;

/// Gives advice on a description.
pub(crate) fn advise(
    document: Document,
    api: &Api,
    config: &Config,
    diagnostics: &mut Diagnostics,
) {
    let Document { source, mut root } = document;
    let mut walk = Walk {
        source,
        found: Vec::new(),
        repeated: Repeated::default(),
        elsewhere: Vec::new(),
    };
    walk.node(Kind::Document, &mut root, "");
    let mut seen = BTreeSet::new();
    while let Some((target, kind)) = walk.elsewhere.pop() {
        let Some(pointer) = of_reference(&root, &target) else {
            continue;
        };
        if kind_at(&pointer).is_none()
            && seen.insert(pointer.clone())
            && let Some(value) = root.pointer_mut(&pointer)
        {
            walk.node(kind, value, &pointer);
        }
    }
    let repeated = std::mem::take(&mut walk.repeated);
    walk.found.extend(repeated.advice(&walk.source));
    unions(api, &mut walk);
    pages(api, config, &root, &mut walk);
    errors(api, config, &mut walk);
    events(api, &mut walk);
    for advice in walk.found {
        diagnostics.push(advice);
    }
}

/// A walk over all objects of a description.
struct Walk {
    source: Arc<str>,
    found: Vec<Diagnostic>,
    repeated: Repeated,
    /// Where references lead, which may be no place that the standard has.
    elsewhere: Vec<(String, Kind)>,
}

impl Walk {
    fn node(&mut self, kind: Kind, value: &mut Value, pointer: &str) {
        if kind.takes_reference()
            && let Some(target) = reference(value)
        {
            self.elsewhere.push((target.to_owned(), kind));
            return;
        }
        single::look(self, kind, value, pointer);
        if kind == Kind::Schema {
            self.repeated.note(value, pointer);
        }
        for_each_child(kind, value, &mut |kind, child, keys| {
            self.node(kind, child, &join(pointer, keys));
        });
    }

    fn advise(&mut self, code: Code, pointer: &str, message: impl Into<String>, help: &str) {
        let place = Place::key(&self.source, pointer);
        self.found
            .push(Diagnostic::advice(code, place, message).help(help));
    }
}

/// The unions that are told apart by trying.
fn unions(api: &Api, walk: &mut Walk) {
    let mut seen = BTreeSet::new();
    for (id, ty) in &api.types {
        let Shape::Union(union) = &ty.shape else {
            continue;
        };
        let objects = objects(api, union);
        let alike = |(_, a): &(&str, &Record)| {
            let mut others = objects.iter().filter(|(_, b)| !std::ptr::eq(*a, *b));
            others.any(|(_, b)| fits(a, b) && fits(b, a))
        };
        let alike: Vec<&str> = objects
            .iter()
            .filter(|object| alike(object))
            .map(|(label, _)| *label)
            .collect();
        let place = Place::key(&walk.source, id.0.clone());
        if union.tag.is_some() || alike.len() < 2 || !seen.insert(place) {
            continue;
        }
        let listed = alike.join("`, `");
        let message = format!("no property tells the variants `{listed}` apart: each is tried");
        let help =
            "give each a required property with a value of its own, and name it in `discriminator`";
        walk.advise(code::UNION_BY_TRYING, &id.0, message, help);
    }
}

/// The variants of a union that are objects with properties, by their labels.
fn objects<'a>(api: &'a Api, union: &'a Union) -> Vec<(&'a str, &'a Record)> {
    let record = |kind: &TypeKind| match kind {
        TypeKind::Named(id) => match &api.types.get(id)?.shape {
            Shape::Record(record) => Some(record),
            Shape::Enumeration(_) | Shape::Union(_) => None,
        },
        _ => None,
    };
    let variants = union.variants.iter();
    variants
        .filter_map(|variant| Some((variant.label.as_str(), record(&variant.ty.kind)?)))
        .collect()
}

/// Whether an object with no more than it must have may be one of another type.
fn fits(a: &Record, b: &Record) -> bool {
    let mut needed = b
        .fields
        .iter()
        .filter(|field| field.presence == Presence::Required);
    needed.all(|needed| a.fields.iter().any(|field| field.name == needed.name))
}

/// The lists that look as if they had pages, of which nobody has said that they have none.
fn pages(api: &Api, config: &Config, root: &Value, walk: &mut Walk) {
    for operation in &api.operations {
        let Some(parameter) = seems_paged(api, operation) else {
            continue;
        };
        if says_pages(operation, config, root) {
            continue;
        }
        let message = format!(
            "the parameter `{parameter}` seems to ask for a page, but how the next one is asked for could not be told"
        );
        let help = "say it in the table `[pages]` of `codegen.toml`, or with `x-pagination` here; `by: nothing` if there are no pages";
        walk.advise(code::UNKNOWN_PAGES, &operation.id.0, message, help);
    }
}

/// Errors with properties, in none of which a text was found.
fn errors(api: &Api, config: &Config, walk: &mut Walk) {
    if !config.errors.message.is_empty() {
        return;
    }
    if let Some(id) = error_without_text(api) {
        let message = "nothing in this error seems to say what went wrong, nor in any other";
        let help = "give it a property such as `message`, or say where the text is with `message` in the table `[errors]` of `codegen.toml`";
        walk.advise(code::ERROR_WITHOUT_TEXT, &id.0, message, help);
    }
}

/// The operations that may be asked for events, none of whose answers has some.
fn events(api: &Api, walk: &mut Walk) {
    for operation in &api.operations {
        let contents = operation.body.iter().flat_map(|body| &body.contents);
        let mut bodies = contents.filter_map(|content| match &content.format {
            Format::Json { ty, .. } => Some(ty),
            _ => None,
        });
        if !answers_json_alone(operation) || !bodies.any(|ty| has_switch(api, ty)) {
            continue;
        }
        let message = "set to true, `stream` asks for events, which no answer here has";
        let help = "describe them beside the JSON of the answer: `text/event-stream`, with the schema of one event";
        walk.advise(code::UNDESCRIBED_EVENTS, &operation.id.0, message, help);
    }
}

fn answers_json_alone(operation: &Operation) -> bool {
    let is_json = match &operation.answer {
        Answer::Json { .. } => true,
        Answer::ByStatus { cases, .. } => {
            let bodies = cases.iter().map(|case| &case.body);
            let mut bodies = bodies
                .filter(|body| !matches!(body, CaseBody::Empty))
                .peekable();
            bodies.peek().is_some() && bodies.all(|body| matches!(body, CaseBody::Json(_)))
        }
        _ => false,
    };
    let errors = operation.errors.iter();
    let mut types = errors.flat_map(|error| &error.media_types);
    is_json
        && operation.streamed.is_none()
        && operation.alternatives.is_empty()
        && !types.any(|name| name.starts_with("text/event-stream"))
}

/// Whether an object, or one that a union may be, has a property that is true or false and called `stream`.
fn has_switch(api: &Api, ty: &TypeRef) -> bool {
    let (mut seen, mut next) = (BTreeSet::<&TypeId>::new(), vec![ty]);
    while let Some(ty) = next.pop() {
        let TypeKind::Named(id) = &ty.kind else {
            continue;
        };
        match api.types.get(id).map(|found| &found.shape) {
            Some(Shape::Record(record)) => {
                let mut fields = record.fields.iter();
                if fields.any(|it| it.name == "stream" && it.ty.kind == TypeKind::Boolean) {
                    return true;
                }
            }
            Some(Shape::Union(union)) if seen.insert(id) => {
                next.extend(union.variants.iter().map(|variant| &variant.ty));
            }
            _ => {}
        }
    }
    false
}

fn says_pages(operation: &Operation, config: &Config, root: &Value) -> bool {
    let pointer = &operation.id.0;
    let id = operation.operation_id.as_deref();
    let line = (operation.method.as_str(), operation.path.as_str());
    let mut keys = config.pages.keys();
    keys.any(|key| names_operation(key.get_ref(), pointer, id, line))
        || root.pointer(&format!("{pointer}/x-pagination")).is_some()
}
