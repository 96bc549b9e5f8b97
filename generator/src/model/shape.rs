//! What a schema is: a scalar, a list, a map, any value, or a type with a name.

use indexmap::IndexSet;
use openapiv3::{
    AnySchema, ArrayType, IntegerType, NumberType, ReferenceOr, Schema, SchemaKind, StringType,
};
use serde_json::Value;

use super::api::{EnumValue, Integer, Kind, Shape, Text, Type, TypeId, TypeRef};
use super::{Ctx, annotations, object, origin, rules};
use crate::diagnostic::code;
use crate::normalize::NULL;
use crate::resolve::pointer_of;

/// How deep lists and maps are nested in each other.
const DEEPEST: usize = 64;

/// Reads the shapes of all types that are used, and of those that they use in turn.
pub(super) fn reached(ctx: &mut Ctx<'_>) {
    while let Some(id) = ctx.wanted.pop() {
        let Some(schema) = ctx.resolved.schemas.get(&id.0) else {
            continue;
        };
        let shape = match string_values(schema) {
            Some(values) => Shape::Enumeration(values),
            None => Shape::Record(object::record(ctx, &id.0)),
        };
        let ty = Type {
            origin: origin::of(ctx, &id.0),
            annotations: annotations::of(&schema.schema_data),
            shape,
        };
        ctx.types.insert(id, ty);
    }
    ctx.types.sort_unstable_keys();
}

/// Returns what the schema at a pointer is.
pub(super) fn type_ref(ctx: &mut Ctx<'_>, pointer: &str) -> TypeRef {
    let resolved = ctx.resolved;
    let Some(schema) = resolved.schemas.get(pointer) else {
        return plain(Kind::Any);
    };
    if ctx.open.len() > DEEPEST {
        let message = format!("lists and maps are nested more than {DEEPEST} deep");
        ctx.warn(
            code::UNSUPPORTED_COMPOSITION,
            pointer,
            message,
            "any JSON value is taken; give the inner ones a property",
        );
        return plain(Kind::Any);
    }
    if ctx.open.iter().any(|open| &**open == pointer) {
        let message = "this schema is a list or a map of nothing but itself".to_owned();
        ctx.warn(
            code::UNSUPPORTED_COMPOSITION,
            pointer,
            message,
            "any JSON value is taken; give it a property",
        );
        return plain(Kind::Any);
    }
    ctx.open.push(pointer.into());
    let mut ty = kind_of(ctx, pointer, schema);
    ctx.open.pop();
    ty.nullable |= schema.schema_data.nullable;
    ty
}

fn plain(kind: Kind) -> TypeRef {
    TypeRef {
        kind,
        nullable: false,
        rules: Vec::new(),
    }
}

fn kind_of(ctx: &mut Ctx<'_>, pointer: &str, schema: &Schema) -> TypeRef {
    if is_string_enum(schema) {
        return plain(Kind::Named(TypeId(ctx.want(pointer).0)));
    }
    match &schema.schema_kind {
        SchemaKind::Type(openapiv3::Type::String(string)) => text(ctx, pointer, string),
        SchemaKind::Type(openapiv3::Type::Integer(integer)) => whole(ctx, pointer, integer),
        SchemaKind::Type(openapiv3::Type::Number(number)) => decimal(ctx, pointer, number),
        SchemaKind::Type(openapiv3::Type::Boolean(_)) => plain(Kind::Boolean),
        SchemaKind::Type(openapiv3::Type::Array(array)) => list(ctx, array),
        SchemaKind::Type(openapiv3::Type::Object(object)) => object::object(
            ctx,
            pointer,
            !object.properties.is_empty(),
            object.additional_properties.as_ref(),
        ),
        SchemaKind::AllOf { all_of } => all(ctx, pointer, all_of),
        SchemaKind::OneOf { one_of: members } | SchemaKind::AnyOf { any_of: members } => {
            one(ctx, pointer, members)
        }
        SchemaKind::Not { .. } => {
            rules::unchecked(ctx, pointer, "not");
            plain(Kind::Any)
        }
        SchemaKind::Any(any) => mixed(ctx, pointer, schema, any),
    }
}

