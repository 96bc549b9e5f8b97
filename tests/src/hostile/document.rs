//! Descriptions that are made of what a description is made of, in its place or not.

use serde_json::{Map, Value, json};

use super::Choices;

const DEEPEST: usize = 6;

/// Names and texts: ordinary ones, and such that try something.
pub(super) const WORDS: &[&str] = &[
    "id",
    "name",
    "Pet",
    "pets",
    "a",
    "b",
    "c",
    "type",
    "Self",
    "self",
    "crate",
    "r#fn",
    "fn",
    "Client",
    "Error",
    "Option",
    "String",
    "Vec",
    "../x",
    "CON",
    "mod",
    "lib",
    "main",
    "",
    " ",
    "_",
    "1",
    "-1",
    "a b",
    "a-b",
    "aB",
    "A_B",
    "ä",
    "\u{5b57}",
    "\u{202e}x",
    "x\u{200b}",
    "\0",
    "\n",
    "\"#",
    "*/",
    "```\nx();\n```",
    "<b>",
    "[x](javascript:x)",
    "<javascript:x>",
    "{id}",
    "{",
    "}",
    "/",
    "~0",
    "%2F",
    "#",
    "?",
    "\\",
    "'",
    "`",
    "    x();",
    "\tx();",
    "$ref",
    "x-",
    "application/json",
    "text/event-stream",
    "multipart/form-data",
    "*/*",
    "default",
    "200",
    "2XX",
    "name@",
    "1e400",
    "0001-01-01",
    "2020-02-30",
    "9007199254740993",
    "application/x-www-form-urlencoded",
];

pub(super) fn word(choices: &mut Choices<'_>) -> String {
    (*choices.of(WORDS)).to_owned()
}

/// Any JSON value.
fn value(choices: &mut Choices<'_>, depth: usize) -> Value {
    match choices.below(if depth > DEEPEST { 6 } else { 8 }) {
        0 => Value::Null,
        1 => choices.once_in(2).into(),
        2 => (choices.below(512).cast_signed() - 256).into(),
        3 => json!(1.5),
        4 => json!(u64::MAX),
        5 => word(choices).into(),
        6 => list(choices, |choices| value(choices, depth + 1)),
        _ => map(choices, |choices| value(choices, depth + 1)),
    }
}

fn list(choices: &mut Choices<'_>, mut item: impl FnMut(&mut Choices<'_>) -> Value) -> Value {
    let length = choices.below(4);
    (0..length).map(|_| item(choices)).collect()
}

fn map(choices: &mut Choices<'_>, mut item: impl FnMut(&mut Choices<'_>) -> Value) -> Value {
    let length = choices.below(4);
    let entries = (0..length).map(|_| (word(choices), item(choices)));
    Value::Object(entries.collect())
}

fn reference(choices: &mut Choices<'_>, kind: &str) -> Value {
    let name = word(choices).replace('~', "~0").replace('/', "~1");
    json!({ "$ref": format!("#/components/{kind}/{name}") })
}

/// A schema: keywords with values of the right kind, most of the time.
fn schema(choices: &mut Choices<'_>, depth: usize) -> Value {
    if choices.once_in(24) {
        return value(choices, depth);
    }
    if depth > DEEPEST || choices.once_in(5) {
        return reference(choices, "schemas");
    }
    let mut schema = Map::new();
    let types = [
        "string", "integer", "number", "boolean", "array", "object", "null", "file",
    ];
    if !choices.once_in(6) {
        let ty = if choices.once_in(10) {
            list(choices, |choices| (*choices.of(&types)).into())
        } else {
            (*choices.of(&types)).into()
        };
        schema.insert("type".to_owned(), ty);
    }
    for _ in 0..choices.below(5) {
        let (key, value) = keyword(choices, depth + 1);
        schema.insert(key.to_owned(), value);
    }
    Value::Object(schema)
}

/// The keywords of a schema.
const KEYWORDS: &[&str] = &[
    "properties",
    "items",
    "allOf",
    "oneOf",
    "anyOf",
    "not",
    "enum",
    "const",
    "default",
    "example",
    "format",
    "pattern",
    "minimum",
    "maximum",
    "exclusiveMinimum",
    "multipleOf",
    "minLength",
    "maxLength",
    "minItems",
    "uniqueItems",
    "required",
    "additionalProperties",
    "patternProperties",
    "propertyNames",
    "prefixItems",
    "contains",
    "if",
    "then",
    "else",
    "dependentSchemas",
    "discriminator",
    "nullable",
    "readOnly",
    "writeOnly",
    "deprecated",
    "description",
    "title",
    "examples",
    "x-enum-varnames",
    "unevaluatedProperties",
    "$ref",
    "$defs",
    "$anchor",
    "$id",
    "$dynamicRef",
    "contentEncoding",
    "externalDocs",
];

