//! A made-up description of any size: what a generator costs by schema, where all are alike.

use serde_json::{Map, Value, json};

/// How many schemas have one operation between them. All of them are reached from it.
pub(crate) const GROUP: usize = 10;

/// The objects of a group. The first is what its operation is about; each leads to the next.
const OBJECTS: [&str; 8] = [
    "Account", "Address", "Invoice", "LineItem", "Payment", "Refund", "Shipment", "Customer",
];

/// The enumerations of a group.
const ENUMERATIONS: [(&str, [&str; 4]); 2] = [
    ("Status", ["active", "pending", "closed", "on_hold"]),
    ("Channel", ["web", "phone", "in_person", "partner"]),
];

/// Returns a description, as JSON, with so many groups of schemas, and an operation for each.
pub(crate) fn description(groups: usize) -> String {
    let paths = (0..groups).map(|group| member(&path(group), &operation(group)));
    let paths = paths.collect::<Vec<_>>().join(",\n");
    let schemas = (0..groups).map(|group| {
        let schemas = schemas(group);
        let schemas = schemas.iter().map(|(name, schema)| member(name, schema));
        schemas.collect::<Vec<_>>().join(",\n")
    });
    let schemas = schemas.collect::<Vec<_>>().join(",\n");
    format!(
        r#"{{"openapi":"3.0.3",
"info":{{"title":"Synthetic","version":"1.0.0"}},
"servers":[{{"url":"https://api.example.com/v1"}}],
"paths":{{
{paths}
}},
"components":{{"schemas":{{
{schemas}
}}}}}}
"#
    )
}

/// A member of an object, as text: the whole as one value would take gigabytes.
fn member(name: &str, value: &Value) -> String {
    format!("{}:{value}", json!(name))
}

fn path(group: usize) -> String {
    format!("/area{}/accounts{group}/{{id}}", group / GROUP)
}

/// One of a few kinds of operation, in turn.
fn operation(group: usize) -> Value {
    let account = json!({ "$ref": format!("#/components/schemas/Account{group}") });
    let content = json!({ "application/json": { "schema": account } });
    let mut operation = json!({
        "operationId": format!("account{group}"),
        "summary": "An account",
        "description": "What is known of an account, with its address and its latest invoice.",
        "parameters": [
            { "name": "id", "in": "path", "required": true, "schema": { "type": "string" } },
            { "name": "limit", "in": "query", "schema": { "type": "integer", "minimum": 1 } },
        ],
        "responses": { "200": { "description": "The account", "content": content } },
    });
    let method = ["get", "post", "put"][group % 3];
    if method != "get" {
        operation["requestBody"] = json!({ "required": true, "content": content });
    }
    json!({ method: operation })
}

fn schemas(group: usize) -> Map<String, Value> {
    let objects = OBJECTS.iter().enumerate().map(|(position, name)| {
        let name = format!("{name}{group}");
        (name, object(group, position))
    });
    let enumerations = ENUMERATIONS.iter().map(|(name, values)| {
        let schema = json!({
            "type": "string",
            "description": "Where it stands, or where it came from.",
            "enum": values,
        });
        (format!("{name}{group}"), schema)
    });
    objects.chain(enumerations).collect()
}

fn object(group: usize, position: usize) -> Value {
    let reference = |name: &str, group: usize| -> Value {
        json!({ "$ref": format!("#/components/schemas/{name}{group}") })
    };
    let next = match OBJECTS.get(position + 1) {
        Some(name) => reference(name, group),
        // The chains are a tree, not one chain of all.
        None => reference(OBJECTS[0], group / 2),
    };
    let (enumeration, _) = ENUMERATIONS[position % ENUMERATIONS.len()];
    json!({
        "type": "object",
        "description": format!("What there is to know of one {}.", OBJECTS[position]),
        "required": ["id", "kind"],
        "properties": {
            "id": { "type": "string", "description": "What it is found by.", "minLength": 1 },
            "kind": reference(enumeration, group),
            "created_at": { "type": "string", "format": "date-time" },
            "count": { "type": "integer", "format": "int32", "minimum": 0, "description": "How many there are." },
            "ratio": { "type": "number" },
            "is_final": { "type": "boolean", "default": false },
            "tags": { "type": "array", "items": { "type": "string" }, "maxItems": 20 },
            "next": next,
        },
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// All values of `$ref` in a value.
    fn references<'v>(value: &'v Value, found: &mut Vec<&'v str>) {
        match value {
            Value::Object(members) => {
                found.extend(members.get("$ref").and_then(Value::as_str));
                members.values().for_each(|value| references(value, found));
            }
            Value::Array(items) => items.iter().for_each(|item| references(item, found)),
            _ => {}
        }
    }

    #[test]
    fn it_has_as_many_schemas_and_operations_as_asked_for() {
        for groups in [1, 7, 100] {
            let description: Value =
                serde_json::from_str(&description(groups)).expect("it is JSON");
            let schemas = description["components"]["schemas"]
                .as_object()
                .map(Map::len);
            assert_eq!(schemas, Some(groups * GROUP));
            assert_eq!(description["paths"].as_object().map(Map::len), Some(groups));
        }
    }

    #[test]
    fn every_reference_leads_somewhere_and_every_schema_is_reached() {
        let description: Value = serde_json::from_str(&description(12)).expect("it is JSON");
        let mut waiting = Vec::new();
        references(&description["paths"], &mut waiting);
        let mut reached = std::collections::BTreeSet::new();
        while let Some(reference) = waiting.pop() {
            let pointer = reference.strip_prefix('#').expect("it is of this document");
            let schema = description.pointer(pointer).expect("it leads somewhere");
            if reached.insert(pointer) {
                references(schema, &mut waiting);
            }
        }
        assert_eq!(reached.len(), 12 * GROUP);
    }
}
