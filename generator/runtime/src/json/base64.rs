//! Bytes that travel as Base64 text.

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::{
    STANDARD, STANDARD_PAD_INDIFFERENT, URL_SAFE_PAD_INDIFFERENT,
};

use super::{Decode, DecodeError, Encode, Reader, Writer};

/// How much of the text [`Debug`](fmt::Debug) shows.
const SHOWN: usize = 16;

/// Bytes that travel as Base64 text.
///
/// Made from bytes, it encodes them; made with [`encoded`](Self::encoded), it sends the text as it
/// is. What a server sends is kept as it came, malformed or not: [`bytes`](Self::bytes) tells.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Base64 {
    text: String,
}

impl Base64 {
    /// Takes text that is Base64 already.
    pub fn encoded(text: impl Into<String>) -> Self {
        Self { text: text.into() }
    }

    /// Returns the text on the wire.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Returns the bytes that the text stands for. Padding may be missing, and the alphabet may be
    /// the one for URLs.
    pub fn bytes(&self) -> Result<Vec<u8>, Base64Error> {
        let engine = if self.text.bytes().any(|byte| matches!(byte, b'-' | b'_')) {
            &URL_SAFE_PAD_INDIFFERENT
        } else {
            &STANDARD_PAD_INDIFFERENT
        };
        engine.decode(&self.text).map_err(Base64Error)
    }
}

impl From<&[u8]> for Base64 {
    fn from(bytes: &[u8]) -> Self {
        Self::encoded(STANDARD.encode(bytes))
    }
}

impl<const N: usize> From<[u8; N]> for Base64 {
    fn from(bytes: [u8; N]) -> Self {
        Self::from(bytes.as_slice())
    }
}

impl<const N: usize> From<&[u8; N]> for Base64 {
    fn from(bytes: &[u8; N]) -> Self {
        Self::from(bytes.as_slice())
    }
}

impl From<Vec<u8>> for Base64 {
    fn from(bytes: Vec<u8>) -> Self {
        Self::from(bytes.as_slice())
    }
}

impl From<&str> for Base64 {
    /// Encodes the bytes of the text.
    fn from(text: &str) -> Self {
        Self::from(text.as_bytes())
    }
}

impl From<String> for Base64 {
    /// Encodes the bytes of the text.
    fn from(text: String) -> Self {
        Self::from(text.as_bytes())
    }
}

impl fmt::Debug for Base64 {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.text.char_indices().nth(SHOWN) {
            None => write!(f, "Base64({:?})", self.text),
            Some((end, _)) => {
                let (start, length) = (&self.text[..end], self.text.chars().count());
                write!(f, "Base64({start:?}… of {length} characters)")
            }
        }
    }
}

impl Encode for Base64 {
    fn encode(&self, out: &mut Writer) {
        out.string(&self.text);
    }
}

impl Decode for Base64 {
    fn decode(input: &mut Reader<'_>) -> Result<Self, DecodeError> {
        input.string().map(Self::encoded)
    }
}

/// Text that is not Base64.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Base64Error(base64::DecodeError);

impl fmt::Display for Base64Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the text is not Base64")
    }
}

impl std::error::Error for Base64Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        Some(&self.0)
    }
}
