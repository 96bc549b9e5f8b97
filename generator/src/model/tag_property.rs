//! The property that tells the types of a union apart, in those types.
//!
//! An object that only unions choose, each by one value of one property, says nothing with that
//! property: which type it is says it already. Every other object keeps the property, and gets it
//! where the description names it at the discriminator alone.

use std::collections::{BTreeMap, BTreeSet};

use indexmap::IndexMap;
use serde_json::Value;

use super::api::{
    Annotations, Constant, Field, GroupRule, Kind, Presence, Record, Shape, Text, Type, TypeId,
    TypeRef, Union,
};

/// How unions choose a type.
#[derive(Default)]
struct Chosen {
    /// By which properties, and by which values of each.
    properties: BTreeMap<String, BTreeSet<String>>,
    /// How many unions do.
    unions: usize,
}

type Choices = BTreeMap<TypeId, Chosen>;

/// Properties that objects have from further out, with their values, and whether they may be missing.
type Outer = BTreeMap<(TypeId, String), (BTreeSet<String>, Presence)>;

/// Gives the objects of tagged unions the property that tells them apart, and its value where it is
/// always the same. `others` are the types that stand elsewhere than in types.
pub(super) fn settle(types: &mut IndexMap<TypeId, Type>, others: &BTreeSet<TypeId>) {
    let (choices, untagged) = choices(types, others);
    let outer = outer(types, &choices, &untagged);
    for (id, chosen) in &choices {
        // Another union may tell it apart by another property.
        let is_chosen_only = !untagged.contains(id) && chosen.properties.len() == 1;
        for (property, values) in &chosen.properties {
            let only = only(values);
            let Some(Shape::Record(record)) = types.get(id).map(|ty| &ty.shape) else {
                continue;
            };
            let field = record.fields.iter().find(|field| field.name == *property);
            let fixed = only.and_then(|value| fixed(types, field, value));
            let presence = if is_chosen_only {
                Presence::Required
            } else {
                Presence::Optional
            };
            let Some(Type {
                shape: Shape::Record(record),
                is_multipart,
                ..
            }) = types.get_mut(id)
            else {
                continue;
            };
            match fixed {
                Some(Value::String(value))
                    if is_chosen_only && !*is_multipart && may_leave(record, property, &value) =>
                {
                    leave_out(record, property, value);
                }
                fixed => tag_record(record, property, fixed, presence),
            }
        }
    }
    for ((id, property), (values, presence)) in outer {
        if let Some(Type {
            shape: Shape::Record(record),
            ..
        }) = types.get_mut(&id)
            && record.fields.iter().all(|field| field.name != property)
            && record.tag.as_ref().is_none_or(|tag| tag.name != property)
        {
            let fixed = only(&values).cloned().map(Value::String);
            tag_record(record, &property, fixed, presence);
        }
    }
}

fn only(values: &BTreeSet<String>) -> Option<&String> {
    let mut values = values.iter();
    values.next().filter(|_| values.next().is_none())
}

/// How unions choose each type, and the types that may come without such a property: those that stand
/// at other places too, or that a union tries or falls back to.
fn choices(
    types: &IndexMap<TypeId, Type>,
    others: &BTreeSet<TypeId>,
) -> (Choices, BTreeSet<TypeId>) {
    let mut choices = Choices::new();
    let mut untagged = others.clone();
    for ty in types.values() {
        let Shape::Union(Union {
            variants,
            tag: Some(property),
            ..
        }) = &ty.shape
        else {
            let inside = ty.types().into_iter().filter_map(TypeRef::named);
            untagged.extend(inside.cloned());
            continue;
        };
        for variant in variants {
            let Kind::Named(id) = &variant.ty.kind else {
                untagged.extend(variant.ty.named().cloned());
                continue;
            };
            if variant.is_default || variant.tags.is_empty() {
                untagged.insert(id.clone());
            }
            let of_type = choices.entry(id.clone()).or_default();
            of_type.unions += 1;
            let known = of_type.properties.entry(property.clone()).or_default();
            known.extend(variant.tags.iter().cloned());
        }
    }
    (choices, untagged)
}

