//! Answers, good and bad: what becomes of each.

use bytes::Bytes;
use http::StatusCode;

use crate::conference::{Fixture, Joined, OK, REFUSED, end, failure, get, ok};
use crate::runtime::json::Decode;
use crate::runtime::{Error, ErrorKind};
#[cfg(feature = "gzip")]
use crate::support::action::gzip;
use crate::support::{Action, Framing, Reply};

#[tokio::test]
async fn an_answer_derefs_to_its_value_and_tells_the_rest() {
    let fixture = Fixture::new([ok().header("x-request-id", "req_1").header("x-other", "y")]);
    let response = end(fixture.join()).await.expect("an answer");
    assert_eq!(response.result, "ok");
    assert_eq!(response.status(), StatusCode::OK);
    assert_eq!(response.request_id(), Some("req_1"));
    assert_eq!(response.headers()["x-other"], "y");
    assert_eq!(response.attempts(), 1);
    assert_eq!(&response.bytes()[..], OK.as_bytes());
    let value: Joined = response.into_inner();
    assert_eq!(value.result, "ok");
}

#[tokio::test]
async fn json_is_read_whatever_its_type_status_or_framing() {
    let answers = [
        ok(),
        Reply::new(201, OK),
        Reply::new(299, OK),
        ok().no_content_type(),
        ok().header("content-type", "text/plain"),
        ok().header("content-type", "application/vnd.api+json; charset=utf-8"),
        ok().framing(Framing::Chunked),
        ok().framing(Framing::UntilClose),
        Reply::new(200, format!(" \r\n{OK}\n")),
        Reply::new(
            200,
            r#"{"data":{"result":"ok","new":{"a":[1]}},"meta":null}"#,
        ),
    ];
    for answer in answers {
        let name = format!("{answer:?}");
        let fixture = Fixture::new([answer]);
        let response = end(fixture.join()).await;
        assert_eq!(response.expect(&name).result, "ok", "{name}");
        assert_eq!(fixture.requests(), 1);
    }
}

#[tokio::test]
async fn what_cannot_be_read_is_an_error_that_keeps_it() {
    let cases: [(&[u8], &str); 8] = [
        (b"", "200 OK, but its body is empty"),
        (b"<html>Login</html>", "expected an object, found `<`"),
        (b"{\"data\":{\"result\":\"o", "`/data/result`"),
        (
            b"{\"data\":{\"result\":null}}",
            "`/data/result`: expected a string, found null",
        ),
        (
            b"{\"data\":null}",
            "`/data`: expected an object, found null",
        ),
        (b"{}", "`/data`"),
        (b"[1,2]", "expected an object, found an array"),
        (b"{\"data\":{\"result\":\"\xff\"}}", "invalid UTF-8"),
    ];
    for (body, expected) in cases {
        let fixture = Fixture::new([Reply::new(200, body)]);
        let error = failure(fixture.join()).await;
        let text = error.to_string();
        assert_eq!(error.kind(), ErrorKind::Decode, "{text}");
        assert!(
            text.starts_with("POST /conferences/{id}/actions/join: 200 OK"),
            "{text}"
        );
        assert!(text.contains(expected), "{text}");
        assert_eq!(error.status(), Some(StatusCode::OK));
        assert_eq!(error.bytes().map(|bytes| &bytes[..]), Some(body));
        assert!(error.decode_error().is_some());
        assert!(error.may_have_been_processed());
        assert_eq!(fixture.requests(), 1, "a 2xx is never repeated");
    }
}

