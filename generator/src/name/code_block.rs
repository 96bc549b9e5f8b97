//! Blocks of code in a description: none of them is run as a test.

use pulldown_cmark::CodeBlockKind;

use super::edit::Edit;

/// A code block is marked as text, since rustdoc runs every other as a test.
pub(super) fn code_block(
    text: &str,
    kind: &CodeBlockKind<'_>,
    start: usize,
    end: usize,
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
                let close: String = std::iter::repeat_n(mark, ticks).collect();
                edits.push(Edit {
                    start: end,
                    end,
                    text: format!("\n{close}\n"),
                });
            }
            edits
        }
        CodeBlockKind::Indented => {
            let block = text[start..end].trim_end_matches('\n');
            let mut plain = String::from("```text\n");
            for line in block.lines() {
                // A fence inside would end ours.
                plain.push_str(
                    &line
                        .strip_prefix("    ")
                        .unwrap_or(line)
                        .replace("```", "'''"),
                );
                plain.push('\n');
            }
            plain.push_str("```");
            // What stands before it on its line is its own indentation.
            let line = text[..start].rfind('\n').map_or(0, |at| at + 1);
            let from = if text[line..start].trim().is_empty() {
                line
            } else {
                start
            };
            let lead = if from == start { "\n" } else { "" };
            vec![Edit {
                start: from,
                end: start + block.len(),
                text: format!("{lead}{plain}"),
            }]
        }
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
