//! The same behaviours on the mock of `test-util`: what a consumer's tests see is what the network
//! does.

use std::time::Duration;

use telnyx_conferences::Client;
use telnyx_conferences::testing::{Mock, Reply};
use tests::support::action::gzip;

use crate::attempts::{assert_delays, check_outcome};
use crate::behaviour::{Behaviour, Kind, NOW, Step, named};
use crate::expected::Expected;
use crate::scene::{KEY, Key, PATH, client, join};
use crate::secrets;

/// Runs a behaviour on the mock.
pub(crate) async fn check(name: &str, expected: &Expected) {
    secrets::listen();
    let behaviour = named(name);
    let mock = Mock::new();
    mock.clock().set_unix_time(NOW);
    // Where the server's address is not reached, the mock still knows of each try.
    let requests = match behaviour.client.unreachable {
        Some(_) => usize::try_from(expected.attempts).expect("a few"),
        None => expected.requests,
    };
    for index in 0..requests * behaviour.repeat {
        mock.reply(reply(behaviour, behaviour.step(index)));
    }
    let client = client(behaviour, Client::builder().mock(&mock));
    for _ in 0..behaviour.repeat {
        let mut call = join(&client, behaviour, Key::Given);
        if behaviour.cancel_ms.is_some() {
            let mock = mock.clone();
            // Nobody else moves the clock on: it is given up as soon as it is sent.
            call = call.timeout(None::<Duration>).cancel_when(async move {
                while mock.requests().is_empty() {
                    tokio::task::yield_now().await;
                }
            });
        }
        check_outcome(behaviour, expected, &call.await);
    }
    mock.verify();
    secrets::check_debug(&mock);
    assert_eq!(mock.requests().len(), requests * behaviour.repeat);
    assert_delays(&mock.delays(), expected, behaviour.repeat);
    for (index, request) in mock.requests().iter().enumerate() {
        let bearer = format!("Bearer {KEY}");
        assert_eq!(request.header("authorization"), Some(bearer.as_str()));
        assert_eq!(request.path(), PATH);
        let key = behaviour.call.idempotency_key.as_deref();
        let body = request.json().expect("JSON");
        assert_eq!(body["command_id"], key.unwrap_or("cmd-1"));
        let count = (index % requests).to_string();
        assert_eq!(request.header("x-retry-count"), Some(count.as_str()));
    }
}

fn reply(behaviour: &Behaviour, step: &Step) -> Reply {
    if behaviour.client.unreachable.is_some() {
        return Reply::connect_error();
    }
    if step.hangs() {
        return Reply::timeout();
    }
    let answer = || {
        let mut reply = Reply::status(step.status);
        for name in step.headers.keys() {
            let value = step.header(name, 0).expect("it is there");
            reply = reply.header(name, &value);
        }
        if step.gzip {
            let body = gzip(step.body.as_bytes());
            return reply.header("content-encoding", "gzip").body(body);
        }
        reply.body(step.body.clone())
    };
    let half = || answer().body(step.body[..step.body.len() / 2].to_owned());
    match step.kind {
        Kind::Answer => answer(),
        Kind::ResetBefore | Kind::CloseBefore => Reply::connection_lost(),
        Kind::ResetMidBody | Kind::CloseMidBody => half().cut(),
    }
}
