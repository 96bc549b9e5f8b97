//! Which types have a value to begin with, before anything of them is read.
//!
//! A required property is read into a field that exists already, so its type needs one: texts,
//! numbers and lists have an empty one, an enum has its first variant, a struct has one if its
//! required fields have. A type of another crate has none, nor has a struct that holds itself.

use std::collections::{BTreeMap, VecDeque};

use super::plan::{Enum, Field, Item, Openness, Presence, RustType, Struct, TypeFile, Union};

/// Says of each type whether it has one, and of each union which.
pub(super) fn mark(files: &mut [TypeFile]) {
    let mut items: Vec<&mut Item> = files.iter_mut().flat_map(|file| &mut file.items).collect();
    let waits: Vec<Waits> = items.iter().map(|item| Waits::of(item)).collect();
    let order = settled(&items, waits);
    for (index, variant) in order {
        match &mut *items[index] {
            Item::Struct(item) => item.has_blank = true,
            Item::Union(item) => item.blank = variant,
            Item::Enum(_) => {}
        }
    }
}

/// What a type waits for.
enum Waits {
    /// For all of these.
    All(Vec<String>),
    /// For any of these, one for each variant of a union.
    Any(Vec<Option<String>>),
    /// For nothing that could come.
    Never,
}

/// What a value of a type is made of.
enum Part {
    /// Nothing but itself.
    Itself,
    /// A value of another type.
    Of(String),
    /// There is none.
    None,
}

impl Waits {
    fn of(item: &Item) -> Self {
        match item {
            Item::Struct(item) => Self::of_struct(item),
            Item::Enum(item) if has_first(item) => Self::All(Vec::new()),
            Item::Enum(_) => Self::Never,
            Item::Union(item) => Self::of_union(item),
        }
    }

    fn of_struct(item: &Struct) -> Self {
        // One that `new` makes of nothing is its own default.
        if !item.takes_some() {
            return Self::All(Vec::new());
        }
        let required = |field: &&Field| field.presence == Presence::Required;
        let mut all = Vec::new();
        for field in item.fields.iter().filter(required) {
            match part(&field.ty) {
                Part::Itself => {}
                Part::Of(name) => all.push(name),
                Part::None => return Self::Never,
            }
        }
        all.sort_unstable();
        all.dedup();
        Self::All(all)
    }

    fn of_union(item: &Union) -> Self {
        let variants = item.variants.iter().map(|variant| part(&variant.ty));
        if item.other.is_some() {
            return Self::All(Vec::new());
        }
        let mut any = Vec::new();
        for part in variants {
            any.push(match part {
                Part::Itself => Some(String::new()),
                Part::Of(name) => Some(name),
                Part::None => None,
            });
        }
        Self::Any(any)
    }
}

fn has_first(item: &Enum) -> bool {
    item.openness == Openness::Open || !item.variants.is_empty()
}

fn part(ty: &RustType) -> Part {
    match ty {
        RustType::Named(name) | RustType::Qualified(name) => Part::Of(name.0.clone()),
        RustType::Boxed(inner) => part(inner),
        RustType::Foreign(_) | RustType::File => Part::None,
        _ => Part::Itself,
    }
}

/// The types that have a value, each after those that it is made of, and of a union the variant.
fn settled(items: &[&mut Item], waits: Vec<Waits>) -> Vec<(usize, Option<usize>)> {
    let by_name: BTreeMap<&str, usize> = items
        .iter()
        .enumerate()
        .map(|(index, item)| (item.ident().0.as_str(), index))
        .collect();
    // Who waits for a type, and as which of its variants.
    let mut waiting: Vec<Vec<(usize, Option<usize>)>> = vec![Vec::new(); items.len()];
    let mut missing: Vec<usize> = vec![0; items.len()];
    let mut ready: VecDeque<(usize, Option<usize>)> = VecDeque::new();
    for (index, waits) in waits.into_iter().enumerate() {
        match waits {
            Waits::Never => {}
            Waits::All(names) => {
                missing[index] = names.len();
                for name in names.iter().filter_map(|name| by_name.get(name.as_str())) {
                    waiting[*name].push((index, None));
                }
                if names.is_empty() {
                    ready.push_back((index, None));
                }
            }
            Waits::Any(variants) => {
                missing[index] = 1;
                for (variant, name) in variants.into_iter().enumerate() {
                    match name {
                        Some(name) if name.is_empty() => ready.push_back((index, Some(variant))),
                        Some(name) => {
                            if let Some(&other) = by_name.get(name.as_str()) {
                                waiting[other].push((index, Some(variant)));
                            }
                        }
                        None => {}
                    }
                }
            }
        }
    }
    let mut has_one = vec![false; items.len()];
    let mut order = Vec::new();
    while let Some((index, variant)) = ready.pop_front() {
        if std::mem::replace(&mut has_one[index], true) {
            continue;
        }
        order.push((index, variant));
        for &(other, as_variant) in &waiting[index] {
            missing[other] = missing[other].saturating_sub(1);
            if missing[other] == 0 {
                ready.push_back((other, as_variant));
            }
        }
    }
    order
}
