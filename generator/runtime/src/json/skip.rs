//! Goes past values that nobody looks at. They need only be well formed: what a server adds may nest as
//! deep as it likes, and hold half of a surrogate pair, which no string can.

use super::{DecodeError, Kind, Reader};

/// How many levels have their places noted, for the path of a failure.
const NOTED: usize = 128;

/// The arrays and objects that the next value is in, rather than calls in calls.
#[derive(Default)]
struct Levels {
    /// The brackets that are to come.
    ends: Vec<u8>,
    /// The number of the item, or where the name of the property is.
    places: Vec<usize>,
}

impl Levels {
    fn open(&mut self, end: u8) {
        self.ends.push(end);
        if self.ends.len() <= NOTED {
            self.places.push(0);
        }
    }

    fn close(&mut self) {
        self.ends.pop();
        self.places.truncate(self.ends.len());
    }

    /// The place of what is in the innermost, where it is noted.
    fn place(&mut self) -> Option<&mut usize> {
        let is_noted = self.ends.len() == self.places.len();
        self.places.last_mut().filter(|_| is_noted)
    }
}

impl Reader<'_> {
    /// Reads a value of any kind and drops it. It must be well formed all the same.
    pub fn skip(&mut self) -> Result<(), DecodeError> {
        let mut levels = Levels::default();
        let skipped = self.skip_values(&mut levels);
        skipped.map_err(|error| {
            let places = levels.ends.iter().zip(&levels.places);
            places.rev().fold(error, |error, (end, place)| match end {
                b']' => error.in_item(*place),
                // Of a name that cannot be read there is none.
                _ if *place == 0 => error,
                _ => error.in_property(&self.string_at(*place)),
            })
        })
    }

    fn skip_values(&mut self, levels: &mut Levels) -> Result<(), DecodeError> {
        loop {
            match self.peek()? {
                Kind::Null => self.null()?,
                Kind::Bool => drop(self.boolean()?),
                Kind::Number => drop(self.number_text()?),
                Kind::String => self.skip_string()?,
                kind @ (Kind::Array | Kind::Object) => {
                    let end = if kind == Kind::Array { b']' } else { b'}' };
                    self.advance(1);
                    if self.next_byte() != Some(end) {
                        levels.open(end);
                        self.skip_name(end, levels)?;
                        continue;
                    }
                    self.advance(1);
                }
            }
            if !self.skip_ends(levels)? {
                return Ok(());
            }
        }
    }

    /// Goes past what is between a value and the next one. False where there is none.
    fn skip_ends(&mut self, levels: &mut Levels) -> Result<bool, DecodeError> {
        while let Some(end) = levels.ends.last().copied() {
            match self.next_byte() {
                Some(b',') => {
                    self.advance(1);
                    match levels.place() {
                        Some(place) if end == b']' => *place += 1,
                        Some(place) => *place = 0,
                        None => {}
                    }
                    self.skip_name(end, levels)?;
                    return Ok(true);
                }
                Some(byte) if byte == end => {
                    self.advance(1);
                    levels.close();
                }
                _ => {
                    levels.close();
                    let expected = match end {
                        b']' => "`,` or `]`",
                        _ => "`,` or `}`",
                    };
                    return Err(self.malformed(expected));
                }
            }
        }
        Ok(false)
    }

    /// Goes past the name of a property, where one is due.
    fn skip_name(&mut self, end: u8, levels: &mut Levels) -> Result<(), DecodeError> {
        if end == b']' {
            return Ok(());
        }
        if self.next_byte() != Some(b'"') {
            return Err(self.malformed("the name of a property"));
        }
        let name = self.offset();
        self.skip_string()?;
        if self.next_byte() != Some(b':') {
            return Err(self.malformed("`:`"));
        }
        self.advance(1);
        if let Some(place) = levels.place() {
            *place = name;
        }
        Ok(())
    }

    /// Goes past a string. Of an escape it looks at the form alone.
    pub(super) fn skip_string(&mut self) -> Result<(), DecodeError> {
        self.advance(1);
        loop {
            self.advance_plain();
            match self.byte() {
                Some(b'"') => {
                    self.advance(1);
                    return Ok(());
                }
                Some(b'\\') if self.rest().as_bytes().get(1) == Some(&b'u') => {
                    self.advance(1);
                    self.code_unit()?;
                }
                Some(b'\\') => drop(self.escape()?),
                _ => return Err(self.malformed("the end of the string")),
            }
        }
    }
}
