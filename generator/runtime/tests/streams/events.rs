//! Typed events.

use std::future::poll_fn;
use std::pin::pin;
use std::task::Poll;
use std::time::Duration;

use serde_json::{Value, json};

use crate::runtime::json::{self, Decode, DecodeError, Reader};
use crate::runtime::{Error, ErrorKind};
use crate::stage::{KEY, done, get, sending, splits, stage};
use crate::streams::EventStream;

async fn all(mut stream: EventStream<Value>) -> Vec<Result<Value, ErrorKind>> {
    let mut found = Vec::new();
    while let Some(event) = stream.next().await {
        found.push(event.map(|event| event.data).map_err(|error| error.kind()));
    }
    found
}

#[tokio::test]
async fn every_split_gives_the_same_events() {
    let text = "\u{FEFF}: hi\r\nevent: é\r\ndata: {\"n\":\rdata: 1}\n\nid: 7\rdata:2\r\r\ndata: [DONE]\n\ndata: 3\n\n";
    for pieces in splits(text.as_bytes()) {
        let client = sending("text/event-stream", pieces);
        let mut stream = get(&client).call_events::<Value>().await.expect("a stream");
        let first = stream.next().await.expect("an event").expect("a value");
        assert_eq!((&*first.event, &first.data), ("é", &json!({ "n": 1 })));
        let second = stream.next().await.expect("an event").expect("a value");
        assert_eq!((&*second.id, &second.data), ("7", &json!(2)));
        // What is after the end is not read.
        assert!(stream.next().await.is_none());
        assert!(stream.next().await.is_none());
    }
}

#[tokio::test]
async fn the_end_is_settable() {
    let text = b"data: 1\n\ndata: [DONE]\n\ndata: \"[END]\"\n\ndata: 2\n\n";
    let client = sending("text/event-stream", vec![text.to_vec()]);
    let stream = get(&client).call_events().await.expect("a stream");
    assert_eq!(all(stream.into_inner()).await, [Ok(json!(1))]);
    let mut stream = get(&client).call_events().await.expect("a stream");
    stream.set_end("\"[END]\"");
    let found = all(stream.into_inner()).await;
    assert_eq!(found, [Ok(json!(1)), Err(ErrorKind::Decode)]);
    let mut stream = get(&client).call_events().await.expect("a stream");
    stream.set_end(None);
    let found = all(stream.into_inner()).await;
    assert_eq!(found.len(), 4);
    assert_eq!(found[1], Err(ErrorKind::Decode));
}

#[tokio::test]
async fn an_event_that_cannot_be_read_does_not_end_the_stream() {
    let text = [
        &b"data: nonsense "[..],
        KEY.as_bytes(),
        b"\n\ndata: \xFF\n\ndata: 3\n\n",
    ];
    let client = sending("text/event-stream", vec![text.concat()]);
    let mut stream = get(&client).call_events::<Value>().await.expect("a stream");
    let error = stream.next().await.expect("an item").expect_err("no JSON");
    assert!(error.is_decode());
    let body = error.bytes().expect("the data");
    assert_eq!(&body[..], b"nonsense [redacted]");
    assert_eq!(error.request_id(), Some("r-1"));
    assert!(stream.next().await.expect("an item").is_err());
    let event = stream.next().await.expect("an item").expect("a value");
    assert_eq!(event.data, json!(3));
}

#[tokio::test]
async fn an_object_is_put_together() {
    let text = "event: said\nid: 1\ndata: {\"a\":\"b\"}\n\n";
    let client = sending("text/event-stream", vec![text.into()]);
    let mut stream = get(&client)
        .call_event_objects::<Value>()
        .await
        .expect("a stream");
    let event = stream.next().await.expect("an event").expect("a value");
    assert_eq!(
        event.data,
        json!({ "event": "said", "id": "1", "data": { "a": "b" } })
    );
    let mut stream = get(&client)
        .call_text_event_objects::<Value>()
        .await
        .expect("a stream");
    let event = stream.next().await.expect("an event").expect("a value");
    assert_eq!(event.data["data"], json!("{\"a\":\"b\"}"));
}

/// What a description may say of an event: the types that each property has.
#[tokio::test]
async fn an_object_has_what_the_event_has() {
    let text = "data: 1\n\nretry: 20\nid: 7\ndata: 2\n\ndata: 3\n\n";
    let client = sending("text/event-stream", vec![text.into()]);
    let mut plain = get(&client)
        .call_event_objects::<Value>()
        .await
        .expect("a stream");
    let mut numbered = get(&client)
        .call_event_objects::<Numbered>()
        .await
        .expect("a stream");
    for (id, object) in [
        (None, json!({ "event": "message", "data": 1 })),
        (
            Some("7"),
            json!({ "event": "message", "id": "7", "retry": 20, "data": 2 }),
        ),
        (
            Some("7"),
            json!({ "event": "message", "id": "7", "data": 3 }),
        ),
    ] {
        let event = plain.next().await.expect("an event").expect("a value");
        assert_eq!(event.data, object);
        let event = numbered.next().await.expect("an event").expect("a value");
        let mut object = object;
        if id.is_some() {
            object["id"] = json!(7);
        }
        assert_eq!(event.data.0, object);
    }
}

