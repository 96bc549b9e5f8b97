//! Callbacks: what the API sends because of an operation, and the functions that read it.

use std::collections::BTreeMap;

use super::plan::{CallbackReader, Callbacks, Docs, Ident, RustType};
use super::resources::Tree;
use super::settle::{Claim, settle};
use super::type_names::{TypeNames, operation_text};
use super::words::{ident, snake};
use super::{Ctx, docs, features, types, webhooks};
use crate::model::api::{Api, Callback, Kind, Message, Operation, OperationId, TypeRef};

/// The functions that read callbacks.
pub(super) struct Readers {
    /// Their module.
    module: Ident,
    /// Each, by its callback.
    by_id: BTreeMap<OperationId, CallbackReader>,
}

/// The names of the module.
const MODULES: [&str; 2] = ["callbacks", "callback_bodies"];

/// Plans the functions. One that several operations share is called after the first.
pub(super) fn readers(api: &Api, names: &TypeNames, tree: &Tree) -> Readers {
    let mut found: BTreeMap<&OperationId, (&Operation, &Callback, &TypeRef)> = BTreeMap::new();
    for operation in &api.operations {
        for callback in &operation.callbacks {
            if let Some(payload) = &callback.message.payload {
                let known = found.entry(&callback.message.id);
                known.or_insert((operation, callback, payload));
            }
        }
    }
    let claims: Vec<Claim> = found
        .values()
        .map(|(operation, callback, _)| claim(operation, callback))
        .collect();
    let settled = settle(&claims, &[]);
    let planned = found.iter().zip(settled);
    let by_id = planned
        .map(|((id, (operation, callback, payload)), settled)| {
            let message = &callback.message;
            let reader = CallbackReader {
                ident: ident(&settled.name),
                features: Vec::new(),
                docs: reader_docs(operation, callback, names),
                deprecated: docs::deprecation(message.deprecated, message.description.as_deref()),
                ty: webhooks::qualified(types::nullable(payload, names)),
            };
            ((*id).clone(), reader)
        })
        .collect();
    Readers {
        module: webhooks::free_module(tree, MODULES),
        by_id,
    }
}

fn claim(operation: &Operation, callback: &Callback) -> Claim {
    let method = callback.message.method.to_lowercase();
    let name = format!("{} {}", operation_text(operation), callback.name);
    let named = callback
        .rust_name
        .iter()
        .chain(&callback.message.operation_id);
    let longer = [
        name.clone(),
        format!("{method} {name}"),
        format!("{method} {name} {}", callback.url),
    ];
    Claim {
        candidates: named.chain(&longer).map(|name| snake(name)).collect(),
        key: callback.message.id.0.to_string(),
    }
}

fn reader_docs(operation: &Operation, callback: &Callback, names: &TypeNames) -> Docs {
    let said = webhooks::said(&callback.message);
    let said = said.unwrap_or_else(|| {
        Docs::line(format!(
            "Reads the callback `{}`.",
            docs::code(&callback.name)
        ))
    });
    let line = |method: &str, target: &str| docs::code(&format!("{method} {target}"));
    said.paragraph([format!(
        "The body of `{}`, which the API sends because of `{}`.",
        line(&callback.message.method, &callback.url),
        line(&operation.method, &operation.path)
    )])
    .paragraph(webhooks::answers(&callback.message, names))
}

/// Plans the module.
pub(super) fn module(ctx: &Ctx<'_>, tree: &Tree) -> Option<Callbacks> {
    let readers = ctx.callbacks;
    let mut features = features::of_callbacks(ctx, tree);
    let each = readers.by_id.iter();
    let mut planned: Vec<CallbackReader> = each
        .map(|(id, reader)| CallbackReader {
            features: features.remove(id).into_iter().flatten().collect(),
            ..reader.clone()
        })
        .collect();
    planned.sort_by(|a, b| a.ident.cmp(&b.ident));
    (!planned.is_empty()).then(|| Callbacks {
        module: readers.module.clone(),
        readers: planned,
    })
}

/// What the documentation of a method says of the callbacks of its operation.
pub(super) fn lines(ctx: &Ctx<'_>, operation: &Operation) -> Vec<String> {
    let callbacks = operation.callbacks.iter();
    let lines: Vec<String> = callbacks.map(|callback| line(ctx, callback)).collect();
    if lines.is_empty() {
        return lines;
    }
    let head = ["# Callbacks", "", "Because of it, the API sends:", ""].map(str::to_owned);
    head.into_iter().chain(lines).collect()
}

fn line(ctx: &Ctx<'_>, callback: &Callback) -> String {
    let Message {
        id,
        method,
        payload,
        answers,
        ..
    } = &callback.message;
    let Readers { module, by_id } = ctx.callbacks;
    let module = module.plain();
    let body = match (payload.as_ref().map(|payload| &payload.kind), by_id.get(id)) {
        (Some(kind), Some(reader)) => {
            let ty = match kind {
                Kind::Named(id) => docs::type_link(ctx.names.of(id)),
                _ => "JSON".to_owned(),
            };
            let reader = reader.ident.plain();
            format!("with {ty}, which [`{reader}`](crate::{module}::{reader}) reads")
        }
        _ => "without a body".to_owned(),
    };
    let statuses: Vec<&str> = answers
        .iter()
        .map(|answer| answer.status.as_str())
        .collect();
    let answers = match &statuses[..] {
        [] => String::new(),
        statuses => format!(". The answer is {}", statuses.join(" or ")),
    };
    let name = docs::code(&callback.name);
    let line = docs::code(&format!("{method} {}", callback.url));
    format!("- `{name}`: `{line}` {body}{answers}.")
}

/// The types of the bodies.
pub(super) fn types_of(callbacks: Option<&Callbacks>) -> impl Iterator<Item = &RustType> {
    callbacks
        .into_iter()
        .flat_map(|callbacks| &callbacks.readers)
        .map(|reader| &reader.ty)
}
