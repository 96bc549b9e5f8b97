//! What the generator makes of descriptions, good and bad: the fixtures are data, and the
//! snapshots are read before they are accepted.

#[path = "generator/bad_input.rs"]
mod bad_input;
#[path = "generator/call_methods.rs"]
mod call_methods;
#[path = "generator/explanations.rs"]
mod explanations;
#[path = "generator/fuzzed.rs"]
mod fuzzed;
#[path = "generator/hostile_text.rs"]
mod hostile_text;
#[path = "generator/injection.rs"]
mod injection;
#[path = "generator/large.rs"]
mod large;
#[path = "generator/limits.rs"]
mod limits;
#[path = "generator/lint.rs"]
mod lint;
#[path = "generator/many_shapes.rs"]
mod many_shapes;
#[path = "generator/mutations.rs"]
mod mutations;
#[path = "generator/names_grow.rs"]
mod names_grow;
#[path = "generator/names_stay.rs"]
mod names_stay;
#[path = "generator/names_taken.rs"]
mod names_taken;
#[path = "generator/no_unsafe.rs"]
mod no_unsafe;
#[path = "generator/oldest_compiler.rs"]
mod oldest_compiler;
#[path = "generator/output.rs"]
mod output;
#[path = "generator/overlays.rs"]
mod overlays;
#[path = "generator/positions.rs"]
mod positions;
#[path = "generator/random.rs"]
mod random;
#[path = "generator/same_bytes.rs"]
mod same_bytes;
#[path = "generator/several_files.rs"]
mod several_files;
#[path = "generator/snapshots.rs"]
mod snapshots;
