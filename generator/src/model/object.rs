//! Objects: their properties, those of the objects merged into them by `allOf`, and the others.

use std::collections::BTreeSet;

use openapiv3::AdditionalProperties;

use super::api::{Field, Kind, Presence, Record, TypeRef};
use super::conjunction::{self, All};
use super::facts::Facts;
use super::{Ctx, annotations, rules, shape};
use crate::diagnostic::code;
use crate::normalize::join;
use crate::resolve::pointer_of;

/// Reads a record, merging what `allOf` brings.
pub(super) fn record(ctx: &mut Ctx<'_>, pointer: &str, all: &All<'_>) -> Record {
    let mut fields: Vec<Field> = Vec::new();
    let mut seen: BTreeSet<&str> = BTreeSet::new();
    let mut left_out: Vec<String> = Vec::new();
    for (name, _) in all.parts.iter().flat_map(|part| &part.properties) {
        if seen.insert(name) {
            let presence = if all.requires(name) {
                Presence::Required
            } else {
                Presence::Optional
            };
            let schemas = all.property(name);
            if ctx.is_left_out(&schemas) {
                left_out.push((*name).to_owned());
                continue;
            }
            fields.push(field(ctx, pointer, name, &schemas, presence));
        }
    }
    let mut additional = match all.additional() {
        Some(AdditionalProperties::Any(true)) => Some(TypeRef::plain(Kind::Any)),
        Some(AdditionalProperties::Schema(schema)) => Some(shape::inside(ctx, pointer_of(schema))),
        Some(AdditionalProperties::Any(false)) | None => None,
    };
    if !all.choices.is_empty() {
        // What the choices bring has a place among the others.
        additional = additional.or(Some(TypeRef::plain(Kind::Any)));
    }
    let mut exclusive = Vec::new();
    for part in &all.parts {
        exclusive.extend(exclusive_group(ctx, part));
    }
    for (part, keyword) in &all.alternatives {
        rules::unchecked(ctx, part, keyword);
    }
    undescribed(ctx, pointer, all, &seen);
    Record {
        fields,
        additional,
        left_out,
        exclusive,
    }
}

/// Reports names under `required` of which nothing is said.
fn undescribed(ctx: &mut Ctx<'_>, pointer: &str, all: &All<'_>, known: &BTreeSet<&str>) {
    let mut reported: BTreeSet<&str> = BTreeSet::new();
    for part in &all.parts {
        for name in part.required {
            if known.contains(name.as_str()) || !reported.insert(name) {
                continue;
            }
            let message = format!("`required` names `{name}`, which is not among the `properties`");
            let place = if ctx.resolved.schemas.contains_key(pointer) {
                join(pointer, &["required"])
            } else {
                join(&part.pointer, &["required"])
            };
            ctx.warn(
                code::UNCHECKED_RULE,
                place,
                message,
                "describe the property, or remove the name",
            );
        }
    }
}

fn field(
    ctx: &mut Ctx<'_>,
    owner: &str,
    name: &str,
    schemas: &[&str],
    presence: Presence,
) -> Field {
    let pointer = match schemas {
        [only] => (*only).into(),
        several => ctx.join(owner, &join("properties", &[name]), several),
    };
    let ty = shape::type_ref(ctx, &pointer);
    let all = conjunction::gather(ctx, &pointer);
    let flag = |facts: &Facts<'_>| {
        facts.data.extensions.get("x-idempotency-key") == Some(&serde_json::Value::Bool(true))
    };
    let values = all.as_ref().map_or_else(Vec::new, All::values);
    let fixed = match &values[..] {
        [only] if presence == Presence::Required && !ty.nullable && admits(ctx, &ty, only) => {
            Some(only.clone())
        }
        _ => None,
    };
    // The narrowest speaks first.
    let mut annotations = schemas
        .last()
        .map_or_else(Default::default, |last| annotations::at(ctx, last));
    for schema in schemas.iter().rev().skip(1) {
        annotations = annotations::or(annotations, annotations::at(ctx, schema));
    }
    Field {
        name: name.to_owned(),
        presence,
        ty,
        annotations,
        rust_name: schemas
            .iter()
            .rev()
            .find_map(|schema| field_name(ctx, name, schema)),
        recursive: false,
        idempotency_key: schemas
            .iter()
            .any(|schema| Facts::of(ctx.resolved, schema).is_some_and(|facts| flag(&facts))),
        schemas: schemas.iter().map(|schema| (*schema).into()).collect(),
        fixed,
    }
}

/// The name that a property is given in Rust: by its own schema, not by one that it refers to.
fn field_name(ctx: &Ctx<'_>, name: &str, schema: &str) -> Option<String> {
    let is_own = schema.ends_with(&join("/properties", &[name]));
    let facts = Facts::of(ctx.resolved, schema).filter(|_| is_own)?;
    ctx.overrides.name(schema, Some(&facts.data.extensions))
}

/// Whether the one value that a schema names is of the type that it is: parts that contradict each
/// other say otherwise.
fn admits(ctx: &mut Ctx<'_>, ty: &TypeRef, value: &serde_json::Value) -> bool {
    match &ty.kind {
        Kind::Boolean => value.is_boolean(),
        Kind::Integer(_) | Kind::Float | Kind::Number => value.is_number(),
        Kind::String(_) => value.is_string(),
        Kind::Named(id) => shape::is_enumeration(ctx, id),
        Kind::Any | Kind::List(_) | Kind::Map(_) | Kind::Foreign(..) => false,
    }
}

/// Whether a part says which properties exclude each other.
pub(super) fn excludes(ctx: &Ctx<'_>, part: &Facts<'_>) -> bool {
    let excluded = part.not.and_then(|not| Facts::of(ctx.resolved, not));
    excluded.is_some_and(|facts| conjunction::required_only(ctx, &facts).is_some())
}

/// `not: { required: [a, b] }`: a value has not all of them.
fn exclusive_group(ctx: &mut Ctx<'_>, part: &Facts<'_>) -> Option<Vec<String>> {
    let facts = Facts::of(ctx.resolved, part.not?)?;
    match conjunction::required_only(ctx, &facts) {
        Some(names) if names.len() > 1 => Some(names.to_vec()),
        _ => {
            rules::unchecked(ctx, &part.pointer, "not");
            None
        }
    }
}
