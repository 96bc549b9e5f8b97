//! A large description: all of it is there, in files that a person can read. That the time for it
//! grows with its size and no faster is for a benchmark to say.

use std::fmt::Write as _;

use generator::Input;
use serde_json::{Value, json};

use tests::generate as run;
use tests::large::{RING, description};

/// No reader has more patience (STYLE.md, section 6).
const LONGEST_FILE: usize = 2_000;

#[test]
fn everything_is_there() {
    let generated = run::generated(&run::made_up("large.yaml", &description(400)));
    assert_eq!((generated.operations, generated.types), (800, 1_200));
    assert!(
        generated.diagnostics.is_empty(),
        "{:?}",
        generated.diagnostics.first()
    );
    // The list of all operations is as long as there are operations.
    let files = generated.files.iter();
    for (path, text) in files.filter(|(path, _)| *path != "API.md") {
        let lines = text.lines().count();
        assert!(lines <= LONGEST_FILE, "{path} has {lines} lines");
    }
}

/// Of many errors of one kind only the first are shown, and the rest counted. Of one long line, each
/// shows what is around its place, and says where in the whole line that is.
#[test]
fn many_errors_on_one_line_are_counted() {
    let mut schemas = String::new();
    for index in 0..500 {
        let _ = write!(
            schemas,
            r##""Ünit{index}":{{"$ref":"#/components/schemas/N{index}"}},"##
        );
    }
    let text = format!(
        r#"{{"openapi":"3.0.3","info":{{"title":"T","version":"1"}},"paths":{{}},"components":{{"schemas":{{{}}}}}}}"#,
        schemas.trim_end_matches(',')
    );
    let input = run::made_up("one_line.json", &text);
    let refused = run::generate(&input).unwrap_err();
    let human = run::human(&refused.diagnostics, &input);
    assert_eq!(human.matches("error[E0008]").count(), 100);
    assert!(human.contains("… and 400 more of E0008"), "{human}");
    let longest = human.lines().map(|line| line.chars().count()).max();
    assert!(longest < Some(240), "{human}");
    for index in 0..100 {
        let reference = format!("\"#/components/schemas/N{index}\"");
        let at = text.find(&reference).unwrap();
        let column = text[..at].chars().count() + 1;
        let mut lines = human.lines();
        let place = format!(" --> one_line.json:1:{column}");
        assert!(lines.any(|line| line == place), "{place}\n{human}");
        assert_eq!(lines.next(), Some("  |"));
        let shown = lines.next().unwrap();
        let marks = lines.next().unwrap();
        let before = marks.split('^').next().unwrap().chars().count();
        let marked: String = shown.chars().skip(before).collect();
        assert!(marked.starts_with(&reference), "{shown}\n{marks}");
    }
}

/// What is made up of lists in lists that ask for many items is as large as a case may be, not a power
/// of that.
#[test]
fn lists_in_lists_stay_small() {
    let mut lists = json!({ "type": "string" });
    for _ in 0..20 {
        lists = json!({ "type": "array", "minItems": 10, "items": lists });
    }
    let schema =
        json!({ "type": "object", "required": ["lists"], "properties": { "lists": lists } });
    let mut input = answered("lists.json", &json!({ "Answer": schema }));
    input.settings.with_tests = true;
    let generated = run::generated(&input);
    let longest = generated.files.iter().map(|(_, text)| text.len()).max();
    assert!(longest < Some(100_000), "{longest:?}");
}

/// A union of all unions before it is looked through once: by each way there would be no end.
#[test]
fn unions_of_unions_come_to_an_end() {
    let mut schemas = serde_json::Map::new();
    let mut members = Vec::new();
    for index in 0..60 {
        let property = format!("p{index}");
        let mut all = members.clone();
        all.push(
            json!({ "type": "object", "required": [property], "properties": { property: {} } }),
        );
        let name = if index == 59 {
            "Answer".to_owned()
        } else {
            format!("U{index}")
        };
        members.push(json!({ "$ref": format!("#/components/schemas/{name}") }));
        schemas.insert(name, json!({ "anyOf": all }));
    }
    let generated = run::generated(&answered("unions.json", &schemas.into()));
    assert_eq!(generated.types, 119);
}

/// What two schemas make of properties in each other is typed so deep, and any JSON from there on, which
/// is told.
#[test]
fn conjunctions_in_each_other_come_to_an_end() {
    let nested = |own: &str| {
        let mut schema = json!({ "type": "object", "properties": { own: { "type": "string" } } });
        for _ in 0..40 {
            schema = json!({ "type": "object", "properties": { "inner": schema } });
        }
        schema
    };
    let both = json!({ "allOf": [{ "$ref": "#/components/schemas/A" }, { "$ref": "#/components/schemas/B" }] });
    let schemas = json!({ "Answer": both, "A": nested("a"), "B": nested("b") });
    let generated = run::generated(&answered("deep.json", &schemas));
    let said: Vec<_> = generated.diagnostics.iter().map(|it| it.code.0).collect();
    assert_eq!(said, ["W0003"], "{:?}", generated.diagnostics);
    assert!(generated.types > 20, "{}", generated.types);
}

/// What an error is, is looked for outside before inside, and not in all of a large type that every
/// error holds.
#[test]
fn the_text_of_an_error_beside_much_else() {
    let mut properties = serde_json::Map::new();
    for index in 0..600 {
        let detail = json!({ "$ref": "#/components/schemas/Answer" });
        properties.insert(format!("p{index}"), json!({ "type": "string" }));
        properties.insert(format!("detail{index}"), detail);
    }
    properties.insert("explanation".to_owned(), json!({ "type": "string" }));
    let big = json!({ "type": "object", "properties": properties });
    let mut input = answered("errors.json", &json!({ "Answer": big }));
    let mut text: Value = serde_json::from_slice(&input.description.bytes).unwrap();
    for status in 400..500 {
        let schema = json!({ "type": "object", "properties": {
            "detail_of_it": { "$ref": "#/components/schemas/Answer" },
            format!("reason_{status}_explanation"): { "type": "string" },
        } });
        let answer =
            json!({ "description": "", "content": { "application/json": { "schema": schema } } });
        text["paths"]["/a"]["get"]["responses"][status.to_string()] = answer;
    }
    input.description = generator::Source::new("errors.json", text.to_string().as_bytes());
    let generated = run::generated(&input);
    let mut files = generated.files.iter();
    assert!(
        files.any(|(_, text)| text.contains("\"/reason_400_explanation\"")),
        "{:?}",
        generated.diagnostics
    );
}

/// A description of one operation, which answers with the schema `Answer`.
fn answered(name: &str, schemas: &Value) -> Input {
    let schema = json!({ "$ref": "#/components/schemas/Answer" });
    let answer =
        json!({ "description": "", "content": { "application/json": { "schema": schema } } });
    let text = json!({
        "openapi": "3.0.3",
        "info": { "title": "T", "version": "1" },
        "servers": [{ "url": "https://api.example.com" }],
        "paths": { "/a": { "get": { "responses": { "200": answer } } } },
        "components": { "schemas": schemas },
    });
    run::made_up(name, &text.to_string())
}

/// A ring of types is cut once, not in every type.
#[test]
fn every_ring_is_cut_once() {
    let generated = run::generated(&run::made_up("large.yaml", &description(400)));
    let boxed = generated
        .files
        .iter()
        .filter(|(path, text)| path.starts_with("src/types/") && text.contains("Box<"));
    assert_eq!(boxed.count(), 400 / RING);
}
