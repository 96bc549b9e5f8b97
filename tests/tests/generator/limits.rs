//! Descriptions that multiply themselves, or are far larger than any: each ends, in a crate or in a
//! diagnostic. One that multiplied would not: nobody could wait for it. SECURITY.md has the list of threats.

use std::fmt::Write as _;

use generator::{Input, Source, diagnostic::code};
use serde_json::{Map, Value, json};

use tests::generate as run;

/// How deep a text is nested, and how long a chain of references is.
const DEEP: usize = 100_000;

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
    run::human(&diagnostics, input);
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

/// Long texts, many times, in few values.
#[test]
fn bytes_are_counted_with_their_aliases() {
    let mut input = run::input("fixtures/front_page.yaml");
    let items = vec!["*a"; 40].join(", ");
    let text = format!(
        "openapi: 3.0.3\na: &a {}\nb: [{items}]\n",
        "a".repeat(500_000)
    );
    input.description = Source::new("long.yaml", text.as_bytes());
    input.config = Some(Source::new(
        "codegen.toml",
        *b"[limits]\nbytes = 10_000_000\n",
    ));
    assert_eq!(ends("aliases", &input), ["E0021"]);
    // A long key is in the pointer of each value below it.
    let (key, items) = ("k".repeat(9_000), vec!["1"; 2_000].join(","));
    let text = format!("{{\"openapi\":\"3.0.3\",\"{key}\":[{items}]}}");
    input.description = Source::new("long.json", text.as_bytes());
    assert_eq!(ends("pointers", &input), ["E0021"]);
}

const COUNTED: &str = "\
openapi: 3.0.3
info: { title: A, version: '1' }
servers: [{ url: 'https://a.b' }]
paths:
  /a:
    get:
      operationId: listA
      responses: { '200': { description: D, content: { application/json: { schema: { $ref: '#/components/schemas/Pet' } } } } }
    post:
      operationId: addA
      responses: { '204': { description: D } }
components:
  schemas:
    Pet: { type: object, properties: { kind: { type: string, enum: [cat, dog, fish] }, owner: { type: object, properties: { name: { type: string } } } } }
";

/// What a description comes to is the lowest limit that it does not meet: one less is too little.
#[test]
fn each_limit_is_met_and_is_settable() {
    let mut input = run::made_up("counted.yaml", COUNTED);
    let mut told = String::new();
    let page = include_str!("../../../docs/diagnostics/E0021.md");
    let keys = [
        "values",
        "bytes",
        "depth",
        "key-bytes",
        "text-bytes",
        "enum-values",
        "operations",
        "schemas",
        "types",
    ];
    let mut lowest = Vec::new();
    for key in keys {
        assert!(page.contains(&format!("| `{key}` |")), "{key}");
        let mut with = |limit: usize| {
            let text = format!("[limits]\n{key} = {limit}\n");
            input.config = Some(Source::new("codegen.toml", text.as_bytes()));
            run::generate(&input)
        };
        let found = (0..5_000).find(|limit| with(*limit).is_ok()).unwrap();
        lowest.push(found);
        let refused = with(found - 1).unwrap_err();
        let codes: Vec<_> = refused.diagnostics.iter().map(|it| it.code).collect();
        assert_eq!(codes, [code::TOO_MUCH], "{key}");
        told += &run::human(&refused.diagnostics, &input);
    }
    assert_eq!(lowest, [40, 1_509, 9, 16, 24, 3, 2, 5, 3]);
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path(run::path("snapshots"));
    settings.set_prepend_module_to_snapshot(false);
    settings.bind(|| insta::assert_snapshot!("limits", told));
}

/// The readers go no deeper, whatever `codegen.toml` says; and what is no limit is none.
#[test]
fn limits_that_there_are_not() {
    let mut input = run::made_up("counted.yaml", COUNTED);
    for limits in ["depth = 121", "value = 1", "values = -1"] {
        let text = format!("[limits]\n{limits}\n");
        input.config = Some(Source::new("codegen.toml", text.as_bytes()));
        assert_eq!(ends(limits, &input), ["E0013"]);
    }
}

