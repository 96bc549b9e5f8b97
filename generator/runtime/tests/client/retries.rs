//! Which requests are sent again, how often and when.

use std::net::TcpListener;
use std::sync::Arc;
use std::time::Duration;

use http::StatusCode;
use tower::util::AndThenLayer;

use crate::conference::{API, Fixture, end, failure, get, ok};
use crate::runtime::testing::{Mock, Reply as MockReply};
use crate::runtime::{ClientBuilder, ErrorKind, RetryMode};
use crate::support::{Action, ClosedPort, Reply};

#[tokio::test]
async fn a_failed_request_is_sent_twice_more_with_growing_delays() {
    for status in [408, 409, 429, 500, 501, 502, 503, 504, 599] {
        let fixture = Fixture::new([Reply::new(status, "")]);
        let error = failure(fixture.join()).await;
        assert_eq!(error.status().map(|status| status.as_u16()), Some(status));
        assert_eq!(error.attempts(), 3);
        assert_eq!(error.elapsed(), Duration::from_millis(1500));
        assert_eq!(fixture.delays(), [500, 1000]);
        let counts: Vec<_> = fixture
            .server
            .requests()
            .iter()
            .map(|request| request.header("x-retry-count"))
            .collect();
        assert_eq!(counts, ["0", "1", "2"].map(|count| Some(count.to_owned())));
    }
}

#[tokio::test]
async fn other_refusals_are_final() {
    for status in [400, 401, 403, 404, 405, 410, 422, 451] {
        let fixture = Fixture::new([Reply::new(status, "")]);
        let error = failure(get(&fixture.client, "a")).await;
        assert_eq!(error.status().map(|status| status.as_u16()), Some(status));
        assert_eq!((fixture.requests(), fixture.delays()), (1, vec![]));
    }
}

#[tokio::test]
async fn a_request_that_works_in_the_end_tells_how_often_it_was_sent() {
    let fixture = Fixture::new([Reply::new(503, ""), ok()]);
    let response = end(fixture.join()).await.expect("an answer");
    assert_eq!(response.attempts(), 2);
    assert_eq!(response.elapsed(), Duration::from_millis(500));
}

#[tokio::test]
async fn all_tries_send_the_same() {
    let fixture = Fixture::new([Reply::new(503, "")]);
    failure(fixture.join().query("a", "1").header("x-one", "1")).await;
    let mut requests = fixture.server.requests();
    for request in &mut requests {
        request.headers.retain(|(name, _)| name != "x-retry-count");
    }
    let [first, rest @ ..] = &requests[..] else {
        panic!("no request")
    };
    for other in rest {
        assert_eq!(first.target, other.target);
        assert_eq!(first.headers, other.headers);
        assert_eq!(first.body, other.body);
    }
}

#[tokio::test]
async fn the_number_of_retries_is_the_clients_or_the_calls() {
    let failing = || [Reply::new(500, "")];
    let fixture = Fixture::with(failing(), |builder| builder.max_retries(0));
    failure(fixture.join()).await;
    assert_eq!(fixture.requests(), 1);
    let fixture = Fixture::new(failing());
    failure(fixture.join().max_retries(1)).await;
    assert_eq!(fixture.requests(), 2);
    let fixture = Fixture::new(failing());
    failure(fixture.join().max_retries(7)).await;
    assert_eq!(fixture.delays(), [500, 1000, 2000, 4000, 8000, 8000, 8000]);
}

#[tokio::test]
async fn chance_shortens_delays_by_up_to_a_quarter() {
    for (chance, delays) in [(0.0, [375, 750]), (0.5, [437, 875])] {
        let fixture = Fixture::new([Reply::new(500, "")]);
        fixture.clock.set_chance(chance);
        failure(fixture.join()).await;
        assert_eq!(fixture.delays(), delays);
    }
}

