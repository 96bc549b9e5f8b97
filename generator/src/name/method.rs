//! Resources become modules, operations become methods.

use std::collections::BTreeSet;

use super::argument::{arguments, claim, parameter_checks, role};
use super::plan::{
    Accessor, Answer, Argument, CallParameters, CallSetter, Docs, IdempotencyKey, Ident, Method,
    Resource, Role, RustType,
};
use super::resources::{Node, Tree};
use super::security;
use super::settle::{Claim, settle};
use super::words::{camel, file_stem, ident, module};
use super::{Ctx, content, docs, method_docs, rule_docs, types};
use crate::model::api::{self, Access, Format, Kind, Operation, Presence, Shape};

/// Names that a file with a resource uses for other things.
const TAKEN: &[&str] = &[
    "Alternatives",
    "AsRef",
    "Bytes",
    "Call",
    "Client",
    "FilePart",
    "FormStyle",
    "Into",
    "Method",
    "Option",
    "Outgoing",
    "PageBy",
    "PageItems",
    "Pages",
    "RequestBody",
    "String",
    "Vec",
    "Box",
    "BTreeMap",
];

/// Plans all resources.
pub(super) fn resources(ctx: &Ctx<'_>, tree: &Tree) -> Vec<Resource> {
    tree.nodes
        .iter()
        .skip(1)
        .map(|node| resource(ctx, tree, node))
        .collect()
}

fn resource(ctx: &Ctx<'_>, tree: &Tree, node: &Node) -> Resource {
    let mut methods: Vec<Method> = node
        .methods
        .iter()
        .map(|(index, name)| method(ctx, *index, name))
        .collect();
    let ty = type_of(node);
    settle_own_types(&mut methods, &ty);
    for (method, (index, _)) in methods.iter_mut().zip(&node.methods) {
        let operation = &ctx.api.operations[*index];
        method.docs = method_docs::method_docs(ctx, node, operation, method);
    }
    let imports = short_names(&mut methods, &ty);
    let modules = modules(node);
    let folder = modules.iter().map(file_stem).collect::<Vec<_>>().join("/");
    let file = if node.children.is_empty() {
        format!("src/{folder}.rs")
    } else {
        format!("src/{folder}/mod.rs")
    };
    Resource {
        docs: resource_docs(ctx, node),
        ident: ty,
        file,
        children: node.children.keys().map(|name| module(name)).collect(),
        accessors: accessors(tree, node),
        feature: None,
        module: modules,
        methods,
        imports,
    }
}

/// The type of a resource.
fn type_of(node: &Node) -> Ident {
    let name = camel(node.path.last().map_or("", String::as_str));
    // The file uses these names for other things.
    if TAKEN.contains(&name.as_str()) {
        Ident(format!("{name}Resource"))
    } else {
        ident(&name)
    }
}

fn modules(node: &Node) -> Vec<Ident> {
    node.path.iter().map(|name| module(name)).collect()
}

/// The methods that lead from a resource to the ones below it.
pub(super) fn accessors(tree: &Tree, node: &Node) -> Vec<Accessor> {
    let children = node.children.iter().map(|(name, &child)| {
        let child = &tree.nodes[child];
        Accessor {
            feature: None,
            method: ident(name),
            module: modules(child),
            ty: type_of(child),
            docs: Docs::line(format!(
                "The operations of `{}`.",
                docs::code(child.segment.trim())
            )),
        }
    });
    children.collect()
}

fn resource_docs(ctx: &Ctx<'_>, node: &Node) -> Docs {
    let first = node
        .methods
        .first()
        .and_then(|(index, _)| ctx.api.operations[*index].tags.first());
    let tag = first.and_then(|tag| ctx.api.tags.get(tag));
    let docs = Docs::line(format!(
        "The operations of `{}`.",
        docs::code(node.segment.trim())
    ));
    match tag {
        Some(description) => docs.then(Docs::markdown(description)),
        None => docs,
    }
}

