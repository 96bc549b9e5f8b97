//! Descriptions that multiply themselves, or are far larger than any: each ends, in a crate or in a
//! diagnostic. One that multiplied would not: nobody could wait for it. SECURITY.md has the list of threats.

use std::fmt::Write as _;

use generator::{Input, Source, diagnostic::code};
use serde_json::{Map, Value, json};

use tests::generate as run;

/// How deep a text is nested. Finding the line of a mistake in deeper ones takes a time that grows with the
/// square of the depth.
const DEEP: usize = 10_000;

/// Generates, which ends; returns the codes of what is said.
#[track_caller]
fn ends(name: &str, input: &Input) -> Vec<String> {
    let diagnostics = match run::generate(input) {
        Ok(generated) => generated.diagnostics,
        Err(refused) => {
            assert!(!refused.diagnostics.is_empty(), "{name}");
            refused.diagnostics
        }
    };
    // Not `human`: showing the one line of a text takes a time that grows with line and messages.
    run::json(&diagnostics, input);
    let codes = diagnostics.iter();
    codes.map(|found| found.code.to_string()).collect()
}

fn with_schemas(schemas: &Map<String, Value>) -> Input {
    let description = json!({
        "openapi": "3.0.3",
        "info": { "title": "Large", "version": "1" },
        "servers": [{ "url": "https://example.com" }],
        "paths": { "/a": { "get": { "responses": { "200": { "description": "Done", "content": {
            "application/json": { "schema": { "$ref": "#/components/schemas/S0" } }
        } } } } } },
        "components": { "schemas": schemas },
    });
    run::made_up("large.json", &description.to_string())
}

/// The schema that leads to a reference.
type Link = fn(Value) -> Value;

/// Schemas that each lead to the next, and the last one to `end`.
fn chain(length: usize, end: &str, link: Link) -> Input {
    let schemas = (0..length).map(|at| {
        let next = if at + 1 == length {
            end.to_owned()
        } else {
            format!("S{}", at + 1)
        };
        let next = json!({ "$ref": format!("#/components/schemas/{next}") });
        (format!("S{at}"), link(next))
    });
    let end = ("End".to_owned(), json!({ "type": "string" }));
    with_schemas(&schemas.chain([end]).collect())
}

/// Aliases, one in the other: nothing of what they stand for is ever made.
#[test]
fn alias_bombs() {
    let head = "openapi: 3.0.3\ninfo: { title: A, version: '1' }\nx0: &x0 [a]\n";
    let (mut lists, mut maps, mut merged) = (head.to_owned(), head.to_owned(), head.to_owned());
    merged.push_str("y0: &y0 { a: 1 }\n");
    for at in 1..40 {
        let before = at - 1;
        let items = vec![format!("*x{before}"); 9].join(", ");
        writeln!(lists, "x{at}: &x{at} [{items}]").unwrap();
        writeln!(
            maps,
            "x{at}: &x{at} {{ a: *x{before}, b: *x{before}, c: *x{before} }}"
        )
        .unwrap();
        writeln!(
            merged,
            "y{at}: &y{at} {{ <<: *y{before}, k{at}: [*y{before}, *y{before}] }}"
        )
        .unwrap();
    }
    for (name, text) in [("lists", lists), ("maps", maps), ("merged", merged)] {
        let codes = ends(name, &run::made_up("bomb.yaml", &text));
        assert!(
            codes == ["E0003"] || codes == ["E0021"],
            "{name}: {codes:?}"
        );
    }
}

/// Two levels of aliases that the reader's own limit lets pass.
#[test]
fn values_are_counted_with_their_aliases() {
    let items = |name: &str| vec![name; 40].join(", ");
    let text = format!(
        "openapi: 3.0.3\na: &a [{}]\nb: &b [{}]\nc: [{}]\n",
        items("1"),
        items("*a"),
        items("*b")
    );
    let mut input = run::made_up("flat.yaml", &text);
    input.config = Some(Source::new("codegen.toml", *b"[limits]\nvalues = 50_000\n"));
    assert_eq!(ends("flat", &input), ["E0021"]);
}

/// `[limits]` of `codegen.toml` counts, in both directions.
#[test]
fn limits_are_settable() {
    let mut input = run::input("fixtures/front_page.yaml");
    let mut with = |limits: &str| {
        let text = format!("[limits]\n{limits}\n");
        input.config = Some(Source::new("codegen.toml", text.as_bytes()));
        ends(limits, &input)
    };
    assert_eq!(with("values = 10"), ["E0021"]);
    assert_eq!(with("key-bytes = 3"), ["E0021"]);
    assert_eq!(with("values = 10000"), [""; 0]);
    assert_eq!(with("value = 1"), ["E0013"]);
}

#[test]
fn keys_are_limited() {
    let long = "k".repeat(5_000_000);
    let schema = json!({ "type": "object", "properties": { long: { "type": "string" } } });
    let input = with_schemas(&Map::from_iter([("S0".to_owned(), schema)]));
    assert_eq!(ends("key", &input), [code::TOO_MUCH.to_string()]);
}

