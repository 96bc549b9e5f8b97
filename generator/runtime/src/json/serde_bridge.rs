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

/// Whether two values are the same, numbers by what they stand for: `1` is `1.0`.
pub fn is_same(a: &Value, b: &Value) -> bool {
    match (a, b) {
        (Value::Number(a), Value::Number(b)) => a == b || a.as_f64() == b.as_f64(),
        _ => a == b,
    }
}
