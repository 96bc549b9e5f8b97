//! Time, in one place: so that tests decide how it passes, and a browser can supply its own.

use std::fmt;
use std::future::poll_fn;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};
use std::time::Duration;

/// A future whose type is not known to who holds it.
#[cfg(not(target_arch = "wasm32"))]
pub(crate) type BoxFuture<T> = Pin<Box<dyn Future<Output = T> + Send>>;

/// A future whose type is not known to who holds it. In a browser nothing is sent to other threads.
#[cfg(target_arch = "wasm32")]
pub(crate) type BoxFuture<T> = Pin<Box<dyn Future<Output = T>>>;

/// A point in time, to measure from.
#[cfg(not(target_arch = "wasm32"))]
pub(crate) type Moment = tokio::time::Instant;

/// A point in time, to measure from.
#[cfg(target_arch = "wasm32")]
#[derive(Debug, Clone, Copy)]
pub(crate) struct Moment(Duration);

#[cfg(target_arch = "wasm32")]
impl Moment {
    /// Returns how long ago an earlier moment was.
    pub(crate) fn saturating_duration_since(&self, earlier: Self) -> Duration {
        self.0.saturating_sub(earlier.0)
    }
}

#[cfg(target_arch = "wasm32")]
impl std::ops::Add<Duration> for Moment {
    type Output = Self;

    fn add(self, passed: Duration) -> Self {
        Self(self.0 + passed)
    }
}

/// Where time and chance come from.
pub(crate) trait Clock: fmt::Debug + Send + Sync {
    /// Returns the present moment. It never goes back.
    fn now(&self) -> Moment;

    /// Returns the time since 1970, as the system believes it to be.
    fn unix_time(&self) -> Duration;

    /// Ends after a delay that the client imposes on itself.
    fn pause(&self, delay: Duration) -> BoxFuture<()>;

    /// Ends when something has taken too long.
    fn timer(&self, limit: Duration) -> BoxFuture<()>;

    /// Returns a number from 0 up to, not including, 1.
    fn chance(&self) -> f64;

    /// Returns a text that nobody can guess, of hexadecimal digits and hyphens.
    fn unguessable(&self) -> Result<String, getrandom::Error> {
        super::random::uuid()
    }
}

/// The time of the machine.
#[derive(Debug)]
pub(crate) struct SystemClock;

#[cfg(not(target_arch = "wasm32"))]
impl Clock for SystemClock {
    fn now(&self) -> Moment {
        // `tokio` knows the time also outside of a runtime, and a test can pause it inside.
        Moment::now()
    }

    fn unix_time(&self) -> Duration {
        let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
        since.unwrap_or_default()
    }

    fn pause(&self, delay: Duration) -> BoxFuture<()> {
        Box::pin(tokio::time::sleep(delay))
    }

    fn timer(&self, limit: Duration) -> BoxFuture<()> {
        Box::pin(tokio::time::sleep(limit))
    }

    fn chance(&self) -> f64 {
        super::random::fraction()
    }
}

#[cfg(target_arch = "wasm32")]
impl Clock for SystemClock {
    fn now(&self) -> Moment {
        // A browser has no monotonic clock outside of a window; the date serves.
        Moment(self.unix_time())
    }

    fn unix_time(&self) -> Duration {
        Duration::try_from_secs_f64(js_sys::Date::now() / 1000.0).unwrap_or_default()
    }

    fn pause(&self, delay: Duration) -> BoxFuture<()> {
        // What a timer of a browser holds: 24 days.
        let longest = Duration::from_millis(i32::MAX.unsigned_abs().into());
        Box::pin(gloo_timers::future::sleep(delay.min(longest)))
    }

    fn timer(&self, limit: Duration) -> BoxFuture<()> {
        self.pause(limit)
    }

    fn chance(&self) -> f64 {
        super::random::fraction()
    }
}

/// Something took longer than it may.
#[derive(Debug)]
pub(crate) struct Elapsed;

/// Runs a future as long as another one has not ended. What is ready first wins, and the first
/// future if both are.
///
/// It borrows the future: an `async fn` would hold it twice, as its argument and as what it runs.
pub(crate) fn race<'f, F: Future>(
    future: Pin<&'f mut F>,
    limit: Option<&'f mut BoxFuture<()>>,
) -> Race<'f, F> {
    Race { future, limit }
}

/// See [`race`].
pub(crate) struct Race<'f, F> {
    future: Pin<&'f mut F>,
    limit: Option<&'f mut BoxFuture<()>>,
}

impl<F: Future> Future for Race<'_, F> {
    type Output = Result<F::Output, Elapsed>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        if let Poll::Ready(value) = self.future.as_mut().poll(context) {
            return Poll::Ready(Ok(value));
        }
        match &mut self.limit {
            Some(limit) => limit.as_mut().poll(context).map(|()| Err(Elapsed)),
            None => Poll::Pending,
        }
    }
}

/// A future that several others wait for, one after the other.
pub(crate) struct SharedFuture(Arc<Mutex<Option<BoxFuture<()>>>>);

impl SharedFuture {
    pub(crate) fn new(future: Mutex<BoxFuture<()>>) -> Self {
        let future = future.into_inner().unwrap_or_else(PoisonError::into_inner);
        Self(Arc::new(Mutex::new(Some(future))))
    }

    /// A future that ends when the shared one has.
    pub(crate) fn signal(&self) -> Mutex<BoxFuture<()>> {
        let shared = Arc::clone(&self.0);
        Mutex::new(Box::pin(poll_fn(move |context| {
            let mut future = shared.lock().unwrap_or_else(PoisonError::into_inner);
            let is_over = match future.as_mut() {
                Some(pending) => pending.as_mut().poll(context).is_ready(),
                None => true,
            };
            if !is_over {
                return Poll::Pending;
            }
            *future = None;
            Poll::Ready(())
        })))
    }
}
