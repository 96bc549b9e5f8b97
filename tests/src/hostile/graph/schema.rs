//! Schemas: each keyword with what it asks for, beside any other.

use serde_json::{Map, Value, json};

use super::{Graph, Version};

/// How deep schemas are nested.
const DEEPEST: usize = 4;

/// The names of properties: few, so that those of several schemas meet.
const PROPERTIES: &[&str] = &[
    "id", "kind", "name", "next", "items", "value", "a-b", "type", "a_b",
];

/// Values of enumerations and constants.
const WORDS: &[&str] = &["x", "y", "X", "Pet", "Owner", "Order", "", "a b"];

/// What may be done to a schema that is there.
#[derive(Debug, Clone, Copy)]
enum Extra {
    Nullable,
    Access,
    Default,
    Text,
    Deprecated,
    AllOf,
    Union,
    Not,
    Condition,
    Dependent,
    Patterns,
    Unevaluated,
    Names,
    Contains,
    Definitions,
    Count,
    Values,
    Properties,
    Items,
    Additional,
}

const EXTRAS: &[Extra] = &[
    Extra::Text,
    Extra::Nullable,
    Extra::Nullable,
    Extra::Access,
    Extra::Access,
    Extra::Default,
    Extra::Deprecated,
    Extra::AllOf,
    Extra::AllOf,
    Extra::Union,
    Extra::Union,
    Extra::Union,
    Extra::Not,
    Extra::Condition,
    Extra::Dependent,
    Extra::Patterns,
    Extra::Unevaluated,
    Extra::Names,
    Extra::Contains,
    Extra::Definitions,
    Extra::Count,
    Extra::Values,
    Extra::Properties,
    Extra::Properties,
    Extra::Items,
    Extra::Additional,
];

impl Graph<'_, '_> {
    /// A schema of `components`: mostly one with parts.
    pub(super) fn component(&mut self, name: &str) -> Value {
        let mut schema = match self.choices.below(8) {
            0..=2 => self.object(0),
            3 => self.union(0),
            4 => self.all_of(0),
            5 => self.parent(name),
            _ => return self.schema(0),
        };
        self.extend(&mut schema, 0);
        schema
    }

    /// Any schema.
    pub(super) fn schema(&mut self, depth: usize) -> Value {
        if depth > DEEPEST || self.left == 0 || self.choices.is_done() {
            return self.leaf();
        }
        self.left -= 1;
        let mut schema = match self.choices.below(18) {
            0..=3 => self.leaf(),
            4..=7 => self.reference(),
            8..=10 => self.object(depth),
            11 => self.list(depth),
            12 => self.all_of(depth),
            13 | 14 => self.union(depth),
            15 => self.values(),
            16 => self.map(depth),
            _ => self.anything(),
        };
        self.extend(&mut schema, depth);
        schema
    }

    pub(super) fn reference(&mut self) -> Value {
        json!({ "$ref": self.choices.of(&self.targets) })
    }

    fn leaf(&mut self) -> Value {
        match self.choices.below(10) {
            0..=3 => self.text(),
            4 | 5 => self.number("integer", &["", "int32", "int64", "uint8", "uint64", "x"]),
            6 => self.number("number", &["", "double", "float", "decimal"]),
            7 => json!({ "type": "boolean" }),
            8 => self.values(),
            _ => self.reference(),
        }
    }

    fn text(&mut self) -> Value {
        let mut schema = json!({ "type": "string" });
        let formats = [
            "date-time",
            "date",
            "byte",
            "uuid",
            "password",
            "uri",
            "binary",
        ];
        self.maybe(&mut schema, 4, "format", |graph| {
            json!(graph.choices.of(&formats))
        });
        self.maybe(&mut schema, 10, "minLength", |graph| {
            json!(graph.choices.below(3))
        });
        self.maybe(&mut schema, 10, "maxLength", |graph| {
            json!(3 + graph.choices.below(9))
        });
        let patterns = ["^[a-z]+$", "^\\d{3}$", "a|b", "(?=a)"];
        self.maybe(&mut schema, 20, "pattern", |graph| {
            json!(graph.choices.of(&patterns))
        });
        schema
    }

