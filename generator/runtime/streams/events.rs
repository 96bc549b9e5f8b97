//! Server-sent events: a stream of typed events, which connects again where it is allowed to.

use std::fmt;
use std::future::poll_fn;
use std::ops::ControlFlow;
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use bytes::Bytes;
use futures_core::Stream;
use http::{HeaderName, HeaderValue, StatusCode};
use serde_json::Value;

use super::pieces::{Origin, Pieces};
use super::source::{Next, Polled, Source};
use super::sse::{Parser, RawEvent};
use crate::runtime::clock::race;
use crate::runtime::draft::Expected;
use crate::runtime::error::Cause;
use crate::runtime::execute::{self, Outcome, Prepared, Rest};
use crate::runtime::headers;
use crate::runtime::json::{self, Decode, DecodeError, Encode};
use crate::runtime::{Call, Error, Outgoing};

/// How long to wait before connecting again, unless the server says otherwise.
const RETRY: Duration = Duration::from_secs(1);

/// What ends a stream of JSON at many APIs. It is no JSON itself.
const DONE: &str = "[DONE]";

/// An event of a server.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Event<T> {
    /// What happened: `message` unless the server says.
    pub event: String,
    /// The id of this event, or of the last one that had an id; empty if none had.
    pub id: String,
    /// What the server says of it.
    pub data: T,
}

/// Events of a server, which are read while they come.
///
/// It is also a [`Stream`] of them. An event that cannot be read is an error, after which the next
/// ones still come; any other error is the last item. Dropping the stream closes the connection.
///
/// In a browser the first event comes when the answer is there whole: none, if it never ends.
pub struct EventStream<T> {
    source: Polled<Events>,
    decode: Reader<T>,
    texts: Texts,
    end: Option<String>,
}

/// The names of the events whose data is text, where that of others is JSON.
type Texts = &'static [&'static str];

/// How an event is read.
type Reader<T> = fn(&RawEvent, Texts) -> Result<T, DecodeError>;

impl Outgoing {
    /// Ends the request: the answer is events with data of JSON.
    pub(crate) fn call_events<T: Decode>(self) -> Call<EventStream<T>> {
        self.events(|outcome| {
            EventStream::begin(outcome, |event, _| json::decode(&event.data), Some(DONE))
        })
    }

    /// Ends the request: the answer is events with data of text.
    pub(crate) fn call_text_events(self) -> Call<EventStream<String>> {
        self.events(|outcome| EventStream::begin(outcome, |event, _| json::text(&event.data), None))
    }

    /// Ends the request: the answer is events with data of JSON or, where it is no such JSON, of text.
    pub(crate) fn call_mixed_events<T: Decode>(self) -> Call<EventStream<T>> {
        self.events(|outcome| EventStream::begin(outcome, |event, _| mixed(event), Some(DONE)))
    }

    /// Ends the request: the answer is events, and the description tells of each as an object with
    /// the properties `event`, `id` and `data`, of which the last is JSON.
    pub(crate) fn call_event_objects<T: Decode>(self) -> Call<EventStream<T>> {
        self.events(|outcome| {
            EventStream::begin(outcome, |event, _| object(event, &event.data), Some(DONE))
        })
    }

    /// The same, where the data is text.
    pub(crate) fn call_text_event_objects<T: Decode>(self) -> Call<EventStream<T>> {
        self.events(|outcome| EventStream::begin(outcome, |event, _| text_object(event), None))
    }

    /// The same, where the data of the events of these names is text, and that of others JSON.
    pub(crate) fn call_mixed_event_objects<T: Decode>(self, texts: Texts) -> Call<EventStream<T>> {
        self.events_as(texts, |outcome| {
            EventStream::begin(outcome, mixed_object, Some(DONE))
        })
    }

    fn events<T>(
        self,
        decode: fn(&mut Outcome) -> Result<EventStream<T>, DecodeError>,
    ) -> Call<EventStream<T>> {
        self.events_as(&[], decode)
    }

