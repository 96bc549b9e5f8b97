//! Writes a crate to its folder: all of it or nothing.
//!
//! The new folder is built beside the old one, and the two are exchanged in one step. A run that
//! is interrupted leaves the old crate or the new one, whole; what else it leaves behind is
//! cleared by the next run. If nothing changed, nothing is touched.

mod recover;
mod stage;
mod swap;
mod target;
#[cfg(test)]
mod tests;

use anyhow::Result;
use generator::Files;

pub(crate) use target::Target;

use crate::lock::Lock;
use crate::tree::{self, Difference};

/// Writes the files, and returns what that changed.
pub(crate) fn write(target: &Target, files: &Files) -> Result<Difference> {
    if recover::leftovers(target)?.is_empty() {
        let difference = compare(target, files)?;
        if difference.changes.is_empty() {
            return Ok(difference);
        }
    }
    target.create_parent()?;
    let _lock = Lock::take(target.beside("lock"))?;
    recover::recover(target)?;
    // Once more: until the lock was taken, another run may have written.
    let difference = compare(target, files)?;
    if !difference.changes.is_empty() {
        let staged = stage::stage(target, files, &difference)?;
        swap::swap(target, &staged)?;
        recover::recover(target)?;
    }
    Ok(difference)
}

/// Compares the folder with the files, and touches neither.
pub(crate) fn compare(target: &Target, files: &Files) -> Result<Difference> {
    target.refuse_foreign()?;
    tree::compare(target.path(), files)
}
