//! What is signed, and where the signature stands.

#![allow(
    dead_code,
    reason = "what one way of signing leaves unused is there for another"
)]

use std::fmt;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::{Headers, WebhookError};
use crate::runtime::clock::{Clock as _, SystemClock};

/// How the messages of an API are signed.
#[derive(Debug)]
pub(super) struct Scheme {
    pub(super) signature_header: &'static str,
    /// What stands before a signature in its header.
    pub(super) prefix: &'static str,
    /// What parts several signatures in the header.
    pub(super) separator: Option<char>,
    pub(super) encoding: Encoding,
    pub(super) time: Option<Time>,
    pub(super) id_header: Option<&'static str>,
    /// What is signed.
    pub(super) message: &'static [Part],
    pub(super) key_variable: &'static str,
    /// What may stand before a key.
    pub(super) key_prefix: &'static str,
    /// How a key is written; its own bytes where there is none.
    pub(super) key_encoding: Option<Encoding>,
    /// How old or new a message may be.
    pub(super) tolerance: Duration,
}

/// How bytes are written as text.
#[derive(Debug, Clone, Copy)]
pub(super) enum Encoding {
    Base64,
    Hex,
}

/// Where the time stands at which a message was sent.
#[derive(Debug, Clone, Copy)]
pub(super) enum Time {
    /// In a header of its own.
    Header(&'static str),
    /// Among the signatures, behind this text.
    Behind(&'static str),
}

/// A part of what is signed.
#[derive(Debug, Clone, Copy)]
pub(super) enum Part {
    Text(&'static str),
    Timestamp,
    Id,
    Body,
}

/// What was signed, and the signatures of it.
#[derive(Debug)]
pub(super) struct Signed {
    pub(super) message: Vec<u8>,
    pub(super) signatures: Vec<Vec<u8>>,
}

impl Scheme {
    /// Returns what was signed, unless it is too old or too new.
    pub(super) fn signed(
        &self,
        headers: &dyn Headers,
        body: &[u8],
        limits: &Limits,
    ) -> Result<Signed, WebhookError> {
        let header = text(headers, self.signature_header)?;
        let timestamp = match self.time {
            None => None,
            Some(Time::Header(name)) => Some((name, text(headers, name)?)),
            Some(Time::Behind(prefix)) => {
                let found = self
                    .entries(header)
                    .find_map(|entry| entry.strip_prefix(prefix));
                let missing = "does not say when it was sent";
                let missing = || WebhookError::malformed_header(self.signature_header, missing);
                Some((self.signature_header, found.ok_or_else(missing)?))
            }
        };
        let id = self.id_header.map(|name| text(headers, name)).transpose()?;
        let signatures = self.signatures(header)?;
        if let Some((name, timestamp)) = timestamp {
            limits.check(name, timestamp)?;
        }
        let timestamp = timestamp.map_or("", |(_, timestamp)| timestamp);
        Ok(Signed {
            message: self.message(timestamp, id.unwrap_or_default(), body),
            signatures,
        })
    }

    fn message(&self, timestamp: &str, id: &str, body: &[u8]) -> Vec<u8> {
        let mut message = Vec::with_capacity(body.len() + 64);
        for part in self.message {
            message.extend_from_slice(match part {
                Part::Text(text) => text.as_bytes(),
                Part::Timestamp => timestamp.as_bytes(),
                Part::Id => id.as_bytes(),
                Part::Body => body,
            });
        }
        message
    }

    fn entries<'h>(&self, header: &'h str) -> impl Iterator<Item = &'h str> {
        // Without a separator there is one, which is taken as it is.
        let separator = self.separator;
        let trimmed = move |entry: &'h str| match separator {
            Some(_) => entry.trim(),
            None => entry,
        };
        header.split(move |c| Some(c) == separator).map(trimmed)
    }

    /// The signatures in the header. Those of another kind are passed over.
    fn signatures(&self, header: &str) -> Result<Vec<Vec<u8>>, WebhookError> {
        let entries = self.entries(header);
        let written = entries.filter_map(|entry| entry.strip_prefix(self.prefix));
        let signatures: Vec<Vec<u8>> = written
            .filter_map(|written| self.encoding.read(written))
            .collect();
        if signatures.is_empty() {
            let problem = "holds no signature";
            return Err(WebhookError::malformed_header(
                self.signature_header,
                problem,
            ));
        }
        Ok(signatures)
    }

    /// Returns the bytes of a key. White space around it is dropped.
    pub(super) fn key(&self, text: &str) -> Result<Vec<u8>, WebhookError> {
        let text = text.trim();
        let text = text.strip_prefix(self.key_prefix).unwrap_or(text);
        if text.is_empty() {
            return Err(WebhookError::Key("it is empty".to_owned()));
        }
        match self.key_encoding {
            None => Ok(text.as_bytes().to_vec()),
            Some(encoding) => encoding
                .read(text)
                .ok_or_else(|| WebhookError::Key(format!("it is not {}", encoding.name()))),
        }
    }

