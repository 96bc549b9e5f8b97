//! How each type is written and read, and what a failure says.

#[path = "../src/json/mod.rs"]
#[allow(unreachable_pub, reason = "public in a generated crate")]
mod json;

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt::Debug;

use json::{Decode, DecodeError, Encode, Nullable, Reader, Writer};
use serde_json::Value;

#[track_caller]
fn round_trip<T: Encode + Decode + PartialEq + Debug>(text: &str, value: &T) {
    assert_eq!(&json::decode::<T>(text.as_bytes()).expect(text), value);
    assert_eq!(written(value), text);
}

fn written(value: &dyn Encode) -> String {
    String::from_utf8(json::encode(value)).expect("JSON is UTF-8")
}

#[track_caller]
fn failure<T: Decode + Debug>(text: &str) -> String {
    let error = json::decode::<T>(text.as_bytes()).expect_err(text);
    error.to_string()
}

#[test]
fn scalars() {
    round_trip("true", &true);
    round_trip("false", &false);
    round_trip("null", &());
    round_trip("-128", &i8::MIN);
    round_trip("9223372036854775807", &i64::MAX);
    round_trip("-9223372036854775808", &i64::MIN);
    round_trip("18446744073709551615", &u64::MAX);
    round_trip(r#""a\"\\\n\u001f/é😀""#, &"a\"\\\n\u{1f}/é😀".to_owned());
}

#[test]
fn floats_have_as_few_digits_as_they_need() {
    round_trip("0.1", &0.1_f64);
    round_trip("0.1", &0.1_f32);
    round_trip("1", &1.0_f64);
    round_trip("-0", &-0.0_f64);
    round_trip("1e300", &1e300_f64);
    round_trip("1e16", &1e16_f64);
    round_trip("9007199254740991", &9_007_199_254_740_991_f64);
    round_trip("1.5e-7", &1.5e-7_f64);
    assert_eq!(written(&16_777_216_f32), "16777216");
}

#[test]
fn what_is_no_number_is_null_and_reported() {
    for value in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
        assert_eq!(written(&value), "null");
        let mut checks = json::Checks::new();
        checks.property("rate", &value);
        let violations = checks.into_violations();
        assert_eq!(violations.len(), 1, "{value}");
        assert_eq!(violations[0].pointers(), ["/rate"]);
    }
    assert_eq!(written(&f32::NAN), "null");
    let mut checks = json::Checks::new();
    checks.property("rate", &f32::NAN);
    checks.property("rate", &0.5_f32);
    assert_eq!(
        checks.into_violations()[..],
        [json::Violation::new(
            vec!["/rate".to_owned()],
            "must be a finite number, not NaN"
        )]
    );
}

#[test]
fn integers_in_other_clothes() {
    for (text, value) in [
        ("1.0", 1),
        ("1e2", 100),
        ("-0", 0),
        ("0.0e-99999999999999999999", 0),
        ("1200e-2", 12),
        ("0.5e1", 5),
        ("-1.28E+2", -128),
        ("10000000000000000000000000000000000000000000000e-44", 100),
    ] {
        assert_eq!(json::decode::<i64>(text.as_bytes()), Ok(value), "{text}");
    }
    assert_eq!(
        json::decode::<u64>(b"1.8446744073709551615e19"),
        Ok(u64::MAX)
    );
    assert_eq!(json::decode::<u8>(b"-0"), Ok(0));
    assert_eq!(
        failure::<i8>("128"),
        "expected an integer from -128 to 127, found `128`"
    );
    assert_eq!(
        failure::<u64>("-1"),
        "expected an integer from 0 to 18446744073709551615, found `-1`"
    );
    assert_eq!(failure::<i64>("1.5"), "expected an integer, found `1.5`");
    assert_eq!(
        failure::<i64>("1e99999999999999999999"),
        "expected an integer, found `1e99999999999999999999`"
    );
    assert_eq!(
        failure::<i64>("\"1\""),
        "expected an integer, found a string"
    );
    let whole = format!("0.{}", "9".repeat(38));
    assert_eq!(
        failure::<i64>(&whole),
        format!("expected an integer, found `{whole}`")
    );
    let long = "9".repeat(1000);
    assert_eq!(
        failure::<i64>(&long),
        format!("expected an integer, found `{}…`", "9".repeat(40))
    );
}

