//! Sees to it that only one run at a time writes to an output folder.

use std::fs::{self, File, TryLockError};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

/// The right to write to one output folder. The lock file goes when this does.
#[derive(Debug)]
pub(crate) struct Lock {
    path: PathBuf,
    _file: File,
}

impl Lock {
    /// Takes the lock, or says that another run has it.
    pub(crate) fn take(path: PathBuf) -> Result<Self> {
        loop {
            let file = File::options()
                .create(true)
                .append(true)
                .open(&path)
                .with_context(|| format!("the lock file `{}` can't be opened", path.display()))?;
            match file.try_lock() {
                // Between opening and locking, a run that ended may have removed the file.
                Ok(()) if is_at(&file, &path) => return Ok(Self { path, _file: file }),
                Ok(()) => {}
                Err(TryLockError::WouldBlock) => bail!(
                    "another run writes to the same folder (it holds `{}`); wait until it is done",
                    path.display()
                ),
                Err(TryLockError::Error(error)) => {
                    return Err(error)
                        .with_context(|| format!("`{}` can't be locked", path.display()));
                }
            }
        }
    }
}

impl Drop for Lock {
    fn drop(&mut self) {
        // A lock file that stays is untidy and nothing worse.
        if REMOVABLE {
            let _ = fs::remove_file(&self.path);
        }
    }
}

/// Whether a lock file can be removed while it is locked, and another one be told from it.
const REMOVABLE: bool = cfg!(unix);

#[cfg(unix)]
fn is_at(file: &File, path: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;
    let identity = |metadata: fs::Metadata| (metadata.dev(), metadata.ino());
    match (file.metadata(), fs::metadata(path)) {
        (Ok(open), Ok(named)) => identity(open) == identity(named),
        _ => false,
    }
}

#[cfg(not(unix))]
fn is_at(_file: &File, _path: &Path) -> bool {
    true
}
