//! What is checked before a value is sent.

use std::collections::BTreeSet;

use serde_json::Number;

use super::plan::{Check, Field, Limit, Literal, RustType, Target};
use crate::model::api::{self, Api, Bound, Kind, Record, Rule, Shape, TypeId, TypeRef};

/// The types that have rules, of their own or of a type inside them.
pub(super) struct Checked(BTreeSet<TypeId>);

/// Finds the types that have rules.
pub(super) fn checked(api: &Api) -> Checked {
    let mut checked: BTreeSet<TypeId> = BTreeSet::new();
    // A type that holds a checked one is checked; in a circle that takes more than one round.
    loop {
        let before = checked.len();
        for (id, ty) in &api.types {
            let is_checked = match &ty.shape {
                Shape::Record(record) => {
                    let mut types = record.fields.iter().map(|field| &field.ty);
                    !record.exclusive.is_empty()
                        || types.any(|ty| has_rules(ty) || holds(ty, &checked))
                }
                Shape::Union(union) => {
                    let mut types = union.variants.iter().map(|variant| &variant.ty);
                    types.any(|ty| holds_float(ty) || holds(ty, &checked))
                }
                Shape::Enumeration(_) => false,
            };
            if is_checked {
                checked.insert(id.clone());
            }
        }
        if checked.len() == before {
            return Checked(checked);
        }
    }
}

fn has_rules(ty: &TypeRef) -> bool {
    // A float may be one that JSON has no word for.
    !ty.rules.is_empty() || holds_float(ty)
}

fn holds_float(ty: &TypeRef) -> bool {
    match &ty.kind {
        Kind::Float | Kind::Number => true,
        Kind::List(inner) | Kind::Map(inner) => holds_float(inner),
        Kind::Any | Kind::Boolean | Kind::Integer(_) | Kind::String(_) | Kind::Named(_) => false,
    }
}

/// Whether a value has a checked type inside it.
fn holds(ty: &TypeRef, checked: &BTreeSet<TypeId>) -> bool {
    match &ty.kind {
        Kind::Named(id) => checked.contains(id),
        Kind::List(inner) | Kind::Map(inner) => holds(inner, checked),
        Kind::Any
        | Kind::Boolean
        | Kind::Integer(_)
        | Kind::Float
        | Kind::Number
        | Kind::String(_) => false,
    }
}

/// Plans the checks of a struct.
pub(super) fn of_record(record: &Record, fields: &[Field], checked: &Checked) -> Vec<Check> {
    let mut checks = Vec::new();
    for (field, planned) in record.fields.iter().zip(fields) {
        let target = target(planned);
        if holds(&field.ty, &checked.0) || holds_float(&field.ty) {
            checks.push(Check::Nested(target.clone()));
        }
        checks.extend(of_rules(field, planned, &target));
    }
    for group in &record.exclusive {
        let targets: Vec<Target> = group
            .iter()
            .filter_map(|name| record.fields.iter().position(|field| field.name == *name))
            .map(|index| target(&fields[index]))
            .collect();
        // Where one of them is no field of ours, nothing can be said.
        if targets.len() == group.len() {
            checks.push(Check::Exclusive(targets));
        }
    }
    checks
}

fn target(field: &Field) -> Target {
    Target {
        ident: field.ident.clone(),
        wire_name: field.wire_name.clone(),
        presence: field.presence,
        exact: *inner(&field.ty) == RustType::Number,
    }
}

