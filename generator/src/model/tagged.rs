//! The property that tells the types of a union apart, in the types that have none of their own.

use std::collections::{BTreeMap, BTreeSet};

use indexmap::IndexMap;
use serde_json::Value;

use super::api::{
    Annotations, Field, Kind, Presence, Record, Shape, Text, Type, TypeId, TypeRef, Union,
};

/// The values of a property by which unions choose a type.
type Tags = BTreeMap<(TypeId, String), BTreeSet<String>>;

/// The properties by which unions choose a type, one for each union.
type Choosing = BTreeMap<TypeId, Vec<String>>;

/// Gives the objects of tagged unions the property that tells them apart where they have none of
/// their own, and its value where it is always the same.
pub(super) fn fill_in(types: &mut IndexMap<TypeId, Type>, others: &BTreeSet<TypeId>) {
    let mut tags = Tags::new();
    let mut choosing = Choosing::new();
    // What stands at other places too, or is chosen where there is no tag, may come without one.
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
            if variant.is_default {
                untagged.insert(id.clone());
            }
            let known = tags.entry((id.clone(), property.clone())).or_default();
            known.extend(variant.tags.iter().cloned());
            let around = choosing.entry(id.clone()).or_default();
            around.push(property.clone());
        }
    }
    let inner = inside(types, &tags, &choosing, &untagged);
    for ((id, property), tags) in tags {
        let mut tags = tags.into_iter();
        let only = tags.next().filter(|_| tags.next().is_none());
        let Some(Type {
            shape: Shape::Record(record),
            ..
        }) = types.get(&id)
        else {
            continue;
        };
        let field = record.fields.iter().find(|field| field.name == property);
        let fixed = only.and_then(|tag| match field.map(|field| &field.ty.kind) {
            None | Some(Kind::String(Text::Plain(_))) => Some(Value::String(tag)),
            Some(Kind::Named(id)) => value_of(types, id, &tag),
            Some(_) => None,
        });
        // Another union tells it apart by another property.
        let mut around = choosing.get(&id).into_iter().flatten();
        let has_others = around.any(|other| *other != property);
        let presence = if has_others || untagged.contains(&id) {
            Presence::Optional
        } else {
            Presence::Required
        };
        if let Some(Type {
            shape: Shape::Record(record),
            ..
        }) = types.get_mut(&id)
        {
            tag_record(record, &property, fixed, presence);
        }
    }
    for ((id, property), (tags, presence)) in inner {
        let mut tags = tags.into_iter();
        let only = tags.next().filter(|_| tags.next().is_none());
        if let Some(Type {
            shape: Shape::Record(record),
            ..
        }) = types.get_mut(&id)
            && record.fields.iter().all(|field| field.name != property)
        {
            tag_record(record, &property, only.map(Value::String), presence);
        }
    }
}

/// The objects of the unions that tagged unions choose: what tells the outer one apart stands in them,
/// beside what tells them apart.
fn inside(
    types: &IndexMap<TypeId, Type>,
    tags: &Tags,
    choosing: &Choosing,
    untagged: &BTreeSet<TypeId>,
) -> BTreeMap<(TypeId, String), (BTreeSet<String>, Presence)> {
    let mut found: BTreeMap<(TypeId, String), (BTreeSet<String>, Presence)> = BTreeMap::new();
    for ((outer, property), tags) in tags {
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
            let chosen = union.variants.iter().map(|variant| &variant.ty.kind);
            for kind in chosen {
                let Kind::Named(id) = kind else { continue };
                let key = (id.clone(), property.clone());
                let (known, least) = found
                    .entry(key)
                    .or_insert_with(|| (BTreeSet::new(), presence));
                known.extend(tags.iter().cloned());
                let is_elsewhere = choosing.get(id).is_some_and(|around| around.len() > 1);
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

/// The value of an enumeration that a tag means.
fn value_of(types: &IndexMap<TypeId, Type>, id: &TypeId, tag: &str) -> Option<Value> {
    let Shape::Enumeration(enumeration) = &types.get(id)?.shape else {
        return None;
    };
    let mut values = enumeration.values.iter();
    values
        .find(|value| value.text() == tag)
        .map(|value| value.value.clone())
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
