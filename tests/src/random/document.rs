//! A random description as `OpenAPI`.

use serde_json::{Map, Value, json};

use super::schema::{
    Access, Additional, Choice, Description, Inside, Keyword, Mapping, Object, Schema, Tagged,
    Version,
};
use super::values::Values;

/// What schemas are called: plain, keywords, names of the prelude, some that collide, and some that
/// are no names at all.
const NAMES: &[&str] = &[
    "Pet",
    "order_item",
    "orderItem",
    "String",
    "Option",
    "Vec",
    "Result",
    "Box",
    "type",
    "Self",
    "3D",
    "Über",
    "日本",
    "a.b",
    "a-b",
    "Client",
    "Error",
    "Value",
    "JSONValue",
    "Response",
    "Nullable",
    "Number",
    "Base64",
    "Default",
    "From",
    "Some",
    "None",
    "Ok",
    "Map",
    "Unknown",
];

/// How many values of each schema are given as examples.
const EXAMPLES: usize = 6;

impl Description {
    /// Returns what a schema is called.
    pub fn name(&self, index: usize) -> String {
        let name = NAMES[index % NAMES.len()];
        match index / NAMES.len() {
            0 => name.to_owned(),
            round => format!("{name}{round}"),
        }
    }

    /// Returns what a member of a tagged schema is called.
    pub fn member_name(&self, index: usize, member: usize) -> String {
        format!("{}Member{member}", self.name(index))
    }

    /// Returns the description as `OpenAPI`; the values are examples of the bodies of its operations.
    pub fn document(&self, values: Option<&mut Values<'_>>) -> Value {
        let mut paths = Map::new();
        let mut schemas = Map::new();
        let mut values = values;
        for (index, schema) in self.schemas.iter().enumerate() {
            let name = self.name(index);
            let mut media = json!({ "schema": { "$ref": reference(&name) } });
            if let Some(values) = &mut values {
                let made = (0..EXAMPLES).filter_map(|_| values.of_component(index));
                let examples = made
                    .enumerate()
                    .map(|(number, value)| (format!("e{number}"), json!({ "value": value })));
                media["examples"] = Value::Object(examples.collect());
            }
            let content = json!({ "application/json": media });
            paths.insert(
                format!("/s{index}"),
                json!({ "post": {
                    "requestBody": { "required": true, "content": content },
                    "responses": { "200": { "description": "Done", "content": content } },
                }}),
            );
            schemas.insert(name, self.component(index, schema));
            if let Schema::Tagged(tagged) | Schema::Family(tagged) = schema {
                let is_family = matches!(schema, Schema::Family(_));
                for member in 0..tagged.members.len() {
                    let written = self.member(index, tagged, member, is_family);
                    schemas.insert(self.member_name(index, member), written);
                }
            }
        }
        let version = match self.version {
            Version::V30 => "3.0.3",
            Version::V31 => "3.1.0",
        };
        json!({
            "openapi": version,
            "info": { "title": "Random", "version": "1" },
            "servers": [{ "url": "https://api.example.com" }],
            "paths": paths,
            "components": { "schemas": schemas },
        })
    }

    fn component(&self, index: usize, schema: &Schema) -> Value {
        match schema {
            Schema::Tagged(tagged) => {
                let references = (0..tagged.members.len())
                    .map(|member| json!({ "$ref": reference(&self.member_name(index, member)) }));
                json!({
                    "oneOf": references.collect::<Vec<_>>(),
                    "discriminator": self.discriminator(index, tagged),
                })
            }
            Schema::Family(tagged) => json!({
                "type": "object",
                "required": [tagged.property],
                "properties": { (tagged.property): { "type": "string" } },
                "discriminator": self.discriminator(index, tagged),
            }),
            other => self.written(other),
        }
    }

    fn discriminator(&self, index: usize, tagged: &Tagged) -> Value {
        let mut mapping = Map::new();
        for member in 0..tagged.members.len() {
            let name = self.member_name(index, member);
            let reference = reference(&name);
            match tagged.mapping {
                Mapping::Partial if member > 0 => {}
                Mapping::Absent => {}
                Mapping::ByName => _ = mapping.insert(format!("k{member}"), json!(name)),
                Mapping::ByReference | Mapping::Partial => {
                    mapping.insert(format!("k{member}"), json!(reference));
                }
                Mapping::Twice => {
                    mapping.insert(format!("k{member}"), json!(reference));
                    mapping.insert(format!("other {member}"), json!(reference));
                }
            }
        }
        let mut discriminator = json!({ "propertyName": tagged.property });
        if !mapping.is_empty() {
            discriminator["mapping"] = Value::Object(mapping);
        }
        discriminator
    }

    fn member(&self, index: usize, tagged: &Tagged, member: usize, is_family: bool) -> Value {
        let mut written = self.object(&tagged.members[member]);
        let property = match tagged.inside {
            Inside::Text => Some(json!({ "type": "string" })),
            Inside::Constant => {
                let value = json!(self.tag(index, tagged, member));
                Some(self.written(&Schema::Constant(value)))
            }
            Inside::Absent => None,
        };
        if let Some(property) = property {
            written["properties"][tagged.property] = property;
            let mut required = written["required"].as_array().cloned().unwrap_or_default();
            required.push(json!(tagged.property));
            written["required"] = json!(required);
        }
        if is_family {
            json!({ "allOf": [{ "$ref": reference(&self.name(index)) }, written] })
        } else {
            written
        }
    }

