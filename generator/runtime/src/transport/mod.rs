//! How a request gets to the server and its answer back: by the network, or in a test by rules.

mod network;
#[cfg(all(feature = "rustls-no-provider", not(target_arch = "wasm32")))]
mod tls;

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http::{HeaderMap, Method, StatusCode};
use reqwest::Url;

use self::network::Network;
#[cfg(any(test, feature = "test-util"))]
use super::clock::BoxFuture;
use super::content::Content;
use super::error::{BoxError, Cause};
#[cfg(any(test, feature = "test-util"))]
use super::testing;

/// A request, as it is sent.
pub(crate) struct WireRequest {
    pub(crate) method: Method,
    pub(crate) url: Url,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Content,
    /// How long it may take to connect.
    pub(crate) connect_timeout: Option<Duration>,
    /// Whether the connection is to speak another protocol afterwards. HTTP/2 has no such thing.
    pub(crate) is_upgrade: bool,
}

/// The beginning of an answer.
pub(crate) struct Incoming {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    body: IncomingBody,
}

enum IncomingBody {
    Network(network::Body),
    #[cfg(any(test, feature = "test-util"))]
    Mock(testing::MockBody),
}

/// Why there is no answer.
#[derive(Debug)]
pub(crate) enum SendError {
    /// The request certainly was not sent.
    NotSent(BoxError),
    /// It was not, and never will be: there is no such request.
    Unfit(BoxError),
    /// It was sent, and what came back is no answer.
    Unreadable(BoxError),
    /// It may have been sent.
    Lost(BoxError),
    /// It may have been sent, and the transport has a limit of its own.
    TimedOut(BoxError),
    /// There is no such answer in a test.
    #[cfg(any(test, feature = "test-util"))]
    Unscripted(String),
}

/// What carries requests.
#[derive(Debug, Clone)]
pub(crate) enum Transport {
    /// The network.
    Network(Arc<Network>),
    /// Rules, in a test.
    #[cfg(any(test, feature = "test-util"))]
    Mock(testing::Mock),
}

impl Transport {
    /// A transport of the client's own. Fails if it could not reach the base URL.
    pub(crate) fn network(
        base_url: &str,
        connect_timeout: Option<Duration>,
    ) -> Result<Self, BoxError> {
        let network = Network::new(base_url, connect_timeout)?;
        Ok(Self::Network(Arc::new(network)))
    }

    /// A transport of the client's own that may never be used: it is made for the first request.
    pub(crate) fn later(base_url: &str, connect_timeout: Option<Duration>) -> Self {
        Self::Network(Arc::new(Network::later(base_url, connect_timeout)))
    }

    /// The caller's own transport.
    pub(crate) fn foreign(client: reqwest::Client) -> Self {
        Self::Network(Arc::new(Network::foreign(client)))
    }

    /// Refuses a base URL that no request gets to.
    pub(crate) fn check(&self, base_url: &str) -> Result<(), String> {
        match self {
            Self::Network(network) => network.check(base_url),
            #[cfg(any(test, feature = "test-util"))]
            Self::Mock(_) => Ok(()),
        }
    }

    /// Sends a request and waits for the beginning of the answer.
    pub(crate) fn send(
        &self,
        request: WireRequest,
    ) -> impl Future<Output = Result<Incoming, SendError>> + use<> {
        let sending = match self {
            Self::Network(network) => Sending::Network(network.send(request)),
            #[cfg(any(test, feature = "test-util"))]
            Self::Mock(mock) => {
                let mock = mock.clone();
                Sending::Mock(Box::pin(async move { mock.send(request).await }))
            }
        };
        async move {
            match sending {
                Sending::Network(sending) => sending.await,
                #[cfg(any(test, feature = "test-util"))]
                Sending::Mock(sending) => sending.await,
            }
        }
    }
}

/// A request that is on its way.
enum Sending<N> {
    Network(N),
    #[cfg(any(test, feature = "test-util"))]
    Mock(BoxFuture<Result<Incoming, SendError>>),
}

impl Incoming {
    pub(crate) fn network(response: network::Body, status: StatusCode, headers: HeaderMap) -> Self {
        let body = IncomingBody::Network(response);
        Self {
            status,
            headers,
            body,
        }
    }

    #[cfg(any(test, feature = "test-util"))]
    pub(crate) fn mock(body: testing::MockBody, status: StatusCode, headers: HeaderMap) -> Self {
        let body = IncomingBody::Mock(body);
        Self {
            status,
            headers,
            body,
        }
    }

    /// Returns the answer of the transport, if it came by the network.
    pub(crate) fn into_network(self) -> network::Body {
        match self.body {
            IncomingBody::Network(body) => body,
            #[cfg(any(test, feature = "test-util"))]
            IncomingBody::Mock(_) => None,
        }
    }

    /// Waits for the next piece of the body. `None` at its end.
    pub(crate) async fn chunk(&mut self) -> Result<Option<Bytes>, Cause> {
        match &mut self.body {
            IncomingBody::Network(body) => network::chunk(body).await,
            #[cfg(any(test, feature = "test-util"))]
            IncomingBody::Mock(body) => body.chunk().await.map_err(Cause::Io),
        }
    }
}
