//! Objects become structs.

use super::plan::{
    Additional, Docs, Field, Fixed, Ident, Openness, RustType, Setter, Struct, ValueOrigin,
};
use super::settle::{Claim, settle};
use super::type_names::TypeNames;
use super::words::{ident, snake, snake_spelled};
use super::{checks, docs, enumeration, rule_docs, types};
use crate::model::api::{
    self, Api, Constant, Kind, OperationId, Origin, Record, Root, Shape, Step, Text, Type, TypeId,
    TypeRef,
};
use serde_json::Value;

/// What the parts of a type are looked up in.
pub(super) struct Scope<'a> {
    pub(super) api: &'a Api,
    pub(super) names: &'a TypeNames,
    pub(super) checked: &'a checks::Checked,
    pub(super) openness: Openness,
}

/// Plans the struct of an object.
pub(super) fn structure(id: &TypeId, record: &Record, ty: &Type, scope: &Scope<'_>) -> Struct {
    let annotations = &ty.annotations;
    let Scope { names, checked, .. } = scope;
    let ident = names.of(id).clone();
    let mut idents = field_idents(record);
    let additional_ident = record.additional.as_ref().and_then(|_| idents.pop());
    let fields: Vec<Field> = record
        .fields
        .iter()
        .zip(&idents)
        .map(|(field, ident)| plan_field(field, ident, &idents, scope))
        .collect();
    let takes_nothing = fields.iter().all(|field| field.setter().is_some());
    let mut derives = vec!["Debug", "Clone", "PartialEq"];
    if takes_nothing {
        derives.insert(2, "Default");
    }
    // Written out, without what it must not show.
    let is_secret = record.additional.as_ref().is_some_and(is_password);
    if is_secret || fields.iter().any(|field| field.is_secret) {
        derives.retain(|derive| *derive != "Debug");
    }
    let additional = record
        .additional
        .as_ref()
        .zip(additional_ident)
        .map(|(ty, ident)| Additional {
            ident,
            value: types::nullable(ty, names),
            is_secret,
        });
    let docs = docs::of_type(annotations, || spoken(&ty.origin));
    let constructor_line = match &record.tag {
        Some(_) if fields.is_empty() => "The one value that there is.",
        Some(_) | None => constructor_line(&fields),
    };
    Struct {
        docs: docs.paragraph(record.tag.iter().flat_map(tag_lines)),
        tag: record
            .tag
            .as_ref()
            .map(|tag| (tag.name.clone(), tag.value.clone())),
        deprecated: docs::deprecation(annotations.deprecated, annotations.description.as_deref()),
        derives,
        constructor_docs: Docs::line(constructor_line),
        checks: checks::of_record(record, &fields, additional.as_ref(), checked),
        // Without additional ones, what is not known is passed over anyway.
        left_out: if additional.is_some() {
            record.left_out.clone()
        } else {
            Vec::new()
        },
        is_multipart: ty.is_multipart,
        has_blank: false,
        ident,
        fields,
        additional,
    }
}

/// A sentence on a type of which the description says nothing: what it is named after, or else where
/// it stands.
pub(super) fn spoken(origin: &Origin) -> String {
    let name = origin.steps.iter().rev().find_map(|step| match step {
        Step::Property(name) | Step::Definition(name) => Some(name),
        Step::Item
        | Step::Value
        | Step::Member(_)
        | Step::Variant(_)
        | Step::Request
        | Step::Parts => None,
    });
    let name = name.or(match &origin.root {
        Root::Schema(name) => Some(name),
        Root::Response(_)
        | Root::RequestBody(..)
        | Root::Parameter(_)
        | Root::Body(..)
        | Root::Answer(..)
        | Root::Payload(_)
        | Root::OperationParameter(..)
        | Root::PathItemParameter(..)
        | Root::AnswerHeader(..)
        | Root::ResponseHeader(..)
        | Root::Header(_)
        | Root::Elsewhere(_) => None,
    });
    match (origin.steps.last(), name.map(|name| docs::code(name))) {
        (Some(Step::Item), Some(name)) => format!("An item of `{name}`."),
        (Some(Step::Value), Some(name)) => format!("A value of `{name}`."),
        (_, Some(name)) => format!("The schema `{name}`."),
        (Some(Step::Item), None) => "An item of a list.".to_owned(),
        (_, None) => format!("{}.", place(&origin.root)),
    }
}

