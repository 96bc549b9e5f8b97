//! One attempt: sends the request once, and waits for the whole answer.

use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use serde_json::Value;

use super::super::clock::{BoxFuture, Elapsed, race};
use super::super::content::Content;
use super::super::credentials::Secrets;
use super::super::error::{Cause, Failure, Limit};
use super::super::json;
use super::super::response::Answer;
use super::super::transport::{Incoming, SendError};
use super::Received;
use super::prepare::Prepared;
use super::receive::{self, Collector};
use super::retry_after;

/// How much of what the server says is repeated in a message.
const MESSAGE_LIMIT: usize = 300;

/// Sends the request once, in the time that is left. `earlier` counts the attempts before this one.
pub(super) async fn attempt(
    prepared: &Prepared,
    earlier: u32,
    mut limit: TimeLimit,
) -> Result<Received, Box<Failure>> {
    let mut upload = Upload(Some(prepared.body()));
    // In a block, so that what was sent is gone before the body is received.
    let sent = {
        let sending = pin!(prepared.shared().transport.send(prepared.request(earlier)));
        race(sending, limit.timer()).await
    };
    let mut incoming = match sent {
        Ok(Ok(incoming)) => incoming,
        Ok(Err(error)) => return Err(unsent(error)),
        Err(Elapsed) => return Err(limit.failure()),
    };
    if prepared.hands_over(incoming.status, &incoming.headers) {
        upload.go_on();
        return Ok(begun(prepared, incoming));
    }
    let mut collector = Collector::new(&incoming, prepared.limits.max_response_bytes);
    let received = {
        let receiving = pin!(receive::receive(&mut incoming, &mut collector));
        race(receiving, limit.timer()).await
    };
    let trouble = match received {
        Ok(Ok(())) => None,
        Ok(Err(cause)) => Some(cause),
        Err(Elapsed) => Some(limit.cause()),
    };
    let answer = conclude(prepared, incoming, collector, trouble)?;
    upload.go_on();
    Ok(Received {
        answer,
        incoming: None,
    })
}

/// The body that an attempt sends. A server may answer before it has all of it, and the transport then
/// sends on: once the attempt has failed that would be lost to the next one, and to whom it is sent.
struct Upload<'a>(Option<&'a Content>);

impl Upload<'_> {
    /// Lets the transport send what is left: the server is content.
    fn go_on(&mut self) {
        self.0 = None;
    }
}

impl Drop for Upload<'_> {
    fn drop(&mut self) {
        if let Some(body) = self.0 {
            body.recall();
        }
    }
}

/// An answer whose body the caller reads.
fn begun(prepared: &Prepared, mut incoming: Incoming) -> Received {
    let mut answer = Answer {
        status: incoming.status,
        headers: std::mem::take(&mut incoming.headers),
        body: Bytes::new(),
    };
    if let Some(key) = prepared.key() {
        key.redact_headers(&mut answer.headers);
    }
    Received {
        answer,
        incoming: Some(incoming),
    }
}

/// The time that an attempt has, from when it begins: a token may have to be asked for first.
pub(super) struct TimeLimit {
    timer: Option<BoxFuture<()>>,
    /// The limit of the attempt, or the deadline of the call if that is nearer.
    limit: Option<Duration>,
    deadline: Option<Duration>,
}

impl TimeLimit {
    /// Begins now. `remaining` is what is left of the deadline of the call.
    pub(super) fn new(prepared: &Prepared, remaining: Option<Duration>) -> Self {
        let timeout = prepared.limits.timeout;
        let is_deadline = remaining.is_some_and(|left| timeout.is_none_or(|limit| left < limit));
        let limit = if is_deadline { remaining } else { timeout };
        Self {
            timer: limit.map(|limit| prepared.clock().timer(limit)),
            limit,
            deadline: prepared.limits.deadline.filter(|_| is_deadline),
        }
    }

    pub(super) fn timer(&mut self) -> Option<&mut BoxFuture<()>> {
        self.timer.as_mut()
    }

    /// Zero means at once: not even a request that would be answered at once is sent.
    pub(super) fn is_over(&self) -> bool {
        self.limit == Some(Duration::ZERO)
    }

