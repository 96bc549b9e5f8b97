//! The first sentence of a description, as a part of a line: a cell of a table, or what stands for
//! the whole.

use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

use super::{docs, markdown};

/// The longest sentence that is shown whole, in characters.
const LONGEST: usize = 300;

/// What ends in a full stop and no sentence with it.
const ABBREVIATIONS: &[&str] = &[
    "e.g", "i.e", "etc", "vs", "cf", "approx", "incl", "resp", "no",
];

/// A piece of a sentence.
enum Piece {
    Text(String),
    Code(String),
}

/// Returns the first sentence of which something is true in the first paragraph of a Markdown text,
/// without its full stop. Code stays code; of all other marks the text is left.
pub(super) fn first(text: &str, is_it: impl Fn(&str) -> bool) -> Option<String> {
    let pieces = first_paragraph(&markdown::lines(text).join("\n"));
    let mut sentences = sentences(pieces).into_iter();
    sentences.find_map(|pieces| Some(shown(&pieces)).filter(|it| !it.is_empty() && is_it(it)))
}

/// The sentences of a paragraph.
fn sentences(pieces: Vec<Piece>) -> Vec<Vec<Piece>> {
    let mut sentences = Vec::new();
    let mut sentence = Vec::new();
    for piece in pieces {
        let Piece::Text(text) = piece else {
            sentence.push(piece);
            continue;
        };
        let mut rest = text.as_str();
        while let Some(at) = end(rest) {
            sentence.push(Piece::Text(rest[..at].to_owned()));
            sentences.push(std::mem::take(&mut sentence));
            rest = &rest[at..];
        }
        sentence.push(Piece::Text(rest.to_owned()));
    }
    sentences.push(sentence);
    sentences
}

/// A sentence as it is shown, without its full stop and not too long.
fn shown(pieces: &[Piece]) -> String {
    let (mut out, mut room) = (String::new(), LONGEST);
    for piece in pieces {
        let (Piece::Code(found) | Piece::Text(found)) = piece;
        let length = found.chars().count();
        match piece {
            Piece::Code(_) if length <= room => out.push_str(&code(found)),
            Piece::Text(_) if length <= room => out.push_str(&marked(found)),
            Piece::Code(_) => out.push('…'),
            Piece::Text(_) => out.extend([&marked(cut(found, room)), " …"]),
        }
        if length > room {
            break;
        }
        room -= length;
    }
    out.trim().trim_end_matches('.').trim_end().to_owned()
}

/// The first text that is a paragraph, a heading or an item of a list.
fn first_paragraph(text: &str) -> Vec<Piece> {
    let options = Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH;
    let mut pieces = Vec::new();
    let mut is_code = false;
    for event in Parser::new_ext(text, options) {
        match event {
            Event::Start(Tag::CodeBlock(_)) => is_code = true,
            Event::End(TagEnd::CodeBlock) => is_code = false,
            Event::Text(text) if !is_code => push(&mut pieces, &text),
            Event::Code(code) => pieces.push(Piece::Code(code.into_string())),
            Event::SoftBreak | Event::HardBreak => push(&mut pieces, " "),
            Event::End(
                TagEnd::Paragraph | TagEnd::Heading(_) | TagEnd::Item | TagEnd::TableCell,
            ) if !pieces.is_empty() => break,
            _ => {}
        }
    }
    pieces
}

/// Adds text. What the parser tells apart may be one sentence.
fn push(pieces: &mut Vec<Piece>, text: &str) {
    match pieces.last_mut() {
        Some(Piece::Text(known)) => known.push_str(text),
        _ => pieces.push(Piece::Text(text.to_owned())),
    }
}

/// Where the sentence ends that a text begins with, if it does.
fn end(text: &str) -> Option<usize> {
    let stops = text.match_indices(['.', '!', '?']).map(|(at, _)| at);
    let mut stops = stops.filter(|at| {
        let rest = &text[at + 1..];
        if !rest.starts_with(char::is_whitespace) {
            return false;
        }
        let is_more = rest
            .trim_start()
            .starts_with(|c: char| c.is_lowercase() || c.is_ascii_digit());
        let word = text[..*at]
            .rsplit(|c: char| c.is_whitespace() || c == '(')
            .next()
            .unwrap_or_default();
        let is_short = ABBREVIATIONS.contains(&word.to_lowercase().as_str());
        !is_more && !is_short
    });
    stops.next().map(|at| at + 1)
}

/// As many whole words as there is room for.
fn cut(text: &str, room: usize) -> &str {
    let end = text
        .char_indices()
        .nth(room)
        .map_or(text.len(), |(at, _)| at);
    text[..end].rsplit_once(' ').map_or("", |(words, _)| words)
}

/// Code within a line, also within a table, where a bar ends a cell.
fn code(text: &str) -> String {
    let text = docs::code(text);
    if text.is_empty() {
        return text;
    }
    if text.contains('|') {
        return marked(&text);
    }
    format!("`{text}`")
}

/// Text of which nothing is a mark.
fn marked(text: &str) -> String {
    let lead = if text.starts_with(' ') { " " } else { "" };
    let tail = if text.ends_with(' ') && text.len() > 1 {
        " "
    } else {
        ""
    };
    let mut out = String::from(lead);
    for c in docs::inline(text).chars() {
        if matches!(c, '*' | '~') {
            out.push('\\');
        }
        out.push(c);
    }
    out + tail
}

#[cfg(test)]
mod tests {
    use super::first;

    #[test]
    fn a_sentence_ends_where_another_begins() {
        let sentences = [
            ("Not there.", "Not there"),
            ("Not there. Or it was.", "Not there"),
            (
                "Such as one (e.g. `a`) or 1. 2. Then",
                "Such as one (e.g. `a`) or 1. 2",
            ),
            ("Is `a.b` there? No.", "Is `a.b` there?"),
            ("One\nline.\n\nAnother", "One line"),
            ("# Title\nText", "Title"),
            ("- item\n- other", "item"),
            (
                "```\ncode\n```\n\n**Bold** [link](https://a.b), `x|y`",
                "Bold link, x\\|y",
            ),
            ("<script> a | b *", "&lt;script&gt; a \\| b \\*"),
        ];
        for (text, sentence) in sentences {
            assert_eq!(first(text, |_| true).as_deref(), Some(sentence), "{text:?}");
        }
        let said = |text: &str| text != "Bad request";
        let found = first("Bad request. The `a` is bad. So it is.", said);
        assert_eq!(found.as_deref(), Some("The `a` is bad"));
        assert_eq!(first("Bad request.\n\nThe `a` is bad.", said), None);
        assert_eq!(first(" \n", |_| true), None);
        assert_eq!(first("```\ncode\n```", |_| true), None);
    }

    #[test]
    fn a_long_sentence_is_cut_between_words() {
        let found = first(&"word ".repeat(200), |_| true).unwrap();
        assert!(found.ends_with("word …"), "{found}");
        assert!(found.chars().count() < 310);
    }
}
