//! The Server Objects that stand in an object.

use serde_json::{Map, Value};

use super::expect::describe;
use super::{Ctx, Kind, join};
use crate::diagnostic::{Diagnostic, Place, code};

/// Makes texts of the values of variables, which `openapiv3` wants, and reports the defaults that
/// are missing.
pub(super) fn mend(ctx: &mut Ctx<'_>, kind: Kind, map: &mut Map<String, Value>, pointer: &str) {
    if !matches!(kind, Kind::Document | Kind::PathItem | Kind::Operation) {
        return;
    }
    let servers = map.get_mut("servers").and_then(Value::as_array_mut);
    for (index, server) in servers.into_iter().flatten().enumerate() {
        let variables = server.get_mut("variables").and_then(Value::as_object_mut);
        for (name, variable) in variables.into_iter().flatten() {
            let keys = ["servers", &index.to_string(), "variables", name];
            if let Value::Object(variable) = variable {
                self::variable(ctx, variable, name, &join(pointer, &keys));
            }
        }
    }
}

fn variable(ctx: &mut Ctx<'_>, variable: &mut Map<String, Value>, name: &str, pointer: &str) {
    if let Some(Value::Array(values)) = variable.get_mut("enum") {
        // Some write numbers without quotes. Nothing here is made of them.
        for value in values.iter_mut().filter(|value| !value.is_string()) {
            *value = Value::String(value.to_string());
        }
    }
    let (place, message, help) = match variable.get("default") {
        Some(Value::String(_)) => return,
        Some(value @ (Value::Number(_) | Value::Bool(_))) => (
            Place::value(&ctx.source, join(pointer, &["default"])),
            format!("`default` must be a string, not {}", describe(value)),
            format!("it is read as `{value}`; write it in quotes"),
        ),
        _ => (
            Place::key(&ctx.source, pointer),
            format!(
                "the server variable `{}` has no `default`",
                name.escape_debug()
            ),
            "it is read as nothing; add the value that is taken without another".to_owned(),
        ),
    };
    let text = match variable.get("default") {
        Some(value @ (Value::Number(_) | Value::Bool(_))) => value.to_string(),
        _ => String::new(),
    };
    variable.insert("default".to_owned(), Value::String(text));
    let diagnostic = Diagnostic::warning(code::WRONG_TYPE, place, message).help(help);
    ctx.diagnostics.push(diagnostic);
}
