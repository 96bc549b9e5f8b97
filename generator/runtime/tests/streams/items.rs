//! Lines of JSON, and JSON sequences.

use serde_json::{Value, json};

use crate::stage::{get, sending, splits};
use crate::streams::JsonStream;

async fn all(mut stream: JsonStream<Value>) -> Vec<Option<Value>> {
    let mut found = Vec::new();
    while let Some(item) = stream.next().await {
        found.push(item.ok());
    }
    found
}

#[tokio::test]
async fn lines() {
    let text = "\u{FEFF}{\"a\":\"\u{2028}\"}\r\n\n  \n[1,\t2]\nnonsense\nnull\n\"last\"";
    let expected = [
        Some(json!({ "a": "\u{2028}" })),
        Some(json!([1, 2])),
        None,
        Some(json!(null)),
        Some(json!("last")),
    ];
    for pieces in splits(text.as_bytes()) {
        let client = sending("application/jsonl", pieces);
        let call = get(&client).call_lines("application/jsonl");
        assert_eq!(
            all(call.await.expect("a stream").into_inner()).await,
            expected
        );
    }
}

/// What is sent, and the values that come of it: none for one that is broken.
fn sequences() -> Vec<(&'static str, Vec<Option<Value>>)> {
    vec![
        ("", vec![]),
        ("\x1e\x1e\x1e", vec![]),
        (
            "\x1e{\"d\":\"2014\",\"n\":[1,\n2]}\n\x1e{\n\"b\":\"\x1c\"}\n",
            vec![Some(json!({ "d": "2014", "n": [1, 2] })), None],
        ),
        // RFC 7464, 2.4: what is cut off must not be taken for something shorter.
        ("\x1e12", vec![None]),
        ("\x1e12\x1e13\n", vec![None, Some(json!(13))]),
        (
            "\x1e12 \x1etrue\n\x1efals",
            vec![Some(json!(12)), Some(json!(true)), None],
        ),
        (
            "\x1enull\x1e\"a\"\x1e[]\x1e{}",
            vec![None, Some(json!("a")), Some(json!([])), Some(json!({}))],
        ),
        // 2.3: a text that is broken costs none of the others.
        (
            "\x1e{\"a\":\x1e{\"b\":\"\\\"\\n\"}\n\x1e1\n",
            vec![None, Some(json!({ "b": "\"\n" })), Some(json!(1))],
        ),
        // Without the mark at the beginning, which is forbidden and harmless.
        ("1\n\x1e2\n", vec![Some(json!(1)), Some(json!(2))]),
    ]
}

#[tokio::test]
async fn sequences_as_rfc_7464_has_them() {
    for (text, expected) in sequences() {
        let mut ways = splits(text.as_bytes());
        ways.push(vec![text.into()]);
        for way in &mut ways {
            way.retain(|piece| !piece.is_empty());
        }
        for pieces in ways {
            let client = sending("application/json-seq", pieces.clone());
            let call = get(&client).call_sequence("application/json-seq");
            let found = all(call.await.expect("a stream").into_inner()).await;
            assert_eq!(found, expected, "{text:?} as {pieces:?}");
        }
    }
}

#[tokio::test]
async fn a_line_has_a_limit() {
    let client = sending("application/jsonl", vec![b"1\n".to_vec(), vec![b' '; 30]]);
    let call = get(&client).call_lines::<Value>("application/jsonl");
    let mut stream = call.max_response_bytes(10).await.expect("a stream");
    stream.next().await.expect("a line").expect("a value");
    let error = stream.next().await.expect("an item").expect_err("too much");
    assert!(error.is_too_large());
    assert!(stream.next().await.is_none());
}
