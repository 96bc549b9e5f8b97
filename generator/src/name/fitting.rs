//! Texts and numbers that follow the rules of a value: whether one does, and some that do.

use std::collections::BTreeSet;
use std::ops::RangeInclusive;

use serde_json::Number;

use super::pattern_text;
use crate::model::api::{Bound, Integer, Pattern, Rule};

/// Texts that many rules ask for.
const TEXTS: &[&str] = &[
    "text",
    "a",
    "A",
    "en",
    "EUR",
    "7",
    "42",
    "12345",
    "1234567890",
    "123456789012345678",
    "1.0",
    "1.2.3",
    "00:00",
    "00:00:00",
    "2024-01-31",
    "2024-01-31T12:00:00Z",
    "en-US",
    "#a1b2c3",
    "+15551234567",
    "127.0.0.1",
    "a@example.com",
    "example.com",
    "https://example.com/a",
    "a-b",
    "a_b",
    "A1B2C3D4",
    "0123456789abcdef0123456789abcdef",
    "6f1d5cbe-6f0b-4f7a-9d5f-3f0f2b9d3c11",
];

/// By how much what a pattern repeats is repeated more than it must be, to find a text that is long
/// enough.
const TIMES: [usize; 9] = [0, 1, 2, 4, 8, 16, 24, 32, 64];

/// Returns a text that follows the rules: one of those that are wanted, else one that many rules ask
/// for, else one made of the pattern. `nth` is how many others come before it.
pub(super) fn text(
    wanted: impl IntoIterator<Item = String>,
    rules: &[Rule],
    nth: usize,
) -> Option<String> {
    let wanted: Vec<String> = wanted.into_iter().collect();
    let mut seen = BTreeSet::new();
    let mut texts = fitting(candidates(&wanted, rules), rules);
    let first = texts.next()?;
    if nth == 0 {
        return Some(first);
    }
    let suffixes = ('1'..='9').chain('a'..='z');
    let longer: Vec<String> = suffixes.map(|c| format!("{first}{c}")).collect();
    seen.insert(first);
    let mut texts = texts.chain(fitting(longer.into_iter(), rules));
    texts
        .by_ref()
        .filter(|text| seen.insert(text.clone()))
        .nth(nth - 1)
}

/// The texts that are tried.
fn candidates<'r>(wanted: &'r [String], rules: &'r [Rule]) -> impl Iterator<Item = String> + 'r {
    let known = TEXTS.iter().map(|text| (*text).to_owned());
    let least = rules.iter().find_map(|rule| match rule {
        Rule::MinLength(least) => usize::try_from(*least).ok(),
        _ => None,
    });
    let long = least.filter(|least| *least <= 100);
    let long = long.map(|least| "a".repeat(least));
    let of_pattern = patterns(rules).take(1).flat_map(|pattern| {
        let times = TIMES.iter();
        times.map_while(|times| pattern_text::matching(&pattern.runs, *times))
    });
    wanted
        .iter()
        .cloned()
        .chain(known)
        .chain(long)
        .chain(of_pattern)
}

/// The texts that follow the rules.
fn fitting<'r>(
    texts: impl Iterator<Item = String> + 'r,
    rules: &'r [Rule],
) -> Box<dyn Iterator<Item = String> + 'r> {
    let texts = texts.filter(|text| rules.iter().all(|rule| rule.admits(text) != Some(false)));
    // Each pattern is compiled once.
    let texts: Box<dyn Iterator<Item = String> + 'r> = Box::new(texts);
    patterns(rules).fold(texts, |texts, pattern| Box::new(pattern.matching(texts)))
}

fn patterns(rules: &[Rule]) -> impl Iterator<Item = &Pattern> {
    rules.iter().filter_map(|rule| match rule {
        Rule::Pattern(pattern) => Some(pattern),
        _ => None,
    })
}

/// Returns a whole number that follows the rules: one that is wanted, else 1, else one at a bound.
pub(super) fn whole(
    wanted: impl IntoIterator<Item = i128>,
    range: &RangeInclusive<i128>,
    rules: &[Rule],
) -> Option<i128> {
    let mut numbers: Vec<i128> = wanted.into_iter().collect();
    numbers.push(1);
    for rule in rules {
        let (Rule::Minimum(bound, _) | Rule::Maximum(bound, _)) = rule else {
            continue;
        };
        if let Some(bound) = exact(bound) {
            let step = step(rules).unwrap_or(1);
            // The multiples around it.
            let multiple = bound.div_euclid(step) * step;
            numbers.extend([bound, bound + 1, bound - 1, multiple, multiple + step]);
            numbers.push(multiple - step);
        }
    }
    numbers.extend(step(rules));
    let is_fit = |number: &i128| {
        range.contains(number) && rules.iter().all(|rule| is_whole_fit(*number, rule))
    };
    numbers.into_iter().find(is_fit)
}

