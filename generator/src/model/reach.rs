//! Which types the operations reach: the others leave no trace in the crate.

use std::collections::BTreeSet;

use indexmap::IndexMap;

use super::api::{AlternativeForm, Body, Kind, Operation, Shape, Type, TypeId, TypeRef};

/// Removes the types that no operation reaches. Some are read on the way to a type that stands
/// for them, such as the enumerations that become one.
pub(super) fn prune(types: &mut IndexMap<TypeId, Type>, operations: &[Operation]) {
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
        for ty in operation.answer.types() {
            named(ty, &mut pending);
        }
        let streamed = operation.streamed.iter().map(|streamed| &streamed.ty);
        let others = operation.alternatives.iter();
        let others = others.filter_map(|other| match &other.form {
            AlternativeForm::Json(ty) => Some(ty),
            AlternativeForm::Same | AlternativeForm::Text | AlternativeForm::Bytes => None,
        });
        let headers = operation.headers.iter().map(|header| &header.ty);
        let more = streamed.chain(others).chain(headers);
        more.for_each(|ty| named(ty, &mut pending));
        let errors = operation
            .errors
            .iter()
            .filter_map(|error| error.body.as_ref());
        errors.for_each(|ty| named(ty, &mut pending));
    }
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
