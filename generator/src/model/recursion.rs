//! Which properties must be boxed, since a type would hold itself.
//!
//! A type holds the types of its properties by value, but not through a list or a map, which
//! keep their content elsewhere. Every circle of such edges is cut where a search in the order
//! of the types meets a type that it is still inside of.

use std::collections::BTreeSet;

use indexmap::IndexMap;

use super::api::{Kind, Shape, Type, TypeId};

/// Marks the properties to box.
pub(super) fn mark(types: &mut IndexMap<TypeId, Type>) {
    let mut done = BTreeSet::new();
    let mut cuts: BTreeSet<(usize, usize)> = BTreeSet::new();
    for start in 0..types.len() {
        search(types, start, &mut done, &mut cuts);
    }
    for (index, field) in cuts {
        if let Shape::Record(record) = &mut types[index].shape {
            record.fields[field].recursive = true;
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

/// The properties of a type that hold another by value: the index of each, and of its type.
fn edges(types: &IndexMap<TypeId, Type>, index: usize) -> Vec<(usize, usize)> {
    let Shape::Record(record) = &types[index].shape else {
        return Vec::new();
    };
    let held = record
        .fields
        .iter()
        .enumerate()
        .filter_map(|(field, property)| match &property.ty.kind {
            Kind::Named(id) => types.get_index_of(id).map(|target| (field, target)),
            _ => None,
        });
    held.rev().collect()
}
