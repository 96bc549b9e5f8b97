//! TLS belongs to connecting: while it is not there, nothing is sent.

use std::time::Duration;

use crate::conference::{API, Fixture, Join, failure, get, join};
use crate::runtime::testing::ManualClock;
use crate::runtime::{ClientBuilder, Error, ErrorKind};
use crate::support::Action;

const SECOND: Duration = Duration::from_secs(1);

/// A server that takes connections but never speaks TLS: no connection comes about.
#[tokio::test(start_paused = true)]
async fn connecting_may_take_five_seconds() {
    let silent = std::net::TcpListener::bind("127.0.0.1:0").expect("a free port");
    let url = format!("https://{}", silent.local_addr().expect("a bound socket"));
    let client = ClientBuilder::new(&API).api_key("k").base_url(url);
    let client = client.manual_clock(&ManualClock::new()).build();
    let client = client.expect("a client");
    let connect = async |limit: Option<Duration>| -> (Error, Duration) {
        let mut call = get(&client, "a").max_retries(0);
        if let Some(limit) = limit {
            call = call.connect_timeout(limit);
        }
        let started = tokio::time::Instant::now();
        let error = call.await.expect_err("no TLS");
        (error, started.elapsed())
    };
    for (limit, expected) in [(None, 5 * SECOND), (Some(2 * SECOND), 2 * SECOND)] {
        let (error, elapsed) = connect(limit).await;
        assert_eq!(error.kind(), ErrorKind::Connect);
        assert!(
            (expected..expected + SECOND).contains(&elapsed),
            "{elapsed:?}"
        );
        let causes = format!("{error:?}");
        assert!(
            causes.contains("TimedOut")
                || causes.contains(&format!("ConnectTimeout({expected:?})")),
            "{causes}"
        );
        assert!(!error.may_have_been_processed());
    }
}

#[tokio::test]
async fn without_tls_on_the_other_side_there_is_no_connection() {
    let fixture = Fixture::new([Action::Raw(b"HTTP/1.1 400 Bad Request\r\n\r\n".to_vec())]);
    let url = fixture.server.url("").replace("http:", "https:");
    let client = ClientBuilder::new(&API).api_key("k").base_url(url);
    let client = client
        .manual_clock(&fixture.clock)
        .build()
        .expect("a client");
    let error = failure(join(&client, "a", &Join::new("x"))).await;
    assert_eq!((error.kind(), error.attempts()), (ErrorKind::Connect, 3));
}
