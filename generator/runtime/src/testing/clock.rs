//! A clock that stands still unless a test, or the client's own delays, move it on.

use std::fmt;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use super::super::clock::{BoxFuture, Clock, Moment, SystemClock};

const YEAR: Duration = Duration::from_secs(31_557_600);

/// The most that passes at once: what is longer has no limit.
const LONGEST: Duration = YEAR.saturating_mul(100);

/// When the clock stops: no system counts the time for ever.
const END: Duration = YEAR.saturating_mul(1_000_000);

/// A clock for tests. Clones are the same clock.
///
/// The delays between tries take no time: they are noted, and the clock moves on by as much.
/// Timeouts pass when the test [advances](Self::advance) the clock.
#[derive(Clone)]
pub struct ManualClock(Arc<Mutex<State>>);

struct State {
    start: Moment,
    passed: Duration,
    unix_start: Duration,
    chance: f64,
    delays: Vec<Duration>,
    timers: Vec<Timer>,
    next_id: u64,
}

struct Timer {
    id: u64,
    end: Duration,
    waker: Option<Waker>,
}

impl ManualClock {
    /// A clock that stands at the present.
    pub fn new() -> Self {
        Self(Arc::new(Mutex::new(State {
            start: SystemClock.now(),
            passed: Duration::ZERO,
            unix_start: SystemClock.unix_time(),
            chance: 1.0,
            delays: Vec::new(),
            timers: Vec::new(),
            next_id: 0,
        })))
    }

    /// Sets the date, as the time since 1970.
    pub fn set_unix_time(&self, time: Duration) {
        let mut state = self.state();
        state.unix_start = time.saturating_sub(state.passed);
    }

    /// Sets what takes the place of chance: 0 for the shortest delays, 1 for the longest. What is below,
    /// above or no number is the nearest of them, or 1.
    pub fn set_chance(&self, chance: f64) {
        self.state().chance = if chance.is_nan() {
            1.0
        } else {
            chance.clamp(0.0, 1.0)
        };
    }

    /// Lets time pass: at most a hundred years at once.
    pub fn advance(&self, time: Duration) {
        let mut state = self.state();
        state.passed = after(state.passed, time);
        let passed = state.passed;
        for timer in state.timers.iter_mut().filter(|timer| timer.end <= passed) {
            if let Some(waker) = timer.waker.take() {
                waker.wake();
            }
        }
    }

    /// Returns the delays between tries, so far.
    pub fn delays(&self) -> Vec<Duration> {
        self.state().delays.clone()
    }

    /// Lets time pass until the next timeout, if there is one.
    pub(crate) fn advance_to_timer(&self) {
        let next = self.state().timers.iter().map(|timer| timer.end).min();
        if let Some(end) = next {
            let passed = self.state().passed;
            self.advance(end.saturating_sub(passed));
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Default for ManualClock {
    fn default() -> Self {
        Self::new()
    }
}

impl fmt::Debug for ManualClock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ManualClock({:?} passed)", self.state().passed)
    }
}

impl Clock for ManualClock {
    fn now(&self) -> Moment {
        let state = self.state();
        state.start + state.passed
    }

    fn unix_time(&self) -> Duration {
        let state = self.state();
        state.unix_start.saturating_add(state.passed)
    }

    fn pause(&self, delay: Duration) -> BoxFuture<()> {
        let clock = self.clone();
        Box::pin(async move {
            clock.state().delays.push(delay);
            clock.advance(delay);
        })
    }

    fn timer(&self, limit: Duration) -> BoxFuture<()> {
        let mut state = self.state();
        let id = state.next_id;
        state.next_id += 1;
        let end = after(state.passed, limit);
        state.timers.push(Timer {
            id,
            end,
            waker: None,
        });
        Box::pin(Waiting {
            clock: self.clone(),
            id,
        })
    }

    fn chance(&self) -> f64 {
        self.state().chance
    }

    fn unguessable(&self) -> Result<String, getrandom::Error> {
        // A test compares what was sent.
        Ok("00000000-0000-4000-8000-000000000000".to_owned())
    }
}

/// When so much time has passed.
fn after(passed: Duration, time: Duration) -> Duration {
    passed.saturating_add(time.min(LONGEST)).min(END)
}

/// Waits for a timer.
struct Waiting {
    clock: ManualClock,
    id: u64,
}

impl Future for Waiting {
    type Output = ();

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<()> {
        let mut state = self.clock.state();
        let passed = state.passed;
        match state.timers.iter_mut().find(|timer| timer.id == self.id) {
            Some(timer) if timer.end > passed => {
                timer.waker = Some(context.waker().clone());
                Poll::Pending
            }
            _ => Poll::Ready(()),
        }
    }
}

impl Drop for Waiting {
    fn drop(&mut self) {
        self.clock
            .state()
            .timers
            .retain(|timer| timer.id != self.id);
    }
}