    fn events_as<T>(
        self,
        texts: Texts,
        decode: fn(&mut Outcome) -> Result<EventStream<T>, DecodeError>,
    ) -> Call<EventStream<T>> {
        let expected = Expected::Events {
            reconnects: 0,
            texts,
        };
        self.accept("text/event-stream")
            .call_empty()
            .read_as(expected, decode)
    }
}

/// Reads an event as the object that a description says it is.
fn object<T: Decode>(event: &RawEvent, data: &[u8]) -> Result<T, DecodeError> {
    let (id, is_number) = (&event.id, event.id.parse::<i64>().is_ok());
    let text = json::encode(id);
    // One that has no id is an object without it, and one in digits may be a number: which it is to
    // be, the type says by what it reads.
    let (usual, other) = match id.as_str() {
        "" => (None, Some(&text[..])),
        id if is_number => (Some(&text[..]), Some(id.as_bytes())),
        _ => (Some(&text[..]), None),
    };
    let read = |id| json::decode(&written(event, id, data));
    read(usual).or_else(|error| match other {
        Some(other) => read(Some(other)).map_err(|_| error),
        None => Err(error),
    })
}

/// An event as JSON, with an id that is JSON.
fn written(event: &RawEvent, id: Option<&[u8]>, data: &[u8]) -> Vec<u8> {
    let mut object = b"{\"event\":".to_vec();
    object.extend(json::encode(&event.event));
    if let Some(id) = id {
        object.extend(b",\"id\":");
        object.extend(id);
    }
    if let Some(retry) = event.retry {
        object.extend(format!(",\"retry\":{retry}").into_bytes());
    }
    object.extend(b",\"data\":");
    object.extend(data);
    object.push(b'}');
    object
}

/// Reads an event whose data is text.
fn text_object<T: Decode>(event: &RawEvent) -> Result<T, DecodeError> {
    object(event, &json::encode(&json::text(&event.data)?))
}

/// Reads data that is JSON, or a text where the type knows no such JSON.
fn mixed<T: Decode>(event: &RawEvent) -> Result<T, DecodeError> {
    json::decode(&event.data).or_else(|error| {
        let text = json::encode(&json::text(&event.data)?);
        json::decode(&text).map_err(|_| error)
    })
}

/// Reads an event whose data is text where its name is one of these, or where the type knows no such
/// JSON.
fn mixed_object<T: Decode>(event: &RawEvent, texts: Texts) -> Result<T, DecodeError> {
    let is_json = || json::decode::<Value>(&event.data).is_ok();
    if texts.contains(&event.event.as_str()) || !is_json() {
        return text_object(event);
    }
    object(event, &event.data).or_else(|error| text_object(event).map_err(|_| error))
}

impl<T, P> Call<EventStream<T>, P> {
    /// Sets how often in a row to connect again when the connection ends or is lost, or can't be made
    /// again, before another event has come: never unless set.
    ///
    /// The server is told the id of the last event (`Last-Event-ID`), and decides how long to wait;
    /// one second, then twice as long each time, where it says nothing. Where it asks for a longer wait
    /// than [`max_retry_after`](Self::max_retry_after) allows, the stream ends. A request that may not be
    /// sent twice, such as a `POST`, is never sent again: see
    /// [`retry_mode`](Self::retry_mode).
    pub fn reconnect(self, times: u32) -> Self {
        self.reconnecting(times)
    }
}

impl<T> EventStream<T> {
    fn begin(
        outcome: &mut Outcome,
        decode: Reader<T>,
        end: Option<&str>,
    ) -> Result<Self, DecodeError> {
        check(outcome)?;
        let texts = outcome.rest.as_ref();
        let texts = texts.map_or(&[][..], |rest| rest.prepared.text_events());
        Ok(Self {
            texts,
            source: Polled::new(Pieces::new(outcome, None).map(Events::new)),
            decode,
            end: end.map(str::to_owned),
        })
    }

