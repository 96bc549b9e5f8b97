//! `cargo xtask codegen`: one description becomes one crate.

use std::path::PathBuf;
use std::thread;

use anyhow::{Context, Error, Result};
use generator::{Boundary, Diagnostic, Generated, Input, Refused, report};
use serde_json::{Value, json};

use crate::Outcome;
use crate::args::{Action, Codegen, Format, Mapping};
use crate::check;
use crate::read::{self, Material};
use crate::summary::{Clock, Summary};
use crate::terminal;
use crate::tree::Difference;
use crate::workspace;
use crate::write::{self, Target};

/// Deep descriptions make deep recursions, in the generator and in what formats its output. The
/// memory is only taken when it is used.
const STACK: usize = 256 << 20;

/// Reads, generates, and writes or compares.
pub(crate) fn run(options: &Codegen) -> Result<Outcome> {
    let mut clock = Clock::start();
    let read = match read::input(&options.given) {
        Ok(read) => read,
        Err(diagnostics) => return refuse(options, &diagnostics, None),
    };
    let act = match options.action {
        Action::Emit(boundary) => return emit(options, &read.input, boundary),
        Action::Write => write,
        Action::Check => compare,
    };
    match generate(&read.input, &mut clock) {
        Ok(generated) => act(options, &read, &generated, clock),
        Err(refused) => refuse(options, &refused.diagnostics, Some(&read.input)),
    }
}

fn generate(input: &Input, clock: &mut Clock) -> Result<Generated, Refused> {
    let once = |diagnostics| report::once(diagnostics, &sources(Some(input)));
    on_a_large_stack(|| {
        let generated = generator::generate(input, &mut |room| {
            clock.enter(&format!("{room:?}").to_lowercase());
        });
        // What is counted is what is shown.
        match generated {
            Ok(generated) => Ok(Generated {
                diagnostics: once(generated.diagnostics),
                ..generated
            }),
            Err(refused) => Err(Refused {
                diagnostics: once(refused.diagnostics),
            }),
        }
    })
}

pub(crate) fn on_a_large_stack<T: Send>(work: impl FnOnce() -> T + Send) -> T {
    thread::scope(|scope| {
        let thread = thread::Builder::new()
            .name("generator".to_owned())
            .stack_size(STACK)
            .spawn_scoped(scope, work);
        let thread = thread.expect("the system gives a process a second thread");
        thread
            .join()
            .unwrap_or_else(|panic| std::panic::resume_unwind(panic))
    })
}

fn emit(options: &Codegen, input: &Input, boundary: Boundary) -> Result<Outcome> {
    match on_a_large_stack(|| generator::inspect(input, boundary)) {
        Ok(text) => {
            terminal::print(&text)?;
            Ok(Outcome::Done)
        }
        Err(refused) => refuse(options, &refused.diagnostics, Some(input)),
    }
}

fn write(
    options: &Codegen,
    read: &Material,
    generated: &Generated,
    mut clock: Clock,
) -> Result<Outcome> {
    clock.enter("write");
    let input = &read.input;
    let written = target(options, read).and_then(|target| write::write(&target, &generated.files));
    let difference = match written {
        Ok(difference) => difference,
        Err(error) => return unwritten(options, input, generated, error),
    };
    let summary = Summary::new(generated, &difference, clock);
    match options.format {
        Format::Human => {
            warn(options, &generated.diagnostics, input);
            terminal::tell(summary.written(&out_name(options)));
        }
        Format::Json => print_json(
            "written",
            &generated.diagnostics,
            Some(input),
            &summary.json(),
            &Value::Null,
        )?,
        Format::Sarif => print_sarif(&generated.diagnostics, Some(input))?,
    }
    Ok(Outcome::Done)
}

/// Reports that the folder is refused, or can't be written to. What the generator has to say is worth
/// knowing all the same.
fn unwritten(
    options: &Codegen,
    input: &Input,
    generated: &Generated,
    error: Error,
) -> Result<Outcome> {
    match options.format {
        Format::Human => warn(options, &generated.diagnostics, input),
        Format::Json => {
            let mut document = document("refused", &generated.diagnostics, Some(input))?;
            document["error"] = json!(format!("{error:#}"));
            terminal::print(&format!("{document:#}"))?;
        }
        Format::Sarif => print_sarif(&generated.diagnostics, Some(input))?,
    }
    Err(error)
}

fn compare(
    options: &Codegen,
    read: &Material,
    generated: &Generated,
    mut clock: Clock,
) -> Result<Outcome> {
    clock.enter("compare");
    let out = out_name(options);
    let input = &read.input;
    let compared =
        target(options, read).and_then(|target| write::compare(&target, &generated.files));
    let difference = match compared {
        Ok(difference) => difference,
        Err(error) => return unwritten(options, input, generated, error),
    };
    let summary = Summary::new(generated, &difference, clock);
    let (outcome, status) = if difference.changes.is_empty() {
        (Outcome::Done, "up to date")
    } else {
        (Outcome::Failed, "stale")
    };
    match options.format {
        Format::Human => {
            warn(options, &generated.diagnostics, input);
            terminal::print(&check::diff(&difference, &generated.files, &out))?;
            terminal::tell(verdict(options, &difference, &summary, &out));
        }
        Format::Json => {
            let stale = check::json(&difference, &generated.files, &out);
            print_json(
                status,
                &generated.diagnostics,
                Some(input),
                &summary.json(),
                &stale,
            )?;
        }
        Format::Sarif => print_sarif(&generated.diagnostics, Some(input))?,
    }
    Ok(outcome)
}

