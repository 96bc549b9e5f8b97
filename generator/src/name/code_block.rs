//! Blocks of code in a description: none of them is run as a test.

use pulldown_cmark::CodeBlockKind;

use super::edit::Edit;

/// A code block is marked as text, since rustdoc runs every other as a test. The prefix is what
/// stands before its lines, as of the list that it is in.
pub(super) fn code_block(
    text: &str,
    kind: &CodeBlockKind<'_>,
    start: usize,
    end: usize,
    prefix: &str,
) -> Vec<Edit> {
    match kind {
        CodeBlockKind::Fenced(info) => {
            let fence = &text[start..end];
            let mark = fence.chars().next().unwrap_or('`');
            let ticks = fence.chars().take_while(|c| *c == mark).count();
            let line_end = fence.find('\n').unwrap_or(fence.len());
            let mut edits = vec![Edit {
                start: start + ticks,
                end: start + line_end,
                text: language(info),
            }];
            let last = fence.trim_end().rsplit('\n').next().unwrap_or_default();
            let is_closed = line_end < fence.trim_end().len()
                && last
                    .trim_start_matches([' ', '>'])
                    .chars()
                    .take_while(|c| *c == mark)
                    .count()
                    >= ticks;
            if !is_closed {
                // What it is in ends before it. Its end is the line after it, if that is no more.
                let close: String = std::iter::repeat_n(mark, ticks).collect();
                let length = fence.trim_end().len().max(line_end);
                let after = closing_line(text, start + length, &close);
                edits.push(Edit {
                    start: start + length,
                    end: after.unwrap_or(start + length),
                    text: format!("\n{prefix}{close}"),
                });
            }
            edits
        }
        CodeBlockKind::Indented => vec![indented(text, start, end, prefix)],
    }
}

/// Where the line ends that follows on a fence, if it says no more than the end of one.
fn closing_line(text: &str, end: usize, close: &str) -> Option<usize> {
    let rest = text[end..].trim_start_matches(' ').strip_prefix('\n')?;
    let rest = rest.trim_start_matches(' ');
    let line = rest.lines().next()?;
    let is_close = line.trim_end() == close;
    is_close.then(|| text.len() - rest.len() + line.len())
}

/// A block that its indentation makes code.
fn indented(text: &str, start: usize, end: usize, prefix: &str) -> Edit {
    let line = text[..start].rfind('\n').map_or(0, |at| at + 1);
    let is_whole = text[line..start].chars().all(|c| matches!(c, ' ' | '>'));
    // What stands before it on its line is its own indentation, or the mark of an item.
    let (from, lead) = if is_whole { (line, "") } else { (start, "\n") };
    let block = text[from..end].trim_end_matches('\n');
    let mut plain = format!("{lead}{prefix}```text\n");
    for line in block.lines() {
        let inner = line.strip_prefix(prefix);
        let inner = inner.or_else(|| line.strip_prefix(prefix.trim_end()));
        let line = inner.unwrap_or(line);
        // A fence inside would end ours.
        let line = line.strip_prefix("    ").unwrap_or(line);
        plain.extend([prefix, &line.replace("```", "'''"), "\n"]);
    }
    plain.extend([prefix, "```"]);
    Edit {
        start: from,
        end: from + block.len(),
        text: plain,
    }
}

/// The language of a code block for highlighting, where rustdoc does not take it for Rust.
fn language(info: &str) -> String {
    let name = info
        .split([' ', ',', '{'])
        .next()
        .unwrap_or_default()
        .to_ascii_lowercase();
    let known = [
        "json",
        "yaml",
        "xml",
        "html",
        "bash",
        "sh",
        "http",
        "python",
        "javascript",
        "typescript",
        "curl",
        "sql",
        "go",
        "java",
        "csv",
        "graphql",
    ];
    if known.contains(&name.as_str()) {
        name
    } else {
        "text".to_owned()
    }
}

#[cfg(test)]
mod tests {
    use crate::name::markdown::lines;

    #[test]
    fn code_stays_in_what_it_is_in() {
        let texts = [
            ("> ```\n> x\n\ny", "> ```text\n> x\n> ```\n\ny"),
            ("- ```json\n  {}\n- b", "- ```json\n  {}\n  ```\n- b"),
            (
                "- a\n  ```\n  b\n```\nafter",
                "- a\n  ```text\n  b\n  ```\nafter",
            ),
            (
                "1. a\n\n       b\n         c\n2. d",
                "1. a\n\n   ```text\n   b\n     c\n   ```\n2. d",
            ),
            (
                "- ```\n  a\n\n```\nb\n```",
                "- ```text\n  a\n  ```\n\n```text\nb\n```",
            ),
            (
                "- ```\n  a\n```\nb\n\n```\nc\n```\nd",
                "- ```text\n  a\n  ```\nb\n\n```text\nc\n```\nd",
            ),
            (">     a\n\nb", "> ```text\n> a\n> ```\n\nb"),
            ("-     a", "-\n  ```text\n  a\n  ```"),
            ("<ul><li>```\na</li></ul>", "- ```text\n  ```\na"),
        ];
        for (text, expected) in texts {
            assert_eq!(lines(text).join("\n"), expected, "{text:?}");
        }
    }
}
