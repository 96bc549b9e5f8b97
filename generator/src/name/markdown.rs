//! Makes the Markdown of a description safe for rustdoc, and leaves the rest as it is.
//!
//! Rustdoc runs code blocks as tests, takes `[text]` for a link to an item, and warns of bare
//! URLs and of HTML that is not closed. A description's text must do none of that.

use pulldown_cmark::{BrokenLink, CodeBlockKind, CowStr, Event, Options, Parser, Tag, TagEnd};

use super::wrap::wrap;

/// Returns the lines of a text, safe for documentation and of readable width.
pub(super) fn lines(text: &str) -> Vec<String> {
    let text = visible(text);
    let safe = settled(&text);
    let mut lines: Vec<String> = safe
        .lines()
        .map(|line| line.trim_end().to_owned())
        .collect();
    lines.dedup_by(|after, before| after.is_empty() && before.is_empty());
    while lines.last().is_some_and(String::is_empty) {
        lines.pop();
    }
    let skip = lines.iter().take_while(|line| line.is_empty()).count();
    wrap(&lines[skip..])
}

/// Removes characters that show nothing or turn the text around, and unifies the ends of lines.
pub(super) fn visible(text: &str) -> String {
    let text = text
        .replace("\r\n", "\n")
        .replace(['\r', '\u{2028}', '\u{2029}', '\u{85}'], "\n");
    let hidden = |c: char| {
        matches!(c, '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{2069}' | '\u{FEFF}')
            || (c.is_control() && c != '\n' && c != '\t')
    };
    text.chars()
        .filter(|c| !hidden(*c))
        .map(|c| if c == '\t' { ' ' } else { c })
        .collect()
}

/// Rewrites a text until nothing in it needs to be: what HTML held may be Markdown once its tags
/// are text. What does not come to rest is shown as it is.
fn settled(text: &str) -> String {
    const ROUNDS: usize = 4;
    let mut text = text.to_owned();
    for _ in 0..ROUNDS {
        let after = rewrite(&text);
        if after == text {
            return text;
        }
        text = after;
    }
    format!(
        "```text\n{}\n```",
        text.replace("```", "'''").replace("~~~", "'''")
    )
}

/// One replacement in the text.
struct Edit {
    start: usize,
    end: usize,
    text: String,
}

fn rewrite(text: &str) -> String {
    // Emptied of indentation, an indented code block would be read as Rust: fences make it text.
    let options = Options::ENABLE_TABLES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_TASKLISTS;
    let mut broken = Vec::new();
    let mut callback = |link: BrokenLink<'_>| {
        broken.push(link.span.clone());
        None::<(CowStr<'_>, CowStr<'_>)>
    };
    let parser = Parser::new_with_broken_link_callback(text, options, Some(&mut callback));
    let mut edits = Vec::new();
    let mut inside = Inside::default();
    for (event, range) in parser.into_offset_iter() {
        match event {
            Event::Start(Tag::CodeBlock(kind)) => {
                inside.code = true;
                edits.extend(code_block(text, &kind, range.start, range.end));
            }
            Event::End(TagEnd::CodeBlock) => inside.code = false,
            Event::Start(Tag::Link { ref dest_url, .. }) => {
                inside.link = true;
                if !is_link(dest_url) {
                    edits.extend(if text[range.clone()].starts_with('<') {
                        // `<javascript:…>`; one with an address of mail has no scheme in the text.
                        escaped_angle(text, range)
                    } else {
                        escaped_brackets(text, range)
                    });
                }
            }
            Event::Start(Tag::Image { ref dest_url, .. }) if !is_link(dest_url) => {
                edits.push(Edit {
                    start: range.start,
                    end: range.start + 2,
                    text: "!\\[".to_owned(),
                });
            }
            Event::End(TagEnd::Link) => inside.link = false,
            Event::Html(_) | Event::InlineHtml(_) => {
                let escaped = text[range.clone()]
                    .replace('<', "&lt;")
                    .replace('>', "&gt;");
                edits.push(Edit {
                    start: range.start,
                    end: range.end,
                    text: escaped,
                });
            }
            Event::Text(_) if !inside.code && !inside.link => {
                edits.extend(bare_urls(text, range.start, range.end));
            }
            _ => {}
        }
    }
    for span in broken {
        edits.extend(escaped_brackets(text, span));
    }
    apply(text, edits)
}

#[derive(Default)]
struct Inside {
    code: bool,
    link: bool,
}

/// Escapes every bracket of a link, so that neither the whole nor a part of it is one.
fn escaped_brackets(text: &str, range: std::ops::Range<usize>) -> Vec<Edit> {
    let found = text[range.clone()].match_indices('[');
    let edits = found.map(|(at, _)| range.start + at).map(|start| Edit {
        start,
        end: start + 1,
        text: "\\[".to_owned(),
    });
    edits.collect()
}

