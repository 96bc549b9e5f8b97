//! Requests that the description forbids.

use http::Method;

use crate::conference::{Fixture, Join, end, failure, join, ok};
use crate::runtime::json::{At, Violation};
use crate::runtime::{Call, ErrorKind, Options};

fn forbidden() -> Join {
    Join {
        hold_audio_url: Some("http://example.com/a.wav".to_owned()),
        hold_media_name: Some("a".to_owned()),
        ..Join::new("")
    }
}

#[tokio::test]
async fn everything_wrong_with_a_request_is_told_before_a_connection_is_opened() {
    let fixture = Fixture::new([ok()]);
    let error = failure(join(&fixture.client, "", &forbidden()).header("x", "\n")).await;
    assert_eq!(error.kind(), ErrorKind::InvalidRequest);
    let pointers: Vec<&[String]> = error.violations().iter().map(Violation::pointers).collect();
    assert_eq!(
        pointers,
        [
            // The path parameter `id`, as a whole.
            &[String::new()][..],
            &["/call_control_id".to_owned()],
            &["/hold_audio_url".to_owned(), "/hold_media_name".to_owned()]
        ]
    );
    let text = error.to_string();
    for expected in [
        "the request was not sent",
        "`id`",
        "header `x`",
        "`/call_control_id`",
        "`/hold_audio_url` and `/hold_media_name` exclude each other",
    ] {
        assert!(text.contains(expected), "{text}");
    }
    assert_eq!(
        (fixture.server.connections(), fixture.delays()),
        (0, vec![])
    );
    assert_eq!(
        (error.attempts(), error.may_have_been_processed()),
        (0, false)
    );
}

#[tokio::test]
async fn a_call_or_a_client_can_opt_out() {
    let fixture = Fixture::new([ok()]);
    end(join(&fixture.client, "a", &forbidden()).validate(false))
        .await
        .expect("an answer");
    let lax = fixture.client.with_options(Options::new().validate(false));
    end(join(&lax, "a", &forbidden())).await.expect("an answer");
    failure(join(&lax, "a", &forbidden()).validate(true)).await;
    assert_eq!(fixture.requests(), 2);
}

#[tokio::test]
async fn a_parameter_is_named() {
    let fixture = Fixture::new([ok()]);
    let call = |limit: i64, ids: &[&str]| {
        let ids: Vec<String> = ids.iter().map(|id| (*id).to_owned()).collect();
        fixture
            .client
            .operation(Method::GET, "/things")
            .check_parameter("query", "limit", &|checks| {
                checks.maximum(At::Here, Some(limit), 100);
            })
            .query("limit", &limit.to_string())
            .check_parameter("header", "x-ids", &|checks| {
                checks.items(At::Here, Some(ids.len()), Some(1), None);
                checks.each(At::Here, Some(&ids), |checks, at, item| {
                    checks.length(at, Some(item), Some(2), None);
                });
            })
            .header_list("x-ids", &ids, None)
            .check_body(&|checks| checks.length(At::Here, Some("long"), None, Some(3)))
            .call_empty()
    };
    let error = failure(call(101, &["ok", "a"])).await;
    let found: Vec<String> = error.violations().iter().map(ToString::to_string).collect();
    assert_eq!(
        found,
        [
            "the query parameter `limit` must be at most 100, not 101",
            "`/1` of the header `x-ids` must have at least 2 characters, not 1",
            "the body must have at most 3 characters, not 4",
        ]
    );
    let parameters: Vec<_> = error
        .violations()
        .iter()
        .map(Violation::parameter)
        .collect();
    assert_eq!(parameters, [Some("limit"), Some("x-ids"), None]);
    assert_eq!(fixture.requests(), 0);
}

#[tokio::test]
async fn a_parameter_that_is_set_again_is_judged_by_its_last_value() {
    let fixture = Fixture::new([ok()]);
    let limited = |mut call: Call<()>, limit: i64| {
        let checked = call.outgoing.check_parameter("query", "limit", &|checks| {
            checks.maximum(At::Here, Some(limit), 100);
        });
        call.outgoing = checked.set_query("limit", &limit.to_string());
        call
    };
    let call = || {
        let operation = fixture.client.operation(Method::GET, "/things");
        operation.call_empty()
    };
    limited(limited(call(), 101), 100).await.expect("an answer");
    failure(limited(limited(call(), 100), 101)).await;
    assert_eq!(fixture.requests(), 1);
}
