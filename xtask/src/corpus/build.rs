//! Builds the generated crates in one workspace, so that what they depend on is built once.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::fs::{self, File};
use std::io::{BufRead, BufReader, ErrorKind};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail};
use serde_json::Value;

use super::generate::{LOGS, bar};
use super::report::Step;
use super::{calls, examples};
use crate::args::{Checker, Corpus};
use crate::workspace;

/// How the manifest of a workspace of ours begins.
const HEADER: &str = "# Written by `cargo xtask corpus`.\n";

/// What Cargo said of each crate.
pub(crate) type Steps = BTreeMap<String, Step>;

/// Refuses a folder whose manifest is somebody else's: it would be written over.
pub(crate) fn refuse_foreign(out: &Path) -> Result<()> {
    let manifest = out.join("Cargo.toml");
    let is_ours = || fs::read_to_string(&manifest).is_ok_and(|text| text.starts_with(HEADER));
    if fs::symlink_metadata(&manifest).is_ok() && !is_ours() {
        bail!(
            "`{}` was not written by `cargo xtask corpus`; choose an empty folder with `--out`",
            manifest.display()
        );
    }
    Ok(())
}

/// A workspace of generated crates.
#[derive(Debug)]
pub(crate) struct Cargo {
    out: PathBuf,
    /// Where Cargo builds.
    target: PathBuf,
    jobs: usize,
    /// How the crates are checked.
    check: &'static [&'static str],
    /// The folders of the crates that Cargo can load.
    members: Vec<String>,
    /// Those that it can't, and why.
    refused: Steps,
}

impl Cargo {
    /// Makes a workspace of the crates in the folder `out`.
    pub(crate) fn new(out: &Path, options: &Corpus, crates: Vec<String>) -> Result<Self> {
        let target = match &options.target_dir {
            Some(target) => std::path::absolute(target).context("the current folder is gone")?,
            None => out.join("target"),
        };
        let mut cargo = Self {
            out: out.to_owned(),
            target,
            jobs: options.jobs,
            // Without `--with-tests` a crate has no tests of its own.
            check: match (options.compile, options.test) {
                (Some(Checker::Compiler) | None, false) => {
                    &["check", "--keep-going", "--lib", "--examples"]
                }
                (Some(Checker::Compiler) | None, true) => {
                    &["check", "--keep-going", "--all-targets"]
                }
                (Some(Checker::Clippy), false) => {
                    &["clippy", "--keep-going", "--lib", "--examples"]
                }
                (Some(Checker::Clippy), true) => &["clippy", "--keep-going", "--all-targets"],
            },
            members: Vec::new(),
            refused: Steps::new(),
        };
        let lock = workspace::root().join("Cargo.lock");
        if lock.exists() {
            // The versions that this workspace is tested with; Cargo drops what it does not need.
            fs::copy(lock, out.join("Cargo.lock")).context("Cargo.lock can't be copied")?;
        }
        if cargo.loads(&crates)?.is_ok() {
            cargo.members = crates;
            return Ok(cargo);
        }
        for name in crates {
            match cargo.loads(std::slice::from_ref(&name))? {
                Ok(()) => cargo.members.push(name),
                Err(reason) => drop(cargo.refused.insert(name, Err(reason))),
            }
        }
        write_workspace(out, &cargo.members)?;
        Ok(cargo)
    }

    /// Checks the crates with their examples, and their tests where they are run.
    pub(crate) fn check(&self) -> Result<Steps> {
        Ok(self.build("check", self.check)?.0)
    }

    /// Builds the documentation of the crates.
    pub(crate) fn document(&self) -> Result<Steps> {
        Ok(self.build("docs", &["doc", "--keep-going", "--no-deps"])?.0)
    }

