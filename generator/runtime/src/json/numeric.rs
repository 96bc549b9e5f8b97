//! Numbers of every type, held against a bound or a unit.

use std::cmp::Ordering;
use std::fmt::{self, Display};

use super::Number;
use super::number::Decimal;

/// A number that rules speak of.
pub trait Numeric: Display {
    /// How a bound of it is written.
    type Bound: Display + Copy;

    /// Compares it with a bound; none where that cannot be told.
    fn compare(&self, bound: &Self::Bound) -> Option<Ordering>;

    /// Whether it is a whole multiple of a unit, as their decimal digits have it: 0.3 is a multiple
    /// of 0.1. None where that cannot be told.
    fn is_multiple_of(&self, unit: &Self::Bound) -> Option<bool>;
}

macro_rules! numeric_integer {
    ($($name:ident)+) => {$(
        impl Numeric for $name {
            type Bound = Self;

            fn compare(&self, bound: &Self) -> Option<Ordering> {
                Some(self.cmp(bound))
            }

            fn is_multiple_of(&self, unit: &Self) -> Option<bool> {
                self.checked_rem(*unit).map(|rest| rest == 0)
            }
        }
    )+};
}
numeric_integer!(i8 i16 i32 i64 u8 u16 u32 u64);

impl Numeric for f64 {
    type Bound = Self;

    fn compare(&self, bound: &Self) -> Option<Ordering> {
        self.partial_cmp(bound)
    }

    fn is_multiple_of(&self, unit: &Self) -> Option<bool> {
        decimal(*self)?.is_multiple_of(decimal(*unit)?)
    }
}

impl Numeric for &Number {
    type Bound = f64;

    fn compare(&self, bound: &f64) -> Option<Ordering> {
        let exact = || self.decimal()?.compare(decimal(*bound)?);
        exact().or_else(|| self.as_f64().partial_cmp(bound))
    }

    fn is_multiple_of(&self, unit: &f64) -> Option<bool> {
        self.decimal()?.is_multiple_of(decimal(*unit)?)
    }
}

/// A number whose bounds are beyond those of double precision: they are given by their digits.
#[derive(Debug, Clone, Copy)]
pub struct Exact<'a>(pub &'a Number);

impl Numeric for Exact<'_> {
    type Bound = &'static str;

    fn compare(&self, bound: &&'static str) -> Option<Ordering> {
        let exact = || self.0.decimal()?.compare(Decimal::parse(bound)?);
        exact().or_else(|| self.0.as_f64().partial_cmp(&bound.parse().ok()?))
    }

    fn is_multiple_of(&self, unit: &&'static str) -> Option<bool> {
        self.0.decimal()?.is_multiple_of(Decimal::parse(unit)?)
    }
}

impl Display for Exact<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// The decimal number with the fewest digits that is read as a number of double precision.
fn decimal(value: f64) -> Option<Decimal> {
    Decimal::parse(&format!("{value:e}"))
}
