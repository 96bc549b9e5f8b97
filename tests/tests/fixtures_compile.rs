//! The crates of all fixtures, and of a large description, are built as their consumers build
//! them: checked with their examples, documented and linted, every warning denied.

use std::fs;
use std::path::Path;
use std::process::Command;

use tests::{generate as run, large, shown};

#[test]
fn without_a_warning() {
    // Below the target folder, so that what did not change is not built again.
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("fixtures");
    let out = folder.join("crates");
    let descriptions = folder.join("descriptions");
    let _ = fs::remove_dir_all(&descriptions);
    fs::create_dir_all(&descriptions).unwrap();
    for name in run::files("fixtures", &[".yaml"]) {
        fs::copy(
            run::path(&format!("fixtures/{name}")),
            descriptions.join(&name),
        )
        .unwrap();
    }
    fs::write(descriptions.join("large.yaml"), large::description(100)).unwrap();

    let xtask = run::xtask();
    // Those with a codegen.toml of their own, and then the others.
    let configured = [
        "fixtures/closed",
        "fixtures/configured",
        "fixtures/overrides",
        "fixtures/front_page_named",
        "fixtures/webhooks_header",
        "fixtures/webhooks_signed",
    ]
    .map(run::path);
    for descriptions in configured.into_iter().chain([descriptions]) {
        let mut corpus = command(&xtask, &run::path(".."));
        corpus.args(["corpus", "--compile", "--out"]);
        succeed(corpus.arg(&out).arg(descriptions));
        let mut clippy = command(Path::new(env!("CARGO")), &out);
        // The flags and the folder of `corpus`, so that dependencies are not built again.
        clippy
            .env("RUSTFLAGS", "-D warnings")
            .env("CARGO_TARGET_DIR", out.join("target"));
        succeed(clippy.args(["clippy", "--quiet", "--workspace", "--all-targets"]));
    }
    each_feature(&out, "cargo_features");
    // What of a stream is there only with a feature.
    check(&out, "streams", &["--all-features"]);
    for name in [
        "bodies_of_several_kinds",
        "closed_enums",
        "discriminator_default",
        "openapi_3_2",
        "overrides",
        "pages",
        "read_and_write_only",
        "rules_inside",
        "security_oauth_relative",
        "union_parents",
    ] {
        drive(&out, name, &[], &[name]);
    }
    drive(&out, "uploads", &[], &["uploads", "uploads_3_1"]);
    let answers = [
        "answers_by_status",
        "answers_of_media_types",
        "answer_headers",
        "streams",
    ];
    drive(&out, "answers", &[], &answers);
    let parameters = ["parameter_styles", "parameters_3_2"];
    drive(&out, "parameters", &[], &parameters);
    drive(&out, "parameters_table", &[], &parameters);
    drive(&out, "security", &[], &["security_combined"]);
    drive(&out, "servers_chosen", &["test-util"], &["servers"]);
    let events = ["webhooks_header", "webhooks_signed"];
    drive(
        &out,
        "webhooks_verified",
        &["test-util", "webhooks"],
        &events,
    );
    let events = [
        "webhooks",
        "webhooks_by_method",
        "webhooks_of_one_type",
        "webhooks_shared",
        "webhooks_single",
    ];
    drive(&out, "webhooks_told_apart", &["webhooks"], &events);
    drive(&out, "callbacks_read", &[], &["callbacks"]);
    drive(&out, "unions_told_apart", &[], &["unions_told_apart"]);
    let calls = ["rules", "rules_inside", "shown_calls"];
    let source = shown::tests(&out, &calls).unwrap();
    drive_source(&out, "shown_calls", &source, (&[], &calls));
}

