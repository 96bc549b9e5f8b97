//! Collects what a request holds against the API's description, before anything is sent.

use std::cmp::Ordering;
use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::decode_error::pointer_step;
use super::numeric::Numeric;
use super::violation::Violation;
use super::{Encode, Reader, encode};

/// Collects the violations in a value, each with its place.
#[derive(Debug, Clone, Default)]
pub struct Checks {
    pointer: String,
    violations: Vec<Violation>,
}

/// Where a value stands, seen from the one that is being checked.
#[derive(Debug, Clone, Copy)]
pub enum At<'a> {
    /// It is that one.
    Here,
    /// A property of it.
    Name(&'a str),
    /// An item of it.
    Index(usize),
}

impl<'a> From<&'a str> for At<'a> {
    fn from(name: &'a str) -> Self {
        Self::Name(name)
    }
}

impl From<usize> for At<'_> {
    fn from(index: usize) -> Self {
        Self::Index(index)
    }
}

/// A regular expression that texts must match.
#[derive(Debug, Clone, Copy)]
pub struct Pattern {
    /// The expression, for a message.
    pub text: &'static str,
    /// Whether a text matches.
    pub matches: fn(&str) -> bool,
}

/// How many there may be, at least and at most.
type Range = (Option<u64>, Option<u64>);

