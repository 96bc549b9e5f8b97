//! Diagnostics as a program reads them, in the generator's own form.

use serde_json::{Map, Value};

use super::texts::Texts;
use crate::diagnostic::{Diagnostic, Place, Severity};
use crate::input::Source;

/// Renders diagnostics as a JSON array in the order of their places, one object each: `code`,
/// `severity`, `message`, `help`, `file`, `line`, `column`, `end_line` and `end_column` (from 1, in
/// characters; the end is behind the last one), `pointer` where the place is a node of a document,
/// and `related` places with the same keys and a `label`.
pub fn json(diagnostics: &[Diagnostic], sources: &[&Source]) -> String {
    let texts = Texts::new(diagnostics, sources);
    let sorted = texts.sorted(diagnostics).into_iter();
    let objects: Value = sorted.map(|diagnostic| one(diagnostic, &texts)).collect();
    objects.to_string()
}

fn one(diagnostic: &Diagnostic, texts: &Texts<'_>) -> Value {
    let mut object = locate(&diagnostic.place, texts);
    object.insert("code".to_owned(), diagnostic.code.0.into());
    object.insert("severity".to_owned(), severity(diagnostic.severity).into());
    object.insert("message".to_owned(), diagnostic.message.as_str().into());
    object.insert("help".to_owned(), diagnostic.help.as_str().into());
    let related = diagnostic.related.iter().map(|(place, label)| {
        let mut object = locate(place, texts);
        object.insert("label".to_owned(), label.as_str().into());
        Value::Object(object)
    });
    object.insert("related".to_owned(), related.collect());
    Value::Object(object)
}

fn locate(place: &Place, texts: &Texts<'_>) -> Map<String, Value> {
    let mut object = Map::new();
    object.insert("file".to_owned(), place.source().into());
    if let Some(region) = texts.region(place) {
        let numbers = [
            ("line", region.line),
            ("column", region.column),
            ("end_line", region.end_line),
            ("end_column", region.end_column),
        ];
        object.extend(numbers.map(|(key, number)| (key.to_owned(), number.into())));
    }
    if let Some(pointer) = place.pointer() {
        object.insert("pointer".to_owned(), pointer.into());
    }
    object
}

fn severity(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Advice => "advice",
    }
}
