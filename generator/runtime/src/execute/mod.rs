//! The core of every call, compiled once: attempts and the delays between them, until there is an
//! answer or no reason to go on.

mod attempt;
mod gzip;
mod http_date;
mod prepare;
mod receive;
mod retry;
mod retry_after;

use std::future::poll_fn;
use std::pin::pin;
use std::sync::{Arc, PoisonError};
use std::task::Poll;
use std::time::Duration;

use http::StatusCode;

use self::attempt::TimeLimit;
pub(crate) use self::attempt::message;
pub(crate) use self::prepare::Prepared;
use self::retry::Next;
use super::clock::{BoxFuture, Clock, Elapsed, Moment, race};
use super::credentials::Secrets;
use super::draft::Draft;
use super::error::{Cause, Error, Failure, Record};
use super::options::RetryMode;
use super::response::Answer;
use super::trace::{self, Instrument as _, Span};
use super::transport::Incoming;

/// A successful answer, and what is known of the call.
pub(crate) struct Outcome {
    pub(crate) answer: Answer,
    pub(crate) record: Record,
    /// What must not be shown, should the answer repeat it.
    pub(crate) key: Option<Arc<Secrets>>,
    /// What is still to come, where the caller reads the body.
    pub(crate) rest: Option<Box<Rest>>,
}

/// An outcome whose type is not known to who holds it: what drops it, and all that is in it, is
/// compiled in this crate, and not once more in each that has answers.
#[cfg(not(target_arch = "wasm32"))]
pub(crate) type HeldOutcome = Box<dyn Held + Send>;

/// An outcome whose type is not known to who holds it.
#[cfg(target_arch = "wasm32")]
pub(crate) type HeldOutcome = Box<dyn Held>;

/// See [`HeldOutcome`].
pub(crate) trait Held {
    fn outcome(&self) -> &Outcome;

    fn outcome_mut(&mut self) -> &mut Outcome;

    fn into_outcome(self: Box<Self>) -> Outcome;
}

impl Held for Outcome {
    fn outcome(&self) -> &Outcome {
        self
    }

    fn outcome_mut(&mut self) -> &mut Outcome {
        self
    }

    fn into_outcome(self: Box<Self>) -> Outcome {
        *self
    }
}

/// The part of an answer that has not come yet, and what holds for receiving it.
pub(crate) struct Rest {
    pub(crate) incoming: Incoming,
    pub(crate) prepared: Prepared,
    pub(crate) past: Past,
    pub(crate) cancel: Option<BoxFuture<()>>,
}

/// What was of a call before it is made once more.
pub(crate) struct Past {
    pub(crate) started: Moment,
    /// How many attempts there were.
    attempts: u32,
    /// The span that it is in, where it may be made once more.
    span: Option<Span>,
}

/// What came of an attempt.
struct Received {
    answer: Answer,
    /// The body, if it is not in the answer.
    incoming: Option<Incoming>,
}

/// Makes a call.
pub(crate) fn execute(draft: Box<Draft>) -> BoxFuture<Result<HeldOutcome, Error>> {
    let span = trace::span(&draft.request);
    Box::pin(run(draft, span.clone()).instrument(span))
}

async fn run(mut draft: Box<Draft>, span: Span) -> Result<HeldOutcome, Error> {
    let signal = draft.cancel.take();
    let cancel = signal.map(|signal| signal.into_inner().unwrap_or_else(PoisonError::into_inner));
    let prepared = prepare::prepare(*draft)?;
    let past = Past {
        started: prepared.clock().now(),
        attempts: 0,
        span: Some(span),
    };
    match complete(prepared, past, cancel).await {
        Ok(outcome) => Ok(Box::new(outcome)),
        Err(lost) => Err(lost.error),
    }
}

/// A call that failed, and what is needed to make it once more.
pub(crate) struct Lost {
    pub(crate) error: Error,
    pub(crate) prepared: Prepared,
    pub(crate) past: Past,
    pub(crate) cancel: Option<BoxFuture<()>>,
}

