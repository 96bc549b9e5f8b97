//! The Cargo features of a crate: one for each resource of the client, which brings along the types
//! that its operations use.

use std::collections::{BTreeMap, BTreeSet};

use super::Ctx;
use super::plan::{Client, Feature, Ident, Resource, TypeFile};
use super::resources::Tree;
use super::settle::{Claim, settle};
use super::words::{file_stem, module};
use crate::model::api::{Operation, OperationId, Type, TypeId, TypeRef};

/// The feature that turns on all resources.
pub(super) const ALL: &str = "all";

/// The feature that turns on what the API sends on its own.
pub(super) const WEBHOOKS: &str = "webhooks";

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
    WEBHOOKS,
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
    let mut found = Users::new(&uses);
    for (module, operations) in operations(ctx, tree) {
        for ty in operations.iter().flat_map(|operation| operation.types()) {
            found.add(ty, &names[&module]);
        }
    }
    let events: Vec<&TypeRef> = ctx.api.webhooks.types().collect();
    for ty in &events {
        found.add(ty, WEBHOOKS);
    }
    let all = names.len() + usize::from(!events.is_empty());
    let errors = client.errors.iter();
    let errors = errors.filter_map(|list| ctx.names.by_ident(&list.body));
    let always = uses.closed(errors.collect());
    for (index, (file, users)) in files.iter_mut().zip(found.of_files).enumerate() {
        let is_always = users.len() > MOST || users.len() == all || always.contains(&index);
        if !is_always {
            file.features = users.into_iter().map(str::to_owned).collect();
        }
    }
    names
        .into_iter()
        .map(|(module, name)| Feature { name, module })
        .collect()
}

/// The features of the operations with each callback.
pub(super) fn of_callbacks(ctx: &Ctx<'_>, tree: &Tree) -> BTreeMap<OperationId, BTreeSet<String>> {
    let mut found: BTreeMap<OperationId, BTreeSet<String>> = BTreeMap::new();
    let names = names(tree);
    for (module, operations) in operations(ctx, tree) {
        for callback in operations.iter().flat_map(|operation| &operation.callbacks) {
            let features = found.entry(callback.message.id.clone()).or_default();
            features.insert(names[&module].clone());
        }
    }
    found
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

/// The operations of each resource at the top and of those below it, by its module.
fn operations<'a>(ctx: &Ctx<'a>, tree: &Tree) -> BTreeMap<Ident, Vec<&'a Operation>> {
    let mut found: BTreeMap<Ident, Vec<&Operation>> = BTreeMap::new();
    for node in &tree.nodes {
        if let Some(top) = node.path.first() {
            let methods = node.methods.iter();
            let operations = methods.map(|(index, _)| &ctx.api.operations[*index]);
            found.entry(module(top)).or_default().extend(operations);
        }
    }
    found
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

    /// The file of a type.
    fn file_of(&self, ty: &TypeRef) -> Option<usize> {
        self.file_of.get(ty.named()?).copied()
    }

    /// The files that a file uses.
    fn used(&self, file: usize) -> BTreeSet<usize> {
        let types = self.types[file].iter();
        let types = types.filter_map(|id| self.ctx.api.types.get(*id));
        let used = types.flat_map(Type::types);
        used.filter_map(|ty| self.file_of(ty)).collect()
    }

    /// The files of types, and all that these use.
    fn closed(&self, types: Vec<&TypeId>) -> BTreeSet<usize> {
        let file_of = |id: &TypeId| self.file_of.get(id).copied();
        let mut pending: Vec<usize> = types.into_iter().filter_map(file_of).collect();
        let mut reached = BTreeSet::new();
        while let Some(file) = pending.pop() {
            if reached.insert(file) {
                pending.extend(self.used(file));
            }
        }
        reached
    }
}

/// Who uses each file: the names of features. Of more than [`MOST`] nobody asks who they are, so that
/// the time for it grows with the number of files and no faster.
struct Users<'u, 'n> {
    uses: &'u Uses<'u>,
    /// The files that each file uses, once it was asked for.
    below: Vec<Option<BTreeSet<usize>>>,
    of_files: Vec<BTreeSet<&'n str>>,
}

impl<'u, 'n> Users<'u, 'n> {
    fn new(uses: &'u Uses<'u>) -> Self {
        let count = uses.types.len();
        Self {
            uses,
            below: vec![None; count],
            of_files: vec![BTreeSet::new(); count],
        }
    }

    /// Notes who uses a type, and all that it uses.
    fn add(&mut self, ty: &TypeRef, user: &'n str) {
        let mut pending: Vec<usize> = self.uses.file_of(ty).into_iter().collect();
        while let Some(file) = pending.pop() {
            let users = &mut self.of_files[file];
            if users.len() <= MOST && users.insert(user) {
                let below = self.below[file].get_or_insert_with(|| self.uses.used(file));
                pending.extend(below.iter());
            }
        }
    }
}
