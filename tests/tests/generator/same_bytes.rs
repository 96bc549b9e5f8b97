//! The same description makes the same bytes: twice, in another time zone, in another folder.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use tests::generate as run;

#[test]
fn two_runs() {
    for name in run::fixtures() {
        let input = run::input(&format!("fixtures/{name}"));
        let (one, other) = (run::generated(&input), run::generated(&input));
        assert!(one == other, "{name} comes out in two ways");
    }
}

#[test]
fn another_time_zone_and_folder() {
    let folder = tempfile::tempdir().unwrap();
    let (here, there) = (
        folder.path().join("here"),
        folder.path().join("a/longer way/there"),
    );
    fs::create_dir_all(&there).unwrap();
    codegen(
        &run::path(".."),
        &here,
        &[("TZ", "UTC"), ("LANG", "C"), ("HOME", "/nowhere")],
    );
    codegen(
        &there,
        &there.join("crate"),
        &[
            ("TZ", "Pacific/Kiritimati"),
            ("LANG", "tr_TR.UTF-8"),
            ("USER", "somebody"),
        ],
    );
    let (one, other) = (contents(&here), contents(&there.join("crate")));
    assert!(one.len() > 50, "the crate has {} files", one.len());
    assert!(
        one == other,
        "the crate depends on where and when it is made"
    );
}

/// Generates the crate of `spec/` with the program itself.
fn codegen(working_directory: &Path, out: &Path, environment: &[(&str, &str)]) {
    let status = Command::new(run::xtask())
        .args(["codegen", "--spec"])
        .arg(
            run::path("../spec/conferences.yaml")
                .canonicalize()
                .unwrap(),
        )
        .arg("--out")
        .arg(out)
        .current_dir(working_directory)
        .envs(environment.iter().copied())
        .status();
    assert!(status.unwrap().success());
}

fn contents(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut contents = BTreeMap::new();
    let mut pending = vec![folder.to_owned()];
    while let Some(at) = pending.pop() {
        for entry in fs::read_dir(at).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                pending.push(path);
            } else {
                contents.insert(
                    path.strip_prefix(folder).unwrap().to_owned(),
                    fs::read(path).unwrap(),
                );
            }
        }
    }
    contents
}
