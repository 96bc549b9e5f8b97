//! Each fixture as a person reads it: what `model` and `name` hand on, what is said about it, and
//! the files of its crate.

use std::collections::BTreeSet;
use std::fmt::Write;
use std::fs;

use generator::{Boundary, Files};
use insta::{Settings, assert_snapshot};

use tests::generate as run;

/// The fixtures that are about the front of a crate: manifest, README, documentation of the crate
/// and example. In the others it says the same, and is left out.
const WITH_FRONT: &[&str] = &[
    "error_list",
    "front_page",
    "front_page_named",
    "front_page_of_events",
    "markdown",
    "nothing",
    "overrides",
    "security_bearer",
    "security_combined",
    "security_header",
    "security_query",
    "untrusted",
    "webhooks_header",
    "webhooks_signed",
];

/// A test for each fixture.
macro_rules! fixtures {
    ($($name:ident)*) => {
        const FIXTURES: &[&str] = &[$(stringify!($name)),*];

        $(
            #[test]
            fn $name() {
                check(stringify!($name), &format!("fixtures/{}.yaml", stringify!($name)));
            }
        )*
    };
}

fixtures! {
    additional_properties
    all_of
    all_of_contradictory
    answer_headers
    answers
    answers_by_status
    answers_of_media_types
    any_of_overlap
    bodies
    bodies_of_several_kinds
    callbacks
    cargo_features
    colliding_methods
    deep_types
    deprecation
    discriminator_default
    discriminator_in_no_field
    discriminator_mapping
    discriminator_nested
    discriminator_parent
    discriminator_values
    enums
    enums_merged
    enums_of_others
    enums_words
    errors_alike
    file_names
    front_page
    front_page_of_events
    head_with_content
    idempotency
    json_schema_2020
    json_schema_keywords
    links
    maps
    markdown
    misplaced_keywords
    names
    names_used
    nested_objects
    nothing
    numbers
    openapi_3_2
    operations_by_fragment
    pages
    parameter_styles
    parameters
    parameters_3_2
    placeholders
    presence
    read_and_write_only
    recursive
    recursive_without_a_type
    references
    references_anywhere
    references_by_name
    required_nullable
    resources
    rules
    rules_inside
    scalars
    security_basic
    security_bearer
    security_combined
    security_cookie
    security_header
    security_misspelt
    security_oauth
    security_oauth_relative
    security_query
    security_several
    server_relative
    servers
    shown_calls
    streams
    types_alone
    union_parents
    unions
    unions_inside
    unions_of_one
    unions_recursive
    unions_told_apart
    untrusted
    uploads
    uploads_3_1
    webhooks
    webhooks_by_method
    webhooks_of_one_type
    webhooks_shared
    webhooks_single
    yaml_words
}

#[test]
fn error_list() {
    check("error_list", "fixtures/configured/error_list.yaml");
}

#[test]
fn closed_enums() {
    check("closed_enums", "fixtures/closed/closed_enums.yaml");
}

#[test]
fn front_page_named() {
    check(
        "front_page_named",
        "fixtures/front_page_named/front_page_named.yaml",
    );
}

#[test]
fn overrides() {
    check("overrides", "fixtures/overrides/overrides.yaml");
}

#[test]
fn webhooks_header() {
    check(
        "webhooks_header",
        "fixtures/webhooks_header/webhooks_header.yaml",
    );
}

#[test]
fn webhooks_signed() {
    check(
        "webhooks_signed",
        "fixtures/webhooks_signed/webhooks_signed.yaml",
    );
}

fn check(name: &str, file: &str) {
    let input = run::input(file);
    let generated = run::generated(&input);
    in_folder("fixtures").bind(|| {
        assert_snapshot!(
            format!("{name}.model"),
            dense(&run::inspect(&input, Boundary::Model).unwrap())
        );
        assert_snapshot!(
            format!("{name}.plan"),
            dense(&run::inspect(&input, Boundary::Plan).unwrap())
        );
        assert_snapshot!(
            format!("{name}.files"),
            listing(&generated.files, |path| !is_front(path))
        );
        if WITH_FRONT.contains(&name) {
            assert_snapshot!(format!("{name}.front"), listing(&generated.files, is_front));
        }
        let said = run::human(&generated.diagnostics, &input);
        let snapshot = format!("{name}.said");
        if said.is_empty() {
            let file = run::path(&format!("snapshots/fixtures/{snapshot}.snap"));
            assert!(
                !file.exists(),
                "nothing is said of {name} any more: remove {}",
                file.display()
            );
        } else {
            assert_snapshot!(snapshot, said);
        }
    });
}

/// Every file of the crate of this workspace, in a snapshot of its own.
#[test]
fn spec() {
    let input = run::input("../spec/conferences.yaml");
    let generated = run::generated(&input);
    assert!(
        generated.diagnostics.is_empty(),
        "{}",
        run::human(&generated.diagnostics, &input)
    );
    in_folder("spec").bind(|| {
        assert_snapshot!(
            "model",
            dense(&run::inspect(&input, Boundary::Model).unwrap())
        );
        assert_snapshot!(
            "plan",
            dense(&run::inspect(&input, Boundary::Plan).unwrap())
        );
        for (path, text) in generated.files.iter().filter(|(path, _)| !is_runtime(path)) {
            assert_snapshot!(path.replace('/', "."), text);
        }
    });
}

