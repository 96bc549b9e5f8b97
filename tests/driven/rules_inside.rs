//! The crate of `fixtures/rules_inside.yaml`, driven: what breaks a rule is refused with its place,
//! what is just within it goes out. Run by `tests/fixtures_compile.rs`, which builds that crate.

use std::collections::BTreeMap;

use rules_inside::types::{Always, Base64, Groups, Inside, InsideEither, Number};
use rules_inside::{Call, Client, ErrorKind};

/// Nothing listens there: what is not refused fails on the way.
fn client() -> Client {
    let builder = Client::builder().base_url("http://127.0.0.1:9");
    builder.max_retries(0).build().expect("a client")
}

/// What a call is refused for; nothing where it would have been sent.
fn refusals<P: 'static>(call: Call<(), P>) -> Vec<String> {
    let runtime = tokio::runtime::Builder::new_current_thread();
    let runtime = { runtime }.enable_all().build().expect("a runtime");
    let error = runtime
        .block_on(async { call.await })
        .expect_err("nothing listens");
    if error.kind() != ErrorKind::InvalidRequest {
        return Vec::new();
    }
    error.violations().iter().map(ToString::to_string).collect()
}

#[track_caller]
fn check(body: Inside, expected: &[&str]) {
    let client = client();
    let found = refusals(client.pets().update("p-1", 1, ["ok"], body));
    assert_eq!(found, expected);
}

fn valid() -> Inside {
    Inside::new(["EUR"])
}

