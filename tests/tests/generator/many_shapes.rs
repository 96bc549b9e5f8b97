//! Of how much a schema may be made before any JSON value is taken for it: at the bound there are
//! types for all of it, and one more is told.

use generator::Input;
use serde_json::{Map, Value, json};

use tests::generate as run;

/// A description that sends one of these schemas, `S`.
fn sending(schemas: &Map<String, Value>) -> Input {
    let description = json!({
        "openapi": "3.1.0",
        "info": { "title": "Many", "version": "1" },
        "servers": [{ "url": "https://example.com" }],
        "paths": { "/a": { "put": {
            "requestBody": { "required": true, "content": {
                "application/json": { "schema": { "$ref": "#/components/schemas/S" } }
            } },
            "responses": { "204": { "description": "Done" } },
        } } },
        "components": { "schemas": schemas },
    });
    run::made_up("many.json", &description.to_string())
}

/// What is said where `S` is one schema, beside others.
fn said(schema: Value, others: impl IntoIterator<Item = (String, Value)>) -> Vec<String> {
    let others = others.into_iter();
    let input = sending(&others.chain([("S".to_owned(), schema)]).collect());
    let found = run::generated(&input).diagnostics.into_iter();
    found.map(|found| found.message).collect()
}

fn reference(name: &str) -> Value {
    json!({ "$ref": format!("#/components/schemas/{name}") })
}

/// An object that requires a property of its own.
fn object(name: &str) -> Value {
    json!({ "type": "object", "required": [name], "properties": { name: { "type": "integer" } } })
}

const TOO_MANY: &str = "too many `oneOf` or `anyOf` hold at once, or stand inside each other";

#[test]
fn choices_at_once() {
    let choice = |prefix: &str, members: usize| {
        let members = (0..members).map(|at| object(&format!("{prefix}{at}")));
        json!({ "oneOf": members.collect::<Vec<Value>>() })
    };
    let both = |a: usize, b: usize| said(json!({ "allOf": [choice("a", a), choice("b", b)] }), []);
    assert!(both(8, 8).is_empty(), "64 shapes");
    assert_eq!(both(5, 13), [TOO_MANY], "65 shapes");
}

#[test]
fn choices_inside_each_other() {
    // Each of the unions in the union is made anew with the property beside it.
    let nested = |outer: usize, inner: usize| {
        let leaves = (0..inner).map(|at| format!("L{at}"));
        let leaves: Vec<(String, Value)> =
            leaves.map(|name| (name.clone(), object(&name))).collect();
        let members: Vec<Value> = leaves.iter().map(|(name, _)| reference(name)).collect();
        let unions = (0..outer).map(|at| (format!("U{at}"), json!({ "oneOf": members })));
        let unions: Vec<(String, Value)> = unions.collect();
        let members: Vec<Value> = unions.iter().map(|(name, _)| reference(name)).collect();
        let properties = json!({ "id": { "type": "string" } });
        let schema = json!({ "type": "object", "properties": properties, "oneOf": members });
        said(schema, unions.into_iter().chain(leaves))
    };
    assert!(nested(16, 32).is_empty(), "512 shapes");
    assert_eq!(nested(19, 27), [TOO_MANY], "513 shapes");
}

#[test]
fn schemas_that_hold_at_once() {
    let all = |members: usize| {
        let members = (0..members).map(|at| json!({ "description": format!("Part {at}.") }));
        said(json!({ "allOf": members.collect::<Vec<Value>>() }), [])
    };
    assert!(all(255).is_empty(), "256 schemas with that around them");
    assert_eq!(all(256), ["`allOf` brings too many schemas together"]);
}

#[test]
fn lists_in_lists() {
    let nested = |depth: usize| {
        let inner = json!({ "type": "string" });
        let list = (0..depth).fold(inner, |items, _| json!({ "type": "array", "items": items }));
        said(list, [])
    };
    assert!(nested(48).is_empty());
    assert_eq!(nested(49), ["lists and maps are nested more than 48 deep"]);
}

/// Of what types the members of choices are is asked of so many schemas, and no more: by each way down
/// there would be no end.
#[test]
fn choices_between_types_alone() {
    let mut schemas = Map::new();
    for level in 0..12 {
        for index in 0..4 {
            let below = (0..4).map(|at| match level {
                0 => json!({ "type": "object", "properties": { format!("p{at}"): {} } }),
                _ => json!({ "$ref": format!("#/components/schemas/L{}x{at}", level - 1) }),
            });
            let schema = json!({ "allOf": [
                { "anyOf": [{ "type": "object" }, { "type": "string" }] },
                { "oneOf": below.collect::<Vec<Value>>() },
            ] });
            schemas.insert(format!("L{level}x{index}"), schema);
        }
    }
    let told = said(reference("L11x0"), schemas);
    assert!(
        told.iter()
            .all(|it| it.starts_with("two ") || it == TOO_MANY),
        "{told:?}"
    );
}

/// Schemas in `levels`, each a choice of all of the next level, and of the last one `leaf`.
fn levels(levels: usize, width: usize, leaf: &Value) -> Map<String, Value> {
    let mut schemas = Map::new();
    for level in 0..levels {
        for at in 0..width {
            let below = (0..width).map(|at| reference(&format!("L{}_{at}", level + 1)));
            let schema = if level + 1 == levels {
                leaf.clone()
            } else {
                json!({ "oneOf": below.collect::<Vec<Value>>() })
            };
            schemas.insert(format!("L{level}_{at}"), schema);
        }
    }
    schemas
}

/// A description with one operation, whose request and answer these are.
fn one_operation(operation: &Value, schemas: &Map<String, Value>) -> Input {
    let description = json!({
        "openapi": "3.2.0",
        "info": { "title": "Many", "version": "1" },
        "servers": [{ "url": "https://example.com" }],
        "paths": { "/a": { "post": operation } },
        "components": { "schemas": schemas },
    });
    run::made_up("many.json", &description.to_string())
}

#[test]
fn files_in_choices_inside_each_other_come_to_an_end() {
    let schemas = levels(9, 6, &json!({ "type": "string", "format": "binary" }));
    let body = json!({ "type": "object", "properties": { "a": reference("L0_0") } });
    let content = json!({ "multipart/form-data": { "schema": body } });
    let operation = json!({
        "requestBody": { "required": true, "content": content },
        "responses": { "204": { "description": "Done" } },
    });
    run::generated(&one_operation(&operation, &schemas));
}

#[test]
fn choices_of_events_inside_each_other_come_to_an_end() {
    let members =
        (0..60).map(|at| json!({ "type": "object", "properties": { "a": { "const": at } } }));
    let members: Vec<Value> = members.chain([reference("Data")]).collect();
    let mut schemas = Map::new();
    schemas.insert("Data".to_owned(), json!({ "oneOf": members }));
    let events = (0..60).map(|at| {
        let event = json!({ "const": format!("e{at}") });
        json!({ "type": "object", "properties": { "event": event, "data": reference("Data") } })
    });
    let item = json!({ "oneOf": events.collect::<Vec<Value>>() });
    let content = json!({ "text/event-stream": { "itemSchema": item } });
    let operation =
        json!({ "responses": { "200": { "description": "Events", "content": content } } });
    run::generated(&one_operation(&operation, &schemas));
}
