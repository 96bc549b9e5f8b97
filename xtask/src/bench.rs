//! `cargo xtask bench`: builds the benchmarks with optimizations, and runs one.
//!
//! They are a package of their own, so that this one stays quick to build.

use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context, Result};

use crate::args::Bench;
use crate::{Outcome, workspace};

/// Runs a benchmark. It prints what it measured.
pub(crate) fn run(bench: &Bench) -> Result<Outcome> {
    let Bench::Client { json } = bench;
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut command = Command::new(cargo);
    command
        .args(["run", "--release", "--quiet", "--package", "bench"])
        .arg("--manifest-path")
        .arg(workspace::root().join("Cargo.toml"))
        .args(["--", "client"]);
    if let Some(file) = json {
        command.arg("--json").arg(absolute(file)?);
    }
    let status = command.status().context("cargo can't be started")?;
    Ok(if status.success() {
        Outcome::Done
    } else {
        Outcome::Failed
    })
}

fn absolute(file: &PathBuf) -> Result<PathBuf> {
    std::path::absolute(file).with_context(|| format!("{} is no path", file.display()))
}