impl Past {
    fn span(&self) -> Span {
        self.span.clone().unwrap_or_else(trace::none)
    }

    /// Waits before the call is made again.
    pub(crate) fn pause(&self, clock: &dyn Clock, delay: Duration) -> impl Future<Output = ()> {
        let pause = clock.pause(delay);
        let telling = async move {
            trace::retry(delay);
            pause.await;
        };
        telling.instrument(self.span())
    }
}

/// Makes a call again that was made before.
pub(crate) fn again(
    prepared: Prepared,
    past: Past,
    cancel: Option<BoxFuture<()>>,
) -> BoxFuture<Result<Outcome, Box<Lost>>> {
    let span = past.span();
    Box::pin(complete(prepared, past, cancel).instrument(span))
}

async fn complete(
    prepared: Prepared,
    past: Past,
    mut cancel: Option<BoxFuture<()>>,
) -> Result<Outcome, Box<Lost>> {
    let mut run = Run::new(prepared, past);
    let result = if has_fired(cancel.as_mut()).await {
        Err(Cause::Cancelled.into())
    } else {
        let result = race(pin!(run.complete()), cancel.as_mut()).await;
        result.unwrap_or_else(|_| Err(Cause::Cancelled.into()))
    };
    let key = run.prepared.key().cloned();
    let record = run.record();
    match result {
        Ok(Received { answer, incoming }) => Ok(Outcome {
            answer,
            record,
            key,
            rest: incoming.map(|incoming| Box::new(run.rest(incoming, cancel))),
        }),
        Err(failure) => Err(Box::new(Lost {
            error: Error::new(failure, record),
            past: Past {
                attempts: run.attempts,
                ..run.past
            },
            prepared: run.prepared,
            cancel,
        })),
    }
}

/// Whether the signal that gives a call up has fired before anything is sent.
async fn has_fired(signal: Option<&mut BoxFuture<()>>) -> bool {
    let Some(signal) = signal else { return false };
    poll_fn(|context| Poll::Ready(signal.as_mut().poll(context).is_ready())).await
}

/// A call that is being made.
struct Run {
    prepared: Prepared,
    past: Past,
    /// How many attempts have begun, those of the past too.
    attempts: u32,
    /// Whether the server may have done what was asked for, as far as is known.
    may_have_been_processed: bool,
    /// Whether it was not tried again since a part of its body is gone.
    is_body_spent: bool,
    renewal: Renewal,
}

/// Whether a bearer token that is refused is replaced by another.
#[derive(PartialEq, Eq)]
enum Renewal {
    /// It was asked for by this call, so another would be no better.
    Pointless,
    /// It was kept from an earlier call.
    Possible,
    /// That has happened.
    Done,
}

impl Run {
    fn new(prepared: Prepared, past: Past) -> Self {
        Self {
            prepared,
            attempts: past.attempts,
            past,
            may_have_been_processed: false,
            is_body_spent: false,
            renewal: Renewal::Pointless,
        }
    }

    async fn complete(&mut self) -> Result<Received, Box<Failure>> {
        loop {
            let failure = match self.attempt().await {
                Ok(received) => return Ok(received),
                Err(failure) => failure,
            };
            if self.is_token_stale(&failure) {
                continue;
            }
            let chance = self.prepared.clock().chance();
            // The attempt whose token was refused was none of the retries.
            let tries = self.tries() - u32::from(self.renewal == Renewal::Done);
            let next = retry::next(&self.prepared, tries, &failure, chance);
            let delay = match next {
                Next::After(delay) if self.remaining().is_none_or(|left| delay < left) => delay,
                Next::Spent => {
                    self.is_body_spent = true;
                    return Err(failure);
                }
                Next::After(_) | Next::Stop => return Err(failure),
            };
            trace::retry(delay);
            self.prepared.clock().pause(delay).await;
        }
    }

