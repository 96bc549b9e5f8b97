//! `cargo xtask bench`: builds the benchmarks with optimizations, and runs one.
//!
//! They are a package of their own, so that this one stays quick to build.

use std::ffi::OsString;
use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context, Result};

use crate::args::{Bench, Compared};
use crate::{Outcome, workspace};

/// Runs a benchmark. It prints what it measured.
pub(crate) fn run(bench: &Bench) -> Result<Outcome> {
    let arguments = match bench {
        Bench::Client { json } => alone("client", json.as_ref())?,
        Bench::Decode { json } => alone("decode", json.as_ref())?,
        Bench::Generate(options) => compared("generate", options)?,
        Bench::Build(options) => compared("build", options)?,
    };
    if matches!(bench, Bench::Generate(_) | Bench::Build(_)) {
        // What is measured is this program, built as one that is installed would be.
        let built = cargo("build").args(["--package", "xtask"]).status();
        if !built.context("cargo can't be started")?.success() {
            return Ok(Outcome::Failed);
        }
    }
    let status = cargo("run")
        .args(["--package", "bench", "--"])
        .args(arguments)
        .status();
    Ok(if status.context("cargo can't be started")?.success() {
        Outcome::Done
    } else {
        Outcome::Failed
    })
}

fn cargo(task: &str) -> Command {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut command = Command::new(cargo);
    command
        .args([task, "--release", "--quiet", "--manifest-path"])
        .arg(workspace::root().join("Cargo.toml"));
    command
}

/// The command line of a benchmark of the generated client alone.
fn alone(name: &str, json: Option<&PathBuf>) -> Result<Vec<OsString>> {
    let mut arguments = vec![name.into()];
    file(&mut arguments, "--json", json)?;
    Ok(arguments)
}

/// The command line of a benchmark that compares generators.
fn compared(name: &str, options: &Compared) -> Result<Vec<OsString>> {
    let mut arguments = vec![
        name.into(),
        "--rounds".into(),
        options.rounds.to_string().into(),
    ];
    file(&mut arguments, "--peers", options.peers.as_ref())?;
    file(&mut arguments, "--json", options.json.as_ref())?;
    for only in &options.only {
        arguments.extend(["--only".into(), only.into()]);
    }
    if let Some(resource) = &options.resource {
        arguments.extend(["--resource".into(), resource.into()]);
    }
    for spec in &options.specs {
        arguments.push(absolute(spec)?.into());
    }
    Ok(arguments)
}

fn file(arguments: &mut Vec<OsString>, option: &str, path: Option<&PathBuf>) -> Result<()> {
    if let Some(path) = path {
        arguments.extend([option.into(), absolute(path)?.into()]);
    }
    Ok(())
}

fn absolute(path: &PathBuf) -> Result<PathBuf> {
    std::path::absolute(path).with_context(|| format!("{} is no path", path.display()))
}
