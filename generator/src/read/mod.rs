//! Text becomes a [`Document`]: a tree of values beside the text that it was read from.
//!
//! Comes in: bytes, YAML or JSON. Goes out: one tree of JSON values in the order of the text.
//! Must never know: what `OpenAPI` means.

mod beyond;
mod budget;
mod json_spans;
mod spans;
mod text;
mod tree;
mod wording;

use std::sync::Arc;

use serde_json::Value;

use crate::diagnostic::{Diagnostic, Diagnostics, Place, Stop, code};
use crate::input::Source;

pub(crate) use budget::Budget;
pub(crate) use spans::{Span, Spans};
pub(crate) use text::decode;

/// A description as a tree of values.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Document {
    /// The name of the source, for messages.
    pub source: Arc<str>,
    /// The tree. Objects keep the order of the text.
    pub root: Value,
}

/// How a text is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Syntax {
    Json,
    Yaml,
    /// As JSON, or as YAML in flow style, which looks much like it.
    Either,
}

impl Syntax {
    /// Everything is YAML that is not named otherwise. Most of what begins like JSON is JSON,
    /// which has a faster reader.
    fn of(source: &Source, text: &str) -> Self {
        let mut ending = source.name.rsplit('.');
        if (ending.next()).is_some_and(|ending| ending.eq_ignore_ascii_case("json")) {
            Self::Json
        } else if text.trim_start().starts_with('{') {
            Self::Either
        } else {
            Self::Yaml
        }
    }
}

/// Reads a source into a tree, unless it holds more than is left.
pub(crate) fn read(
    source: &Source,
    budget: &Budget,
    diagnostics: &mut Diagnostics,
) -> Result<Document, Stop> {
    let text = decode(source).map_err(|diagnostic| diagnostics.stop_with(*diagnostic))?;
    budget.begin();
    let mark = budget.mark();
    let root = match Syntax::of(source, &text) {
        Syntax::Yaml => tree::from_yaml(&text, budget),
        Syntax::Json => json(source, &text, budget, diagnostics),
        Syntax::Either => json(source, &text, budget, diagnostics).or_else(|_| {
            budget.back_to(mark);
            tree::from_yaml(&text, budget)
        }),
    };
    match root {
        Ok(root) => Ok(Document {
            source: source.name.clone(),
            root,
        }),
        Err(failure) => {
            for diagnostic in unreadable(source, &text, &failure) {
                diagnostics.push(diagnostic);
            }
            Err(Stop)
        }
    }
}

/// Reads JSON. A number that double precision does not hold becomes its text, as in YAML.
fn json(
    source: &Source,
    text: &str,
    budget: &Budget,
    diagnostics: &mut Diagnostics,
) -> Result<Value, tree::Failure> {
    let mark = budget.mark();
    let failure = match tree::from_json(text, budget) {
        Err(failure) if failure.message.starts_with(beyond::OUT_OF_RANGE) => failure,
        read => return read,
    };
    let quoted = beyond::quote(text);
    if quoted.found.is_empty() {
        return Err(failure);
    }
    budget.back_to(mark);
    let root = tree::from_json(&quoted.text, budget).map_err(|failure| tree::Failure {
        offset: quoted.original(failure.offset),
        ..failure
    })?;
    for (start, end) in quoted.found {
        let message = format!(
            "the number `{}` is beyond double precision",
            &text[start..end]
        );
        let place = Place::span(&source.name, start..end);
        let diagnostic = Diagnostic::warning(code::WRONG_TYPE, place, message).help(
            "it is read as a text, and left out where a number must stand; write one that other tools can read",
        );
        diagnostics.push(diagnostic);
    }
    Ok(root)
}

/// Returns how many values a value is made of: what it costs to copy it.
pub(crate) fn size(value: &Value) -> usize {
    1 + match value {
        Value::Array(items) => items.iter().map(size).sum(),
        Value::Object(map) => map.values().map(size).sum(),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => 0,
    }
}

/// Says why a text can't be read: every duplicate key, or the one place where the syntax breaks.
fn unreadable(source: &Source, text: &str, failure: &tree::Failure) -> Vec<Diagnostic> {
    let repeated = if failure.duplicate {
        Spans::scan(text).duplicates()
    } else {
        Vec::new()
    };
    if repeated.is_empty() {
        return vec![broken_syntax(source, failure)];
    }
    let at = |span: Span| Place::span(&source.name, span.start..span.end);
    repeated
        .into_iter()
        .map(|duplicate| {
            let message = format!("the key `{}` stands twice in one mapping", duplicate.key);
            Diagnostic::error(code::DUPLICATE_KEY, at(duplicate.second), message)
                .label("given again here")
                .related(at(duplicate.first), "given first here")
                .help("remove one of the two, or rename it")
        })
        .collect()
}

fn broken_syntax(source: &Source, failure: &tree::Failure) -> Diagnostic {
    let place = Place::span(&source.name, failure.offset..failure.offset);
    if let Some((what, remedy)) = budget::told(&failure.message) {
        let message = format!("the text holds more than the generator takes: {what}");
        return Diagnostic::error(code::TOO_MUCH, place, message).help(remedy);
    }
    let told = wording::told(failure.syntax, &failure.message);
    let message = format!(
        "this is not well-formed {}: {}",
        failure.syntax, told.message
    );
    Diagnostic::error(code::SYNTAX, place, message).help(told.help)
}
