//! What the API's description forbids in a request, noted while the request is made.
//!
//! Every operation has checks of its own. So only what runs them is generic over the check: the rest
//! would be compiled as often.

use super::Outgoing;
use super::json::{Checks, Violation};

impl Outgoing {
    /// Checks the body by rules that its type does not have.
    pub(crate) fn check_body(mut self, check: impl FnOnce(&mut Checks)) -> Self {
        self.violations.append(&mut Checks::found_by(check));
        self
    }

    /// Checks a parameter, whose place is `path`, `query`, `header` or `cookie`.
    pub(crate) fn check_parameter(
        mut self,
        place: &'static str,
        name: &str,
        check: impl FnOnce(&mut Checks),
    ) -> Self {
        self.checked_parameter(place, name, Checks::found_by(check));
        self
    }

    /// Checks a parameter by rules besides those that it was checked by.
    pub(crate) fn check_further(
        mut self,
        place: &'static str,
        name: &str,
        check: impl FnOnce(&mut Checks),
    ) -> Self {
        self.checked_further(place, name, Checks::found_by(check));
        self
    }

    /// Notes what was found of a parameter.
    pub(crate) fn checked_parameter(
        &mut self,
        place: &'static str,
        name: &str,
        found: Vec<Violation>,
    ) {
        // What was said of a value that this one replaces holds no more.
        self.violations
            .retain(|violation| !violation.is_of(place, name));
        self.checked_further(place, name, found);
    }

    /// Notes what was found of a parameter besides what is known.
    pub(crate) fn checked_further(
        &mut self,
        place: &'static str,
        name: &str,
        found: Vec<Violation>,
    ) {
        for violation in found {
            self.violations.push(violation.in_parameter(place, name));
        }
    }
}
