//! Reads strings that hold escapes.

use super::{DecodeError, Reader};

impl Reader<'_> {
    /// Reads on in a string of which the part since `start` needs no treatment.
    #[cold]
    pub(super) fn escaped_string(&mut self, start: usize) -> Result<String, DecodeError> {
        let mut value = self.text_since(start).to_owned();
        loop {
            match self.byte() {
                Some(b'"') => {
                    self.advance(1);
                    return Ok(value);
                }
                Some(b'\\') => value.push(self.escape()?),
                _ => return Err(self.malformed("the end of the string")),
            }
            let plain = self.offset();
            self.advance_plain();
            value.push_str(self.text_since(plain));
        }
    }

    pub(super) fn escape(&mut self) -> Result<char, DecodeError> {
        self.advance(1);
        let character = match self.byte() {
            Some(plain @ (b'"' | b'\\' | b'/')) => char::from(plain),
            Some(b'b') => '\u{8}',
            Some(b'f') => '\u{c}',
            Some(b'n') => '\n',
            Some(b'r') => '\r',
            Some(b't') => '\t',
            Some(b'u') => return self.unicode_escape(),
            _ => return Err(self.malformed("an escape")),
        };
        self.advance(1);
        Ok(character)
    }

    /// Reads from the `u` of an escape on: one code unit of UTF-16, or two.
    fn unicode_escape(&mut self) -> Result<char, DecodeError> {
        let first = self.code_unit()?;
        if let Some(character) = char::from_u32(u32::from(first)) {
            return Ok(character);
        }
        // Half of a pair. On its own it is no character, and no string can hold it.
        if self.byte() != Some(b'\\') {
            return Err(self.malformed("the other half of a surrogate pair"));
        }
        self.advance(1);
        if self.byte() != Some(b'u') {
            return Err(self.malformed("the other half of a surrogate pair"));
        }
        let second = self.code_unit()?;
        match char::decode_utf16([first, second]).next() {
            Some(Ok(character)) => Ok(character),
            _ => Err(self.malformed("two halves of a surrogate pair before this")),
        }
    }

    pub(super) fn code_unit(&mut self) -> Result<u16, DecodeError> {
        self.advance(1);
        let mut unit = 0;
        for _ in 0..4 {
            let digit = self.byte().and_then(|byte| char::from(byte).to_digit(16));
            let Some(digit) = digit else {
                return Err(self.malformed("a hexadecimal digit"));
            };
            unit = unit * 16 + digit;
            self.advance(1);
        }
        // Four digits fit sixteen bits.
        Ok(u16::try_from(unit).unwrap_or_default())
    }
}
