//! Time: of an attempt, to connect, and of a whole call.

use std::net::{SocketAddr, TcpStream};
use std::sync::Arc;
use std::time::Duration;

use http::StatusCode;
use socket2::{Domain, Socket, Type};

use crate::conference::{API, Fixture, end, failure, get, ok};
use crate::runtime::api::Api;
use crate::runtime::clock::{BoxFuture, Clock, Moment};
use crate::runtime::testing::{ManualClock, Mock, Reply as MockReply};
use crate::runtime::{Client, ClientBuilder, ErrorKind, Options};
use crate::support::{Action, Reply};

const SECOND: Duration = Duration::from_secs(1);

/// Lets so much time pass as soon as each of so many requests has arrived.
fn pass_time_per_request(fixture: &Fixture, time: Duration, requests: usize) {
    let clock = fixture.clock.clone();
    fixture
        .server
        .when_requests_arrive(requests, move || clock.advance(time));
}

#[tokio::test]
async fn an_attempt_may_take_a_minute() {
    let fixture = Fixture::new([Action::Hang]);
    pass_time_per_request(&fixture, 60 * SECOND, 3);
    let error = failure(fixture.join()).await;
    assert_eq!(error.kind(), ErrorKind::Timeout);
    assert_eq!((error.attempts(), fixture.delays()), (3, vec![500, 1000]));
    assert_eq!(error.elapsed(), Duration::from_millis(181_500));
    assert!(
        error.to_string().ends_with("no whole answer within 60s"),
        "{error}"
    );
    assert!(error.status().is_none() && error.may_have_been_processed());
}

#[tokio::test]
async fn a_timeout_can_be_the_clients_or_the_calls() {
    let fixture = Fixture::with([Action::Hang], |builder| builder.timeout(7 * SECOND));
    pass_time_per_request(&fixture, 7 * SECOND, 1);
    let error = failure(fixture.join().max_retries(0)).await;
    assert!(error.to_string().contains("within 7s"), "{error}");

    let fixture = Fixture::with([Action::Hang], |builder| builder.timeout(7 * SECOND));
    pass_time_per_request(&fixture, SECOND, 1);
    let error = failure(fixture.join().max_retries(0).timeout(SECOND)).await;
    assert!(error.to_string().contains("within 1s"), "{error}");
}

#[tokio::test]
async fn after_a_timeout_only_what_is_safe_is_tried_again() {
    let fixture = Fixture::new([Action::Hang, ok().into()]);
    pass_time_per_request(&fixture, 60 * SECOND, 1);
    let error = failure(fixture.join_without_key()).await;
    assert_eq!((error.kind(), error.attempts()), (ErrorKind::Timeout, 1));

    let fixture = Fixture::new([Action::Hang, ok().into()]);
    pass_time_per_request(&fixture, 60 * SECOND, 1);
    let response = get(&fixture.client, "a").await.expect("an answer");
    assert_eq!(response.attempts(), 2);
}

#[tokio::test]
async fn no_limit_is_no_limit() {
    let fixture = Fixture::new([Action::Hang]);
    let call = tokio::spawn(fixture.join().timeout(None).send());
    fixture.server.requests_arrived(1).await;
    fixture.clock.advance(1_000_000 * SECOND);
    for _ in 0..100 {
        tokio::task::yield_now().await;
    }
    assert!(!call.is_finished());
    call.abort();
}

#[tokio::test]
async fn zero_means_at_once() {
    let fixture = Fixture::new([ok()]);
    let calls = [
        fixture.join().timeout(Duration::ZERO),
        fixture.join().deadline(Duration::ZERO),
    ];
    for call in calls {
        let error = failure(call).await;
        assert_eq!((error.kind(), error.attempts()), (ErrorKind::Timeout, 1));
        assert!(!error.may_have_been_processed());
    }
    assert_eq!(fixture.server.connections(), 0);
    let error = failure(
        fixture
            .join()
            .connect_timeout(Duration::ZERO)
            .max_retries(0),
    )
    .await;
    assert_eq!(error.kind(), ErrorKind::Connect);
    assert_eq!(fixture.requests(), 0);
}

