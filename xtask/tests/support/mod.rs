//! A workspace of its own for each test, and the program run in it.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use serde_json::Value;
use tempfile::TempDir;

const CONFIG: &str = "[package]\nname = \"pets\"\n";

/// A description with this title.
pub(crate) fn description(title: &str) -> String {
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
pub(crate) struct Workspace {
    folder: TempDir,
}

impl Workspace {
    pub(crate) fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir_all(folder.path().join("spec")).unwrap();
        fs::create_dir_all(folder.path().join("elsewhere")).unwrap();
        fs::write(folder.path().join("spec/codegen.toml"), CONFIG).unwrap();
        let workspace = Self { folder };
        workspace.describe("Pets");
        workspace
    }

    pub(crate) fn path(&self, path: &str) -> PathBuf {
        self.folder.path().join(path)
    }

    pub(crate) fn describe(&self, title: &str) {
        fs::write(self.path("spec/conferences.yaml"), description(title)).unwrap();
    }

    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_xtask"));
        command
            .args(arguments)
            .current_dir(self.path("elsewhere"))
            .stdin(Stdio::null());
        command.env("CARGO_MANIFEST_DIR", self.path("xtask"));
        command
    }

    /// Runs a task in a folder that is not the workspace's own.
    pub(crate) fn run(&self, arguments: &[&str]) -> Ended {
        Ended::new(&self.command(arguments).output().unwrap())
    }

    pub(crate) fn generated(&self) -> BTreeMap<PathBuf, Vec<u8>> {
        contents(&self.path("generated"))
    }
}

/// How a run ended, and what it said.
#[derive(Debug)]
pub(crate) struct Ended {
    pub(crate) code: Option<i32>,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
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
    pub(crate) fn code(self, code: i32) -> Self {
        assert_eq!(self.code, Some(code), "{self:#?}");
        self
    }

    #[track_caller]
    pub(crate) fn says(self, text: &str) -> Self {
        assert!(
            self.stdout.contains(text) || self.stderr.contains(text),
            "no {text:?} in {self:#?}"
        );
        self
    }

    #[track_caller]
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.stdout).unwrap_or_else(|error| panic!("{error} in {self:#?}"))
    }
}

pub(crate) fn contents(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
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
