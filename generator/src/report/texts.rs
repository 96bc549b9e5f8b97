//! The texts that diagnostics speak of, and where in them a place is.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::ops::Range;

use annotate_snippets::{Annotation, AnnotationKind, Snippet};

use crate::diagnostic::{Diagnostic, Part, Place};
use crate::input::Source;
use crate::read::{self, Spans};

/// How many lines apart places are shown in one excerpt.
const NEAR: usize = 200;

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

    /// The lines of some places and those around them, the places marked: one excerpt for each run
    /// of places of one text that are near each other. None for a whole source.
    pub(super) fn excerpts<'t>(
        &'t self,
        places: &[(&'t Place, AnnotationKind, &'t str)],
    ) -> Vec<Snippet<'t, Annotation<'t>>> {
        let mut groups: Vec<(&'t Text, Vec<Mark<'t>>)> = Vec::new();
        for (place, kind, label) in places {
            let text = self.by_name.get(place.source());
            let Some(text) = text.filter(|_| !matches!(place, Place::Source { .. })) else {
                continue;
            };
            let range = text.range(place);
            let mark = Mark {
                source: place.source(),
                line: text.line(range.start),
                range,
                kind: *kind,
                label,
            };
            let near = groups.iter_mut().find(|(_, marks)| {
                marks[0].source == mark.source && marks[0].line.abs_diff(mark.line) <= NEAR
            });
            match near {
                Some((_, marks)) => marks.push(mark),
                None => groups.push((text, vec![mark])),
            }
        }
        groups
            .into_iter()
            .map(|(text, marks)| text.excerpt(marks))
            .collect()
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

/// A place that is marked in an excerpt.
struct Mark<'t> {
    source: &'t str,
    line: usize,
    range: Range<usize>,
    kind: AnnotationKind,
    label: &'t str,
}

impl Text {
    /// The lines of some marks, of which there is one at least, and those around them.
    fn excerpt<'t>(&'t self, marks: Vec<Mark<'t>>) -> Snippet<'t, Annotation<'t>> {
        let lines = || marks.iter().map(|mark| mark.line);
        let first = lines().min().unwrap_or_default().saturating_sub(1);
        let last = lines().max().unwrap_or_default();
        let start = self.lines[first];
        let line_end = self
            .lines
            .get(last + 2)
            .map_or(self.text.len(), |next| next - 1);
        let ends = marks.iter().map(|mark| mark.range.end);
        let end = ends.max().map_or(line_end, |end| end.max(line_end));
        let source = marks.first().map_or("", |mark| mark.source);
        let marks = marks.into_iter().map(|mark| {
            let label = (!mark.label.is_empty()).then_some(mark.label);
            let range = mark.range.start - start..mark.range.end - start;
            mark.kind.span(range).label(label)
        });
        Snippet::source(&self.text[start..end])
            .path(source)
            .line_start(first + 1)
            .fold(true)
            .annotations(marks)
    }

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
