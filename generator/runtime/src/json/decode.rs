//! What can be read from JSON, and how the types of the standard library are.

use std::collections::BTreeMap;

use serde_json::{Map, Number, Value};

use super::{DecodeError, Kind, Reader};

/// A type that can be read from JSON.
pub trait Decode: Sized {
    /// Reads the next value.
    fn decode(input: &mut Reader<'_>) -> Result<Self, DecodeError>;
}

/// Reads a whole text.
pub fn decode<T: Decode>(bytes: &[u8]) -> Result<T, DecodeError> {
    let mut input = Reader::new(bytes);
    let value = T::decode(&mut input)?;
    input.finish()?;
    Ok(value)
}

/// Returns the items of the list that an object has under a name, unread.
pub(crate) fn items<'de>(bytes: &'de [u8], name: &str) -> Result<Vec<&'de [u8]>, DecodeError> {
    let mut input = Reader::new(bytes);
    let mut object = input.object()?;
    let mut list: &[u8] = b"[]";
    while let Some(found) = object.next_name()? {
        let value = object.raw()?;
        if found == name {
            list = value;
        }
    }
    let mut input = Reader::new(list);
    let mut array = input.array()?;
    let mut items = Vec::new();
    while array.next_item()? {
        items.push(array.raw()?);
    }
    Ok(items)
}

/// Reads a whole text that is no JSON. Bytes that are not UTF-8 are an error.
pub fn text(bytes: &[u8]) -> Result<String, DecodeError> {
    match std::str::from_utf8(bytes) {
        Ok(text) => Ok(text.to_owned()),
        Err(error) => Err(DecodeError::syntax(
            "UTF-8 text".into(),
            "invalid UTF-8".to_owned(),
            error.valid_up_to(),
        )),
    }
}

/// Returns the value of a required property, once the object is read to its end.
pub fn required<T>(value: Option<T>, name: &'static str) -> Result<T, DecodeError> {
    value.ok_or_else(|| DecodeError::missing(name))
}

/// Reads a value of an enumeration, and refuses one that it does not know.
pub fn known<'de, T>(
    input: &mut Reader<'de>,
    read: impl FnOnce(&mut Reader<'de>) -> Result<Option<T>, DecodeError>,
) -> Result<T, DecodeError> {
    let start = input.position();
    match read(input)? {
        Some(value) => Ok(value),
        None => {
            input.rewind(start);
            Err(input.unexpected("one of the values that the enumeration has"))
        }
    }
}

macro_rules! decode_integer {
    ($($name:ident)+) => {$(
        impl Decode for $name {
            fn decode(input: &mut Reader<'_>) -> Result<Self, DecodeError> {
                let value = input.integer(i128::from(Self::MIN), i128::from(Self::MAX))?;
                Self::try_from(value).map_err(|_| input.unexpected("an integer"))
            }
        }
    )+};
}
decode_integer!(i8 i16 i32 i64 u8 u16 u32 u64);

impl Decode for bool {
    fn decode(input: &mut Reader<'_>) -> Result<Self, DecodeError> {
        input.boolean()
    }
}

impl Decode for f64 {
    fn decode(input: &mut Reader<'_>) -> Result<Self, DecodeError> {
        input.number()
    }
}

impl Decode for f32 {
    fn decode(input: &mut Reader<'_>) -> Result<Self, DecodeError> {
        input.single()
    }
}

impl Decode for String {
    fn decode(input: &mut Reader<'_>) -> Result<Self, DecodeError> {
        input.string().map(Into::into)
    }
}

impl Decode for () {
    fn decode(input: &mut Reader<'_>) -> Result<Self, DecodeError> {
        input.null()
    }
}

impl<T: Decode> Decode for Box<T> {
    fn decode(input: &mut Reader<'_>) -> Result<Self, DecodeError> {
        T::decode(input).map(Self::new)
    }
}

impl<T: Decode> Decode for Option<T> {
    fn decode(input: &mut Reader<'_>) -> Result<Self, DecodeError> {
        if input.null_if_next()? {
            return Ok(None);
        }
        T::decode(input).map(Some)
    }
}

impl<T: Decode> Decode for Vec<T> {
    fn decode(input: &mut Reader<'_>) -> Result<Self, DecodeError> {
        let mut items = Self::new();
        input.items(&mut items)?;
        Ok(items)
    }
}

impl<T: Decode> Decode for BTreeMap<String, T> {
    fn decode(input: &mut Reader<'_>) -> Result<Self, DecodeError> {
        let mut entries = Self::new();
        input.properties_and_others(&mut [], &mut entries)?;
        Ok(entries)
    }
}

impl Decode for Value {
    fn decode(input: &mut Reader<'_>) -> Result<Self, DecodeError> {
        match input.peek()? {
            Kind::Null => input.null().map(|()| Self::Null),
            Kind::Bool => input.boolean().map(Self::Bool),
            Kind::Number => decode_number(input),
            Kind::String => String::decode(input).map(Self::String),
            Kind::Array => Vec::decode(input).map(Self::Array),
            Kind::Object => {
                let mut object = input.object()?;
                let mut properties = Map::new();
                while let Some(name) = object.next_name()? {
                    properties.insert(name.into_owned(), object.value()?);
                }
                Ok(Self::Object(properties))
            }
        }
    }
}

/// Reads a number as `serde_json` holds it: an integer where 64 bits hold it, else the nearest
/// number of double precision.
fn decode_number(input: &mut Reader<'_>) -> Result<Value, DecodeError> {
    let text = input.number_text()?;
    if text != "-0" {
        if let Ok(integer) = text.parse::<u64>() {
            return Ok(Value::from(integer));
        }
        if let Ok(integer) = text.parse::<i64>() {
            return Ok(Value::from(integer));
        }
    }
    let number = text.parse().ok().and_then(Number::from_f64);
    number
        .map(Value::Number)
        .ok_or_else(|| input.out_of_range(text))
}
