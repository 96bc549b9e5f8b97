//! An API as a generated crate has it: its facts, one operation, and the types of that.

use std::process::Command;
use std::time::Duration;

use http::Method;

use crate::runtime::api::{Api, Credential, Scheme};
use crate::runtime::json::{
    self, Checks, Decode, DecodeError, Encode, Reader, Writer, encode, required,
};
use crate::runtime::testing::ManualClock;
use crate::runtime::{Call, Client, ClientBuilder, Error, Response};
use crate::support::{Action, Reply, Server};

pub(crate) const KEY: &str = "KEY0123456789ABCDEF_test";
pub(crate) const OK: &str = r#"{"data":{"result":"ok"}}"#;
pub(crate) const REFUSED: &str = r#"{"errors":[{"code":"90015","title":"Invalid value","detail":"call_control_id is not valid","source":{"pointer":"/call_control_id"}}]}"#;

pub(crate) static API: Api = Api {
    base_url: "https://api.example.com/v2",
    user_agent: "conferences/1.2.3",
    schemes: &[Scheme {
        name: "api_key",
        credential: Credential::Bearer,
        variable: Some("CONFERENCES_API_KEY"),
    }],
    security: &[&["api_key"]],
    base_url_variable: Some("CONFERENCES_BASE_URL"),
    headers_variable: Some("CONFERENCES_CUSTOM_HEADERS"),
    request_id_header: Some("x-request-id"),
    idempotency_header: "idempotency-key",
    error_messages: &["/errors/0/detail", "/errors/0/title", "/message"],
};

impl ClientBuilder {
    pub(crate) fn api_key(self, key: impl Into<String>) -> Self {
        self.credential("api_key", key.into())
    }
}

#[derive(Debug, Clone, Default)]
pub(crate) struct Join {
    pub(crate) call_control_id: String,
    pub(crate) command_id: Option<String>,
    pub(crate) hold_audio_url: Option<String>,
    pub(crate) hold_media_name: Option<String>,
}

#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Joined {
    pub(crate) result: String,
}

impl Join {
    pub(crate) fn new(call_control_id: &str) -> Self {
        Self {
            call_control_id: call_control_id.to_owned(),
            ..Self::default()
        }
    }

    pub(crate) fn command_id(mut self, id: &str) -> Self {
        self.command_id = Some(id.to_owned());
        self
    }
}

impl Encode for Join {
    fn encode(&self, out: &mut Writer) {
        let mut object = out.object();
        object.field("call_control_id", &self.call_control_id);
        object.optional("command_id", &self.command_id);
        object.optional("hold_audio_url", &self.hold_audio_url);
        object.optional("hold_media_name", &self.hold_media_name);
        object.end();
    }

    fn check(&self, checks: &mut Checks) {
        checks.length(
            "call_control_id",
            Some(&self.call_control_id),
            Some(1),
            None,
        );
        checks.exclusive(&[
            ("hold_audio_url", self.hold_audio_url.is_some()),
            ("hold_media_name", self.hold_media_name.is_some()),
        ]);
    }
}

impl Decode for Joined {
    fn decode(input: &mut Reader<'_>) -> Result<Self, DecodeError> {
        let mut data: Option<Data> = None;
        let mut object = input.object()?;
        while let Some(name) = object.next_name()? {
            match &*name {
                "data" => data = Some(object.value()?),
                _ => object.skip()?,
            }
        }
        let result = required(data, "data")?.result;
        Ok(Self { result })
    }
}

struct Data {
    result: String,
}

impl Decode for Data {
    fn decode(input: &mut Reader<'_>) -> Result<Self, DecodeError> {
        let mut result = None;
        let mut object = input.object()?;
        while let Some(name) = object.next_name()? {
            match &*name {
                "result" => result = Some(object.value()?),
                _ => object.skip()?,
            }
        }
        Ok(Self {
            result: required(result, "result")?,
        })
    }
}

/// The operation, as a generated method has it.
pub(crate) fn join(client: &Client, id: &str, body: &Join) -> Call<Joined> {
    client
        .operation(Method::POST, "/conferences/{id}/actions/join")
        .path("id", id)
        .idempotency_key("command_id", body.command_id.as_deref())
        .json(body)
        .call()
}

/// An idempotent operation.
pub(crate) fn get(client: &Client, id: &str) -> Call<Joined> {
    client
        .operation(Method::GET, "/conferences/{id}")
        .path("id", id)
        .call()
}

/// A client of a server, and the clock by which it lives.
pub(crate) struct Fixture {
    pub(crate) server: Server,
    pub(crate) clock: ManualClock,
    pub(crate) client: Client,
}

impl Fixture {
    pub(crate) fn new<A: Into<Action>>(script: impl IntoIterator<Item = A>) -> Self {
        Self::with(script, |builder| builder)
    }

    pub(crate) fn with<A: Into<Action>>(
        script: impl IntoIterator<Item = A>,
        configure: impl FnOnce(ClientBuilder) -> ClientBuilder,
    ) -> Self {
        let server = Server::start(script);
        let clock = ManualClock::new();
        let builder = ClientBuilder::new(&API)
            .api_key(KEY)
            .base_url(server.url("/v2"))
            .manual_clock(&clock);
        let client = configure(builder).build().expect("a client");
        Self {
            server,
            clock,
            client,
        }
    }

    /// Joins with a key of the caller's own.
    pub(crate) fn join(&self) -> Call<Joined> {
        join(
            &self.client,
            "weekly",
            &Join::new("v3:abc").command_id("cmd-1"),
        )
    }

    /// Joins without a key, so that the request is not safe to repeat.
    pub(crate) fn join_without_key(&self) -> Call<Joined> {
        join(&self.client, "weekly", &Join::new("v3:abc")).generate_idempotency_keys(false)
    }

    pub(crate) fn delays(&self) -> Vec<u128> {
        self.clock
            .delays()
            .iter()
            .map(Duration::as_millis)
            .collect()
    }

    pub(crate) fn requests(&self) -> usize {
        self.server.requests().len()
    }
}

/// Waits for a call, but not for ever: a call that hangs is a failed test.
pub(crate) async fn end<T>(call: Call<T>) -> Result<Response<T>, Error> {
    let patience = Duration::from_secs(30);
    let ended = tokio::time::timeout(patience, call.send()).await;
    ended.expect("the call hangs")
}

pub(crate) async fn failure<T: std::fmt::Debug>(call: Call<T>) -> Error {
    end(call).await.expect_err("the call works")
}

/// Whether this process runs one test only, as [`run_alone`] does.
pub(crate) fn is_alone() -> bool {
    std::env::var_os("TEST_IS_ALONE").is_some()
}

/// Runs a test in a process of its own, because it concerns what a whole process has but once.
pub(crate) fn run_alone(test: &str, configure: impl Fn(&mut Command) -> &mut Command) {
    let mut command = Command::new(std::env::current_exe().expect("this test"));
    command.args(["--exact", test]).env("TEST_IS_ALONE", "1");
    let output = configure(&mut command).output().expect("the test runs");
    let printed = String::from_utf8_lossy(&output.stdout).into_owned();
    let is_run = output.status.success() && printed.contains("1 passed");
    assert!(is_run, "{printed}");
}

pub(crate) fn ok() -> Reply {
    Reply::new(200, OK)
}

#[test]
fn the_operation_encodes_as_described() {
    let text = encode(&Join::new("v3:abc").command_id("x"));
    assert_eq!(text, br#"{"call_control_id":"v3:abc","command_id":"x"}"#);
    let joined: Joined = json::decode(OK.as_bytes()).expect("an answer");
    assert_eq!(joined.result, "ok");
}
