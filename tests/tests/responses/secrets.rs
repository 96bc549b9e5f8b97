//! The key goes to the server and nowhere else: into no text that the client makes, and no event.

use std::collections::BTreeSet;
use std::error::Error as _;
use std::fmt::{Debug, Write as _};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Mutex, Once};
use std::time::Duration;

use telnyx_conferences::testing::{Mock, Reply as MockReply};
use telnyx_conferences::types::{ConferenceCommandResponse, JoinConferenceRequest};
use telnyx_conferences::{Call, Client, Error, ErrorKind, Method, Options};
use tests::support::{Action, ClosedPort, Reply};
use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Metadata, Subscriber};

use crate::scene::{KEY, OK, scripted};

const HEADER: &str = "HEADER-VALUE-secret";
const QUERY: &str = "QUERY-VALUE-secret";
const LEG: &str = "LEG-secret";

/// What tells of the key: a good part of it is enough.
const SECRETS: [&str; 5] = ["KEY0123456", "Bearer", HEADER, QUERY, LEG];

/// What was told to `tracing` and should not have been.
static TOLD: Mutex<Vec<String>> = Mutex::new(Vec::new());

/// How much was told to `tracing`.
static HEARD: Mutex<usize> = Mutex::new(0);

/// Searches all that is told to `tracing`, at any level, by anybody in this process, from now on.
pub(crate) fn listen() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        tracing::subscriber::set_global_default(Listener).expect("the only subscriber");
    });
}

/// Asserts that no secret was told to `tracing`.
pub(crate) fn assert_none_told() {
    let told = TOLD.lock().expect("no panic");
    assert!(told.is_empty(), "{told:#?}");
}

/// Asserts that a text has no secret.
pub(crate) fn check(text: &str) {
    for secret in SECRETS {
        assert!(!text.contains(secret), "`{secret}` in {text}");
    }
}

/// Asserts that what a value shows has no secret.
pub(crate) fn check_debug(value: &dyn Debug) {
    check(&format!("{value:?} {value:#?}"));
}

/// Asserts that what an error shows has no secret, down to its first cause.
pub(crate) fn check_error(error: &Error) {
    check(&format!("{error} {error:#} {error:?} {error:#?}"));
    // What people log of an error besides.
    check_debug(&(error.request_id(), error.location(), error.headers()));
    check_debug(&(error.message(), error.errors(), error.bytes()));
    check_debug(&error.decode_error());
    let causes = std::iter::successors(error.source(), |cause| (*cause).source());
    for cause in causes {
        check(&format!("{cause} {cause:?}"));
    }
}

struct Listener;

impl Listener {
    fn hear(line: String) {
        *HEARD.lock().expect("no panic") += 1;
        if SECRETS.iter().any(|secret| line.contains(secret)) {
            TOLD.lock().expect("no panic").push(line);
        }
    }
}

impl Subscriber for Listener {
    fn enabled(&self, _: &Metadata<'_>) -> bool {
        true
    }

    fn new_span(&self, span: &Attributes<'_>) -> Id {
        let mut line = Line(span.metadata().name().to_owned());
        span.record(&mut line);
        Self::hear(line.0);
        Id::from_u64(1)
    }

    fn record(&self, _: &Id, record: &Record<'_>) {
        let mut line = Line(String::new());
        record.record(&mut line);
        Self::hear(line.0);
    }

    fn record_follows_from(&self, _: &Id, _: &Id) {}

    fn event(&self, event: &Event<'_>) {
        let mut line = Line(event.metadata().target().to_owned());
        event.record(&mut line);
        Self::hear(line.0);
    }

    fn enter(&self, _: &Id) {}

    fn exit(&self, _: &Id) {}
}

struct Line(String);

impl Visit for Line {
    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        write!(self.0, " {field}={value:?}").expect("a string takes all");
    }
}

fn join(client: &Client) -> Call<ConferenceCommandResponse> {
    let request = JoinConferenceRequest::new(LEG);
    let call = client.conferences().actions().join("id", request);
    call.query("q", QUERY).header("x-mine", HEADER)
}

