//! The client run time: everything that all operations of an API share.
//!
//! A generated crate carries a copy of it. An operation's method fills an [`Outgoing`], plain data,
//! and hands it over as a [`Call`]; one core, which is not generic, sends it, repeats it where that
//! is safe, and reads the answer. What is particular to an API comes in by [`api::Api`].
#![allow(
    dead_code,
    unreachable_pub,
    unused_imports,
    reason = "an API without header parameters, bodies or the like leaves those parts unused"
)]

pub mod api;
#[cfg(all(feature = "blocking", not(target_arch = "wasm32")))]
pub(crate) mod blocking;
mod body;
mod builder;
pub(crate) mod call;
mod client;
mod client_credentials;
pub(crate) mod clock;
mod content;
pub(crate) mod credentials;
pub(crate) mod draft;
pub(crate) mod error;
pub(crate) mod execute;
pub(crate) mod form;
pub(crate) mod headers;
pub mod json;
mod options;
mod outgoing;
pub(crate) mod path;
mod random;
mod request_body;
mod request_checks;
pub(crate) mod response;
pub(crate) mod secret;
pub(crate) mod server;
#[cfg(any(test, feature = "test-util"))]
pub mod testing;
mod token;
mod trace;
mod transport;

pub use self::builder::ClientBuilder;
pub use self::call::{Call, CallFuture, CancelSignal};
pub use self::client::Client;
pub use self::client_credentials::ClientCredentials;
pub use self::error::{Error, ErrorKind};
pub(crate) use self::form::{
    FormStyle, encode as form_encode, joined as form_joined, pairs as form_pairs,
    reserved_pairs as form_reserved,
};
pub(crate) use self::headers::AnswerHeaders;
pub use self::options::{Options, RetryMode};
pub(crate) use self::outgoing::Alternatives;
pub use self::outgoing::Outgoing;
pub use self::request_body::RequestBody;
pub use self::response::Response;
pub(crate) use self::response::{Answer, ByStatus};
pub use self::server::Server;
pub use self::token::{Token, TokenFuture, TokenSource};
