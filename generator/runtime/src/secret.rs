//! The key: wiped when it is dropped, and never shown.

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http::{HeaderName, HeaderValue, header};
use zeroize::Zeroizing;

use super::api::Credential;

/// What stands in the place of a secret wherever text is shown.
pub(crate) const REDACTED: &str = "[redacted]";

/// A shorter key is not looked for in what others wrote: it would be found in any word.
const SHORTEST_TO_REDACT: usize = 8;

/// A key that is fit to be sent.
pub(crate) struct Secret(Zeroizing<String>);

impl Secret {
    /// Takes a key without the white space around it. `None` if nothing is left.
    pub(crate) fn new(key: String) -> Option<Self> {
        let key = Zeroizing::new(key);
        let trimmed = key.trim();
        (!trimmed.is_empty()).then(|| Self(Zeroizing::new(trimmed.to_owned())))
    }

    /// Whether a header can hold it.
    pub(crate) fn fits_a_header(&self) -> bool {
        self.0.bytes().all(|byte| matches!(byte, b' '..=b'~'))
    }

    pub(crate) fn expose(&self) -> &str {
        &self.0
    }

    /// Returns the header that carries the key. Built anew for each request, so that no copy
    /// outlives it.
    pub(crate) fn header(&self, credential: Credential) -> Option<(HeaderName, HeaderValue)> {
        let (name, text) = match credential {
            Credential::Bearer => (header::AUTHORIZATION, format!("Bearer {}", *self.0)),
            Credential::Basic => {
                let encoded = Zeroizing::new(STANDARD.encode(self.0.as_bytes()));
                (header::AUTHORIZATION, format!("Basic {}", *encoded))
            }
            Credential::Header(name) => (HeaderName::from_static(name), String::clone(&self.0)),
            Credential::Query(_) | Credential::None => return None,
        };
        let text = Zeroizing::new(text);
        let mut value = HeaderValue::from_str(&text).ok()?;
        value.set_sensitive(true);
        Some((name, value))
    }

    /// Takes the key out of a text that others wrote.
    pub(crate) fn redact(&self, text: String) -> String {
        if self.0.len() >= SHORTEST_TO_REDACT && text.contains(self.0.as_str()) {
            return text.replace(self.0.as_str(), REDACTED);
        }
        text
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(REDACTED)
    }
}
