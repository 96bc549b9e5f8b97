//! `cargo xtask codegen` from outside: what it prints, where it exits, what it leaves on disk.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::time::Duration;

use serde_json::Value;
use tempfile::TempDir;

const CONFIG: &str = "[package]\nname = \"pets\"\n";

/// A description with this title.
fn description(title: &str) -> String {
    format!(
        "openapi: 3.0.3\n\
         info: {{ title: {title}, version: '1' }}\n\
         servers: [{{ url: https://example.com }}]\n\
         paths:\n\
         \x20 /pets:\n\
         \x20   get:\n\
         \x20     operationId: listPets\n\
         \x20     summary: Lists the pets of {title}\n\
         \x20     responses:\n\
         \x20       '200':\n\
         \x20         description: Fine.\n\
         \x20         content: {{ application/json: {{ schema: {{ type: array, items: {{ type: string }} }} }} }}\n"
    )
}

/// A workspace of its own: a description, its configuration, and the place of a crate.
struct Workspace {
    folder: TempDir,
}

impl Workspace {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir_all(folder.path().join("spec")).unwrap();
        fs::create_dir_all(folder.path().join("elsewhere")).unwrap();
        fs::write(folder.path().join("spec/codegen.toml"), CONFIG).unwrap();
        let workspace = Self { folder };
        workspace.describe("Pets");
        workspace
    }

    fn path(&self, path: &str) -> PathBuf {
        self.folder.path().join(path)
    }

    fn describe(&self, title: &str) {
        fs::write(self.path("spec/conferences.yaml"), description(title)).unwrap();
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_xtask"));
        command
            .args(arguments)
            .current_dir(self.path("elsewhere"))
            .stdin(Stdio::null());
        command.env("CARGO_MANIFEST_DIR", self.path("xtask"));
        command
    }

    /// Runs a task in a folder that is not the workspace's own.
    fn run(&self, arguments: &[&str]) -> Ended {
        Ended::new(&self.command(arguments).output().unwrap())
    }

    fn generated(&self) -> BTreeMap<PathBuf, Vec<u8>> {
        contents(&self.path("generated"))
    }
}

/// How a run ended, and what it said.
#[derive(Debug)]
struct Ended {
    code: Option<i32>,
    stdout: String,
    stderr: String,
}

impl Ended {
    fn new(output: &Output) -> Self {
        let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
        Self {
            code: output.status.code(),
            stdout: text(&output.stdout),
            stderr: text(&output.stderr),
        }
    }

    #[track_caller]
    fn code(self, code: i32) -> Self {
        assert_eq!(self.code, Some(code), "{self:#?}");
        self
    }

    #[track_caller]
    fn says(self, text: &str) -> Self {
        assert!(
            self.stdout.contains(text) || self.stderr.contains(text),
            "no {text:?} in {self:#?}"
        );
        self
    }

    #[track_caller]
    fn json(&self) -> Value {
        serde_json::from_str(&self.stdout).unwrap_or_else(|error| panic!("{error} in {self:#?}"))
    }
}

fn contents(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut contents = BTreeMap::new();
    let mut pending = vec![folder.to_owned()];
    while let Some(folder) = pending.pop() {
        for entry in fs::read_dir(folder).into_iter().flatten() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                pending.push(path);
            } else {
                contents.insert(path.clone(), fs::read(path).unwrap());
            }
        }
    }
    contents
}

#[test]
fn writes_once_and_then_touches_nothing() {
    let workspace = Workspace::new();
    workspace
        .run(&["codegen"])
        .code(0)
        .says("generated: 1 operation")
        .says("ms: input")
        .says("write");
    let before = workspace.generated();
    assert!(before.contains_key(&workspace.path("generated/src/lib.rs")));
    let time = |path: &str| {
        fs::metadata(workspace.path(path))
            .unwrap()
            .modified()
            .unwrap()
    };
    let times = [time("generated"), time("generated/Cargo.toml"), time(".")];
    workspace
        .run(&["codegen"])
        .code(0)
        .says(" 0 written")
        .says(" 0 removed");
    assert_eq!(workspace.generated(), before);
    assert_eq!(
        [time("generated"), time("generated/Cargo.toml"), time(".")],
        times
    );
}