fn of_rules(field: &api::Field, planned: &Field, target: &Target) -> Vec<Check> {
    let rules = &field.ty.rules;
    let find = |pick: fn(&Rule) -> Option<u64>| rules.iter().find_map(pick);
    let min_length = find(|rule| {
        if let Rule::MinLength(n) = rule {
            Some(*n)
        } else {
            None
        }
    });
    let max_length = find(|rule| {
        if let Rule::MaxLength(n) = rule {
            Some(*n)
        } else {
            None
        }
    });
    let min_items = find(|rule| {
        if let Rule::MinItems(n) = rule {
            Some(*n)
        } else {
            None
        }
    });
    let max_items = find(|rule| {
        if let Rule::MaxItems(n) = rule {
            Some(*n)
        } else {
            None
        }
    });
    let mut checks = Vec::new();
    if min_length.or(max_length).is_some() {
        checks.push(Check::Length(target.clone(), min_length, max_length));
    }
    if min_items.or(max_items).is_some() {
        checks.push(Check::Items(target.clone(), min_items, max_items));
    }
    let number = inner(&planned.ty);
    for rule in rules {
        match rule {
            Rule::MinLength(_) | Rule::MaxLength(_) | Rule::MinItems(_) | Rule::MaxItems(_) => {}
            Rule::UniqueItems => checks.push(Check::Unique(target.clone())),
            Rule::MultipleOf(step) => {
                checks.push(Check::MultipleOf(
                    target.clone(),
                    number.clone(),
                    step.as_f64().unwrap_or(1.0),
                ));
            }
            Rule::Minimum(bound, kind) => {
                let limit = if *kind == Bound::Inclusive {
                    Limit::Minimum
                } else {
                    Limit::ExclusiveMinimum
                };
                checks.extend(
                    literal(bound, number).map(|bound| Check::Bound(target.clone(), limit, bound)),
                );
            }
            Rule::Maximum(bound, kind) => {
                let limit = if *kind == Bound::Inclusive {
                    Limit::Maximum
                } else {
                    Limit::ExclusiveMaximum
                };
                checks.extend(
                    literal(bound, number).map(|bound| Check::Bound(target.clone(), limit, bound)),
                );
            }
        }
    }
    checks
}

/// The type inside `Option`, `Nullable` and `Box`.
fn inner(ty: &RustType) -> &RustType {
    match ty {
        RustType::Option(ty) | RustType::Nullable(ty) | RustType::Boxed(ty) => inner(ty),
        other => other,
    }
}

/// The bound as a number of the field's type. A bound beyond the type says nothing about it.
pub(super) fn literal(number: &Number, ty: &RustType) -> Option<Literal> {
    let (lowest, highest) = match ty {
        RustType::F64 | RustType::Number => return number.as_f64().map(Literal::Float),
        RustType::I8 => (i128::from(i8::MIN), i128::from(i8::MAX)),
        RustType::U8 => (0, i128::from(u8::MAX)),
        RustType::I16 => (i128::from(i16::MIN), i128::from(i16::MAX)),
        RustType::U16 => (0, i128::from(u16::MAX)),
        RustType::I32 => (i128::from(i32::MIN), i128::from(i32::MAX)),
        RustType::U32 => (0, i128::from(u32::MAX)),
        RustType::U64 => (0, i128::from(u64::MAX)),
        _ => (i128::from(i64::MIN), i128::from(i64::MAX)),
    };
    let bound = number
        .as_i64()
        .map(i128::from)
        .or_else(|| number.as_u64().map(i128::from))
        .or_else(|| whole(number.as_f64()?))?;
    (lowest..=highest)
        .contains(&bound)
        .then_some(Literal::Integer(bound))
}

/// A float that is a whole number: a bound may be written as `10.0`.
#[expect(clippy::cast_possible_truncation, reason = "the range is checked")]
fn whole(number: f64) -> Option<i128> {
    (number.fract() == 0.0 && number.abs() < 1e30).then_some(number as i128)
}

/// Whether a type is one of numbers that Rust has.
pub(super) fn is_number(ty: &RustType) -> bool {
    matches!(
        ty,
        RustType::I8
            | RustType::U8
            | RustType::I16
            | RustType::U16
            | RustType::I32
            | RustType::U32
            | RustType::I64
            | RustType::U64
            | RustType::F64
    )
}
