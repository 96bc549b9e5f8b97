//! What a shape is made of, as [`super::words`] wrote it.

use proc_macro2::{Delimiter, Spacing};

/// What a list of pieces is a list of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Kind {
    Item,
    ImplItem,
    Statement,
    /// The last one of a block, which needs no semicolon.
    LastStatement,
    Arm,
    Field,
    Variant,
    /// A field of a struct that is made.
    Value,
}

/// One token of a shape.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Mark<'s> {
    /// A word that means something to the parser or the layout.
    Word(&'s str),
    Literal(&'s str),
    Sign(char, Spacing),
    Open(Delimiter),
    Close,
    /// Any name of up to [`SHORT`](super::words::SHORT) bytes.
    ShortName,
    /// Any longer name.
    Name,
    /// Any text in quotation marks.
    Text,
    List(Kind),
}

/// Reads a shape.
pub(super) fn marks(shape: &[u8]) -> (Kind, Vec<Mark<'_>>) {
    let (kind, mut rest) = shape.split_first().unwrap_or((&0, &[]));
    let mut marks = Vec::new();
    while let Some((mark, after)) = next_mark(rest) {
        marks.push(mark);
        rest = after;
    }
    (kind_of(*kind), marks)
}

fn next_mark(shape: &[u8]) -> Option<(Mark<'_>, &[u8])> {
    let (mark, rest) = shape.split_first()?;
    Some(match mark {
        b'k' | b'n' => {
            let (length, rest) = rest.split_first_chunk()?;
            let (text, rest) = rest.split_at_checked(usize::from_le_bytes(*length))?;
            let text = str::from_utf8(text).ok()?;
            let is_word = *mark == b'k';
            let mark = if is_word {
                Mark::Word(text)
            } else {
                Mark::Literal(text)
            };
            (mark, rest)
        }
        b'p' => {
            let ([sign, spacing], rest) = rest.split_first_chunk()?;
            let spacing = if *spacing == 0 {
                Spacing::Alone
            } else {
                Spacing::Joint
            };
            (Mark::Sign(char::from(*sign), spacing), rest)
        }
        b'(' => {
            let (delimiter, rest) = rest.split_first()?;
            let all = [
                Delimiter::Parenthesis,
                Delimiter::Brace,
                Delimiter::Bracket,
                Delimiter::None,
            ];
            let delimiter = all.into_iter().find(|any| *any as u8 == *delimiter)?;
            (Mark::Open(delimiter), rest)
        }
        b')' => (Mark::Close, rest),
        b'i' => (Mark::Name, rest),
        b'j' => (Mark::ShortName, rest),
        b's' => (Mark::Text, rest),
        _ => {
            let (kind, rest) = rest.split_first()?;
            (Mark::List(kind_of(*kind)), rest)
        }
    })
}

fn kind_of(byte: u8) -> Kind {
    use Kind::{Arm, Field, ImplItem, Item, LastStatement, Statement, Value, Variant};
    let all = [
        Item,
        ImplItem,
        Statement,
        LastStatement,
        Arm,
        Field,
        Variant,
        Value,
    ];
    let is_it = |kind: &Kind| *kind as u8 == byte;
    all.into_iter().find(is_it).unwrap_or(Item)
}
