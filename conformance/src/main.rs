//! Judges the cases that the tests of a generated crate report.
//!
//! `conformance values DESCRIPTION REPORT` reads what `round_trip` wrote, a case a line, and prints the
//! sums as JSON. A value that the crate refuses counts as *broken* only where a JSON Schema validator that
//! knows nothing of the generator refuses it too, by the schemas of the description as it was
//! written; every other one is *failed*: a wrong type can't pass for a wrong example.
//!
//! `conformance requests DESCRIPTION REPORT` reads what the calls of a crate's operations sent, see
//! [`requests`].

mod description;
mod requests;
mod verdict;
mod yaml;

use std::fs;
use std::io::Write as _;

use anyhow::{Context, Result, bail};

fn main() -> Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [what, description, report] = &arguments[..] else {
        bail!("usage: conformance values|requests DESCRIPTION REPORT");
    };
    let text = fs::read_to_string(description)
        .with_context(|| format!("`{description}` can't be read"))?;
    let root = description::read(&text)?;
    let report = fs::read_to_string(report).with_context(|| format!("`{report}` can't be read"))?;
    let sums = match what.as_str() {
        "values" => verdict::judge(&root, &report)?,
        "requests" => requests::judge(&root, &report)?,
        other => bail!("`{other}` is neither `values` nor `requests`"),
    };
    writeln!(std::io::stdout(), "{sums}")?;
    Ok(())
}
