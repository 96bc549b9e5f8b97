//! The one error of all calls.

mod cause;
mod display;

use std::borrow::Cow;
use std::fmt;
use std::time::Duration;

use bytes::Bytes;
use http::{HeaderMap, Method, StatusCode, header};

pub(crate) use self::cause::{BoxError, Cause, Failure, Limit};
use super::execute::{self, HeldOutcome};
use super::json::{self, Decode, DecodeError, Violation};

/// Why a call, or the construction of a client, failed.
///
/// It never holds the key: where a server repeats it, in a header or in the body, `[redacted]`
/// stands in its place. What an error shows has no query of a URL either, and of all headers the
/// request id alone.
pub struct Error(Box<dyn AsRef<Inner> + Send + Sync>);

/// Behind a trait, so that what drops it is compiled in this crate, and not in each that has errors.
struct Inner {
    failure: Box<Failure>,
    record: Record,
}

/// What is known of a call besides its answer.
#[derive(Debug, Clone, Default)]
pub(crate) struct Record {
    /// None for the construction of a client.
    pub(crate) operation: Option<Operation>,
    pub(crate) attempts: u32,
    pub(crate) elapsed: Duration,
    pub(crate) request_id_header: Option<&'static str>,
    pub(crate) error_messages: &'static [&'static str],
    pub(crate) may_have_been_processed: bool,
    pub(crate) is_body_spent: bool,
}

/// What a call is named by.
#[derive(Debug, Clone)]
pub(crate) struct Operation {
    pub(crate) method: Method,
    pub(crate) template: Cow<'static, str>,
}

/// What kind of failure an [`Error`] is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ErrorKind {
    /// The client could not be made: no key, or a base URL that is none. Or a call could not be
    /// made with it: no credential that the operation takes, a server of its own that is none, or
    /// no randomness for an idempotency key.
    Configuration,
    /// The request is one that the API's description forbids, or none that can be sent. Nothing was
    /// sent.
    InvalidRequest,
    /// The source of bearer tokens failed; the cause is in `source()`. Nothing was sent by the last
    /// attempt: see [`may_have_been_processed`](Error::may_have_been_processed) for those before.
    Token,
    /// There was no connection, or it was gone before the request was on it. Nothing was sent by the last
    /// attempt: see [`may_have_been_processed`](Error::may_have_been_processed) for those before.
    Connect,
    /// It took too long. The server may have received the request: see
    /// [`may_have_been_processed`](Error::may_have_been_processed).
    Timeout,
    /// The connection was lost, or what came over it was not HTTP. The server may have received the
    /// request.
    Io,
    /// The server refused the request, or failed.
    Status,
    /// The server did what was asked for, but its answer cannot be read.
    Decode,
    /// The status is a 3xx one: the server wants the request sent somewhere else, which is not
    /// followed, or has nothing newer than what the caller has (304).
    Redirect,
    /// The body of the answer is larger than allowed.
    TooLarge,
    /// The caller gave the call up.
    Cancelled,
}

impl Error {
    /// Returns what kind of failure it is.
    pub fn kind(&self) -> ErrorKind {
        self.inner().failure.cause.kind()
    }

    /// Whether the client could not be made, or not this call with it.
    pub fn is_configuration(&self) -> bool {
        self.kind() == ErrorKind::Configuration
    }

    /// Whether the request is one that the API's description forbids.
    pub fn is_invalid_request(&self) -> bool {
        self.kind() == ErrorKind::InvalidRequest
    }

    /// Whether the source of bearer tokens failed.
    pub fn is_token(&self) -> bool {
        self.kind() == ErrorKind::Token
    }

    /// Whether there was no connection, so that nothing was sent by the last attempt.
    pub fn is_connect(&self) -> bool {
        self.kind() == ErrorKind::Connect
    }

    /// Whether it took too long.
    pub fn is_timeout(&self) -> bool {
        self.kind() == ErrorKind::Timeout
    }

    /// Whether the connection was lost, or what came over it was not HTTP.
    pub fn is_io(&self) -> bool {
        self.kind() == ErrorKind::Io
    }

    /// Whether the server refused the request, or failed.
    pub fn is_status(&self) -> bool {
        self.kind() == ErrorKind::Status
    }

    /// Whether the answer to a successful request cannot be read.
    pub fn is_decode(&self) -> bool {
        self.kind() == ErrorKind::Decode
    }

    /// Whether the status is a 3xx one.
    pub fn is_redirect(&self) -> bool {
        self.kind() == ErrorKind::Redirect
    }

    /// Whether the body of the answer is larger than allowed.
    pub fn is_too_large(&self) -> bool {
        self.kind() == ErrorKind::TooLarge
    }

    /// Whether the caller gave the call up.
    pub fn is_cancelled(&self) -> bool {
        self.kind() == ErrorKind::Cancelled
    }

    /// Whether the server may have done what was asked for, in any of the attempts. If not, the
    /// call can be made again without harm.
    pub fn may_have_been_processed(&self) -> bool {
        self.inner().record.may_have_been_processed
    }

    /// Returns the status of the answer, if there was one. It can be a 2xx one: of an answer that
    /// did not come whole, or cannot be read.
    pub fn status(&self) -> Option<StatusCode> {
        self.inner()
            .failure
            .answer
            .as_ref()
            .map(|answer| answer.status)
    }

    /// Returns the headers of the answer, if there was one.
    pub fn headers(&self) -> Option<&HeaderMap> {
        self.inner()
            .failure
            .answer
            .as_ref()
            .map(|answer| &answer.headers)
    }

