//! What every generated type of a kind implements in the same words.
//!
//! The macros name this module as `json`: a file that calls one has it in scope. What few callers need
//! is `#[inline]`, so that it is compiled where it is called, and not for each type.

/// Implements what an enumeration of strings needs, given its `as_str` and `From<&str>`.
macro_rules! string_enum {
    ($($name:ident),+ $(,)?) => {$(
        impl json::Encode for $name {
            fn encode(&self, out: &mut json::Writer) {
                out.string(self.as_str());
            }
        }

        impl json::Decode for $name {
            fn decode(input: &mut json::Reader<'_>) -> Result<Self, json::DecodeError> {
                let value = Self::from(&*input.string()?);
                if matches!(value, Self::Unknown(_)) {
                    input.note_unknown();
                }
                Ok(value)
            }
        }

        impl json::Blank for $name {
            #[inline]
            fn blank() -> Self {
                Self::from("")
            }
        }

        impl ::std::fmt::Display for $name {
            #[inline]
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                f.pad(self.as_str())
            }
        }

        impl From<String> for $name {
            #[inline]
            fn from(text: String) -> Self {
                Self::from(text.as_str())
            }
        }

        impl ::serde::Serialize for $name {
            fn serialize<S: ::serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }

        impl<'de> ::serde::Deserialize<'de> for $name {
            fn deserialize<D: ::serde::Deserializer<'de>>(input: D) -> Result<Self, D::Error> {
                <String as ::serde::Deserialize>::deserialize(input).map(Self::from)
            }
        }
    )+};
}
pub(crate) use string_enum;

/// Implements what an enumeration of whole numbers needs, given its `as_i64` and `From<i64>`.
macro_rules! integer_enum {
    ($($name:ident),+ $(,)?) => {$(
        impl json::Encode for $name {
            fn encode(&self, out: &mut json::Writer) {
                out.integer(self.as_i64());
            }
        }

        impl json::Decode for $name {
            fn decode(input: &mut json::Reader<'_>) -> Result<Self, json::DecodeError> {
                let value = <i64 as json::Decode>::decode(input).map(Self::from)?;
                if matches!(value, Self::Unknown(_)) {
                    input.note_unknown();
                }
                Ok(value)
            }
        }

        impl json::Blank for $name {
            #[inline]
            fn blank() -> Self {
                Self::from(0)
            }
        }

        impl ::std::fmt::Display for $name {
            #[inline]
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                ::std::fmt::Display::fmt(&self.as_i64(), f)
            }
        }

        impl ::serde::Serialize for $name {
            fn serialize<S: ::serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_i64(self.as_i64())
            }
        }

        impl<'de> ::serde::Deserialize<'de> for $name {
            fn deserialize<D: ::serde::Deserializer<'de>>(input: D) -> Result<Self, D::Error> {
                <i64 as ::serde::Deserialize>::deserialize(input).map(Self::from)
            }
        }
    )+};
}
pub(crate) use integer_enum;

/// Implements what an enumeration of mixed values needs, given its `to_value` and `From<Value>`.
macro_rules! mixed_enum {
    ($($name:ident),+ $(,)?) => {$(
        impl json::Encode for $name {
            fn encode(&self, out: &mut json::Writer) {
                json::Encode::encode(&self.to_value(), out);
            }
        }

        impl json::Decode for $name {
            fn decode(input: &mut json::Reader<'_>) -> Result<Self, json::DecodeError> {
                let value = <::serde_json::Value as json::Decode>::decode(input).map(Self::from)?;
                if matches!(value, Self::Unknown(_)) {
                    input.note_unknown();
                }
                Ok(value)
            }
        }

        impl json::Blank for $name {
            #[inline]
            fn blank() -> Self {
                Self::from(::serde_json::Value::Null)
            }
        }

        impl ::std::fmt::Display for $name {
            #[inline]
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                match self.to_value() {
                    ::serde_json::Value::String(text) => f.pad(&text),
                    other => ::std::fmt::Display::fmt(&other, f),
                }
            }
        }

        json::serde_by_json!($name);
    )+};
}
pub(crate) use mixed_enum;

/// Implements what a union needs, given its variants, each of which holds one value, and the method
/// that checks the rules of those values where there are some.
macro_rules! union_enum {
    ($name:ident, $($variant:ident),+ $(; $rules:ident)?) => {
        impl json::Encode for $name {
            fn encode(&self, out: &mut json::Writer) {
                match self {
                    $(Self::$variant(value) => json::Encode::encode(value, out),)+
                }
            }

            fn check(&self, checks: &mut json::Checks) {
                match self {
                    $(Self::$variant(value) => json::Encode::check(value, checks),)+
                }
                $(self.$rules(checks);)?
            }
        }

        json::serde_by_json!($name);
    };
}
pub(crate) use union_enum;

