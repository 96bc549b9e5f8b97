//! One thing more in a description leaves the names of all others as they are.

use generator::{Files, Input};
use serde_json::{Map, Value, json};

use tests::generate::{self as run, is_rust};

/// Files that list what is there; they grow by what was added.
const LISTS: &[&str] = &[
    "API.md",
    "README.md",
    "src/client.rs",
    "src/lib.rs",
    "src/types/mod.rs",
    "src/wire/mod.rs",
];

#[test]
fn an_operation_and_a_schema_more() {
    for name in run::fixtures() {
        assert_stays(&name, &tree(&name));
    }
}

/// An operation and a schema more rename nothing in a description.
#[track_caller]
pub(super) fn assert_stays(name: &str, before: &Value) {
    let mut after = before.clone();
    // First, so that names given in order of arrival would move.
    let operation = json!({
        "get": {
            "operationId": "AaaAdded",
            "responses": { "200": { "description": "Done", "content": { "application/json": { "schema": { "$ref": "#/components/schemas/AaaAdded" } } } } },
        }
    });
    first(&mut after, &["paths"], "/aaa-added", operation);
    let schema = json!({ "type": "object", "properties": { "aaa": { "type": "string" } } });
    first(&mut after, &["components", "schemas"], "AaaAdded", schema);
    let (before, after) = (files(before), files(&after));
    for (path, text) in before
        .iter()
        .filter(|(path, _)| is_rust(path) && !path.starts_with("examples/"))
    {
        let now = after
            .get(path)
            .unwrap_or_else(|| panic!("{name}: {path} is gone"));
        if LISTS.contains(&path) {
            assert_grew(name, path, text, now);
        } else {
            assert!(text == now, "{name}: {path} is another");
        }
    }
}

/// A schema that collides renames what it collides with, and nothing else.
#[test]
fn a_collision_stays_where_it_is() {
    let before = tree("nested_objects.yaml");
    let mut after = before.clone();
    first(
        &mut after,
        &["components", "schemas"],
        "CreateOrderRequestCustomer",
        json!({ "type": "object", "properties": { "a": { "type": "string" } } }),
    );
    let operation = json!({
        "get": { "responses": { "200": { "description": "Done", "content": { "application/json": { "schema": { "$ref": "#/components/schemas/CreateOrderRequestCustomer" } } } } } }
    });
    first(&mut after, &["paths"], "/others", operation);
    let (before, after) = (type_names(&files(&before)), type_names(&files(&after)));
    let gone: Vec<_> = before.iter().filter(|name| !after.contains(name)).collect();
    let new: Vec<_> = after.iter().filter(|name| !before.contains(name)).collect();
    assert_eq!(gone, Vec::<&String>::new());
    assert_eq!(new, ["CreateOrderRequestCustomerSchema"]);
}

/// What errors are called goes to no other, be these those of ever so many operations.
#[test]
fn errors_keep_their_names() {
    let wrong = |property: &str| {
        let schema = json!({ "type": "object", "properties": { property: { "type": "string" } } });
        json!({ "description": "Wrong", "content": { "application/json": { "schema": schema } } })
    };
    let described = |more: usize| {
        let mut paths = Map::new();
        let mut add = |name: &str, responses: Value| {
            let operation = json!({ "get": { "operationId": name, "responses": responses } });
            paths.insert(format!("/{name}"), operation);
        };
        let (message, reason) = (wrong("message"), wrong("reason"));
        add("ant", json!({ "400": message, "404": message }));
        add("bee", json!({ "400": message }));
        for name in ["cow", "dog", "elk", "fox", "gnu"].iter().take(2 + more) {
            add(name, json!({ "422": reason }));
        }
        json!({
            "openapi": "3.0.3",
            "info": { "title": "Animals", "version": "1" },
            "servers": [{ "url": "https://api.example.com" }],
            "paths": paths,
        })
    };
    let types = |more: usize| {
        let files = files(&described(more));
        let types = ["error_response", "unprocessable_entity_response"];
        types.map(|name| {
            files
                .get(&format!("src/types/{name}.rs"))
                .map(str::to_owned)
        })
    };
    let before = types(0);
    assert!(before.iter().all(Option::is_some), "{before:?}");
    assert_eq!(before, types(3));
}

/// The names of the structs and enums of a crate.
fn type_names(files: &Files) -> Vec<String> {
    let types = files
        .iter()
        .filter(|(path, _)| path.starts_with("src/types/"));
    let lines = types.flat_map(|(_, text)| text.lines());
    let name = |line: &str| {
        let rest = line
            .strip_prefix("pub struct ")
            .or_else(|| line.strip_prefix("pub enum "))?;
        rest.split([' ', '<']).next().map(str::to_owned)
    };
    lines.filter_map(name).collect()
}

/// Every line of a list is still there.
#[track_caller]
fn assert_grew(name: &str, path: &str, before: &str, after: &str) {
    let after: Vec<&str> = after.lines().collect();
    // Imports are laid out anew, and the front page may show another call.
    let moves =
        |line: &&str| line.starts_with("use ") || line.ends_with(',') || line.starts_with("//!");
    let missing = before
        .lines()
        .filter(|line| !moves(line))
        .find(|line| !after.contains(line));
    assert_eq!(missing, None, "{name}: {path} lost a line");
}

pub(super) fn tree(fixture: &str) -> Value {
    let text = std::fs::read_to_string(run::path(&format!("fixtures/{fixture}"))).unwrap();
    // `serde_yaml` holds no integer of more than 64 bits.
    let text = text.replace("100000000000000000000", "1e20");
    let mut tree: serde_yaml::Value = serde_yaml::from_str(&text).unwrap();
    tree.apply_merge().unwrap();
    to_json(&tree)
}

/// The same tree as JSON, keys that are no strings made strings.
fn to_json(tree: &serde_yaml::Value) -> Value {
    let key = |key: &serde_yaml::Value| match key.as_str() {
        Some(key) => key.to_owned(),
        None => to_json(key).to_string(),
    };
    match tree {
        serde_yaml::Value::Mapping(map) => map
            .iter()
            .map(|(name, value)| (key(name), to_json(value)))
            .collect::<Map<_, _>>()
            .into(),
        serde_yaml::Value::Sequence(items) => items.iter().map(to_json).collect(),
        scalar => serde_json::to_value(scalar).unwrap(),
    }
}

/// Puts a key before all others of the mapping at a path.
fn first(tree: &mut Value, path: &[&str], key: &str, value: Value) {
    let mut at = tree;
    for step in path {
        at = at
            .as_object_mut()
            .unwrap()
            .entry(*step)
            .or_insert_with(|| json!({}));
    }
    let map = at.as_object_mut().unwrap();
    let others = std::mem::take(map);
    map.insert(key.to_owned(), value);
    map.extend(others);
}

fn files(tree: &Value) -> Files {
    let input: Input = run::made_up("description.json", &tree.to_string());
    run::generated(&input).files
}
