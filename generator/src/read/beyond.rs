//! Numbers of JSON that double precision does not hold, such as `1e400`. YAML has them as texts, and so
//! has the tree, as one such number is no reason to refuse a description.

use serde_json::Number;

/// A text in which such numbers are strings.
#[derive(Debug)]
pub(super) struct Quoted {
    pub(super) text: String,
    /// Where each stood, in bytes: its start and its end.
    pub(super) found: Vec<(usize, usize)>,
}

/// Makes strings of such numbers.
pub(super) fn quote(text: &str) -> Quoted {
    let mut quoted = Quoted {
        text: String::with_capacity(text.len()),
        found: Vec::new(),
    };
    let bytes = text.as_bytes();
    let (mut at, mut copied) = (0, 0);
    while let Some(byte) = bytes.get(at) {
        match byte {
            b'"' => at = behind_string(bytes, at),
            b'-' | b'0'..=b'9' => {
                let is_part = |byte: &u8| byte.is_ascii_digit() || b"+-.eE".contains(byte);
                let length = bytes[at..].iter().take_while(|byte| is_part(byte)).count();
                let end = at + length;
                if is_beyond(&text[at..end]) {
                    quoted.text.push_str(&text[copied..at]);
                    quoted.text.extend(["\"", &text[at..end], "\""]);
                    quoted.found.push((at, end));
                    copied = end;
                }
                at = end;
            }
            _ => at += 1,
        }
    }
    quoted.text.push_str(&text[copied..]);
    quoted
}

impl Quoted {
    /// The place in the original of one in the text with strings.
    pub(super) fn original(&self, offset: usize) -> usize {
        let before = |(index, (start, _)): &(usize, &(usize, usize))| start + 2 * index < offset;
        let before = self.found.iter().enumerate().take_while(before).count();
        offset.saturating_sub(2 * before)
    }
}

/// Where the string that begins here ends; the end of the text where it does not.
fn behind_string(bytes: &[u8], start: usize) -> usize {
    let mut at = start + 1;
    while let Some(byte) = bytes.get(at) {
        match byte {
            b'"' => return at + 1,
            b'\\' => at += 2,
            _ => at += 1,
        }
    }
    bytes.len()
}

fn is_beyond(token: &str) -> bool {
    let is_infinite = token.parse::<f64>().is_ok_and(f64::is_infinite);
    // One that is no number of JSON stays what it is.
    is_infinite
        && serde_json::from_str::<Number>(token)
            .is_err_and(|error| error.to_string().starts_with(OUT_OF_RANGE))
}

/// What the reader says of such a number.
pub(super) const OUT_OF_RANGE: &str = "number out of range";
