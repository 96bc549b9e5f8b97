//! Which integer type holds what a schema admits.

use openapiv3::{SchemaKind, Type};
use serde_json::Number;

use super::api::{Integer, Kind};
use super::conjunction::All;
use super::facts::Facts;
use super::rules;

/// The greatest number of `i64` as languages write it that have floats alone. Descriptions with it mean
/// that type.
const ROUNDED: u64 = 9_223_372_036_854_776_000;

/// The integer type of a format, or the widest where a bound lies beyond it; a number where a bound
/// lies beyond 64 bits.
pub(super) fn kind(all: &All<'_>) -> Kind {
    let format = all.parts.iter().find_map(|part| part.format.as_deref());
    let named = match format {
        Some("int8") => Some(Integer::Int8),
        Some("int16") => Some(Integer::Int16),
        Some("int32") => Some(Integer::Int32),
        Some("uint8") => Some(Integer::Uint8),
        Some("uint16") => Some(Integer::Uint16),
        Some("uint32") => Some(Integer::Uint32),
        Some("uint64" | "uint") => Some(Integer::Uint64),
        _ => None,
    };
    let integer = named.filter(|integer| fits(all, *integer));
    match integer.or_else(|| within_64_bits(all)) {
        Some(integer) => Kind::Integer(integer),
        None => Kind::Number,
    }
}

/// Whether the least and the greatest number that all bounds admit are of a type.
fn fits(all: &All<'_>, integer: Integer) -> bool {
    let (lowest, highest) = range(integer);
    let is_in = |bound: &f64| (lowest..=highest).contains(bound);
    let bounds = all.parts.iter().map(bounds);
    let (mut least, mut greatest) = (None, None);
    for (minimum, maximum) in bounds {
        least = minimum.into_iter().chain(least).reduce(f64::max);
        greatest = maximum.into_iter().chain(greatest).reduce(f64::min);
    }
    least.iter().chain(&greatest).all(is_in)
}

/// The least and the greatest number that a part admits.
fn bounds(part: &Facts<'_>) -> (Option<f64>, Option<f64>) {
    #[expect(
        clippy::cast_precision_loss,
        reason = "no type but the one of 64 bits ends where a float is not exact"
    )]
    let float = |bound: i64| bound as f64;
    let step = |exclusive: bool| if exclusive { 1.0 } else { 0.0 };
    match part.kind {
        SchemaKind::Type(Type::Integer(integer)) => (
            integer
                .minimum
                .map(|bound| float(bound) + step(integer.exclusive_minimum)),
            integer
                .maximum
                .map(|bound| float(bound) - step(integer.exclusive_maximum)),
        ),
        SchemaKind::Any(any) => (
            any.minimum
                .map(|bound| bound + step(any.exclusive_minimum == Some(true))),
            any.maximum
                .map(|bound| bound - step(any.exclusive_maximum == Some(true))),
        ),
        _ => (None, None),
    }
}

/// The least and the greatest number of a type.
fn range(integer: Integer) -> (f64, f64) {
    #[expect(
        clippy::cast_precision_loss,
        reason = "bounds of this size are floats already"
    )]
    match integer {
        Integer::Int8 => (i8::MIN.into(), i8::MAX.into()),
        Integer::Int16 => (i16::MIN.into(), i16::MAX.into()),
        Integer::Int32 => (i32::MIN.into(), i32::MAX.into()),
        Integer::Int64 => (i64::MIN as f64, i64::MAX as f64),
        Integer::Uint8 => (0.0, u8::MAX.into()),
        Integer::Uint16 => (0.0, u16::MAX.into()),
        Integer::Uint32 => (0.0, u32::MAX.into()),
        Integer::Uint64 => (0.0, u64::MAX as f64),
    }
}

/// The integer type that holds what the bounds of an integer admit; none where no type does.
fn within_64_bits(all: &All<'_>) -> Option<Integer> {
    let mut found = Integer::Int64;
    for part in &all.parts {
        let SchemaKind::Any(any) = part.kind else {
            continue;
        };
        #[expect(
            clippy::cast_precision_loss,
            reason = "bounds of this size are floats already"
        )]
        let (lowest, highest, farthest) = (i64::MIN as f64, i64::MAX as f64, u64::MAX as f64);
        let below = any.minimum.is_some_and(|bound| bound < lowest);
        let exact = rules::exact_number(part, "maximum").and_then(Number::as_u64);
        // A float can't tell what is just above from the highest itself.
        let just_above = exact.is_some_and(|bound| bound > i64::MAX as u64 && bound != ROUNDED);
        let above = just_above || any.maximum.is_some_and(|bound| bound > highest);
        // Rounded to a float, the largest of 64 bits is one more than it is.
        let is_held = rules::exact_number(part, "maximum").is_some_and(Number::is_u64);
        let far = any.maximum.is_some_and(|bound| bound >= farthest) && !is_held;
        let positive = any.minimum.is_some_and(|bound| bound >= 0.0);
        if below || far || (above && !positive) {
            return None;
        }
        if above {
            found = Integer::Uint64;
        }
    }
    Some(found)
}
