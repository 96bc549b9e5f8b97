//! Calls without an async runtime: they run on one of the crate's own, in the background.

use std::sync::{OnceLock, mpsc};

use tokio::runtime::{Builder, Handle};

use super::clock::BoxFuture;
use super::error::Error;

/// Runs a call to its end.
///
/// It runs on another thread, so that connections outlive the call, and that a caller who is
/// inside of an async runtime after all blocks its thread, but doesn't panic.
pub(crate) fn run<T: Send + 'static>(call: BoxFuture<Result<T, Error>>) -> Result<T, Error> {
    let handle = background()?;
    let (sender, receiver) = mpsc::sync_channel(1);
    handle.spawn(async move {
        // Whoever waited for it is there: this thread blocks until then.
        let _ = sender.send(call.await);
    });
    let gone = |_| Error::configuration("the background runtime of blocking calls is gone");
    receiver.recv().map_err(gone)?
}

/// Returns the runtime that all blocking calls of the process share. It starts with the first.
fn background() -> Result<&'static Handle, Error> {
    static HANDLE: OnceLock<Result<Handle, String>> = OnceLock::new();
    let handle = HANDLE.get_or_init(|| start().map_err(|error| error.to_string()));
    handle.as_ref().map_err(|error| {
        Error::configuration(format!(
            "the runtime of blocking calls cannot start: {error}"
        ))
    })
}

fn start() -> std::io::Result<Handle> {
    let runtime = Builder::new_current_thread().enable_all().build()?;
    let handle = runtime.handle().clone();
    std::thread::Builder::new()
        .name("blocking-calls".to_owned())
        .spawn(move || runtime.block_on(std::future::pending::<()>()))?;
    Ok(handle)
}
