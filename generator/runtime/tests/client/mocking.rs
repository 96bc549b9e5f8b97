//! The transport that consumers test their own code with.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::Duration;

use http::{Method, StatusCode};
use serde_json::json;

use crate::conference::{API, Join, KEY, OK, REFUSED, end, failure, get, join};
use crate::runtime::testing::{ManualClock, Mock, Reply};
use crate::runtime::{Client, ClientBuilder, ErrorKind};

fn mocked() -> (Mock, Client) {
    let mock = Mock::new();
    let client = ClientBuilder::new(&API).api_key(KEY).mock(&mock).build();
    (mock, client.expect("a client"))
}

#[tokio::test]
async fn a_reply_has_one_content_type() {
    let (mock, client) = mocked();
    let reply = Reply::json(200, "a").header("content-type", "text/plain");
    mock.reply(reply.header("x-a", "1").header("x-a", "2"));
    let answer = client.request(Method::GET, "/things").await;
    let answer = answer.expect("an answer");
    let all = |name| answer.headers().get_all(name).iter().collect::<Vec<_>>();
    assert_eq!(all("content-type"), ["text/plain"]);
    assert_eq!(all("x-a"), ["1", "2"]);
}

#[tokio::test]
async fn a_queue_answers_in_order_and_records_requests() {
    let (mock, client) = mocked();
    mock.reply(Reply::json(503, json!({}))).reply(
        Reply::json(200, json!({ "data": { "result": "ok" } })).header("x-request-id", "r1"),
    );
    let response = end(join(&client, "a b", &Join::new("x")).query("q", "1")).await;
    let response = response.expect("an answer");
    assert_eq!(
        (response.result.as_str(), response.request_id()),
        ("ok", Some("r1"))
    );
    assert_eq!(response.attempts(), 2);
    assert_eq!(mock.delays(), [Duration::from_millis(500)]);
    mock.verify();
    let [first, second] = &mock.requests()[..] else {
        panic!("two requests")
    };
    assert_eq!(first.method(), Method::POST);
    assert_eq!(first.path(), "/v2/conferences/a%20b/actions/join");
    assert_eq!(first.query(), Some("q=1"));
    assert_eq!(
        first.header("authorization"),
        Some(format!("Bearer {KEY}").as_str())
    );
    assert!(first.headers()["authorization"].is_sensitive());
    assert_eq!(second.header("x-retry-count"), Some("1"));
    assert_eq!(first.body(), second.body());
    assert_eq!(first.json().expect("JSON")["call_control_id"], "x");
}

#[tokio::test]
async fn rules_answer_what_fits_them_as_often_as_asked() {
    let (mock, client) = mocked();
    mock.on(
        Method::GET,
        "/conferences/{id}",
        Reply::status(200).body(OK),
    )
    .on(
        Method::POST,
        "/conferences/{id}/actions/join",
        Reply::status(422).body(REFUSED),
    );
    for id in ["a", "b"] {
        assert_eq!(end(get(&client, id)).await.expect("an answer").result, "ok");
        let error = failure(join(&client, id, &Join::new("x"))).await;
        assert_eq!(error.message(), Some("call_control_id is not valid"));
    }
    // The queue goes first.
    mock.reply(Reply::status(404));
    assert_eq!(
        failure(get(&client, "a")).await.status(),
        Some(StatusCode::NOT_FOUND)
    );
    mock.verify();
}

#[tokio::test]
async fn a_request_without_a_reply_fails_and_is_told() {
    let (mock, client) = mocked();
    mock.on(Method::GET, "/other/{id}", Reply::status(200));
    let error = failure(get(&client, "a")).await;
    assert_eq!(
        (error.kind(), error.attempts()),
        (ErrorKind::Configuration, 1)
    );
    assert!(
        error
            .to_string()
            .contains("the mock has no reply for GET /v2/conferences/a"),
        "{error}"
    );
    assert!(!error.may_have_been_processed());
    assert!(verify_panics(&mock));
    let (mock, _client) = mocked();
    mock.verify();
    mock.reply(Reply::status(200));
    assert!(verify_panics(&mock), "a reply that nobody asked for");
}

fn verify_panics(mock: &Mock) -> bool {
    catch_unwind(AssertUnwindSafe(|| mock.verify())).is_err()
}

#[tokio::test]
async fn failures_of_the_network_are_replies_too() {
    let cases = [
        (Reply::connect_error(), ErrorKind::Connect, None),
        (Reply::connection_lost(), ErrorKind::Io, None),
        (Reply::timeout(), ErrorKind::Timeout, None),
        (
            Reply::status(200).body(&OK[..5]).cut(),
            ErrorKind::Io,
            Some(StatusCode::OK),
        ),
        (
            Reply::status(200).stalled(),
            ErrorKind::Timeout,
            Some(StatusCode::OK),
        ),
        (
            Reply::status(307).header("location", "/x"),
            ErrorKind::Redirect,
            Some(StatusCode::TEMPORARY_REDIRECT),
        ),
    ];
    for (reply, kind, status) in cases {
        let (mock, client) = mocked();
        mock.reply(reply.clone());
        let error = failure(get(&client, "a").max_retries(0)).await;
        assert_eq!((error.kind(), error.status()), (kind, status), "{reply:?}");
    }
}

#[tokio::test]
async fn time_passes_without_waiting() {
    let (mock, client) = mocked();
    mock.reply(Reply::timeout())
        .reply(Reply::timeout())
        .reply(Reply::status(200).body(OK));
    let response = end(get(&client, "a").timeout(Duration::from_secs(10))).await;
    assert_eq!(
        response.expect("an answer").elapsed(),
        Duration::from_millis(21_500)
    );
    assert_eq!(mock.delays().len(), 2);
}

#[tokio::test]
async fn no_time_is_too_long_and_no_chance_too_great() {
    let (mock, client) = mocked();
    let clock = mock.clock();
    clock.advance(Duration::MAX);
    clock.set_unix_time(Duration::MAX);
    mock.reply(Reply::status(200).body(OK))
        .reply(Reply::timeout());
    let response = end(get(&client, "a").timeout(Duration::MAX)).await;
    assert_eq!(response.expect("an answer").elapsed(), Duration::ZERO);
    // A limit of a hundred years passes as others do.
    let error = failure(get(&client, "a").timeout(Duration::MAX).max_retries(0)).await;
    assert_eq!(error.kind(), ErrorKind::Timeout);

    for (chance, delay) in [(-10.0, 375), (10.0, 500), (f64::NAN, 500)] {
        let (mock, client) = mocked();
        mock.clock().set_chance(chance);
        mock.reply(Reply::status(503))
            .reply(Reply::status(200).body(OK));
        end(get(&client, "a")).await.expect("an answer");
        assert_eq!(mock.delays(), [Duration::from_millis(delay)]);
    }

    // Nor is there a time after which it would be.
    let clock = ManualClock::new();
    (0..20_000).for_each(|_| clock.advance(Duration::MAX));
    assert!(format!("{clock:?}").contains("passed"));
}

#[tokio::test]
async fn what_is_shown_of_a_request_holds_no_secret() {
    let (mock, client) = mocked();
    mock.reply(Reply::status(200).body(OK));
    let request = join(&client, "a", &Join::new("S3CRET")).query("q", "S3CRET");
    end(request).await.expect("an answer");
    let shown = format!("{:?}", mock.requests());
    let is_hidden = !shown.contains("S3CRET") && !shown.contains(KEY);
    assert!(is_hidden && shown.contains("body_bytes"), "{shown}");
}
