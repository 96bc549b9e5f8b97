//! What became of the calls that the tests of a crate make.

use std::path::Path;

use anyhow::Result;

use super::judge::{Judge, failures};

/// The variable of the environment that tells the tests of a crate where to report to.
pub(crate) const REPORT: &str = "OPERATIONS_REPORT";

/// The sums of one crate.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Calls {
    /// How many operations were called.
    pub(crate) operations: u64,
    /// Calls whose request is what the description asks for, and whose answer came out of the call.
    pub(crate) passed: u64,
    /// Those of them whose values were made up and are none that the description admits.
    pub(crate) refused: u64,
    /// Calls that were not.
    pub(crate) failed: u64,
    /// What went wrong, the first of them.
    pub(crate) failures: Vec<String>,
}

/// Has the requests that a crate sent judged.
pub(crate) fn of_report(judge: &Judge, description: &Path, report: &Path) -> Result<Calls> {
    let sums = judge.sums("requests", description, report)?;
    let number = |key: &str| sums[key].as_u64().unwrap_or_default();
    Ok(Calls {
        operations: number("operations"),
        passed: number("passed"),
        refused: number("refused"),
        failed: number("failed"),
        failures: failures(&sums),
    })
}
