//! The idempotency key of a join: its `command_id`.

use std::collections::BTreeSet;

use serde_json::Value;
use telnyx_conferences::types::JoinConferenceRequest;
use telnyx_conferences::{Client, Options};
use tests::support::{Reply, Request, Server};

use crate::sent;

#[tokio::test]
async fn no_two_calls_share_a_key() {
    let server = sent::server();
    let first = sent::client(&server);
    let clients = [
        first.clone(),
        first.with_options(Options::new().max_retries(0)),
        sent::client(&server),
        first,
    ];
    let request = JoinConferenceRequest::new("leg");
    let join = |client: &Client| client.conferences().actions().join("id", request.clone());
    let calls: Vec<_> = clients.iter().cycle().take(100).map(join).collect();
    let running = calls.into_iter().map(|call| tokio::spawn(call.send()));
    for call in running.collect::<Vec<_>>() {
        call.await.expect("no panic").expect("an answer");
    }
    let keys: BTreeSet<String> = server.requests().iter().filter_map(key).collect();
    assert_eq!(keys.len(), 100);
    for key in &keys {
        sent::assert_random_uuid(key);
    }
}

#[tokio::test]
async fn all_tries_of_a_call_have_the_same_key() {
    let busy = || Reply::new(503, "").header("retry-after-ms", "1");
    let server = Server::start([busy(), busy(), Reply::new(200, sent::ACCEPTED)]);
    let client = sent::client(&server);
    let request = JoinConferenceRequest::new("leg");
    let call = client.conferences().actions().join("id", request);
    call.await.expect("an answer");
    let keys: Vec<Option<String>> = server.requests().iter().map(key).collect();
    assert_eq!(keys.len(), 3);
    assert!(
        keys[0].is_some() && keys.iter().all(|key| *key == keys[0]),
        "{keys:?}"
    );
}

#[tokio::test]
async fn a_key_that_is_given_is_sent_as_it_is() {
    for given in [
        "891510ac-f3e4-11e8-af5b-de00688a4901",
        "x",
        " x ",
        "",
        "zażółć \"🎉\"\n",
    ] {
        let server = sent::server();
        let request = JoinConferenceRequest::new("leg").command_id(given);
        let client = sent::client(&server);
        let call = client.conferences().actions().join("id", request);
        call.await.expect("an answer");
        assert_eq!(key(&sent::only(&server)).as_deref(), Some(given));
    }
}

#[tokio::test]
async fn the_nearest_key_wins() {
    let server = sent::server();
    let client = sent::client(&server);
    let join = || {
        let request = JoinConferenceRequest::new("leg").command_id("of the body");
        client.conferences().actions().join("id", request)
    };
    join()
        .idempotency_key("of the call")
        .await
        .expect("an answer");
    let call = join().idempotency_key("of the call");
    call.extra_body("command_id", "extra")
        .await
        .expect("an answer");
    join()
        .extra_body("command_id", Value::Null)
        .await
        .expect("an answer");
    let bodies: Vec<String> = server.requests().iter().map(Request::text).collect();
    assert_eq!(
        bodies,
        [
            r#"{"call_control_id":"leg","command_id":"of the call"}"#,
            r#"{"call_control_id":"leg","command_id":"extra"}"#,
            r#"{"call_control_id":"leg","command_id":null}"#,
        ]
    );
}

#[tokio::test]
async fn switched_off_there_is_none() {
    let server = sent::server();
    let off = sent::client(&server).with_options(Options::new().generate_idempotency_keys(false));
    let join = || {
        let request = JoinConferenceRequest::new("leg");
        off.conferences().actions().join("id", request)
    };
    join().await.expect("an answer");
    join()
        .generate_idempotency_keys(true)
        .await
        .expect("an answer");
    let keys: Vec<Option<String>> = server.requests().iter().map(key).collect();
    assert!(keys[0].is_none() && keys[1].is_some(), "{keys:?}");
}

fn key(request: &Request) -> Option<String> {
    let body: Value = serde_json::from_slice(&request.body).expect("a body of JSON");
    body["command_id"].as_str().map(str::to_owned)
}