/// Gives each type that marks calls, and each enum of bodies, a name of its own.
fn settle_own_types(methods: &mut [Method], resource: &Ident) {
    let claims: Vec<Claim> = methods
        .iter()
        .flat_map(|method| {
            let name = plain(&method.ident);
            ["Parameters", "Body"].map(|word| Claim {
                candidates: vec![camel(name) + word, camel(name) + "Call" + word],
                key: format!("{name} {word}"),
            })
        })
        .collect();
    let mut settled = settle(&claims, &[&resource.0]).into_iter();
    for method in methods {
        let mut next = || settled.next().map(|settled| Ident(settled.name));
        if let (Some(parameters), Some(ident)) = (&mut method.parameters, next()) {
            parameters.ident = ident;
        }
        let (Some(body), Some(name)) = (&mut method.alternatives, next()) else {
            continue;
        };
        body.ident = name.clone();
        for argument in &mut method.arguments {
            if let Role::OneOf(ident, _) = &mut argument.role {
                *ident = name.clone();
            }
        }
    }
}

/// Finds the types that signatures can use by their short names; the others are qualified.
fn short_names(methods: &mut [Method], resource: &Ident) -> Vec<Ident> {
    let own = |method: &Method| {
        let marker = method.parameters.as_ref().map(|it| it.ident.clone());
        let body = method.alternatives.as_ref().map(|it| it.ident.clone());
        marker.into_iter().chain(body)
    };
    let markers: BTreeSet<Ident> = methods.iter().flat_map(own).collect();
    let mut imports = BTreeSet::new();
    let mut visit = |ty: &mut RustType| {
        let leaf = ty.leaf_mut();
        let RustType::Named(ident) = leaf else {
            return;
        };
        if TAKEN.contains(&ident.0.as_str()) || ident == resource || markers.contains(ident) {
            *leaf = RustType::Qualified(ident.clone());
        } else {
            imports.insert(ident.clone());
        }
    };
    for method in methods {
        let pages = method.parameters.iter_mut();
        pages
            .filter_map(|parameters| parameters.pages.as_mut())
            .for_each(|pages| visit(&mut pages.item));
        let setters = method
            .parameters
            .iter_mut()
            .flat_map(|parameters| &mut parameters.setters);
        let arguments = method
            .arguments
            .iter_mut()
            .chain(setters.map(|setter| &mut setter.argument));
        for argument in arguments {
            if let Some(ty) = argument.role.ty_mut() {
                visit(ty);
            }
        }
        let variants = method.alternatives.iter_mut();
        for variant in variants.flat_map(|body| &mut body.variants) {
            if let Some(ty) = variant.content.ty_mut() {
                visit(ty);
            }
        }
        match &mut method.answer {
            Answer::Json(ty) | Answer::Optional(ty) => visit(ty),
            Answer::Empty | Answer::Text(_) | Answer::Bytes => {}
        }
    }
    imports.into_iter().collect()
}

fn method(ctx: &Ctx<'_>, index: usize, name: &str) -> Method {
    let operation = &ctx.api.operations[index];
    let arguments = arguments(ctx, operation, name);
    let mut aliases: Vec<String> = operation.operation_id.iter().cloned().collect();
    aliases.retain(|alias| alias != name && is_alias(alias));
    Method {
        ident: ident(name),
        docs: Docs::default(),
        aliases,
        deprecated: docs::deprecation(operation.deprecated, operation.description.as_deref()),
        http_method: operation.method.clone(),
        path: operation.path.clone(),
        alternatives: content::alternatives(ctx, operation, name),
        idempotency_key: only_key(ctx, operation, &arguments),
        arguments,
        is_anonymous: operation.access == Access::Anonymous && !ctx.api.security.schemes.is_empty(),
        security: security::unusual(ctx, operation),
        answer: answer(ctx, operation),
        accept: match &operation.answer {
            api::Answer::Json { media_type, .. } => media_type.clone(),
            api::Answer::Empty | api::Answer::Text { .. } | api::Answer::Bytes { .. } => None,
        },
        parameters: call_parameters(ctx, operation, name),
    }
}

/// Rustdoc refuses aliases with quotes, white space at an end, or nothing in them.
fn is_alias(text: &str) -> bool {
    !text.is_empty()
        && text
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '/' | '.' | ':'))
}

