//! The README: the front page as a page on its own.

use super::HEADER;
use super::front_page::{Line, page};
use crate::name::plan::Plan;

/// `README.md`.
pub(super) fn readme(plan: &Plan) -> String {
    let mut text = format!("<!-- {HEADER} -->\n\n# {}\n\n", plan.front.title);
    let mut before_is_empty = true;
    // Of a block of code in the description's own text.
    let mut in_code = false;
    for line in page(plan) {
        if let Line::Text(text) = &line
            && text.trim_start().starts_with("```")
        {
            in_code = !in_code;
        }
        let line = match line {
            // The page's own title is a level above its sections.
            Line::Text(text) if text.starts_with("# ") && !in_code => format!("#{text}"),
            Line::Text(text) | Line::Code(text) => text,
            Line::Rust(_) => "```rust".to_owned(),
            Line::Other(language) => format!("```{language}"),
            Line::Hidden(_) => continue,
            Line::End => "```".to_owned(),
        };
        if line.is_empty() && before_is_empty {
            continue;
        }
        before_is_empty = line.is_empty();
        text.push_str(&line);
        text.push('\n');
    }
    text
}
