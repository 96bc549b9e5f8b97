//! The body of an answer while it comes: a piece at a time, each within its limits, and none before
//! the caller asks for it.

use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http::{HeaderMap, StatusCode, header};

use super::inflate::Inflate;
use super::source::{Next, Source};
use crate::runtime::Error;
use crate::runtime::clock::{Elapsed, race};
use crate::runtime::credentials::Secrets;
use crate::runtime::error::{Cause, Failure, Limit, Record};
use crate::runtime::execute::{Outcome, Rest};
use crate::runtime::headers;
use crate::runtime::json::DecodeError;
use crate::runtime::response::Answer;

/// A body that is being read.
pub(super) struct Pieces {
    rest: Box<Rest>,
    pub(super) origin: Origin,
    inflate: Option<Inflate>,
    /// How many bytes there may be in all.
    limit: Option<u64>,
    taken: u64,
    is_over: bool,
}

/// The answer that a failure in the middle of it belongs to.
#[derive(Clone)]
pub(super) struct Origin {
    status: StatusCode,
    headers: HeaderMap,
    record: Record,
    key: Option<Arc<Secrets>>,
}

impl Pieces {
    /// Takes over the body of an answer. None if it has come already.
    pub(super) fn new(outcome: &mut Outcome, limit: Option<u64>) -> Option<Self> {
        let origin = Origin::of(outcome);
        let inflate = Inflate::new(headers::encoding(&origin.headers));
        outcome.rest.take().map(|rest| Self {
            rest,
            origin,
            inflate,
            limit,
            taken: 0,
            is_over: false,
        })
    }

    /// Whether the body is decompressed on the way.
    pub(super) fn is_compressed(&self) -> bool {
        self.inflate.is_some()
    }

    /// Returns how often in a row the call may be made again.
    pub(super) fn reconnects(&self) -> u32 {
        self.rest.prepared.reconnects()
    }

    /// Lets the connection go, and returns what is needed to make the call again.
    pub(super) fn into_rest(self) -> Rest {
        *self.rest
    }

    /// Waits for the next piece. None at the end, and after a failure.
    pub(super) async fn piece(&mut self) -> Result<Option<Bytes>, Error> {
        if self.is_over {
            return Ok(None);
        }
        let result = self.decoded().await.and_then(|piece| self.count(piece));
        self.is_over = !matches!(result, Ok(Some(_)));
        result.map_err(|cause| self.error(cause))
    }

    fn count(&mut self, piece: Option<Bytes>) -> Result<Option<Bytes>, Cause> {
        let length = piece.as_ref().map_or(0, Bytes::len);
        self.taken = self.taken.saturating_add(length as u64);
        match self.limit {
            Some(limit) if self.taken > limit => Err(Cause::TooLarge(limit)),
            _ => Ok(piece),
        }
    }

    async fn decoded(&mut self) -> Result<Option<Bytes>, Cause> {
        loop {
            if let Some(inflate) = &mut self.inflate {
                if let Some(piece) = inflate.next().map_err(undecodable)? {
                    return Ok(Some(piece));
                }
            }
            let piece = self.received().await?;
            match (&mut self.inflate, piece) {
                (None, piece) => return Ok(piece),
                (Some(inflate), Some(piece)) => inflate.add(piece),
                (Some(inflate), None) => {
                    return inflate.finish().map(|()| None).map_err(undecodable);
                }
            }
        }
    }

    async fn received(&mut self) -> Result<Option<Bytes>, Cause> {
        let left = self.left();
        let Rest {
            incoming,
            prepared,
            cancel,
            ..
        } = &mut *self.rest;
        let mut timer = left.as_ref().map(|(left, _)| prepared.clock().timer(*left));
        let receiving = pin!(incoming.chunk());
        let in_time = pin!(race(receiving, timer.as_mut()));
        match race(in_time, cancel.as_mut()).await {
            Ok(Ok(Ok(piece))) => Ok(piece),
            Ok(Ok(Err(cause))) => Err(cause),
            Ok(Err(Elapsed)) => {
                Err(left.map_or(Cause::Cancelled, |(_, limit)| Cause::Timeout(limit)))
            }
            Err(Elapsed) => Err(Cause::Cancelled),
        }
    }

    /// Returns how long the next piece may take, and which limit that is.
    fn left(&self) -> Option<(Duration, Limit)> {
        let limits = &self.rest.prepared.limits;
        let piece = limits.timeout.map(|limit| (limit, Limit::Piece(limit)));
        let Some(deadline) = limits.deadline else {
            return piece;
        };
        let left = deadline.saturating_sub(self.elapsed());
        match piece {
            Some((limit, _)) if limit <= left => piece,
            _ => Some((left, Limit::Deadline(deadline))),
        }
    }

    /// Returns how long the call has taken.
    pub(super) fn elapsed(&self) -> Duration {
        let now = self.rest.prepared.clock().now();
        now.saturating_duration_since(self.rest.past.started)
    }

    /// Returns how many bytes an item of the body may have.
    pub(super) fn item_limit(&self) -> u64 {
        self.rest.prepared.limits.max_response_bytes
    }

    /// A failure in the middle of the body.
    pub(super) fn error(&self, cause: Cause) -> Error {
        let mut origin = self.origin.clone();
        origin.record.elapsed = self.elapsed();
        origin.error(cause, Bytes::new())
    }
}

impl Source for Pieces {
    type Item = Bytes;

    fn next(mut self: Box<Self>) -> Next<Self> {
        Box::pin(async move {
            let piece = self.piece().await.transpose();
            (self, piece)
        })
    }
}

impl Origin {
    pub(super) fn of(outcome: &Outcome) -> Self {
        let mut record = outcome.record.clone();
        record.may_have_been_processed = true;
        Self {
            status: outcome.answer.status,
            headers: outcome.answer.headers.clone(),
            record,
            key: outcome.key.clone(),
        }
    }

    /// Returns a header, if it is text.
    pub(super) fn text(&self, name: &header::HeaderName) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    pub(super) fn error(self, cause: Cause, mut body: Bytes) -> Error {
        if let Some(key) = &self.key {
            key.redact_body(&mut body);
        }
        let mut failure = Box::<Failure>::from(cause);
        failure.answer = Some(Answer {
            status: self.status,
            headers: self.headers,
            body,
        });
        Error::new(failure, self.record)
    }

    /// An item that cannot be read. Those after it can be.
    pub(super) fn unreadable(&self, error: DecodeError, item: Bytes) -> Error {
        let error = match &self.key {
            Some(key) => error.map_pointers(&|pointer| key.redact(pointer)),
            None => error,
        };
        self.clone().error(Cause::Decode(error.into()), item)
    }
}

fn undecodable(error: std::io::Error) -> Cause {
    Cause::Decode(error.into())
}
