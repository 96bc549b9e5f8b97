//! `reqwest`, without all that the client does itself: redirects, retries, decompression, time.

#[cfg(not(target_arch = "wasm32"))]
use std::sync::{Mutex, OnceLock, PoisonError};
use std::time::Duration;

use bytes::Bytes;
#[cfg(not(target_arch = "wasm32"))]
use http::{HeaderValue, Method, header};

use super::super::content::{Content, Sending};
use super::super::error::{Cause, Limit};
#[cfg(not(target_arch = "wasm32"))]
use super::super::headers;
use super::{BoxError, Incoming, SendError, WireRequest};

/// The rest of an answer.
pub(crate) type Body = Option<reqwest::Response>;

/// How long an unused connection is kept. Many servers close theirs after 60 s, and a request that
/// is on its way at that moment is lost.
#[cfg(not(target_arch = "wasm32"))]
const IDLE_TIMEOUT: Duration = Duration::from_secs(50);

/// How many header lines an answer may have, where `hyper` takes a hundred: what stands between a
/// client and a server may add many.
#[cfg(not(target_arch = "wasm32"))]
const MAX_HEADERS: usize = 512;

/// How many limits on the time to connect have connections of their own besides the client's.
#[cfg(not(target_arch = "wasm32"))]
const OTHER_LIMITS: usize = 8;

/// The network.
#[cfg(not(target_arch = "wasm32"))]
#[derive(Debug)]
pub(crate) enum Network {
    /// By a client of the caller's own, which has its own way to connect.
    Foreign(reqwest::Client),
    /// By our own.
    Own(Box<Own>),
}

/// A transport of the client's own, made when it is needed.
///
/// `reqwest` has one limit on the time to connect for a whole client, which it shares out among the
/// addresses of a host. So calls with another limit than their client's go by another one, and share its
/// connections.
#[cfg(not(target_arch = "wasm32"))]
#[derive(Debug)]
pub(crate) struct Own {
    base_url: String,
    limit: Option<Duration>,
    tls: OnceLock<Tls>,
    client: OnceLock<reqwest::Client>,
    /// The last is the one used last.
    others: Mutex<Vec<(Way, reqwest::Client)>>,
}

/// What holds for the connections of a client.
#[cfg(not(target_arch = "wasm32"))]
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Way {
    /// How long it may take to connect.
    limit: Option<Duration>,
    /// Whether they are HTTP/1.1, whatever the server offers.
    is_http1: bool,
}

#[cfg(not(target_arch = "wasm32"))]
impl Network {
    /// A transport of the client's own. Fails if it could not reach the base URL.
    pub(super) fn new(base_url: &str, limit: Option<Duration>) -> Result<Self, BoxError> {
        let own = Own::new(base_url, limit);
        own.client()?;
        Ok(Self::Own(Box::new(own)))
    }

    /// A transport of the client's own that may never be used.
    pub(super) fn later(base_url: &str, limit: Option<Duration>) -> Self {
        Self::Own(Box::new(Own::new(base_url, limit)))
    }

    /// The caller's own transport.
    pub(super) fn foreign(client: reqwest::Client) -> Self {
        Self::Foreign(client)
    }

    /// Refuses a base URL that no request gets to.
    pub(super) fn check(&self, base_url: &str) -> Result<(), String> {
        match self {
            Self::Own(_) => check_tls(base_url),
            // It may know another way.
            Self::Foreign(_) => Ok(()),
        }
    }

    /// Sends a request and waits for the beginning of the answer.
    ///
    /// The request is handed over before the future is made, which is so much smaller.
    pub(super) fn send(
        &self,
        request: WireRequest,
    ) -> impl Future<Output = Result<Incoming, SendError>> + use<> {
        let way = Way {
            limit: request.connect_timeout,
            is_http1: cfg!(feature = "http2") && request.is_upgrade,
        };
        let mut sent = reqwest::Request::new(request.method, request.url);
        *sent.headers_mut() = request.headers;
        *sent.body_mut() = body(request.body);
        // RFC 9110, section 8.6: where a body has a meaning, there being none is said.
        if sent.body().is_none() && has_meaning(sent.method()) {
            let none = HeaderValue::from_static("0");
            headers::put(sent.headers_mut(), header::CONTENT_LENGTH, none);
        }
        let pending = match self {
            Self::Foreign(client) => Ok(client.execute(sent)),
            // At once: that is not even a connection that is there already.
            Self::Own(_) if way.limit == Some(Duration::ZERO) => Err("no time to connect".into()),
            Self::Own(own) if way == own.way() => own.client().map(|own| own.execute(sent)),
            Self::Own(own) => own.other(way).map(|other| other.execute(sent)),
        };
        async move {
            let pending = pending.map_err(SendError::NotSent)?;
            let mut response = pending.await.map_err(classify)?;
            let headers = std::mem::take(response.headers_mut());
            let status = response.status();
            Ok(Incoming::network(Some(response), status, headers))
        }
    }
}

