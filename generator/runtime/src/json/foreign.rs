//! Reads types of other crates, which know nothing of this module.

use std::borrow::Cow;
use std::str::FromStr;

use serde::de::DeserializeOwned;
use serde_json::Value;

use super::{Decode, DecodeError, Kind, Reader};

/// Reads a value with the `FromStr` of its type, from a string or from the digits of a number.
pub fn parsed<T: FromStr>(input: &mut Reader<'_>, name: &'static str) -> Result<T, DecodeError> {
    let start = input.position();
    let text = match input.peek()? {
        Kind::Number => Cow::Borrowed(input.number_text()?),
        _ => input.string()?,
    };
    text.parse().map_err(|_| {
        input.rewind(start);
        input.unexpected(written_as(name))
    })
}

/// Reads a value with serde.
pub fn deserialized<T: DeserializeOwned>(
    input: &mut Reader<'_>,
    name: &'static str,
) -> Result<T, DecodeError> {
    let start = input.position();
    let value = Value::decode(input)?;
    // What serde says may quote the value, which a message must not.
    serde_json::from_value(value).map_err(|_| {
        input.rewind(start);
        input.unexpected(written_as(name))
    })
}

/// What is expected of the name of a type, which may be a path from the outermost `::` on.
#[cold]
fn written_as(name: &str) -> String {
    let name = name.strip_prefix("::").unwrap_or(name);
    format!("what a `{name}` is written as")
}
