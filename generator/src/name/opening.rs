//! How a text begins that is a whole chapter: what stands before its first heading.

use std::ops::Range;

use pulldown_cmark::{Event, Options, Parser, Tag};

use super::markdown;

/// What becomes of blocks of code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Code {
    Shown,
    LeftOut,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Heading,
    Paragraph,
    Code,
    /// A list, a table, a quotation.
    Other,
}

/// A block that stands in no other.
type Block<'t> = (Kind, &'t str);

/// Returns what stands before the first heading of a text that is safe, or the first paragraph behind it
/// where the text begins with one. Says whether more was left out than the heading of what is shown.
pub(super) fn opening(lines: &[String], code: Code) -> (Vec<String>, bool) {
    let text = lines.join("\n");
    let (blocks, definitions) = blocks(&text);
    let is_heading = |block: &Block<'_>| block.0 == Kind::Heading;
    let headings = blocks.iter().take_while(|block| is_heading(block)).count();
    let section = blocks[headings..].iter().copied();
    let section = section.take_while(|block| !is_heading(block));
    let mut shown: Vec<Block<'_>> = section.collect();
    if code == Code::LeftOut && shown.iter().any(|block| block.0 != Kind::Code) {
        shown = without_code(&shown);
    }
    if headings > 0 {
        let tags = shown.iter().take_while(|block| is_tag(block)).count();
        shown.drain(..tags);
        let with_next = shown.first().is_some_and(announces)
            && shown.get(1).is_some_and(|next| next.0 != Kind::Paragraph);
        shown.truncate(if with_next { 2 } else { 1 });
    }
    if shown.len() == blocks.len() {
        return (lines.to_vec(), false);
    }
    if shown.is_empty() {
        return (Vec::new(), true);
    }
    let is_cut = headings + shown.len() < blocks.len();
    let parts = shown.iter().map(|block| block.1).chain(definitions);
    let parts: Vec<&str> = parts.collect();
    (markdown::lines(&parts.join("\n\n")), is_cut)
}

/// The blocks that stand in no other, and the definitions of links that stand in none, as they come.
fn blocks(text: &str) -> (Vec<Block<'_>>, Vec<&str>) {
    let options = Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH;
    let parser = Parser::new_ext(text, options);
    let definitions = parser.reference_definitions().iter();
    let mut definitions: Vec<Range<usize>> = definitions
        .map(|(_, definition)| definition.span.clone())
        .collect();
    // They come in any order.
    definitions.sort_by_key(|definition| definition.start);
    let mut depth = 0usize;
    let mut blocks = Vec::new();
    let mut ends = Vec::new();
    for (event, range) in parser.into_offset_iter() {
        match event {
            Event::Start(tag) => {
                if depth == 0 {
                    let kind = match tag {
                        Tag::Heading { .. } => Kind::Heading,
                        Tag::Paragraph => Kind::Paragraph,
                        Tag::CodeBlock(_) => Kind::Code,
                        _ => Kind::Other,
                    };
                    ends.push((range.start, range.end));
                    blocks.push((kind, text[range].trim_end()));
                }
                depth += 1;
            }
            Event::End(_) => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    let is_inside = |at: usize| {
        let before = ends.partition_point(|(start, _)| *start <= at);
        before > 0 && ends[before - 1].1 > at
    };
    let definitions = definitions.into_iter();
    let definitions = definitions.filter(|definition| !is_inside(definition.start));
    let definitions = definitions.map(|definition| text[definition].trim_end());
    (blocks, definitions.collect())
}

/// Whether a paragraph is a tag of HTML alone, which is shown as text.
fn is_tag(block: &Block<'_>) -> bool {
    let inner = block.1.strip_prefix("&lt;");
    let inner = inner.and_then(|text| text.strip_suffix("&gt;"));
    inner.is_some_and(|text| !text.contains("&lt;"))
}

/// Whether a paragraph says that something comes.
fn announces(block: &Block<'_>) -> bool {
    block.0 == Kind::Paragraph && block.1.ends_with(':')
}

/// Blocks without code, and without what says that it comes, unless that is all.
fn without_code<'t>(blocks: &[Block<'t>]) -> Vec<Block<'t>> {
    let mut kept: Vec<Block<'t>> = Vec::new();
    for (index, block) in blocks.iter().enumerate() {
        let is_before_code = blocks.get(index + 1).is_some_and(|it| it.0 == Kind::Code);
        if block.0 != Kind::Code && !(is_before_code && announces(block)) {
            kept.push(*block);
        }
    }
    if kept.is_empty() {
        let words = blocks.iter().filter(|block| block.0 != Kind::Code);
        kept.extend(words.copied());
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::{Code, opening};
    use crate::name::markdown;

    fn shown(text: &str, code: Code) -> (String, bool) {
        let (lines, is_cut) = opening(&markdown::lines(text), code);
        (lines.join("\n"), is_cut)
    }

    #[test]
    fn a_chapter_is_what_stands_before_its_first_heading() {
        let cases = [
            ("A key.", "A key.", false),
            ("# The key\n\nA key.", "A key.", false),
            ("# The key", "", true),
            ("# The key\n\n<div>\n\nA key.\n\n</div>", "A key.", true),
            ("A key.\n\n## Ask for one", "A key.", true),
            ("", "", false),
            (
                "A key.\n\nOf an account.\n\n## How\n\nAsk.",
                "A key.\n\nOf an account.",
                true,
            ),
            ("## A\n\nOne.\n\nTwo.\n\n### B\n\nThree.", "One.", true),
            (
                "A [key].\n\n## B\n\n[key]: https://a.b",
                "A [key].\n\n[key]: https://a.b",
                true,
            ),
            (
                "A [c], [b], [a], [d].\n\n## B\n\n[c]: https://c\n[b]: https://b\n[a]: https://a\n[d]: https://d",
                "A [c], [b], [a], [d].\n\n[c]: https://c\n\n[b]: https://b\n\n[a]: https://a\n\n[d]: https://d",
                true,
            ),
            (
                "One\n---\n\nEither:\n\n- a\n- b\n\nTwo.",
                "Either:\n\n- a\n- b",
                true,
            ),
            ("<h2>A</h2><p>One.</p><h2>B</h2><p>Two.</p>", "One.", true),
            ("Send it so:\n\n```\ncurl\n```\n\nTwo.", "Two.", true),
            ("Send it so:\n\n```\ncurl\n```", "Send it so:", true),
            (
                "> A [key].\n>\n> [key]: https://a.b\n\n## B",
                "> A [key].\n>\n> [key]: https://a.b",
                true,
            ),
            ("```\ncurl\n```", "```text\ncurl\n```", false),
        ];
        for (text, expected, is_cut) in cases {
            let expected = (expected.to_owned(), is_cut);
            assert_eq!(shown(text, Code::LeftOut), expected, "{text}");
        }
        let text = "Send it so:\n\n```text\nKey a\n```";
        assert_eq!(shown(text, Code::Shown), (text.to_owned(), false));
    }
}
