//! Examples of bytes: a description shows them as they are sent, in Base64, where a caller gives what
//! that stands for.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD_PAD_INDIFFERENT;

/// Returns the text that some Base64 stands for, if it is text that can be shown on a line.
pub(super) fn text_of(base64: &str) -> Option<String> {
    let bytes = STANDARD_PAD_INDIFFERENT.decode(base64).ok()?;
    let text = String::from_utf8(bytes).ok()?;
    let is_fit = !text.trim().is_empty() && !text.chars().any(char::is_control);
    is_fit.then_some(text)
}

#[cfg(test)]
mod tests {
    use super::text_of;

    #[test]
    fn only_what_stands_for_text_is_shown_as_text() {
        let cases = [
            ("aGF2ZSBhIG5pY2UgZGF5ID1d", Some("have a nice day =]")),
            ("w6k=", Some("é")),
            ("w6k", Some("é")),
            ("AAECAw==", None),
            ("/////w==", None),
            ("not Base64", None),
            ("ICAg", None),
            ("", None),
        ];
        for (base64, expected) in cases {
            assert_eq!(text_of(base64).as_deref(), expected, "{base64}");
        }
    }
}
