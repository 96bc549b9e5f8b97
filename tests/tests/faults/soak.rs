//! Thousands of joins through the proxy, and what has come of each on both sides.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use serde_json::Value;
use telnyx_conferences::types::{ConferenceCommandResponse, JoinConferenceRequest};
use telnyx_conferences::{Call, Client, Error, ErrorKind, Response};
use tests::support::{Reply, Server};
use tokio::sync::Semaphore;
use tokio::task::JoinSet;

use crate::fault::FAULTS;
use crate::proxy::Proxy;

const OK: &str = r#"{"data":{"result":"ok"}}"#;
const CALLS: usize = 2_500;
const AT_ONCE: usize = 200;
const TIMEOUT: Duration = Duration::from_secs(2);
const DEADLINE: Duration = Duration::from_secs(6);
const SHORT_DEADLINE: Duration = Duration::from_millis(300);

/// How much later than its deadline a call may end, on a machine that has other things to do.
const GRACE: Duration = Duration::from_millis(1500);

/// How a call is made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Manner {
    FreshKey,
    GivenKey,
    /// It is not safe to repeat.
    NoKey,
    /// It has a short deadline.
    InHaste,
    Blocking,
}

const MANNERS: [Manner; 5] = [
    Manner::FreshKey,
    Manner::GivenKey,
    Manner::NoKey,
    Manner::InHaste,
    Manner::Blocking,
];

/// A call that has ended.
struct Ended {
    leg: String,
    manner: Manner,
    took: Duration,
    outcome: Result<Response<ConferenceCommandResponse>, Error>,
}

