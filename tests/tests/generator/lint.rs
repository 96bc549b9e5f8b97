//! What `lint` adds to what a run says: advice, in all formats, and where it stands.

use generator::diagnostic::code;
use generator::{Diagnostic, Input, Severity};
use insta::{Settings, assert_snapshot};
use serde_json::Value;

use tests::generate as run;

/// Each kind of advice, with the place and the remedy.
#[test]
fn advice() {
    let input = run::input("lint/advice.yaml");
    let found = run::lint(&input);
    for code in code::ALL
        .iter()
        .filter(|code| code.severity() == Severity::Advice)
    {
        assert!(found.iter().any(|found| found.code == *code), "no {code}");
    }
    in_folder().bind(|| assert_snapshot!("advice", run::human(&found, &input)));
}

/// A description that does what the advice says has none.
#[test]
fn advice_that_was_taken() {
    let input = run::input("lint/taken.yaml");
    let found = run::lint(&input);
    assert!(found.is_empty(), "{}", run::human(&found, &input));
}

/// Advice is never an error, and a crate is made without any.
#[test]
fn advice_is_no_mistake() {
    let mut input = run::input("lint/advice.yaml");
    input.settings.strict = true;
    let is_advice = |found: &Diagnostic| found.severity == Severity::Advice;
    assert!(run::lint(&input).iter().all(is_advice));
    assert_eq!(run::generated(&input).diagnostics, []);
}

/// A run and `lint` say the same of mistakes.
#[test]
fn mistakes_are_those_of_a_run() {
    for name in run::files("bad", &[".yaml", ".json"]) {
        let input = run::input(&format!("bad/{name}"));
        let of_run = match run::generate(&input) {
            Ok(generated) => generated.diagnostics,
            Err(refused) => refused.diagnostics,
        };
        let mut of_lint = run::lint(&input);
        of_lint.retain(|found| found.severity != Severity::Advice);
        assert_eq!(of_lint, of_run, "{name}");
    }
}

/// SARIF says what the other formats say, at the same places, and is as its schema has it in what
/// it has.
#[test]
fn sarif() {
    for name in run::files("bad", &[".yaml", ".json"]) {
        let input = run::input(&format!("bad/{name}"));
        agrees(&input);
    }
    let input = run::input("lint/advice.yaml");
    agrees(&input);
    let log = run::sarif(&run::lint(&input), &input);
    let results = &log["runs"][0]["results"];
    let text = format!(
        "{:#}\n{:#}",
        results[0], log["runs"][0]["tool"]["driver"]["rules"][0]["id"]
    );
    in_folder().bind(|| assert_snapshot!("sarif", text));
}

/// Without anything to say, it is a log all the same.
#[test]
fn sarif_of_nothing() {
    let input = run::input("lint/taken.yaml");
    let log = run::sarif(&[], &input);
    assert_eq!(log["version"], "2.1.0");
    assert_eq!(log["runs"][0]["results"], serde_json::json!([]));
}

#[track_caller]
fn agrees(input: &Input) {
    let found = run::lint(input);
    let json = run::json(&found, input);
    let log = run::sarif(&found, input);
    let sarif = &log["runs"][0];
    let rules = sarif["tool"]["driver"]["rules"].as_array().unwrap();
    let (json, results) = (
        json.as_array().unwrap(),
        sarif["results"].as_array().unwrap(),
    );
    assert_eq!(json.len(), results.len());
    for (one, result) in json.iter().zip(results) {
        assert_eq!(one["code"], result["ruleId"]);
        let index = usize::try_from(result["ruleIndex"].as_u64().unwrap()).unwrap();
        assert_eq!(rules[index]["id"], result["ruleId"]);
        let level = match one["severity"].as_str().unwrap() {
            "advice" => "note",
            other => other,
        };
        assert_eq!(result["level"], level);
        same_place(one, &result["locations"][0]);
        let related = one["related"].as_array().unwrap();
        for (index, other) in related.iter().enumerate() {
            same_place(other, &result["relatedLocations"][index]);
            assert_eq!(
                other["label"],
                result["relatedLocations"][index]["message"]["text"]
            );
        }
    }
}

#[track_caller]
fn same_place(json: &Value, sarif: &Value) {
    let physical = &sarif["physicalLocation"];
    assert_eq!(json["file"], physical["artifactLocation"]["uri"]);
    let keys = [
        ("line", "startLine"),
        ("column", "startColumn"),
        ("end_line", "endLine"),
        ("end_column", "endColumn"),
    ];
    for (ours, theirs) in keys {
        assert_eq!(json.get(ours), physical["region"].get(theirs), "{ours}");
    }
    if let Some(pointer) = json["pointer"].as_str() {
        let logical = &sarif["logicalLocations"][0]["fullyQualifiedName"];
        assert_eq!(logical.as_str(), Some(&*format!("#{pointer}")));
    }
}

fn in_folder() -> Settings {
    let mut settings = Settings::clone_current();
    settings.set_snapshot_path(run::path("snapshots/lint"));
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings
}
