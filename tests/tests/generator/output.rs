//! What holds for every file of every crate.

use std::collections::BTreeSet;

use generator::Generated;

use tests::generate::{self as run, is_rust};
use tests::large;

/// Longer names are more than some file systems take, with the folder that they are in.
const LONGEST_NAME: usize = 100;
/// Windows takes 260 characters; the rest is for the folder of the crate.
const LONGEST_PATH: usize = 180;

#[test]
fn of_the_fixtures() {
    for name in run::fixtures() {
        sound(
            &name,
            &run::generated(&run::input(&format!("fixtures/{name}"))),
        );
    }
    sound(
        "spec",
        &run::generated(&run::input("../spec/conferences.yaml")),
    );
}

#[test]
fn of_a_large_description() {
    sound(
        "large",
        &run::generated(&run::made_up("large.yaml", &large::description(400))),
    );
}

#[test]
fn of_names_without_end() {
    let word = "LongAndLonger".repeat(20);
    let text = format!(
        "openapi: 3.0.3\n\
         info: {{ title: Long, version: '1' }}\n\
         paths:\n  \
         /{word}/{{id}}/{word}:\n    \
         get:\n      operationId: {word}\n      \
         parameters: [{{ name: id, in: path, required: true, schema: {{ type: string }} }}]\n      \
         responses: {{ '200': {{ description: Done, content: {{ application/json: {{ schema: {{ $ref: '#/components/schemas/{word}' }} }} }} }} }}\n\
         components:\n  schemas:\n    \
         {word}: {{ type: object, properties: {{ {word}: {{ type: object, properties: {{ {word}: {{ type: string }} }} }} }} }}\n    \
         {word}2: {{ type: object, properties: {{ a: {{ type: string }} }} }}\n"
    );
    sound("long", &run::generated(&run::made_up("long.yaml", &text)));
}

/// Every path stays inside the crate and can be had on every system, and every file is what its
/// name says.
#[track_caller]
fn sound(name: &str, generated: &Generated) {
    says_how_to_call(name, generated);
    let mut folded = BTreeSet::new();
    for (path, text) in generated.files.iter() {
        let here = format!("{name}: {path}");
        stays_inside(&here, path);
        assert!(
            folded.insert(path.to_lowercase()),
            "{here} differs from another only in case"
        );
        assert!(
            text.ends_with('\n') && !text.ends_with("\n\n"),
            "{here} ends in one line break"
        );
        assert!(!text.contains('\r'), "{here} has Windows line ends");
        assert!(
            text.lines().take(3).any(|line| line.contains("@generated")) || path == "LICENSE",
            "{here} says what it is"
        );
        if is_rust(path) {
            let error = syn::parse_file(text).err();
            assert!(error.is_none(), "{here} is no Rust: {error:?}");
            let blank = text.lines().find(|line| line.ends_with([' ', '\t']));
            assert_eq!(blank, None, "{here} has white space at the end of a line");
        }
    }
}

/// Whatever an API answers, its documentation says how it is called, and what may go wrong.
#[track_caller]
fn says_how_to_call(name: &str, generated: &Generated) {
    let file = |wanted: &str| {
        let mut files = generated.files.iter();
        let (_, text) = files.find(|(path, _)| *path == wanted).unwrap();
        text
    };
    if !file("API.md").contains("\n- `") {
        return;
    }
    for section in [
        "First call",
        "Errors",
        "Retries and idempotency",
        "Timeouts",
        "Testing your own code",
        "Blocking",
    ] {
        for (file, start) in [(file("README.md"), "## "), (file("src/lib.rs"), "//! # ")] {
            let heading = format!("\n{start}{section}\n");
            assert!(file.contains(&heading), "{name} does not say: {section}");
        }
    }
}

#[track_caller]
fn stays_inside(here: &str, path: &str) {
    assert!(
        path.len() <= LONGEST_PATH,
        "{here} is longer than {LONGEST_PATH}"
    );
    for segment in path.split('/') {
        let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-');
        assert!(segment.chars().all(plain), "{here} has an odd character");
        assert!(
            !matches!(segment, "" | "." | ".."),
            "{here} leaves the crate"
        );
        assert!(
            segment.len() <= LONGEST_NAME,
            "{here} is longer than {LONGEST_NAME}"
        );
        let stem = segment.split('.').next().unwrap().to_lowercase();
        let numbered = |prefix| {
            stem.strip_prefix(prefix).is_some_and(|rest: &str| {
                rest.len() == 1 && rest.chars().all(|c| c.is_ascii_digit())
            })
        };
        let device = matches!(stem.as_str(), "con" | "prn" | "aux" | "nul")
            || numbered("com")
            || numbered("lpt");
        assert!(!device, "{here} is a device on Windows");
    }
}
