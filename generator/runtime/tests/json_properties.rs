//! Random values and randomly damaged texts: never a panic, always `serde_json`'s verdict.

#[path = "../src/json/mod.rs"]
#[allow(unreachable_pub, reason = "public in a generated crate")]
mod json;

use proptest::collection::{btree_map, vec};
use proptest::prelude::*;
use serde::de::IgnoredAny;
use serde_json::{Map, Number, Value};

fn values() -> impl Strategy<Value = Value> {
    let text = || {
        prop_oneof![
            any::<String>(),
            "[ -~]{0,20}",
            "[\u{0}-\u{1f}\"\\\\/é😀]{0,20}"
        ]
    };
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        (-9_i64..9).prop_map(Value::from),
        any::<f64>().prop_map(|number| Number::from_f64(number).map_or(Value::Null, Value::from)),
        text().prop_map(Value::from),
    ];
    leaf.prop_recursive(6, 60, 8, move |inner| {
        prop_oneof![
            vec(inner.clone(), 0..8).prop_map(Value::from),
            btree_map(text(), inner, 0..8).prop_map(|entries| Value::from(Map::from_iter(entries))),
        ]
    })
}

/// One change to a text: where, and what.
fn changes() -> impl Strategy<Value = Vec<(prop::sample::Index, Change)>> {
    let bytes = || {
        prop_oneof![
            any::<u8>(),
            prop::sample::select(b"{}[],:\"\\u0123456789abcdefDd+-.eE \n\t/ntf".to_vec()),
        ]
    };
    let change = prop_oneof![
        bytes().prop_map(Change::Replace),
        bytes().prop_map(Change::Insert),
        Just(Change::Remove),
        Just(Change::Cut),
        Just(Change::Double),
    ];
    vec((any::<prop::sample::Index>(), change), 1..5)
}

#[derive(Debug, Clone)]
enum Change {
    Replace(u8),
    Insert(u8),
    Remove,
    Cut,
    Double,
}

fn damage(text: &mut Vec<u8>, changes: &[(prop::sample::Index, Change)]) {
    for (place, change) in changes {
        if text.is_empty() {
            return;
        }
        let at = place.index(text.len());
        match change {
            Change::Replace(byte) => text[at] = *byte,
            Change::Insert(byte) => text.insert(at, *byte),
            Change::Remove => {
                text.remove(at);
            }
            Change::Cut => text.truncate(at),
            Change::Double => text.extend_from_within(at..),
        }
    }
}

/// Both readers agree on a text, and on what is skipped.
fn agree(text: &[u8]) -> Result<(), TestCaseError> {
    let theirs = serde_json::from_slice::<Value>(text);
    let ours = json::decode::<Value>(text);
    let mut input = json::Reader::new(text);
    let skipped = input.skip().and_then(|()| input.finish());
    let ignored = serde_json::from_slice::<IgnoredAny>(text);
    let is_ignored = ignored.is_ok() && std::str::from_utf8(text).is_ok();
    prop_assert_eq!(skipped.is_ok(), is_ignored);
    match (ours, theirs) {
        (Ok(ours), Ok(theirs)) => {
            prop_assert_eq!(ours, theirs);
        }
        (Err(ours), Err(theirs)) => {
            let is_range = theirs.to_string().starts_with("number out of range");
            prop_assert_eq!(ours.is_syntax(), !is_range);
            let offset = ours.offset().unwrap_or(0);
            prop_assert!(offset <= text.len());
            prop_assert!(ours.to_string().len() < 300 + 12 * text.len());
        }
        (ours, theirs) => prop_assert!(false, "ours {:?}, theirs {:?}", ours, theirs),
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 2000,
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn values_are_written_as_serde_json_writes_them(value in values()) {
        let theirs = serde_json::to_vec(&value).expect("a value can be written");
        let ours = json::encode(&value);
        prop_assert_eq!(String::from_utf8(ours), String::from_utf8(theirs));
    }

    #[test]
    fn values_are_read_as_serde_json_reads_them(value in values()) {
        agree(&serde_json::to_vec(&value).expect("a value can be written"))?;
        let pretty = serde_json::to_vec_pretty(&value).expect("a value can be written");
        agree(&pretty)?;
        prop_assert_eq!(json::decode::<Value>(&pretty).expect("valid"), value);
    }

    #[test]
    fn damaged_texts_are_judged_alike(value in values(), changes in changes()) {
        let mut text = serde_json::to_vec(&value).expect("a value can be written");
        damage(&mut text, &changes);
        agree(&text)?;
    }

    #[test]
    fn any_bytes_are_judged_alike(text in vec(any::<u8>(), 0..40)) {
        agree(&text)?;
    }

    #[test]
    fn json_like_texts_are_judged_alike(text in r#"[{}\[\],:"\\u0-9a-fD+\-.eE ntrulsfé]{0,16}"#) {
        agree(text.as_bytes())?;
    }

    #[test]
    fn escapes_are_judged_alike(text in r#"(\\u[dD][89abcABCdf][0-9a-f]{2}|\\[bfnrtu"/\\]|[a-f0-9é]){0,6}"#) {
        agree(format!("\"{text}\"").as_bytes())?;
    }

    #[test]
    fn numbers_are_judged_alike(text in "-?[0-9]{0,25}(\\.[0-9]{0,25})?([eE][+-]?[0-9]{0,4})?") {
        agree(text.as_bytes())?;
    }

    #[test]
    fn strings_come_back(text in any::<String>()) {
        let written = json::encode(&text);
        prop_assert_eq!(&written, &serde_json::to_vec(&text).expect("a string"));
        prop_assert_eq!(json::decode::<String>(&written).expect("valid"), text);
    }

    #[test]
    fn floats_come_back(single in any::<f32>(), double in any::<f64>()) {
        if double.is_finite() {
            let read = json::decode::<f64>(&json::encode(&double)).expect("a number");
            prop_assert_eq!(read.to_bits(), double.to_bits());
        }
        if single.is_finite() {
            let read = json::decode::<f32>(&json::encode(&single)).expect("a number");
            prop_assert_eq!(read.to_bits(), single.to_bits());
        }
    }

    #[test]
    fn integers_come_back(signed in any::<i64>(), unsigned in any::<u64>(), small in any::<i8>()) {
        prop_assert_eq!(json::decode::<i64>(&json::encode(&signed)).expect("an integer"), signed);
        prop_assert_eq!(json::decode::<u64>(&json::encode(&unsigned)).expect("an integer"), unsigned);
        let as_float = format!("{small}.000e0");
        prop_assert_eq!(json::decode::<i8>(as_float.as_bytes()).expect("an integer"), small);
    }
}