/// An object whose `id` must be a number, where it has one.
struct Numbered(Value);

impl Decode for Numbered {
    fn decode(reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
        let value = Value::decode(reader)?;
        match &value.get("id") {
            Some(Value::String(_)) => Err(DecodeError::other("a number", "a string")),
            _ => Ok(Self(value)),
        }
    }
}

#[tokio::test]
async fn data_is_text_or_json_by_the_name_of_the_event() {
    let text = "event: said\ndata: \"1\"\n\nevent: counted\ndata: 2\n\n\
                event: new\ndata: {\"a\":3}\n\nevent: new\ndata: a word\n\ndata: [DONE]\n\n";
    let client = sending("text/event-stream", vec![text.into()]);
    let call = get(&client).call_mixed_event_objects::<Value>(&["said"]);
    let mut stream = call.await.expect("a stream");
    let mut found = Vec::new();
    while let Some(event) = stream.next().await {
        found.push(event.expect("a value").data["data"].clone());
    }
    assert_eq!(
        found,
        [json!("\"1\""), json!(2), json!({ "a": 3 }), json!("a word")]
    );
}

/// A text or a truth.
#[derive(Debug, PartialEq)]
enum Word {
    Text(String),
    Truth(bool),
}

impl Decode for Word {
    fn decode(reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
        match Value::decode(reader)? {
            Value::String(text) => Ok(Self::Text(text)),
            Value::Bool(truth) => Ok(Self::Truth(truth)),
            _ => Err(DecodeError::other("a text or a truth", "another value")),
        }
    }
}

/// The data of an event that is an object.
#[derive(Debug, PartialEq)]
struct Said(Word);

impl Decode for Said {
    fn decode(reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
        let data = json::encode(&Value::decode(reader)?["data"]);
        json::decode(&data).map(Self)
    }
}

#[tokio::test]
async fn data_is_text_where_the_type_knows_no_such_json() {
    let text = "data: a word\n\ndata: true\n\ndata: \"true\"\n\ndata: 5\n\ndata: [DONE]\n\n";
    let expected = || {
        let text = |text: &str| Word::Text(text.to_owned());
        [text("a word"), Word::Truth(true), text("true"), text("5")]
    };
    let client = sending("text/event-stream", vec![text.into()]);
    let call = get(&client).call_mixed_events::<Word>();
    let mut stream = call.await.expect("a stream");
    for word in expected() {
        let event = stream.next().await.expect("an event");
        assert_eq!(event.expect("a value").data, word);
    }
    assert!(stream.next().await.is_none());
    let client = sending("text/event-stream", vec![text.into()]);
    let call = get(&client).call_mixed_event_objects::<Said>(&[]);
    let mut stream = call.await.expect("a stream");
    for word in expected() {
        let event = stream.next().await.expect("an event");
        assert_eq!(event.expect("a value").data, Said(word));
    }
}

#[tokio::test]
async fn what_is_no_stream_is_no_stream_of_nothing() {
    let client = sending("application/json", vec![b"{}".to_vec()]);
    let error = get(&client).call_events::<Value>().await;
    assert!(error.expect_err("JSON").is_decode());
}

#[tokio::test]
async fn what_the_server_says_instead_of_events_is_kept() {
    let body = r#"{"error":{"message":"no such model"},"message":"kept"}"#;
    let client = sending("Application/JSON", vec![body.into()]);
    let error = get(&client).call_events::<Value>().await;
    let error = error.expect_err("JSON");
    assert_eq!(error.bytes().map(|body| &body[..]), Some(body.as_bytes()));
    assert_eq!(
        error.body::<Value>().expect("JSON")["error"]["message"],
        "no such model"
    );
    let text = "GET /things: 200 OK, but its body cannot be read: \
                expected text/event-stream, found Application/JSON at byte 0";
    assert_eq!(error.to_string(), text);
    // As large as any other answer may be.
    let call = get(&client).call_events::<Value>().max_response_bytes(9);
    assert!(call.await.expect_err("JSON").is_too_large());
}

