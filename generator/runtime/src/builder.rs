//! How a client is made, and what is refused while it is.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use super::api::{Api, Credential};
use super::client::{Client, Shared};
use super::client_credentials::ClientCredentials;
use super::clock::{Clock, SystemClock};
use super::credentials::Credentials;
use super::error::Error;
use super::options::{Bound, Limits, Options, RetryMode, option_setters};
use super::server::{self, Server};
use super::token::TokenSource;
use super::transport::Transport;

/// Makes a [`Client`].
///
/// It has the methods of [`Options`] for what all calls of the client share.
#[must_use]
pub struct ClientBuilder {
    api: &'static Api,
    credentials: Credentials,
    base_url: Option<String>,
    /// Where bearer tokens come from, if from an endpoint: it is asked the way the API is.
    endpoint: Option<ClientCredentials>,
    transport: Option<Transport>,
    clock: Option<Arc<dyn Clock>>,
    /// Below what the caller sets.
    environment: Options,
    options: Options,
    problems: Vec<String>,
}

impl ClientBuilder {
    pub(crate) fn new(api: &'static Api) -> Self {
        Self {
            api,
            credentials: Credentials::new(api),
            base_url: None,
            endpoint: None,
            transport: None,
            clock: None,
            environment: Options::new(),
            options: Options::new(),
            problems: Vec::new(),
        }
    }

    /// Sets the credential of a scheme. White space around it is dropped.
    pub(crate) fn credential(mut self, scheme: &str, key: String) -> Self {
        self.credentials.set(scheme, key);
        self
    }

    /// Sets where bearer tokens come from.
    pub(crate) fn tokens(mut self, source: Arc<dyn TokenSource>) -> Self {
        self.endpoint = None;
        self.credentials.set_tokens(source);
        self
    }

    /// Sets where all requests go, also those of operations that have a server of their own: a
    /// proxy, a test server. A trailing slash makes no difference; a query, a fragment, a user and a
    /// scheme other than `http` and `https` are refused.
    ///
    /// Only the [`server`](super::Call::server) of a call goes before it.
    pub fn base_url(mut self, url: impl Into<String>) -> Self {
        self.base_url = Some(url.into());
        self
    }

    /// Sets the endpoint that bearer tokens come from.
    pub(crate) fn token_endpoint(mut self, source: Result<ClientCredentials, Error>) -> Self {
        match source {
            Ok(source) => self.endpoint = Some(source),
            Err(error) => self.problems.push(error.to_string()),
        }
        self
    }

    /// Takes from the environment what is not set yet. Values are trimmed, and blank ones count
    /// as unset.
    pub fn env(self) -> Self {
        self.variables(&|name| std::env::var_os(name))
    }

    /// Sends requests with a `reqwest::Client` of one's own, for proxies, certificates and the
    /// like; those for tokens too, where the client has an id and a secret for them.
    ///
    /// It needs TLS of its own: with `rustls` and without a provider, `reqwest` panics unless the
    /// application has installed one for the process.
    ///
    /// Turn off its redirects and its retries: they would happen below this client, which then
    /// could not know how often a request was sent, nor where to.
    pub fn http_client(mut self, client: reqwest::Client) -> Self {
        self.transport = Some(Transport::foreign(client));
        self
    }

    option_setters!(self => self.options);

    /// Returns the client, or what is wrong with its configuration.
    pub fn build(mut self) -> Result<Client, Error> {
        let server = self.options.server.take();
        let base_url = match (&self.base_url, &server) {
            (Some(url), _) => server::checked(url),
            (None, Some(server)) => server.base_url(self.api.base_url),
            (None, None) => server::checked(self.api.base_url),
        };
        let base_url = base_url.unwrap_or_else(|problem| self.refuse(problem));
        if let Some(mut source) = self.endpoint.take() {
            source.ask_by(self.transport.as_ref(), self.clock.as_ref());
            self.credentials.set_tokens(Arc::new(source));
        }
        self.credentials.check(&mut self.problems);
        let options = std::mem::take(&mut self.options).over(&self.environment);
        self.problems
            .append(&mut options.headers.problems().to_vec());
        if !self.problems.is_empty() {
            let mut message = String::new();
            for problem in &self.problems {
                message.push_str(if message.is_empty() { "" } else { "; " });
                message.push_str(problem);
            }
            return Err(Error::configuration(message));
        }
        let transport = match self.transport {
            Some(transport) => transport,
            None => {
                let limit = Limits::of(&Options::new(), &options).connect_timeout;
                Transport::network(&base_url, limit).map_err(Error::transport_setup)?
            }
        };
        let shared = Shared {
            api: self.api,
            base_url,
            is_fixed: self.base_url.is_some(),
            server,
            credentials: self.credentials,
            transport,
            clock: self.clock.unwrap_or_else(|| Arc::new(SystemClock)),
        };
        Ok(Client {
            shared: Arc::new(shared),
            options: Arc::new(options),
        })
    }

    /// Reads variables from somewhere else than the environment, which no test can change safely.
    pub(crate) fn variables(mut self, read: &dyn Fn(&str) -> Option<std::ffi::OsString>) -> Self {
        for scheme in self.api.schemes {
            let by_endpoint = self.endpoint.is_some() && scheme.credential == Credential::Bearer;
            if by_endpoint || self.credentials.has(scheme.name) {
                continue;
            }
            if let Some(key) = self.variable(scheme.variable, read) {
                self.credentials.set(scheme.name, key);
            }
        }
        if self.base_url.is_none() && self.options.server.is_none() {
            self.base_url = self.variable(self.api.base_url_variable, read);
        }
        if let Some(lines) = self.variable(self.api.headers_variable, read) {
            self.environment.headers.set_lines(&lines);
        }
        self
    }

    /// Replaces time and chance.
    pub(crate) fn clock(mut self, clock: Arc<dyn Clock>) -> Self {
        self.clock = Some(clock);
        self
    }

    /// Sets what carries requests.
    pub(crate) fn transport(mut self, transport: Transport) -> Self {
        self.transport = Some(transport);
        self
    }

    fn variable(
        &mut self,
        name: Option<&str>,
        read: &dyn Fn(&str) -> Option<std::ffi::OsString>,
    ) -> Option<String> {
        let name = name?;
        let Ok(value) = read(name)?.into_string() else {
            self.problems.push(format!("`{name}` is not UTF-8"));
            return None;
        };
        let trimmed = value.trim();
        (!trimmed.is_empty()).then(|| trimmed.to_owned())
    }

    fn refuse(&mut self, problem: String) -> String {
        self.problems.push(problem);
        String::new()
    }
}

/// Without the base URL, which nobody has checked yet, and without the transport.
impl fmt::Debug for ClientBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ClientBuilder")
            .field("key", &self.credentials)
            .field("options", &self.options)
            .finish_non_exhaustive()
    }
}
