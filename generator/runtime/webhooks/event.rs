//! How the body of a message becomes an event.

#![allow(
    dead_code,
    reason = "what the events of an API leave unused is there for those of another"
)]

use std::fmt;

use serde_json::Value;

use super::{Headers, WebhookError};
use crate::runtime::json::{self, Decode};

/// An event that this version of the crate does not know, or can't tell from another.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct UnknownEvent {
    event_type: Option<String>,
    value: Value,
}

impl UnknownEvent {
    /// Returns the type of the event as it was sent, where it says one.
    pub fn event_type(&self) -> Option<&str> {
        self.event_type.as_deref()
    }

    /// Returns the body.
    pub fn value(&self) -> &Value {
        &self.value
    }

    /// Returns the body.
    pub fn into_value(self) -> Value {
        self.value
    }
}

/// A body that has arrived, which is JSON.
pub(super) struct Body<'b> {
    bytes: &'b [u8],
    value: Value,
}

impl fmt::Debug for Body<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Body").finish_non_exhaustive()
    }
}

impl<'b> Body<'b> {
    /// Reads a body.
    pub(super) fn read(bytes: &'b [u8]) -> Result<Self, WebhookError> {
        let value = json::decode(bytes)?;
        Ok(Self { bytes, value })
    }

    /// Returns the text that stands at a JSON pointer.
    pub(super) fn text(&self, pointer: &str) -> Option<&str> {
        self.value.pointer(pointer)?.as_str()
    }

    /// Reads the body as the type of an event.
    pub(super) fn decode<T: Decode, E>(&self, event: fn(T) -> E) -> Result<E, WebhookError> {
        Ok(event(json::decode(self.bytes)?))
    }

    /// Reads the body as the type of the only event that there is; another one is kept.
    pub(super) fn decode_only<T: Decode, E>(
        &self,
        event: fn(T) -> E,
        unknown: fn(UnknownEvent) -> E,
    ) -> E {
        match json::decode(self.bytes) {
            Ok(value) => event(value),
            Err(_) => unknown(self.unknown(None)),
        }
    }

    /// Begins to try the types of several events.
    pub(super) fn trials<E>(&self) -> Trials<'_, E> {
        Trials {
            body: self,
            fits: Vec::new(),
        }
    }

    /// Keeps the body of an event that is not known.
    pub(super) fn unknown(&self, event_type: Option<&str>) -> UnknownEvent {
        UnknownEvent {
            event_type: event_type.map(str::to_owned),
            value: self.value.clone(),
        }
    }
}

/// Tries the types of events that nothing tells apart. An event is one of them if that is the only
/// one with a place for everything in it.
pub(super) struct Trials<'b, E> {
    body: &'b Body<'b>,
    fits: Vec<E>,
}

impl<E> Trials<'_, E> {
    /// Tries the type of an event.
    pub(super) fn attempt<T: Decode>(mut self, event: fn(T) -> E) -> Self {
        if let Ok((value, 0)) = json::decode_noting(self.body.bytes) {
            self.fits.push(event(value));
        }
        self
    }

    /// Returns the event, which is kept where it is of none or of several of the types.
    pub(super) fn finish(mut self, event_type: Option<&str>, unknown: fn(UnknownEvent) -> E) -> E {
        match self.fits.pop() {
            Some(event) if self.fits.is_empty() => event,
            _ => unknown(self.body.unknown(event_type)),
        }
    }
}

/// Returns the text of a header that is there once.
pub(super) fn header<'h>(headers: &'h dyn Headers, name: &str) -> Option<&'h str> {
    match headers.values(name)[..] {
        [value] => std::str::from_utf8(value).ok(),
        _ => None,
    }
}
