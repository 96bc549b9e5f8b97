//! Reads numbers. Their text is kept until the type is known, so that no digit is lost before.

use std::borrow::Cow;
use std::cmp::Ordering;

use super::{DecodeError, Reader};

/// How much of a number a message shows.
const SHOWN: usize = 40;

impl<'de> Reader<'de> {
    /// Reads a number and returns its text, all digits kept.
    pub fn number_text(&mut self) -> Result<&'de str, DecodeError> {
        let start = match self.next_byte() {
            Some(b'-' | b'0'..=b'9') => self.offset(),
            _ => return Err(self.unexpected("a number")),
        };
        if self.byte() == Some(b'-') {
            self.advance(1);
        }
        match self.byte() {
            // A zero stands alone: the next digit, if any, is not part of the number.
            Some(b'0') => self.advance(1),
            _ => self.digits()?,
        }
        if self.byte() == Some(b'.') {
            self.advance(1);
            self.digits()?;
        }
        if let Some(b'e' | b'E') = self.byte() {
            self.advance(1);
            if let Some(b'+' | b'-') = self.byte() {
                self.advance(1);
            }
            self.digits()?;
        }
        Ok(self.text_since(start))
    }

    /// Reads an integer between two bounds, both allowed. `1.0` and `1e2` are integers too.
    pub fn integer(&mut self, min: i128, max: i128) -> Result<i128, DecodeError> {
        if !matches!(self.next_byte(), Some(b'-' | b'0'..=b'9')) {
            return Err(self.unexpected("an integer"));
        }
        let start = self.offset();
        let text = self.number_text()?;
        let value = match text.parse::<i64>() {
            Ok(value) => Some(i128::from(value)),
            Err(_) => Decimal::parse(text).and_then(Decimal::to_integer),
        };
        match value {
            Some(value) if (min..=max).contains(&value) => Ok(value),
            Some(_) => {
                let expected = format!("an integer from {min} to {max}");
                Err(bad_number(expected.into(), text, start))
            }
            None => Err(bad_number("an integer".into(), text, start)),
        }
    }

    /// Reads a number as the nearest one of double precision.
    pub fn number(&mut self) -> Result<f64, DecodeError> {
        let text = self.number_text()?;
        match text.parse::<f64>() {
            Ok(value) if value.is_finite() => Ok(value),
            _ => Err(self.out_of_range(text)),
        }
    }

    /// Reads a number as the nearest one of single precision.
    pub fn single(&mut self) -> Result<f32, DecodeError> {
        let text = self.number_text()?;
        match text.parse::<f32>() {
            Ok(value) if value.is_finite() => Ok(value),
            _ => Err(self.out_of_range(text)),
        }
    }

    fn digits(&mut self) -> Result<(), DecodeError> {
        let start = self.offset();
        while let Some(b'0'..=b'9') = self.byte() {
            self.advance(1);
        }
        if self.offset() == start {
            return Err(self.malformed("a digit"));
        }
        Ok(())
    }

    /// Describes a number, just read, that the type asked for cannot hold.
    #[cold]
    pub(super) fn out_of_range(&self, text: &str) -> DecodeError {
        bad_number("a number in range".into(), text, self.offset() - text.len())
    }
}

/// Whether the exponent of a number begins with a character.
pub(super) fn begins_exponent(c: char) -> bool {
    matches!(c, 'e' | 'E')
}

#[cold]
fn bad_number(expected: Cow<'static, str>, text: &str, offset: usize) -> DecodeError {
    let found = match text.get(..SHOWN) {
        Some(start) if text.len() > SHOWN => format!("`{start}…`"),
        _ => format!("`{text}`"),
    };
    DecodeError::mismatch(expected, found, offset)
}

/// A decimal number, exactly: `mantissa` × 10 to the power of `exponent`, the mantissa without
/// trailing zeros.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Decimal {
    mantissa: i128,
    exponent: i64,
}

impl Decimal {
    /// Reads a JSON number. None if it has more than some 38 significant digits.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let (significand, exponent) = match text.split_once(begins_exponent) {
            Some((significand, exponent)) => (significand, exponent.parse::<i64>().ok()),
            None => (text, Some(0)),
        };
        let (whole, fraction) = significand.split_once('.').unwrap_or((significand, ""));
        let all = format!("{whole}{fraction}");
        let digits = all.trim_end_matches('0');
        if digits.is_empty() || digits == "-" {
            // Zero to any power, even one that does not fit.
            return Some(Self {
                mantissa: 0,
                exponent: 0,
            });
        }
        let dropped = i64::try_from(all.len() - digits.len()).ok()?;
        let behind_point = i64::try_from(fraction.len()).ok()?;
        Some(Self {
            mantissa: digits.parse().ok()?,
            exponent: exponent?.checked_add(dropped)?.checked_sub(behind_point)?,
        })
    }

    /// Returns the number if it is an integer, and fits.
    pub(super) fn to_integer(self) -> Option<i128> {
        // With trailing zeros gone, a negative exponent means a fraction.
        self.scaled_to(0)
    }

    /// Whether the number is a whole multiple of another. None if they are too far apart to tell.
    pub(super) fn is_multiple_of(self, other: Self) -> Option<bool> {
        let exponent = self.exponent.min(other.exponent);
        let value = self.scaled_to(exponent)?;
        let unit = other.scaled_to(exponent)?;
        Some(value.checked_rem(unit)? == 0)
    }

    /// Compares the number with another. None if they are too far apart to tell.
    pub(super) fn compare(self, other: Self) -> Option<Ordering> {
        let exponent = self.exponent.min(other.exponent);
        let (left, right) = (self.scaled_to(exponent)?, other.scaled_to(exponent)?);
        Some(left.cmp(&right))
    }

    /// Returns the mantissa that goes with a smaller exponent.
    fn scaled_to(self, exponent: i64) -> Option<i128> {
        let power = u32::try_from(self.exponent.checked_sub(exponent)?).ok()?;
        self.mantissa.checked_mul(10_i128.checked_pow(power)?)
    }
}
