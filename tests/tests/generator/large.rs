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

/// Of many errors of one kind only the first are shown, and the rest counted. Of one long line, each
/// shows what is around its place, and says where in the whole line that is.
#[test]
fn many_errors_on_one_line_are_counted() {
    let mut schemas = String::new();
    for index in 0..500 {
        let _ = write!(
            schemas,
            r##""Ünit{index}":{{"$ref":"#/components/schemas/N{index}"}},"##
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
    let longest = human.lines().map(|line| line.chars().count()).max();
    assert!(longest < Some(240), "{human}");
    for index in 0..100 {
        let reference = format!("\"#/components/schemas/N{index}\"");
        let at = text.find(&reference).unwrap();
        let column = text[..at].chars().count() + 1;
        let mut lines = human.lines();
        let place = format!(" --> one_line.json:1:{column}");
        assert!(lines.any(|line| line == place), "{place}\n{human}");
        assert_eq!(lines.next(), Some("  |"));
        let shown = lines.next().unwrap();
        let marks = lines.next().unwrap();
        let before = marks.split('^').next().unwrap().chars().count();
        let marked: String = shown.chars().skip(before).collect();
        assert!(marked.starts_with(&reference), "{shown}\n{marks}");
    }
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
