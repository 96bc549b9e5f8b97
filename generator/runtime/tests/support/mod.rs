//! What tests of a client need: a server that misbehaves on demand.
#![allow(
    dead_code,
    unreachable_pub,
    unused_imports,
    reason = "no test uses all of it"
)]

pub mod action;
pub mod server;

pub use self::action::{Action, Framing, Reply};
pub use self::server::{ClosedPort, Request, Server};