    /// Ends the stream at an event with this data, which is not given out: `[DONE]` unless set, where
    /// the data is JSON. With `None` no data ends it.
    pub fn set_end<'s>(&mut self, data: impl Into<Option<&'s str>>) {
        self.end = data.into().map(str::to_owned);
    }

    /// Waits for the next event. None at the end.
    ///
    /// Giving up the wait loses nothing: the event comes with the next call.
    pub async fn next(&mut self) -> Option<Result<Event<T>, Error>> {
        poll_fn(|context| self.poll(context)).await
    }

    /// Reads the events without an async runtime, as an iterator.
    #[cfg(all(feature = "blocking", not(target_arch = "wasm32")))]
    pub fn blocking(self) -> super::Blocking<Self> {
        super::Blocking::new(self)
    }

    fn poll(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<Event<T>, Error>>> {
        let (event, origin) = match ready!(self.source.poll(context)) {
            Some(Ok(item)) => item,
            Some(Err(error)) => return Poll::Ready(Some(Err(error))),
            None => return Poll::Ready(None),
        };
        if self
            .end
            .as_ref()
            .is_some_and(|end| *end.as_bytes() == event.data)
        {
            self.source.end();
            return Poll::Ready(None);
        }
        let data = (self.decode)(&event, self.texts);
        let RawEvent {
            event,
            id,
            data: raw,
            ..
        } = event;
        Poll::Ready(Some(match data {
            Ok(data) => Ok(Event { event, id, data }),
            Err(error) => Err(origin.unreadable(error, raw.into())),
        }))
    }
}

impl<T> Stream for EventStream<T> {
    type Item = Result<Event<T>, Error>;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.get_mut().poll(context)
    }
}

impl<T> fmt::Debug for EventStream<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("EventStream").finish_non_exhaustive()
    }
}

/// Refuses what is no stream of events, or cannot be read as one. Nothing of it would be an event, which
/// looks like a stream of none.
fn check(outcome: &Outcome) -> Result<(), DecodeError> {
    let answer = &outcome.answer;
    let refused = if headers::is_document(&answer.headers) {
        answer.header("content-type")
    } else {
        headers::undecoded(&answer.headers)
    };
    match refused {
        Some(found) => Err(DecodeError::other("text/event-stream", found)),
        None => Ok(()),
    }
}

/// Events as they come, over as many connections as it takes.
struct Events {
    /// The answer that they come with.
    origin: Arc<Origin>,
    /// None when there is nothing more to come.
    pieces: Option<Pieces>,
    parser: Parser,
    /// How often it may connect again in a row.
    reconnects: u32,
    /// How often it did since the last event.
    failures: u32,
    /// Whether a request had the id of an event.
    has_told: bool,
}

impl Events {
    fn new(pieces: Pieces) -> Self {
        Self {
            origin: Arc::new(pieces.origin.clone()),
            reconnects: pieces.reconnects(),
            pieces: Some(pieces),
            parser: Parser::default(),
            failures: 0,
            has_told: false,
        }
    }

    async fn event(&mut self) -> Option<Result<RawEvent, Error>> {
        loop {
            if let Some(event) = self.parser.pop() {
                self.failures = 0;
                return Some(Ok(event));
            }
            let pieces = self.pieces.as_mut()?;
            let limit = pieces.item_limit();
            if self.parser.unfinished() as u64 > limit {
                let error = pieces.error(Cause::TooLarge(limit));
                self.pieces = None;
                return Some(Err(error));
            }
            let trouble = match pieces.piece().await {
                Ok(Some(piece)) => {
                    self.parser.push(&piece);
                    continue;
                }
                Ok(None) => None,
                Err(error) => Some(error),
            };
            if let ControlFlow::Break(error) = self.reconnect(trouble).await {
                return error.map(Err);
            }
        }
    }