#[tokio::test]
async fn another_time_to_connect_takes_connections_of_its_own() {
    let fixture = Fixture::new([ok()]);
    let hasty = fixture
        .client
        .with_options(Options::new().connect_timeout(SECOND));
    let as_built = || get(&fixture.client, "a");
    let expected = [
        (as_built(), 1),
        // The same limit, said once more.
        (as_built().connect_timeout(5 * SECOND), 1),
        (as_built().connect_timeout(None), 2),
        (get(&hasty, "a"), 3),
        (as_built().connect_timeout(SECOND), 3),
        (as_built().connect_timeout(None), 3),
        (as_built().connect_timeout(2 * SECOND), 4),
        (as_built(), 4),
    ];
    for (call, connections) in expected {
        end(call).await.expect("an answer");
        assert_eq!(fixture.server.connections(), connections);
    }
}

#[tokio::test]
async fn only_so_many_times_to_connect_keep_connections() {
    let fixture = Fixture::new([ok()]);
    let within = |seconds| get(&fixture.client, "a").connect_timeout(seconds * SECOND);
    for seconds in (10..18).chain([10, 30, 10]) {
        end(within(seconds)).await.expect("an answer");
    }
    assert_eq!(fixture.server.connections(), 9);
    // The one that was not used for the longest time is gone.
    end(within(11)).await.expect("an answer");
    assert_eq!(fixture.server.connections(), 10);
}

/// A clock by which each delay takes ten seconds longer than it should.
#[derive(Debug)]
struct Oversleeping(ManualClock);

impl Clock for Oversleeping {
    fn now(&self) -> Moment {
        self.0.now()
    }

    fn unix_time(&self) -> Duration {
        self.0.unix_time()
    }

    fn pause(&self, delay: Duration) -> BoxFuture<()> {
        self.0.pause(delay + 10 * SECOND)
    }

    fn timer(&self, limit: Duration) -> BoxFuture<()> {
        self.0.timer(limit)
    }

    fn chance(&self) -> f64 {
        self.0.chance()
    }
}

#[tokio::test]
async fn after_the_deadline_nothing_is_sent() {
    let mock = Mock::new();
    mock.reply(MockReply::status(429));
    let builder = ClientBuilder::new(&API).api_key("k").mock(&mock);
    let builder = builder.clock(Arc::new(Oversleeping(mock.clock())));
    let client = builder.build().expect("a client");
    let error = failure(get(&client, "a").deadline(5 * SECOND)).await;
    assert_eq!((error.kind(), error.attempts()), (ErrorKind::Timeout, 2));
    assert!(!error.may_have_been_processed());
    assert_eq!(mock.requests().len(), 1);
}

/// An address that takes no connections, nor refuses them.
fn silent() -> (Socket, Vec<TcpStream>, SocketAddr) {
    let socket = Socket::new(Domain::IPV4, Type::STREAM, None).expect("a socket");
    let any = SocketAddr::from(([127, 0, 0, 1], 0));
    socket.bind(&any.into()).expect("a free port");
    socket.listen(0).expect("a socket that listens");
    let address = socket.local_addr().expect("a bound socket");
    let address = address.as_socket().expect("an address");
    let patience = Duration::from_millis(50);
    let waiting = std::iter::from_fn(|| TcpStream::connect_timeout(&address, patience).ok());
    let waiting = waiting.take(64).collect();
    (socket, waiting, address)
}

#[tokio::test(start_paused = true)]
async fn the_time_to_connect_is_the_calls() {
    let (_socket, _waiting, address) = silent();
    let builder = ClientBuilder::new(&API).api_key("k").max_retries(0);
    let builder = builder.base_url(format!("http://{address}"));
    let client = builder.build().expect("a client");
    let call = || get(&client, "a");
    for (call, limit) in [(call(), 5), (call().connect_timeout(2 * SECOND), 2)] {
        let started = tokio::time::Instant::now();
        let error = failure(call).await;
        assert_eq!(error.kind(), ErrorKind::Connect);
        assert_eq!(started.elapsed().as_secs(), limit);
    }
}

