//! What holds for every description: random ones are generated, and looked at.
//!
//! `RANDOM_CASES` says how many, `RANDOM_SEED` which. Whether the crates compile, and lose no
//! value, is asked in `round_trips.rs`, of fewer.

use tests::generate as run;
use tests::random::{Description, description, number, runner, seed};

use super::names_stay::assert_stays;

/// How many descriptions are tried, unless `RANDOM_CASES` is another number.
const CASES: u64 = 100;

#[test]
fn descriptions_become_rust_and_names_stay() {
    let cases = number("RANDOM_CASES").unwrap_or(CASES);
    let cases = u32::try_from(cases).expect("a number of cases");
    let tried = runner(seed(), cases).run(&description(1..=6), |description| {
        check(&description);
        Ok(())
    });
    if let Err(failure) = tried {
        panic!("RANDOM_SEED={}: {failure}", seed());
    }
}

fn check(description: &Description) {
    let document = description.document(None);
    let input = run::made_up("random.json", &document.to_string());
    let generated = run::generated(&input);
    for (path, text) in generated
        .files
        .iter()
        .filter(|(path, _)| run::is_rust(path) && !path.starts_with("src/runtime/"))
    {
        let parsed = syn::parse_file(text).map(drop);
        assert!(parsed.is_ok(), "{document:#}\n{path}: {parsed:?}");
    }
    assert!(
        run::generated(&input) == generated,
        "the same input gives other bytes"
    );
    assert_stays(&document.to_string(), &document);
}
