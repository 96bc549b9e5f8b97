//! Bounds the time to connect, call by call: `reqwest` knows one bound for a whole client only.

use std::fmt;
use std::pin::{Pin, pin};
use std::time::Duration;

use tower::util::MapFutureLayer;

use super::super::clock::{BoxFuture, race};
use super::BoxError;

tokio::task_local! {
    /// The bound of the call that is being made. The transport opens a connection inside of the
    /// future of the call that needs it.
    static CONNECT_TIMEOUT: Option<Duration>;
}

/// There was no connection in time.
#[derive(Debug)]
struct ConnectTimeout(Duration);

impl fmt::Display for ConnectTimeout {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "no connection within {:?}", self.0)
    }
}

impl std::error::Error for ConnectTimeout {}

type Connecting<T> = Pin<Box<dyn Future<Output = Result<T, BoxError>> + Send>>;

/// Runs a call with its bound.
pub(super) fn within<F: Future>(
    limit: Option<Duration>,
    call: F,
) -> impl Future<Output = F::Output> {
    CONNECT_TIMEOUT.scope(limit, call)
}

/// Applies the bound to every connection that is opened.
pub(super) fn layer<T: 'static, F>() -> MapFutureLayer<fn(F) -> Connecting<T>>
where
    F: Future<Output = Result<T, BoxError>> + Send + 'static,
{
    MapFutureLayer::new(bounded::<T, F>)
}

fn bounded<T, F>(connecting: F) -> Connecting<T>
where
    F: Future<Output = Result<T, BoxError>> + Send + 'static,
{
    let limit = CONNECT_TIMEOUT.try_with(|limit| *limit).ok().flatten();
    Box::pin(async move {
        let Some(limit) = limit else {
            return connecting.await;
        };
        if limit.is_zero() {
            return Err(ConnectTimeout(limit).into());
        }
        let mut timer: BoxFuture<()> = Box::pin(tokio::time::sleep(limit));
        let connection = race(pin!(connecting), Some(&mut timer)).await;
        connection.unwrap_or_else(|_| Err(ConnectTimeout(limit).into()))
    })
}
