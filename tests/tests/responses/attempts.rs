//! Runs a behaviour through the client, and looks at the server's side, the clock and the outcome.

use std::time::Duration;

use serde_json::Value;
use telnyx_conferences::testing::ManualClock;
use telnyx_conferences::types::{ApiError, ConferenceCommandResponse};
use telnyx_conferences::{Client, Error, ErrorKind, Response};
use tests::support::{Reply, Request, Server};
use tests::uuid::assert_random_uuid;

use crate::behaviour::{Behaviour, Kind, Step, named};
use crate::expected::{End, Expected};
use crate::scene::{KEY, Key, OK, PATH, Scene, command_id};
use crate::secrets;

pub(crate) type Outcome = Result<Response<ConferenceCommandResponse>, Error>;

/// How long a call may take before it counts as one that hangs.
const PATIENCE: Duration = Duration::from_secs(30);

/// Runs a behaviour with awaited calls.
pub(crate) async fn check_awaited(name: &str, expected: &Expected) {
    secrets::listen();
    for key in [Key::Given, Key::Fresh] {
        let scene = Scene::new(named(name), key);
        scene.let_time_pass(expected);
        let mut outcomes = Vec::new();
        for _ in 0..scene.behaviour.repeat {
            let outcome = tokio::time::timeout(PATIENCE, scene.call().send()).await;
            outcomes.push(outcome.expect("the call hangs"));
            if scene.behaviour.repeat > 1 {
                scene.server.connections_closed().await;
            }
        }
        check(&scene, expected, &outcomes);
    }
}

/// Runs a behaviour with blocking calls.
pub(crate) fn check_blocking(name: &str, expected: &Expected) {
    secrets::listen();
    for key in [Key::Given, Key::Fresh] {
        let scene = Scene::new(named(name), key);
        scene.let_time_pass(expected);
        let mut outcomes = Vec::new();
        for _ in 0..scene.behaviour.repeat {
            outcomes.push(scene.call().send_blocking());
            if scene.behaviour.repeat > 1 {
                scene.server.wait_for_open_connections(0);
                see_closed_connections();
            }
        }
        check(&scene, expected, &outcomes);
    }
}

/// Whoever is answered on the background runtime has had it look at all connections.
fn see_closed_connections() {
    for _ in 0..3 {
        let server = Server::start([Reply::new(200, OK)]);
        let clock = ManualClock::new();
        let builder = Client::builder().api_key(KEY).base_url(server.url("/v2"));
        let client = builder.manual_clock(&clock).build().expect("a client");
        let call = client.request(telnyx_conferences::Method::GET, "/any");
        call.call_empty().send_blocking().expect("an answer");
    }
}

fn check(scene: &Scene, expected: &Expected, outcomes: &[Outcome]) {
    let name = &scene.behaviour.name;
    let requests = scene.server.requests();
    assert_eq!(requests.len(), expected.requests * outcomes.len(), "{name}");
    assert_eq!(scene.other.connections(), 0, "{name}: nothing is followed");
    assert_delays(&scene.clock.delays(), expected, outcomes.len());
    let mut keys = Vec::new();
    for tries in requests.chunks(expected.requests.max(1)) {
        keys.push(check_tries(scene, tries));
    }
    if scene.key == Key::Fresh && keys.len() > 1 {
        assert_ne!(keys[0], keys[1], "two calls share a key");
    }
    let waited: Duration = scene.clock.delays().iter().sum();
    for outcome in outcomes {
        check_outcome(scene.behaviour, expected, outcome);
        let hung = (0..expected.requests).filter(|index| scene.behaviour.step(*index).hangs());
        let hung = u32::try_from(hung.count()).expect("a few");
        let passed = match scene.behaviour.timeout() {
            Some(timeout) => timeout * hung + waited,
            None => waited,
        };
        let elapsed = match outcome {
            Ok(response) => response.elapsed(),
            Err(error) => error.elapsed(),
        };
        assert_eq!(elapsed, passed, "{name}");
    }
    secrets::assert_none_told();
}

/// Asserts that the delays are the expected ones, in each call.
pub(crate) fn assert_delays(delays: &[Duration], expected: &Expected, calls: usize) {
    let delays: Vec<f64> = delays
        .iter()
        .map(|delay| delay.as_secs_f64() * 1000.0)
        .collect();
    let expected = expected.delays.repeat(calls);
    let is_same = |(delay, expected): (&f64, &f64)| (delay - expected).abs() < 0.001;
    assert!(
        delays.len() == expected.len() && delays.iter().zip(&expected).all(is_same),
        "{delays:?}, not {expected:?}"
    );
}

