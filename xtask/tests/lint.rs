//! `cargo xtask lint` and `cargo xtask explain` from outside: what they print, where they exit, and
//! that they write nothing.

use std::fs;
use std::process::{Command, Output, Stdio};

use serde_json::Value;
use tempfile::TempDir;

const GOOD: &str = "openapi: 3.0.3
info: { title: Pets, version: '1' }
servers: [{ url: https://example.com }]
paths:
  /pets:
    get: { operationId: listPets, responses: { '204': { description: Fine. } } }
";

/// A folder with this description in it.
fn folder(description: &str) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("pets.yaml"), description).unwrap();
    folder
}

fn run(folder: &TempDir, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_xtask"))
        .args(arguments)
        .current_dir(folder.path())
        .stdin(Stdio::null())
        .output()
        .unwrap()
}

#[track_caller]
fn ended(output: &Output, code: i32) -> (String, String) {
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
    let (stdout, stderr) = (text(&output.stdout), text(&output.stderr));
    assert_eq!(output.status.code(), Some(code), "{stdout}\n{stderr}");
    (stdout, stderr)
}

#[test]
fn what_has_no_mistake_exits_with_0() {
    let folder = folder(GOOD);
    let (stdout, stderr) = ended(&run(&folder, &["lint", "pets.yaml"]), 0);
    assert_eq!((stdout.as_str(), stderr.as_str()), ("", "nothing to say\n"));
    let left: Vec<_> = fs::read_dir(folder.path()).unwrap().collect();
    assert_eq!(left.len(), 1, "nothing is written");
}

#[test]
fn advice_and_warnings_are_no_errors_unless_strict() {
    let folder = folder(&GOOD.replace("operationId: listPets, ", "sumary: All, "));
    let (_, stderr) = ended(&run(&folder, &["lint", "pets.yaml"]), 0);
    for part in [
        "warning[W0013]",
        "advice[A0002]",
        "pets.yaml:6:12",
        "0 errors, 1 warning, 1 of advice",
    ] {
        assert!(stderr.contains(part), "no {part} in {stderr}");
    }
    let (_, stderr) = ended(&run(&folder, &["lint", "pets.yaml", "--strict"]), 1);
    for part in [
        "error[W0013]",
        "advice[A0002]",
        "1 error, 0 warnings, 1 of advice",
    ] {
        assert!(stderr.contains(part), "no {part} in {stderr}");
    }
}

#[test]
fn errors_exit_with_1_in_each_format() {
    let folder = folder(&GOOD.replace("/pets:", "/pets/{id}:"));
    let (_, stderr) = ended(&run(&folder, &["lint", "pets.yaml"]), 1);
    assert!(stderr.contains("error[E0012]"), "{stderr}");
    let (stdout, _) = ended(&run(&folder, &["lint", "pets.yaml", "--format", "json"]), 1);
    let document: Value = serde_json::from_str(&stdout).unwrap();
    assert_eq!(document["status"], "refused");
    assert_eq!(document["diagnostics"][0]["code"], "E0012");
    let (stdout, _) = ended(
        &run(&folder, &["lint", "pets.yaml", "--format", "sarif"]),
        1,
    );
    let log: Value = serde_json::from_str(&stdout).unwrap();
    assert_eq!(log["runs"][0]["results"][0]["ruleId"], "E0012");
    ended(&run(&folder, &["lint", "pets.yaml", "--keep-going"]), 0);
}

#[test]
fn codegen_prints_sarif_too() {
    let folder = folder(&GOOD.replace("operationId", "operatonId"));
    let arguments = [
        "codegen",
        "--spec",
        "pets.yaml",
        "--out",
        "out",
        "--format",
        "sarif",
    ];
    let (stdout, _) = ended(&run(&folder, &arguments), 0);
    let log: Value = serde_json::from_str(&stdout).unwrap();
    let results = log["runs"][0]["results"].as_array().unwrap();
    let rules: Vec<_> = results.iter().map(|result| &result["ruleId"]).collect();
    assert_eq!(rules, ["W0013"], "advice is for `lint` alone");
    assert!(folder.path().join("out/Cargo.toml").exists());
}

#[test]
fn a_file_that_is_not_there_is_told_in_each_format() {
    let folder = folder(GOOD);
    let (_, stderr) = ended(&run(&folder, &["lint", "none.yaml"]), 1);
    assert!(
        stderr.contains("error[E0000]: there is no file `none.yaml`"),
        "{stderr}"
    );
    let (stdout, _) = ended(
        &run(&folder, &["lint", "none.yaml", "--format", "sarif"]),
        1,
    );
    assert!(stdout.contains("E0000"), "{stdout}");
}

#[test]
fn without_a_file_it_is_the_description_of_the_workspace() {
    ended(&run(&folder(GOOD), &["lint"]), 0);
}

#[test]
fn codes_are_explained_and_listed() {
    let folder = folder(GOOD);
    let (stdout, _) = ended(&run(&folder, &["explain", "e0012"]), 0);
    assert!(stdout.starts_with("# E0012: "), "{stdout}");
    assert!(stdout.contains("## How to mend it"), "{stdout}");
    let (stdout, _) = ended(&run(&folder, &["explain"]), 0);
    for code in ["E0000  ", "W0001  ", "A0001  "] {
        assert!(stdout.contains(code), "{stdout}");
    }
}

#[test]
fn a_code_that_there_is_not_exits_with_2() {
    let folder = folder(GOOD);
    for (code, said) in [
        ("E12", "did you mean `E0012`"),
        ("E001", "did you mean `E000"),
        ("W001", "`W0001`"),
        ("nonsense", "`cargo xtask explain` lists all"),
    ] {
        let (stdout, stderr) = ended(&run(&folder, &["explain", code]), 2);
        assert!(stdout.is_empty() && stderr.contains(said), "{stderr}");
    }
}
