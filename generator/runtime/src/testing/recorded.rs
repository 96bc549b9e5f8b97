//! A request that a mock received.

use std::fmt;

use bytes::Bytes;
use http::{HeaderMap, Method};
use serde_json::Value;

use super::super::json;
use super::super::transport::WireRequest;

/// A request that a mock received.
#[derive(Clone)]
pub struct RecordedRequest {
    method: Method,
    origin: String,
    path: String,
    query: Option<String>,
    headers: HeaderMap,
    body: Bytes,
}

impl RecordedRequest {
    /// A request without its body.
    pub(super) fn new(request: &WireRequest) -> Self {
        Self {
            method: request.method.clone(),
            origin: request.url.origin().ascii_serialization(),
            path: request.url.path().to_owned(),
            query: request.url.query().map(str::to_owned),
            headers: request.headers.clone(),
            body: Bytes::new(),
        }
    }

    /// The same request with a body.
    pub(super) fn with_body(self, body: Bytes) -> Self {
        Self { body, ..self }
    }

    /// Returns the method.
    pub fn method(&self) -> &Method {
        &self.method
    }

    /// Returns the scheme, the host and the port, if it is not the usual one: `https://example.com`.
    pub fn origin(&self) -> &str {
        &self.origin
    }

    /// Returns the path as it was sent, that of the base URL included.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// Returns the query as it was sent, without its `?`.
    pub fn query(&self) -> Option<&str> {
        self.query.as_deref()
    }

    /// Returns the headers.
    pub fn headers(&self) -> &HeaderMap {
        &self.headers
    }

    /// Returns a header, if it was sent and is text.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    /// Returns the body.
    pub fn body(&self) -> &Bytes {
        &self.body
    }

    /// Returns the body as JSON, if it is.
    pub fn json(&self) -> Option<Value> {
        json::decode(&self.body).ok()
    }

    /// Whether the method is this and the path ends like this one, in which a segment such as
    /// `{id}` stands for any.
    pub(super) fn is(&self, method: &Method, path: &str) -> bool {
        let mut actual = self.path.rsplit('/');
        let mut expected = path.trim_start_matches('/').rsplit('/');
        self.method == *method
            && expected.all(|segment| {
                actual.next().is_some_and(|actual| {
                    actual == segment || (segment.starts_with('{') && segment.ends_with('}'))
                })
            })
    }
}

/// Headers by name only, no query, and of the body its length: there may be secrets in them.
impl fmt::Debug for RecordedRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<_> = self.headers.keys().map(http::HeaderName::as_str).collect();
        f.debug_struct("RecordedRequest")
            .field("method", &self.method)
            .field("path", &self.path)
            .field("headers", &names)
            .field("body_bytes", &self.body.len())
            .finish_non_exhaustive()
    }
}
