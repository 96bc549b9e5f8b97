//! Where one JSON text of many ends and the next begins: by lines, or as RFC 7464 has it.

use bytes::{Buf as _, Bytes, BytesMut};

/// The mark before each text of a JSON sequence.
const RECORD_SEPARATOR: u8 = 0x1E;

/// How texts are told apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Framing {
    /// Each has a line.
    Lines,
    /// A mark stands before each, and the end of a line after it (RFC 7464).
    Sequence,
}

/// What has been read, and not yet given out.
#[derive(Debug)]
pub(super) struct Frames {
    framing: Framing,
    bytes: BytesMut,
    /// How much of it was looked at.
    seen: usize,
    nesting: Nesting,
    is_begun: bool,
}

/// A text, or one whose end is missing.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Frame {
    Whole(Bytes),
    Truncated(Bytes),
}

/// Where in a JSON text a byte stands.
#[derive(Debug, Default, Clone, Copy)]
struct Nesting {
    depth: usize,
    is_in_string: bool,
    is_escaped: bool,
}

impl Frames {
    pub(super) fn new(framing: Framing) -> Self {
        Self {
            framing,
            bytes: BytesMut::new(),
            seen: 0,
            nesting: Nesting::default(),
            is_begun: false,
        }
    }

    /// Takes the next bytes.
    pub(super) fn push(&mut self, piece: &[u8]) {
        self.bytes.extend_from_slice(piece);
    }

    /// Returns how many bytes there are of what is not whole.
    pub(super) fn unfinished(&self) -> usize {
        self.bytes.len()
    }

    /// Returns the next text that is whole.
    pub(super) fn pop(&mut self) -> Option<Frame> {
        loop {
            let end = match self.framing {
                Framing::Lines => self.end_of_line(),
                Framing::Sequence => self.end_of_record(),
            }?;
            if let Some(frame) = self.cut(end) {
                return Some(frame);
            }
        }
    }

    /// Returns the last text, once there is nothing more to come.
    pub(super) fn finish(&mut self) -> Option<Frame> {
        let end = self.bytes.len();
        self.cut(end)
    }

    fn end_of_line(&mut self) -> Option<usize> {
        let rest = &self.bytes[self.seen..];
        let Some(end) = rest.iter().position(|byte| *byte == b'\n') else {
            self.seen = self.bytes.len();
            return None;
        };
        Some(self.seen + end + 1)
    }

    /// A text ends at the end of a line outside of all brackets, or where the next one begins.
    fn end_of_record(&mut self) -> Option<usize> {
        while let Some(byte) = self.bytes.get(self.seen) {
            // No JSON text has that byte in it.
            if *byte == RECORD_SEPARATOR {
                if self.seen > 0 {
                    return Some(self.seen);
                }
            } else if self.nesting.is_over_at(*byte) {
                return Some(self.seen + 1);
            }
            self.seen += 1;
        }
        None
    }

    /// Cuts a text off. None if there is nothing in it.
    fn cut(&mut self, end: usize) -> Option<Frame> {
        let text = self.bytes.split_to(end).freeze();
        self.seen = 0;
        self.nesting = Nesting::default();
        let mut text = text;
        if !std::mem::replace(&mut self.is_begun, true) && text.starts_with(b"\xEF\xBB\xBF") {
            text.advance(3);
        }
        if text.first() == Some(&RECORD_SEPARATOR) {
            text.advance(1);
        }
        let trimmed = text.trim_ascii();
        if trimmed.is_empty() {
            return None;
        }
        let is_cut_off = self.framing == Framing::Sequence
            && !text.ends_with(b" ")
            && !text.ends_with(b"\n")
            && !text.ends_with(b"\t")
            && !text.ends_with(b"\r")
            && !ends_itself(trimmed);
        let text = text.slice_ref(trimmed);
        Some(if is_cut_off {
            Frame::Truncated(text)
        } else {
            Frame::Whole(text)
        })
    }
}

/// Whether the last byte of a text shows that it is whole. `12` may be the beginning of `123`.
fn ends_itself(text: &[u8]) -> bool {
    matches!(text.last(), Some(b'}' | b']' | b'"'))
}

impl Nesting {
    fn is_over_at(&mut self, byte: u8) -> bool {
        if self.is_in_string {
            self.is_in_string = byte != b'"' || self.is_escaped;
            self.is_escaped = byte == b'\\' && !self.is_escaped;
            return false;
        }
        match byte {
            b'"' => self.is_in_string = true,
            b'{' | b'[' => self.depth += 1,
            b'}' | b']' => self.depth = self.depth.saturating_sub(1),
            b'\n' => return self.depth == 0,
            _ => {}
        }
        false
    }
}
