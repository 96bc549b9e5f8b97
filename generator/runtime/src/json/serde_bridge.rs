//! The bridge to serde: a value as `serde_json` has it, by way of the JSON text.

use serde::{Deserialize, Deserializer, Serialize, Serializer, de, ser};
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
        // Two of 64 bits may be the same float and differ all the same.
        (Value::Number(a), Value::Number(b)) if a.is_f64() || b.is_f64() => {
            a.as_f64() == b.as_f64()
        }
        _ => a == b,
    }
}

/// Hands a value to a serializer. What `serde_by_json!` says for each type
/// is no more than to call this: it is compiled for every type of an API.
pub fn serialize<S: Serializer>(value: &dyn Encode, serializer: S) -> Result<S::Ok, S::Error> {
    let value = to_value(value).map_err(ser::Error::custom)?;
    value.serialize(serializer)
}

/// Takes a value from a deserializer.
pub fn deserialize<'de, T: Decode, D: Deserializer<'de>>(input: D) -> Result<T, D::Error> {
    let value = Value::deserialize(input)?;
    from_value(&value).map_err(de::Error::custom)
}
