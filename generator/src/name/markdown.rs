//! Makes the Markdown of a description safe for rustdoc, and leaves the rest as it is.
//!
//! Rustdoc runs code blocks as tests, takes `[text]` for a link to an item, and warns of bare
//! URLs and of HTML that is not closed; Clippy warns of lines that go on with a list at the margin.
//! A description's text must do none of that.

use std::collections::{BTreeSet, VecDeque};
use std::ops::Range;

use pulldown_cmark::{BrokenLink, CodeBlockKind, CowStr, Event, Options, Parser, Tag, TagEnd};

use super::code_block::code_block;
use super::edit::{Edit, apply};
use super::escape::{escaped, escaped_angle, escaped_brackets, strays};
use super::urls::{bare_urls, is_link};
use super::wrap::wrap;
use super::{deep, hidden, html};

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
    const ROUNDS: usize = 8;
    const CLOSINGS: usize = 32;
    let mut rewritten = text.to_owned();
    let (mut rounds, mut closings) = (0, 0);
    while rounds < ROUNDS && closings < CLOSINGS {
        if deep::is_deep(&rewritten) {
            break;
        }
        let Some((after, is_closing)) = rewrite(&rewritten) else {
            break;
        };
        if is_closing {
            closings += 1;
        } else {
            rounds += 1;
        }
        if after == rewritten {
            return after;
        }
        rewritten = after;
    }
    format!(
        "```text\n{}\n```",
        text.replace("```", "'''").replace("~~~", "'''")
    )
}

/// Rewrites a text once, unless lists and quotations in it are too deep. Says whether that was only
/// to end a block of code.
fn rewrite(text: &str) -> Option<(String, bool)> {
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
    let definitions = parser.reference_definitions().iter();
    let definitions = definitions.filter(|(_, definition)| !is_link(&definition.dest));
    let edits = definitions.map(|(_, definition)| Edit {
        start: definition.span.start,
        end: definition.span.end,
        text: String::new(),
    });
    let mut rewriting = Rewriting {
        text,
        edits: edits.collect(),
        ..Rewriting::default()
    };
    for (event, range) in parser.into_offset_iter() {
        rewriting.event(&event, range);
        if rewriting.prefixes.len() > deep::DEEPEST {
            return None;
        }
        if let Some(edits) = rewriting.closing {
            // What comes after was read as what it is not.
            return Some((apply(text, edits), true));
        }
    }
    let Rewriting {
        mut edits, tags, ..
    } = rewriting;
    edits.extend(html::edits(text, tags));
    for span in broken {
        edits.extend(escaped_brackets(text, span));
    }
    Some((apply(text, edits), false))
}

/// What is known of a text up to some place in it.
#[derive(Default)]
struct Rewriting<'t> {
    text: &'t str,
    edits: Vec<Edit>,
    tags: Vec<html::Place>,
    inside: Inside,
    /// In a table or a heading, whose lines can't be ended.
    is_line: bool,
    links: Vec<Reference>,
    /// The number of the block.
    block: usize,
    /// What stands before the lines of the lists and quotations around.
    prefixes: Vec<String>,
    /// Where an item of a list begins of which nothing came yet.
    item: Option<usize>,
    is_break: bool,
    /// What ends a block of code with the line after it.
    closing: Option<Vec<Edit>>,
    /// Right after a tag.
    is_tag: bool,
    /// Where the block or the item begins, if nothing stands before it.
    start: Option<usize>,
    /// Where the block or the item ends.
    block_end: usize,
    /// What is not meant to be seen: the rest of it in a block of HTML, else the last of it.
    hidden: VecDeque<Range<usize>>,
    /// What does not end in which block.
    unclosed: BTreeSet<(hidden::Kind, usize)>,
}

/// What of a text is shown as it is.
#[derive(Default, PartialEq)]
enum Inside {
    #[default]
    Prose,
    Code,
    /// HTML in which nothing is a tag.
    Raw,
}

/// A link or an image.
struct Reference {
    range: Range<usize>,
    /// Whether it stays what it is, and not only its text.
    is_kept: bool,
    /// Where its text is.
    inner: Option<Range<usize>>,
}

