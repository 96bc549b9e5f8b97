//! Event streams that connect again.

use std::sync::Arc;
use std::sync::mpsc::Receiver;
use std::time::Duration;

use http::Method;
use serde_json::{Value, json};
use tokio::sync::mpsc::UnboundedSender;

use crate::runtime::clock::{BoxFuture, Clock, Moment};
use crate::runtime::testing::ManualClock;
use crate::runtime::{Client, RetryMode};
use crate::stage::{Connection, get, stage, stage_with};

/// Sends an event a connection, as many as there are, and then nothing.
fn server(bodies: &'static [&'static str]) -> (Client, ManualClock, Receiver<String>) {
    stage(|number, mut connection| {
        let Some(body) = bodies.get(number) else {
            connection.send("HTTP/1.1 204 No Content\r\nconnection: close\r\n\r\n");
            return connection.request;
        };
        connection.head("text/event-stream");
        connection.chunk(body.as_bytes());
        if number % 2 == 1 {
            // Not lost, but over.
            connection.end();
        }
        connection.request
    })
}

fn last_id(request: &str) -> Option<&str> {
    request
        .lines()
        .find_map(|line| line.strip_prefix("last-event-id: "))
}

const BODIES: &[&str] = &[
    "retry: 40\nid: a\ndata: 1\n\ndata: lost",
    "data: 2\n\n",
    "id: é\ndata: 3\n\n",
];

#[tokio::test]
async fn it_goes_on_where_it_was() {
    let (client, clock, requests) = server(BODIES);
    let call = get(&client).call_events::<Value>().reconnect(1);
    let mut stream = call.await.expect("a stream");
    for number in 1..=3 {
        let event = stream.next().await.expect("an event").expect("a value");
        assert_eq!(event.data, json!(number));
    }
    // The server says that there is no more.
    assert!(stream.next().await.is_none());
    let requests: Vec<String> = requests.iter().take(4).collect();
    let ids: Vec<Option<&str>> = requests.iter().map(|request| last_id(request)).collect();
    assert_eq!(ids, [None, Some("a"), Some("a"), Some("é")]);
    let delays: Vec<u128> = clock.delays().iter().map(Duration::as_millis).collect();
    assert_eq!(delays, [40, 40, 40]);
}

#[tokio::test]
async fn only_as_often_in_a_row_as_is_said() {
    let (client, clock, _requests) = server(&["data: 1\n\n", ":", ":", ":", ":", ":", ":"]);
    let call = get(&client)
        .call_events::<Value>()
        .reconnect(3)
        .max_retries(0);
    let mut stream = call.await.expect("a stream");
    stream.next().await.expect("an event").expect("a value");
    // The third new connection ended as it should.
    assert!(stream.next().await.is_none());
    let delays: Vec<u128> = clock.delays().iter().map(Duration::as_millis).collect();
    assert_eq!(delays, [1000, 2000, 4000]);
}

#[tokio::test]
async fn not_unless_asked_and_not_what_may_not_be_repeated() {
    for (method, mode) in [
        (Method::POST, RetryMode::Safe),
        (Method::GET, RetryMode::Never),
    ] {
        let (client, clock, _requests) = server(BODIES);
        let call = client.operation(method, "/things").call_events::<Value>();
        let mut stream = call.reconnect(9).retry_mode(mode).await.expect("a stream");
        stream.next().await.expect("an event").expect("a value");
        let error = stream
            .next()
            .await
            .expect("an item")
            .expect_err("it is lost");
        assert!(error.is_io());
        assert!(stream.next().await.is_none());
        assert!(clock.delays().is_empty());
    }
    let (client, clock, _requests) = server(BODIES);
    let mut stream = get(&client).call_events::<Value>().await.expect("a stream");
    stream.next().await.expect("an event").expect("a value");
    assert!(stream.next().await.expect("an item").is_err());
    assert!(clock.delays().is_empty());
    let (client, _, _requests) = server(BODIES);
    let call = client
        .operation(Method::POST, "/things")
        .call_events::<Value>();
    let call = call.reconnect(1).retry_mode(RetryMode::Always);
    let mut stream = call.await.expect("a stream");
    stream.next().await.expect("an event").expect("a value");
    let event = stream.next().await.expect("an event").expect("a value");
    assert_eq!(event.data, json!(2));
}

#[tokio::test]
async fn a_longer_wait_than_allowed_ends_the_stream() {
    let (client, clock, _requests) = server(&["retry: 61000\ndata: 1\n\n", "data: 2\n\n"]);
    let call = get(&client).call_events::<Value>().reconnect(1);
    let mut stream = call.await.expect("a stream");
    stream.next().await.expect("an event").expect("a value");
    let error = stream.next().await.expect("an item");
    assert!(error.expect_err("it was lost").is_io());
    assert!(clock.delays().is_empty());
}

