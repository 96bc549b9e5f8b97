//! Whether the requests that a generated crate sends are those that its description asks for.
//!
//! A line of the report is a call: what the test gave the method (`case`), what a server received
//! (`request`), and what the call came to (`failure`, null if it was as the case says). Here the
//! operation is found again in the description as it was written, by method and path, and what was
//! received is held against it: nothing missing, nothing more, each value in the form of its style.

mod body;
mod check;
mod expected;
mod operation;
mod sent;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Context, Result};
use serde_json::{Value, json};

use crate::description::Description;
use crate::verdict::Judge;
use operation::Operation;
use sent::Sent;

/// How many failures are listed.
const LISTED: usize = 200;

/// Reads the report of a crate's calls and returns the sums.
pub(crate) fn judge(description: &Description, report: &str) -> Result<Value> {
    let mut judge = Judge::new(description)?;
    let (mut passed, mut made_up) = (0_u64, 0_u64);
    let mut failed = Vec::new();
    let mut called: BTreeMap<(String, String), BTreeSet<u64>> = BTreeMap::new();
    for line in report.lines() {
        let row: Value = serde_json::from_str(line).context("a line of the report is no JSON")?;
        let case = &row["case"];
        let text = |key: &str| case[key].as_str().unwrap_or_default().to_owned();
        let (method, path) = (text("method"), text("template"));
        let answered = called.entry((method.clone(), path.clone())).or_default();
        answered.extend(case["answer"]["status"].as_u64());
        let verdict = of_call(description, &mut judge, &row);
        match verdict {
            Ok(Values::Admitted) => passed += 1,
            Ok(Values::Refused) => {
                passed += 1;
                made_up += 1;
            }
            Err(problem) => failed.push(json!({
                "kind": case["kind"],
                "place": format!("{method} {path}"),
                "failure": problem,
            })),
        }
    }
    for ((method, path), answered) in &called {
        let case = json!({ "method": method, "template": path });
        let statuses = Operation::find(&description.root, &case).map(|found| found.statuses());
        for status in statuses.unwrap_or_default() {
            if !answered.iter().any(|code| is_of(*code, &status)) {
                failed.push(json!({
                    "kind": "answers",
                    "place": format!("{method} {path}"),
                    "failure": format!("no test answers with {status}"),
                }));
            }
        }
    }
    Ok(json!({
        "operations": called.len(),
        "passed": passed,
        "refused": made_up,
        "failed": failed.len(),
        "failures": failed.into_iter().take(LISTED).collect::<Vec<_>>(),
    }))
}

/// Whether the description admits all values that a call was given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Values {
    /// It does.
    Admitted,
    /// It refuses one of them, which the generator made up. How it travels is judged all the same.
    Refused,
}

/// Whether a status is the one of a description, or one of its range.
fn is_of(code: u64, status: &str) -> bool {
    match status.as_bytes() {
        [first, b'X' | b'x', b'X' | b'x'] => u64::from(first.wrapping_sub(b'0')) == code / 100,
        _ => status == code.to_string(),
    }
}

fn of_call(
    description: &Description,
    judge: &mut Judge<'_>,
    row: &Value,
) -> Result<Values, String> {
    if let Some(failure) = row["failure"].as_str() {
        return Err(failure.to_owned());
    }
    let case = &row["case"];
    let operation = Operation::find(&description.root, case)?;
    let sent = Sent::read(&row["request"])?;
    let values = check::values(&operation, case, judge);
    if values == Values::Admitted
        && let Some(violation) = row["refused"].as_str()
    {
        return Err(format!(
            "the crate refuses values that the description admits: {violation}"
        ));
    }
    check::request(&operation, case, &sent)?;
    Ok(values)
}
