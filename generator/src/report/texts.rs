//! The texts that diagnostics speak of, and where in them a place is.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use annotate_snippets::{AnnotationKind, Element};

use super::excerpt::{Mark, excerpt};
use crate::diagnostic::{Diagnostic, Part, Place};
use crate::input::Source;
use crate::read::{self, Spans};

/// How many lines apart places are shown in one excerpt.
const NEAR: usize = 200;

/// The texts that diagnostics speak of.
pub(super) struct Texts<'a> {
    by_name: BTreeMap<&'a str, Text>,
}

pub(super) struct Text {
    pub(super) text: String,
    spans: Spans,
    /// Where each line starts.
    pub(super) lines: Vec<usize>,
    /// How many characters there are before each step of the text, where it has others than ASCII:
    /// in a text of one line, nobody counts them for every place.
    characters: Vec<usize>,
}

fn places_of(diagnostic: &Diagnostic) -> impl Iterator<Item = &Place> {
    let related = diagnostic.related.iter().map(|(place, _)| place);
    std::iter::once(&diagnostic.place).chain(related)
}

impl<'a> Texts<'a> {
    pub(super) fn new(diagnostics: &[Diagnostic], sources: &[&'a Source]) -> Self {
        let spoken_of = |source: &&&Source| {
            let mut places = diagnostics.iter().flat_map(places_of);
            places.any(|place| place.source() == &*source.name)
        };
        // What can't be read has no nodes, and may be anything.
        let pointers = |source: &Source| -> Vec<&str> {
            let places = diagnostics.iter().flat_map(places_of);
            let of_it = places.filter(|place| place.source() == &*source.name);
            of_it.filter_map(Place::pointer).collect()
        };
        let texts = sources.iter().filter(spoken_of).map(|source| {
            // What is no text is still shown, as far as it is one.
            let text = read::decode(source).map_or_else(
                |_| String::from_utf8_lossy(&source.bytes).into_owned(),
                Cow::into_owned,
            );
            (&*source.name, Text::new(text, &pointers(source)))
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
    ) -> Vec<Element<'t>> {
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
            .flat_map(|(text, marks)| excerpt(text, marks))
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

/// Whether aliases may repeat what stands in a text once.
fn has_anchors(source: &Source) -> bool {
    let pairs = source.bytes.windows(3);
    let mut pairs = pairs.filter(|it| b" \n[{,".contains(&it[0]) && it[1] == b'&');
    pairs.any(|it| !it[2].is_ascii_whitespace())
}

/// Returns what is shown of diagnostics: what aliases repeat is one place of the text.
pub fn once(mut diagnostics: Vec<Diagnostic>, sources: &[&Source]) -> Vec<Diagnostic> {
    let anchored: Vec<&Source> = (sources.iter().copied())
        .filter(|source| has_anchors(source))
        .collect();
    let is_anchored = |found: &Diagnostic| {
        let mut anchored = anchored.iter();
        anchored.any(|source| *source.name == *found.place.source())
    };
    if !diagnostics.iter().any(is_anchored) {
        return diagnostics;
    }
    let texts = Texts::new(&diagnostics, &anchored);
    let mut seen = BTreeSet::new();
    let is_new: Vec<bool> = (diagnostics.iter())
        .map(|found| {
            let at = texts.range(&found.place).start;
            let place = (found.place.source().to_owned(), at);
            !is_anchored(found) || seen.insert((place, found.code, found.message.clone()))
        })
        .collect();
    let mut is_new = is_new.into_iter();
    diagnostics.retain(|_| is_new.next().unwrap_or(true));
    diagnostics
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

/// After how many bytes characters are counted.
const STEP: usize = 4_096;

impl Text {
    fn new(text: String, pointers: &[&str]) -> Self {
        let spans = if pointers.is_empty() {
            Spans::default()
        } else {
            Spans::of(&text, pointers.iter().copied())
        };
        let starts = text.match_indices('\n').map(|(at, _)| at + 1);
        let lines = std::iter::once(0).chain(starts).collect();
        let mut characters = Vec::new();
        if !text.is_ascii() {
            let mut count = 0;
            for step in text.as_bytes().chunks(STEP) {
                characters.push(count);
                count += starts_of_characters(step);
            }
            characters.push(count);
        }
        Self {
            text,
            spans,
            lines,
            characters,
        }
    }

    /// The bytes of a line, without what ends it.
    pub(super) fn line_range(&self, line: usize) -> Range<usize> {
        let next = self.lines.get(line + 1);
        self.lines[line]..next.map_or(self.text.len(), |next| next - 1)
    }

    /// How many characters there are before a byte.
    fn characters_before(&self, offset: usize) -> usize {
        let Some(before) = self.characters.get(offset / STEP) else {
            return offset;
        };
        let step = offset / STEP * STEP;
        before + starts_of_characters(&self.text.as_bytes()[step..offset])
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
    pub(super) fn position(&self, offset: usize) -> (usize, usize) {
        let line = self.line(offset);
        let before = self.characters_before(self.lines[line]);
        (line + 1, self.characters_before(offset) - before + 1)
    }

    /// The line that holds a byte, counted from 0.
    fn line(&self, offset: usize) -> usize {
        self.lines.partition_point(|start| *start <= offset) - 1
    }
}

/// The start of the character that holds a byte.
pub(super) fn floor(text: &str, offset: usize) -> usize {
    let mut offset = offset.min(text.len());
    while !text.is_char_boundary(offset) {
        offset -= 1;
    }
    offset
}

/// How many characters start in some bytes of a text.
fn starts_of_characters(bytes: &[u8]) -> usize {
    bytes.iter().filter(|byte| (**byte & 0xC0) != 0x80).count()
}
