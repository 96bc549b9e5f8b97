//! Which descriptions a folder holds, and what their crates are called.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

use super::generate::LOGS;

/// How long a name may be: the registry takes packages of up to 64 characters, and all of these
/// begin with `corpus-`.
const LONGEST: usize = 64 - "corpus-".len();

/// A description, and the name of its crate's folder.
#[derive(Debug)]
pub(crate) struct Description {
    pub(crate) name: String,
    pub(crate) path: PathBuf,
}

/// Finds the descriptions in the folders, in the order of their names; only those named, if any is.
pub(crate) fn descriptions(folders: &[PathBuf], only: &[String]) -> Result<Vec<Description>> {
    let (mut found, mut taken) = (BTreeMap::new(), BTreeSet::new());
    let files: Result<Vec<_>> = folders.iter().map(|folder| files(folder)).collect();
    for path in files?.concat() {
        let Some((stem, extension)) = described(&path) else {
            continue;
        };
        let slug = slug(&stem);
        let ends = [String::new(), format!("-{extension}")].into_iter();
        let ends = ends.chain((2..).map(|number: u32| format!("-{number}")));
        // To Rust, `a-b` and `a_b` are libraries of one name.
        let mut names = ends.map(|end| with_end(&slug, &end));
        if let Some(name) = names.find(|name| taken.insert(name.replace('_', "-"))) {
            found.insert(name, path);
        }
    }
    if let Some(missing) = only.iter().find(|name| !found.contains_key(*name)) {
        let names: Vec<_> = found.keys().map(String::as_str).collect();
        bail!(
            "there is no description `{missing}` in {}; there is {}",
            listed(folders),
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

/// Folders, as a message names them.
pub(crate) fn listed(folders: &[PathBuf]) -> String {
    let folders = folders.iter();
    let folders: Vec<_> = folders.map(|it| format!("`{}`", it.display())).collect();
    folders.join(", ")
}

fn files(folder: &Path) -> Result<Vec<PathBuf>> {
    let unreadable = || format!("the folder `{}` can't be read", folder.display());
    let entries = fs::read_dir(folder).with_context(unreadable)?;
    let paths: Result<Vec<_>, _> = entries
        .map(|entry| entry.map(|entry| entry.path()))
        .collect();
    let mut paths = paths.with_context(unreadable)?;
    // A link that leads nowhere is a description that can't be read.
    paths.retain(|path| !path.is_dir());
    paths.sort_unstable();
    Ok(paths)
}

/// Returns stem and extension of a file that is a description by its name.
fn described(path: &Path) -> Option<(String, String)> {
    let extension = path.extension()?.to_str()?.to_ascii_lowercase();
    let stem = path.file_stem()?.to_string_lossy().into_owned();
    matches!(extension.as_str(), "yaml" | "yml" | "json").then_some((stem, extension))
}

/// Returns as much of a name as there is room for, and its end.
fn with_end(slug: &str, end: &str) -> String {
    let room = LONGEST.saturating_sub(end.len());
    let slug: String = slug.chars().take(room).collect();
    slug + end
}

/// Makes a name that Cargo takes after `corpus-`, and that nothing but a crate has in the folder
/// that they are written to.
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
        Ok(descriptions(&[folder.path().to_owned()], &only)?
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

    /// It is a row of its own: that it can't be read is told there.
    #[cfg(unix)]
    #[test]
    fn a_link_that_leads_nowhere_is_a_description() {
        let folder = tempfile::tempdir().unwrap();
        std::os::unix::fs::symlink("gone.yaml", folder.path().join("a.yaml")).unwrap();
        fs::create_dir(folder.path().join("b.yaml")).unwrap();
        let found = descriptions(&[folder.path().to_owned()], &[]).unwrap();
        assert_eq!(found.len(), 1);
    }

    #[test]
    fn names_that_are_too_long_for_a_package_are_cut_and_differ() {
        let long = "x".repeat(70);
        let files = [
            format!("{long}a.json"),
            format!("{long}b.json"),
            format!("{long}c.json"),
        ];
        let files: Vec<_> = files.iter().map(String::as_str).collect();
        let start = "x".repeat(LONGEST);
        let expected = [
            start.clone(),
            format!("{}-2", &start[2..]),
            format!("{}-json", &start[5..]),
        ];
        let mut found = names(&files, &[]).unwrap();
        found.sort_unstable();
        let mut expected = expected.to_vec();
        expected.sort_unstable();
        assert_eq!(found, expected);
    }

    #[test]
    fn files_of_one_name_do_not_hide_each_other() {
        let files = ["a b.json", "a+b.json", "a-b.json", "a-b.yaml", "a_b.yml"];
        assert_eq!(
            names(&files, &[]).unwrap(),
            ["a-b", "a-b-2", "a-b-json", "a-b-yaml", "a_b-yml"]
        );
    }

    #[test]
    fn finds_only_those_named_and_says_which_there_are() {
        assert_eq!(names(&["a.yaml", "b.yaml"], &["b"]).unwrap(), ["b"]);
        let error = names(&["a.yaml", "b.yaml"], &["x"])
            .unwrap_err()
            .to_string();
        assert!(
            error.contains("no description `x` in `") && error.ends_with("`; there is a, b"),
            "{error}"
        );
    }
}
