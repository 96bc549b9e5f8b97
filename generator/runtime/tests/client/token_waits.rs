//! Who waits for a bearer token, and for how long.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use http::Method;

use crate::conference::API;
use crate::runtime::testing::{ManualClock, Mock, Reply as MockReply};
use crate::runtime::{ClientBuilder, ErrorKind, Token, TokenFuture, TokenSource};
use crate::support::{Reply, Server};
use crate::tokens::{Counting, call, tokens, twenty_calls};

/// A source that hangs the first time.
#[derive(Default)]
struct LateOnce(AtomicUsize);

impl TokenSource for LateOnce {
    fn token(&self) -> TokenFuture<'_> {
        Box::pin(async {
            if self.0.fetch_add(1, Ordering::SeqCst) == 0 {
                tokio::time::sleep(Duration::from_secs(100)).await;
            }
            Ok(Token::new("TOKEN-at-last"))
        })
    }
}

#[tokio::test(start_paused = true)]
async fn an_attempt_that_had_no_token_in_time_was_not_sent_and_is_repeated() {
    let mock = Mock::new();
    mock.on(Method::POST, "/things", MockReply::status(204));
    let builder = ClientBuilder::new(&API).mock(&mock);
    let builder = builder.clock(Arc::new(crate::runtime::clock::SystemClock));
    let builder = builder.timeout(Duration::from_secs(10));
    let source = Arc::new(LateOnce::default());
    let client = builder.tokens(source).build().expect("a client");
    let post = || client.request(Method::POST, "/things").call_empty();
    let error = post().max_retries(0).await.expect_err("no token");
    assert_eq!(error.kind(), ErrorKind::Timeout);
    assert!(!error.may_have_been_processed());
    let text = "POST /things: no bearer token within 10s";
    assert_eq!(error.to_string(), text);
    let source = Arc::new(LateOnce::default());
    let builder = ClientBuilder::new(&API).mock(&mock);
    let builder = builder.clock(Arc::new(crate::runtime::clock::SystemClock));
    let builder = builder.timeout(Duration::from_secs(90));
    let client = builder.tokens(source).build().expect("a client");
    let post = client.request(Method::POST, "/things").call_empty();
    assert_eq!(post.await.expect("an answer").attempts(), 2);
}

#[tokio::test]
async fn a_token_that_is_still_good_serves_where_there_is_no_other() {
    let server = Server::start([Reply::new(204, "")]);
    let (source, clock) = (FailsLater::default(), ManualClock::new());
    let builder = ClientBuilder::new(&API).base_url(server.url(""));
    let builder = builder.tokens(Arc::new(source)).manual_clock(&clock);
    let client = builder.build().expect("a client");
    for passed in [0, 3540, 59] {
        clock.advance(Duration::from_secs(passed));
        call(&client).await.expect("an answer");
    }
    assert_eq!(tokens(&server), ["Bearer TOKEN-of-the-first-hour"; 3]);
    clock.advance(Duration::from_secs(1));
    assert!(call(&client).await.expect_err("it is over").is_token());
}

/// A source that answers once.
#[derive(Default)]
struct FailsLater(AtomicUsize);

impl TokenSource for FailsLater {
    fn token(&self) -> TokenFuture<'_> {
        Box::pin(async {
            match self.0.fetch_add(1, Ordering::SeqCst) {
                0 => {
                    Ok(Token::new("TOKEN-of-the-first-hour").expires_in(Duration::from_secs(3600)))
                }
                _ => Err("the login is closed".into()),
            }
        })
    }
}

#[tokio::test]
async fn nobody_waits_for_another_token_while_one_is_good() {
    let server = Server::start([Reply::new(204, "")]);
    let (source, clock) = (HangsLater::default(), ManualClock::new());
    let builder = ClientBuilder::new(&API).base_url(server.url(""));
    let builder = builder.tokens(Arc::new(source)).manual_clock(&clock);
    let client = builder.build().expect("a client");
    call(&client).await.expect("an answer");
    clock.advance(Duration::from_secs(3550));
    let asking = tokio::spawn({
        let client = client.clone();
        async move { call(&client).await }
    });
    tokio::task::yield_now().await;
    call(&client).await.expect("an answer");
    assert!(!asking.is_finished());
    // Nor does who asked wait for long.
    clock.advance(Duration::from_secs(1));
    asking.await.expect("no panic").expect("an answer");
}

/// A source that answers once.
#[derive(Default)]
struct HangsLater(AtomicUsize);

