//! What a request looks like on the wire.

use http::Method;
use serde_json::json;

use crate::conference::{Fixture, Join, KEY, end, failure, join, ok};
use crate::runtime::json::Violation;
use crate::runtime::{Error, ErrorKind, Options};
use crate::support::{Request, Server};

fn last(server: &Server) -> Request {
    server.requests().pop().expect("a request")
}

#[tokio::test]
async fn a_request_says_who_sends_it_and_what() {
    let fixture = Fixture::new([ok()]);
    end(fixture.join()).await.expect("an answer");
    let request = last(&fixture.server);
    assert_eq!(request.method, "POST");
    assert_eq!(request.target, "/v2/conferences/weekly/actions/join");
    assert_eq!(
        request.text(),
        r#"{"call_control_id":"v3:abc","command_id":"cmd-1"}"#
    );
    let bearer = format!("Bearer {KEY}");
    let expected = [
        ("accept", "application/json"),
        ("content-type", "application/json"),
        ("user-agent", "conferences/1.2.3"),
        ("authorization", &bearer),
        ("x-retry-count", "0"),
    ];
    for (name, value) in expected {
        assert_eq!(request.header(name).as_deref(), Some(value), "{name}");
    }
}

#[tokio::test]
async fn a_request_without_a_body_has_no_content_type() {
    let fixture = Fixture::new([ok()]);
    end(crate::conference::get(&fixture.client, "a"))
        .await
        .expect("an answer");
    let request = last(&fixture.server);
    assert_eq!(
        (request.header("content-type"), request.body.len()),
        (None, 0)
    );
}

#[tokio::test]
async fn that_there_is_no_body_is_said_where_there_could_be_one() {
    let fixture = Fixture::new([ok()]);
    let cases = [
        (Method::POST, true),
        (Method::PUT, true),
        (Method::PATCH, true),
        (Method::GET, false),
        (Method::HEAD, false),
        (Method::DELETE, false),
    ];
    for (method, is_said) in cases {
        let outgoing = fixture.client.operation(method.clone(), "/thing");
        end(outgoing.call_empty()).await.expect("an answer");
        let head = last(&fixture.server).head;
        let lines = head
            .lines()
            .filter(|line| line.starts_with("content-length"));
        let lines: Vec<&str> = lines.collect();
        let expected: &[&str] = if is_said { &["content-length: 0"] } else { &[] };
        assert_eq!(lines, expected, "{method}");
        assert!(!head.contains("transfer-encoding"), "{head}");
    }
    let with_body = fixture.client.operation(Method::POST, "/thing");
    let with_body = with_body.body("text/plain", "four");
    end(with_body.call_empty()).await.expect("an answer");
    let length = last(&fixture.server).header("content-length");
    assert_eq!(length.as_deref(), Some("4"));
}

#[tokio::test]
async fn a_url_that_no_request_can_have_is_refused_once() {
    let fixture = Fixture::new([ok()]);
    let error = failure(fixture.join().query("a", "x".repeat(66_000))).await;
    assert_eq!(error.kind(), ErrorKind::InvalidRequest);
    let text = error.to_string();
    assert!(text.contains("the transport cannot send it: "), "{text}");
    assert!(text.len() < 200, "{text}");
    assert_eq!(
        (error.attempts(), error.may_have_been_processed()),
        (1, false)
    );
    assert_eq!((fixture.requests(), fixture.delays()), (0, vec![]));
}

