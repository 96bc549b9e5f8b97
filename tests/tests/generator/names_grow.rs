//! A method more on a path that is there renames only what it would share a name with, and tells it.

use std::collections::BTreeMap;

use generator::diagnostic::code;
use serde_json::{Value, json};

use tests::generate as run;

use super::names_stay::tree;

/// What is added alone to every path without it. `GET` and `DELETE` make a resource of the path, `POST` an
/// action where there is none, `PATCH` is an update as `POST` is.
const ADDED: &[&str] = &["get", "post", "delete", "patch"];

#[test]
fn a_method_more_on_a_path() {
    for fixture in ["colliding_methods.yaml", "resources.yaml"] {
        let before = tree(fixture);
        let calls = generate(&before).calls;
        for (path, item) in before["paths"].as_object().unwrap() {
            for method in ADDED.iter().filter(|method| item.get(**method).is_none()) {
                let after = generate(&with(&before, path, method));
                assert_told(
                    &format!("{method} {path} in {fixture}"),
                    &calls,
                    &after,
                    method,
                );
            }
        }
    }
}

/// An operation keeps its name, or a warning says that it has another one. The one exception: what is
/// posted to a word goes into the resource of that word once there is one, as its `create`.
#[track_caller]
fn assert_told(added: &str, before: &BTreeMap<String, Vec<String>>, after: &Made, method: &str) {
    for (operation, names) in before {
        let now = &after.calls[operation];
        let ([name], [now]) = (&names[..], &now[..]) else {
            // Several operations of one path and method, told apart by what is never sent.
            continue;
        };
        // `new` is no name of a method, so the name of the resource is another.
        let above = |call: &str| call.rsplit_once('.').map(|(above, _)| above.to_owned());
        let moved = method != "post"
            && operation.starts_with("POST ")
            && now.ends_with("().create")
            && above(now).and_then(|resource| above(&resource)) == above(name);
        let told = after.told.iter().any(|told| told == operation);
        assert!(
            name == now || moved || told,
            "{added}: {operation} was {name} and is {now}"
        );
    }
}

/// A resource of a path that is posted to: the `POST` moves into it, as documented, and stays where it
/// is when it comes later.
#[test]
fn an_action_makes_place_for_a_resource() {
    let path = "/things/{id}/balance";
    let parameters =
        json!([{ "name": "id", "in": "path", "required": true, "schema": { "type": "string" } }]);
    let empty = json!({
        "openapi": "3.0.3",
        "info": { "title": "Things", "version": "1" },
        "servers": [{ "url": "https://api.example.com" }],
        "paths": { path: { "parameters": parameters } },
    });
    let call = |description: &Value, method: &str| {
        generate(description).calls[&format!("{method} {path}")].join(" ")
    };
    let get = with(&empty, path, "get");
    let post = with(&empty, path, "post");
    let both = with(&get, path, "post");
    assert_eq!(call(&get, "GET"), "things().balance().retrieve");
    assert_eq!(call(&post, "POST"), "things().balance");
    assert_eq!(call(&both, "GET"), "things().balance().retrieve");
    assert_eq!(call(&both, "POST"), "things().balance().create");
    // Whoever wants it to stay says so.
    let mut named = post;
    named["paths"][path]["post"]["x-rust-name"] = json!("set_balance");
    assert_eq!(call(&named, "POST"), "things().set_balance");
    let grown = with(&named, path, "get");
    assert_eq!(call(&grown, "POST"), "things().set_balance");
    assert_eq!(call(&grown, "GET"), "things().balance().retrieve");
}

/// A description with an operation more.
fn with(description: &Value, path: &str, method: &str) -> Value {
    let mut description = description.clone();
    description["paths"][path][method] =
        json!({ "responses": { "204": { "description": "Done" } } });
    description
}

/// What is looked at of a crate.
struct Made {
    /// The calls of each operation, `things().balance` of `POST /things/{id}/balance`.
    calls: BTreeMap<String, Vec<String>>,
    /// The operations whose name a warning is about.
    told: Vec<String>,
}

fn generate(description: &Value) -> Made {
    let made = run::generated(&run::made_up("description.json", &description.to_string()));
    let warnings = made.diagnostics.iter();
    let warnings = warnings.filter(|warning| warning.code == code::NAME_COLLISION);
    let told = warnings.filter_map(|warning| {
        let pointer = warning.place.pointer()?.strip_prefix("/paths/")?;
        let (path, method) = pointer.rsplit_once('/')?;
        let path = path.replace("~1", "/").replace("~0", "~");
        Some(format!("{} {path}", method.to_uppercase()))
    });
    let mut calls: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let list = made.files.get("API.md").expect("the list of methods");
    for (line, next) in list.lines().zip(list.lines().skip(1)) {
        let quoted = |line: &str, mark: &str| {
            let text = line.strip_prefix(mark)?;
            Some(text[..text.find('`')?].to_owned())
        };
        if let (Some(call), Some(operation)) = (quoted(line, "- `"), quoted(next, "  - `")) {
            let name = call.rsplit_once('(').map_or(&*call, |(name, _)| name);
            calls.entry(operation).or_default().push(name.to_owned());
        }
    }
    Made {
        calls,
        told: told.collect(),
    }
}
