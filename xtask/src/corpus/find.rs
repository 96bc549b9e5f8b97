//! Which descriptions a folder holds, and what their crates are called.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

use super::generate::LOGS;

/// A description, and the name of its crate's folder.
#[derive(Debug)]
pub(crate) struct Description {
    pub(crate) name: String,
    pub(crate) path: PathBuf,
}

/// Finds the descriptions in the folder, in the order of their names; only those named, if any is.
pub(crate) fn descriptions(folder: &Path, only: &[String]) -> Result<Vec<Description>> {
    let mut found = BTreeMap::new();
    for path in files(folder)? {
        let Some((stem, extension)) = described(&path) else {
            continue;
        };
        let name = slug(&stem);
        let name = if found.contains_key(&name) {
            format!("{name}-{extension}")
        } else {
            name
        };
        found.insert(name, path);
    }
    if let Some(missing) = only.iter().find(|name| !found.contains_key(*name)) {
        let names: Vec<_> = found.keys().map(String::as_str).collect();
        bail!(
            "`{}` holds no description `{missing}`; it holds {}",
            folder.display(),
            names.join(", ")
        );
    }
    let wanted = |name: &String| only.is_empty() || only.contains(name);
    Ok(found
        .into_iter()
        .filter(|(name, _)| wanted(name))
        .map(|(name, path)| Description { name, path })
        .collect())
}

fn files(folder: &Path) -> Result<Vec<PathBuf>> {
    let unreadable = || format!("the folder `{}` can't be read", folder.display());
    let entries = fs::read_dir(folder).with_context(unreadable)?;
    let paths: Result<Vec<_>, _> = entries
        .map(|entry| entry.map(|entry| entry.path()))
        .collect();
    let mut paths = paths.with_context(unreadable)?;
    paths.retain(|path| path.is_file());
    paths.sort_unstable();
    Ok(paths)
}

/// Returns stem and extension of a file that is a description by its name.
fn described(path: &Path) -> Option<(String, String)> {
    let extension = path.extension()?.to_str()?.to_ascii_lowercase();
    let stem = path.file_stem()?.to_string_lossy().into_owned();
    matches!(extension.as_str(), "yaml" | "yml" | "json").then_some((stem, extension))
}

/// Makes a name that Cargo takes after `corpus-`, and that nothing else in the folder has.
fn slug(stem: &str) -> String {
    let plain = |c: char| {
        if c.is_ascii_alphanumeric() || c == '_' {
            c.to_ascii_lowercase()
        } else {
            '-'
        }
    };
    let slug: String = stem.chars().map(plain).collect();
    if matches!(slug.as_str(), "target" | LOGS) {
        format!("{slug}-api")
    } else {
        slug
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(files: &[&str], only: &[&str]) -> Result<Vec<String>> {
        let folder = tempfile::tempdir()?;
        for file in files {
            fs::write(folder.path().join(file), "")?;
        }
        let only: Vec<_> = only.iter().map(|&name| name.to_owned()).collect();
        Ok(descriptions(folder.path(), &only)?
            .into_iter()
            .map(|description| description.name)
            .collect())
    }

    #[test]
    fn finds_descriptions_by_extension_under_names_that_differ() {
        let files = [
            "MANIFEST.tsv",
            "b.JSON",
            "a b.yml",
            "c.yaml",
            "c.json",
            "README.md",
            "logs.yaml",
        ];
        assert_eq!(
            names(&files, &[]).unwrap(),
            ["a-b", "b", "c", "c-yaml", "logs-api"]
        );
    }

    #[test]
    fn finds_only_those_named_and_says_which_there_are() {
        assert_eq!(names(&["a.yaml", "b.yaml"], &["b"]).unwrap(), ["b"]);
        let error = names(&["a.yaml", "b.yaml"], &["x"])
            .unwrap_err()
            .to_string();
        assert!(
            error.contains("no description `x`; it holds a, b"),
            "{error}"
        );
    }
}
