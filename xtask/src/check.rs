//! Shows what `codegen` would change, and changes nothing.

use std::fmt::Write;
use std::time::Duration;

use generator::Files;
use serde_json::{Value, json};
use similar::TextDiff;

use crate::tree::{Change, Difference};

/// How many lines of one file's diff are shown.
const LINES_OF_A_FILE: usize = 80;
/// How many lines are shown in all; after that, files are only named.
const LINES: usize = 800;
/// How long one diff may be thought over; after that it is right, but not the shortest.
const PATIENCE: Duration = Duration::from_millis(500);

/// Returns a unified diff of every file, cut where nobody reads on.
pub(crate) fn diff(difference: &Difference, files: &Files, out: &str) -> String {
    let mut text = String::new();
    let mut left = LINES;
    for (path, change) in &difference.changes {
        if left == 0 {
            let _ = writeln!(text, "{}: {out}/{path}", kind(change));
            continue;
        }
        let whole = unified(path, change, files, out);
        let lines = whole.lines().count();
        let shown = lines.min(LINES_OF_A_FILE).min(left);
        left -= shown;
        for line in whole.lines().take(shown) {
            let _ = writeln!(text, "{line}");
        }
        if lines > shown {
            let _ = writeln!(text, "… and {} more lines of {out}/{path}", lines - shown);
        }
    }
    text
}

/// Returns every change with its whole diff.
pub(crate) fn json(difference: &Difference, files: &Files, out: &str) -> Value {
    let change = |(path, change): (&String, &Change)| json!({ "path": path, "change": kind(change), "diff": unified(path, change, files, out) });
    difference.changes.iter().map(change).collect()
}

fn kind(change: &Change) -> &'static str {
    match change {
        Change::Added => "added",
        Change::Changed { .. } => "changed",
        Change::Removed { .. } => "removed",
    }
}

fn unified(path: &str, change: &Change, files: &Files, out: &str) -> String {
    const NOWHERE: &str = "/dev/null";
    let name = format!("{out}/{path}");
    let (before, from, to) = match change {
        Change::Added => (&[][..], NOWHERE, name.as_str()),
        Change::Changed { before } => (before.as_slice(), name.as_str(), name.as_str()),
        Change::Removed { before } => (before.as_slice(), name.as_str(), NOWHERE),
    };
    let before = String::from_utf8_lossy(before);
    let after = files.get(path).unwrap_or_default();
    let diff = TextDiff::configure()
        .timeout(PATIENCE)
        .diff_lines(before.as_ref(), after);
    let text = diff.unified_diff().header(from, to).to_string();
    // An empty file that comes or goes, or a link, has no line to show.
    if text.is_empty() {
        format!("--- {from}\n+++ {to}\n")
    } else {
        text
    }
}
