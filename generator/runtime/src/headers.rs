//! One layer of headers: what it sets, and what it takes away from the layers below.

use std::fmt;
use std::str::FromStr;

use http::{HeaderMap, HeaderName, HeaderValue, header};

use super::json::{self, Decode};
use super::path;

/// Headers in the order in which they were given.
#[derive(Clone, Default)]
pub(crate) struct HeaderLayer {
    /// `None` takes the header away.
    entries: Vec<(HeaderName, Option<HeaderValue>)>,
    problems: Vec<String>,
}

impl HeaderLayer {
    /// Sets a header. What cannot be one is kept as a problem, without its value.
    pub(crate) fn set(&mut self, name: &str, value: &str) {
        let Some(name) = self.name(name) else { return };
        match value_of(value) {
            Some(value) => self.entries.push((name, Some(value))),
            None => self.problems.push(format!(
                "the value of header `{name}` must be visible ASCII characters"
            )),
        }
    }

    /// Sets a header that is fit to be one, or takes it away.
    pub(crate) fn put(&mut self, name: HeaderName, value: Option<HeaderValue>) {
        self.entries.push((name, value));
    }

    /// Sets a header unless this layer says anything about it.
    pub(crate) fn set_below(&mut self, name: HeaderName, value: HeaderValue) {
        self.entries.insert(0, (name, Some(value)));
    }

    /// Adds a cookie to those that are sent, or replaces it.
    pub(crate) fn add_cookie(&mut self, name: &str, value: &str) {
        self.set_cookies(name, &[(name.to_owned(), path::cookie_value(value))]);
    }

    /// Adds cookies with encoded values to those that are sent. They replace those of their names,
    /// and those of one name besides.
    pub(crate) fn set_cookies(&mut self, replaced: &str, cookies: &[(String, String)]) {
        let before = self.says("cookie").unwrap_or_default();
        let before = String::from_utf8_lossy(before).into_owned();
        let mut all = String::new();
        for pair in before.split(';').map(str::trim_ascii_start) {
            let name = pair.split_once('=').map(|(name, _)| name);
            let is_replaced = name.is_some_and(|name| {
                name == replaced || cookies.iter().any(|(other, _)| other == name)
            });
            if !pair.is_empty() && !is_replaced {
                add_pair(&mut all, pair);
            }
        }
        for (name, value) in cookies {
            add_pair(&mut all, &format!("{name}={value}"));
        }
        if !all.is_empty() {
            self.set("cookie", &all);
        } else if !before.is_empty() {
            self.remove("cookie");
        }
    }

    /// Returns what this layer gives a header in the end, if it says anything about it: nothing, if
    /// it takes it away.
    pub(crate) fn says(&self, name: &str) -> Option<&[u8]> {
        let last = self.entries.iter().rposition(|(other, _)| other == name)?;
        let (_, value) = &self.entries[last];
        Some(value.as_ref().map_or(&[], HeaderValue::as_bytes))
    }

    /// Takes a header away.
    pub(crate) fn remove(&mut self, name: &str) {
        if let Some(name) = self.name(name) {
            self.entries.push((name, None));
        }
    }

    /// Reads lines of `Name: value`. A line that is not of this form says nothing.
    pub(crate) fn set_lines(&mut self, lines: &str) {
        for line in lines.split('\n') {
            if let Some((name, value)) = line.split_once(':') {
                self.set(name.trim_ascii(), value.trim_ascii());
            }
        }
    }

    /// Puts this layer on top of those below.
    pub(crate) fn apply(&self, headers: &mut HeaderMap) {
        for (name, value) in &self.entries {
            match value {
                Some(value) => put(headers, name.clone(), value.clone()),
                None => drop(headers.remove(name)),
            }
        }
    }

    /// Puts another layer on top of this one.
    pub(crate) fn extend(&mut self, above: &Self) {
        let mut above = above.clone();
        self.entries.append(&mut above.entries);
        self.problems.append(&mut above.problems);
    }

    pub(crate) fn problems(&self) -> &[String] {
        &self.problems
    }

    fn name(&mut self, name: &str) -> Option<HeaderName> {
        let Ok(name) = HeaderName::from_bytes(name.as_bytes()) else {
            // Only what may be one: behind it may be a value, where the colon is missing or in the name.
            let end = name.find(|c: char| !is_token(c)).unwrap_or(name.len());
            let shown = name.get(..end.min(NAME_LIMIT)).unwrap_or_default();
            self.problems
                .push(format!("`{shown}…` is not the name of a header"));
            return None;
        };
        // A second opinion on where the body ends is how requests are smuggled.
        if name == header::CONTENT_LENGTH || name == header::TRANSFER_ENCODING {
            self.problems
                .push(format!("header `{name}` is set by the transport"));
            return None;
        }
        Some(name)
    }
}

/// How much of what is no name of a header is shown.
const NAME_LIMIT: usize = 40;

/// Whether a character may be in the name of a header (RFC 9110, section 5.6.2).
fn is_token(c: char) -> bool {
    c.is_ascii_alphanumeric() || "!#$%&'*+-.^_`|~".contains(c)
}

/// Puts a header in the place of all of its name. Here alone, as [`get`] is, so that what `http` does
/// for each type of name is compiled once.
pub(crate) fn put(headers: &mut HeaderMap, name: HeaderName, value: HeaderValue) {
    headers.insert(name, value);
}

