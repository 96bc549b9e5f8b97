//! Descriptions whose schemas refer to each other from every place where a schema may stand.
//!
//! Unlike [`structured`](super::structured) ones they are what the standard asks for, as far as each object
//! is looked at alone, so that all of them becomes types: what is tried is how things come together.

mod operation;
mod schema;
mod told;
mod values;

use serde_json::{Map, Value, json};

use super::Choices;
pub(super) use told::holds;
use values::Values;

/// What schemas are called: none twice, some that are taken in Rust.
const SCHEMAS: &[&str] = &[
    "Pet",
    "Owner",
    "Order",
    "order_item",
    "Node",
    "Tree",
    "Leaf",
    "Event",
    "Self",
    "Vec",
    "Error",
    "a.b",
    "Value",
    "Kind",
    "Page",
    "Shape",
    "Circle",
    "Square",
    "Nullable",
    "Über",
    "3D",
    "Response",
    "Number",
    "Request",
];

/// How many examples the body of a schema has.
const EXAMPLES: usize = 5;

/// The version of the standard.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Version {
    /// Schemas of its own.
    V30,
    /// Those of JSON Schema.
    V31,
    /// The same.
    V32,
}

/// A description while it is made up.
#[derive(Debug)]
struct Graph<'c, 'b> {
    choices: &'c mut Choices<'b>,
    version: Version,
    /// The pointers of schemas that references may lead to.
    targets: Vec<String>,
    /// The names of the schemas.
    names: Vec<&'static str>,
    /// How many schemas may be made up yet, beside those that hold no others.
    left: usize,
}

/// A description. The bodies of its schemas have values of them as examples.
pub(super) fn description(choices: &mut Choices<'_>) -> Value {
    let version = *choices.of(&[Version::V31, Version::V30, Version::V32]);
    let count = 1 + choices.below(SCHEMAS.len());
    let names = SCHEMAS[..count].to_vec();
    let targets = names
        .iter()
        .map(|name| format!("#/components/schemas/{name}"));
    let mut graph = Graph {
        version,
        targets: targets.collect(),
        names,
        left: 12 * count,
        choices,
    };
    let mut document = json!({
        "openapi": match version {
            Version::V30 => "3.0.3",
            Version::V31 => "3.1.0",
            Version::V32 => "3.2.0",
        },
        "info": { "title": "Graph", "version": "1" },
        "servers": graph.servers(),
    });
    let mut schemas = Map::new();
    for name in graph.names.clone() {
        let schema = graph.component(name);
        graph.add_targets(&format!("#/components/schemas/{name}"), &schema);
        schemas.insert(name.to_owned(), schema);
    }
    document["components"] = json!({ "schemas": schemas });
    graph.finish(&mut document);
    document
}

impl Graph<'_, '_> {
    /// What a reference may lead to besides the schema itself.
    fn add_targets(&mut self, pointer: &str, schema: &Value) {
        for place in ["properties", "$defs"] {
            for name in schema[place].as_object().into_iter().flat_map(Map::keys) {
                self.targets.push(format!("{pointer}/{place}/{name}"));
            }
        }
        if schema["items"].is_object() {
            self.targets.push(format!("{pointer}/items"));
        }
    }

    /// Paths and what else there is beside the schemas.
    fn finish(&mut self, document: &mut Value) {
        let mut paths = Map::new();
        for (index, name) in self.names.clone().into_iter().enumerate() {
            let reference = json!({ "$ref": format!("#/components/schemas/{name}") });
            let mut media = json!({ "schema": reference });
            let made: Vec<Value> = {
                let mut values = Values::new(document, self.choices);
                (0..EXAMPLES)
                    .filter_map(|_| values.of(&reference))
                    .collect()
            };
            let made = made.into_iter().enumerate();
            let examples =
                made.map(|(number, value)| (format!("e{number}"), json!({ "value": value })));
            media["examples"] = Value::Object(examples.collect());
            let content = json!({ "application/json": media });
            let operation = json!({ "post": {
                "requestBody": { "required": true, "content": content },
                "responses": { "200": { "description": "Done", "content": content } },
            } });
            paths.insert(format!("/s{index}"), operation);
        }
        document["components"]["securitySchemes"] = self.security_schemes();
        for index in 0..self.choices.below(4) {
            let (path, item) = self.path_item(index);
            paths.insert(path, item);
        }
        document["paths"] = Value::Object(paths);
        if self.version != Version::V30 && self.choices.once_in(3) {
            document["webhooks"] = self.webhooks();
        }
        if self.choices.once_in(3) {
            document["security"] = self.security();
        }
    }

    /// Adds a value under a key, once in so many times.
    fn maybe(
        &mut self,
        object: &mut Value,
        times: usize,
        key: &str,
        value: impl FnOnce(&mut Self) -> Value,
    ) {
        if self.choices.once_in(times) {
            object[key] = value(self);
        }
    }
}

/// The operations of a description, and the schemas of objects with properties: each becomes something,
/// or is told of.
fn places(document: &Value) -> Vec<String> {
    let mut places = Vec::new();
    let schemas = document["components"]["schemas"].as_object();
    for (name, schema) in schemas.into_iter().flatten() {
        let has = |keyword: &str| schema.get(keyword).is_some();
        let properties = schema["properties"].as_object();
        let has_properties = properties.is_some_and(|properties| !properties.is_empty());
        // A choice may come to what one of its members is.
        if schema["type"] == "object" && has_properties && !has("oneOf") && !has("anyOf") {
            places.push(format!("/components/schemas/{name}"));
        }
    }
    let paths = document["paths"].as_object();
    for (path, item) in paths.into_iter().flatten() {
        let path = path.replace('/', "~1");
        let methods = item.as_object().into_iter().flat_map(Map::keys);
        places.extend(methods.map(|method| format!("/paths/{path}/{method}")));
    }
    places
}
