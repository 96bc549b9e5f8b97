//! The number of an enumeration's value that this version does not know.

use std::fmt;

/// A whole number that this version of the crate does not know as a value of an enumeration.
///
/// It can be seen, read and sent back, but not built or matched on, so that a value that becomes a
/// variant later breaks nobody.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct UnknownInteger(i64);

impl UnknownInteger {
    /// Holds a number that no variant stands for.
    pub(crate) fn new(number: i64) -> Self {
        Self(number)
    }

    /// Returns the number on the wire.
    pub fn as_i64(self) -> i64 {
        self.0
    }
}

impl fmt::Display for UnknownInteger {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0, f)
    }
}