impl TokenSource for HangsLater {
    fn token(&self) -> TokenFuture<'_> {
        Box::pin(async {
            if self.0.fetch_add(1, Ordering::SeqCst) > 0 {
                std::future::pending::<()>().await;
            }
            Ok(Token::new("TOKEN-of-the-first-hour").expires_in(Duration::from_secs(3600)))
        })
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn those_that_wait_share_a_token_that_is_not_kept() {
    let server = Server::start([Reply::new(204, "")]);
    let source = Counting::default();
    let client = source.client(&server.url("")).build().expect("a client");
    twenty_calls(&client).await;
    // Whoever came when the first had it already asked for another.
    assert!(source.asked() <= 3, "{}", source.asked());
    let asked = source.asked();
    call(&client).await.expect("an answer");
    assert_eq!(source.asked(), asked + 1);
}

#[tokio::test(start_paused = true)]
async fn calls_with_less_time_than_a_token_takes_come_to_one_together() {
    let mock = Mock::new();
    mock.on(Method::GET, "/things", MockReply::status(204));
    let source = Arc::new(LateOnce::default());
    let builder = ClientBuilder::new(&API).mock(&mock).max_retries(0);
    let builder = builder.clock(Arc::new(crate::runtime::clock::SystemClock));
    let builder = builder.timeout(Duration::from_secs(40));
    let client = builder.tokens(source.clone()).build().expect("a client");
    // The source takes a hundred seconds, and is not waited for after a minute.
    let slow = Duration::from_secs(19);
    let hasty = client.request(Method::GET, "/things").call_empty();
    hasty.timeout(slow).await.expect_err("no token yet");
    call(&client).await.expect_err("no token yet");
    assert_eq!(source.0.load(Ordering::SeqCst), 1);
    let started = tokio::time::Instant::now();
    tokio::time::sleep(slow).await;
    call(&client).await.expect("another answer of the source");
    assert_eq!(started.elapsed(), slow);
    // One that takes thirty is there for the second call.
    let source = Arc::new(TakesThirty::default());
    let builder = ClientBuilder::new(&API).mock(&mock).max_retries(0);
    let builder = builder.clock(Arc::new(crate::runtime::clock::SystemClock));
    let builder = builder.timeout(Duration::from_secs(20));
    let client = builder.tokens(source.clone()).build().expect("a client");
    call(&client).await.expect_err("no token yet");
    call(&client).await.expect("an answer");
    assert_eq!(source.0.load(Ordering::SeqCst), 1);
}

#[derive(Default)]
struct TakesThirty(AtomicUsize);

impl TokenSource for TakesThirty {
    fn token(&self) -> TokenFuture<'_> {
        Box::pin(async {
            self.0.fetch_add(1, Ordering::SeqCst);
            tokio::time::sleep(Duration::from_secs(30)).await;
            Ok(Token::new("TOKEN-at-last"))
        })
    }
}

#[test]
fn a_token_asked_for_on_a_runtime_that_is_gone_is_asked_for_anew() {
    let mock = Mock::new();
    mock.on(Method::GET, "/things", MockReply::status(204));
    let source = Arc::new(LateOnce::default());
    let builder = ClientBuilder::new(&API).mock(&mock);
    let client = builder.tokens(source).build().expect("a client");
    let runtime = || {
        let builder = &mut tokio::runtime::Builder::new_current_thread();
        builder.enable_all().build().expect("a runtime")
    };
    runtime().block_on(async {
        let waiting = call(&client);
        let moment = tokio::time::timeout(Duration::from_millis(1), waiting).await;
        moment.expect_err("it waits");
    });
    runtime().block_on(call(&client)).expect("an answer");
}

/// A source that fails the first time, after a while.
#[derive(Default)]
struct FailsLate(AtomicUsize);

impl TokenSource for FailsLate {
    fn token(&self) -> TokenFuture<'_> {
        Box::pin(async {
            if self.0.fetch_add(1, Ordering::SeqCst) == 0 {
                tokio::time::sleep(Duration::from_secs(2)).await;
                return Err("no login today".into());
            }
            Ok(Token::new("TOKEN-at-last"))
        })
    }
}

#[tokio::test(start_paused = true)]
async fn a_failure_that_nobody_waited_for_is_not_that_of_a_later_call() {
    let mock = Mock::new();
    mock.on(Method::GET, "/things", MockReply::status(204));
    let builder = ClientBuilder::new(&API).mock(&mock).max_retries(0);
    let builder = builder.clock(Arc::new(crate::runtime::clock::SystemClock));
    let builder = builder.timeout(Duration::from_secs(1));
    let client = builder.tokens(Arc::new(FailsLate::default()));
    let client = client.build().expect("a client");
    let error = call(&client).await.expect_err("no token in time");
    assert_eq!(error.kind(), ErrorKind::Timeout);
    tokio::time::sleep(Duration::from_secs(10)).await;
    call(&client).await.expect("the source is asked again");
}
