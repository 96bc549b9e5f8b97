//! Calls without an async runtime: they run on one of the crate's own, in the background.

use std::sync::{Mutex, PoisonError, mpsc};
use std::thread::{self, ThreadId};

use tokio::runtime::{Builder, Handle};

use super::clock::BoxFuture;
use super::error::{Cause, Error, Record};

/// The runtime that all blocking calls of the process share, and the thread that it is on.
#[derive(Clone)]
struct Background {
    handle: Handle,
    thread: ThreadId,
}

/// Runs a call to its end.
///
/// It runs on another thread, so that connections outlive the call, and that a caller who is
/// inside of an async runtime after all blocks its thread, but doesn't panic. On that thread itself,
/// such as in the source of tokens of a blocking call, it would wait for itself.
pub(crate) fn run<T: Send + 'static>(call: BoxFuture<Result<T, Error>>) -> Result<T, Error> {
    let background = background()?;
    if thread::current().id() == background.thread {
        return Err(Error::configuration(
            "a blocking call cannot be made inside of another, where it would wait for itself: await it",
        ));
    }
    let (sender, receiver) = mpsc::sync_channel(1);
    background.handle.spawn(async move {
        // Whoever waited for it is there: this thread blocks until then.
        let _ = sender.send(call.await);
    });
    receiver.recv().map_err(|_| gone())?
}

/// Nobody sends the outcome: the call panicked, in a source of tokens or a stream of the caller's. What
/// became of the request is not known.
fn gone() -> Error {
    let message = "the call panicked, or the background runtime of blocking calls is gone";
    let record = Record {
        may_have_been_processed: true,
        ..Record::default()
    };
    Error::new(
        Cause::Configuration(message.to_owned(), None).into(),
        record,
    )
}

/// Returns the runtime. It starts with the first call, or with the next where that fails: there may have
/// been too many threads for a moment.
fn background() -> Result<Background, Error> {
    static BACKGROUND: Mutex<Option<Background>> = Mutex::new(None);
    let mut background = BACKGROUND.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(background) = &*background {
        return Ok(background.clone());
    }
    match start() {
        Ok(started) => Ok(background.insert(started).clone()),
        Err(error) => Err(Error::configuration(format!(
            "the runtime of blocking calls cannot start: {error}"
        ))),
    }
}

fn start() -> std::io::Result<Background> {
    let runtime = Builder::new_current_thread().enable_all().build()?;
    let handle = runtime.handle().clone();
    let thread = thread::Builder::new()
        .name("blocking-calls".to_owned())
        .spawn(move || runtime.block_on(std::future::pending::<()>()))?;
    let thread = thread.thread().id();
    Ok(Background { handle, thread })
}
