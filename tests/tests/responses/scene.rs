//! A client before a server that follows a captured script, in a time that passes as the test wants.

use std::sync::Arc;
use std::time::Duration;

use serde_json::Value;
use telnyx_conferences::testing::ManualClock;
use telnyx_conferences::types::{ConferenceCommandResponse, JoinConferenceRequest};
use telnyx_conferences::{Call, Client, ClientBuilder};
use tests::support::{Action, ClosedPort, Reply, Request, Server};
use tokio::sync::Notify;

use crate::behaviour::{Behaviour, NOW, Unreachable};
use crate::expected::Expected;

pub(crate) const KEY: &str = "KEY0123456789ABCDEF_test";
pub(crate) const ID: &str = "3fa85f64-5717-4562-b3fc-2c963f66afa6";
pub(crate) const PATH: &str = "/v2/conferences/3fa85f64-5717-4562-b3fc-2c963f66afa6/actions/join";
pub(crate) const LEG: &str = "v3:MdI91X4lWFEs7IgbBEOT9M4AigoY08M0WWZFISt1Yw2axZ_IiE4pqg";
pub(crate) const OK: &str = r#"{"data":{"result":"ok"}}"#;

/// Whose idempotency key a join has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Key {
    /// `cmd-1`, as in the captures.
    Given,
    /// A fresh one.
    Fresh,
}

/// A client and its servers.
pub(crate) struct Scene {
    pub(crate) behaviour: &'static Behaviour,
    pub(crate) key: Key,
    pub(crate) server: Server,
    /// Where redirects lead to.
    pub(crate) other: Server,
    pub(crate) clock: ManualClock,
    client: Client,
    cancel: Arc<Notify>,
    _closed: ClosedPort,
}

impl Scene {
    pub(crate) fn new(behaviour: &'static Behaviour, key: Key) -> Self {
        let other = Server::start([Reply::new(200, OK)]);
        let steps = behaviour.server_actions.iter();
        let server = Server::start(steps.map(|step| step.action(other.port())));
        let closed = ClosedPort::new();
        let url = match behaviour.client.unreachable {
            None => server.url("/v2"),
            Some(Unreachable::Refused) => format!("{}/v2", closed.url()),
            Some(Unreachable::NoSuchHost) => "http://no-such-host.invalid/v2".to_owned(),
        };
        let clock = ManualClock::new();
        clock.set_unix_time(NOW);
        let builder = Client::builder().manual_clock(&clock).base_url(url);
        Self {
            behaviour,
            key,
            server,
            other,
            clock,
            client: client(behaviour, builder),
            cancel: Arc::new(Notify::new()),
            _closed: closed,
        }
    }

    /// Lets each attempt to which the server does not answer time out, or be given up, as soon as
    /// its request has arrived.
    pub(crate) fn let_time_pass(&self, expected: &Expected) {
        let steps = &self.behaviour.server_actions;
        let hanging = match steps.last() {
            Some(last) if last.hangs() => expected.requests,
            _ => steps.iter().filter(|step| step.hangs()).count(),
        };
        if self.behaviour.cancel_ms.is_some() {
            let cancel = Arc::clone(&self.cancel);
            self.server
                .when_requests_arrive(1, move || cancel.notify_one());
        } else if hanging > 0 {
            let clock = self.clock.clone();
            let timeout = self.behaviour.timeout().expect("a timeout");
            self.server
                .when_requests_arrive(hanging, move || clock.advance(timeout));
        }
    }

    /// Prepares the call.
    pub(crate) fn call(&self) -> Call<ConferenceCommandResponse> {
        let call = join(&self.client, self.behaviour, self.key);
        if self.behaviour.cancel_ms.is_none() {
            return call;
        }
        let cancel = Arc::clone(&self.cancel);
        call.cancel_when(async move { cancel.notified().await })
    }
}

/// A client as a behaviour asks for it.
pub(crate) fn client(behaviour: &Behaviour, builder: ClientBuilder) -> Client {
    let mut builder = builder.api_key(KEY);
    if let Some(count) = behaviour.client.max_retries {
        builder = builder.max_retries(count);
    }
    if let Some(limit) = behaviour.client.timeout_ms {
        builder = builder.timeout(Duration::from_millis(limit));
    }
    builder.build().expect("a client")
}

/// The call of all behaviours.
pub(crate) fn join(
    client: &Client,
    behaviour: &Behaviour,
    key: Key,
) -> Call<ConferenceCommandResponse> {
    let mut request = JoinConferenceRequest::new(LEG);
    if key == Key::Given {
        request = request.command_id("cmd-1");
    }
    let mut call = client.conferences().actions().join(ID, request);
    let options = &behaviour.call;
    for (name, value) in &options.headers {
        call = call.header(name, value);
    }
    if let Some(count) = options.max_retries {
        call = call.max_retries(count);
    }
    if let Some(limit) = options.timeout_ms {
        call = call.timeout(Duration::from_millis(limit));
    }
    if let Some(key) = &options.idempotency_key {
        call = call.idempotency_key(key);
    }
    call
}

/// A server with a script of its own, and a client whose clock stands still.
pub(crate) fn scripted<A: Into<Action>>(
    script: impl IntoIterator<Item = A>,
) -> (Server, Client, ManualClock) {
    let server = Server::start(script);
    let clock = ManualClock::new();
    let builder = Client::builder().api_key(KEY).base_url(server.url("/v2"));
    let client = builder.manual_clock(&clock).build().expect("a client");
    (server, client, clock)
}

/// Returns the idempotency key that a request carries.
pub(crate) fn command_id(request: &Request) -> Option<String> {
    let body: Value = serde_json::from_slice(&request.body).expect("a body of JSON");
    body["command_id"].as_str().map(str::to_owned)
}
