//! The pages of a list: how the fields of an answer lead to its items.

use super::plan::{Ident, Pages, Presence, RustType};
use super::{Ctx, record, types};
use crate::grammar::join;
use crate::model::api::{Answer, Kind, Operation, Shape, TypeRef};

/// Plans the pages of an operation, where it has some.
pub(super) fn pages(ctx: &Ctx<'_>, operation: &Operation) -> Option<Pages> {
    let paging = operation.paging.as_ref()?;
    let Answer::Json { ty, .. } = &operation.answer else {
        return None;
    };
    let (mut ty, mut fields): (&TypeRef, Vec<(Ident, Presence)>) = (ty, Vec::new());
    for step in &paging.items {
        let Kind::Named(id) = &ty.kind else {
            return None;
        };
        let Shape::Record(record) = &ctx.api.types.get(id)?.shape else {
            return None;
        };
        let index = record.fields.iter().position(|field| field.name == *step)?;
        let field = &record.fields[index];
        let (presence, _) = types::field(field, ctx.names);
        fields.push((record::field_idents(record)[index].clone(), presence));
        ty = &field.ty;
    }
    let RustType::Vec(item) = types::value(ty, ctx.names) else {
        return None;
    };
    let steps: Vec<&str> = paging.items.iter().map(String::as_str).collect();
    Some(Pages {
        fields,
        pointer: join("", &steps),
        item: *item,
        by: paging.by.clone(),
    })
}
