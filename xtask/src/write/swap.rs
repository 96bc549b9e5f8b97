//! Puts the new folder in the place of the old one.

use std::fs;
use std::io;
use std::path::Path;

use anyhow::{Context, Result};

use super::recover;
use super::stage::{Staged, sync_folder};
use super::target::Target;

/// Puts the staged folder in its place. What was there is then at the staged folder's path, and
/// for [`recover`](super::recover::recover) to clear.
pub(crate) fn swap(target: &Target, staged: &Staged) -> Result<()> {
    let done = if is_worked_in(target) {
        by_hand(target, staged)
    } else if target.path().exists() {
        exchange(&staged.path, target.path()).or_else(|_| by_hand(target, staged))
    } else {
        fs::rename(&staged.path, target.path()).map_err(Into::into)
    };
    done.with_context(|| {
        format!(
            "the new crate can't be moved to `{}`",
            target.path().display()
        )
    })?;
    sync_folder(target.parent())?;
    Ok(())
}

/// Whether this process was started from inside the folder. An exchange would leave whoever started it in
/// a folder that is gone.
fn is_worked_in(target: &Target) -> bool {
    std::env::current_dir().is_ok_and(|folder| folder.starts_with(target.path()))
}

#[cfg(any(target_os = "linux", target_vendor = "apple"))]
fn exchange(one: &Path, other: &Path) -> io::Result<()> {
    use rustix::fs::{CWD, RenameFlags, renameat_with};
    Ok(renameat_with(CWD, one, CWD, other, RenameFlags::EXCHANGE)?)
}

#[cfg(not(any(target_os = "linux", target_vendor = "apple")))]
fn exchange(_one: &Path, _other: &Path) -> io::Result<()> {
    Err(io::ErrorKind::Unsupported.into())
}

/// The way of platforms and file systems that can't exchange two folders, and of a run that is started from
/// inside the old one: the new folder is
/// marked as complete, and then copied over the old one. An interruption in between is made good
/// by the next run, which finds the mark and copies again.
pub(super) fn by_hand(target: &Target, staged: &Staged) -> Result<()> {
    let ready = target.beside(&format!("ready-{}", std::process::id()));
    fs::rename(&staged.path, &ready)?;
    sync_folder(target.parent())?;
    recover::copy_over(&ready, target)?;
    Ok(())
}
