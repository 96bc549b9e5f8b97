//! The rules that a value must follow.

use openapiv3::{AnySchema, IntegerType, NumberType, SchemaKind, Type, VariantOrUnknownOrEmpty};
use serde::Serialize;
use serde_json::Number;

use super::Ctx;
use super::api::{Bound, Kind, Rule, Text, TypeRef};
use super::conjunction::All;
use super::facts::Facts;
use crate::diagnostic::code;
use crate::normalize::join;

/// Reports a rule that is not checked before a request is sent.
pub(super) fn unchecked(ctx: &mut Ctx<'_>, pointer: &str, keyword: &str) {
    let message = format!("`{keyword}` is not checked before a request is sent");
    ctx.warn(
        code::UNCHECKED_RULE,
        join(pointer, &[keyword]),
        message,
        "the server checks it; nothing is lost on the wire",
    );
}

/// Reports the rules of a value that stands where nothing is checked: inside a list or a map, or
/// outside a body. Returns the type without them.
pub(super) fn unchecked_here(ctx: &mut Ctx<'_>, pointer: &str, ty: TypeRef) -> TypeRef {
    for rule in &ty.rules {
        unchecked(ctx, pointer, rule.keyword());
    }
    TypeRef {
        rules: Vec::new(),
        ..ty
    }
}

impl Rule {
    /// The keyword of JSON Schema that states the rule.
    fn keyword(&self) -> &'static str {
        match self {
            Self::MinLength(_) => "minLength",
            Self::MaxLength(_) => "maxLength",
            Self::Minimum(..) => "minimum",
            Self::Maximum(..) => "maximum",
            Self::MinItems(_) => "minItems",
            Self::MaxItems(_) => "maxItems",
            Self::UniqueItems => "uniqueItems",
            Self::MultipleOf(_) => "multipleOf",
        }
    }

    /// Whether the rule says anything of values of a type: a minimum says nothing of a string.
    fn is_about(&self, kind: &Kind) -> bool {
        match self {
            Self::MinLength(_) | Self::MaxLength(_) => matches!(kind, Kind::String(_)),
            Self::Minimum(..) | Self::Maximum(..) | Self::MultipleOf(_) => {
                matches!(kind, Kind::Integer(_) | Kind::Float | Kind::Number)
            }
            Self::MinItems(_) | Self::MaxItems(_) | Self::UniqueItems => {
                matches!(kind, Kind::List(_))
            }
        }
    }

    /// Whether the rule admits fewer values than another of its kind.
    fn is_stricter_than(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::MinLength(a), Self::MinLength(b)) | (Self::MinItems(a), Self::MinItems(b)) => {
                a > b
            }
            (Self::MaxLength(a), Self::MaxLength(b)) | (Self::MaxItems(a), Self::MaxItems(b)) => {
                a < b
            }
            (Self::Minimum(a, bound), Self::Minimum(b, _)) => {
                a.as_f64() > b.as_f64() || (a == b && *bound == Bound::Exclusive)
            }
            (Self::Maximum(a, bound), Self::Maximum(b, _)) => {
                a.as_f64() < b.as_f64() || (a == b && *bound == Bound::Exclusive)
            }
            (Self::MultipleOf(a), Self::MultipleOf(b)) => a.as_f64() > b.as_f64(),
            _ => false,
        }
    }
}

/// Returns a format by the name that the description gives it.
pub(super) fn format_name<T: Serialize>(format: &VariantOrUnknownOrEmpty<T>) -> Option<String> {
    match format {
        VariantOrUnknownOrEmpty::Item(item) => serde_json::to_value(item)
            .ok()
            .and_then(|name| name.as_str().map(str::to_owned)),
        VariantOrUnknownOrEmpty::Unknown(name) => Some(name.clone()),
        VariantOrUnknownOrEmpty::Empty => None,
    }
}

/// Returns the rules that all parts of a schema state of values of its type, of each kind the
/// strictest.
pub(super) fn of(all: &All<'_>, kind: &Kind) -> Vec<Rule> {
    let mut rules: Vec<Rule> = Vec::new();
    let stated = all.parts.iter().flat_map(|part| of_part(part));
    for rule in stated.filter(|rule| rule.is_about(kind)) {
        match rules
            .iter_mut()
            .find(|known| known.keyword() == rule.keyword())
        {
            Some(known) if rule.is_stricter_than(known) => *known = rule,
            Some(_) => {}
            None => rules.push(rule),
        }
    }
    rules
}

fn of_part(part: &Facts<'_>) -> Vec<Rule> {
    match part.kind {
        // A length counts the characters on the wire, which Base64 has more of than there are
        // bytes.
        SchemaKind::Type(Type::String(_)) if part.format.as_deref() == Some("byte") => Vec::new(),
        SchemaKind::Type(Type::String(string)) => length(string.min_length, string.max_length),
        SchemaKind::Type(Type::Integer(integer)) => of_integer(integer),
        SchemaKind::Type(Type::Number(number)) => of_number(number),
        SchemaKind::Type(Type::Array(array)) => {
            items(array.min_items, array.max_items, array.unique_items)
        }
        SchemaKind::Any(any) => of_any(any, part.format.as_deref()),
        SchemaKind::Type(Type::Object(_) | Type::Boolean(_))
        | SchemaKind::OneOf { .. }
        | SchemaKind::AllOf { .. }
        | SchemaKind::AnyOf { .. }
        | SchemaKind::Not { .. } => Vec::new(),
    }
}

