//! What the tests of a crate found out about the examples of its description.

use std::path::Path;
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail};
use serde_json::Value;

use crate::workspace;

/// The variable of the environment that tells the tests of a crate where to report to.
pub(crate) const REPORT: &str = "ROUND_TRIP_REPORT";

/// How many failures a row tells of.
const TOLD: usize = 10;

/// The sums of one crate.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Examples {
    /// Examples that were read, checked and written.
    pub(crate) passed: u64,
    /// Values made up for the types, that were read and written.
    pub(crate) made_up: u64,
    /// Values that were not, though the description admits them.
    pub(crate) failed: u64,
    /// Examples that the description itself refuses.
    pub(crate) broken: u64,
    /// What went wrong, the first of them.
    pub(crate) failures: Vec<String>,
}

/// Has the report of a crate's tests judged by a validator that knows nothing of the generator.
pub(crate) fn judge(description: &Path, report: &Path) -> Result<Examples> {
    let description = description
        .canonicalize()
        .with_context(|| format!("`{}` can't be found", description.display()))?;
    let output = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
        .args(["run", "--quiet", "--package", "conformance", "--"])
        .args([&description, report])
        .current_dir(workspace::root())
        .stdin(Stdio::null())
        .output()
        .context("cargo can't be started")?;
    if !output.status.success() {
        bail!("{}", String::from_utf8_lossy(&output.stderr).trim());
    }
    let sums: Value = serde_json::from_slice(&output.stdout).context("the sums are no JSON")?;
    let number = |key: &str| sums[key].as_u64().unwrap_or_default();
    let failures = sums["failures"].as_array().into_iter().flatten();
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    Ok(Examples {
        passed: number("passed"),
        made_up: number("made_up"),
        failed: number("failed"),
        broken: number("broken"),
        failures: failures
            .take(TOLD)
            .map(|found| {
                let [kind, place, failure] =
                    ["kind", "place", "failure"].map(|key| text(&found[key]));
                format!("{kind} at {place}: {failure}")
            })
            .collect(),
    })
}
