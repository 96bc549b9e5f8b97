//! What the fuzz targets do with bytes: the same functions are ordinary tests with a fixed budget
//! (`tests/tests/generator/fuzzed.rs`) and targets of `cargo fuzz` (`fuzz/`).
//!
//! Whatever the bytes are, there is a crate in which nothing came from elsewhere
//! ([`strays`]), or at least one diagnostic; no panic, and no hang.

mod choices;
mod document;
mod graph;
mod mutated;

use std::time::{Duration, Instant};

use generator::{Boundary, Input, Source};
use serde_json::Value;

use crate::generate as run;
use crate::injection::strays;

pub use choices::Choices;

/// A target: what it is called, and what it does with bytes.
pub type Target = (&'static str, fn(&[u8]));

/// All targets.
pub const TARGETS: &[Target] = &[
    ("text", text),
    ("structured", structured),
    ("graph", graph),
    ("mutated", mutated),
    ("instance", instance),
];

/// How long one input of some kilobytes may take, without optimizations and on a busy machine. More is a
/// hang: tests assert no times, but a fuzz target without a limit finds no input that takes for ever.
const LONGEST: Duration = Duration::from_secs(20);

/// The bytes are the description. The first says how the file is called.
pub fn text(bytes: &[u8]) {
    let Some((first, rest)) = bytes.split_first() else {
        return;
    };
    let name = if first % 2 == 0 {
        "fuzz.yaml"
    } else {
        "fuzz.json"
    };
    let mut input = run::made_up(name, "");
    input.description = Source::new(name, rest);
    input.settings.keep_going = first % 4 < 2;
    survives(&input);
}

/// The bytes choose what a description is made of: objects of the standard in their places, most
/// of the time.
pub fn structured(bytes: &[u8]) {
    let mut choices = Choices::new(bytes);
    let mut input = run::made_up(
        "fuzz.json",
        &document::description(&mut choices).to_string(),
    );
    input.settings.keep_going = choices.below(4) != 0;
    survives(&input);
}

/// The bytes choose schemas that refer to each other, and where.
///
/// # Panics
///
/// If a description that is what the standard asks for, object by object, does not become a crate, or
/// anything in it is gone without a word.
pub fn graph(bytes: &[u8]) {
    let document = graph_of(bytes);
    let mut input = run::made_up("fuzz.json", &document.to_string());
    input.settings.keep_going = true;
    survives(&input);
    let generated = run::generate(&input).expect("each object is what the standard asks for");
    graph::holds(&document, &input, &generated);
}

/// The description that [`graph`] tries, with values of its schemas as examples.
pub fn graph_of(bytes: &[u8]) -> Value {
    graph::description(&mut Choices::new(bytes))
}

/// The bytes choose a real description, a fixture or one of `CORPUS_DIR`, and how it is damaged.
pub fn mutated(bytes: &[u8]) {
    let mut choices = Choices::new(bytes);
    let mut input = mutated::damaged(&mut choices);
    input.settings.keep_going = choices.below(4) != 0;
    survives(&input);
}

/// The bytes choose a schema and an instance, which stands there as example, default, constant
/// and value; the crate carries the tests of it.
pub fn instance(bytes: &[u8]) {
    let mut choices = Choices::new(bytes);
    let mut input = run::made_up("fuzz.json", &document::instance(&mut choices).to_string());
    input.settings.keep_going = true;
    input.settings.with_tests = true;
    survives(&input);
}

/// # Panics
///
/// If the generator panics, takes too long, says nothing, or writes what is not of the plan.
fn survives(input: &Input) {
    let start = Instant::now();
    match run::generate(input) {
        Err(refused) => {
            assert!(!refused.diagnostics.is_empty(), "refused without a word");
            run::human(&refused.diagnostics, input);
            run::json(&refused.diagnostics, input);
        }
        Ok(generated) => {
            run::human(&generated.diagnostics, input);
            let plan = run::inspect(input, Boundary::Plan);
            let plan = plan.expect("what became a crate has a plan");
            let files: Vec<_> = generated.files.iter().collect();
            let found = strays(&files, &plan);
            assert!(found.is_empty(), "{}", found.join("\n"));
        }
    }
    assert!(start.elapsed() < LONGEST, "it took {:?}", start.elapsed());
}