#[tokio::test]
async fn a_success_that_is_none_in_its_words_tells_them() {
    let body = r#"{"ok":false,"errors":[{"detail":"channel_not_found"}]}"#;
    let fixture = Fixture::new([Reply::new(200, body)]);
    let error = failure(fixture.join()).await;
    let text = error.to_string();
    assert!(text.contains("`/data`"), "{text}");
    assert!(
        text.ends_with("; the server says: channel_not_found"),
        "{text}"
    );
    assert_eq!(error.message(), Some("channel_not_found"));
    // A text that is no error is what was asked for.
    let fixture = Fixture::new([Reply::new(200, r#"{"message":"private"}"#)]);
    let error = failure(fixture.join()).await;
    assert!(
        !format!("{error} {error:?}").contains("private"),
        "{error:?}"
    );
    assert_eq!(error.message(), None);
}

#[tokio::test]
async fn an_empty_answer_is_an_error_only_where_a_value_is_required() {
    let fixture = Fixture::new([Reply::new(204, "")]);
    let operation = || fixture.client.operation(http::Method::GET, "/thing");
    let error = failure(operation().call::<Joined>()).await;
    assert_eq!(error.kind(), ErrorKind::Decode);
    assert_eq!(error.status(), Some(StatusCode::NO_CONTENT));
    let optional = end(operation().call_optional::<Joined>())
        .await
        .expect("an answer");
    assert_eq!(*optional, None);
    end(operation().call_empty()).await.expect("an answer");
    let bytes = end(operation().call_bytes()).await.expect("an answer");
    assert!(bytes.is_empty());

    let fixture = Fixture::new([ok()]);
    let operation = || fixture.client.operation(http::Method::GET, "/thing");
    let optional = end(operation().call_optional::<Joined>())
        .await
        .expect("an answer");
    assert_eq!(
        optional
            .as_ref()
            .as_ref()
            .map(|joined| joined.result.as_str()),
        Some("ok")
    );
    end(operation().call_empty()).await.expect("an answer");
    let bytes = end(operation().call_bytes()).await.expect("an answer");
    assert_eq!(&bytes[..], OK.as_bytes());
}

#[tokio::test]
async fn a_refusal_tells_status_message_and_body() {
    let fixture = Fixture::new([Reply::new(422, REFUSED).header("x-request-id", "req_422")]);
    let error = failure(fixture.join()).await;
    assert_eq!(
        error.to_string(),
        "POST /conferences/{id}/actions/join: 422 Unprocessable Entity: \
         call_control_id is not valid (request id req_422)"
    );
    assert!(error.is_status());
    assert_eq!(error.status(), Some(StatusCode::UNPROCESSABLE_ENTITY));
    assert_eq!(error.request_id(), Some("req_422"));
    assert_eq!(error.message(), Some("call_control_id is not valid"));
    assert_eq!(error.headers().expect("headers")["x-request-id"], "req_422");
    assert_eq!(error.body::<Codes>(), Some(Codes(vec!["90015".to_owned()])));
    assert_eq!(error.attempts(), 1);
    assert_eq!(error.method(), Some(&http::Method::POST));
    assert_eq!(
        error.path_template(),
        Some("/conferences/{id}/actions/join")
    );
    assert!(!error.may_have_been_processed());
    assert_eq!(fixture.requests(), 1);
}

/// The codes of the errors in a body, as a generated type would be read.
#[derive(Debug, PartialEq)]
struct Codes(Vec<String>);

impl Decode for Codes {
    fn decode(
        input: &mut crate::runtime::json::Reader<'_>,
    ) -> Result<Self, crate::runtime::json::DecodeError> {
        let value = serde_json::Value::decode(input)?;
        let errors = value["errors"].as_array().cloned().unwrap_or_default();
        let code = |error: &serde_json::Value| error["code"].as_str().unwrap_or("?").to_owned();
        Ok(Self(errors.iter().map(code).collect()))
    }
}

#[tokio::test]
async fn a_refusal_in_another_shape_is_told_as_it_is() {
    let cases = [
        ("<html>Bad</html>", "400 Bad Request"),
        ("", "400 Bad Request"),
        (r#"{"message":"boom"}"#, "400 Bad Request: boom"),
        (
            r#"{"errors":[{"title":"A","detail":" "}]}"#,
            "400 Bad Request: A",
        ),
        (r#"{"message":"two\nlines"}"#, "400 Bad Request: two lines"),
        (r#"{"message":7}"#, "400 Bad Request"),
    ];
    for (body, expected) in cases {
        let fixture = Fixture::new([Reply::new(400, body)]);
        let error = failure(fixture.join()).await;
        let expected = format!("POST /conferences/{{id}}/actions/join: {expected}");
        assert_eq!(error.to_string(), expected);
        assert_eq!(error.bytes().map(|bytes| &bytes[..]), Some(body.as_bytes()));
    }
}

#[tokio::test]
async fn a_long_message_is_cut() {
    let body = format!(r#"{{"message":"{}"}}"#, "é".repeat(5000));
    let fixture = Fixture::new([Reply::new(400, body)]);
    let error = failure(fixture.join()).await;
    assert_eq!(error.message().map(|text| text.chars().count()), Some(301));
}

#[tokio::test]
async fn a_redirect_is_an_error_with_its_location() {
    for status in [301, 302, 303, 307, 308] {
        let elsewhere = Fixture::new([ok()]);
        let location = elsewhere.server.url("/stolen?key=1");
        let fixture = Fixture::new([Reply::new(status, "").header("location", &location)]);
        let error = failure(fixture.join()).await;
        assert_eq!(error.kind(), ErrorKind::Redirect);
        assert_eq!(error.location(), Some(location.as_str()));
        assert_eq!(error.status().map(|status| status.as_u16()), Some(status));
        assert!(!error.to_string().contains("stolen"), "{error}");
        assert_eq!((fixture.requests(), elsewhere.server.connections()), (1, 0));
    }
    let fixture = Fixture::new([Reply::new(307, "")]);
    let error = failure(fixture.join()).await;
    assert_eq!(
        (error.kind(), error.location()),
        (ErrorKind::Redirect, None)
    );
}

#[tokio::test]
async fn a_body_lost_on_the_way_is_an_error_of_the_connection() {
    let cases = [
        Action::ResetMidBody(ok()),
        Action::CloseMidBody(ok()),
        Action::CloseMidBody(ok().framing(Framing::Chunked)),
        // `reqwest` takes this one for a failure to decode.
        Action::CloseMidBody(Reply::new(200, OK.repeat(2000)).gzip()),
    ];
    for case in cases {
        let fixture = Fixture::new([case.clone(), ok().into()]);
        let error = failure(fixture.join()).await;
        assert_eq!(error.kind(), ErrorKind::Io, "{case:?} {error:?}");
        assert_eq!(error.status(), Some(StatusCode::OK));
        assert!(std::error::Error::source(&error).is_some());
        assert_eq!(fixture.requests(), 1, "a 2xx is never repeated");
    }
}

#[tokio::test]
async fn a_refusal_whose_body_is_lost_is_still_that_refusal() {
    let fixture = Fixture::new([Action::ResetMidBody(Reply::new(400, REFUSED))]);
    let error = failure(fixture.join()).await;
    assert_eq!(error.status(), Some(StatusCode::BAD_REQUEST));
    assert!(error.is_status());
    assert!(
        std::error::Error::source(&error).is_some(),
        "it says that the body was lost"
    );
    assert_eq!(fixture.requests(), 1);

    let fixture = Fixture::new([Action::ResetMidBody(Reply::new(500, REFUSED)), ok().into()]);
    assert_eq!(end(fixture.join()).await.expect("an answer").attempts(), 2);
}

#[cfg(feature = "gzip")]
#[tokio::test]
async fn gzip_is_asked_for_and_decoded() {
    let compressed = [gzip(&OK.as_bytes()[..7]), gzip(&OK.as_bytes()[7..])].concat();
    let cases = [
        ok().gzip(),
        ok().gzip().framing(Framing::Chunked),
        Reply::new(200, compressed).header("content-encoding", "X-GZIP"),
    ];
    for case in cases {
        let fixture = Fixture::new([case]);
        let response = end(fixture.join()).await.expect("an answer");
        assert_eq!(&response.bytes()[..], OK.as_bytes());
        let asked = fixture.server.requests()[0].header("accept-encoding");
        assert_eq!(asked.as_deref(), Some("gzip"));
    }
    let fixture = Fixture::new([Reply::new(422, REFUSED).gzip()]);
    let error = failure(fixture.join()).await;
    assert_eq!(error.message(), Some("call_control_id is not valid"));
}

#[cfg(feature = "gzip")]
#[tokio::test]
async fn broken_compression_is_a_body_that_cannot_be_read() {
    let whole = gzip(OK.as_bytes());
    for body in [&whole[..whole.len() - 3], &whole[..12], b"not gzip at all"] {
        let fixture = Fixture::new([Reply::new(200, body).header("content-encoding", "gzip")]);
        let error = failure(fixture.join()).await;
        assert_eq!(error.kind(), ErrorKind::Decode, "{error:?}");
        assert_eq!(fixture.requests(), 1);
    }
}

#[tokio::test]
async fn a_body_may_have_as_many_bytes_as_allowed_and_no_more() {
    let size = OK.len() as u64;
    let cases = [
        ok(),
        ok().framing(Framing::Chunked),
        ok().framing(Framing::UntilClose),
        #[cfg(feature = "gzip")]
        ok().gzip(),
    ];
    for case in cases {
        let fixture = Fixture::new([case.clone()]);
        end(fixture.join().max_response_bytes(size))
            .await
            .expect("just enough");
        let error = failure(fixture.join().max_response_bytes(size - 1)).await;
        assert_eq!(error.kind(), ErrorKind::TooLarge, "{case:?}");
        assert_eq!(error.status(), Some(StatusCode::OK));
        assert_eq!(
            error.bytes().map(|bytes| bytes.len() as u64),
            Some(size - 1)
        );
        assert_eq!(fixture.requests(), 2, "a 2xx is never repeated");
    }
}

#[cfg(feature = "gzip")]
#[tokio::test]
async fn a_small_body_cannot_become_a_huge_one() {
    let bomb = vec![b' '; 5 << 20];
    let fixture = Fixture::with([Reply::new(200, bomb).gzip()], |builder| {
        builder.max_response_bytes(100_000)
    });
    let error = failure(fixture.join()).await;
    assert_eq!(error.kind(), ErrorKind::TooLarge);
    assert_eq!(error.bytes().map(Bytes::len), Some(100_000));
}

#[tokio::test]
async fn a_refusal_too_large_to_hold_is_still_that_refusal() {
    let fixture = Fixture::with([Reply::new(404, "x".repeat(5000))], |builder| {
        builder.max_response_bytes(1000)
    });
    let error = failure(fixture.join()).await;
    assert_eq!(error.status(), Some(StatusCode::NOT_FOUND));
    assert!(error.is_status());
    assert_eq!(error.bytes().map(Bytes::len), Some(1000));
}

#[tokio::test]
async fn connections_are_kept_and_shared_with_derived_clients() {
    let fixture = Fixture::new([ok()]);
    let derived = fixture
        .client
        .with_options(crate::runtime::Options::new().max_retries(7));
    for client in [&fixture.client, &derived, &fixture.client.clone()] {
        end(get(client, "a")).await.expect("an answer");
    }
    assert_eq!((fixture.requests(), fixture.server.connections()), (3, 1));
}

#[test]
fn an_error_is_small_and_can_go_anywhere() {
    fn goes_anywhere<T: Send + Sync + 'static>() {}
    goes_anywhere::<Error>();
    goes_anywhere::<crate::runtime::Client>();
    goes_anywhere::<crate::runtime::Outgoing>();
    goes_anywhere::<crate::runtime::Call<()>>();
    assert!(size_of::<Error>() <= 2 * size_of::<usize>());
}

#[tokio::test]
async fn what_nobody_looks_at_never_fails() {
    let deep = format!("{}{}", "[".repeat(1000), "]".repeat(1000));
    for unknown in [r#""cut \ud83d""#, r#"{"\udd11":[{}]}"#, &*deep] {
        let body = format!(r#"{{"data":{{"result":"ok","more":{unknown}}},"preview":{unknown}}}"#);
        let fixture = Fixture::new([Reply::new(200, body)]);
        let answer = end(fixture.join()).await.expect("an answer");
        assert_eq!(answer.result, "ok");
    }
}
