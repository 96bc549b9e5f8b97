//! What every generated type of a kind implements in the same words.
//!
//! The macros name this module as `json`: a file that calls one has it in scope.

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
                input.string().map(|text| Self::from(&*text))
            }
        }

        impl ::std::fmt::Display for $name {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                f.pad(self.as_str())
            }
        }

        impl From<String> for $name {
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

/// Implements serde's traits for types that implement [`Encode`](super::Encode) and
/// [`Decode`](super::Decode), through their JSON.
macro_rules! serde_by_json {
    ($($name:ident),+ $(,)?) => {$(
        impl ::serde::Serialize for $name {
            fn serialize<S: ::serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                let value = json::to_value(self).map_err(::serde::ser::Error::custom)?;
                ::serde::Serialize::serialize(&value, serializer)
            }
        }

        impl<'de> ::serde::Deserialize<'de> for $name {
            fn deserialize<D: ::serde::Deserializer<'de>>(input: D) -> Result<Self, D::Error> {
                let value = ::serde::Deserialize::deserialize(input)?;
                json::from_value(&value).map_err(::serde::de::Error::custom)
            }
        }
    )+};
}
pub(crate) use serde_by_json;
