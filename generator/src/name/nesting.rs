//! How deep types are inside each other, as the compiler follows them.
//!
//! Whoever shows a value, drops it or sends it to another thread makes the compiler follow a type through
//! all that it holds, through boxes, lists and maps too, and it gives up after 128 steps
//! (`recursion_limit`). Each crate says its own limit, so a deep one asks for it and shows it.

use crate::model::api::{Api, Field, Kind, Presence, Shape, Type, TypeRef};

/// How many steps are followed without a word. The rest is left to what a caller puts around a type.
const SHALLOW: usize = 96;

/// The steps from a list to its items, and from a map to its values.
const COLLECTION: usize = 3;

/// The steps from a box to what is in it.
const BOX: usize = 2;

/// Returns the limit that a crate with these types asks for, where it is not the one that holds anyway.
/// Where types lead back to each other, how far the compiler goes depends on where it begins: so it is
/// twice what was found, or more.
pub(super) fn limit(api: &Api) -> Option<usize> {
    let deepest = deepest(api);
    (deepest > SHALLOW).then(|| (2 * deepest).next_power_of_two())
}

/// What clippy's `type_complexity` lets pass, as it counts.
const MOST_COMPLEX: usize = 250;

/// Whether a type is written out somewhere that clippy finds too complex: lists in lists, five deep.
pub(super) fn is_complex(api: &Api) -> bool {
    let shapes = api.types.values().map(|ty| &ty.shape);
    let mut types = shapes.flat_map(|shape| -> Vec<&TypeRef> {
        match shape {
            Shape::Record(record) => {
                let fields = record.fields.iter().map(|field| &field.ty);
                fields.chain(record.additional.as_ref()).collect()
            }
            Shape::Union(union) => union.variants.iter().map(|variant| &variant.ty).collect(),
            Shape::Enumeration(_) => Vec::new(),
        }
    });
    types.any(|ty| complexity(ty) > MOST_COMPLEX)
}

/// Each name in a type counts ten times as deep as it stands, in an `Option`.
fn complexity(ty: &TypeRef) -> usize {
    let (mut ty, mut depth, mut sum) = (ty, 2, 10);
    loop {
        sum += 10 * depth;
        depth += 1;
        ty = match &ty.kind {
            Kind::List(inner) => inner,
            Kind::Map(inner) => {
                sum += 10 * depth;
                inner
            }
            _ => return sum,
        };
        if ty.nullable {
            sum += 10 * depth;
            depth += 1;
        }
    }
}

/// An edge to a type, by its index, or to one without a name, and the steps to it.
type Edge = (Option<usize>, usize);

/// The most steps from any type to what is inside it. A type that one is still inside of ends the way:
/// the compiler does not follow it twice.
fn deepest(api: &Api) -> usize {
    let count = api.types.len();
    let mut entered = vec![false; count];
    // Of the types that were left.
    let mut depths: Vec<Option<usize>> = vec![None; count];
    for start in 0..count {
        if std::mem::replace(&mut entered[start], true) {
            continue;
        }
        // Without recursion: a description may be deeper than a stack.
        let mut stack = vec![(start, edges(api, start), 0)];
        while let Some((at, edges_of_it, next)) = stack.last_mut() {
            if let Some((target, _)) = edges_of_it.get(*next).copied() {
                *next += 1;
                if let Some(target) = target
                    && !std::mem::replace(&mut entered[target], true)
                {
                    stack.push((target, edges(api, target), 0));
                }
                continue;
            }
            let inside = edges_of_it.iter();
            let inside = inside.filter_map(|(target, steps)| {
                Some(target.map_or(Some(0), |target| depths[target])? + steps)
            });
            depths[*at] = Some(inside.max().unwrap_or_default());
            stack.pop();
        }
    }
    depths.into_iter().flatten().max().unwrap_or_default()
}

/// The types inside another.
fn edges(api: &Api, index: usize) -> Vec<Edge> {
    let Some((_, Type { shape, .. })) = api.types.get_index(index) else {
        return Vec::new();
    };
    match shape {
        Shape::Record(record) => {
            let fields = record
                .fields
                .iter()
                .filter_map(|field| of_field(api, field));
            let additional = record.additional.as_ref();
            let additional = additional.and_then(|values| inside(api, values, 1 + COLLECTION));
            fields.chain(additional).collect()
        }
        Shape::Union(union) => {
            let variants = union.variants.iter();
            let variant = |(ty, boxed)| inside(api, ty, 1 + in_box(boxed));
            let variants = variants.map(|variant| (&variant.ty, variant.recursive));
            variants.filter_map(variant).collect()
        }
        Shape::Enumeration(_) => Vec::new(),
    }
}

fn of_field(api: &Api, field: &Field) -> Option<Edge> {
    let may_lack = field.presence == Presence::Optional || field.ty.nullable;
    let steps = 1 + usize::from(may_lack) + in_box(field.recursive);
    inside(api, &field.ty, steps)
}

fn in_box(boxed: bool) -> usize {
    if boxed { BOX } else { 0 }
}

/// The type that a use of a type leads to through lists and maps, after some steps already.
fn inside(api: &Api, ty: &TypeRef, steps: usize) -> Option<Edge> {
    let (mut ty, mut steps) = (ty, steps);
    loop {
        let inner = match &ty.kind {
            Kind::Named(id) => return Some((Some(api.types.get_index_of(id)?), steps)),
            Kind::List(inner) | Kind::Map(inner) => inner,
            Kind::Any
            | Kind::Boolean
            | Kind::Integer(_)
            | Kind::Float
            | Kind::Number
            | Kind::String(_)
            | Kind::File
            | Kind::Foreign(..) => return Some((None, steps)),
        };
        steps += COLLECTION + usize::from(inner.nullable);
        ty = inner;
    }
}
