//! What a method takes: parameters and a body, how each is written, and what is checked of it.

use super::plan::{
    Argument, At, Expression, FormStyle, Held, Ident, QueryContent, Role, RustType, Scalar, Sent,
    Source, Style, Taken, ValueCheck, ValueRule, Values,
};
use super::settle::{Claim, settle};
use super::words::{ident, snake, snake_spelled};
use super::{Ctx, checks, content, types};
use crate::model::api::{self, Form, Format, Kind, Location, Operation, Operator, Presence, Shape};

/// What no argument is called: where they are checked, that is what notes a violation.
pub(super) const RESERVED: &[&str] = &["checks"];

/// What the method of an operation takes: the path's parameters, the required others, the body.
pub(super) fn arguments(ctx: &Ctx<'_>, operation: &Operation, method: &str) -> Vec<Argument> {
    let parameters = operation.required_parameters();
    let settled = settle(&claims(operation), RESERVED);
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
    let Some(role) = content::role(ctx, operation, method) else {
        return arguments;
    };
    let checks = match (&role, &operation.body) {
        (
            Role::Body(..),
            Some(api::Body {
                presence, contents, ..
            }),
        ) => match &contents[0].format {
            Format::Json { ty, .. } => body_checks(ctx, ty, *presence, &ident(body)),
            Format::JsonLines { ty } => body_checks(ctx, &there(ty), *presence, &ident(body)),
            Format::Form { .. } | Format::Multipart { .. } | Format::Text | Format::Bytes => {
                Vec::new()
            }
        },
        _ => Vec::new(),
    };
    arguments.push(Argument {
        ident: ident(body),
        wire_name: String::new(),
        role,
        checks,
    });
    arguments
}

/// What the arguments of an operation want to be called; the body is the last.
pub(super) fn claims(operation: &Operation) -> Vec<Claim> {
    let parameters = operation.required_parameters().map(claim);
    let body = Claim {
        candidates: vec!["body".to_owned(), "request_body".to_owned()],
        key: "body".to_owned(),
    };
    parameters.chain([body]).collect()
}

pub(super) fn form_style(style: api::FormStyle) -> FormStyle {
    match style {
        api::FormStyle::Exploded => FormStyle::Exploded,
        api::FormStyle::Joined(separator) => FormStyle::Joined(separator),
        api::FormStyle::Deep => FormStyle::Deep,
        api::FormStyle::Json => FormStyle::Json,
    }
}

/// The type of what is sent a line each: none of it says that it is not there.
pub(super) fn there(ty: &api::TypeRef) -> api::TypeRef {
    api::TypeRef {
        nullable: false,
        ..ty.clone()
    }
}

/// The rules of a body that is no type with a name.
pub(super) fn body_checks(
    ctx: &Ctx<'_>,
    ty: &api::TypeRef,
    presence: Presence,
    name: &Ident,
) -> Vec<ValueCheck> {
    let value = types::value(ty, ctx.names);
    let held = match (presence, types::nullable(ty, ctx.names) != value) {
        (Presence::Required, false) => Held::Owned,
        (Presence::Required, true) | (Presence::Optional, false) => Held::Optional,
        (Presence::Optional, true) => Held::Nullable,
    };
    let source = Source {
        at: At::Here,
        value: Expression::Local(name.clone()),
        held,
    };
    checks::of_type(ty, &value, &source)
}

