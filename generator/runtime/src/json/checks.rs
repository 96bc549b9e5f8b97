//! Collects what a request holds against the API's description, before anything is sent.

use std::collections::BTreeMap;
use std::fmt::{self, Display};

use super::decode_error::pointer_step;
use super::number::Decimal;
use super::{Encode, encode};

/// One thing that the API's description forbids.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Violation {
    pointers: Vec<String>,
    message: String,
}

impl Violation {
    /// A violation at one or more places, given as JSON pointers. The message follows on them:
    /// `must be at least 1, not 0`.
    pub fn new(pointers: Vec<String>, message: impl Into<String>) -> Self {
        let message = message.into();
        Self { pointers, message }
    }

    /// Returns the JSON pointers of the values at fault; the empty one is the whole body.
    pub fn pointers(&self) -> &[String] {
        &self.pointers
    }

    /// Returns what is wrong with them.
    pub fn message(&self) -> &str {
        &self.message
    }
}

impl Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, pointer) in self.pointers.iter().enumerate() {
            let separator = match index {
                0 => "",
                last if last + 1 == self.pointers.len() => " and ",
                _ => ", ",
            };
            match pointer.as_str() {
                "" => write!(f, "{separator}the body")?,
                pointer => write!(f, "{separator}`{pointer}`")?,
            }
        }
        write!(f, " {}", self.message)
    }
}

/// Collects the violations in a value, each with its place.
#[derive(Debug, Clone, Default)]
pub struct Checks {
    pointer: String,
    violations: Vec<Violation>,
}

impl Checks {
    /// Nothing found yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Returns what was found, in the order of the checks.
    pub fn into_violations(self) -> Vec<Violation> {
        self.violations
    }

    /// Reports the value that is being checked.
    pub fn report(&mut self, message: impl Into<String>) {
        let pointers = vec![self.pointer.clone()];
        self.violations.push(Violation::new(pointers, message));
    }

    /// Checks the value of a property.
    pub fn property(&mut self, name: &str, value: &dyn Encode) {
        self.nested(&pointer_step(name), value);
    }

    /// Checks an item of an array.
    pub fn item(&mut self, index: usize, value: &dyn Encode) {
        self.nested(&format!("/{index}"), value);
    }

    /// Checks how many characters a text has.
    pub fn length(&mut self, name: &str, text: Option<&str>, min: Option<u64>, max: Option<u64>) {
        let count = text.map(|text| text.chars().count());
        self.count(name, count, (min, max), "character");
    }

    /// Checks how many items an array has.
    pub fn items(&mut self, name: &str, count: Option<usize>, min: Option<u64>, max: Option<u64>) {
        self.count(name, count, (min, max), "item");
    }

    /// Checks how many properties an object has.
    pub fn properties(
        &mut self,
        name: &str,
        count: Option<usize>,
        min: Option<u64>,
        max: Option<u64>,
    ) {
        self.count(name, count, (min, max), "property");
    }

    /// Checks that no item of an array comes twice.
    pub fn unique<T: Encode>(&mut self, name: &str, items: Option<&[T]>) {
        let items = items.unwrap_or_default();
        self.unique_texts(name, items.iter().map(|item| encode(item)).collect());
    }

    /// Checks that a number is not below a bound.
    pub fn minimum<T: PartialOrd + Display + Copy>(
        &mut self,
        name: &str,
        value: Option<T>,
        bound: T,
    ) {
        let below = value.filter(|value| *value < bound);
        self.out_of_bounds(name, below, "at least", bound);
    }

    /// Checks that a number is not above a bound.
    pub fn maximum<T: PartialOrd + Display + Copy>(
        &mut self,
        name: &str,
        value: Option<T>,
        bound: T,
    ) {
        let above = value.filter(|value| *value > bound);
        self.out_of_bounds(name, above, "at most", bound);
    }

    /// Checks that a number is above a bound.
    pub fn exclusive_minimum<T: PartialOrd + Display + Copy>(
        &mut self,
        name: &str,
        value: Option<T>,
        bound: T,
    ) {
        let below = value.filter(|value| *value <= bound);
        self.out_of_bounds(name, below, "greater than", bound);
    }

    /// Checks that a number is below a bound.
    pub fn exclusive_maximum<T: PartialOrd + Display + Copy>(
        &mut self,
        name: &str,
        value: Option<T>,
        bound: T,
    ) {
        let above = value.filter(|value| *value >= bound);
        self.out_of_bounds(name, above, "less than", bound);
    }

    /// Checks that a number is a whole multiple of another, as their decimal digits have it: 0.3 is
    /// a multiple of 0.1.
    pub fn multiple_of(&mut self, name: &str, value: Option<f64>, unit: f64) {
        let Some(value) = value else { return };
        let digits = |number: f64| Decimal::parse(&format!("{number:e}"));
        let is_multiple = match (digits(value), digits(unit)) {
            (Some(value), Some(unit)) => value.is_multiple_of(unit),
            _ => None,
        };
        // What cannot be told exactly is the server's to judge.
        if is_multiple == Some(false) {
            self.report_property(name, format!("must be a multiple of {unit}, not {value}"));
        }
    }

    /// Checks that at most one of several properties is there.
    pub fn exclusive(&mut self, properties: &[(&str, bool)]) {
        let present: Vec<String> = properties
            .iter()
            .filter(|(_, is_present)| *is_present)
            .map(|(name, _)| self.pointer_to(name))
            .collect();
        if present.len() > 1 {
            self.violations
                .push(Violation::new(present, "exclude each other"));
        }
    }

    fn nested(&mut self, step: &str, value: &dyn Encode) {
        let length = self.pointer.len();
        self.pointer.push_str(step);
        value.check(self);
        self.pointer.truncate(length);
    }

    fn count(
        &mut self,
        name: &str,
        count: Option<usize>,
        (min, max): (Option<u64>, Option<u64>),
        unit: &str,
    ) {
        let Some(count) = count else { return };
        let exact = u64::try_from(count).unwrap_or(u64::MAX);
        let (relation, bound) = match (min, max) {
            (Some(min), _) if exact < min => ("at least", min),
            (_, Some(max)) if exact > max => ("at most", max),
            _ => return,
        };
        let units = match (unit, bound) {
            (unit, 1) => unit.to_owned(),
            ("property", _) => "properties".to_owned(),
            (unit, _) => format!("{unit}s"),
        };
        self.report_property(
            name,
            format!("must have {relation} {bound} {units}, not {count}"),
        );
    }

    fn unique_texts(&mut self, name: &str, texts: Vec<Vec<u8>>) {
        let mut first_of = BTreeMap::new();
        for (index, text) in texts.into_iter().enumerate() {
            if let Some(first) = first_of.get(&text) {
                let message = format!("must not hold the same item twice, as {first} and {index}");
                return self.report_property(name, message);
            }
            first_of.insert(text, index);
        }
    }

    fn out_of_bounds<T: PartialOrd + Display + Copy>(
        &mut self,
        name: &str,
        value: Option<T>,
        relation: &str,
        bound: T,
    ) {
        if let Some(value) = value {
            self.report_property(name, format!("must be {relation} {bound}, not {value}"));
        }
    }

    fn report_property(&mut self, name: &str, message: String) {
        let pointers = vec![self.pointer_to(name)];
        self.violations.push(Violation::new(pointers, message));
    }

    fn pointer_to(&self, name: &str) -> String {
        format!("{}{}", self.pointer, pointer_step(name))
    }
}
