//! Enumerations of strings, their unknown values, and bytes as Base64.

#[path = "../src/json/mod.rs"]
#[allow(unreachable_pub, reason = "public in a generated crate")]
mod json;

use json::{Base64, UnknownValue};

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
enum Region {
    Us,
    Unknown(UnknownValue),
}

impl Region {
    fn as_str(&self) -> &str {
        match self {
            Self::Us => "US",
            Self::Unknown(value) => value.as_str(),
        }
    }
}

impl From<&str> for Region {
    fn from(text: &str) -> Self {
        match text {
            "US" => Self::Us,
            other => Self::Unknown(UnknownValue::new(other)),
        }
    }
}

json::string_enum!(Region);

#[test]
fn unknown_values_come_back_unchanged() {
    for (text, is_known) in [
        ("\"US\"", true),
        ("\"us\"", false),
        ("\"\"", false),
        ("\"Märs\\n\"", false),
    ] {
        let region = json::decode::<Region>(text.as_bytes()).expect("a string");
        assert_eq!(region == Region::Us, is_known, "{text}");
        assert_eq!(json::encode(&region), text.as_bytes());
        let by_serde: Region = serde_json::from_str(text).expect("a string");
        assert_eq!(by_serde, region);
        assert_eq!(serde_json::to_string(&region).expect("a string"), text);
    }
    let region = Region::from("Mars".to_owned());
    assert_eq!(
        format!("{region:>6} {region:?}"),
        "  Mars Unknown(\"Mars\")"
    );
    let error = json::decode::<Vec<Region>>(b"[\"US\",1]").expect_err("a number");
    assert_eq!(error.to_string(), "`/1`: expected a string, found a number");
}

#[test]
fn bytes_are_encoded_once() {
    let expected = "\"aGF2ZSBhIG5pY2UgZGF5ID1d\"";
    let text = "have a nice day =]";
    for bytes in [
        Base64::from(text),
        Base64::from(text.to_owned()),
        Base64::from(text.as_bytes()),
        Base64::from(text.as_bytes().to_vec()),
        Base64::from(*b"have a nice day =]"),
        Base64::from(b"have a nice day =]"),
        Base64::encoded("aGF2ZSBhIG5pY2UgZGF5ID1d"),
    ] {
        assert_eq!(json::encode(&bytes), expected.as_bytes());
        assert_eq!(bytes.bytes().expect("valid"), text.as_bytes());
    }
}

#[test]
fn what_a_server_sends_is_kept() {
    for (text, bytes) in [
        ("", Some(b"".as_slice())),
        ("/+8=", Some(b"\xff\xef")),
        ("/+8", Some(b"\xff\xef")),
        ("_-8", Some(b"\xff\xef")),
        ("_-8=", Some(b"\xff\xef")),
        ("not Base64!", None),
        ("a", None),
    ] {
        let wire = format!("\"{text}\"");
        let value = json::decode::<Base64>(wire.as_bytes()).expect("a string");
        assert_eq!(value.text(), text);
        assert_eq!(value.bytes().ok().as_deref(), bytes, "{text}");
        assert_eq!(json::encode(&value), wire.as_bytes());
    }
    let error = Base64::encoded("?").bytes().expect_err("not Base64");
    assert_eq!(error.to_string(), "the text is not Base64");
    assert!(std::error::Error::source(&error).is_some());
}

#[test]
fn long_bytes_have_a_short_debug() {
    assert_eq!(format!("{:?}", Base64::from("abc")), "Base64(\"YWJj\")");
    let long = Base64::from(vec![0; 3000]);
    assert_eq!(
        format!("{long:?}"),
        "Base64(\"AAAAAAAAAAAAAAAA\"… of 4000 characters)"
    );
}