#[tokio::test]
async fn the_body_belongs_to_the_attempt() {
    let fixture = Fixture::new([Action::HangMidBody(ok()), ok().into()]);
    pass_time_per_request(&fixture, 60 * SECOND, 1);
    let error = failure(fixture.join().max_retries(0)).await;
    assert_eq!(error.kind(), ErrorKind::Timeout);

    let (mock, client) = mocked();
    mock.reply(MockReply::status(200).body(r#"{"data":"#).stalled());
    let error = failure(get(&client, "a")).await;
    assert_eq!(
        (error.kind(), error.status()),
        (ErrorKind::Timeout, Some(StatusCode::OK))
    );
    assert_eq!(
        error.bytes().map(|bytes| &bytes[..]),
        Some(&br#"{"data":"#[..])
    );
    let text =
        "GET /conferences/{id}: no whole answer within 60s, in the middle of the answer 200 OK";
    assert_eq!(error.to_string(), text);
    assert_eq!(mock.requests().len(), 1, "a 2xx is never repeated");

    mock.reply(MockReply::status(404).stalled());
    let error = failure(get(&client, "a")).await;
    assert_eq!(
        (error.kind(), error.status()),
        (ErrorKind::Status, Some(StatusCode::NOT_FOUND))
    );
}

#[tokio::test]
async fn a_transport_of_ones_own_may_have_a_limit_of_its_own() {
    #[cfg(feature = "rustls")]
    let _ = rustls::crypto::ring::default_provider().install_default();
    let hanging = || Action::HangMidBody(ok());
    let with = |http: reqwest::ClientBuilder| {
        let http = http.build().expect("a transport");
        Fixture::with([hanging()], |builder| builder.http_client(http))
    };
    let limited = [
        with(reqwest::Client::builder().timeout(SECOND)),
        with(reqwest::Client::builder().read_timeout(SECOND)),
    ];
    for fixture in limited {
        let error = failure(fixture.join()).await;
        assert_eq!(error.kind(), ErrorKind::Timeout, "{error:?}");
        assert_eq!(error.status(), Some(StatusCode::OK));
        let text = "the transport timed out, in the middle of the answer 200 OK";
        assert!(error.to_string().ends_with(text), "{error}");
        assert_eq!(fixture.requests(), 1, "a 2xx is never repeated");
    }
}

#[tokio::test]
async fn an_answer_may_have_64_mib() {
    static OPEN: Api = Api {
        schemes: &[],
        security: &[],
        ..API
    };
    let mock = Mock::new();
    let client = ClientBuilder::new(&OPEN).mock(&mock).build();
    let client = client.expect("a client");
    let call = || client.operation(http::Method::GET, "/file").call_bytes();
    // Nobody writes to these pages, so that there are none.
    let body = bytes::Bytes::from(vec![0; (64 << 20) + 1]);
    mock.reply(MockReply::status(200).body(body.slice(1..)));
    mock.reply(MockReply::status(200).body(body));
    assert_eq!(end(call()).await.expect("an answer").len(), 64 << 20);
    let error = failure(call()).await;
    assert_eq!(error.kind(), ErrorKind::TooLarge);
    assert!(error.to_string().contains("more than 67108864 bytes"));
}

fn mocked() -> (Mock, Client) {
    let mock = Mock::new();
    let client = ClientBuilder::new(&API).api_key("k").mock(&mock).build();
    (mock, client.expect("a client"))
}

#[tokio::test]
async fn a_deadline_ends_attempts_and_delays() {
    let fixture = Fixture::new([Action::Hang]);
    pass_time_per_request(&fixture, 10 * SECOND, 1);
    let error = failure(fixture.join().deadline(10 * SECOND)).await;
    assert_eq!((error.kind(), error.attempts()), (ErrorKind::Timeout, 1));
    assert!(
        error.to_string().ends_with("the deadline of 10s passed"),
        "{error}"
    );

    // 500 ms fit, but not another 1000: nobody waits for what cannot come in time.
    let fixture = Fixture::new([Reply::new(503, "")]);
    let error = failure(fixture.join().deadline(SECOND)).await;
    assert_eq!((error.kind(), error.attempts()), (ErrorKind::Status, 2));
    assert_eq!(fixture.delays(), [500]);

    let fixture = Fixture::new([Reply::new(503, "").header("retry-after", "30")]);
    let error = failure(fixture.join().deadline(20 * SECOND)).await;
    assert_eq!(
        (error.attempts(), error.retry_after()),
        (1, Some(30 * SECOND))
    );
}

#[tokio::test]
async fn the_deadline_shrinks_with_each_attempt() {
    let fixture = Fixture::new([Action::Hang]);
    pass_time_per_request(&fixture, 60 * SECOND, 2);
    let error = failure(fixture.join().deadline(100 * SECOND)).await;
    // 60 s and half a second are gone, and the second attempt has no more than the rest.
    assert_eq!((error.kind(), error.attempts()), (ErrorKind::Timeout, 2));
    assert!(
        error.to_string().ends_with("the deadline of 100s passed"),
        "{error}"
    );
}