    /// Returns the key in the environment.
    pub(super) fn key_in_env(&self) -> Result<String, WebhookError> {
        let variable = self.key_variable;
        let problem = match std::env::var(variable) {
            Ok(key) if !key.trim().is_empty() => return Ok(key),
            Ok(_) | Err(std::env::VarError::NotPresent) => {
                format!("set the environment variable `{variable}`")
            }
            Err(std::env::VarError::NotUnicode(_)) => format!("`{variable}` is not UTF-8"),
        };
        Err(WebhookError::Key(problem))
    }

    /// Returns the headers of a message that is signed by `sign`.
    #[cfg(any(test, feature = "test-util"))]
    pub(super) fn headers(
        &self,
        time: SystemTime,
        body: &[u8],
        sign: impl FnOnce(&[u8]) -> Vec<u8>,
    ) -> Vec<(&'static str, String)> {
        let id = "msg_test";
        let timestamp = unix_seconds(time).to_string();
        let signature = sign(&self.message(&timestamp, id, body));
        let mut value = format!("{}{}", self.prefix, self.encoding.write(&signature));
        let mut headers: Vec<(&'static str, String)> = Vec::new();
        headers.extend(self.id_header.map(|name| (name, id.to_owned())));
        match (self.time, self.separator) {
            (Some(Time::Header(name)), _) => headers.push((name, timestamp)),
            (Some(Time::Behind(prefix)), separator) => {
                let separator = separator.map(String::from).unwrap_or_default();
                value = format!("{prefix}{timestamp}{separator}{value}");
            }
            (None, _) => {}
        }
        headers.push((self.signature_header, value));
        headers
    }
}

/// Returns the text of a header that must be there once.
fn text<'h>(headers: &'h dyn Headers, name: &'static str) -> Result<&'h str, WebhookError> {
    match headers.values(name)[..] {
        [] => Err(WebhookError::missing_header(name)),
        [value] => std::str::from_utf8(value)
            .map_err(|_| WebhookError::malformed_header(name, "is not UTF-8 text")),
        [..] => Err(WebhookError::malformed_header(
            name,
            "is there more than once",
        )),
    }
}

impl Encoding {
    fn name(self) -> &'static str {
        match self {
            Self::Base64 => "Base64",
            Self::Hex => "hexadecimal",
        }
    }

    fn read(self, text: &str) -> Option<Vec<u8>> {
        match self {
            Self::Base64 => STANDARD.decode(text).ok(),
            Self::Hex => unhex(text),
        }
    }

    #[cfg(any(test, feature = "test-util"))]
    pub(super) fn write(self, bytes: &[u8]) -> String {
        match self {
            Self::Base64 => STANDARD.encode(bytes),
            Self::Hex => {
                let digits = bytes.iter().flat_map(|byte| [byte >> 4, byte & 15]);
                let digit = |it: u8| char::from_digit(u32::from(it), 16).unwrap_or('0');
                digits.map(digit).collect()
            }
        }
    }
}

fn unhex(text: &str) -> Option<Vec<u8>> {
    let digit = |byte: u8| char::from(byte).to_digit(16);
    let bytes = text.as_bytes().chunks(2).map(|pair| match pair {
        [high, low] => u8::try_from(digit(*high)? * 16 + digit(*low)?).ok(),
        _ => None,
    });
    bytes.collect()
}

/// How old or new a message may be, and what time it is.
#[derive(Clone)]
pub(super) struct Limits {
    tolerance: Duration,
    clock: Option<Arc<dyn Fn() -> SystemTime + Send + Sync>>,
}

impl fmt::Debug for Limits {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Limits")
            .field("tolerance", &self.tolerance)
            .finish_non_exhaustive()
    }
}

impl Limits {
    pub(super) fn new(scheme: &Scheme) -> Self {
        Self {
            tolerance: scheme.tolerance,
            clock: None,
        }
    }

    pub(super) fn set_tolerance(&mut self, tolerance: Duration) {
        self.tolerance = tolerance;
    }

    pub(super) fn set_clock(&mut self, clock: impl Fn() -> SystemTime + Send + Sync + 'static) {
        self.clock = Some(Arc::new(clock));
    }

    fn now(&self) -> u64 {
        match &self.clock {
            Some(clock) => unix_seconds(clock()),
            None => SystemClock.unix_time().as_secs(),
        }
    }

    fn check(&self, header: &'static str, timestamp: &str) -> Result<(), WebhookError> {
        let is_number = timestamp.bytes().all(|byte| byte.is_ascii_digit());
        let sent: Option<u64> = timestamp.parse().ok().filter(|_| is_number);
        let Some(sent) = sent else {
            let problem = "holds no time in seconds since 1970";
            return Err(WebhookError::malformed_header(header, problem));
        };
        let now = self.now();
        let distance = Duration::from_secs(now.abs_diff(sent));
        if distance <= self.tolerance {
            Ok(())
        } else if sent < now {
            Err(WebhookError::TooOld { age: distance })
        } else {
            Err(WebhookError::TooNew { ahead: distance })
        }
    }
}

fn unix_seconds(time: SystemTime) -> u64 {
    let since = time.duration_since(SystemTime::UNIX_EPOCH);
    since.unwrap_or_default().as_secs()
}