/// A server may repeat what it was sent: at the end of a message, and where it is cut off.
fn echoes() -> Vec<Reply> {
    let error = |detail: String| {
        let error = serde_json::json!({"code": "1", "title": "t", "detail": detail});
        Reply::new(401, serde_json::json!({"errors": [error]}).to_string())
    };
    vec![
        error(format!("the key {KEY} is wrong")),
        error(format!("{}{KEY}", "x".repeat(290))),
        Reply::new(200, format!("\"{KEY}\"")),
        Reply::new(200, format!(r#"{{"data":"{KEY}"}}"#)),
        Reply::new(200, format!(r#"{{"data":{{"{KEY}":1}}}}"#)),
        Reply::new(200, format!("{KEY} is not JSON")),
        Reply::new(307, "").header("location", &format!("http://{KEY}.example/?{KEY}")),
        in_headers(Reply::new(401, "")),
        in_headers(Reply::new(404, format!("no JSON but {KEY}"))),
        in_headers(Reply::new(200, "no JSON")),
        in_headers(Reply::new(307, "")),
    ]
}

/// A server may repeat what it was sent in a header, also in those that are told to `tracing`.
fn in_headers(reply: Reply) -> Reply {
    let names = [
        "x-request-id",
        "content-type",
        "retry-after",
        "location",
        "x-a",
    ];
    let echo = format!("Bearer {KEY}, {KEY}");
    let reply = names
        .iter()
        .fold(reply, |reply, name| reply.header(name, &echo));
    reply.header("x-url", &format!("/?key={KEY}"))
}

#[tokio::test]
async fn no_kind_of_error_tells_a_secret() {
    listen();
    let mut kinds = BTreeSet::new();
    let mut fail = |error: Error| {
        check_error(&error);
        kinds.insert(format!("{:?}", error.kind()));
        check_panic(&Err(error));
    };
    for reply in echoes() {
        let (_server, client, _clock) = scripted([reply]);
        fail(join(&client).await.expect_err("a failure"));
    }
    let lost = [
        Action::CloseBefore,
        Action::ResetBefore,
        Action::CloseMidBody(Reply::new(200, OK)),
        Action::Raw(format!("{KEY} what?\r\n\r\n").into_bytes()),
    ];
    for action in lost {
        let (_server, client, _clock) = scripted([action]);
        fail(join(&client).await.expect_err("a failure"));
    }
    let (_server, client, _clock) = scripted([Reply::new(200, OK)]);
    let calls = [
        join(&client).timeout(Duration::ZERO),
        join(&client).max_response_bytes(3),
        join(&client).cancel_when(std::future::ready(())),
        join(&client).header("x-other", format!("{HEADER}\n{KEY}")),
        client
            .conferences()
            .actions()
            .join("", JoinConferenceRequest::new(LEG).hold_audio_url(KEY)),
    ];
    for call in calls {
        check_debug(&call);
        fail(call.await.expect_err("a failure"));
    }
    let closed = ClosedPort::new();
    let builders = [
        Client::builder().api_key(format!("{KEY}\u{7f}")),
        Client::builder()
            .api_key(KEY)
            .header("x-mine", format!("{HEADER}\n")),
        Client::builder()
            .api_key(KEY)
            .base_url(format!("https://user:{KEY}@example.com")),
        Client::builder()
            .api_key(KEY)
            .base_url(format!("https://example.com/?key={KEY}")),
        Client::builder()
            .api_key(KEY)
            .base_url(format!("{KEY}://example.com")),
    ];
    for builder in builders {
        check_debug(&builder);
        fail(builder.build().expect_err("a refusal"));
    }
    let builder = Client::builder().api_key(KEY).header("x-mine", HEADER);
    check_debug(&builder);
    let unreachable = builder.base_url(closed.url()).build().expect("a client");
    check_debug(&unreachable);
    let options = Options::new().header("x-mine", HEADER).max_retries(0);
    check_debug(&options);
    fail(
        join(&unreachable.with_options(options))
            .await
            .expect_err("a failure"),
    );

    let all = [
        ErrorKind::Configuration,
        ErrorKind::InvalidRequest,
        ErrorKind::Connect,
        ErrorKind::Timeout,
        ErrorKind::Io,
        ErrorKind::Status,
        ErrorKind::Decode,
        ErrorKind::Redirect,
        ErrorKind::TooLarge,
        ErrorKind::Cancelled,
    ];
    let all: BTreeSet<String> = all.iter().map(|kind| format!("{kind:?}")).collect();
    assert_eq!(kinds, all);
    assert!(*HEARD.lock().expect("no panic") > 0, "nobody told anything");
    assert_none_told();
}

#[tokio::test]
async fn no_answer_tells_a_secret() {
    listen();
    let body = serde_json::json!({"data": {"result": format!("hello {KEY}")}});
    let (_server, client, _clock) = scripted([in_headers(Reply::new(200, body.to_string()))]);
    let response = join(&client).await.expect("an answer");
    check_debug(&response);
    check_debug(&(response.request_id(), response.headers()));
    assert_eq!(response.request_id(), Some("[redacted], [redacted]"));
    // What is data stays as it is.
    let result = response.data.as_ref().map(|data| data.result.clone());
    assert_eq!(result, Some(format!("hello {KEY}")));
    assert_eq!(*response.bytes(), body.to_string());
    assert_none_told();
}

/// A program that does not handle an error panics with it.
fn check_panic(outcome: &Result<(), Error>) {
    let panic = catch_unwind(AssertUnwindSafe(|| {
        outcome.as_ref().expect("an answer");
    }));
    let panic = panic.expect_err("a panic");
    let message: &String = panic.downcast_ref().expect("a message");
    assert!(message.contains("an answer"));
    check(message);
}

#[tokio::test]
async fn the_mock_tells_no_secret() {
    listen();
    let mock = Mock::new();
    mock.reply(MockReply::status(503));
    let builder = Client::builder().api_key(KEY).mock(&mock);
    let client = builder.header("x-mine", HEADER).build().expect("a client");
    check_debug(&client);
    let call = client.request(Method::GET, "/a").query("q", QUERY);
    check_debug(&call);
    let error = call.call_empty().await.expect_err("no second reply");
    check_error(&error);
    check_debug(&mock);
    check_debug(&mock.requests());
    let panic = catch_unwind(AssertUnwindSafe(|| mock.verify())).expect_err("a panic");
    check(panic.downcast_ref::<String>().expect("a message"));
    assert_none_told();
}
