//! Builds the new folder beside the old one.

use std::collections::BTreeSet;
use std::fs::{self, File, FileTimes};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use generator::Files;

use super::target::{MANIFEST, Target};
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
    let mut folders = BTreeSet::from([new.to_owned()]);
    let mut written = Vec::new();
    // The manifest first: by it the folder is known for a crate, whenever this ends.
    let (manifest, rest): (Vec<_>, Vec<_>) = files.iter().partition(|(path, _)| *path == MANIFEST);
    for (path, text) in manifest.into_iter().chain(rest) {
        let to = new.join(path);
        if let Some(folder) = to.parent()
            && !folders.contains(folder)
        {
            fs::create_dir_all(folder)?;
            let up_to_new = folder.ancestors().take_while(|above| *above != new);
            folders.extend(up_to_new.map(Path::to_owned));
        }
        if difference.changes.contains_key(path) {
            File::create_new(&to)?.write_all(text.as_bytes())?;
            written.push(to);
        } else if take_over(&old.join(path), &to)? == TakenOver::Copied {
            written.push(to);
        }
    }
    sync(new, &written, &folders)
}

/// How an unchanged file came to the new folder.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum TakenOver {
    Linked,
    Copied,
}

/// Makes an unchanged file appear in the new folder: the same one, or where the file system has
/// no hard links, a copy with the same time.
fn take_over(old: &Path, new: &Path) -> io::Result<TakenOver> {
    if fs::hard_link(old, new).is_ok() {
        return Ok(TakenOver::Linked);
    }
    fs::copy(old, new)?;
    let modified = fs::metadata(old)?.modified()?;
    let copy = File::options().write(true).open(new)?;
    copy.set_times(FileTimes::new().set_modified(modified))?;
    Ok(TakenOver::Copied)
}

/// Makes what was written survive a power cut. File by file, the thousands of files of a large
/// crate took longer than all rooms of the generator together.
fn sync(new: &Path, written: &[PathBuf], folders: &BTreeSet<PathBuf>) -> io::Result<()> {
    /// More files than this are cheaper with the file system as a whole.
    const FEW: usize = 32;

    #[cfg(target_os = "linux")]
    if written.len() > FEW {
        return Ok(rustix::fs::syncfs(File::open(new)?)?);
    }
    // Elsewhere there is no other way.
    let _ = (new, FEW);
    for file in written {
        // A file that can't be written to can't be synchronised everywhere.
        File::options().write(true).open(file)?.sync_all()?;
    }
    folders.iter().try_for_each(|folder| sync_folder(folder))
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
