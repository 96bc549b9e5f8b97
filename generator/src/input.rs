//! What a run is given: texts and settings.

use std::collections::BTreeMap;
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
    /// `OpenAPI` Overlays, applied to the description in this order.
    pub overlays: Vec<Source>,
    /// The other documents that the description refers to, and those that they refer to in turn.
    /// By their address: the path below the folder of the description, with `/` between folders,
    /// or a URL. [`References`](crate::References) says which there are.
    pub documents: BTreeMap<String, Companion>,
    /// What the caller decides for this run.
    pub settings: Settings,
}

/// Another document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Companion {
    /// Its text.
    Text(Source),
    /// Why there is no text. It is only said where a reference needs the document.
    Refused {
        /// What is wrong with it; lower case, no full stop.
        message: String,
        /// What to do about it.
        help: String,
    },
}

/// The files that `codegen.toml` names, for whoever reads them. Paths are relative to it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct NamedFiles {
    /// Overlays, in their order.
    pub overlays: Vec<String>,
    /// Where copies of what is at URLs lie, by the start of the URL.
    pub map: BTreeMap<String, String>,
}

/// What the caller decides for one run.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a switch that a caller sets or not"
)]
pub struct Settings {
    /// The name of the package, instead of the one in `codegen.toml` or one made from the title.
    pub package: Option<String>,
    /// Warnings are errors.
    pub strict: bool,
    /// Errors for which there is a safe way round (a `$ref` that leads nowhere becomes any JSON
    /// value) are warnings, so that a broken description still becomes a crate.
    pub keep_going: bool,
    /// Enumerations refuse values that the description does not name, instead of keeping them.
    pub closed_enums: bool,
    /// The crate carries tests: every example of the description, and values made up for every
    /// type, must survive being read and written.
    pub with_tests: bool,
}

impl Input {
    /// Returns every text of the run, for a report.
    pub fn sources(&self) -> Vec<&Source> {
        let documents = self
            .documents
            .values()
            .filter_map(|document| match document {
                Companion::Text(source) => Some(source),
                Companion::Refused { .. } => None,
            });
        std::iter::once(&self.description)
            .chain(&self.config)
            .chain(&self.overlays)
            .chain(documents)
            .collect()
    }
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
