//! How deep lists and quotations are inside of each other: every line repeats their marks, so that
//! a text of little else would grow with its square.

/// The deepest that a text is read as Markdown.
pub(super) const DEEPEST: usize = 32;

/// Whether a line of a text begins with more marks of lists and quotations than are read.
pub(super) fn is_deep(text: &str) -> bool {
    text.lines().any(|line| marks(line) > DEEPEST)
}

/// How many marks of lists and quotations a line begins with.
fn marks(line: &str) -> usize {
    // `- - -` is a rule and no list.
    let rule = ['-', '*'].map(|mark| line.len() - line.trim_end_matches([' ', mark]).len());
    let rule = rule.into_iter().max().unwrap_or_default();
    let mut rest = line.trim_start_matches(' ');
    let mut count = 0;
    while rest.len() > rule
        && let Some(after) = after_mark(rest)
    {
        count += 1;
        rest = after.trim_start_matches(' ');
    }
    count
}

/// What stands after the mark of an item or of a quotation.
pub(super) fn after_mark(text: &str) -> Option<&str> {
    if let Some(after) = text.strip_prefix('>') {
        return Some(after);
    }
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let is_mark = match text.as_bytes().get(digits) {
        Some(b'-' | b'*' | b'+') => digits == 0,
        Some(b'.' | b')') => (1..=9).contains(&digits),
        _ => false,
    };
    let after = is_mark.then(|| &text[digits + 1..])?;
    after.starts_with(' ').then_some(after)
}

#[cfg(test)]
mod tests {
    use super::{DEEPEST, is_deep};
    use crate::name::markdown::lines;

    #[test]
    fn only_a_line_that_begins_with_many_marks_is_deep() {
        let deep = DEEPEST + 1;
        for mark in [">", "> ", "- ", "10. ", "> * "] {
            assert!(is_deep(&(mark.repeat(deep) + "a")), "{mark}");
            assert!(!is_deep(&(mark.repeat(DEEPEST / 2) + "a")), "{mark}");
        }
        for text in ["- ", "* ", "a ", "-", "1", "1."] {
            assert!(!is_deep(&text.repeat(deep)), "{text}");
        }
    }

    #[test]
    fn what_is_too_deep_is_shown_as_it_is() {
        for mark in ["> ", "- "] {
            let text = mark.repeat(33) + "a\nb <b>";
            assert_eq!(lines(&text).join("\n"), format!("```text\n{text}\n```"));
        }
        let lists: String = (0..40)
            .map(|depth| " ".repeat(depth * 2) + "- a\n")
            .collect();
        assert!(
            lines(&lists)
                .join("\n")
                .starts_with("```text\n- a\n  - a\n")
        );
    }

    #[test]
    fn many_marks_are_read_in_time_that_grows_with_their_number() {
        for text in [
            ">".repeat(100_000),
            "- ".repeat(500) + &"a\n".repeat(10_000),
            "> ".repeat(200) + &"<ul><li>a".repeat(10_000),
            "<div>\n".to_owned() + &"<".repeat(60_000) + ">",
        ] {
            assert!(!lines(&text).is_empty());
        }
    }
}