/// The rules of a parameter, whose items, where it is a list, are texts by then.
pub(super) fn parameter_checks(
    ctx: &Ctx<'_>,
    parameter: &api::Parameter,
    name: &Ident,
) -> Vec<ValueCheck> {
    let (scalar, is_list) = match role(ctx, parameter) {
        Role::Path(scalar) | Role::Cookie(scalar) | Role::Styled(Taken::One(scalar), _) => {
            (scalar, false)
        }
        Role::Styled(Taken::Several(scalar), _) => (scalar, true),
        Role::Query(values) | Role::Header(values) => {
            (values.scalar, values.style != Style::Single)
        }
        Role::QueryValue(..) | Role::Styled(Taken::Value(_), _) => {
            return body_checks(ctx, &parameter.ty, Presence::Required, name);
        }
        Role::Body(..) | Role::OneOf(..) => return Vec::new(),
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
        let ty = types::value(&parameter.ty, ctx.names);
        let mut found = checks::of_type(&parameter.ty, &ty, &source(held));
        if matches!(scalar, Scalar::Value(RustType::F64 | RustType::Number)) {
            found.push(ValueCheck {
                source: source(held),
                ty,
                rule: ValueRule::Finite,
            });
        }
        return found;
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

pub(super) fn role(ctx: &Ctx<'_>, parameter: &api::Parameter) -> Role {
    let sent = match &parameter.style {
        api::Style::Object(style) => {
            let ty = types::nullable(&parameter.ty, ctx.names);
            return Role::QueryValue(ty, form_style(*style));
        }
        api::Style::Single | api::Style::Repeated | api::Style::Joined(_) => None,
        api::Style::Reserved(style) => Some(Sent::Reserved(form_style(*style))),
        api::Style::Whole(content) => Some(Sent::Whole(query_content(content))),
        api::Style::Expanded(expansion) => Some(match parameter.location {
            Location::Path => Sent::Path(*expansion),
            Location::Cookie => Sent::Cookie(*expansion),
            Location::Header | Location::Query => Sent::Header(*expansion),
        }),
    };
    if let Some(sent) = sent {
        return Role::Styled(taken(ctx, parameter, &sent), sent);
    }
    let (item, style) = match (&parameter.ty.kind, &parameter.style) {
        (Kind::List(items), api::Style::Repeated) => (&**items, Style::Repeated),
        (Kind::List(items), api::Style::Joined(separator)) => (&**items, Style::Joined(separator)),
        (_, _) => (&parameter.ty, Style::Single),
    };
    // What is no scalar is written by the caller as the wire has it.
    let scalar = scalar(ctx, item).unwrap_or(Scalar::Text);
    match parameter.location {
        Location::Path => Role::Path(scalar),
        Location::Query => Role::Query(Values { scalar, style }),
        Location::Header => Role::Header(Values { scalar, style }),
        Location::Cookie => Role::Cookie(scalar),
    }
}

fn query_content(content: &api::QueryContent) -> QueryContent {
    match content {
        api::QueryContent::Form(styles) => {
            let styles = styles.iter();
            let styles = styles.map(|(name, style)| (name.clone(), form_style(*style)));
            QueryContent::Form(styles.collect())
        }
        api::QueryContent::Json => QueryContent::Json,
        api::QueryContent::Text => QueryContent::Text,
    }
}

/// What is taken for a parameter that is written in a style of its own.
fn taken(ctx: &Ctx<'_>, parameter: &api::Parameter, sent: &Sent) -> Taken {
    let value = || Taken::Value(types::nullable(&parameter.ty, ctx.names));
    let is_json = match sent {
        Sent::Path(expansion) | Sent::Header(expansion) | Sent::Cookie(expansion) => {
            expansion.operator == Operator::Json
        }
        Sent::Whole(content) => *content != QueryContent::Text,
        Sent::Reserved(_) => false,
    };
    // A text is another thing in JSON than a number.
    if is_json {
        return value();
    }
    match &parameter.ty.kind {
        Kind::List(items) => scalar(ctx, items).map_or_else(value, Taken::Several),
        _ => scalar(ctx, &parameter.ty).map_or_else(value, Taken::One),
    }
}

/// How one word is taken; none of what is more than a word.
fn scalar(ctx: &Ctx<'_>, item: &api::TypeRef) -> Option<Scalar> {
    let ty = types::value(item, ctx.names);
    let base = |id| match &ctx.api.types.get(id)?.shape {
        Shape::Enumeration(found) => Some(found.base),
        Shape::Record(_) | Shape::Union(_) => None,
    };
    Some(match &item.kind {
        Kind::Boolean
        | Kind::Integer(_)
        | Kind::Float
        | Kind::Number
        | Kind::Foreign(_, Form::Text | Form::Digits) => Scalar::Value(ty),
        Kind::String(api::Text::Plain(_)) => Scalar::Text,
        Kind::Named(id) if base(id) == Some(api::Base::String) => Scalar::Enumeration(ty),
        Kind::Named(id) if base(id).is_some() => Scalar::Value(ty),
        Kind::Any
        | Kind::String(api::Text::Base64)
        | Kind::List(_)
        | Kind::Map(_)
        | Kind::Named(_)
        | Kind::File
        | Kind::Foreign(..) => return None,
    })
}

/// What a parameter wants to be called.
pub(super) fn claim(parameter: &api::Parameter) -> Claim {
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
