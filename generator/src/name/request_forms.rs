//! Types that are others in requests: how what was read becomes what is sent.

use std::collections::BTreeSet;

use super::plan::{Conversion, Docs, Ident, Item, TypeFile};
use super::type_names::TypeNames;
use crate::diagnostic::MADE_UP;
use crate::model::api::{Api, Type, TypeId};

/// The types that are the bodies of operations, or what those are lists of.
pub(super) fn bodies(api: &Api) -> BTreeSet<&TypeId> {
    let bodies = api.operations.iter().filter_map(|it| it.body.as_ref());
    let contents = bodies.flat_map(|body| &body.contents);
    let types = contents.filter_map(|content| content.format.ty());
    types.filter_map(|ty| ty.named()).collect()
}

/// The bodies of a family of types that stand beside the same schema as it is read.
pub(super) fn conversions(
    family: &[(&TypeId, &Type)],
    bodies: &BTreeSet<&TypeId>,
    names: &TypeNames,
) -> Vec<Conversion> {
    let sent = family
        .iter()
        .filter(|(id, ty)| !ty.is_multipart && bodies.contains(id));
    sent.filter_map(|(id, _)| {
        let schema = id.0.strip_suffix("/request")?.strip_suffix(MADE_UP)?;
        let (read, _) = family.iter().find(|(id, _)| *id.0 == *schema)?;
        Some(Conversion {
            read: names.of(read).clone(),
            sent: names.of(id).clone(),
        })
    })
    .collect()
}

/// Says so in the documentation of what is sent.
pub(super) fn document(file: &mut TypeFile) {
    let TypeFile {
        items, conversions, ..
    } = file;
    for Conversion { read, sent } in conversions {
        let docs = items.iter_mut().find_map(|item| docs_of(item, sent));
        if let Some(docs) = docs {
            let line = format!(
                "One is made of what was read, a [`{read}`](crate::types::{read}), with `{sent}::try_from(&…)`."
            );
            *docs = std::mem::take(docs).paragraph([line]);
        }
    }
}

fn docs_of<'i>(item: &'i mut Item, ident: &Ident) -> Option<&'i mut Docs> {
    let (name, docs) = match item {
        Item::Struct(item) => (&item.ident, &mut item.docs),
        Item::Enum(item) => (&item.ident, &mut item.docs),
        Item::Union(item) => (&item.ident, &mut item.docs),
    };
    (name == ident).then_some(docs)
}
