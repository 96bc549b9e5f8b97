//! Objects: their properties, those of the objects merged into them by `allOf`, and the others.

use std::collections::BTreeSet;

use indexmap::IndexMap;
use serde_json::Value;

use super::api::{Field, GroupRule, Kind, Presence, Record, Rule, TypeRef};
use super::conjunction::{self, All, Others};
use super::direction::Direction;
use super::facts::Facts;
use super::{Ctx, annotations, bounds, idempotency, part, rules, shape};
use crate::diagnostic::code;
use crate::normalize::{DEPENDENT, join};

/// Reads a record, merging what `allOf` brings.
pub(super) fn record(ctx: &mut Ctx<'_>, pointer: &str, all: &All<'_>) -> Record {
    let mut fields: Vec<Field> = Vec::new();
    let mut seen: BTreeSet<&str> = BTreeSet::new();
    let mut left_out: Vec<String> = Vec::new();
    let required = all.required();
    for (name, schemas) in all.properties() {
        seen.insert(name);
        let presence = if required.contains(name) {
            Presence::Required
        } else {
            Presence::Optional
        };
        if ctx.is_left_out(&schemas) {
            left_out.push(name.to_owned());
            continue;
        }
        fields.push(field(ctx, pointer, name, &schemas, presence));
    }
    let others = all.additional();
    let mut additional = match &others {
        Some(Others::Switch(true)) => Some(TypeRef::plain(Kind::Any)),
        Some(Others::Switch(false)) | None => None,
        others => {
            let values = ctx.others(pointer, "additionalProperties", others.as_ref());
            values.map(|values| property_type(ctx, &values))
        }
    };
    if !all.choices.is_empty() {
        // What the choices bring has a place among the others.
        additional = additional.or(Some(TypeRef::plain(Kind::Any)));
    }
    for (name, schemas) in conditional(ctx, all) {
        if !seen.insert(name) {
            continue;
        }
        if ctx.is_left_out(&schemas) {
            left_out.push(name.to_owned());
        } else {
            fields.push(conditional_field(ctx, pointer, name, &schemas));
        }
    }
    undescribed(ctx, pointer, all, &seen);
    let mut rules = rules::of_record(ctx, all);
    if additional.is_none() {
        // There are no other names.
        rules.retain(|rule| !matches!(rule, Rule::Names(_)));
        bounds::leave_too_many_out(ctx, all, fields.len(), &mut rules);
    }
    let is_known = |name: &str| seen.contains(name) || additional.is_some();
    Record {
        groups: with_what_is_there(groups(ctx, all, &is_known), &left_out),
        rules,
        fields,
        additional,
        tag: None,
        left_out,
    }
}

/// The rules on which properties come together.
fn groups(ctx: &mut Ctx<'_>, all: &All<'_>, is_known: &dyn Fn(&str) -> bool) -> Vec<GroupRule> {
    let mut groups = Vec::new();
    for part in &all.parts {
        groups.extend(excluded(ctx, part));
        groups.extend(dependent(ctx, part, is_known));
    }
    // What a value has not is not there, whatever the rule.
    groups.retain(|group| match group {
        GroupRule::Exclusive(names) => names.iter().all(|name| is_known(name)),
        GroupRule::Dependent(..) | GroupRule::AtLeastOne(_) | GroupRule::ExactlyOne(_) => true,
    });
    for alternative in &all.alternatives {
        if !alternative
            .groups
            .iter()
            .flatten()
            .all(|name| is_known(name))
        {
            rules::unchecked(ctx, &alternative.pointer, alternative.keyword);
        } else if alternative.keyword == "oneOf" {
            groups.push(GroupRule::ExactlyOne(alternative.groups.clone()));
        } else {
            groups.push(GroupRule::AtLeastOne(alternative.groups.clone()));
        }
    }
    groups
}