/// The properties of a group, each with whether it is there.
type Group<'a> = &'a [(&'a str, bool)];

impl Checks {
    /// Nothing found yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Returns what a check finds.
    pub fn found_by(check: &dyn Fn(&mut Self)) -> Vec<Violation> {
        let mut checks = Self::new();
        check(&mut checks);
        checks.into_violations()
    }

    /// Returns what was found, in the order of the checks.
    pub fn into_violations(self) -> Vec<Violation> {
        self.violations
    }

    /// Reports the value that is being checked.
    pub fn report(&mut self, message: impl Into<String>) {
        self.report_at(At::Here, message.into());
    }

    /// Checks the value of a property.
    #[inline(never)]
    pub fn property(&mut self, name: &str, value: &dyn Encode) {
        self.value(At::Name(name), value);
    }

    /// Checks an item of an array.
    #[inline(never)]
    pub fn item(&mut self, index: usize, value: &dyn Encode) {
        self.value(At::Index(index), value);
    }

    /// Runs a check on each item of a list.
    pub fn each<'a, T>(
        &mut self,
        at: impl Into<At<'a>>,
        items: Option<&[T]>,
        check: impl Fn(&mut Self, usize, &T),
    ) {
        let above = self.enter(at.into());
        for (index, item) in items.unwrap_or_default().iter().enumerate() {
            check(self, index, item);
        }
        self.leave(above);
    }

    /// Runs a check on each value of a map.
    pub fn each_value<'a, T>(
        &mut self,
        at: impl Into<At<'a>>,
        map: Option<&BTreeMap<String, T>>,
        check: impl Fn(&mut Self, &str, &T),
    ) {
        let above = self.enter(at.into());
        for (name, value) in map.into_iter().flatten() {
            check(self, name, value);
        }
        self.leave(above);
    }

    /// Runs a check on each name of a map.
    pub fn each_name<'a, T>(
        &mut self,
        at: impl Into<At<'a>>,
        map: Option<&BTreeMap<String, T>>,
        check: impl Fn(&mut Self, &str),
    ) {
        let above = self.enter(at.into());
        for (name, _) in map.into_iter().flatten() {
            let mut of_name = Self::new();
            check(&mut of_name, name);
            self.report_name(name, &of_name);
        }
        self.leave(above);
    }

    /// Checks how many characters a text has.
    #[inline(never)]
    pub fn length<'a>(
        &mut self,
        at: impl Into<At<'a>>,
        text: Option<&str>,
        min: Option<u64>,
        max: Option<u64>,
    ) {
        let count = text.map(|text| text.chars().count());
        self.count(at.into(), count, (min, max), "character");
    }

    /// Checks how many items an array has.
    #[inline(never)]
    pub fn items<'a>(
        &mut self,
        at: impl Into<At<'a>>,
        count: Option<usize>,
        min: Option<u64>,
        max: Option<u64>,
    ) {
        self.count(at.into(), count, (min, max), "item");
    }

    /// Checks how many properties an object has.
    #[inline(never)]
    pub fn properties<'a>(
        &mut self,
        at: impl Into<At<'a>>,
        count: Option<usize>,
        min: Option<u64>,
        max: Option<u64>,
    ) {
        self.count(at.into(), count, (min, max), "property");
    }

    /// Checks how many properties the value that is being checked is sent with.
    #[inline(never)]
    pub fn size(&mut self, value: &dyn Encode, min: Option<u64>, max: Option<u64>) {
        let text = encode(value);
        let count = || {
            let mut reader = Reader::new(&text);
            let mut object = reader.object()?;
            let mut count = 0;
            while object.next_name()?.is_some() {
                object.skip()?;
                count += 1;
            }
            Ok::<_, super::DecodeError>(count)
        };
        self.properties(At::Here, count().ok(), min, max);
    }

    /// Checks that a text matches a pattern.
    #[inline(never)]
    pub fn pattern<'a>(&mut self, at: impl Into<At<'a>>, text: Option<&str>, pattern: Pattern) {
        if text.is_some_and(|text| !(pattern.matches)(text)) {
            let message = format!("must match `{}`", pattern.text);
            self.report_at(at.into(), message);
        }
    }

    /// Checks that a text is one of several.
    #[inline(never)]
    pub fn one_of_texts<'a>(&mut self, at: impl Into<At<'a>>, text: Option<&str>, of: &[&str]) {
        if text.is_some_and(|text| !of.contains(&text)) {
            self.report_at(at.into(), format!("must be {}", listed(of, "or")));
        }
    }

    /// Checks that no item of an array comes twice.
    pub fn unique<'a, T: Encode>(&mut self, at: impl Into<At<'a>>, items: Option<&[T]>) {
        let mut first_of = Map::new();
        for (index, item) in items.unwrap_or_default().iter().enumerate() {
            if let Some(first) = note(&mut first_of, item, index) {
                return self.report_twice(at.into(), &first, index);
            }
        }
    }

    /// Checks how many items of an array are one of some values, given as JSON.
    pub fn contains<'a, T: Encode>(
        &mut self,
        at: impl Into<At<'a>>,
        items: Option<&[T]>,
        values: &[&str],
        range: (Option<u64>, Option<u64>),
    ) {
        let is_one = |item: &T| {
            let text = encode(item);
            values.iter().any(|value| value.as_bytes() == text)
        };
        let Some(items) = items else { return };
        let count = items.iter().filter(|item| is_one(item)).count();
        if let Some((relation, bound)) = out_of(count, range) {
            let values = listed(values, "or");
            let message = format!("must have {relation} {bound} of {values}, not {count}");
            self.report_at(at.into(), message);
        }
    }

    /// Checks that a number is finite: a text of another would say nothing to a server.
    #[inline(never)]
    pub fn finite<'a>(&mut self, at: impl Into<At<'a>>, value: Option<f64>) {
        if value.is_some_and(|value| !value.is_finite()) {
            self.report_at(at.into(), "must be a finite number".to_owned());
        }
    }

    /// Checks that a number is not below a bound.
    #[inline(never)]
    pub fn minimum<'a, T: Numeric>(
        &mut self,
        at: impl Into<At<'a>>,
        value: Option<T>,
        bound: T::Bound,
    ) {
        self.bound(at.into(), value, bound, AT_LEAST);
    }

    /// Checks that a number is not above a bound.
    #[inline(never)]
    pub fn maximum<'a, T: Numeric>(
        &mut self,
        at: impl Into<At<'a>>,
        value: Option<T>,
        bound: T::Bound,
    ) {
        self.bound(at.into(), value, bound, AT_MOST);
    }

    /// Checks that a number is above a bound.
    #[inline(never)]
    pub fn exclusive_minimum<'a, T: Numeric>(
        &mut self,
        at: impl Into<At<'a>>,
        value: Option<T>,
        bound: T::Bound,
    ) {
        self.bound(at.into(), value, bound, GREATER_THAN);
    }

    /// Checks that a number is below a bound.
    #[inline(never)]
    pub fn exclusive_maximum<'a, T: Numeric>(
        &mut self,
        at: impl Into<At<'a>>,
        value: Option<T>,
        bound: T::Bound,
    ) {
        self.bound(at.into(), value, bound, LESS_THAN);
    }

    /// Checks that a number is a whole multiple of another.
    #[inline(never)]
    pub fn multiple_of<'a, T: Numeric>(
        &mut self,
        at: impl Into<At<'a>>,
        value: Option<T>,
        unit: T::Bound,
    ) {
        let Some(value) = value else { return };
        // What cannot be told exactly is the server's to judge.
        if value.is_multiple_of(&unit) == Some(false) {
            let message = format!("must be a multiple of {unit}, not {value}");
            self.report_at(at.into(), message);
        }
    }

    /// Checks that not all of several properties are there.
    #[inline(never)]
    pub fn exclusive(&mut self, group: Group<'_>) {
        if let [(name, true)] = group {
            return self.report_at(At::Name(name), "must not be there".to_owned());
        }
        if !group.is_empty() && is_complete(group) {
            self.report_exclusive(&[group]);
        }
    }

    /// Checks that a property does not come without others.
    #[inline(never)]
    pub fn dependent(&mut self, (name, is_present): (&str, bool), needed: Group<'_>) {
        for (needed, is_there) in needed {
            if is_present && !is_there {
                self.report_at(At::Name(needed), format!("must be there where `{name}` is"));
            }
        }
    }

    /// Checks that at least one of several groups of properties is there as a whole.
    pub fn any_group(&mut self, groups: &[Group<'_>]) {
        if !groups.iter().any(|group| is_complete(group)) {
            let mut message = "must have ".to_owned();
            for (index, group) in groups.iter().enumerate() {
                message.push_str(&before(index, groups.len(), "or"));
                for (index, (name, _)) in group.iter().enumerate() {
                    message.push_str(&before(index, group.len(), "and"));
                    quote(&mut message, name);
                }
            }
            self.report_at(At::Here, message);
        }
    }

    /// Checks that exactly one of several groups of properties is there as a whole.
    pub fn one_group(&mut self, groups: &[Group<'_>]) {
        self.any_group(groups);
        if groups.iter().filter(|group| is_complete(group)).count() > 1 {
            self.report_exclusive(groups);
        }
    }

    /// Checks a value below the one that is being checked.
    fn value(&mut self, at: At<'_>, value: &dyn Encode) {
        let above = self.enter(at);
        value.check(self);
        self.leave(above);
    }

    /// Goes to a value below the one that is being checked. What it returns leads back.
    fn enter(&mut self, at: At<'_>) -> usize {
        let above = self.pointer.len();
        self.pointer.push_str(&step(at));
        above
    }

    fn leave(&mut self, above: usize) {
        self.pointer.truncate(above);
    }

    fn count(&mut self, at: At<'_>, count: Option<usize>, range: Range, unit: &str) {
        let Some(count) = count else { return };
        let Some((relation, bound)) = out_of(count, range) else {
            return;
        };
        let units = match (unit, bound) {
            (unit, 1) => unit.to_owned(),
            ("property", _) => "properties".to_owned(),
            (unit, _) => format!("{unit}s"),
        };
        self.report_at(
            at,
            format!("must have {relation} {bound} {units}, not {count}"),
        );
    }

    fn report_twice(&mut self, at: At<'_>, first: &Value, second: usize) {
        let message = format!("must not hold the same item twice, as {first} and {second}");
        self.report_at(at, message);
    }

    /// Reports what is wrong with a name of a map.
    fn report_name(&mut self, name: &str, checked: &Self) {
        for violation in &checked.violations {
            let message = format!("has a name that {}", violation.message());
            self.report_at(At::Name(name), message);
        }
    }

    fn bound<T: Numeric>(
        &mut self,
        at: At<'_>,
        value: Option<T>,
        bound: T::Bound,
        (relation, wrong): (&str, &[Ordering]),
    ) {
        let Some(value) = value else { return };
        let order = value.compare(&bound);
        if order.is_some_and(|order| wrong.contains(&order)) {
            self.report_at(at, format!("must be {relation} {bound}, not {value}"));
        }
    }

    /// Reports the properties of the groups that are there as a whole.
    fn report_exclusive(&mut self, groups: &[Group<'_>]) {
        let mut pointers = Vec::new();
        for group in groups.iter().filter(|group| is_complete(group)) {
            for (name, _) in *group {
                let pointer = self.pointer_to(At::Name(name));
                if !pointers.contains(&pointer) {
                    pointers.push(pointer);
                }
            }
        }
        let message = "exclude each other".to_owned();
        self.violations.push(Violation::new(pointers, message));
    }

    fn report_at(&mut self, at: At<'_>, message: String) {
        let pointers = vec![self.pointer_to(at)];
        self.violations.push(Violation::new(pointers, message));
    }

    fn pointer_to(&self, at: At<'_>) -> String {
        format!("{}{}", self.pointer, step(at))
    }
}

/// How a number stands to a bound, in words, and how it must not.
type Relation = (&'static str, &'static [Ordering]);
const AT_LEAST: Relation = ("at least", &[Ordering::Less]);
const AT_MOST: Relation = ("at most", &[Ordering::Greater]);
const GREATER_THAN: Relation = ("greater than", &[Ordering::Less, Ordering::Equal]);
const LESS_THAN: Relation = ("less than", &[Ordering::Greater, Ordering::Equal]);

fn step(at: At<'_>) -> String {
    match at {
        At::Here => String::new(),
        At::Name(name) => pointer_step(name),
        At::Index(index) => format!("/{index}"),
    }
}

/// The bound that a count breaks.
fn out_of(count: usize, range: Range) -> Option<(&'static str, u64)> {
    let count = u64::try_from(count).unwrap_or(u64::MAX);
    match range {
        (Some(min), _) if count < min => Some(("at least", min)),
        (_, Some(max)) if count > max => Some(("at most", max)),
        _ => None,
    }
}

fn is_complete(group: Group<'_>) -> bool {
    group.iter().all(|(_, is_present)| *is_present)
}

/// Notes which item of an array is the first with its JSON. Returns the one that was before.
fn note(first_of: &mut Map<String, Value>, item: &dyn Encode, index: usize) -> Option<Value> {
    // JSON is text. The map is the one that values have, so that no other is compiled.
    let text = String::from_utf8(encode(item)).ok()?;
    first_of.insert(text, index.into())
}

/// Texts in a row, each in backticks: `a`, `b` or `c`.
fn listed(texts: &[&str], last: &str) -> String {
    let mut row = String::new();
    for (index, text) in texts.iter().enumerate() {
        row.push_str(&before(index, texts.len(), last));
        quote(&mut row, text);
    }
    row
}

/// What stands before a text of a row.
fn before(index: usize, count: usize, last: &str) -> String {
    match index {
        0 => String::new(),
        index if index + 1 == count => format!(" {last} "),
        _ => ", ".to_owned(),
    }
}

fn quote(row: &mut String, text: &str) {
    row.push('`');
    row.push_str(text);
    row.push('`');
}
