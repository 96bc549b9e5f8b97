//! The crate of `fixtures/unions_told_apart.yaml`, driven: what tells the types of a union apart is no
//! field of them. Run by `tests/fixtures_compile.rs`, which builds that crate.

use unions_told_apart::types::{ByConst, ByConstDelete, ByConstMove, ByEnum, JsonValue};

#[test]
fn a_variant_says_what_its_property_would() {
    let moved: ByConst = serde_json::from_str(r#"{"to":"there","op":"move"}"#).expect("a move");
    assert_eq!(moved, ByConst::Move(ByConstMove::new("there")));
    let sent = serde_json::to_string(&moved).expect("JSON");
    assert_eq!(sent, r#"{"op":"move","to":"there"}"#);
    let sent = serde_json::to_string(&ByConst::from(ByConstDelete::new())).expect("JSON");
    assert_eq!(sent, r#"{"op":"delete"}"#);
}

#[test]
fn a_value_that_no_type_has_is_kept() {
    let unknown: ByConst = serde_json::from_str(r#"{"op":"copy","to":"x"}"#).expect("JSON");
    let ByConst::Unknown(JsonValue::Object(kept)) = &unknown else {
        panic!("{unknown:?}");
    };
    assert_eq!(kept["op"], "copy");
    let sent = serde_json::to_value(&unknown).expect("JSON");
    assert_eq!(sent["op"], "copy");
}

#[test]
fn a_type_by_itself_may_lack_its_property_but_has_no_other_value_of_it() {
    let moved: ByConstMove = serde_json::from_str(r#"{"to":"there"}"#).expect("a move");
    assert_eq!(moved, ByConstMove::new("there"));
    let refused = serde_json::from_str::<ByConstMove>(r#"{"to":"there","op":"delete"}"#);
    let message = refused.expect_err("it is a delete").to_string();
    assert!(message.contains("`move`") && message.contains("op"), "{message}");
    let refused = serde_json::from_str::<ByConstMove>(r#"{"to":"there","op":1}"#);
    assert!(refused.is_err(), "{refused:?}");
}

#[test]
fn one_of_several_values_is_a_field() {
    let sized: ByEnum = serde_json::from_str(r#"{"shape":"circle","size":1}"#).expect("sized");
    let ByEnum::Sized(sized) = sized else {
        panic!("{sized:?}");
    };
    assert_eq!(sized.shape.as_str(), "circle");
}