fn place(root: &Root) -> String {
    let sent_by_api = |id: &OperationId| {
        let mut keys = id.0.split('/').skip(1);
        match keys.next() {
            Some("webhooks" | "x-webhooks") => Some("webhook"),
            _ => keys.any(|key| key == "callbacks").then_some("callback"),
        }
    };
    match root {
        Root::Payload(id) => format!("The body of a {}", sent_by_api(id).unwrap_or("webhook")),
        Root::Answer(id, status) => match sent_by_api(id) {
            Some(what) => format!("The body of an answer to a {what}"),
            None if status.starts_with(['4', '5']) => "The body of an error".to_owned(),
            None => "The body of an answer".to_owned(),
        },
        Root::Response(_) => "The body of an answer".to_owned(),
        Root::Body(..) | Root::RequestBody(..) => "The body of a request".to_owned(),
        Root::Parameter(_) | Root::OperationParameter(..) | Root::PathItemParameter(..) => {
            "A value of a parameter".to_owned()
        }
        Root::AnswerHeader(..) | Root::ResponseHeader(..) | Root::Header(_) => {
            "A value of a header".to_owned()
        }
        Root::Schema(_) | Root::Elsewhere(_) => "A value of the API".to_owned(),
    }
}

/// What a type says of the property that it is told apart by, which is in no field.
fn tag_lines(tag: &Constant) -> Vec<String> {
    let (name, value) = (docs::code(&tag.name), docs::code(&tag.value));
    let said = tag.description.as_deref().map(Docs::markdown);
    match said.filter(|said| !said.0.is_empty()) {
        Some(said) => {
            Docs::line(format!("On the wire its `{name}` is `{value}`:"))
                .then(said)
                .0
        }
        None => vec![format!("On the wire its `{name}` is `{value}`.")],
    }
}

/// What takes text that is Base64 already.
const ENCODED: &str = "[`Base64::encoded`](crate::types::Base64::encoded)";

fn constructor_line(fields: &[Field]) -> &'static str {
    let required = fields.iter().filter(|field| field.is_argument()).count();
    let fixed = |field: &&Field| matches!(field.origin, ValueOrigin::Fixed(_));
    let fixed = fields.iter().filter(fixed).count();
    match (required, fields.len() - required - fixed) {
        (0, 0) if fixed > 0 => "The one value that there is.",
        (0, _) if fixed > 0 => "A value with what is always the same; everything else is unset.",
        (_, 0) if fixed > 0 => "A value with its required fields; what is always the same is set.",
        (0, _) => "A value with nothing set.",
        (1, 0) => "A value with its one field.",
        (_, 0) => "A value with all its fields.",
        (1, _) => "A value with its required field; everything else is unset.",
        (_, _) => "A value with its required fields; everything else is unset.",
    }
}

/// The identifiers of the fields, and of the one for additional properties where there is one.
pub(super) fn field_idents(record: &Record) -> Vec<Ident> {
    settle(&field_claims(record), &[])
        .into_iter()
        .map(|settled| ident(&settled.name))
        .collect()
}

/// What the fields want to be called, and the one for additional properties.
pub(super) fn field_claims(record: &Record) -> Vec<Claim> {
    let mut claims: Vec<Claim> = record
        .fields
        .iter()
        .map(|field| Claim {
            candidates: given(field.rust_name.as_deref())
                .into_iter()
                .chain(names_of(&field.name, snake, snake_spelled))
                .collect(),
            key: key_of(&field.name),
        })
        .collect();
    if record.additional.is_some() {
        let candidates = vec![
            "additional_properties".to_owned(),
            "other_properties".to_owned(),
        ];
        claims.push(Claim {
            candidates,
            key: "+".to_owned(),
        });
    }
    claims
}

/// The name that a property is given.
fn given(name: Option<&str>) -> Option<String> {
    name.map(snake)
}

/// A name on the wire that is one in Rust too stands for itself; every other is marked, so that
/// no two things have one key.
fn key_of(name: &str) -> String {
    if name
        .bytes()
        .all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
    {
        name.to_owned()
    } else {
        format!("={name}")
    }
}

pub(super) fn names_of(
    text: &str,
    plain: fn(&str) -> String,
    spelled: fn(&str) -> String,
) -> Vec<String> {
    let (plain, spelled) = (plain(text), spelled(text));
    if plain == spelled {
        vec![plain]
    } else {
        vec![plain, spelled]
    }
}

