//! Event streams that connect again.

use std::sync::mpsc::Receiver;
use std::time::Duration;

use http::Method;
use serde_json::{Value, json};

use crate::runtime::testing::ManualClock;
use crate::runtime::{Client, RetryMode};
use crate::stage::{get, stage};

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
