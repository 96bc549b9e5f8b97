//! A large description: all of it is there, in files that a person can read. That the time for it
//! grows with its size and no faster is for a benchmark to say.

use std::fmt::Write as _;

use tests::generate as run;
use tests::large::{RING, description};

/// No reader has more patience (STYLE.md, section 6).
const LONGEST_FILE: usize = 2_000;

#[test]
fn everything_is_there() {
    let generated = run::generated(&run::made_up("large.yaml", &description(400)));
    assert_eq!((generated.operations, generated.types), (800, 1_200));
    assert!(
        generated.diagnostics.is_empty(),
        "{:?}",
        generated.diagnostics.first()
    );
    // The list of all operations is as long as there are operations.
    let files = generated.files.iter();
    for (path, text) in files.filter(|(path, _)| *path != "API.md") {
        let lines = text.lines().count();
        assert!(lines <= LONGEST_FILE, "{path} has {lines} lines");
    }
}

/// Of many errors of one kind only the first are shown, and the rest counted: in a text of one line
/// each takes a look at all of it.
#[test]
fn many_errors_on_one_line_are_counted() {
    let mut schemas = String::new();
    for index in 0..500 {
        let _ = write!(
            schemas,
            r##""S{index}":{{"$ref":"#/components/schemas/N{index}"}},"##
        );
    }
    let text = format!(
        r#"{{"openapi":"3.0.3","info":{{"title":"T","version":"1"}},"paths":{{}},"components":{{"schemas":{{{}}}}}}}"#,
        schemas.trim_end_matches(',')
    );
    let input = run::made_up("one_line.json", &text);
    let refused = run::generate(&input).unwrap_err();
    let human = run::human(&refused.diagnostics, &input);
    assert_eq!(human.matches("error[E0008]").count(), 100);
    assert!(human.contains("… and 400 more of E0008"), "{human}");
}

/// A ring of types is cut once, not in every type.
#[test]
fn every_ring_is_cut_once() {
    let generated = run::generated(&run::made_up("large.yaml", &description(400)));
    let boxed = generated
        .files
        .iter()
        .filter(|(path, text)| path.starts_with("src/types/") && text.contains("Box<"));
    assert_eq!(boxed.count(), 400 / RING);
}
