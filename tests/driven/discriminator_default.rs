//! The crate of `fixtures/discriminator_default.yaml`, driven: what has no tag is read all the same.
//! Run by `tests/fixtures_compile.rs`, which builds that crate.

use discriminator_default::types::{Animal, Bird, Fish, Tank, Vehicle, Worm};

macro_rules! read {
    ($text:expr) => {
        serde_json::from_str($text).expect("a value of the type")
    };
}

macro_rules! written {
    ($value:expr) => {
        serde_json::to_string($value).expect("JSON")
    };
}

#[test]
fn a_value_that_no_tag_chooses_is_the_default() {
    for text in [r#"{"name":"x"}"#, r#"{"name":"x","kind":"unknown"}"#] {
        let Animal::Other(other) = read!(text) else {
            panic!("{text} is another");
        };
        assert_eq!(other.name, "x");
    }
    assert!(matches!(read!(r#"{"kind":"cat"}"#), Animal::Cat(_)));
    assert!(matches!(read!(r#"{"kind":"fish","fins":2}"#), Animal::Fish(_)));
    // What is no value of the default either stays as it is.
    assert!(matches!(read!(r#"{"kind":"unknown"}"#), Animal::Unknown(_)));
}

#[test]
fn a_tag_that_only_a_union_names_is_sent_and_need_not_come() {
    let text = r#"{"bird":{},"fish":{"fins":3}}"#;
    let tank: Tank = read!(text);
    assert_eq!(tank.fish.fins, 3);
    assert_eq!(written!(&tank), text);
    let sent = written!(&Animal::from(Fish::new(3)));
    assert_eq!(sent, r#"{"fins":3,"kind":"fish"}"#);
    let sent = written!(&Animal::from(Bird::new()));
    assert_eq!(sent, r#"{"kind":"bird"}"#);
    assert!(matches!(read!(&sent), Animal::Bird(_)));
    // Which of two it is, the caller says.
    let sent = written!(&Animal::from(Worm::new("snake")));
    assert_eq!(sent, r#"{"kind":"snake"}"#);
}

#[test]
fn a_parent_may_be_the_default_of_its_children() {
    assert!(matches!(read!(r#"{"sort":"Car","wheels":4}"#), Vehicle::Car(_)));
    assert!(matches!(read!(r#"{"wheels":2}"#), Vehicle::Vehicle(_)));
}
