//! What is left of the limits while the texts of a run are read.

use std::cell::Cell;

use crate::limits::{DEEPEST, Limits, remedy};

/// What the message of a limit starts with, so that it is known again among the readers' own
/// errors, which are text too.
const LIMIT: &str = "more than the generator takes: ";
/// What stands between what is too much and what to do.
const REMEDY: &str = " | ";

/// How deep lists on one line, or keys that are lists, are nested in a YAML text at most. The reader
/// takes no more either, but time that grows with the square of the depth to find out.
const DEEPEST_MARKS: usize = 128;
/// How deep brackets are nested in a YAML text at most, for the same reason. Those in texts are
/// counted too.
const DEEPEST_BRACKETS: usize = 2_000;

/// What is left of the limits for all texts of a run together: many small ones come to as much as one
/// that is large.
#[derive(Debug)]
pub(crate) struct Budget {
    limits: Limits,
    values: Cell<usize>,
    bytes: Cell<usize>,
    texts: Cell<usize>,
}

/// How much was read until a moment.
#[derive(Debug, Clone, Copy)]
pub(super) struct Mark {
    values: usize,
    bytes: usize,
}

/// Where a value stands: how deep, and how long the pointer to it is.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Standing {
    depth: usize,
    pointer: usize,
}

impl Budget {
    /// All that may be read.
    pub(crate) fn new(limits: Limits) -> Self {
        Self {
            limits,
            values: Cell::new(0),
            bytes: Cell::new(0),
            texts: Cell::new(0),
        }
    }

    /// Whether there was too much, so that no other text need be looked at.
    pub(crate) fn is_spent(&self) -> bool {
        self.values.get() > self.limits.values || self.bytes.get() > self.limits.bytes
    }

    /// Begins a text.
    pub(super) fn begin(&self) {
        self.texts.set(self.texts.get() + 1);
    }

    /// How much was read until now.
    pub(super) fn mark(&self) -> Mark {
        Mark {
            values: self.values.get(),
            bytes: self.bytes.get(),
        }
    }

    /// Forgets what was read since, as a text is read once more by another reader.
    pub(super) fn back_to(&self, mark: Mark) {
        self.values.set(mark.values);
        self.bytes.set(mark.bytes);
    }

    /// What else the values belong to, where the text is not the first.
    fn with_others(&self) -> &'static str {
        if self.texts.get() > 1 {
            " in this text and those before it"
        } else {
            ""
        }
    }

    /// Counts a value, or says that it is one too many.
    pub(super) fn value(&self, standing: Standing) -> Result<(), String> {
        let values = self.values.get() + 1;
        self.values.set(values);
        let limit = self.limits.values;
        if values > limit {
            let others = self.with_others();
            let what = format!("{limit} values{others}, with aliases as what they stand for");
            return Err(too_much(&what, SPLIT, "values"));
        }
        self.bytes(standing.pointer)
    }

    /// Counts a text, or says that it is too long.
    pub(super) fn text(&self, text: &str) -> Result<(), String> {
        let (length, limit) = (text.len(), self.limits.text_bytes);
        if length > limit {
            let what = format!("a text of {length} bytes, where {limit} may be");
            return Err(too_much(&what, "shorten it", "text-bytes"));
        }
        self.bytes(length)
    }

    /// Counts a key, or says that it is too long.
    pub(super) fn key(&self, key: &str) -> Result<(), String> {
        let (length, limit) = (key.len(), self.limits.key_bytes);
        if length > limit {
            let what = format!("a key of {length} bytes, where {limit} may be");
            return Err(too_much(&what, "shorten it", "key-bytes"));
        }
        self.bytes(length)
    }

    fn bytes(&self, more: usize) -> Result<(), String> {
        let bytes = self.bytes.get().saturating_add(more);
        self.bytes.set(bytes);
        let limit = self.limits.bytes;
        if bytes > limit {
            let others = self.with_others();
            let what =
                format!("{limit} bytes in the texts, keys and JSON pointers of its values{others}");
            return Err(too_much(&what, SPLIT, "bytes"));
        }
        Ok(())
    }

    /// Goes one level down, below a key of so many bytes.
    pub(super) fn below(&self, standing: Standing, key: usize) -> Result<Standing, String> {
        let (depth, limit) = (standing.depth + 1, self.limits.depth);
        if depth > limit {
            let what = format!("{limit} levels of mappings and lists");
            // Where it can't be raised, nobody is told to.
            let remedy = if limit < DEEPEST {
                remedy(UNNEST, "depth")
            } else {
                UNNEST.to_owned()
            };
            return Err(format!("{LIMIT}{what}{REMEDY}{remedy}"));
        }
        let pointer = standing.pointer + 1 + key;
        Ok(Standing { depth, pointer })
    }
}

/// What to do where a text holds too much.
const SPLIT: &str = "split the description";
/// What to do where it is nested too deep.
const UNNEST: &str = "give what is inside a place under `components`, and refer to it";

fn too_much(what: &str, help: &str, key: &str) -> String {
    format!("{LIMIT}{what}{REMEDY}{}", remedy(help, key))
}

/// What is too much, and what to do, where that is what a reader says: it may put before it where in
/// the tree it is.
pub(super) fn told(said: &str) -> Option<(&str, &str)> {
    said.split_once(LIMIT)?.1.split_once(REMEDY)
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
        let (what, limit) = if depth > DEEPEST_BRACKETS {
            ("levels of brackets", DEEPEST_BRACKETS)
        } else if marks > DEEPEST_MARKS {
            ("lists or keys in each other on one line", DEEPEST_MARKS)
        } else {
            continue;
        };
        let message = format!("{LIMIT}{limit} {what}{REMEDY}{UNNEST}");
        return Some((offset, message));
    }
    None
}
