//! The values that a crate's own tests read and write: the examples of the description, and values
//! made up for every type.

use serde_json::{Value, json};

use super::made_up::{DEEPEST, Maker};
use super::plan::{Openness, RustType, Tests};
use super::type_names::TypeNames;
use super::types;
use crate::model::api::{
    Api, Base, Enumeration, Kind, Record, Shape, Type, TypeId, TypeRef, Union,
};

/// A string that no enumeration and no property is called.
const UNHEARD_OF: &str = "unheard of";

/// Plans the values to read and write.
pub(super) fn tests(api: &Api, names: &TypeNames, openness: Openness) -> Tests {
    let mut tests = Tests::default();
    // What is sent as several parts is no JSON.
    let json = api.types.iter().filter(|(_, ty)| !ty.is_multipart);
    for (id, ty) in json {
        let whole = TypeRef::plain(Kind::Named(id.clone()));
        let mut cases = Cases {
            api,
            names,
            openness,
            tests: &mut tests,
            place: id.0.to_string(),
        };
        cases.given(&ty.schemas, &whole, ty);
        if let Shape::Record(record) = &ty.shape {
            cases.of_fields(record);
        }
        cases.made_up(id, ty, &whole);
    }
    for example in &api.examples {
        let place = example.schemas.first();
        let mut cases = Cases {
            api,
            names,
            openness,
            tests: &mut tests,
            place: place.map_or_else(String::new, ToString::to_string),
        };
        cases.push("example", &example.schemas, &example.ty, &example.value);
    }
    tests
}

/// Collects the cases of one type.
struct Cases<'a> {
    api: &'a Api,
    names: &'a TypeNames,
    openness: Openness,
    tests: &'a mut Tests,
    place: String,
}

impl Cases<'_> {
    /// What the description gives as values of a type.
    fn given(&mut self, schemas: &[std::sync::Arc<str>], whole: &TypeRef, ty: &Type) {
        let annotations = &ty.annotations;
        let values = annotations.examples.iter().chain(&annotations.default);
        // Whether `null` may stand in its place is said where it is used.
        for value in values.filter(|value| !value.is_null()) {
            self.push("example", schemas, whole, value);
        }
    }

    fn of_fields(&mut self, record: &Record) {
        for field in &record.fields {
            let annotations = &field.annotations;
            let values = annotations.examples.iter().chain(&annotations.default);
            // What has a name of its own is asked there.
            let is_named = matches!(field.ty.kind, Kind::Named(_));
            for value in values.filter(|value| !is_named || value.is_null()) {
                self.push("example", &field.schemas, &field.ty, value);
            }
        }
    }

    fn made_up(&mut self, id: &TypeId, ty: &Type, whole: &TypeRef) {
        match &ty.shape {
            Shape::Record(record) => self.of_record(record, whole),
            Shape::Enumeration(enumeration) => self.of_enumeration(enumeration, whole),
            Shape::Union(union) => self.of_union(id, union, whole),
        }
    }

    fn of_record(&mut self, record: &Record, whole: &TypeRef) {
        let required = self.instance(whole, DEEPEST);
        let Some(required) = required else {
            return;
        };
        self.push("required properties", &[], whole, &required);
        if let Some(all) = self.instance(whole, 0) {
            self.push("all properties", &[], whole, &all);
        }
        if record.additional.is_none()
            && let Value::Object(mut object) = required
        {
            object.insert(UNHEARD_OF.to_owned(), json!({ "deep": [1, null] }));
            self.push("unknown property", &[], whole, &Value::Object(object));
        }
    }

    fn of_enumeration(&mut self, enumeration: &Enumeration, whole: &TypeRef) {
        for value in &enumeration.values {
            self.push("value", &[], whole, &value.value);
        }
        if self.openness == Openness::Closed {
            return;
        }
        let unknown = match enumeration.base {
            Base::String | Base::Json => json!(UNHEARD_OF),
            Base::Integer => json!(-918_273_645),
        };
        self.push("unknown value", &[], whole, &unknown);
    }

    fn of_union(&mut self, id: &TypeId, union: &Union, whole: &TypeRef) {
        for (index, variant) in union.variants.iter().enumerate() {
            let made = Maker::new(self.api).of_variant(union, index, DEEPEST);
            if let Some(value) = made {
                let kind = format!("as {}", variant.label);
                self.push(&kind, &[], whole, &value);
            }
        }
        if let Some(tag) = &union.tag {
            let unknown = json!({ (tag.as_str()): UNHEARD_OF, "kept": true });
            if !self.takes_objects_of_any_tag(id) {
                self.push("unknown tag", &[], whole, &unknown);
            }
        }
    }

    /// Whether a union has a type without a tag, which such an object may be of.
    fn takes_objects_of_any_tag(&self, id: &TypeId) -> bool {
        let Some(Shape::Union(union)) = self.api.types.get(id).map(|ty| &ty.shape) else {
            return false;
        };
        let is_object = |kind: &Kind| matches!(kind, Kind::Map(_) | Kind::Named(_));
        let mut variants = union.variants.iter();
        variants.any(|variant| variant.tags.is_empty() && is_object(&variant.ty.kind))
    }

    fn instance(&self, ty: &TypeRef, depth: usize) -> Option<Value> {
        Maker::new(self.api).instance(ty, depth)
    }

    fn push(&mut self, kind: &str, schemas: &[std::sync::Arc<str>], ty: &TypeRef, value: &Value) {
        let rust = types::nullable(ty, self.names);
        let name = spelled(&rust);
        let value = &self.told_apart(ty, value);
        let schemas: Vec<&str> = schemas.iter().map(|schema| &**schema).collect();
        let case = json!({
            "type": name,
            "kind": kind,
            "place": self.place,
            "schemas": schemas,
            "value": value,
        });
        self.tests.types.insert(name, rust);
        self.tests.cases.push(case.to_string());
    }

    /// A value with the property that tells its type apart, which it may have left out: it is always
    /// written.
    fn told_apart(&self, ty: &TypeRef, value: &Value) -> Value {
        let mut value = value.clone();
        if let Kind::Named(id) = &ty.kind
            && let Some(Shape::Record(record)) = self.api.types.get(id).map(|ty| &ty.shape)
            && let (Some(tag), Value::Object(object)) = (&record.tag, &mut value)
        {
            let tag_value = || json!(tag.value);
            object.entry(tag.name.clone()).or_insert_with(tag_value);
        }
        value
    }
}

/// A type as a case names it.
fn spelled(ty: &RustType) -> String {
    match ty {
        RustType::Named(name) | RustType::Qualified(name) => name.0.clone(),
        RustType::Vec(inner) => format!("Vec<{}>", spelled(inner)),
        RustType::Map(inner) => format!("Map<{}>", spelled(inner)),
        RustType::Option(inner) => format!("Option<{}>", spelled(inner)),
        other => format!("{other:?}"),
    }
}