#[cfg(not(target_arch = "wasm32"))]
impl Own {
    fn new(base_url: &str, limit: Option<Duration>) -> Self {
        Self {
            base_url: base_url.to_owned(),
            limit,
            tls: OnceLock::new(),
            client: OnceLock::new(),
            others: Mutex::default(),
        }
    }

    fn way(&self) -> Way {
        Way {
            limit: self.limit,
            is_http1: false,
        }
    }

    /// Returns the client for the limit that all calls have unless they say otherwise.
    fn client(&self) -> Result<&reqwest::Client, BoxError> {
        if let Some(client) = self.client.get() {
            return Ok(client);
        }
        let client = self.going(self.way())?;
        Ok(self.client.get_or_init(|| client))
    }

    /// Returns the client for another limit, or for HTTP/1.1.
    fn other(&self, way: Way) -> Result<reqwest::Client, BoxError> {
        let mut others = self.others.lock().unwrap_or_else(PoisonError::into_inner);
        let found = others.iter().position(|(other, _)| *other == way);
        let client = match found {
            Some(at) => others.remove(at).1,
            None => self.going(way)?,
        };
        if others.len() == OTHER_LIMITS {
            others.remove(0);
        }
        others.push((way, client.clone()));
        Ok(client)
    }

    fn going(&self, way: Way) -> Result<reqwest::Client, BoxError> {
        let mut builder = reqwest::Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            // None at all: with `never` alone a copy of every request is made, in case.
            .retry(reqwest::retry::never().max_retries_per_request(0))
            .referer(false)
            .pool_idle_timeout(IDLE_TIMEOUT)
            .http1_max_headers(MAX_HEADERS)
            .no_gzip()
            .no_brotli()
            .no_deflate()
            .no_zstd();
        if let Some(limit) = way.limit {
            builder = builder.connect_timeout(limit);
        }
        if way.is_http1 {
            builder = builder.http1_only();
        }
        Ok(with_tls(builder, self.tls()?, way).build()?)
    }

    fn tls(&self) -> Result<&Tls, BoxError> {
        if let Some(tls) = self.tls.get() {
            return Ok(tls);
        }
        let tls = tls(&self.base_url)?;
        Ok(self.tls.get_or_init(|| tls))
    }
}

/// What is made once for all clients of a transport.
#[cfg(all(feature = "rustls-no-provider", not(target_arch = "wasm32")))]
type Tls = rustls::ClientConfig;

#[cfg(not(any(feature = "rustls-no-provider", target_arch = "wasm32")))]
type Tls = ();

#[cfg(all(feature = "rustls-no-provider", not(target_arch = "wasm32")))]
fn tls(_base_url: &str) -> Result<Tls, BoxError> {
    super::tls::config()
}

#[cfg(not(any(feature = "rustls-no-provider", target_arch = "wasm32")))]
fn tls(base_url: &str) -> Result<Tls, BoxError> {
    Ok(check_tls(base_url)?)
}

#[cfg(all(feature = "rustls-no-provider", not(target_arch = "wasm32")))]
fn with_tls(builder: reqwest::ClientBuilder, tls: &Tls, way: Way) -> reqwest::ClientBuilder {
    let mut tls = tls.clone();
    if way.is_http1 {
        // No protocol is asked for by name, and that is HTTP/1.1.
        tls.alpn_protocols.clear();
    }
    builder.tls_backend_preconfigured(tls)
}

#[cfg(not(any(feature = "rustls-no-provider", target_arch = "wasm32")))]
fn with_tls(builder: reqwest::ClientBuilder, (): &Tls, _: Way) -> reqwest::ClientBuilder {
    builder
}

#[cfg(not(target_arch = "wasm32"))]
fn check_tls(base_url: &str) -> Result<(), String> {
    let has_tls = cfg!(any(feature = "rustls-no-provider", feature = "native-tls"));
    if has_tls || !base_url.starts_with("https:") {
        return Ok(());
    }
    Err("for `https` turn on the feature `rustls` or `native-tls`".to_owned())
}

/// The network. In a browser the transport is the browser's, limits included.
#[cfg(target_arch = "wasm32")]
#[derive(Debug)]
pub(crate) struct Network {
    client: reqwest::Client,
}

