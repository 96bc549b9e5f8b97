//! Whether values survive being read and written: what the generated tests of a crate do.
//!
//! A case is a line of JSON: the type, where the value comes from, and the value. What is written
//! must be the JSON that was read: in any order, with all digits of numbers, with `null` and
//! absent kept apart. Only properties that the type does not know may be gone.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::{Checks, Decode, DecodeError, Encode, Number, ObjectReader, Reader, encode};

/// Where the outcome of each case is written instead of failing on the first that is wrong: a path,
/// in this variable of the environment.
const REPORT: &str = "ROUND_TRIP_REPORT";

/// How many failures a message shows.
const SHOWN: usize = 20;

/// What became of a value.
#[derive(Debug)]
pub(crate) struct Trip {
    written: Vec<u8>,
    /// How many names and values the type does not know.
    unknown: usize,
    /// What the description forbids.
    violations: Vec<String>,
}

/// Reads a value as a type and writes it again.
pub(crate) fn round_trip<T: Decode + Encode>(text: &[u8]) -> Result<Trip, DecodeError> {
    let mut input = Reader::new(text);
    let mark = input.begin_trial();
    let value = T::decode(&mut input)?;
    let unknown = input.take_unknown(mark).len();
    input.finish()?;
    let mut checks = Checks::new();
    value.check(&mut checks);
    Ok(Trip {
        written: encode(&value),
        unknown,
        violations: checks
            .into_violations()
            .iter()
            .map(ToString::to_string)
            .collect(),
    })
}

/// One line of the cases.
#[derive(Debug, Default)]
struct Case {
    ty: String,
    /// `example`, or how the value was made up.
    kind: String,
    /// The JSON pointer of what the value belongs to.
    place: String,
    value: Vec<u8>,
}

/// Reads a value as the type that has a name, and writes it again; none where there is no such type.
pub(crate) type Read = fn(&str, &[u8]) -> Option<Result<Trip, DecodeError>>;

/// Runs all cases.
///
/// # Panics
/// If a case fails, unless a report is asked for.
#[track_caller]
pub(crate) fn run(cases: &str, read: Read) {
    let mut report = String::new();
    let mut failures: Vec<String> = Vec::new();
    for line in cases.lines() {
        let case = Case::of(line).expect("every line of the cases is JSON of its own");
        let outcome = match read(&case.ty, &case.value) {
            Some(Ok(trip)) => case.judge(&trip),
            Some(Err(error)) => Err(error.to_string()),
            None => Err(format!("there is no type `{}`", case.ty)),
        };
        let message = outcome.as_ref().err().cloned().unwrap_or_default();
        let mut row = super::Writer::new();
        let mut object = row.object();
        object.field("case", &line.to_owned());
        object.field("failure", &outcome.as_ref().err().cloned());
        object.end();
        let _ = writeln!(report, "{}", row.into_text());
        if outcome.is_err() {
            failures.push(format!("{} at {}: {message}", case.kind, case.place));
        }
    }
    match std::env::var_os(REPORT) {
        Some(path) => std::fs::write(path, report).expect("the report can be written"),
        None => assert!(
            failures.is_empty(),
            "{} of {} values do not survive:\n{}",
            failures.len(),
            cases.lines().count(),
            failures[..failures.len().min(SHOWN)].join("\n")
        ),
    }
}

impl Case {
    fn of(line: &str) -> Result<Self, DecodeError> {
        let mut input = Reader::new(line.as_bytes());
        let mut case = Self::default();
        let mut object: ObjectReader<'_, '_> = input.object()?;
        while let Some(key) = object.next_name()? {
            match &*key {
                "type" => case.ty = object.value()?,
                "kind" => case.kind = object.value()?,
                "place" => case.place = object.value()?,
                "value" => case.value = object.raw()?.to_vec(),
                _ => object.skip()?,
            }
        }
        Ok(case)
    }

    fn judge(&self, trip: &Trip) -> Result<(), String> {
        // Values that were made up follow the types, not every rule.
        if self.kind == "example" && !trip.violations.is_empty() {
            return Err(trip.violations.join("; "));
        }
        if self.kind == "unknown property" && trip.unknown == 0 {
            return Err("the property that is unknown was taken for a known one".to_owned());
        }
        let tree = |text: &[u8]| super::decode::<Tree>(text).map_err(|error| error.to_string());
        let (before, after) = (tree(&self.value)?, tree(&trip.written)?);
        let mut gone = 0;
        before.differs(&after, "", &mut gone)?;
        if gone > trip.unknown {
            let written = String::from_utf8_lossy(&trip.written);
            return Err(format!("{gone} properties are gone: {written}"));
        }
        Ok(())
    }
}

/// Any JSON, with all digits of numbers.
#[derive(Debug, Clone, PartialEq)]
enum Tree {
    Null,
    Bool(bool),
    Number(Number),
    String(String),
    Array(Vec<Tree>),
    Object(BTreeMap<String, Tree>),
}

impl Decode for Tree {
    fn decode(input: &mut Reader<'_>) -> Result<Self, DecodeError> {
        Ok(match input.peek()? {
            super::Kind::Null => input.null().map(|()| Self::Null)?,
            super::Kind::Bool => Self::Bool(input.boolean()?),
            super::Kind::Number => Self::Number(Number::decode(input)?),
            super::Kind::String => Self::String(String::decode(input)?),
            super::Kind::Array => Self::Array(Vec::decode(input)?),
            super::Kind::Object => Self::Object(BTreeMap::decode(input)?),
        })
    }
}

impl Tree {
    /// Says where another value is not the same. Counts the properties that it does not have.
    fn differs(&self, other: &Self, pointer: &str, gone: &mut usize) -> Result<(), String> {
        match (self, other) {
            (Self::Array(before), Self::Array(after)) if before.len() == after.len() => {
                for (index, (before, after)) in before.iter().zip(after).enumerate() {
                    before.differs(after, &format!("{pointer}/{index}"), gone)?;
                }
                Ok(())
            }
            (Self::Object(before), Self::Object(after)) => {
                if let Some(name) = after.keys().find(|name| !before.contains_key(*name)) {
                    return Err(format!("`{pointer}/{name}` was not there"));
                }
                for (name, value) in before {
                    match after.get(name) {
                        Some(after) => value.differs(after, &format!("{pointer}/{name}"), gone)?,
                        None => *gone += 1,
                    }
                }
                Ok(())
            }
            (before, after) if before == after => Ok(()),
            (before, after) => Err(format!("`{pointer}` was {before:?} and became {after:?}")),
        }
    }
}
