//! Idempotency keys: fresh per call, the same over its tries.

use std::collections::BTreeSet;
use std::time::Duration;

use http::Method;
use serde_json::{Value, json};

use crate::conference::{API, Fixture, Join, Joined, end, failure, join, ok};
use crate::runtime::testing::{Mock, Reply as MockReply};
use crate::runtime::{Call, Client, ClientBuilder};
use crate::support::{Action, Reply, Request};

fn body(request: &Request) -> Value {
    serde_json::from_slice(&request.body).expect("JSON")
}

fn command_ids(fixture: &Fixture) -> Vec<Option<String>> {
    let requests = fixture.server.requests();
    let ids = requests
        .iter()
        .map(|request| body(request)["command_id"].as_str().map(str::to_owned));
    ids.collect()
}

#[tokio::test]
async fn a_fresh_key_is_kept_over_all_tries() {
    let fixture = Fixture::new([Reply::new(503, ""), Reply::new(503, ""), ok()]);
    end(join(&fixture.client, "a", &Join::new("x")))
        .await
        .expect("an answer");
    let ids = command_ids(&fixture);
    let id = ids[0].clone().expect("a key");
    assert_eq!(ids, vec![Some(id.clone()); 3]);
    let lengths: Vec<usize> = id.split('-').map(str::len).collect();
    assert_eq!(lengths, [8, 4, 4, 4, 12], "{id}");
    assert!(
        id.chars()
            .all(|digit| matches!(digit, '0'..='9' | 'a'..='f' | '-')),
        "{id}"
    );
    assert_eq!(&id[14..15], "4", "the version of {id}");
    assert!("89ab".contains(&id[19..20]), "the variant of {id}");
    assert_eq!(body(&fixture.server.requests()[0])["call_control_id"], "x");
}

#[tokio::test]
async fn no_two_calls_share_a_key() {
    let mock = Mock::new();
    mock.on(Method::POST, "/join", MockReply::status(204));
    let client = ClientBuilder::new(&API)
        .api_key("k")
        .mock(&mock)
        .build()
        .expect("a client");
    for _ in 0..1000 {
        end(joining(&client).call_empty()).await.expect("an answer");
    }
    let keys: BTreeSet<String> = mock
        .requests()
        .iter()
        .map(|request| request.json().expect("JSON").to_string())
        .collect();
    assert_eq!(keys.len(), 1000);
}

fn joining(client: &Client) -> crate::runtime::Outgoing {
    let operation = client
        .operation(Method::POST, "/join")
        .idempotency_key("command_id", None);
    operation.json(&json!({}))
}

#[tokio::test]
async fn the_callers_key_goes_first() {
    let fixture = Fixture::new([Reply::new(503, ""), ok()]);
    end(fixture.join()).await.expect("an answer");
    assert_eq!(command_ids(&fixture), vec![Some("cmd-1".to_owned()); 2]);

    let fixture = Fixture::new([Reply::new(503, ""), ok()]);
    end(fixture.join().idempotency_key("mine"))
        .await
        .expect("an answer");
    assert_eq!(command_ids(&fixture), vec![Some("mine".to_owned()); 2]);

    let fixture = Fixture::new([Reply::new(503, ""), ok()]);
    let call = fixture.join_without_key().extra_body("command_id", "extra");
    end(call.idempotency_key("mine")).await.expect("an answer");
    assert_eq!(command_ids(&fixture), vec![Some("extra".to_owned()); 2]);
}

#[tokio::test]
async fn without_a_key_a_join_is_not_repeated_after_a_timeout() {
    let fixture = Fixture::with([Action::Hang, ok().into()], |builder| {
        builder.generate_idempotency_keys(false)
    });
    let clock = fixture.clock.clone();
    fixture
        .server
        .when_requests_arrive(1, move || clock.advance(Duration::from_secs(60)));
    let error = failure(join(&fixture.client, "a", &Join::new("x"))).await;
    assert!(error.is_timeout());
    assert_eq!(command_ids(&fixture), [None]);

    let fixture = Fixture::new([Reply::new(503, "")]);
    let call = fixture.join_without_key();
    failure(call.extra_body("command_id", Value::Null)).await;
    failure(fixture.join_without_key().extra_body("other", 1)).await;
    assert_eq!(command_ids(&fixture), [None, None]);
}

