//! What the documentation of a method says of where its answer leads on to.

use std::collections::BTreeMap;

use super::method::type_of;
use super::resources::Tree;
use super::words::{ident, module};
use super::{Ctx, docs};
use crate::model::api::{AnswerLink, Api, LinkTarget, Operation};

/// The methods of all operations, as documentation links to them: by pointer and by `operationId`.
pub(super) type Methods<'a> = BTreeMap<&'a str, String>;

/// Finds the methods, where any operation leads to another.
pub(super) fn methods<'a>(api: &'a Api, tree: &Tree) -> Methods<'a> {
    let mut found = Methods::new();
    if api
        .operations
        .iter()
        .all(|operation| operation.links.is_empty())
    {
        return found;
    }
    for node in tree.nodes.iter().skip(1) {
        let path = node.path.iter().map(|name| format!("{}::", module(name)));
        let (path, ty) = (path.collect::<String>(), type_of(node));
        for (index, name) in &node.methods {
            let operation = &api.operations[*index];
            let name = ident(name);
            let name = name.plain();
            let link = format!("[`{ty}::{name}`](crate::{path}{ty}::{name})");
            if let Some(id) = &operation.operation_id {
                found.entry(id).or_insert_with(|| link.clone());
            }
            found.insert(&operation.id.0, link);
        }
    }
    found
}

/// The section of a method's documentation.
pub(super) fn lines(ctx: &Ctx<'_>, operation: &Operation) -> Vec<String> {
    if operation.links.is_empty() {
        return Vec::new();
    }
    let head = ["# Links", "", "The answer leads on to:", ""].map(str::to_owned);
    let links = operation.links.iter().map(|link| line(ctx, link));
    head.into_iter().chain(links).collect()
}

fn line(ctx: &Ctx<'_>, link: &AnswerLink) -> String {
    let (key, what) = match &link.target {
        LinkTarget::OperationId(id) => (id, "no operation of this API"),
        LinkTarget::Pointer(pointer) => (pointer, "no operation of this API"),
        LinkTarget::Elsewhere(url) => (url, "an operation of another description"),
    };
    let target = ctx.methods.get(key.as_str()).cloned();
    let target = target.unwrap_or_else(|| format!("`{}`, {what}", docs::code(key)));
    let parameters = link.parameters.iter().map(|(name, value)| {
        let (name, value) = (docs::code(name), docs::code(value));
        format!("`{value}` as `{name}`")
    });
    let parameters = parameters.collect::<Vec<_>>().join(", ");
    let with = if parameters.is_empty() { "" } else { " with " };
    let description = link.description.as_deref().map(docs::inline);
    let description = description.map_or_else(String::new, |text| format!(" {text}"));
    let name = docs::code(&link.name);
    format!("- `{name}`: {target}{with}{parameters}.{description}")
}