/// Asserts that all tries of a call are the same, but for their count. Returns their key.
fn check_tries(scene: &Scene, tries: &[Request]) -> String {
    let key = command_id(&tries[0]).expect("a key");
    match (&scene.behaviour.call.idempotency_key, scene.key) {
        (Some(given), _) => assert_eq!(&key, given),
        (None, Key::Given) => assert_eq!(key, "cmd-1"),
        (None, Key::Fresh) => assert_random_uuid(&key),
    }
    let uncounted = |request: &Request| -> Vec<(String, String)> {
        let mut headers = request.headers.clone();
        headers.retain(|(name, _)| name != "x-retry-count");
        headers
    };
    for (index, request) in tries.iter().enumerate() {
        assert_eq!(request.method, "POST");
        assert_eq!(request.target, PATH);
        assert_eq!(request.header("x-retry-count"), Some(index.to_string()));
        let credential = request.header("authorization");
        assert_eq!(credential, Some(format!("Bearer {KEY}")));
        assert_eq!(uncounted(request), uncounted(&tries[0]));
        assert_eq!(request.text(), tries[0].text());
    }
    key
}

/// Asserts that a call ends as expected.
pub(crate) fn check_outcome(behaviour: &Behaviour, expected: &Expected, outcome: &Outcome) {
    let name = &behaviour.name;
    let last = behaviour.step(usize::try_from(expected.attempts).expect("a few") - 1);
    match (expected.end, outcome) {
        (End::Answer(result), Ok(response)) => {
            let data = response.data.as_ref();
            assert_eq!(data.map(|data| data.result.as_str()), result, "{name}");
            assert_eq!(response.bytes(), last.body.as_bytes(), "{name}");
            assert_eq!(response.status().as_u16(), last.status, "{name}");
            let id = last.headers.get("x-request-id").map(String::as_str);
            assert_eq!(response.request_id(), id, "{name}");
            assert_eq!(response.attempts(), expected.attempts, "{name}");
            secrets::check_debug(response);
        }
        (End::Failure { .. }, Err(error)) => {
            check_failure(behaviour, expected, error);
            secrets::check_error(error);
        }
        (_, outcome) => panic!("{name}: {outcome:?}"),
    }
}

fn check_failure(behaviour: &Behaviour, expected: &Expected, error: &Error) {
    let End::Failure {
        kind,
        may_have_been_processed,
    } = expected.end
    else {
        panic!("an answer is expected")
    };
    let name = &behaviour.name;
    assert_eq!(error.kind(), kind, "{name}: {error:?}");
    assert_eq!(
        error.may_have_been_processed(),
        may_have_been_processed,
        "{name}: {error:?}"
    );
    assert_eq!(error.attempts(), expected.attempts, "{name}");
    let asked = error.retry_after().map(|asked| asked.as_millis());
    assert_eq!(asked, expected.asked.map(u128::from), "{name}");
    let message = error.to_string();
    let start = "POST /conferences/{id}/actions/join: ";
    assert!(message.starts_with(start), "{name}: {message}");

    let last = behaviour.step(usize::try_from(expected.attempts).expect("a few") - 1);
    let is_answered = kind != ErrorKind::Connect && expected.requests > 0 && last.has_status();
    let status = is_answered.then_some(last.status);
    assert_eq!(error.status().map(|status| status.as_u16()), status);
    if is_answered {
        check_answer(name, last, error);
    } else {
        assert!(error.bytes().is_none() && error.headers().is_none());
    }
}

/// Asserts that an error holds all that the server has said.
fn check_answer(name: &str, step: &Step, error: &Error) {
    let header = |name: &str| error.headers().and_then(|headers| headers.get(name));
    for header_name in step.headers.keys() {
        assert!(header(header_name).is_some(), "{name}: {header_name}");
    }
    let id = step.headers.get("x-request-id").map(String::as_str);
    assert_eq!(error.request_id(), id, "{name}");
    let location = header("location").map(|location| location.to_str().expect("text"));
    assert_eq!(error.location(), location, "{name}");
    let bytes = error.bytes().expect("a body");
    if step.kind != Kind::Answer {
        assert!(step.body.as_bytes().starts_with(bytes), "{name}: {bytes:?}");
        assert!(std::error::Error::source(error).is_some(), "{name}");
        return;
    }
    assert_eq!(bytes, step.body.as_bytes(), "{name}");
    let body: Value = serde_json::from_str(&step.body).unwrap_or_default();
    let listed = body["errors"].as_array().cloned().unwrap_or_default();
    let told: Vec<ApiError> = error.errors();
    assert_eq!(serde_json::json!(told), Value::from(listed), "{name}");
    if let Some(first) = told.first() {
        let detail = first.detail.as_deref().expect("a detail");
        assert!(error.to_string().contains(detail), "{name}: {error}");
        assert!(error.to_string().contains(&step.status.to_string()));
    }
}
