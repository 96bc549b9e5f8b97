//! Many calls at once: in, a client; out, how many answers were the right ones, and what it took.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use anyhow::{Result, ensure};
use tokio::task::JoinSet;

use super::memory;

/// The key of both clients. The server does not ask whose it is.
pub(crate) const KEY: &str = "KEY0123456789ABCDEF_bench";

/// How many calls are under way at any time.
pub(crate) const CONCURRENCY: u64 = 256;

/// A way to make a call.
pub(crate) trait Call: Clone + Send + Sync + 'static {
    /// Lets a call leg join a conference, and returns the result: this server's is the leg.
    fn join(&self, number: u64) -> impl Future<Output = Result<String>> + Send;
}

/// What a number of calls took.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Cost {
    pub(crate) elapsed: Duration,
    /// Of all threads of this process, where the system tells.
    pub(crate) processor: Option<Duration>,
}

/// Returns the call leg of a call. Each has its own, so that no answer passes for another one's.
pub(crate) fn leg(number: u64) -> String {
    format!("v3:MdI91X4lWFEs7IgbBEOT9M4AigoY08M0WWZFISt1Yw2axZ_IiE4pqg-{number:08}")
}

/// Makes calls. Fails with the first one that does.
pub(crate) async fn run<C: Call>(client: &C, calls: u64) -> Result<Cost> {
    let next = Arc::new(AtomicU64::new(0));
    let processor = memory::processor_time();
    let started = Instant::now();
    let mut workers = JoinSet::new();
    for _ in 0..CONCURRENCY {
        workers.spawn(work(client.clone(), Arc::clone(&next), calls));
    }
    let mut answered = 0;
    while let Some(worker) = workers.join_next().await {
        answered += worker??;
    }
    let elapsed = started.elapsed();
    ensure!(
        answered == calls,
        "{answered} of {calls} calls were answered"
    );
    Ok(Cost {
        elapsed,
        processor: memory::processor_time()
            .zip(processor)
            .map(|(after, before)| after.saturating_sub(before)),
    })
}

/// Makes one call after the other, until there are enough. Returns how many it made.
async fn work<C: Call>(client: C, next: Arc<AtomicU64>, calls: u64) -> Result<u64> {
    let mut answered = 0;
    loop {
        let number = next.fetch_add(1, Ordering::Relaxed);
        if number >= calls {
            return Ok(answered);
        }
        let result = client.join(number).await?;
        ensure!(
            result == leg(number),
            "call {number} got the answer `{result}`"
        );
        answered += 1;
    }
}
