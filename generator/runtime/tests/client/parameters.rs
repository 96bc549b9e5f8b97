//! Parameters in styles of their own: whatever is in a value, a server that splits it where the style
//! says and decodes each piece gets it back, and it never gets out of its place.

use std::sync::OnceLock;

use proptest::prelude::*;
use serde_json::{Value, json};

use crate::conference::{API, KEY};
use crate::parameters::{ParameterStyle, QueryContent};
use crate::runtime::{Client, ClientBuilder, FormStyle, Outgoing};

fn request() -> Outgoing {
    // A client costs more than what is asked of it.
    static CLIENT: OnceLock<Client> = OnceLock::new();
    let client = CLIENT.get_or_init(|| {
        let builder = ClientBuilder::new(&API).api_key(KEY);
        builder
            .base_url("http://127.0.0.1:9")
            .build()
            .expect("a client")
    });
    client.request(http::Method::GET, "/before/{color}/after")
}

/// What stands in the path; none where it is refused.
fn in_path(value: &Value, style: ParameterStyle) -> Option<String> {
    let request = request().path_value("color", value, style);
    let refused = &request.draft.request;
    if !refused.problems.is_empty() || !refused.unfit.is_empty() {
        return None;
    }
    let rest = request
        .draft
        .request
        .path
        .strip_prefix("/before/")
        .expect("what is before");
    Some(
        rest.strip_suffix("/after")
            .expect("what is after")
            .to_owned(),
    )
}

fn in_cookies(value: &Value, style: ParameterStyle) -> String {
    let request = request().cookie_value("color", value, style);
    let cookies = request
        .draft
        .request
        .headers
        .says("cookie")
        .unwrap_or_default();
    String::from_utf8(cookies.to_vec()).expect("ASCII")
}

fn in_query(value: &Value, style: FormStyle) -> String {
    request()
        .query_reserved("color", value, style)
        .draft
        .request
        .query
}

fn decoded(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut out = Vec::new();
    let mut index = 0;
    while index < bytes.len() {
        if bytes[index] == b'%' {
            out.push(u8::from_str_radix(&text[index + 1..index + 3], 16).expect("digits"));
            index += 3;
        } else {
            out.push(bytes[index]);
            index += 1;
        }
    }
    String::from_utf8(out).expect("UTF-8")
}

fn texts() -> impl Strategy<Value = Vec<String>> {
    let text = prop_oneof![
        "[ -~]{0,8}",
        any::<String>(),
        proptest::sample::select(vec![
            "%2e", ".", "..", "%", "a&b", ";x=1", "a,b", "\r\nx: y"
        ])
        .prop_map(str::to_owned),
    ];
    proptest::collection::vec(text, 1..5)
}

proptest! {
    #[test]
    fn lists_come_back(items in texts()) {
        let value = json!(items);
        let split = |text: &str, separator: &str| -> Vec<String> {
            text.split(separator).map(decoded).collect()
        };
        if let Some(path) = in_path(&value, ParameterStyle::SIMPLE) {
            prop_assert_eq!(split(&path, ","), items.clone());
            prop_assert!(!path.contains(['/', '?', '#']));
        }
        let path = in_path(&value, ParameterStyle::MATRIX.exploded()).expect("it is sent");
        let pairs = path.split(';').skip(1).map(|pair| {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            assert_eq!(name, "color");
            decoded(value)
        });
        prop_assert_eq!(pairs.collect::<Vec<_>>(), items.clone());
        let cookies = in_cookies(&value, ParameterStyle::FORM);
        let list = cookies.strip_prefix("color=").expect("the name");
        prop_assert_eq!(split(list, ","), items.clone());
        let cookies = in_cookies(&value, ParameterStyle::FORM.exploded());
        let each = cookies.split("; ").map(|pair| decoded(&pair["color=".len()..]));
        prop_assert_eq!(each.collect::<Vec<_>>(), items);
    }

    #[test]
    fn reserved_characters_stay_inside(items in texts()) {
        let value = json!(items);
        let query = in_query(&value, FormStyle::Exploded);
        prop_assert_eq!(query.split('&').count(), items.len());
        prop_assert!(query.split('&').all(|pair| pair.starts_with("color=")));
        prop_assert!(!query.contains(['#', '[', ']', '+', ' ', '"']));
        for separator in [',', ' ', '|'] {
            let query = in_query(&value, FormStyle::Joined(separator));
            let between = match separator { ' ' => "%20", '|' => "%7C", _ => "," };
            prop_assert!(query.matches(between).count() >= items.len() - 1);
            prop_assert!(!query.contains(['&', '#']));
        }
        if let Some(path) = in_path(&value, ParameterStyle::LABEL.reserved()) {
            prop_assert!(!path.contains(['/', '?', '#', ';', '=']));
        }
        let cookies = in_cookies(&value, ParameterStyle::FORM.reserved());
        prop_assert!(!cookies.contains([';', ' ', '"']));
        let request = request().cookie_value("color", &value, ParameterStyle::COOKIE.exploded());
        let sent = request.draft.request.headers.says("cookie").unwrap_or_default();
        let sent = String::from_utf8_lossy(sent).into_owned();
        if request.draft.request.problems.is_empty() {
            let each = sent.split("; ").map(|pair| &pair["color=".len()..]);
            prop_assert_eq!(each.collect::<Vec<_>>(), items);
        } else {
            prop_assert_eq!(sent, "");
        }
    }
}

