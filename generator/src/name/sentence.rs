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

/// Returns the first sentence of a Markdown text, without its full stop. Code stays code; of all
/// other marks the text is left.
pub(super) fn first(text: &str) -> Option<String> {
    let pieces = first_paragraph(&markdown::lines(text).join("\n"));
    let (mut out, mut room) = (String::new(), LONGEST);
    for piece in pieces {
        let (found, is_end) = match &piece {
            Piece::Code(code) => (code.as_str(), false),
            Piece::Text(text) => end(text).map_or((text.as_str(), false), |at| (&text[..at], true)),
        };
        let length = found.chars().count();
        match &piece {
            Piece::Code(_) if length <= room => out.push_str(&code(found)),
            Piece::Text(_) if length <= room => out.push_str(&marked(found)),
            Piece::Code(_) => out.push('…'),
            Piece::Text(_) => out.extend([&marked(cut(found, room)), " …"]),
        }
        if is_end || length > room {
            break;
        }
        room -= length;
    }
    let sentence = out.trim().trim_end_matches('.').trim_end();
    (!sentence.is_empty()).then(|| sentence.to_owned())
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
        let is_more = rest
            .trim_start()
            .starts_with(|c: char| c.is_lowercase() || c.is_ascii_digit());
        let word = text[..*at].rsplit([' ', '(']).next().unwrap_or_default();
        let is_short = ABBREVIATIONS.contains(&word.to_lowercase().as_str());
        rest.starts_with(char::is_whitespace) && !is_more && !is_short
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
            assert_eq!(first(text).as_deref(), Some(sentence), "{text:?}");
        }
        assert_eq!(first(" \n"), None);
        assert_eq!(first("```\ncode\n```"), None);
    }

    #[test]
    fn a_long_sentence_is_cut_between_words() {
        let found = first(&"word ".repeat(200)).unwrap();
        assert!(found.ends_with("word …"), "{found}");
        assert!(found.chars().count() < 310);
    }
}
