//! What is in an output folder, and how it differs from what was generated.

use std::collections::BTreeMap;
use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use generator::Files;

/// Entries of a crate's folder that are not the generator's, but live there by nature.
pub(crate) const KEPT: [&str; 3] = ["target", "Cargo.lock", ".git"];

/// How an output folder differs from what was generated.
#[derive(Debug, Default)]
pub(crate) struct Difference {
    /// What is to happen, by path.
    pub(crate) changes: BTreeMap<String, Change>,
    /// The files that are as they should be.
    pub(crate) unchanged: Vec<String>,
}

/// What is to happen to one path.
#[derive(Debug)]
pub(crate) enum Change {
    /// The file is missing.
    Added,
    /// The file says something else.
    Changed {
        /// What it says.
        before: Vec<u8>,
    },
    /// The generator does not make this file.
    Removed {
        /// What it says.
        before: Vec<u8>,
    },
}

/// Compares the output folder with what was generated.
pub(crate) fn compare(out: &Path, files: &Files) -> Result<Difference> {
    let mut there = contents(out)?;
    let mut difference = Difference::default();
    for (path, text) in files.iter() {
        let change = match there.remove(Path::new(path)) {
            None => Change::Added,
            Some(Content::File(before)) if before == text.as_bytes() => {
                difference.unchanged.push(path.to_owned());
                continue;
            }
            Some(content) => Change::Changed {
                before: content.bytes(),
            },
        };
        difference.changes.insert(path.to_owned(), change);
    }
    let stale = there.into_iter().map(|(path, content)| {
        (
            named(&path),
            Change::Removed {
                before: content.bytes(),
            },
        )
    });
    difference.changes.extend(stale);
    Ok(difference)
}

/// A path in the folder as messages name it, whatever the system: with `/`, and with a mark for
/// what is no Unicode.
fn named(path: &Path) -> String {
    let parts = path.components();
    let parts: Vec<_> = parts
        .map(|part| part.as_os_str().to_string_lossy())
        .collect();
    parts.join("/")
}

/// Returns the paths of everything in the folder that is not itself a folder, without what is
/// [`KEPT`]. Links are not followed.
pub(crate) fn paths(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut paths = Vec::new();
    let mut pending = vec![PathBuf::new()];
    while let Some(inside) = pending.pop() {
        let path = folder.join(&inside);
        let entries = match fs::read_dir(&path) {
            Err(error) if error.kind() == ErrorKind::NotFound && is_top(&inside) => {
                return Ok(paths);
            }
            entries => {
                entries.with_context(|| format!("the folder `{}` can't be read", path.display()))?
            }
        };
        for entry in entries {
            let entry = entry?;
            let name = entry.file_name();
            if is_top(&inside) && KEPT.iter().any(|kept| name == *kept) {
                continue;
            }
            let list = if entry.file_type()?.is_dir() {
                &mut pending
            } else {
                &mut paths
            };
            list.push(inside.join(name));
        }
    }
    paths.sort_unstable();
    Ok(paths)
}

/// Whether a path in a folder is the folder itself.
fn is_top(inside: &Path) -> bool {
    inside.as_os_str().is_empty()
}

/// What is at a path.
enum Content {
    File(Vec<u8>),
    /// A link, a socket: replaced by a file of its own, never written through.
    Other,
}

impl Content {
    fn bytes(self) -> Vec<u8> {
        match self {
            Self::File(bytes) => bytes,
            Self::Other => Vec::new(),
        }
    }
}

fn contents(folder: &Path) -> Result<BTreeMap<PathBuf, Content>> {
    paths(folder)?
        .into_iter()
        .map(|name| {
            let path = folder.join(&name);
            let unreadable = || format!("`{}` can't be read", path.display());
            let content = if fs::symlink_metadata(&path)
                .with_context(unreadable)?
                .is_file()
            {
                Content::File(fs::read(&path).with_context(unreadable)?)
            } else {
                Content::Other
            };
            Ok((name, content))
        })
        .collect()
}
