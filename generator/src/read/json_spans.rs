//! Where each node of a text in JSON stands.
//!
//! Strict: YAML in flow style, which looks much like JSON, is not taken for it.

use std::borrow::Cow;

use super::spans::{Content, Scan, Span};

/// What may come next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Next {
    Value,
    /// The first value of a list, or its end.
    ValueOrEnd,
    /// The first key of an object, or its end.
    KeyOrEnd,
    Key,
    Colon,
    /// A comma, or the end of what is open.
    Comma,
}

/// Hands each node of a text to `scan`; none where it is no JSON.
pub(super) fn walk(text: &str, scan: &mut Scan<'_>) -> Option<()> {
    let bytes = text.as_bytes();
    // The brackets that will close what is open.
    let mut open: Vec<u8> = Vec::new();
    let (mut at, mut next) = (0, Next::Value);
    if !text.trim_start().starts_with(['{', '[']) {
        return None;
    }
    loop {
        let blanks = bytes[at..].iter().position(|byte| !is_blank(*byte));
        let Some(blanks) = blanks else {
            return (open.is_empty() && next == Next::Comma).then_some(());
        };
        at += blanks;
        if scan.is_full() {
            return Some(());
        }
        // Nothing stands behind the one value.
        if open.is_empty() && next == Next::Comma {
            return None;
        }
        let end = end_of(bytes, at)?;
        let token = Span { start: at, end };
        next = match (bytes[at], next) {
            (b'{', Next::Value | Next::ValueOrEnd) => {
                scan.start(token, 0, Content::Mapping { key: None });
                open.push(b'}');
                Next::KeyOrEnd
            }
            (b'[', Next::Value | Next::ValueOrEnd) => {
                scan.start(token, 0, Content::List { next: 0 });
                open.push(b']');
                Next::ValueOrEnd
            }
            (b'}', Next::KeyOrEnd | Next::Comma) | (b']', Next::ValueOrEnd | Next::Comma) => {
                open.pop().filter(|closes| *closes == bytes[at])?;
                scan.end(token);
                Next::Comma
            }
            (b',', Next::Comma) if open.last() == Some(&b'}') => Next::Key,
            (b',', Next::Comma) | (b':', Next::Colon) => Next::Value,
            (b'"', Next::Key | Next::KeyOrEnd) => {
                if scan.awaits_key() {
                    scan.scalar(&string(&text[at..end])?, token);
                }
                Next::Colon
            }
            (b'{' | b'}' | b'[' | b']' | b':' | b',', _) => return None,
            (_, Next::Value | Next::ValueOrEnd) => {
                // Only what a key says is asked for.
                scan.scalar("", token);
                Next::Comma
            }
            _ => return None,
        };
        at = end;
    }
}

fn is_blank(byte: u8) -> bool {
    matches!(byte, b' ' | b'\n' | b'\r' | b'\t')
}

/// Where the token ends that starts at a byte.
fn end_of(bytes: &[u8], start: usize) -> Option<usize> {
    match bytes[start] {
        b'{' | b'}' | b'[' | b']' | b':' | b',' => Some(start + 1),
        b'"' => {
            let mut at = start + 1;
            loop {
                let found = bytes[at..].iter().position(|b| matches!(b, b'"' | b'\\'))?;
                at += found;
                if bytes[at] == b'"' {
                    return Some(at + 1);
                }
                // What is escaped, be it a quotation mark.
                at += 2;
                bytes.get(at)?;
            }
        }
        _ => {
            let is_end = |byte: &u8| is_blank(*byte) || b"{}[]:,\"".contains(byte);
            let length = bytes[start..].iter().position(is_end);
            let end = length.map_or(bytes.len(), |length| start + length);
            let word = &bytes[start..end];
            let is_number = word[0] == b'-' || word[0].is_ascii_digit();
            (is_number || matches!(word, b"true" | b"false" | b"null")).then_some(end)
        }
    }
}

/// What a string in quotation marks says.
fn string(quoted: &str) -> Option<Cow<'_, str>> {
    let inside = &quoted[1..quoted.len() - 1];
    if inside.contains('\\') {
        return serde_json::from_str(quoted).ok().map(Cow::Owned);
    }
    Some(Cow::Borrowed(inside))
}
