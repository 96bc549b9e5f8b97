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
            // Escaped, a byte may take six.
            let earliest = body.len().saturating_sub(6 * trace.len());
            let mut starts = earliest..body.len();
            let begins = |at: &usize| {
                let rest = &body[*at..];
                // As it is, whatever it looks like and wherever it ends, or escaped.
                let is_whole = trace.as_bytes().starts_with(rest).then_some(rest.len());
                let begun = is_whole.or_else(|| begun(rest, trace));
                begun.is_some_and(|count| count >= SHORTEST_TO_REDACT)
            };
            if let Some(start) = starts.find(begins) {
                body.truncate(start);
            }
        }
    }

    /// Returns bytes without the key, or nothing if it is not in them.
    fn without_traces(&self, bytes: &[u8]) -> Option<Vec<u8>> {
        let mut clean = None;
        for trace in &self.traces {
            let text = clean.as_deref().unwrap_or(bytes);
            if let Some(cleaner) = without(text, trace) {
                clean = Some(cleaner);
            }
        }
        clean
    }
}

/// Returns the forms in which a server may repeat a key: as it is, inside of a JSON pointer, of a
/// URL or of a cookie, and as HTTP Basic sends it, where the password alone is a secret too. What
/// JSON escapes is found in each.
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
        Credential::Cookie(_) => add_trace(&mut traces, path::cookie_value(key)),
        Credential::Header(_) | Credential::Query(_) => {}
    }
    add_traces(&mut traces, key);
    traces
}

fn add_traces(traces: &mut Vec<Zeroizing<String>>, secret: &str) {
    add_trace(traces, secret.to_owned());
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

/// Returns bytes with each occurrence of a text replaced, or nothing if there is none.
fn without(bytes: &[u8], text: &str) -> Option<Vec<u8>> {
    let mut clean = Vec::new();
    let mut rest = bytes;
    while let Some((start, length)) = find(rest, text) {
        clean.extend_from_slice(&rest[..start]);
        clean.extend_from_slice(REDACTED.as_bytes());
        rest = &rest[start + length..];
    }
    if rest.len() == bytes.len() {
        return None;
    }
    clean.extend_from_slice(rest);
    Some(clean)
}

/// Returns where a text is, and how much it takes there.
fn find(bytes: &[u8], text: &str) -> Option<(usize, usize)> {
    let first = text.as_bytes()[0];
    let mut places = bytes.iter().enumerate();
    places.find_map(|(at, byte)| {
        // Most bytes are neither: that much is asked without a call.
        if *byte != first && *byte != b'\\' {
            return None;
        }
        Some((at, length_of(&bytes[at..], text)?))
    })
}

/// Returns how many bytes a text takes at the start of others: as it is, or with characters that are
/// escaped as in JSON. Which are, servers differ in.
fn length_of(bytes: &[u8], text: &str) -> Option<usize> {
    if bytes.starts_with(text.as_bytes()) {
        return Some(text.len());
    }
    let rest = text
        .chars()
        .try_fold(bytes, |rest, c| after(rest, c, false))?;
    Some(bytes.len() - rest.len())
}

/// Returns how many bytes of a text others are, if they are the beginning of it, escaped or not.
fn begun(bytes: &[u8], text: &str) -> Option<usize> {
    let mut rest = bytes;
    for (at, c) in text.char_indices() {
        if rest.is_empty() {
            return Some(at);
        }
        rest = after(rest, c, true)?;
    }
    rest.is_empty().then_some(text.len())
}

/// Returns what is after a character. At the end the half of an escape may be any, and half a character
/// one that begins so.
fn after(bytes: &[u8], c: char, may_end: bool) -> Option<&[u8]> {
    let Some(escape) = bytes.strip_prefix(b"\\") else {
        let mut buffer = [0; 4];
        let whole = c.encode_utf8(&mut buffer).as_bytes();
        if may_end && bytes.len() < whole.len() && whole.starts_with(bytes) {
            return Some(&[]);
        }
        return bytes.strip_prefix(whole);
    };
    if !escape.is_empty() && !escape.starts_with(b"u") {
        let same = u8::try_from(c).ok()?;
        return escape
            .strip_prefix(&[same])
            .filter(|_| matches!(c, '\\' | '"' | '/'));
    }
    let mut rest = bytes;
    for unit in c.encode_utf16(&mut [0; 2]) {
        if may_end && rest.len() < 6 && (rest.is_empty() || rest.starts_with(b"\\")) {
            return Some(&[]);
        }
        let digits = rest.strip_prefix(b"\\u")?.get(..4)?;
        let digits = std::str::from_utf8(digits).ok()?;
        if u16::from_str_radix(digits, 16) != Ok(*unit) {
            return None;
        }
        rest = &rest[6..];
    }
    Some(rest)
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(REDACTED)
    }
}