#[tokio::test]
async fn the_server_says_when_to_come_back() {
    let now = 784_111_777; // Sun, 06 Nov 1994 08:49:37 GMT
    let cases: [(&[(&str, &str)], u128); 19] = [
        (&[("retry-after", "1")], 1000),
        (&[("retry-after", "0")], 0),
        (&[("retry-after", "1.25")], 1250),
        (&[("retry-after", " 59 ")], 59_000),
        (&[("retry-after", "60")], 60_000),
        (&[("retry-after-ms", "300")], 300),
        (&[("retry-after-ms", "250.7")], 250),
        (&[("retry-after-ms", "0"), ("retry-after", "1")], 0),
        (&[("retry-after-ms", "x"), ("retry-after", "2")], 2000),
        // Not to be read, or in the past: the normal delay.
        (&[("retry-after-ms", "x")], 500),
        (&[("retry-after", "-1")], 500),
        (&[("retry-after", "1e1")], 500),
        (&[("retry-after", "inf")], 500),
        (&[("retry-after", "soon")], 500),
        (&[("retry-after", "Sun, 06 Nov 1994 08:49:07 GMT")], 500),
        (&[("retry-after", "Sun, 06 Nov 1994 08:49:40 GMT")], 3000),
        (&[("retry-after", "Sunday, 06-Nov-94 08:49:41 GMT")], 4000),
        (&[("retry-after", "Sun Nov  6 08:49:42 1994")], 5000),
        // The server's clock counts, if it tells the time.
        (
            &[
                ("date", "Mon, 29 Feb 2016 23:59:58 GMT"),
                ("retry-after", "Tue, 01 Mar 2016 00:00:05 GMT"),
            ],
            7000,
        ),
    ];
    for (headers, delay) in cases {
        let refused = headers
            .iter()
            .fold(Reply::new(429, ""), |reply, (name, value)| {
                reply.header(name, value)
            });
        let fixture = Fixture::new([refused, ok()]);
        fixture.clock.set_unix_time(Duration::from_secs(now));
        end(fixture.join()).await.expect("an answer");
        assert_eq!(fixture.delays(), [delay], "{headers:?}");
    }
}

#[tokio::test]
async fn no_delay_is_shorter_than_asked_for() {
    let fixture = Fixture::new([Reply::new(429, "").header("retry-after-ms", "250.7"), ok()]);
    fixture.clock.set_chance(0.0);
    end(fixture.join()).await.expect("an answer");
    assert!(fixture.clock.delays()[0] >= Duration::from_micros(250_700));
}

#[tokio::test]
async fn nobody_waits_for_longer_than_a_minute() {
    let cases = [
        ("60.5", 60_500),
        ("120", 120_000),
        (
            "99999999999999999999999999",
            u128::from(u64::MAX) * 1000 + 999,
        ),
        ("Sun, 06 Nov 1994 10:49:37 GMT", 7_200_000),
    ];
    for (retry_after, asked) in cases {
        let fixture = Fixture::new([Reply::new(429, "").header("retry-after", retry_after), ok()]);
        fixture
            .clock
            .set_unix_time(Duration::from_secs(784_111_777));
        let error = failure(fixture.join()).await;
        assert_eq!(
            error.retry_after().map(|delay| delay.as_millis()),
            Some(asked)
        );
        assert_eq!((fixture.requests(), fixture.delays()), (1, vec![]));
    }
    let fixture = Fixture::new([Reply::new(429, "").header("retry-after", "120"), ok()]);
    let patient = fixture.join().max_retry_after(Duration::from_secs(200));
    end(patient).await.expect("an answer");
    assert_eq!(fixture.delays(), [120_000]);
}

#[tokio::test]
async fn the_server_has_the_last_word_on_retries() {
    let should = |status, word: &str| [Reply::new(status, "").header("x-should-retry", word)];
    let fixture = Fixture::new(should(400, "true"));
    failure(fixture.join_without_key()).await;
    assert_eq!(fixture.requests(), 3);
    for status in [500, 429] {
        let fixture = Fixture::new(should(status, "false"));
        failure(fixture.join()).await;
        assert_eq!(fixture.requests(), 1);
    }
    let fixture = Fixture::new(should(500, "maybe"));
    failure(fixture.join()).await;
    assert_eq!(fixture.requests(), 3);
    // But not on a success, nor against the caller.
    let fixture = Fixture::new([Reply::new(200, "oops").header("x-should-retry", "true")]);
    failure(fixture.join()).await;
    assert_eq!(fixture.requests(), 1);
    let fixture = Fixture::new(should(400, "true"));
    failure(fixture.join().retry_mode(RetryMode::Never)).await;
    assert_eq!(fixture.requests(), 1);
}

#[tokio::test]
async fn a_lost_connection_is_tried_again() {
    for lost in [Action::ResetBefore, Action::CloseBefore] {
        let fixture = Fixture::new([lost.clone(), ok().into()]);
        assert_eq!(end(fixture.join()).await.expect("an answer").attempts(), 2);
        let fixture = Fixture::new([lost]);
        let error = failure(fixture.join()).await;
        assert_eq!(error.kind(), ErrorKind::Io);
        assert_eq!((error.attempts(), fixture.delays()), (3, vec![500, 1000]));
        assert!(error.may_have_been_processed());
    }
}

