//! The crates of all fixtures, and of a large description, are built as their consumers build
//! them: checked by Clippy with their examples, and documented, every warning denied.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::Command;

use tests::{generate as run, large, shown};

/// Where crates are built: what they depend on is built once for all tests, and what did not change is not
/// built again.
const BUILDS: &str = concat!(env!("CARGO_TARGET_TMPDIR"), "/builds");

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

    // Those with a codegen.toml of their own beside the others.
    let configured = run::fixture_folders().into_iter();
    let configured = configured.map(|folder| run::path(&format!("fixtures/{folder}")));
    let mut corpus = command(&run::xtask(), &run::path(".."));
    corpus.args(["corpus", "--compile", "--clippy", "--out"]);
    corpus.arg(&out).arg("--target-dir").arg(BUILDS);
    succeed(corpus.arg(descriptions).args(configured));
    each_feature(&out, "cargo_features");
    // What of a stream is there only with a feature.
    check(&out, "streams", &["--all-features"]);
    drive(&out);
}

/// The tests of `driven`, and the features of the fixtures' crates that they call.
const DRIVEN: &[(&str, &[&str], &[&str])] = &[
    (
        "answers",
        &[],
        &[
            "answers_by_status",
            "answers_of_media_types",
            "answer_headers",
            "streams",
        ],
    ),
    ("bodies_of_several_kinds", &[], &["bodies_of_several_kinds"]),
    ("callbacks_read", &[], &["callbacks"]),
    ("closed_enums", &[], &["closed_enums"]),
    ("discriminator_default", &[], &["discriminator_default"]),
    ("openapi_3_2", &[], &["openapi_3_2"]),
    ("overrides", &[], &["overrides"]),
    ("pages", &[], &["pages"]),
    ("parameters", &[], &["parameter_styles", "parameters_3_2"]),
    (
        "parameters_table",
        &[],
        &["parameter_styles", "parameters_3_2"],
    ),
    ("read_and_write_only", &[], &["read_and_write_only"]),
    ("rules_inside", &[], &["rules_inside"]),
    ("security", &[], &["security_combined"]),
    ("security_oauth_relative", &[], &["security_oauth_relative"]),
    ("servers_chosen", &["test-util"], &["servers"]),
    ("union_parents", &[], &["union_parents"]),
    ("unions_told_apart", &[], &["unions_told_apart"]),
    ("uploads", &[], &["uploads", "uploads_3_1"]),
    (
        "webhooks_told_apart",
        &["webhooks"],
        &[
            "webhooks",
            "webhooks_by_method",
            "webhooks_of_one_type",
            "webhooks_shared",
            "webhooks_single",
        ],
    ),
    (
        "webhooks_verified",
        &["test-util", "webhooks"],
        &["webhooks_header", "webhooks_signed"],
    ),
];

/// The fixtures whose documented calls are made.
const SHOWN: &[&str] = &["rules", "rules_inside", "shown_calls"];

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
        .env("CARGO_TARGET_DIR", BUILDS);
    succeed(check.args(["check", "--quiet"]).args(features));
}

/// Runs the tests of `driven`, and the calls that documentation shows, in one package that depends on
/// the fixtures' crates.
fn drive(out: &Path) {
    let folder = out.with_file_name("driven");
    let tests = folder.join("tests");
    let _ = fs::remove_dir_all(&folder);
    for folder in ["src", "tests/support"].map(|it| folder.join(it)) {
        fs::create_dir_all(folder).unwrap();
    }
    fs::write(folder.join("src/lib.rs"), "").unwrap();
    let driven = run::files("driven", &[".rs"]);
    let listed = DRIVEN.iter().map(|(name, ..)| format!("{name}.rs"));
    assert_eq!(driven, listed.collect::<Vec<_>>());
    for source in driven.iter().map(String::as_str).chain(["support/mod.rs"]) {
        fs::copy(run::path(&format!("driven/{source}")), tests.join(source)).unwrap();
    }
    fs::write(tests.join("shown.rs"), shown::tests(out, SHOWN).unwrap()).unwrap();
    // The versions that this workspace is tested with.
    fs::copy(run::path("../Cargo.lock"), folder.join("Cargo.lock")).unwrap();
    fs::write(folder.join("Cargo.toml"), manifest(out)).unwrap();
    let mut test = command(Path::new(env!("CARGO")), &folder);
    test.env("RUSTFLAGS", "-D warnings")
        .env("CARGO_TARGET_DIR", BUILDS);
    succeed(test.args(["test", "--quiet", "--no-fail-fast"]));
}

/// The manifest of the package with the tests of `driven`.
fn manifest(out: &Path) -> String {
    let mut crates: BTreeMap<&str, &[&str]> = BTreeMap::new();
    let shown = SHOWN.iter().map(|name| (&[][..], name));
    let driven = DRIVEN.iter();
    let driven = driven.flat_map(|(_, features, names)| names.iter().map(|name| (*features, name)));
    for (features, name) in driven.chain(shown) {
        let known = crates.insert(name, features);
        assert!(known.is_none_or(|known| known == features), "{name}");
    }
    let dependencies: Vec<String> = crates
        .iter()
        .map(|(name, features)| {
            let path = out.join(name).display().to_string();
            format!(
                "{name} = {{ path = {path:?}, package = \"corpus-{name}\", features = {features:?} }}\n"
            )
        })
        .collect();
    let dependencies = dependencies.concat();
    format!(
        r#"[package]
name = "driven"
version = "0.0.0"
edition = "2024"

[lib]
test = false
doctest = false

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
    )
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
        .env("CARGO_PROFILE_DEV_DEBUG", "0");
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
