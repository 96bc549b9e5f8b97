//! One call: its options, and the thin generic shell around the core that all calls share.

use std::fmt;
use std::marker::PhantomData;
use std::pin::Pin;
use std::sync::Mutex;
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::Bytes;
use serde_json::Value;

use super::clock::BoxFuture;
use super::draft::{Draft, Expected};
use super::error::Error;
use super::execute::{self, HeldOutcome, Outcome};
use super::json::{Decode, DecodeError};
use super::options::{Bound, Options, RetryMode, option_setters};
use super::outgoing::Outgoing;
use super::path;
use super::response::{Answer, Response};
use super::server::Server;

/// What a call comes to.
pub(crate) type Result<T> = std::result::Result<Response<T>, Error>;

/// Reads an answer. A plain function: it is compiled where the operation is, once.
pub(crate) type Decoder<T> = fn(&mut Outcome) -> std::result::Result<T, DecodeError>;

/// Reads text of a media type.
pub(crate) fn text_of(media_type: &str) -> Decoder<String> {
    if may_be_a_page(media_type) {
        return |outcome| outcome.answer.text();
    }
    |outcome| {
        outcome
            .answer
            .no_page()
            .and_then(|()| outcome.answer.text())
    }
}

/// Reads bytes of a media type.
pub(crate) fn bytes_of(media_type: &str) -> Decoder<Bytes> {
    if may_be_a_page(media_type) {
        return |outcome| Ok(outcome.answer.bytes());
    }
    |outcome| outcome.answer.no_page().map(|()| outcome.answer.bytes())
}

/// Reads a text of a media type, where there is one.
pub(crate) fn text_if_any(media_type: &str) -> Decoder<Option<String>> {
    if may_be_a_page(media_type) {
        return |outcome| outcome.answer.if_any(Answer::text);
    }
    |outcome| {
        let answer = &outcome.answer;
        answer.no_page().and_then(|()| answer.if_any(Answer::text))
    }
}

/// Reads bytes of a media type, where there are any.
pub(crate) fn bytes_if_any(media_type: &str) -> Decoder<Option<Bytes>> {
    if may_be_a_page(media_type) {
        return |outcome| outcome.answer.if_any(|answer| Ok(answer.bytes()));
    }
    |outcome| {
        let answer = &outcome.answer;
        let read = |()| answer.if_any(|answer| Ok(answer.bytes()));
        answer.no_page().and_then(read)
    }
}

/// Whether what is asked for is HTML, begins like it, or may be anything.
fn may_be_a_page(media_type: &str) -> bool {
    let page = ["*", "html", "xml", "octet-stream"];
    page.iter().any(|part| media_type.contains(part))
}

/// A call that is ready to be made, with options of its own. Nothing is sent before it is awaited.
///
/// Dropping the future of a call stops it, wherever it is. The server may have received the
/// request by then.
///
/// `T` is what the call answers. `P` marks the operation where it has optional parameters, which
/// then have a method each.
#[must_use = "a call does nothing until it is awaited"]
pub struct Call<T, P = ()> {
    /// What is sent, which the methods of optional parameters change.
    pub(crate) outgoing: Outgoing,
    decode: Decoder<T>,
    operation: PhantomData<fn() -> P>,
}

impl<T> Call<T> {
    pub(crate) fn new(outgoing: Outgoing, decode: Decoder<T>) -> Self {
        Self::from_parts(outgoing, decode)
    }

    /// The same call, marked as one of an operation with optional parameters.
    pub(crate) fn marked<P>(self) -> Call<T, P> {
        Call::from_parts(self.outgoing, self.decode)
    }
}

impl<T, P> Call<T, P> {
    /// Puts a call together.
    pub(crate) fn from_parts(outgoing: Outgoing, decode: Decoder<T>) -> Self {
        Self {
            outgoing,
            decode,
            operation: PhantomData,
        }
    }

    /// Takes a call apart.
    pub(crate) fn into_parts(self) -> (Box<Draft>, Decoder<T>) {
        (self.outgoing.draft, self.decode)
    }

    option_setters!(self => self.outgoing.draft.options);

    /// Adds a query parameter that the operation does not have, or sets one that it sends by itself.
    pub fn query(mut self, name: impl AsRef<str>, value: impl AsRef<str>) -> Self {
        let query = &mut self.outgoing.draft.request.query;
        path::append_query(query, name.as_ref(), value.as_ref());
        self
    }

    /// Asks for the answer as text of a media type, such as `text/csv`, instead of what the method
    /// gives.
    pub fn accept_text(self, media_type: &str) -> Call<String, P> {
        self.accepting(media_type, text_of(media_type))
    }

