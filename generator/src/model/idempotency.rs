//! Which properties are idempotency keys that the client makes up: those with `x-idempotency-key` that are
//! a text at the top of a body that is JSON, one of each. Nothing comes of any other, and it is said so.

use std::collections::BTreeSet;

use indexmap::IndexMap;
use serde_json::Value;

use super::api::{Format, Kind, Operation, Record, Shape, Text, Type, TypeId};
use super::facts::Facts;
use crate::diagnostic::{Diagnostic, Diagnostics, Place, code};
use crate::grammar::join;
use crate::resolve::Resolved;

const KEYWORD: &str = "x-idempotency-key";

/// Whether a schema says that it is a key.
pub(super) fn is_key(facts: &Facts<'_>) -> bool {
    facts.data.extensions.get(KEYWORD) == Some(&Value::Bool(true))
}

/// Keeps the keys that the client makes up, and reports the others.
pub(super) fn settle(
    resolved: &Resolved,
    types: &mut IndexMap<TypeId, Type>,
    operations: &[Operation],
    diagnostics: &mut Diagnostics,
) {
    let bodies: BTreeSet<TypeId> = operations.iter().flat_map(json_bodies).collect();
    let (mut kept, mut lost) = (BTreeSet::new(), BTreeSet::new());
    for (id, ty) in types.iter_mut() {
        let Shape::Record(record) = &mut ty.shape else {
            continue;
        };
        let key = key_of(record).filter(|_| bodies.contains(id));
        for (index, field) in record.fields.iter_mut().enumerate() {
            if !field.idempotency_key {
                continue;
            }
            field.idempotency_key = key == Some(index);
            let places = if field.idempotency_key {
                &mut kept
            } else {
                &mut lost
            };
            let says = |schema: &&str| Facts::of(resolved, schema).is_some_and(|it| is_key(&it));
            let schemas = field.schemas.iter().map(|schema| &**schema);
            places.extend(schemas.filter(says).map(|schema| join(schema, &[KEYWORD])));
        }
    }
    // A schema may be a key here, and stand elsewhere too.
    for place in lost.difference(&kept) {
        let message = format!("nothing comes of `{KEYWORD}` here");
        let place = Place::key(&resolved.source, place.as_str());
        diagnostics.push(Diagnostic::warning(code::UNUSED_KEY, place, message).help(
            "the client makes up a key that is a text at the top of a body of JSON, one a body",
        ));
    }
}

/// The types of an operation's bodies that are JSON.
fn json_bodies(operation: &Operation) -> impl Iterator<Item = TypeId> {
    let contents = operation.body.iter().flat_map(|body| &body.contents);
    contents.filter_map(|content| match &content.format {
        Format::Json { ty, .. } => match &ty.kind {
            Kind::Named(id) => Some(id.clone()),
            _ => None,
        },
        _ => None,
    })
}

/// The first property that can be one.
fn key_of(record: &Record) -> Option<usize> {
    let mut fields = record.fields.iter();
    fields.position(|field| {
        field.idempotency_key && matches!(field.ty.kind, Kind::String(Text::Plain(_)))
    })
}
