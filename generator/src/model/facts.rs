//! One schema as a flat list of what it says, whichever of its variants `openapiv3` took it for.

use openapiv3::{AdditionalProperties, AnySchema, ReferenceOr, Schema, SchemaData, SchemaKind};
use serde::Serialize;
use serde_json::Value;

use super::api::JsonType;
use super::rules;
use crate::normalize::NULL;
use crate::resolve::{Pointer, Resolved, pointer_of};

/// What one schema says, the schemas below it as pointers.
#[derive(Debug, Clone)]
pub(super) struct Facts<'a> {
    pub(super) pointer: Pointer,
    pub(super) data: &'a SchemaData,
    pub(super) kind: &'a SchemaKind,
    /// The `type`.
    pub(super) ty: Option<JsonType>,
    pub(super) format: Option<String>,
    /// The values of `enum`, `null` aside.
    pub(super) values: Vec<Value>,
    pub(super) properties: Vec<(&'a str, &'a str)>,
    pub(super) required: &'a [String],
    pub(super) additional: Option<&'a AdditionalProperties>,
    pub(super) items: Option<&'a str>,
    pub(super) all_of: Vec<&'a str>,
    pub(super) one_of: Vec<&'a str>,
    pub(super) any_of: Vec<&'a str>,
    pub(super) not: Option<&'a str>,
    /// The schemas that hold only where something else does.
    pub(super) conditional: Vec<&'a str>,
    /// The keywords of the schemas below it that `openapiv3` does not know.
    pub(super) others: Vec<&'static str>,
}

impl<'a> Facts<'a> {
    /// Returns what the schema at a pointer says.
    pub(super) fn of(resolved: &'a Resolved, pointer: &str) -> Option<Self> {
        let schema = resolved.schemas.get(pointer)?;
        let mut facts = Self::nothing(pointer, schema);
        match &schema.schema_kind {
            SchemaKind::Type(ty) => facts.of_type(ty),
            SchemaKind::OneOf { one_of } => facts.one_of = pointers(one_of),
            SchemaKind::AnyOf { any_of } => facts.any_of = pointers(any_of),
            SchemaKind::AllOf { all_of } => facts.all_of = pointers(all_of),
            SchemaKind::Not { not } => facts.not = Some(pointer_of(not)),
            SchemaKind::Any(any) => facts.of_any(any),
        }
        if facts.data.extensions.contains_key(NULL) {
            facts.ty = Some(JsonType::Null);
        }
        facts.of_others(resolved);
        Some(facts)
    }

    fn nothing(pointer: &str, schema: &'a Schema) -> Self {
        Self {
            pointer: pointer.into(),
            data: &schema.schema_data,
            kind: &schema.schema_kind,
            ty: None,
            format: None,
            values: Vec::new(),
            properties: Vec::new(),
            required: &[],
            additional: None,
            items: None,
            all_of: Vec::new(),
            one_of: Vec::new(),
            any_of: Vec::new(),
            not: None,
            conditional: Vec::new(),
            others: Vec::new(),
        }
    }

    /// Finds the schemas below it that `openapiv3` does not know.
    fn of_others(&mut self, resolved: &'a Resolved) {
        let unknown = resolved.unknown.get(&self.pointer);
        for (keyword, known) in unknown.into_iter().flatten() {
            if !self.others.contains(keyword) {
                self.others.push(keyword);
            }
            if matches!(*keyword, "if" | "then" | "else" | "dependentSchemas") {
                self.conditional.push(known);
            }
        }
    }

    /// Whether it has a keyword that `openapiv3` does not know.
    pub(super) fn says(&self, keyword: &str) -> bool {
        self.others.contains(&keyword)
    }

    fn of_type(&mut self, ty: &'a openapiv3::Type) {
        match ty {
            openapiv3::Type::String(string) => {
                self.ty = Some(JsonType::String);
                self.format = rules::format_name(&string.format);
                self.values = values(&string.enumeration);
            }
            openapiv3::Type::Number(number) => {
                self.ty = Some(JsonType::Number);
                self.format = rules::format_name(&number.format);
                self.values = values(&number.enumeration);
            }
            openapiv3::Type::Integer(integer) => {
                self.ty = Some(JsonType::Integer);
                self.format = rules::format_name(&integer.format);
                self.values = values(&integer.enumeration);
            }
            openapiv3::Type::Boolean(boolean) => {
                self.ty = Some(JsonType::Boolean);
                self.values = values(&boolean.enumeration);
            }
            openapiv3::Type::Object(object) => {
                self.ty = Some(JsonType::Object);
                self.properties = properties(object.properties.iter());
                self.required = &object.required;
                self.additional = object.additional_properties.as_ref();
            }
            openapiv3::Type::Array(array) => {
                self.ty = Some(JsonType::Array);
                self.items = array.items.as_ref().map(pointer_of);
            }
        }
    }

    fn of_any(&mut self, any: &'a AnySchema) {
        self.ty = any.typ.as_deref().and_then(JsonType::named);
        self.format.clone_from(&any.format);
        self.values = any
            .enumeration
            .iter()
            .filter(|value| !value.is_null())
            .cloned()
            .collect();
        self.properties = properties(any.properties.iter());
        self.required = &any.required;
        self.additional = any.additional_properties.as_ref();
        self.items = any.items.as_ref().map(pointer_of);
        self.all_of = pointers(&any.all_of);
        self.one_of = pointers(&any.one_of);
        self.any_of = pointers(&any.any_of);
        self.not = any.not.as_deref().map(pointer_of);
    }

    /// Whether it says anything of the shape of a value, its `type` and compositions aside.
    pub(super) fn says_shape(&self) -> bool {
        self.format.is_some()
            || !self.values.is_empty()
            || !self.properties.is_empty()
            || !self.required.is_empty()
            || self.admits_others()
            || self.items.is_some()
            || self.not.is_some()
    }

    /// Whether it says that there are properties besides those that it names.
    fn admits_others(&self) -> bool {
        matches!(
            self.additional,
            Some(AdditionalProperties::Any(true) | AdditionalProperties::Schema(_))
        )
    }

    /// Whether it offers several shapes.
    pub(super) fn has_choice(&self) -> bool {
        !self.one_of.is_empty() || !self.any_of.is_empty()
    }
}

impl JsonType {
    /// Returns the type that has a name in JSON Schema.
    pub(super) fn named(name: &str) -> Option<Self> {
        Some(match name {
            "null" => Self::Null,
            "boolean" => Self::Boolean,
            "integer" => Self::Integer,
            "number" => Self::Number,
            "string" => Self::String,
            "array" => Self::Array,
            "object" => Self::Object,
            _ => return None,
        })
    }
}

fn values<T: Serialize>(values: &[Option<T>]) -> Vec<Value> {
    values
        .iter()
        .flatten()
        .filter_map(|value| serde_json::to_value(value).ok())
        .collect()
}

fn pointers<T>(members: &[ReferenceOr<T>]) -> Vec<&str> {
    members.iter().map(pointer_of).collect()
}

fn properties<'a, T: 'a>(
    properties: impl Iterator<Item = (&'a String, &'a ReferenceOr<T>)>,
) -> Vec<(&'a str, &'a str)> {
    properties
        .map(|(name, child)| (name.as_str(), pointer_of(child)))
        .collect()
}
