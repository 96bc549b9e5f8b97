//! Real descriptions, damaged.

use std::fs;
use std::sync::LazyLock;

use generator::{Input, Source};

use super::Choices;
use super::document::WORDS;
use crate::generate as run;

/// The largest description of the corpus that is taken, in bytes: thousands are to be tried.
const LARGEST: usize = 60_000;

/// The texts that are damaged, and their names.
static TEXTS: LazyLock<Vec<(String, Vec<u8>)>> = LazyLock::new(|| {
    let mut texts: Vec<_> = (run::fixtures().into_iter())
        .filter_map(|name| {
            let text = fs::read(run::path(&format!("fixtures/{name}"))).ok()?;
            Some((name, text))
        })
        .collect();
    let corpus = std::env::var_os("CORPUS_DIR").and_then(|folder| fs::read_dir(folder).ok());
    let corpus = corpus.into_iter().flatten().flatten();
    let corpus = corpus.filter_map(|entry| {
        let text = fs::read(entry.path()).ok()?;
        Some((entry.file_name().into_string().ok()?, text))
    });
    texts.extend(corpus.filter(|(_, text)| text.len() <= LARGEST));
    texts.sort_unstable();
    texts
});

/// A description that is damaged at one place or several.
pub(super) fn damaged(choices: &mut Choices<'_>) -> Input {
    let (name, text) = choices.of(&TEXTS);
    let mut text = text.clone();
    for _ in 0..=choices.below(8) {
        damage(&mut text, choices);
    }
    let mut input = run::made_up(name, "");
    input.description = Source::new(&**name, text);
    input
}

fn damage(text: &mut Vec<u8>, choices: &mut Choices<'_>) {
    if text.is_empty() {
        return;
    }
    let at = choices.below(text.len());
    match choices.below(8) {
        // A byte.
        0 => text[at] = u8::try_from(choices.below(256)).unwrap_or_default(),
        // The end.
        1 => text.truncate(at),
        // A word, in the place of another.
        2..=4 => {
            let is_word =
                |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'$');
            let start = at - text[..at].iter().rev().take_while(|it| is_word(it)).count();
            let end = at + text[at..].iter().take_while(|it| is_word(it)).count();
            let word = if choices.once_in(2) {
                KEYWORDS[choices.below(KEYWORDS.len())]
            } else {
                WORDS[choices.below(WORDS.len())]
            };
            text.splice(start..end, word.bytes());
        }
        // A line is gone, or there twice, or elsewhere.
        kind => {
            let start = text[..at]
                .iter()
                .rposition(|byte| *byte == b'\n')
                .map_or(0, |at| at + 1);
            let end = text[at..]
                .iter()
                .position(|byte| *byte == b'\n')
                .map_or(text.len(), |end| at + end + 1);
            let line: Vec<u8> = text[start..end].to_vec();
            match kind {
                5 => drop(text.splice(start..end, [])),
                6 => drop(text.splice(start..start, line)),
                _ => {
                    let other = choices.below(text.len());
                    let other = text[..other]
                        .iter()
                        .rposition(|byte| *byte == b'\n')
                        .map_or(0, |at| at + 1);
                    text.splice(other..other, line);
                }
            }
        }
    }
}

const KEYWORDS: &[&str] = &[
    "$ref",
    "allOf",
    "oneOf",
    "anyOf",
    "not",
    "array",
    "object",
    "string",
    "integer",
    "null",
    "true",
    "items",
    "properties",
    "enum",
    "const",
    "[]",
    "{}",
    "[1]",
    "{a: b}",
    "*x",
    "&x",
    "<<",
    "!!binary",
    "- ",
    "? ",
    "#/components/schemas/Pet",
    "#/paths",
    "#",
    "1e999",
    "-0",
    "0x10",
    "~",
    "\"",
    "'",
    ": ",
    "get",
    "path",
    "query",
    "required",
    "discriminator",
    "additionalProperties",
    "nullable",
    "format",
    "pattern",
];