fn keyword(choices: &mut Choices<'_>, depth: usize) -> (&'static str, Value) {
    let key = *choices.of(KEYWORDS);
    let value = match key {
        "properties" | "patternProperties" | "dependentSchemas" | "$defs" => {
            map(choices, |choices| schema(choices, depth))
        }
        "items"
        | "not"
        | "additionalProperties"
        | "propertyNames"
        | "contains"
        | "if"
        | "then"
        | "else"
        | "unevaluatedProperties" => schema(choices, depth),
        "allOf" | "oneOf" | "anyOf" | "prefixItems" => {
            list(choices, |choices| schema(choices, depth))
        }
        "enum" | "examples" => list(choices, |choices| value(choices, depth)),
        "minimum" | "maximum" | "exclusiveMinimum" | "multipleOf" | "minLength" | "maxLength"
        | "minItems" => choices
            .of(&[
                json!(0),
                json!(1),
                json!(-1),
                json!(0.1),
                json!(u64::MAX),
                json!(1e300),
                json!("1"),
            ])
            .clone(),
        "required" | "x-enum-varnames" => list(choices, |choices| word(choices).into()),
        "uniqueItems" | "nullable" | "readOnly" | "writeOnly" | "deprecated" => {
            choices.once_in(2).into()
        }
        "format" => (*choices.of(&[
            "int32",
            "int64",
            "uint8",
            "date-time",
            "binary",
            "byte",
            "uuid",
            "x",
        ]))
        .into(),
        "pattern" => (*choices.of(&[
            "^a+$",
            "(a*)*b",
            "[",
            "\\p{L}",
            "(?=a)",
            "a{1000}{1000}",
            "^\\d{3}$",
        ]))
        .into(),
        "discriminator" => {
            json!({ "propertyName": word(choices), "mapping": map(choices, |choices| word(choices).into()) })
        }
        "description" | "title" | "$ref" | "$anchor" | "$id" | "$dynamicRef"
        | "contentEncoding" => word(choices).into(),
        _ => value(choices, depth),
    };
    (key, value)
}

fn media_types(choices: &mut Choices<'_>) -> Value {
    let names = [
        "application/json",
        "text/plain",
        "multipart/form-data",
        "application/x-www-form-urlencoded",
        "text/event-stream",
        "application/octet-stream",
        "application/x-ndjson",
        "*/*",
        "",
        "x\"y",
    ];
    let mut content = Map::new();
    for _ in 0..=choices.below(2) {
        let name = (*choices.of(&names)).to_owned();
        let mut media = json!({ "schema": schema(choices, 0) });
        if choices.once_in(4) {
            media["example"] = value(choices, 0);
        }
        if choices.once_in(6) {
            media["encoding"] = map(
                choices,
                |choices| json!({ "contentType": word(choices), "style": word(choices) }),
            );
        }
        content.insert(name, media);
    }
    Value::Object(content)
}

fn parameter(choices: &mut Choices<'_>) -> Value {
    if choices.once_in(8) {
        return reference(choices, "parameters");
    }
    let mut parameter = json!({
        "name": word(choices),
        "in": choices.of(&["query", "path", "header", "cookie", "querystring", "body"]),
        "required": choices.once_in(2),
    });
    if choices.once_in(4) {
        parameter["content"] = media_types(choices);
    } else {
        parameter["schema"] = schema(choices, 2);
    }
    if choices.once_in(3) {
        let styles = [
            "form",
            "simple",
            "label",
            "matrix",
            "deepObject",
            "spaceDelimited",
            "pipeDelimited",
            "x",
        ];
        parameter["style"] = (*choices.of(&styles)).into();
        parameter["explode"] = choices.once_in(2).into();
    }
    parameter
}