    fn number(&mut self, ty: &str, formats: &[&str]) -> Value {
        let mut schema = json!({ "type": ty });
        let format = *self.choices.of(formats);
        if !format.is_empty() {
            schema["format"] = json!(format);
        }
        self.maybe(&mut schema, 8, "minimum", |graph| {
            json!(graph.choices.below(5))
        });
        self.maybe(&mut schema, 8, "maximum", |graph| {
            json!(90 + graph.choices.below(50))
        });
        let is_old = self.version == Version::V30;
        self.maybe(&mut schema, 20, "exclusiveMinimum", |_| {
            if is_old { json!(true) } else { json!(-1) }
        });
        self.maybe(&mut schema, 20, "multipleOf", |graph| {
            json!(graph.choices.of(&[1.0, 2.0, 0.5]))
        });
        schema
    }

    /// An enumeration or a constant.
    fn values(&mut self) -> Value {
        let is_old = self.version == Version::V30;
        match self.choices.below(7) {
            0 | 1 => json!({ "type": "string", "enum": self.words() }),
            2 if !is_old => json!({ "const": self.choices.of(WORDS) }),
            3 if !is_old => {
                json!({ "const": self.choices.of(&[json!(1), json!(true), Value::Null, json!({ "kind": "x" })]) })
            }
            4 => json!({ "type": "integer", "enum": [1, 2, 3] }),
            5 => json!({ "enum": ["x", 1, true] }),
            _ => json!({ "enum": self.words() }),
        }
    }

    fn words_or_text(&mut self) -> Value {
        match self.choices.below(4) {
            0 | 1 => json!({ "type": "string" }),
            2 if self.version != Version::V30 => json!({ "const": self.choices.of(WORDS) }),
            _ => json!({ "type": "string", "enum": self.words() }),
        }
    }

