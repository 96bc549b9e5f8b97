//! What is reported before a request is sent, in which words, and at which place.

#[path = "../src/json/mod.rs"]
#[allow(unreachable_pub, reason = "public in a generated crate")]
mod json;

use std::collections::BTreeMap;

use json::{Checks, Encode, Writer};

#[track_caller]
fn check(run: impl FnOnce(&mut Checks), expected: &[&str]) {
    let mut checks = Checks::new();
    run(&mut checks);
    let found: Vec<String> = checks
        .into_violations()
        .iter()
        .map(ToString::to_string)
        .collect();
    assert_eq!(found, expected);
}

#[test]
fn lengths_count_characters() {
    check(
        |checks| {
            checks.length("a", Some("é😀"), Some(2), Some(2));
            checks.length("b", Some(""), Some(1), None);
            checks.length("c", Some("é😀é"), None, Some(2));
            checks.length("d", None, Some(1), Some(1));
            checks.length("e", Some("any"), None, None);
        },
        &[
            "`/b` must have at least 1 character, not 0",
            "`/c` must have at most 2 characters, not 3",
        ],
    );
}

#[test]
fn counts() {
    check(
        |checks| {
            checks.items("a", Some(0), Some(1), None);
            checks.items("b", Some(3), Some(3), Some(3));
            checks.properties("c", Some(3), None, Some(2));
            checks.properties("d", None, Some(1), None);
        },
        &[
            "`/a` must have at least 1 item, not 0",
            "`/c` must have at most 2 properties, not 3",
        ],
    );
}

#[test]
fn bounds() {
    check(
        |checks| {
            checks.minimum("a", Some(0), 1);
            checks.minimum("b", Some(1), 1);
            checks.maximum("c", Some(1.5), 1.0);
            checks.maximum("d", Some(1.0), 1.0);
            checks.exclusive_minimum("e", Some(1), 1);
            checks.exclusive_minimum("f", Some(2), 1);
            checks.exclusive_maximum("g", Some(u64::MAX), u64::MAX);
            checks.exclusive_maximum("h", Some(0), 1);
            checks.minimum("i", None, 1);
        },
        &[
            "`/a` must be at least 1, not 0",
            "`/c` must be at most 1, not 1.5",
            "`/e` must be greater than 1, not 1",
            "`/g` must be less than 18446744073709551615, not 18446744073709551615",
        ],
    );
}

#[test]
fn multiples_are_told_by_decimal_digits() {
    let is_multiple = |value: f64, unit: f64| {
        let mut checks = Checks::new();
        checks.multiple_of("a", Some(value), unit);
        checks.into_violations().is_empty()
    };
    let multiples = [
        (0.3, 0.1),
        (10.0, 5.0),
        (0.0, 7.0),
        (-4.0, 2.0),
        (1e20, 1e3),
        (4.35, 0.01),
        (1.0, 1.0),
        // Cannot be told: no unit, or too far apart.
        (1.0, 0.0),
        (1e300, 1e-300),
        (f64::NAN, 1.0),
    ];
    for (value, unit) in multiples {
        assert!(is_multiple(value, unit), "{value} of {unit}");
    }
    let others = [
        (0.35, 0.1),
        (7.0, 5.0),
        (1e15 + 1.0, 2.0),
        (0.1, 1.0),
        (9_007_199_254_740_991.0, 2.0),
        (5.0, 10.0),
    ];
    for (value, unit) in others {
        assert!(!is_multiple(value, unit), "{value} of {unit}");
    }
    check(
        |checks| checks.multiple_of("a", Some(7.0), 5.0),
        &["`/a` must be a multiple of 5, not 7"],
    );
}

#[test]
fn unique_items() {
    check(
        |checks| {
            checks.unique("a", Some(&["x", "y", "x"]));
            checks.unique("b", Some(&[1, 2, 3]));
            checks.unique::<i64>("c", None);
        },
        &["`/a` must not hold the same item twice, as 0 and 2"],
    );
}

#[test]
fn exclusive_properties() {
    check(
        |checks| {
            checks.exclusive(&[("hold_audio_url", true), ("hold_media_name", true)]);
            checks.exclusive(&[("a", true), ("b", false)]);
            checks.exclusive(&[("a", false), ("b", false)]);
            checks.exclusive(&[("a", true), ("b", true), ("c", false), ("d", true)]);
        },
        &[
            "`/hold_audio_url` and `/hold_media_name` exclude each other",
            "`/a`, `/b` and `/d` exclude each other",
        ],
    );
}

struct Leg(&'static str);

impl Encode for Leg {
    fn encode(&self, out: &mut Writer) {
        out.string(self.0);
    }

    fn check(&self, checks: &mut Checks) {
        checks.length("name", Some(self.0), Some(1), None);
        if self.0 == "bad" {
            checks.report("is bad");
        }
    }
}

#[test]
fn places_are_json_pointers() {
    let legs = vec![Some(Leg("a")), Some(Leg("")), None, Some(Leg("bad"))];
    let map = BTreeMap::from([("a/b~c".to_owned(), Box::new(Leg("")))]);
    check(
        |checks| {
            checks.property("legs", &legs);
            checks.property("map", &json::Nullable::Value(&map));
            checks.property("after", &Leg("bad"));
            checks.report("is bad");
        },
        &[
            "`/legs/1/name` must have at least 1 character, not 0",
            "`/legs/3` is bad",
            "`/map/a~1b~0c/name` must have at least 1 character, not 0",
            "`/after` is bad",
            "the body is bad",
        ],
    );
}
