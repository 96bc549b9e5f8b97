//! Answers that are read piece by piece, while they come: downloads, server-sent events, JSON lines
//! and sequences, and connections that are handed over.
//!
//! A generated crate has the files that its operations need, and a `mod.rs` of its own.
#![allow(
    dead_code,
    unreachable_pub,
    unused_imports,
    reason = "what an API leaves unused is there for another"
)]

#[cfg(all(feature = "blocking", not(target_arch = "wasm32")))]
mod blocking;
mod download;
mod events;
mod framing;
mod inflate;
mod items;
mod pieces;
mod source;
mod sse;
#[cfg(not(target_arch = "wasm32"))]
mod upgrade;

#[cfg(all(feature = "blocking", not(target_arch = "wasm32")))]
pub use self::blocking::Blocking;
pub use self::download::Download;
pub use self::events::{Event, EventStream};
pub use self::items::JsonStream;
#[cfg(not(target_arch = "wasm32"))]
pub use self::upgrade::{Upgrade, Upgraded};
