//! Objects: their properties, those of the objects merged into them by `allOf`, and the others.

use std::collections::BTreeSet;

use indexmap::IndexMap;
use openapiv3::{AdditionalProperties, AnySchema, ReferenceOr, Schema, SchemaKind, Type};

use super::api::{Field, Kind, Presence, Record, TypeRef};
use super::{Ctx, annotations, rules, shape};
use crate::diagnostic::code;
use crate::normalize::join;
use crate::resolve::{Pointer, pointer_of};

/// Returns what an object is: a type with a name if it has properties, otherwise a map.
pub(super) fn object(
    ctx: &mut Ctx<'_>,
    pointer: &str,
    has_fields: bool,
    additional: Option<&AdditionalProperties>,
) -> TypeRef {
    if has_fields {
        return TypeRef {
            kind: Kind::Named(ctx.want(pointer)),
            nullable: false,
            rules: Vec::new(),
        };
    }
    let values = match additional {
        Some(AdditionalProperties::Schema(schema)) => shape::inside(ctx, pointer_of(schema)),
        Some(AdditionalProperties::Any(_)) | None => any(),
    };
    TypeRef {
        kind: Kind::Map(Box::new(values)),
        nullable: false,
        rules: Vec::new(),
    }
}

fn any() -> TypeRef {
    TypeRef {
        kind: Kind::Any,
        nullable: false,
        rules: Vec::new(),
    }
}

/// Of how many schemas an object is merged at most.
const MOST_PARTS: usize = 256;

/// What one schema adds to an object.
struct Part<'a> {
    pointer: Pointer,
    properties: Vec<(&'a String, &'a str)>,
    required: &'a [String],
    additional: Option<&'a AdditionalProperties>,
    not: Option<&'a str>,
}

/// Whether the schema is an object once its `allOf` is merged.
pub(super) fn merges(ctx: &Ctx<'_>, pointer: &str) -> bool {
    parts(ctx, pointer).is_some_and(|parts| !parts.is_empty())
}

/// Returns what an object is once its `allOf` is merged.
pub(super) fn merged(ctx: &mut Ctx<'_>, pointer: &str) -> TypeRef {
    let parts = parts(ctx, pointer).unwrap_or_default();
    let has_fields = parts.iter().any(|part| !part.properties.is_empty());
    let additional = parts.iter().find_map(|part| part.additional);
    object(ctx, pointer, has_fields, additional)
}

/// Returns the parts of an object, depth first; none if something in it is no object.
fn parts<'a>(ctx: &Ctx<'a>, pointer: &str) -> Option<Vec<Part<'a>>> {
    let mut parts = Vec::new();
    let mut seen = BTreeSet::new();
    let mut pending: Vec<Pointer> = vec![pointer.into()];
    while let Some(pointer) = pending.pop() {
        if !seen.insert(pointer.clone()) {
            continue;
        }
        if seen.len() > MOST_PARTS {
            return None;
        }
        let schema = ctx.resolved.schemas.get(&pointer)?;
        let members: &[ReferenceOr<Schema>] = match &schema.schema_kind {
            SchemaKind::Type(Type::Object(object)) => {
                parts.push(Part {
                    properties: properties(&object.properties),
                    required: &object.required,
                    additional: object.additional_properties.as_ref(),
                    not: None,
                    pointer,
                });
                &[]
            }
            SchemaKind::AllOf { all_of } => all_of,
            SchemaKind::Any(any) => {
                parts.push(part_of_any(ctx, pointer, schema, any)?);
                &any.all_of
            }
            SchemaKind::Not { not } => {
                parts.push(Part {
                    properties: Vec::new(),
                    required: &[],
                    additional: None,
                    not: Some(pointer_of(not)),
                    pointer,
                });
                &[]
            }
            SchemaKind::Type(_) | SchemaKind::OneOf { .. } | SchemaKind::AnyOf { .. } => {
                return None;
            }
        };
        pending.extend(
            members
                .iter()
                .rev()
                .map(|member| Pointer::from(pointer_of(member))),
        );
    }
    let excludes = |not: &str| {
        let schema = ctx.resolved.schemas.get(not);
        schema.is_some_and(|schema| required_only(ctx, schema).is_some())
    };
    let says_object = parts.iter().any(|part| {
        !part.properties.is_empty() || part.additional.is_some() || part.not.is_some_and(excludes)
    });
    let typed = || seen.iter().any(|pointer| is_object_type(ctx, pointer));
    (says_object || typed()).then_some(parts)
}

