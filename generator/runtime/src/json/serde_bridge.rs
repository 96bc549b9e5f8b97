//! The bridge to serde: a value as `serde_json` has it, by way of the JSON text.

use serde_json::Value;

use super::{Decode, DecodeError, Encode, decode, encode};

/// Returns a value as JSON, parsed. Fails only where the value is nested deeper than JSON is read.
pub fn to_value(value: &dyn Encode) -> Result<Value, DecodeError> {
    decode(&encode(value))
}

/// Reads a value from parsed JSON.
pub fn from_value<T: Decode>(value: &Value) -> Result<T, DecodeError> {
    decode(&encode(value))
}
