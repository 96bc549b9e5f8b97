//! The key: wiped when it is dropped, and never shown.

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue, header};
use zeroize::Zeroizing;

use super::api::Credential;
use super::{headers, json, path};

/// What stands in the place of a secret wherever text is shown.
pub(crate) const REDACTED: &str = "[redacted]";

/// A shorter key is not looked for in what others wrote: it would be found in any word.
const SHORTEST_TO_REDACT: usize = 8;

/// A key that is fit to be sent.
pub(crate) struct Secret {
    key: Zeroizing<String>,
    /// How the key can look in what others wrote, the longest first.
    traces: Vec<Zeroizing<String>>,
}

impl Secret {
    /// Takes a key without the white space around it. `None` if nothing is left.
    pub(crate) fn new(key: String, credential: Credential) -> Option<Self> {
        let key = Zeroizing::new(key);
        let trimmed = key.trim();
        (!trimmed.is_empty()).then(|| Self {
            key: Zeroizing::new(trimmed.to_owned()),
            traces: traces(trimmed, credential),
        })
    }

    /// Whether a header can hold it.
    pub(crate) fn fits_a_header(&self) -> bool {
        self.key.bytes().all(|byte| matches!(byte, b' '..=b'~'))
    }

    pub(crate) fn expose(&self) -> &str {
        &self.key
    }

    /// Returns the header that carries the key. Built anew for each request, so that no copy
    /// outlives it.
    pub(crate) fn header(&self, credential: Credential) -> Option<(HeaderName, HeaderValue)> {
        let (name, prefix) = match credential {
            Credential::Bearer => (header::AUTHORIZATION, "Bearer "),
            Credential::Basic => (header::AUTHORIZATION, "Basic "),
            Credential::Header(name) => (HeaderName::from_static(name), ""),
            Credential::Query(_) | Credential::Cookie(_) => return None,
        };
        let encoded;
        let key = if credential == Credential::Basic {
            encoded = Zeroizing::new(STANDARD.encode(self.key.as_bytes()));
            &encoded
        } else {
            &self.key
        };
        // Without a copy in between, which nobody would wipe.
        let mut text = String::with_capacity(prefix.len() + key.len());
        text.push_str(prefix);
        text.push_str(key);
        let mut value = HeaderValue::from_maybe_shared(Bytes::from(text)).ok()?;
        value.set_sensitive(true);
        Some((name, value))
    }

    /// Adds the key to the cookies of a request, unless they have one of that name.
    pub(crate) fn add_to_cookies(&self, name: &str, headers: &mut HeaderMap) {
        let others = headers::get(headers, "cookie").map(HeaderValue::as_bytes);
        let others = String::from_utf8_lossy(others.unwrap_or_default());
        for pair in others.split(';') {
            let other = pair.split_once('=').map(|(other, _)| other);
            if other.map(str::trim_ascii_start) == Some(name) {
                return;
            }
        }
        let value = Zeroizing::new(path::cookie_value(&self.key));
        let separator = if others.is_empty() { "" } else { "; " };
        // Room for all of it: a copy on the way would not be wiped.
        let length = others.len() + separator.len() + name.len() + 1 + value.len();
        let mut text = String::with_capacity(length);
        for part in [&others, separator, name, "=", &value] {
            text.push_str(part);
        }
        if let Ok(mut value) = HeaderValue::from_maybe_shared(Bytes::from(text)) {
            value.set_sensitive(true);
            headers::put(headers, header::COOKIE, value);
        }
    }

    /// Takes the key out of a text that others wrote.
    pub(crate) fn redact(&self, text: String) -> String {
        match self.without_traces(text.as_bytes()) {
            // It is text still: what was taken out was text too.
            Some(clean) => String::from_utf8(clean).unwrap_or_else(|_| REDACTED.to_owned()),
            None => text,
        }
    }

    /// Takes the key out of the values of headers that others wrote.
    pub(crate) fn redact_headers(&self, headers: &mut HeaderMap) {
        for value in headers.values_mut() {
            let Some(clean) = self.without_traces(value.as_bytes()) else {
                continue;
            };
            // What stays of a value that was fit for a header is fit too.
            *value = HeaderValue::from_bytes(&clean)
                .unwrap_or_else(|_| HeaderValue::from_static(REDACTED));
        }
    }

