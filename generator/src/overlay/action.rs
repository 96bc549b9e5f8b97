//! One action of an overlay, as it was written.

use std::sync::Arc;

use serde_json::{Map, Value};
use serde_json_path::JsonPath;

use super::target;
use crate::diagnostic::{Diagnostic, Place, code};

/// One change, and where it stands in the overlay.
#[derive(Debug)]
pub(super) struct Action {
    pub(super) pointer: String,
    pub(super) target: JsonPath,
    pub(super) change: Change,
}

/// What happens to each node of the target.
#[derive(Debug)]
pub(super) enum Change {
    Remove,
    /// The value under `update` is merged into it.
    Update,
    /// What this leads to is merged into it.
    Copy(JsonPath),
    /// The action has none of these.
    Nothing,
}

/// The version of the standard, as far as it matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Version {
    V1_0,
    V1_1,
}

impl Version {
    pub(super) fn of(text: &str) -> Self {
        if text == "1.0" {
            Self::V1_0
        } else {
            Self::V1_1
        }
    }
}

/// Reads an action.
pub(super) fn read(
    value: &Value,
    pointer: String,
    version: Version,
    source: &Arc<str>,
) -> Result<Action, Box<Diagnostic>> {
    let wrong = |key: &str, message: &str, help: &str| {
        let pointer = if key.is_empty() {
            pointer.clone()
        } else {
            format!("{pointer}/{key}")
        };
        let place = Place::value(source, pointer);
        Box::new(Diagnostic::error(code::BAD_OVERLAY, place, message).help(help))
    };
    let Value::Object(map) = value else {
        return Err(wrong(
            "",
            "an action must be a mapping",
            "write `target` and `update`, `copy` or `remove`",
        ));
    };
    let target = path(map, "target", &pointer, source)?.ok_or_else(|| {
        wrong(
            "",
            "the action has no `target`",
            "add the JSONPath of what it changes",
        )
    })?;
    let removes = match map.get("remove") {
        None | Some(Value::Bool(false)) => false,
        Some(Value::Bool(true)) => true,
        Some(_) => {
            return Err(wrong(
                "remove",
                "`remove` must be `true` or `false`",
                "correct it",
            ));
        }
    };
    let copied = path(map, "copy", &pointer, source)?;
    let change = match copied {
        _ if removes => Change::Remove,
        // Beside it, `copy` has no impact.
        _ if map.contains_key("update") => Change::Update,
        Some(_) if version == Version::V1_0 => {
            return Err(wrong(
                "copy",
                "`copy` came with Overlay 1.1",
                "write `overlay: 1.1.0`",
            ));
        }
        Some(from) => Change::Copy(from),
        None => Change::Nothing,
    };
    Ok(Action {
        pointer,
        target,
        change,
    })
}

/// Returns what an action says that has no effect: the key, and what is wrong with it.
pub(super) fn idle(value: &Value) -> Option<(&'static str, &'static str)> {
    let map = value.as_object()?;
    let removes = map.get("remove") == Some(&Value::Bool(true));
    match (map.contains_key("update"), map.contains_key("copy")) {
        (true, _) if removes => Some(("update", "`update` has no effect beside `remove`")),
        (_, true) if removes => Some(("copy", "`copy` has no effect beside `remove`")),
        (true, true) => Some(("copy", "`copy` has no effect beside `update`")),
        _ => None,
    }
}

fn path(
    map: &Map<String, Value>,
    key: &str,
    pointer: &str,
    source: &Arc<str>,
) -> Result<Option<JsonPath>, Box<Diagnostic>> {
    let Some(value) = map.get(key) else {
        return Ok(None);
    };
    let wrong = |message: String, help: &str| {
        let place = Place::value(source, format!("{pointer}/{key}"));
        Box::new(Diagnostic::error(code::BAD_OVERLAY, place, message).help(help))
    };
    let Some(text) = value.as_str() else {
        let message = format!("`{key}` must be a string: a JSONPath");
        return Err(wrong(
            message,
            "write it in quotes, such as `$.paths['/pets'].get`",
        ));
    };
    if let Some(reason) = target::too_costly(text) {
        return Err(wrong(
            format!("the JSONPath of `{key}` {reason}"),
            "write several actions with simpler ones",
        ));
    }
    match JsonPath::parse(text) {
        Ok(path) => Ok(Some(path)),
        Err(error) => {
            let message = format!(
                "`{key}` is no JSONPath: at character {}, {}",
                error.position(),
                error.message()
            );
            Err(wrong(
                message,
                "write it as RFC 9535 has it, such as `$.paths['/pets'].get`; keys with `-` need brackets and quotes",
            ))
        }
    }
}
