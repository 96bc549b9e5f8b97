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
/// without its full stop. Code stays code; of all other marks the text is left. What ends in a colon
/// goes on with the items of the list behind it; without such a list it says nothing.
pub(super) fn first(text: &str, is_it: impl Fn(&str) -> bool) -> Option<String> {
    let text = markdown::lines(text).join("\n");
    let options = Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH;
    let mut events = Parser::new_ext(&text, options);
    let (pieces, is_list) = first_paragraph(&mut events);
    let mut sentences = sentences(pieces);
    if sentences.last().is_some_and(|last| ends_in(last, ':')) {
        let items = if is_list {
            items(&mut events)
        } else {
            Vec::new()
        };
        let last = sentences.pop().filter(|_| !items.is_empty());
        sentences.extend(last.map(|last| listed(last, items)));
    }
    let mut sentences = sentences.into_iter();
    sentences.find_map(|pieces| Some(shown(&pieces)).filter(|it| !it.is_empty() && is_it(it)))
}

/// Whether what is said ends in a character.
fn ends_in(pieces: &[Piece], end: char) -> bool {
    let mut pieces = pieces.iter().rev();
    let last = pieces.find(|piece| !matches!(piece, Piece::Text(text) if text.trim().is_empty()));
    matches!(last, Some(Piece::Text(text)) if text.trim_end().ends_with(end))
}

/// A sentence with the items of a list.
fn listed(mut sentence: Vec<Piece>, items: Vec<Vec<Piece>>) -> Vec<Piece> {
    let mut separator = " ";
    for mut item in items {
        if let Some(Piece::Text(text)) = item.last_mut() {
            text.truncate(text.trim_end_matches([' ', '.', ',', ';']).len());
        }
        push(&mut sentence, separator);
        for piece in item {
            match piece {
                Piece::Text(text) => push(&mut sentence, &text),
                Piece::Code(_) => sentence.push(piece),
            }
        }
        separator = "; ";
    }
    sentence
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

/// The first text that is a paragraph, a heading or an item of a list, and whether a list follows,
/// whose beginning is taken then.
fn first_paragraph(events: &mut Parser<'_>) -> (Vec<Piece>, bool) {
    let mut pieces = Vec::new();
    let mut is_code = false;
    for event in events.by_ref() {
        match event {
            Event::Start(Tag::CodeBlock(_)) => is_code = true,
            Event::End(TagEnd::CodeBlock) => is_code = false,
            Event::Start(Tag::List(_)) if !pieces.is_empty() => return (pieces, true),
            Event::End(
                TagEnd::Paragraph | TagEnd::Heading(_) | TagEnd::Item | TagEnd::TableCell,
            ) if !pieces.is_empty() => break,
            _ if is_code => {}
            event => said(&mut pieces, event),
        }
    }
    let is_list = matches!(events.next(), Some(Event::Start(Tag::List(_))));
    (pieces, is_list)
}

/// The items of a list whose beginning was taken, and of those inside of it.
fn items(events: &mut Parser<'_>) -> Vec<Vec<Piece>> {
    let mut items: Vec<Vec<Piece>> = Vec::new();
    let (mut depth, mut is_code) = (1, false);
    for event in events {
        match event {
            Event::Start(Tag::CodeBlock(_)) => is_code = true,
            Event::End(TagEnd::CodeBlock) => is_code = false,
            Event::Start(Tag::List(_)) => depth += 1,
            Event::End(TagEnd::List(_)) if depth == 1 => break,
            Event::End(TagEnd::List(_)) => depth -= 1,
            Event::Start(Tag::Item) => items.push(Vec::new()),
            _ if is_code => {}
            event => {
                if let Some(item) = items.last_mut() {
                    said(item, event);
                }
            }
        }
    }
    items.retain(|item| !item.is_empty());
    items
}

/// Adds what an event says.
fn said(pieces: &mut Vec<Piece>, event: Event<'_>) {
    match event {
        Event::Text(text) => push(pieces, &text),
        Event::Code(code) => pieces.push(Piece::Code(code.into_string())),
        Event::SoftBreak | Event::HardBreak | Event::End(TagEnd::Paragraph) => push(pieces, " "),
        _ => {}
    }
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
            (
                "Returned if:\n\n * `a` is bad.\n * b,\n   or c\n   - d;\n\nAnd more.",
                "Returned if: `a` is bad; b, or c; d",
            ),
            (
                "<p>One of:</p><ul><li>a</li><li>b</li></ul>",
                "One of: a; b",
            ),
            ("Not so. Because of:\n- a", "Not so"),
            ("- a:\n  - b\n- c", "a: b"),
        ];
        for (text, sentence) in sentences {
            assert_eq!(first(text, |_| true).as_deref(), Some(sentence), "{text:?}");
        }
        let said = |text: &str| text != "Bad request";
        let found = first("Bad request. The `a` is bad. So it is.", said);
        assert_eq!(found.as_deref(), Some("The `a` is bad"));
        assert_eq!(first("Bad request.\n\nThe `a` is bad.", said), None);
        assert_eq!(first(" \n", |_| true), None);
        for text in ["Returned if:", "One of:\n\nText", "One of:\n\n- \n"] {
            assert_eq!(first(text, |_| true), None, "{text:?}");
        }
        let found = first(&format!("Any of:\n{}", "- an item\n".repeat(99)), |_| true).unwrap();
        assert!(found.starts_with("Any of: an item; an item;") && found.ends_with(" …"));
        assert_eq!(first("```\ncode\n```", |_| true), None);
    }

    #[test]
    fn a_long_sentence_is_cut_between_words() {
        let found = first(&"word ".repeat(200), |_| true).unwrap();
        assert!(found.ends_with("word …"), "{found}");
        assert!(found.chars().count() < 310);
    }
}
