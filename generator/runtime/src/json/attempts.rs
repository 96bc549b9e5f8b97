//! How a value finds its type among several: by trying each, and taking the one that fits best.

use serde_json::Value;

use super::reader::Position;
use super::{Decode, DecodeError, Reader};

/// Reads a value as one type of a union.
pub fn variant<T: Decode, U>(input: &mut Reader<'_>, wrap: fn(T) -> U) -> Result<U, DecodeError> {
    T::decode(input).map(wrap)
}

/// Reads a value that no type of a union is known to stand for, and keeps it.
pub fn unknown<U>(input: &mut Reader<'_>, wrap: fn(Value) -> U) -> Result<U, DecodeError> {
    input.note_unknown();
    Value::decode(input).map(wrap)
}

/// Reads a whole text, and counts the properties and values in it that the type does not know.
pub fn decode_noting<T: Decode>(bytes: &[u8]) -> Result<(T, usize), DecodeError> {
    let mut input = Reader::new(bytes);
    let mark = input.begin_trial();
    let value = T::decode(&mut input)?;
    let unknown = input.take_unknown(mark);
    input.finish()?;
    Ok((value, unknown.len()))
}

/// Tries one type after the other. A type fits that can be read; of several, the one that leaves
/// the fewest properties and values unknown, and of those the first.
#[derive(Debug)]
pub struct Attempts<'r, 'de, U> {
    input: &'r mut Reader<'de>,
    start: Position,
    /// How many unknown places were noted before.
    mark: usize,
    best: Option<Fit<U>>,
    /// Whether another type that fits knows what the best one does not.
    is_several: bool,
    refused: Vec<(&'static str, DecodeError)>,
    /// The text is not JSON: no type can change that.
    broken: Option<DecodeError>,
}

/// A type that fits.
#[derive(Debug)]
struct Fit<U> {
    value: U,
    /// Where the value ends.
    end: Position,
    /// Where it has what the type does not know, in rising order.
    unknown: Vec<usize>,
}

impl<'r, 'de, U> Attempts<'r, 'de, U> {
    /// Begins to try types on the next value.
    pub fn new(input: &'r mut Reader<'de>) -> Self {
        let mark = input.begin_trial();
        Self {
            start: input.position(),
            input,
            mark,
            best: None,
            is_several: false,
            refused: Vec::new(),
            broken: None,
        }
    }

    /// Tries a type, unless one fits already that leaves nothing unknown.
    pub fn attempt<T: Decode>(mut self, name: &'static str, wrap: fn(T) -> U) -> Self {
        if self.is_decided() {
            return self;
        }
        let read = T::decode(self.input);
        let mut unknown = self.input.take_unknown(self.mark);
        // They mostly are: then this costs nothing.
        unknown.sort_unstable();
        let end = self.input.position();
        self.input.rewind(self.start);
        match read {
            Ok(value) => self.fits(Fit {
                value: wrap(value),
                end,
                unknown,
            }),
            Err(error) if error.is_syntax() => self.broken = Some(error),
            Err(error) => self.refused.push((name, error)),
        }
        self
    }

    /// Returns the value as the type that fits best.
    pub fn finish(self) -> Result<U, DecodeError> {
        self.end(None)
    }

    /// As [`finish`](Self::finish), but a value is kept as JSON where it is of several types at
    /// once and none of them knows all of it.
    pub fn finish_or_several(self, several: fn(Value) -> U) -> Result<U, DecodeError> {
        let whole = self.is_several.then_some(several);
        self.end(whole)
    }

    /// As [`finish`](Self::finish), but a value that is of none of the types is kept as JSON.
    pub fn finish_or_unknown(self, unknown: fn(Value) -> U) -> Result<U, DecodeError> {
        let whole = self.best.is_none().then_some(unknown);
        self.end(whole)
    }

    fn is_decided(&self) -> bool {
        let fits_wholly = |fit: &Fit<U>| fit.unknown.is_empty();
        self.broken.is_some() || self.best.as_ref().is_some_and(fits_wholly)
    }

    fn fits(&mut self, fit: Fit<U>) {
        let Some(best) = &self.best else {
            self.best = Some(fit);
            return;
        };
        // What both leave unknown tells nothing; what only one knows, the other would lose.
        let loses = |a: &Fit<U>, b: &Fit<U>| {
            let is_known = |at: &usize| b.unknown.binary_search(at).is_err();
            a.unknown.iter().any(is_known)
        };
        let (best_loses, fit_loses) = (loses(best, &fit), loses(&fit, best));
        self.is_several = best_loses && (fit_loses || self.is_several);
        if fit.unknown.len() < best.unknown.len() {
            self.best = Some(fit);
        }
    }

    fn end(self, whole: Option<fn(Value) -> U>) -> Result<U, DecodeError> {
        if let Some(error) = self.broken {
            self.input.end_trial(Vec::new());
            return Err(error);
        }
        if let Some(whole) = whole {
            self.input.end_trial(Vec::new());
            return unknown(self.input, whole);
        }
        match self.best {
            Some(fit) => {
                self.input.rewind(fit.end);
                self.input.end_trial(fit.unknown);
                Ok(fit.value)
            }
            None => {
                self.input.end_trial(Vec::new());
                let offset = self.input.offset();
                Err(DecodeError::union(self.refused, offset))
            }
        }
    }
}
