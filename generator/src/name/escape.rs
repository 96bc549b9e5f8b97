//! What of a text would mean something, and is shown as it is.

use std::ops::Range;

use super::edit::Edit;

/// Shows HTML as text.
pub(super) fn escaped(text: &str, range: Range<usize>) -> Edit {
    Edit {
        start: range.start,
        end: range.end,
        text: text[range].replace('<', "&lt;").replace('>', "&gt;"),
    }
}

/// Shows what is no tag as text.
pub(super) fn strays(text: &str, range: Range<usize>) -> Vec<Edit> {
    let found = text[range.clone()].match_indices(['<', '>']);
    let edits = found.map(|(at, mark)| Edit {
        start: range.start + at,
        end: range.start + at + 1,
        text: if mark == "<" { "&lt;" } else { "&gt;" }.to_owned(),
    });
    edits.collect()
}

/// Escapes every bracket of a link, so that neither the whole nor a part of it is one.
pub(super) fn escaped_brackets(text: &str, range: Range<usize>) -> Vec<Edit> {
    let found = text[range.clone()].match_indices('[');
    let edits = found.map(|(at, _)| range.start + at).map(|start| Edit {
        start,
        end: start + 1,
        text: "\\[".to_owned(),
    });
    edits.collect()
}

/// Shows a link in angle brackets as text, unless it is an address of mail.
pub(super) fn escaped_angle(text: &str, range: Range<usize>) -> Vec<Edit> {
    if !text[range.clone()].contains(':') {
        return Vec::new();
    }
    let edit = Edit {
        start: range.start,
        end: range.start + 1,
        text: "&lt;".to_owned(),
    };
    vec![edit]
}
