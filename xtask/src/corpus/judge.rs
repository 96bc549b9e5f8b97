//! What the tests of a crate report, judged by a validator that knows nothing of the generator.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail};
use serde_json::Value;

use crate::workspace;

/// How many failures a row tells of.
const TOLD: usize = 10;

/// The validator, a program of its own.
#[derive(Debug)]
pub(crate) struct Judge {
    program: PathBuf,
}

impl Judge {
    /// Builds it.
    pub(crate) fn new() -> Result<Self> {
        let output = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
            .args(["build", "--quiet", "--package", "conformance"])
            .args(["--message-format", "json"])
            .current_dir(workspace::root())
            .stdin(Stdio::null())
            .output()
            .context("cargo can't be started")?;
        if !output.status.success() {
            bail!("{}", String::from_utf8_lossy(&output.stderr).trim());
        }
        let output = String::from_utf8_lossy(&output.stdout);
        let messages = output.lines().map(serde_json::from_str::<Value>);
        let program = messages
            .filter_map(Result::ok)
            .filter(|message| message["target"]["name"] == "conformance")
            .find_map(|message| message["executable"].as_str().map(PathBuf::from));
        Ok(Self {
            program: program.context("cargo built no program `conformance`")?,
        })
    }

    /// Returns the sums of a report of `values` or `requests`.
    pub(crate) fn sums(&self, what: &str, description: &Path, report: &Path) -> Result<Value> {
        let output = Command::new(&self.program)
            .arg(what)
            .args([description, report])
            .stdin(Stdio::null())
            .output()
            .context("the validator can't be started")?;
        if !output.status.success() {
            bail!("{}", String::from_utf8_lossy(&output.stderr).trim());
        }
        serde_json::from_slice(&output.stdout).context("the sums are no JSON")
    }
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
