//! Why a JSON text could not be read as a type, and where in it.

use std::borrow::Cow;
use std::fmt::{self, Write as _};

/// Why a JSON text could not be read as the type that was asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DecodeError(Box<Failure>);

/// Boxed, so that a `Result` is not larger for its error than for most values.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Failure {
    pointer: String,
    problem: Problem,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Problem {
    Missing,
    Mismatch(Expectation),
    Syntax(Expectation),
    /// No type of a union fits: what each was refused for, and where the value begins.
    Union(Vec<(&'static str, DecodeError)>, usize),
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Expectation {
    expected: Cow<'static, str>,
    found: String,
    offset: usize,
}

impl DecodeError {
    /// A required property that is not there.
    #[cold]
    pub fn missing(name: &str) -> Self {
        Self::new(Problem::Missing).in_property(name)
    }

    /// JSON of another shape than the type's.
    #[cold]
    pub(super) fn mismatch(expected: Cow<'static, str>, found: String, offset: usize) -> Self {
        Self::new(Problem::Mismatch(Expectation {
            expected,
            found,
            offset,
        }))
    }

    /// A text that is not JSON.
    #[cold]
    pub(super) fn syntax(expected: Cow<'static, str>, found: String, offset: usize) -> Self {
        Self::new(Problem::Syntax(Expectation {
            expected,
            found,
            offset,
        }))
    }

    /// An answer that is something else altogether.
    #[cold]
    pub(crate) fn other(expected: &'static str, found: &str) -> Self {
        Self::syntax(expected.into(), found.to_owned(), 0)
    }

    /// A value that is of none of the types of a union.
    #[cold]
    pub(super) fn union(attempts: Vec<(&'static str, Self)>, offset: usize) -> Self {
        Self::new(Problem::Union(attempts, offset))
    }

    /// The same failure, seen from the object that holds the property.
    #[cold]
    #[inline(never)]
    pub(super) fn in_property(mut self, name: &str) -> Self {
        self.0.pointer.insert_str(0, &pointer_step(name));
        self
    }

    /// The same failure, seen from the array that holds the item.
    #[cold]
    #[inline(never)]
    pub(super) fn in_item(mut self, index: usize) -> Self {
        self.0.pointer.insert_str(0, &format!("/{index}"));
        self
    }

    /// The same failure, with another text in the place of each name that the server chose.
    #[cold]
    pub(crate) fn map_pointers(mut self, map: &dyn Fn(String) -> String) -> Self {
        self.0.pointer = map(std::mem::take(&mut self.0.pointer));
        if let Problem::Union(attempts, _) = &mut self.0.problem {
            let before = std::mem::take(attempts).into_iter();
            *attempts = before
                .map(|(name, error)| (name, error.map_pointers(map)))
                .collect();
        }
        self
    }

    /// Returns the JSON pointer of the value that failed, such as `/data/0/result`; empty for the
    /// whole text.
    pub fn pointer(&self) -> &str {
        &self.0.pointer
    }

    /// Returns the byte at which reading failed. A property that is missing has none.
    pub fn offset(&self) -> Option<usize> {
        match &self.0.problem {
            Problem::Missing => None,
            Problem::Mismatch(expectation) | Problem::Syntax(expectation) => {
                Some(expectation.offset)
            }
            Problem::Union(_, offset) => Some(*offset),
        }
    }

    /// Whether the text is not JSON at all, rather than JSON of another shape.
    pub fn is_syntax(&self) -> bool {
        matches!(self.0.problem, Problem::Syntax(_))
    }

    fn new(problem: Problem) -> Self {
        let pointer = String::new();
        Self(Box::new(Failure { pointer, problem }))
    }
}

/// Returns one step of a JSON pointer, with its slash.
pub(super) fn pointer_step(name: &str) -> String {
    format!("/{}", pointer_escaped(name))
}

/// Returns a name as it stands in a JSON pointer.
pub(crate) fn pointer_escaped(name: &str) -> String {
    // The name may be a key: a buffer that grew would leave a part of it behind.
    let mut escaped = String::with_capacity(2 * name.len());
    for c in name.chars() {
        match c {
            '~' => escaped.push_str("~0"),
            '/' => escaped.push_str("~1"),
            c => escaped.push(c),
        }
    }
    escaped
}

/// How much of a pointer a message shows: the names in it are the server's.
const POINTER_LIMIT: usize = 200;

/// How much a message says in all: there may be many types, each with its own reason.
const MESSAGE_LIMIT: usize = 2000;

impl fmt::Display for DecodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        cut(f, MESSAGE_LIMIT, |f| self.write(f))
    }
}

impl DecodeError {
    fn write(&self, f: &mut Cut<'_>) -> fmt::Result {
        if !self.0.pointer.is_empty() {
            f.write_str("`")?;
            cut(f, POINTER_LIMIT, |f| {
                write!(f, "{}", Printable(&self.0.pointer))
            })?;
            f.write_str("`: ")?;
        }
        match &self.0.problem {
            Problem::Missing => f.write_str("required, but missing"),
            Problem::Mismatch(Expectation {
                expected, found, ..
            }) => write!(f, "expected {expected}, found {found}"),
            Problem::Syntax(Expectation {
                expected,
                found,
                offset,
            }) => write!(f, "expected {expected}, found {found} at byte {offset}"),
            Problem::Union(attempts, _) => {
                f.write_str("fits none of the types it may have")?;
                for (index, (name, error)) in attempts.iter().enumerate() {
                    let separator = if index == 0 { ":" } else { ";" };
                    write!(f, "{separator} as `{name}`: ")?;
                    error.write(f)?;
                }
                Ok(())
            }
        }
    }
}

impl std::error::Error for DecodeError {}

/// A text that comes to an end after so many bytes.
struct Cut<'a> {
    out: &'a mut dyn fmt::Write,
    left: usize,
    is_cut: bool,
}

/// Writes a text up to a limit, with an ellipsis in the place of what is beyond it.
fn cut(
    out: &mut dyn fmt::Write,
    limit: usize,
    write: impl FnOnce(&mut Cut<'_>) -> fmt::Result,
) -> fmt::Result {
    let mut cut = Cut {
        out,
        left: limit,
        is_cut: false,
    };
    match write(&mut cut) {
        // Nothing more is put together than is shown.
        Err(_) if cut.is_cut => cut.out.write_str("…"),
        result => result,
    }
}

impl fmt::Write for Cut<'_> {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        let end = (0..=self.left.min(text.len())).rfind(|end| text.is_char_boundary(*end));
        let end = end.unwrap_or_default();
        self.out.write_str(&text[..end])?;
        self.left -= end;
        self.is_cut = end < text.len();
        if self.is_cut { Err(fmt::Error) } else { Ok(()) }
    }
}

/// Text of the server's in a message of ours: it must not break the line, or the terminal.
struct Printable<'a>(&'a str);

impl fmt::Display for Printable<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for character in self.0.chars() {
            if character.is_control() {
                write!(f, "{}", character.escape_default())?;
            } else {
                write!(f, "{character}")?;
            }
        }
        Ok(())
    }
}
