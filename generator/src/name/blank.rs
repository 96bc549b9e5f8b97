//! Which types have a value to begin with, before anything of them is read.
//!
//! A required property is read into a field that exists already, so its type needs one: texts,
//! numbers and lists have an empty one, an enum has a variant (the first, or that of what it does not
//! know), a struct has one if its required fields have. A type of another crate has none, nor has what
//! is in a box, as a struct that holds itself is: it would be made for nothing, for each value.

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
    Any(Vec<Part>),
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
        if item.other.is_some() {
            return Self::All(Vec::new());
        }
        let variants = item.variants.iter().map(|variant| part(&variant.ty));
        Self::Any(variants.collect())
    }
}

fn has_first(item: &Enum) -> bool {
    item.openness == Openness::Open || !item.variants.is_empty()
}

fn part(ty: &RustType) -> Part {
    match ty {
        RustType::Named(name) | RustType::Qualified(name) => Part::Of(name.0.clone()),
        RustType::Boxed(_) | RustType::Foreign(_) | RustType::File => Part::None,
        RustType::Bool
        | RustType::I8
        | RustType::U8
        | RustType::I16
        | RustType::U16
        | RustType::I32
        | RustType::I64
        | RustType::U32
        | RustType::U64
        | RustType::F64
        | RustType::Number
        | RustType::String
        | RustType::Base64
        | RustType::Json
        | RustType::Vec(_)
        | RustType::Map(_)
        | RustType::Option(_)
        | RustType::Nullable(_) => Part::Itself,
    }
}

/// The types that have a value, each after those that it is made of, and of a union the variant.
fn settled(items: &[&mut Item], waits: Vec<Waits>) -> Vec<(usize, Option<usize>)> {
    let mut queue = Queue::new(items, waits);
    let mut has_one = vec![false; items.len()];
    let mut order = Vec::new();
    while let Some((index, variant)) = queue.ready.pop_front() {
        if std::mem::replace(&mut has_one[index], true) {
            continue;
        }
        order.push((index, variant));
        for &(other, as_variant) in &queue.waiting[index] {
            queue.missing[other] = queue.missing[other].saturating_sub(1);
            if queue.missing[other] == 0 {
                queue.ready.push_back((other, as_variant));
            }
        }
    }
    order
}

/// Who waits for whom. A type is said by its index, and a union also by the variant that it would be.
struct Queue {
    ready: VecDeque<(usize, Option<usize>)>,
    /// Who waits for a type.
    waiting: Vec<Vec<(usize, Option<usize>)>>,
    /// For how many types one waits still.
    missing: Vec<usize>,
}

impl Queue {
    fn new(items: &[&mut Item], waits: Vec<Waits>) -> Self {
        let names = items.iter().map(|item| item.ident().0.as_str());
        let by_name: BTreeMap<&str, usize> = names.zip(0..).collect();
        let mut queue = Self {
            ready: VecDeque::new(),
            waiting: vec![Vec::new(); items.len()],
            missing: vec![0; items.len()],
        };
        for (index, waits) in waits.into_iter().enumerate() {
            queue.add(index, waits, &by_name);
        }
        queue
    }

    fn add(&mut self, index: usize, waits: Waits, by_name: &BTreeMap<&str, usize>) {
        match waits {
            Waits::Never => {}
            Waits::All(names) if names.is_empty() => self.ready.push_back((index, None)),
            Waits::All(names) => {
                self.missing[index] = names.len();
                for other in names.iter().filter_map(|name| by_name.get(name.as_str())) {
                    self.waiting[*other].push((index, None));
                }
            }
            Waits::Any(variants) => {
                self.missing[index] = 1;
                for (variant, part) in variants.into_iter().enumerate() {
                    let as_variant = (index, Some(variant));
                    match part {
                        Part::Itself => self.ready.push_back(as_variant),
                        Part::Of(name) => {
                            if let Some(&other) = by_name.get(name.as_str()) {
                                self.waiting[other].push(as_variant);
                            }
                        }
                        Part::None => {}
                    }
                }
            }
        }
    }
}