/// The objects of the unions that tagged unions choose: what tells the outer one apart stands in them,
/// beside what tells them apart.
fn outer(types: &IndexMap<TypeId, Type>, choices: &Choices, untagged: &BTreeSet<TypeId>) -> Outer {
    let mut found = Outer::new();
    let chosen = choices.iter();
    let chosen = chosen.flat_map(|(id, chosen)| chosen.properties.iter().map(move |by| (id, by)));
    for (outer, (property, values)) in chosen {
        let mut seen = BTreeSet::from([outer]);
        let mut pending = vec![(outer, Presence::Required)];
        while let Some((id, around)) = pending.pop() {
            let Some(Shape::Union(union)) = types.get(id).map(|ty| &ty.shape) else {
                continue;
            };
            if union.tag.as_ref() == Some(property) {
                continue;
            }
            let presence = if untagged.contains(id) {
                Presence::Optional
            } else {
                around
            };
            for kind in union.variants.iter().map(|variant| &variant.ty.kind) {
                let Kind::Named(id) = kind else { continue };
                let key = (id.clone(), property.clone());
                let (known, least) = found
                    .entry(key)
                    .or_insert_with(|| (BTreeSet::new(), presence));
                known.extend(values.iter().cloned());
                let is_elsewhere = choices.get(id).is_some_and(|chosen| chosen.unions > 1);
                if presence == Presence::Optional || is_elsewhere || untagged.contains(id) {
                    *least = Presence::Optional;
                }
                if seen.insert(id) {
                    pending.push((id, *least));
                }
            }
        }
    }
    found
}

/// The value of a property that a value of a discriminator means.
fn fixed(types: &IndexMap<TypeId, Type>, field: Option<&Field>, value: &str) -> Option<Value> {
    match field.map(|field| &field.ty.kind) {
        None | Some(Kind::String(Text::Plain(_))) => Some(Value::String(value.to_owned())),
        Some(Kind::Named(id)) => match &types.get(id)?.shape {
            Shape::Enumeration(enumeration) => {
                let mut known = enumeration.values.iter();
                known
                    .find(|known| known.text() == value)
                    .map(|known| known.value.clone())
            }
            Shape::Record(_) | Shape::Union(_) => None,
        },
        Some(_) => None,
    }
}

/// Whether nothing else is said of a property than that it has this value.
fn may_leave(record: &Record, property: &str, value: &str) -> bool {
    let names = record.groups.iter().flat_map(|rule| match rule {
        GroupRule::Exclusive(names) => names.iter().collect(),
        GroupRule::AtLeastOne(groups) | GroupRule::ExactlyOne(groups) => {
            groups.iter().flatten().collect()
        }
        GroupRule::Dependent(name, needed) => {
            let mut names: Vec<&String> = needed.iter().collect();
            names.push(name);
            names
        }
    });
    let field = record.fields.iter().find(|field| field.name == property);
    let is_plain = field.is_none_or(|field| {
        let fixed = field.fixed.as_ref();
        !field.idempotency_key
            && !field.annotations.deprecated
            && field
                .ty
                .rules
                .iter()
                .all(|rule| rule.admits(value) == Some(true))
            && field.rust_name.is_none()
            && fixed.is_none_or(|fixed| fixed.as_str() == Some(value))
    });
    is_plain && names.into_iter().all(|name| name != property)
}

/// Takes a property out of the fields of an object that is told apart by it.
fn leave_out(record: &mut Record, property: &str, value: String) {
    let index = record
        .fields
        .iter()
        .position(|field| field.name == property);
    let description = index.and_then(|index| record.fields.remove(index).annotations.description);
    // It travels both ways.
    record.left_out.retain(|name| name != property);
    record.tag = Some(Constant {
        name: property.to_owned(),
        value,
        description,
    });
}

fn tag_record(record: &mut Record, property: &str, fixed: Option<Value>, presence: Presence) {
    if let Some(field) = record
        .fields
        .iter_mut()
        .find(|field| field.name == property)
    {
        if field.presence == Presence::Required && field.fixed.is_none() {
            field.fixed = fixed;
        }
        return;
    }
    record.left_out.retain(|name| name != property);
    record.fields.push(Field {
        name: property.to_owned(),
        presence,
        ty: TypeRef::plain(Kind::String(Text::Plain(None))),
        annotations: Annotations {
            description: Some(
                "Tells this type from the others that may stand in its place.".to_owned(),
            ),
            ..Annotations::default()
        },
        rust_name: None,
        recursive: false,
        idempotency_key: false,
        schemas: Vec::new(),
        is_tag: true,
        fixed,
    });
}
