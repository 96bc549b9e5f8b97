//! What HTML has that is not meant to be seen: comments, styles and scripts, with what is in them.
//!
//! One that does not end hides nothing: what comes after it is worth more than what it may hide.

use std::collections::BTreeSet;
use std::ops::Range;

/// What hides what is in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Kind {
    Comment,
    Style,
    Script,
}

/// Returns what a text begins with, if that hides what is in it.
pub(super) fn kind(text: &str) -> Option<Kind> {
    if text.starts_with("<!--") {
        return Some(Kind::Comment);
    }
    let kinds = [("style", Kind::Style), ("script", Kind::Script)];
    let is_it = |(name, _): &(&str, Kind)| is_name(&text[1..], name);
    let found = kinds.iter().find(|it| text.starts_with('<') && is_it(it));
    found.map(|(_, kind)| *kind)
}

/// Returns where that ends which a text begins with.
pub(super) fn end(text: &str, kind: Kind) -> Option<usize> {
    let name = match kind {
        // These are whole in HTML and in CommonMark.
        Kind::Comment if text.starts_with("<!-->") => return Some("<!-->".len()),
        Kind::Comment if text.starts_with("<!--->") => return Some("<!--->".len()),
        Kind::Comment => return text.get(4..)?.find("-->").map(|at| at + 4 + "-->".len()),
        Kind::Style => "style",
        Kind::Script => "script",
    };
    let mut ends = text.match_indices("</").map(|(at, mark)| at + mark.len());
    let at = ends.find(|at| is_name(&text[*at..], name))?;
    text[at..].find('>').map(|end| at + end + 1)
}

/// Returns what is hidden in a block of HTML, in its order.
pub(super) fn ranges(block: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    // Each is looked for once in vain, so that the time grows with the length alone.
    let mut unclosed = BTreeSet::new();
    let mut at = 0;
    while let Some(start) = block[at..].find('<').map(|start| at + start) {
        at = start + 1;
        let Some(kind) = kind(&block[start..]).filter(|kind| !unclosed.contains(kind)) else {
            continue;
        };
        match end(&block[start..], kind) {
            Some(length) => {
                at = start + length;
                found.push(start..at);
            }
            None => {
                unclosed.insert(kind);
            }
        }
    }
    found
}

/// Whether a text begins with the name of a tag, in any case.
fn is_name(text: &str, name: &str) -> bool {
    let is_it = |start: &str| start.eq_ignore_ascii_case(name);
    text.get(..name.len()).is_some_and(is_it)
        && text[name.len()..].starts_with(|c: char| c.is_whitespace() || matches!(c, '>' | '/'))
}

#[cfg(test)]
mod tests {
    use super::super::markdown::lines;

    #[test]
    fn what_is_not_meant_to_be_seen_is_left_out() {
        let texts = [
            (
                "- a\n\n<!-- Later:\n\n- `b`\n\n-->\n\nAfter",
                "- a\n\nAfter",
            ),
            ("One\n<!-- two -->\nthree", "One\n\nthree"),
            ("a <!-- <b>c</b> --> d<!---->e<!-->f", "a  def"),
            (
                "<STYLE type=\"text/css\">\nh1 > b {\n\n  margin: 1em;\n}\n</Style >\n\nText",
                "Text",
            ),
            ("a <script>x(\"<b>\") * *y*</script> b", "a  b"),
            ("<!-- a --><b>b</b><style>c</style>", "**b**"),
            ("> <!-- a\n> b -->\n> c", ">\n> c"),
            ("- <!-- a -->\n- b", "-\n- b"),
            (
                "<div>\n<!-- a -->\n<style>b</style>c\n</div>",
                "&lt;div&gt;\n\nc\n&lt;/div&gt;",
            ),
            (
                "| a <!-- b --> |\n|---|\n| c <style>d</style> |",
                "| a  |\n|---|\n| c  |",
            ),
            ("<!<!-- a -->-- b -->c", "c"),
            // Code shows what it is.
            (
                "`<!-- a -->`\n\n    <!-- b -->",
                "`<!-- a -->`\n\n```text\n<!-- b -->\n```",
            ),
        ];
        for (text, expected) in texts {
            assert_eq!(lines(text).join("\n"), expected, "{text:?}");
        }
    }

    #[test]
    fn what_does_not_end_hides_nothing() {
        let texts = [
            ("<!-- a\n\nb", "&lt;!-- a\n\nb"),
            ("a <!-- b", "a <!-- b"),
            ("<style>\na\n\nb", "&lt;style&gt;\na\n\nb"),
            ("a <script>b *c* <b>d</b>", "a &lt;script&gt;b *c* **d**"),
            (
                "a <style>b\n\nc</style>",
                "a &lt;style&gt;b\n\nc&lt;/style&gt;",
            ),
            ("a <styled>b</styled>", "a &lt;styled&gt;b&lt;/styled&gt;"),
        ];
        for (text, expected) in texts {
            assert_eq!(lines(text).join("\n"), expected, "{text:?}");
        }
    }

    #[test]
    fn many_that_do_not_end_come_to_an_end() {
        for part in [
            "<!-- ",
            "a <style>",
            "<script> <!--",
            "<!<!-- -->",
            "<a href=\"/b\">",
            "a </style ",
            "<style></style>x",
        ] {
            let text = part.repeat(2_000);
            assert!(!lines(&text).is_empty(), "{part:?}");
            assert!(!lines(&format!("<div>\n{text}")).is_empty(), "{part:?}");
        }
    }
}