/// Checks a fixture's crate with each of its resources alone, and with none.
fn each_feature(out: &Path, name: &str) {
    let manifest = fs::read_to_string(out.join(name).join("Cargo.toml")).unwrap();
    let (_, list) = manifest.split_once("\nall = [").unwrap();
    let (list, _) = list.split_once(']').unwrap();
    let features: Vec<&str> = list.split('"').skip(1).step_by(2).collect();
    assert_eq!(features, ["customers", "orders", "tracing-resource"]);
    for feature in features.into_iter().map(Some).chain([None]) {
        let feature: Vec<&str> = feature
            .into_iter()
            .flat_map(|name| ["--features", name])
            .collect();
        check(
            out,
            name,
            &[&["--no-default-features"], &feature[..]].concat(),
        );
    }
}

/// Checks a fixture's crate with some features.
fn check(out: &Path, name: &str, features: &[&str]) {
    let mut check = command(Path::new(env!("CARGO")), &out.join(name));
    check
        .env("RUSTFLAGS", "-D warnings")
        .env("CARGO_TARGET_DIR", out.join("target"));
    succeed(check.args(["check", "--quiet"]).args(features));
}

/// Runs tests of fixtures' crates, in a package that depends on them with some features.
fn drive(out: &Path, name: &str, features: &[&str], crates: &[&str]) {
    let source = fs::read_to_string(run::path(&format!("driven/{name}.rs"))).unwrap();
    drive_source(out, name, &source, (features, crates));
}

/// Runs tests of this source, with some features of fixtures' crates.
fn drive_source(out: &Path, name: &str, source: &str, (features, crates): (&[&str], &[&str])) {
    let folder = out.with_file_name("driven").join(name);
    fs::create_dir_all(folder.join("src")).unwrap();
    fs::create_dir_all(folder.join("tests")).unwrap();
    fs::write(folder.join("src/lib.rs"), "").unwrap();
    fs::write(folder.join(format!("tests/{name}.rs")), source).unwrap();
    fs::create_dir_all(folder.join("tests/support")).unwrap();
    fs::copy(
        run::path("driven/support/mod.rs"),
        folder.join("tests/support/mod.rs"),
    )
    .unwrap();
    // The versions that the crate was built with.
    fs::copy(out.join("Cargo.lock"), folder.join("Cargo.lock")).unwrap();
    let dependencies: Vec<String> = crates
        .iter()
        .map(|name| {
            let path = out.join(name).display().to_string();
            format!(
                "{name} = {{ path = {path:?}, package = \"corpus-{name}\", features = {features:?} }}\n"
            )
        })
        .collect();
    let dependencies = dependencies.concat();
    let manifest = format!(
        r#"[package]
name = "driven"
version = "0.0.0"
edition = "2024"

[dev-dependencies]
{dependencies}tokio = {{ version = "1", features = ["io-util", "net", "rt", "time"] }}
# What bodies are read by.
form_urlencoded = "1"
futures-core = "0.3"
percent-encoding = "2"
serde_json = "1"
multer = {{ version = "3", default-features = false }}

[workspace]
"#
    );
    fs::write(folder.join("Cargo.toml"), manifest).unwrap();
    let mut test = command(Path::new(env!("CARGO")), &folder);
    test.env("RUSTFLAGS", "-D warnings")
        .env("CARGO_TARGET_DIR", out.join("target"));
    succeed(test.args(["test", "--quiet"]));
}

fn command(program: &Path, folder: &Path) -> Command {
    let mut command = Command::new(program);
    command.current_dir(folder);
    // Flags that are set for this run are not those of the crates.
    for variable in [
        "RUSTFLAGS",
        "RUSTDOCFLAGS",
        "CARGO_ENCODED_RUSTFLAGS",
        "CARGO_ENCODED_RUSTDOCFLAGS",
    ] {
        command.env_remove(variable);
    }
    // As `corpus` builds them, for the same reason: disk.
    command
        .env("CARGO_INCREMENTAL", "0")
        .env("CARGO_PROFILE_DEV_DEBUG", "line-tables-only");
    command
}

#[track_caller]
fn succeed(command: &mut Command) {
    let output = command.output().unwrap();
    assert!(
        output.status.success(),
        "{command:?}\n{}\n{}",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    );
}
