//! The methods of a call that are there for every operation: an optional parameter of such a name
//! has a setter of another.

use std::fs;
use std::path::Path;

use serde_json::{Value, json};

use tests::generate as run;

/// The functions of `impl`s of the run time that every call has, by its text.
fn of_every_call() -> Vec<String> {
    let run_time = Path::new(env!("CARGO_MANIFEST_DIR")).join("../generator/runtime");
    let mut names = Vec::new();
    for (file, start, end) in [
        ("src/call.rs", "\nimpl<T, P> Call<T, P> {", "\n}\n"),
        ("src/options.rs", "\nmacro_rules! option_setters {", "\n}\n"),
        ("streams/download.rs", "\nimpl<P> Call<Bytes, P> {", "\n}\n"),
        (
            "streams/events.rs",
            "\nimpl<T, P> Call<EventStream<T>, P> {",
            "\n}\n",
        ),
    ] {
        let text = fs::read_to_string(run_time.join(file)).unwrap();
        let (_, rest) = text.split_once(start).expect("the block is there");
        let (block, _) = rest.split_once(end).expect("it ends");
        let functions = block.lines().filter_map(|line| line.split_once("fn "));
        let before = names.len();
        for (visible, rest) in functions {
            let is_one = visible.trim_start().starts_with("pub") || visible.trim().is_empty();
            let name = rest.split(['(', '<']).next().unwrap_or_default();
            if is_one && !name.is_empty() {
                names.push(name.to_owned());
            }
        }
        assert!(names.len() > before, "{file}");
    }
    names
}

#[test]
fn no_parameter_takes_the_name_of_a_method_of_every_call() {
    let names = of_every_call();
    assert!(names.iter().any(|name| name == "from_parts"), "{names:?}");
    let parameters: Vec<Value> = names
        .iter()
        .map(|name| json!({ "name": name, "in": "query", "schema": { "type": "string" } }))
        .collect();
    let description = json!({
        "openapi": "3.0.3",
        "info": { "title": "Calls", "version": "1" },
        "servers": [{ "url": "https://example.com" }],
        "paths": { "/a": { "get": {
            "parameters": parameters,
            "responses": { "204": { "description": "Done" } }
        } } },
    });
    let input = run::made_up("calls.json", &description.to_string());
    let generated = run::generate(&input).expect("a crate");
    let text: String = generated
        .files
        .iter()
        .filter(|(path, _)| path.starts_with("src/") && !path.starts_with("src/runtime"))
        .map(|(_, text)| text.to_owned())
        .collect();
    for name in &names {
        assert!(text.contains(&format!("set_query(\"{name}\"")), "{name}");
        assert!(!text.contains(&format!("pub fn {name}(mut self")), "{name}");
    }
}