    fn words(&mut self) -> Vec<&'static str> {
        let first = self.choices.below(WORDS.len());
        let count = 1 + self.choices.below(3);
        (first..first + count)
            .map(|index| WORDS[index % WORDS.len()])
            .collect()
    }

    fn anything(&mut self) -> Value {
        match self.choices.below(4) {
            0 if self.version != Version::V30 => json!(true),
            1 if self.version != Version::V30 => json!({ "type": "null" }),
            2 => json!({ "type": "object" }),
            _ => json!({}),
        }
    }

    pub(super) fn object(&mut self, depth: usize) -> Value {
        let mut schema = json!({ "type": "object", "properties": self.properties(depth) });
        self.require(&mut schema);
        self.maybe(&mut schema, 5, "additionalProperties", |graph| {
            graph.additional(depth)
        });
        schema
    }

    fn properties(&mut self, depth: usize) -> Value {
        let mut properties = Map::new();
        for _ in 0..self.choices.below(5) {
            let name = *self.choices.of(PROPERTIES);
            // What tells types apart is a text.
            let schema = match name {
                "kind" | "type" => self.words_or_text(),
                _ => self.schema(depth + 1),
            };
            properties.insert(name.to_owned(), schema);
        }
        Value::Object(properties)
    }

    /// Requires some of the properties, and seldom one that is described elsewhere.
    fn require(&mut self, schema: &mut Value) {
        let mut required: Vec<Value> = Vec::new();
        for name in schema["properties"]
            .as_object()
            .into_iter()
            .flat_map(Map::keys)
        {
            if self.choices.once_in(3) {
                required.push(json!(name));
            }
        }
        if self.choices.once_in(12) {
            let name = json!(self.choices.of(PROPERTIES));
            if !required.contains(&name) {
                required.push(name);
            }
        }
        if !required.is_empty() {
            schema["required"] = json!(required);
        }
    }

    fn additional(&mut self, depth: usize) -> Value {
        match self.choices.below(3) {
            0 => json!(true),
            1 => json!(false),
            _ => self.schema(depth + 1),
        }
    }

    fn map(&mut self, depth: usize) -> Value {
        json!({ "type": "object", "additionalProperties": self.schema(depth + 1) })
    }

    fn list(&mut self, depth: usize) -> Value {
        let mut schema = json!({ "type": "array", "items": self.schema(depth + 1) });
        if self.version != Version::V30 && self.choices.once_in(5) {
            schema["prefixItems"] = self.several(depth);
        }
        self.maybe(&mut schema, 8, "minItems", |graph| {
            json!(graph.choices.below(2))
        });
        self.maybe(&mut schema, 8, "maxItems", |graph| {
            json!(2 + graph.choices.below(3))
        });
        self.maybe(&mut schema, 10, "uniqueItems", |_| json!(true));
        schema
    }

    fn several(&mut self, depth: usize) -> Value {
        let count = 1 + self.choices.below(3);
        (0..count).map(|_| self.schema(depth + 1)).collect()
    }

    fn all_of(&mut self, depth: usize) -> Value {
        let mut members = Vec::new();
        for _ in 0..=self.choices.below(2) {
            members.push(if self.choices.once_in(2) {
                self.reference()
            } else {
                self.object(depth + 1)
            });
        }
        if self.choices.once_in(4) {
            members.push(self.schema(depth + 1));
        }
        json!({ "allOf": members })
    }

    fn union(&mut self, depth: usize) -> Value {
        let keyword = *self.choices.of(&["oneOf", "anyOf"]);
        if self.choices.once_in(3) {
            let references: Vec<Value> = (0..=self.choices.below(3))
                .map(|_| self.component_reference())
                .collect();
            let mut schema = json!({ keyword: references });
            schema["discriminator"] = self.discriminator(&references);
            return schema;
        }
        json!({ keyword: self.several(depth) })
    }

    fn component_reference(&mut self) -> Value {
        let name = self.choices.of(&self.names);
        json!({ "$ref": format!("#/components/schemas/{name}") })
    }

    fn discriminator(&mut self, references: &[Value]) -> Value {
        let mut discriminator = json!({ "propertyName": self.choices.of(&["kind", "type"]) });
        let mut mapping = Map::new();
        for reference in references {
            if self.choices.once_in(2) {
                let value = *self.choices.of(WORDS);
                mapping.insert(value.to_owned(), reference["$ref"].clone());
            }
        }
        if !mapping.is_empty() {
            discriminator["mapping"] = Value::Object(mapping);
        }
        if self.version == Version::V32 && self.choices.once_in(3) {
            discriminator["defaultMapping"] = references[0]["$ref"].clone();
        }
        discriminator
    }

    /// What others extend, and which of them it is.
    fn parent(&mut self, name: &str) -> Value {
        let mut schema = self.object(0);
        let property = *self.choices.of(&["kind", "type"]);
        schema["properties"][property] = json!({ "type": "string" });
        schema["required"] = json!([property]);
        schema["discriminator"] = json!({ "propertyName": property });
        if self.choices.once_in(2) {
            schema["oneOf"] = json!([self.component_reference(), { "allOf": [
                { "$ref": format!("#/components/schemas/{name}") },
                self.object(2),
            ] }]);
        }
        schema
    }

    /// Adds keywords to a schema.
    fn extend(&mut self, schema: &mut Value, depth: usize) {
        if !schema.is_object() {
            return;
        }
        let is_reference = schema.get("$ref").is_some();
        if is_reference && self.version == Version::V30 {
            return;
        }
        if !self.choices.once_in(3) {
            return;
        }
        for _ in 0..=self.choices.below(2) {
            let extra = *self.choices.of(EXTRAS);
            if self.version == Version::V30 {
                self.add_old(schema, extra, depth + 1);
            } else {
                self.add(schema, extra, depth + 1);
            }
        }
    }

    /// What `OpenAPI` 3.0 has too.
    fn add_old(&mut self, schema: &mut Value, extra: Extra, depth: usize) {
        match extra {
            Extra::Nullable => schema["nullable"] = json!(true),
            Extra::Access => schema[*self.choices.of(&["readOnly", "writeOnly"])] = json!(true),
            Extra::Default => {
                let ty = schema["type"].as_str().unwrap_or_default();
                let value = match ty {
                    "string" => json!(self.choices.of(WORDS)),
                    "integer" | "number" => json!(7),
                    "boolean" => json!(false),
                    "array" => json!([]),
                    _ => json!({}),
                };
                schema["default"] = value;
            }
            Extra::Text => schema["title"] = json!(self.choices.of(&["One", "Another"])),
            Extra::Deprecated => schema["deprecated"] = json!(true),
            Extra::AllOf => schema["allOf"] = self.several(depth),
            Extra::Union => {
                let union = self.union(depth);
                for (key, value) in union.as_object().into_iter().flatten() {
                    schema[key] = value.clone();
                }
            }
            Extra::Not => schema["not"] = self.schema(depth),
            Extra::Count => {
                schema["minProperties"] = json!(self.choices.below(2));
                schema["maxProperties"] = json!(4 + self.choices.below(9));
            }
            Extra::Values if schema["type"] == "string" => schema["enum"] = json!(self.words()),
            Extra::Properties => {
                schema["properties"] = self.properties(depth);
                self.require(schema);
            }
            Extra::Items => schema["items"] = self.schema(depth),
            Extra::Additional => schema["additionalProperties"] = self.additional(depth),
            Extra::Values
            | Extra::Condition
            | Extra::Dependent
            | Extra::Patterns
            | Extra::Unevaluated
            | Extra::Names
            | Extra::Contains
            | Extra::Definitions => {}
        }
    }

    fn add(&mut self, schema: &mut Value, extra: Extra, depth: usize) {
        match extra {
            Extra::Nullable => self.add_null(schema),
            Extra::Condition => {
                schema["if"] =
                    json!({ "properties": { "kind": { "const": "x" } }, "required": ["kind"] });
                schema["then"] = self.schema(depth);
                self.maybe(schema, 2, "else", |graph| graph.schema(depth));
            }
            Extra::Dependent => {
                schema["dependentRequired"] = json!({ "id": ["name"] });
                self.maybe(
                    schema,
                    2,
                    "dependentSchemas",
                    |graph| json!({ "next": graph.object(depth) }),
                );
            }
            Extra::Patterns => schema["patternProperties"] = json!({ "^x-": self.schema(depth) }),
            Extra::Unevaluated => schema["unevaluatedProperties"] = self.additional(depth),
            Extra::Names => schema["propertyNames"] = json!({ "maxLength": 12 }),
            Extra::Contains => schema["contains"] = self.schema(depth),
            Extra::Definitions => {
                schema["$defs"] = json!({ "inner": self.schema(depth) });
            }
            Extra::Access
            | Extra::Default
            | Extra::Text
            | Extra::Deprecated
            | Extra::AllOf
            | Extra::Union
            | Extra::Not
            | Extra::Count
            | Extra::Values
            | Extra::Properties
            | Extra::Items
            | Extra::Additional => self.add_old(schema, extra, depth),
        }
    }

    fn add_null(&mut self, schema: &mut Value) {
        let types = ["null", "string", "integer", "array", "object", "boolean"];
        let mut all = match &schema["type"] {
            Value::Array(all) => all.clone(),
            Value::String(one) => vec![json!(one)],
            _ => {
                let whole = schema.take();
                *schema = json!({ "anyOf": [whole, { "type": "null" }] });
                return;
            }
        };
        let other = json!(self.choices.of(&types));
        for ty in [json!("null"), other] {
            if !all.contains(&ty) {
                all.push(ty);
            }
        }
        schema["type"] = json!(all);
    }
}