#[tokio::test]
async fn what_the_server_asks_for_is_not_doubled() {
    let (client, clock, _requests) = server(&["retry: 40\ndata: 1\n\n", ":", ":", ":", ":"]);
    let call = get(&client).call_events::<Value>().reconnect(3);
    let mut stream = call.await.expect("a stream");
    stream.next().await.expect("an event").expect("a value");
    while let Some(item) = stream.next().await {
        item.expect_err("there are no more events");
    }
    let delays: Vec<u128> = clock.delays().iter().map(Duration::as_millis).collect();
    assert_eq!(delays, [40, 40, 40]);
}

#[tokio::test]
async fn an_id_that_is_taken_back_is_not_sent() {
    let (client, _clock, requests) = server(&["id: a\ndata: 1\n\n", "id:\ndata: 2\n\n"]);
    let call = get(&client).call_events::<Value>().reconnect(1);
    let mut stream = call.await.expect("a stream");
    while let Some(item) = stream.next().await {
        item.expect("an event");
    }
    let requests: Vec<String> = requests.iter().take(3).collect();
    let ids: Vec<Option<&str>> = requests.iter().map(|request| last_id(request)).collect();
    assert_eq!(ids, [None, Some("a"), None]);
}

#[tokio::test]
async fn a_connection_that_is_not_made_is_tried_again() {
    let (client, clock, _requests) = stage(|number, mut connection| match number {
        0 | 4 => {
            connection.head("text/event-stream");
            connection.chunk(b"data: 1\n\n");
        }
        // The others are closed without an answer.
        _ => {}
    });
    let call = get(&client).call_events::<Value>().max_retries(0);
    let mut stream = call.reconnect(4).await.expect("a stream");
    for _ in 0..2 {
        stream.next().await.expect("an event").expect("a value");
    }
    let delays: Vec<u128> = clock.delays().iter().map(Duration::as_millis).collect();
    assert_eq!(delays, [1000, 2000, 4000, 8000]);
}

/// A clock by which no delay ends, and which tells of each.
#[derive(Debug)]
struct Endless(ManualClock, UnboundedSender<Duration>);

impl Clock for Endless {
    fn now(&self) -> Moment {
        self.0.now()
    }

    fn unix_time(&self) -> Duration {
        self.0.unix_time()
    }

    fn pause(&self, delay: Duration) -> BoxFuture<()> {
        // A test that looks at none of them has dropped the receiver.
        let _ = self.1.send(delay);
        Box::pin(std::future::pending())
    }

    fn timer(&self, limit: Duration) -> BoxFuture<()> {
        self.0.timer(limit)
    }

    fn chance(&self) -> f64 {
        self.0.chance()
    }
}

#[tokio::test]
async fn it_is_one_call_over_all_connections() {
    let clock = ManualClock::new();
    let passing = clock.clone();
    let serve = move |number, mut connection: Connection| {
        if number == 0 {
            connection.head("text/event-stream");
            connection.chunk(b"data: 1\n\n");
            passing.advance(Duration::from_secs(4));
        } else {
            passing.advance(Duration::from_secs(20));
            connection.wait_for_close();
        }
    };
    let (client, _requests) = stage_with(serve, |builder| builder.manual_clock(&clock));
    let call = get(&client).call_events::<Value>().reconnect(3);
    let call = call.deadline(Duration::from_secs(10));
    let mut stream = call.await.expect("a stream");
    stream.next().await.expect("an event").expect("a value");
    let error = stream.next().await.expect("an item");
    let error = error.expect_err("the deadline has passed");
    assert!(error.is_timeout(), "{error}");
    assert!(error.to_string().contains("the deadline of 10s"), "{error}");
    assert_eq!(error.attempts(), 2);
    assert_eq!(error.elapsed(), Duration::from_secs(25));
    assert!(stream.next().await.is_none());
}

