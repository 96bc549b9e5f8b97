//! Which methods of the crate that was there have another name in the new one.
//!
//! `API.md` has every method with its operation, so the old file and the new one say it together.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use generator::Files;
use serde_json::{Value, json};

use crate::tree::{Change, Difference};

/// The file that lists all methods.
const LIST: &str = "API.md";
/// How many are named for people.
const NAMED: usize = 10;

/// A method that callers have to call by another name.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Renamed {
    /// `POST /things/{id}/balance`
    operation: String,
    before: String,
    after: String,
}

/// Finds the methods that are renamed.
pub(crate) fn renamed(difference: &Difference, files: &Files) -> Vec<Renamed> {
    let Some(Change::Changed { before }) = difference.changes.get(LIST) else {
        return Vec::new();
    };
    let before = String::from_utf8_lossy(before);
    between(&before, files.get(LIST).unwrap_or_default())
}

fn between(before: &str, after: &str) -> Vec<Renamed> {
    let after = methods(after);
    let mut found = Vec::new();
    for (operation, names) in methods(before) {
        let Some(now) = after.get(operation) else {
            continue;
        };
        // Some descriptions have several operations of one method and path.
        let gone: Vec<&str> = names.difference(now).copied().collect();
        let come: Vec<&str> = now.difference(&names).copied().collect();
        if !gone.is_empty() && !come.is_empty() {
            found.push(Renamed {
                operation: operation.to_owned(),
                before: gone.join(", "),
                after: come.join(", "),
            });
        }
    }
    found
}

/// The methods of each operation: two lines of the list.
fn methods(list: &str) -> BTreeMap<&str, BTreeSet<&str>> {
    let quoted = |line: &'_ str, mark: &str| -> Option<(usize, usize)> {
        let start = mark.len();
        let length = line.strip_prefix(mark)?.find('`')?;
        Some((start, start + length))
    };
    let mut found: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for (line, next) in list.lines().zip(list.lines().skip(1)) {
        if let Some((start, end)) = quoted(line, "- `")
            && let Some((from, to)) = quoted(next, "  - `")
        {
            let operation = found.entry(&next[from..to]).or_default();
            operation.insert(without_arguments(&line[start..end]));
        }
    }
    found
}

/// `things().balance` of `things().balance(id: impl AsRef<str>)`.
fn without_arguments(call: &str) -> &str {
    let mut end = 0;
    while let Some(open) = call[end..].find('(') {
        end += open;
        if !call[end..].starts_with("().") {
            return &call[..end];
        }
        end += "().".len();
    }
    call
}

/// What people are told, nothing where no method is renamed.
pub(crate) fn human(renamed: &[Renamed]) -> String {
    let mut text = String::new();
    if renamed.is_empty() {
        return text;
    }
    let count = match renamed.len() {
        1 => "1 method has".to_owned(),
        count => format!("{count} methods have"),
    };
    let _ = write!(text, "\n{count} another name than before:");
    for Renamed {
        operation,
        before,
        after,
    } in renamed.iter().take(NAMED)
    {
        let _ = write!(text, "\n  `{before}` is `{after}`: {operation}");
    }
    if renamed.len() > NAMED {
        let _ = write!(text, "\n  … and {} more", renamed.len() - NAMED);
    }
    text
}

/// The same for a program.
pub(crate) fn json(renamed: &[Renamed]) -> Value {
    let one = |renamed: &Renamed| json!({ "operation": renamed.operation, "before": renamed.before, "after": renamed.after });
    renamed.iter().map(one).collect()
}

#[cfg(test)]
mod tests {
    use super::between;

    #[track_caller]
    fn check(before: &str, after: &str, expected: &[&str]) {
        let found = between(before, after);
        let found: Vec<String> = found
            .iter()
            .map(|one| format!("{}: {} -> {}", one.operation, one.before, one.after))
            .collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn by_operation() {
        let before = "- `a().b(id: impl AsRef<str>)` gives `()`\n  - `POST /a/{id}/b`: What `it` does\n\n- `a().list()` gives `()`\n  - `GET /a`\n";
        let after = "- `a().list(c: Fn())` gives `()`\n  - `GET /a`\n\n- `a().b().create(id: X)` gives `()`\n  - `POST /a/{id}/b`\n";
        check(before, after, &["POST /a/{id}/b: a().b -> a().b().create"]);
        check(after, after, &[]);
        // What is gone or new is not renamed.
        check(before, "", &[]);
        check("", after, &[]);
    }

    #[test]
    fn several_operations_of_one_path() {
        let before =
            "- `a().x()` gives `()`\n  - `GET /a`\n\n- `a().y()` gives `()`\n  - `GET /a`\n";
        let after =
            "- `a().y()` gives `()`\n  - `GET /a`\n\n- `a().z()` gives `()`\n  - `GET /a`\n";
        check(before, after, &["GET /a: a().x -> a().z"]);
        check("- `a().y()`\n  - `GET /a`\n", after, &[]);
    }
}
