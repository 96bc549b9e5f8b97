//! The answer to a call: its value, and all that came with it.

use std::fmt;
use std::ops::{Deref, DerefMut};
use std::time::Duration;

use bytes::Bytes;
use http::{HeaderMap, StatusCode};

use super::call::Decoder;
use super::error::Error;
use super::execute::{HeldOutcome, Outcome};
use super::headers;
use super::json::{self, Decode, DecodeError};

/// The answer to a call. It derefs to the value.
pub struct Response<T> {
    value: T,
    outcome: HeldOutcome,
}

/// An answer that is of another type for another status.
pub(crate) trait ByStatus: Sized {
    /// Reads an answer, whose status is a 2xx one.
    fn read(answer: &Answer) -> Result<Self, DecodeError>;
}

/// What a server sent.
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    /// As far as it came, if it did not come whole.
    pub(crate) body: Bytes,
}

impl Answer {
    /// Returns the status as a number.
    pub(crate) fn code(&self) -> u16 {
        self.status.as_u16()
    }

    /// Returns the body as JSON, without the mark that some put before it (RFC 8259, section 8.1).
    pub(crate) fn json_text(&self) -> &[u8] {
        let body = &*self.body;
        body.strip_prefix(b"\xef\xbb\xbf").unwrap_or(body)
    }

    /// Reads the body as JSON.
    pub(crate) fn json<T: Decode>(&self) -> Result<T, DecodeError> {
        json::decode(self.json_text())
    }

    /// Reads the body as JSON, where there is one.
    pub(crate) fn json_if_any<T: Decode>(&self) -> Result<Option<T>, DecodeError> {
        match self.json_text().trim_ascii() {
            b"" => Ok(None),
            text => json::decode(text).map(Some),
        }
    }

    /// Reads a body that is no JSON, where there is one. That of a 200 may be empty, and is one.
    pub(crate) fn if_any<T>(
        &self,
        read: impl FnOnce(&Self) -> Result<T, DecodeError>,
    ) -> Result<Option<T>, DecodeError> {
        if self.body.is_empty() && self.status != StatusCode::OK {
            return Ok(None);
        }
        read(self).map(Some)
    }

    /// Refuses a page that something on the way shows to people, such as a proxy that wants them to
    /// log in: it is a success of the page alone. By its type and by its beginning, since there are
    /// servers that call all that they send HTML.
    pub(crate) fn no_page(&self) -> Result<(), DecodeError> {
        let media_type = self.header("content-type").unwrap_or_default();
        let essence = media_type.split(';').next().unwrap_or_default();
        let is_html = essence.trim_ascii().eq_ignore_ascii_case("text/html");
        if is_html && self.json_text().trim_ascii_start().starts_with(b"<") {
            return Err(DecodeError::other("an answer of the API", "a page of HTML"));
        }
        Ok(())
    }

    /// Reads the body as text.
    pub(crate) fn text(&self) -> Result<String, DecodeError> {
        json::text(&self.body)
    }

    /// Returns the body.
    pub(crate) fn bytes(&self) -> Bytes {
        self.body.clone()
    }

    /// Returns a header, if it is text.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        headers::text(&self.headers, name)
    }
}

impl<T> Response<T> {
    pub(crate) fn read(mut outcome: HeldOutcome, decode: Decoder<T>) -> Result<Self, Error> {
        match decode(outcome.outcome_mut()) {
            Ok(value) => Ok(Self { value, outcome }),
            Err(error) => Err(Error::decode(outcome, error)),
        }
    }

    fn outcome(&self) -> &Outcome {
        self.outcome.outcome()
    }

    /// Returns the value alone.
    pub fn into_inner(self) -> T {
        self.value
    }

    /// Returns the status, which is a 2xx one, or 101 where the connection was handed over to another
    /// protocol.
    pub fn status(&self) -> StatusCode {
        self.outcome().answer.status
    }

    /// Returns the headers. A server that repeats the key is not believed to mean it: `[redacted]`
    /// stands in its place. `content-encoding` and `content-length` are those of the wire, where
    /// [`bytes`](Self::bytes) are decompressed.
    pub fn headers(&self) -> &HeaderMap {
        &self.outcome().answer.headers
    }

    /// Returns the id by which the API's support knows the request, if the answer has one.
    pub fn request_id(&self) -> Option<&str> {
        self.outcome()
            .answer
            .header(self.outcome().record.request_id_header?)
    }

    /// Returns the body as it came, after decompression; nothing of one that is read as a stream.
    pub fn bytes(&self) -> &Bytes {
        &self.outcome().answer.body
    }

    /// Returns how often the call was tried, attempts without a connection included.
    pub fn attempts(&self) -> u32 {
        self.outcome().record.attempts
    }

    /// Returns how long the call took, with all its attempts and the delays between them.
    pub fn elapsed(&self) -> Duration {
        self.outcome().record.elapsed
    }
}

impl<T> Deref for Response<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.value
    }
}

impl<T> DerefMut for Response<T> {
    fn deref_mut(&mut self) -> &mut T {
        &mut self.value
    }
}

impl<T> AsRef<T> for Response<T> {
    fn as_ref(&self) -> &T {
        &self.value
    }
}

/// Without the headers, which may hold what is not meant for logs, and without the key, should the
/// value repeat it.
impl<T: fmt::Debug> fmt::Debug for Response<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let value = if f.alternate() {
            format!("{:#?}", self.value)
        } else {
            format!("{:?}", self.value)
        };
        let value = match &self.outcome().key {
            Some(key) => key.redact(value),
            None => value,
        };
        f.debug_struct("Response")
            .field("status", &self.status().as_u16())
            .field("request_id", &self.request_id())
            .field("attempts", &self.attempts())
            .field("value", &format_args!("{value}"))
            .finish_non_exhaustive()
    }
}
