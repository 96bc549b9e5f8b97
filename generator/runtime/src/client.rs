//! The client: what all calls share.

use std::fmt;
use std::sync::Arc;

use http::Method;

use super::api::Api;
use super::clock::Clock;
use super::credentials::Credentials;
use super::options::Options;
use super::outgoing::Outgoing;
use super::server::Server;
use super::transport::Transport;

/// A client of the API.
///
/// Cheap to clone: clones share their connections, and so do clients made by
/// [`with_options`](Self::with_options).
#[derive(Clone)]
pub struct Client {
    pub(crate) shared: Arc<Shared>,
    pub(crate) options: Arc<Options>,
}

/// What clients derived from each other have in common.
pub(crate) struct Shared {
    pub(crate) api: &'static Api,
    /// Without a trailing slash.
    pub(crate) base_url: String,
    /// Whether all requests go there, whatever server an operation has.
    pub(crate) is_fixed: bool,
    /// The server that the client was made for.
    pub(crate) server: Option<Server>,
    pub(crate) credentials: Credentials,
    pub(crate) transport: Transport,
    pub(crate) clock: Arc<dyn Clock>,
}

impl Client {
    /// Returns a client with other options, which shares the connections of this one.
    pub fn with_options(&self, options: Options) -> Self {
        Self {
            shared: Arc::clone(&self.shared),
            options: Arc::new(options.over(&self.options)),
        }
    }

    /// Begins a request to an endpoint that has no method of its own, with the same credentials,
    /// retries and errors.
    ///
    /// The path is relative to the base URL and begins with `/`. It can hold parameters, such as
    /// `/calls/{id}`, for [`path`](Outgoing::path) to fill in.
    ///
    /// ```text
    /// let answer = client
    ///     .request(Method::POST, "/calls/{id}/actions/dance")
    ///     .path("id", id)
    ///     .json(&serde_json::json!({ "style": "tango" }))
    ///     .await?;
    /// ```
    pub fn request(&self, method: Method, path: impl Into<String>) -> Outgoing {
        let path = path.into();
        let mut outgoing = Outgoing::new(self.clone(), method, path.clone().into());
        // Errors and logs name the template: what is refused below is not in it, as it may be a secret.
        if let Some(end) = path.find(['?', '#']) {
            outgoing.draft.request.template = path[..end].to_owned().into();
        }
        outgoing
    }

    /// Begins the request of an operation.
    pub(crate) fn operation(&self, method: Method, template: &'static str) -> Outgoing {
        Outgoing::new(self.clone(), method, template.into())
    }
}

/// Without the transport, which may be the caller's own with secrets of its own.
impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client")
            .field("base_url", &self.shared.base_url)
            .field("key", &self.shared.credentials)
            .field("options", &self.options)
            .finish_non_exhaustive()
    }
}