#[tokio::test]
async fn a_path_parameter_stays_one_segment() {
    let cases = [
        ("id", "id"),
        ("a b", "a%20b"),
        (" id ", "%20id%20"),
        ("a/b", "a%2Fb"),
        ("../../v1/admin", "..%2F..%2Fv1%2Fadmin"),
        ("...", "..."),
        (".%2e", ".%252e"),
        ("100%", "100%25"),
        ("a%2Fb", "a%252Fb"),
        ("a?b=c", "a%3Fb=c"),
        ("a#b", "a%23b"),
        ("a&b=c", "a&b=c"),
        ("a+b", "a+b"),
        ("a;b,c", "a;b,c"),
        ("v3:abc@def", "v3:abc@def"),
        ("!$&'()*+,;=:@-._~", "!$&'()*+,;=:@-._~"),
        (
            "a\\b|c^d`e{f}\"<>[]",
            "a%5Cb%7Cc%5Ed%60e%7Bf%7D%22%3C%3E%5B%5D",
        ),
        ("{id}", "%7Bid%7D"),
        ("日本", "%E6%97%A5%E6%9C%AC"),
        ("a\n\t\0\u{7f}b", "a%0A%09%00%7Fb"),
        (" ", "%20"),
        ("//evil.example", "%2F%2Fevil.example"),
    ];
    let fixture = Fixture::new([ok()]);
    for (id, segment) in cases {
        end(join(&fixture.client, id, &Join::new("x")))
            .await
            .expect("an answer");
        let target = format!("/v2/conferences/{segment}/actions/join");
        assert_eq!(last(&fixture.server).target, target);
    }
}

/// The parameters that an error has violations of.
fn at_fault(error: &Error) -> Vec<&str> {
    let violations = error.violations().iter();
    violations.filter_map(Violation::parameter).collect()
}

#[tokio::test]
async fn a_path_parameter_that_leads_elsewhere_is_refused() {
    let fixture = Fixture::new([ok()]);
    for id in ["", ".", ".."] {
        let error = failure(join(&fixture.client, id, &Join::new("x"))).await;
        assert_eq!(error.kind(), ErrorKind::InvalidRequest);
        assert!(
            error
                .to_string()
                .contains("path parameter `id` must not be"),
            "{error}"
        );
        assert_eq!(at_fault(&error), ["id"], "{error}");
        // Switching validation off does not lead elsewhere either.
        let error = failure(join(&fixture.client, id, &Join::new("x")).validate(false)).await;
        assert_eq!(at_fault(&error), ["id"], "{error}");
    }
    let dots = fixture
        .client
        .operation(Method::GET, "/a/{x}{y}/b")
        .path("x", "..")
        .path("y", ".");
    failure(dots.call_empty()).await;
    let dots = fixture
        .client
        .operation(Method::GET, "/a/.{x}")
        .path("x", ".x");
    end(dots.call_empty()).await.expect("an answer");
    let missing = failure(fixture.client.operation(Method::GET, "/a/{x}").call_empty()).await;
    assert!(
        missing
            .to_string()
            .contains("path parameter `x` is missing"),
        "{missing}"
    );
    assert_eq!(fixture.requests(), 1);
}

#[tokio::test]
async fn parameters_inside_a_segment_and_more_than_once_are_filled_in() {
    let fixture = Fixture::new([ok()]);
    let call = fixture
        .client
        .operation(Method::GET, "/{id}/v{major}.{minor}/{id}.json")
        .path("minor", "2")
        .path("id", "a/b")
        .path("major", "1");
    end(call.call_empty()).await.expect("an answer");
    assert_eq!(last(&fixture.server).target, "/v2/a%2Fb/v1.2/a%2Fb.json");
}

#[tokio::test]
async fn a_query_is_encoded_whole() {
    let fixture = Fixture::new([ok()]);
    let call = fixture
        .client
        .operation(Method::GET, "/list")
        .query("page[number]", "2");
    let call = call
        .query("filter", "a,b")
        .call_empty()
        .query("a", "1 2")
        .query("e", "");
    end(call.query("u", "ż&=+/?#%'")).await.expect("an answer");
    assert_eq!(
        last(&fixture.server).target,
        "/v2/list?page%5Bnumber%5D=2&filter=a%2Cb&a=1%202&e=&u=%C5%BC%26%3D%2B%2F%3F%23%25%27"
    );
}

