//! Which properties must be boxed, since a type would hold itself.
//!
//! A type holds the types of its properties by value, but not through a list or a map, which
//! keep their content elsewhere. Every circle of such edges is cut where a search in the order
//! of the types meets a type that it is still inside of.

use std::collections::BTreeSet;

use indexmap::IndexMap;

use super::api::{Kind, Shape, Type, TypeId, TypeRef};

/// Marks the properties, and the types of unions, to box.
pub(super) fn mark(types: &mut IndexMap<TypeId, Type>) {
    let mut done = BTreeSet::new();
    let mut cuts: BTreeSet<(usize, usize)> = BTreeSet::new();
    for start in 0..types.len() {
        search(types, start, &mut done, &mut cuts);
    }
    for (index, field) in cuts {
        match &mut types[index].shape {
            Shape::Record(record) => record.fields[field].recursive = true,
            Shape::Union(union) => union.variants[field].recursive = true,
            Shape::Enumeration(_) => {}
        }
    }
}

/// Goes depth first from one type, without recursion: a description may be deeper than a stack.
fn search(
    types: &IndexMap<TypeId, Type>,
    start: usize,
    done: &mut BTreeSet<usize>,
    cuts: &mut BTreeSet<(usize, usize)>,
) {
    if !done.insert(start) {
        return;
    }
    let mut inside = BTreeSet::from([start]);
    let mut stack = vec![(start, edges(types, start))];
    while let Some((at, edges_left)) = stack.last_mut() {
        let at = *at;
        let Some((field, target)) = edges_left.pop() else {
            inside.remove(&at);
            stack.pop();
            continue;
        };
        if inside.contains(&target) {
            cuts.insert((at, field));
        } else if done.insert(target) {
            inside.insert(target);
            stack.push((target, edges(types, target)));
        }
    }
}

/// The properties of a type, or the types of a union, that hold another type by value: the index
/// of each, and of its type.
fn edges(types: &IndexMap<TypeId, Type>, index: usize) -> Vec<(usize, usize)> {
    let held: Vec<&TypeRef> = match &types[index].shape {
        Shape::Record(record) => record.fields.iter().map(|field| &field.ty).collect(),
        Shape::Union(union) => union.variants.iter().map(|variant| &variant.ty).collect(),
        Shape::Enumeration(_) => Vec::new(),
    };
    let edges = held
        .into_iter()
        .enumerate()
        .filter_map(|(place, ty)| match &ty.kind {
            Kind::Named(id) => types.get_index_of(id).map(|target| (place, target)),
            _ => None,
        });
    edges.rev().collect()
}