#[test]
fn check_shows_a_diff_and_the_command_that_mends_it_and_writes_nothing() {
    let workspace = Workspace::new();
    workspace
        .run(&["codegen", "--check"])
        .code(1)
        .says("+++ generated/Cargo.toml");
    assert!(!workspace.path("generated").exists());
    workspace.run(&["codegen"]).code(0);
    workspace
        .run(&["codegen", "--check"])
        .code(0)
        .says("generated is up to date");

    workspace.describe("Other pets");
    fs::write(workspace.path("generated/src/stale.rs"), "// old\n").unwrap();
    let before = workspace.generated();
    let ended = workspace
        .run(&["codegen", "--check"])
        .code(1)
        .says("generated is stale");
    let ended = ended
        .says("--- generated/src/stale.rs\n+++ /dev/null")
        .says("-// old");
    ended.says("To mend it: cargo xtask codegen\n");
    assert_eq!(workspace.generated(), before);

    workspace.run(&["codegen"]).code(0).says(" 1 removed");
    workspace.run(&["codegen", "--check"]).code(0);
}

#[test]
fn check_names_the_whole_command() {
    let workspace = Workspace::new();
    let arguments = [
        "codegen",
        "--check",
        "--spec",
        "../spec/conferences.yaml",
        "--out",
        "my crate",
        "--name",
        "cats",
    ];
    let command =
        "cargo xtask codegen --spec ../spec/conferences.yaml --out 'my crate' --name cats\n";
    workspace.run(&arguments).code(1).says(command);
}

#[test]
fn another_description_goes_to_another_folder() {
    let workspace = Workspace::new();
    fs::write(workspace.path("elsewhere/cats.yaml"), description("Cats")).unwrap();
    workspace
        .run(&[
            "codegen",
            "--spec",
            "cats.yaml",
            "--out",
            "deep/cats",
            "--name",
            "cats",
        ])
        .code(0);
    let manifest = fs::read_to_string(workspace.path("elsewhere/deep/cats/Cargo.toml")).unwrap();
    assert!(manifest.contains("name = \"cats\""), "{manifest}");
    assert!(!workspace.path("generated").exists());
}

#[test]
fn what_cant_be_understood_on_the_command_line_exits_with_2() {
    let workspace = Workspace::new();
    workspace.run(&[]).code(2).says("Usage: cargo xtask");
    workspace
        .run(&["codegen", "--chek"])
        .code(2)
        .says("'--check'");
    workspace
        .run(&["codegen", "--spec", "x.yaml"])
        .code(2)
        .says("needs `--out`");
    workspace
        .run(&["codegen", "--emit", "tokens"])
        .code(2)
        .says("plan");
    workspace
        .run(&["codegen", "--emit", "plan", "--check"])
        .code(2);
    workspace.run(&["corpus"]).code(2).says("<DIR>");
    workspace.run(&["bench"]).code(2).says("client");
    workspace.run(&["bench", "server"]).code(2).says("server");
    workspace
        .run(&["corpus", ".", "--rotate", "3/2"])
        .code(2)
        .says("2/7");
    workspace
        .run(&["codegen", "--help"])
        .code(0)
        .says("--keep-going");
}

#[test]
fn a_file_that_is_not_there_is_named_with_what_to_do() {
    let workspace = Workspace::new();
    let arguments = ["codegen", "--spec", "../spec/none.yaml", "--out", "out"];
    workspace
        .run(&arguments)
        .code(1)
        .says("there is no file `../spec/none.yaml`")
        .says("check the path");
    workspace
        .run(&["codegen", "--spec", "../spec", "--out", "out"])
        .code(1)
        .says("is a folder");
    fs::remove_file(workspace.path("spec/codegen.toml")).unwrap();
    fs::remove_file(workspace.path("spec/conferences.yaml")).unwrap();
    let ended = workspace
        .run(&["codegen"])
        .code(1)
        .says("`spec/conferences.yaml`")
        .says("`spec/codegen.toml`");
    ended.says("2 errors; no crate was written");
}

