//! What must hold of the crate of a description that is what the standard asks for.

use generator::{Boundary, Generated, Input};
use serde_json::Value;

use super::places;
use crate::generate as run;

/// # Panics
///
/// If a message has no position, the same input gives other bytes, or an operation or a schema is
/// gone without a word.
pub(in crate::hostile) fn holds(document: &Value, input: &Input, generated: &Generated) {
    assert!(
        run::generate(input).is_ok_and(|again| again == *generated),
        "the same input gives other bytes"
    );
    let found = run::json(&generated.diagnostics, input);
    let found: Vec<&Value> = found.as_array().into_iter().flatten().collect();
    for told in &found {
        let has_place = told["line"].is_u64() && told["column"].is_u64();
        assert!(has_place, "it says no place: {told:#}");
    }
    let model = run::inspect(input, Boundary::Model).expect("what became a crate has a model");
    let is_told = |pointer: &str| {
        let mut all = found.iter().filter_map(|told| told["pointer"].as_str());
        all.any(|told| told.starts_with(pointer))
    };
    for pointer in places(document) {
        let is_there =
            model.contains(&format!("#{pointer},")) || model.contains(&format!("{pointer:?}"));
        assert!(
            is_there || is_told(&pointer),
            "{pointer} is gone: {:#}",
            document.pointer(&pointer).unwrap_or(&Value::Null)
        );
    }
}