fn verdict(options: &Codegen, difference: &Difference, summary: &Summary, out: &str) -> String {
    if difference.changes.is_empty() {
        return summary.up_to_date(out);
    }
    format!("{}\nTo mend it: {}", summary.stale(out), command(options))
}

/// Reports why there is no crate.
fn refuse(options: &Codegen, diagnostics: &[Diagnostic], input: Option<&Input>) -> Result<Outcome> {
    match options.format {
        Format::Human => {
            terminal::tell(human(diagnostics, input));
            terminal::tell(Summary::refused(diagnostics));
        }
        Format::Json => print_json("refused", diagnostics, input, &Value::Null, &Value::Null)?,
        Format::Sarif => print_sarif(diagnostics, input)?,
    }
    Ok(Outcome::Failed)
}

fn warn(options: &Codegen, diagnostics: &[Diagnostic], input: &Input) {
    if options.format == Format::Human && !diagnostics.is_empty() {
        terminal::tell(human(diagnostics, Some(input)));
    }
}

fn human(diagnostics: &[Diagnostic], input: Option<&Input>) -> String {
    report::human(diagnostics, &sources(input), terminal::style())
}

/// Prints the one document of `--format json`.
fn print_json(
    status: &str,
    diagnostics: &[Diagnostic],
    input: Option<&Input>,
    summary: &Value,
    stale: &Value,
) -> Result<()> {
    let mut document = document(status, diagnostics, input)?;
    document["summary"] = summary.clone();
    if !stale.is_null() {
        document["changes"] = stale.clone();
    }
    terminal::print(&format!("{document:#}"))
}

fn document(status: &str, diagnostics: &[Diagnostic], input: Option<&Input>) -> Result<Value> {
    let diagnostics = parsed(&report::json(diagnostics, &sources(input)))?;
    Ok(json!({ "status": status, "diagnostics": diagnostics, "summary": null }))
}

fn print_sarif(diagnostics: &[Diagnostic], input: Option<&Input>) -> Result<()> {
    terminal::print(&report::sarif(diagnostics, &sources(input)))
}

/// Reads what the generator reports as JSON.
pub(crate) fn parsed(report: &str) -> Result<Value> {
    serde_json::from_str(report).context("the generator's report is no JSON")
}

pub(crate) fn sources(input: Option<&Input>) -> Vec<&generator::Source> {
    input.map(Input::sources).unwrap_or_default()
}

fn target(options: &Codegen, read: &Material) -> Result<Target> {
    let default = || workspace::root().join(workspace::GENERATED);
    let target = Target::new(&options.out.clone().unwrap_or_else(default))?;
    target.refuse_read(&read.files)?;
    Ok(target)
}

/// Returns the output folder as messages name it.
fn out_name(options: &Codegen) -> String {
    options.out.as_ref().map_or_else(
        || workspace::GENERATED.to_owned(),
        |out| out.display().to_string(),
    )
}

/// Returns the command line that writes what these options compare.
fn command(options: &Codegen) -> String {
    let path = |path: &Option<PathBuf>| path.as_ref().map(|path| path.display().to_string());
    let values = [
        ("spec", path(&options.given.spec)),
        ("out", path(&options.out)),
        ("name", options.given.name.clone()),
    ];
    let flags = [
        ("strict", options.given.strict),
        ("keep-going", options.given.keep_going),
        ("closed-enums", options.given.closed_enums),
        ("with-tests", options.given.with_tests),
    ];
    let mut command = "cargo xtask codegen".to_owned();
    for (name, value) in values {
        command.extend(value.map(|value| format!(" --{name} {}", quoted(&value))));
    }
    let overlays = options
        .given
        .overlays
        .iter()
        .map(|path| path.display().to_string());
    command.extend(overlays.map(|path| format!(" --overlay {}", quoted(&path))));
    let map = options.given.map.iter();
    let map = map.map(|Mapping { prefix, path }| format!("{prefix}={}", path.display()));
    command.extend(map.map(|mapping| format!(" --map {}", quoted(&mapping))));
    command.extend(
        flags
            .iter()
            .filter(|(_, set)| *set)
            .map(|(name, _)| format!(" --{name}")),
    );
    command
}

/// Quotes an argument for a shell, where it needs it.
fn quoted(argument: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "/._-+:@=,".contains(c);
    if !argument.is_empty() && argument.chars().all(plain) {
        return argument.to_owned();
    }
    format!("'{}'", argument.replace('\'', r"'\''"))
}
