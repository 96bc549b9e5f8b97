//! The values that a crate's own tests read and write: the examples of the description, and values
//! made up for every type.

use serde_json::{Map, Value, json};

use super::plan::{Openness, RustType, Tests};
use super::type_names::TypeNames;
use super::types;
use crate::model::api::{
    Api, Base, Bound, Enumeration, Integer, Kind, Presence, Record, Rule, Shape, Text, Type,
    TypeId, TypeRef, Union,
};

/// How many values are made up for one case, at most.
const LARGEST: usize = 400;

/// How deep optional properties are made up too.
const DEEPEST: usize = 3;

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
            let mut budget = LARGEST;
            let made = of_variant(self.api, union, index, DEEPEST, &mut budget);
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
        let mut budget = LARGEST;
        instance(self.api, ty, depth, &mut budget)
    }

    fn push(&mut self, kind: &str, schemas: &[std::sync::Arc<str>], ty: &TypeRef, value: &Value) {
        let rust = types::nullable(ty, self.names);
        let name = spelled(&rust);
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

/// Makes up a value of a type. From a depth of [`DEEPEST`] on only what is required.
fn instance(api: &Api, ty: &TypeRef, depth: usize, budget: &mut usize) -> Option<Value> {
    *budget = budget.checked_sub(1)?;
    let value = match &ty.kind {
        Kind::Any => json!({ "any": [1, "two", null] }),
        Kind::Boolean => json!(true),
        Kind::Integer(integer) => whole(*integer, &ty.rules),
        Kind::Float => json!(0.5),
        Kind::Number => json!(1.25),
        Kind::String(Text::Base64) => json!("AAECAw=="),
        Kind::String(Text::Plain(_)) => text(&ty.rules),
        // What holds itself in a list would go on until nobody reads it any more.
        Kind::List(_) if depth > 3 * DEEPEST => json!([]),
        Kind::Map(_) if depth > 3 * DEEPEST => json!({}),
        Kind::List(items) => {
            let items = instance(api, items, depth + 1, budget);
            Value::Array(items.into_iter().collect())
        }
        Kind::Map(values) => {
            let value = instance(api, values, depth + 1, budget);
            let entries = value.map(|value| ("a key".to_owned(), value));
            Value::Object(entries.into_iter().collect())
        }
        // What another crate reads is its own affair.
        Kind::File | Kind::Foreign(..) => return None,
        Kind::Named(id) => match &api.types.get(id)?.shape {
            Shape::Record(record) => object(api, record, depth, budget)?,
            Shape::Enumeration(found) => found.values.first()?.value.clone(),
            Shape::Union(union) => {
                let mut variants = 0..union.variants.len();
                variants.find_map(|index| of_variant(api, union, index, depth, budget))?
            }
        },
    };
    Some(value)
}

fn whole(integer: Integer, rules: &[Rule]) -> Value {
    let least = match integer {
        Integer::Uint8 | Integer::Uint16 | Integer::Uint32 | Integer::Uint64 => 0,
        Integer::Int8 | Integer::Int16 | Integer::Int32 | Integer::Int64 => -99,
    };
    let bound = rules.iter().find_map(|rule| match rule {
        Rule::Minimum(number, Bound::Exclusive) => number.as_i64()?.checked_add(1),
        Rule::Minimum(number, Bound::Inclusive) | Rule::Maximum(number, Bound::Inclusive) => {
            number.as_i64()
        }
        _ => None,
    });
    json!(
        bound
            .filter(|bound| (least..100).contains(bound))
            .unwrap_or(7)
    )
}

fn text(rules: &[Rule]) -> Value {
    let least = rules.iter().find_map(|rule| match rule {
        Rule::MinLength(length) => usize::try_from(*length).ok(),
        _ => None,
    });
    // A text that begins, ends and is inside of nothing else.
    json!("é\"\\\n".repeat(1 + least.unwrap_or(0).min(100) / 4))
}

fn object(api: &Api, record: &Record, depth: usize, budget: &mut usize) -> Option<Value> {
    let mut object = Map::new();
    for field in &record.fields {
        let value = match (&field.fixed, field.presence) {
            (Some(fixed), _) => Some(fixed.clone()),
            (None, Presence::Required) => Some(instance(api, &field.ty, depth + 1, budget)?),
            (None, Presence::Optional) if depth < DEEPEST => {
                instance(api, &field.ty, depth + 1, budget)
            }
            (None, Presence::Optional) => None,
        };
        object.extend(value.map(|value| (field.name.clone(), value)));
    }
    Some(Value::Object(object))
}

/// Makes up a value of one type of a union, with the property that tells it apart.
fn of_variant(
    api: &Api,
    union: &Union,
    index: usize,
    depth: usize,
    budget: &mut usize,
) -> Option<Value> {
    let variant = union.variants.get(index)?;
    let mut value = instance(api, &variant.ty, depth + 1, budget)?;
    if let (Some(tag), Some(first), Value::Object(object)) =
        (&union.tag, variant.tags.first(), &mut value)
    {
        let known = object.get(tag);
        // A tag that is a number stays one.
        let fits = known.is_some_and(|known| !known.is_string());
        if !fits {
            object.insert(tag.clone(), json!(first));
        }
    }
    Some(value)
}
