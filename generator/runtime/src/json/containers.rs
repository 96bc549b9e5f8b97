//! Reads objects and arrays, and adds to a failure the step of the path that leads to it.

use std::borrow::Cow;

use super::properties::{Items, Others, Slot};
use super::{Decode, DecodeError, Kind, Reader};

/// How far the reading of an object or array has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Progress {
    Opened,
    Reading,
    Closed,
}

/// Reads the properties of one object.
#[derive(Debug)]
pub struct ObjectReader<'r, 'de> {
    reader: &'r mut Reader<'de>,
    progress: Progress,
    /// Where the current name stands: it is read once more if its value fails.
    name_at: usize,
}

impl<'r, 'de> ObjectReader<'r, 'de> {
    pub(super) fn new(reader: &'r mut Reader<'de>) -> Self {
        let name_at = reader.offset();
        Self {
            reader,
            progress: Progress::Opened,
            name_at,
        }
    }

    /// Returns the name of the next property, or `None` at the end of the object. Its value has to
    /// be read, or skipped, before the next call.
    pub fn next_name(&mut self) -> Result<Option<Cow<'de, str>>, DecodeError> {
        if !begin_next(self.reader, &mut self.progress, b'}', "`,` or `}`")? {
            return Ok(None);
        }
        if self.reader.next_byte() != Some(b'"') {
            return Err(self.reader.malformed("the name of a property"));
        }
        self.name_at = self.reader.offset();
        let name = self.reader.string()?;
        if self.reader.next_byte() != Some(b':') {
            return Err(self.reader.malformed("`:`"));
        }
        self.reader.advance(1);
        Ok(Some(name))
    }

    /// Reads the value of the current property into where it is kept.
    pub(super) fn read_into(&mut self, slot: &mut dyn Slot) -> Result<(), DecodeError> {
        slot.read(self.reader)
            .map_err(|error| self.in_property(error))
    }

    /// Reads the value of the current property into a place for those that have none.
    pub(super) fn read_other(
        &mut self,
        name: Cow<'de, str>,
        others: &mut dyn Others,
    ) -> Result<(), DecodeError> {
        others
            .read_other(name.into_owned(), self.reader)
            .map_err(|error| self.in_property(error))
    }

    /// Reads the value of the current property.
    #[inline]
    pub fn value<T: Decode>(&mut self) -> Result<T, DecodeError> {
        T::decode(self.reader).map_err(|error| self.in_property(error))
    }

    /// Reads the value of the current property and drops it. It must be well formed all the same.
    pub fn skip(&mut self) -> Result<(), DecodeError> {
        self.reader.skip().map_err(|error| self.in_property(error))
    }

    /// Reads the value of a property that the type does not know, and drops it. It must be well
    /// formed all the same.
    pub fn skip_unknown(&mut self) -> Result<(), DecodeError> {
        self.reader.note_unknown();
        self.skip()
    }

    /// Reads the value of the current property if it is a scalar, and returns it as text.
    pub(super) fn scalar_text(&mut self) -> Result<Option<Cow<'de, str>>, DecodeError> {
        match self.reader.peek()? {
            Kind::String => self.reader.string().map(Some),
            Kind::Bool => {
                let text = if self.reader.boolean()? {
                    "true"
                } else {
                    "false"
                };
                Ok(Some(Cow::Borrowed(text)))
            }
            Kind::Number => self
                .reader
                .number_text()
                .map(|text| Some(Cow::Borrowed(text))),
            Kind::Null | Kind::Array | Kind::Object => Ok(None),
        }
    }

    /// Reads the value of the current property and returns its text.
    pub fn raw(&mut self) -> Result<&'de [u8], DecodeError> {
        self.reader.raw().map_err(|error| self.in_property(error))
    }

    #[cold]
    #[inline(never)]
    fn in_property(&mut self, error: DecodeError) -> DecodeError {
        error.in_property(&self.reader.string_at(self.name_at))
    }
}

/// Reads the items of one array.
#[derive(Debug)]
pub struct ArrayReader<'r, 'de> {
    reader: &'r mut Reader<'de>,
    progress: Progress,
    /// How many items have begun.
    count: usize,
}

impl<'r, 'de> ArrayReader<'r, 'de> {
    pub(super) fn new(reader: &'r mut Reader<'de>) -> Self {
        Self {
            reader,
            progress: Progress::Opened,
            count: 0,
        }
    }

    /// Whether there is a next item. If so, it has to be read, or skipped, before the next call.
    pub fn next_item(&mut self) -> Result<bool, DecodeError> {
        let begun = begin_next(self.reader, &mut self.progress, b']', "`,` or `]`")?;
        self.count += usize::from(begun);
        Ok(begun)
    }

    /// Reads the current item.
    #[inline]
    pub fn value<T: Decode>(&mut self) -> Result<T, DecodeError> {
        T::decode(self.reader).map_err(|error| self.in_item(error))
    }

    /// Reads the current item into where the items are kept.
    pub(super) fn read_into(&mut self, items: &mut dyn Items) -> Result<(), DecodeError> {
        items
            .read_item(self.reader)
            .map_err(|error| self.in_item(error))
    }

    /// Reads the current item and drops it. It must be well formed all the same.
    pub fn skip(&mut self) -> Result<(), DecodeError> {
        self.reader.skip().map_err(|error| self.in_item(error))
    }

    /// Reads the current item and returns its text.
    pub fn raw(&mut self) -> Result<&'de [u8], DecodeError> {
        self.reader.raw().map_err(|error| self.in_item(error))
    }

    #[cold]
    #[inline(never)]
    fn in_item(&self, error: DecodeError) -> DecodeError {
        error.in_item(self.count.saturating_sub(1))
    }
}

/// Goes to the next property or item. False at the end.
fn begin_next(
    reader: &mut Reader<'_>,
    progress: &mut Progress,
    end: u8,
    expected: &'static str,
) -> Result<bool, DecodeError> {
    if *progress == Progress::Closed {
        return Ok(false);
    }
    let next = reader.next_byte();
    match (*progress, next) {
        (_, Some(byte)) if byte == end => {
            reader.close();
            *progress = Progress::Closed;
            Ok(false)
        }
        (Progress::Opened, _) => {
            *progress = Progress::Reading;
            Ok(true)
        }
        (_, Some(b',')) => {
            reader.advance(1);
            Ok(true)
        }
        _ => Err(reader.malformed(expected)),
    }
}
