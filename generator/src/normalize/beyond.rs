//! Numbers that double precision does not hold, such as `1e400`: the readers of YAML and JSON give their
//! text. Where a number must stand, nothing else can be made of it, and what is not said admits more.

use serde_json::{Map, Value};

use super::{Ctx, join};
use crate::diagnostic::{Diagnostic, Place, code};

/// Keys whose values are numbers, whatever the schema is of.
const BOUNDS: &[&str] = &[
    "minimum",
    "maximum",
    "exclusiveMinimum",
    "exclusiveMaximum",
    "multipleOf",
];

/// Leaves such numbers out of a schema.
pub(super) fn mend(ctx: &mut Ctx<'_>, map: &mut Map<String, Value>, pointer: &str) {
    let single: &[&str] = if is_number(map) {
        &["const", "default", "example"]
    } else {
        &[]
    };
    for key in BOUNDS.iter().chain(single) {
        if map.get(*key).is_some_and(is_beyond)
            && let Some(value) = map.shift_remove(*key)
        {
            tell(ctx, &value, join(pointer, &[key]));
        }
    }
    if single.is_empty() {
        return;
    }
    for key in ["enum", "examples"] {
        let Some(values) = map.get(key).and_then(Value::as_array) else {
            continue;
        };
        let beyond: Vec<bool> = values.iter().map(is_beyond).collect();
        for (index, value) in values.iter().enumerate().filter(|(_, it)| is_beyond(it)) {
            tell(ctx, value, join(pointer, &[key, &index.to_string()]));
        }
        if beyond.contains(&true) {
            thin(map, key, &beyond);
        }
    }
}

/// Takes what is beyond out of a list, and out of those that say something of each of its items.
fn thin(map: &mut Map<String, Value>, key: &str, beyond: &[bool]) {
    for (name, value) in &mut *map {
        let Value::Array(items) = value else { continue };
        let is_beside = key == "enum" && name.starts_with("x-");
        if items.len() == beyond.len() && (name == key || is_beside) {
            let mut beyond = beyond.iter();
            items.retain(|_| beyond.next() == Some(&false));
        }
    }
    if beyond.iter().all(|is_beyond| *is_beyond) {
        map.shift_remove(key);
    }
}

/// Whether the values of a schema are numbers, and no texts.
fn is_number(map: &Map<String, Value>) -> bool {
    let is = |ty: &Value, names: &[&str]| ty.as_str().is_some_and(|ty| names.contains(&ty));
    let numbers = ["number", "integer", "null"];
    match map.get("type") {
        Some(Value::Array(types)) => !types.is_empty() && types.iter().all(|ty| is(ty, &numbers)),
        Some(ty) => is(ty, &numbers[..2]),
        None => false,
    }
}

fn is_beyond(value: &Value) -> bool {
    let Some(text) = value.as_str() else {
        return false;
    };
    // Rust reads words too, such as `inf`.
    let is_written = text
        .bytes()
        .all(|byte| byte.is_ascii_digit() || b"+-.eE".contains(&byte));
    is_written && text.parse::<f64>().is_ok_and(f64::is_infinite)
}

fn tell(ctx: &mut Ctx<'_>, value: &Value, pointer: String) {
    let origin = ctx.diagnostics.origins.find(&pointer);
    let source = origin.map_or_else(|| ctx.source.clone(), |origin| origin.source);
    // Reading it has told of each.
    if source.ends_with(".json") {
        return;
    }
    let message = format!(
        "the number `{}` is beyond double precision",
        value.as_str().unwrap_or_default()
    );
    let place = Place::value(&ctx.source, pointer);
    let diagnostic = Diagnostic::warning(code::WRONG_TYPE, place, message)
        .help("it is left out; write one that other tools can read");
    ctx.diagnostics.push(diagnostic);
}
