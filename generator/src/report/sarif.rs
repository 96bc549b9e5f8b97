//! Diagnostics as editors and CI read them: SARIF 2.1.0.
//!
//! Written by hand: what is needed of the format is a page, and a library for all of it would
//! be larger than this crate's other ways to report together.

use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};
use serde_json::{Value, json};

use super::texts::Texts;
use crate::diagnostic::{Code, Diagnostic, Place, Severity};
use crate::input::Source;

/// Renders diagnostics as one run of a SARIF 2.1.0 log, in the order of their places. Columns
/// count characters. A rule stands for each code that occurs, with its explanation; what to do is
/// the second paragraph of a result's message.
pub fn sarif(diagnostics: &[Diagnostic], sources: &[&Source]) -> String {
    let texts = Texts::new(diagnostics, sources);
    let mut codes: Vec<Code> = diagnostics.iter().map(|found| found.code).collect();
    codes.sort_unstable();
    codes.dedup();
    let sorted = texts.sorted(diagnostics).into_iter();
    let results: Value = sorted
        .map(|diagnostic| result(diagnostic, &codes, &texts))
        .collect();
    let rules: Value = codes.iter().map(|code| rule(*code)).collect();
    let log = json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": "xtask",
                "rules": rules,
            } },
            "columnKind": "unicodeCodePoints",
            "results": results,
        }],
    });
    format!("{log:#}\n")
}

fn rule(code: Code) -> Value {
    json!({
        "id": code.0,
        "shortDescription": { "text": code.title() },
        "help": { "text": code.explanation(), "markdown": code.explanation() },
        "defaultConfiguration": { "level": level(code.severity()) },
    })
}

fn result(diagnostic: &Diagnostic, codes: &[Code], texts: &Texts<'_>) -> Value {
    let mut message = diagnostic.message.clone();
    if !diagnostic.help.is_empty() {
        message.push_str("\n\n");
        message.push_str(&diagnostic.help);
    }
    let mut result = json!({
        "ruleId": diagnostic.code.0,
        "ruleIndex": codes.binary_search(&diagnostic.code).ok(),
        "level": level(diagnostic.severity),
        "message": { "text": message },
        "locations": [location(&diagnostic.place, texts)],
    });
    if !diagnostic.related.is_empty() {
        let related = diagnostic.related.iter().map(|(place, label)| {
            let mut location = location(place, texts);
            location["message"] = json!({ "text": label });
            location
        });
        result["relatedLocations"] = related.collect();
    }
    result
}

fn location(place: &Place, texts: &Texts<'_>) -> Value {
    let mut physical = json!({ "artifactLocation": { "uri": uri(place.source()) } });
    if let Some(region) = texts.region(place) {
        physical["region"] = json!({
            "startLine": region.line,
            "startColumn": region.column,
            "endLine": region.end_line,
            "endColumn": region.end_column,
        });
    }
    let mut location = json!({ "physicalLocation": physical });
    if let Some(pointer) = place.pointer() {
        location["logicalLocations"] =
            json!([{ "fullyQualifiedName": format!("#{pointer}"), "kind": "value" }]);
    }
    location
}

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Advice => "note",
    }
}

/// What a path as a reference has no place for (RFC 3986, 3.3).
const NOT_IN_PATH: &AsciiSet = &CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'#')
    .add(b'%')
    .add(b'<')
    .add(b'>')
    .add(b'?')
    .add(b'[')
    .add(b'\\')
    .add(b']')
    .add(b'^')
    .add(b'`')
    .add(b'{')
    .add(b'|')
    .add(b'}');

fn uri(path: &str) -> String {
    utf8_percent_encode(path, NOT_IN_PATH).to_string()
}
