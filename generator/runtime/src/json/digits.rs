//! A number with all the digits that it has on the wire.

use std::cmp::Ordering;
use std::fmt;
use std::str::FromStr;

use super::number::{Decimal, begins_exponent};
use super::{Checks, Decode, DecodeError, Encode, Reader, Writer};

/// How many significant digits every number of double precision keeps.
const SAFE_DIGITS: usize = 15;

/// A JSON number with all its digits.
///
/// Almost every number is one of double precision, and [`as_f64`](Self::as_f64) is all that is
/// needed. What has more digits than that keeps them: it is sent as it came, and
/// [`to_string`](ToString::to_string) shows it, to be parsed as a decimal of any kind.
///
/// `serde` knows no such number: what is stored by way of it, and is no whole number of 64 bits, is the
/// nearest one of double precision afterwards.
#[derive(Clone)]
pub struct Number(Digits);

#[derive(Clone)]
enum Digits {
    /// A number that double precision holds exactly as it is written.
    Double(f64),
    /// The text of any other.
    Text(Box<str>),
}

impl Number {
    /// Returns the nearest number of double precision.
    pub fn as_f64(&self) -> f64 {
        match &self.0 {
            Digits::Double(value) => *value,
            Digits::Text(text) => text.parse().unwrap_or(f64::NAN),
        }
    }

    /// Returns the number if it is a whole one that 64 bits hold.
    pub fn as_i64(&self) -> Option<i64> {
        self.decimal()?.to_integer()?.try_into().ok()
    }

    /// Returns the number if it is a whole one from 0 up that 64 bits hold.
    pub fn as_u64(&self) -> Option<u64> {
        self.decimal()?.to_integer()?.try_into().ok()
    }

    /// The text of a JSON number, as a number.
    fn of_text(text: &str) -> Self {
        let value: f64 = text.parse().unwrap_or(f64::NAN);
        let is_short = text.len() <= SAFE_DIGITS && !text.contains(begins_exponent);
        let is_exact = || {
            value.is_finite()
                && Decimal::parse(text).is_some_and(|exact| Some(exact) == shortest(value))
        };
        if is_short || is_exact() {
            Self(Digits::Double(value))
        } else {
            Self(Digits::Text(text.into()))
        }
    }

    pub(super) fn decimal(&self) -> Option<Decimal> {
        match &self.0 {
            Digits::Double(value) => shortest(*value),
            Digits::Text(text) => Decimal::parse(text),
        }
    }
}

/// The decimal number with the fewest digits that is read as a number of double precision.
fn shortest(value: f64) -> Option<Decimal> {
    Decimal::parse(&format!("{value:e}"))
}

macro_rules! from_small {
    ($($name:ident)+) => {$(
        impl From<$name> for Number {
            fn from(value: $name) -> Self {
                Self(Digits::Double(f64::from(value)))
            }
        }
    )+};
}
from_small!(i8 i16 i32 u8 u16 u32 f64);

impl From<f32> for Number {
    /// The decimal number that the single one is written as: `0.1`, not `0.10000000149011612`.
    fn from(value: f32) -> Self {
        if value.is_finite() {
            Self::of_text(&format!("{value:e}"))
        } else {
            Self(Digits::Double(f64::from(value)))
        }
    }
}

impl From<i64> for Number {
    fn from(value: i64) -> Self {
        Self::of_text(&value.to_string())
    }
}

impl From<u64> for Number {
    fn from(value: u64) -> Self {
        Self::of_text(&value.to_string())
    }
}

impl FromStr for Number {
    type Err = DecodeError;

    /// Reads a number as JSON writes it.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        super::decode(text.as_bytes())
    }
}

impl PartialEq for Number {
    fn eq(&self, other: &Self) -> bool {
        match (&self.0, &other.0) {
            (Digits::Double(a), Digits::Double(b)) => a == b,
            (Digits::Text(a), Digits::Text(b)) if a == b => true,
            _ => match (self.decimal(), other.decimal()) {
                (Some(a), Some(b)) => a == b,
                _ => false,
            },
        }
    }
}

impl PartialEq<f64> for Number {
    fn eq(&self, other: &f64) -> bool {
        match &self.0 {
            Digits::Double(value) => value == other,
            Digits::Text(_) => self.decimal().is_some() && self.decimal() == shortest(*other),
        }
    }
}

impl PartialOrd for Number {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        if self == other {
            return Some(Ordering::Equal);
        }
        let exact = match (&self.0, &other.0) {
            (Digits::Double(_), Digits::Double(_)) => None,
            _ => self.decimal().zip(other.decimal()),
        };
        exact
            .and_then(|(a, b)| a.compare(b))
            .or_else(|| self.as_f64().partial_cmp(&other.as_f64()))
            // They differ, in what nobody can tell.
            .filter(|order| order.is_ne())
    }
}

impl PartialOrd<f64> for Number {
    fn partial_cmp(&self, other: &f64) -> Option<Ordering> {
        self.partial_cmp(&Self::from(*other))
    }
}

impl fmt::Debug for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Digits::Double(value) => fmt::Display::fmt(value, f),
            Digits::Text(text) => f.pad(text),
        }
    }
}

impl Encode for Number {
    fn encode(&self, out: &mut Writer) {
        match &self.0 {
            Digits::Double(value) => out.number(*value),
            Digits::Text(text) => out.verbatim(text),
        }
    }

    fn check(&self, checks: &mut Checks) {
        if let Digits::Double(value) = &self.0 {
            value.check(checks);
        }
    }
}

impl Decode for Number {
    fn decode(input: &mut Reader<'_>) -> Result<Self, DecodeError> {
        input.number_text().map(Self::of_text)
    }
}

impl serde::Serialize for Number {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match (self.as_i64(), self.as_u64()) {
            (Some(value), _) => serializer.serialize_i64(value),
            (_, Some(value)) => serializer.serialize_u64(value),
            _ => serializer.serialize_f64(self.as_f64()),
        }
    }
}

impl<'de> serde::Deserialize<'de> for Number {
    fn deserialize<D: serde::Deserializer<'de>>(input: D) -> Result<Self, D::Error> {
        let number = <serde_json::Number as serde::Deserialize>::deserialize(input)?;
        Ok(Self::of_text(&number.to_string()))
    }
}
