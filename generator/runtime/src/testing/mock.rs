//! A transport that answers from a queue or from rules.

use std::collections::VecDeque;
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use bytes::Bytes;
use http::Method;

use super::super::content::{Content, Sending};
use super::super::error::BoxError;
use super::super::transport::{Incoming, SendError, WireRequest};
use super::reply::{Answer, End, Kind};
use super::{ManualClock, RecordedRequest, Reply};

/// Answers requests in the place of a server, and records them. Clones are the same mock.
///
/// A request gets the next reply of the queue; if there is none, that of the first rule that fits.
/// A request for which there is no reply fails, and is not repeated.
#[derive(Clone, Default)]
pub struct Mock {
    state: Arc<Mutex<State>>,
    clock: ManualClock,
}

#[derive(Default)]
struct State {
    queue: VecDeque<Reply>,
    rules: Vec<Rule>,
    requests: Vec<RecordedRequest>,
    unanswered: Vec<String>,
}

struct Rule {
    method: Method,
    path: String,
    reply: Reply,
}

impl Mock {
    /// A mock without replies.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a reply to the queue, for one request.
    pub fn reply(&self, reply: Reply) -> &Self {
        self.state().queue.push_back(reply);
        self
    }

    /// Adds a rule, for any number of requests: of this method, to a path that ends like this one.
    /// A segment such as `{id}` stands for any.
    pub fn on(&self, method: Method, path: impl Into<String>, reply: Reply) -> &Self {
        let path = path.into();
        self.state().rules.push(Rule {
            method,
            path,
            reply,
        });
        self
    }

    /// Returns the requests so far.
    pub fn requests(&self) -> Vec<RecordedRequest> {
        self.state().requests.clone()
    }

    /// Returns the delays between tries so far. Nobody waited for them.
    pub fn delays(&self) -> Vec<Duration> {
        self.clock.delays()
    }

    /// Returns the clock by which the client of the mock lives.
    pub fn clock(&self) -> ManualClock {
        self.clock.clone()
    }

    /// Checks that each queued reply was asked for, and that each request had a reply.
    ///
    /// # Panics
    /// If not.
    pub fn verify(&self) {
        let state = self.state();
        let left = state.queue.len();
        assert!(left == 0, "{left} replies were not asked for");
        let unanswered = state.unanswered.join(", ");
        assert!(unanswered.is_empty(), "no reply for {unanswered}");
    }

    pub(crate) async fn send(&self, request: WireRequest) -> Result<Incoming, SendError> {
        let recorded = RecordedRequest::new(&request);
        let reply = self.next_reply(&recorded);
        let is_refused = matches!(&reply, Ok(Reply(Kind::Refuse)));
        // What is not connected to does not read.
        let recorded = if is_refused && matches!(request.body, Content::Pieces(_)) {
            recorded
        } else {
            let body = Sending::new(request.body).collect();
            recorded.with_body(body.await.map_err(SendError::Lost)?)
        };
        self.state().requests.push(recorded);
        match reply?.0 {
            Kind::Answer(answer) => Ok(answer.into_incoming(self.clock())),
            Kind::Refuse => Err(SendError::NotSent("the mock refuses to connect".into())),
            Kind::Lose => Err(SendError::Lost("the mock loses the connection".into())),
            Kind::Hang => {
                self.clock.advance_to_timer();
                std::future::pending().await
            }
        }
    }

    fn next_reply(&self, request: &RecordedRequest) -> Result<Reply, SendError> {
        let mut state = self.state();
        let queued = state.queue.pop_front();
        let fitting = |rule: &&Rule| request.is(&rule.method, &rule.path);
        let ruled = || {
            state
                .rules
                .iter()
                .find(fitting)
                .map(|rule| rule.reply.clone())
        };
        let reply = queued.or_else(ruled);
        let name = format!("{} {}", request.method(), request.path());
        reply.ok_or_else(|| {
            let message = format!("the mock has no reply for {name}");
            state.unanswered.push(name);
            SendError::Unscripted(message)
        })
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl fmt::Debug for Mock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let state = self.state();
        f.debug_struct("Mock")
            .field("queued", &state.queue.len())
            .field("rules", &state.rules.len())
            .field("requests", &state.requests)
            .finish()
    }
}

impl Answer {
    fn into_incoming(self, clock: ManualClock) -> Incoming {
        let body = MockBody {
            body: Some(self.body).filter(|body| !body.is_empty()),
            end: self.end,
            clock,
        };
        Incoming::mock(body, self.status, self.headers)
    }
}

/// The body of a mock's answer.
pub(crate) struct MockBody {
    body: Option<Bytes>,
    end: End,
    clock: ManualClock,
}

impl MockBody {
    pub(crate) async fn chunk(&mut self) -> Result<Option<Bytes>, BoxError> {
        if let Some(body) = self.body.take() {
            return Ok(Some(body));
        }
        match self.end {
            End::Whole => Ok(None),
            End::Cut => Err("the mock loses the connection".into()),
            End::Stalled => {
                self.clock.advance_to_timer();
                std::future::pending().await
            }
        }
    }
}
