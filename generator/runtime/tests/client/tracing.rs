//! What the client tells `tracing`.

use std::fmt::{Debug, Write as _};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};

use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Metadata, Subscriber};

use crate::conference::{API, Fixture, KEY, end, failure, is_alone, ok, run_alone};
use crate::runtime::{ClientBuilder, TokenFuture, TokenSource};
use crate::support::Reply;

/// Collects everything as lines of text.
#[derive(Clone, Default)]
struct Log {
    lines: Arc<Mutex<Vec<String>>>,
    next_id: Arc<AtomicU64>,
}

impl Log {
    fn push(&self, line: String) {
        self.lines.lock().expect("no panic").push(line);
    }

    fn ours(&self) -> Vec<String> {
        let lines = self.lines.lock().expect("no panic");
        lines
            .iter()
            .filter(|line| line.contains("runtime::trace"))
            .cloned()
            .collect()
    }
}

struct Line(String);

impl Visit for Line {
    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        write!(self.0, " {field}={value:?}").expect("a string takes all");
    }
}

impl Subscriber for Log {
    fn enabled(&self, _: &Metadata<'_>) -> bool {
        true
    }

    fn new_span(&self, span: &Attributes<'_>) -> Id {
        let mut line = Line(format!(
            "span {} {}",
            span.metadata().target(),
            span.metadata().name()
        ));
        span.record(&mut line);
        self.push(line.0);
        Id::from_u64(self.next_id.fetch_add(1, Ordering::Relaxed) + 1)
    }

    fn record(&self, _: &Id, record: &Record<'_>) {
        let mut line = Line("record".to_owned());
        record.record(&mut line);
        self.push(line.0);
    }

    fn record_follows_from(&self, _: &Id, _: &Id) {}

    fn event(&self, event: &Event<'_>) {
        let mut line = Line(format!("event {}", event.metadata().target()));
        event.record(&mut line);
        self.push(line.0);
    }

    fn enter(&self, _: &Id) {}

    fn exit(&self, _: &Id) {}
}

struct Closed;

impl TokenSource for Closed {
    fn token(&self) -> TokenFuture<'_> {
        Box::pin(async { Err("SECRET-REASON".into()) })
    }
}

#[tokio::test]
async fn a_call_is_a_span_and_an_attempt_an_event() {
    if !is_alone() {
        // Other tests would talk in between.
        let test = "tracing::a_call_is_a_span_and_an_attempt_an_event";
        return run_alone(test, |command| command);
    }
    let log = Log::default();
    tracing::subscriber::set_global_default(log.clone()).expect("no other one");
    let refused = Reply::new(429, "SECRET-BODY")
        .header("retry-after", "1")
        .header("set-cookie", "SECRET-COOKIE")
        .header("x-request-id", "req_1");
    let fixture = Fixture::new([refused, ok()]);
    let call = fixture
        .join()
        .header("x-secret", "SECRET-HEADER")
        .query("q", "SECRET-QUERY");
    end(call).await.expect("an answer");
    failure(fixture.join().timeout(std::time::Duration::ZERO)).await;
    let client = ClientBuilder::new(&API).base_url("http://localhost");
    let client = client.tokens(Arc::new(Closed)).build().expect("a client");
    let request = client.request(http::Method::GET, "/things");
    let error = request.call_empty().await.expect_err("no token");
    assert_eq!(error.attempts(), 1);

    let lines = log.ours();
    let [span, first, retry, second, _, third, _, fourth] = &lines[..] else {
        panic!("{lines:#?}")
    };
    let contains = |line: &str, words: &[&str]| {
        for word in words {
            assert!(line.contains(word), "no {word} in {line}");
        }
    };
    let operation = ["POST", "/conferences/{id}/actions/join"];
    contains(span, &operation);
    contains(first, &operation);
    contains(
        first,
        &[
            "attempt=1",
            "status_code=429",
            "req_1",
            "retry_after=\"1\"",
            "error=Status",
        ],
    );
    contains(retry, &["delay=1s"]);
    contains(second, &["attempt=2", "status_code=200"]);
    contains(third, &["attempt=1", "error=Timeout"]);
    contains(fourth, &["GET", "attempt=1", "error=Token"]);
    // Also what the transport tells of at its own accord.
    let all = log.lines.lock().expect("no panic").join("\n");
    for secret in [
        KEY,
        "SECRET-BODY",
        "SECRET-COOKIE",
        "SECRET-HEADER",
        "SECRET-QUERY",
        "SECRET-REASON",
        "v3:abc",
    ] {
        assert!(!all.contains(secret), "{secret} in {all}");
    }
}
