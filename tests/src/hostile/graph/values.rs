//! Values of the schemas of a description, made by nothing that the generator has a part in.
//!
//! Most follow their schemas. Where several must hold at once, or only one of several may, a value may
//! break one of them: an independent validator sorts those out.

use serde_json::{Map, Value, json};

use super::Choices;

/// How deep values are nested, about.
const DEEPEST: usize = 8;

/// Makes up values.
#[derive(Debug)]
pub(super) struct Values<'d, 'c, 'b> {
    document: &'d Value,
    choices: &'c mut Choices<'b>,
}

impl<'d, 'c, 'b> Values<'d, 'c, 'b> {
    /// Makes up values of the schemas of a document.
    pub(super) fn new(document: &'d Value, choices: &'c mut Choices<'b>) -> Self {
        Self { document, choices }
    }

    /// A value of a schema; none where there is no finite one, or none is found.
    pub(super) fn of(&mut self, schema: &Value) -> Option<Value> {
        self.value(schema, 0)
    }

    fn value(&mut self, schema: &Value, depth: usize) -> Option<Value> {
        if depth > 2 * DEEPEST || *schema == json!(false) {
            return None;
        }
        if schema["nullable"] == true && self.choices.once_in(4) {
            return Some(Value::Null);
        }
        if let Some(value) = schema.get("const") {
            return Some(value.clone());
        }
        if let Some(values) = schema["enum"].as_array() {
            return Some(self.choices.of(values).clone());
        }
        let mut found = None;
        if let Some(reference) = schema["$ref"].as_str() {
            let target = self.document.pointer(reference.trim_start_matches('#'))?;
            found = Some(both(found, self.value(target, depth + 1)?)?);
        }
        for member in schema["allOf"].as_array().into_iter().flatten() {
            found = Some(both(found, self.value(member, depth + 1)?)?);
        }
        for keyword in ["oneOf", "anyOf"] {
            if let Some(members) = schema[keyword].as_array() {
                let chosen = self.chosen(schema, members, depth)?;
                found = Some(both(found, chosen)?);
            }
        }
        let types = types_of(schema);
        if !types.is_empty() {
            let own = self.own(schema, &types, found.as_ref(), depth)?;
            found = Some(both(found, own)?);
        }
        Some(found.unwrap_or_else(|| self.anything()))
    }

    /// A value of one of the members: of another, where the first has no finite one.
    fn chosen(&mut self, schema: &Value, members: &[Value], depth: usize) -> Option<Value> {
        let first = self.choices.below(members.len());
        for member in members[first..].iter().chain(&members[..first]) {
            let Some(mut value) = self.value(member, depth + 1) else {
                continue;
            };
            let property = schema["discriminator"]["propertyName"].as_str();
            if let (Some(property), Some(object)) = (property, value.as_object_mut()) {
                object.insert(property.to_owned(), json!(tag(schema, member)?));
            }
            return Some(value);
        }
        None
    }

    /// A value of one of the types of a schema, by its own keywords.
    fn own(
        &mut self,
        schema: &Value,
        types: &[&str],
        found: Option<&Value>,
        depth: usize,
    ) -> Option<Value> {
        // What is known already is of one of the types, or there is no value.
        let known = found.map(type_of);
        let known = known.and_then(|known| {
            types
                .iter()
                .find(|ty| **ty == known || **ty == "number" && known == "integer")
        });
        let ty = match known {
            Some(ty) => *ty,
            None => *self.choices.of(types),
        };
        Some(match ty {
            "object" => self.object(schema, depth)?,
            "array" => self.list(schema, depth)?,
            _ if found.is_some() => found.cloned()?,
            "string" => self.text(schema),
            "integer" => self.whole(schema),
            "number" => json!(*self.choices.of(&[1.5, 2.0, 90.0, 10.25])),
            "boolean" => json!(self.choices.once_in(2)),
            _ => Value::Null,
        })
    }

