//! Line and column of a mistake, however the text around it is written.

use proptest::prelude::*;
use serde_json::Value;

use tests::generate as run;

/// What no schema is of: it stands once in each text, and the mistake is told there.
const MARK: &str = "nowhere";

/// A mark in a text of each kind is found where it stands.
#[track_caller]
fn is_found(name: &str, text: &str) {
    let input = run::made_up(name, text);
    let found = run::json(&run::lint(&input), &input);
    let all = found.as_array().unwrap();
    let told = |found: &&Value| found["message"].as_str().unwrap().contains(MARK);
    let told: Vec<&Value> = all.iter().filter(told).collect();
    assert_eq!(told.len(), 1, "{text}\n{found:#}");
    let shown = text.trim_start_matches('\u{feff}');
    let at = shown.find(MARK).unwrap();
    // A quote belongs to the value.
    let at = at - usize::from(shown[..at].ends_with(['"', '\'']));
    let line = shown[..at].matches('\n').count() + 1;
    let start = shown[..at].rfind('\n').map_or(0, |end| end + 1);
    let column = shown[start..at].chars().count() + 1;
    let place = (told[0]["line"].as_u64(), told[0]["column"].as_u64());
    assert_eq!(place, (Some(line as u64), Some(column as u64)), "{text}");
    let end = told[0]["end_column"].as_u64().unwrap();
    assert!(end >= (column + MARK.len()) as u64, "{text}");
    let human = run::human(&run::lint(&input), &input);
    assert!(
        human.contains(&format!("{name}:{line}:{column}\n")),
        "{human}"
    );
}

const HEAD: &str = "openapi: 3.0.3\ninfo: { title: T, version: '1' }\nservers: [{ url: 'https://example.com' }]\npaths: {}\n";

#[test]
fn in_block_style() {
    is_found(
        "a.yaml",
        &format!(
            "{HEAD}components:\n  schemas:\n    A:\n      # Says nothing.\n      type: nowhere # no type\n"
        ),
    );
}

#[test]
fn in_flow_style() {
    is_found(
        "a.yaml",
        &format!(
            "{HEAD}components: {{ schemas: {{ A: {{ description: 'a, b', type: 'nowhere' }} }} }}\n"
        ),
    );
}

#[test]
fn in_json() {
    let text = r#"{ "openapi": "3.0.3", "info": { "title": "A \"title\" é", "version": "1" },
	"servers": [{ "url": "https://example.com" }], "paths": {},
	"components": { "schemas": { "A\/B": {	"type":	"nowhere" } } } }"#;
    is_found("a.json", text);
    // The same in one line, and with the line ends of Windows.
    is_found("a.json", &text.replace(['\n', '\t'], ""));
    is_found("a.json", &text.replace('\n', "\r\n"));
}

#[test]
fn behind_other_letters() {
    is_found(
        "a.yaml",
        &format!(
            "{HEAD}components:\n  schemas:\n    größe: {{ description: '🦀 日本 e\u{301}', type: nowhere }}\n"
        ),
    );
}

#[test]
fn behind_tabs() {
    is_found(
        "a.yaml",
        &format!("{HEAD}components:\n  schemas:\n    A:\t{{ description:\ta,\ttype:\tnowhere }}\n"),
    );
}

#[test]
fn with_line_ends_of_windows() {
    let text = format!(
        "{HEAD}components:\n  schemas:\n    A:\n      description: |\n        Of two\n        lines.\n      type: nowhere\n"
    );
    is_found("a.yaml", &text.replace('\n', "\r\n"));
}

#[test]
fn behind_a_byte_order_mark() {
    is_found(
        "a.yaml",
        &format!("\u{feff}{HEAD}components:\n  schemas:\n    A: {{ type: nowhere }}\n"),
    );
}

/// What an alias repeats is told once, where it is spelt out.
#[test]
fn behind_an_alias() {
    is_found(
        "a.yaml",
        &format!(
            "{HEAD}x-a: &a {{ b: {{ type: nowhere }} }}\ncomponents:\n  schemas:\n    A: {{ type: object, properties: *a }}\n    B: {{ type: object, properties: *a }}\n"
        ),
    );
    is_found(
        "a.yaml",
        &format!(
            "{HEAD}components:\n  schemas:\n    A: &a\n      type: object\n      properties: &p\n        b: {{ type: nowhere }}\n    B: *a\n    C: {{ type: object, properties: *p }}\n"
        ),
    );
}

