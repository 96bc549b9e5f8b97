//! Enumerations: which values a schema names, and what it says of each.

use indexmap::IndexMap;
use serde_json::Value;

use super::api::{Base, EnumValue, Enumeration, JsonType};
use super::conjunction::All;
use super::facts::Facts;
use super::{Ctx, rules, shape};
use crate::normalize::{DESCRIPTIONS_OF_VALUES, NAMES_OF_VALUES, number};

/// Returns the enumeration that a schema is; none where it names no values, or values that are no
/// scalars. Those are reported.
pub(super) fn of(ctx: &mut Ctx<'_>, all: &All<'_>) -> Option<Enumeration> {
    let (values, apart) = all.common_values();
    if values.is_empty() {
        return None;
    }
    // A `bool` takes either.
    if let Some(apart) = apart.filter(|_| !is_boolean(&values)) {
        let message = "`allOf` asks for values of two lists that have none in common";
        let help = "those of this one are taken; correct one of them";
        shape::tell_apart(ctx, &apart, message, help);
    }
    let ty = all.json_type().ok().flatten();
    // Each as its type has it, and as it is spelt.
    let meant: Vec<(Value, Value)> = values
        .iter()
        .filter_map(|value| Some((meant(ty, value)?, value.clone())))
        .collect();
    let found = base(ty, &meant).map(|base| enumeration(all, base, &meant));
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
fn enumeration(all: &All<'_>, base: Base, values: &[(Value, Value)]) -> Enumeration {
    let mut found: IndexMap<String, EnumValue> = IndexMap::new();
    let part = all.parts.iter().find(|part| !part.values.is_empty());
    for (value, spelt) in values {
        let silent = EnumValue {
            value: value.clone(),
            description: None,
            name: None,
        };
        let text = silent.text();
        let said = |names| part.and_then(|part| extension(part, names, spelt, &text));
        // `1` and `'1'` are two values.
        found.entry(value.to_string()).or_insert_with(|| EnumValue {
            description: said(DESCRIPTIONS_OF_VALUES),
            name: said(NAMES_OF_VALUES),
            ..silent
        });
    }
    Enumeration {
        base,
        values: found.into_values().collect(),
    }
}

/// What an extension says of a value: in a list by its place, or in a mapping by its text. A list
/// that has not one word for each value does not say which is whose.
fn extension(part: &Facts<'_>, names: &[&str], value: &Value, text: &str) -> Option<String> {
    let found = names
        .iter()
        .find_map(|name| part.data.extensions.get(*name))?;
    let index = part.values.iter().position(|known| known == value);
    let said = match found {
        Value::Array(list) if list.len() != part.values.len() => None,
        Value::Array(list) => list.get(index?),
        _ => found.get(text),
    };
    said?.as_str().map(str::to_owned)
}

/// What the values of an enumeration are; none where they are booleans or no scalars.
fn base(ty: Option<JsonType>, values: &[(Value, Value)]) -> Option<Base> {
    let all = |is: fn(&Value) -> bool| values.iter().all(|(value, _)| is(value));
    match ty {
        Some(JsonType::String) => Some(Base::String),
        Some(JsonType::Boolean | JsonType::Null | JsonType::Array | JsonType::Object) => None,
        _ if all(Value::is_boolean) => None,
        _ if all(Value::is_i64) => Some(Base::Integer),
        Some(JsonType::Integer | JsonType::Number) => Some(Base::Json),
        None if all(Value::is_string) => Some(Base::String),
        None => all(|value| !value.is_array() && !value.is_object()).then_some(Base::Json),
    }
}

/// Whether the values that are named are booleans, and nothing else.
pub(super) fn is_boolean(values: &[Value]) -> bool {
    !values.is_empty() && values.iter().all(Value::is_boolean)
}

/// A value as one of a type: YAML reads `1` as a number where a string was meant.
fn meant(ty: Option<JsonType>, value: &Value) -> Option<Value> {
    match (ty, value) {
        (Some(JsonType::String), Value::String(_)) => Some(value.clone()),
        (Some(JsonType::String), Value::Number(_) | Value::Bool(_)) => {
            Some(Value::String(value.to_string()))
        }
        (Some(JsonType::Integer | JsonType::Number), Value::String(text)) => {
            meant(ty, &Value::Number(number(text)?))
        }
        (Some(JsonType::Integer), Value::Number(number)) => {
            let is_whole = number.as_f64()?.fract() == 0.0;
            is_whole.then(|| shortest(value))
        }
        (Some(JsonType::Number) | None, Value::Number(_)) => Some(shortest(value)),
        (Some(JsonType::String | JsonType::Integer | JsonType::Number), _) => None,
        (_, _) => Some(value.clone()),
    }
}

/// `1` is read as `1.0` where the type is `number`.
fn shortest(value: &Value) -> Value {
    whole(value).map_or_else(|| value.clone(), Value::from)
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
