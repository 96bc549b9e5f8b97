//! What a mock answers.

use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use serde_json::Value;

use super::super::json;

/// What a mock answers: a status, headers and a body, or a failure.
#[derive(Debug, Clone)]
#[must_use]
pub struct Reply(pub(super) Kind);

#[derive(Debug, Clone)]
pub(super) enum Kind {
    Answer(Answer),
    /// No connection.
    Refuse,
    /// The connection is lost before an answer.
    Lose,
    /// No answer at all.
    Hang,
}

#[derive(Debug, Clone)]
pub(super) struct Answer {
    pub(super) status: StatusCode,
    pub(super) headers: HeaderMap,
    pub(super) body: Bytes,
    pub(super) end: End,
}

/// What comes after the body.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum End {
    /// The end of the answer.
    Whole,
    /// The connection is lost.
    Cut,
    /// Nothing, not even an end.
    Stalled,
}

impl Reply {
    /// An answer without a body.
    ///
    /// # Panics
    /// If no answer can have the status.
    pub fn status(status: u16) -> Self {
        let status = StatusCode::from_u16(status);
        Self(Kind::Answer(Answer {
            status: status.expect("a status is a number from 100 to 999"),
            headers: HeaderMap::new(),
            body: Bytes::new(),
            end: End::Whole,
        }))
    }

    /// An answer with a JSON body.
    ///
    /// # Panics
    /// If no answer can have the status.
    pub fn json(status: u16, body: impl Into<Value>) -> Self {
        Self::status(status)
            .header(header::CONTENT_TYPE.as_str(), "application/json")
            .body(json::encode(&body.into()))
    }

    /// There is no connection.
    pub fn connect_error() -> Self {
        Self(Kind::Refuse)
    }

    /// The connection is lost after the request was sent, before there is an answer.
    pub fn connection_lost() -> Self {
        Self(Kind::Lose)
    }

    /// There is no answer until the attempt times out, which it does at once: the clock of the mock
    /// moves on. Without a timeout there never is one.
    pub fn timeout() -> Self {
        Self(Kind::Hang)
    }

    /// Adds a header; `content-type` takes the place of the one that is there. It has no effect on a
    /// failure.
    ///
    /// # Panics
    /// If it cannot be a header.
    pub fn header(mut self, name: &str, value: &str) -> Self {
        if let Kind::Answer(answer) = &mut self.0 {
            let name = HeaderName::from_bytes(name.as_bytes()).expect("the name of a header");
            let value = HeaderValue::from_str(value).expect("the value of a header");
            if name == header::CONTENT_TYPE {
                answer.headers.remove(&name);
            }
            answer.headers.append(name, value);
        }
        self
    }

    /// Sets the body. It has no effect on a failure.
    pub fn body(mut self, body: impl Into<Bytes>) -> Self {
        if let Kind::Answer(answer) = &mut self.0 {
            answer.body = body.into();
        }
        self
    }

    /// Loses the connection after the body, as if there were more of it. It has no effect on a
    /// failure.
    pub fn cut(self) -> Self {
        self.end(End::Cut)
    }

    /// Waits after the body, as if there were more of it, until the attempt times out as for
    /// [`timeout`](Self::timeout). It has no effect on a failure.
    pub fn stalled(self) -> Self {
        self.end(End::Stalled)
    }

    fn end(mut self, end: End) -> Self {
        if let Kind::Answer(answer) = &mut self.0 {
            answer.end = end;
        }
        self
    }
}
