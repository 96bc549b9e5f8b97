//! What is said to the person or program at the other end.

use std::fmt::Display;
use std::io::{self, ErrorKind, IsTerminal, Write};

use anyhow::{Context, Result};
use generator::report::Style;

/// Prints to stdout what was asked for. A reader that has seen enough (`| head`) is no failure.
pub(crate) fn print(text: &str) -> Result<()> {
    let mut stdout = io::stdout().lock();
    let newline = if text.is_empty() || text.ends_with('\n') {
        ""
    } else {
        "\n"
    };
    match write!(stdout, "{text}{newline}").and_then(|()| stdout.flush()) {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => {
            Err(error).context("stdout can't be written to")
        }
        _ => Ok(()),
    }
}

/// Tells something on stderr. Where that is closed, there is no one to tell.
pub(crate) fn tell(text: impl Display) {
    let text = text.to_string();
    if !text.is_empty() {
        let _ = writeln!(io::stderr().lock(), "{}", text.trim_end_matches('\n'));
    }
}

/// Tells why a task ended early, with all its causes.
pub(crate) fn error(error: &anyhow::Error) {
    match style() {
        Style::Plain => tell(format_args!("error: {error:#}")),
        Style::Colored => tell(format_args!("\u{1b}[1;31merror\u{1b}[0m: {error:#}")),
    }
}

/// Returns whether stderr takes colours: it is a terminal, and nobody asked for none.
pub(crate) fn style() -> Style {
    let unwanted = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
    if io::stderr().is_terminal() && !unwanted {
        Style::Colored
    } else {
        Style::Plain
    }
}