    /// Returns the body of the answer, if there was one, as far as it came.
    pub fn bytes(&self) -> Option<&Bytes> {
        self.inner()
            .failure
            .answer
            .as_ref()
            .map(|answer| &answer.body)
    }

    /// Returns the body of the answer as a type, if it is of that shape: one of `types`, such as
    /// `JsonValue`, one of the standard library, or a list or map of these.
    pub fn body<T: Decode>(&self) -> Option<T> {
        self.inner().failure.answer.as_ref()?.json().ok()
    }

    /// Returns the items of a list that the body has under a name, those that are of the type.
    pub(crate) fn items<T: Decode>(&self, name: &str) -> Vec<T> {
        let answer = self.inner().failure.answer.as_ref();
        let items = answer.map(|answer| json::items(answer.json_text(), name));
        let items = items.and_then(Result::ok).unwrap_or_default();
        let read = items.into_iter().map(json::decode);
        read.filter_map(Result::ok).collect()
    }

    /// Returns the status of an answer that is no success.
    pub(crate) fn refused_with(&self) -> Option<u16> {
        let status = self.status()?;
        (!status.is_success()).then(|| status.as_u16())
    }

    /// Returns what the server says went wrong, if its answer says so where the API is known to. Of a
    /// success that can't be read that is only what stands in an `error…` of the body.
    pub fn message(&self) -> Option<&str> {
        self.inner().failure.message.as_deref()
    }

    /// Returns the id by which the API's support knows the request, if the answer has one.
    pub fn request_id(&self) -> Option<&str> {
        let name = self.inner().record.request_id_header?;
        self.inner().failure.answer.as_ref()?.header(name)
    }

    /// Returns how long the server asked the client to wait.
    pub fn retry_after(&self) -> Option<Duration> {
        self.inner().failure.retry_after
    }

    /// Returns where a redirect leads to.
    pub fn location(&self) -> Option<&str> {
        self.inner()
            .failure
            .answer
            .as_ref()?
            .header(header::LOCATION.as_str())
    }

    /// Returns what the request holds against the API's description, all of it. What is wrong besides
    /// stands in the message alone: a header that can't be one, a stream of a body that was sent
    /// with another call, a page on another server.
    pub fn violations(&self) -> &[Violation] {
        match &self.inner().failure.cause {
            Cause::InvalidRequest { violations, .. } => violations,
            _ => &[],
        }
    }

    /// Returns where and why the body could not be read, if it came whole.
    pub fn decode_error(&self) -> Option<&DecodeError> {
        match &self.inner().failure.cause {
            Cause::Decode(source) => source.downcast_ref(),
            _ => None,
        }
    }

    /// Returns the method of the request.
    pub fn method(&self) -> Option<&Method> {
        let operation = self.inner().record.operation.as_ref();
        operation.map(|operation| &operation.method)
    }

    /// Returns the path of the request as the API's description has it, without its parameters.
    pub fn path_template(&self) -> Option<&str> {
        let operation = self.inner().record.operation.as_ref();
        operation.map(|operation| &*operation.template)
    }

    /// Returns how often the call was tried, attempts without a connection included.
    pub fn attempts(&self) -> u32 {
        self.inner().record.attempts
    }

    /// Returns how long the call took, with all its attempts and the delays between them.
    pub fn elapsed(&self) -> Duration {
        self.inner().record.elapsed
    }
}

impl AsRef<Self> for Inner {
    fn as_ref(&self) -> &Self {
        self
    }
}

impl Error {
    fn inner(&self) -> &Inner {
        (*self.0).as_ref()
    }

    pub(crate) fn new(failure: Box<Failure>, record: Record) -> Self {
        Self(Box::new(Inner { failure, record }))
    }

    pub(crate) fn configuration(message: impl Into<String>) -> Self {
        let cause = Cause::Configuration(message.into(), None);
        Self::new(cause.into(), Record::default())
    }

    /// The transport cannot be set up.
    pub(crate) fn transport_setup(source: BoxError) -> Self {
        let message = format!("the transport could not be set up: {source}");
        let cause = Cause::Configuration(message, Some(source));
        Self::new(cause.into(), Record::default())
    }

    pub(crate) fn decode(outcome: HeldOutcome, error: DecodeError) -> Self {
        let outcome = outcome.into_outcome();
        let mut answer = outcome.answer;
        // A success that is none in its words. Any other text is what was asked for, which is not meant
        // for logs.
        let pointers = outcome.record.error_messages.iter().copied();
        let pointers = pointers.filter(|pointer| pointer.starts_with("/error"));
        let message = execute::message(pointers, outcome.key.as_deref(), &answer);
        let error = match outcome.key {
            Some(key) => {
                key.redact_body(&mut answer.body);
                error.map_pointers(&|pointer| key.redact(pointer))
            }
            None => error,
        };
        let mut failure = Box::<Failure>::from(Cause::Decode(error.into()));
        failure.is_empty = outcome.rest.is_none() && answer.body.is_empty();
        failure.answer = Some(answer);
        failure.message = message;
        let mut record = outcome.record;
        record.may_have_been_processed = true;
        Self::new(failure, record)
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.inner().failure.cause.source()
    }
}

/// Without the body and the headers, which may hold what is not meant for logs.
impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let body = self.bytes().map(Bytes::len);
        f.debug_struct("Error")
            .field("kind", &self.kind())
            .field("message", &self.to_string())
            .field("status", &self.status().map(|status| status.as_u16()))
            .field("request_id", &self.request_id())
            .field("attempts", &self.attempts())
            .field("elapsed", &self.elapsed())
            .field("body_bytes", &body)
            .field("source", &self.inner().failure.cause.source())
            .finish()
    }
}
