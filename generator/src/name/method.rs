//! Resources become modules, operations become methods.

use std::collections::BTreeSet;

use super::argument::{arguments, claim, parameter_checks, role};
use super::plan::{
    Accessor, Answer, Argument, CallParameters, CallSetter, Docs, IdempotencyKey, Ident, Method,
    Need, Resource, Role, RustType,
};
use super::resources::{Node, Tree};
use super::security;
use super::settle::{Claim, settle};
use super::words::{camel, file_stem, ident, module};
use super::{Ctx, answer, content, docs, method_docs, rule_docs, servers, types};
use crate::model::api::{self, Access, Format, Kind, Location, Operation, Presence, Shape};

/// Names that a file with a resource uses for other things. A test finds them in what is emitted.
const TAKEN: &[&str] = &[
    "Alternatives",
    "AnswerHeaders",
    "AsRef",
    "BTreeMap",
    "Base64",
    "Box",
    "ByStatus",
    "Bytes",
    "Call",
    "Client",
    "EventStream",
    "FilePart",
    "FormStyle",
    "From",
    "Into",
    "IntoIterator",
    "JsonStream",
    "JsonValue",
    "Method",
    "Nullable",
    "Number",
    "Option",
    "Outgoing",
    "PageBy",
    "PageItems",
    "Pages",
    "ParameterStyle",
    "QueryContent",
    "RequestBody",
    "Result",
    "String",
    "Upgrade",
    "Vec",
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
    let ty = type_of(node);
    let mut methods: Vec<Method> = node
        .methods
        .iter()
        .map(|(index, name)| method(ctx, *index, name))
        .collect();
    settle_types(&mut methods, &ty);
    let operations = node
        .methods
        .iter()
        .map(|(index, _)| &ctx.api.operations[*index]);
    methods = methods
        .into_iter()
        .zip(operations)
        .flat_map(|(method, operation)| with_others(ctx, node, operation, method))
        .collect();
    let children: Vec<Ident> = node.children.keys().map(|name| module(name)).collect();
    let imports = short_names(&mut methods, &ty, &children);
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
        children,
        accessors: accessors(tree, node),
        feature: None,
        module: modules,
        methods,
        imports,
    }
}

/// The type of a resource.
pub(super) fn type_of(node: &Node) -> Ident {
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
    let operations = node.methods.iter();
    let operations = operations.map(|(index, _)| &ctx.api.operations[*index]);
    let mut names: Vec<&String> = operations.filter_map(|it| it.tags.first()).collect();
    let mut seen = BTreeSet::new();
    names.retain(|name| seen.insert(*name));
    let tags = names.into_iter().filter_map(|name| ctx.api.tags.get(name));
    let docs = Docs::line(format!(
        "The operations of `{}`.",
        docs::code(node.segment.trim())
    ));
    tags.fold(docs, |docs, tag| {
        let description = tag.description.as_deref().unwrap_or_default();
        let docs = docs.then(Docs::markdown(description));
        docs::external(docs, tag.external_docs.as_ref())
    })
}

/// Gives each type beside a method a name of its own: what marks its calls, the body that it takes,
/// what it gives by status, the headers of that.
fn settle_types(methods: &mut [Method], resource: &Ident) {
    let mut claims = Vec::new();
    for method in &mut *methods {
        let wanted = [
            (method.parameters.is_some(), "Parameters"),
            (method.alternatives.is_some(), "Body"),
            (method.by_status.is_some(), "Answer"),
            (method.error_body.is_some(), "ErrorBody"),
            (method.headers.is_some(), "Headers"),
        ];
        let wanted = wanted.iter().filter(|(wanted, _)| *wanted);
        claims.extend(wanted.map(|(_, suffix)| answer::claim(&method.ident, suffix)));
    }
    let reserved: Vec<&str> = TAKEN.iter().copied().chain([&*resource.0]).collect();
    let mut settled = settle(&claims, &reserved).into_iter();
    let mut next = || {
        settled
            .next()
            .map_or_else(String::new, |settled| settled.name)
    };
    for method in methods {
        if let Some(parameters) = &mut method.parameters {
            parameters.ident = Ident(next());
            method.marker = Some(parameters.ident.clone());
        }
        if let Some(body) = &mut method.alternatives {
            body.ident = Ident(next());
            for argument in &mut method.arguments {
                if let Role::OneOf(ident, _) = &mut argument.role {
                    ident.clone_from(&body.ident);
                }
            }
        }
        if let Some(by_status) = &mut method.by_status {
            by_status.ident = Ident(next());
            method.answer = Answer::ByStatus(by_status.ident.clone());
        }
        if let Some(error_body) = &mut method.error_body {
            error_body.ident = Ident(next());
        }
        if let Some(headers) = &mut method.headers {
            headers.ident = Ident(next());
        }
    }
}

/// The method of an operation, documented, and those that read its answer in another way.
fn with_others(
    ctx: &Ctx<'_>,
    node: &Node,
    operation: &Operation,
    mut method: Method,
) -> Vec<Method> {
    let mut others = Vec::new();
    let mut beside = |suffix: &str, other: Answer, switch: Option<String>| {
        let name = answer::beside(node, method.ident.plain(), suffix);
        others.push(Method {
            ident: ident(&name),
            docs: method_docs::beside(operation, &method, &other),
            answer: other,
            switch,
            accept: None,
            alternatives: None,
            parameters: None,
            by_status: None,
            error_body: None,
            headers: None,
            ..method.clone()
        });
    };
    if let Some(streamed) = &operation.streamed {
        let found = Answer::Streamed(answer::streamed(ctx, streamed));
        beside("stream", found, streamed.switch.clone());
    }
    if operation.upgrades {
        beside("upgrade", Answer::Upgrade, None);
    }
    if let Some(parameters) = &mut method.parameters {
        parameters.is_shared = !others.is_empty();
    }
    method.docs = method_docs::method_docs(ctx, node, operation, &method);
    [method].into_iter().chain(others).collect()
}

