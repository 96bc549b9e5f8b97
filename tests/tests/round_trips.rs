//! No value is lost: the crates of the fixtures, and of random descriptions, read and write every
//! example, and values made up for every type, and call every operation. An independent validator
//! judges which examples their descriptions refuse, and whether each request is what its description
//! asks for.
//!
//! `RANDOM_CRATES` says how many random descriptions there are, `RANDOM_SEED` which.

use std::fs;
use std::path::Path;
use std::process::Command;

use serde_json::Value;
use tests::generate as run;
use tests::random::{Dice, Values, number, one, seed};

/// How many random descriptions are tried, unless `RANDOM_CRATES` is another number.
const CRATES: u64 = 3;
/// How many schemas each of them has.
const SCHEMAS: usize = 40;

/// The fixtures with examples that a validator refuses: it knows no directions, and asks for what is
/// only sent in what comes back.
const BROKEN: &[(&str, u64)] = &[("read_and_write_only", 1)];

/// The fixtures with operations that no test calls: their paths can't be sent, all that they answer
/// is another protocol, the caller writes the parts of their body, or another crate reads what they take
/// or answer.
const UNCALLED: &[(&str, u64)] = &[
    ("file_names", 1),
    ("front_page_named", 2),
    ("overrides", 3),
    ("streams", 1),
    ("untrusted", 1),
    ("uploads", 1),
];

/// The fixtures that say things otherwise than the standard does, which is all that the validator knows.
const UNJUDGED: &[&str] = &["misplaced_keywords.yaml"];

/// Where crates are built: what they depend on is built once for all tests, and what did not change is not
/// built again.
const BUILDS: &str = concat!(env!("CARGO_TARGET_TMPDIR"), "/builds");

#[test]
fn every_value_survives() {
    // Below the target folder, so that what did not change is not built again.
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("round_trips");
    let descriptions = folder.join("descriptions");
    let _ = fs::remove_dir_all(&descriptions);
    fs::create_dir_all(&descriptions).unwrap();
    let mut fixtures = run::files("fixtures", &[".yaml"]);
    fixtures.retain(|file| !UNJUDGED.contains(&file.as_str()));
    for file in fixtures {
        let copy = descriptions.join(&file);
        fs::copy(run::path(&format!("fixtures/{file}")), copy).unwrap();
    }
    for seed in seeds() {
        let description = one(seed, SCHEMAS);
        let mut values = Values::new(&description, Dice::new(seed));
        let document = description.document(Some(&mut values));
        let file = descriptions.join(format!("random-{seed}.json"));
        fs::write(file, format!("{document:#}")).unwrap();
    }
    let report = folder.join("report.json");
    let output = Command::new(run::xtask())
        .current_dir(run::path(".."))
        // Flags that are set for this run are not those of the crates.
        .env_remove("CARGO_ENCODED_RUSTFLAGS")
        .args(["corpus", "--test", "--lib", "--target-dir"])
        .arg(BUILDS)
        .arg("--out")
        .arg(folder.join("crates"))
        .arg("--report")
        .args([&report, &descriptions])
        .args(
            run::fixture_folders()
                .iter()
                .map(|folder| run::path(&format!("fixtures/{folder}"))),
        )
        .output()
        .unwrap();
    assert!(
        output.status.success(),
        "seeds {:?}\n{}\n{}",
        seeds(),
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    );
    assert_tried(&serde_json::from_slice(&fs::read(report).unwrap()).unwrap());
}

fn seeds() -> Vec<u64> {
    let crates = number("RANDOM_CRATES").unwrap_or(CRATES);
    (seed()..seed() + crates).collect()
}

/// Something was tried, and little of it was broken in the description itself: a test of nothing
/// but broken examples would hold for any generator.
fn assert_tried(report: &Value) {
    for row in report["descriptions"].as_array().unwrap() {
        let is_random = row["name"].as_str().unwrap().starts_with("random-");
        // A description without schemas has no values, and one without operations no calls.
        let count = |what: &str| row["examples"][what].as_u64().unwrap_or_default();
        let calls = |what: &str| row["calls"][what].as_u64().unwrap_or_default();
        assert_eq!(calls("failed"), 0, "{row:#}");
        let all = row["operations"].as_u64().unwrap();
        let known = UNCALLED.iter().find(|(name, _)| row["name"] == *name);
        let missed = if is_random {
            2
        } else {
            known.map_or(0, |(_, count)| *count)
        };
        assert!(calls("operations") + missed >= all, "{row:#}");
        let (passed, broken) = (count("passed"), count("broken"));
        if is_random {
            assert!(passed > 3 * broken && passed > 100, "{row:#}");
        } else {
            let known = BROKEN.iter().find(|(name, _)| row["name"] == *name);
            assert_eq!(broken, known.map_or(0, |(_, count)| *count), "{row:#}");
        }
        assert_eq!(count("failed"), 0, "{row:#}");
        let has_types = row["types"].as_u64().is_some_and(|types| types > 0);
        // What another crate reads is not made up, nor what holds it.
        let is_made_up = has_types && missed < all;
        assert!(count("made_up") > 0 || !is_made_up, "{row:#}");
    }
}
