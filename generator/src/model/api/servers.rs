//! Servers.

/// A server.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct Server {
    /// The URL, with its variables in braces, without a trailing slash. One that begins with `/` is
    /// on the host of the description.
    pub url: String,
    /// A short name.
    pub name: Option<String>,
    /// What it is, `CommonMark`.
    pub description: Option<String>,
    /// The variables of the URL, in its order.
    pub variables: Vec<ServerVariable>,
}

/// A variable in the URL of a server.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct ServerVariable {
    /// Its name.
    pub name: String,
    /// The value that it has unless another is given.
    pub default: String,
    /// The values that it may have, the default among them; none if any text will do.
    pub values: Vec<String>,
    /// What it is, `CommonMark`.
    pub description: Option<String>,
}

impl Server {
    /// The URL, variables replaced by their defaults.
    pub(crate) fn default_url(&self) -> String {
        let mut url = self.url.clone();
        for variable in &self.variables {
            url = url.replace(&format!("{{{}}}", variable.name), &variable.default);
        }
        url.trim_end_matches('/').to_owned()
    }

    /// Whether a client can be given its default URL.
    pub(crate) fn is_callable(&self) -> bool {
        let url = self.default_url();
        let host = url
            .strip_prefix("https://")
            .or_else(|| url.strip_prefix("http://"));
        let is_allowed = |c: char| c.is_ascii_graphic() && !"?#\"<>\\^`{|}@".contains(c);
        host.is_some_and(|host| {
            !host.is_empty() && !host.starts_with(['/', ':']) && host.chars().all(is_allowed)
        })
    }

    /// What tells it from other servers, whatever is said of it.
    pub(crate) fn identity(&self) -> ServerIdentity {
        let variables = self.variables.iter().cloned();
        let variables =
            variables.map(|variable| (variable.name, variable.default, variable.values));
        (self.url.clone(), variables.collect())
    }
}

/// The URL of a server, and each variable with its default and its values.
pub(crate) type ServerIdentity = (String, Vec<(String, String, Vec<String>)>);
