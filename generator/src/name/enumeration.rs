//! Enumerations become enums.

use serde_json::Value;

use super::docs;
use super::plan::{Base, Docs, Enum, Ident, Variant, WireValue};
use super::record::{Scope, names_of, spoken};
use super::settle::{Claim, settle};
use super::words::{camel, camel_spelled, ident};
use crate::model::api::{self, EnumValue, Enumeration, Type, TypeId};

/// Plans the enum of an enumeration. Its variants are named as a set: the first way of naming
/// under which all differ is taken for all.
pub(super) fn enumeration(
    id: &TypeId,
    enumeration: &Enumeration,
    ty: &Type,
    scope: &Scope<'_>,
) -> Enum {
    let annotations = &ty.annotations;
    let values = &enumeration.values;
    let idents = variant_idents(values);
    let variants = values.iter().zip(idents).map(|(value, ident)| {
        let code = Docs::line(wire_line(&value.text()));
        let docs = match &value.description {
            Some(description) => Docs::markdown(description).then(code),
            None => code,
        };
        Variant {
            ident,
            value: wire_value(&value.value),
            docs,
        }
    });
    let docs = docs::of_type(annotations, || spoken(&ty.origin));
    Enum {
        ident: scope.names.of(id).clone(),
        openness: scope.openness,
        base: match enumeration.base {
            api::Base::String => Base::String,
            api::Base::Integer => Base::Integer,
            api::Base::Json => Base::Json,
        },
        docs,
        deprecated: docs::deprecation(annotations.deprecated, annotations.description.as_deref()),
        variants: variants.collect(),
    }
}

fn wire_value(value: &Value) -> WireValue {
    match value {
        Value::String(text) => WireValue::String(text.clone()),
        Value::Bool(flag) => WireValue::Bool(*flag),
        Value::Number(number) => match (number.as_i64(), number.as_u64()) {
            (Some(number), _) => WireValue::Integer(number),
            (None, Some(number)) => WireValue::Unsigned(number),
            (None, None) => WireValue::Float(number.as_f64().unwrap_or(f64::MAX)),
        },
        Value::Null | Value::Array(_) | Value::Object(_) => {
            panic!("`model` lets no enumeration have the value {value}")
        }
    }
}

/// What a value is on the wire. One that a line does not show as it is, such as a blank, is escaped.
fn wire_line(value: &str) -> String {
    if value.is_empty() {
        return "The empty string.".to_owned();
    }
    if docs::one_line(value) == value {
        return format!("`{}`", docs::code(value));
    }
    // Several blanks would be shown as one.
    let escaped = format!("{value:?}").replace("  ", " \\u{20}");
    format!("`{}`", escaped.replace('`', "'"))
}

/// A name that says how a value is written, for those that differ in nothing else.
fn cased(text: &str) -> String {
    let has = |is: fn(char) -> bool| text.chars().any(is);
    let case = match (has(char::is_lowercase), has(char::is_uppercase)) {
        (true, false) => "Lower",
        (false, true) => "Upper",
        (_, _) => "Mixed",
    };
    format!("{case}{}", camel(text))
}

/// The name that a value has where no other wants it.
pub(super) fn wanted(value: &EnumValue) -> String {
    guarded(match &value.name {
        Some(name) => camel(name),
        None => camel(&value.text()),
    })
}

pub(super) fn variant_idents(values: &[EnumValue]) -> Vec<Ident> {
    let schemes: [&dyn Fn(&EnumValue) -> String; 5] = [
        &wanted,
        &|value| camel(&value.text()),
        &|value| camel_spelled(&value.text()),
        &|value| shouted(&value.text()),
        &|value| typed(&value.value, &value.text()),
    ];
    for scheme in schemes {
        let names: Vec<String> = values.iter().map(scheme).map(guarded).collect();
        let mut unique = names.clone();
        unique.sort();
        unique.dedup();
        if unique.len() == names.len() {
            return names.iter().map(|name| ident(name)).collect();
        }
    }
    let claims: Vec<Claim> = values
        .iter()
        .map(|value| Claim {
            candidates: names_of(&value.text(), camel, camel_spelled)
                .into_iter()
                .chain([cased(&value.text())])
                .map(guarded)
                .collect(),
            key: value.value.to_string(),
        })
        .collect();
    settle(&claims, &[])
        .into_iter()
        .map(|settled| ident(&settled.name))
        .collect()
}

/// A name that tells `ASC` from `asc`.
fn shouted(value: &str) -> String {
    let is_upper = value.chars().any(char::is_uppercase) && !value.chars().any(char::is_lowercase);
    camel(value) + if is_upper { "Upper" } else { "" }
}

/// A name that tells `'1'` from `1`.
fn typed(value: &Value, text: &str) -> String {
    let name = camel_spelled(text);
    let is_other =
        value.is_string() && (text.parse::<f64>().is_ok() || text.parse::<bool>().is_ok());
    if !is_other {
        return name;
    }
    let digits = name.strip_prefix('N');
    let digits = digits.filter(|digits| digits.starts_with(|c: char| c.is_ascii_digit()));
    format!("Text{}", digits.unwrap_or(&name))
}

/// `Unknown` is the variant of the values that the description does not name.
pub(super) fn guarded(name: String) -> String {
    if name == "Unknown" {
        "LiteralUnknown".to_owned()
    } else {
        name
    }
}
