//! Whatever stops a run, the output folder holds the crate of before or the new one, whole: a kill
//! at any moment, a full disk, one that takes no writes, another run.
//!
//! `INTERRUPTIONS` says how often a run is killed, `RANDOM_SEED` when.

#[allow(dead_code, reason = "each test uses a part of it")]
mod support;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use support::{Workspace, contents};

/// How often a run is killed, unless `INTERRUPTIONS` is another number.
const INTERRUPTIONS: u64 = 40;
const TITLES: [&str; 2] = ["Pets", "Other pets"];

type Contents = BTreeMap<PathBuf, Vec<u8>>;

/// The crates of both titles.
fn crates(workspace: &Workspace) -> [Contents; 2] {
    let crates = TITLES.map(|title| {
        workspace.describe(title);
        workspace.run(&["codegen"]).code(0);
        workspace.generated()
    });
    assert_ne!(crates[0], crates[1]);
    crates
}

#[test]
fn a_killed_run_leaves_one_of_the_two_crates() {
    let number = |name| std::env::var(name).ok()?.parse::<u64>().ok();
    let rounds = number("INTERRUPTIONS").unwrap_or(INTERRUPTIONS);
    let mut dice = Dice(number("RANDOM_SEED").unwrap_or(1));
    let workspace = Workspace::new();
    let crates = crates(&workspace);
    let start = Instant::now();
    workspace.run(&["codegen"]).code(0);
    let whole = start.elapsed();
    // How many were killed before they wrote, while they did, and how many were done.
    let mut killed = [0; 3];
    for round in 0..rounds {
        let title = TITLES[usize::from(round % 2 == 1)];
        workspace.describe(title);
        let mut child = start_one(&workspace);
        if round % 4 < 2 {
            thread::sleep(dice.below(whole));
        } else {
            // Most of a run is spent before anything is written, so half of them are killed after.
            while !is_writing(&workspace) && child.try_wait().unwrap().is_none() {
                thread::sleep(Duration::from_micros(50));
            }
            thread::sleep(dice.below(whole));
        }
        let writing = is_writing(&workspace);
        let _ = child.kill();
        let done = child.wait().unwrap().success();
        killed[if done { 2 } else { usize::from(writing) }] += 1;
        assert!(crates.contains(&workspace.generated()), "in round {round}");
    }
    tell(&format!(
        "{rounds} runs: killed {} before they wrote and {} while they did, {} were done",
        killed[0], killed[1], killed[2]
    ));
    workspace.describe(TITLES[0]);
    workspace.run(&["codegen"]).code(0);
    assert_eq!(workspace.generated(), crates[0]);
    let names = fs::read_dir(workspace.path(".")).unwrap();
    let names = names.map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let left: Vec<_> = names
        .filter(|name| name.starts_with(".generated.") && *name != ".generated.lock")
        .collect();
    assert!(left.is_empty(), "{left:?}");
}

fn start_one(workspace: &Workspace) -> Child {
    let mut command = workspace.command(&["codegen"]);
    command
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap()
}

/// Whether something stands beside the crate that only a run in the middle of writing has there.
fn is_writing(workspace: &Workspace) -> bool {
    let entries = fs::read_dir(workspace.path(".")).unwrap();
    entries.flatten().any(|entry| {
        let name = entry.file_name();
        let name = name.to_string_lossy();
        name.starts_with(".generated.new-") || name.starts_with(".generated.ready-")
    })
}

/// Numbers that look random, the same for the same seed.
struct Dice(u64);

impl Dice {
    fn below(&mut self, limit: Duration) -> Duration {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        let limit = u64::try_from(limit.as_micros()).unwrap().max(1);
        Duration::from_micros((self.0 >> 33) % limit)
    }
}

/// Two runs at once: one writes, and the other one too, after it, or says that it can't.
#[test]
fn two_runs_at_once() {
    let workspace = Workspace::new();
    let crates = crates(&workspace);
    for round in 0..10 {
        workspace.describe(TITLES[round % 2]);
        let runs = [0, 1].map(|_| {
            let mut command = workspace.command(&["codegen"]);
            command.stdout(Stdio::null()).stderr(Stdio::piped());
            command.spawn().unwrap()
        });
        let ended = runs.map(|run| run.wait_with_output().unwrap());
        for output in &ended {
            let said = String::from_utf8_lossy(&output.stderr);
            let refused = output.status.code() == Some(1) && said.contains("another run writes");
            assert!(output.status.success() || refused, "{said}");
        }
        assert!(ended.iter().any(|output| output.status.success()));
        assert_eq!(workspace.generated(), crates[round % 2]);
    }
}

