//! Resources become modules, operations become methods.

use std::collections::BTreeSet;

use super::plan::{
    Accessor, Answer, Argument, At, CallParameters, CallSetter, Docs, Expression, FormStyle, Held,
    IdempotencyKey, Ident, Method, Resource, Role, RustType, Scalar, Source, Style, ValueCheck,
    ValueRule, Values,
};
use super::resources::{Node, Tree};
use super::settle::{Claim, settle};
use super::words::{camel, file_stem, ident, module, snake, snake_spelled};
use super::{Ctx, checks, docs, method_docs, rule_docs, types};
use crate::model::api::{self, Access, Form, Kind, Location, Operation, Presence, Shape};

/// Names that a file with a resource uses for other things.
const TAKEN: &[&str] = &[
    "AsRef",
    "Bytes",
    "Call",
    "Client",
    "FormStyle",
    "Into",
    "Method",
    "Option",
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
        .map(|(index, name)| method(ctx, node, *index, name))
        .collect();
    let ty = type_of(node);
    settle_markers(&mut methods, &ty);
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

/// Gives each type that marks calls a name of its own.
fn settle_markers(methods: &mut [Method], resource: &Ident) {
    let claims: Vec<Claim> = methods
        .iter()
        .map(|method| Claim {
            candidates: vec![
                camel(plain(&method.ident)) + "Parameters",
                camel(plain(&method.ident)) + "CallParameters",
            ],
            key: plain(&method.ident).to_owned(),
        })
        .collect();
    let settled = settle(&claims, &[&resource.0]);
    for (method, settled) in methods.iter_mut().zip(settled) {
        if let Some(parameters) = &mut method.parameters {
            parameters.ident = Ident(settled.name);
        }
    }
}

/// Finds the types that signatures can use by their short names; the others are qualified.
fn short_names(methods: &mut [Method], resource: &Ident) -> Vec<Ident> {
    let markers: BTreeSet<Ident> = methods
        .iter()
        .filter_map(|method| method.parameters.as_ref())
        .map(|parameters| parameters.ident.clone())
        .collect();
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
        match &mut method.answer {
            Answer::Json(ty) | Answer::Optional(ty) => visit(ty),
            Answer::Empty | Answer::Text(_) | Answer::Bytes => {}
        }
    }
    imports.into_iter().collect()
}

fn method(ctx: &Ctx<'_>, node: &Node, index: usize, name: &str) -> Method {
    let operation = &ctx.api.operations[index];
    let arguments = arguments(ctx, operation);
    let mut aliases: Vec<String> = operation.operation_id.iter().cloned().collect();
    aliases.retain(|alias| alias != name && is_alias(alias));
    let method = Method {
        ident: ident(name),
        docs: Docs::default(),
        aliases,
        deprecated: docs::deprecation(operation.deprecated, operation.description.as_deref()),
        http_method: operation.method.clone(),
        path: operation.path.clone(),
        idempotency_key: idempotency_key(ctx, operation, &arguments),
        arguments,
        is_anonymous: operation.access == Access::Anonymous && !ctx.api.security.is_empty(),
        answer: answer(ctx, operation),
        accept: match &operation.answer {
            api::Answer::Json { media_type, .. } => media_type.clone(),
            api::Answer::Empty | api::Answer::Text { .. } | api::Answer::Bytes { .. } => None,
        },
        parameters: call_parameters(ctx, operation, name),
    };
    Method {
        docs: method_docs::method_docs(ctx, node, operation, &method),
        ..method
    }
}

/// Rustdoc refuses aliases with quotes, white space at an end, or nothing in them.
fn is_alias(text: &str) -> bool {
    !text.is_empty()
        && text
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '/' | '.' | ':'))
}

