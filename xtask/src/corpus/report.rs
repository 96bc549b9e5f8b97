//! What became of each description: a table for people, the same as JSON for programs.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::{Path, PathBuf};

use generator::diagnostic::code;
use serde_json::{Value, json};

use super::calls::Calls;
use super::examples::Examples;
use crate::summary::plural;

/// The warnings that say that a part of a description is not supported.
const UNSUPPORTED: [generator::Code; 8] = [
    code::UNSUPPORTED_KEYWORD,
    code::UNSUPPORTED_COMPOSITION,
    code::UNSUPPORTED_PARAMETER,
    code::UNSUPPORTED_BODY,
    code::UNSUPPORTED_ANSWER,
    code::UNSUPPORTED_SECURITY,
    code::UNSUPPORTED_PART,
    code::UNSUPPORTED_SERVER,
];

/// What became of one description.
#[derive(Debug)]
pub(crate) struct Row {
    pub(crate) name: String,
    file: PathBuf,
    /// The crate, or why there is none.
    pub(crate) generated: Result<Generated, String>,
    pub(crate) check: Option<Step>,
    pub(crate) docs: Option<Step>,
    pub(crate) tests: Option<Step>,
    /// What the tests found out about the examples.
    pub(crate) examples: Option<Examples>,
    /// What became of the calls that the tests make.
    pub(crate) calls: Option<Calls>,
}

/// What there is to tell about a crate that was generated.
#[derive(Debug)]
pub(crate) struct Generated {
    pub(crate) operations: u64,
    pub(crate) types: u64,
    /// How often each code was given.
    pub(crate) warnings: BTreeMap<String, u64>,
    /// What the generator's rooms took, without reading and writing files.
    pub(crate) milliseconds: f64,
}

/// What Cargo said of a crate: nothing, or the first error.
pub(crate) type Step = Result<(), String>;

impl Row {
    /// A row of which only the first step is known.
    pub(crate) fn new(name: String, file: PathBuf, generated: Result<Generated, String>) -> Self {
        Self {
            name,
            file,
            generated,
            check: None,
            docs: None,
            tests: None,
            examples: None,
            calls: None,
        }
    }

    /// Returns the file of the description.
    pub(crate) fn file(&self) -> &Path {
        &self.file
    }

    /// Takes in what the tests found out about the examples.
    pub(crate) fn judged(&mut self, examples: Examples) {
        self.failed_with(examples.failed, &examples.failures);
        self.examples = Some(examples);
    }

    /// Takes in what became of the calls that the tests make.
    pub(crate) fn called(&mut self, calls: Calls) {
        self.failed_with(calls.failed, &calls.failures);
        self.calls = Some(calls);
    }

    fn failed_with(&mut self, count: u64, failures: &[String]) {
        if count == 0 {
            return;
        }
        let text = failures.join("\n");
        self.tests = Some(Err(match &self.tests {
            Some(Err(before)) => format!("{before}\n{text}"),
            _ => text,
        }));
    }

    /// Returns whether any step failed.
    pub(crate) fn failed(&self) -> bool {
        self.generated.is_err()
            || self
                .steps()
                .iter()
                .any(|(_, step)| matches!(step, Some(Err(_))))
    }

