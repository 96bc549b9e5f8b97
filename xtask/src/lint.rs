//! `cargo xtask lint`: what there is to say about a description. Nothing is written.

use anyhow::Result;
use generator::{Diagnostic, Input, Severity, report};
use serde_json::json;

use crate::Outcome;
use crate::args::{Format, Lint};
use crate::codegen::{on_a_large_stack, parsed, sources};
use crate::read::{self, Material};
use crate::summary::plural;
use crate::terminal;

/// Reads, looks, and tells.
pub(crate) fn run(options: &Lint) -> Result<Outcome> {
    let (input, found) = match read::input(&options.given) {
        Ok(Material { input, .. }) => {
            let found = on_a_large_stack(|| generator::lint(&input, &mut |_| {}));
            let found = report::once(found, &sources(Some(&input)));
            (Some(input), found)
        }
        Err(unreadable) => (None, unreadable),
    };
    tell(options.format, &found, input.as_ref())?;
    if count(&found, Severity::Error) == 0 {
        Ok(Outcome::Done)
    } else {
        Ok(Outcome::Failed)
    }
}

fn tell(format: Format, found: &[Diagnostic], input: Option<&Input>) -> Result<()> {
    let sources = sources(input);
    match format {
        Format::Human => {
            terminal::tell(report::human(found, &sources, terminal::style()));
            terminal::tell(summary(found));
            Ok(())
        }
        Format::Json => {
            let status = if count(found, Severity::Error) == 0 {
                "accepted"
            } else {
                "refused"
            };
            let document =
                json!({ "status": status, "diagnostics": parsed(&report::json(found, &sources))? });
            terminal::print(&format!("{document:#}"))
        }
        Format::Sarif => terminal::print(&report::sarif(found, &sources)),
    }
}

fn summary(found: &[Diagnostic]) -> String {
    if found.is_empty() {
        return "nothing to say".to_owned();
    }
    let errors = plural(count(found, Severity::Error), "error");
    let warnings = plural(count(found, Severity::Warning), "warning");
    let advice = count(found, Severity::Advice);
    format!("{errors}, {warnings}, {advice} of advice; `cargo xtask explain CODE` says more")
}

fn count(found: &[Diagnostic], severity: Severity) -> usize {
    let of_it = found.iter().filter(|found| found.severity == severity);
    of_it.count()
}
