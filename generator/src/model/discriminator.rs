//! What tells the types of a union apart: a property whose value is another for each.

use std::collections::{BTreeMap, BTreeSet};

use indexmap::IndexMap;
use openapiv3::Discriminator;

use super::Ctx;
use super::conjunction::{self, All};
use super::facts::Facts;
use crate::diagnostic::code;
use crate::grammar::{DEFAULT_MAPPING, document_of};
use crate::normalize::{join, last_key};
use crate::resolve::{Pointer, Resolved};
use serde_json::Value;

/// How deep unions inside unions are asked for their tags.
const DEEPEST: usize = 8;

/// A property that tells the types of a union apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Tag {
    pub(super) property: String,
    /// The values, for each member.
    pub(super) values: Vec<Vec<String>>,
    /// The member that a value with none of them is.
    pub(super) default: Option<usize>,
}

/// A schema that another chooses by its discriminator.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Child {
    pub(super) pointer: Pointer,
    pub(super) tags: Vec<String>,
}

/// The schemas with a discriminator and no `oneOf`, and the children that each chooses from: those
/// that it maps to, and those that are it and more (`allOf`).
pub(super) type Parents = BTreeMap<Pointer, Vec<Child>>;

/// Finds the schemas that choose among their children.
pub(super) fn parents(resolved: &Resolved) -> Parents {
    let chooses = |schema: &openapiv3::Schema| schema.schema_data.discriminator.is_some();
    if !resolved.schemas.values().any(|schema| chooses(schema)) {
        return Parents::new();
    }
    let mut heirs: BTreeMap<Pointer, Vec<Pointer>> = BTreeMap::new();
    for pointer in resolved.schemas.keys().filter(|key| is_component(key)) {
        let Some(facts) = Facts::of(resolved, pointer) else {
            continue;
        };
        for parent in ancestors(resolved, &facts) {
            heirs.entry(parent).or_default().push(pointer.clone());
        }
    }
    let mut parents = Parents::new();
    for (pointer, schema) in resolved
        .schemas
        .iter()
        .filter(|(_, schema)| chooses(schema))
    {
        let Some(facts) = Facts::of(resolved, pointer) else {
            continue;
        };
        let Some(discriminator) = &schema.schema_data.discriminator else {
            continue;
        };
        if facts.has_choice() {
            continue;
        }
        let heirs = heirs.get(pointer).map_or(&[][..], Vec::as_slice);
        let children = children_of(resolved, discriminator, heirs);
        if children.iter().any(|child| child.pointer != *pointer) {
            parents.insert(pointer.clone(), children);
        }
    }
    parents
}

/// Whether a schema has a name that a value may be tagged with: as a component, of whichever document.
fn is_component(pointer: &str) -> bool {
    let (place, folders) = match document_of(pointer) {
        Some((_, place)) => (
            place,
            &["/components/schemas/", "/definitions/", "/$defs/"][..],
        ),
        None => (pointer, &["/components/schemas/"][..]),
    };
    let mut folders = folders.iter();
    let name = folders.find_map(|folder| place.strip_prefix(folder));
    name.is_some_and(|name| !name.contains('/'))
}

/// The schemas that another one is and more, from the nearest to the farthest.
fn ancestors(resolved: &Resolved, facts: &Facts<'_>) -> Vec<Pointer> {
    let mut found: Vec<Pointer> = Vec::new();
    let mut pending: Vec<Pointer> = facts.all_of.iter().map(|member| (*member).into()).collect();
    while let Some(pointer) = pending.pop() {
        if found.contains(&pointer) || found.len() > DEEPEST * DEEPEST {
            continue;
        }
        if let Some(facts) = Facts::of(resolved, &pointer) {
            pending.extend(facts.all_of.iter().map(|member| Pointer::from(*member)));
        }
        found.push(pointer);
    }
    found
}

fn children_of(
    resolved: &Resolved,
    discriminator: &Discriminator,
    heirs: &[Pointer],
) -> Vec<Child> {
    let mut children: IndexMap<Pointer, Vec<String>> = IndexMap::new();
    for (tag, target) in &discriminator.mapping {
        if let Some(pointer) = mapped(resolved, target) {
            children.entry(pointer).or_default().push(tag.clone());
        }
    }
    for heir in heirs {
        let tags = children.entry(heir.clone()).or_default();
        if tags.is_empty() {
            tags.push(last_key(heir));
        }
    }
    // It may be the parent itself.
    if let Some(default) = default_of(resolved, discriminator) {
        children.entry(default).or_default();
    }
    children
        .into_iter()
        .map(|(pointer, tags)| Child { pointer, tags })
        .collect()
}

