//! What stands around the content of an answer: marks, encodings, pages of what is in between.

use bytes::Bytes;
use http::{Method, StatusCode};

use crate::conference::{Fixture, Joined, KEY, OK, end, failure, get, ok};
use crate::runtime::{Error, ErrorKind};
#[cfg(feature = "gzip")]
use crate::support::action::gzip;
use crate::support::{Action, Reply};

const PAGE: &str = "\n<!doctype html><title>Log in</title>";

fn page() -> Reply {
    Reply::new(200, PAGE).header("content-type", "Text/HTML; charset=utf-8")
}

#[tokio::test]
async fn a_mark_before_json_is_no_part_of_it() {
    let marked = |text: &str| format!("\u{feff}{text}");
    let fixture = Fixture::new([Reply::new(200, marked(OK))]);
    assert_eq!(end(fixture.join()).await.expect("an answer").result, "ok");
    let operation = || fixture.client.operation(Method::GET, "/thing");
    let optional = operation().call_optional::<Joined>();
    let optional = end(optional).await.expect("an answer").into_inner();
    assert_eq!(optional.map(|joined| joined.result).as_deref(), Some("ok"));
    let value = operation().await.expect("an answer");
    assert_eq!(value["data"]["result"], "ok");
    let other = operation().call_empty().accept_json::<Joined>("text/json");
    assert_eq!(end(other).await.expect("an answer").result, "ok");

    let fixture = Fixture::new([Reply::new(400, marked(r#"{"message":"boom"}"#))]);
    let error = failure(fixture.join()).await;
    assert_eq!(error.message(), Some("boom"));
    assert!(error.body::<serde_json::Value>().is_some());

    let fixture = Fixture::new([Reply::new(200, marked(""))]);
    let operation = fixture.client.operation(Method::GET, "/thing");
    let optional = end(operation.call_optional::<Joined>()).await;
    assert_eq!(*optional.expect("an answer"), None);
}

#[cfg(feature = "gzip")]
#[tokio::test]
async fn what_follows_compressed_content_is_ignored() {
    for after in [&b"\0\0\0\0\0\0\0\0"[..], b"junk"] {
        let body = [&gzip(OK.as_bytes()), after].concat();
        let fixture = Fixture::new([Reply::new(200, body).header("content-encoding", "gzip")]);
        assert_eq!(end(fixture.join()).await.expect("an answer").result, "ok");
    }
    // Another part is not ignored, and has to be one.
    let body = [&gzip(OK.as_bytes())[..], b"\x1f\x8bjunk"].concat();
    let fixture = Fixture::new([Reply::new(200, body).header("content-encoding", "gzip")]);
    let error = failure(fixture.join()).await;
    assert_eq!(error.kind(), ErrorKind::Decode);
}

#[tokio::test]
async fn an_encoding_that_is_not_decoded_is_named() {
    let fixture = Fixture::new([ok().header("content-encoding", "identity")]);
    end(fixture.join()).await.expect("an answer");
    for encoding in ["deflate", "br, gzip"] {
        let packed = Reply::new(200, "\u{1}packed").header("content-encoding", encoding);
        let fixture = Fixture::new([packed]);
        let error = failure(fixture.join()).await;
        assert_eq!(error.kind(), ErrorKind::Decode);
        let text = format!("its body is encoded as `{encoding}`, which is not decoded");
        assert!(error.to_string().contains(&text), "{error}");
        // Who asked for it may know how.
        let bytes = fixture.client.operation(Method::GET, "/file").call_bytes();
        assert_eq!(&end(bytes).await.expect("an answer")[..], b"\x01packed");
    }
}

#[cfg(feature = "gzip")]
#[tokio::test]
async fn no_encoding_at_all_may_be_named_too() {
    let packed = gzip(OK.as_bytes());
    let packed = Reply::new(200, packed).header("content-encoding", "gzip, identity");
    let fixture = Fixture::new([packed]);
    assert_eq!(end(fixture.join()).await.expect("an answer").result, "ok");
}

fn check_page(error: &Error) {
    assert_eq!(error.kind(), ErrorKind::Decode, "{error:?}");
    assert!(
        error.to_string().contains("found a page of HTML"),
        "{error}"
    );
    assert_eq!(error.status(), Some(StatusCode::OK));
    assert!(error.bytes().is_some_and(|body| body == PAGE));
    assert!(error.may_have_been_processed());
}

#[tokio::test]
async fn a_page_of_a_proxy_is_no_success() {
    let fixture = Fixture::new([page()]);
    let operation = || fixture.client.operation(Method::GET, "/thing");
    check_page(&failure(operation().call_empty()).await);
    let texts = || {
        [
            operation().call_text("text/csv"),
            operation().call_empty().accept_text("text/csv"),
        ]
    };
    for text in texts() {
        check_page(&failure(text).await);
    }
    let files = [
        operation().call_file("application/pdf"),
        operation().call_empty().accept_bytes("application/pdf"),
    ];
    for file in files {
        check_page(&failure(file).await);
    }
}

#[tokio::test]
async fn a_page_that_may_be_asked_for_is_an_answer() {
    let fixture = Fixture::new([page()]);
    let operation = || fixture.client.operation(Method::GET, "/thing");
    for media_type in ["text/html", "application/xhtml+xml", "text/*", "*/*"] {
        let text = end(operation().call_text(media_type)).await;
        assert_eq!(*text.expect(media_type), PAGE);
        let file = end(operation().call_file(media_type)).await;
        assert_eq!(*file.expect(media_type), PAGE);
    }
    let bytes = end(operation().call_bytes()).await;
    assert_eq!(*bytes.expect("nothing is known of it"), PAGE);

    // There are servers that call all that they send HTML.
    for body in ["", "OK"] {
        let fixture = Fixture::new([Reply::new(200, body).header("content-type", "text/html")]);
        let operation = || fixture.client.operation(Method::GET, "/thing");
        end(operation().call_empty()).await.expect("an answer");
        let text = end(operation().call_text("text/plain")).await;
        assert_eq!(*text.expect("an answer"), body);
    }
}

#[tokio::test]
async fn a_file_that_is_not_there_is_no_empty_one() {
    let cases = [
        (200, "x", Some("x")),
        (200, "", Some("")),
        (202, "", None),
        (204, "", None),
        (202, "x", Some("x")),
    ];
    for (status, body, expected) in cases {
        let fixture = Fixture::new([Reply::new(status, body)]);
        let operation = || fixture.client.operation(Method::GET, "/thing");
        for media_type in ["text/csv", "application/octet-stream"] {
            let text = end(operation().call_optional_text(media_type)).await;
            assert_eq!(text.expect("an answer").as_deref(), expected, "{status}");
            let file = end(operation().call_optional_file(media_type)).await;
            let file = file.expect("an answer").into_inner();
            assert_eq!(file.as_deref(), expected.map(str::as_bytes), "{status}");
        }
    }
    let fixture = Fixture::new([page()]);
    let operation = || fixture.client.operation(Method::GET, "/thing");
    check_page(&failure(operation().call_optional_text("text/csv")).await);
    check_page(&failure(operation().call_optional_file("application/pdf")).await);
}

#[tokio::test]
async fn a_key_is_not_shown_in_part_where_a_body_ends() {
    let body = format!("no such key: {KEY}");
    for shown in 8..KEY.len() {
        let part = body.len() - KEY.len() + shown;
        let refusal = Reply::new(404, &body[..part]);
        let fixture = Fixture::with([Reply::new(404, &*body)], |builder| {
            builder.max_response_bytes(part as u64)
        });
        let error = failure(get(&fixture.client, "a")).await;
        assert_eq!(error.bytes().map(Bytes::len), Some(body.len() - KEY.len()));
        // What comes whole is not cut.
        let fixture = Fixture::new([refusal]);
        let error = failure(get(&fixture.client, "a")).await;
        assert_eq!(error.bytes().map(Bytes::len), Some(part));
    }
    let half = format!("{}{KEY}", " ".repeat(KEY.len() - 2));
    let lost = Action::CloseMidBody(Reply::new(404, half));
    let fixture = Fixture::new([lost]);
    let error = failure(get(&fixture.client, "a")).await;
    assert!(error.bytes().is_some_and(|body| body.len() < KEY.len()));
}

#[tokio::test]
async fn what_can_be_read_of_a_list_is() {
    let lists = [
        (
            r#"{"errors":[{"result":"a"},{"other":1},null,{"result":"b"}]}"#,
            2,
        ),
        (r#"{"errors":[],"data":1}"#, 0),
        (r#"{"errors":null}"#, 0),
        (r#"{"errors":{"result":"a"}}"#, 0),
        (r#"[{"result":"a"}]"#, 0),
        (r#"{"errors":[{"result":"a"}"#, 0),
        ("<html>", 0),
    ];
    for (body, expected) in lists {
        let fixture = Fixture::new([Reply::new(400, body.replace("result", "data"))]);
        let error = failure(fixture.join()).await;
        let read = error.items::<Entry>("errors");
        assert_eq!(read.len(), expected, "{body}");
    }
}

#[derive(Debug)]
struct Entry;

impl crate::runtime::json::Decode for Entry {
    fn decode(
        input: &mut crate::runtime::json::Reader<'_>,
    ) -> Result<Self, crate::runtime::json::DecodeError> {
        let value = serde_json::Value::decode(input)?;
        match value.get("data") {
            Some(_) => Ok(Self),
            None => Err(crate::runtime::json::DecodeError::other("data", "nothing")),
        }
    }
}
