//! Bounds of all parts of a schema together: those of whole numbers are whole, and those that no value
//! follows at once are left out.

use std::cmp::Ordering;

use serde_json::Number;

use super::api::{Bound, Kind, Rule, TypeRef};
use super::conjunction::All;
use super::facts::Facts;
use super::{Ctx, rules};
use crate::diagnostic::code;
use crate::normalize::join;

/// Whole numbers from 0.5 on are those from 1 on.
pub(super) fn whole(kind: &Kind, rule: Rule) -> Rule {
    if !matches!(kind, Kind::Integer(_)) {
        return rule;
    }
    match rule {
        Rule::Minimum(number, bound) => match rounded(&number, f64::ceil) {
            Some(number) => Rule::Minimum(number, Bound::Inclusive),
            None => Rule::Minimum(number, bound),
        },
        Rule::Maximum(number, bound) => match rounded(&number, f64::floor) {
            Some(number) => Rule::Maximum(number, Bound::Inclusive),
            None => Rule::Maximum(number, bound),
        },
        rule => rule,
    }
}

/// The whole number beside one that is none.
#[expect(
    clippy::cast_possible_truncation,
    reason = "a float with a fraction is below 2^53"
)]
fn rounded(number: &Number, round: fn(f64) -> f64) -> Option<Number> {
    let number = number.as_f64().filter(|number| number.fract() != 0.0)?;
    Some(Number::from(round(number) as i64))
}

/// Leaves two bounds out that no value follows at once: they would refuse every request.
pub(super) fn leave_impossible_out(
    ctx: &mut Ctx<'_>,
    all: &All<'_>,
    kind: &Kind,
    found: &mut Vec<Rule>,
) {
    let is_whole = matches!(kind, Kind::Integer(_));
    let crossed = found.iter().find_map(|least| {
        let greatest = found
            .iter()
            .find(|other| excludes(least, other, is_whole))?;
        Some((least.clone(), greatest.clone()))
    });
    let Some((least, greatest)) = crossed else {
        return;
    };
    found.retain(|rule| *rule != least && *rule != greatest);
    // That there are no properties is said by another keyword.
    let is_stated = all.parts.iter().any(|part| states(part, kind, &greatest));
    let (told, other) = if is_stated {
        (&greatest, least.keyword())
    } else {
        (&least, "additionalProperties")
    };
    let message = format!("no value follows both this and the `{other}` that holds here too");
    let help = "neither is checked before a request is sent; correct one of them";
    report(ctx, all, kind, told, (message, help));
}

/// Leaves out that an object has more properties than there are names for.
pub(super) fn leave_too_many_out(
    ctx: &mut Ctx<'_>,
    all: &All<'_>,
    fields: usize,
    found: &mut Vec<Rule>,
) {
    let asks_too_much =
        |rule: &Rule| matches!(rule, Rule::MinProperties(least) if *least > fields as u64);
    if let Some(at) = found.iter().position(asks_too_much) {
        let rule = found.remove(at);
        let kind = Kind::Map(Box::new(TypeRef::plain(Kind::Any)));
        let message = "this asks for more properties than are described".to_owned();
        let help = "it is not checked before a request is sent; correct it";
        report(ctx, all, &kind, &rule, (message, help));
    }
}

/// Reports a rule that no value follows, at the part that states it.
fn report(
    ctx: &mut Ctx<'_>,
    all: &All<'_>,
    kind: &Kind,
    rule: &Rule,
    (message, help): (String, &str),
) {
    let mut parts = all.parts.iter();
    let Some(part) = parts.find(|part| states(part, kind, rule)) else {
        return;
    };
    ctx.warn(
        code::UNCHECKED_RULE,
        join(&part.pointer, &[rule.keyword()]),
        message,
        help,
    );
}

/// Whether a part states a rule.
fn states(part: &Facts<'_>, kind: &Kind, rule: &Rule) -> bool {
    let mut stated = rules::stated(part).into_iter();
    stated.any(|stated| whole(kind, stated) == *rule)
}

/// Which of two numbers is the greater. Of whole ones that a float would round, too.
pub(super) fn compared(one: &Number, other: &Number) -> Option<Ordering> {
    match (exactly(one), exactly(other)) {
        (Some(one), Some(other)) => Some(one.cmp(&other)),
        _ => one.as_f64()?.partial_cmp(&other.as_f64()?),
    }
}

/// A whole number.
fn exactly(number: &Number) -> Option<i128> {
    let negative = number.as_i64().map(i128::from);
    negative.or(number.as_u64().map(i128::from))
}

/// Whether no value follows both a lower and an upper bound.
fn excludes(least: &Rule, greatest: &Rule, is_whole: bool) -> bool {
    match (least, greatest) {
        (Rule::MinLength(least), Rule::MaxLength(greatest))
        | (Rule::MinItems(least), Rule::MaxItems(greatest))
        | (Rule::MinProperties(least), Rule::MaxProperties(greatest)) => least > greatest,
        (Rule::Minimum(least, from), Rule::Maximum(greatest, to)) => {
            let excluded = [from, to]
                .into_iter()
                .filter(|bound| **bound == Bound::Exclusive)
                .count();
            if let Some((least, greatest)) = exactly(least).zip(exactly(greatest)) {
                // Between 1 and 2 there is no whole number, and above 1 and up to 1 neither.
                let between = i128::from(is_whole && excluded == 2);
                return least + between > greatest - i128::from(excluded > 0);
            }
            let numbers = least.as_f64().zip(greatest.as_f64());
            numbers.is_some_and(|(least, greatest)| {
                least > greatest || (excluded > 0 && least >= greatest)
            })
        }
        _ => false,
    }
}
