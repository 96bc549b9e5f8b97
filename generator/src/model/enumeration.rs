//! Enumerations: which values a schema names, and what it says of each.

use indexmap::IndexMap;
use openapiv3::SchemaData;
use serde_json::Value;

use super::api::{Base, EnumValue, Enumeration, JsonType};
use super::conjunction::All;
use super::{Ctx, rules};

/// Where descriptions keep names for the values, and where they keep words on them.
const NAMES: &[&str] = &["x-enum-varnames", "x-enumNames", "x-enum-names"];
const DESCRIPTIONS: &[&str] = &[
    "x-enum-descriptions",
    "x-enumDescriptions",
    "x-enum-description",
];

/// Returns the enumeration that a schema is; none where it names no values, or values that are no
/// scalars. Those are reported.
pub(super) fn of(ctx: &mut Ctx<'_>, all: &All<'_>) -> Option<Enumeration> {
    let values = all.values();
    if values.is_empty() {
        return None;
    }
    let ty = all.json_type().ok().flatten();
    let found = base(ty, &values).map(|base| enumeration(all, base, &values));
    let found = found.filter(|found| !found.values.is_empty());
    if found.is_none() && ty != Some(JsonType::Boolean) && !is_boolean(&values) {
        let place = all.parts.iter().find(|part| !part.values.is_empty());
        if let Some(part) = place {
            rules::unchecked(ctx, &part.pointer.clone(), "enum");
        }
    }
    found
}

/// The values of an enumeration, each once.
fn enumeration(all: &All<'_>, base: Base, values: &[Value]) -> Enumeration {
    let mut found: IndexMap<String, EnumValue> = IndexMap::new();
    let data = all
        .parts
        .iter()
        .find(|part| !part.values.is_empty())
        .map(|part| part.data);
    for (index, value) in values.iter().enumerate() {
        let Some(value) = base.read(value) else {
            continue;
        };
        let silent = EnumValue {
            value,
            description: None,
            name: None,
        };
        let text = silent.text();
        let said = |names| data.and_then(|data| extension(data, names, index, &text));
        found.entry(text.clone()).or_insert_with(|| EnumValue {
            description: said(DESCRIPTIONS),
            name: said(NAMES),
            ..silent
        });
    }
    Enumeration {
        base,
        values: found.into_values().collect(),
    }
}

/// What an extension says of a value: in a list by its place, or in a mapping by its text.
fn extension(data: &SchemaData, names: &[&str], index: usize, text: &str) -> Option<String> {
    let found = names.iter().find_map(|name| data.extensions.get(*name))?;
    found
        .get(index)
        .or_else(|| found.get(text))?
        .as_str()
        .map(str::to_owned)
}

/// What the values of an enumeration are; none where they are booleans or no scalars.
fn base(ty: Option<JsonType>, values: &[Value]) -> Option<Base> {
    match ty {
        Some(JsonType::String) => Some(Base::String),
        Some(JsonType::Integer) => Some(Base::Integer),
        Some(JsonType::Number) => Some(if values.iter().all(is_integer) {
            Base::Integer
        } else {
            Base::Json
        }),
        Some(JsonType::Boolean | JsonType::Null | JsonType::Array | JsonType::Object) => None,
        None if is_boolean(values) => None,
        None if values.iter().all(Value::is_string) => Some(Base::String),
        None if values.iter().all(is_integer) => Some(Base::Integer),
        None => values
            .iter()
            .all(|value| !value.is_array() && !value.is_object())
            .then_some(Base::Json),
    }
}

/// Whether the values that are named are booleans, and nothing else.
pub(super) fn is_boolean(values: &[Value]) -> bool {
    !values.is_empty() && values.iter().all(Value::is_boolean)
}

fn is_integer(value: &Value) -> bool {
    whole(value).is_some()
}

/// A number without a fraction, as 64 bits hold it.
#[expect(clippy::cast_possible_truncation, reason = "the range is checked")]
fn whole(value: &Value) -> Option<i64> {
    value.as_i64().or_else(|| {
        value
            .as_f64()
            .filter(|number| number.fract() == 0.0 && number.abs() < 9e15)
            .map(|number| number as i64)
    })
}

impl Base {
    /// Returns a value as one of this base: YAML reads `1` as a number where a string was meant.
    fn read(self, value: &Value) -> Option<Value> {
        match self {
            Self::String => match value {
                Value::String(_) => Some(value.clone()),
                Value::Number(_) | Value::Bool(_) => Some(Value::String(value.to_string())),
                Value::Null | Value::Array(_) | Value::Object(_) => None,
            },
            Self::Integer => {
                let parsed = value.as_str().and_then(|text| text.parse().ok());
                whole(value).or(parsed).map(Value::from)
            }
            Self::Json => match value {
                Value::Null | Value::Array(_) | Value::Object(_) => None,
                // `1` is read as `1.0` where the type is `number`.
                Value::Number(_) => Some(whole(value).map_or_else(|| value.clone(), Value::from)),
                Value::String(_) | Value::Bool(_) => Some(value.clone()),
            },
        }
    }
}
