//! The Rust type of a use of a type, and how a value of it is taken from a caller.

use super::plan::{Foreign, InputForm, Presence, RustType, Via};
use super::type_names::TypeNames;
use crate::model::api::{self, Form, Integer, Kind, Text, TypeRef};

/// Returns the Rust type of a value that is there and is not `null`.
pub(super) fn value(ty: &TypeRef, names: &TypeNames) -> RustType {
    match &ty.kind {
        Kind::Any => RustType::Json,
        Kind::Boolean => RustType::Bool,
        Kind::Integer(Integer::Int8) => RustType::I8,
        Kind::Integer(Integer::Uint8) => RustType::U8,
        Kind::Integer(Integer::Int16) => RustType::I16,
        Kind::Integer(Integer::Uint16) => RustType::U16,
        Kind::Integer(Integer::Int32) => RustType::I32,
        Kind::Integer(Integer::Int64) => RustType::I64,
        Kind::Integer(Integer::Uint32) => RustType::U32,
        Kind::Integer(Integer::Uint64) => RustType::U64,
        Kind::Float => RustType::F64,
        Kind::Number => RustType::Number,
        Kind::String(Text::Plain(_)) => RustType::String,
        Kind::String(Text::Base64) => RustType::Base64,
        Kind::List(items) => RustType::Vec(Box::new(nullable(items, names))),
        Kind::Map(values) => RustType::Map(Box::new(nullable(values, names))),
        Kind::Named(id) => RustType::Named(names.of(id).clone()),
        Kind::File => RustType::File,
        Kind::Foreign(path, form) => RustType::Foreign(Foreign {
            path: path.clone(),
            via: match form {
                Form::Text => Via::Text,
                Form::Digits => Via::Digits,
                Form::Json => Via::Serde,
            },
        }),
    }
}

/// Returns the Rust type of a value that is there but may be `null`.
pub(super) fn nullable(ty: &TypeRef, names: &TypeNames) -> RustType {
    let inner = value(ty, names);
    // Any JSON value can be `null` by itself.
    if ty.nullable && inner != RustType::Json {
        RustType::Option(Box::new(inner))
    } else {
        inner
    }
}

/// Returns the presence of a property, and its Rust type.
pub(super) fn field(field: &api::Field, names: &TypeNames) -> (Presence, RustType) {
    let inner = value(&field.ty, names);
    let inner = if field.recursive {
        RustType::Boxed(Box::new(inner))
    } else {
        inner
    };
    // Any JSON value holds `null` itself, so that it need not be told apart once more.
    let nullable = field.ty.nullable && inner != RustType::Json;
    match (field.presence, nullable) {
        (api::Presence::Required, false) => (Presence::Required, inner),
        (api::Presence::Required, true) => (
            Presence::RequiredNullable,
            RustType::Option(Box::new(inner)),
        ),
        (api::Presence::Optional, false) => (Presence::Optional, RustType::Option(Box::new(inner))),
        (api::Presence::Optional, true) => (
            Presence::OptionalNullable,
            RustType::Nullable(Box::new(inner)),
        ),
    }
}

/// Returns how a value of a property is taken: the type inside its `Option`, if it has one.
pub(super) fn input(presence: Presence, ty: &RustType) -> InputForm {
    match (presence, ty) {
        (Presence::Optional, RustType::Option(inner)) => form(inner),
        (Presence::RequiredNullable | Presence::OptionalNullable, _) => InputForm::Into(ty.clone()),
        (_, other) => form(other),
    }
}

fn form(ty: &RustType) -> InputForm {
    match ty {
        RustType::Bool
        | RustType::I8
        | RustType::U8
        | RustType::I16
        | RustType::U16
        | RustType::I32
        | RustType::I64
        | RustType::U32
        | RustType::U64
        | RustType::F64
        | RustType::Map(_) => InputForm::Value(ty.clone()),
        RustType::Vec(items) if converts(items) => InputForm::IntoItems((**items).clone()),
        RustType::Vec(items) => InputForm::Items((**items).clone()),
        RustType::Number
        | RustType::String
        | RustType::Base64
        | RustType::Json
        | RustType::File
        | RustType::Foreign(_)
        | RustType::Named(_)
        | RustType::Qualified(_)
        | RustType::Option(_)
        | RustType::Nullable(_)
        | RustType::Boxed(_) => InputForm::Into(ty.clone()),
    }
}

/// Whether other types are commonly converted into this one.
fn converts(ty: &RustType) -> bool {
    matches!(
        ty,
        RustType::Number
            | RustType::String
            | RustType::Base64
            | RustType::Named(_)
            | RustType::File
            | RustType::Json
    )
}