#[test]
fn what_is_null_is_left_out() {
    let value = json!({ "a": null, "b": [1, null], "c": { "d": null }, "e": true });
    assert_eq!(
        in_path(&value, ParameterStyle::MATRIX.exploded()).as_deref(),
        Some(";b=%5B1%2Cnull%5D;c=%7B%22d%22%3Anull%7D;e=true")
    );
    let empty = [
        json!(null),
        json!([]),
        json!([null]),
        json!({}),
        json!({ "a": null }),
    ];
    for value in &empty {
        assert_eq!(
            in_path(value, ParameterStyle::MATRIX).as_deref(),
            Some(";color")
        );
        assert_eq!(in_path(value, ParameterStyle::LABEL), None);
        assert_eq!(in_path(value, ParameterStyle::SIMPLE), None);
        assert_eq!(in_cookies(value, ParameterStyle::FORM), "");
        assert_eq!(in_cookies(value, ParameterStyle::COOKIE.exploded()), "");
        assert_eq!(in_query(value, FormStyle::Joined(',')), "");
        let request = request().header_value("color", value, ParameterStyle::SIMPLE);
        assert_eq!(request.draft.request.headers.says("color"), None);
    }
    assert_eq!(
        in_path(&json!(null), ParameterStyle::JSON).as_deref(),
        Some("null")
    );
}

#[test]
fn a_whole_query() {
    let whole = |value: Value, content| request().query("a", "b").whole_query("q", &value, content);
    let styles = &[("list", FormStyle::Joined(','))];
    let query = whole(
        json!({ "list": ["a", "b c"], "x": "&" }),
        QueryContent::Form(styles),
    )
    .draft
    .request
    .query;
    assert_eq!(query, "list=a,b+c&x=%26");
    assert_eq!(
        whole(json!([1]), QueryContent::Json).draft.request.query,
        "%5B1%5D"
    );
    assert_eq!(
        whole(json!("$.a[1:1]"), QueryContent::Text)
            .draft
            .request
            .query,
        "%24.a%5B1%3A1%5D"
    );
    let refused = whole(json!([1]), QueryContent::Form(&[]));
    assert_eq!(
        refused.draft.request.problems,
        ["the body of a form must be an object"]
    );
}

/// What is set again takes nothing away but what it was before: `filter[id]` is a parameter too.
#[test]
fn a_nested_value_replaces_itself_and_no_other_parameter() {
    let request = request()
        .query("filter[id]", "7")
        .query("filters", "all")
        .query_value(
            "filter",
            &json!({ "a": 1, "b": { "c": 2 } }),
            FormStyle::Deep,
        )
        .query_value("filter", &json!({ "a": 3 }), FormStyle::Deep);
    assert_eq!(
        request.draft.request.query,
        "filter%5Bid%5D=7&filters=all&filter%5Ba%5D=3"
    );
    let request = request.query_value("filter", &json!({}), FormStyle::Deep);
    assert_eq!(request.draft.request.query, "filter%5Bid%5D=7&filters=all");
}

/// So does one whose properties are parameters by themselves.
#[test]
fn an_exploded_value_replaces_itself() {
    let request = request()
        .query("page", "2")
        .query_reserved("color", &json!({ "R": 1, "G": 2 }), FormStyle::Exploded)
        .query_reserved("color", &json!({ "R": 3 }), FormStyle::Exploded);
    assert_eq!(request.draft.request.query, "page=2&R=3");
    // And one of its name, whoever set it.
    let request = request.query_value("color", &json!({ "page": [3, 4] }), FormStyle::Exploded);
    assert_eq!(request.draft.request.query, "page=3&page=4");
}