    /// Returns the value of the property that tells a member from the others.
    pub fn tag(&self, index: usize, tagged: &Tagged, member: usize) -> String {
        let is_mapped = match tagged.mapping {
            Mapping::Absent => false,
            Mapping::Partial => member == 0,
            Mapping::ByName | Mapping::ByReference | Mapping::Twice => true,
        };
        if is_mapped || tagged.inside == Inside::Constant && tagged.mapping == Mapping::Absent {
            format!("k{member}")
        } else {
            self.member_name(index, member)
        }
    }

    fn written(&self, schema: &Schema) -> Value {
        match schema {
            Schema::Anything => json!({}),
            Schema::Boolean => json!({ "type": "boolean" }),
            Schema::Text(format, lengths) => {
                let mut written = with_format("string", *format);
                if let Some((least, most)) = lengths {
                    written["minLength"] = json!(least);
                    written["maxLength"] = json!(most);
                }
                written
            }
            Schema::Whole(format, range) => {
                let mut written = with_format("integer", *format);
                if let Some((least, most)) = range {
                    written["minimum"] = json!(least);
                    written["maximum"] = json!(most);
                }
                written
            }
            Schema::Decimal(format) => with_format("number", *format),
            Schema::Values(values, is_typed) => {
                let mut written = json!({ "enum": values });
                if let Some(name) = type_of(values).filter(|_| *is_typed) {
                    written["type"] = json!(name);
                }
                written
            }
            Schema::Constant(value) => match self.version {
                Version::V30 => json!({ "enum": [value] }),
                Version::V31 => json!({ "const": value }),
            },
            Schema::List(items) => json!({ "type": "array", "items": self.written(items) }),
            Schema::Object(object) => self.object(object),
            Schema::All(members) => json!({ "allOf": self.several(members) }),
            Schema::Choice(choice) => {
                let mut written = json!({});
                self.choose(&mut written, choice);
                written
            }
            Schema::Beside(object, choice) => {
                let mut written = self.object(object);
                self.choose(&mut written, choice);
                written
            }
            Schema::Nullable(inner) => self.nullable(self.written(inner)),
            Schema::Reference(index) => {
                json!({ "$ref": reference(&self.name(index % self.schemas.len())) })
            }
            Schema::Tagged(_) | Schema::Family(_) => unreachable!("these stand only at the top"),
        }
    }

    fn several(&self, members: &[Schema]) -> Vec<Value> {
        members.iter().map(|member| self.written(member)).collect()
    }

    fn choose(&self, written: &mut Value, choice: &Choice) {
        let keyword = match choice.keyword {
            Keyword::OneOf => "oneOf",
            Keyword::AnyOf => "anyOf",
        };
        written[keyword] = json!(self.several(&choice.members));
    }

    fn object(&self, object: &Object) -> Value {
        let mut properties = Map::new();
        for property in &object.properties {
            let mut written = self.written(&property.schema);
            let flag = match property.access {
                Access::Both => None,
                Access::ReadOnly => Some("readOnly"),
                Access::WriteOnly => Some("writeOnly"),
            };
            if let Some(flag) = flag {
                if self.version == Version::V30 && written.get("$ref").is_some() {
                    written = json!({ "allOf": [written] });
                }
                written[flag] = json!(true);
            }
            properties.insert(property.name.to_owned(), written);
        }
        let required = object
            .properties
            .iter()
            .filter(|property| property.required);
        let required: Vec<&str> = required.map(|property| property.name).collect();
        let mut written = json!({ "type": "object" });
        if !properties.is_empty() {
            written["properties"] = Value::Object(properties);
        }
        if !required.is_empty() {
            written["required"] = json!(required);
        }
        match &object.additional {
            Additional::Silent => {}
            Additional::Closed => written["additionalProperties"] = json!(false),
            Additional::Any => written["additionalProperties"] = json!(true),
            Additional::Typed(schema) => {
                written["additionalProperties"] = self.written(schema);
            }
        }
        written
    }

    fn nullable(&self, mut written: Value) -> Value {
        let has_type = written["type"].is_string();
        if self.version == Version::V31 {
            if !has_type {
                return json!({ "anyOf": [written, { "type": "null" }] });
            }
            written["type"] = json!([written["type"], "null"]);
            if let Some(Value::Array(values)) = written.get_mut("enum") {
                values.push(Value::Null);
            }
            return written;
        }
        if !has_type {
            return json!({ "nullable": true, "allOf": [written] });
        }
        written["nullable"] = json!(true);
        written
    }
}

fn reference(name: &str) -> String {
    format!("#/components/schemas/{name}")
}

fn with_format(name: &str, format: Option<&str>) -> Value {
    let mut written = json!({ "type": name });
    if let Some(format) = format {
        written["format"] = json!(format);
    }
    written
}

/// The `type` that all values have.
fn type_of(values: &[Value]) -> Option<&'static str> {
    let all = |is: fn(&Value) -> bool| values.iter().all(is);
    if all(Value::is_string) {
        Some("string")
    } else if all(Value::is_i64) {
        Some("integer")
    } else if all(Value::is_number) {
        Some("number")
    } else if all(Value::is_boolean) {
        Some("boolean")
    } else {
        None
    }
}