    /// Takes the key out of a body that others wrote.
    pub(crate) fn redact_body(&self, body: &mut Bytes) {
        if let Some(clean) = self.without_traces(body) {
            *body = clean.into();
        }
    }

    /// Takes away what a body ends with that others wrote, and that does not come whole, if it is the
    /// beginning of the key.
    pub(crate) fn redact_end(&self, body: &mut Bytes) {
        for trace in &self.traces {
            let trace = trace.as_bytes();
            let lengths = SHORTEST_TO_REDACT..trace.len();
            let mut found = lengths
                .rev()
                .filter(|length| body.ends_with(&trace[..*length]));
            if let Some(length) = found.next() {
                body.truncate(body.len() - length);
            }
        }
    }

    /// Returns bytes without the key, or nothing if it is not in them.
    fn without_traces(&self, bytes: &[u8]) -> Option<Vec<u8>> {
        let mut clean = None;
        for trace in &self.traces {
            let text = clean.as_deref().unwrap_or(bytes);
            if let Some(cleaner) = without(text, trace.as_bytes()) {
                clean = Some(cleaner);
            }
        }
        clean
    }
}

/// Returns the forms in which a server may repeat a key: as it is, inside of JSON, of a JSON
/// pointer or of a URL, and as HTTP Basic sends it, where the password alone is a secret too.
fn traces(key: &str, credential: Credential) -> Vec<Zeroizing<String>> {
    let mut traces = Vec::new();
    match credential {
        Credential::Bearer => add_trace(&mut traces, format!("Bearer {key}")),
        Credential::Basic => {
            add_trace(&mut traces, STANDARD.encode(key));
            if let Some((_, password)) = key.split_once(':') {
                add_traces(&mut traces, password);
            }
        }
        Credential::Header(_) | Credential::Query(_) | Credential::Cookie(_) => {}
    }
    add_traces(&mut traces, key);
    traces
}

fn add_traces(traces: &mut Vec<Zeroizing<String>>, secret: &str) {
    add_trace(traces, secret.to_owned());
    add_trace(traces, escaped(secret, b"\\\""));
    add_trace(traces, escaped(secret, b"\\\"/"));
    add_trace(traces, json::pointer_escaped(secret));
    add_trace(traces, path::encoded(secret));
}

/// Adds a trace, before those that are shorter.
fn add_trace(traces: &mut Vec<Zeroizing<String>>, trace: String) {
    let trace = Zeroizing::new(trace);
    if trace.len() < SHORTEST_TO_REDACT || traces.contains(&trace) {
        return;
    }
    let shorter = traces.iter().position(|other| other.len() < trace.len());
    traces.insert(shorter.unwrap_or(traces.len()), trace);
}

/// Returns a text with a backslash before some characters, as inside of JSON.
fn escaped(text: &str, escaped: &[u8]) -> String {
    // A buffer that grew would leave a part of the key behind, which nobody wipes.
    let mut json = String::with_capacity(2 * text.len());
    for c in text.chars() {
        if u8::try_from(c).is_ok_and(|byte| escaped.contains(&byte)) {
            json.push('\\');
        }
        json.push(c);
    }
    json
}

/// Returns bytes with each occurrence of a needle replaced, or nothing if there is none.
fn without(bytes: &[u8], needle: &[u8]) -> Option<Vec<u8>> {
    let mut clean = Vec::new();
    let mut rest = bytes;
    while let Some(start) = find(rest, needle) {
        clean.extend_from_slice(&rest[..start]);
        clean.extend_from_slice(REDACTED.as_bytes());
        rest = &rest[start + needle.len()..];
    }
    if rest.len() == bytes.len() {
        return None;
    }
    clean.extend_from_slice(rest);
    Some(clean)
}

fn find(bytes: &[u8], needle: &[u8]) -> Option<usize> {
    let mut windows = bytes.windows(needle.len());
    // Most windows differ in their first byte: that much is asked without a call.
    windows.position(|window| window[0] == needle[0] && window == needle)
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(REDACTED)
    }
}
