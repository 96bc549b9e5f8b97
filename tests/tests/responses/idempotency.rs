//! A join is not done twice: its `command_id` is the same in all tries, or there is one try only.

use std::time::Duration;

use telnyx_conferences::types::JoinConferenceRequest;
use telnyx_conferences::{Client, Error, ErrorKind, Options};
use tests::support::{Action, Reply, Server};
use tests::uuid::assert_random_uuid;

use crate::scene::{LEG, OK, command_id, scripted};

fn busy_twice() -> [Reply; 3] {
    [
        Reply::new(503, ""),
        Reply::new(503, ""),
        Reply::new(200, OK),
    ]
}

fn keys(server: &Server) -> Vec<Option<String>> {
    server.requests().iter().map(command_id).collect()
}

async fn join(client: &Client, request: JoinConferenceRequest) -> Result<u32, Error> {
    let call = client.conferences().actions().join("id", request);
    Ok(call.await?.attempts())
}

#[tokio::test]
async fn without_a_key_all_tries_have_one_and_the_same_fresh_one() {
    let mut fresh = Vec::new();
    for _ in 0..2 {
        let (server, client, _clock) = scripted(busy_twice());
        let attempts = join(&client, JoinConferenceRequest::new(LEG)).await;
        assert_eq!(attempts.expect("an answer"), 3);
        let keys = keys(&server);
        let first = keys[0].clone().expect("a key");
        assert_random_uuid(&first);
        assert_eq!(keys, vec![Some(first.clone()); 3]);
        fresh.push(first);
    }
    assert_ne!(fresh[0], fresh[1], "two calls share a key");
}

#[tokio::test]
async fn the_callers_key_is_sent_in_all_tries() {
    let (server, client, _clock) = scripted(busy_twice());
    let request = JoinConferenceRequest::new(LEG).command_id("x");
    assert_eq!(join(&client, request).await.expect("an answer"), 3);
    assert_eq!(keys(&server), vec![Some("x".to_owned()); 3]);
}

#[tokio::test]
async fn switched_off_a_join_is_sent_once() {
    let hang = || vec![Action::Hang, Reply::new(200, OK).into()];
    let scripts: [(Vec<Action>, ErrorKind); 4] = [
        (hang(), ErrorKind::Timeout),
        (vec![Action::ResetBefore], ErrorKind::Io),
        (vec![Action::CloseBefore], ErrorKind::Io),
        (vec![Reply::new(503, "").into()], ErrorKind::Status),
    ];
    for (script, kind) in scripts {
        let (server, client, clock) = scripted(script);
        let off = client.with_options(Options::new().generate_idempotency_keys(false));
        let time = clock.clone();
        if kind == ErrorKind::Timeout {
            server.when_requests_arrive(1, move || time.advance(Duration::from_secs(60)));
        }
        let error = join(&off, JoinConferenceRequest::new(LEG)).await;
        let error = error.expect_err("a failure");
        assert_eq!((error.kind(), error.attempts()), (kind, 1));
        assert!(error.may_have_been_processed());
        assert_eq!((keys(&server), clock.delays()), (vec![None], vec![]));
    }
}

/// What identifies no call makes none safe to repeat, wherever it comes from.
#[tokio::test]
async fn an_empty_key_is_none() {
    let (server, client, _clock) = scripted([Reply::new(503, "")]);
    let call = || {
        let request = JoinConferenceRequest::new(LEG);
        client.conferences().actions().join("id", request)
    };
    let empty = JoinConferenceRequest::new(LEG).command_id("");
    let calls = [
        client.conferences().actions().join("id", empty),
        call().idempotency_key(""),
        call().extra_body("command_id", ""),
    ];
    for (index, call) in calls.into_iter().enumerate() {
        let error = call.await.expect_err("a failure");
        assert_eq!(error.attempts(), 1, "{index}");
    }
    assert_eq!(keys(&server), vec![Some(String::new()); 3]);
}
