//! `cargo xtask explain`: what a code means.

use std::fmt::Write;

use anyhow::Result;
use generator::Code;
use generator::diagnostic::code;

use crate::Outcome;
use crate::terminal;

/// Prints the page of a code, or a list of all.
pub(crate) fn run(code: Option<Code>) -> Result<Outcome> {
    let text = code.map_or_else(list, |code| code.explanation().to_owned());
    terminal::print(&text)?;
    Ok(Outcome::Done)
}

fn list() -> String {
    let mut text = String::new();
    let mut kind = None;
    for code in code::ALL {
        // A blank line between errors, warnings and advice.
        if kind
            .replace(code.severity())
            .is_some_and(|before| before != code.severity())
        {
            text.push('\n');
        }
        let _ = writeln!(text, "{code}  {}", code.title());
    }
    text.push_str(
        "\nE: no crate is written. W: one is, but something is not honoured. A: advice.\n",
    );
    text
}

/// Says that there is no such code, and which may have been meant.
pub(crate) fn unknown(text: &str) -> String {
    let mut near: Vec<(f64, &Code)> = code::ALL
        .iter()
        .map(|code| (likeness(text, code.0), code))
        .filter(|(likeness, _)| *likeness > 0.75)
        .collect();
    near.sort_by(|(a, _), (b, _)| b.total_cmp(a));
    let shown = text.escape_debug();
    let mut message = format!("there is no code `{shown}`");
    if near.is_empty() {
        message.push_str("; `cargo xtask explain` lists all");
    } else {
        let near: Vec<String> = near
            .iter()
            .take(3)
            .map(|(_, code)| format!("`{code}` ({})", code.title()))
            .collect();
        let _ = write!(message, "; did you mean {}?", near.join(", "));
    }
    message
}

/// How like a code is to what was written: 1 where the number is the same.
fn likeness(text: &str, code: &str) -> f64 {
    let text = text.to_ascii_uppercase();
    let number = |text: &str| -> Option<u32> {
        let digits: String = text.chars().filter(char::is_ascii_digit).collect();
        digits.parse().ok()
    };
    if number(&text).is_some() && number(&text) == number(code) {
        return 1.0;
    }
    strsim::normalized_damerau_levenshtein(&text, code)
}
