//! What the tests of a crate found out about the examples of its description.

use std::path::Path;

use anyhow::Result;

use super::judge::{Judge, failures};

/// The variable of the environment that tells the tests of a crate where to report to.
pub(crate) const REPORT: &str = "ROUND_TRIP_REPORT";

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

/// Has the values that a crate read and wrote judged.
pub(crate) fn of_report(judge: &Judge, description: &Path, report: &Path) -> Result<Examples> {
    let sums = judge.sums("values", description, report)?;
    let number = |key: &str| sums[key].as_u64().unwrap_or_default();
    Ok(Examples {
        passed: number("passed"),
        made_up: number("made_up"),
        failed: number("failed"),
        broken: number("broken"),
        failures: failures(&sums),
    })
}
