//! The crate of `fixtures/closed/closed_enums.yaml`, driven: an enumeration that is closed reads what it
//! lists, and refuses anything else at its place. Run by `tests/fixtures_compile.rs`, which builds that
//! crate.

use closed_enums::types::{All, AllEither, AllEitherValue, AllLevel, AllMixed, Color};
use serde_json::json;

fn refused(text: &str) -> String {
    serde_json::from_str::<All>(text)
        .expect_err("no value of the type")
        .to_string()
}

#[test]
fn what_is_listed_is_read_and_written() {
    for (text, value) in [
        (r#"{"color":"red"}"#, All::new().color(Color::Red)),
        (r#"{"level":2}"#, All::new().level(AllLevel::N2)),
        (r#"{"mixed":"a"}"#, All::new().mixed(AllMixed::A)),
        (r#"{"mixed":1.5}"#, All::new().mixed(AllMixed::N15)),
        (r#"{"mixed":true}"#, All::new().mixed(AllMixed::True)),
        (
            r#"{"either":"green"}"#,
            All::new().either(AllEither::Color(Color::Green)),
        ),
        (
            r#"{"either":1}"#,
            All::new().either(AllEither::Value(AllEitherValue::N1)),
        ),
    ] {
        assert_eq!(serde_json::from_str::<All>(text).expect(text), value);
        assert_eq!(serde_json::to_string(&value).expect("JSON"), text);
    }
    // The same numbers, written in another way.
    let value: All = serde_json::from_str(r#"{"level":2.0,"mixed":15e-1}"#).expect("a value");
    assert_eq!(value.level, Some(AllLevel::N2));
    assert_eq!(value.mixed, Some(AllMixed::N15));
}

#[test]
fn what_is_not_listed_is_refused_at_its_place() {
    let value = "one of the values that the enumeration has";
    for (text, place, expected, found) in [
        (r#"{"color":"blue","level":1}"#, "/color", value, "a string"),
        (r#"{"level":3,"color":"red"}"#, "/level", value, "a number"),
        (r#"{"mixed":false}"#, "/mixed", value, "a boolean"),
        (r#"{"mixed":[1.5],"level":1}"#, "/mixed", value, "an array"),
        (r#"{"color":1}"#, "/color", "a string", "a number"),
        (r#"{"level":"1"}"#, "/level", "an integer", "a string"),
        (r#"{"either":2,"level":1}"#, "/either", value, "a number"),
        (
            r#"{"either":true}"#,
            "/either",
            "a number or a string",
            "a boolean",
        ),
    ] {
        let told = format!("`{place}`: expected {expected}, found {found}");
        assert_eq!(refused(text), told, "{text}");
    }
}

#[test]
fn texts_and_numbers_become_values() {
    assert_eq!("green".parse::<Color>().expect("a color"), Color::Green);
    assert!("Green".parse::<Color>().is_err());
    assert_eq!(AllLevel::try_from(2).expect("a level"), AllLevel::N2);
    assert!(AllLevel::try_from(3).is_err());
    assert_eq!(format!("{:>6}", Color::Red), "   red");
    assert_eq!(format!("{:>3}", AllLevel::N1), "  1");
    let shown = [AllMixed::A, AllMixed::N15, AllMixed::True].map(|value| value.to_string());
    assert_eq!(shown, ["a", "1.5", "true"]);
    assert_eq!(AllMixed::N15.to_value(), json!(1.5));
}