/// So is what a merge key brings, unless it is given anew.
#[test]
fn behind_a_merge_key() {
    is_found(
        "a.yaml",
        &format!(
            "{HEAD}x-a: &a {{ type: nowhere }}\nx-b: &b {{ description: B }}\ncomponents:\n  schemas:\n    A: {{ <<: [*b, *a] }}\n    B: {{ <<: *a, description: C }}\n"
        ),
    );
    is_found(
        "a.yaml",
        &format!(
            "{HEAD}x-a: &a {{ type: string }}\ncomponents:\n  schemas:\n    A: {{ <<: *a, type: nowhere }}\n"
        ),
    );
}

/// A value that goes on over lines is underlined on its first, where its text begins.
#[test]
fn of_several_lines() {
    let text = format!(
        "{HEAD}components:\n  schemas:\n    A:\n      required: >-\n        nowhere\n        to be seen\n"
    );
    let input = run::made_up("a.yaml", &text);
    let found = run::json(&run::lint(&input), &input);
    assert_eq!(
        (&found[0]["line"], &found[0]["end_line"]),
        (&9.into(), &9.into()),
        "{found:#}"
    );
}

/// How a schema with the mark is written, and what stands before it.
#[derive(Debug, Clone)]
struct Written {
    before: Vec<(String, String, Form)>,
    form: Form,
    windows: bool,
    mark: bool,
    comment: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Form {
    Block,
    Flow,
    Quoted,
    Literal,
}

fn written() -> impl Strategy<Value = Written> {
    let form = prop_oneof![
        Just(Form::Block),
        Just(Form::Flow),
        Just(Form::Quoted),
        Just(Form::Literal)
    ];
    let letters = "[a-zé日🦀ß]{1,8}";
    let before = prop::collection::vec((letters, "[a-zé日🦀 ß]{0,20}", form.clone()), 0..6);
    (before, form, any::<bool>(), any::<bool>(), any::<bool>()).prop_map(
        |(before, form, windows, mark, comment)| Written {
            before,
            form,
            windows,
            mark,
            comment,
        },
    )
}

impl Written {
    fn yaml(&self) -> String {
        let mut text = HEAD.to_owned();
        if self.comment {
            text.push_str("# größer: { als }\n");
        }
        text.push_str("components:\n  schemas:\n");
        for (number, (name, description, form)) in self.before.iter().enumerate() {
            text.push_str(&schema(
                &format!("{name}{number}"),
                description,
                "string",
                *form,
            ));
        }
        text.push_str(&schema("marked", "é", MARK, self.form));
        text.push_str("    last: { type: string }\n");
        if self.windows {
            text = text.replace('\n', "\r\n");
        }
        if self.mark {
            text.insert(0, '\u{feff}');
        }
        text
    }

    fn json(&self, pretty: bool) -> String {
        let mut schemas = serde_json::Map::new();
        for (number, (name, description, _)) in self.before.iter().enumerate() {
            let schema = serde_json::json!({ "description": description.replace(' ', "_"), "type": "string" });
            schemas.insert(format!("{name}{number}"), schema);
        }
        schemas.insert("marked".to_owned(), serde_json::json!({ "type": MARK }));
        let whole = serde_json::json!({
            "openapi": "3.0.3",
            "info": { "title": "T", "version": "1" },
            "servers": [{ "url": "https://example.com" }],
            "paths": {},
            "components": { "schemas": schemas },
        });
        let text = if pretty {
            format!("{whole:#}")
        } else {
            whole.to_string()
        };
        if self.windows {
            text.replace('\n', "\r\n").replace("  ", "\t")
        } else {
            text
        }
    }
}

fn schema(name: &str, description: &str, ty: &str, form: Form) -> String {
    match form {
        Form::Block => {
            format!("    {name}:\n      description: '{description}'\n      type: {ty}\n")
        }
        Form::Flow => {
            format!("    {name}: {{ description: '{description}',\n      type: {ty} }}\n")
        }
        Form::Quoted => {
            format!("    \"{name}\": {{ description: \"{description}\", type: \"{ty}\" }}\n")
        }
        Form::Literal => {
            format!(
                "    {name}:\n      description: |-\n        é {description}.\n\n        é\n      type: {ty}\n"
            )
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn however_it_is_written(written in written(), pretty: bool) {
        is_found("a.yaml", &written.yaml());
        is_found("a.json", &written.json(pretty));
    }
}
