//! The servers of an API.

use super::{Docs, Ident};

/// The module with the servers that a consumer can choose.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Servers {
    /// Its name.
    pub module: Ident,
    /// The servers, those of the whole API first.
    pub servers: Vec<Server>,
    /// The one that an example shows.
    pub example: Option<String>,
}

/// A server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Server {
    /// The type.
    pub ident: Ident,
    /// The constant that the run time is given.
    pub constant: Ident,
    /// Its documentation.
    pub docs: Docs,
    /// The URL, with its variables in braces.
    pub url: String,
    /// The variables.
    pub variables: Vec<ServerVariable>,
}

/// A variable in the URL of a server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ServerVariable {
    /// The method that sets it.
    pub setter: Ident,
    /// Its documentation.
    pub docs: Docs,
    /// Its name in the URL.
    pub name: String,
    /// Its value unless it is set.
    pub default: String,
    /// The values that it may have; none if any text will do.
    pub values: Vec<String>,
}