/// Returns the value of a header.
pub(crate) fn get<'h>(headers: &'h HeaderMap, name: &str) -> Option<&'h HeaderValue> {
    headers.get(name)
}

/// Returns a header, if it is text.
pub(crate) fn text<'h>(headers: &'h HeaderMap, name: &str) -> Option<&'h str> {
    get(headers, name)?.to_str().ok()
}

/// Returns how a body is encoded: empty if it is not, which `identity` says too, and `none` to proxies.
pub(crate) fn encoding(headers: &HeaderMap) -> &str {
    let all = text(headers, "content-encoding").unwrap_or_default();
    let names = all.split(',').map(str::trim_ascii);
    let is_none = |name: &str| {
        ["", "identity", "none"]
            .iter()
            .any(|no| name.eq_ignore_ascii_case(no))
    };
    let mut names = names.filter(|name| !is_none(name));
    match (names.next(), names.next()) {
        (None, _) => "",
        (Some(one), None) => one,
        (Some(_), Some(_)) => all,
    }
}

/// Whether an encoding is the one that is decoded.
pub(crate) fn is_gzip(encoding: &str) -> bool {
    let mut known = ["gzip", "x-gzip"].iter();
    cfg!(feature = "gzip") && known.any(|name| encoding.eq_ignore_ascii_case(name))
}

/// Returns how a body is encoded, if it is left so: in a browser none is.
pub(crate) fn undecoded(headers: &HeaderMap) -> Option<&str> {
    let encoding = encoding(headers);
    let is_decoded = encoding.is_empty() || is_gzip(encoding);
    (!is_decoded && !cfg!(target_arch = "wasm32")).then_some(encoding)
}

/// Whether a body is a document by its type, JSON or HTML, rather than a stream of events.
pub(crate) fn is_document(headers: &HeaderMap) -> bool {
    let media_type = text(headers, "content-type").unwrap_or_default();
    let media_type = media_type.to_ascii_lowercase();
    media_type.contains("json") || media_type.contains("html")
}

/// Adds a cookie to others.
fn add_pair(cookies: &mut String, pair: &str) {
    if !cookies.is_empty() {
        cookies.push_str("; ");
    }
    cookies.push_str(pair);
}

/// Returns the value of a header. Only ASCII: what servers take other bytes for is anyone's guess.
pub(crate) fn value_of(text: &str) -> Option<HeaderValue> {
    let is_fit = text.bytes().all(|byte| matches!(byte, b' '..=b'~' | b'\t'));
    HeaderValue::from_bytes(text.as_bytes())
        .ok()
        .filter(|_| is_fit)
}

/// Names only: a value may be a secret.
impl fmt::Debug for HeaderLayer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut names = f.debug_list();
        for (name, value) in &self.entries {
            match value {
                Some(_) => names.entry(&name.as_str()),
                None => names.entry(&format!("-{name}")),
            };
        }
        names.finish()
    }
}

/// The headers of an answer, to be read as what a description says they are. One that is not there,
/// or is something else, is nothing.
pub(crate) struct AnswerHeaders<'h>(pub(crate) &'h HeaderMap);

impl AnswerHeaders<'_> {
    /// Reads text.
    pub(crate) fn text(&self, name: &str) -> Option<String> {
        let value = std::str::from_utf8(get(self.0, name)?.as_bytes());
        value.ok().map(str::to_owned)
    }

    /// Reads a value from its text.
    pub(crate) fn parsed<T: FromStr>(&self, name: &str) -> Option<T> {
        self.text(name)?.trim_ascii().parse().ok()
    }

    /// Reads a value that a body would hold as JSON.
    pub(crate) fn value<T: Decode>(&self, name: &str) -> Option<T> {
        value(self.text(name)?.trim_ascii())
    }

    /// Reads several values, between commas; each cookie is a line.
    pub(crate) fn parsed_list<T: FromStr>(&self, name: &str) -> Option<Vec<T>> {
        self.list(name, |item| item.parse().ok())
    }

    /// Reads several values that a body would hold as JSON, between commas.
    pub(crate) fn value_list<T: Decode>(&self, name: &str) -> Option<Vec<T>> {
        self.list(name, value)
    }

    fn list<T>(&self, name: &str, read: impl Fn(&str) -> Option<T>) -> Option<Vec<T>> {
        let mut lines = Vec::new();
        for line in self.0.get_all(name) {
            lines.push(line.to_str().ok()?);
        }
        // A cookie has a line of its own, and a comma in its date (RFC 6265, section 3).
        let is_cookie = name.eq_ignore_ascii_case("set-cookie");
        let is_end = |c: char| c == ',' && !is_cookie;
        let items = lines.iter().flat_map(|line| line.split(is_end));
        let items = items.map(str::trim).filter(|item| !item.is_empty());
        let read: Option<Vec<T>> = items.map(read).collect();
        read.filter(|_| !lines.is_empty())
    }
}

fn value<T: Decode>(text: &str) -> Option<T> {
    let quoted = json::encode(&text);
    // A number and a word look alike in a header.
    let plain = json::decode(text.as_bytes());
    plain.or_else(|_| json::decode(&quoted)).ok()
}
