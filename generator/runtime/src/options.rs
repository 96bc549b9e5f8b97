//! What a caller can choose, for a client or for one call.

use std::time::Duration;

use super::headers::HeaderLayer;
use super::server::Server;

/// Choices for a client, see [`Client::with_options`](super::Client::with_options). What is not
/// set stays as it was.
///
/// A [`Call`](super::Call) and a [`ClientBuilder`](super::ClientBuilder) have the same methods.
#[derive(Debug, Clone, Default)]
#[must_use]
pub struct Options {
    pub(crate) timeout: Option<Bound>,
    pub(crate) connect_timeout: Option<Bound>,
    pub(crate) deadline: Option<Bound>,
    pub(crate) max_retries: Option<u32>,
    pub(crate) max_retry_after: Option<Duration>,
    pub(crate) retry_mode: Option<RetryMode>,
    pub(crate) max_response_bytes: Option<u64>,
    pub(crate) generate_idempotency_keys: Option<bool>,
    pub(crate) validate: Option<bool>,
    pub(crate) server: Option<Server>,
    pub(crate) headers: HeaderLayer,
}

/// How long something may take; `None` is for ever.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Bound(pub(crate) Option<Duration>);

/// Which requests may be sent again after a failure.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[non_exhaustive]
pub enum RetryMode {
    /// Those for which it can do no harm: idempotent methods, requests with an idempotency key,
    /// and requests that certainly were not processed.
    #[default]
    Safe,
    /// All. The server may carry out twice what was asked for once.
    Always,
    /// None.
    Never,
}

/// The methods that set options, on a type that holds [`Options`].
macro_rules! option_setters {
    ($self:ident => $options:expr) => {
        /// Sets how long one attempt may take, the body of the answer included: 60 s unless set.
        /// Zero means at once, `None` means for ever.
        ///
        /// Where an answer is read as a stream, that is how long it may take to begin, and then
        /// each piece of it to come.
        pub fn timeout(mut $self, limit: impl Into<Option<Duration>>) -> Self {
            $options.timeout = Some(Bound(limit.into()));
            $self
        }

        /// Sets how long it may take to connect: 5 s unless set. Zero means at once, `None` means
        /// for ever.
        ///
        /// Calls with another limit than their client was built with share connections among each
        /// other only. It has no effect on a `reqwest::Client` of one's own, nor in a browser.
        pub fn connect_timeout(mut $self, limit: impl Into<Option<Duration>>) -> Self {
            $options.connect_timeout = Some(Bound(limit.into()));
            $self
        }

        /// Sets how long a whole call may take, with all its attempts and the delays between them:
        /// for ever unless set.
        ///
        /// Where an answer is read as a stream, it is how long all of the stream may take, connections
        /// that are made again included: it then ends with a timeout. For one that goes on for ever set
        /// `None` on the call.
        pub fn deadline(mut $self, limit: impl Into<Option<Duration>>) -> Self {
            $options.deadline = Some(Bound(limit.into()));
            $self
        }

        /// Sets how often a request is sent again after a failure, at most: twice unless set.
        pub fn max_retries(mut $self, count: u32) -> Self {
            $options.max_retries = Some(count);
            $self
        }

        /// Sets how long a server may ask the client to wait before it tries again: 60 s unless
        /// set. A server that asks for more gets no retry; the error tells how long it asked for.
        pub fn max_retry_after(mut $self, limit: Duration) -> Self {
            $options.max_retry_after = Some(limit);
            $self
        }

        /// Sets which requests may be sent again after a failure: [`RetryMode::Safe`] unless set.
        pub fn retry_mode(mut $self, mode: RetryMode) -> Self {
            $options.retry_mode = Some(mode);
            $self
        }

        /// Sets how many bytes the body of an answer may have, after decompression: 64 MiB unless
        /// set. More is an error.
        ///
        /// Where an answer is read as a stream, that is how many bytes each item of it may have;
        /// a download of bytes has no limit unless it is set.
        pub fn max_response_bytes(mut $self, limit: u64) -> Self {
            $options.max_response_bytes = Some(limit);
            $self
        }

        /// Sets whether operations that take an idempotency key get a fresh one when the caller
        /// gives none: they do unless set.
        pub fn generate_idempotency_keys(mut $self, generate: bool) -> Self {
            $options.generate_idempotency_keys = Some(generate);
            $self
        }

        /// Sets whether a request that the API's description forbids is refused before it is sent:
        /// it is unless set.
        pub fn validate(mut $self, validate: bool) -> Self {
            $options.validate = Some(validate);
            $self
        }

        /// Sets the server: one of the API, or any URL.
        ///
        /// Set on a call, it goes before all else, and the credentials of the client go there. Set
        /// for a client, an operation that has a server of its own stays with it, with the values
        /// of the variables that both have, and the client's base URL goes before it.
        pub fn server(mut $self, server: impl Into<Server>) -> Self {
            $options.server = Some(server.into());
            $self
        }

        /// Sets a header, in the place of one that would be sent otherwise.
        ///
        /// A name or value that no header can have comes out as an error: of the construction of a
        /// client, or of the call.
        pub fn header(mut $self, name: impl AsRef<str>, value: impl AsRef<str>) -> Self {
            $options.headers.set(name.as_ref(), value.as_ref());
            $self
        }

        /// Takes away a header that would be sent otherwise.
        pub fn remove_header(mut $self, name: impl AsRef<str>) -> Self {
            $options.headers.remove(name.as_ref());
            $self
        }
    };
}
pub(crate) use option_setters;