fn is_object_type(ctx: &Ctx<'_>, pointer: &str) -> bool {
    match ctx
        .resolved
        .schemas
        .get(pointer)
        .map(|schema| &schema.schema_kind)
    {
        Some(SchemaKind::Type(Type::Object(_))) => true,
        Some(SchemaKind::Any(any)) => any.typ.as_deref() == Some("object"),
        _ => false,
    }
}

/// A schema of mixed keywords, as far as they are those of an object.
fn part_of_any<'a>(
    ctx: &Ctx<'a>,
    pointer: Pointer,
    schema: &Schema,
    any: &'a AnySchema,
) -> Option<Part<'a>> {
    let foreign = !matches!(any.typ.as_deref(), None | Some("object"))
        || any.items.is_some()
        || !any.enumeration.is_empty()
        || schema
            .schema_data
            .extensions
            .contains_key(crate::normalize::NULL)
        || !only_rules(ctx, &any.one_of)
        || !only_rules(ctx, &any.any_of);
    (!foreign).then(|| Part {
        properties: properties(&any.properties),
        required: &any.required,
        additional: any.additional_properties.as_ref(),
        not: any.not.as_deref().map(pointer_of),
        pointer,
    })
}

fn properties<T>(properties: &IndexMap<String, ReferenceOr<T>>) -> Vec<(&String, &str)> {
    properties
        .iter()
        .map(|(name, child)| (name, pointer_of(child)))
        .collect()
}

/// Whether the members of a union do nothing but require properties: rules, not shapes.
fn only_rules(ctx: &Ctx<'_>, members: &[ReferenceOr<Schema>]) -> bool {
    members.iter().all(|member| {
        ctx.resolved
            .schemas
            .get(pointer_of(member))
            .is_some_and(|schema| required_only(ctx, schema).is_some())
    })
}

/// The properties that a schema requires, if it does nothing else. It may name them under
/// `properties` too, as long as it says nothing of them.
fn required_only<'a>(ctx: &Ctx<'a>, schema: &'a Schema) -> Option<&'a [String]> {
    let (properties, required, more) = match &schema.schema_kind {
        SchemaKind::Type(Type::Object(object)) => (
            properties(&object.properties),
            &object.required,
            object.additional_properties.is_some(),
        ),
        SchemaKind::Any(any) => {
            let more = any.additional_properties.is_some()
                || any.not.is_some()
                || any.items.is_some()
                || !any.enumeration.is_empty()
                || !(any.all_of.is_empty() && any.one_of.is_empty() && any.any_of.is_empty());
            (properties(&any.properties), &any.required, more)
        }
        _ => return None,
    };
    let says_nothing = |pointer: &str| ctx.resolved.schemas.get(pointer).is_some_and(admits_all);
    let named_only = properties.iter().all(|(_, pointer)| says_nothing(pointer));
    (named_only && !more && !required.is_empty()).then_some(required)
}

/// Whether a schema admits every value.
fn admits_all(schema: &Schema) -> bool {
    matches!(&schema.schema_kind, SchemaKind::Any(any) if *any == AnySchema::default())
}

