//! What the API's description forbids in a request, noted while the request is made.
//!
//! Every operation has checks of its own. So only what runs them is generic over the check: the rest
//! would be compiled as often.

use super::Outgoing;
use super::json::{At, Checks, Numeric, Pattern};

impl Outgoing {
    /// Checks the body by rules that its type does not have.
    pub(crate) fn check_body(mut self, check: &dyn Fn(&mut Checks)) -> Self {
        self.draft
            .request
            .violations
            .append(&mut Checks::found_by(check));
        self
    }

    /// Checks a parameter, whose place is `path`, `query`, `header` or `cookie`.
    pub(crate) fn check_parameter(
        mut self,
        place: &'static str,
        name: &str,
        check: &dyn Fn(&mut Checks),
    ) -> Self {
        self.draft
            .request
            .checked_parameter(place, name, Checks::found_by(check));
        self
    }

    /// Checks how many characters a parameter has, at least and at most.
    pub(crate) fn check_length(
        self,
        place: &'static str,
        name: &str,
        value: &str,
        (min, max): (Option<u64>, Option<u64>),
    ) -> Self {
        self.check_parameter(place, name, &|checks| {
            checks.length(At::Here, Some(value), min, max);
        })
    }

    /// Checks that a parameter matches a pattern.
    pub(crate) fn check_pattern(
        self,
        place: &'static str,
        name: &str,
        value: &str,
        pattern: Pattern,
    ) -> Self {
        self.check_parameter(place, name, &|checks| {
            checks.pattern(At::Here, Some(value), pattern);
        })
    }

    /// Checks that a parameter is a number within bounds, which are themselves allowed.
    pub(crate) fn check_range<N: Numeric + Copy>(
        self,
        place: &'static str,
        name: &str,
        value: N,
        (min, max): (Option<N::Bound>, Option<N::Bound>),
    ) -> Self {
        self.check_parameter(place, name, &|checks| {
            if let Some(min) = min {
                checks.minimum(At::Here, Some(value), min);
            }
            if let Some(max) = max {
                checks.maximum(At::Here, Some(value), max);
            }
        })
    }

    /// Checks a parameter by rules besides those that it was checked by.
    pub(crate) fn check_further(
        mut self,
        place: &'static str,
        name: &str,
        check: &dyn Fn(&mut Checks),
    ) -> Self {
        self.draft
            .request
            .checked_further(place, name, Checks::found_by(check));
        self
    }
}
