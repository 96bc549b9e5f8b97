//! What the reader of TOML says, in the words of who writes `codegen.toml`.

use super::code;
use crate::diagnostic::{Diagnostic, Place};
use crate::grammar::nearest;
use crate::input::Source;

/// Says why a text is no `codegen.toml`.
pub(super) fn refusal(source: &Source, text: &str, error: &toml::de::Error) -> Diagnostic {
    let said = error.message().lines().next().unwrap_or_default();
    let range = error.span().unwrap_or_default();
    let (message, help) = told(said, text.get(range.clone()).unwrap_or_default());
    Diagnostic::error(code::BAD_CONFIG, Place::span(&source.name, range), message).help(help)
}

/// Says in one sentence what a reader of `serde` says of a value that stands elsewhere.
pub(crate) fn in_our_words(said: &str) -> String {
    let (message, help) = told(said, "");
    if help.starts_with("add it") {
        message
    } else {
        format!("{message} ({help})")
    }
}

fn told(said: &str, there: &str) -> (String, String) {
    let names: Vec<&str> = said.split('`').skip(1).step_by(2).collect();
    if let (Some(_), [key, known @ ..]) = (said.strip_prefix("unknown field"), &names[..]) {
        let message = format!("the key `{key}` means nothing here");
        return (message, among(key, known, "it may have"));
    }
    if let (Some(_), [value, known @ ..]) = (said.strip_prefix("unknown variant"), &names[..]) {
        let message = format!("`{value}` is no value that may stand here");
        return (message, among(value, known, "it may be"));
    }
    if let (Some(_), [key, ..]) = (said.strip_prefix("missing field"), &names[..]) {
        let message = format!("the key `{key}` is missing here");
        return (message, format!("add it: `{key} = …`"));
    }
    if let Some((_, wanted)) = said.split_once(", expected ")
        && said.starts_with("invalid")
    {
        let wanted = wanted_in_toml(wanted);
        let there: String = there
            .lines()
            .next()
            .unwrap_or_default()
            .chars()
            .take(40)
            .collect();
        return (
            format!("this must be {wanted}, not `{there}`"),
            format!("write {wanted}"),
        );
    }
    if said == "duplicate key" {
        return (
            "this key stands twice in one table".to_owned(),
            "remove one of the two, or bring them together".to_owned(),
        );
    }
    let message = format!("this is not well-formed TOML: {}", lower(said));
    (
        message,
        "mend the syntax here, as <https://toml.io> has it".to_owned(),
    )
}

/// The name that was meant, or all that there are.
pub(super) fn among(given: &str, known: &[&str], may: &str) -> String {
    match nearest(given, known.iter().copied()) {
        Some(name) => format!("did you mean `{name}`?"),
        None if known.is_empty() => "remove it".to_owned(),
        None => format!("{may} `{}`", known.join("`, `")),
    }
}

/// What the reader calls by the names of Rust.
fn wanted_in_toml(wanted: &str) -> &str {
    match wanted {
        "a sequence" => "a list, such as `[\"one\"]`",
        "a boolean" => "`true` or `false`",
        "a string" => "a text in quotes",
        "a map" => "a table",
        "u64" | "u32" | "usize" => "a whole number from 0 up",
        "a character" => "one character in quotes",
        other if other.starts_with("struct ") || other.starts_with("a table") => "a table",
        other if other.starts_with("string or table") => "a text or a table",
        other => other,
    }
}

fn lower(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| {
        first.to_lowercase().chain(chars).collect()
    })
}