/// What a method takes: the path's parameters, the required others, the body.
pub(super) fn arguments(ctx: &Ctx<'_>, operation: &Operation) -> Vec<Argument> {
    let parameters = operation.required_parameters();
    let mut claims: Vec<Claim> = parameters.clone().map(claim).collect();
    claims.push(Claim {
        candidates: vec!["body".to_owned(), "request_body".to_owned()],
        key: "body".to_owned(),
    });
    let settled = settle(&claims, &[]);
    let mut arguments: Vec<Argument> = parameters
        .zip(&settled)
        .map(|(parameter, settled)| Argument {
            ident: ident(&settled.name),
            wire_name: parameter.name.clone(),
            role: role(ctx, parameter),
            checks: parameter_checks(ctx, parameter, &ident(&settled.name)),
        })
        .collect();
    let body = settled
        .last()
        .map_or("body", |settled| settled.name.as_str());
    let (role, checks) = match &operation.body {
        None => return arguments,
        Some(api::Body::Json {
            ty,
            presence,
            media_type,
            ..
        }) => {
            let checks = body_checks(ctx, ty, *presence, &ident(body));
            let ty = types::nullable(ty, ctx.names);
            let role = Role::Json(optional(ty, *presence), media_type.clone());
            (role, checks)
        }
        Some(api::Body::Form {
            ty,
            styles,
            presence,
            ..
        }) => {
            let ty = types::value(ty, ctx.names);
            let styles = styles.iter();
            let styles = styles.map(|(name, style)| (name.clone(), form_style(*style)));
            let role = Role::Form(optional(ty, *presence), styles.collect());
            (role, Vec::new())
        }
        Some(api::Body::Text { media_type }) => (Role::Text(media_type.clone()), Vec::new()),
        Some(api::Body::Bytes { media_type }) => (Role::Bytes(media_type.clone()), Vec::new()),
    };
    arguments.push(Argument {
        ident: ident(body),
        wire_name: String::new(),
        role,
        checks,
    });
    arguments
}

fn optional(ty: RustType, presence: Presence) -> RustType {
    match presence {
        Presence::Required => ty,
        Presence::Optional => RustType::Option(Box::new(ty)),
    }
}

fn form_style(style: api::FormStyle) -> FormStyle {
    match style {
        api::FormStyle::Exploded => FormStyle::Exploded,
        api::FormStyle::Joined(separator) => FormStyle::Joined(separator),
        api::FormStyle::Deep => FormStyle::Deep,
        api::FormStyle::Json => FormStyle::Json,
    }
}

/// The rules of a body that is no type with a name.
fn body_checks(
    ctx: &Ctx<'_>,
    ty: &api::TypeRef,
    presence: Presence,
    name: &Ident,
) -> Vec<ValueCheck> {
    let held = match (presence, ty.nullable) {
        (Presence::Required, false) => Held::Owned,
        (Presence::Required, true) | (Presence::Optional, false) => Held::Optional,
        // Whether it is left out or `null` is all that there is to say of most.
        (Presence::Optional, true) => return Vec::new(),
    };
    let source = Source {
        at: At::Here,
        value: Expression::Local(name.clone()),
        held,
    };
    checks::of_type(ty, &types::value(ty, ctx.names), &source)
}

/// The rules of a parameter, whose items, where it is a list, are texts by then.
fn parameter_checks(ctx: &Ctx<'_>, parameter: &api::Parameter, name: &Ident) -> Vec<ValueCheck> {
    let (scalar, is_list) = match role(ctx, parameter) {
        Role::Path(scalar) | Role::Cookie(scalar) => (scalar, false),
        Role::Query(values) | Role::Header(values) => {
            (values.scalar, values.style != Style::Single)
        }
        Role::QueryValue(..) | Role::Json(..) | Role::Form(..) | Role::Text(_) | Role::Bytes(_) => {
            return Vec::new();
        }
    };
    let written = |ty: RustType| match ty {
        RustType::Number => RustType::F64,
        ty => ty,
    };
    let source = |held| Source {
        at: At::Here,
        value: Expression::Local(name.clone()),
        held,
    };
    let Kind::List(item) = &parameter.ty.kind else {
        let held = match scalar {
            Scalar::Text => Held::Text,
            Scalar::Value(_) | Scalar::Enumeration(_) => Held::Owned,
        };
        let ty = written(types::value(&parameter.ty, ctx.names));
        return checks::of_type(&parameter.ty, &ty, &source(held));
    };
    if !is_list {
        return Vec::new();
    }
    let item = written(types::value(item, ctx.names));
    let is_text = scalar == Scalar::Text;
    let list = RustType::Vec(Box::new(item));
    let mut checks = checks::of_type(&parameter.ty, &list, &source(Held::Owned));
    if !is_text {
        for check in &mut checks {
            if let ValueRule::Each(inside) = &mut check.rule {
                for check in inside {
                    check.source.held = Held::Written;
                }
            }
        }
    }
    checks
}

