//! Many JSON values in one answer, a line each or as a JSON sequence, which are read while they come.

use std::fmt;
use std::future::poll_fn;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use bytes::Bytes;
use futures_core::Stream;

use super::framing::{Frame, Frames, Framing};
use super::pieces::{Origin, Pieces};
use super::source::{Next, Polled, Source};
use crate::runtime::draft::Expected;
use crate::runtime::error::Cause;
use crate::runtime::execute::Outcome;
use crate::runtime::json::{self, Decode, DecodeError};
use crate::runtime::{Call, Error, Outgoing};

/// Many JSON values in one answer, which are read while they come: a line each, or as a JSON
/// sequence (RFC 7464).
///
/// It is also a [`Stream`] of them. A value that cannot be read is an error, after which the next
/// ones still come; any other error is the last item. Dropping the stream closes the connection.
pub struct JsonStream<T> {
    source: Polled<Items>,
    origin: Origin,
    decode: fn(&Bytes) -> Result<T, DecodeError>,
}

impl Outgoing {
    /// Ends the request: the answer is lines of JSON, of a media type.
    pub(crate) fn call_lines<T: Decode>(self, media_type: &'static str) -> Call<JsonStream<T>> {
        self.accept(media_type)
            .call_empty()
            .read_as(Expected::Stream, |outcome| {
                JsonStream::begin(outcome, Framing::Lines)
            })
    }

    /// Ends the request: the answer is a JSON sequence.
    pub(crate) fn call_sequence<T: Decode>(self, media_type: &'static str) -> Call<JsonStream<T>> {
        self.accept(media_type)
            .call_empty()
            .read_as(Expected::Stream, |outcome| {
                JsonStream::begin(outcome, Framing::Sequence)
            })
    }
}

impl<T> JsonStream<T> {
    #[expect(
        clippy::unnecessary_wraps,
        reason = "what reads an answer may fail; this doesn't"
    )]
    fn begin(outcome: &mut Outcome, framing: Framing) -> Result<Self, DecodeError>
    where
        T: Decode,
    {
        let origin = Origin::of(outcome);
        let items = Pieces::new(outcome, None).map(|pieces| Items {
            pieces: Some(pieces),
            frames: Frames::new(framing),
        });
        Ok(Self {
            source: Polled::new(items),
            origin,
            decode: |text| json::decode(text),
        })
    }

    /// Waits for the next value. None at the end.
    ///
    /// Giving up the wait loses nothing: the value comes with the next call.
    pub async fn next(&mut self) -> Option<Result<T, Error>> {
        poll_fn(|context| self.poll(context)).await
    }

    /// Reads the values without an async runtime, as an iterator.
    #[cfg(all(feature = "blocking", not(target_arch = "wasm32")))]
    pub fn blocking(self) -> super::Blocking<Self> {
        super::Blocking::new(self)
    }

    fn poll(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<T, Error>>> {
        let (text, value) = match ready!(self.source.poll(context)) {
            Some(Ok(Frame::Whole(text))) => {
                let value = (self.decode)(&text);
                (text, value)
            }
            Some(Ok(Frame::Truncated(text))) => {
                let error = DecodeError::other("the end of a JSON text", "a text that was cut off");
                (text, Err(error))
            }
            Some(Err(error)) => return Poll::Ready(Some(Err(error))),
            None => return Poll::Ready(None),
        };
        Poll::Ready(Some(
            value.map_err(|error| self.origin.unreadable(error, text)),
        ))
    }
}

impl<T> Stream for JsonStream<T> {
    type Item = Result<T, Error>;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.get_mut().poll(context)
    }
}

impl<T> fmt::Debug for JsonStream<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("JsonStream").finish_non_exhaustive()
    }
}

/// The texts of an answer.
struct Items {
    /// None when there is nothing more to come.
    pieces: Option<Pieces>,
    frames: Frames,
}

impl Items {
    async fn item(&mut self) -> Option<Result<Frame, Error>> {
        loop {
            if let Some(frame) = self.frames.pop() {
                return Some(Ok(frame));
            }
            let pieces = self.pieces.as_mut()?;
            let limit = pieces.item_limit();
            let next = if self.frames.unfinished() as u64 > limit {
                Err(pieces.error(Cause::TooLarge(limit)))
            } else {
                pieces.piece().await
            };
            let error = match next {
                Ok(Some(piece)) => {
                    self.frames.push(&piece);
                    continue;
                }
                Ok(None) => {
                    self.pieces = None;
                    return self.frames.finish().map(Ok);
                }
                Err(error) => error,
            };
            self.pieces = None;
            return Some(Err(error));
        }
    }
}

impl Source for Items {
    type Item = Frame;

    fn ready(&mut self) -> Option<Result<Frame, Error>> {
        self.frames.pop().map(Ok)
    }

    fn next(mut self: Box<Self>) -> Next<Self> {
        Box::pin(async move {
            let item = self.item().await;
            (self, item)
        })
    }
}
