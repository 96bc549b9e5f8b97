//! Streams without an async runtime.

use std::io::Read as _;

use serde_json::{Value, json};

use crate::stage::{get, sending};

#[test]
fn a_download_is_read() {
    let client = sending("image/png", vec![b"abc".to_vec(), b"def".to_vec()]);
    let download = get(&client).call_bytes().stream().send_blocking();
    let mut reader = download.expect("a download").into_inner().blocking();
    let mut first = [0; 2];
    reader.read_exact(&mut first).expect("two bytes");
    let mut rest = String::new();
    reader.read_to_string(&mut rest).expect("the rest");
    assert_eq!((&first, &*rest), (b"ab", "cdef"));
}

#[test]
fn events_and_lines_are_iterators() {
    let client = sending(
        "text/event-stream",
        vec![b"data: 1\n\ndata: 2\n\n".to_vec()],
    );
    let stream = get(&client).call_events::<Value>().send_blocking();
    let events = stream.expect("a stream").into_inner().blocking();
    let data: Vec<Value> = events.map(|event| event.expect("a value").data).collect();
    assert_eq!(data, [json!(1), json!(2)]);
    let client = sending("application/jsonl", vec![b"1\n2".to_vec()]);
    let call = get(&client).call_lines::<Value>("application/jsonl");
    let stream = call.send_blocking().expect("a stream");
    let values: Result<Vec<Value>, _> = stream.into_inner().blocking().collect();
    assert_eq!(values.expect("values"), [json!(1), json!(2)]);
}
