//! Calls that are given up.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::oneshot;

use crate::conference::{API, Fixture, end, failure, get, ok};
use crate::runtime::testing::{Mock, Reply};
use crate::runtime::{Client, ClientBuilder, ErrorKind};
use crate::support::Action;

/// A client that really waits between tries, in the time of `tokio`, which the tests pause.
fn waiting(mock: &Mock) -> Client {
    let builder = ClientBuilder::new(&API).api_key("k").mock(mock);
    let builder = builder.clock(Arc::new(crate::runtime::clock::SystemClock));
    builder.build().expect("a client")
}

#[tokio::test]
async fn dropping_a_call_closes_its_connection() {
    for action in [Action::Hang, Action::HangMidBody(ok())] {
        let fixture = Fixture::new([action]);
        let call = tokio::spawn(fixture.join().send());
        fixture.server.requests_arrived(1).await;
        call.abort();
        assert!(call.await.expect_err("it was given up").is_cancelled());
        let server = fixture.server;
        let closed = tokio::task::spawn_blocking(move || {
            server.wait_for_open_connections(0);
            server.requests().len()
        });
        assert_eq!(closed.await.expect("the connection closes"), 1);
    }
}

#[tokio::test(start_paused = true)]
async fn a_call_dropped_between_two_tries_stays_dropped() {
    let mock = Mock::new();
    mock.on(http::Method::GET, "/conferences/{id}", Reply::status(503));
    let call = get(&waiting(&mock), "a").send();
    let dropped = tokio::time::timeout(Duration::from_millis(100), call).await;
    assert!(dropped.is_err(), "it still waits");
    tokio::time::sleep(Duration::from_secs(3600)).await;
    assert_eq!(mock.requests().len(), 1);
}

#[tokio::test(start_paused = true)]
async fn the_delays_are_really_waited_for() {
    let mock = Mock::new();
    mock.reply(Reply::status(429).header("retry-after", "30"));
    mock.reply(Reply::json(
        200,
        serde_json::json!({ "data": { "result": "ok" } }),
    ));
    let started = tokio::time::Instant::now();
    let response = end(get(&waiting(&mock), "a").deadline(Duration::from_secs(31))).await;
    assert_eq!(
        response.expect("an answer").elapsed(),
        Duration::from_secs(30)
    );
    assert_eq!(started.elapsed(), Duration::from_secs(30));
}

#[tokio::test]
async fn a_signal_gives_a_call_up() {
    let fixture = Fixture::new([Action::Hang]);
    let (give_up, signal) = oneshot::channel::<()>();
    let call = fixture.join().cancel_when(async { drop(signal.await) });
    let call = tokio::spawn(call.send());
    fixture.server.requests_arrived(1).await;
    drop(give_up);
    let error = call.await.expect("no panic").expect_err("it was given up");
    assert_eq!((error.kind(), error.attempts()), (ErrorKind::Cancelled, 1));
    assert!(error.may_have_been_processed());
    assert_eq!(
        error.to_string(),
        "POST /conferences/{id}/actions/join: the call was cancelled"
    );
}

#[tokio::test(start_paused = true)]
async fn a_signal_gives_a_call_up_between_two_tries() {
    let mock = Mock::new();
    mock.on(http::Method::GET, "/conferences/{id}", Reply::status(429));
    let signal = tokio::time::sleep(Duration::from_millis(100));
    let error = failure(get(&waiting(&mock), "a").cancel_when(signal)).await;
    assert_eq!((error.kind(), error.attempts()), (ErrorKind::Cancelled, 1));
    assert!(!error.may_have_been_processed(), "it was refused before");
    assert_eq!(mock.requests().len(), 1);
}

#[tokio::test]
async fn a_signal_that_never_comes_changes_nothing() {
    let fixture = Fixture::new([ok()]);
    end(fixture.join().cancel_when(std::future::pending()))
        .await
        .expect("an answer");
}

#[tokio::test]
async fn a_signal_that_came_before_the_call_sends_nothing() {
    let fixture = Fixture::new([ok()]);
    let error = failure(fixture.join().cancel_when(std::future::ready(()))).await;
    assert_eq!((error.kind(), error.attempts()), (ErrorKind::Cancelled, 0));
    assert!(!error.may_have_been_processed());
    assert_eq!(fixture.requests(), 0);
}