/// Returns the schema that a value of `mapping` means: a reference, or the name of a component.
fn mapped(resolved: &Resolved, target: &str) -> Option<Pointer> {
    let by_reference = target
        .split_once('#')
        .map(|(_, pointer)| pointer.to_owned());
    let by_name = || join("/components/schemas", &[target]);
    let pointer = by_reference.unwrap_or_else(by_name);
    resolved
        .schemas
        .contains_key(pointer.as_str())
        .then(|| pointer.into())
}

/// The schema that a value is which none of the values of a discriminator chooses (OpenAPI 3.2).
fn default_of(resolved: &Resolved, discriminator: &Discriminator) -> Option<Pointer> {
    let target = discriminator.extensions.get(DEFAULT_MAPPING)?.as_str()?;
    mapped(resolved, target)
}

/// The child that a schema chooses where its discriminator says nothing.
pub(super) fn default_child(ctx: &Ctx<'_>, pointer: &str) -> Option<Pointer> {
    let schema = ctx.resolved.schemas.get(pointer)?;
    default_of(ctx.resolved, schema.schema_data.discriminator.as_ref()?)
}

/// Returns the children that the schema at a pointer chooses from.
pub(super) fn children<'c>(ctx: &'c Ctx<'_>, pointer: &str) -> Vec<&'c Pointer> {
    let children = ctx.parents.get(pointer).into_iter().flatten();
    children.map(|child| &child.pointer).collect()
}

/// Whether a schema chooses another, by itself: as a child, a member, or what a value is mapped to.
pub(super) fn chooses(ctx: &Ctx<'_>, parent: &str, child: &str) -> bool {
    let is_listed = |facts: Facts<'_>| {
        let mapping = facts
            .data
            .discriminator
            .iter()
            .filter(|_| facts.has_choice());
        let mut mapping = mapping.flat_map(|found| found.mapping.values());
        facts.one_of.contains(&child)
            || facts.any_of.contains(&child)
            || mapping.any(|target| mapped(ctx.resolved, target).as_deref() == Some(child))
    };
    let mut children = children(ctx, parent).into_iter();
    children.any(|known| **known == *child)
        || Facts::of(ctx.resolved, parent).is_some_and(is_listed)
}

/// Returns the property that tells the members of a union apart: the one of its `discriminator`,
/// or one that has other values in each of them.
pub(super) fn tag(ctx: &mut Ctx<'_>, all: &All<'_>, members: &[Pointer]) -> Option<Tag> {
    let own = all
        .parts
        .iter()
        .find_map(|part| part.data.discriminator.as_ref());
    let declared = own.or_else(|| inherited(ctx, members));
    match declared {
        Some(discriminator) => {
            check_mapping(ctx, all, discriminator);
            let values: Vec<Vec<String>> = members
                .iter()
                .map(|member| declared_values(ctx, discriminator, member, 0))
                .collect();
            let default = default_of(ctx.resolved, discriminator);
            let is_default = |member: &Pointer| Some(ctx.source_of(member)) == default;
            let default = members.iter().position(is_default);
            values.iter().any(|values| !values.is_empty()).then(|| Tag {
                property: discriminator.property_name.clone(),
                values,
                default,
            })
        }
        None => implied(ctx, members),
    }
}

/// The schemas that a mapping leads to and that are no members of its union.
pub(super) fn also_mapped(ctx: &Ctx<'_>, all: &All<'_>, members: &[&str]) -> Vec<Pointer> {
    let discriminator = all
        .parts
        .iter()
        .find_map(|part| part.data.discriminator.as_ref());
    let mut found: Vec<Pointer> = Vec::new();
    let targets = discriminator.iter().flat_map(|found| {
        let mapped_to = found.mapping.values();
        let mapped_to = mapped_to.filter_map(|target| mapped(ctx.resolved, target));
        mapped_to.chain(default_of(ctx.resolved, found))
    });
    for pointer in targets {
        if !members.contains(&&*pointer) && !found.contains(&pointer) {
            found.push(pointer);
        }
    }
    found
}

/// Warns of what a mapping sends to no schema.
pub(super) fn check_mapping(ctx: &mut Ctx<'_>, all: &All<'_>, discriminator: &Discriminator) {
    let default = discriminator.extensions.get(DEFAULT_MAPPING);
    let default = default.and_then(Value::as_str);
    let mapping = discriminator.mapping.iter();
    let mapping = mapping.map(|(tag, target)| (Some(tag.as_str()), target.as_str()));
    for (tag, target) in mapping.chain(default.map(|target| (None, target))) {
        if mapped(ctx.resolved, target).is_some() {
            continue;
        }
        let Some(part) = all
            .parts
            .iter()
            .find(|part| part.data.discriminator.as_ref() == Some(discriminator))
        else {
            continue;
        };
        let chooses = !all.choices.is_empty() || ctx.parents.contains_key(&part.pointer);
        let help = if chooses {
            "such a value is kept as JSON; give the reference or the name of a schema"
        } else {
            "such a value is what the rest of the schema says; give the reference or the name of a schema"
        };
        let message = match tag {
            Some(tag) => format!("`mapping` sends `{tag}` to `{target}`, which is no schema"),
            None => format!("`defaultMapping` is `{target}`, which is no schema"),
        };
        let keys: &[&str] = match tag {
            Some(tag) => &["discriminator", "mapping", tag],
            None => &["discriminator", "defaultMapping"],
        };
        ctx.warn(
            code::UNSUPPORTED_COMPOSITION,
            join(&part.pointer, keys),
            message,
            help,
        );
    }
}