fn role(ctx: &Ctx<'_>, parameter: &api::Parameter) -> Role {
    if let api::Style::Object(style) = parameter.style {
        let ty = types::nullable(&parameter.ty, ctx.names);
        return Role::QueryValue(ty, form_style(style));
    }
    let (item, style) = match (&parameter.ty.kind, parameter.style) {
        (Kind::List(items), api::Style::Repeated) => (&**items, Style::Repeated),
        (Kind::List(items), api::Style::Joined(separator)) => (&**items, Style::Joined(separator)),
        (_, _) => (&parameter.ty, Style::Single),
    };
    let ty = types::value(item, ctx.names);
    let base = |id| match &ctx.api.types.get(id)?.shape {
        Shape::Enumeration(found) => Some(found.base),
        Shape::Record(_) | Shape::Union(_) => None,
    };
    let scalar = match &item.kind {
        Kind::Boolean
        | Kind::Integer(_)
        | Kind::Float
        | Kind::Foreign(_, Form::Text | Form::Digits) => Scalar::Value(ty),
        // A caller has no more digits than this.
        Kind::Number => Scalar::Value(RustType::F64),
        Kind::Named(id) if base(id) == Some(api::Base::String) => Scalar::Enumeration(ty),
        Kind::Named(id) if base(id).is_some() => Scalar::Value(ty),
        // What is no scalar is written by the caller as the wire has it.
        Kind::Any
        | Kind::String(_)
        | Kind::List(_)
        | Kind::Map(_)
        | Kind::Named(_)
        | Kind::Foreign(..) => Scalar::Text,
    };
    match parameter.location {
        Location::Path => Role::Path(scalar),
        Location::Query => Role::Query(Values { scalar, style }),
        Location::Header => Role::Header(Values { scalar, style }),
        Location::Cookie => Role::Cookie(scalar),
    }
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
    "max_response_bytes",
    "max_retries",
    "max_retry_after",
    "new",
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
    (!setters.is_empty()).then(|| CallParameters {
        ident: Ident(camel(name) + "Parameters"),
        method: ident(name),
        setters,
    })
}

/// What a parameter wants to be called.
fn claim(parameter: &api::Parameter) -> Claim {
    let plain = snake(&parameter.name);
    let place = match parameter.location {
        Location::Path => "path",
        Location::Query => "query",
        Location::Header => "header",
        Location::Cookie => "cookie",
    };
    let given = parameter.rust_name.as_deref().map(snake);
    let usual = [
        plain.clone(),
        format!("{plain}_{place}"),
        snake_spelled(&parameter.name),
        format!("{plain}_parameter"),
    ];
    Claim {
        candidates: given.into_iter().chain(usual).collect(),
        key: format!("{place} {}", parameter.name),
    }
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

/// The property of the body whose value the server acts on once.
fn idempotency_key(
    ctx: &Ctx<'_>,
    operation: &Operation,
    arguments: &[Argument],
) -> Option<IdempotencyKey> {
    let Some(api::Body::Json {
        ty,
        presence: Presence::Required,
        ..
    }) = &operation.body
    else {
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
        body: arguments.last().map_or_else(
            || Ident("body".to_owned()),
            |argument| argument.ident.clone(),
        ),
        field: fields[index].clone(),
        presence: types::field(&record.fields[index], ctx.names).0,
    })
}

/// An identifier as people write it, without the mark of a raw one.
pub(super) fn plain(ident: &Ident) -> &str {
    ident.0.trim_start_matches("r#")
}
