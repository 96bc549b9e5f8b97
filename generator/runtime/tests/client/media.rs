//! Bodies and parameters that are not JSON: forms, text, objects in the query, cookies. What was
//! sent is read by a parser that is not ours.

use http::Method;
use serde_json::json;

use crate::conference::{Fixture, end, ok};
use crate::runtime::FormStyle;
use crate::support::{Reply, Request, Server};

fn last(server: &Server) -> Request {
    server.requests().pop().expect("a request")
}

/// The pairs of a form or a query, as the WHATWG's URL standard reads them.
fn pairs(text: &str) -> Vec<(String, String)> {
    form_urlencoded::parse(text.as_bytes())
        .into_owned()
        .collect()
}

fn expected(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
    let owned = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
    pairs.iter().map(owned).collect()
}

#[tokio::test]
async fn a_form_is_read_as_it_was_written() {
    let fixture = Fixture::new([ok()]);
    let body = json!({
        "amount": 1.5,
        "expand": ["a", "b c"],
        "metadata": { "key": "é&=+ %" },
        "none": null,
        "settings": { "on": true },
    });
    let styles = [("metadata", FormStyle::Deep), ("settings", FormStyle::Json)];
    let request = fixture
        .client
        .operation(Method::POST, "/charges")
        .form(&body, &styles);
    end(request.call_empty()).await.expect("an answer");
    let request = last(&fixture.server);
    assert_eq!(
        request.header("content-type").as_deref(),
        Some("application/x-www-form-urlencoded")
    );
    assert_eq!(
        pairs(&request.text()),
        expected(&[
            ("amount", "1.5"),
            ("expand", "a"),
            ("expand", "b c"),
            ("metadata[key]", "é&=+ %"),
            ("settings", r#"{"on":true}"#),
        ])
    );
}

#[tokio::test]
async fn objects_in_the_query_and_cookies() {
    let fixture = Fixture::new([ok()]);
    let filter = json!({ "name": "a b", "tags": ["x", "y"] });
    let request = fixture
        .client
        .operation(Method::GET, "/charges")
        .query("limit", "5")
        .query_value("filter", &filter, FormStyle::Deep)
        .query_value("point", &json!({ "x": 1, "y": 2 }), FormStyle::Exploded)
        .query_value("raw", &json!({ "x": 1 }), FormStyle::Json)
        .query_value(
            "color",
            &json!({ "G": 200, "R": 100 }),
            FormStyle::Joined(','),
        )
        .cookie("session", "a;b")
        .cookie("theme", "dark");
    end(request.call_empty()).await.expect("an answer");
    let request = last(&fixture.server);
    let query = request.target.split_once('?').expect("a query").1;
    assert_eq!(
        pairs(query),
        expected(&[
            ("limit", "5"),
            ("filter[name]", "a b"),
            ("filter[tags][0]", "x"),
            ("filter[tags][1]", "y"),
            ("x", "1"),
            ("y", "2"),
            ("raw", r#"{"x":1}"#),
            ("color", "G,200,R,100"),
        ])
    );
    // The standard has the separator in the URL as it is.
    assert!(query.ends_with("&color=G,200,R,100"), "{query}");
    assert_eq!(
        request.header("cookie").as_deref(),
        Some("session=a%3Bb; theme=dark")
    );
}

#[tokio::test]
async fn another_media_type_of_json_is_sent_and_asked_for() {
    let fixture = Fixture::new([ok()]);
    let request = fixture
        .client
        .operation(Method::PATCH, "/charges")
        .json(&json!({}))
        .json_type("application/merge-patch+json")
        .accept("application/hal+json");
    end(request.call_empty()).await.expect("an answer");
    let request = last(&fixture.server);
    assert_eq!(
        request.header("content-type").as_deref(),
        Some("application/merge-patch+json")
    );
    assert_eq!(
        request.header("accept").as_deref(),
        Some("application/hal+json")
    );
}

#[tokio::test]
async fn text_is_given_as_it_came_and_never_mended() {
    let good = Reply::new(200, "é\n<x/>");
    let bad = Reply::new(200, vec![b'a', 0xff]);
    let fixture = Fixture::new([good, bad]);
    let call = || {
        fixture
            .client
            .operation(Method::GET, "/texts")
            .call_text("application/xml")
    };
    let text = end(call()).await.expect("an answer");
    assert_eq!(text.into_inner(), "é\n<x/>");
    assert_eq!(
        last(&fixture.server).header("accept").as_deref(),
        Some("application/xml")
    );
    let error = end(call()).await.expect_err("it is not UTF-8");
    assert!(error.is_decode(), "{error}");
}