/// Implements serde's traits for types that implement [`Encode`](super::Encode) and
/// [`Decode`](super::Decode), through their JSON.
macro_rules! serde_by_json {
    ($($name:ident),+ $(,)?) => {$(
        impl ::serde::Serialize for $name {
            fn serialize<S: ::serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                json::serialize(self, serializer)
            }
        }

        impl<'de> ::serde::Deserialize<'de> for $name {
            fn deserialize<D: ::serde::Deserializer<'de>>(input: D) -> Result<Self, D::Error> {
                json::deserialize(input)
            }
        }
    )+};
}
pub(crate) use serde_by_json;

/// Reads and writes a type of another crate as a string, with its `FromStr` and `Display`. One that
/// comes as a number is read as well.
macro_rules! text_type {
    ($ty:path) => {
        impl json::Encode for $ty {
            fn encode(&self, out: &mut json::Writer) {
                out.string(&self.to_string());
            }
        }

        impl json::Decode for $ty {
            fn decode(input: &mut json::Reader<'_>) -> Result<Self, json::DecodeError> {
                json::parsed(input, stringify!($ty))
            }
        }
    };
}
pub(crate) use text_type;

/// Reads and writes a type of another crate as a number, with its `FromStr` and `Display`. One that
/// comes as a string is read as well.
macro_rules! digits_type {
    ($ty:path) => {
        impl json::Encode for $ty {
            fn encode(&self, out: &mut json::Writer) {
                out.digits(&self.to_string());
            }
        }

        impl json::Decode for $ty {
            fn decode(input: &mut json::Reader<'_>) -> Result<Self, json::DecodeError> {
                json::parsed(input, stringify!($ty))
            }
        }
    };
}
pub(crate) use digits_type;

/// Reads and writes a type of another crate as any JSON, with serde.
macro_rules! serde_type {
    ($ty:path) => {
        impl json::Encode for $ty {
            fn encode(&self, out: &mut json::Writer) {
                let value = ::serde_json::to_value(self).unwrap_or_default();
                json::Encode::encode(&value, out);
            }
        }

        impl json::Decode for $ty {
            fn decode(input: &mut json::Reader<'_>) -> Result<Self, json::DecodeError> {
                json::deserialized(input, stringify!($ty))
            }
        }
    };
}
pub(crate) use serde_type;

/// Implements what an enumeration of strings needs that refuses what it does not know, given its
/// `as_str` and `of`.
macro_rules! closed_string_enum {
    ($name:ident) => {
        impl json::Encode for $name {
            fn encode(&self, out: &mut json::Writer) {
                out.string(self.as_str());
            }
        }

        impl json::Decode for $name {
            fn decode(input: &mut json::Reader<'_>) -> Result<Self, json::DecodeError> {
                json::known(input, |input| Ok(Self::of(&input.string()?)))
            }
        }

        impl ::std::fmt::Display for $name {
            #[inline]
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                f.pad(self.as_str())
            }
        }

        impl ::std::str::FromStr for $name {
            type Err = json::DecodeError;

            #[inline]
            fn from_str(text: &str) -> Result<Self, Self::Err> {
                json::from_value(&::serde_json::Value::from(text))
            }
        }

        json::serde_by_json!($name);
    };
}
pub(crate) use closed_string_enum;

/// Implements what an enumeration of whole numbers needs that refuses what it does not know, given
/// its `as_i64` and `of`.
macro_rules! closed_integer_enum {
    ($name:ident) => {
        impl json::Encode for $name {
            fn encode(&self, out: &mut json::Writer) {
                out.integer(self.as_i64());
            }
        }

        impl json::Decode for $name {
            fn decode(input: &mut json::Reader<'_>) -> Result<Self, json::DecodeError> {
                json::known(input, |input| {
                    <i64 as json::Decode>::decode(input).map(Self::of)
                })
            }
        }

        impl ::std::fmt::Display for $name {
            #[inline]
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                ::std::fmt::Display::fmt(&self.as_i64(), f)
            }
        }

        impl TryFrom<i64> for $name {
            type Error = json::DecodeError;

            fn try_from(number: i64) -> Result<Self, Self::Error> {
                json::from_value(&::serde_json::Value::from(number))
            }
        }

        json::serde_by_json!($name);
    };
}
pub(crate) use closed_integer_enum;

/// Implements what an enumeration of mixed values needs that refuses what it does not know, given
/// its `to_value` and `of`.
macro_rules! closed_mixed_enum {
    ($name:ident) => {
        impl json::Encode for $name {
            fn encode(&self, out: &mut json::Writer) {
                json::Encode::encode(&self.to_value(), out);
            }
        }

        impl json::Decode for $name {
            fn decode(input: &mut json::Reader<'_>) -> Result<Self, json::DecodeError> {
                json::known(input, |input| {
                    let value = <::serde_json::Value as json::Decode>::decode(input)?;
                    Ok(Self::of(&value))
                })
            }
        }

        impl ::std::fmt::Display for $name {
            #[inline]
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                match self.to_value() {
                    ::serde_json::Value::String(text) => f.pad(&text),
                    other => ::std::fmt::Display::fmt(&other, f),
                }
            }
        }

        json::serde_by_json!($name);
    };
}
pub(crate) use closed_mixed_enum;
