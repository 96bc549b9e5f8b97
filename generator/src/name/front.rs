//! The front page of the crate: its documentation and its README.

use serde_json::{Map, Value};

use super::plan::{Client, Docs, Example, Front, Listed};
use super::resources::{Node, Tree};
use super::words::{camel, ident};
use super::{Ctx, argument, docs};
use crate::model::api::{Form, Kind, Operation, Presence, Shape, Text, TypeRef};

/// Plans the front page.
pub(super) fn front(
    ctx: &Ctx<'_>,
    tree: &Tree,
    client: &Client,
    example: Option<&Example>,
) -> Front {
    let info = &ctx.api.info;
    let title = docs::inline(&info.title);
    let about = info
        .description
        .as_deref()
        .map(Docs::markdown)
        .filter(|docs| !docs.0.is_empty());
    Front {
        about: about.unwrap_or_else(|| Docs::line(format!("A client for {}.", docs::code(&title)))),
        title,
        snippet: example.map(|example| example.snippet.clone()),
        key_variable: client.api.key_variable().cloned(),
        base_url_variable: client.api.base_url_variable.clone(),
        operations: listed(ctx, tree),
    }
}

fn listed(ctx: &Ctx<'_>, tree: &Tree) -> Vec<Listed> {
    let mut all: Vec<(usize, Listed)> = Vec::new();
    for node in &tree.nodes {
        for (index, name) in &node.methods {
            all.push((*index, entry(ctx, node, &ctx.api.operations[*index], name)));
        }
    }
    all.sort_by_key(|(index, _)| *index);
    all.into_iter().map(|(_, listed)| listed).collect()
}

fn entry(ctx: &Ctx<'_>, node: &Node, operation: &Operation, name: &str) -> Listed {
    let path: Vec<String> = node
        .path
        .iter()
        .map(|name| ident(name).to_string())
        .collect();
    let arguments = argument::arguments(ctx, operation, name);
    let arguments: Vec<&str> = arguments
        .iter()
        .map(|argument| argument.ident.0.as_str())
        .collect();
    let ty = camel(node.path.last().map_or("", String::as_str));
    Listed {
        call: format!(
            "{}().{}({})",
            path.join("()."),
            ident(name),
            arguments.join(", ")
        ),
        http: format!("{} {}", operation.method, docs::code(&operation.path)),
        summary: docs::inline(operation.summary.as_deref().unwrap_or_default()),
        link: format!("{}::{ty}::{name}", node.path.join("::")),
    }
}

/// Returns a JSON value of a type: its example, or one made of those of its required properties.
pub(super) fn example_of(ctx: &Ctx<'_>, ty: &TypeRef) -> Option<Value> {
    example_within(ctx, ty, &mut 200)
}

fn example_within(ctx: &Ctx<'_>, ty: &TypeRef, budget: &mut u32) -> Option<Value> {
    // What holds itself in what it requires, or is too large to show, has no example.
    *budget = budget.checked_sub(1)?;
    match &ty.kind {
        Kind::Boolean => Some(Value::Bool(true)),
        Kind::Integer(_) | Kind::Float | Kind::Number | Kind::Foreign(_, Form::Digits) => {
            Some(Value::from(1))
        }
        Kind::String(Text::Base64) => Some(Value::from("")),
        Kind::String(Text::Plain(_)) => Some(Value::from("…")),
        Kind::List(_) => Some(Value::Array(Vec::new())),
        Kind::File | Kind::Foreign(..) => None,
        Kind::Any | Kind::Map(_) => Some(Value::Object(Map::new())),
        Kind::Named(id) => match &ctx.api.types.get(id)?.shape {
            Shape::Enumeration(found) => found.values.first().map(|value| value.value.clone()),
            Shape::Union(union) => {
                let mut variants = union.variants.iter();
                variants.find_map(|variant| example_within(ctx, &variant.ty, budget))
            }
            Shape::Record(record) => {
                let mut object = Map::new();
                for field in record
                    .fields
                    .iter()
                    .filter(|field| field.presence == Presence::Required)
                {
                    let value = match &field.fixed {
                        Some(fixed) => fixed.clone(),
                        None => example_within(ctx, &field.ty, budget)?,
                    };
                    object.insert(field.name.clone(), value);
                }
                Some(Value::Object(object))
            }
        },
    }
}
