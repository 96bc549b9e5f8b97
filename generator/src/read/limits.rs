//! How much a text may hold. Generous: the largest public description known has about 600,000
//! values, and its longest key some hundred bytes.

use std::cell::Cell;

use serde::Deserialize;

/// What the message of a limit starts with, so that it is known again among the readers' own
/// errors, which are text too.
pub(super) const LIMIT: &str = "more than the generator takes: ";

/// How deep lists on one line, or keys that are lists, are nested in a YAML text at most. The reader
/// takes no more either, but time that grows with the square of the depth to find out.
const DEEPEST_MARKS: usize = 128;
/// How deep brackets are nested in a YAML text at most, for the same reason.
const DEEPEST: usize = 2_000;

/// Limits on one text: `[limits]` in `codegen.toml`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct Limits {
    /// How many values a text is made of, aliases counted as what they stand for: 5,000,000.
    pub values: usize,
    /// How long a key is, in bytes: 10,000.
    pub key_bytes: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            values: 5_000_000,
            key_bytes: 10_000,
        }
    }
}

/// What is left of the limits while a text is read.
#[derive(Debug)]
pub(super) struct Budget {
    limits: Limits,
    values: Cell<usize>,
}

impl Budget {
    pub(super) fn new(limits: Limits) -> Self {
        Self {
            limits,
            values: Cell::new(0),
        }
    }

    /// Counts a value, or says that it is one too many.
    pub(super) fn value(&self) -> Result<(), String> {
        let values = self.values.get() + 1;
        self.values.set(values);
        let limit = self.limits.values;
        let message = || format!("{LIMIT}{limit} values, with aliases as what they stand for");
        (values <= limit).then_some(()).ok_or_else(message)
    }

    /// Says whether a key is too long.
    pub(super) fn key(&self, key: &str) -> Result<(), String> {
        let limit = self.limits.key_bytes;
        let message = || format!("{LIMIT}a key of {} bytes, where {limit} may be", key.len());
        (key.len() <= limit).then_some(()).ok_or_else(message)
    }
}

/// Where a YAML text is nested too deep, and what is. Brackets in text are counted too, where the
/// two kinds mostly come in pairs.
pub(super) fn too_deep(text: &str) -> Option<(usize, String)> {
    let (mut depth, mut marks) = (0usize, 0usize);
    let mut bytes = text.bytes().enumerate().peekable();
    while let Some((offset, byte)) = bytes.next() {
        match byte {
            b'[' | b'{' => depth += 1,
            b']' | b'}' => depth = depth.saturating_sub(1),
            _ => {}
        }
        let is_mark = matches!(byte, b'-' | b'?')
            && bytes
                .peek()
                .is_none_or(|(_, next)| next.is_ascii_whitespace());
        match byte {
            _ if is_mark => marks += 1,
            b' ' | b'\t' => {}
            _ => marks = 0,
        }
        if depth > DEEPEST {
            let message = format!("brackets are nested more than {DEEPEST} deep");
            return Some((offset, message));
        }
        if marks > DEEPEST_MARKS {
            let message = format!(
                "{LIMIT}lists or keys on one line are nested more than {DEEPEST_MARKS} deep"
            );
            return Some((offset, message));
        }
    }
    None
}
