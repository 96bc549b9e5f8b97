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

/// By which properties unions choose a type, and by which values of each.
type Choices = BTreeMap<TypeId, BTreeMap<String, BTreeSet<String>>>;

/// Gives the objects of tagged unions the property that tells them apart, and its value where it is
/// always the same. `others` are the types that stand elsewhere than in types.
pub(super) fn settle(types: &mut IndexMap<TypeId, Type>, others: &BTreeSet<TypeId>) {
    let (choices, untagged) = choices(types, others);
    for (id, properties) in &choices {
        let is_chosen_only = !untagged.contains(id) && properties.len() == 1;
        for (property, values) in properties {
            let mut values = values.iter();
            let only = values.next().filter(|_| values.next().is_none());
            let Some(field) = field(types, id, property) else {
                continue;
            };
            let fixed = only.and_then(|value| fixed(types, field, value));
            let presence = if untagged.contains(id) {
                Presence::Optional
            } else {
                Presence::Required
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
            let known = of_type.entry(property.clone()).or_default();
            known.extend(variant.tags.iter().cloned());
        }
    }
    (choices, untagged)
}

/// A property of an object: none within where the object has no such property; none at all where the
/// type is no object.
fn field<'t>(
    types: &'t IndexMap<TypeId, Type>,
    id: &TypeId,
    property: &str,
) -> Option<Option<&'t Field>> {
    match &types.get(id)?.shape {
        Shape::Record(record) => Some(record.fields.iter().find(|field| field.name == property)),
        Shape::Enumeration(_) | Shape::Union(_) => None,
    }
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
