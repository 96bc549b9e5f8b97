//! What a consumer reads first.

use super::{Docs, Snippet};

/// The documentation of the crate, and the README.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Front {
    /// The title.
    pub title: String,
    /// What the API is.
    pub about: Docs,
    /// Where more is said, and who says it: a list.
    pub links: Docs,
    /// The first call.
    pub snippet: Option<Snippet>,
    /// The first call whose answer is one page of several.
    pub paged: Option<Snippet>,
    /// The environment variable with the key, where the API has keys.
    pub key_variable: Option<String>,
    /// The environment variable with the base URL.
    pub base_url_variable: String,
    /// A call for each way in which answers are read while they come.
    pub streams: Vec<(Way, Snippet)>,
    /// Whether an operation answers with redirects.
    pub has_redirects: bool,
}

/// How an answer is read while it comes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Way {
    /// Server-sent events.
    Events,
    /// Lines and sequences of JSON.
    Items,
    /// Bytes.
    Bytes,
}
