//! From the text on the wire to an identifier: words, case, first character, keywords.

use heck::{ToSnakeCase, ToUpperCamelCase};

use super::plan::Ident;
use super::settle::mark;
use crate::config::KEYWORDS;

/// Keywords that can't be raw identifiers.
const NEVER_RAW: &[&str] = &["Self", "crate", "self", "super"];

/// The name of a type or of a variant, before collisions are settled.
pub(super) fn camel(text: &str) -> String {
    start_with_letter(&spell(text, false).to_upper_camel_case(), 'N')
}

/// The name of a field, an argument, a method or a module, before collisions are settled.
pub(super) fn snake(text: &str) -> String {
    start_with_letter(&spell(text, false).to_snake_case(), 'n')
}

/// As [`camel`], with every symbol spelled out.
pub(super) fn camel_spelled(text: &str) -> String {
    start_with_letter(&spell(text, true).to_upper_camel_case(), 'N')
}

/// As [`snake`], with every symbol spelled out.
pub(super) fn snake_spelled(text: &str) -> String {
    start_with_letter(&spell(text, true).to_snake_case(), 'n')
}

/// Makes a name an identifier: a keyword becomes a raw one.
pub(super) fn ident(name: &str) -> Ident {
    if NEVER_RAW.contains(&name) || name == "_" {
        Ident(format!("{name}_"))
    } else if KEYWORDS.contains(&name) {
        Ident(format!("r#{name}"))
    } else {
        Ident(name.to_owned())
    }
}

/// The crates that generated files import from. A module of such a name would stand before them.
const CRATES: &[&str] = &[
    "alloc",
    "bytes",
    "core",
    "http",
    "serde",
    "serde_json",
    "std",
];

/// The longest name of a module, so that every file system takes the path of its file.
const LONGEST_MODULE: usize = 60;

/// Makes a name the identifier of a module, whose file has its name: `mod.rs` is taken, Cargo makes
/// programs of what is in `src/bin`, and some systems keep names for devices.
pub(super) fn module(name: &str) -> Ident {
    if name.len() > LONGEST_MODULE {
        // A cut behind a word would leave two underscores, which no module has.
        let start = name[..LONGEST_MODULE - 18].trim_end_matches('_');
        return Ident(format!("{start}_x{:016x}", mark(name)));
    }
    if matches!(name, "bin" | "mod" | "lib" | "main") || CRATES.contains(&name) || is_device(name) {
        Ident(format!("{name}_"))
    } else {
        ident(name)
    }
}

/// The name of the file of a module.
pub(super) fn file_stem(module: &Ident) -> String {
    module.plain().to_owned()
}

/// Whether a file of this name can't be had everywhere.
fn is_device(name: &str) -> bool {
    let numbered = |prefix: &str| {
        name.strip_prefix(prefix)
            .is_some_and(|rest| rest.len() == 1 && rest.as_bytes()[0].is_ascii_digit())
    };
    matches!(name, "con" | "prn" | "aux" | "nul") || numbered("com") || numbered("lpt")
}

/// Prepares a text for being split into words: ASCII letters and digits, everything else a gap.
fn spell(text: &str, every_symbol: bool) -> String {
    let mut spelled = String::with_capacity(text.len());
    // Of nothing but symbols, every one says something: `>=` is not `>`.
    let every_symbol = every_symbol || !text.chars().any(char::is_alphanumeric);
    for (index, (at, c)) in text.char_indices().enumerate() {
        match c {
            'a'..='z' | 'A'..='Z' | '0'..='9' => spelled.push(c),
            '\'' | '’' if is_within_word(text, at) => {}
            _ if c.is_ascii() => {
                // A sign says something where it begins: `-1` is not `1`.
                let named = every_symbol
                    || (index == 0 && matches!(c, '+' | '-' | '$' | '@' | '<' | '>' | '*' | '!'));
                spelled.push(' ');
                if named {
                    spelled.push_str(symbol(c));
                    spelled.push(' ');
                }
            }
            _ => {
                let letters = any_ascii::any_ascii_char(c);
                if letters.is_empty() {
                    spelled.extend([" u", &format!("{:x}", u32::from(c)), " "]);
                } else {
                    spelled.extend(letters.chars().filter(char::is_ascii_alphanumeric));
                }
            }
        }
    }
    if spelled.bytes().any(|byte| byte != b' ') {
        return spelled;
    }
    if text.is_empty() {
        return "empty".to_owned();
    }
    // Nothing but symbols.
    let words: Vec<&str> = text
        .chars()
        .map(|c| if c.is_ascii() { symbol(c) } else { "symbol" })
        .collect();
    words.join(" ")
}

/// Whether an apostrophe stands between letters: `GitHub's` is two words to nobody.
fn is_within_word(text: &str, at: usize) -> bool {
    let is_letter = |c: Option<char>| c.is_some_and(char::is_alphabetic);
    is_letter(text[..at].chars().next_back()) && is_letter(text[at..].chars().nth(1))
}

fn symbol(c: char) -> &'static str {
    match c {
        '+' => "plus",
        '-' => "minus",
        '_' => "underscore",
        '.' => "dot",
        ',' => "comma",
        ':' => "colon",
        ';' => "semicolon",
        '/' => "slash",
        '\\' => "backslash",
        '|' => "bar",
        '&' => "and",
        '*' => "star",
        '%' => "percent",
        '$' => "dollar",
        '#' => "hash",
        '@' => "at",
        '!' => "not",
        '?' => "question",
        '=' => "equals",
        '<' => "less",
        '>' => "greater",
        '~' => "tilde",
        '^' => "caret",
        '\'' => "apostrophe",
        '"' => "quote",
        '`' => "backtick",
        '(' => "open",
        ')' => "close",
        '[' => "bracket",
        ']' => "unbracket",
        '{' => "brace",
        '}' => "unbrace",
        ' ' => "space",
        _ => "control",
    }
}

/// Puts a letter before a digit.
fn start_with_letter(name: &str, letter: char) -> String {
    match name.chars().next() {
        None => letter.to_string(),
        Some(first) if first.is_ascii_digit() => format!("{letter}{name}"),
        Some(_) => name.to_owned(),
    }
}