fn plan_field(field: &api::Field, ident: &Ident, all: &[Ident], scope: &Scope<'_>) -> Field {
    let (presence, ty) = types::field(field, scope.names);
    let format = match &field.ty.kind {
        Kind::String(Text::Plain(format)) => format.as_deref(),
        _ => None,
    };
    let is_bytes = field.ty.kind == Kind::String(Text::Base64);
    let mut docs = if is_bytes {
        docs::of_bytes(&field.annotations, &field.name)
    } else {
        docs::of_field(&field.annotations, &field.name, format)
    };
    docs = docs.paragraph(rule_docs::line(&field.ty));
    if is_bytes {
        docs = docs.then(Docs(vec![
            "Bytes or text go in, and are sent as Base64. What is Base64 already goes in by"
                .to_owned(),
            format!("{ENCODED}."),
        ]));
    }
    if field.idempotency_key {
        docs = docs.then(Docs(vec![
            "The idempotency key of the request: where it is not set, the client makes one up and"
                .to_owned(),
            "keeps it over all tries.".to_owned(),
        ]));
    }
    let optional = presence == super::plan::Presence::Optional
        || presence == super::plan::Presence::OptionalNullable;
    // What the type is told apart by is always sent, though it may not come.
    let fixed = fixed(field, &ty, scope.api).filter(|_| !optional || field.is_tag);
    let origin = if let Some(fixed) = fixed {
        ValueOrigin::Fixed(fixed)
    } else if optional && !field.is_tag {
        ValueOrigin::Setter(Setter {
            ident: setter_ident(ident, all),
            docs: if is_bytes {
                docs_of_bytes_setter(ident)
            } else {
                Docs::line(format!("Sets [`{0}`](field@Self::{0}).", ident.plain()))
            },
        })
    } else {
        ValueOrigin::Argument
    };
    Field {
        ident: ident.clone(),
        wire_name: field.name.clone(),
        docs,
        deprecated: docs::deprecation(
            field.annotations.deprecated,
            field.annotations.description.as_deref(),
        ),
        input: types::input(presence, &ty),
        ty,
        presence,
        origin,
        is_secret: is_password(&field.ty),
    }
}

fn docs_of_bytes_setter(ident: &Ident) -> Docs {
    Docs(vec![
        format!(
            "Sets [`{0}`](field@Self::{0}) to bytes or text, which are encoded here. What",
            ident.plain()
        ),
        format!("is Base64 already goes in by {ENCODED}."),
    ])
}

/// Whether a value is a password, or holds some.
fn is_password(ty: &TypeRef) -> bool {
    match &ty.kind {
        Kind::String(Text::Plain(format)) => format.as_deref() == Some("password"),
        Kind::List(inner) | Kind::Map(inner) => is_password(inner),
        _ => false,
    }
}

/// The one value that a field has, as an expression of its type without the `Option`.
pub(super) fn fixed(field: &api::Field, ty: &RustType, api: &Api) -> Option<Fixed> {
    let value = field.fixed.as_ref()?;
    let ty = match ty {
        RustType::Option(inner) => inner,
        other => other,
    };
    Some(match (ty, value) {
        (RustType::String, Value::String(text)) => Fixed::Text(text.clone()),
        (RustType::Bool, Value::Bool(flag)) => Fixed::Bool(*flag),
        (RustType::Number, Value::Number(number)) => Fixed::Exact(checks::literal(number, ty)?),
        (_, Value::Number(number)) if checks::is_number(ty) => {
            Fixed::Number(checks::literal(number, ty)?)
        }
        (RustType::Named(name), value) => {
            let Kind::Named(id) = &field.ty.kind else {
                return None;
            };
            let Shape::Enumeration(found) = &api.types.get(id)?.shape else {
                return None;
            };
            let index = found.values.iter().position(|known| {
                known.value == *value
                    || known
                        .value
                        .as_f64()
                        .is_some_and(|number| Some(number) == value.as_f64())
            })?;
            let variants = enumeration::variant_idents(&found.values);
            Fixed::Variant(name.clone(), variants[index].clone())
        }
        _ => return None,
    })
}

pub(super) fn setter_ident(field: &Ident, all: &[Ident]) -> Ident {
    if field.0 != "new" {
        return field.clone();
    }
    // `new` is the constructor.
    let mut name = "set_new".to_owned();
    while all.iter().any(|other| other.0 == name) {
        name.push('_');
    }
    Ident(name)
}