/// Whether a type is an enumeration.
pub(super) fn is_enumeration(ctx: &Ctx<'_>, id: &TypeId) -> bool {
    ctx.resolved.schemas.get(&id.0).is_some_and(is_string_enum)
}

/// Whether a schema is an enumeration of strings.
fn is_string_enum(schema: &Schema) -> bool {
    match &schema.schema_kind {
        SchemaKind::Type(openapiv3::Type::String(string)) => {
            string.enumeration.iter().any(Option::is_some)
        }
        SchemaKind::Any(any) => {
            matches!(any.typ.as_deref(), None | Some("string"))
                && any.enumeration.iter().any(Value::is_string)
                && any
                    .enumeration
                    .iter()
                    .all(|value| value.is_string() || value.is_null())
        }
        _ => false,
    }
}

/// The values of an enumeration of strings, each once.
fn string_values(schema: &Schema) -> Option<Vec<EnumValue>> {
    if !is_string_enum(schema) {
        return None;
    }
    let values: IndexSet<&str> = match &schema.schema_kind {
        SchemaKind::Type(openapiv3::Type::String(string)) => string
            .enumeration
            .iter()
            .filter_map(Option::as_deref)
            .collect(),
        SchemaKind::Any(any) => any.enumeration.iter().filter_map(Value::as_str).collect(),
        _ => IndexSet::new(),
    };
    let extension = |names: &[&str], index: usize, value: &str| {
        let found = names
            .iter()
            .find_map(|name| schema.schema_data.extensions.get(*name))?;
        found
            .get(index)
            .or_else(|| found.get(value))?
            .as_str()
            .map(str::to_owned)
    };
    let unique = values
        .into_iter()
        .enumerate()
        .map(|(index, value)| EnumValue {
            value: value.to_owned(),
            description: extension(&["x-enum-descriptions", "x-enumDescriptions"], index, value),
            name: extension(&["x-enum-varnames", "x-enumNames"], index, value),
        });
    Some(unique.collect())
}

fn text(ctx: &mut Ctx<'_>, pointer: &str, string: &StringType) -> TypeRef {
    if string.pattern.is_some() {
        rules::unchecked(ctx, pointer, "pattern");
    }
    let format = rules::format_name(&string.format);
    let text = if format.as_deref() == Some("byte") {
        Text::Base64
    } else {
        Text::Plain(format)
    };
    if text == Text::Base64 && (string.min_length.is_some() || string.max_length.is_some()) {
        rules::unchecked(ctx, pointer, "maxLength");
    }
    // A length counts the characters on the wire, which Base64 has more of than there are bytes.
    let rules = if text == Text::Base64 {
        Vec::new()
    } else {
        rules::length(string.min_length, string.max_length)
    };
    TypeRef {
        kind: Kind::String(text),
        nullable: false,
        rules,
    }
}

fn whole(ctx: &mut Ctx<'_>, pointer: &str, integer: &IntegerType) -> TypeRef {
    if !integer.enumeration.is_empty() {
        rules::unchecked(ctx, pointer, "enum");
    }
    let kind = match rules::format_name(&integer.format).as_deref() {
        Some("int32" | "int16" | "int8") => Integer::Int32,
        Some("uint32" | "uint16" | "uint8") => Integer::Uint32,
        Some("uint64" | "uint") => Integer::Uint64,
        _ => Integer::Int64,
    };
    TypeRef {
        kind: Kind::Integer(kind),
        nullable: false,
        rules: rules::of_integer(integer),
    }
}

fn decimal(ctx: &mut Ctx<'_>, pointer: &str, number: &NumberType) -> TypeRef {
    if !number.enumeration.is_empty() {
        rules::unchecked(ctx, pointer, "enum");
    }
    TypeRef {
        kind: Kind::Number,
        nullable: false,
        rules: rules::of_number(number),
    }
}

fn list(ctx: &mut Ctx<'_>, array: &ArrayType) -> TypeRef {
    let items = match &array.items {
        Some(items) => inside(ctx, pointer_of(items)),
        None => plain(Kind::Any),
    };
    let rules = rules::items(array.min_items, array.max_items, array.unique_items);
    TypeRef {
        kind: Kind::List(Box::new(items)),
        nullable: false,
        rules,
    }
}

