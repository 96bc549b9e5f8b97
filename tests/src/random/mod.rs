//! Random descriptions, and random values of their schemas.
//!
//! A description is a list of schemas of this module's own ([`Schema`]): what a strategy of
//! proptest makes up is written as `OpenAPI` ([`Description::document`]), and values are made from
//! the same list ([`Values`]), by nothing that the generator has a part in.

mod dice;
mod document;
mod schema;
mod values;

pub use dice::Dice;
pub use schema::{
    Access, Additional, Choice, Description, Inside, Keyword, Mapping, Object, Property, Schema,
    Tagged, Version, description,
};
pub use values::Values;

use proptest::strategy::{Strategy as _, ValueTree as _};
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};

/// The seed of every random test, unless `RANDOM_SEED` is another.
const SEED: u64 = 20_251_125;

/// How often a description that fails is made smaller, about 0.2 s each.
const SHRINKS: u32 = 200;

/// Returns the seed that is asked for.
pub fn seed() -> u64 {
    number("RANDOM_SEED").unwrap_or(SEED)
}

/// Returns a number in a variable of the environment.
///
/// # Panics
///
/// If it is none.
pub fn number(variable: &str) -> Option<u64> {
    let text = std::env::var(variable).ok()?;
    Some(text.parse().expect("a number is asked for"))
}

/// Returns what runs a property, `cases` times, with a seed.
pub fn runner(seed: u64, cases: u32) -> TestRunner {
    let config = Config {
        cases,
        failure_persistence: None,
        max_shrink_iters: SHRINKS,
        ..Config::default()
    };
    let mut bytes = [0; 32];
    bytes[..8].copy_from_slice(&seed.to_le_bytes());
    let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &bytes);
    TestRunner::new_with_rng(config, rng)
}

/// Returns the description with a number of schemas that a seed stands for.
///
/// # Panics
///
/// Never: the strategy refuses nothing.
pub fn one(seed: u64, schemas: usize) -> Description {
    let mut runner = runner(seed, 1);
    let tree = description(schemas..=schemas).new_tree(&mut runner);
    tree.expect("the strategy refuses nothing").current()
}
