//! Which types operations and webhooks reach: the others leave no trace in the crate.

use std::collections::BTreeSet;

use indexmap::IndexMap;

use super::api::{Answer, Body, Kind, Operation, Shape, Type, TypeId, TypeRef, Webhooks};

/// Removes the types that nothing reaches. Some are read on the way to a type that stands
/// for them, such as the enumerations that become one.
pub(super) fn prune(
    types: &mut IndexMap<TypeId, Type>,
    operations: &[Operation],
    webhooks: &Webhooks,
) {
    let mut pending: Vec<&TypeId> = Vec::new();
    for operation in operations {
        let parameters = operation
            .path_parameters
            .iter()
            .chain(&operation.parameters);
        parameters.for_each(|parameter| named(&parameter.ty, &mut pending));
        if let Some(Body::Json { ty, .. } | Body::Form { ty, .. }) = &operation.body {
            named(ty, &mut pending);
        }
        if let Answer::Json { ty, .. } = &operation.answer {
            named(ty, &mut pending);
        }
        let errors = operation
            .errors
            .iter()
            .filter_map(|error| error.body.as_ref());
        errors.for_each(|ty| named(ty, &mut pending));
        let callbacks = operation.callbacks.iter();
        let sent = callbacks.flat_map(|callback| callback.message.types());
        sent.for_each(|ty| named(ty, &mut pending));
    }
    let events = webhooks.events.iter();
    let sent = events.flat_map(|event| event.message.types());
    sent.for_each(|ty| named(ty, &mut pending));
    let mut reached: BTreeSet<TypeId> = BTreeSet::new();
    while let Some(id) = pending.pop() {
        if !reached.insert(id.clone()) {
            continue;
        }
        match types.get(id).map(|ty| &ty.shape) {
            Some(Shape::Record(record)) => {
                let fields = record.fields.iter().map(|field| &field.ty);
                let held = fields.chain(&record.additional);
                held.for_each(|ty| named(ty, &mut pending));
            }
            Some(Shape::Union(union)) => {
                let held = union.variants.iter().map(|variant| &variant.ty);
                held.for_each(|ty| named(ty, &mut pending));
            }
            Some(Shape::Enumeration(_)) | None => {}
        }
    }
    types.retain(|id, _| reached.contains(id));
}

/// Finds the named type inside a type.
fn named<'t>(ty: &'t TypeRef, found: &mut Vec<&'t TypeId>) {
    match &ty.kind {
        Kind::Named(id) => found.push(id),
        Kind::List(inner) | Kind::Map(inner) => named(inner, found),
        Kind::Any
        | Kind::Boolean
        | Kind::Integer(_)
        | Kind::Float
        | Kind::Number
        | Kind::String(_)
        | Kind::Foreign(..) => {}
    }
}
