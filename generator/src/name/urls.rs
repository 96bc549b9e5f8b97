//! Addresses in a text: which of them are links, and how a bare one becomes one.

use super::edit::Edit;

/// Whether the target of a link is one that rustdoc does not take for an item.
pub(super) fn is_link(url: &str) -> bool {
    is_web(url) || begins_with(url, "mailto:")
}

/// Whether the target of a link is in the web.
pub(super) fn is_web(url: &str) -> bool {
    begins_with(url, "http://") || begins_with(url, "https://")
}

/// Whether the target of a link has no scheme, so that it leads on from where a text stands.
pub(super) fn is_relative(url: &str) -> bool {
    let start = url.split(['/', '?', '#']).next().unwrap_or_default();
    !start.contains(':')
}

/// A scheme may be in capitals.
fn begins_with(url: &str, scheme: &str) -> bool {
    url.get(..scheme.len())
        .is_some_and(|start| start.eq_ignore_ascii_case(scheme))
}

/// Puts a bare URL in angle brackets.
pub(super) fn bare_urls(text: &str, start: usize, end: usize) -> Vec<Edit> {
    let mut edits = Vec::new();
    let mut from = start;
    while let Some(found) = next_url(&text[from..end]) {
        let (url_start, url_end) = (from + found.0, from + found.1);
        let bracketed = text[..url_start].ends_with('<') && text[url_end..].starts_with('>');
        let quoted = text[..url_start].ends_with('`');
        if !bracketed && !quoted {
            edits.push(Edit {
                start: url_start,
                end: url_end,
                text: format!("<{}>", &text[url_start..url_end]),
            });
        }
        from = url_end;
    }
    edits
}

/// Where the first URL in a text is.
pub(super) fn next_url(text: &str) -> Option<(usize, usize)> {
    let is_url =
        |at: &usize| text[*at..].starts_with("http://") || text[*at..].starts_with("https://");
    let start = text.match_indices("http").map(|(at, _)| at).find(is_url)?;
    let rest = &text[start..];
    let stop = rest
        .find(|c: char| {
            c.is_whitespace()
                || matches!(
                    c,
                    '<' | '>' | '"' | '`' | '|' | '\\' | '{' | '}' | '[' | ']' | '*'
                )
        })
        .unwrap_or(rest.len());
    let url = rest[..stop].trim_end_matches(['.', ',', ';', ':', '!', '?', '\'', ')', '(']);
    Some((start, start + url.len()))
}
