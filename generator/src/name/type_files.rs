//! Which types share a file: one of the components, and the ones that it has inside it.

use std::collections::{BTreeMap, BTreeSet};

use super::plan::{Ident, Item, RustType, TypeFile};
use super::record::Scope;
use super::settle::{Claim, settle};
use super::type_names::TypeNames;
use super::words::{file_stem, module, snake};
use super::{enumeration, record, request_forms, union};
use crate::grammar::document_of;
use crate::model::api::{Root, Shape, Step, Type, TypeId};

/// What the types of a file hang on, and the other document in which that is.
type Home<'a> = (Option<String>, &'a Root);

/// Plans the files with types, in the order of their names.
pub(super) fn files(scope: &Scope<'_>) -> Vec<TypeFile> {
    let Scope { api, names, .. } = scope;
    let mut families: BTreeMap<Home<'_>, Vec<(&TypeId, &Type)>> = BTreeMap::new();
    for (id, ty) in &api.types {
        let document = document_of(&id.0).map(|(address, _)| address);
        let family = families.entry((document, &ty.origin.root)).or_default();
        family.push((id, ty));
    }
    let mut families: Vec<Vec<(&TypeId, &Type)>> = families.into_values().collect();
    for family in &mut families {
        // The one that the others are inside of comes first.
        let inside = |step: &&Step| **step != Step::Parts;
        family.sort_by_key(|(_, ty)| ty.origin.steps.iter().filter(inside).count());
    }
    let claims: Vec<Claim> = families.iter().map(|family| claim(family, names)).collect();
    // A module in a module of its own name is a puzzle.
    let stems = settle(
        &claims,
        &[
            "exchange",
            "json",
            "link_header",
            "mod",
            "multipart",
            "operations",
            "pages",
            "parameters",
            "patterns",
            "round_trips",
            "types",
            "wire",
        ],
    );
    let bodies = request_forms::bodies(api);
    let mut files: Vec<TypeFile> = families
        .iter()
        .zip(stems)
        .map(|(family, stem)| {
            let module = module(&stem.name);
            let items: Vec<Item> = family.iter().map(|(id, ty)| item(id, ty, scope)).collect();
            let mut file = TypeFile {
                file: file_stem(&module),
                features: Vec::new(),
                imports: imports(&items),
                conversions: request_forms::conversions(family, &bodies, names),
                module,
                items,
            };
            request_forms::document(&mut file);
            file
        })
        .collect();
    files.sort_by(|a, b| a.file.cmp(&b.file));
    files
}

fn claim(family: &[(&TypeId, &Type)], names: &TypeNames) -> Claim {
    let first = &names.of(family[0].0).0;
    let stem = snake(first);
    Claim {
        candidates: vec![stem.clone(), format!("{stem}_type")],
        key: first.clone(),
    }
}

fn item(id: &TypeId, ty: &Type, scope: &Scope<'_>) -> Item {
    match &ty.shape {
        Shape::Record(fields) => Item::Struct(record::structure(id, fields, ty, scope)),
        Shape::Enumeration(found) => Item::Enum(enumeration::enumeration(id, found, ty, scope)),
        Shape::Union(found) => Item::Union(union::union(id, found, ty, scope)),
    }
}

/// The types of other files that a file uses.
fn imports(items: &[Item]) -> Vec<Ident> {
    let mut used = BTreeSet::new();
    let mut note = |ty: &RustType| {
        if let RustType::Named(ident) | RustType::Qualified(ident) = ty.leaf() {
            used.insert(ident.clone());
        }
    };
    for item in items {
        match item {
            Item::Struct(item) => {
                item.fields.iter().for_each(|field| note(&field.ty));
                item.additional.iter().for_each(|more| note(&more.value));
            }
            Item::Union(item) => item.variants.iter().for_each(|variant| note(&variant.ty)),
            Item::Enum(_) => {}
        }
    }
    for item in items {
        used.remove(item.ident());
    }
    used.into_iter().collect()
}