    /// Runs the tests of the crates. Each reports on the values that it read and wrote.
    pub(crate) fn test(&self) -> Result<Steps> {
        let mut steps = self.refused.clone();
        let bar = bar(self.members.len(), "testing");
        for name in &self.members {
            bar.set_message(name.clone());
            let package = format!("corpus-{name}");
            let mut command = self.command(&["test", "--no-fail-fast", "--package", &package]);
            command.args(self.features(name));
            steps.insert(name.clone(), self.run(name, command)?);
            bar.inc(1);
        }
        bar.finish_and_clear();
        Ok(steps)
    }

    /// Builds the tests in the libraries of the crates, all at once, and runs them: not the
    /// examples, nor those in the documentation.
    pub(crate) fn test_libraries(&self) -> Result<Steps> {
        let (mut steps, programs) = self.build("tests", &["build", "--keep-going", "--tests"])?;
        for (name, program) in programs {
            let mut command = Command::new(program);
            command.current_dir(self.out.join(&name));
            steps.insert(name.clone(), self.run(&name, command)?);
        }
        Ok(steps)
    }

    /// Runs the tests of a crate.
    fn run(&self, name: &str, mut command: Command) -> Result<Step> {
        let (log, log_path) = self.log(&format!("{name}.tests"))?;
        for (variable, report) in [
            (examples::REPORT, self.report(name)),
            (calls::REPORT, self.calls_report(name)),
        ] {
            // That of an earlier run says nothing of these tests.
            match fs::remove_file(&report) {
                Err(error) if error.kind() != ErrorKind::NotFound => return Err(error.into()),
                _ => drop(command.env(variable, report)),
            }
        }
        let status = command
            .stdout(log.try_clone()?)
            .stderr(log)
            .status()
            .context("the tests can't be started")?;
        Ok(if status.success() {
            Ok(())
        } else {
            Err(format!("{status}: see {}", log_path.display()))
        })
    }

    /// Returns where the tests of a crate report to.
    pub(crate) fn report(&self, name: &str) -> PathBuf {
        self.out
            .join(LOGS)
            .join(format!("{name}.round-trips.jsonl"))
    }

    /// Returns where the tests of a crate report the calls of its operations to.
    pub(crate) fn calls_report(&self, name: &str) -> PathBuf {
        self.out.join(LOGS).join(format!("{name}.operations.jsonl"))
    }

    /// Whether the tests of a crate call any operations.
    pub(crate) fn has_calls(&self, name: &str) -> bool {
        let cases = self.out.join(name).join("src/wire/operations.jsonl");
        cases.exists()
    }

    /// Whether the tests of a crate read and write any values.
    pub(crate) fn has_values(&self, name: &str) -> bool {
        let cases = self.out.join(name).join("src/wire/round_trips.jsonl");
        cases.exists()
    }

    /// Whether Cargo understands the manifests. One that it does not would stop all the others.
    fn loads(&self, names: &[String]) -> Result<Step> {
        write_workspace(&self.out, names)?;
        let output = self
            .command(&["metadata", "--no-deps", "--format-version", "1"])
            .output();
        let output = output.context("cargo can't be started")?;
        let complaint = String::from_utf8_lossy(&output.stderr);
        Ok(if output.status.success() {
            Ok(())
        } else {
            Err(complaint.trim().to_owned())
        })
    }

    /// Has Cargo build all crates. Returns the programs that came of it too.
    fn build(&self, step: &str, arguments: &[&str]) -> Result<(Steps, BTreeMap<String, PathBuf>)> {
        let (log, log_path) = self.log(step)?;
        let jobs = self.jobs.to_string();
        let mut command = self.command(arguments);
        command.args(["--workspace", "--message-format", "json", "--jobs", &jobs]);
        command.args(self.members.iter().flat_map(|name| self.features(name)));
        let mut child = command
            .stdout(Stdio::piped())
            .stderr(log)
            .spawn()
            .context("cargo can't be started")?;
        let bar = bar(self.members.len(), step);
        let mut seen = Seen::default();
        for line in child
            .stdout
            .take()
            .into_iter()
            .flat_map(|stdout| BufReader::new(stdout).lines())
        {
            seen.read(&line?, &self.out);
            bar.set_position(seen.built.len() as u64);
        }
        bar.finish_and_clear();
        let succeeded = child.wait()?.success();
        let mut steps = self.refused.clone();
        for name in &self.members {
            let built = succeeded || seen.built.contains(name);
            let unbuilt = || format!("it was not built: see {}", log_path.display());
            let step = match seen.errors.remove(name) {
                Some(error) => Err(error),
                None if built => Ok(()),
                None => Err(unbuilt()),
            };
            steps.insert(name.clone(), step);
        }
        Ok((steps, seen.programs))
    }

