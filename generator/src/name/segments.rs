//! The segments of a path that say something: a resource, what is done to it, or a parameter.

use crate::grammar::without_ending;

/// A segment of a path.
pub(super) enum Segment {
    Word(String),
    Parameter(String),
}

impl Segment {
    pub(super) fn word(&self) -> Option<String> {
        match self {
            Self::Word(word) => Some(word.clone()),
            Self::Parameter(_) => None,
        }
    }

    pub(super) fn parameter(&self) -> Option<&str> {
        match self {
            Self::Word(_) => None,
            Self::Parameter(name) => Some(name),
        }
    }
}

/// The segments of a path, without the version that it begins with and the `.json` that it ends with.
pub(super) fn segments(path: &str) -> Vec<Segment> {
    let path = path.split(['?', '#']).next().unwrap_or_default();
    let mut all: Vec<&str> = path.split('/').filter(|part| !part.is_empty()).collect();
    if let Some(last) = all.last_mut() {
        *last = without_ending(last);
    }
    let is_prefix = |part: &&&str| matches!(**part, "api" | "rest") || is_version(part);
    let prefix = all.iter().take_while(is_prefix).count();
    let found: Vec<Segment> = all[prefix..].iter().copied().map(segment).collect();
    if found.iter().any(|segment| segment.word().is_some()) {
        return found;
    }
    // The version was all that the path says.
    all.into_iter().map(segment).collect()
}

/// A segment that is a parameter, or the words of one that is more than that.
fn segment(text: &str) -> Segment {
    let inner = text
        .strip_prefix('{')
        .and_then(|rest| rest.strip_suffix('}'));
    match inner {
        Some(name) if !name.contains(['{', '}']) => Segment::Parameter(name.to_owned()),
        _ => Segment::Word(text.replace(['{', '}'], " ")),
    }
}

/// Whether a segment is `v2`, `v2.1`, `3`, `1.0` or `2010-04-01`.
fn is_version(segment: &str) -> bool {
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let lengths = || segment.split('-').map(str::len);
    let is_date = || segment.split('-').all(digits) && lengths().eq([4, 2, 2]);
    match segment.strip_prefix(['v', 'V']) {
        Some(rest) => rest.starts_with(|c: char| c.is_ascii_digit()) && rest.len() < 9,
        None => segment.split('.').all(digits) || is_date(),
    }
}

#[cfg(test)]
mod tests {
    use super::{Segment, segments};

    #[track_caller]
    fn check(path: &str, expected: &[&str]) {
        let found = segments(path);
        let found = found.iter().map(|segment| match segment {
            Segment::Word(word) => word.clone(),
            Segment::Parameter(name) => format!("{{{name}}}"),
        });
        assert_eq!(found.collect::<Vec<_>>(), expected, "{path}");
    }

    #[test]
    fn versions() {
        check("/v2/orders", &["orders"]);
        check("/api/v2.1/orders", &["orders"]);
        check("/rest/api/3/issue/{id}", &["issue", "{id}"]);
        check("/1.0/orders", &["orders"]);
        check("/2010-04-01/Accounts/{Sid}", &["Accounts", "{Sid}"]);
        // Words, and what is no version.
        check("/10dlc/brand", &["10dlc", "brand"]);
        check("/2010-04/orders", &["2010-04", "orders"]);
        check("/orders/404", &["orders", "404"]);
        check("/1./orders", &["1.", "orders"]);
        // Nothing else is there.
        check("/404", &["404"]);
        check("/3/{id}", &["3", "{id}"]);
        check("/", &[]);
    }

    #[test]
    fn endings() {
        check("/Messages.json", &["Messages"]);
        check("/Accounts/{Sid}.json", &["Accounts", "{Sid}"]);
        check("/orders.XML?all=true", &["orders"]);
        check("/a.json/b", &["a.json", "b"]);
        check("/orders.csv", &["orders.csv"]);
        check("/.json", &[".json"]);
        check("/3.json", &["3"]);
    }
}
