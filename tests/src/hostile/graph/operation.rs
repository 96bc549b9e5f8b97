//! Operations, and what else stands beside schemas.

use serde_json::{Map, Value, json};

use super::{Graph, Version};

const BODIES: &[&str] = &[
    "application/json",
    "multipart/form-data",
    "application/x-www-form-urlencoded",
    "multipart/mixed",
    "application/x-ndjson",
    "text/plain",
    "application/octet-stream",
    "application/merge-patch+json",
    "application/xml",
    "image/png",
    "*/*",
];

const ANSWERS: &[&str] = &[
    "application/json",
    "text/event-stream",
    "application/x-ndjson",
    "application/json-seq",
    "text/plain",
    "application/octet-stream",
    "application/problem+json",
    "multipart/mixed",
    "application/xml",
    "*/*",
];

/// Where a parameter may be, and the styles that the standard has there.
const PLACES: &[(&str, &[&str])] = &[
    (
        "query",
        &["form", "spaceDelimited", "pipeDelimited", "deepObject"],
    ),
    ("header", &["simple"]),
    ("cookie", &["form"]),
    ("path", &["simple", "label", "matrix"]),
];

impl Graph<'_, '_> {
    pub(super) fn servers(&mut self) -> Value {
        match self.choices.below(4) {
            0 | 1 => json!([{ "url": "https://api.example.com/v1" }]),
            2 => {
                json!([{ "url": "https://{region}.example.com", "variables": { "region": { "default": "eu", "enum": ["eu", "us"] } } }])
            }
            _ => {
                json!([{ "url": "https://a.example.com", "description": "One" }, { "url": "https://b.example.com" }])
            }
        }
    }

    pub(super) fn security_schemes(&mut self) -> Value {
        json!({
            "key": { "type": "apiKey", "in": self.choices.of(&["header", "query", "cookie"]), "name": "X-Key" },
            "bearer": { "type": "http", "scheme": "bearer" },
            "basic": { "type": "http", "scheme": "basic" },
            "oauth": { "type": "oauth2", "flows": { "clientCredentials": { "tokenUrl": "https://a.example.com/token", "scopes": { "read": "Reads" } } } },
        })
    }

    pub(super) fn security(&mut self) -> Value {
        let mut all = Vec::new();
        for _ in 0..self.choices.below(3) {
            all.push(match self.choices.below(6) {
                0 => json!({ "key": [] }),
                1 => json!({ "bearer": [] }),
                2 => json!({ "basic": [] }),
                3 => json!({ "oauth": ["read"] }),
                4 => json!({ "key": [], "bearer": [] }),
                _ => json!({}),
            });
        }
        json!(all)
    }

    pub(super) fn webhooks(&mut self) -> Value {
        let mut all = Map::new();
        for name in ["created", "removed", "pet.seen"] {
            if self.choices.once_in(2) {
                all.insert(name.to_owned(), json!({ "post": self.event() }));
            }
        }
        Value::Object(all)
    }

    fn event(&mut self) -> Value {
        json!({
            "requestBody": { "content": { "application/json": { "schema": self.schema(1) } } },
            "responses": { "200": { "description": "Done" } },
        })
    }

    /// A path with its operations.
    pub(super) fn path_item(&mut self, index: usize) -> (String, Value) {
        let methods: &[&str] = match self.version {
            Version::V30 | Version::V31 => {
                &["post", "get", "put", "patch", "delete", "head", "options"]
            }
            Version::V32 => &["post", "get", "put", "patch", "delete", "query"],
        };
        let has_path = self.choices.once_in(3);
        let mut item = Map::new();
        for _ in 0..=self.choices.below(2) {
            let method = *self.choices.of(methods);
            item.insert(method.to_owned(), self.operation(has_path));
        }
        let path = if has_path {
            format!("/x{index}/{{id}}")
        } else {
            format!("/x{index}")
        };
        (path, Value::Object(item))
    }

