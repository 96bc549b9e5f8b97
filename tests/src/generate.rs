//! The one place where these tests touch the generator, and the folders that they read.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use generator::report::{self, Style};
use generator::{
    Boundary, Companion, Diagnostic, Generated, Input, References, Refused, Settings, Source,
    named_files,
};

/// As `xtask` has it: deep descriptions make deep recursions.
const STACK: usize = 256 << 20;

/// A path below the folder of this package.
pub fn path(below: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(below)
}

/// The names of the files in a folder that end so, in their order.
pub fn files(folder: &str, endings: &[&str]) -> Vec<String> {
    let entries = fs::read_dir(path(folder))
        .unwrap()
        .map(|entry| entry.unwrap().path());
    let mut names: Vec<String> = entries
        .filter(|path| path.is_file())
        .map(|path| path.file_name().unwrap().to_str().unwrap().to_owned())
        .filter(|name| endings.iter().any(|ending| name.ends_with(ending)))
        .collect();
    names.sort_unstable();
    names
}

/// The fixtures: each is a file in `fixtures`, or in a folder there, with a `codegen.toml` of its own.
pub fn fixtures() -> Vec<String> {
    let mut names = files("fixtures", &[".yaml"]);
    for folder in fixture_folders() {
        let inside = files(&format!("fixtures/{folder}"), &[".yaml"]);
        names.extend(inside.iter().map(|name| format!("{folder}/{name}")));
    }
    names
}

/// The folders of fixtures with a `codegen.toml` of their own.
pub fn fixture_folders() -> Vec<String> {
    let entries = fs::read_dir(path("fixtures")).unwrap();
    let mut folders: Vec<String> = entries
        .map(|entry| entry.unwrap())
        .filter(|entry| entry.path().is_dir())
        .map(|entry| entry.file_name().into_string().unwrap())
        .collect();
    folders.sort_unstable();
    folders
}

/// What a run is given for the file at a path below this package: `codegen.toml` beside it, the
/// overlays that it names, and the documents that are referred to and are there.
pub fn input(file: &str) -> Input {
    let description = path(file);
    let folder = description.parent().unwrap();
    let source = |name: &str| Source::new(name, fs::read(folder.join(name)).unwrap());
    let name = description.file_name().unwrap().to_str().unwrap();
    let config = folder
        .join("codegen.toml")
        .exists()
        .then(|| source("codegen.toml"));
    let named = config.as_ref().map(named_files).unwrap_or_default();
    let mut input = Input {
        description: source(name),
        config,
        overlays: named.overlays.iter().map(|name| source(name)).collect(),
        documents: BTreeMap::new(),
        settings: Settings::default(),
    };
    let texts = std::iter::once(&input.description).chain(&input.overlays);
    let references = References::new(input.config.as_ref());
    let mut wanted: Vec<String> = texts.flat_map(|text| references.of(name, text)).collect();
    while let Some(address) = wanted.pop() {
        if folder.join(&address).is_file() && !input.documents.contains_key(&address) {
            let source = source(&address);
            wanted.extend(references.of(&address, &source));
            input.documents.insert(address, Companion::Text(source));
        }
    }
    input
}

/// A description that is made up by a test.
pub fn made_up(name: &str, text: &str) -> Input {
    Input {
        description: Source::new(name, text.as_bytes()),
        config: None,
        overlays: Vec::new(),
        documents: BTreeMap::new(),
        settings: Settings::default(),
    }
}

/// Generates a crate.
pub fn generate(input: &Input) -> Result<Generated, Refused> {
    on_a_large_stack(|| generator::generate(input, &mut |_| {}))
}

/// Says what there is to say about a description.
pub fn lint(input: &Input) -> Vec<Diagnostic> {
    on_a_large_stack(|| generator::lint(input, &mut |_| {}))
}

/// The crate of a description that has no mistake.
#[track_caller]
pub fn generated(input: &Input) -> Generated {
    generate(input).unwrap_or_else(|refused| panic!("{}", human(&refused.diagnostics, input)))
}

/// Prints what crosses a boundary.
pub fn inspect(input: &Input, boundary: Boundary) -> Result<String, Refused> {
    on_a_large_stack(|| generator::inspect(input, boundary))
}

/// Diagnostics as a person reads them.
pub fn human(diagnostics: &[Diagnostic], input: &Input) -> String {
    report::human(diagnostics, &input.sources(), Style::Plain)
}

/// Diagnostics as a program reads them.
pub fn json(diagnostics: &[Diagnostic], input: &Input) -> serde_json::Value {
    serde_json::from_str(&report::json(diagnostics, &input.sources())).unwrap()
}

/// Diagnostics as editors and CI read them.
pub fn sarif(diagnostics: &[Diagnostic], input: &Input) -> serde_json::Value {
    serde_json::from_str(&report::sarif(diagnostics, &input.sources())).unwrap()
}

fn on_a_large_stack<T: Send>(work: impl FnOnce() -> T + Send) -> T {
    std::thread::scope(|scope| {
        let builder = std::thread::Builder::new().stack_size(STACK);
        let thread = builder.spawn_scoped(scope, work).unwrap();
        thread
            .join()
            .unwrap_or_else(|panic| std::panic::resume_unwind(panic))
    })
}

/// The program `xtask`, built from what is there now.
pub fn xtask() -> PathBuf {
    let output = Command::new(env!("CARGO"))
        .args([
            "build",
            "--quiet",
            "--package",
            "xtask",
            "--message-format",
            "json",
        ])
        .current_dir(path(".."))
        .output()
        .unwrap();
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    let lines = String::from_utf8(output.stdout).unwrap();
    let messages = lines
        .lines()
        .map(|line| serde_json::from_str::<serde_json::Value>(line).unwrap());
    let program = messages
        .filter(|message| message["target"]["name"] == "xtask")
        .find_map(|message| message["executable"].as_str().map(PathBuf::from));
    program.unwrap()
}

/// Whether a path is that of a Rust file.
pub fn is_rust(path: &str) -> bool {
    path.rsplit('.').next() == Some("rs")
}