#[tokio::test]
async fn without_a_key_only_what_was_not_processed_is_tried_again() {
    let unsafe_to_repeat = [
        Action::ResetBefore,
        Action::CloseBefore,
        Reply::new(408, "").into(),
        Reply::new(409, "").into(),
        Reply::new(500, "").into(),
        Reply::new(503, "").header("retry-after", "1").into(),
    ];
    for action in unsafe_to_repeat {
        let fixture = Fixture::new([action.clone()]);
        failure(fixture.join_without_key()).await;
        assert_eq!(fixture.requests(), 1, "{action:?}");
        // Unless the caller takes the risk, or the method makes none.
        let fixture = Fixture::new([action.clone()]);
        failure(fixture.join_without_key().retry_mode(RetryMode::Always)).await;
        assert_eq!(fixture.requests(), 3, "{action:?}");
        let fixture = Fixture::new([action.clone()]);
        failure(get(&fixture.client, "a")).await;
        assert_eq!(fixture.requests(), 3, "{action:?}");
        let fixture = Fixture::new([action.clone()]);
        failure(get(&fixture.client, "a").retry_mode(RetryMode::Never)).await;
        assert_eq!(fixture.requests(), 1, "{action:?}");
    }
    let fixture = Fixture::new([Reply::new(429, "")]);
    failure(fixture.join_without_key()).await;
    assert_eq!(fixture.requests(), 3, "a limited request was not processed");
}

#[tokio::test]
async fn a_refused_connection_is_tried_again_also_without_a_key() {
    let closed = ClosedPort::new();
    let fixture = Fixture::with([ok()], |builder| builder.base_url(closed.url()));
    let Fixture { clock, client, .. } = &fixture;
    let call = crate::conference::join(client, "a", &crate::conference::Join::new("x"));
    let error = failure(call.generate_idempotency_keys(false)).await;
    assert_eq!(error.kind(), ErrorKind::Connect);
    assert_eq!((error.attempts(), clock.delays().len()), (3, 2));
    assert!(!error.may_have_been_processed());
    assert!(error.status().is_none() && error.bytes().is_none());
    let causes = causes(&error);
    assert!(
        causes.iter().any(|cause| cause.contains("refused")),
        "{causes:?}"
    );
}

/// A transport each of whose connections is closed after it said that it is ready, and before it takes
/// the request.
fn too_late(listener: TcpListener) -> reqwest::Client {
    #[cfg(feature = "rustls")]
    let _ = rustls::crypto::ring::default_provider().install_default();
    let listener = Arc::new(listener);
    let connected = AndThenLayer::new(move |connection| {
        let listener = Arc::clone(&listener);
        async move {
            let (server, _) = listener.accept()?;
            tokio::spawn(async {
                // The connection's turn comes first.
                tokio::task::yield_now().await;
                drop(server);
            });
            Ok::<_, Box<dyn std::error::Error + Send + Sync>>(connection)
        }
    });
    let builder = reqwest::Client::builder().connector_layer(connected);
    let builder = builder.retry(reqwest::retry::never().max_retries_per_request(0));
    builder.build().expect("a transport")
}

#[test]
fn what_a_new_connection_did_not_take_was_never_sent() {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let address = listener.local_addr().expect("a bound socket");
    let fixture = Fixture::with([ok()], |builder| {
        let builder = builder.base_url(format!("http://{address}"));
        builder.http_client(too_late(listener))
    });
    // It looks at its connections after each step of a task.
    let builder = &mut tokio::runtime::Builder::new_current_thread();
    let runtime = builder.enable_all().event_interval(1).build();
    let call = failure(fixture.join_without_key());
    let error = runtime.expect("a runtime").block_on(call);
    assert_eq!(error.kind(), ErrorKind::Connect, "{:?}", causes(&error));
    assert_eq!((error.attempts(), fixture.delays().len()), (3, 2));
    assert!(!error.may_have_been_processed());
}

fn causes(error: &dyn std::error::Error) -> Vec<String> {
    std::iter::successors(error.source(), |error| error.source())
        .map(ToString::to_string)
        .collect()
}