/// Rules on properties of which some take no part in the direction: what they are is decided at the
/// other end, and nothing is asked of a value for them.
fn with_what_is_there(rules: Vec<GroupRule>, left_out: &[String]) -> Vec<GroupRule> {
    let is_there = |name: &String| !left_out.contains(name);
    let mut rules = rules;
    rules.retain_mut(|rule| {
        if let GroupRule::ExactlyOne(groups) = rule
            && !groups.iter().flatten().all(is_there)
        {
            // Whether a group is whole, only the other end knows.
            *rule = GroupRule::AtLeastOne(std::mem::take(groups));
        }
        match rule {
            GroupRule::Exclusive(names) => names.iter().all(is_there),
            GroupRule::AtLeastOne(groups) | GroupRule::ExactlyOne(groups) => {
                for group in &mut *groups {
                    group.retain(is_there);
                }
                groups.iter().all(|group| !group.is_empty())
            }
            GroupRule::Dependent(name, needed) => {
                needed.retain(is_there);
                is_there(name) && !needed.is_empty()
            }
        }
    });
    rules
}

/// `dependentRequired`, as far as the properties are there. What has no place in a value can't be
/// asked for.
fn dependent(
    ctx: &mut Ctx<'_>,
    part: &Facts<'_>,
    is_known: &dyn Fn(&str) -> bool,
) -> Vec<GroupRule> {
    let mut groups = Vec::new();
    let said = part.data.extensions.get(DEPENDENT);
    for (name, needed) in said.and_then(Value::as_object).into_iter().flatten() {
        if !is_known(name) {
            continue;
        }
        let needed = needed.as_array().into_iter().flatten();
        let (known, unknown): (Vec<&str>, Vec<&str>) = needed
            .filter_map(Value::as_str)
            .partition(|name| is_known(name));
        for name in unknown {
            ctx.warn(
                code::UNCHECKED_RULE,
                join(&part.pointer, &["dependentRequired"]),
                format!("`dependentRequired` names `{name}`, which is not among the `properties`"),
                "describe the property, or remove the name",
            );
        }
        if !known.is_empty() {
            let known = known.into_iter().map(str::to_owned).collect();
            groups.push(GroupRule::Dependent(name.clone(), known));
        }
    }
    groups
}

/// Reports what is asked of the properties of a map, which has none.
pub(super) fn unchecked_in_a_map(ctx: &mut Ctx<'_>, pointer: &str, all: &All<'_>) {
    undescribed(ctx, pointer, all, &BTreeSet::new());
    for part in &all.parts {
        if part.data.extensions.contains_key(DEPENDENT) {
            rules::unchecked(ctx, &part.pointer, "dependentRequired");
        }
    }
}

/// Whether there are properties that come only where something else does.
pub(super) fn has_conditional(ctx: &Ctx<'_>, all: &All<'_>) -> bool {
    !conditional(ctx, all).is_empty()
}

/// The properties that come only where something else does, and their schemas.
fn conditional<'a>(ctx: &Ctx<'a>, all: &All<'a>) -> IndexMap<&'a str, Vec<&'a str>> {
    let mut found: IndexMap<&str, Vec<&str>> = IndexMap::new();
    let mut seen = BTreeSet::new();
    let mut pending: Vec<&str> = Vec::new();
    let below = |all: &All<'a>| -> Vec<&'a str> {
        let conditional = all.parts.iter().flat_map(|part| part.conditional.clone());
        let members = all.choices.iter().flat_map(|choice| choice.members.clone());
        conditional.chain(members).collect()
    };
    let conditional = all.parts.iter().flat_map(|part| part.conditional.clone());
    pending.extend(conditional);
    pending.reverse();
    while let Some(pointer) = pending.pop() {
        if !seen.insert(pointer) {
            continue;
        }
        let Some(all) = conjunction::gather(ctx, pointer) else {
            continue;
        };
        for (name, schema) in all.parts.iter().flat_map(|part| &part.properties) {
            // What is asked of a property says nothing of what it is.
            let schemas = found.entry(name).or_default();
            if !pointer.ends_with("/if") {
                schemas.push(schema);
            }
        }
        pending.extend(below(&all).into_iter().rev());
    }
    found
}

/// A property that comes only where something else does: of one type, if its schemas agree.
fn conditional_field(ctx: &mut Ctx<'_>, owner: &str, name: &str, schemas: &[&str]) -> Field {
    let Some((first, others)) = schemas.split_first() else {
        return Field {
            ty: TypeRef::plain(Kind::Any),
            ..field(ctx, owner, name, &[], Presence::Optional)
        };
    };
    let mut field = field(ctx, owner, name, &[first], Presence::Optional);
    for other in others {
        let ty = property_type(ctx, other);
        if ty.kind != field.ty.kind {
            field.ty = TypeRef::plain(Kind::Any);
        }
        field.ty.nullable |= ty.nullable;
        if ty.rules != field.ty.rules {
            field.ty.rules.clear();
        }
    }
    field.schemas.clear();
    field
}

