//! Renders diagnostics for people and for programs. Positions are looked up here, and only now.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::ops::Range;

use annotate_snippets::{Annotation, AnnotationKind, Group, Level, Origin, Renderer, Snippet};

use crate::diagnostic::{Diagnostic, Part, Place, Severity};
use crate::input::Source;
use crate::read::{self, Spans};

/// How many warnings of one kind are shown; the rest is counted.
const SHOWN_OF_A_KIND: usize = 10;

/// Whether the text may hold ANSI escapes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Style {
    /// Text alone.
    Plain,
    /// With ANSI colours.
    Colored,
}

/// Renders diagnostics as a compiler does: excerpt, underline, help. Errors come last, where a
/// terminal shows them; of warnings of one kind only the first are shown, and the rest counted.
pub fn human(diagnostics: &[Diagnostic], sources: &[&Source], style: Style) -> String {
    let texts = Texts::new(diagnostics, sources);
    let renderer = match style {
        Style::Plain => Renderer::plain(),
        Style::Colored => Renderer::styled(),
    };
    let mut sorted: Vec<(&Diagnostic, usize)> = diagnostics
        .iter()
        .map(|diagnostic| (diagnostic, texts.range(&diagnostic.place).start))
        .collect();
    sorted.sort_by(|(a, a_at), (b, b_at)| {
        b.severity
            .cmp(&a.severity)
            .then_with(|| a.place.source().cmp(b.place.source()))
            .then(a_at.cmp(b_at))
    });
    let mut shown: BTreeMap<&str, usize> = BTreeMap::new();
    let mut out = String::new();
    for (diagnostic, _) in sorted {
        let count = shown.entry(diagnostic.code.0).or_default();
        *count += 1;
        if diagnostic.severity == Severity::Error || *count <= SHOWN_OF_A_KIND {
            out.push_str(&one(diagnostic, &texts, &renderer));
            out.push_str("\n\n");
        }
    }
    for (code, count) in shown
        .iter()
        .filter(|(code, count)| **count > SHOWN_OF_A_KIND && code.starts_with('W'))
    {
        let rest = (count - SHOWN_OF_A_KIND).to_string();
        out.extend([
            "… and ",
            &rest,
            " more of ",
            code,
            "
",
        ]);
    }
    out
}

/// Renders diagnostics as a JSON array, one object each: `code`, `severity`, `message`, `help`,
/// `file`, `line` and `column` (from 1, in characters), `pointer` where the place is a node of a
/// document, and `related` places with the same keys and a `label`.
pub fn json(diagnostics: &[Diagnostic], sources: &[&Source]) -> String {
    let texts = Texts::new(diagnostics, sources);
    let objects: Vec<serde_json::Value> = diagnostics
        .iter()
        .map(|diagnostic| {
            let mut object = texts.locate(&diagnostic.place);
            object.insert("code".to_owned(), diagnostic.code.0.into());
            object.insert("severity".to_owned(), severity(diagnostic.severity).into());
            object.insert("message".to_owned(), diagnostic.message.as_str().into());
            object.insert("help".to_owned(), diagnostic.help.as_str().into());
            let related = diagnostic.related.iter().map(|(place, label)| {
                let mut object = texts.locate(place);
                object.insert("label".to_owned(), label.as_str().into());
                serde_json::Value::Object(object)
            });
            object.insert("related".to_owned(), related.collect());
            serde_json::Value::Object(object)
        })
        .collect();
    serde_json::Value::Array(objects).to_string()
}

fn severity(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
    }
}

/// Renders one diagnostic.
fn one(diagnostic: &Diagnostic, texts: &Texts<'_>, renderer: &Renderer) -> String {
    let level = match diagnostic.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
    };
    let title = level
        .primary_title(diagnostic.message.as_str())
        .id(diagnostic.code.0);
    let mut group = Group::with_title(title);
    group = match texts.excerpt(
        &diagnostic.place,
        AnnotationKind::Primary,
        &diagnostic.label,
    ) {
        Some(snippet) => group.element(snippet),
        None => group.element(Origin::path(diagnostic.place.source())),
    };
    for (place, label) in &diagnostic.related {
        group = group.elements(texts.excerpt(place, AnnotationKind::Context, label));
    }
    if let Some(pointer) = diagnostic.place.pointer() {
        group = group.element(Level::NOTE.message(format!("at #{pointer}")));
    }
    if !diagnostic.help.is_empty() {
        group = group.element(Level::HELP.message(diagnostic.help.as_str()));
    }
    renderer.render(&[group])
}

/// The texts that diagnostics speak of.
struct Texts<'a> {
    by_name: BTreeMap<&'a str, Text>,
}

struct Text {
    text: String,
    spans: Spans,
    /// Where each line starts.
    lines: Vec<usize>,
}

impl<'a> Texts<'a> {
    fn new(diagnostics: &[Diagnostic], sources: &[&'a Source]) -> Self {
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

    fn range(&self, place: &Place) -> Range<usize> {
        self.by_name
            .get(place.source())
            .map_or(0..0, |text| text.range(place))
    }

    /// The line of a place and those around it, the place marked; none where it is a whole source.
    fn excerpt<'t>(
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

    /// The place as JSON: file, line, column, pointer.
    fn locate(&self, place: &Place) -> serde_json::Map<String, serde_json::Value> {
        let mut object = serde_json::Map::new();
        object.insert("file".to_owned(), place.source().into());
        if let Some(text) = self.by_name.get(place.source())
            && !matches!(place, Place::Source { .. })
        {
            let start = text.range(place).start;
            let line = text.line(start);
            let column = text.text[text.lines[line]..start].chars().count();
            object.insert("line".to_owned(), (line + 1).into());
            object.insert("column".to_owned(), (column + 1).into());
        }
        if let Some(pointer) = place.pointer() {
            object.insert("pointer".to_owned(), pointer.into());
        }
        object
    }
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
            Place::Offset { offset, .. } => *offset..*offset + 1,
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
        start..floor(&self.text, range.end.min(next)).max(start)
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
