//! Bounds: those of 3.1 become those of 3.0.

use serde_json::{Map, Value};

use super::expect::describe;
use super::{Ctx, join};
use crate::diagnostic::{Diagnostic, Place, code};

/// Lowers the bounds of one schema.
pub(super) fn lower(ctx: &mut Ctx<'_>, map: &mut Map<String, Value>, pointer: &str) {
    for (exclusive, inclusive) in [
        ("exclusiveMinimum", "minimum"),
        ("exclusiveMaximum", "maximum"),
    ] {
        bound_of_wrong_type(ctx, map, exclusive, pointer);
        let place = join(pointer, &[inclusive]);
        // What was told of the one that stands there is shown there.
        if exclusive_bound(map, exclusive, inclusive) && !ctx.diagnostics.told_of_value(&place) {
            ctx.moved(place, &join(pointer, &[exclusive]));
        }
    }
    step(ctx, map, pointer);
}

/// Nothing, or all, is a multiple of what is not above 0.
fn step(ctx: &mut Ctx<'_>, map: &mut Map<String, Value>, pointer: &str) {
    let step = map.get("multipleOf").and_then(Value::as_f64);
    if step.is_some_and(|step| step <= 0.0)
        && let Some(step) = map.shift_remove("multipleOf")
    {
        let place = Place::value(&ctx.source, join(pointer, &["multipleOf"]));
        let message = format!("`multipleOf` must be above 0, not {}", describe(&step));
        let diagnostic = Diagnostic::warning(code::WRONG_TYPE, place, message)
            .help("it is left out; correct or remove it");
        ctx.diagnostics.push(diagnostic);
    }
}

/// A bound is a number, or since 3.0 has it so, a boolean beside one.
fn bound_of_wrong_type(ctx: &mut Ctx<'_>, map: &mut Map<String, Value>, key: &str, pointer: &str) {
    let Some(value) = map.get(key) else { return };
    if value.is_number() || value.is_boolean() {
        return;
    }
    let shown = describe(value);
    let is_null = value.is_null();
    map.shift_remove(key);
    if !is_null {
        let message = format!("`{key}` must be a number or a boolean, not {shown}");
        let place = Place::value(&ctx.source, join(pointer, &[key]));
        let diagnostic = Diagnostic::warning(code::WRONG_TYPE, place, message)
            .help("it is left out; correct or remove it");
        ctx.diagnostics.push(diagnostic);
    }
}

/// `exclusiveMinimum: 3` becomes `minimum: 3, exclusiveMinimum: true`, unless a `minimum` is
/// stricter. Returns whether it did.
fn exclusive_bound(map: &mut Map<String, Value>, exclusive: &str, inclusive: &str) -> bool {
    if !map.get(exclusive).is_some_and(Value::is_number) {
        return false;
    }
    let Some(bound) = map.shift_remove(exclusive) else {
        return false;
    };
    let looser = match (map.get(inclusive).and_then(Value::as_f64), bound.as_f64()) {
        (Some(other), Some(bound)) if inclusive == "minimum" => bound < other,
        (Some(other), Some(bound)) => bound > other,
        _ => false,
    };
    if !looser {
        map.insert(inclusive.to_owned(), bound);
        map.insert(exclusive.to_owned(), Value::Bool(true));
    }
    !looser
}