/// A disk with ever more space: too little leaves the old crate, enough takes the new one.
#[test]
fn a_full_disk() {
    let disk = Disk::new();
    if !disk.can_be_mounted() {
        tell("skipped: this user can't mount a file system of its own");
        return;
    }
    let mut took = Vec::new();
    for free in [0, 4, 16, 64, 256, 4096] {
        let (code, said) = disk.run(&format!(
            "used=$(du -sk disk | cut -f1); mount -o remount,size=$((used + {free}))k disk"
        ));
        if code == 0 {
            assert_eq!(disk.crate_left(), disk.crates[1], "with {free} KiB");
        } else {
            assert_eq!(disk.crate_left(), disk.crates[0], "with {free} KiB");
            assert!(said.contains("No space left"), "{said}");
            assert!(said.contains("the old one is untouched"), "{said}");
        }
        took.push(code == 0);
    }
    assert_eq!((took.first(), took.last()), (Some(&false), Some(&true)));
}

#[test]
fn a_disk_that_takes_no_writes() {
    let disk = Disk::new();
    if !disk.can_be_mounted() {
        tell("skipped: this user can't mount a file system of its own");
        return;
    }
    let (code, said) = disk.run("mount -o remount,ro disk");
    assert_eq!(code, 1, "{said}");
    assert!(said.contains("Read-only file system"), "{said}");
    assert_eq!(disk.crate_left(), disk.crates[0]);
}

/// A small file system in memory, in a name space that ends with the run.
struct Disk {
    workspace: Workspace,
    crates: [Contents; 2],
}

impl Disk {
    fn new() -> Self {
        let workspace = Workspace::new();
        let crates = crates(&workspace);
        // What is on the disk before: the crate of the first title.
        workspace.describe(TITLES[0]);
        workspace.run(&["codegen"]).code(0);
        workspace.describe(TITLES[1]);
        fs::create_dir(workspace.path("disk")).unwrap();
        fs::create_dir(workspace.path("left")).unwrap();
        let crates = crates.map(|files| relative(&files, &workspace.path("generated")));
        Self { workspace, crates }
    }

    fn shell(&self, script: &str) -> (i32, String) {
        let mut command = std::process::Command::new("unshare");
        command.args(["--map-root-user", "--mount", "sh", "-ec", script]);
        command.current_dir(self.workspace.path("."));
        command.env("CARGO_MANIFEST_DIR", self.workspace.path("xtask"));
        let Ok(output) = command.output() else {
            return (-1, String::new());
        };
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        (output.status.code().unwrap_or(-1), said)
    }

    fn can_be_mounted(&self) -> bool {
        cfg!(target_os = "linux") && self.shell("mount -t tmpfs -o size=64k none disk").0 == 0
    }

    /// Puts the old crate on the disk, does what `prepare` says, and generates the new one.
    fn run(&self, prepare: &str) -> (i32, String) {
        let _ = fs::remove_dir_all(self.workspace.path("left/generated"));
        self.shell(&format!(
            "mount -t tmpfs -o size=64m none disk\n\
             cp -a generated disk/\n\
             {prepare}\n\
             code=0\n\
             '{program}' codegen --spec spec/conferences.yaml --out disk/generated > /dev/null || code=$?\n\
             cp -a disk/generated left/\n\
             exit $code",
            program = env!("CARGO_BIN_EXE_xtask"),
        ))
    }

    fn crate_left(&self) -> Contents {
        let folder = self.workspace.path("left/generated");
        relative(&contents(&folder), &folder)
    }
}

fn relative(files: &Contents, folder: &Path) -> Contents {
    let files = files.iter();
    let files = files.map(|(path, text)| (path.strip_prefix(folder).unwrap(), text));
    files
        .map(|(path, text)| (path.to_owned(), text.clone()))
        .collect()
}

#[expect(
    clippy::print_stdout,
    reason = "`cargo test` shows it where it is asked to"
)]
fn tell(what: &str) {
    println!("{what}");
}