    async fn attempt(&mut self) -> Result<Received, Box<Failure>> {
        let earlier = self.tries();
        let mut limit = TimeLimit::new(&self.prepared, self.remaining());
        self.attempts += 1;
        if let Err(failure) = self.get_ready(&mut limit).await {
            trace::attempt(&self.prepared, self.attempts, Err(&failure));
            return Err(failure);
        }
        let before = self.may_have_been_processed;
        // Holds if the future is dropped in the middle of the attempt.
        self.may_have_been_processed = true;
        let result = attempt::attempt(&self.prepared, earlier, limit).await;
        trace::attempt(&self.prepared, self.attempts, seen(&result));
        if let Err(failure) = &result {
            self.may_have_been_processed = before || retry::may_be_processed(failure);
        }
        result
    }

    /// Does what comes before anything is sent.
    async fn get_ready(&mut self, limit: &mut TimeLimit) -> Result<(), Box<Failure>> {
        if limit.is_over() {
            return Err(limit.failure());
        }
        if self.prepared.wants_token() {
            self.authorize(limit).await?;
        }
        Ok(())
    }

    /// Gets the bearer token of the next attempt, in the time that the attempt has.
    async fn authorize(&mut self, limit: &mut TimeLimit) -> Result<(), Box<Failure>> {
        let shared = Arc::clone(self.prepared.shared());
        let getting = pin!(shared.credentials.token(&*shared.clock));
        let found = match race(getting, limit.timer()).await {
            Ok(found) => found.map_err(Cause::Token)?,
            Err(Elapsed) => return Err(limit.without_token()),
        };
        if self.renewal != Renewal::Done {
            self.renewal = if found.is_cached {
                Renewal::Possible
            } else {
                Renewal::Pointless
            };
        }
        self.prepared.set_token(found.secret);
        Ok(())
    }

    /// Whether the server refused a token that was kept from an earlier call. It is then forgotten,
    /// and the call is made once more with another: a request that is refused so was not processed.
    fn is_token_stale(&mut self, failure: &Failure) -> bool {
        let answer = failure.answer.as_ref();
        let is_refused = answer.is_some_and(|answer| answer.status == StatusCode::UNAUTHORIZED);
        if !is_refused || self.renewal != Renewal::Possible {
            return false;
        }
        self.renewal = Renewal::Done;
        if let Some(token) = self.prepared.token() {
            self.prepared.shared().credentials.forget(token);
        }
        self.prepared.limits.retry_mode != RetryMode::Never && self.prepared.has_whole_body()
    }

    /// Returns how many attempts have begun since the call was made, or made again.
    fn tries(&self) -> u32 {
        self.attempts - self.past.attempts
    }

    /// Returns how much of the deadline is left.
    fn remaining(&self) -> Option<Duration> {
        let deadline = self.prepared.limits.deadline?;
        Some(deadline.saturating_sub(self.elapsed()))
    }

    fn elapsed(&self) -> Duration {
        self.prepared
            .clock()
            .now()
            .saturating_duration_since(self.past.started)
    }

    fn record(&self) -> Record {
        Record {
            attempts: self.attempts,
            elapsed: self.elapsed(),
            may_have_been_processed: self.may_have_been_processed,
            is_body_spent: self.is_body_spent,
            request_id_header: self.prepared.api().request_id_header,
            error_messages: self.prepared.api().error_messages,
            operation: Some(self.prepared.operation.clone()),
        }
    }

    fn rest(mut self, incoming: Incoming, cancel: Option<BoxFuture<()>>) -> Rest {
        self.prepared.let_body_go();
        let is_once = self.prepared.reconnects() == 0;
        Rest {
            incoming,
            prepared: self.prepared,
            past: Past {
                attempts: self.attempts,
                span: self.past.span.filter(|_| !is_once),
                ..self.past
            },
            cancel,
        }
    }
}

/// What is told of an attempt.
fn seen(result: &Result<Received, Box<Failure>>) -> Result<&Answer, &Failure> {
    match result {
        Ok(received) => Ok(&received.answer),
        Err(failure) => Err(failure),
    }
}