/// Shows a link in angle brackets as text, unless it is an address of mail.
fn escaped_angle(text: &str, range: std::ops::Range<usize>) -> Vec<Edit> {
    if !text[range.clone()].contains(':') {
        return Vec::new();
    }
    let edit = Edit {
        start: range.start,
        end: range.start + 1,
        text: "&lt;".to_owned(),
    };
    vec![edit]
}

/// Whether the target of a link is one that rustdoc does not take for an item.
fn is_link(url: &str) -> bool {
    url.starts_with("http://") || url.starts_with("https://") || url.starts_with("mailto:")
}

/// A code block is marked as text, since rustdoc runs every other as a test.
fn code_block(text: &str, kind: &CodeBlockKind<'_>, start: usize, end: usize) -> Vec<Edit> {
    match kind {
        CodeBlockKind::Fenced(info) => {
            let fence = &text[start..end];
            let mark = fence.chars().next().unwrap_or('`');
            let ticks = fence.chars().take_while(|c| *c == mark).count();
            let line_end = fence.find('\n').unwrap_or(fence.len());
            let mut edits = vec![Edit {
                start: start + ticks,
                end: start + line_end,
                text: language(info),
            }];
            let last = fence.trim_end().rsplit('\n').next().unwrap_or_default();
            let is_closed = line_end < fence.trim_end().len()
                && last
                    .trim_start_matches([' ', '>'])
                    .chars()
                    .take_while(|c| *c == mark)
                    .count()
                    >= ticks;
            if !is_closed {
                let close: String = std::iter::repeat_n(mark, ticks).collect();
                edits.push(Edit {
                    start: end,
                    end,
                    text: format!("\n{close}\n"),
                });
            }
            edits
        }
        CodeBlockKind::Indented => {
            let block = text[start..end].trim_end_matches('\n');
            let mut plain = String::from("```text\n");
            for line in block.lines() {
                // A fence inside would end ours.
                plain.push_str(
                    &line
                        .strip_prefix("    ")
                        .unwrap_or(line)
                        .replace("```", "'''"),
                );
                plain.push('\n');
            }
            plain.push_str("```");
            // What stands before it on its line is its own indentation.
            let line = text[..start].rfind('\n').map_or(0, |at| at + 1);
            let from = if text[line..start].trim().is_empty() {
                line
            } else {
                start
            };
            let lead = if from == start { "\n" } else { "" };
            vec![Edit {
                start: from,
                end: start + block.len(),
                text: format!("{lead}{plain}"),
            }]
        }
    }
}

/// The language of a code block for highlighting, where rustdoc does not take it for Rust.
fn language(info: &str) -> String {
    let name = info
        .split([' ', ',', '{'])
        .next()
        .unwrap_or_default()
        .to_ascii_lowercase();
    let known = [
        "json",
        "yaml",
        "xml",
        "html",
        "bash",
        "sh",
        "http",
        "python",
        "javascript",
        "typescript",
        "curl",
        "sql",
        "go",
        "java",
        "csv",
        "graphql",
    ];
    if known.contains(&name.as_str()) {
        name
    } else {
        "text".to_owned()
    }
}

/// Puts a bare URL in angle brackets.
fn bare_urls(text: &str, start: usize, end: usize) -> Vec<Edit> {
    let mut edits = Vec::new();
    let mut from = start;
    while let Some(found) = next_url(&text[from..end]) {
        let (url_start, url_end) = (from + found.0, from + found.1);
        let bracketed = text[..url_start].ends_with('<') && text[url_end..].starts_with('>');
        let quoted = text[..url_start].ends_with('`');
        if !bracketed && !quoted {
            edits.push(Edit {
                start: url_start,
                end: url_end,
                text: format!("<{}>", &text[url_start..url_end]),
            });
        }
        from = url_end;
    }
    edits
}

/// Where the first URL in a text is.
pub(super) fn next_url(text: &str) -> Option<(usize, usize)> {
    let is_url =
        |at: &usize| text[*at..].starts_with("http://") || text[*at..].starts_with("https://");
    let start = text.match_indices("http").map(|(at, _)| at).find(is_url)?;
    let rest = &text[start..];
    let stop = rest
        .find(|c: char| {
            c.is_whitespace()
                || matches!(
                    c,
                    '<' | '>' | '"' | '`' | '|' | '\\' | '{' | '}' | '[' | ']' | '*'
                )
        })
        .unwrap_or(rest.len());
    let url = rest[..stop].trim_end_matches(['.', ',', ';', ':', '!', '?', '\'', ')', '(']);
    Some((start, start + url.len()))
}

/// Applies edits to a text, from the back; of two that overlap, the first in the text stands.
fn apply(text: &str, mut edits: Vec<Edit>) -> String {
    edits.sort_by_key(|edit| (edit.start, std::cmp::Reverse(edit.end)));
    let mut out = String::with_capacity(text.len() + edits.len() * 4);
    let mut at = 0;
    for edit in edits {
        if edit.start < at {
            continue;
        }
        out.push_str(&text[at..edit.start]);
        out.push_str(&edit.text);
        at = edit.end;
    }
    out.push_str(&text[at..]);
    out
}
