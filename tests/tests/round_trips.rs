//! No value is lost: the crates of the fixtures, and of random descriptions, read and write every
//! example, and values made up for every type. An independent validator judges which examples
//! their descriptions refuse.
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

/// The fixtures that are not about schemas.
const WITHOUT_SCHEMAS: &[&str] = &[
    "answers",
    "bodies",
    "callbacks",
    "colliding_methods",
    "deprecation",
    "file_names",
    "front_page",
    "idempotency",
    "markdown",
    "nothing",
    "openapi_3_2",
    "parameters",
    "references",
    "references_anywhere",
    "references_by_name",
    "resources",
    "server_relative",
    "servers",
    "untrusted",
    "yaml_words",
];

/// The fixtures with examples that a validator refuses: it knows no directions, and asks for what is
/// only sent in what comes back.
const BROKEN: &[(&str, u64)] = &[("read_and_write_only", 1)];

#[test]
fn every_value_survives() {
    // Below the target folder, so that what did not change is not built again.
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("round_trips");
    let descriptions = folder.join("descriptions");
    let _ = fs::remove_dir_all(&descriptions);
    fs::create_dir_all(&descriptions).unwrap();
    for file in run::files("fixtures", &[".yaml"]) {
        let name = file.trim_end_matches(".yaml");
        if !WITHOUT_SCHEMAS.contains(&name) && !name.starts_with("security") {
            let copy = descriptions.join(&file);
            fs::copy(run::path(&format!("fixtures/{file}")), copy).unwrap();
        }
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
        .args(["corpus", "--test", "--lib", "--out"])
        .arg(folder.join("crates"))
        .arg("--report")
        .args([&report, &descriptions])
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
        let count = |what: &str| row["examples"][what].as_u64().unwrap();
        let is_random = row["name"].as_str().unwrap().starts_with("random-");
        let (passed, broken) = (count("passed"), count("broken"));
        if is_random {
            assert!(passed > 3 * broken && passed > 100, "{row:#}");
        } else {
            let known = BROKEN.iter().find(|(name, _)| row["name"] == *name);
            assert_eq!(broken, known.map_or(0, |(_, count)| *count), "{row:#}");
        }
        assert_eq!(count("failed"), 0, "{row:#}");
    }
}
