//! The types of other crates that a crate uses.

use std::collections::BTreeMap;

use super::plan::{Foreign, Item, Resource, RustType, TypeFile};

/// What the run time reads and writes itself.
const OF_RUN_TIME: &[&str] = &[
    "alloc::string::String",
    "serde_json::Value",
    "std::string::String",
];

/// Finds the types of other crates. One that stands for several things on the wire is read as any
/// of them, and written as the first.
pub(super) fn types(
    files: &[TypeFile],
    resources: &[Resource],
    sent: &[&RustType],
) -> Vec<Foreign> {
    let mut found: BTreeMap<String, Foreign> = BTreeMap::new();
    let mut note = |ty: &RustType| {
        if let RustType::Foreign(foreign) = ty.leaf() {
            let path = foreign.path.trim_start_matches("::").to_owned();
            if !OF_RUN_TIME.contains(&path.as_str()) {
                let foreign = Foreign {
                    path: path.clone(),
                    ..foreign.clone()
                };
                found.entry(path).or_insert(foreign);
            }
        }
    };
    for item in files.iter().flat_map(|file| &file.items) {
        match item {
            Item::Struct(item) => {
                item.fields.iter().for_each(|field| note(&field.ty));
                item.additional.iter().for_each(|more| note(&more.value));
            }
            Item::Union(item) => item.variants.iter().for_each(|variant| note(&variant.ty)),
            Item::Enum(_) => {}
        }
    }
    for method in resources.iter().flat_map(|resource| &resource.methods) {
        let arguments = method.arguments.iter();
        let arguments = arguments.filter_map(|argument| argument.role.ty());
        let contents = method.variants().filter_map(|variant| variant.content.ty());
        arguments.chain(contents).for_each(&mut note);
        method.answered().for_each(&mut note);
    }
    sent.iter().copied().for_each(&mut note);
    found.into_values().collect()
}
