//! The lines of a text around some places. Of a line that no screen shows, as minified JSON has it,
//! only what is near the places: the rest would cost a look at all of it for every message.

use std::borrow::Cow;
use std::ops::Range;

use annotate_snippets::{Annotation, AnnotationKind, Element, Origin, Snippet};

use super::texts::{Text, floor};

/// How long a line is that is shown as it is, in bytes.
const LONG: usize = 1_000;
/// How much of a longer one is shown before a place, in bytes.
const BEFORE: usize = 100;
/// How much is shown from where a place starts.
const AFTER: usize = 120;
/// What stands for what is left out.
const GAP: &str = "…";

/// A place that is marked in an excerpt.
pub(super) struct Mark<'t> {
    pub(super) source: &'t str,
    pub(super) line: usize,
    pub(super) range: Range<usize>,
    pub(super) kind: AnnotationKind,
    pub(super) label: &'t str,
}

/// The lines of some marks, of which there is one at least, and those around them.
pub(super) fn excerpt<'t>(text: &'t Text, marks: Vec<Mark<'t>>) -> Vec<Element<'t>> {
    let lines = || marks.iter().map(|mark| mark.line);
    let first = lines().min().unwrap_or_default().saturating_sub(1);
    let last = (lines().max().unwrap_or_default() + 1).min(text.lines.len() - 1);
    let source = marks.first().map_or("", |mark| mark.source);
    let snippet = |shown: Cow<'t, str>, marks: Vec<(Range<usize>, Mark<'t>)>| {
        let marks = marks.into_iter().map(|(range, mark)| {
            let label = (!mark.label.is_empty()).then_some(mark.label);
            mark.kind.span(range).label(label)
        });
        let marks: Vec<Annotation<'t>> = marks.collect();
        Snippet::source(shown)
            .line_start(first + 1)
            .fold(true)
            .annotations(marks)
    };
    if (first..=last).all(|line| text.line_range(line).len() <= LONG) {
        let range = text.line_range(first).start..text.line_range(last).end;
        let start = range.start;
        let marks = marks.into_iter();
        let marks = marks.map(|mark| (mark.range.start - start..mark.range.end - start, mark));
        let shown = Cow::Borrowed(&text.text[range]);
        return vec![snippet(shown, marks.collect()).path(source).into()];
    }
    // What is printed before an excerpt is the column in it, which is not that in the text.
    let primary = marks
        .iter()
        .find(|mark| mark.kind == AnnotationKind::Primary);
    let (line, column) = text.position(primary.unwrap_or(&marks[0]).range.start);
    let origin = Origin::path(source).line(line).char_column(column);
    let cut = Cut::of(text, first..last + 1, &marks);
    let marks = marks.into_iter().map(|mark| (cut.range(&mark.range), mark));
    let marks = marks.collect();
    vec![origin.into(), snippet(cut.shown.into(), marks).into()]
}

/// Some lines without what is far from every mark.
#[derive(Debug, Default)]
struct Cut {
    shown: String,
    /// What is kept of the text, each with where it is in `shown`.
    kept: Vec<(Range<usize>, usize)>,
}

impl Cut {
    fn of(text: &Text, lines: Range<usize>, marks: &[Mark<'_>]) -> Self {
        let mut cut = Self::default();
        let first = lines.start;
        for index in lines {
            if index > first {
                cut.shown.push('\n');
            }
            let line = text.line_range(index);
            let mut end = line.start;
            for part in parts(text, &line, index, marks) {
                if part.start > end {
                    cut.shown.push_str(GAP);
                }
                cut.kept.push((part.clone(), cut.shown.len()));
                cut.shown.push_str(&text.text[part.clone()]);
                end = part.end;
            }
            if end < line.end {
                cut.shown.push_str(GAP);
            }
        }
        cut
    }

    /// Where a range of the text is, as far as it is shown from its start.
    fn range(&self, range: &Range<usize>) -> Range<usize> {
        let around = self.kept.iter().find(|(part, _)| {
            part.contains(&range.start) || part.end == range.start && range.is_empty()
        });
        let Some((part, at)) = around else {
            return 0..0;
        };
        let start = at + (range.start - part.start);
        let end = at + (range.end.min(part.end) - part.start);
        start..end.max(start)
    }
}

/// What is shown of a line, in its order.
fn parts(text: &Text, line: &Range<usize>, index: usize, marks: &[Mark<'_>]) -> Vec<Range<usize>> {
    if line.len() <= LONG {
        return vec![line.clone()];
    }
    let of_line = marks.iter().filter(|mark| mark.line == index);
    let mut starts: Vec<usize> = of_line.map(|mark| mark.range.start).collect();
    if starts.is_empty() {
        starts.push(line.start);
    }
    starts.sort_unstable();
    let mut parts: Vec<Range<usize>> = Vec::new();
    for start in starts {
        let from = floor(&text.text, start.saturating_sub(BEFORE).max(line.start));
        let to = floor(&text.text, (start + AFTER).min(line.end));
        match parts.last_mut() {
            Some(before) if from <= before.end => before.end = to,
            _ => parts.push(from..to),
        }
    }
    parts
}