    fn object(&mut self, schema: &Value, depth: usize) -> Option<Value> {
        let required = |name: &str| {
            let names = schema["required"].as_array();
            names.is_some_and(|names| names.iter().any(|it| it == name))
        };
        let mut object = Map::new();
        for (name, property) in schema["properties"].as_object().into_iter().flatten() {
            if !required(name) && (depth > DEEPEST || self.choices.once_in(2)) {
                continue;
            }
            match self.value(property, depth + 1) {
                Some(value) => _ = object.insert(name.clone(), value),
                None if required(name) => return None,
                None => {}
            }
        }
        if let Some(pattern) = schema["patternProperties"].get("^x-")
            && depth < DEEPEST
        {
            let value = self.value(pattern, depth + 1);
            object.extend(value.map(|value| ("x-more".to_owned(), value)));
        }
        // Where names follow a pattern, and there are no others, others are not expected.
        let is_map = schema.get("patternProperties").is_some() && schema["properties"].is_null();
        if depth < DEEPEST && !is_map && self.choices.once_in(3) {
            let more = schema
                .get("additionalProperties")
                .or(schema.get("unevaluatedProperties"));
            let value = match more {
                Some(Value::Bool(false)) => None,
                None | Some(Value::Bool(true)) => Some(json!([1, "more"])),
                Some(more) => self.value(more, depth + 1),
            };
            object.extend(value.map(|value| ("more".to_owned(), value)));
        }
        Some(Value::Object(object))
    }

    fn list(&mut self, schema: &Value, depth: usize) -> Option<Value> {
        let mut items = Vec::new();
        for place in schema["prefixItems"].as_array().into_iter().flatten() {
            items.push(self.value(place, depth + 1)?);
        }
        let least = schema["minItems"].as_u64().unwrap_or_default();
        let more = if depth > DEEPEST {
            0
        } else {
            self.choices.below(3)
        };
        let count = more.max(usize::try_from(least).unwrap_or_default());
        while items.len() < count {
            let any = json!({});
            match self.value(schema.get("items").unwrap_or(&any), depth + 1) {
                Some(item) => items.push(item),
                None => break,
            }
        }
        Some(Value::Array(items))
    }

    fn text(&mut self, schema: &Value) -> Value {
        let text = match (schema["format"].as_str(), schema["pattern"].as_str()) {
            (_, Some("^\\d{3}$")) => "123",
            (_, Some(_)) => "ab",
            (Some("date-time"), _) => "2024-05-06T07:08:09Z",
            (Some("date"), _) => "2024-02-29",
            (Some("byte"), _) => "AAEC",
            _ => *self.choices.of(&["abc", "text", "é\"\n", "x", "y", ""]),
        };
        json!(text)
    }

    fn whole(&mut self, schema: &Value) -> Value {
        let most = schema["maximum"].as_i64().unwrap_or(200);
        json!(*self.choices.of(&[most, 42, 6, 80]))
    }

    fn anything(&mut self) -> Value {
        self.choices
            .of(&[
                json!(1),
                json!("x"),
                json!({ "kind": "x" }),
                json!([]),
                json!(false),
                Value::Null,
            ])
            .clone()
    }
}

/// Two values as one; none where they are not objects and differ.
fn both(found: Option<Value>, other: Value) -> Option<Value> {
    match (found, other) {
        (None, other) => Some(other),
        (Some(Value::Object(mut one)), Value::Object(other)) => {
            for (name, value) in other {
                one.entry(name).or_insert(value);
            }
            Some(Value::Object(one))
        }
        (Some(one), other) => (one == other).then_some(one),
    }
}

/// The types that a schema asks for, or that its keywords belong to.
fn types_of(schema: &Value) -> Vec<&str> {
    match &schema["type"] {
        Value::String(one) => vec![one],
        Value::Array(all) => all.iter().filter_map(Value::as_str).collect(),
        _ if schema.get("properties").is_some() => vec!["object"],
        _ if schema.get("additionalProperties").is_some() => vec!["object"],
        _ if schema.get("items").is_some() => vec!["array"],
        _ => Vec::new(),
    }
}

fn type_of(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(number) if number.is_f64() => "number",
        Value::Number(_) => "integer",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    }
}

/// The value of the discriminator that a member has.
fn tag<'s>(schema: &'s Value, member: &'s Value) -> Option<&'s str> {
    let reference = member["$ref"].as_str()?;
    let mapping = schema["discriminator"]["mapping"].as_object();
    let mapped = mapping
        .into_iter()
        .flatten()
        .find(|(_, target)| *target == reference);
    mapped.map_or_else(|| reference.rsplit('/').next(), |(value, _)| Some(value))
}
