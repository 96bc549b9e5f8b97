//! What the tests of a crate report, judged by a validator that knows nothing of the generator.

use std::path::Path;
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail};
use serde_json::Value;

use crate::workspace;

/// How many failures a row tells of.
const TOLD: usize = 10;

/// Returns the sums of a report of `values` or `requests`.
pub(crate) fn judge(what: &str, description: &Path, report: &Path) -> Result<Value> {
    let description = description
        .canonicalize()
        .with_context(|| format!("`{}` can't be found", description.display()))?;
    let output = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
        .args(["run", "--quiet", "--package", "conformance", "--", what])
        .args([&description, report])
        .current_dir(workspace::root())
        .stdin(Stdio::null())
        .output()
        .context("cargo can't be started")?;
    if !output.status.success() {
        bail!("{}", String::from_utf8_lossy(&output.stderr).trim());
    }
    serde_json::from_slice(&output.stdout).context("the sums are no JSON")
}

/// The first failures of a report.
pub(crate) fn failures(sums: &Value) -> Vec<String> {
    let failures = sums["failures"].as_array().into_iter().flatten();
    let told = failures.take(TOLD).map(|found| {
        let [kind, place, failure] =
            ["kind", "place", "failure"].map(|key| found[key].as_str().unwrap_or_default());
        format!("{kind} at {place}: {failure}")
    });
    told.collect()
}
