//! Where requests go: a server that the description names, or a URL of the caller's own.

use std::borrow::Cow;
use std::fmt;

use http::Uri;
use reqwest::Url;

use super::client::Shared;
use super::options::Options;

/// A server of a description. Its URL may have variables, `{name}`, and may be relative: it is then
/// one of the host that the client's base URL names.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct ServerTemplate {
    pub(crate) url: &'static str,
    pub(crate) variables: &'static [ServerVariable],
}

/// A variable in the URL of a server.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct ServerVariable {
    pub(crate) name: &'static str,
    pub(crate) default: &'static str,
    /// The values that it may have; none if any text will do.
    pub(crate) values: &'static [&'static str],
}

/// Where requests go: a server of the API, or any URL (`Server::from("https://…")`).
///
/// See [`ClientBuilder::server`](super::ClientBuilder::server) and
/// [`Call::server`](super::Call::server).
#[derive(Clone, PartialEq, Eq)]
pub struct Server(Choice);

#[derive(Clone, PartialEq, Eq)]
enum Choice {
    Url(String),
    Template(&'static ServerTemplate, Values),
}

/// The values of variables that somebody set, by name.
type Values = Vec<(&'static str, String)>;

impl Server {
    /// A server of the description, its variables at their defaults.
    pub(crate) fn of(template: &'static ServerTemplate) -> Self {
        Self(Choice::Template(template, Vec::new()))
    }

    /// Sets a variable.
    pub(crate) fn set(mut self, name: &'static str, value: String) -> Self {
        if let Choice::Template(_, values) = &mut self.0 {
            values.retain(|(known, _)| *known != name);
            values.push((name, value));
        }
        self
    }

    /// Returns the base URL. One that is relative is one of the host of `base`.
    pub(crate) fn base_url(&self, base: &str) -> Result<String, String> {
        match &self.0 {
            Choice::Url(url) => checked(&absolute(url, base)),
            Choice::Template(template, values) => template.base_url(values, base),
        }
    }

    /// The values of variables that were set.
    pub(crate) fn values(&self) -> &[(&'static str, String)] {
        match &self.0 {
            Choice::Url(_) => &[],
            Choice::Template(_, values) => values,
        }
    }
}

impl From<&str> for Server {
    fn from(url: &str) -> Self {
        Self::from(url.to_owned())
    }
}

impl From<String> for Server {
    fn from(url: String) -> Self {
        Self(Choice::Url(url))
    }
}

/// Without a URL of one's own and without values: they may hold what is not meant for logs.
impl fmt::Debug for Server {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Choice::Url(_) => f.write_str("Server(…)"),
            Choice::Template(template, _) => write!(f, "Server({})", template.url),
        }
    }
}

impl ServerTemplate {
    /// Returns the URL with the values given, and defaults for the rest. One that is relative is one
    /// of the host of `base`.
    pub(crate) fn base_url(
        &self,
        values: &[(&'static str, String)],
        base: &str,
    ) -> Result<String, String> {
        let mut url = String::new();
        let mut rest = self.url;
        while let Some((before, after)) = rest.split_once('{') {
            url.push_str(before);
            let Some((name, after)) = after.split_once('}') else {
                break;
            };
            let given = values.iter().find(|(known, _)| *known == name);
            if let Some(variable) = self.variables.iter().find(|known| known.name == name) {
                let value = given.map_or(variable.default, |(_, value)| value.trim());
                variable.check(value, is_in_host(&url, self.url))?;
                url.push_str(value);
            }
            rest = after;
        }
        url.push_str(rest);
        checked(&absolute(&url, base))
    }
}

/// Returns the base URL of a call: its own server, the base URL that the client was given, the server
/// of the operation, or that of the client, whichever there is first.
pub(crate) fn base_url<'a>(
    shared: &'a Shared,
    operation: Option<&'static ServerTemplate>,
    call: &Options,
    client: &Options,
) -> Result<Cow<'a, str>, String> {
    if let Some(server) = &call.server {
        return server.base_url(&shared.base_url).map(Cow::Owned);
    }
    if shared.is_fixed {
        return Ok(Cow::Borrowed(&shared.base_url));
    }
    let chosen = client.server.as_ref().or(shared.server.as_ref());
    if let Some(template) = operation {
        let values = chosen.map_or(&[][..], Server::values);
        let url = template.base_url(values, &shared.base_url);
        return url.map(Cow::Owned).map_err(|problem| {
            format!("this operation has a server of its own, and {problem}: say which on the call, with `.server(…)`")
        });
    }
    match &client.server {
        Some(server) => server.base_url(&shared.base_url).map(Cow::Owned),
        None => Ok(Cow::Borrowed(&shared.base_url)),
    }
}

/// Whether what is put behind `url` decides the scheme or the host of the template.
fn is_in_host(url: &str, template: &str) -> bool {
    let has_path = after_scheme(url).is_some_and(|rest| rest.bytes().any(|byte| byte == b'/'));
    after_scheme(template).is_some() && !has_path
}

/// What stands behind the scheme of a URL; none if that is relative.
fn after_scheme(url: &str) -> Option<&str> {
    url.split_once(':')?.1.strip_prefix("//")
}

impl ServerVariable {
    /// Refuses a value that the description does not list, and one that would lead to another host.
    fn check(&self, value: &str, is_in_host: bool) -> Result<(), String> {
        let name = self.name;
        if !self.values.is_empty() && !self.values.contains(&value) {
            let mut message = format!("the `{name}` of the server must be one of ");
            for (index, value) in self.values.iter().enumerate() {
                message.push_str(if index == 0 { "`" } else { ", `" });
                message.push_str(value);
                message.push('`');
            }
            return Err(message);
        }
        if is_in_host && value.bytes().any(|byte| br"/\?#@".contains(&byte)) {
            return Err(format!(
                "the `{name}` of the server is part of its host, and must not hold any of `/\\?#@`"
            ));
        }
        Ok(())
    }
}

/// Puts a relative URL onto the host of `base`.
fn absolute<'a>(url: &'a str, base: &str) -> Cow<'a, str> {
    if after_scheme(url).is_some() {
        return Cow::Borrowed(url);
    }
    match Url::parse(base).and_then(|base| base.join(url)) {
        Ok(url) => Cow::Owned(url.into()),
        // It is refused as it stands.
        Err(_) => Cow::Borrowed(url),
    }
}

/// Returns a base URL without its trailing slash. The messages don't repeat it, since it may hold
/// what is wrong with it: a password, or a key in a query.
pub(crate) fn checked(text: &str) -> Result<String, String> {
    let url =
        Url::parse(text.trim()).map_err(|error| format!("the base URL is not a URL: {error}"))?;
    if !matches!(url.scheme(), "http" | "https") {
        return Err(format!(
            "the base URL must begin with `http://` or `https://`, not `{}:`",
            url.scheme()
        ));
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err("the base URL must not hold a user or a password".to_owned());
    }
    if url.query().is_some() {
        return Err("the base URL must not have a query".to_owned());
    }
    if url.fragment().is_some() {
        return Err("the base URL must not have a fragment".to_owned());
    }
    // The standard of URLs takes more for a host than HTTP does.
    if let Err(error) = url.as_str().parse::<Uri>() {
        return Err(format!("the base URL is none of HTTP: {error}"));
    }
    Ok(url.as_str().trim_end_matches('/').to_owned())
}
