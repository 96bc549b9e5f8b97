//! What is reported before a request is sent, in which words, and at which place.

#[path = "../src/json/mod.rs"]
#[allow(unreachable_pub, reason = "public in a generated crate")]
mod json;

use std::cmp::Ordering;
use std::collections::BTreeMap;

use json::{At, Checks, Encode, Exact, Number, Pattern, Writer};

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
            checks.minimum("i", None::<i32>, 1);
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
            checks.exclusive(&[("a", true), ("b", true), ("c", false)]);
            checks.exclusive(&[("a", true), ("b", true), ("c", true)]);
            checks.exclusive(&[("never", true)]);
            checks.exclusive(&[("never", false)]);
            checks.exclusive(&[]);
        },
        &[
            "`/hold_audio_url` and `/hold_media_name` exclude each other",
            "`/a`, `/b` and `/c` exclude each other",
            "`/never` must not be there",
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

#[test]
fn items_and_values_at_any_depth() {
    let tags = vec![vec!["a".to_owned(), String::new()], vec!["abc".to_owned()]];
    let sizes = BTreeMap::from([("s/m".to_owned(), Some(0)), ("l".to_owned(), None)]);
    check(
        |checks| {
            checks.each("tags", Some(&tags), |checks, at, item| {
                checks.each(at, Some(item), |checks, at, item| {
                    checks.length(at, Some(item), Some(1), Some(2));
                });
            });
            checks.each_value("sizes", Some(&sizes), |checks, at, value| {
                checks.minimum(at, *value, 1);
            });
            checks.items("tags", Some(2), None, Some(2));
            checks.each::<i64>("none", None, |checks, at, item| {
                checks.minimum(at, Some(*item), 1);
            });
            // The value that is being checked itself, as in a body that is a list.
            checks.each(At::Here, Some(&[3, 4]), |checks, at, item| {
                checks.maximum(at, Some(*item), 3);
            });
            checks.items(At::Here, Some(0), Some(1), None);
        },
        &[
            "`/tags/0/1` must have at least 1 character, not 0",
            "`/tags/1/0` must have at most 2 characters, not 3",
            "`/sizes/s~1m` must be at least 1, not 0",
            "`/1` must be at most 3, not 4",
            "the body must have at least 1 item, not 0",
        ],
    );
}

#[test]
fn names_of_a_map() {
    let map = BTreeMap::from([("ok".to_owned(), 1), ("much too long".to_owned(), 2)]);
    check(
        |checks| {
            checks.each_name("labels", Some(&map), |checks, name| {
                checks.length(At::Here, Some(name), None, Some(3));
                checks.one_of_texts(At::Here, Some(name), &["ok", "fine", "good"]);
            });
        },
        &[
            "`/labels/much too long` has a name that must have at most 3 characters, not 13",
            "`/labels/much too long` has a name that must be `ok`, `fine` or `good`",
        ],
    );
}

#[test]
fn bounds_beyond_double_precision_are_exact() {
    let number = |text: &str| text.parse::<Number>().expect("a number");
    let (at, above) = (
        number("18446744073709551616"),
        number("18446744073709551617"),
    );
    let (tenth, more) = (number("0.1"), number("0.10000000000000000001"));
    check(
        |checks| {
            checks.maximum("a", Some(Exact(&at)), "18446744073709551616");
            checks.maximum("b", Some(Exact(&above)), "18446744073709551616");
            checks.maximum("c", Some(&tenth), 0.1);
            checks.maximum("d", Some(&more), 0.1);
            checks.multiple_of("e", Some(9_007_199_254_740_993_i64), 2);
            checks.multiple_of("f", Some(9_007_199_254_740_994_i64), 2);
            checks.multiple_of("g", Some(u64::MAX), 2);
            checks.multiple_of("h", Some(&above), 2.0);
            checks.multiple_of("i", Some(Exact(&at)), "4294967296");
        },
        &[
            "`/b` must be at most 18446744073709551616, not 18446744073709551617",
            "`/d` must be at most 0.1, not 0.10000000000000000001",
            "`/e` must be a multiple of 2, not 9007199254740993",
            "`/g` must be a multiple of 2, not 18446744073709551615",
            "`/h` must be a multiple of 2, not 18446744073709551617",
        ],
    );
}

#[test]
fn patterns() {
    let capital = Pattern {
        text: "^[A-Z]",
        matches: |text| text.starts_with(|c: char| c.is_ascii_uppercase()),
    };
    check(
        |checks| {
            checks.pattern("a", Some("A"), capital);
            checks.pattern("b", Some("b"), capital);
            checks.pattern("c", None, capital);
        },
        &["`/b` must match `^[A-Z]`"],
    );
}

#[test]
fn groups_of_properties() {
    check(
        |checks| {
            checks.dependent(("card", true), &[("address", false), ("name", true)]);
            checks.dependent(("card", false), &[("address", false)]);
            checks.any_group(&[&[("a", true)], &[("b", false), ("c", true)]]);
            checks.any_group(&[&[("a", false)], &[("b", false), ("c", true)]]);
            checks.one_group(&[&[("a", false)], &[("b", true), ("c", true)]]);
            checks.one_group(&[&[("a", true), ("c", true)], &[("b", true), ("c", true)]]);
            checks.one_group(&[&[("a", false)], &[("b", false)]]);
        },
        &[
            "`/address` must be there where `card` is",
            "the body must have `a` or `b` and `c`",
            "`/a`, `/c` and `/b` exclude each other",
            "the body must have `a` or `b`",
        ],
    );
}

#[test]
fn what_a_list_must_contain() {
    let tags = ["a", "b", "a"];
    check(
        |checks| {
            checks.contains("a", Some(&tags), &["\"a\""], (Some(1), Some(2)));
            checks.contains("b", Some(&tags), &["\"c\"", "\"d\""], (Some(1), None));
            checks.contains("c", Some(&tags), &["\"a\""], (None, Some(1)));
            checks.contains::<&str>("d", None, &["1"], (Some(1), None));
        },
        &[
            "`/b` must have at least 1 of `\"c\"` or `\"d\"`, not 0",
            "`/c` must have at most 1 of `\"a\"`, not 2",
        ],
    );
}

#[test]
fn how_many_properties_are_sent() {
    struct Legs(BTreeMap<String, Leg>);
    impl Encode for Legs {
        fn encode(&self, out: &mut Writer) {
            self.0.encode(out);
        }

        fn check(&self, checks: &mut Checks) {
            checks.size(self, Some(1), Some(2));
        }
    }
    let legs = |count: usize| {
        let names = ["a", "b", "c"].into_iter().take(count);
        Legs(names.map(|name| (name.to_owned(), Leg("x"))).collect())
    };
    check(
        |checks| (0..=3).for_each(|count| checks.item(count, &legs(count))),
        &[
            "`/0` must have at least 1 property, not 0",
            "`/3` must have at most 2 properties, not 3",
        ],
    );
}

#[test]
fn numbers_that_are_none() {
    let mut checks = Checks::new();
    for value in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
        checks.finite("ratio", Some(value));
    }
    checks.finite("ratio", Some(f64::MAX));
    checks.finite("ratio", None);
    let found = checks.into_violations();
    assert_eq!(found.len(), 3);
    assert_eq!(found[0].to_string(), "`/ratio` must be a finite number");
}

#[test]
fn numbers_are_compared_and_stored_by_all_their_digits() {
    let number = |text: &str| text.parse::<Number>().expect("a number");
    let rising = [
        "-9007199254740993",
        "-9007199254740992",
        "0.1",
        "0.10000000000000000001",
        "9007199254740992",
        "9007199254740993",
        "18446744073709551615",
        "18446744073709551616",
        "1e300",
    ];
    for (at, a) in rising.iter().enumerate() {
        for (other, b) in rising.iter().enumerate() {
            let order = number(a).partial_cmp(&number(b));
            assert_eq!(order, Some(at.cmp(&other)), "{a} {b}");
        }
    }
    // Beyond all that can be told apart.
    let order = number("1e400").partial_cmp(&number("1e401"));
    assert_ne!(order, Some(Ordering::Equal));
    let largest = number("18446744073709551615");
    let stored = serde_json::to_string(&largest).expect("JSON");
    assert_eq!(stored, "18446744073709551615");
    assert_eq!(
        serde_json::from_str::<Number>(&stored).expect("a number"),
        largest
    );
}
