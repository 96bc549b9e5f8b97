//! Writes compact JSON. In: values; out: UTF-8 text with no more escapes than JSON demands.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::Encode;
use super::scan::plain_until;

/// Writes one JSON text.
#[derive(Debug, Clone, Default)]
pub struct Writer {
    text: String,
}

impl Writer {
    /// A writer with nothing written.
    pub fn new() -> Self {
        Self::default()
    }

    /// A writer with room for so many bytes, so that a text of usual length is not moved as it
    /// grows.
    pub(crate) fn with_capacity(bytes: usize) -> Self {
        let text = String::with_capacity(bytes);
        Self { text }
    }

    /// A writer of what is JSON already.
    pub(crate) fn of(text: String) -> Self {
        Self { text }
    }

    /// Returns the text as far as it is written.
    pub(crate) fn as_bytes(&self) -> &[u8] {
        self.text.as_bytes()
    }

    /// Adds a property to the object that the text is, which does not have it. Tells whether the
    /// text is an object.
    pub(crate) fn add_property(&mut self, name: &str, value: &dyn Encode) -> bool {
        if !self.text.ends_with('}') {
            return false;
        }
        self.text.pop();
        let separator = if self.text.ends_with('{') { "" } else { "," };
        let mut object = ObjectWriter {
            out: self,
            separator,
        };
        object.field(name, value);
        object.end();
        true
    }

    /// Returns the text as bytes, UTF-8.
    pub fn into_bytes(self) -> Vec<u8> {
        self.text.into_bytes()
    }

    /// Returns the text.
    pub fn into_text(self) -> String {
        self.text
    }

    /// Writes `null`.
    pub fn null(&mut self) {
        self.text.push_str("null");
    }

    /// Writes `true` or `false`.
    pub fn bool(&mut self, value: bool) {
        self.text.push_str(if value { "true" } else { "false" });
    }

    /// Writes an integer.
    pub fn integer(&mut self, value: impl Into<i128>) {
        self.display(&value.into());
    }

    /// Writes a number with as few digits as give the same number back: `1`, `0.1`, `1e300`.
    ///
    /// JSON has no infinities and no NaN: `null` stands for them, and checking the value reports it.
    pub fn number(&mut self, value: f64) {
        if !value.is_finite() {
            return self.null();
        }
        if has_short_digits(value) {
            return self.display(&value);
        }
        self.verbatim(&format!("{value:?}"));
    }

    /// Writes a number of single precision, as [`number`](Self::number) does.
    pub fn single(&mut self, value: f32) {
        if !value.is_finite() {
            return self.null();
        }
        if has_short_digits(f64::from(value)) {
            return self.display(&value);
        }
        self.verbatim(&format!("{value:?}"));
    }

    /// Writes a number that is given as its digits; as a string where that is no JSON number.
    pub fn digits(&mut self, text: &str) {
        match super::Reader::new(text.as_bytes()).number_text() {
            Ok(number) if number.len() == text.len() => self.verbatim(text),
            _ => self.string(text),
        }
    }

    /// Writes a string.
    pub fn string(&mut self, value: &str) {
        self.text.reserve(value.len() + 2);
        self.text.push('"');
        let mut start = 0;
        loop {
            let end = plain_until(value.as_bytes(), start);
            self.text.push_str(&value[start..end]);
            let Some(&special) = value.as_bytes().get(end) else {
                break;
            };
            self.escape(special);
            start = end + 1;
        }
        self.text.push('"');
    }

    /// Writes any value.
    pub fn value(&mut self, value: &dyn Encode) {
        value.encode(self);
    }

    /// Begins an object; [`ObjectWriter::end`] closes it.
    #[inline(never)]
    pub fn object(&mut self) -> ObjectWriter<'_> {
        self.text.push('{');
        ObjectWriter {
            out: self,
            separator: "",
        }
    }

    /// Begins an array; [`ArrayWriter::end`] closes it.
    #[inline(never)]
    pub fn array(&mut self) -> ArrayWriter<'_> {
        self.text.push('[');
        ArrayWriter {
            out: self,
            separator: "",
        }
    }

    /// Writes what is JSON already.
    pub(super) fn verbatim(&mut self, json: &str) {
        self.text.push_str(json);
    }

    pub(super) fn display(&mut self, value: &dyn std::fmt::Display) {
        // Writing into a string cannot fail.
        let _ = write!(self.text, "{value}");
    }

    fn escape(&mut self, special: u8) {
        match special {
            b'"' => self.text.push_str("\\\""),
            b'\\' => self.text.push_str("\\\\"),
            b'\n' => self.text.push_str("\\n"),
            b'\r' => self.text.push_str("\\r"),
            b'\t' => self.text.push_str("\\t"),
            0x08 => self.text.push_str("\\b"),
            0x0c => self.text.push_str("\\f"),
            control => {
                // Writing into a string cannot fail.
                let _ = write!(self.text, "\\u{control:04x}");
            }
        }
    }
}

/// Whether plain digits are not much longer than a power of ten would be.
fn has_short_digits(value: f64) -> bool {
    let size = value.abs();
    size == 0.0 || (1e-5..1e16).contains(&size)
}

/// Writes the properties of one object.
#[derive(Debug)]
#[must_use = "the object is not closed before `end`"]
pub struct ObjectWriter<'w> {
    out: &'w mut Writer,
    separator: &'static str,
}

impl ObjectWriter<'_> {
    /// Writes a property.
    #[inline(never)]
    pub fn field(&mut self, name: &str, value: &dyn Encode) {
        self.out.verbatim(self.separator);
        self.separator = ",";
        self.out.string(name);
        self.out.verbatim(":");
        value.encode(self.out);
    }

    /// Writes a property, unless its value [is absent](Encode::is_absent).
    #[inline(never)]
    pub fn optional(&mut self, name: &str, value: &dyn Encode) {
        if !value.is_absent() {
            self.field(name, value);
        }
    }

    /// Writes the property that tells a type apart from others, which is in no field of it.
    pub fn constant(&mut self, name: &str, value: &str) {
        self.field(name, &value);
    }

    /// Writes each entry of a map as a property.
    pub fn entries<T: Encode>(&mut self, entries: &BTreeMap<String, T>) {
        for (name, value) in entries {
            self.field(name, value);
        }
    }

    /// Closes the object.
    #[inline(never)]
    pub fn end(self) {
        self.out.verbatim("}");
    }
}

/// Writes the items of one array.
#[derive(Debug)]
#[must_use = "the array is not closed before `end`"]
pub struct ArrayWriter<'w> {
    out: &'w mut Writer,
    separator: &'static str,
}

impl ArrayWriter<'_> {
    /// Writes an item.
    #[inline(never)]
    pub fn item(&mut self, value: &dyn Encode) {
        self.out.verbatim(self.separator);
        self.separator = ",";
        value.encode(self.out);
    }

    /// Closes the array.
    #[inline(never)]
    pub fn end(self) {
        self.out.verbatim("]");
    }
}