fn map<T>(entries: impl IntoIterator<Item = (&'static str, T)>) -> BTreeMap<String, T> {
    let entries = entries.into_iter();
    entries
        .map(|(name, value)| (name.to_owned(), value))
        .collect()
}

fn group() -> Groups {
    let mut group = Groups::new().email("a");
    group.additional_properties = map([("extra", "1234".to_owned())]);
    group
}

#[test]
fn what_is_at_the_bound_goes_out() {
    let body = valid()
        .deep([vec![Some(1), None]])
        .map(map([("x-abc", "abc".to_owned())]))
        .maps(map([("a", vec![Number::from(1.0)])]))
        .bytes([0; 6])
        .optional_bytes(Base64::from([1]))
        .exact(9_007_199_254_740_993)
        .unsigned(u64::MAX)
        .half(3)
        .nested_objects([group()])
        .either("ab")
        .one("abc".to_owned())
        .escapes("\u{a0}a-/")
        .tagged(["admin", "other"]);
    check(body, &[]);
    check(valid().either(InsideEither::from(9)), &[]);
}

#[test]
fn items_and_values() {
    check(
        Inside::new(["EUR", "eur"]),
        &["`/codes/1` must match `^[A-Z]{3}$`"],
    );
    check(
        valid().deep([vec![], vec![Some(1), Some(0), None]]),
        &[
            "`/deep/1` must have at most 2 items, not 3",
            "`/deep/1/1` must be at least 1, not 0",
        ],
    );
    check(
        valid().maps(map([("a/b", vec![Number::from(0.5), Number::from(1.5)])])),
        &["`/maps/a~1b/1` must be at most 1, not 1.5"],
    );
    check(
        valid().map(map([("y", "abcd".to_owned())])),
        &[
            "`/map/y` has a name that must match `^x-`",
            "`/map/y` must have at most 3 characters, not 4",
        ],
    );
    check(
        valid().map(BTreeMap::new()),
        &["`/map` must have at least 1 property, not 0"],
    );
    check(
        valid().tagged(["other"]),
        &["`/tagged` must have at least 1 of `\"admin\"`, not 0"],
    );
}

#[test]
fn texts_and_numbers() {
    check(
        valid().bytes([0; 7]),
        &["`/bytes` must have at most 8 characters, not 12"],
    );
    check(
        valid().one("abcd".to_owned()),
        &["`/one` must have at most 3 characters, not 4"],
    );
    check(
        valid().exact(9_007_199_254_740_994),
        &[
            "`/exact` must be at most 9007199254740993, not 9007199254740994",
            "`/exact` must be a multiple of 9007199254740993, not 9007199254740994",
        ],
    );
    let above: Number = "18446744073709551617".parse().expect("a number");
    check(
        valid().huge(above),
        &["`/huge` must be at most 18446744073709551616, not 18446744073709551617"],
    );
    check(
        valid().escapes("?"),
        &[r"`/escapes` must match `^\s*[\w\-\/]+$`"],
    );
}

/// Of two bounds that meet, the stricter holds; and what is required is always there.
#[test]
fn what_holds_together() {
    check(
        valid().above(Number::from(5.0)),
        &["`/above` must be greater than 5, not 5"],
    );
    check(
        valid().below(Number::from(5.0)),
        &["`/below` must be less than 5, not 5"],
    );
    check(
        valid().above(Number::from(5.5)).below(Number::from(4.5)),
        &[],
    );
    check(valid().few_tagged(["other"]), &[]);
    check(
        valid().few_tagged(["admin", "admin"]),
        &["`/few_tagged` must have at most 1 of `\"admin\"`, not 2"],
    );
    check(valid().always(Always::new("i").name("n")), &[]);
    check(
        valid().always(Always::new("i").note("n")),
        &["`/always/name` must be there where `id` is"],
    );
    check(
        valid().always(Always::new("i")),
        &[
            "`/always/name` must be there where `id` is",
            "`/always` must have `id` and `name` or `note`",
        ],
    );
}

#[test]
fn unions() {
    check(
        valid().either("a"),
        &["`/either` must have at least 2 characters, not 1"],
    );
    check(valid().either(10), &["`/either` must be at most 9, not 10"]);
    check(
        valid().either(vec!["ab".to_owned()]),
        &["`/either/0` must have at most 1 character, not 2"],
    );
}

#[test]
fn groups() {
    check(
        valid().nested_objects(Vec::<Groups>::new()),
        &["`/nested_objects` must have at least 1 item, not 0"],
    );
    let one = |group: Groups, expected: &[&str]| check(valid().nested_objects([group]), expected);
    one(
        Groups::new(),
        &[
            "`/nested_objects/0` must have at least 1 property, not 0",
            "`/nested_objects/0` must have `email` or `phone` and `sms`",
            "`/nested_objects/0` must have `card` or `extra`",
        ],
    );
    one(
        group().card("1"),
        &["`/nested_objects/0/address` must be there where `card` is"],
    );
    one(
        group().phone("1").sms("2"),
        &[
            "`/nested_objects/0` must have at most 3 properties, not 4",
            "`/nested_objects/0/email`, `/nested_objects/0/phone` and `/nested_objects/0/sms` exclude each other",
        ],
    );
    let mut forbidden = group();
    forbidden.additional_properties =
        map([("extra", "12345".to_owned()), ("forbidden", String::new())]);
    one(
        forbidden,
        &[
            "`/nested_objects/0/extra` must have at most 4 characters, not 5",
            "`/nested_objects/0/forbidden` must not be there",
        ],
    );
    let mut unheard = group();
    unheard
        .additional_properties
        .insert("unheard".to_owned(), String::new());
    one(
        unheard,
        &["`/nested_objects/0/unheard` has a name that must be `extra`, `forbidden` or `other`"],
    );
}

#[test]
fn parameters() {
    let client = client();
    let call = client
        .pets()
        .update("p-x", 101, ["ok", "too long"], valid())
        .rate(0.25)
        .ids([1, 0, 1])
        .x_token("abc");
    assert_eq!(
        refusals(call),
        [
            "the path parameter `id` must match `^p-\\d+$`",
            "the query parameter `limit` must be at most 100, not 101",
            "`/1` of the query parameter `tags` must have at most 5 characters, not 8",
            "the query parameter `rate` must be at least 0.5, not 0.25",
            "the query parameter `ids` must not hold the same item twice, as 0 and 2",
            "`/1` of the query parameter `ids` must be at least 1, not 0",
            "the header `X-Token` must have at least 4 characters, not 3",
        ]
    );
    let none: [&str; 0] = [];
    let call = client.pets().update("p-1", 100, none, valid());
    assert_eq!(
        refusals(call),
        ["the query parameter `tags` must have at least 1 item, not 0"]
    );
    let call = client
        .pets()
        .update("p-1", 100, ["12345"], valid())
        .ids([1, 2, 3]);
    assert_eq!(refusals(call.rate(0.25).rate(0.5).x_token("1234")), none);
}

#[test]
fn bodies_without_a_type_of_their_own() {
    let client = client();
    let list = |items: &[&str]| items.iter().map(|item| (*item).to_owned()).collect();
    assert_eq!(
        refusals(client.list().create(list(&["", "a", "b"]))),
        [
            "the body must have at most 2 items, not 3",
            "`/0` must have at least 1 character, not 0",
        ]
    );
    assert!(refusals(client.list().create(list(&["a", "b"]))).is_empty());
    assert_eq!(
        refusals(client.text().replace(Some("long".to_owned()))),
        ["the body must have at most 3 characters, not 4"]
    );
    assert!(refusals(client.text().replace(None)).is_empty());
}