/// Finds the types that signatures can use by their short names; the others are qualified, and so are
/// those of a crate that has the name of a module below the resource.
fn short_names(methods: &mut [Method], resource: &Ident, children: &[Ident]) -> Vec<Ident> {
    let local: BTreeSet<Ident> = methods
        .iter()
        .flat_map(|method| {
            let headers = method.headers.iter().map(|headers| &headers.ident);
            let bodies = method.alternatives.iter().map(|body| &body.ident);
            let enums = method.enums().map(|found| &found.ident);
            method
                .marker
                .iter()
                .chain(enums)
                .chain(headers)
                .chain(bodies)
        })
        .cloned()
        .collect();
    let mut imports = BTreeSet::new();
    let mut visit = |ty: &mut RustType| {
        let leaf = ty.leaf_mut();
        if let RustType::Foreign(foreign) = leaf {
            let krate = foreign.path.split("::").next().unwrap_or_default();
            if children.iter().any(|child| child.0 == krate) {
                foreign.path.insert_str(0, "::");
            }
            return;
        }
        let RustType::Named(ident) = leaf else {
            return;
        };
        if TAKEN.contains(&ident.0.as_str()) || ident == resource || local.contains(ident) {
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
        method.answered_mut().for_each(&mut visit);
    }
    imports.into_iter().collect()
}

fn method(ctx: &Ctx<'_>, index: usize, name: &str) -> Method {
    let operation = &ctx.api.operations[index];
    let arguments = arguments(ctx, operation, name);
    let mut aliases: Vec<String> = operation.operation_id.iter().cloned().collect();
    let line = format!("{} {}", operation.method, operation.path);
    if !aliases.contains(&line) {
        aliases.push(line);
    }
    aliases.retain(|alias| alias != name && is_alias(alias));
    let switch = match &operation.answer {
        api::Answer::Streamed(streamed) => streamed.switch.clone(),
        _ => None,
    };
    Method {
        ident: ident(name),
        docs: Docs::default(),
        aliases,
        deprecated: docs::deprecation(operation.deprecated, operation.description.as_deref()),
        http_method: operation.method.clone(),
        path: operation.sent_path.clone(),
        query: constants(operation, Location::Query),
        fixed_headers: constants(operation, Location::Header),
        alternatives: content::alternatives(ctx, operation, name),
        idempotency_key: only_key(ctx, operation, &arguments),
        arguments,
        is_anonymous: operation.access == Access::Anonymous && !ctx.api.security.schemes.is_empty(),
        security: security::unusual(ctx, operation),
        server: servers::of(ctx, operation),
        answer: answer::answer(ctx, &operation.answer),
        accept: answer::accept(&operation.answer),
        has_bytes: answer::has_bytes(operation),
        switch,
        marker: None,
        parameters: call_parameters(ctx, operation, name),
        by_status: answer::by_status(ctx, operation, name),
        error_body: answer::error_body(ctx, operation, name),
        headers: answer::headers(ctx, operation, name),
    }
}

/// What an operation always sends in a place: names and values.
fn constants(operation: &Operation, location: Location) -> Vec<(String, String)> {
    let all = operation.constants.iter();
    all.filter(|constant| constant.location == location)
        .map(|constant| (constant.name.clone(), constant.value.clone()))
        .collect()
}

/// Rustdoc refuses aliases with quotes, white space at an end, or nothing in them.
fn is_alias(text: &str) -> bool {
    let is_plain = |c: char| c == ' ' || c.is_ascii_graphic() && !matches!(c, '"' | '\'');
    !text.is_empty() && text == text.trim() && text.chars().all(is_plain)
}

/// The methods that every call has. A parameter of such a name is set by a longer one.
pub(super) const CALL_METHODS: &[&str] = &[
    "accept_bytes",
    "accept_json",
    "accept_text",
    "accepting",
    "cancel_when",
    "connect_timeout",
    "deadline",
    "extra_body",
    "fmt",
    "from_parts",
    "generate_idempotency_keys",
    "header",
    "idempotency_key",
    "into_future",
    "into_parts",
    "items",
    "max_response_bytes",
    "max_retries",
    "max_retry_after",
    "new",
    "pages",
    "query",
    "read_as",
    "reconnect",
    "reconnecting",
    "remove_header",
    "retry_mode",
    "send",
    "send_blocking",
    "server",
    "stream",
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
        is_shared: false,
        pages,
    })
}

/// The property of the body whose value the server acts on once, where the body is the only content
/// that there may be.
fn only_key(
    ctx: &Ctx<'_>,
    operation: &Operation,
    arguments: &[Argument],
) -> Option<IdempotencyKey> {
    let body = operation.body.as_ref()?;
    let [only] = &body.contents[..] else {
        return None;
    };
    let key = idempotency_key(ctx, only, &arguments.last()?.ident)?;
    let need = match body.presence {
        Presence::Required => Need::Required,
        Presence::Optional => Need::Optional,
    };
    Some(IdempotencyKey { need, ..key })
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
    // What may be `null` has no property for sure.
    if ty.nullable {
        return None;
    }
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
        need: Need::Required,
        field: fields[index].clone(),
        presence: types::field(&record.fields[index], ctx.names).0,
    })
}