/// The discriminator of a parent that all objects among the members have.
fn inherited<'a>(ctx: &Ctx<'a>, members: &[Pointer]) -> Option<&'a Discriminator> {
    let mut common: Option<&Discriminator> = None;
    for member in members {
        let all = conjunction::gather(ctx, member)?;
        let found = all
            .parts
            .iter()
            .find_map(|part| part.data.discriminator.as_ref())?;
        match common {
            Some(known) if known.property_name != found.property_name => return None,
            _ => common = Some(found),
        }
    }
    common
}

/// The tags of a member: those that are mapped to it, else the values that it says the property
/// has, else its name.
fn declared_values(
    ctx: &Ctx<'_>,
    discriminator: &Discriminator,
    member: &Pointer,
    depth: usize,
) -> Vec<String> {
    let member = ctx.source_of(member);
    let mapped_to_it: Vec<String> = discriminator
        .mapping
        .iter()
        .filter(|(_, target)| mapped(ctx.resolved, target).as_deref() == Some(&*member))
        .map(|(tag, _)| tag.clone())
        .collect();
    if !mapped_to_it.is_empty() {
        return mapped_to_it;
    }
    let said = values_of(ctx, &member, &discriminator.property_name, depth);
    if !said.is_empty() {
        return said;
    }
    if is_component(&member) {
        vec![last_key(&member)]
    } else {
        Vec::new()
    }
}

/// The values that a schema says a property of it has, or that the types of a union say.
fn values_of(ctx: &Ctx<'_>, pointer: &str, property: &str, depth: usize) -> Vec<String> {
    let Some(all) = conjunction::gather(ctx, pointer).filter(|_| depth < DEEPEST) else {
        return Vec::new();
    };
    if let [choice] = &all.choices[..] {
        let discriminator = all
            .parts
            .iter()
            .filter(|part| part.pointer == choice.pointer)
            .find_map(|part| part.data.discriminator.as_ref())
            .filter(|found| found.property_name == property);
        let of_member = |member: &&str| match discriminator {
            Some(discriminator) => {
                declared_values(ctx, discriminator, &Pointer::from(*member), depth + 1)
            }
            None => values_of(ctx, member, property, depth + 1),
        };
        return choice.members.iter().flat_map(of_member).collect();
    }
    let schemas = all.property(property);
    let mut values = schemas.iter().filter_map(|schema| {
        let all = conjunction::gather(ctx, schema)?;
        let values = all.values();
        let scalar = |value: &Value| !value.is_array() && !value.is_object();
        (!values.is_empty() && values.iter().all(scalar)).then(|| {
            values
                .iter()
                .map(|value| {
                    value
                        .as_str()
                        .map_or_else(|| value.to_string(), str::to_owned)
                })
                .collect::<Vec<String>>()
        })
    });
    // The one that names the fewest is the narrowest.
    let first = values.next().unwrap_or_default();
    values.fold(
        first,
        |best, next| {
            if next.len() < best.len() { next } else { best }
        },
    )
}

/// A property that every object among the members requires and that has other values in each.
fn implied(ctx: &Ctx<'_>, members: &[Pointer]) -> Option<Tag> {
    let objects: Vec<(usize, All<'_>)> = members
        .iter()
        .enumerate()
        .filter_map(|(index, member)| Some((index, conjunction::gather(ctx, member)?)))
        .filter(|(_, all)| all.has_properties())
        .collect();
    if objects.len() < 2 {
        return None;
    }
    let (_, first) = objects.first()?;
    let candidates = first.parts.iter().flat_map(|part| &part.properties);
    for (property, _) in candidates {
        let mut seen = BTreeSet::new();
        let mut values: Vec<Vec<String>> = vec![Vec::new(); members.len()];
        let tells_apart = objects.iter().all(|(index, all)| {
            let tags = values_of(ctx, &members[*index], property, DEEPEST - 1);
            let fresh = all.requires(property)
                && !tags.is_empty()
                && tags.iter().all(|tag| seen.insert(tag.clone()));
            values[*index] = tags;
            fresh
        });
        if tells_apart {
            return Some(Tag {
                property: (*property).to_owned(),
                values,
                default: None,
            });
        }
    }
    None
}
