//! Which properties must be boxed, since a type would hold itself, and which types of a union are left
//! out, since a value of them would be one of the union again, without end.
//!
//! A type holds the types of its properties by value, but not through a list or a map, which
//! keep their content elsewhere. Every circle of such edges is cut where a search in the order
//! of the types meets a type that it is still inside of.

use std::collections::BTreeSet;
use std::sync::Arc;

use indexmap::IndexMap;

use super::api::{Kind, Shape, Type, TypeId, TypeRef};
use super::{Ctx, direction};
use crate::diagnostic::code;

type Types = IndexMap<TypeId, Type>;

/// Finds the types that a type leads to, each with the place in it that does.
type Edges = fn(&Types, usize) -> Vec<(usize, usize)>;

/// Leaves out of unions what leads back to them by unions alone: reading a value of it would never
/// end.
pub(super) fn open(ctx: &mut Ctx<'_>) {
    for (index, variant) in cuts(&ctx.types, choices).into_iter().rev() {
        let Some((id, ty)) = ctx.types.get_index_mut(index) else {
            continue;
        };
        let Shape::Union(union) = &mut ty.shape else {
            continue;
        };
        // Of nothing but itself it is any value.
        if union.variants.len() > 1 {
            union.variants.remove(variant);
        } else {
            union.variants[variant].ty = TypeRef::plain(Kind::Any);
        }
        let (pointer, _) = direction::of(&id.0);
        let pointer = Arc::<str>::from(pointer);
        ctx.warn(
            code::UNSUPPORTED_COMPOSITION,
            pointer,
            "a type that this may be leads back to it, and nothing else".to_owned(),
            "it is left out; remove it, or say what else it is",
        );
    }
}

/// Marks the properties, and the types of unions, to box.
pub(super) fn mark(types: &mut Types) {
    for (index, field) in cuts(types, edges) {
        match &mut types[index].shape {
            Shape::Record(record) => record.fields[field].recursive = true,
            Shape::Union(union) => union.variants[field].recursive = true,
            Shape::Enumeration(_) => {}
        }
    }
}

/// The edges that no circle is left without.
fn cuts(types: &Types, edges: Edges) -> BTreeSet<(usize, usize)> {
    let mut done = BTreeSet::new();
    let mut cuts = BTreeSet::new();
    for start in 0..types.len() {
        search(types, edges, start, &mut done, &mut cuts);
    }
    cuts
}

/// Goes depth first from one type, without recursion: a description may be deeper than a stack.
fn search(
    types: &Types,
    edges: Edges,
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
fn edges(types: &Types, index: usize) -> Vec<(usize, usize)> {
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

/// The types of a union that are unions.
fn choices(types: &Types, index: usize) -> Vec<(usize, usize)> {
    let is_union = |index: usize| matches!(types[index].shape, Shape::Union(_));
    if !is_union(index) {
        return Vec::new();
    }
    let mut edges = edges(types, index);
    edges.retain(|(_, target)| is_union(*target));
    edges
}