fn operation(choices: &mut Choices<'_>) -> Value {
    let mut operation = json!({
        "parameters": list(choices, parameter),
        "responses": responses(choices),
    });
    if choices.once_in(2) {
        operation["operationId"] = word(choices).into();
    }
    if choices.once_in(2) {
        operation["requestBody"] =
            json!({ "required": choices.once_in(2), "content": media_types(choices) });
    }
    for key in ["summary", "description"] {
        if choices.once_in(3) {
            operation[key] = word(choices).into();
        }
    }
    if choices.once_in(8) {
        let key = *choices.of(&[
            "tags",
            "security",
            "servers",
            "callbacks",
            "deprecated",
            "externalDocs",
        ]);
        operation[key] = value(choices, 3);
    }
    operation
}

fn responses(choices: &mut Choices<'_>) -> Value {
    let mut responses = Map::new();
    for _ in 0..=choices.below(2) {
        let status = *choices.of(&[
            "200", "201", "204", "2XX", "4XX", "404", "default", "x", "600",
        ]);
        let mut response = json!({ "description": word(choices) });
        if !choices.once_in(4) {
            response["content"] = media_types(choices);
        }
        if choices.once_in(6) {
            response["headers"] = map(choices, |choices| json!({ "schema": schema(choices, 3) }));
        }
        responses.insert(status.to_owned(), response);
    }
    Value::Object(responses)
}

/// A description.
pub(super) fn description(choices: &mut Choices<'_>) -> Value {
    let mut paths = Map::new();
    for _ in 0..=choices.below(3) {
        let path = format!(
            "/{}/{}",
            word(choices),
            choices.of(&["{id}", "x", "", "{id}/{id}", "{a}.{b}"])
        );
        let method = *choices.of(&[
            "get", "post", "put", "delete", "patch", "head", "trace", "query", "x",
        ]);
        let mut item = json!({ method: operation(choices) });
        if choices.once_in(8) {
            let method = *choices.of(&["LINK", "M-`*/#|", "post", "Link", "CONNECT", "a b", ""]);
            item["additionalOperations"] = json!({ method: operation(choices) });
        }
        paths.insert(path, item);
    }
    let mut description = json!({
        "openapi": choices.of(&["3.0.3", "3.1.0", "3.2.0"]),
        "info": { "title": word(choices), "version": "1" },
        "servers": [{ "url": choices.of(&["https://example.com", "/", "https://{a}.x", "", "x"]) }],
        "paths": paths,
        "components": {
            "schemas": map(choices, |choices| schema(choices, 0)),
            "parameters": map(choices, parameter),
            "securitySchemes": map(choices, |choices| json!({
                "type": choices.of(&["apiKey", "http", "oauth2", "x"]),
                "in": choices.of(&["header", "query", "cookie"]),
                "name": word(choices),
                "scheme": choices.of(&["bearer", "basic", "digest"]),
            })),
        },
    });
    if choices.once_in(4) {
        description["webhooks"] = map(choices, |choices| json!({ "post": operation(choices) }));
    }
    if choices.once_in(4) {
        description["security"] = list(choices, |choices| map(choices, |_| json!([])));
    }
    if choices.once_in(16) {
        let key = *choices.of(&["info", "paths", "components", "servers", "tags"]);
        description[key] = value(choices, 0);
    }
    description
}

/// A description of one schema, with an instance wherever one may stand.
pub(super) fn instance(choices: &mut Choices<'_>) -> Value {
    let mut pet = schema(choices, 0);
    let instance = value(choices, 0);
    if let Value::Object(schema) = &mut pet {
        for key in ["default", "example", "const"] {
            if choices.once_in(3) {
                schema.insert(key.to_owned(), instance.clone());
            }
        }
        if choices.once_in(3) {
            schema.insert("enum".to_owned(), json!([instance]));
        }
    }
    let content = json!({ "application/json": {
        "schema": { "$ref": "#/components/schemas/Pet" },
        "examples": { "one": { "value": instance } },
    } });
    let others = map(choices, |choices| schema(choices, 1));
    let mut schemas = others.as_object().cloned().unwrap_or_default();
    schemas.insert("Pet".to_owned(), pet);
    json!({
        "openapi": "3.1.0",
        "info": { "title": "Pets", "version": "1" },
        "servers": [{ "url": "https://example.com" }],
        "paths": { "/pets": { "post": {
            "requestBody": { "content": content },
            "responses": { "200": { "description": "Done", "content": content } },
        } } },
        "components": { "schemas": schemas },
    })
}