impl Rewriting<'_> {
    fn event(&mut self, event: &Event<'_>, range: Range<usize>) {
        self.begin(event, &range);
        if matches!(event, Event::Text(_)) && self.inside != Inside::Code && self.links.is_empty() {
            self.footnotes(range.clone());
        }
        match event {
            Event::Start(tag) => self.start(tag, range),
            Event::End(tag) => self.end(*tag),
            Event::Html(_) => self.line_of_html(range),
            Event::InlineHtml(_) => self.inline_html(range),
            Event::Text(_)
                if self.inside != Inside::Code && self.links.iter().all(|link| !link.is_kept) =>
            {
                self.edits
                    .extend(bare_urls(self.text, range.start, range.end));
            }
            Event::SoftBreak | Event::HardBreak => self.is_break = true,
            Event::FootnoteReference(_) => self.escape(range.start),
            _ => {}
        }
    }

    /// Notes where the first thing of an item or a link is, and where a line goes on.
    fn begin(&mut self, event: &Event<'_>, range: &Range<usize>) {
        let is_end = matches!(event, Event::End(_));
        self.after_tag(event, range);
        if let Some(start) = self.item.take() {
            let outer = self.prefixes.last().cloned().unwrap_or_default();
            let mark = &self.text[start..range.start.max(start)];
            let is_code = matches!(event, Event::Start(Tag::CodeBlock(CodeBlockKind::Indented)));
            let width = if is_end || is_code || mark.contains('\n') {
                let mark = mark.split_whitespace().next().unwrap_or_default();
                mark.len().max(1) + 1
            } else {
                mark.chars().count()
            };
            self.prefixes.push(outer + &" ".repeat(width));
            self.start = Some(range.start);
        }
        if std::mem::take(&mut self.is_break) && !is_end {
            self.continued(range.start);
        }
        if let Some(link) = self.links.last_mut()
            && !is_end
        {
            // A character that is escaped begins after the mark that escapes it.
            let before = range.start.saturating_sub(1);
            let is_escaped = before > link.range.start && self.text[..range.start].ends_with('\\');
            let start = if is_escaped { before } else { range.start };
            let inner = link.inner.get_or_insert(start..range.end);
            inner.end = inner.end.max(range.end);
        }
    }

    /// Notes whether the line after a tag goes on with what the tag is in.
    fn after_tag(&mut self, event: &Event<'_>, range: &Range<usize>) {
        let is_blank =
            matches!(event, Event::Text(_)) && self.text[range.clone()].trim().is_empty();
        if !self.is_tag || is_blank {
            return;
        }
        self.is_tag = false;
        if let Some(tag) = self.tags.last_mut() {
            tag.goes_on = matches!(event, Event::SoftBreak | Event::HardBreak | Event::Html(_));
        }
    }

    /// Puts the text of a line that goes on with a paragraph below the text of its first line.
    fn continued(&mut self, start: usize) {
        let Some(prefix) = self.prefixes.last() else {
            return;
        };
        let line = self.text[..start].rfind('\n').map_or(0, |at| at + 1);
        let found = &self.text[line..start];
        if found != prefix && found.chars().all(|c| matches!(c, ' ' | '>')) {
            // With the end of the line before, which a tag may have taken with all that follows.
            self.edits.push(Edit {
                start: line.saturating_sub(1),
                end: start,
                text: format!("\n{prefix}"),
            });
        }
    }

    /// Escapes what looks like references to footnotes that are not there.
    fn footnotes(&mut self, range: Range<usize>) {
        let end = range.end + usize::from(self.text[range.end..].starts_with('^'));
        for (at, _) in self.text[range.start..end].match_indices("[^") {
            let bracket = range.start + at;
            if !self.text[..bracket].ends_with('\\') {
                self.escape(bracket);
            }
        }
    }

    /// Makes the bracket of a footnote text: what ends a block inside of one depends on who reads it.
    fn escape(&mut self, bracket: usize) {
        self.edits.push(Edit {
            start: bracket,
            end: bracket,
            text: "\\".to_owned(),
        });
    }

    fn start(&mut self, tag: &Tag<'_>, range: Range<usize>) {
        match tag {
            Tag::CodeBlock(kind) => {
                self.inside = Inside::Code;
                let prefix = self.prefixes.last().map_or("", String::as_str);
                let edits = code_block(self.text, kind, range.start, range.end, prefix);
                if edits.iter().any(|edit| edit.end > range.end) {
                    self.closing = Some(edits);
                } else {
                    self.edits.extend(edits);
                }
            }
            Tag::HtmlBlock => {
                self.begin_block(range.start);
                self.hidden.clear();
                for hidden in hidden::ranges(&self.text[range.clone()]) {
                    self.hide(range.start + hidden.start..range.start + hidden.end);
                }
                // What is behind what is hidden decides.
                let first = self.hidden.front();
                let first = first.filter(|it| self.text[range.start..it.start].trim().is_empty());
                let start = first.map_or(range.start, |it| it.end);
                if html::is_raw(&self.text[start..range.end]) {
                    self.inside = Inside::Raw;
                }
            }
            Tag::Paragraph => {
                self.begin_block(range.start);
                self.block_end = range.end;
            }
            Tag::FootnoteDefinition(_) => self.escape(range.start),
            Tag::Item => {
                self.block += 1;
                self.block_end = range.end;
                self.item = Some(range.start);
            }
            Tag::BlockQuote(_) => {
                let outer = self.prefixes.last().cloned().unwrap_or_default();
                self.prefixes.push(outer + "> ");
            }
            Tag::Heading { .. } | Tag::TableCell => {
                self.block += 1;
                self.block_end = range.end;
                self.is_line = true;
            }
            Tag::Link { dest_url, .. } | Tag::Image { dest_url, .. } => {
                let is_angle = self.text[range.clone()].starts_with('<');
                let is_kept = is_link(dest_url) || is_angle;
                if is_angle && !is_link(dest_url) {
                    // `<javascript:…>`; one with an address of mail has no scheme in the text.
                    self.edits.extend(escaped_angle(self.text, range.clone()));
                }
                self.links.push(Reference {
                    range,
                    is_kept,
                    inner: None,
                });
            }
            _ => {}
        }
    }

    /// Notes where a block begins, if nothing stands before it.
    fn begin_block(&mut self, start: usize) {
        self.block += 1;
        if self.start != Some(start) {
            self.start = is_after_an_empty_line(&self.text[..start]).then_some(start);
        }
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::CodeBlock => self.inside = Inside::Prose,
            TagEnd::HtmlBlock => {
                self.inside = Inside::Prose;
                self.hidden.clear();
            }
            TagEnd::Heading(_) | TagEnd::TableCell => self.is_line = false,
            TagEnd::Item | TagEnd::BlockQuote(_) => {
                self.prefixes.pop();
            }
            TagEnd::Link | TagEnd::Image => {
                if let Some(link) = self.links.pop()
                    && !link.is_kept
                {
                    self.only_text(&link);
                }
            }
            _ => {}
        }
    }

    /// Leaves the text of what leads nowhere.
    fn only_text(&mut self, link: &Reference) {
        let Range { start, end } = link.range.clone();
        let inner = link.inner.clone().unwrap_or(end..end);
        for (start, end) in [(start, inner.start), (inner.end, end)] {
            self.edits.push(Edit {
                start,
                end,
                text: String::new(),
            });
        }
    }

    fn tag(&mut self, range: Range<usize>) {
        let prefix = self.prefixes.last().cloned().unwrap_or_default();
        self.is_tag = true;
        self.tags.push(html::Place {
            is_first: self.start == Some(range.start),
            goes_on: false,
            range,
            block: self.block,
            prefix: (!self.is_line).then_some(prefix),
        });
    }

    /// Leaves out what is not meant to be seen.
    fn hide(&mut self, range: Range<usize>) {
        self.edits.push(Edit {
            start: range.start,
            end: range.end,
            text: String::new(),
        });
        self.hidden.push_back(range);
    }

    fn inline_html(&mut self, range: Range<usize>) {
        let is_hidden = |hidden: &Range<usize>| range.start < hidden.end;
        if self.hidden.back().is_some_and(is_hidden) {
            return;
        }
        let end = self.block_end.max(range.end);
        let kind = hidden::kind(&self.text[range.start..end]);
        let kind = kind.filter(|kind| !self.unclosed.contains(&(*kind, end)));
        if let Some(kind) = kind {
            if let Some(length) = hidden::end(&self.text[range.start..end], kind) {
                self.hide(range.start..range.start + length);
                return;
            }
            self.unclosed.insert((kind, end));
        }
        if html::is_tag(&self.text[range.clone()]) {
            self.tag(range);
        } else {
            self.edits.push(escaped(self.text, range));
        }
    }

    /// A line of a block of HTML, without what is hidden in it.
    fn line_of_html(&mut self, range: Range<usize>) {
        if self.prefixes.is_empty() && self.inside != Inside::Raw {
            // It would be code without the tags before it.
            let line = &self.text[range.clone()];
            self.edits.push(Edit {
                start: range.start,
                end: range.start + line.len() - line.trim_start_matches(' ').len(),
                text: String::new(),
            });
        }
        let mut at = range.start;
        while let Some(Range { start, end }) = self.hidden.front().cloned() {
            if start >= range.end {
                break;
            }
            self.seen_html(at..start.max(at));
            at = end.min(range.end);
            if end > range.end {
                // It goes on in the next line.
                break;
            }
            self.hidden.pop_front();
        }
        self.seen_html(at..range.end);
    }

    /// The tags of a part of a line, and what is none.
    fn seen_html(&mut self, range: Range<usize>) {
        if self.inside == Inside::Raw {
            self.edits.push(escaped(self.text, range));
            return;
        }
        let mut at = range.start;
        for tag in html::tags_of(&self.text[range.clone()]) {
            let tag = range.start + tag.start..range.start + tag.end;
            self.edits.extend(strays(self.text, at..tag.start));
            at = tag.end;
            self.tag(tag);
        }
        self.edits.extend(strays(self.text, at..range.end));
    }
}

/// Whether an empty line, but for marks of quotations, is before the line that a text ends in.
fn is_after_an_empty_line(text: &str) -> bool {
    let before = text.trim_end_matches([' ', '>']);
    let line = before.strip_suffix('\n');
    let line = line.map(|before| before.trim_end_matches([' ', '>']));
    before.is_empty() || line.is_some_and(|line| line.is_empty() || line.ends_with('\n'))
}

#[cfg(test)]
mod tests;
