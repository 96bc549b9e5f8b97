//! How a table of properties is filled from an object, and a list from an array.

#[path = "../src/json/mod.rs"]
#[allow(unreachable_pub, reason = "public in a generated crate")]
mod json;

use std::collections::BTreeMap;

use json::{Decode, DecodeError, Reader};
use serde_json::Value;

/// One property of each kind, and what has no place of its own.
#[derive(Debug, Default, PartialEq)]
struct Pet {
    id: i64,
    owner: Option<String>,
    name: Option<String>,
    tag: json::Nullable<String>,
    any: Option<Value>,
    others: BTreeMap<String, i64>,
}

impl Decode for Pet {
    fn decode(input: &mut Reader<'_>) -> Result<Self, DecodeError> {
        let mut value = Self::default();
        input.properties_and_others(
            &mut [
                ("id", json::Required, &mut value.id),
                ("owner", json::RequiredNullable, &mut value.owner),
                ("name", json::Optional, &mut value.name),
                ("tag", json::Optional, &mut value.tag),
                ("any", json::Optional, &mut json::Present(&mut value.any)),
                ("secret", json::LeftOut, &mut ()),
            ],
            &mut value.others,
        )?;
        Ok(value)
    }
}

/// A type without a value to begin with.
#[derive(Debug, PartialEq)]
struct Strict {
    id: i64,
}

impl Decode for Strict {
    fn decode(input: &mut Reader<'_>) -> Result<Self, DecodeError> {
        let mut id = None;
        input.properties(&mut [("id", json::Required, &mut json::Present(&mut id))])?;
        Ok(Self {
            id: json::required(id, "id")?,
        })
    }
}

fn read<T: Decode>(text: &str) -> Result<T, String> {
    json::decode(text.as_bytes()).map_err(|error| error.to_string())
}

#[test]
fn properties_find_their_places_in_any_order() {
    let forward: Pet = read(r#"{"id":1,"owner":"o","name":"n","tag":"t","any":[2]}"#).unwrap();
    let backward: Pet = read(r#"{"any":[2],"tag":"t","name":"n","owner":"o","id":1}"#).unwrap();
    assert_eq!(forward, backward);
    assert_eq!(forward.id, 1);
    assert_eq!(forward.owner.as_deref(), Some("o"));
    assert_eq!(forward.name.as_deref(), Some("n"));
    assert_eq!(forward.tag, json::Nullable::Value("t".to_owned()));
    assert_eq!(forward.any, Some(Value::from(vec![2])));
}

#[test]
fn a_name_with_escapes_is_the_same_name() {
    let pet: Pet = read(r#"{"\u0069d":7,"n\u0061me":"n"}"#).unwrap();
    assert_eq!((pet.id, pet.name.as_deref()), (7, Some("n")));
}

#[test]
fn what_is_left_out_is_told_from_null() {
    let left_out: Pet = read(r#"{"id":1}"#).unwrap();
    assert_eq!(left_out.tag, json::Nullable::Absent);
    assert_eq!((left_out.name, left_out.any), (None, None));
    let null: Pet = read(r#"{"id":1,"name":null,"tag":null,"any":null,"owner":null}"#).unwrap();
    assert_eq!(null.tag, json::Nullable::Null);
    assert_eq!(null.name, None);
    assert_eq!(null.any, Some(Value::Null), "null is any JSON");
}

#[test]
fn a_required_property_that_is_missing_is_named() {
    let message = read::<Pet>(r#"{"name":"n"}"#).unwrap_err();
    assert!(message.contains("id"), "{message}");
    let null = read::<Pet>(r#"{"id":null}"#).unwrap_err();
    assert!(null.contains("/id"), "{null}");
    let strict = read::<Strict>("{}").unwrap_err();
    assert!(strict.contains("id"), "{strict}");
    assert_eq!(read::<Strict>(r#"{"id":3}"#), Ok(Strict { id: 3 }));
}

#[test]
fn of_two_with_one_name_the_last_counts() {
    let pet: Pet = read(r#"{"id":1,"id":2,"name":"a","name":null,"x":3,"x":4}"#).unwrap();
    assert_eq!((pet.id, pet.name), (2, None));
    assert_eq!(pet.others, BTreeMap::from([("x".to_owned(), 4)]));
}

#[test]
fn what_has_no_place_goes_to_the_others_but_not_what_travels_the_other_way() {
    let pet: Pet = read(r#"{"secret":{"deep":[1]},"id":1,"x":3}"#).unwrap();
    assert_eq!(pet.others, BTreeMap::from([("x".to_owned(), 3)]));
    let message = read::<Pet>(r#"{"id":1,"secret":{"deep":[1}}"#).unwrap_err();
    assert!(message.contains("/secret/deep"), "{message}");
}

#[test]
fn a_failure_names_its_place() {
    for (text, place) in [
        (r#"{"id":"a"}"#, "/id"),
        (r#"{"id":1,"x":"a"}"#, "/x"),
        (r#"{"id":1,"any":[1,}"#, "/any/1"),
    ] {
        let message = read::<Pet>(text).unwrap_err();
        assert!(message.contains(place), "{message}");
    }
    let message = read::<Vec<Pet>>(r#"[{"id":1},{"id":true}]"#).unwrap_err();
    assert!(message.contains("/1/id"), "{message}");
    let message = read::<BTreeMap<String, Vec<i64>>>(r#"{"a":[1,2,"b"]}"#).unwrap_err();
    assert!(message.contains("/a/2"), "{message}");
}

#[test]
fn a_property_that_is_not_in_the_table_is_passed_over_but_read() {
    assert_eq!(
        read::<Strict>(r#"{"x":{"y":[1,2]},"id":3,"z":null}"#),
        Ok(Strict { id: 3 })
    );
    read::<Strict>(r#"{"x":{"y":[1,2},"id":3}"#).unwrap_err();
    read::<Strict>(r#"{"id":3"#).unwrap_err();
    read::<Strict>("[]").unwrap_err();
}