/// Returns what a whole number is a multiple of.
pub(super) fn step(rules: &[Rule]) -> Option<i128> {
    rules.iter().find_map(|rule| match rule {
        Rule::MultipleOf(step) => exact(step).filter(|step| *step > 0),
        _ => None,
    })
}

fn is_whole_fit(number: i128, rule: &Rule) -> bool {
    let compared = |bound: &Number, is_fit: fn(i128, i128) -> bool| {
        exact(bound).is_none_or(|bound| is_fit(number, bound))
    };
    match rule {
        Rule::Minimum(bound, Bound::Inclusive) => compared(bound, |number, bound| number >= bound),
        Rule::Minimum(bound, Bound::Exclusive) => compared(bound, |number, bound| number > bound),
        Rule::Maximum(bound, Bound::Inclusive) => compared(bound, |number, bound| number <= bound),
        Rule::Maximum(bound, Bound::Exclusive) => compared(bound, |number, bound| number < bound),
        Rule::MultipleOf(_) => {
            let step = step(std::slice::from_ref(rule));
            step.is_none_or(|step| number % step == 0)
        }
        _ => true,
    }
}

/// Returns a number as a whole one, if it is.
#[expect(clippy::cast_possible_truncation, reason = "the range is checked")]
pub(super) fn exact(number: &Number) -> Option<i128> {
    let whole =
        |number: f64| (number.fract() == 0.0 && number.abs() < 1e30).then_some(number as i128);
    number
        .as_i64()
        .map(i128::from)
        .or_else(|| number.as_u64().map(i128::from))
        .or_else(|| whole(number.as_f64()?))
}

/// The whole numbers that a type holds.
pub(super) fn range(integer: Integer) -> RangeInclusive<i128> {
    match integer {
        Integer::Int8 => i8::MIN.into()..=i8::MAX.into(),
        Integer::Uint8 => 0..=u8::MAX.into(),
        Integer::Int16 => i16::MIN.into()..=i16::MAX.into(),
        Integer::Uint16 => 0..=u16::MAX.into(),
        Integer::Int32 => i32::MIN.into()..=i32::MAX.into(),
        Integer::Uint32 => 0..=u32::MAX.into(),
        Integer::Int64 => i64::MIN.into()..=i64::MAX.into(),
        Integer::Uint64 => 0..=u64::MAX.into(),
    }
}

/// Returns a number that follows the rules: one that is wanted, else 1, else one at a bound.
pub(super) fn number(wanted: impl IntoIterator<Item = f64>, rules: &[Rule]) -> Option<f64> {
    let mut numbers: Vec<f64> = wanted.into_iter().collect();
    numbers.push(1.0);
    let unit = unit(rules);
    let bounds = rules.iter().filter_map(|rule| match rule {
        Rule::Minimum(bound, _) | Rule::Maximum(bound, _) => bound.as_f64(),
        _ => None,
    });
    let bounds: Vec<f64> = bounds.collect();
    for bound in &bounds {
        numbers.extend([*bound, bound + 1.0, bound - 1.0]);
        if let Some(unit) = unit {
            let times = (bound / unit).round();
            // Without what is beyond the digits of a float: 0.3, where 3 times 0.1 is a bit more.
            let multiples = [times, times + 1.0, times - 1.0].map(|times| times * unit);
            numbers.extend(multiples.map(|number| (number * 1e9).round() / 1e9));
        }
    }
    if let [a, b] = bounds[..] {
        numbers.push(f64::midpoint(a, b));
    }
    numbers.extend(unit);
    let is_fit = |number: &f64| rules.iter().all(|rule| is_number_fit(*number, rule));
    numbers.into_iter().find(is_fit)
}

/// Returns what a number is a multiple of.
pub(super) fn unit(rules: &[Rule]) -> Option<f64> {
    rules.iter().find_map(|rule| match rule {
        Rule::MultipleOf(unit) => unit.as_f64().filter(|unit| *unit > 0.0),
        _ => None,
    })
}

fn is_number_fit(number: f64, rule: &Rule) -> bool {
    let compared = |bound: &Number, is_fit: fn(&f64, &f64) -> bool| {
        bound.as_f64().is_none_or(|bound| is_fit(&number, &bound))
    };
    match rule {
        Rule::Minimum(bound, Bound::Inclusive) => compared(bound, f64::ge),
        Rule::Minimum(bound, Bound::Exclusive) => compared(bound, f64::gt),
        Rule::Maximum(bound, Bound::Inclusive) => compared(bound, f64::le),
        Rule::Maximum(bound, Bound::Exclusive) => compared(bound, f64::lt),
        // Within what the digits of a float are good for.
        Rule::MultipleOf(unit) => unit.as_f64().is_none_or(|unit| {
            let times = number / unit;
            (times - times.round()).abs() < 1e-9
        }),
        _ => true,
    }
}
