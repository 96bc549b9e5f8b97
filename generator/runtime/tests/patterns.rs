//! The patterns of a generated crate: compiled once, and never slow.

#![allow(dead_code, unreachable_pub, reason = "public in a generated crate")]

#[path = "../src/json/mod.rs"]
mod json_module;

#[path = "../wire/patterns.rs"]
mod patterns_module;

/// As a generated crate has it.
mod runtime {
    pub(crate) use super::json_module as json;
}

/// As a generated crate has it.
mod wire {
    pub(crate) use super::patterns_module as patterns;
}

use json_module::Checks;
use wire::patterns::pattern;

#[test]
fn a_text_matches_or_is_reported() {
    let mut checks = Checks::new();
    for text in ["EUR", "eur", "EURO"] {
        checks.pattern("currency", Some(text), pattern!("^[A-Z]{3}$"));
    }
    let found: Vec<String> = checks
        .into_violations()
        .iter()
        .map(ToString::to_string)
        .collect();
    assert_eq!(found, ["`/currency` must match `^[A-Z]{3}$`"; 2]);
}

#[test]
fn a_pattern_that_explodes_elsewhere_does_not() {
    let text = "a".repeat(2_000) + "!";
    let pattern = pattern!("^(([a-z])+.)+[A-Z]([a-z])+$");
    assert!(!(pattern.matches)(&text));
}

#[test]
fn what_does_not_compile_refuses_nothing() {
    assert!((pattern!("(").matches)("anything"));
}