/// Returns what the schema of an item of a list, or of a value of a map, is.
pub(super) fn inside(ctx: &mut Ctx<'_>, pointer: &str) -> TypeRef {
    let ty = type_ref(ctx, pointer);
    rules::unchecked_here(ctx, pointer, ty)
}

/// `allOf`: its one member, or the objects that its members are, merged.
fn all(ctx: &mut Ctx<'_>, pointer: &str, members: &[ReferenceOr<Schema>]) -> TypeRef {
    match members {
        [member] => type_ref(ctx, pointer_of(member)),
        _ if object::merges(ctx, pointer) => object::merged(ctx, pointer),
        _ => composition(ctx, pointer, "allOf"),
    }
}

/// `oneOf` and `anyOf`: the one member that is not `null`.
fn one(ctx: &mut Ctx<'_>, pointer: &str, members: &[ReferenceOr<Schema>]) -> TypeRef {
    let resolved = ctx.resolved;
    let is_null = |member: &&ReferenceOr<Schema>| {
        let schema = resolved.schemas.get(pointer_of(member));
        schema.is_some_and(|schema| schema.schema_data.extensions.contains_key(NULL))
    };
    let real: Vec<_> = members.iter().filter(|member| !is_null(member)).collect();
    match &real[..] {
        [member] => type_ref(ctx, pointer_of(member)),
        _ => composition(ctx, pointer, "oneOf or anyOf"),
    }
}

fn composition(ctx: &mut Ctx<'_>, pointer: &str, what: &str) -> TypeRef {
    let message = format!("a schema with {what} is not supported");
    ctx.warn(
        code::UNSUPPORTED_COMPOSITION,
        pointer,
        message,
        "any JSON value is taken in its place",
    );
    plain(Kind::Any)
}

/// A schema that `openapiv3` does not take for one type, since it has keywords of several.
fn mixed(ctx: &mut Ctx<'_>, pointer: &str, schema: &Schema, any: &AnySchema) -> TypeRef {
    if let [member] = &any.all_of[..]
        && only_references(any)
    {
        return type_ref(ctx, pointer_of(member));
    }
    if object::merges(ctx, pointer) {
        return object::merged(ctx, pointer);
    }
    if !any.all_of.is_empty() || !any.one_of.is_empty() || !any.any_of.is_empty() {
        return composition(ctx, pointer, "allOf, oneOf or anyOf");
    }
    if any.not.is_some() {
        rules::unchecked(ctx, pointer, "not");
    }
    if !any.enumeration.is_empty() {
        rules::unchecked(ctx, pointer, "enum");
    }
    if schema.schema_data.extensions.contains_key(NULL) {
        return plain(Kind::Any);
    }
    match any.typ.as_deref() {
        Some("string") => {
            let format = any.format.clone();
            let text = if format.as_deref() == Some("byte") {
                Text::Base64
            } else {
                Text::Plain(format)
            };
            plain(Kind::String(text))
        }
        Some("integer") => {
            // A bound beyond 64 bits brought it here, so the type is the widest of both signs.
            let kind = if any.minimum.is_some_and(|bound| bound >= 0.0) {
                Integer::Uint64
            } else {
                Integer::Int64
            };
            plain(Kind::Integer(kind))
        }
        Some("number") => plain(Kind::Number),
        Some("boolean") => plain(Kind::Boolean),
        Some("array") => {
            let array = ArrayType {
                items: any.items.clone(),
                min_items: any.min_items,
                max_items: any.max_items,
                unique_items: any.unique_items.unwrap_or_default(),
            };
            list(ctx, &array)
        }
        _ => plain(Kind::Any),
    }
}

/// Whether a schema says nothing but what another is.
fn only_references(any: &AnySchema) -> bool {
    any.properties.is_empty()
        && any.required.is_empty()
        && any.one_of.is_empty()
        && any.any_of.is_empty()
        && any.items.is_none()
}
