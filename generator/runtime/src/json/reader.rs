//! Reads one JSON text, value by value. In: the bytes of a body; out: what its tokens say.
//!
//! Strict, as RFC 8259 has it. UTF-8 is verified once, up front: strings without escapes are then
//! slices of the text, without another look and without a copy.

use std::borrow::Cow;

use super::scan::plain_until;
use super::{ArrayReader, DecodeError, ObjectReader};

/// How deep arrays and objects nest before reading stops: this many are refused, one fewer is
/// read. The same as `serde_json`'s, and what keeps hostile text from exhausting the stack.
const DEPTH_LIMIT: u8 = 128;

/// How often, at most, rewinding may read the whole text anew. Unions inside unions would
/// otherwise take time that doubles with each level.
const REREAD_LIMIT: usize = 100;

/// Short texts may be read anew more often: it costs nothing.
const REREAD_FREE: usize = 1 << 20;

/// What kind of value comes next.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kind {
    /// `null`
    Null,
    /// `true` or `false`
    Bool,
    /// A number.
    Number,
    /// A string.
    String,
    /// An array.
    Array,
    /// An object.
    Object,
}

impl Kind {
    fn of(first: u8) -> Option<Self> {
        match first {
            b'n' => Some(Self::Null),
            b't' | b'f' => Some(Self::Bool),
            b'-' | b'0'..=b'9' => Some(Self::Number),
            b'"' => Some(Self::String),
            b'[' => Some(Self::Array),
            b'{' => Some(Self::Object),
            _ => None,
        }
    }

    fn with_article(self) -> &'static str {
        match self {
            Self::Null => "null",
            Self::Bool => "a boolean",
            Self::Number => "a number",
            Self::String => "a string",
            Self::Array => "an array",
            Self::Object => "an object",
        }
    }
}

/// A place in a text to come back to, see [`Reader::position`].
#[derive(Debug, Clone, Copy)]
pub struct Position {
    offset: usize,
    depth: u8,
}

/// Reads one JSON text.
#[derive(Debug)]
pub struct Reader<'de> {
    /// The text as far as it is UTF-8.
    text: &'de str,
    /// Whether bytes follow that are not UTF-8. Found when reading comes to them, so that the
    /// failure has a path.
    is_cut: bool,
    offset: usize,
    depth: u8,
    /// How many bytes may still be read once more.
    rereads: usize,
    /// Where names and values stand that the type being read does not know. Noted while one type
    /// of several is tried.
    unknown: Vec<usize>,
    /// How many unions are being tried, one inside the other.
    trials: usize,
}

impl<'de> Reader<'de> {
    /// A reader at the start of a text.
    #[inline(never)]
    pub fn new(bytes: &'de [u8]) -> Self {
        let (text, is_cut) = match std::str::from_utf8(bytes) {
            Ok(text) => (text, false),
            Err(_) => (
                bytes.utf8_chunks().next().map_or("", |chunk| chunk.valid()),
                true,
            ),
        };
        Self {
            text,
            is_cut,
            offset: 0,
            depth: 0,
            rereads: text
                .len()
                .saturating_mul(REREAD_LIMIT)
                .saturating_add(REREAD_FREE),
            unknown: Vec::new(),
            trials: 0,
        }
    }

    /// Returns the kind of the next value, without reading it.
    pub fn peek(&mut self) -> Result<Kind, DecodeError> {
        match self.next_byte().and_then(Kind::of) {
            Some(kind) => Ok(kind),
            None => Err(self.unexpected("a value")),
        }
    }

    /// Reads `null`.
    pub fn null(&mut self) -> Result<(), DecodeError> {
        match self.next_byte() {
            Some(b'n') => self.literal("null"),
            _ => Err(self.unexpected("null")),
        }
    }

    /// Reads `null` if it comes next, and tells whether it did.
    pub fn null_if_next(&mut self) -> Result<bool, DecodeError> {
        match self.next_byte() {
            Some(b'n') => self.literal("null").map(|()| true),
            _ => Ok(false),
        }
    }

