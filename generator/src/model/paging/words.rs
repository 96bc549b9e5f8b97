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

/// Whether a text begins with what it is, and that is a URL.
pub(super) fn means_a_url(description: &str) -> bool {
    let words = description.split_whitespace();
    let words = words.map(|word| word.trim_matches(|c: char| !c.is_alphanumeric()));
    let mut words = words.map(str::to_lowercase);
    let is_filler = |word: &String| {
        matches!(
            word.as_str(),
            "a" | "an" | "the" | "absolute" | "full" | "relative" | "optional"
        )
    };
    let first = words.find(|word| !is_filler(word)).unwrap_or_default();
    matches!(first.as_str(), "url" | "uri" | "link" | "hyperlink")
}