    /// Returns the arguments that turn on the webhooks of a crate, which are off by default.
    fn features(&self, name: &str) -> Vec<String> {
        let manifest = fs::read_to_string(self.out.join(name).join("Cargo.toml"));
        let is_feature = |line: &str| line.starts_with("webhooks = ");
        if manifest.is_ok_and(|text| text.lines().any(is_feature)) {
            vec!["--features".to_owned(), format!("corpus-{name}/webhooks")]
        } else {
            Vec::new()
        }
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
        command
            .args(arguments)
            .current_dir(&self.out)
            .stdin(Stdio::null());
        command.env("CARGO_TARGET_DIR", &self.target);
        command
            .env("RUSTFLAGS", "-D warnings")
            .env("RUSTDOCFLAGS", "-D warnings");
        // A crate is built once: what would make its next build shorter is most of the disk.
        for (variable, value) in [("CARGO_INCREMENTAL", "0"), ("CARGO_PROFILE_DEV_DEBUG", "0")] {
            if std::env::var_os(variable).is_none() {
                command.env(variable, value);
            }
        }
        // Whoever started this process may have set flags that go before ours.
        command
            .env_remove("CARGO_ENCODED_RUSTFLAGS")
            .env_remove("CARGO_ENCODED_RUSTDOCFLAGS");
        command
    }

    fn log(&self, name: &str) -> Result<(File, PathBuf)> {
        let path = self.out.join(LOGS).join(format!("{name}.log"));
        let file = File::create(&path)
            .with_context(|| format!("`{}` can't be written", path.display()))?;
        Ok((file, path))
    }
}

/// What Cargo has said so far.
#[derive(Debug, Default)]
struct Seen {
    /// The first error of each crate.
    errors: BTreeMap<String, String>,
    /// The crates whose library was built.
    built: BTreeSet<String>,
    /// The programs with the tests of a library.
    programs: BTreeMap<String, PathBuf>,
}

impl Seen {
    /// Takes in one line of `--message-format json`.
    fn read(&mut self, line: &str, out: &Path) {
        let Ok(message) = serde_json::from_str::<Value>(line) else {
            return;
        };
        let Some(name) = crate_of(&message, out) else {
            return;
        };
        let is_library = || {
            message["target"]["kind"]
                .as_array()
                .is_some_and(|kinds| kinds.contains(&"lib".into()))
        };
        if message["reason"] == "compiler-artifact" && is_library() {
            if let Some(program) = message["executable"].as_str() {
                self.programs.insert(name.clone(), program.into());
            }
            self.built.insert(name);
        } else if message["reason"] == "compiler-message" && message["message"]["level"] == "error"
        {
            let rendered = message["message"]["rendered"].as_str().unwrap_or_default();
            self.errors
                .entry(name)
                .or_insert_with(|| rendered.to_owned());
        }
    }
}

/// Returns the name of the crate in the folder `out` that a message is about.
fn crate_of(message: &Value, out: &Path) -> Option<String> {
    let manifest = Path::new(message["manifest_path"].as_str()?);
    let folder = manifest.parent()?.strip_prefix(out).ok()?;
    folder.to_str().map(str::to_owned)
}

fn write_workspace(out: &Path, members: &[String]) -> Result<()> {
    let mut text = format!("{HEADER}[workspace]\nresolver = \"3\"\nmembers = [\n");
    for member in members {
        let _ = writeln!(text, "    {member:?},");
    }
    text += "]\n";
    fs::write(out.join("Cargo.toml"), text).context("the workspace of the crates can't be written")
}
