//! What is checked before a value is sent.

use std::collections::BTreeSet;

use serde_json::Number;

use super::plan::{
    self, Additional, At, Check, Expression, Field, Held, Ident, Limit, Literal, RustType, Source,
    Target, ValueCheck, ValueRule,
};
use crate::model::api::{Api, Bound, GroupRule, Kind, Record, Rule, Shape, TypeId, TypeRef};

/// The largest whole number below which a float tells all from each other.
const LARGEST_FLOAT: f64 = 9_007_199_254_740_992.0;

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
                    let fields = record.fields.iter().map(|field| &field.ty);
                    let mut types = fields.chain(&record.additional);
                    !record.groups.is_empty()
                        || !record.rules.is_empty()
                        || types.any(|ty| has_rules(ty) || holds(ty, &checked))
                }
                Shape::Union(union) => {
                    let mut types = union.variants.iter().map(|variant| &variant.ty);
                    types.any(|ty| has_rules(ty) || holds(ty, &checked))
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

/// Whether a value, or one in a list or a map that it is, has rules.
fn has_rules(ty: &TypeRef) -> bool {
    // A float may be one that JSON has no word for.
    !ty.rules.is_empty()
        || match &ty.kind {
            Kind::Float | Kind::Number => true,
            Kind::List(inner) | Kind::Map(inner) => has_rules(inner),
            Kind::Any
            | Kind::Boolean
            | Kind::Integer(_)
            | Kind::String(_)
            | Kind::Named(_)
            | Kind::File
            | Kind::Foreign(..) => false,
        }
}

/// Whether a value has something inside it that checks itself.
fn holds(ty: &TypeRef, checked: &BTreeSet<TypeId>) -> bool {
    match &ty.kind {
        Kind::Named(id) => checked.contains(id),
        Kind::List(inner) | Kind::Map(inner) => holds(inner, checked),
        Kind::Float | Kind::Number => true,
        Kind::Any
        | Kind::Boolean
        | Kind::Integer(_)
        | Kind::String(_)
        | Kind::File
        | Kind::Foreign(..) => false,
    }
}

/// Plans the checks of a struct.
pub(super) fn of_record(
    record: &Record,
    fields: &[Field],
    additional: Option<&Additional>,
    checked: &Checked,
) -> Vec<Check> {
    let mut checks = Vec::new();
    for (field, planned) in record.fields.iter().zip(fields) {
        if holds(&field.ty, &checked.0) {
            checks.push(Check::Nested(target(planned)));
        }
        let source = Source {
            at: At::Name(planned.wire_name.clone()),
            value: Expression::Field(planned.ident.clone()),
            held: match planned.presence {
                plan::Presence::Required => Held::Owned,
                plan::Presence::RequiredNullable | plan::Presence::Optional => Held::Optional,
                plan::Presence::OptionalNullable => Held::Nullable,
            },
        };
        let values = of_type(&field.ty, inner(&planned.ty), &source);
        checks.extend(values.into_iter().map(Check::Value));
    }
    if let (Some(ty), Some(planned)) = (&record.additional, additional) {
        checks.extend(of_additional(record, ty, planned, checked));
    }
    let (min, max) = range(&record.rules, |rule| match rule {
        Rule::MinProperties(min) => (Some(*min), None),
        Rule::MaxProperties(max) => (None, Some(*max)),
        _ => (None, None),
    });
    // Who is no JSON is not counted.
    if min.or(max).is_some() && !fields.iter().any(|field| is_file(&field.ty)) {
        checks.push(Check::Size(min, max));
    }
    let find = |name: &String| {
        let index = record.fields.iter().position(|field| field.name == *name);
        index.map(|index| target(&fields[index])).or_else(|| {
            additional.map(|additional| Target {
                ident: additional.ident.clone(),
                wire_name: name.clone(),
                presence: None,
            })
        })
    };
    let group = |names: &Vec<String>| names.iter().filter_map(find).collect::<Vec<_>>();
    checks.extend(record.groups.iter().filter_map(|rule| {
        Some(match rule {
            GroupRule::Exclusive(names) => Check::Exclusive(group(names)),
            GroupRule::AtLeastOne(groups) => Check::AnyGroup(groups.iter().map(group).collect()),
            GroupRule::ExactlyOne(groups) => Check::OneGroup(groups.iter().map(group).collect()),
            GroupRule::Dependent(name, needed) => Check::Dependent(find(name)?, group(needed)),
        })
    }));
    checks
}

fn is_file(ty: &RustType) -> bool {
    *ty.leaf() == RustType::File
}

/// The checks of the properties that the description does not name.
fn of_additional(
    record: &Record,
    ty: &TypeRef,
    planned: &Additional,
    checked: &Checked,
) -> Vec<Check> {
    let mut checks = Vec::new();
    if holds(ty, &checked.0) {
        checks.push(Check::NestedAdditional(planned.ident.clone()));
    }
    let names = |rule: &&Rule| matches!(rule, Rule::Names(_));
    let map = TypeRef {
        rules: record.rules.iter().filter(names).cloned().collect(),
        ..TypeRef::plain(Kind::Map(Box::new(ty.clone())))
    };
    let rust = RustType::Map(Box::new(planned.value.clone()));
    let source = Source {
        at: At::Here,
        value: Expression::Field(planned.ident.clone()),
        held: Held::Owned,
    };
    let values = of_type(&map, &rust, &source);
    checks.extend(values.into_iter().map(Check::Value));
    checks
}

fn target(field: &Field) -> Target {
    Target {
        ident: field.ident.clone(),
        wire_name: field.wire_name.clone(),
        presence: Some(field.presence),
    }
}

/// Plans the checks of one value of a type, of which `rust` is the type in Rust.
pub(super) fn of_type(ty: &TypeRef, rust: &RustType, source: &Source) -> Vec<ValueCheck> {
    let check = |rule: ValueRule| ValueCheck {
        source: source.clone(),
        ty: rust.clone(),
        rule,
    };
    let ranges: [(Pick, RangeRule); 3] = [
        (lengths, ValueRule::Length),
        (items, ValueRule::Items),
        (properties, ValueRule::Properties),
    ];
    let mut checks = Vec::new();
    for (pick, rule) in ranges {
        let (min, max) = range(&ty.rules, pick);
        if min.or(max).is_some() {
            checks.push(check(rule(min, max)));
        }
    }
    checks.extend(
        ty.rules
            .iter()
            .filter_map(|rule| of_rule(rule, rust))
            .map(check),
    );
    let inside = match (&ty.kind, rust) {
        (Kind::List(item), RustType::Vec(rust)) => of_inside(item, rust, "item"),
        (Kind::Map(value), RustType::Map(rust)) => of_inside(value, rust, "value"),
        _ => Vec::new(),
    };
    if !inside.is_empty() {
        checks.push(check(ValueRule::Each(inside)));
    }
    checks
}

/// The checks of each item of a list, or each value of a map.
fn of_inside(ty: &TypeRef, rust: &RustType, name: &str) -> Vec<ValueCheck> {
    let (rust, held) = match rust {
        RustType::Option(rust) => (&**rust, Held::BorrowedOptional),
        rust => (rust, Held::Borrowed),
    };
    let source = Source {
        at: At::Given,
        value: Expression::Local(Ident(name.to_owned())),
        held,
    };
    of_type(ty, rust, &source)
}

type Range = (Option<u64>, Option<u64>);

/// What a rule says of a range.
type Pick = fn(&Rule) -> Range;

/// The rule that a range makes.
type RangeRule = fn(Option<u64>, Option<u64>) -> ValueRule;

/// The least and the most that rules of one kind say.
fn range(rules: &[Rule], pick: Pick) -> Range {
    let picked = rules.iter().map(pick);
    picked.fold((None, None), |(min, max), (least, most)| {
        (min.or(least), max.or(most))
    })
}

fn lengths(rule: &Rule) -> Range {
    match rule {
        Rule::MinLength(min) => (Some(*min), None),
        Rule::MaxLength(max) => (None, Some(*max)),
        _ => (None, None),
    }
}

fn items(rule: &Rule) -> Range {
    match rule {
        Rule::MinItems(min) => (Some(*min), None),
        Rule::MaxItems(max) => (None, Some(*max)),
        _ => (None, None),
    }
}

fn properties(rule: &Rule) -> Range {
    match rule {
        Rule::MinProperties(min) => (Some(*min), None),
        Rule::MaxProperties(max) => (None, Some(*max)),
        _ => (None, None),
    }
}

/// Plans a rule that is no part of a range.
fn of_rule(rule: &Rule, rust: &RustType) -> Option<ValueRule> {
    Some(match rule {
        Rule::MinLength(_)
        | Rule::MaxLength(_)
        | Rule::MinItems(_)
        | Rule::MaxItems(_)
        | Rule::MinProperties(_)
        | Rule::MaxProperties(_) => return None,
        Rule::Pattern(pattern) => ValueRule::Pattern(pattern.text.clone(), pattern.runs.clone()),
        Rule::Texts(texts) => ValueRule::Texts(texts.clone()),
        Rule::UniqueItems => ValueRule::Unique,
        Rule::Contains { values, min, max } => {
            let values = values.iter().map(ToString::to_string).collect();
            ValueRule::Contains(values, *min, *max)
        }
        Rule::Names(rules) => {
            let ty = TypeRef {
                rules: rules.clone(),
                ..TypeRef::plain(Kind::Any)
            };
            let source = Source {
                at: At::Here,
                value: Expression::Local(Ident("name".to_owned())),
                held: Held::Borrowed,
            };
            ValueRule::Names(of_type(&ty, &RustType::String, &source))
        }
        Rule::MultipleOf(step) => ValueRule::MultipleOf(literal(step, rust)?),
        Rule::Minimum(bound, kind) => {
            let limit = match kind {
                Bound::Inclusive => Limit::Minimum,
                Bound::Exclusive => Limit::ExclusiveMinimum,
            };
            ValueRule::Bound(limit, literal(bound, rust)?)
        }
        Rule::Maximum(bound, kind) => {
            let limit = match kind {
                Bound::Inclusive => Limit::Maximum,
                Bound::Exclusive => Limit::ExclusiveMaximum,
            };
            ValueRule::Bound(limit, literal(bound, rust)?)
        }
    })
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
        RustType::Number if number.as_f64()?.abs() > LARGEST_FLOAT => return digits(number),
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

/// The digits of a number beyond those of double precision.
fn digits(number: &Number) -> Option<Literal> {
    let float = number.as_f64()?;
    Some(if number.is_f64() && whole(float).is_none() {
        Literal::Float(float)
    } else if number.is_f64() {
        Literal::Digits(format!("{float:.0}"))
    } else {
        Literal::Digits(number.to_string())
    })
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