#[test]
fn a_bad_description_leaves_the_old_crate() {
    let workspace = Workspace::new();
    workspace.run(&["codegen"]).code(0);
    let before = workspace.generated();
    fs::write(workspace.path("spec/conferences.yaml"), "swagger: '2.0'\n").unwrap();
    workspace
        .run(&["codegen"])
        .code(1)
        .says("error")
        .says("no crate was written");
    assert_eq!(workspace.generated(), before);
}

#[test]
fn json_is_one_document_on_stdout() {
    let workspace = Workspace::new();
    let document = workspace
        .run(&["codegen", "--format", "json"])
        .code(0)
        .json();
    assert_eq!(document["status"], "written");
    assert_eq!(document["summary"]["operations"], 1);
    assert!(
        document["summary"]["milliseconds"]["rooms"]["write"].is_number(),
        "{document:#}"
    );
    workspace.describe("Other pets");
    let document = workspace
        .run(&["codegen", "--format", "json", "--check"])
        .code(1)
        .json();
    assert_eq!(document["status"], "stale");
    let diffs: Vec<_> = document["changes"]
        .as_array()
        .unwrap()
        .iter()
        .map(|change| change["diff"].as_str())
        .collect();
    assert!(
        diffs
            .iter()
            .any(|diff| diff.unwrap().contains("Other pets")),
        "{document:#}"
    );
    fs::write(workspace.path("spec/conferences.yaml"), "swagger: '2.0'\n").unwrap();
    let document = workspace
        .run(&["codegen", "--format", "json"])
        .code(1)
        .json();
    assert_eq!(document["status"], "refused");
    assert!(
        document["diagnostics"][0]["code"].is_string(),
        "{document:#}"
    );
}

#[test]
fn emit_prints_a_boundary_and_writes_nothing() {
    let workspace = Workspace::new();
    for boundary in ["document", "model", "plan"] {
        let ended = workspace.run(&["codegen", "--emit", boundary]).code(0);
        assert!(!ended.stdout.trim().is_empty());
    }
    assert!(!workspace.path("generated").exists());
}

#[test]
fn a_folder_with_other_files_is_refused() {
    let workspace = Workspace::new();
    fs::create_dir(workspace.path("generated")).unwrap();
    fs::write(workspace.path("generated/precious"), "text").unwrap();
    workspace
        .run(&["codegen"])
        .code(1)
        .says("holds files that were not generated")
        .says("remove the folder");
    workspace
        .run(&["codegen", "--check"])
        .code(1)
        .says("holds files that were not generated");
    assert_eq!(workspace.generated().len(), 1);
}

#[cfg(unix)]
#[test]
fn a_link_on_the_way_to_the_folder_is_refused() {
    let workspace = Workspace::new();
    std::os::unix::fs::symlink(workspace.path("spec"), workspace.path("elsewhere/link")).unwrap();
    let arguments = [
        "codegen",
        "--spec",
        "../spec/conferences.yaml",
        "--out",
        "link/crate",
    ];
    workspace.run(&arguments).code(1).says("is a symbolic link");
    assert!(!workspace.path("spec/crate").exists());
}

/// Kills runs at different moments, and finds one of the two crates whole every time.
#[test]
fn a_killed_run_leaves_one_of_the_two_crates() {
    let workspace = Workspace::new();
    let titles = ["Pets", "Other pets"];
    let crates = titles.map(|title| {
        workspace.describe(title);
        workspace.run(&["codegen"]).code(0);
        workspace.generated()
    });
    assert_ne!(crates[0], crates[1]);
    for round in 0..24 {
        workspace.describe(titles[round % 2]);
        let mut command = workspace.command(&["codegen"]);
        let mut child = command
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        std::thread::sleep(Duration::from_millis(round as u64 * 2));
        let _ = child.kill();
        child.wait().unwrap();
        assert!(
            crates.contains(&workspace.generated()),
            "after {} ms",
            round * 2
        );
    }
    workspace.describe(titles[0]);
    workspace.run(&["codegen"]).code(0);
    assert_eq!(workspace.generated(), crates[0]);
    let hidden = fs::read_dir(workspace.path("."))
        .unwrap()
        .filter_map(|entry| entry.unwrap().file_name().into_string().ok());
    let left: Vec<_> = hidden
        .filter(|name| name.starts_with(".generated.new"))
        .collect();
    assert!(left.is_empty(), "{left:?}");
}