impl Options {
    /// Changes nothing.
    pub fn new() -> Self {
        Self::default()
    }

    option_setters!(self => self.options_mut());

    /// Puts these choices on top of others.
    pub(crate) fn over(self, below: &Self) -> Self {
        let mut headers = below.headers.clone();
        headers.extend(&self.headers);
        Self {
            timeout: self.timeout.or(below.timeout),
            connect_timeout: self.connect_timeout.or(below.connect_timeout),
            deadline: self.deadline.or(below.deadline),
            max_retries: self.max_retries.or(below.max_retries),
            max_retry_after: self.max_retry_after.or(below.max_retry_after),
            retry_mode: self.retry_mode.or(below.retry_mode),
            max_response_bytes: self.max_response_bytes.or(below.max_response_bytes),
            generate_idempotency_keys: self
                .generate_idempotency_keys
                .or(below.generate_idempotency_keys),
            validate: self.validate.or(below.validate),
            server: self.server.or_else(|| below.server.clone()),
            headers,
        }
    }

    fn options_mut(&mut self) -> &mut Self {
        self
    }
}

/// The limits that hold for one call.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Limits {
    pub(crate) timeout: Option<Duration>,
    pub(crate) connect_timeout: Option<Duration>,
    pub(crate) deadline: Option<Duration>,
    pub(crate) max_retries: u32,
    pub(crate) max_retry_after: Duration,
    pub(crate) retry_mode: RetryMode,
    pub(crate) max_response_bytes: u64,
    /// The same for bytes that are handed over piece by piece.
    pub(crate) max_download_bytes: Option<u64>,
}

impl Limits {
    /// Resolves the choices of a call and of its client.
    pub(crate) fn of(call: &Options, client: &Options) -> Self {
        let within = |seconds| Bound(Some(Duration::from_secs(seconds)));
        let max_bytes = call.max_response_bytes.or(client.max_response_bytes);
        let connect_timeout = call.connect_timeout.or(client.connect_timeout);
        Self {
            timeout: call.timeout.or(client.timeout).unwrap_or(within(60)).0,
            connect_timeout: connect_timeout.unwrap_or(within(5)).0,
            deadline: call.deadline.or(client.deadline).unwrap_or(Bound(None)).0,
            max_retries: call.max_retries.or(client.max_retries).unwrap_or(2),
            max_retry_after: call
                .max_retry_after
                .or(client.max_retry_after)
                .unwrap_or(Duration::from_secs(60)),
            retry_mode: call.retry_mode.or(client.retry_mode).unwrap_or_default(),
            max_response_bytes: max_bytes.unwrap_or(64 << 20),
            max_download_bytes: max_bytes,
        }
    }
}
