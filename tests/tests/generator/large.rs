//! A large description: all of it is there, in time, in files that a person can read.

use std::time::{Duration, Instant};

use tests::generate as run;
use tests::large::{RING, description};

/// No reader has more patience (STYLE.md, section 6).
const LONGEST_FILE: usize = 2_000;
/// An unoptimized generator on a busy machine. What grows with the square takes longer.
const LONGEST_RUN: Duration = Duration::from_secs(60);

#[test]
fn everything_is_there_in_time() {
    let start = Instant::now();
    let generated = run::generated(&run::made_up("large.yaml", &description(400)));
    assert!(
        start.elapsed() < LONGEST_RUN,
        "it took {:?}",
        start.elapsed()
    );
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
