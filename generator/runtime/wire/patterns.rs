//! The patterns that texts must match: regular expressions, each compiled once, when it is first
//! needed. The engine takes a time that grows with the text and the pattern, never faster.

use regex_lite::Regex;

/// A pattern, compiled once for each place that it stands in: as the description has it, and as the
/// engine takes it where that is not the same.
macro_rules! pattern {
    ($text:literal) => {
        $crate::wire::patterns::pattern!($text, $text)
    };
    ($text:literal, $runs:literal) => {{
        static PATTERN: std::sync::LazyLock<Option<regex_lite::Regex>> =
            std::sync::LazyLock::new(|| $crate::wire::patterns::compile($runs));
        $crate::runtime::json::Pattern {
            text: $text,
            matches: |text| {
                let pattern = PATTERN.as_ref();
                pattern.is_none_or(|pattern| pattern.is_match(text))
            },
        }
    }};
}
pub(crate) use pattern;

/// Compiles a pattern. The generator has tried it: one that this version of the engine does not
/// take refuses nothing.
pub(crate) fn compile(text: &str) -> Option<Regex> {
    Regex::new(text).ok()
}
