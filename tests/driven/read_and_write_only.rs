//! The crate of `fixtures/read_and_write_only.yaml`, driven: what was read is changed and sent back.
//! Run by `tests/fixtures_compile.rs`, which builds that crate.

use read_and_write_only::types::{GroupedMap, GroupedMapRequest, User, UserRequest};

macro_rules! read {
    ($text:expr) => {
        serde_json::from_str($text).expect("a value of the type")
    };
}

#[test]
fn what_is_only_read_is_left_out() {
    let read: GroupedMap = read!(r#"{"id":"g1","name":"a","more":{"n":12345678901234567890.5}}"#);
    let sent = GroupedMapRequest::try_from(&read).expect("a request");
    let text = serde_json::to_string(&sent.slug("s")).expect("JSON");
    let expected = r#"{"name":"a","slug":"s","more":{"n":12345678901234567890.5}}"#;
    let value = |text: &str| serde_json::from_str::<serde_json::Value>(text).expect("JSON");
    assert_eq!(value(&text), value(expected));
}

#[test]
fn what_is_only_sent_and_required_is_missing() {
    let read: User = read!(r#"{"id":"u1","name":"Ada","both":"x"}"#);
    let missing = UserRequest::try_from(&read).expect_err("no password");
    assert!(missing.to_string().contains("password"), "{missing}");
}
