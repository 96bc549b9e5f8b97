//! An expression that documentation shows, and the lines that it becomes.

/// An expression.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Sample {
    /// On one line.
    Atom(String),
    /// `head(arguments).setter(value)…`
    Call {
        head: String,
        arguments: Vec<Sample>,
        setters: Vec<(String, Sample)>,
    },
    /// `open items close`.
    List {
        open: &'static str,
        items: Vec<Sample>,
        close: &'static str,
    },
}

impl Sample {
    /// Returns the expression on one line.
    pub(super) fn flat(&self) -> String {
        match self {
            Self::Atom(text) => text.clone(),
            Self::Call {
                head,
                arguments,
                setters,
            } => {
                let call = format!("{head}({})", flat_list(arguments));
                setters.iter().fold(call, |call, (name, value)| {
                    format!("{call}.{name}({})", value.flat())
                })
            }
            Self::List { open, items, close } => format!("{open}{}{close}", flat_list(items)),
        }
    }

    /// Returns the lines of the expression, which begins `indent` columns from the left.
    pub(super) fn lines(&self, indent: usize, width: usize) -> Vec<String> {
        let flat = self.flat();
        if flat.chars().count() + indent <= width {
            return vec![flat];
        }
        match self {
            Self::Atom(text) => vec![text.clone()],
            Self::List { open, items, close } => wrapped(open, items, close, indent, width),
            Self::Call {
                head,
                arguments,
                setters,
            } => {
                let mut lines = wrapped(&format!("{head}("), arguments, ")", indent, width);
                for (name, value) in setters {
                    let mut inner = value.lines(indent + 4, width);
                    if let Some(first) = inner.first_mut() {
                        *first = format!("    .{name}({first}");
                    }
                    if let Some(last) = inner.last_mut() {
                        last.push(')');
                    }
                    let indented = |(index, line): (usize, String)| match index {
                        0 => line,
                        _ => format!("    {line}"),
                    };
                    lines.extend(inner.into_iter().enumerate().map(indented));
                }
                lines
            }
        }
    }
}

fn flat_list(items: &[Sample]) -> String {
    items
        .iter()
        .map(Sample::flat)
        .collect::<Vec<_>>()
        .join(", ")
}

/// A list, one item a line, unless it fits.
fn wrapped(open: &str, items: &[Sample], close: &str, indent: usize, width: usize) -> Vec<String> {
    let flat = format!("{open}{}{close}", flat_list(items));
    if items.is_empty() || flat.chars().count() + indent <= width {
        return vec![flat];
    }
    let mut lines = vec![open.to_owned()];
    for item in items {
        let mut inner = item.lines(indent + 4, width);
        if let Some(last) = inner.last_mut() {
            last.push(',');
        }
        lines.extend(inner.into_iter().map(|line| format!("    {line}")));
    }
    lines.push(close.to_owned());
    lines
}
