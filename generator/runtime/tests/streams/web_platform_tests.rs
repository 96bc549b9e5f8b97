//! The cases of the Web Platform Tests for event streams (`eventsource/format-*` and
//! `eventsource/event-data`), as a table: what is sent, and which events come of it.

use crate::stage::{get, sending};
use crate::streams::Event;

/// What is sent, and the data of the events that come of it, all of the type `message`.
const DATA: &[(&str, &str, &[&str])] = &[
    (
        "bom",
        "\u{FEFF}data:1\n\n\u{FEFF}data:2\n\ndata:3\n\n",
        &["1", "3"],
    ),
    (
        "bom-2",
        "\u{FEFF}\u{FEFF}data:1\n\ndata:2\n\ndata:3\n\n",
        &["2", "3"],
    ),
    (
        "comments",
        "data:1\r:\0\n:\r\ndata:2\n:data:3\rdata:4\n\n",
        &["1\n2\n4"],
    ),
    (
        "data-before-final-empty-line",
        "retry:1000\ndata:test1\n\nid:test\ndata:test2",
        &["test1"],
    ),
    (
        "field-data",
        "data:\n\ndata\ndata\n\ndata:test\n\n",
        &["", "\n", "test"],
    ),
    ("field-event-empty", "event: \ndata:data\n\n", &["data"]),
    (
        "field-parsing",
        "data:\0\ndata:  2\rData:1\ndata\0:2\ndata:1\r\0data:4\nda-ta:3\rdata_5\ndata:3\rdata:\r\n data:32\ndata:4\n\n",
        &["\0\n 2\n1\n3\n\n4"],
    ),
    (
        "field-retry-bogus",
        "retry:3000\nretry:1000x\ndata:x\n\n",
        &["x"],
    ),
    ("field-retry-empty", "retry\ndata:test\n\n", &["test"]),
    ("field-retry", "retry:03000\ndata:x\n\n", &["x"]),
    (
        "field-unknown",
        "data:test\n data\ndata\nfoobar:xxx\njustsometext\n:thisisacommentyay\ndata:test\n\n",
        &["test\n\ntest"],
    ),
    (
        "leading-space",
        "data:\ttest\rdata: \ndata:test\n\n",
        &["\ttest\n\ntest"],
    ),
    (
        "newlines",
        "data:test\r\ndata\ndata:test\r\n\r",
        &["test\n\ntest"],
    ),
    ("null-character", "data:\0\n\n\n\n", &["\0"]),
    ("utf-8", "data:ok…\n\n", &["ok…"]),
    (
        "event-data",
        "data:msg\ndata:msg\n\n:\nfalsefield:msg\n\nfalsefield:msg\nData:data\n\ndata\n\ndata:end\n\n",
        &["msg\nmsg", "", "end"],
    ),
];

async fn events(text: &str, pieces: Vec<Vec<u8>>) -> Vec<Event<String>> {
    let client = sending("text/event-stream", pieces);
    let mut stream = get(&client).call_text_events().await.expect("a stream");
    let mut events = Vec::new();
    while let Some(event) = stream.next().await {
        events.push(event.unwrap_or_else(|error| panic!("{text:?}: {error}")));
    }
    events
}

/// Whole, and a byte at a time.
async fn check(text: &str, expected: &[(&str, &str, &str)]) {
    let bytes = text.bytes().map(|byte| vec![byte]).collect();
    for pieces in [vec![text.as_bytes().to_vec()], bytes] {
        let found = events(text, pieces).await;
        let found: Vec<(&str, &str, &str)> = found
            .iter()
            .map(|event| (&*event.event, &*event.data, &*event.id))
            .collect();
        assert_eq!(found, expected, "{text:?}");
    }
}

#[tokio::test]
async fn data() {
    for (name, text, expected) in DATA {
        let bytes = text.bytes().map(|byte| vec![byte]).collect();
        for pieces in [vec![text.as_bytes().to_vec()], bytes] {
            let found = events(text, pieces).await;
            let data: Vec<&str> = found.iter().map(|event| &*event.data).collect();
            assert_eq!(data, *expected, "{name}");
            assert!(found.iter().all(|event| event.event == "message"), "{name}");
        }
    }
}

#[tokio::test]
async fn events_have_types() {
    // format-field-event
    check(
        "event:test\ndata:x\n\ndata:x\n\n",
        &[("test", "x", ""), ("message", "x", "")],
    )
    .await;
}

#[tokio::test]
async fn ids_stay() {
    // format-field-id, -2 and -3: it holds until another one comes, also an empty one.
    check(
        "id: 1\ndata:a\n\ndata:b\n\nid\ndata:c\n\nid:…\ndata:d\n\n",
        &[
            ("message", "a", "1"),
            ("message", "b", "1"),
            ("message", "c", ""),
            ("message", "d", "…"),
        ],
    )
    .await;
    // format-field-id-null
    for id in ["\0\0", "x\0", "\0x", "x\0x", " \0"] {
        let text = format!("id:{id}\ndata:hello\n\n");
        check(&text, &[("message", "hello", "")]).await;
    }
}