fn of_any(any: &AnySchema, format: Option<&str>) -> Vec<Rule> {
    let mut rules = if format == Some("byte") {
        Vec::new()
    } else {
        length(any.min_length, any.max_length)
    };
    rules.extend(of_number(&NumberType {
        format: VariantOrUnknownOrEmpty::Empty,
        multiple_of: any.multiple_of,
        exclusive_minimum: any.exclusive_minimum.unwrap_or_default(),
        exclusive_maximum: any.exclusive_maximum.unwrap_or_default(),
        minimum: any.minimum,
        maximum: any.maximum,
        enumeration: Vec::new(),
    }));
    let unique = any.unique_items.unwrap_or_default();
    rules.extend(items(any.min_items, any.max_items, unique));
    rules
}

/// Reports the rules of a schema that are not checked.
pub(super) fn report(ctx: &mut Ctx<'_>, all: &All<'_>, kind: &Kind) {
    for part in &all.parts {
        let (pattern, has_length) = match part.kind {
            SchemaKind::Type(Type::String(string)) => (
                string.pattern.is_some(),
                string.min_length.or(string.max_length).is_some(),
            ),
            SchemaKind::Any(any) => (
                any.pattern.is_some(),
                any.min_length.or(any.max_length).is_some(),
            ),
            _ => (false, false),
        };
        if pattern && matches!(kind, Kind::String(_)) {
            unchecked(ctx, &part.pointer, "pattern");
        }
        if has_length && *kind == Kind::String(Text::Base64) {
            unchecked(ctx, &part.pointer, "maxLength");
        }
        if part.not.is_some() {
            unchecked(ctx, &part.pointer, "not");
        }
    }
    for (pointer, keyword) in &all.alternatives {
        unchecked(ctx, pointer, keyword);
    }
}

/// Which integers a schema admits beyond those of 64 bits with a sign.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Beyond {
    /// Those of 64 bits without one.
    Unsigned,
    /// Integers of any size.
    All,
}

/// Whether the bounds of an integer lie beyond 64 bits with a sign.
#[expect(
    clippy::cast_precision_loss,
    reason = "bounds of this size are floats already"
)]
pub(super) fn beyond_64_bits(all: &All<'_>) -> Option<Beyond> {
    let mut beyond = None;
    for part in &all.parts {
        let SchemaKind::Any(any) = part.kind else {
            continue;
        };
        let below = any.minimum.is_some_and(|bound| bound < i64::MIN as f64);
        let above = any.maximum.is_some_and(|bound| bound > i64::MAX as f64);
        let far = any.maximum.is_some_and(|bound| bound > u64::MAX as f64);
        let positive = any.minimum.is_some_and(|bound| bound >= 0.0);
        if below || far || (above && !positive) {
            return Some(Beyond::All);
        }
        if above {
            beyond = Some(Beyond::Unsigned);
        }
    }
    beyond
}

fn length(min: Option<usize>, max: Option<usize>) -> Vec<Rule> {
    let min = min
        .filter(|min| *min > 0)
        .map(|min| Rule::MinLength(min as u64));
    min.into_iter()
        .chain(max.map(|max| Rule::MaxLength(max as u64)))
        .collect()
}

fn items(min: Option<usize>, max: Option<usize>, unique: bool) -> Vec<Rule> {
    let min = min
        .filter(|min| *min > 0)
        .map(|min| Rule::MinItems(min as u64));
    let max = max.map(|max| Rule::MaxItems(max as u64));
    min.into_iter()
        .chain(max)
        .chain(unique.then_some(Rule::UniqueItems))
        .collect()
}

fn of_integer(integer: &IntegerType) -> Vec<Rule> {
    let minimum = integer
        .minimum
        .map(|bound| Rule::Minimum(bound.into(), bound_of(integer.exclusive_minimum)));
    let maximum = integer
        .maximum
        .map(|bound| Rule::Maximum(bound.into(), bound_of(integer.exclusive_maximum)));
    let multiple = integer
        .multiple_of
        .filter(|step| *step > 1)
        .map(|step| Rule::MultipleOf(step.into()));
    minimum.into_iter().chain(maximum).chain(multiple).collect()
}

fn of_number(number: &NumberType) -> Vec<Rule> {
    let minimum = number
        .minimum
        .and_then(Number::from_f64)
        .map(|bound| Rule::Minimum(bound, bound_of(number.exclusive_minimum)));
    let maximum = number
        .maximum
        .and_then(Number::from_f64)
        .map(|bound| Rule::Maximum(bound, bound_of(number.exclusive_maximum)));
    let multiple = number
        .multiple_of
        .filter(|step| *step > 0.0)
        .and_then(Number::from_f64)
        .map(Rule::MultipleOf);
    minimum.into_iter().chain(maximum).chain(multiple).collect()
}

fn bound_of(exclusive: bool) -> Bound {
    if exclusive {
        Bound::Exclusive
    } else {
        Bound::Inclusive
    }
}
