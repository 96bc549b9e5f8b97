//! Bearer tokens that are asked for when they are needed, and kept while they are good.

use std::fmt;
#[cfg(not(target_arch = "wasm32"))]
use std::panic::resume_unwind;
use std::pin::{Pin, pin};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

#[cfg(not(target_arch = "wasm32"))]
use tokio::runtime::Handle;
use tokio::sync::Mutex as AsyncMutex;
#[cfg(not(target_arch = "wasm32"))]
use tokio::task::JoinHandle;

use super::api::Credential;
use super::clock::{Clock, Moment, race};
use super::error::BoxError;
use super::secret::Secret;
#[cfg(not(target_arch = "wasm32"))]
use super::trace::{self, Instrument as _};

/// How long before its end a token is replaced, at most: a request takes time to arrive.
const MARGIN: Duration = Duration::from_secs(60);

/// How long a call waits for another token while the one that is there is good.
const GRACE: Duration = Duration::from_secs(1);

/// How long an answer of the source is waited for by calls that did not ask for it themselves.
#[cfg(not(target_arch = "wasm32"))]
const PATIENCE: Duration = Duration::from_secs(60);

/// What [`TokenSource::token`] returns: a token, or why there is none.
#[cfg(not(target_arch = "wasm32"))]
pub type TokenFuture<'a> = Pin<
    Box<dyn Future<Output = Result<Token, Box<dyn std::error::Error + Send + Sync>>> + Send + 'a>,
>;

/// What [`TokenSource::token`] returns: a token, or why there is none.
#[cfg(target_arch = "wasm32")]
pub type TokenFuture<'a> =
    Pin<Box<dyn Future<Output = Result<Token, Box<dyn std::error::Error + Send + Sync>>> + 'a>>;

/// Where bearer tokens come from: a login, a file, another service.
///
/// A client asks for a token when it has none that is still good, once however many calls wait
/// for it, and once more when the server answers 401 to one that it had kept. A failure ends the
/// calls that wait with an error of the kind [`Token`](super::ErrorKind::Token), whose `source()`
/// it is, or says the same where another call asked: it should not hold a secret. As long as a token
/// that is to be replaced is still good, it serves where there is no other.
///
/// It is asked in a task of its own: a call whose time is up leaves the answer to the next one, which waits
/// for it unless it is a minute old.
///
/// ```text
/// struct Login;
///
/// impl TokenSource for Login {
///     fn token(&self) -> TokenFuture<'_> {
///         Box::pin(async {
///             let answer = log_in().await?;
///             Ok(Token::new(answer.token).expires_in(answer.lifetime))
///         })
///     }
/// }
/// ```
pub trait TokenSource: Send + Sync {
    /// Returns a token.
    fn token(&self) -> TokenFuture<'_>;
}

/// A bearer token. It is wiped from memory when it is no longer used.
pub struct Token {
    secret: Option<Secret>,
    lifetime: Option<Duration>,
}

impl Token {
    /// A token that is not kept: the source is asked again before the next attempt. Those that wait
    /// for it at the same time share it. White space around it is dropped.
    pub fn new(token: impl Into<String>) -> Self {
        Self {
            secret: Secret::new(token.into(), Credential::Bearer),
            lifetime: None,
        }
    }

    /// Sets for how long from now on the token is good. The client asks for another when a tenth of that
    /// time is left, or a minute if that is less.
    #[must_use]
    pub fn expires_in(mut self, lifetime: Duration) -> Self {
        self.lifetime = Some(lifetime);
        self
    }
}

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Token")
            .field("secret", &self.secret)
            .field("lifetime", &self.lifetime)
            .finish()
    }
}

/// A token for an attempt.
pub(crate) struct Found {
    pub(crate) secret: Arc<Secret>,
    /// Whether it was there before the attempt.
    pub(crate) is_cached: bool,
}

/// A source, and the token that it gave.
pub(crate) struct Tokens {
    source: Arc<dyn TokenSource>,
    kept: Mutex<Option<Kept>>,
    /// How often the source has answered.
    asked: AtomicU64,
    /// Held by the one that waits for the source. If it gives up, the next in the row goes on.
    asking: AsyncMutex<Asking>,
}

#[derive(Default)]
struct Asking {
    /// The answer that is on its way, and since when.
    #[cfg(not(target_arch = "wasm32"))]
    pending: Option<(Moment, Pending)>,
    /// Why there was no token the last time.
    failure: Option<String>,
}

/// What a source says.
#[cfg(not(target_arch = "wasm32"))]
type Answer = Result<Token, BoxError>;

/// An answer of the source, on its way whoever waits for it.
#[cfg(not(target_arch = "wasm32"))]
struct Pending(JoinHandle<Answer>);

#[cfg(not(target_arch = "wasm32"))]
impl Drop for Pending {
    fn drop(&mut self) {
        self.0.abort();
    }
}

struct Kept {
    secret: Arc<Secret>,
    since: Moment,
    /// For how long from then on it is good.
    lifetime: Duration,
}

impl Tokens {
    pub(crate) fn new(source: Arc<dyn TokenSource>) -> Self {
        Self {
            source,
            kept: Mutex::new(None),
            asked: AtomicU64::new(0),
            asking: AsyncMutex::default(),
        }
    }