    /// Connects again, if that is allowed. Otherwise it is over, with what went wrong.
    async fn reconnect(&mut self, mut trouble: Option<Error>) -> ControlFlow<Option<Error>> {
        let Some(pieces) = self.pieces.take() else {
            return ControlFlow::Break(trouble);
        };
        let mut elapsed = pieces.elapsed();
        let Rest {
            mut prepared,
            mut past,
            mut cancel,
            ..
        } = pieces.into_rest();
        loop {
            if !trouble.as_ref().is_none_or(is_worth_it) || self.failures >= self.reconnects {
                return ControlFlow::Break(trouble);
            }
            let Some(delay) = self.delay(&prepared, elapsed) else {
                return ControlFlow::Break(trouble);
            };
            self.failures += 1;
            self.parser.restart();
            self.tell_id(&mut prepared);
            let pause = past.pause(prepared.clock(), delay);
            if race(pin!(pause), cancel.as_mut()).await.is_err() {
                let error = Origin::clone(&self.origin).error(Cause::Cancelled, Bytes::new());
                return ControlFlow::Break(Some(error));
            }
            match execute::again(prepared, past, cancel).await {
                // By this a server tells that it has no more.
                Ok(outcome) if outcome.answer.status == StatusCode::NO_CONTENT => {
                    return ControlFlow::Break(None);
                }
                Ok(mut outcome) => {
                    if let Err(error) = check(&outcome) {
                        let error = Error::decode(Box::new(outcome), error);
                        return ControlFlow::Break(Some(error));
                    }
                    self.origin = Arc::new(Origin::of(&outcome));
                    self.pieces = Pieces::new(&mut outcome, None);
                    return ControlFlow::Continue(());
                }
                Err(lost) => {
                    elapsed = lost.error.elapsed();
                    trouble = Some(lost.error);
                    (prepared, past, cancel) = (lost.prepared, lost.past, lost.cancel);
                }
            }
        }
    }

    /// How long to wait before connecting again: as long as the server says, else twice as long each
    /// time. None where that is longer than allowed, or than the call may take.
    fn delay(&self, prepared: &Prepared, elapsed: Duration) -> Option<Duration> {
        let limits = &prepared.limits;
        let delay = match self.parser.retry {
            Some(asked) if asked > limits.max_retry_after => return None,
            Some(asked) => asked,
            None => {
                let doubled = RETRY.saturating_mul(1 << self.failures.min(6));
                doubled.min(limits.max_retry_after)
            }
        };
        let is_in_time = |deadline| elapsed.saturating_add(delay) < deadline;
        limits.deadline.is_none_or(is_in_time).then_some(delay)
    }

    /// Puts the id of the last event into the next request. Where there was none yet, what the caller
    /// sends stays.
    fn tell_id(&mut self, prepared: &mut Prepared) {
        let name = HeaderName::from_static("last-event-id");
        let id = self.parser.last_id.as_bytes();
        match HeaderValue::from_bytes(id) {
            Ok(id) if !id.is_empty() => {
                prepared.set_header(name, Some(id));
                self.has_told = true;
            }
            // The server took the id back.
            Ok(_) if self.has_told => prepared.set_header(name, None),
            _ => {}
        }
    }
}

/// Whether another connection may work where this one failed.
fn is_worth_it(trouble: &Error) -> bool {
    trouble.is_io() || trouble.is_timeout() || trouble.is_connect()
}

impl Source for Events {
    type Item = (RawEvent, Arc<Origin>);

    fn ready(&mut self) -> Option<Result<Self::Item, Error>> {
        let event = self.parser.pop()?;
        self.failures = 0;
        Some(Ok((event, Arc::clone(&self.origin))))
    }

    fn next(mut self: Box<Self>) -> Next<Self> {
        Box::pin(async move {
            let event = self.event().await;
            let origin = Arc::clone(&self.origin);
            (self, event.map(|event| event.map(|event| (event, origin))))
        })
    }
}
