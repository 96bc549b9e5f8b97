//! What a run did, in two lines, and which names it changed.

use std::fmt::Write;
use std::time::{Duration, Instant};

use generator::{Diagnostic, Generated, Severity};
use serde_json::{Value, json};

use crate::renamed::{self, Renamed};
use crate::tree::{Change, Difference};

/// How many of the files that were removed are named.
const NAMED: usize = 10;

/// Measures how long a run is in each room.
#[derive(Debug)]
pub(crate) struct Clock {
    start: Instant,
    rooms: Vec<(String, Instant)>,
}

/// What there is to tell about a run that made a crate.
#[derive(Debug)]
pub(crate) struct Summary {
    operations: usize,
    types: usize,
    written: usize,
    unchanged: usize,
    removed: Vec<String>,
    renamed: Vec<Renamed>,
    warnings: usize,
    rooms: Vec<(String, Duration)>,
    total: Duration,
}

impl Clock {
    /// Starts to measure.
    pub(crate) fn start() -> Self {
        let start = Instant::now();
        Self {
            start,
            rooms: vec![("input".to_owned(), start)],
        }
    }

    /// Notes that the run enters a room.
    pub(crate) fn enter(&mut self, room: &str) {
        self.rooms.push((room.to_owned(), Instant::now()));
    }

    /// Returns how long the run was in each room, and in all.
    fn stop(self) -> (Vec<(String, Duration)>, Duration) {
        let end = Instant::now();
        let ends = self
            .rooms
            .iter()
            .skip(1)
            .map(|(_, start)| *start)
            .chain([end]);
        let spent = self
            .rooms
            .iter()
            .zip(ends)
            .map(|((room, start), end)| (room.clone(), end - *start))
            .collect();
        (spent, end - self.start)
    }
}

impl Summary {
    /// Counts what was generated and what differs, and stops the clock.
    pub(crate) fn new(generated: &Generated, difference: &Difference, clock: Clock) -> Self {
        let removed = difference
            .changes
            .iter()
            .filter(|(_, change)| matches!(change, Change::Removed { .. }));
        let removed: Vec<_> = removed.map(|(path, _)| path.clone()).collect();
        let (rooms, total) = clock.stop();
        Self {
            operations: generated.operations,
            types: generated.types,
            written: difference.changes.len() - removed.len(),
            unchanged: difference.unchanged.len(),
            removed,
            renamed: renamed::renamed(difference, &generated.files),
            warnings: count(&generated.diagnostics, Severity::Warning),
            rooms,
            total,
        }
    }

    /// What was written.
    pub(crate) fn written(&self, out: &str) -> String {
        let files = format!(
            "{} written, {} unchanged, {} removed{}",
            self.written,
            self.unchanged,
            self.removed.len(),
            self.named()
        );
        format!(
            "{out}: {}; {files}; {}\n{}{}",
            self.content(),
            self.warned(),
            self.times(),
            renamed::human(&self.renamed)
        )
    }

    /// That nothing would be.
    pub(crate) fn up_to_date(&self, out: &str) -> String {
        let files = plural(self.unchanged, "file");
        format!(
            "{out} is up to date: {}; {files}; {}\n{}",
            self.content(),
            self.warned(),
            self.times()
        )
    }

    /// What would be.
    pub(crate) fn stale(&self, out: &str) -> String {
        let removed = if self.removed.is_empty() {
            String::new()
        } else {
            format!(", {} to remove", self.removed.len())
        };
        format!(
            "{out} is stale: {} to write{removed}, {} unchanged{}",
            plural(self.written, "file"),
            self.unchanged,
            renamed::human(&self.renamed)
        )
    }

    /// That there is no crate to write.
    pub(crate) fn refused(diagnostics: &[Diagnostic]) -> String {
        let errors = plural(count(diagnostics, Severity::Error), "error");
        let mut of_errors = diagnostics
            .iter()
            .filter(|diagnostic| diagnostic.severity == Severity::Error);
        let way_round = if of_errors.all(|error| error.has_way_round) {
            "\nWith `--keep-going` one is written all the same: there is a safe way round each of them."
        } else {
            ""
        };
        format!(
            "{errors}; no crate was written; `cargo xtask explain CODE` says more of each{way_round}"
        )
    }

    /// The same for a program.
    pub(crate) fn json(&self) -> Value {
        let milliseconds = |duration: &Duration| (duration.as_secs_f64() * 10_000.0).round() / 10.0;
        let rooms: serde_json::Map<_, _> = self
            .rooms
            .iter()
            .map(|(room, spent)| (room.clone(), json!(milliseconds(spent))))
            .collect();
        json!({
            "operations": self.operations,
            "types": self.types,
            "files": { "written": self.written, "unchanged": self.unchanged, "removed": self.removed.len() },
            "removed": self.removed,
            "renamed": renamed::json(&self.renamed),
            "warnings": self.warnings,
            "milliseconds": { "rooms": rooms, "total": milliseconds(&self.total) },
        })
    }

    /// The first of the files that are gone, in parentheses.
    fn named(&self) -> String {
        let named: Vec<_> = self
            .removed
            .iter()
            .take(NAMED)
            .map(String::as_str)
            .collect();
        let more = match self.removed.len() - named.len() {
            0 => String::new(),
            more => format!(" and {more} more"),
        };
        if named.is_empty() {
            return String::new();
        }
        format!(" ({}{more})", named.join(", "))
    }

    fn content(&self) -> String {
        format!(
            "{}, {}",
            plural(self.operations, "operation"),
            plural(self.types, "type")
        )
    }

    fn warned(&self) -> String {
        if self.warnings == 0 {
            "no warnings".to_owned()
        } else {
            plural(self.warnings, "warning")
        }
    }

    fn times(&self) -> String {
        let mut text = format!("{} ms:", self.total.as_millis());
        for (position, (room, spent)) in self.rooms.iter().enumerate() {
            let comma = if position == 0 { "" } else { "," };
            let _ = write!(text, "{comma} {room} {}", spent.as_millis());
        }
        text
    }
}

/// A number with its noun: `1 file`, `2 files`.
pub(crate) fn plural(number: usize, noun: &str) -> String {
    format!("{number} {noun}{}", if number == 1 { "" } else { "s" })
}

fn count(diagnostics: &[Diagnostic], severity: Severity) -> usize {
    diagnostics
        .iter()
        .filter(|diagnostic| diagnostic.severity == severity)
        .count()
}
