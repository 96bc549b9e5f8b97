//! What a run may be started on or from, and must not take away.

#[allow(dead_code, reason = "each test uses a part of it")]
mod support;

use std::fs;
use std::path::Path;

use support::{Ended, Workspace, description};

/// A crate in `elsewhere/crate`, made from `elsewhere/pets.yaml`.
fn workspace() -> Workspace {
    let workspace = Workspace::new();
    fs::write(workspace.path("elsewhere/pets.yaml"), description("Pets")).unwrap();
    codegen(&workspace, "pets.yaml", &[]).code(0);
    workspace
}

fn codegen(workspace: &Workspace, spec: &str, more: &[&str]) -> Ended {
    let arguments = [
        "codegen", "--out", "crate", "--name", "pets", "--spec", spec,
    ];
    workspace.run(&[&arguments[..], more].concat())
}

#[test]
fn a_description_in_the_folder_of_the_crate_is_not_removed() {
    let workspace = workspace();
    let inside = workspace.path("elsewhere/crate/openapi.yaml");
    fs::write(&inside, description("Others")).unwrap();
    for more in [&[][..], &["--check"]] {
        codegen(&workspace, "crate/openapi.yaml", more)
            .code(1)
            .says("`crate/openapi.yaml` is read")
            .says("choose another folder with `--out`");
    }
    assert!(inside.exists());

    // In a folder that was never generated, nobody is told to remove it.
    let whole = workspace.run(&["codegen", "--spec", "pets.yaml", "--out", "."]);
    let whole = whole.code(1).says("`pets.yaml` is read");
    assert!(!whole.stderr.contains("remove the folder"), "{whole:?}");

    // What is carried over may be read.
    fs::create_dir(workspace.path("elsewhere/crate/target")).unwrap();
    fs::rename(&inside, workspace.path("elsewhere/crate/target/it.yaml")).unwrap();
    codegen(&workspace, "crate/target/it.yaml", &[]).code(0);
    assert!(workspace.path("elsewhere/crate/target/it.yaml").exists());
}

#[test]
fn nor_is_anything_else_that_is_read() {
    let workspace = workspace();
    let write = |path: &str, text: &str| {
        let path = workspace.path("elsewhere").join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    };
    let overlay = "overlay: 1.0.0\ninfo: { title: None, version: '1' }\n\
                   actions: [{ target: $.info, update: { title: Others } }]\n";
    write("crate/overlay.yaml", overlay);
    codegen(
        &workspace,
        "pets.yaml",
        &["--overlay", "crate/overlay.yaml"],
    )
    .code(1)
    .says("`crate/overlay.yaml` is read");

    write("codegen.toml", "overlays = [\"crate/overlay.yaml\"]\n");
    codegen(&workspace, "pets.yaml", &[])
        .code(1)
        .says("`crate/overlay.yaml` is read");
    fs::remove_file(workspace.path("elsewhere/codegen.toml")).unwrap();

    let text =
        description("Pets").replace("items: { type: string }", "items: { $ref: crate/pet.yaml }");
    write("referring.yaml", &text);
    write("crate/pet.yaml", "type: string\n");
    codegen(&workspace, "referring.yaml", &[])
        .code(1)
        .says("crate/pet.yaml` is read");
    for kept in ["crate/overlay.yaml", "crate/pet.yaml"] {
        assert!(workspace.path("elsewhere").join(kept).exists());
    }
}

#[test]
fn what_is_removed_is_named() {
    let workspace = workspace();
    fs::write(workspace.path("elsewhere/crate/src/notes.txt"), "mine").unwrap();
    codegen(&workspace, "pets.yaml", &[])
        .code(0)
        .says("1 removed (src/notes.txt)");
    for number in 0..12 {
        let note = format!("elsewhere/crate/{number:02}.txt");
        fs::write(workspace.path(&note), "mine").unwrap();
    }
    let ended = codegen(&workspace, "pets.yaml", &["--format", "json"]).code(0);
    let summary = &ended.json()["summary"];
    assert_eq!(summary["files"]["removed"], 12);
    assert_eq!(summary["removed"][11], "11.txt");
}

