//! Whether a document is an `OpenAPI` description, and of a version that is known.

use serde_json::Value;

use super::expect::describe;
use crate::diagnostic::{Diagnostic, Diagnostics, Place, Stop, code};
use crate::read::Document;

/// The versions that are known, up to their last number.
const KNOWN: [&str; 3] = ["3.0.", "3.1.", "3.2."];

pub(super) fn check(document: &Document, diagnostics: &mut Diagnostics) -> Result<(), Stop> {
    let Document { source, root } = document;
    let whole = || Place::value(source, "");
    let Some(map) = root.as_object() else {
        let message = format!(
            "an OpenAPI description is a mapping, not {}",
            describe(root)
        );
        let diagnostic = Diagnostic::error(code::NOT_OPENAPI, whole(), message)
            .help("check that this is the right file: a description begins with `openapi: 3.0.3`");
        return Err(diagnostics.stop_with(diagnostic));
    };
    let version = match map.get("openapi") {
        Some(Value::String(version)) => version.clone(),
        // `openapi: 3.0` without quotes is a number in YAML.
        Some(Value::Number(version)) => version.to_string(),
        Some(other) => {
            let message = format!(
                "`openapi` must be the version as a string, not {}",
                describe(other)
            );
            let diagnostic =
                Diagnostic::error(code::NOT_OPENAPI, Place::value(source, "/openapi"), message)
                    .help("write `openapi: 3.0.3` or the version that the description follows");
            return Err(diagnostics.stop_with(diagnostic));
        }
        None => return Err(diagnostics.stop_with(without_version(document))),
    };
    if KNOWN
        .iter()
        .any(|known| version.starts_with(known) || version == known[..3])
    {
        return Ok(());
    }
    let place = Place::value(source, "/openapi");
    let diagnostic = Diagnostic::error(
        code::UNKNOWN_VERSION,
        place,
        format!("OpenAPI {version} is not known"),
    )
    .help("the generator reads 3.0, 3.1 and 3.2");
    Err(diagnostics.stop_with(diagnostic))
}

fn without_version(document: &Document) -> Diagnostic {
    let Document { source, root } = document;
    match root.get("swagger") {
        Some(version) => {
            let version = version
                .as_str()
                .map_or_else(|| version.to_string(), str::to_owned);
            let place = Place::value(source, "/swagger");
            Diagnostic::error(code::UNKNOWN_VERSION, place, format!("this is Swagger {version}, which came before OpenAPI 3"))
                .help("convert it to OpenAPI 3.0 first; the editor of the Swagger project and several converters do")
        }
        None => {
            let message = "the key `openapi` with the version of the standard is missing: this is not an OpenAPI description";
            Diagnostic::error(code::NOT_OPENAPI, Place::value(source, ""), message).help(
                "check that this is the right file: a description begins with `openapi: 3.0.3`",
            )
        }
    }
}
