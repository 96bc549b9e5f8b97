//! `cargo xtask codegen` from outside: what it prints, where it exits, what it leaves on disk.

#[allow(dead_code, reason = "each test uses a part of it")]
mod support;

use std::fs;

use support::{Workspace, description};

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
        .run(&["bench", "build", "--only", "growth"])
        .code(2)
        .says("consumer");
    workspace
        .run(&["bench", "generate", "--rounds", "0"])
        .code(2)
        .says("0");
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
fn errors_with_a_way_round_say_so() {
    let workspace = Workspace::new();
    let spec = workspace.path("spec/conferences.yaml");
    let text = fs::read_to_string(&spec).unwrap();
    let broken = text.replace(
        "items: { type: string }",
        "items: { $ref: '#/components/schemas/Pet' }",
    );
    assert_ne!(text, broken);
    fs::write(&spec, broken).unwrap();
    workspace
        .run(&["codegen"])
        .code(1)
        .says("With `--keep-going` one is written all the same");
    workspace.run(&["codegen", "--keep-going"]).code(0);
    fs::write(&spec, "swagger: '2.0'\n").unwrap();
    let refused = workspace.run(&["codegen"]).code(1);
    assert!(
        !refused.stderr.contains("--keep-going"),
        "{}",
        refused.stderr
    );
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

#[test]
fn methods_of_another_name_are_told() {
    let workspace = Workspace::new();
    let operation = "{ responses: { '204': { description: Done } } }";
    let describe = |methods: &[&str]| {
        let parameter = "{ name: id, in: path, required: true, schema: { type: string } }";
        let methods: Vec<String> = methods
            .iter()
            .map(|method| format!("    {method}: {operation}\n"))
            .collect();
        let methods = methods.concat();
        let text = format!(
            "openapi: 3.0.3\ninfo: {{ title: Pets, version: '1' }}\nservers: [{{ url: https://example.com }}]\n\
             paths:\n  /pets/{{id}}/balance:\n    parameters: [{parameter}]\n{methods}"
        );
        fs::write(workspace.path("spec/conferences.yaml"), text).unwrap();
    };
    describe(&["post"]);
    let ended = workspace.run(&["codegen"]).code(0);
    assert!(!ended.stderr.contains("another name"), "{ended:#?}");
    describe(&["post", "get"]);
    let told = "1 method has another name than before:\n  `pets().balance` is `pets().balance().create`: POST /pets/{id}/balance";
    workspace.run(&["codegen", "--check"]).code(1).says(told);
    let ended = workspace
        .run(&["codegen", "--check", "--format", "json"])
        .code(1);
    let renamed = &ended.json()["summary"]["renamed"];
    assert_eq!(renamed[0]["before"], "pets().balance");
    assert_eq!(renamed[0]["after"], "pets().balance().create");
    assert_eq!(renamed[0]["operation"], "POST /pets/{id}/balance");
    workspace.run(&["codegen"]).code(0).says(told);
    let ended = workspace.run(&["codegen"]).code(0);
    assert!(!ended.stderr.contains("another name"), "{ended:#?}");
}