/// The methods that every call has. A parameter of such a name is set by a longer one.
const CALL_METHODS: &[&str] = &[
    "cancel_when",
    "check_parameter",
    "connect_timeout",
    "deadline",
    "extra_body",
    "fmt",
    "generate_idempotency_keys",
    "header",
    "idempotency_key",
    "into_future",
    "items",
    "max_response_bytes",
    "max_retries",
    "max_retry_after",
    "new",
    "pages",
    "query",
    "remove_header",
    "retry_mode",
    "send",
    "send_blocking",
    "set_header",
    "set_query",
    "timeout",
    "type_id",
    "validate",
];

/// What may be set on the call of an operation.
fn call_parameters(ctx: &Ctx<'_>, operation: &Operation, name: &str) -> Option<CallParameters> {
    let optional = operation.optional_parameters();
    let claims: Vec<Claim> = optional.clone().map(claim).collect();
    let settled = settle(&claims, CALL_METHODS);
    let setters = optional
        .zip(settled)
        .map(|(parameter, settled)| CallSetter {
            docs: docs::of_parameter(&parameter.annotations, &parameter.name)
                .paragraph(rule_docs::line(&parameter.ty)),
            deprecated: docs::deprecation(
                parameter.annotations.deprecated,
                parameter.annotations.description.as_deref(),
            ),
            argument: Argument {
                ident: ident(&settled.name),
                wire_name: parameter.name.clone(),
                role: role(ctx, parameter),
                checks: parameter_checks(ctx, parameter, &Ident("value".to_owned())),
            },
        });
    let setters: Vec<CallSetter> = setters.collect();
    let pages = super::paging::pages(ctx, operation);
    (!setters.is_empty() || pages.is_some()).then(|| CallParameters {
        ident: Ident(camel(name) + "Parameters"),
        method: ident(name),
        setters,
        pages,
    })
}

fn answer(ctx: &Ctx<'_>, operation: &Operation) -> Answer {
    match &operation.answer {
        api::Answer::Empty => Answer::Empty,
        api::Answer::Text { media_type } => Answer::Text(media_type.clone()),
        api::Answer::Bytes { .. } => Answer::Bytes,
        api::Answer::Json {
            ty,
            presence: Presence::Required,
            ..
        } => Answer::Json(types::nullable(ty, ctx.names)),
        api::Answer::Json {
            ty,
            presence: Presence::Optional,
            ..
        } => Answer::Optional(types::value(ty, ctx.names)),
    }
}

/// The property of the body whose value the server acts on once, where the body is the only content
/// that there may be.
fn only_key(
    ctx: &Ctx<'_>,
    operation: &Operation,
    arguments: &[Argument],
) -> Option<IdempotencyKey> {
    let body = operation.body.as_ref()?;
    let ([only], Presence::Required) = (&body.contents[..], body.presence) else {
        return None;
    };
    idempotency_key(ctx, only, &arguments.last()?.ident)
}

/// The property of a content whose value the server acts on once.
pub(super) fn idempotency_key(
    ctx: &Ctx<'_>,
    content: &api::Content,
    body: &Ident,
) -> Option<IdempotencyKey> {
    let Format::Json { ty, .. } = &content.format else {
        return None;
    };
    let Kind::Named(id) = &ty.kind else {
        return None;
    };
    let ty = ctx.api.types.get(id)?;
    let Shape::Record(record) = &ty.shape else {
        return None;
    };
    let index = record
        .fields
        .iter()
        .position(|field| field.idempotency_key)?;
    let is_text = matches!(
        record.fields[index].ty.kind,
        Kind::String(api::Text::Plain(_))
    );
    let fields = super::record::field_idents(record);
    is_text.then(|| IdempotencyKey {
        wire_name: record.fields[index].name.clone(),
        body: body.clone(),
        field: fields[index].clone(),
        presence: types::field(&record.fields[index], ctx.names).0,
    })
}

/// An identifier as people write it, without the mark of a raw one.
pub(super) fn plain(ident: &Ident) -> &str {
    ident.0.trim_start_matches("r#")
}