    /// Reads `true` or `false`.
    pub fn boolean(&mut self) -> Result<bool, DecodeError> {
        match self.next_byte() {
            Some(b't') => self.literal("true").map(|()| true),
            Some(b'f') => self.literal("false").map(|()| false),
            _ => Err(self.unexpected("a boolean")),
        }
    }

    /// Reads a string. It is borrowed from the text unless it holds an escape.
    pub fn string(&mut self) -> Result<Cow<'de, str>, DecodeError> {
        if self.next_byte() != Some(b'"') {
            return Err(self.unexpected("a string"));
        }
        self.advance(1);
        let start = self.offset;
        self.offset = plain_until(self.text.as_bytes(), start);
        if self.byte() == Some(b'"') {
            let plain = self.text_since(start);
            self.advance(1);
            return Ok(Cow::Borrowed(plain));
        }
        self.escaped_string(start).map(Cow::Owned)
    }

    /// Reads a string that has one value only.
    pub(super) fn constant(&mut self, value: &str) -> Result<(), DecodeError> {
        let offset = self.offset;
        if self.string()? == value {
            return Ok(());
        }
        let expected = format!("`{}`", value.escape_debug());
        let found = "another string".to_owned();
        Err(DecodeError::mismatch(expected.into(), found, offset))
    }

    /// Begins an object.
    pub fn object(&mut self) -> Result<ObjectReader<'_, 'de>, DecodeError> {
        if self.next_byte() != Some(b'{') {
            return Err(self.unexpected("an object"));
        }
        self.open()?;
        Ok(ObjectReader::new(self))
    }

    /// Begins an array.
    pub fn array(&mut self) -> Result<ArrayReader<'_, 'de>, DecodeError> {
        if self.next_byte() != Some(b'[') {
            return Err(self.unexpected("an array"));
        }
        self.open()?;
        Ok(ArrayReader::new(self))
    }

    /// Reads a value of any kind and returns its text.
    pub fn raw(&mut self) -> Result<&'de [u8], DecodeError> {
        self.next_byte();
        let start = self.offset;
        self.skip()?;
        Ok(self.text_since(start).as_bytes())
    }

    /// Returns where the reader is, to [come back](Self::rewind) later.
    pub fn position(&self) -> Position {
        Position {
            offset: self.offset,
            depth: self.depth,
        }
    }

    /// Goes back to where the reader was, to try another type there.
    pub fn rewind(&mut self, position: Position) {
        let again = self.offset.saturating_sub(position.offset);
        self.rereads = self.rereads.saturating_sub(again);
        self.offset = position.offset;
        self.depth = position.depth;
    }

    /// Notes that the type being read does not know what stands here.
    pub fn note_unknown(&mut self) {
        if self.trials > 0 {
            self.unknown.push(self.offset);
        }
    }

    /// Returns the scalar that a property of the next object has, as text; none where the next
    /// value is no object, or has no such property. Nothing is read.
    pub fn tag(&mut self, name: &str) -> Result<Option<Cow<'de, str>>, DecodeError> {
        if self.peek()? != Kind::Object {
            return Ok(None);
        }
        let start = self.position();
        let found = self.find_tag(name);
        self.rewind(start);
        found
    }

    fn find_tag(&mut self, name: &str) -> Result<Option<Cow<'de, str>>, DecodeError> {
        let mut object = self.object()?;
        while let Some(key) = object.next_name()? {
            if key != name {
                object.skip()?;
                continue;
            }
            return object.scalar_text();
        }
        Ok(None)
    }

    /// Ends the text: nothing but white space may follow.
    #[inline(never)]
    pub fn finish(&mut self) -> Result<(), DecodeError> {
        if self.next_byte().is_some() || self.is_cut {
            return Err(self.malformed("the end of the text"));
        }
        Ok(())
    }

    /// Describes the next value as one of the wrong shape.
    #[cold]
    #[inline(never)]
    pub fn unexpected(&mut self, expected: impl Into<Cow<'static, str>>) -> DecodeError {
        match self.next_byte().and_then(Kind::of) {
            Some(kind) => {
                let found = kind.with_article().to_owned();
                DecodeError::mismatch(expected.into(), found, self.offset)
            }
            None => self.malformed(expected),
        }
    }
}