impl Ended {
    /// Returns how long after its deadline the call has ended.
    fn late(&self) -> Duration {
        let deadline = match self.manner {
            Manner::InHaste => SHORT_DEADLINE,
            _ => DEADLINE,
        };
        self.took.saturating_sub(deadline)
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_join_hangs_and_none_is_done_twice() {
    let seed = seed();
    let server = Server::start([Reply::new(200, OK)]);
    let proxy = Proxy::start(seed, server.port()).await;
    let client = Client::builder()
        .api_key("KEY")
        .base_url(proxy.url("/v2"))
        .timeout(TIMEOUT)
        .deadline(DEADLINE)
        .build()
        .expect("a client");
    let started = Instant::now();
    let ended = call_all(&client).await;
    drop(client);
    proxy.connections_closed().await;

    assert_eq!(ended.len(), CALLS);
    let commands = commands(&server);
    for call in &ended {
        let none = Vec::new();
        check(call, commands.get(&call.leg).unwrap_or(&none));
    }
    check_keys(&commands);
    let tally = proxy.tally();
    for (fault, _) in FAULTS {
        assert!(tally.contains_key(&fault), "no {fault:?} in {tally:?}");
    }
    let answers: Vec<u32> = ended
        .iter()
        .filter_map(|call| Some(call.outcome.as_ref().ok()?.attempts()))
        .collect();
    let repeated = answers.iter().filter(|attempts| **attempts > 1).count();
    assert!(answers.len() > CALLS / 2 && repeated > CALLS / 10);
    let took = started.elapsed();
    let latest = ended.iter().map(Ended::late).max().unwrap_or_default();
    report(&format!(
        "{CALLS} calls in {took:?}: {} answers, {repeated} of them not at once; the latest {latest:?} \
         after its deadline; {tally:?}",
        answers.len()
    ));
}

/// Returns a number that decides all faults: one from the clock, or that of a run to repeat.
fn seed() -> u64 {
    let given = std::env::var("FAULTS_SEED").ok();
    let now = SystemTime::now().duration_since(UNIX_EPOCH);
    let now = now.expect("a clock that goes right").subsec_nanos();
    let seed = given.map_or(u64::from(now), |seed| seed.parse().expect("a number"));
    report(&format!("to repeat this run, set FAULTS_SEED={seed}"));
    seed
}

#[expect(clippy::print_stderr, reason = "a failed test shows it")]
fn report(line: &str) {
    eprintln!("{line}");
}

async fn call_all(client: &Client) -> Vec<Ended> {
    let turns = Arc::new(Semaphore::new(AT_ONCE));
    let mut running = JoinSet::new();
    for index in 0..CALLS {
        let (turns, client) = (Arc::clone(&turns), client.clone());
        running.spawn(async move {
            let _turn = turns.acquire().await.expect("it is never closed");
            make(&client, index).await
        });
    }
    running.join_all().await
}

async fn make(client: &Client, index: usize) -> Ended {
    let manner = MANNERS[index % MANNERS.len()];
    let leg = format!("leg-{index}");
    let call = call(client, &leg, manner);
    let started = Instant::now();
    let end = async {
        if manner == Manner::Blocking {
            let blocked = tokio::task::spawn_blocking(|| call.send_blocking());
            return blocked.await.expect("no panic");
        }
        call.await
    };
    let outcome = tokio::time::timeout(DEADLINE + 10 * GRACE, end).await;
    Ended {
        outcome: outcome.unwrap_or_else(|_| panic!("{leg} hangs")),
        took: started.elapsed(),
        leg,
        manner,
    }
}

fn call(client: &Client, leg: &str, manner: Manner) -> Call<ConferenceCommandResponse> {
    let mut request = JoinConferenceRequest::new(leg);
    if manner == Manner::GivenKey {
        request = request.command_id(format!("key of {leg}"));
    }
    let call = client.conferences().actions().join("id", request);
    match manner {
        Manner::NoKey => call.generate_idempotency_keys(false),
        Manner::InHaste => call.deadline(SHORT_DEADLINE),
        Manner::FreshKey | Manner::GivenKey | Manner::Blocking => call,
    }
}

/// Returns the keys of the commands that have reached the server, by leg. A server carries out a
/// command with a key once, and one without each time.
fn commands(server: &Server) -> BTreeMap<String, Vec<Option<String>>> {
    let mut commands: BTreeMap<String, Vec<Option<String>>> = BTreeMap::new();
    for request in server.requests() {
        let body: Value = serde_json::from_slice(&request.body).expect("JSON");
        let text = |name: &str| body[name].as_str().map(str::to_owned);
        let leg = text("call_control_id").expect("a leg");
        commands.entry(leg).or_default().push(text("command_id"));
    }
    commands
}

fn check(call: &Ended, commands: &[Option<String>]) {
    let (leg, manner) = (&call.leg, call.manner);
    let keys: BTreeSet<&String> = commands.iter().flatten().collect();
    let without = commands.iter().filter(|key| key.is_none()).count();
    let executions = keys.len() + without;
    assert!(executions <= 1, "{leg} is joined twice: {commands:?}");
    assert_eq!(without > 0, manner == Manner::NoKey && executions > 0);
    let late = call.late();
    assert!(late < GRACE, "{leg}, {manner:?}: {late:?} late");
    match &call.outcome {
        Ok(response) => {
            assert_eq!(response.bytes(), OK, "{leg}");
            assert_eq!(executions, 1, "{leg} is answered, but not joined");
        }
        Err(error) => check_error(call, error, executions),
    }
}

fn check_error(call: &Ended, error: &Error, executions: usize) {
    let (leg, manner) = (&call.leg, call.manner);
    let kinds = [ErrorKind::Io, ErrorKind::Status, ErrorKind::Timeout];
    assert!(kinds.contains(&error.kind()), "{leg}, {manner:?}: {error}");
    assert!(error.attempts() <= 3, "{leg}: {error}");
    if !error.may_have_been_processed() {
        assert_eq!(executions, 0, "{leg} is joined after all: {error:?}");
    }
}

/// No two calls share a key.
fn check_keys(commands: &BTreeMap<String, Vec<Option<String>>>) {
    let mut seen = BTreeSet::new();
    for (leg, keys) in commands {
        let keys: BTreeSet<&String> = keys.iter().flatten().collect();
        for key in keys {
            assert!(seen.insert(key), "{leg} shares its key {key}");
        }
    }
}
