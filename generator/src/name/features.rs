//! The Cargo features of a crate: one for each resource of the client, which brings along the types
//! that its operations use.

use std::collections::{BTreeMap, BTreeSet};

use super::Ctx;
use super::plan::{Client, Feature, Ident, Resource, TypeFile};
use super::resources::Tree;
use super::settle::{Claim, settle};
use super::words::{file_stem, module};
use crate::model::api::{Operation, Type, TypeId, TypeRef};

/// The feature that turns on all resources.
pub(super) const ALL: &str = "all";

/// Features that every crate has for other things.
const TAKEN: &[&str] = &[
    ALL,
    "blocking",
    "default",
    "gzip",
    "http2",
    "native-tls",
    "rustls",
    "rustls-no-provider",
    "system-proxy",
    "test-util",
    "tracing",
    "webhooks",
];

/// Types that more resources than these use are always there: to leave one out saves nothing that
/// is worth the reading.
const MOST: usize = 8;

/// Plans the features, and notes at each resource and each file with types which turn it on.
pub(super) fn features(
    ctx: &Ctx<'_>,
    tree: &Tree,
    client: &mut Client,
    resources: &mut [Resource],
    files: &mut [TypeFile],
) -> Vec<Feature> {
    let names = names(tree);
    for accessor in &mut client.accessors {
        accessor.feature = accessor.module.first().map(|module| names[module].clone());
    }
    for resource in resources.iter_mut() {
        resource.feature = resource.module.first().map(|module| names[module].clone());
    }
    let uses = Uses::new(ctx, files);
    let mut users: Vec<BTreeSet<&String>> = vec![BTreeSet::new(); files.len()];
    for (module, name) in &names {
        for file in uses.reached(operations(ctx, tree, module)) {
            users[file].insert(name);
        }
    }
    let errors = client.errors.iter();
    let errors = errors.filter_map(|list| ctx.names.by_ident(&list.body));
    let always = uses.closed(errors.collect());
    for (index, (file, users)) in files.iter_mut().zip(users).enumerate() {
        let is_always = users.len() > MOST || users.len() == names.len() || always.contains(&index);
        if !is_always {
            file.features = users.into_iter().cloned().collect();
        }
    }
    names
        .into_iter()
        .map(|(module, name)| Feature { module, name })
        .collect()
}

/// The name of the feature of each resource, by its module.
fn names(tree: &Tree) -> BTreeMap<Ident, String> {
    let modules: Vec<Ident> = (tree.nodes[0].children.keys())
        .map(|name| module(name))
        .collect();
    let claims: Vec<Claim> = modules
        .iter()
        .map(|module| {
            let name = file_stem(module);
            let name = name.trim_matches('_').replace('_', "-");
            Claim {
                candidates: vec![name.clone(), format!("{name}-resource")],
                key: module.0.clone(),
            }
        })
        .collect();
    let settled = settle(&claims, TAKEN);
    let names = settled.into_iter().map(|settled| settled.name);
    modules.into_iter().zip(names).collect()
}

/// The operations of a resource and of those below it.
fn operations<'a>(
    ctx: &'a Ctx<'_>,
    tree: &'a Tree,
    top: &'a Ident,
) -> impl Iterator<Item = &'a Operation> {
    let nodes = tree.nodes.iter().filter(move |node| {
        let first = node.path.first();
        first.is_some_and(|name| module(name) == *top)
    });
    nodes
        .flat_map(|node| &node.methods)
        .map(|(index, _)| &ctx.api.operations[*index])
}

/// Which file uses which others.
struct Uses<'a> {
    ctx: &'a Ctx<'a>,
    /// The file of each type.
    file_of: BTreeMap<&'a TypeId, usize>,
    /// The types of each file.
    types: Vec<Vec<&'a TypeId>>,
}

impl<'a> Uses<'a> {
    fn new(ctx: &'a Ctx<'_>, files: &[TypeFile]) -> Self {
        let mut uses = Self {
            ctx,
            file_of: BTreeMap::new(),
            types: Vec::new(),
        };
        for (index, file) in files.iter().enumerate() {
            let types = file.items.iter();
            let types: Vec<&TypeId> = types
                .filter_map(|item| ctx.names.by_ident(item.ident()))
                .collect();
            uses.file_of.extend(types.iter().map(|id| (*id, index)));
            uses.types.push(types);
        }
        uses
    }

    /// The files that operations need.
    fn reached<'o>(&self, operations: impl Iterator<Item = &'o Operation>) -> BTreeSet<usize> {
        let types = operations.flat_map(Operation::types);
        self.closed(types.filter_map(TypeRef::named).collect())
    }

    /// The files of types, and all that these use.
    fn closed(&self, types: Vec<&TypeId>) -> BTreeSet<usize> {
        let file_of = |id: &TypeId| self.file_of.get(id).copied();
        let mut pending: Vec<usize> = types.into_iter().filter_map(file_of).collect();
        let mut reached = BTreeSet::new();
        while let Some(file) = pending.pop() {
            if reached.insert(file) {
                let types = self.types[file].iter();
                let types = types.filter_map(|id| self.ctx.api.types.get(*id));
                let used = types.flat_map(Type::types).filter_map(TypeRef::named);
                pending.extend(used.filter_map(file_of));
            }
        }
        reached
    }
}
