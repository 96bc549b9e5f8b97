//! The fuzz targets, with a fixed budget: no panic, no hang, and whatever comes out is Rust in which
//! nothing came from elsewhere.
//!
//! `FUZZ_CASES` says how many inputs each target has, `RANDOM_SEED` which.

use std::panic::{AssertUnwindSafe, catch_unwind};

use tests::hostile::TARGETS;
use tests::random::{Dice, number, seed};

/// How many inputs each target has, unless `FUZZ_CASES` is another number.
const CASES: u64 = 60;
/// The same of graphs, whose descriptions are large: half a second each without optimizations.
const GRAPHS: u64 = 12;
/// The longest input, in bytes.
const LONGEST: usize = 600;
/// The longest of a graph.
const LONGEST_GRAPH: usize = 4000;

#[test]
fn text() {
    target("text");
}

#[test]
fn structured() {
    target("structured");
}

#[test]
fn graph() {
    target("graph");
}

#[test]
fn mutated() {
    target("mutated");
}

#[test]
fn instance() {
    target("instance");
}

fn target(name: &str) {
    let (_, run) = TARGETS.iter().find(|(target, _)| *target == name).unwrap();
    let cases = if name == "graph" { GRAPHS } else { CASES };
    for case in 0..number("FUZZ_CASES").unwrap_or(cases) {
        let mut dice = Dice::new(seed() ^ case << 32);
        let bytes = bytes(&mut dice, name);
        let ended = catch_unwind(AssertUnwindSafe(|| run(&bytes)));
        assert!(
            ended.is_ok(),
            "{name}: case {case} with RANDOM_SEED={} ({bytes:?})",
            seed()
        );
    }
}

/// Random bytes; those of a text are mostly pieces of YAML, since others end at the first line.
fn bytes(dice: &mut Dice, target: &str) -> Vec<u8> {
    let longest = if target == "graph" {
        LONGEST_GRAPH
    } else {
        LONGEST
    };
    let length = dice.below(longest);
    let mut bytes = vec![byte(dice)];
    if target == "text" && !dice.one_in(3) {
        bytes.extend(b"openapi: 3.0.3\n");
    }
    while bytes.len() < length {
        if target == "text" && !dice.one_in(40) {
            bytes.extend(dice.pick(PIECES).bytes());
        } else {
            bytes.push(byte(dice));
        }
    }
    bytes
}

fn byte(dice: &mut Dice) -> u8 {
    dice.any().to_le_bytes()[0]
}

const PIECES: &[&str] = &[
    "\n",
    "\n  ",
    "\n    ",
    "\n- ",
    ": ",
    ", ",
    "[",
    "]",
    "{",
    "}",
    "\"",
    "'",
    "&a ",
    "*a",
    "<<: *a\n",
    "!!str ",
    "|\n  ",
    ">-\n  ",
    "# ",
    "---\n",
    "...\n",
    "%YAML 1.2\n",
    "? ",
    "- - - ",
    "\t",
    "\r\n",
    "paths:\n",
    "  /a:\n",
    "    get:\n",
    "info: { title: A, version: '1' }\n",
    "components:\n",
    "$ref: '#/paths'",
    "responses: { '200': { description: D } }",
    "1e400",
    "0x1f",
    "1_000",
    "null",
    "~",
    "true",
    "yes",
    "\u{feff}",
    "\u{2028}",
    "\u{202e}",
    "\0",
    "{\"openapi\":\"3.1.0\"}",
    "99999999999999999999999",
    ".inf",
    ".nan",
];
