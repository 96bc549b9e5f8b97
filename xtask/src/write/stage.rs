//! Builds the new folder beside the old one.

use std::fs::{self, File, FileTimes};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use generator::Files;

use super::target::Target;
use crate::tree::Difference;

/// A complete new folder, on disk to the last byte, not yet in its place.
#[derive(Debug)]
pub(crate) struct Staged {
    pub(super) path: PathBuf,
}

/// Builds the folder: what is unchanged is taken over with its time, the rest is written.
pub(crate) fn stage(target: &Target, files: &Files, difference: &Difference) -> Result<Staged> {
    let path = target.beside(&format!("new-{}", std::process::id()));
    if let Err(error) = build(&path, target.path(), files, difference) {
        // Where even this fails, the next run clears it.
        let _ = fs::remove_dir_all(&path);
        let message = format!(
            "the new crate can't be written to `{}`; the old one is untouched",
            path.display()
        );
        return Err(error).context(message);
    }
    Ok(Staged { path })
}

fn build(new: &Path, old: &Path, files: &Files, difference: &Difference) -> io::Result<()> {
    fs::create_dir(new)?;
    let mut folders = vec![new.to_owned()];
    for (path, text) in files.iter() {
        let to = new.join(path);
        if let Some(folder) = to.parent() {
            fs::create_dir_all(folder)?;
            folders.push(folder.to_owned());
        }
        if difference.changes.contains_key(path) {
            create(&to, text)
        } else {
            take_over(&old.join(path), &to)
        }?;
    }
    folders.dedup();
    folders.iter().try_for_each(|folder| sync_folder(folder))
}

fn create(path: &Path, text: &str) -> io::Result<()> {
    let mut file = File::create_new(path)?;
    file.write_all(text.as_bytes())?;
    file.sync_all()
}

/// Makes an unchanged file appear in the new folder: the same one, or where the file system has
/// no hard links, a copy with the same time.
fn take_over(old: &Path, new: &Path) -> io::Result<()> {
    if fs::hard_link(old, new).is_ok() {
        return Ok(());
    }
    fs::copy(old, new)?;
    let modified = fs::metadata(old)?.modified()?;
    let copy = File::options().write(true).open(new)?;
    copy.set_times(FileTimes::new().set_modified(modified))?;
    copy.sync_all()
}

/// Makes the entries of a folder survive a power cut.
pub(super) fn sync_folder(path: &Path) -> io::Result<()> {
    // Elsewhere a folder can't be opened as a file, and the file system sees to it.
    if cfg!(unix) {
        File::open(path)?.sync_all()
    } else {
        Ok(())
    }
}