#[tokio::test]
async fn headers_lie_in_layers_and_can_be_taken_away() {
    let fixture = Fixture::with([ok()], |builder| {
        builder
            .header("X-Team", "blue")
            .header("x-env", "prod")
            .header("x-gone", "1")
            .header("content-type", "client/loses-to-the-body")
            .remove_header("user-agent")
    });
    let call = fixture
        .join()
        .header("X-ENV", "test")
        .header("Accept", "application/vnd.test+json")
        .header("authorization", "Bearer OTHER")
        .remove_header("X-Gone")
        .remove_header("x-retry-count");
    end(call).await.expect("an answer");
    let request = last(&fixture.server);
    let expected = [
        ("x-team", Some("blue")),
        ("x-env", Some("test")),
        ("x-gone", None),
        ("user-agent", None),
        ("accept", Some("application/vnd.test+json")),
        ("authorization", Some("Bearer OTHER")),
        ("content-type", Some("application/json")),
        ("x-retry-count", None),
    ];
    for (name, value) in expected {
        assert_eq!(request.header(name).as_deref(), value, "{name}");
    }
    let derived = fixture
        .client
        .with_options(Options::new().header("x-env", "derived"));
    end(join(&derived, "a", &Join::new("x")))
        .await
        .expect("an answer");
    let request = last(&fixture.server);
    assert_eq!(request.header("x-env").as_deref(), Some("derived"));
    assert_eq!(request.header("x-team").as_deref(), Some("blue"));
    end(fixture
        .join()
        .header("content-type", "application/vnd.api+json"))
    .await
    .expect("an answer");
    let content_type = last(&fixture.server).header("content-type");
    assert_eq!(content_type.as_deref(), Some("application/vnd.api+json"));
}

#[tokio::test]
async fn a_header_that_is_none_is_refused_before_sending() {
    let fixture = Fixture::new([ok()]);
    let calls = [
        fixture.join().header("X-Custom", "日本"),
        fixture.join().header("X-Custom", "a\r\nx-evil: 1"),
        fixture.join().header("bad name", "x"),
        fixture.join().header("Content-Length", "1"),
        fixture.join().header("transfer-encoding", "chunked"),
        fixture.join().remove_header("bad name"),
    ];
    for call in calls {
        let error = failure(call).await;
        assert_eq!(error.kind(), ErrorKind::InvalidRequest);
        assert!(!error.to_string().contains("evil"), "{error}");
    }
    let derived = fixture
        .client
        .with_options(Options::new().header("x", "\n"));
    let error = failure(join(&derived, "a", &Join::new("x"))).await;
    assert_eq!(error.kind(), ErrorKind::InvalidRequest);
    assert_eq!(fixture.server.connections(), 0);
}

