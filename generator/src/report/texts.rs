//! The texts that diagnostics speak of, and where in them a place is.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::ops::Range;

use annotate_snippets::{Annotation, AnnotationKind, Snippet};

use crate::diagnostic::{Diagnostic, Part, Place};
use crate::input::Source;
use crate::read::{self, Spans};

/// The texts that diagnostics speak of.
pub(super) struct Texts<'a> {
    by_name: BTreeMap<&'a str, Text>,
}

struct Text {
    text: String,
    spans: Spans,
    /// Where each line starts.
    lines: Vec<usize>,
}

impl<'a> Texts<'a> {
    pub(super) fn new(diagnostics: &[Diagnostic], sources: &[&'a Source]) -> Self {
        let spoken_of = |source: &&&Source| {
            diagnostics.iter().any(|diagnostic| {
                let related = diagnostic.related.iter().map(|(place, _)| place);
                std::iter::once(&diagnostic.place)
                    .chain(related)
                    .any(|place| place.source() == &*source.name)
            })
        };
        let texts = sources.iter().filter(spoken_of).map(|source| {
            // What is no text is still shown, as far as it is one.
            let text = read::decode(source).map_or_else(
                |_| String::from_utf8_lossy(&source.bytes).into_owned(),
                Cow::into_owned,
            );
            let spans = Spans::scan(&text);
            let starts = text.match_indices('\n').map(|(at, _)| at + 1);
            let lines = std::iter::once(0).chain(starts).collect();
            (&*source.name, Text { text, spans, lines })
        });
        Self {
            by_name: texts.collect(),
        }
    }

    pub(super) fn range(&self, place: &Place) -> Range<usize> {
        self.by_name
            .get(place.source())
            .map_or(0..0, |text| text.range(place))
    }

    /// The line of a place and those around it, the place marked; none where it is a whole source.
    pub(super) fn excerpt<'t>(
        &'t self,
        place: &'t Place,
        kind: AnnotationKind,
        label: &'t str,
    ) -> Option<Snippet<'t, Annotation<'t>>> {
        if matches!(place, Place::Source { .. }) {
            return None;
        }
        let text = self.by_name.get(place.source())?;
        let range = text.range(place);
        let line = text.line(range.start);
        let first = line.saturating_sub(1);
        let start = text.lines[first];
        let end = text
            .lines
            .get(line + 2)
            .map_or(text.text.len(), |next| next - 1);
        let label = (!label.is_empty()).then_some(label);
        let mark = kind
            .span(range.start - start..range.end - start)
            .label(label);
        let excerpt = &text.text[start..end.max(range.end)];
        let snippet = Snippet::source(excerpt)
            .path(place.source())
            .line_start(first + 1)
            .fold(true);
        Some(snippet.annotation(mark))
    }

    /// Where the place starts and ends; none where it is a whole source.
    pub(super) fn region(&self, place: &Place) -> Option<Region> {
        if matches!(place, Place::Source { .. }) {
            return None;
        }
        let text = self.by_name.get(place.source())?;
        let Range { start, end } = text.range(place);
        let (line, column) = text.position(start);
        let (end_line, end_column) = text.position(end);
        Some(Region {
            line,
            column,
            end_line,
            end_column,
        })
    }

    /// Diagnostics in the order of their places: texts by name, each from its start. Each once.
    pub(super) fn sorted<'d>(&self, diagnostics: &'d [Diagnostic]) -> Vec<&'d Diagnostic> {
        let mut placed: Vec<(usize, &Diagnostic)> = diagnostics
            .iter()
            .map(|diagnostic| (self.range(&diagnostic.place).start, diagnostic))
            .collect();
        placed.sort_by(|(a_at, a), (b_at, b)| {
            let source = a.place.source().cmp(b.place.source());
            let kind = a.code.cmp(&b.code).then(a.message.cmp(&b.message));
            source.then(a_at.cmp(b_at)).then(kind)
        });
        // What aliases repeat is one place of the text.
        placed.dedup_by(|(b_at, b), (a_at, a)| {
            a_at == b_at
                && a.code == b.code
                && a.message == b.message
                && a.place.source() == b.place.source()
        });
        placed
            .into_iter()
            .map(|(_, diagnostic)| diagnostic)
            .collect()
    }
}

/// A range of a text. Lines and columns count from 1, columns in characters; the end is behind the
/// last character.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Region {
    pub(super) line: usize,
    pub(super) column: usize,
    pub(super) end_line: usize,
    pub(super) end_column: usize,
}

impl Text {
    /// The bytes to underline: the key or the value, of a value of several lines the first.
    fn range(&self, place: &Place) -> Range<usize> {
        let range = match place {
            Place::Node { pointer, part, .. } => {
                let span = match part {
                    Part::Key => self.spans.key(pointer),
                    Part::Value => self.spans.value(pointer),
                };
                span.map_or(0..0, |span| span.start..span.end)
            }
            Place::Span { start, end, .. } => *start..*end.max(&(start + 1)),
            Place::Source { .. } => 0..0,
        };
        // What is missing at the end is missing on the last line, not on the empty one after it.
        let last = self
            .text
            .strip_suffix('\n')
            .map_or(self.text.len(), str::len);
        let start = floor(&self.text, range.start.min(last));
        let next = self
            .lines
            .get(self.line(start) + 1)
            .map_or(self.text.len(), |next| next - 1);
        let line_end = self.text[..next].strip_suffix('\r').map_or(next, str::len);
        start..floor(&self.text, range.end.min(line_end)).max(start)
    }

    /// The line and column of a byte, both from 1.
    fn position(&self, offset: usize) -> (usize, usize) {
        let line = self.line(offset);
        let before = &self.text[self.lines[line]..offset];
        (line + 1, before.chars().count() + 1)
    }

    /// The line that holds a byte, counted from 0.
    fn line(&self, offset: usize) -> usize {
        self.lines.partition_point(|start| *start <= offset) - 1
    }
}

/// The start of the character that holds a byte.
fn floor(text: &str, offset: usize) -> usize {
    let mut offset = offset.min(text.len());
    while !text.is_char_boundary(offset) {
        offset -= 1;
    }
    offset
}
