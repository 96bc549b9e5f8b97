//! Generates the crates, a process for each description.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use indicatif::{ProgressBar, ProgressStyle};
use serde_json::Value;

use super::find::Description;
use super::report::{Generated, Row};
use crate::summary::plural;

/// The folder with what the processes said.
pub(crate) const LOGS: &str = "logs";
/// No description takes this long; one that does has found a mistake of ours.
const PATIENCE: Duration = Duration::from_secs(300);
/// How often a process is asked whether it is done.
const PAUSE: Duration = Duration::from_millis(10);

/// Generates a crate from every description, `jobs` at once, in the folder of its name, with more
/// flags of `codegen`.
pub(crate) fn all(
    descriptions: &[Description],
    out: &Path,
    jobs: usize,
    flags: &[&str],
) -> Result<Vec<Row>> {
    let program = std::env::current_exe().context("this program can't be found")?;
    let bar = bar(descriptions.len(), "generating");
    let next = AtomicUsize::new(0);
    let rows = Mutex::new(Vec::new());
    let worker = || {
        while let Some(description) = descriptions.get(next.fetch_add(1, Ordering::Relaxed)) {
            bar.set_message(description.name.clone());
            let generated = one(&program, description, out, flags);
            let generated = generated.map_err(|error| format!("{error:#}"));
            let row = Row::new(
                description.name.clone(),
                description.path.clone(),
                generated,
            );
            rows.lock()
                .unwrap_or_else(PoisonError::into_inner)
                .push(row);
            bar.inc(1);
        }
    };
    thread::scope(|scope| (0..jobs).for_each(|_| drop(scope.spawn(worker))));
    bar.finish_and_clear();
    let mut rows = rows.into_inner().unwrap_or_else(PoisonError::into_inner);
    rows.sort_by(|one, other| one.name.cmp(&other.name));
    Ok(rows)
}

/// A progress bar on stderr; none where that is no terminal.
pub(super) fn bar(length: usize, what: &str) -> ProgressBar {
    let template = format!("{what} {{bar:30}} {{pos}}/{{len}} {{msg}}");
    let style =
        ProgressStyle::with_template(&template).unwrap_or_else(|_| ProgressStyle::default_bar());
    ProgressBar::new(length as u64).with_style(style)
}

fn one(program: &Path, description: &Description, out: &Path, flags: &[&str]) -> Result<Generated> {
    let log = |extension| {
        out.join(LOGS)
            .join(format!("{}.{extension}", description.name))
    };
    let (document, complaints) = (log("json"), log("stderr"));
    let child = Command::new(program)
        .args(["codegen", "--keep-going", "--format", "json"])
        .args(flags)
        .arg("--name")
        .arg(format!("corpus-{}", description.name))
        .arg("--spec")
        .arg(&description.path)
        .arg("--out")
        .arg(out.join(&description.name))
        .stdin(Stdio::null())
        .stdout(File::create(&document)?)
        .stderr(File::create(&complaints)?)
        .spawn()
        .context("the process can't be started")?;
    let status = wait(child)?;
    understand(status, &document, &complaints)
}

fn wait(mut child: Child) -> Result<ExitStatus> {
    let start = Instant::now();
    loop {
        if let Some(status) = child.try_wait()? {
            return Ok(status);
        }
        if start.elapsed() > PATIENCE {
            child.kill()?;
            child.wait()?;
            bail!("it was not done after {} s", PATIENCE.as_secs());
        }
        thread::sleep(PAUSE);
    }
}

fn understand(status: ExitStatus, document: &PathBuf, complaints: &PathBuf) -> Result<Generated> {
    let document: Value = serde_json::from_slice(&fs::read(document)?).unwrap_or_default();
    let diagnostics = document["diagnostics"]
        .as_array()
        .map(Vec::as_slice)
        .unwrap_or_default();
    if status.success() {
        return Ok(generated(&document["summary"], diagnostics));
    }
    if let Some(error) = document["error"].as_str() {
        bail!("{error}");
    }
    if document["status"] == "refused" {
        let is_error = |found: &&Value| {
            found["severity"]
                .as_str()
                .is_some_and(|it| it.eq_ignore_ascii_case("error"))
        };
        let errors: Vec<_> = diagnostics.iter().filter(is_error).collect();
        let first = errors.first().map_or_else(String::new, |error| {
            format!("{}: {}", plain(&error["code"]), plain(&error["message"]))
        });
        bail!(
            "refused with {}, first {first}",
            plural(errors.len(), "error")
        );
    }
    let complaint = fs::read_to_string(complaints)?;
    let first: Vec<_> = complaint
        .lines()
        .filter(|line| !line.trim().is_empty())
        .take(2)
        .collect();
    bail!("{status}: {}", first.join(" "));
}

fn generated(summary: &Value, diagnostics: &[Value]) -> Generated {
    let number = |value: &Value| value.as_u64().unwrap_or_default();
    let mut warnings = BTreeMap::new();
    for diagnostic in diagnostics {
        *warnings.entry(plain(&diagnostic["code"])).or_insert(0) += 1;
    }
    let rooms = summary["milliseconds"]["rooms"].as_object();
    let inside = |room: &str| !matches!(room, "input" | "write");
    let spent = rooms
        .into_iter()
        .flatten()
        .filter(|(room, _)| inside(room))
        .filter_map(|(_, spent)| spent.as_f64());
    Generated {
        operations: number(&summary["operations"]),
        types: number(&summary["types"]),
        warnings,
        // Sums of tenths are not.
        milliseconds: (spent.sum::<f64>() * 10.0).round() / 10.0,
    }
}

fn plain(value: &Value) -> String {
    value
        .as_str()
        .map_or_else(|| value.to_string(), str::to_owned)
}