/// The tests are the fixtures, and no snapshot is left over from one that is gone.
#[test]
fn nothing_is_left_over() {
    let there: Vec<String> = run::files("fixtures", &[""]);
    let tested: Vec<String> = FIXTURES.iter().map(|name| format!("{name}.yaml")).collect();
    assert_eq!(
        there, tested,
        "give each fixture a test, in the order of their names"
    );

    let known: BTreeSet<&str> = FIXTURES
        .iter()
        .copied()
        .chain([
            "closed_enums",
            "error_list",
            "front_page_named",
            "overrides",
            "webhooks_header",
            "webhooks_signed",
        ])
        .collect();
    for snapshot in run::files("snapshots/fixtures", &[".snap"]) {
        let mut parts = snapshot.split('.');
        let (name, kind) = (parts.next().unwrap(), parts.next().unwrap());
        let front = kind != "front" || WITH_FRONT.contains(&name);
        assert!(
            known.contains(name) && front,
            "remove snapshots/fixtures/{snapshot}"
        );
    }
    let generated = run::generated(&run::input("../spec/conferences.yaml"));
    let mut files: BTreeSet<String> = generated
        .files
        .iter()
        .filter(|(path, _)| !is_runtime(path))
        .map(|(path, _)| path.replace('/', ".") + ".snap")
        .collect();
    files.extend(["model.snap".to_owned(), "plan.snap".to_owned()]);
    for snapshot in run::files("snapshots/spec", &[".snap"]) {
        assert!(
            files.contains(&snapshot),
            "remove snapshots/spec/{snapshot}"
        );
    }
}

/// The snapshots of what is no fixture: each is named in a test, or after a bad overlay.
#[test]
fn no_snapshot_is_without_its_test() {
    let tests = run::files("tests/generator", &[".rs"]);
    let tests: String = tests
        .iter()
        .map(|name| fs::read_to_string(run::path(&format!("tests/generator/{name}"))).unwrap())
        .collect();
    let bad = run::files("overlays/bad", &[""]);
    for folder in ["", "lint/", "overlays/", "several/"] {
        for snapshot in run::files(&format!("snapshots/{folder}"), &[".snap"]) {
            let name = snapshot.trim_end_matches(".snap");
            let of_bad = name.strip_prefix("bad.").unwrap_or_default();
            assert!(
                tests.contains(&format!("\"{name}\"")) || bad.iter().any(|bad| bad == of_bad),
                "remove snapshots/{folder}{snapshot}"
            );
        }
    }
}

/// What is said about a fixture is said of a place in it.
#[test]
fn every_warning_has_a_place() {
    for name in FIXTURES {
        let input = run::input(&format!("fixtures/{name}.yaml"));
        let lines = fs::read_to_string(run::path(&format!("fixtures/{name}.yaml")))
            .unwrap()
            .lines()
            .count();
        let generated = run::generated(&input);
        for found in run::json(&generated.diagnostics, &input)
            .as_array()
            .unwrap()
        {
            let line = found["line"].as_u64().unwrap_or_default();
            assert!((1..=lines as u64).contains(&line), "{name}: {found}");
            // Line 1 is where a place is taken to be that is not found.
            assert!(line > 1 || found["pointer"] == "", "{name}: {found}");
        }
    }
}

fn in_folder(folder: &str) -> Settings {
    let mut settings = Settings::clone_current();
    settings.set_snapshot_path(run::path("snapshots").join(folder));
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings
}

/// Whether a file is copied as it is.
fn is_runtime(path: &str) -> bool {
    let webhooks = ["src/webhooks/", "src/webhook_events/"];
    let of_webhooks = webhooks.iter().find_map(|folder| path.strip_prefix(folder));
    path.starts_with("src/runtime/")
        || of_webhooks.is_some_and(|name| name != "mod.rs")
        || (path.starts_with("src/streams/") && path != "src/streams/mod.rs")
}

fn is_front(path: &str) -> bool {
    matches!(
        path,
        "Cargo.toml" | "README.md" | "rustfmt.toml" | "src/lib.rs"
    ) || path.starts_with("examples/")
}

/// The files one after another, under headings.
fn listing(files: &Files, shown: fn(&str) -> bool) -> String {
    let mut text = String::new();
    for (path, content) in files
        .iter()
        .filter(|(path, _)| !is_runtime(path) && shown(path))
    {
        write!(text, "==> {path} <==\n{content}\n").unwrap();
    }
    text
}

/// How long a line may be into which several are drawn together.
const WIDTH: usize = 150;

/// What `{:#?}` prints, with everything in one line that fits into one: a third as long, and a
/// value is seen at a glance.
fn dense(printed: &str) -> String {
    let mut lines: Vec<String> = Vec::new();
    // Where each open block starts.
    let mut open: Vec<usize> = Vec::new();
    for line in printed.lines() {
        let text = line.trim_start();
        lines.push(line.to_owned());
        if text.ends_with(['{', '[', '(']) {
            open.push(lines.len() - 1);
        } else if text.starts_with(['}', ']', ')'])
            && let Some(start) = open.pop()
        {
            let one = in_one_line(&lines[start..]);
            if one.len() <= WIDTH {
                lines.truncate(start);
                lines.push(one);
            }
        }
    }
    lines.join("\n")
}

fn in_one_line(lines: &[String]) -> String {
    let [first, inner @ .., last] = lines else {
        return lines.concat();
    };
    let inner: Vec<&str> = inner.iter().map(|line| line.trim()).collect();
    let inner = inner.join(" ");
    let inner = inner.trim_end_matches(',');
    let space = if first.ends_with('{') { " " } else { "" };
    format!("{first}{space}{inner}{space}{}", last.trim())
}