    /// Returns the token that is kept, or asks for another.
    pub(crate) async fn get(&self, clock: &dyn Clock) -> Result<Found, BoxError> {
        let age = |kept: &Kept| clock.now().saturating_duration_since(kept.since);
        if let Some(found) = self.kept(|kept| age(kept) < kept.term()) {
            return Ok(found);
        }
        // Used only where there is no other.
        let still_good = || self.kept(|kept| age(kept) < kept.lifetime);
        let asked = self.asked.load(Ordering::Acquire);
        let mut asking = match self.asking.try_lock() {
            Ok(asking) => asking,
            Err(_) => match still_good() {
                Some(found) => return Ok(found),
                None => self.asking.lock().await,
            },
        };
        // Another may have got one in the meantime, or have failed to.
        if asked != self.asked.load(Ordering::Acquire) {
            if let Some(message) = &asking.failure {
                return still_good().ok_or_else(|| message.clone().into());
            }
            if let Some(found) = self.kept(|_| true) {
                return Ok(found);
            }
        }
        let good = still_good();
        let mut grace = good.is_some().then(|| clock.timer(GRACE));
        let answer = race(pin!(self.answer(&mut asking, clock)), grace.as_mut()).await;
        let Ok(answer) = answer else {
            return good.ok_or_else(|| "there is no bearer token".into());
        };
        self.asked.fetch_add(1, Ordering::Release);
        asking.failure = answer.as_ref().err().map(ToString::to_string);
        let (kept, is_cached) = match answer {
            Ok(answer) => answer,
            Err(error) => return still_good().ok_or(error),
        };
        let secret = Arc::clone(&kept.secret);
        *self.kept.lock().unwrap_or_else(PoisonError::into_inner) = Some(kept);
        Ok(Found { secret, is_cached })
    }

    /// Waits for the source, in a task of its own: who has less time than it takes leaves it to the
    /// next. Returns also whether it was asked before.
    #[cfg(not(target_arch = "wasm32"))]
    async fn answer(
        &self,
        asking: &mut Asking,
        clock: &dyn Clock,
    ) -> Result<(Kept, bool), BoxError> {
        let now = clock.now();
        let is_old = |since: Moment| now.saturating_duration_since(since) >= PATIENCE;
        asking.pending.take_if(|(since, _)| is_old(*since));
        let mut is_earlier = asking.pending.is_some();
        loop {
            let Some((since, pending)) = &mut asking.pending else {
                let source = Arc::clone(&self.source);
                let answer = async move { source.token().await };
                let Ok(runtime) = Handle::try_current() else {
                    return Ok((Kept::new(answer.await?, now)?, false));
                };
                let task = runtime.spawn(answer.instrument(trace::current()));
                asking.pending = Some((now, Pending(task)));
                continue;
            };
            let since = *since;
            let age = now.saturating_duration_since(since);
            let was_there = is_earlier && pending.0.is_finished();
            // It may be on a runtime that nobody drives any more.
            let mut limit = is_earlier.then(|| clock.timer(PATIENCE.saturating_sub(age)));
            let joined = race(Pin::new(&mut pending.0), limit.as_mut()).await;
            asking.pending = None;
            let Ok(joined) = joined else {
                is_earlier = false;
                continue;
            };
            match joined {
                Ok(answer) if was_there && has_passed(&answer, age) => is_earlier = false,
                Ok(answer) => return Ok((Kept::new(answer?, since)?, is_earlier)),
                Err(error) if error.is_panic() => resume_unwind(error.into_panic()),
                // The runtime is gone that it was asked on.
                Err(_) if is_earlier => is_earlier = false,
                Err(error) => return Err(error.into()),
            }
        }
    }

    #[cfg(target_arch = "wasm32")]
    async fn answer(
        &self,
        _asking: &mut Asking,
        clock: &dyn Clock,
    ) -> Result<(Kept, bool), BoxError> {
        let now = clock.now();
        Ok((Kept::new(self.source.token().await?, now)?, false))
    }

    /// Forgets a token, unless it was replaced already.
    pub(crate) fn forget(&self, token: &Arc<Secret>) {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        kept.take_if(|kept| Arc::ptr_eq(&kept.secret, token));
    }

    /// The token that is kept, if it will do.
    fn kept(&self, will_do: impl Fn(&Kept) -> bool) -> Option<Found> {
        let kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        let kept = kept.as_ref().filter(|kept| will_do(kept))?;
        let (secret, is_cached) = (Arc::clone(&kept.secret), true);
        Some(Found { secret, is_cached })
    }
}

/// Whether what a source said is of no use any more, so long after it was asked: a failure, or a token
/// whose time is over.
#[cfg(not(target_arch = "wasm32"))]
fn has_passed(answer: &Answer, age: Duration) -> bool {
    match answer {
        Ok(token) => token.lifetime.is_some_and(|lifetime| age >= lifetime),
        Err(_) => true,
    }
}

impl Kept {
    fn new(token: Token, since: Moment) -> Result<Self, BoxError> {
        let secret = token.secret.filter(Secret::fits_a_header);
        let secret = secret.ok_or("the token must be printable ASCII characters")?;
        Ok(Self {
            secret: Arc::new(secret),
            since,
            lifetime: token.lifetime.unwrap_or_default(),
        })
    }

    /// For how long it is used before another is asked for.
    fn term(&self) -> Duration {
        self.lifetime.saturating_sub(MARGIN.min(self.lifetime / 10))
    }
}
