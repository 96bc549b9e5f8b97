//! What a run is given: texts and settings.

use std::sync::Arc;

/// A text with the name under which messages speak of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source {
    /// The path as the user wrote it, with `/` between folders.
    pub name: Arc<str>,
    /// The text, as bytes: that it is UTF-8 is for the `read` room to find out.
    pub bytes: Arc<[u8]>,
}

/// Everything that a run knows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Input {
    /// The `OpenAPI` description, YAML or JSON.
    pub description: Source,
    /// `codegen.toml`: how the description becomes a crate. Without one, everything has a default.
    pub config: Option<Source>,
    /// What the caller decides for this run.
    pub settings: Settings,
}

/// What the caller decides for one run.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Settings {
    /// The name of the package, instead of the one in `codegen.toml` or one made from the title.
    pub package: Option<String>,
    /// Warnings are errors.
    pub strict: bool,
    /// Errors for which there is a safe way round (a `$ref` that leads nowhere becomes any JSON
    /// value) are warnings, so that a broken description still becomes a crate.
    pub keep_going: bool,
    /// The crate carries tests: every example of the description, and values made up for every
    /// type, must survive being read and written.
    pub with_tests: bool,
}

impl Source {
    /// A source from its name and bytes.
    pub fn new(name: impl Into<Arc<str>>, bytes: impl Into<Arc<[u8]>>) -> Self {
        Self {
            name: name.into(),
            bytes: bytes.into(),
        }
    }
}