/// What is nested in the text.
#[test]
fn nested_texts() {
    let nested = |open: &str, close: &str| {
        let (open, close) = (open.repeat(DEEP), close.repeat(DEEP));
        format!("{{\"openapi\":\"3.0.3\",\"a\":{open}1{close}}}")
    };
    for (open, close) in [
        ("[", "]"),
        ("{\"type\":\"array\",\"items\":", "}"),
        ("{\"allOf\":[", "]}"),
        ("{\"properties\":{\"a\":", "}}"),
    ] {
        let text = nested(open, close);
        for name in ["deep.json", "deep.yaml"] {
            let codes = ends(open, &run::made_up(name, &text));
            assert!(
                codes == ["E0003"] || codes == ["E0021"],
                "{open}: {codes:?}"
            );
        }
    }
    for mark in ["- ", "? "] {
        let text = format!("openapi: 3.0.3\na:\n  {}1\n", mark.repeat(DEEP));
        assert_eq!(ends(mark, &run::made_up("deep.yaml", &text)), ["E0021"]);
    }
}

/// What is nested by references: the text is flat.
#[test]
fn nested_by_references() {
    let links: [(&str, usize, Link); 5] = [
        ("$ref", 2_000, |next| next),
        ("allOf", 1_000, |next| json!({ "allOf": [next] })),
        (
            "array",
            4_000,
            |next| json!({ "type": "array", "items": next }),
        ),
        (
            "allOf and more",
            2_000,
            |next| json!({ "allOf": [next, { "type": "object", "properties": { "a": { "type": "string" } } }] }),
        ),
        (
            "oneOf",
            500,
            |next| json!({ "oneOf": [{ "type": "string" }, next] }),
        ),
    ];
    for (name, length, link) in links {
        ends(name, &chain(length, "End", link));
        ends(name, &chain(length, "S0", link));
    }
}

/// A schema that refers to the next one several times: the shapes double with every level.
#[test]
fn laughs_through_references() {
    let links: [(&str, Link); 3] = [
        ("allOf", |next| json!({ "allOf": [next, next, next, next] })),
        (
            "oneOf",
            |next| json!({ "oneOf": [next, next, { "type": "object", "properties": { "a": next } }] }),
        ),
        (
            "properties",
            |next| json!({ "type": "object", "required": ["a", "b"], "properties": { "a": next, "b": next } }),
        ),
    ];
    for (name, link) in links {
        ends(name, &chain(60, "End", link));
        ends(name, &chain(60, "S0", link));
    }
}

/// Numbers, texts and patterns of a size that nobody writes.
#[test]
fn gigantic_values() {
    let digits = "9".repeat(100_000);
    for (name, schema) in [
        ("number", format!("{{ type: integer, maximum: {digits} }}")),
        (
            "fraction",
            format!("{{ type: number, minimum: 0.{digits} }}"),
        ),
        (
            "exponent",
            format!("{{ type: number, minimum: 1e{digits} }}"),
        ),
        (
            "pattern",
            format!("{{ type: string, pattern: '{}' }}", "(a*)*".repeat(10_000)),
        ),
        (
            "groups",
            format!(
                "{{ type: string, pattern: '{}a{}' }}",
                "(".repeat(10_000),
                ")".repeat(10_000)
            ),
        ),
        (
            "repetition",
            "{ type: string, pattern: '((a{100}){100}){100}{100}' }".to_owned(),
        ),
        (
            "enum",
            format!(
                "{{ type: string, enum: [{}] }}",
                (0..10_000)
                    .map(|at| format!("v{at}"))
                    .collect::<Vec<_>>()
                    .join(", ")
            ),
        ),
    ] {
        let text = format!(
            "openapi: 3.0.3\ninfo: {{ title: A, version: '1' }}\nservers: [{{ url: 'https://a.b' }}]\npaths:\n  /a:\n    get:\n      parameters: [{{ name: q, in: query, schema: {schema} }}]\n      responses: {{ '204': {{ description: D }} }}\n"
        );
        ends(name, &run::made_up("values.yaml", &text));
    }
}

/// Markdown that costs its readers most.
#[test]
fn gigantic_texts() {
    for piece in [
        "`a``b",
        "[",
        "[a](",
        "<a ",
        "*a_",
        "```\\n",
        "> ",
        "- ",
        "|a|b|\\n|-|-|\\n",
        "[^a]",
        "&lt;",
        "<!--",
        "http://a.b/c ",
        "`",
        "~",
        "\\\\",
        "![",
        "<",
        "    a\\n",
        "1. ",
    ] {
        let text = format!(
            "{{\"openapi\":\"3.0.3\",\"info\":{{\"title\":\"A\",\"version\":\"1\"}},\"paths\":{{\"/a\":{{\"get\":{{\"description\":\"{}\",\"responses\":{{}}}}}}}}}}",
            piece.repeat(3_000)
        );
        ends(piece, &run::made_up("text.json", &text));
    }
}
