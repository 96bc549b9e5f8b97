//! A request as a server received it.

use percent_encoding::percent_decode_str;
use serde_json::Value;

/// A request.
#[derive(Debug)]
pub(super) struct Sent {
    pub(super) method: String,
    /// Encoded, as it was sent.
    pub(super) path: String,
    /// The pairs of the query, as they were sent.
    pub(super) query: Vec<(String, String)>,
    /// The names in lower case.
    headers: Vec<(String, String)>,
    pub(super) body: Vec<u8>,
}

impl Sent {
    /// Reads what the server of a test wrote down.
    pub(super) fn read(request: &Value) -> Result<Self, String> {
        let text = |key: &str| {
            let text = request[key].as_str();
            text.ok_or_else(|| format!("no request was received: its {key} is missing"))
        };
        let target = text("target")?;
        let (path, query) = target.split_once('?').unwrap_or((target, ""));
        let pairs = query.split('&').filter(|pair| !pair.is_empty());
        let pairs = pairs.map(|pair| {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            (name.to_owned(), value.to_owned())
        });
        let headers = request["headers"].as_array().into_iter().flatten();
        let headers = headers.filter_map(|pair| {
            let name = pair[0].as_str()?.to_ascii_lowercase();
            Some((name, pair[1].as_str()?.to_owned()))
        });
        Ok(Self {
            method: text("method")?.to_owned(),
            path: path.to_owned(),
            query: pairs.collect(),
            headers: headers.collect(),
            body: bytes(text("body")?)?,
        })
    }

    /// Returns a header.
    pub(super) fn header(&self, name: &str) -> Option<&str> {
        let name = name.to_ascii_lowercase();
        let mut headers = self.headers.iter();
        let (_, value) = headers.find(|(known, _)| *known == name)?;
        Some(value)
    }

    /// Returns the names of the headers, in lower case, each as often as it was sent.
    pub(super) fn header_names(&self) -> impl Iterator<Item = &str> {
        self.headers.iter().map(|(name, _)| name.as_str())
    }

    /// Returns the cookies, as they were sent.
    pub(super) fn cookies(&self) -> Vec<(&str, &str)> {
        let cookies = self.header("cookie").unwrap_or_default().split("; ");
        cookies.filter_map(|pair| pair.split_once('=')).collect()
    }
}

/// Reads hexadecimal digits.
fn bytes(digits: &str) -> Result<Vec<u8>, String> {
    let pairs = digits.as_bytes().chunks(2).map(|pair| {
        let pair = std::str::from_utf8(pair).ok()?;
        u8::from_str_radix(pair, 16).ok()
    });
    let bytes: Option<Vec<u8>> = pairs.collect();
    bytes.ok_or_else(|| "the body is not written in hexadecimal digits".to_owned())
}

/// Returns a text of which nothing is encoded any more.
pub(super) fn decoded(text: &str) -> String {
    percent_decode_str(text).decode_utf8_lossy().into_owned()
}
