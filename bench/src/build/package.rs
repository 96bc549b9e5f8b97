//! A package that is built: a generated crate, or one that uses it.

use std::fs::{self, File};
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::SystemTime;

use anyhow::{Context, Result};

use super::stem;
use crate::cost::{self, Ran};
use crate::generators::Generator;
use crate::scratch;

/// A folder with a `Cargo.toml`.
#[derive(Debug, Clone)]
pub(crate) struct Package {
    pub(crate) folder: PathBuf,
}

impl Package {
    /// Generates a crate. None, but why, where the generator fails.
    pub(crate) fn generate(generator: &Generator, spec: &Path) -> Result<Result<Self, String>> {
        let folder = scratch::file("crates")?
            .join(stem(spec))
            .join(&generator.name);
        scratch::remove(&folder)?;
        if let Some(parent) = folder.parent() {
            fs::create_dir_all(parent)?;
        }
        match cost::of(&generator.generate(spec, &folder))? {
            Ran::Failed(why) => Ok(Err(why)),
            Ran::Done(_) => Self::alone(folder).map(Ok),
        }
    }

    /// Takes a folder as a package that is of no workspace.
    pub(crate) fn alone(folder: PathBuf) -> Result<Self> {
        let path = folder.join("Cargo.toml");
        let manifest = fs::read_to_string(&path).with_context(|| format!("{}", path.display()))?;
        if !manifest.contains("[workspace]") {
            let mut file = File::options().append(true).open(&path)?;
            file.write_all(b"\n[workspace]\n")?;
        }
        Ok(Self { folder })
    }

    /// Returns a command of cargo for it, which keeps what it builds for the next one.
    pub(crate) fn cargo(&self, arguments: &[&str]) -> Command {
        cargo(&self.folder, arguments, "target")
    }

    /// Does something while the package has no code of its own, but all its dependencies.
    pub(crate) fn without_code<T>(&self, work: impl FnOnce() -> Result<T>) -> Result<T> {
        let library = self.folder.join("src/lib.rs");
        let (path, nothing) = if library.is_file() {
            (library, "")
        } else {
            (self.folder.join("src/main.rs"), "fn main() {}\n")
        };
        let code = fs::read(&path).with_context(|| format!("{}", path.display()))?;
        fs::write(&path, nothing)?;
        let done = work();
        fs::write(&path, code)?;
        done
    }

    /// Makes cargo build it again.
    pub(crate) fn touch(&self) -> Result<()> {
        let path = self.folder.join("src/lib.rs");
        let file = File::options().append(true).open(&path);
        let file = file.with_context(|| format!("{}", path.display()))?;
        Ok(file.set_modified(SystemTime::now())?)
    }

    /// Returns its name.
    pub(crate) fn name(&self) -> Result<String> {
        let manifest = fs::read_to_string(self.folder.join("Cargo.toml"))?;
        let name = manifest
            .lines()
            .find_map(|line| line.strip_prefix("name = \""));
        let name = name.and_then(|name| name.strip_suffix('"'));
        Ok(name.context("a package has a name")?.to_owned())
    }

    /// Returns whether it has a feature.
    pub(crate) fn has_feature(&self, name: &str) -> Result<bool> {
        let manifest = fs::read_to_string(self.folder.join("Cargo.toml"))?;
        let (plain, quoted) = (format!("{name} = ["), format!("\"{name}\" = ["));
        let mut lines = manifest.lines();
        Ok(lines.any(|line| line.starts_with(&plain) || line.starts_with(&quoted)))
    }
}

/// Returns a command of cargo in a folder, with a folder of the benchmarks for what it builds.
/// Nothing is built bit by bit, so that all runs are alike.
pub(crate) fn cargo(folder: &Path, arguments: &[&str], target: &str) -> Command {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut command = Command::new(cargo);
    command
        .args(arguments)
        .arg("--quiet")
        .current_dir(folder)
        .env(
            "CARGO_TARGET_DIR",
            scratch::file(target).unwrap_or_else(|_| target.into()),
        )
        .env("CARGO_INCREMENTAL", "0")
        .env("CARGO_TERM_COLOR", "never");
    command
}
