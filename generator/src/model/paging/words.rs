//! What the words beside a parameter say of it.

/// Whether a number is said to be none of items: of a page, or of seconds.
pub(super) fn counts_pages_or_time(description: &str) -> bool {
    const WORDS: &[&str] = &[
        "page number",
        "number of the page",
        "display the first page",
        "timestamp",
    ];
    let description = description.to_lowercase();
    let counts_items = ["skip", "number of items", "number of results"];
    WORDS.iter().any(|words| description.contains(words))
        && !counts_items.iter().any(|words| description.contains(words))
}