    fn operation(&mut self, has_path: bool) -> Value {
        let mut parameters = Vec::new();
        if has_path {
            let (_, styles) = PLACES[3];
            parameters.push(self.parameter("id", "path", styles));
        }
        for name in ["filter", "X-Trace", "kind", "sort", "page"] {
            if self.choices.once_in(4) {
                let (place, styles) = *self.choices.of(&PLACES[..3]);
                parameters.push(self.parameter(name, place, styles));
            }
        }
        let mut operation = json!({ "parameters": parameters, "responses": self.responses() });
        self.maybe(&mut operation, 2, "requestBody", Self::body);
        self.maybe(&mut operation, 5, "security", Self::security);
        self.maybe(&mut operation, 8, "servers", Self::servers);
        self.maybe(&mut operation, 8, "deprecated", |_| json!(true));
        self.maybe(
            &mut operation,
            6,
            "callbacks",
            |graph| json!({ "done": { "{$request.query.filter}": { "post": graph.event() } } }),
        );
        operation
    }

    fn parameter(&mut self, name: &str, place: &str, styles: &[&str]) -> Value {
        let mut parameter = json!({ "name": name, "in": place });
        if place == "path" || self.choices.once_in(3) {
            parameter["required"] = json!(true);
        }
        if self.choices.once_in(8) {
            parameter["content"] = json!({ "application/json": { "schema": self.schema(2) } });
            return parameter;
        }
        parameter["schema"] = self.schema(2);
        if self.choices.once_in(2) {
            parameter["style"] = json!(self.choices.of(styles));
            parameter["explode"] = json!(self.choices.once_in(2));
        }
        parameter
    }

    fn body(&mut self) -> Value {
        let mut content = Map::new();
        for _ in 0..=self.choices.below(2) {
            let name = *self.choices.of(BODIES);
            let has_parts = name.starts_with("multipart") || name.ends_with("urlencoded");
            let schema = if has_parts {
                self.parts()
            } else {
                self.schema(1)
            };
            let mut media = json!({ "schema": schema });
            if has_parts && self.choices.once_in(2) {
                let types = ["application/json", "image/png", "text/plain"];
                media["encoding"] = json!({ "name": { "contentType": self.choices.of(&types) } });
            }
            content.insert(name.to_owned(), media);
        }
        json!({ "required": self.choices.once_in(2), "content": content })
    }

    /// What forms and several parts are made of.
    fn parts(&mut self) -> Value {
        if self.choices.once_in(3) {
            return self.reference();
        }
        let mut schema = self.object(1);
        let file = if self.version == Version::V30 {
            json!({ "type": "string", "format": "binary" })
        } else {
            json!({ "type": "string", "contentMediaType": "application/octet-stream" })
        };
        if self.choices.once_in(2) {
            schema["properties"]["file"] = file.clone();
        }
        if self.choices.once_in(4) {
            schema["properties"]["files"] = json!({ "type": "array", "items": file });
        }
        schema
    }

    fn responses(&mut self) -> Value {
        let mut responses = Map::new();
        for _ in 0..=self.choices.below(3) {
            let statuses = ["200", "201", "204", "2XX", "404", "4XX", "default"];
            let status = *self.choices.of(&statuses);
            let mut response = json!({ "description": "Done" });
            if status != "204" && !self.choices.once_in(5) {
                let mut content = Map::new();
                for _ in 0..=self.choices.below(2) {
                    let name = *self.choices.of(ANSWERS);
                    content.insert(name.to_owned(), json!({ "schema": self.schema(1) }));
                }
                response["content"] = Value::Object(content);
            }
            self.maybe(&mut response, 5, "headers", |graph| {
                json!({ "X-Count": { "schema": graph.schema(3) }, "X-Kind": { "schema": graph.schema(3), "required": true } })
            });
            responses.insert(status.to_owned(), response);
        }
        Value::Object(responses)
    }
}