#[test]
fn numbers_keep_their_digits() {
    let text = "-123456789012345678901234567890.123456789012345678901234567890E-007";
    let mut input = Reader::new(text.as_bytes());
    assert_eq!(input.number_text(), Ok(text));
    assert_eq!(
        failure::<f64>("1e400"),
        "expected a number in range, found `1e400`"
    );
    assert_eq!(
        failure::<f32>("1e39"),
        "expected a number in range, found `1e39`"
    );
}

#[test]
fn collections() {
    round_trip("[]", &Vec::<i64>::new());
    round_trip("[1,null]", &vec![Some(1_i64), None]);
    round_trip(
        r#"{"a":[true],"b":[]}"#,
        &BTreeMap::from([("a".to_owned(), vec![true]), ("b".to_owned(), vec![])]),
    );
    round_trip("[[1]]", &Box::new(vec![Box::new(vec![1_u8])]));
    round_trip(
        r#"{"a":[null,"x",0.5]}"#,
        &serde_json::json!({"a": [null, "x", 0.5]}),
    );
    assert_eq!(written(&["a", "b"].as_slice()), r#"["a","b"]"#);
}

/// Absent, null and value: each is written, and read, as itself.
#[test]
fn nullable_has_three_states() {
    let object = |value: Nullable<i64>| {
        let mut out = Writer::new();
        let mut object = out.object();
        object.optional("a", &value);
        object.end();
        out.into_text()
    };
    assert_eq!(object(Nullable::Absent), "{}");
    assert_eq!(object(Nullable::Null), r#"{"a":null}"#);
    assert_eq!(object(Nullable::Value(1)), r#"{"a":1}"#);
    assert_eq!(object(Nullable::default()), "{}");
    assert_eq!(json::decode::<Nullable<i64>>(b"null"), Ok(Nullable::Null));
    assert_eq!(json::decode::<Nullable<i64>>(b"1"), Ok(Nullable::Value(1)));
    assert_eq!(Nullable::from(1), Nullable::Value(1));
    assert_eq!(Nullable::<i64>::from(None), Nullable::Null);
    assert_eq!(Nullable::from(Some(1)), Nullable::Value(1));
    assert_eq!(Nullable::Value("a").as_ref().into_value(), Some(&"a"));
    assert_eq!(Nullable::<i64>::Null.value(), None);
    assert!(Nullable::<i64>::Null.is_null() && !Nullable::<i64>::Null.is_value());
}

#[derive(Debug, PartialEq)]
struct Call {
    result: String,
    duration: Option<i64>,
    legs: Vec<Call>,
}

impl Encode for Call {
    fn encode(&self, out: &mut Writer) {
        let mut object = out.object();
        object.field("result", &self.result);
        object.optional("duration", &self.duration);
        object.field("legs", &self.legs);
        object.end();
    }
}

impl Decode for Call {
    fn decode(input: &mut Reader<'_>) -> Result<Self, DecodeError> {
        let (mut result, mut duration, mut legs) = (None, None, None);
        let mut object = input.object()?;
        while let Some(name) = object.next_name()? {
            match &*name {
                "result" => result = Some(object.value()?),
                "duration" => duration = object.value()?,
                "legs" => legs = Some(object.value()?),
                _ => object.skip()?,
            }
        }
        Ok(Self {
            result: json::required(result, "result")?,
            duration,
            legs: json::required(legs, "legs")?,
        })
    }
}

json::serde_by_json!(Call);

#[test]
fn objects() {
    let text = r#"{"result":"ok","duration":7,"legs":[{"result":"","legs":[]}]}"#;
    let call = json::decode::<Call>(text.as_bytes()).expect("valid");
    assert_eq!(call.legs[0].duration, None);
    assert_eq!(written(&call), text);
    let other =
        r#" { "new" : [{"x":{}}], "legs":[], "duration":null, "result":"a", "result":"b" } "#;
    let call = json::decode::<Call>(other.as_bytes()).expect("valid");
    assert_eq!(written(&call), r#"{"result":"b","legs":[]}"#);
}

#[test]
fn failures_name_their_place() {
    for (text, message) in [
        (
            r#"{"result":null,"legs":[]}"#,
            "`/result`: expected a string, found null",
        ),
        (r#"{"legs":[]}"#, "`/result`: required, but missing"),
        (
            r#"{"result":"","legs":[{"result":"","legs":[]},{"legs":[]}]}"#,
            "`/legs/1/result`: required, but missing",
        ),
        (
            r#"{"legs":[{"result":"","legs":[]},{"\u006cegs":[{"result":{}}]}]}"#,
            "`/legs/1/legs/0/result`: expected a string, found an object",
        ),
        ("[]", "expected an object, found an array"),
        (
            "",
            "expected an object, found the end of the text at byte 0",
        ),
        ("<html>", "expected an object, found `<` at byte 0"),
        (
            r#"{"new":[1,{"a/b~":tru}]}"#,
            "`/new/1/a~1b~0`: expected `true`, found `t` at byte 18",
        ),
        (
            r#"{"new":{"x":1 2}}"#,
            "`/new`: expected `,` or `}`, found `2` at byte 14",
        ),
        (
            r#"{"legs":7}"#,
            "`/legs`: expected an array, found a number",
        ),
        (
            "{\"legs\":\n\u{7}}",
            "`/legs`: expected an array, found `\\u{7}` at byte 9",
        ),
        (
            "{\"\\u001b[2J\":{]}",
            "`/\\u{1b}[2J`: expected the name of a property, found `]` at byte 14",
        ),
        (
            "{\"result\":\"a",
            "`/result`: expected the end of the string, found the end of the text at byte 12",
        ),
        (
            "{\"legs\":[],\"result\":\"\"} x",
            "expected the end of the text, found `x` at byte 24",
        ),
    ] {
        assert_eq!(failure::<Call>(text), message);
    }
}

#[test]
fn invalid_utf8_has_a_place_too() {
    let text = b"{\"legs\":[],\"result\":\"abc\xff\"}";
    let error = json::decode::<Call>(text).expect_err("not UTF-8");
    assert_eq!(
        error.to_string(),
        "`/result`: expected the end of the string, found invalid UTF-8 at byte 24"
    );
    assert!(error.is_syntax());
    let error = json::decode::<bool>(b"true\xff").expect_err("not UTF-8");
    assert_eq!(
        error.to_string(),
        "expected the end of the text, found invalid UTF-8 at byte 4"
    );
}

#[test]
fn an_error_tells_its_parts() {
    let error = json::decode::<Vec<bool>>(b"[true, 1]").expect_err("a number");
    assert_eq!(
        (error.pointer(), error.offset(), error.is_syntax()),
        ("/1", Some(7), false)
    );
    let error = DecodeError::missing("a/b");
    assert_eq!(
        (error.pointer(), error.offset(), error.is_syntax()),
        ("/a~1b", None, false)
    );
    assert_eq!(size_of::<DecodeError>(), size_of::<usize>());
}

#[test]
fn strings_without_escapes_are_borrowed() {
    assert!(matches!(
        Reader::new(b"\"abc\"").string(),
        Ok(Cow::Borrowed("abc"))
    ));
    assert!(
        matches!(Reader::new(b"\"ab\\u0063\"").string(), Ok(Cow::Owned(text)) if text == "abc")
    );
}

#[test]
fn raw_is_the_text_of_one_value() {
    let mut input = Reader::new(b"[ {\"a\" : 1.50} , 2 ]");
    let mut array = input.array().expect("an array");
    assert_eq!(array.next_item(), Ok(true));
    assert_eq!(array.raw(), Ok(b"{\"a\" : 1.50}".as_slice()));
    assert_eq!(array.next_item(), Ok(true));
    assert_eq!(array.value::<i64>(), Ok(2));
    assert_eq!(
        (array.next_item(), array.next_item()),
        (Ok(false), Ok(false))
    );
    assert_eq!(input.finish(), Ok(()));
    let mut input = Reader::new(b"{\"a\": [tru]}");
    let mut object = input.object().expect("an object");
    object.next_name().expect("a name");
    assert_eq!(object.raw().expect_err("not JSON").pointer(), "/a/0");
}

/// A value that was not read is an error, not an endless loop or a wrong answer.
#[test]
fn a_forgotten_value_is_an_error() {
    let mut input = Reader::new(b"{\"a\":1,\"b\":2}");
    let mut object = input.object().expect("an object");
    object.next_name().expect("a name");
    assert!(object.next_name().is_err());
}

#[test]
fn serde_goes_through_the_json() {
    let text = r#"{"result":"ok","legs":[]}"#;
    let call: Call = serde_json::from_str(text).expect("valid");
    let value = serde_json::to_value(&call).expect("valid");
    assert_eq!(value, serde_json::json!({"result": "ok", "legs": []}));
    assert_eq!(
        json::to_value(&call),
        Ok(serde_json::json!({"result": "ok", "legs": []}))
    );
    let value = serde_json::json!({"result": "ok", "legs": [{"result": 1}]});
    let error = serde_json::from_value::<Call>(value).expect_err("a number");
    assert_eq!(
        error.to_string(),
        "`/legs/0/result`: expected a string, found a number"
    );
    let mut deep = Value::Null;
    for _ in 0..200 {
        deep = Value::from(vec![deep]);
    }
    assert!(json::to_value(&deep).is_err());
}

/// A union of two shapes that contain the union again.
#[derive(Debug)]
enum Tree {
    Left(Box<Tree>),
    Right(Box<Tree>),
    Leaf(i64),
}

impl Decode for Tree {
    fn decode(input: &mut Reader<'_>) -> Result<Self, DecodeError> {
        fn branch(input: &mut Reader<'_>, wanted: &str) -> Result<Box<Tree>, DecodeError> {
            let (mut child, mut is_wanted) = (None, false);
            let mut object = input.object()?;
            while let Some(name) = object.next_name()? {
                match &*name {
                    "child" => child = Some(object.value()?),
                    name if name == wanted => {
                        object.skip()?;
                        is_wanted = true;
                    }
                    _ => object.skip()?,
                }
            }
            json::required(is_wanted.then_some(()), "side")?;
            json::required(child, "child")
        }
        let start = input.position();
        if let Ok(child) = branch(input, "left") {
            return Ok(Self::Left(child));
        }
        input.rewind(start);
        if let Ok(child) = branch(input, "right") {
            return Ok(Self::Right(child));
        }
        input.rewind(start);
        if let Ok(leaf) = i64::decode(input) {
            return Ok(Self::Leaf(leaf));
        }
        input.rewind(start);
        Err(input.unexpected("a tree"))
    }
}

#[test]
fn unions_try_one_shape_after_the_other() {
    let text = br#"[{"child":{"child":1,"right":0},"left":0},2]"#;
    let trees = json::decode::<Vec<Tree>>(text).expect("valid");
    let [Tree::Left(inner), Tree::Leaf(2)] = trees.as_slice() else {
        panic!("{trees:?}");
    };
    let Tree::Right(leaf) = inner.as_ref() else {
        panic!("{inner:?}");
    };
    assert!(matches!(leaf.as_ref(), Tree::Leaf(1)));
    assert_eq!(
        failure::<Vec<Tree>>("[1,{\"child\":true}]"),
        "`/1`: expected a tree, found an object"
    );
}

/// Rewinding gives the depth back too.
#[test]
fn rewinding_costs_no_depth() {
    let mut input = Reader::new(b"[[[[1]]]]");
    let start = input.position();
    for _ in 0..500 {
        assert!(Vec::<Vec<Vec<bool>>>::decode(&mut input).is_err());
        input.rewind(start);
    }
    assert!(Vec::<Vec<Vec<Vec<i64>>>>::decode(&mut input).is_ok());
}

/// Without a limit this takes 2 to the power of 120 attempts.
#[test]
fn hostile_unions_take_no_exponential_time() {
    let text = "{\"child\":".repeat(120) + "true" + &"}".repeat(120);
    assert_eq!(failure::<Tree>(&text), "expected a tree, found an object");
}
