//! The front page of the crate: its documentation and its README.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::made_up::with_tag;
use super::plan::{Client, Docs, Front, Snippet, Way};
use super::resources::{Node, Tree};
use super::{Ctx, answer, docs, example};
use crate::model::api::{self, Form, Kind, Operation, Presence, Shape, Text, TypeRef};

/// Plans the front page.
pub(super) fn front(
    ctx: &Ctx<'_>,
    tree: &Tree,
    client: &Client,
    snippet: Option<Snippet>,
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
        links: links(ctx),
        snippet,
        key_variable: client.api.key_variable().cloned(),
        base_url_variable: client.api.base_url_variable.clone(),
        streams: streams(ctx, tree),
        has_redirects: ctx
            .api
            .operations
            .iter()
            .any(|operation| operation.errors.iter().any(api::ErrorAnswer::is_redirect)),
        paged: paged(ctx, tree),
    }
}

/// What the description says of where more is said of the API, and of who has it.
fn links(ctx: &Ctx<'_>) -> Docs {
    let info = &ctx.api.info;
    let said = info.external_docs.as_ref().map(|link| {
        let what = link.description.as_deref();
        let what = what.map_or_else(|| "Documentation".to_owned(), docs::inline);
        format!(
            "{}: {}",
            what.trim_end_matches([':', '.']),
            docs::inline(&link.url)
        )
    });
    let terms = info.terms_of_service.as_deref().map(docs::inline);
    let terms = terms.filter(|terms| !terms.is_empty());
    let contact: Vec<String> = info.contact.iter().map(|text| docs::inline(text)).collect();
    let contact: Vec<&str> = contact
        .iter()
        .map(String::as_str)
        .filter(|text| !text.is_empty())
        .collect();
    let license = info.license_url.as_deref().map(|url| {
        let name = info
            .license
            .as_deref()
            .map(docs::inline)
            .unwrap_or_default();
        format!("License: {name}, {}", docs::inline(url))
    });
    let lines = said
        .into_iter()
        .chain(terms.map(|terms| format!("Terms of service: {terms}")))
        .chain((!contact.is_empty()).then(|| format!("Contact: {}", contact.join(", "))))
        .chain(license);
    Docs(lines.map(|line| format!("- {line}")).collect())
}

/// The first operation whose answer is one page of several.
fn paged(ctx: &Ctx<'_>, tree: &Tree) -> Option<Snippet> {
    let methods = tree.nodes.iter().flat_map(|node| {
        let methods = node.methods.iter();
        methods.map(move |(index, name)| (*index, node, name))
    });
    let paged = methods.filter(|(index, ..)| ctx.api.operations[*index].paging.is_some());
    let (index, node, name) = paged.min_by_key(|(index, ..)| *index)?;
    example::snippet(ctx, node, &ctx.api.operations[index], name)
}

/// The first operation for each way in which answers are read while they come.
fn streams(ctx: &Ctx<'_>, tree: &Tree) -> Vec<(Way, Snippet)> {
    let mut first: BTreeMap<Way, (usize, &Node, String)> = BTreeMap::new();
    for node in &tree.nodes {
        for (index, name) in &node.methods {
            let Some((way, name)) = way(node, &ctx.api.operations[*index], name) else {
                continue;
            };
            let known = first.get(&way).is_some_and(|(known, ..)| known < index);
            if !known {
                first.insert(way, (*index, node, name));
            }
        }
    }
    let found = first.into_iter();
    found
        .filter_map(|(way, (index, node, name))| {
            let operation = &ctx.api.operations[index];
            Some((way, example::snippet(ctx, node, operation, &name)?))
        })
        .collect()
}

fn way(node: &Node, operation: &Operation, name: &str) -> Option<(Way, String)> {
    let (streamed, name) = match (&operation.answer, &operation.streamed) {
        (api::Answer::Bytes { .. }, _) => return Some((Way::Bytes, name.to_owned())),
        (api::Answer::Streamed(streamed), _) => (streamed, name.to_owned()),
        (_, Some(streamed)) => (streamed, answer::beside(node, name, "stream")),
        _ => return None,
    };
    let way = match streamed.framing {
        api::Framing::Lines | api::Framing::Sequence => Way::Items,
        _ => Way::Events,
    };
    Some((way, name))
}

/// Returns a JSON value of a type: its example, or one made of those of its required properties.
pub(super) fn example_of(ctx: &Ctx<'_>, ty: &TypeRef) -> Option<Value> {
    example_within(ctx, ty, &mut 200)
}

/// A text that a type of another crate reads, by the format that it stands for.
pub(super) fn of_foreign(ctx: &Ctx<'_>, path: &str) -> Option<&'static str> {
    let mut formats = ctx.config.formats.iter();
    formats.find_map(|(format, known)| {
        let text = match format.as_str() {
            "date-time" => "2024-01-31T12:00:00Z",
            "date" => "2024-01-31",
            "time" => "12:00:00",
            "duration" => "PT1H",
            "uuid" => "6f1d5cbe-6f0b-4f7a-9d5f-3f0f2b9d3c11",
            "uri" | "url" => "https://example.com/",
            "email" => "a@example.com",
            "hostname" => "example.com",
            "ipv4" => "127.0.0.1",
            "ipv6" => "::1",
            "decimal" => "1.0",
            _ => return None,
        };
        (known.get_ref() == path).then_some(text)
    })
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
        Kind::Foreign(path, Form::Text) => Some(Value::from(of_foreign(ctx, path)?)),
        Kind::File | Kind::Foreign(_, Form::Json) => None,
        Kind::Any | Kind::Map(_) => Some(Value::Object(Map::new())),
        Kind::Named(id) => match &ctx.api.types.get(id)?.shape {
            Shape::Enumeration(found) => found.values.first().map(|value| value.value.clone()),
            Shape::Union(union) => {
                let mut variants = union.variants.iter();
                variants.find_map(|variant| example_within(ctx, &variant.ty, budget))
            }
            Shape::Record(record) => {
                let mut object = with_tag(record);
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
