//! The text of server-sent events, as the HTML standard has it interpreted
//! (<https://html.spec.whatwg.org/multipage/server-sent-events.html>), in pieces of any length.

use std::collections::VecDeque;
use std::mem;
use std::time::Duration;

/// An event as it came.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct RawEvent {
    pub(super) event: String,
    pub(super) data: Vec<u8>,
    pub(super) id: String,
    /// How many milliseconds the server asks for with it.
    pub(super) retry: Option<u64>,
}

/// What has been read of a stream.
#[derive(Debug, Default)]
pub(super) struct Parser {
    line: Vec<u8>,
    is_after_cr: bool,
    /// Whether the first line, before which a byte order mark may stand, is over.
    is_begun: bool,
    event: String,
    data: Vec<u8>,
    id: String,
    /// The id of the last event, which a new connection tells the server.
    pub(super) last_id: String,
    /// How long the server wants a client to wait before it connects again.
    pub(super) retry: Option<Duration>,
    /// The same in milliseconds, where the event that is being read says it.
    own_retry: Option<u64>,
    events: VecDeque<RawEvent>,
}

impl Parser {
    /// Takes the next bytes.
    pub(super) fn push(&mut self, mut bytes: &[u8]) {
        if self.is_after_cr && !bytes.is_empty() {
            bytes = bytes.strip_prefix(b"\n").unwrap_or(bytes);
            self.is_after_cr = false;
        }
        while let Some(end) = bytes.iter().position(|byte| matches!(byte, b'\r' | b'\n')) {
            self.line.extend_from_slice(&bytes[..end]);
            let is_cr = bytes[end] == b'\r';
            bytes = &bytes[end + 1..];
            if is_cr {
                self.is_after_cr = bytes.is_empty();
                bytes = bytes.strip_prefix(b"\n").unwrap_or(bytes);
            }
            self.end_of_line();
        }
        self.line.extend_from_slice(bytes);
    }

    /// Returns the next event that is whole.
    pub(super) fn pop(&mut self) -> Option<RawEvent> {
        self.events.pop_front()
    }

    /// Returns how many bytes there are of what is not whole.
    pub(super) fn unfinished(&self) -> usize {
        self.line.len() + self.data.len()
    }

    /// Begins a new connection: what was not whole is gone.
    pub(super) fn restart(&mut self) {
        *self = Self {
            id: self.last_id.clone(),
            last_id: mem::take(&mut self.last_id),
            retry: self.retry,
            events: mem::take(&mut self.events),
            ..Self::default()
        };
    }

    fn end_of_line(&mut self) {
        let line = mem::take(&mut self.line);
        let mut text = &line[..];
        if !mem::replace(&mut self.is_begun, true) {
            text = text.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(text);
        }
        if text.is_empty() {
            self.dispatch();
        } else if text[0] != b':' {
            match text.iter().position(|byte| *byte == b':') {
                Some(colon) => {
                    let value = &text[colon + 1..];
                    self.field(&text[..colon], value.strip_prefix(b" ").unwrap_or(value));
                }
                None => self.field(text, b""),
            }
        }
        // Its room serves the next one.
        self.line = line;
        self.line.clear();
    }

    fn field(&mut self, name: &[u8], value: &[u8]) {
        match name {
            b"event" => self.event = text(value),
            b"data" => {
                self.data.extend_from_slice(value);
                self.data.push(b'\n');
            }
            b"id" if !value.contains(&0) => self.id = text(value),
            b"retry" if !value.is_empty() && value.iter().all(u8::is_ascii_digit) => {
                // More than fits is longer than anybody waits.
                let milliseconds = text(value).parse().unwrap_or(u64::MAX);
                self.retry = Some(Duration::from_millis(milliseconds));
                self.own_retry = Some(milliseconds);
            }
            _ => {}
        }
    }

    fn dispatch(&mut self) {
        self.last_id.clone_from(&self.id);
        let event = mem::take(&mut self.event);
        let retry = self.own_retry.take();
        let mut data = mem::take(&mut self.data);
        // The end of the last line is none of the data.
        if data.pop().is_none() {
            return;
        }
        self.events.push_back(RawEvent {
            event: if event.is_empty() {
                "message".to_owned()
            } else {
                event
            },
            data,
            id: self.last_id.clone(),
            retry,
        });
    }
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}