#[tokio::test]
async fn extra_properties_win_over_known_ones() {
    let fixture = Fixture::new([ok()]);
    let call = fixture
        .join()
        .extra_body("new \"field\"", json!({ "a": [1, 2.5, null] }))
        .extra_body("call_control_id", 7)
        .extra_body("twice", 1)
        .extra_body("twice", 2);
    end(call).await.expect("an answer");
    assert_eq!(
        last(&fixture.server).text(),
        r#"{"call_control_id":7,"command_id":"cmd-1","new \"field\"":{"a":[1,2.5,null]},"twice":2}"#
    );
    let none = fixture
        .client
        .operation(Method::POST, "/thing")
        .call_empty()
        .extra_body("a", true);
    end(none).await.expect("an answer");
    let request = last(&fixture.server);
    assert_eq!(request.text(), r#"{"a":true}"#);
    assert_eq!(
        request.header("content-type").as_deref(),
        Some("application/json")
    );

    let array = fixture
        .client
        .operation(Method::POST, "/thing")
        .json(&vec![1_i32]);
    let error = failure(array.call_empty().extra_body("a", true)).await;
    assert_eq!(error.kind(), ErrorKind::InvalidRequest);
}

#[tokio::test]
async fn other_bodies_are_sent_as_they_are() {
    let fixture = Fixture::new([ok()]);
    let call = fixture
        .client
        .operation(Method::PUT, "/blob")
        .body("audio/wav", vec![0, 255, 1]);
    end(call.call_bytes()).await.expect("an answer");
    let request = last(&fixture.server);
    assert_eq!(request.body, [0, 255, 1]);
    assert_eq!(request.header("content-type").as_deref(), Some("audio/wav"));
    assert_eq!(request.header("accept").as_deref(), Some("*/*"));
}

#[tokio::test]
async fn an_endpoint_without_a_method_has_the_same_credentials_retries_and_errors() {
    let fixture = Fixture::new([crate::support::Reply::new(429, ""), ok()]);
    let request = fixture
        .client
        .request(Method::POST, "/calls/{id}/actions/dance");
    let answer = request
        .path("id", "a/b")
        .query("x", "1")
        .json(&json!({ "style": "tango" }));
    let answer = answer.await.expect("an answer");
    assert_eq!(answer["data"]["result"], "ok");
    assert_eq!(answer.attempts(), 2);
    let request = last(&fixture.server);
    assert_eq!(request.target, "/v2/calls/a%2Fb/actions/dance?x=1");
    assert_eq!(request.text(), r#"{"style":"tango"}"#);
    assert_eq!(
        request.header("authorization"),
        Some(format!("Bearer {KEY}"))
    );

    let bytes = fixture.client.request(Method::GET, "/raw").call_bytes();
    assert_eq!(
        &end(bytes).await.expect("an answer")[..],
        crate::conference::OK.as_bytes()
    );

    let fixture = Fixture::new([crate::support::Reply::new(204, "")]);
    let nothing = fixture
        .client
        .request(Method::DELETE, "/thing")
        .await
        .expect("an answer");
    assert!(nothing.is_null());
    let fixture = Fixture::new([crate::support::Reply::new(404, r#"{"message":"no"}"#)]);
    let error = fixture
        .client
        .request(Method::GET, "/thing")
        .await
        .expect_err("an error");
    assert_eq!(error.to_string(), "GET /thing: 404 Not Found: no");
}

#[tokio::test]
async fn a_path_of_ones_own_cannot_lead_elsewhere() {
    let fixture = Fixture::new([ok()]);
    for path in [
        "thing",
        "",
        "/a/../b",
        "/a/%2E%2e/b",
        "/a/./b",
        "/a?b=c",
        "/a#b",
        "/a b",
        "/a\\..\\b",
        "/a/{id}",
    ] {
        let error = fixture
            .client
            .request(Method::GET, path)
            .await
            .expect_err(path);
        assert_eq!(error.kind(), ErrorKind::InvalidRequest, "{path}");
    }
    assert_eq!(fixture.server.connections(), 0);
    fixture
        .client
        .request(Method::GET, "/a%20b/c:d")
        .await
        .expect("an answer");
    assert_eq!(last(&fixture.server).target, "/v2/a%20b/c:d");
}

#[tokio::test]
async fn a_base_url_needs_no_path() {
    let fixture = Fixture::new([ok()]);
    for slash in ["", "/"] {
        let client = crate::runtime::ClientBuilder::new(&crate::conference::API)
            .api_key(" KEY with space \n")
            .base_url(fixture.server.url(slash))
            .build()
            .expect("a client");
        end(crate::conference::get(&client, "a"))
            .await
            .expect("an answer");
        let request = last(&fixture.server);
        assert_eq!(request.target, "/conferences/a");
        assert_eq!(
            request.header("authorization").as_deref(),
            Some("Bearer KEY with space")
        );
    }
}

#[tokio::test]
async fn an_operation_that_asks_for_no_credentials_gets_none() {
    let fixture = Fixture::new([ok(), ok()]);
    let operation = || fixture.client.operation(Method::GET, "/status");
    end(operation().without_credential().call_empty())
        .await
        .expect("an answer");
    assert_eq!(last(&fixture.server).header("authorization"), None);
    end(operation().call_empty()).await.expect("an answer");
    assert_eq!(
        last(&fixture.server).header("authorization"),
        Some(format!("Bearer {KEY}"))
    );
}
