//! The rules that a value must follow.

use openapiv3::{IntegerType, NumberType, VariantOrUnknownOrEmpty};
use serde::Serialize;
use serde_json::Number;

use super::Ctx;
use super::api::{Bound, Rule, TypeRef};
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

pub(super) fn length(min: Option<usize>, max: Option<usize>) -> Vec<Rule> {
    let min = min
        .filter(|min| *min > 0)
        .map(|min| Rule::MinLength(min as u64));
    min.into_iter()
        .chain(max.map(|max| Rule::MaxLength(max as u64)))
        .collect()
}

pub(super) fn items(min: Option<usize>, max: Option<usize>, unique: bool) -> Vec<Rule> {
    let min = min
        .filter(|min| *min > 0)
        .map(|min| Rule::MinItems(min as u64));
    let max = max.map(|max| Rule::MaxItems(max as u64));
    min.into_iter()
        .chain(max)
        .chain(unique.then_some(Rule::UniqueItems))
        .collect()
}

pub(super) fn of_integer(integer: &IntegerType) -> Vec<Rule> {
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

pub(super) fn of_number(number: &NumberType) -> Vec<Rule> {
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