/// Reads a record, merging what `allOf` brings.
pub(super) fn record(ctx: &mut Ctx<'_>, pointer: &str) -> Record {
    let parts = parts(ctx, pointer).unwrap_or_default();
    let required: BTreeSet<&str> = parts
        .iter()
        .flat_map(|part| part.required)
        .map(String::as_str)
        .collect();
    let mut fields: IndexMap<&str, (&str, Field)> = IndexMap::new();
    let mut additional = None;
    let mut exclusive = Vec::new();
    for part in &parts {
        for (name, child) in &part.properties {
            let presence = if required.contains(name.as_str()) {
                Presence::Required
            } else {
                Presence::Optional
            };
            match fields.get(name.as_str()) {
                Some((known, _)) if known == child => {}
                Some((known, before)) => {
                    let after = field(ctx, name, child, presence);
                    if before.ty != after.ty {
                        contradiction(ctx, name, known, child);
                    }
                    fields.insert(name, (child, after));
                }
                None => {
                    let field = field(ctx, name, child, presence);
                    fields.insert(name, (child, field));
                }
            }
        }
        match part.additional {
            Some(AdditionalProperties::Any(true)) => additional = additional.or(Some(any())),
            Some(AdditionalProperties::Schema(schema)) => {
                additional = Some(shape::inside(ctx, pointer_of(schema)));
            }
            Some(AdditionalProperties::Any(false)) | None => {}
        }
        exclusive.extend(exclusive_group(ctx, part));
        unions_of_rules(ctx, &part.pointer);
    }
    for name in required.iter().filter(|name| !fields.contains_key(*name)) {
        let message = format!("`required` names `{name}`, which is not among the `properties`");
        ctx.warn(
            code::UNCHECKED_RULE,
            join(pointer, &["required"]),
            message,
            "describe the property, or remove the name",
        );
    }
    let fields = fields.into_values().map(|(_, field)| field).collect();
    Record {
        fields,
        additional,
        exclusive,
    }
}

fn field(ctx: &mut Ctx<'_>, name: &str, pointer: &str, presence: Presence) -> Field {
    let ty = shape::type_ref(ctx, pointer);
    let schema = ctx.resolved.schemas.get(pointer);
    let data = schema.map(|schema| &schema.schema_data);
    Field {
        name: name.to_owned(),
        presence,
        ty,
        annotations: annotations::at(ctx, pointer),
        recursive: false,
        idempotency_key: data
            .and_then(|data| data.extensions.get("x-idempotency-key"))
            .is_some_and(|flag| flag == &serde_json::Value::Bool(true)),
    }
}

fn contradiction(ctx: &mut Ctx<'_>, name: &str, first: &str, second: &str) {
    use crate::diagnostic::{Diagnostic, Place};
    let message = format!("`allOf` gives the property `{name}` two different schemas");
    let diagnostic = Diagnostic::warning(
        code::UNSUPPORTED_COMPOSITION,
        Place::key(&ctx.resolved.source, second),
        message,
    )
    .label("the one that is taken")
    .related(Place::key(&ctx.resolved.source, first), "the one before it")
    .help("let both be the same, or refer to one schema");
    ctx.diagnostics.push(diagnostic);
}

/// `not: { required: [a, b] }`: a value has not all of them.
fn exclusive_group(ctx: &mut Ctx<'_>, part: &Part<'_>) -> Option<Vec<String>> {
    let schema = ctx.resolved.schemas.get(part.not?)?;
    match required_only(ctx, schema) {
        Some(names) if names.len() > 1 => Some(names.to_vec()),
        _ => {
            rules::unchecked(ctx, &part.pointer, "not");
            None
        }
    }
}

fn unions_of_rules(ctx: &mut Ctx<'_>, pointer: &str) {
    let Some(SchemaKind::Any(any)) = ctx
        .resolved
        .schemas
        .get(pointer)
        .map(|schema| &schema.schema_kind)
    else {
        return;
    };
    for (keyword, members) in [("oneOf", &any.one_of), ("anyOf", &any.any_of)] {
        if !members.is_empty() {
            rules::unchecked(ctx, pointer, keyword);
        }
    }
}
