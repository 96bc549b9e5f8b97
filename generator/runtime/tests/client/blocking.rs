//! The same calls without an async runtime.

use std::sync::Arc;
use std::time::Duration;

use http::Method;

use crate::conference::{API, Fixture, ok};
use crate::runtime::testing::Mock;
use crate::runtime::{Client, ClientBuilder, ErrorKind, Token, TokenFuture, TokenSource};
use crate::support::{Action, Reply};

#[test]
fn a_call_needs_no_runtime() {
    let fixture = Fixture::new([Reply::new(503, ""), ok()]);
    let response = fixture.join().send_blocking().expect("an answer");
    assert_eq!((response.result.as_str(), response.attempts()), ("ok", 2));
    assert_eq!(fixture.delays(), [500]);
}

#[test]
fn failures_are_the_same() {
    let cases = [
        (Reply::new(422, "").into(), ErrorKind::Status),
        (Reply::new(200, "").into(), ErrorKind::Decode),
        (Reply::new(302, "").into(), ErrorKind::Redirect),
        (Action::CloseBefore, ErrorKind::Io),
        (Action::CloseMidBody(ok()), ErrorKind::Io),
    ];
    for (action, kind) in cases {
        let fixture = Fixture::new([action]);
        let error = fixture.join().send_blocking().expect_err("a failure");
        assert_eq!(error.kind(), kind);
    }
    let fixture = Fixture::new([Action::Hang]);
    let clock = fixture.clock.clone();
    fixture
        .server
        .when_requests_arrive(3, move || clock.advance(Duration::from_secs(60)));
    let error = fixture.join().send_blocking().expect_err("a failure");
    assert_eq!((error.kind(), error.attempts()), (ErrorKind::Timeout, 3));
}

#[test]
fn connections_outlive_calls() {
    let fixture = Fixture::new([ok()]);
    for _ in 0..5 {
        fixture.join().send_blocking().expect("an answer");
    }
    assert_eq!((fixture.requests(), fixture.server.connections()), (5, 1));
}

#[test]
fn many_threads_can_call_at_once() {
    let fixture = Fixture::new([ok()]);
    std::thread::scope(|scope| {
        for _ in 0..8 {
            scope.spawn(|| fixture.join().send_blocking().expect("an answer"));
        }
    });
    assert_eq!(fixture.requests(), 8);
}

#[tokio::test]
async fn inside_of_a_runtime_it_blocks_but_does_not_panic() {
    let fixture = Fixture::new([ok()]);
    fixture.join().send_blocking().expect("an answer");
}

/// A source that makes a blocking call of its own, or does worse.
struct Odd(Client);

impl TokenSource for Odd {
    fn token(&self) -> TokenFuture<'_> {
        Box::pin(async {
            let request = self.0.request(Method::GET, "/login");
            request.call_empty().send_blocking()?;
            Ok(Token::new("a token that nobody gets"))
        })
    }
}

struct Panicking;

impl TokenSource for Panicking {
    fn token(&self) -> TokenFuture<'_> {
        Box::pin(async { panic!("no token today") })
    }
}

fn mocked(source: Arc<dyn TokenSource>) -> Client {
    let builder = ClientBuilder::new(&API).tokens(source);
    builder.mock(&Mock::new()).build().expect("a client")
}

#[test]
fn inside_of_another_it_fails_and_does_not_wait_for_itself() {
    let fixture = Fixture::new([ok()]);
    let client = mocked(Arc::new(Odd(fixture.client.clone())));
    let request = client.request(Method::GET, "/things");
    let error = request.call_empty().send_blocking().expect_err("no token");
    assert_eq!(error.kind(), ErrorKind::Token);
    let source = std::error::Error::source(&error).expect("a source");
    let source = source.downcast_ref::<crate::runtime::Error>();
    let source = source.expect("an error of the call inside");
    assert!(source.is_configuration(), "{source}");
    assert!(source.to_string().contains("wait for itself"), "{source}");
    assert_eq!(fixture.requests(), 0);
}

#[test]
fn of_a_call_that_panics_nobody_knows_what_became() {
    let client = mocked(Arc::new(Panicking));
    let request = client.request(Method::GET, "/things");
    let error = request.call_empty().send_blocking().expect_err("a panic");
    assert!(error.to_string().contains("the call panicked"), "{error}");
    assert!(error.may_have_been_processed());
    // The runtime outlives it.
    let fixture = Fixture::new([ok()]);
    fixture.join().send_blocking().expect("an answer");
}

#[test]
fn a_call_can_be_given_up_from_elsewhere() {
    let fixture = Fixture::new([Action::Hang]);
    let (give_up, signal) = tokio::sync::oneshot::channel::<()>();
    let mut give_up = Some(give_up);
    let call = fixture.join().cancel_when(async { drop(signal.await) });
    std::thread::scope(|scope| {
        let call = scope.spawn(|| call.send_blocking());
        fixture.server.wait_for_requests(1);
        give_up.take();
        let error = call.join().expect("no panic").expect_err("it was given up");
        assert_eq!(error.kind(), ErrorKind::Cancelled);
    });
}