#[tokio::test]
async fn an_empty_key_is_sent_but_makes_nothing_safe() {
    let fixture = Fixture::new([Reply::new(503, "")]);
    let call = || join(&fixture.client, "a", &Join::new("x"));
    failure(join(&fixture.client, "a", &Join::new("x").command_id(""))).await;
    failure(call().idempotency_key("")).await;
    failure(call().extra_body("command_id", "")).await;
    assert_eq!(command_ids(&fixture), vec![Some(String::new()); 3]);

    // In a header just so, and where the call takes it away.
    let fixture = Fixture::new([Reply::new(503, "")]);
    let operation = |key| {
        let operation = fixture.client.operation(Method::POST, "/pay");
        operation.idempotency_header("x-once", key)
    };
    let plain = || {
        fixture
            .client
            .operation(Method::POST, "/plain")
            .call_empty()
    };
    failure(operation(Some("")).call_empty()).await;
    failure(operation(None).call_empty().idempotency_key("")).await;
    failure(operation(None).call_empty().header("x-once", "")).await;
    failure(operation(None).call_empty().remove_header("x-once")).await;
    failure(plain().idempotency_key("")).await;
    assert_eq!(fixture.requests(), 5);
}

/// A list has no place for a key.
#[tokio::test]
async fn a_body_without_properties_gets_no_key() {
    let fixture = Fixture::new([Reply::new(503, "")]);
    let operation = fixture.client.operation(Method::POST, "/join");
    let operation = operation.idempotency_key("command_id", None);
    failure(operation.json(&json!([])).call_empty()).await;
    let requests = fixture.server.requests();
    assert_eq!((requests.len(), requests[0].text().as_str()), (1, "[]"));
}

#[tokio::test]
async fn a_key_goes_into_a_header_where_the_operation_says_so_or_nothing() {
    let operation = |fixture: &Fixture, key: Option<&str>| -> Call<Joined> {
        let operation = fixture.client.operation(Method::POST, "/pay");
        operation.idempotency_header("x-once", key).call()
    };
    let headers = |fixture: &Fixture, name| -> Vec<Option<String>> {
        fixture
            .server
            .requests()
            .iter()
            .map(|request| request.header(name))
            .collect()
    };
    let script = || [Reply::new(503, ""), ok()];

    let fixture = Fixture::new(script());
    end(operation(&fixture, None)).await.expect("an answer");
    let fresh = headers(&fixture, "x-once");
    assert!(fresh[0].is_some() && fresh[0] == fresh[1], "{fresh:?}");

    let fixture = Fixture::new(script());
    end(operation(&fixture, Some("theirs")))
        .await
        .expect("an answer");
    assert_eq!(
        headers(&fixture, "x-once"),
        vec![Some("theirs".to_owned()); 2]
    );

    let fixture = Fixture::new(script());
    failure(operation(&fixture, None).generate_idempotency_keys(false)).await;
    assert_eq!(headers(&fixture, "x-once"), [None]);

    // An operation that names no place for a key.
    let fixture = Fixture::new(script());
    let plain = || {
        fixture
            .client
            .operation(Method::POST, "/plain")
            .call::<Joined>()
    };
    failure(plain()).await;
    end(plain().idempotency_key("mine"))
        .await
        .expect("an answer");
    assert_eq!(
        headers(&fixture, "idempotency-key"),
        [None, Some("mine".to_owned())]
    );
}

#[tokio::test]
async fn a_key_that_the_caller_sends_as_a_header_makes_a_retry_safe() {
    let fixture = Fixture::new([Reply::new(503, "")]);
    let call = || fixture.client.request(Method::POST, "/things").call_empty();
    assert_eq!(failure(call()).await.attempts(), 1);
    let fixture = Fixture::new([Reply::new(503, ""), ok()]);
    let call = fixture.client.request(Method::POST, "/things");
    let keyed = call.call_empty().header("idempotency-key", "mine");
    end(keyed).await.expect("an answer");
    assert_eq!(fixture.requests(), 2);
}

#[tokio::test]
async fn what_is_safe_or_may_be_done_twice_is_repeated_without_a_key() {
    let repeated = ["GET", "HEAD", "OPTIONS", "TRACE", "QUERY", "PUT", "DELETE"];
    for (methods, attempts) in [(&repeated[..], 2), (&["POST", "PATCH", "LINK"][..], 1)] {
        for method in methods {
            let fixture = Fixture::new([Reply::new(503, ""), ok()]);
            let parsed = Method::from_bytes(method.as_bytes()).expect("a method");
            let call = fixture.client.request(parsed, "/things").call_empty();
            let told = match end(call).await {
                Ok(response) => response.attempts(),
                Err(error) => error.attempts(),
            };
            assert_eq!(told, attempts, "{method}");
        }
    }
}