/// What the other files of the module read with.
impl<'de> Reader<'de> {
    /// Describes what stands here as not JSON.
    #[cold]
    #[inline(never)]
    pub(super) fn malformed(&self, expected: impl Into<Cow<'static, str>>) -> DecodeError {
        let found = match self.rest().chars().next() {
            Some(character) => format!("`{}`", character.escape_debug()),
            None if self.is_cut => "invalid UTF-8".to_owned(),
            None => "the end of the text".to_owned(),
        };
        DecodeError::syntax(expected.into(), found, self.offset)
    }

    /// Returns the first byte that is not white space, and stays on it.
    #[inline]
    pub(super) fn next_byte(&mut self) -> Option<u8> {
        loop {
            match self.byte() {
                Some(b' ' | b'\n' | b'\r' | b'\t') => self.offset += 1,
                other => return other,
            }
        }
    }

    #[inline]
    pub(super) fn byte(&self) -> Option<u8> {
        self.text.as_bytes().get(self.offset).copied()
    }

    #[inline]
    pub(super) fn advance(&mut self, bytes: usize) {
        self.offset += bytes;
    }

    pub(super) fn offset(&self) -> usize {
        self.offset
    }

    /// Begins to try types of a union. Returns how many unknown places were noted before.
    pub(super) fn begin_trial(&mut self) -> usize {
        self.trials += 1;
        self.unknown.len()
    }

    /// Takes the unknown places that were noted since a mark.
    pub(super) fn take_unknown(&mut self, mark: usize) -> Vec<usize> {
        self.unknown.split_off(mark)
    }

    /// Ends the trial of a union, whose value has these unknown places.
    pub(super) fn end_trial(&mut self, unknown: Vec<usize>) {
        self.trials -= 1;
        if self.trials > 0 {
            self.unknown.extend(unknown);
        }
    }

    /// Returns the text from an offset up to here. Both are next to an ASCII character.
    #[inline]
    pub(super) fn text_since(&self, start: usize) -> &'de str {
        &self.text[start..self.offset]
    }

    /// Returns the text from here on.
    pub(super) fn rest(&self) -> &'de str {
        self.text.get(self.offset..).unwrap_or_default()
    }

    /// Moves on to the next byte that a string has to treat.
    pub(super) fn advance_plain(&mut self) {
        self.offset = plain_until(self.text.as_bytes(), self.offset);
    }

    /// Reads once more what was at an offset: the name of a property that failed.
    #[cold]
    pub(super) fn string_at(&mut self, offset: usize) -> Cow<'de, str> {
        let here = std::mem::replace(&mut self.offset, offset);
        let text = self.string().unwrap_or_default();
        self.offset = here;
        text
    }

    /// Goes past the bracket that ends an array or object.
    pub(super) fn close(&mut self) {
        self.offset += 1;
        self.depth -= 1;
    }

    /// Goes past the bracket that begins an array or object.
    fn open(&mut self) -> Result<(), DecodeError> {
        if self.depth + 1 == DEPTH_LIMIT {
            return Err(self.malformed("fewer than 128 levels of arrays and objects"));
        }
        if self.rereads == 0 {
            return Err(self.unexpected("a value that takes fewer attempts to tell its type"));
        }
        self.depth += 1;
        self.offset += 1;
        Ok(())
    }

    fn literal(&mut self, literal: &'static str) -> Result<(), DecodeError> {
        if !self.rest().starts_with(literal) {
            return Err(self.malformed(format!("`{literal}`")));
        }
        self.offset += literal.len();
        Ok(())
    }
}
