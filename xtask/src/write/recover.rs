//! Clears what an earlier run left beside the output folder, and finishes what it began.
//!
//! Two kinds of folder may be there. `.{name}.new-{n}` is either a crate that was never finished
//! or the old one after an exchange: its files are of no use, but `target` and its like still
//! belong to the crate. `.{name}.ready-{n}` is a complete new crate that is to be copied. Either has the
//! manifest of a generated crate, or nothing in it yet.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

use super::target::{MANIFEST, Target, is_ours};
use crate::tree::{self, KEPT};

/// A folder that an earlier run left.
#[derive(Debug)]
pub(crate) enum Leftover {
    /// An unfinished crate, or the old one.
    New(PathBuf),
    /// A complete crate.
    Ready(PathBuf),
}

/// Finishes and clears. Only for the run that holds the lock: everything found is then left over.
pub(crate) fn recover(target: &Target) -> Result<()> {
    for leftover in leftovers(target)? {
        let old = match leftover {
            Leftover::New(old) => old,
            Leftover::Ready(ready) => copy_over(&ready, target)?,
        };
        carry_over(&old, target.path())?;
        remove(&old)
            .with_context(|| format!("`{}` can't be removed; remove it by hand", old.display()))?;
    }
    Ok(())
}

/// Returns the folders that an earlier run left, complete crates last: what they hold is newer.
pub(crate) fn leftovers(target: &Target) -> Result<Vec<Leftover>> {
    if !target.parent().exists() {
        return Ok(Vec::new());
    }
    let entries = fs::read_dir(target.parent())
        .with_context(|| format!("the folder `{}` can't be read", target.parent().display()))?;
    let mut found = Vec::new();
    for entry in entries {
        let entry = entry?;
        if !entry.file_type()?.is_dir() {
            continue;
        }
        // What somebody else called so is theirs.
        if let Some(leftover) = leftover(target, &entry.path())
            && (is_ours(&entry.path()) || is_hardly_begun(&entry.path())?)
        {
            found.push(leftover);
        }
    }
    found.sort_by_key(|leftover| matches!(leftover, Leftover::Ready(_)));
    Ok(found)
}

/// Whether a folder has nothing in it, or a manifest that was not written yet.
fn is_hardly_begun(folder: &Path) -> Result<bool> {
    Ok(match &tree::paths(folder)?[..] {
        [] => true,
        [only] if only == Path::new(MANIFEST) => {
            fs::metadata(folder.join(MANIFEST)).is_ok_and(|manifest| manifest.len() == 0)
        }
        _ => false,
    })
}

fn leftover(target: &Target, path: &Path) -> Option<Leftover> {
    let whole = path.to_str()?;
    let numbered = |prefix| whole.strip_prefix(target.beside(prefix).to_str()?);
    let is_number = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    if numbered("new-").is_some_and(is_number) {
        return Some(Leftover::New(path.to_owned()));
    }
    numbered("ready-")
        .is_some_and(is_number)
        .then(|| Leftover::Ready(path.to_owned()))
}

/// Removes a leftover. Its manifest, by which it is known for one, goes last.
fn remove(folder: &Path) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        if entry.file_name() == MANIFEST {
            continue;
        }
        if entry.file_type()?.is_dir() {
            fs::remove_dir_all(entry.path())?;
        } else {
            fs::remove_file(entry.path())?;
        }
    }
    fs::remove_dir_all(folder)
}

/// Makes the output folder the same as the complete folder `ready`, then takes away the mark that
/// says it is complete. Returns its new path.
pub(super) fn copy_over(ready: &Path, target: &Target) -> Result<PathBuf> {
    let (wanted, out) = (tree::paths(ready)?, target.path());
    fs::create_dir_all(out)?;
    for stale in tree::paths(out)?
        .iter()
        .filter(|path| wanted.binary_search(path).is_err())
    {
        fs::remove_file(out.join(stale))?;
        remove_empty_parents(out, stale);
    }
    let incoming = out.join(".incoming");
    for path in &wanted {
        let (from, to) = (ready.join(path), out.join(path));
        if is_same_file(&from, &to)? {
            continue;
        }
        if let Some(folder) = to.parent() {
            fs::create_dir_all(folder)?;
        }
        fs::copy(&from, &incoming)?;
        fs::rename(&incoming, &to)?;
    }
    let done = target.beside(&format!("new-{}", std::process::id()));
    fs::rename(ready, &done).context("the copied crate can't be renamed")?;
    Ok(done)
}

fn is_same_file(one: &Path, other: &Path) -> Result<bool> {
    let ordinary = fs::symlink_metadata(other).is_ok_and(|metadata| metadata.is_file());
    Ok(ordinary && fs::read(one)? == fs::read(other)?)
}

fn remove_empty_parents(out: &Path, path: &Path) {
    let parents = path
        .ancestors()
        .skip(1)
        .filter(|parent| !parent.as_os_str().is_empty());
    for parent in parents {
        // One that is not empty stays, and so do those above it.
        if fs::remove_dir(out.join(parent)).is_err() {
            return;
        }
    }
}

/// Moves what lives in a crate's folder by nature from the old folder to the new one.
fn carry_over(old: &Path, out: &Path) -> Result<()> {
    for name in KEPT {
        let (from, to) = (old.join(name), out.join(name));
        if fs::symlink_metadata(&from).is_err() {
            continue;
        }
        if fs::symlink_metadata(&to).is_err() {
            fs::create_dir_all(out)?;
            fs::rename(&from, &to).with_context(|| {
                format!(
                    "`{}` can't be moved to `{}`; move it by hand",
                    from.display(),
                    to.display()
                )
            })?;
        } else if name == ".git" {
            bail!(
                "both `{}` and `{}` exist; keep one, and run again",
                from.display(),
                to.display()
            );
        }
    }
    Ok(())
}