#[cfg(unix)]
#[test]
fn a_link_to_the_description_is_not_removed() {
    let workspace = workspace();
    let link = workspace.path("elsewhere/crate/link.yaml");
    std::os::unix::fs::symlink(workspace.path("elsewhere/pets.yaml"), &link).unwrap();
    codegen(&workspace, "crate/link.yaml", &[])
        .code(1)
        .says("`crate/link.yaml` is read");
    assert!(fs::symlink_metadata(link).is_ok());
}

/// A run that is started from inside the crate leaves whoever started it in a folder that is there.
#[cfg(unix)]
#[test]
fn the_folder_of_the_shell_stays() {
    use std::os::unix::fs::MetadataExt;
    let identity = |path: &Path| fs::metadata(path).unwrap().ino();
    let workspace = workspace();
    let folder = workspace.path("elsewhere/crate");
    let before = [identity(&folder), identity(&folder.join("src"))];
    for (inside, spec, out) in [
        ("", "../others.yaml", "."),
        ("", "../pets.yaml", "../crate"),
        ("src", "../../others.yaml", ".."),
    ] {
        fs::write(
            workspace.path("elsewhere/others.yaml"),
            description("Others"),
        )
        .unwrap();
        let arguments = ["codegen", "--name", "pets", "--spec", spec, "--out", out];
        let mut command = workspace.command(&arguments);
        let output = command.current_dir(folder.join(inside)).output().unwrap();
        let said = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(0), "{said}");
        assert!(!said.contains(" 0 written"), "{said}");
        assert_eq!([identity(&folder), identity(&folder.join("src"))], before);
    }
    let entries = fs::read_dir(workspace.path("elsewhere")).unwrap();
    let names = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let mut names: Vec<_> = names.collect();
    names.sort();
    assert_eq!(names, ["crate", "others.yaml", "pets.yaml"]);
}

/// Some systems take no such names.
#[cfg(target_os = "linux")]
#[test]
fn a_name_that_is_no_text_stops_nothing() {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt;
    let workspace = workspace();
    let odd = workspace
        .path("elsewhere/crate")
        .join(OsStr::from_bytes(b"odd\xff"));
    fs::write(&odd, "mine").unwrap();
    codegen(&workspace, "pets.yaml", &["--check"])
        .code(1)
        .says("1 to remove");
    codegen(&workspace, "pets.yaml", &[])
        .code(0)
        .says("1 removed (odd\u{fffd})");
    assert!(!odd.exists());
}

#[test]
fn a_refused_folder_is_told_in_each_format() {
    let workspace = Workspace::new();
    fs::create_dir(workspace.path("generated")).unwrap();
    fs::write(workspace.path("generated/precious"), "text").unwrap();
    let spec = workspace.path("spec/conferences.yaml");
    let text = fs::read_to_string(&spec).unwrap();
    fs::write(&spec, text.replace("summary", "sumary")).unwrap();
    for more in [&[][..], &["--check"]] {
        let run = |format: &[&str]| {
            workspace
                .run(&[&["codegen"], more, format].concat())
                .code(1)
        };
        let human = run(&[]);
        assert!(human.stderr.contains("warning[W0013]"), "{human:?}");

        let document = run(&["--format", "json"]).json();
        assert_eq!(document["status"], "refused");
        assert_eq!(document["diagnostics"][0]["code"], "W0013");
        let error = document["error"].as_str().unwrap();
        assert!(
            error.contains("holds files that were not generated"),
            "{error}"
        );

        let log = run(&["--format", "sarif"]).json();
        assert_eq!(log["runs"][0]["results"][0]["ruleId"], "W0013");
    }
}