/// What is beyond every description known is refused without any `codegen.toml`.
#[test]
fn limits_without_a_config() {
    let key = "k".repeat(5_000_000);
    let schema = json!({ "type": "object", "properties": { key: { "type": "string" } } });
    let text = json!({ "description": "t".repeat(1_000_001) });
    let many = json!({ "enum": (0..20_001).collect::<Vec<_>>() });
    for (name, schema) in [("key", schema), ("text", text), ("enum", many)] {
        let input = with_schemas(&Map::from_iter([("S0".to_owned(), schema)]));
        assert_eq!(ends(name, &input), ["E0021"], "{name}");
    }
    let schemas = (0..500_001).map(|at| (format!("S{at}"), json!({})));
    assert_eq!(
        ends("schemas", &with_schemas(&schemas.collect())),
        ["E0021"]
    );
    let mut paths = String::new();
    for at in 0..50_001 {
        write!(paths, "\"/p{at}\":{{\"get\":{{}}}},").unwrap();
    }
    let paths = paths.trim_end_matches(',');
    let text = format!(
        "{{\"openapi\":\"3.0.3\",\"info\":{{\"title\":\"A\",\"version\":\"1\"}},\"paths\":{{{paths}}}}}"
    );
    assert_eq!(
        ends("operations", &run::made_up("paths.json", &text)),
        ["E0021"]
    );
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
            assert_eq!(codes, ["E0021"], "{name}: {open}");
        }
    }
    for mark in ["- ", "? "] {
        let text = format!("openapi: 3.0.3\na:\n  {}1\n", mark.repeat(DEEP));
        assert_eq!(ends(mark, &run::made_up("deep.yaml", &text)), ["E0021"]);
    }
}

/// Aliases and merge keys that each lead to the one before.
#[test]
fn nested_by_aliases() {
    let (mut lists, mut merged) = ("x0: &x0 [a]\n".to_owned(), "x0: &x0 { a: 1 }\n".to_owned());
    for at in 1..DEEP {
        let before = at - 1;
        writeln!(lists, "x{at}: &x{at} [*x{before}]").unwrap();
        writeln!(merged, "x{at}: &x{at} {{ <<: *x{before} }}").unwrap();
    }
    for text in [lists, merged] {
        let text = format!("openapi: 3.0.3\n{text}");
        assert_eq!(
            ends("aliases", &run::made_up("deep.yaml", &text)),
            ["E0021"]
        );
    }
}

/// What is nested by references: the text is flat.
#[test]
fn nested_by_references() {
    let links: [(&str, usize, Link); 5] = [
        ("$ref", DEEP, |next| next),
        ("allOf", DEEP, |next| json!({ "allOf": [next] })),
        (
            "array",
            10_000,
            |next| json!({ "type": "array", "items": next }),
        ),
        (
            "allOf and more",
            10_000,
            |next| json!({ "allOf": [next, { "type": "object", "properties": { "a": { "type": "string" } } }] }),
        ),
        (
            "oneOf",
            10_000,
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

/// Unions in unions, with properties beside each: what a member is together with these is a shape of
/// its own, so each level multiplies those above it.
#[test]
fn laughs_through_unions() {
    let level = |at: usize, members: [&str; 2]| {
        let members =
            members.map(|name| json!({ "$ref": format!("#/components/schemas/{name}{}", at + 1) }));
        json!({ "oneOf": members, "properties": { format!("p{at}"): { "type": "string" } } })
    };
    let codes = |names: &[&str], members: [&str; 2]| {
        let of_level = |at: usize| {
            names
                .iter()
                .map(move |name| (format!("{name}{at}"), level(at, members)))
        };
        let ends = names
            .iter()
            .map(|name| (format!("{name}20"), json!({ "type": "object" })));
        let schemas: Map<String, Value> = (0..20).flat_map(of_level).chain(ends).collect();
        let found = run::lint(&with_schemas(&schemas));
        found
            .iter()
            .map(|found| found.code.0)
            .filter(|code| !code.starts_with('A'))
            .collect::<Vec<_>>()
    };
    // One member twice is one.
    assert_eq!(codes(&["S"], ["S", "S"]), [""; 0]);
    assert_eq!(codes(&["S", "T"], ["S", "T"]), ["W0003"]);
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
