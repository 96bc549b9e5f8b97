//! Bodies, and what is put into JSON ones after they were written.

use bytes::Bytes;
use http::HeaderValue;
use serde_json::Value;

use super::content::Content;
use super::json::{self, DecodeError, Reader, Writer};

/// The body of a request.
#[derive(Clone, Default)]
pub(crate) enum Body {
    /// None at all.
    #[default]
    Empty,
    /// JSON text.
    Json(Writer),
    /// Anything else.
    Other {
        /// What it is.
        content_type: HeaderValue,
        /// The body itself.
        content: Content,
    },
}

impl Body {
    pub(crate) fn is_empty(&self) -> bool {
        matches!(self, Self::Empty)
    }

    pub(crate) fn content_type(&self) -> Option<HeaderValue> {
        match self {
            Self::Empty => None,
            Self::Json(_) => Some(HeaderValue::from_static("application/json")),
            Self::Other { content_type, .. } => Some(content_type.clone()),
        }
    }

    pub(crate) fn into_content(self) -> Content {
        match self {
            Self::Empty => Content::Bytes(Bytes::new()),
            Self::Json(text) => Content::Bytes(text.into_bytes().into()),
            Self::Other { content, .. } => content,
        }
    }

    /// Sets properties of the JSON object that the body is, in the place of those it has.
    pub(crate) fn set(&mut self, properties: &[(String, Value)]) -> Result<(), String> {
        let text = match self {
            Self::Empty => b"{}",
            Self::Json(text) => text.as_bytes(),
            Self::Other { .. } => return Err("a body that is not JSON has no properties".into()),
        };
        let text = set(text, properties)
            .map_err(|error| format!("the body is not an object that takes properties: {error}"))?;
        let text = String::from_utf8(text).map_err(|error| error.to_string())?;
        *self = Self::Json(Writer::of(text));
        Ok(())
    }

    /// Adds a property that the body certainly does not have. Tells whether it is an object, which
    /// has properties.
    pub(crate) fn add(&mut self, name: &str, value: &str) -> bool {
        match self {
            Self::Json(text) => text.add_property(name, &value),
            Self::Empty | Self::Other { .. } => false,
        }
    }
}

/// What a body is and how long, never what it says.
impl std::fmt::Debug for Body {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Empty => f.write_str("Empty"),
            Self::Json(text) => write!(f, "Json({} bytes)", text.as_bytes().len()),
            Self::Other { content, .. } => write!(f, "Other({content:?})"),
        }
    }
}

fn set(object: &[u8], properties: &[(String, Value)]) -> Result<Vec<u8>, DecodeError> {
    let mut text = vec![b'{'];
    let mut is_written = vec![false; properties.len()];
    let mut input = Reader::new(object);
    let mut object = input.object()?;
    while let Some(name) = object.next_name()? {
        // The last of several with the same name is the one that counts.
        let replaced = properties.iter().rposition(|(other, _)| *other == name);
        let value = object.raw()?;
        match replaced {
            Some(index) => append(&mut text, &name, &json::encode(&properties[index].1)),
            None => append(&mut text, &name, value),
        }
        for (index, (other, _)) in properties.iter().enumerate() {
            is_written[index] |= *other == name;
        }
    }
    for (index, (name, value)) in properties.iter().enumerate() {
        let is_last = !properties[index + 1..]
            .iter()
            .any(|(other, _)| other == name);
        if is_last && !is_written[index] {
            append(&mut text, name, &json::encode(value));
        }
    }
    text.push(b'}');
    Ok(text)
}

/// Appends a property to an object that is not closed yet.
fn append(text: &mut Vec<u8>, name: &str, value: &[u8]) {
    if text.last() != Some(&b'{') {
        text.push(b',');
    }
    text.extend_from_slice(&json::encode(&name));
    text.push(b':');
    text.extend_from_slice(value);
}
