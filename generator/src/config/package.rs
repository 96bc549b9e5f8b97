//! What is wrong with the `[package]` table: what Cargo or its registry would refuse later.

use super::{Mistake, Package, Spanned};

/// The oldest compiler that takes what is generated.
pub(crate) const OLDEST: &str = "1.85";

/// How many keywords a crate may have, and as many categories.
const MOST: usize = 5;

/// How long a keyword is at most.
const LONGEST: usize = 20;

impl Package {
    pub(super) fn mistakes(&self) -> Vec<Mistake> {
        let version = self.version.iter().filter_map(version);
        let oldest = self.rust_version.iter().filter_map(rust_version);
        let repository = self.repository.iter().filter_map(repository);
        let found = version.chain(oldest).chain(repository);
        let keywords = self.keywords.iter().filter_map(keyword);
        let many = [
            ("keywords", &self.keywords),
            ("categories", &self.categories),
        ];
        let many = many
            .into_iter()
            .filter_map(|(key, list)| too_many(key, list));
        found.chain(keywords).chain(many).collect()
    }
}

fn version(version: &Spanned<String>) -> Option<Mistake> {
    let error = semver::Version::parse(version.get_ref()).err()?;
    let shown = version.get_ref().escape_debug();
    let message = format!("`{shown}` is no version that Cargo takes: {error}");
    let help = "write three numbers, such as `1.0.0`, as <https://semver.org> has it";
    Some((version.span(), message, help.to_owned()))
}

fn rust_version(version: &Spanned<String>) -> Option<Mistake> {
    let text = version.get_ref();
    let numbers = |text: &str| {
        let parts: Option<Vec<u64>> = text.split('.').map(|part| part.parse().ok()).collect();
        parts.filter(|parts| parts.len() <= 3)
    };
    let shown = text.escape_debug();
    let message = match (numbers(text), numbers(OLDEST)) {
        // A sign is taken by the reader of numbers alone.
        (Some(given), Some(oldest)) if !text.contains('+') => {
            if given >= oldest {
                return None;
            }
            format!("the generated crate does not build with Rust {shown}: it needs {OLDEST}")
        }
        _ => format!("`{shown}` is no version of Rust"),
    };
    let help = format!("write the oldest version that is to be supported, `{OLDEST}` or later");
    Some((version.span(), message, help))
}

fn repository(url: &Spanned<String>) -> Option<Mistake> {
    let text = url.get_ref();
    let rest = text
        .strip_prefix("https://")
        .or_else(|| text.strip_prefix("http://"));
    let is_url = |rest: &str| {
        !rest.is_empty() && !rest.starts_with('/') && !rest.contains(|c: char| c.is_whitespace())
    };
    if rest.is_some_and(is_url) {
        return None;
    }
    let message = format!("the repository `{}` is no URL", text.escape_debug());
    let help = "write where the crate is developed, such as `https://example.com/crate`";
    Some((url.span(), message, help.to_owned()))
}

fn keyword(keyword: &Spanned<String>) -> Option<Mistake> {
    let text = keyword.get_ref();
    let is_plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '+');
    let is_right = text.len() <= LONGEST
        && text.starts_with(|c: char| c.is_ascii_alphanumeric())
        && text.chars().all(is_plain);
    if is_right {
        return None;
    }
    let message = format!(
        "`{}` is no keyword that a registry takes",
        text.escape_debug()
    );
    let help = format!(
        "write one word of at most {LONGEST} letters, digits, `-`, `_` and `+`, with a letter or digit first"
    );
    Some((keyword.span(), message, help))
}

fn too_many(key: &str, list: &[Spanned<String>]) -> Option<Mistake> {
    let first = list.get(MOST)?;
    let message = format!(
        "`{key}` has {} entries, where a registry takes {MOST}",
        list.len()
    );
    Some((
        first.span(),
        message,
        "remove those that say least".to_owned(),
    ))
}