    fn steps(&self) -> [(&'static str, &Option<Step>); 3] {
        [
            ("check", &self.check),
            ("docs", &self.docs),
            ("tests", &self.tests),
        ]
    }

    /// Returns what went wrong, with the step that it went wrong in.
    fn failures(&self) -> impl Iterator<Item = (&'static str, &str)> {
        let generated = self
            .generated
            .as_ref()
            .err()
            .map(|reason| ("generate", reason.as_str()));
        let steps = self.steps().into_iter().filter_map(|(name, step)| {
            let reason = step.as_ref()?.as_ref().err()?;
            Some((name, reason.as_str()))
        });
        generated.into_iter().chain(steps)
    }
}

impl Generated {
    fn unsupported(&self) -> u64 {
        UNSUPPORTED
            .iter()
            .filter_map(|code| self.warnings.get(code.0))
            .sum()
    }
}

/// Returns a line for each description, what went wrong, and the sums.
pub(crate) fn table(rows: &[Row]) -> String {
    const HEADER: [&str; 7] = [
        "description",
        "operations",
        "types",
        "unsupported",
        "ms",
        "result",
        "warnings",
    ];
    let lines: Vec<_> = std::iter::once(HEADER.map(str::to_owned))
        .chain(rows.iter().map(cells))
        .collect();
    let width = |column: usize| {
        lines
            .iter()
            .map(|line| line[column].chars().count())
            .max()
            .unwrap_or_default()
    };
    let widths: [usize; 7] = std::array::from_fn(width);
    let mut text = String::new();
    for line in &lines {
        let cell = |(column, cell): (usize, &String)| match column {
            0 | 5 => format!("{cell:<0$}", widths[column]),
            6 => cell.clone(),
            _ => format!("{cell:>0$}", widths[column]),
        };
        let cells: Vec<_> = line.iter().enumerate().map(cell).collect();
        let _ = writeln!(text, "{}", cells.join("  ").trim_end());
    }
    text + &failures(rows) + &sums(rows)
}

fn cells(row: &Row) -> [String; 7] {
    let result = result(row);
    match &row.generated {
        Ok(generated) => [
            row.name.clone(),
            generated.operations.to_string(),
            generated.types.to_string(),
            generated.unsupported().to_string(),
            format!("{:.0}", generated.milliseconds),
            result,
            by_code(&generated.warnings),
        ],
        Err(_) => [
            row.name.clone(),
            "-".into(),
            "-".into(),
            "-".into(),
            "-".into(),
            result,
            String::new(),
        ],
    }
}

fn result(row: &Row) -> String {
    if let Some((step, _)) = row.failures().next() {
        return format!("FAILED {step}");
    }
    let done: Vec<_> = row
        .steps()
        .into_iter()
        .filter(|(_, step)| step.is_some())
        .map(|(name, _)| name)
        .collect();
    let done = if done.is_empty() {
        "generated".to_owned()
    } else {
        done.join("+")
    };
    let examples = row.examples.iter();
    let examples = examples
        .map(|Examples { passed, broken, .. }| format!("{passed} examples, {broken} broken"));
    let calls = row.calls.iter();
    let calls = calls.map(|Calls { passed, .. }| format!("{passed} calls"));
    let details: Vec<String> = examples.chain(calls).collect();
    if details.is_empty() {
        return done;
    }
    format!("{done} ({})", details.join(", "))
}

fn by_code(warnings: &BTreeMap<String, u64>) -> String {
    warnings
        .iter()
        .map(|(code, count)| format!("{code}\u{d7}{count}"))
        .collect::<Vec<_>>()
        .join(" ")
}

fn failures(rows: &[Row]) -> String {
    let mut text = String::new();
    for row in rows {
        for (step, reason) in row.failures() {
            let _ = write!(text, "\n{} ({step}): {}\n", row.name, reason.trim_end());
        }
    }
    text
}

fn sums(rows: &[Row]) -> String {
    let generated = || rows.iter().filter_map(|row| row.generated.as_ref().ok());
    let built = rows
        .iter()
        .filter(|row| row.check.is_some() || row.tests.is_some())
        .count();
    let failed = rows.iter().filter(|row| row.failed()).count();
    format!(
        "\n{}: {} generated, {built} built, {failed} failed; {} operations, {} types, {:.1} s of generating\n",
        plural(rows.len(), "description"),
        generated().count(),
        generated().map(|crated| crated.operations).sum::<u64>(),
        generated().map(|crated| crated.types).sum::<u64>(),
        // The sum of none would be `-0.0`.
        generated()
            .map(|crated| crated.milliseconds)
            .fold(0.0, |sum, it| sum + it)
            / 1000.0,
    ) + &of_examples(rows)
        + &of_calls(rows)
}

/// The sums of the examples, where any were tried.
fn of_examples(rows: &[Row]) -> String {
    let tried: Vec<&Examples> = rows
        .iter()
        .filter_map(|row| row.examples.as_ref())
        .collect();
    if tried.is_empty() {
        return String::new();
    }
    let sum = |of: fn(&Examples) -> u64| tried.iter().map(|examples| of(examples)).sum::<u64>();
    format!(
        "examples: {} passed, {} failed, {} broken in their descriptions; {} made-up values passed\n",
        sum(|of| of.passed),
        sum(|of| of.failed),
        sum(|of| of.broken),
        sum(|of| of.made_up),
    )
}

/// The sums of the calls, where any were made.
fn of_calls(rows: &[Row]) -> String {
    let called = rows.iter().filter_map(|row| {
        let generated = row.generated.as_ref().ok()?;
        Some((generated.operations, row.calls.as_ref()?))
    });
    let called: Vec<(u64, &Calls)> = called.collect();
    if called.is_empty() {
        return String::new();
    }
    let sum = |of: fn(&Calls) -> u64| called.iter().map(|(_, calls)| of(calls)).sum::<u64>();
    let all = called.iter().map(|(operations, _)| operations).sum::<u64>();
    let operations = sum(|of| of.operations);
    format!(
        "calls: {} passed, {} failed, of {operations} operations; {} operations not called; {} with values that their descriptions refuse\n",
        sum(|of| of.passed),
        sum(|of| of.failed),
        all.saturating_sub(operations),
        sum(|of| of.refused),
    )
}

/// Returns the rows as one document.
pub(crate) fn json(rows: &[Row]) -> Value {
    json!({
        "descriptions": rows.iter().map(row_json).collect::<Vec<_>>(),
        "failed": rows.iter().filter(|row| row.failed()).count(),
    })
}

fn row_json(row: &Row) -> Value {
    let mut object = json!({
        "name": row.name,
        "file": row.file.file_name().unwrap_or_default().to_string_lossy(),
        "failed": row.failed(),
    });
    match &row.generated {
        Ok(generated) => {
            object["operations"] = generated.operations.into();
            object["types"] = generated.types.into();
            object["warnings"] = json!(generated.warnings);
            object["unsupported"] = generated.unsupported().into();
            object["milliseconds"] = generated.milliseconds.into();
        }
        Err(reason) => object["refused"] = reason.as_str().into(),
    }
    if let Some(examples) = &row.examples {
        object["examples"] = json!({
            "passed": examples.passed,
            "failed": examples.failed,
            "broken": examples.broken,
            "made_up": examples.made_up,
        });
    }
    if let Some(calls) = &row.calls {
        object["calls"] = json!({
            "operations": calls.operations,
            "passed": calls.passed,
            "failed": calls.failed,
            "refused": calls.refused,
        });
    }
    for (name, step) in row.steps() {
        if let Some(step) = step {
            object[name] = step
                .as_ref()
                .err()
                .map_or_else(|| "passed".into(), |reason| reason.as_str().into());
        }
    }
    object
}
