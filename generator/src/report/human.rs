//! Diagnostics as a person reads them.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use annotate_snippets::{AnnotationKind, Group, Level, Origin, Renderer};

use super::Style;
use super::texts::Texts;
use crate::diagnostic::{Diagnostic, Severity};
use crate::input::Source;

/// How many warnings of one kind are shown; the rest is counted.
const WARNINGS_OF_A_KIND: usize = 10;

/// The same of errors.
const ERRORS_OF_A_KIND: usize = 100;

/// How much of a pointer is shown, in characters.
const LONGEST_POINTER: usize = 1_000;

/// Renders diagnostics as a compiler does: excerpt, underline, help. Errors come last, where a
/// terminal shows them; of one kind only the first are shown, and the rest counted.
pub fn human(diagnostics: &[Diagnostic], sources: &[&Source], style: Style) -> String {
    let texts = Texts::new(diagnostics, sources);
    let renderer = match style {
        Style::Plain => Renderer::plain(),
        Style::Colored => Renderer::styled(),
    };
    let mut sorted = texts.sorted(diagnostics);
    sorted.sort_by_key(|diagnostic| Reverse(diagnostic.severity));
    let mut counts: BTreeMap<(&str, usize), usize> = BTreeMap::new();
    let mut out = String::new();
    for diagnostic in sorted {
        let most = match diagnostic.severity {
            Severity::Error => ERRORS_OF_A_KIND,
            Severity::Warning | Severity::Advice => WARNINGS_OF_A_KIND,
        };
        let count = counts.entry((diagnostic.code.0, most)).or_default();
        *count += 1;
        if *count > most {
            continue;
        }
        out.push_str(&one(diagnostic, &texts, &renderer));
        out.push_str("\n\n");
    }
    for ((code, most), count) in counts {
        if let Some(rest @ 1..) = count.checked_sub(most) {
            out.extend(["… and ", &rest.to_string(), " more of ", code, "\n"]);
        }
    }
    out
}

/// Renders one diagnostic.
fn one(diagnostic: &Diagnostic, texts: &Texts<'_>, renderer: &Renderer) -> String {
    let level = match diagnostic.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
        Severity::Advice => Level::NOTE.with_name("advice"),
    };
    let title = level
        .primary_title(one_line(&diagnostic.message))
        .id(diagnostic.code.0);
    let mut group = Group::with_title(title);
    let primary = (
        &diagnostic.place,
        AnnotationKind::Primary,
        &*diagnostic.label,
    );
    let related = diagnostic.related.iter();
    let related = related.map(|(place, label)| (place, AnnotationKind::Context, &**label));
    let places: Vec<_> = std::iter::once(primary).chain(related).collect();
    if texts.excerpts(&places[..1]).is_empty() {
        group = group.element(Origin::path(diagnostic.place.source()));
    }
    group = group.elements(texts.excerpts(&places));
    if let Some(pointer) = diagnostic.place.pointer() {
        group = group.element(Level::NOTE.message(format!("at #{}", one_line(&short(pointer)))));
    }
    if !diagnostic.help.is_empty() {
        group = group.element(Level::HELP.message(diagnostic.help.as_str()));
    }
    without_empty_marks(renderer.render(&[group]))
}

/// Where an excerpt has no path of its own, since its columns are not those of the text, the renderer
/// leaves a line for it.
fn without_empty_marks(rendered: String) -> String {
    let is_empty_mark = |line: &&str| line.contains(":::") && plain(line).trim() == ":::";
    if !rendered.lines().any(|line| is_empty_mark(&line)) {
        return rendered;
    }
    let lines: Vec<&str> = (rendered.lines().filter(|line| !is_empty_mark(line))).collect();
    lines.join("\n")
}

/// A line without ANSI escapes.
fn plain(line: &str) -> String {
    let mut pieces = line.split('\x1b');
    let first = pieces.next().unwrap_or_default();
    let rest = pieces.filter_map(|piece| Some(piece.split_once('m')?.1));
    std::iter::once(first).chain(rest).collect()
}

/// A text without the ends of lines and other signs that no line shows.
fn one_line(text: &str) -> String {
    let mut line = String::with_capacity(text.len());
    for c in text.chars() {
        if c.is_control() {
            line.extend(c.escape_debug());
        } else {
            line.push(c);
        }
    }
    line
}

/// A pointer as it is shown: keys may be as long as they like.
fn short(pointer: &str) -> String {
    match pointer.char_indices().nth(LONGEST_POINTER) {
        Some((end, _)) => format!("{}…", &pointer[..end]),
        None => pointer.to_owned(),
    }
}
