//! Where the benchmarks write: `target/bench`, which is kept, so that what the crates depend on is
//! built once.

use std::cell::Cell;
use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

/// Returns the path of a file or folder below the one of the benchmarks, which is made.
pub(crate) fn file(name: &str) -> Result<PathBuf> {
    let folder = beside("../bench")?;
    fs::create_dir_all(&folder).with_context(|| format!("{}", folder.display()))?;
    Ok(folder.join(name))
}

/// Returns the path of a program that cargo has built with the same profile, or with another one.
pub(crate) fn beside(name: &str) -> Result<PathBuf> {
    let own = std::env::current_exe()?;
    let folder = own.parent().context("a program is in a folder")?;
    let up = name
        .strip_prefix("../")
        .and_then(|name| Some(folder.parent()?.join(name)));
    Ok(up.unwrap_or_else(|| folder.join(name)))
}

/// Returns the root of this workspace.
pub(crate) fn workspace() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// Removes a folder and all that is in it, where it is there.
pub(crate) fn remove(folder: &Path) -> Result<()> {
    match fs::remove_dir_all(folder) {
        Err(error) if error.kind() != ErrorKind::NotFound => {
            Err(error).with_context(|| format!("{} can't be removed", folder.display()))
        }
        _ => Ok(()),
    }
}

/// Folders to generate into, each used once, and all removed when this is dropped. Where one was removed a minute
/// before, ext4 looks for every new file past what was deleted, which costs more than the generation
/// of ten thousand files.
#[derive(Debug)]
pub(crate) struct Outputs {
    folder: PathBuf,
    given: Cell<usize>,
}

impl Outputs {
    /// None given yet.
    pub(crate) fn new() -> Result<Self> {
        let folder = file(&format!("generated-{}", std::process::id()))?;
        fs::create_dir_all(&folder)?;
        Ok(Self {
            folder,
            given: Cell::new(0),
        })
    }

    /// Returns the path of a folder that is not there yet.
    pub(crate) fn next(&self) -> PathBuf {
        self.given.set(self.given.get() + 1);
        self.folder.join(format!("crate{}", self.given.get()))
    }
}

impl Drop for Outputs {
    fn drop(&mut self) {
        // What can't be removed stays below `target`.
        let _ = remove(&self.folder);
    }
}
