//! How a type is written as JSON, read from it, and checked before it is sent.
//!
//! [`Encode`] and [`Decode`] work on one concrete [`Writer`] and one concrete [`Reader`], instead
//! of serde's generic ones. Measured, that makes a generated crate three to four times cheaper to
//! compile than derives do: almost all the work is in functions that are compiled once. It also
//! lets a failure name its place (`/data/0/result`), numbers keep their digits, and a union try
//! one shape after the other by rewinding. Types still implement serde's traits, through the JSON
//! text; `serde_by_json!` writes that bridge.
//!
//! What a type calls for each of its properties is `#[inline(never)]`: inlined, it was a seventh of
//! the machine code of a crate.
//!
//! The module accepts exactly the texts that `serde_json` accepts, which its tests hold it to.
//! It knows nothing of HTTP, nor of any one API.

#![allow(
    dead_code,
    unused_imports,
    unused_macros,
    reason = "what an API's types leave unused is there for those of another"
)]

mod attempts;
mod base64;
mod checks;
mod containers;
mod decode;
mod decode_error;
mod digits;
mod encode;
mod escapes;
mod foreign;
mod macros;
mod nullable;
mod number;
mod numeric;
mod properties;
mod reader;
#[cfg(test)]
pub(crate) mod round_trip;
mod scan;
mod serde_bridge;
mod skip;
mod unknown_integer;
mod unknown_value;
mod violation;
mod writer;

pub use self::attempts::{Attempts, decode_noting, unknown, variant};
pub use self::base64::{Base64, Base64Error};
pub use self::checks::{At, Checks, Pattern};
pub use self::containers::{ArrayReader, ObjectReader};
pub(crate) use self::decode::items;
pub use self::decode::{Decode, decode, known, required, text};
pub use self::decode_error::DecodeError;
pub(crate) use self::decode_error::pointer_escaped;
pub use self::digits::Number;
pub(crate) use self::encode::write;
pub use self::encode::{Encode, encode};
pub use self::foreign::{deserialized, parsed};
pub(crate) use self::macros::{
    closed_integer_enum, closed_mixed_enum, closed_string_enum, digits_type, integer_enum,
    mixed_enum, serde_by_json, serde_type, string_enum, text_type, union_enum,
};
pub use self::nullable::Nullable;
pub use self::numeric::{Exact, Numeric};
pub use self::properties::Need::{LeftOut, Optional, Required, RequiredNullable};
pub use self::properties::{Blank, Constant, Items, Others, Present, Property, Slot};
pub use self::reader::{Kind, Position, Reader};
pub use self::serde_bridge::{deserialize, from_value, is_same, serialize, to_value};
pub use self::unknown_integer::UnknownInteger;
pub use self::unknown_value::UnknownValue;
pub use self::violation::Violation;
pub use self::writer::{ArrayWriter, ObjectWriter, Writer};