#[tokio::test]
async fn events_that_cannot_be_decompressed_are_no_stream_of_nothing() {
    let (client, _, _) = stage(|_, mut connection| {
        connection.send(
            "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ncontent-encoding: br\r\nconnection: close\r\n\r\n\u{1}\n\n",
        );
    });
    let error = get(&client).call_events::<Value>().await;
    let error = error.expect_err("nothing to read");
    assert!(error.is_decode());
    let text = "200 OK, but its body is encoded as `br`, which is not decoded";
    assert!(error.to_string().contains(text), "{error}");
}

#[tokio::test]
async fn an_event_without_data_is_not_an_empty_body() {
    let client = sending("text/event-stream", vec![b"data:\n\n".to_vec()]);
    let mut stream = get(&client).call_events::<Value>().await.expect("a stream");
    let error = stream.next().await.expect("an item").expect_err("no JSON");
    let text = "GET /things: 200 OK, but its body cannot be read: expected ";
    assert!(error.to_string().starts_with(text), "{error}");
}

#[tokio::test]
async fn an_event_comes_before_the_next_one_is_sent() {
    let (sender, receiver) = std::sync::mpsc::channel::<()>();
    let (client, _, _) = stage(move |_, mut connection| {
        connection.head("text/event-stream");
        for number in 0..3 {
            connection.chunk(format!("data: {number}\n\n").as_bytes());
            // Until the client has it.
            receiver.recv().expect("the test goes on");
        }
        connection.end();
    });
    let mut stream = get(&client).call_events::<Value>().await.expect("a stream");
    for number in 0..3 {
        let event = stream.next().await.expect("an event").expect("a value");
        assert_eq!(event.data, json!(number));
        sender.send(()).expect("the server goes on");
    }
    assert!(stream.next().await.is_none());
}

#[tokio::test]
async fn giving_up_the_wait_loses_nothing() {
    let (sender, receiver) = std::sync::mpsc::channel::<()>();
    let (client, _, _) = stage(move |_, mut connection| {
        connection.head("text/event-stream");
        connection.chunk(b"data: ");
        receiver.recv().expect("the test goes on");
        connection.chunk(b"1\n\n");
        connection.end();
    });
    let mut stream = get(&client).call_events::<Value>().await.expect("a stream");
    for _ in 0..5 {
        let waited = tokio::time::timeout(Duration::from_millis(1), stream.next()).await;
        assert!(waited.is_err(), "nothing is there yet");
    }
    sender.send(()).expect("the server goes on");
    let event = stream.next().await.expect("an event").expect("a value");
    assert_eq!(event.data, json!(1));
}

#[tokio::test]
async fn a_server_that_stalls_is_a_timeout_and_a_dropped_stream_closes() {
    let (client, clock, closed) = stage(|_, mut connection| {
        connection.head("text/event-stream");
        connection.chunk(b"data: 1\n\n");
        connection.wait_for_close();
    });
    let mut stream = get(&client).call_events::<Value>().await.expect("a stream");
    stream.next().await.expect("an event").expect("a value");
    {
        let mut next = pin!(stream.next());
        // It waits from now on.
        let is_pending = poll_fn(|context| Poll::Ready(next.as_mut().poll(context).is_pending()));
        assert!(is_pending.await);
        clock.advance(Duration::from_secs(61));
        let error = next.await.expect("an item").expect_err("a timeout");
        check_stalled(&error);
    }
    drop(stream);
    done(closed).await;
}

fn check_stalled(error: &Error) {
    assert!(error.is_timeout());
    assert!(
        error.to_string().contains("nothing more within 60s"),
        "{error}"
    );
}

#[tokio::test]
async fn a_cancelled_stream_says_so() {
    let (client, _, closed) = stage(|_, mut connection| {
        connection.head("text/event-stream");
        connection.wait_for_close();
    });
    let (cancel, cancelled) = tokio::sync::oneshot::channel::<()>();
    let call = get(&client).call_events::<Value>();
    let call = call.cancel_when(async move { cancelled.await.unwrap_or_default() });
    let mut stream = call.await.expect("a stream");
    cancel.send(()).expect("it waits");
    let error = stream
        .next()
        .await
        .expect("an item")
        .expect_err("cancelled");
    assert!(error.is_cancelled());
    assert!(stream.next().await.is_none());
    drop(stream);
    done(closed).await;
}

#[tokio::test]
async fn an_event_has_a_limit() {
    let client = sending(
        "text/event-stream",
        vec![b"data: 1\n\ndata: 22222222".to_vec()],
    );
    let call = get(&client).call_events::<Value>().max_response_bytes(10);
    let mut stream = call.await.expect("a stream");
    stream.next().await.expect("an event").expect("a value");
    let error = stream.next().await.expect("an item").expect_err("too much");
    assert!(error.is_too_large());
    assert!(stream.next().await.is_none());
}