/// Reports names under `required` of which nothing is said.
fn undescribed(ctx: &mut Ctx<'_>, pointer: &str, all: &All<'_>, known: &BTreeSet<&str>) {
    let mut reported: BTreeSet<&str> = BTreeSet::new();
    for part in &all.parts {
        for name in part.required {
            if known.contains(name.as_str()) || !reported.insert(name) {
                continue;
            }
            // The property may be missing because of a mistake that was told.
            let parts = || all.parts.iter().map(|part| &*part.pointer);
            if parts()
                .chain([pointer])
                .any(|part| ctx.diagnostics.told_of(part))
            {
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
    let ty = property_type(ctx, &pointer);
    let fixed = match presence {
        Presence::Required => only_value(ctx, &pointer, &ty),
        Presence::Optional => None,
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
        idempotency_key: schemas.iter().any(|schema| {
            Facts::of(ctx.resolved, schema).is_some_and(|it| idempotency::is_key(&it))
        }),
        schemas: schemas.iter().map(|schema| (*schema).into()).collect(),
        is_tag: false,
        fixed,
    }
}

/// The type of a property: in a body of several parts it may be a file, and is as in every request
/// if not.
fn property_type(ctx: &mut Ctx<'_>, pointer: &str) -> TypeRef {
    if ctx.direction != Direction::Parts {
        return shape::type_ref(ctx, pointer);
    }
    if let Some(ty) = part::property(ctx, pointer) {
        return ty;
    }
    ctx.direction = Direction::Request;
    let ty = shape::type_ref(ctx, pointer);
    ctx.direction = Direction::Parts;
    ty
}

/// The name that a property is given in Rust: by its own schema, not by one that it refers to.
fn field_name(ctx: &Ctx<'_>, name: &str, schema: &str) -> Option<String> {
    let is_own = schema.ends_with(&join("/properties", &[name]));
    let facts = Facts::of(ctx.resolved, schema).filter(|_| is_own)?;
    ctx.overrides.name(schema, Some(&facts.data.extensions))
}

/// The one value that a schema leaves to what is of a type.
pub(super) fn only_value(ctx: &mut Ctx<'_>, pointer: &str, ty: &TypeRef) -> Option<Value> {
    let values = conjunction::gather(ctx, pointer)?.values();
    match &values[..] {
        [only] if !ty.nullable && admits(ctx, ty, only) => Some(only.clone()),
        _ => None,
    }
}

/// Whether the one value that a schema names is of the type that it is: parts that contradict each
/// other say otherwise.
fn admits(ctx: &mut Ctx<'_>, ty: &TypeRef, value: &Value) -> bool {
    match &ty.kind {
        Kind::Boolean => value.is_boolean(),
        Kind::Integer(_) | Kind::Float | Kind::Number => value.is_number(),
        Kind::String(_) => value.is_string(),
        Kind::Named(id) => shape::is_enumeration(ctx, id),
        Kind::Any | Kind::List(_) | Kind::Map(_) | Kind::File | Kind::Foreign(..) => false,
    }
}

/// Whether a part says which properties exclude each other.
pub(super) fn excludes(ctx: &Ctx<'_>, part: &Facts<'_>) -> bool {
    part.not.is_some_and(|not| conjunction::is_rule(ctx, not))
}

/// `not: { required: [a, b] }`: a value has not all of them. Not any of several: none of the groups.
fn excluded(ctx: &mut Ctx<'_>, part: &Facts<'_>) -> Vec<GroupRule> {
    let Some(not) = part.not else {
        return Vec::new();
    };
    if let Some(names) = conjunction::group(ctx, not) {
        return vec![GroupRule::Exclusive(names)];
    }
    let any = conjunction::gather(ctx, not).filter(|all| {
        let silent = all.parts.iter().all(|part| !part.says_shape());
        silent && all.choices.is_empty()
    });
    match any.as_ref().map(|all| &all.alternatives[..]) {
        Some([only]) if only.keyword == "anyOf" => {
            let groups = only.groups.iter().cloned();
            groups.map(GroupRule::Exclusive).collect()
        }
        _ => {
            rules::unchecked(ctx, &part.pointer, "not");
            Vec::new()
        }
    }
}