#[tokio::test]
async fn a_host_that_does_not_exist_is_no_connection() {
    let fixture = Fixture::with([ok()], |builder| {
        builder.base_url("http://no-such-host.invalid/v2")
    });
    let error = failure(fixture.join_without_key()).await;
    assert_eq!(error.kind(), ErrorKind::Connect);
    assert_eq!(error.attempts(), 3);
}

#[tokio::test]
async fn a_request_that_may_have_arrived_once_stays_so() {
    let mock = Mock::new();
    mock.reply(MockReply::connection_lost());
    mock.reply(MockReply::connect_error());
    mock.reply(MockReply::connect_error());
    let client = ClientBuilder::new(&API).api_key("k").mock(&mock).build();
    let error = failure(get(&client.expect("a client"), "a")).await;
    assert_eq!(error.kind(), ErrorKind::Connect);
    assert!(error.may_have_been_processed());
}

#[tokio::test]
async fn a_connection_closed_while_idle_costs_nothing() {
    let fixture = Fixture::new([ok().closes(), ok()]);
    end(fixture.join_without_key()).await.expect("an answer");
    fixture.server.connections_closed().await;
    end(fixture.join_without_key()).await.expect("an answer");
    assert_eq!((fixture.requests(), fixture.delays()), (2, vec![]));
}

#[tokio::test]
async fn a_kept_connection_that_closes_on_a_request_does_not_repeat_it_blindly() {
    // The second request travels on the kept connection, and the server reads it.
    let fixture = Fixture::new([ok().into(), Action::CloseBefore, ok().into()]);
    end(fixture.join_without_key()).await.expect("an answer");
    let error = failure(fixture.join_without_key()).await;
    assert_eq!(error.kind(), ErrorKind::Io);
    assert_eq!((fixture.requests(), fixture.server.connections()), (2, 1));
    // With a key it is.
    let fixture = Fixture::new([ok().into(), Action::CloseBefore, ok().into()]);
    end(fixture.join()).await.expect("an answer");
    assert_eq!(end(fixture.join()).await.expect("an answer").attempts(), 2);
    assert_eq!((fixture.requests(), fixture.server.connections()), (3, 2));
}

#[tokio::test]
async fn the_error_of_a_retried_call_is_the_last_one() {
    let fixture = Fixture::new([Action::ResetBefore, Reply::new(404, "").into()]);
    let error = failure(fixture.join()).await;
    assert_eq!(error.status(), Some(StatusCode::NOT_FOUND));
    assert_eq!(error.attempts(), 2);
    assert!(error.may_have_been_processed(), "by the first attempt");
}

#[tokio::test]
async fn an_error_tells_whether_the_server_may_have_done_it() {
    let cases = [
        (400, false),
        (401, false),
        (404, false),
        (422, false),
        (429, false),
        (307, false),
        (408, true),
        (409, true),
        (500, true),
        (503, true),
    ];
    for (status, expected) in cases {
        let fixture = Fixture::new([Reply::new(status, "")]);
        let error = failure(fixture.join().max_retries(0)).await;
        assert_eq!(error.may_have_been_processed(), expected, "{status}");
    }
}

#[tokio::test]
async fn a_redirect_tells_whether_the_request_was_processed() {
    let cases = [
        (301, true),
        (302, true),
        (303, true),
        (304, false),
        (307, false),
        (308, false),
    ];
    for (status, processed) in cases {
        let fixture = Fixture::new([Reply::new(status, "").header("location", "/elsewhere")]);
        let error = failure(fixture.join()).await;
        assert_eq!(error.kind(), ErrorKind::Redirect);
        assert_eq!(error.may_have_been_processed(), processed, "{status}");
    }
}

#[tokio::test]
async fn a_server_may_ask_for_a_redirect_to_be_tried_again() {
    let again = Reply::new(302, "").header("x-should-retry", "true");
    let fixture = Fixture::new([again, ok()]);
    end(fixture.join()).await.expect("an answer");
    assert_eq!(fixture.requests(), 2);
}

#[tokio::test]
async fn a_part_is_not_asked_for_compressed() {
    let fixture = Fixture::new([ok(), ok()]);
    let whole = get(&fixture.client, "a");
    end(whole).await.expect("an answer");
    let part = get(&fixture.client, "a").header("range", "bytes=0-9");
    end(part).await.expect("an answer");
    let encodings: Vec<_> = fixture
        .server
        .requests()
        .iter()
        .map(|request| request.header("accept-encoding"))
        .collect();
    let gzip = cfg!(feature = "gzip").then(|| "gzip".to_owned());
    assert_eq!(encodings, [gzip, None]);
}