    /// Asks for the answer as bytes of a media type, such as `application/pdf`, instead of what the
    /// method gives.
    pub fn accept_bytes(self, media_type: &str) -> Call<Bytes, P> {
        self.accepting(media_type, bytes_of(media_type))
    }

    /// Asks for the answer as JSON of a media type, such as `application/vnd.example.v2+json`, and
    /// reads it as another type than the method gives: one of `types`, such as `JsonValue`, one of
    /// the standard library, or a list or map of these.
    pub fn accept_json<U: Decode>(self, media_type: &str) -> Call<U, P> {
        self.accepting(media_type, |outcome| outcome.answer.json())
    }

    fn accepting<U>(mut self, media_type: &str, decode: Decoder<U>) -> Call<U, P> {
        self.outgoing
            .draft
            .options
            .headers
            .set("accept", media_type);
        self.read_as(Expected::Whole, decode)
    }

    /// The same call, whose stream is connected again so often in a row.
    pub(crate) fn reconnecting(mut self, times: u32) -> Self {
        if let Expected::Events { reconnects, .. } = &mut self.outgoing.draft.expected {
            *reconnects = times;
        }
        self
    }

    /// The same call, with an answer that is read in another way.
    pub(crate) fn read_as<U>(mut self, expected: Expected, decode: Decoder<U>) -> Call<U, P> {
        self.outgoing.draft.expected = expected;
        Call::from_parts(self.outgoing, decode)
    }

    /// Sets a property of the JSON body, in the place of one that is there already. It is not
    /// checked against the description.
    pub fn extra_body(mut self, name: impl Into<String>, value: impl Into<Value>) -> Self {
        self.outgoing
            .draft
            .extra_body
            .push((name.into(), value.into()));
        self
    }

    /// Sets the idempotency key, which makes the call safe to send again: where the operation has
    /// a place for it, and in a header where it has none.
    pub fn idempotency_key(mut self, key: impl Into<String>) -> Self {
        self.outgoing.draft.idempotency_key = Some(key.into());
        self
    }

    /// Gives the call up when a future is ready, such as that of a cancellation token. It then
    /// fails as cancelled, also while it waits between two tries.
    pub fn cancel_when(mut self, signal: impl CancelSignal) -> Self {
        self.outgoing.draft.cancel = Some(Mutex::new(Box::pin(signal)));
        self
    }

    /// Makes the call. The same as awaiting it.
    pub fn send(self) -> CallFuture<T> {
        CallFuture {
            outcome: execute::execute(self.outgoing.draft),
            decode: self.decode,
        }
    }

    /// Makes the call and blocks the thread until it ends. No async runtime is needed.
    ///
    /// Not for use in async code, where it would block other tasks too.
    #[cfg(all(feature = "blocking", not(target_arch = "wasm32")))]
    pub fn send_blocking(self) -> std::result::Result<Response<T>, Error> {
        self.send().block()
    }
}

impl<T, P> IntoFuture for Call<T, P> {
    type Output = Result<T>;
    type IntoFuture = CallFuture<T>;

    fn into_future(self) -> Self::IntoFuture {
        self.send()
    }
}

impl<T, P> fmt::Debug for Call<T, P> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Call({})", self.outgoing.draft.request)
    }
}

/// A future that ends when a call is to be given up.
#[cfg(not(target_arch = "wasm32"))]
pub trait CancelSignal: Future<Output = ()> + Send + 'static {}

#[cfg(not(target_arch = "wasm32"))]
impl<F: Future<Output = ()> + Send + 'static> CancelSignal for F {}

/// A future that ends when a call is to be given up.
#[cfg(target_arch = "wasm32")]
pub trait CancelSignal: Future<Output = ()> + 'static {}

#[cfg(target_arch = "wasm32")]
impl<F: Future<Output = ()> + 'static> CancelSignal for F {}

/// A call that is being made.
#[must_use = "a call does nothing until it is awaited"]
pub struct CallFuture<T> {
    outcome: BoxFuture<std::result::Result<HeldOutcome, Error>>,
    decode: Decoder<T>,
}

#[cfg(all(feature = "blocking", not(target_arch = "wasm32")))]
impl<T> CallFuture<T> {
    /// Blocks the thread until the call ends.
    pub(crate) fn block(self) -> Result<T> {
        let outcome = super::blocking::run(self.outcome)?;
        Response::read(outcome, self.decode)
    }
}

impl<T> Future for CallFuture<T> {
    type Output = Result<T>;

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let call = self.get_mut();
        match call.outcome.as_mut().poll(context) {
            Poll::Ready(Ok(outcome)) => Poll::Ready(Response::read(outcome, call.decode)),
            Poll::Ready(Err(error)) => Poll::Ready(Err(error)),
            Poll::Pending => Poll::Pending,
        }
    }
}

impl<T> fmt::Debug for CallFuture<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("CallFuture")
    }
}
