//! How a value finds its type among several, and what becomes of one that is of none or of several.

#[path = "../src/json/mod.rs"]
#[allow(unreachable_pub, reason = "public in a generated crate")]
mod json;

use std::collections::BTreeMap;

use json::{Attempts, DecodeError, Reader};
use serde_json::{Value, json as value};

/// An object with one property, which is required.
macro_rules! object {
    ($name:ident, $property:literal, $ty:ty) => {
        #[derive(Debug, Clone, PartialEq)]
        struct $name($ty);

        impl json::Encode for $name {
            fn encode(&self, out: &mut json::Writer) {
                let mut object = out.object();
                object.field($property, &self.0);
                object.end();
            }
        }

        impl json::Decode for $name {
            fn decode(input: &mut Reader<'_>) -> Result<Self, DecodeError> {
                let mut found = None;
                let mut object = input.object()?;
                while let Some(key) = object.next_name()? {
                    match &*key {
                        $property => found = Some(object.value()?),
                        _ => object.skip_unknown()?,
                    }
                }
                Ok(Self(json::required(found, $property)?))
            }
        }
    };
}
object!(Named, "name", String);
object!(Aged, "age", i64);

#[derive(Debug, Clone, PartialEq)]
enum OneOf {
    Named(Named),
    Aged(Aged),
}

impl json::Decode for OneOf {
    fn decode(input: &mut Reader<'_>) -> Result<Self, DecodeError> {
        Attempts::new(input)
            .attempt("Named", Self::Named)
            .attempt("Aged", Self::Aged)
            .finish()
    }
}
json::union_enum!(OneOf, Named, Aged);

#[derive(Debug, Clone, PartialEq)]
enum AnyOf {
    Named(Named),
    Aged(Aged),
    Several(Value),
}

impl json::Decode for AnyOf {
    fn decode(input: &mut Reader<'_>) -> Result<Self, DecodeError> {
        Attempts::new(input)
            .attempt("Named", Self::Named)
            .attempt("Aged", Self::Aged)
            .finish_or_several(Self::Several)
    }
}
json::union_enum!(AnyOf, Named, Aged, Several);

fn read<T: json::Decode>(text: &str) -> Result<T, String> {
    json::decode(text.as_bytes()).map_err(|error| error.to_string())
}

#[test]
fn a_value_is_of_the_type_that_fits() {
    let named = r#"{"more":[1,{"a":null}],"name":"n"}"#;
    assert_eq!(read(named), Ok(OneOf::Named(Named("n".to_owned()))));
    assert_eq!(read(r#"{"age":1}"#), Ok(OneOf::Aged(Aged(1))));
    // What neither knows makes no difference.
    let list = r#"[{"age":1,"more":2},{"name":"n"}]"#;
    let several = vec![OneOf::Aged(Aged(1)), OneOf::Named(Named("n".to_owned()))];
    assert_eq!(read(list), Ok(several));
}

#[test]
fn a_value_of_no_type_names_every_attempt() {
    let failure = read::<Vec<OneOf>>(r#"[{"age":1},{"age":"old"}]"#).unwrap_err();
    let said = "`/1`: fits none of the types it may have: as `Named`: `/name`: required, but \
                missing; as `Aged`: `/age`: expected an integer, found a string";
    assert_eq!(failure, said);
}

#[test]
fn a_message_has_an_end() {
    let name = "é".repeat(1_000_000);
    let failure = read::<BTreeMap<String, Aged>>(&format!(r#"{{"{name}":{{"age":"old"}}}}"#));
    let shown = "é".repeat(99);
    let said = format!("`/{shown}…`: expected an integer, found a string");
    assert_eq!(failure.unwrap_err(), said);
    // As many types as there may be.
    let mut input = Reader::new(b"[]");
    let mut attempts = Attempts::new(&mut input);
    for _ in 0..20 {
        attempts = attempts.attempt("OneOf", |value: OneOf| value);
    }
    let failure = attempts.finish().unwrap_err().to_string();
    assert!(failure.len() <= 2003, "{}", failure.len());
    assert!(failure.ends_with('…'), "{failure}");
}

#[test]
fn what_is_no_json_is_no_matter_of_types() {
    let failure = read::<OneOf>(r#"{"age":"#).unwrap_err();
    assert!(!failure.contains("Named"), "{failure}");
}

#[test]
fn a_value_of_several_types_loses_nothing() {
    let both = value!({ "name": "n", "age": 1 });
    let found: AnyOf = read(&both.to_string()).unwrap();
    assert_eq!(found, AnyOf::Several(both.clone()));
    assert_eq!(
        read(&String::from_utf8(json::encode(&found)).unwrap()),
        Ok(both)
    );
}

#[test]
fn unknown_properties_may_be_many() {
    let mut all = serde_json::Map::new();
    for index in 0..100_000 {
        all.insert(format!("more_{index}"), value!(index));
    }
    // Each held against all others would take minutes.
    all.insert("name".to_owned(), value!("n"));
    let named: AnyOf = read(&Value::Object(all.clone()).to_string()).unwrap();
    assert_eq!(named, AnyOf::Named(Named("n".to_owned())));
    all.insert("age".to_owned(), value!(1));
    let both = Value::Object(all);
    assert_eq!(read(&both.to_string()), Ok(AnyOf::Several(both)));
}

/// An object with one property, which is required and may be `null`.
#[derive(Debug, Clone, PartialEq)]
struct Ended(Option<String>);

impl json::Encode for Ended {
    fn encode(&self, out: &mut json::Writer) {
        let mut object = out.object();
        object.field("ended", &self.0);
        object.end();
    }
}

impl json::Decode for Ended {
    fn decode(input: &mut Reader<'_>) -> Result<Self, DecodeError> {
        let mut ended = None;
        input.properties(&mut [("ended", json::RequiredNullable, &mut ended)])?;
        Ok(Self(ended))
    }
}

/// An object that may have anything.
#[derive(Debug, Clone, PartialEq)]
struct Open(BTreeMap<String, Value>);

impl json::Encode for Open {
    fn encode(&self, out: &mut json::Writer) {
        self.0.encode(out);
    }
}

impl json::Decode for Open {
    fn decode(input: &mut Reader<'_>) -> Result<Self, DecodeError> {
        json::Decode::decode(input).map(Self)
    }
}

#[derive(Debug, Clone, PartialEq)]
enum EndedOrOpen {
    Ended(Ended),
    Open(Open),
}

impl json::Decode for EndedOrOpen {
    fn decode(input: &mut Reader<'_>) -> Result<Self, DecodeError> {
        Attempts::new(input)
            .attempt("Ended", Self::Ended)
            .attempt("Open", Self::Open)
            .finish()
    }
}
json::union_enum!(EndedOrOpen, Ended, Open);

#[test]
fn what_is_required_and_missing_fits_worse_even_where_it_may_be_null() {
    let ended = Ended(None);
    assert_eq!(
        read(r#"{"ended":null}"#),
        Ok(EndedOrOpen::Ended(ended.clone()))
    );
    let open = Open(BTreeMap::new());
    assert_eq!(read("{}"), Ok(EndedOrOpen::Open(open)));
    // On its own it is read all the same.
    assert_eq!(read("{}"), Ok(ended));
}