#[cfg(target_arch = "wasm32")]
impl Network {
    pub(super) fn new(_base_url: &str, _limit: Option<Duration>) -> Result<Self, BoxError> {
        let client = reqwest::Client::builder().build()?;
        Ok(Self { client })
    }

    pub(super) fn later(_base_url: &str, _limit: Option<Duration>) -> Self {
        Self::foreign(reqwest::Client::new())
    }

    pub(super) fn foreign(client: reqwest::Client) -> Self {
        Self { client }
    }

    pub(super) fn check(&self, _base_url: &str) -> Result<(), String> {
        Ok(())
    }
}

/// In a browser a request is handed over whole: what streams is read first.
#[cfg(target_arch = "wasm32")]
impl Network {
    /// Sends a request and waits for the beginning of the answer.
    pub(super) fn send(
        &self,
        request: WireRequest,
    ) -> impl Future<Output = Result<Incoming, SendError>> + use<> {
        let client = self.client.clone();
        async move {
            let mut sent = reqwest::Request::new(request.method, request.url);
            *sent.headers_mut() = request.headers;
            let body = match request.body {
                Content::Bytes(bytes) => bytes,
                pieces => Sending::new(pieces)
                    .collect()
                    .await
                    // Nothing of it was sent, but its stream failed, which ends the call.
                    .map_err(SendError::Lost)?,
            };
            if !body.is_empty() {
                *sent.body_mut() = Some(body.into());
            }
            let mut response = client.execute(sent).await.map_err(classify)?;
            let headers = std::mem::take(response.headers_mut());
            let status = response.status();
            Ok(Incoming::network(Some(response), status, headers))
        }
    }
}

/// The body of a request, as the transport takes it.
#[cfg(not(target_arch = "wasm32"))]
fn body(content: Content) -> Option<reqwest::Body> {
    match content {
        Content::Bytes(bytes) if bytes.is_empty() => None,
        Content::Bytes(bytes) => Some(bytes.into()),
        Content::Pieces(_) => Some(reqwest::Body::wrap(Sending::new(content))),
    }
}

/// Whether a body has a meaning in requests of a method.
#[cfg(not(target_arch = "wasm32"))]
fn has_meaning(method: &Method) -> bool {
    matches!(*method, Method::POST | Method::PUT | Method::PATCH)
}

/// Waits for the next piece of a body.
#[cfg(not(target_arch = "wasm32"))]
pub(super) async fn chunk(body: &mut Body) -> Result<Option<Bytes>, Cause> {
    let Some(response) = body else {
        return Ok(None);
    };
    response.chunk().await.map_err(interrupted)
}

/// Waits for the whole body: in a browser nothing is read while it comes.
#[cfg(target_arch = "wasm32")]
pub(super) async fn chunk(body: &mut Body) -> Result<Option<Bytes>, Cause> {
    let Some(response) = body.take() else {
        return Ok(None);
    };
    response.bytes().await.map(Some).map_err(interrupted)
}

/// A transport of the caller's own may have a limit that passes in the middle of a body.
fn interrupted(error: reqwest::Error) -> Cause {
    let error = error.without_url();
    if error.is_timeout() {
        return Cause::Timeout(Limit::Transport(error.into()));
    }
    Cause::Io(error.into())
}

/// Tells whether a request was sent. In doubt it was.
fn classify(error: reqwest::Error) -> SendError {
    // The URL holds the query, and that may hold a key.
    let error = error.without_url();
    #[cfg(not(target_arch = "wasm32"))]
    {
        let said = by_hyper(&error);
        // A connection may be gone before the request is on it, also a new one.
        if error.is_connect() || said.is_some_and(hyper::Error::is_canceled) {
            return SendError::NotSent(error.into());
        }
        // There was an answer, with a head that is not HTTP.
        if said.is_some_and(hyper::Error::is_parse) {
            return SendError::Unreadable(error.into());
        }
    }
    if error.is_builder() {
        return SendError::Unfit(error.into());
    }
    if error.is_timeout() {
        return SendError::TimedOut(error.into());
    }
    SendError::Lost(error.into())
}

/// What became of the request, as the innermost layer that knows of requests has it. What is behind
/// that became of the connection.
#[cfg(not(target_arch = "wasm32"))]
fn by_hyper<'e>(error: &'e (dyn std::error::Error + 'static)) -> Option<&'e hyper::Error> {
    std::iter::successors(Some(error), |error| error.source())
        .find_map(|error| error.downcast_ref())
}
