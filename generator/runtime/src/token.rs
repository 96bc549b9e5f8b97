//! Bearer tokens that are asked for when they are needed, and kept while they are good.

use std::fmt;
use std::pin::Pin;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::sync::Mutex as AsyncMutex;

use super::api::Credential;
use super::clock::{Clock, Moment};
use super::error::BoxError;
use super::secret::Secret;

/// How long before its end a token is replaced, at most: a request takes time to arrive.
const MARGIN: Duration = Duration::from_secs(60);

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
/// it is, or says the same where another call asked: it should not hold a secret.
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
    /// A token that serves for one attempt: the source is asked again before the next. White space
    /// around it is dropped.
    pub fn new(token: impl Into<String>) -> Self {
        Self {
            secret: Secret::new(token.into(), Credential::Bearer),
            lifetime: None,
        }
    }

    /// Sets for how long from now on the token is good. The client keeps it until a tenth of that
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
    /// Held by the one that asks the source, with why there was no token the last time. If it gives up,
    /// the next in the row asks.
    asking: AsyncMutex<Option<String>>,
}

struct Kept {
    secret: Arc<Secret>,
    since: Moment,
    /// For how long from then on it is used.
    term: Duration,
}

impl Tokens {
    pub(crate) fn new(source: Arc<dyn TokenSource>) -> Self {
        Self {
            source,
            kept: Mutex::new(None),
            asked: AtomicU64::new(0),
            asking: AsyncMutex::new(None),
        }
    }

    /// Returns the token that is kept, or asks for another.
    pub(crate) async fn get(&self, clock: &dyn Clock) -> Result<Found, BoxError> {
        if let Some(secret) = self.kept(clock) {
            let is_cached = true;
            return Ok(Found { secret, is_cached });
        }
        let asked = self.asked.load(Ordering::Acquire);
        let mut failure = self.asking.lock().await;
        // Another may have got one in the meantime, or have failed to.
        if let Some(secret) = self.kept(clock) {
            let is_cached = true;
            return Ok(Found { secret, is_cached });
        }
        if let Some(message) = failure.as_ref() {
            if asked != self.asked.load(Ordering::Acquire) {
                return Err(message.clone().into());
            }
        }
        let since = clock.now();
        let answer = self.source.token().await;
        self.asked.fetch_add(1, Ordering::Release);
        *failure = answer.as_ref().err().map(ToString::to_string);
        let Token { secret, lifetime } = answer?;
        let secret = secret.filter(Secret::fits_a_header);
        let secret = secret.ok_or("the token must be printable ASCII characters")?;
        let secret = Arc::new(secret);
        let kept = lifetime.map(|lifetime| Kept {
            secret: Arc::clone(&secret),
            since,
            term: lifetime.saturating_sub(MARGIN.min(lifetime / 10)),
        });
        *self.kept.lock().unwrap_or_else(PoisonError::into_inner) = kept;
        let is_cached = false;
        Ok(Found { secret, is_cached })
    }

    /// Forgets a token, unless it was replaced already.
    pub(crate) fn forget(&self, token: &Arc<Secret>) {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        if kept
            .as_ref()
            .is_some_and(|kept| Arc::ptr_eq(&kept.secret, token))
        {
            *kept = None;
        }
    }

    fn kept(&self, clock: &dyn Clock) -> Option<Arc<Secret>> {
        let kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        let kept = kept.as_ref()?;
        let age = clock.now().saturating_duration_since(kept.since);
        (age < kept.term).then(|| Arc::clone(&kept.secret))
    }
}