#[tokio::test]
async fn a_stream_can_be_given_up_while_it_waits() {
    let serve = |_, mut connection: Connection| {
        connection.head("text/event-stream");
        connection.chunk(b"retry: 50000\ndata: 1\n\n");
        connection.end();
    };
    let (waits, waiting) = tokio::sync::mpsc::unbounded_channel();
    let clock = Arc::new(Endless(ManualClock::new(), waits));
    let (client, _requests) = stage_with(serve, |builder| builder.clock(clock));
    let (cancel, cancelled) = tokio::sync::oneshot::channel::<()>();
    let call = get(&client).call_events::<Value>().reconnect(1);
    let call = call.cancel_when(async { drop(cancelled.await) });
    let mut stream = call.await.expect("a stream");
    stream.next().await.expect("an event").expect("a value");
    let next = tokio::spawn(async move { stream.next().await });
    { waiting }.recv().await.expect("it waits");
    drop(cancel);
    let item = next.await.expect("no panic").expect("an item");
    assert!(item.expect_err("it was given up").is_cancelled());
}

#[tokio::test]
async fn what_is_no_stream_any_more_is_no_end_of_it() {
    let page = "HTTP/1.1 200 OK\r\ncontent-type: text/html\r\nx-request-id: r-2\r\nconnection: close\r\n\r\n<p>session expired";
    let brotli = "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ncontent-encoding: br\r\nx-request-id: r-2\r\nconnection: close\r\n\r\n\u{1}\n\n";
    for (answer, body) in [(page, "<p>session expired"), (brotli, "")] {
        let (client, _, _requests) = stage(move |number, mut connection| {
            if number > 0 {
                return connection.send(answer);
            }
            connection.head("text/event-stream");
            connection.chunk(b"data: 1\n\n");
            connection.end();
        });
        let call = get(&client).call_events::<Value>().reconnect(3);
        let mut stream = call.await.expect("a stream");
        stream.next().await.expect("an event").expect("a value");
        let error = stream
            .next()
            .await
            .expect("an item")
            .expect_err("it is no stream");
        assert!(error.is_decode(), "{error}");
        assert_eq!(error.request_id(), Some("r-2"));
        assert_eq!(error.bytes().map(|bytes| &bytes[..]), Some(body.as_bytes()));
        assert!(stream.next().await.is_none());
    }
}

#[tokio::test]
async fn an_event_that_cannot_be_read_names_the_request_that_it_came_with() {
    let (client, _, _requests) = stage(|number, mut connection| {
        connection.send(&format!("HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\nx-request-id: r-{number}\r\nconnection: close\r\n\r\ndata: {{\n\n"));
    });
    let call = get(&client).call_events::<Value>().reconnect(1);
    let mut stream = call.await.expect("a stream");
    for id in ["r-0", "r-1", "r-2"] {
        let error = stream.next().await.expect("an item").expect_err("no JSON");
        assert_eq!(error.request_id(), Some(id));
    }
}

#[cfg(feature = "tracing")]
mod spans {
    use std::sync::{Arc, Mutex, MutexGuard};

    use serde_json::Value;
    use tracing::span::{Attributes, Id, Record};
    use tracing::{Event, Metadata, Subscriber};

    use super::server;
    use crate::stage::get;

    /// Notes in which span each event is told.
    #[derive(Clone, Default)]
    struct Spans(Arc<Mutex<State>>);

    #[derive(Default)]
    struct State {
        made: u64,
        entered: Vec<u64>,
        told: Vec<Option<u64>>,
    }

    impl Spans {
        fn state(&self) -> MutexGuard<'_, State> {
            self.0.lock().expect("no panic")
        }
    }

    impl Subscriber for Spans {
        fn enabled(&self, metadata: &Metadata<'_>) -> bool {
            metadata.target().contains("runtime::trace")
        }

        fn new_span(&self, _: &Attributes<'_>) -> Id {
            let mut state = self.state();
            state.made += 1;
            Id::from_u64(state.made)
        }

        fn record(&self, _: &Id, _: &Record<'_>) {}

        fn record_follows_from(&self, _: &Id, _: &Id) {}

        fn event(&self, _: &Event<'_>) {
            let mut state = self.state();
            let within = state.entered.last().copied();
            state.told.push(within);
        }

        fn enter(&self, id: &Id) {
            self.state().entered.push(id.into_u64());
        }

        fn exit(&self, _: &Id) {
            self.state().entered.pop();
        }
    }

    #[tokio::test]
    async fn it_is_one_span_over_all_connections() {
        let spans = Spans::default();
        let _guard = tracing::subscriber::set_default(spans.clone());
        let (client, _, _requests) = server(&["data: 1\n\n", "data: 2\n\n"]);
        let call = get(&client).call_events::<Value>().reconnect(1);
        let mut stream = call.await.expect("a stream");
        for _ in 0..2 {
            stream.next().await.expect("an event").expect("a value");
        }
        // An attempt, the delay, and another attempt.
        assert_eq!(spans.state().told, [Some(1); 3]);
        assert_eq!(spans.state().made, 1);
    }
}
