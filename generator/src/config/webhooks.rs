//! The `[webhooks]` table: how events are told apart, and how they are signed.

use std::collections::BTreeMap;

use serde::Deserialize;

/// The `[webhooks]` table.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct Webhooks {
    /// A JSON pointer into the body of every event: where its type is.
    pub event: Option<String>,
    /// The header with the type of an event.
    pub header: Option<String>,
    /// A JSON pointer into the Operation Object of a webhook: the extension with its type.
    pub value: Option<String>,
    /// The types of webhooks, by their names in the description.
    pub events: BTreeMap<String, Vec<String>>,
    /// How what arrives is signed.
    pub signature: Option<Signature>,
}

/// The `[webhooks.signature]` table.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct Signature {
    /// How it is signed.
    pub scheme: Algorithm,
    /// The header with the signature.
    pub signature_header: String,
    /// The header with the time at which it was sent, in seconds since 1970.
    #[serde(default)]
    pub timestamp_header: Option<String>,
    /// The header with the identity of the message.
    #[serde(default)]
    pub id_header: Option<String>,
    /// What is signed: `{body}`, `{timestamp}`, `{id}`, and text as it is.
    #[serde(default = "body")]
    pub message: String,
    /// How the signature is written; `base64` without it.
    #[serde(default)]
    pub encoding: Encoding,
    /// What stands before the signature in its header.
    #[serde(default)]
    pub prefix: String,
    /// What parts several signatures in the header.
    #[serde(default)]
    pub separator: Option<char>,
    /// What stands before the time, where it is in the header with the signature.
    #[serde(default)]
    pub timestamp_prefix: Option<String>,
    /// The environment variable with the key.
    pub key_variable: String,
    /// What may stand before the key.
    #[serde(default)]
    pub key_prefix: String,
    /// How a key is written. Without it a secret is its own bytes, and a public key Base64.
    #[serde(default)]
    pub key_encoding: Option<Encoding>,
    /// How old or new a message may be, in seconds; 300 without it.
    #[serde(default = "tolerance")]
    pub tolerance: u64,
}

/// How a message is signed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Algorithm {
    /// With a private key; whoever has the public one can verify it.
    Ed25519,
    /// With a secret that both sides have.
    HmacSha256,
}

/// How bytes are written as text.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Encoding {
    /// The standard alphabet, padded.
    #[default]
    Base64,
    /// Two digits a byte.
    Hex,
}

fn body() -> String {
    "{body}".to_owned()
}

fn tolerance() -> u64 {
    300
}

impl Webhooks {
    /// Whether anything is said of them.
    pub(crate) fn is_given(&self) -> bool {
        *self != Self::default()
    }

    /// Returns what is wrong, and what to do.
    pub(super) fn mistake(&self) -> Option<(String, &'static str)> {
        let pointers = [("event", &self.event), ("value", &self.value)];
        let is_pointer = |text: &String| text.starts_with('/');
        for (key, pointer) in pointers {
            if let Some(pointer) = pointer.as_ref().filter(|text| !is_pointer(text)) {
                let wrong = format!("`{key}` is no JSON pointer: `{}`", pointer.escape_debug());
                return Some((wrong, "begin it with `/`, such as `/data/event_type`"));
            }
        }
        if self.event.is_some() && self.header.is_some() {
            let wrong = "`event` and `header` both say where the type of an event is";
            return Some((wrong.to_owned(), "remove one of them"));
        }
        let headers = self.signature.iter().flat_map(Signature::headers);
        for header in self.header.iter().chain(headers) {
            if !is_header(header) {
                let wrong = format!("`{}` is no name of a header", header.escape_debug());
                return Some((wrong, "letters, digits and `-`, such as `x-event`"));
            }
        }
        self.signature.as_ref().and_then(Signature::mistake)
    }
}

fn is_header(name: &str) -> bool {
    let is_token = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
    !name.is_empty() && name.bytes().all(is_token)
}

impl Signature {
    fn headers(&self) -> impl Iterator<Item = &String> {
        [&self.signature_header]
            .into_iter()
            .chain(&self.timestamp_header)
            .chain(&self.id_header)
    }

    fn mistake(&self) -> Option<(String, &'static str)> {
        let has = |place: &str| self.message.contains(place);
        let (header, prefix) = (&self.timestamp_header, &self.timestamp_prefix);
        let (wrong, help) = if header.is_some() && prefix.is_some() {
            (
                "`timestamp-header` and `timestamp-prefix` both say where the time is",
                "remove one of them",
            )
        } else if prefix.is_some() && self.separator.is_none() {
            (
                "the time stands behind `timestamp-prefix`, and nothing parts it from the signature",
                "give the `separator` between them, such as `,`",
            )
        } else if !has("{body}") {
            ("the signed `message` has no `{body}`", "add it")
        } else if has("{timestamp}") != (header.is_some() || prefix.is_some()) {
            (
                "the time is signed if, and only if, a header has it",
                "give both `{timestamp}` in `message` and `timestamp-header` or `timestamp-prefix`",
            )
        } else if has("{id}") != self.id_header.is_some() {
            (
                "the identity is signed if, and only if, a header has it",
                "give both `{id}` in `message` and `id-header`",
            )
        } else {
            return None;
        };
        Some((wrong.to_owned(), help))
    }
}