    fn cause(&self) -> Cause {
        let limit = self.limit.unwrap_or_default();
        Cause::Timeout(self.deadline.map_or(Limit::Attempt(limit), Limit::Deadline))
    }

    pub(super) fn failure(&self) -> Box<Failure> {
        self.cause().into()
    }

    /// The failure of an attempt that had no token in time: nothing of it was sent.
    pub(super) fn without_token(&self) -> Box<Failure> {
        let limit = match self.cause() {
            Cause::Timeout(Limit::Attempt(limit)) => Limit::Token(limit),
            Cause::Timeout(limit) => limit,
            cause => return cause.into(),
        };
        Cause::Timeout(limit).into()
    }
}

fn unsent(error: SendError) -> Box<Failure> {
    let cause = match error {
        SendError::NotSent(source) => Cause::Connect(source),
        SendError::Unfit(source) => Cause::InvalidRequest {
            violations: Vec::new(),
            problems: vec![unfit(&*source)],
        },
        SendError::Unreadable(source) => Cause::Unreadable(source),
        SendError::Lost(source) => Cause::Io(source),
        SendError::TimedOut(source) => Cause::Timeout(Limit::Transport(source)),
        #[cfg(any(test, feature = "test-util"))]
        SendError::Unscripted(message) => Cause::Configuration(message, None),
    };
    cause.into()
}

/// Says why there is no such request: the transport's own reason is behind its error.
fn unfit(error: &(dyn std::error::Error + 'static)) -> String {
    let reason = error.source().unwrap_or(error);
    format!("the transport cannot send it: {reason}")
}

/// Judges an answer by its status first: what happened to its body comes second.
fn conclude(
    prepared: &Prepared,
    incoming: Incoming,
    collector: Collector,
    mut trouble: Option<Cause>,
) -> Result<Answer, Box<Failure>> {
    let body = match collector.finish() {
        (body, None) => body,
        (body, Some(cause)) => {
            trouble = trouble.or(Some(cause));
            body
        }
    };
    let mut answer = Answer {
        status: incoming.status,
        headers: incoming.headers,
        body,
    };
    // Before anything looks at them: the request id is for messages and logs.
    if let Some(key) = prepared.key() {
        key.redact_headers(&mut answer.headers);
    }
    let is_cut = trouble.is_some();
    let cause = match (answer.status, trouble) {
        (status, None) if status.is_success() => return Ok(answer),
        (status, Some(trouble)) if status.is_success() => trouble,
        (status, _) if status.is_redirection() => Cause::Redirect,
        (_, trouble) => Cause::Status(trouble.and_then(Cause::into_source)),
    };
    let is_refusal = matches!(cause, Cause::Status(_));
    // A redirect too can be retried, if the server asks for it.
    let retry_after = (is_refusal || matches!(cause, Cause::Redirect))
        .then(|| retry_after::asked(&answer, prepared.clock().unix_time()))
        .flatten();
    let key = prepared.key().map(Arc::as_ref);
    let pointers = prepared.api().error_messages.iter().copied();
    let message = is_refusal.then(|| message(pointers, key, &answer));
    let message = message.flatten();
    if let Some(key) = prepared.key() {
        key.redact_body(&mut answer.body);
        if is_cut {
            key.redact_end(&mut answer.body);
        }
    }
    Err(Box::new(Failure {
        retry_after,
        message,
        cause,
        answer: Some(answer),
        ..Failure::default()
    }))
}

/// Returns what the server says went wrong, on one line, and without the key should it repeat it.
pub(crate) fn message(
    mut pointers: impl Iterator<Item = &'static str>,
    key: Option<&Secrets>,
    answer: &Answer,
) -> Option<String> {
    let body: Value = answer.json().ok()?;
    let text = pointers.find_map(|pointer| {
        let text = body.pointer(pointer)?.as_str()?;
        (!text.trim_ascii().is_empty()).then_some(text)
    })?;
    // First of all: half a key is still a secret.
    let text = match key {
        Some(key) => key.redact(text.to_owned()),
        None => text.to_owned(),
    };
    let mut line = String::new();
    for (index, character) in text.chars().enumerate() {
        if index == MESSAGE_LIMIT {
            line.push('…');
            break;
        }
        line.push(if character.is_control() {
            ' '
        } else {
            character
        });
    }
    Some(line)
}
