//! The files of a generated crate, held in memory.

use std::collections::BTreeMap;

/// The files of a crate: text by path. A path is relative, uses `/`, and never leaves the crate.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Files(BTreeMap<String, String>);

impl Files {
    /// Adds a file.
    ///
    /// # Panics
    /// If the path is absolute, empty, or has a segment such as `..`: names are decided in the
    /// `name` room, so such a path is a mistake of ours.
    pub fn insert(&mut self, path: impl Into<String>, text: impl Into<String>) {
        let path = path.into();
        assert!(
            stays_inside(&path),
            "the generator made up a path that leaves the crate: {path:?}"
        );
        let before = self.0.insert(path, text.into());
        assert!(before.is_none(), "the generator wrote one file twice");
    }

    /// Returns the files in the order of their paths.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0
            .iter()
            .map(|(path, text)| (path.as_str(), text.as_str()))
    }

    /// Returns the text of the file at `path`.
    pub fn get(&self, path: &str) -> Option<&str> {
        self.0.get(path).map(String::as_str)
    }

    /// Returns how many files there are.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Returns whether there is no file.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// Whether every segment of the path is an ordinary name made of characters that every file
/// system takes.
fn stays_inside(path: &str) -> bool {
    path.split('/').all(|segment| {
        !segment.is_empty()
            && !matches!(segment, "." | "..")
            && segment
                .chars()
                .all(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-'))
    })
}
