//! `cargo xtask corpus` from outside: one bad description is a row, and stops no other.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use serde_json::Value;

const GOOD: &str = "openapi: 3.0.3\ninfo: { title: Good, version: '1' }\npaths: {}\n";

fn corpus(folder: &Path, arguments: &[&str]) -> (Output, Value) {
    let report = folder.join("report.json");
    let output = Command::new(env!("CARGO_BIN_EXE_xtask"))
        .arg("corpus")
        .arg(folder.join("descriptions"))
        .arg("--out")
        .arg(folder.join("out"))
        .arg("--report")
        .arg(&report)
        .args(arguments)
        .output()
        .unwrap();
    let report = fs::read(report).map(|bytes| serde_json::from_slice(&bytes).unwrap());
    (output, report.unwrap_or_default())
}

#[test]
fn every_description_is_a_row() {
    let folder = tempfile::tempdir().unwrap();
    let descriptions = folder.path().join("descriptions");
    fs::create_dir(&descriptions).unwrap();
    fs::write(descriptions.join("good.yaml"), GOOD).unwrap();
    fs::write(
        descriptions.join("other.json"),
        r#"{"openapi":"3.0.3","info":{"title":"Other","version":"1"},"paths":{}}"#,
    )
    .unwrap();
    fs::write(descriptions.join("bad.yaml"), "swagger: '2.0'\n").unwrap();
    fs::write(descriptions.join("MANIFEST.tsv"), "good.yaml\n").unwrap();

    let (output, report) = corpus(folder.path(), &["--jobs", "2"]);
    let table = String::from_utf8(output.stdout).unwrap();
    assert_eq!(output.status.code(), Some(1), "{table}");
    let rows = report["descriptions"].as_array().unwrap();
    let failed: Vec<_> = rows
        .iter()
        .map(|row| {
            (
                row["name"].as_str().unwrap(),
                row["failed"].as_bool().unwrap(),
            )
        })
        .collect();
    assert_eq!(
        failed,
        [("bad", true), ("good", false), ("other", false)],
        "{table}"
    );
    assert!(
        table.contains("bad (generate): refused with 1 error, first E"),
        "{table}"
    );
    assert!(folder.path().join("out/good/Cargo.toml").exists());

    let (output, report) = corpus(folder.path(), &["--only", "good", "other"]);
    assert_eq!(output.status.code(), Some(0));
    assert_eq!(report["failed"], 0);
    let (output, _) = corpus(folder.path(), &["--only", "none"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(
        String::from_utf8(output.stderr)
            .unwrap()
            .contains("no description `none`")
    );
}

#[test]
fn what_would_fail_at_the_end_is_told_at_the_beginning() {
    let folder = tempfile::tempdir().unwrap();
    let descriptions = folder.path().join("descriptions");
    let out = folder.path().join("out");
    let run = |arguments: &[&str]| {
        let (output, _) = corpus(folder.path(), arguments);
        assert_eq!(output.status.code(), Some(1));
        String::from_utf8(output.stderr).unwrap()
    };
    let said = run(&[]);
    assert!(said.contains("can't be read") && !out.exists(), "{said}");
    fs::create_dir(&descriptions).unwrap();
    fs::write(descriptions.join("good.yaml"), GOOD).unwrap();

    // Somebody's own workspace is not written over.
    fs::create_dir(&out).unwrap();
    fs::write(out.join("Cargo.toml"), "[workspace]\n").unwrap();
    for step in ["--compile", "--test"] {
        let said = run(&[step]);
        assert!(
            said.contains("was not written by `cargo xtask corpus`"),
            "{said}"
        );
    }
    assert_eq!(
        fs::read_to_string(out.join("Cargo.toml")).unwrap(),
        "[workspace]\n"
    );
    assert!(!out.join("good").exists());

    let report = folder.path().join("nowhere/report.json");
    let output = Command::new(env!("CARGO_BIN_EXE_xtask"))
        .arg("corpus")
        .args([&descriptions, Path::new("--out"), &out])
        .args([Path::new("--report"), &report])
        .output()
        .unwrap();
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(said.contains("there is no folder"), "{said}");
    assert!(!out.join("good").exists());
}

#[test]
fn a_refused_folder_is_a_failure_with_its_reason() {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("descriptions")).unwrap();
    fs::write(folder.path().join("descriptions/good.yaml"), GOOD).unwrap();
    fs::create_dir_all(folder.path().join("out/good")).unwrap();
    fs::write(folder.path().join("out/good/precious"), "text").unwrap();
    let (output, _) = corpus(folder.path(), &[]);
    let table = String::from_utf8(output.stdout).unwrap();
    assert!(
        table.contains("holds files that were not generated"),
        "{table}"
    );
    assert!(table.contains(" 0.0 s of generating"), "{table}");
}
