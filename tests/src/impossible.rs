//! What the types of the generated crate make impossible to say, as programs that must not compile.
//!
//! Each follows on a program that differs in the one expression and does compile, so that nothing
//! else can be what is wrong with it.
//!
//! # `body_missing_required`
//!
//! The required properties are the arguments of `new`, and there is no other way to make a request.
//!
//! ```
//! use telnyx_conferences::types::JoinConferenceRequest;
//!
//! let _ = JoinConferenceRequest::new("leg");
//! ```
//!
//! ```compile_fail,E0061
//! use telnyx_conferences::types::JoinConferenceRequest;
//!
//! let _ = JoinConferenceRequest::new();
//! ```
//!
//! ```compile_fail,E0599
//! use telnyx_conferences::types::JoinConferenceRequest;
//!
//! let _ = JoinConferenceRequest::default();
//! ```
//!
//! ```compile_fail,E0277
//! use telnyx_conferences::types::JoinConferenceRequest;
//!
//! let _ = JoinConferenceRequest::new(None::<String>);
//! ```
//!
//! # `body_lone_surrogate`
//!
//! Text is text: bytes that may be none are not taken, and the language has no such literal.
//!
//! ```
//! use telnyx_conferences::types::JoinConferenceRequest;
//!
//! let text: String = String::from_utf8(b"xy".to_vec()).unwrap();
//! let _ = JoinConferenceRequest::new(text);
//! ```
//!
//! ```compile_fail,E0277
//! use telnyx_conferences::types::JoinConferenceRequest;
//!
//! let text: Vec<u8> = b"x\xed\xa0\x80y".to_vec();
//! let _ = JoinConferenceRequest::new(text);
//! ```
//!
//! ```compile_fail,E0277
//! use telnyx_conferences::types::JoinConferenceRequest;
//!
//! let text: Vec<u8> = b"x\xed\xa0\x80y".to_vec();
//! let _ = JoinConferenceRequest::new("leg").command_id(text);
//! ```
//!
//! # Null
//!
//! The description has none; `extra_body` says it all the same.
//!
//! ```
//! use telnyx_conferences::types::{JoinConferenceRequest, Region};
//!
//! let _ = JoinConferenceRequest::new("leg").hold(false).region(Region::Us);
//! ```
//!
//! ```compile_fail,E0308
//! use telnyx_conferences::types::JoinConferenceRequest;
//!
//! let _ = JoinConferenceRequest::new("leg").hold(None);
//! ```
//!
//! ```compile_fail,E0277
//! use telnyx_conferences::types::{JoinConferenceRequest, Region};
//!
//! let _ = JoinConferenceRequest::new("leg").region(None::<Region>);
//! ```
//!
//! # What would break when the description grows
//!
//! A request whose fields are all named, a match that knows all values, and a value built as
//! unknown that becomes a known one.
//!
//! ```
//! use telnyx_conferences::types::{ConferenceCommandResult, Region};
//!
//! let _ = ConferenceCommandResult::new("ok");
//! let _ = match Region::from("Mars") {
//!     Region::Australia | Region::Europe | Region::MiddleEast | Region::Us => "known",
//!     Region::Unknown(_) => "unknown",
//!     _ => "later",
//! };
//! ```
//!
//! ```compile_fail,E0639
//! use telnyx_conferences::types::ConferenceCommandResult;
//!
//! let _ = ConferenceCommandResult { result: "ok".to_owned() };
//! ```
//!
//! ```compile_fail,E0004
//! use telnyx_conferences::types::Region;
//!
//! let _ = match Region::from("Mars") {
//!     Region::Australia | Region::Europe | Region::MiddleEast | Region::Us => "known",
//!     Region::Unknown(_) => "unknown",
//! };
//! ```
//!
//! ```compile_fail,E0624
//! use telnyx_conferences::types::{Region, UnknownValue};
//!
//! let _ = Region::Unknown(UnknownValue::new("Mars"));
//! ```
//!
//! # A call that is dropped
//!
//! Nothing is sent before a call is awaited, so that one which never is has to be an error where
//! warnings are.
//!
//! ```
//! #![deny(unused_must_use)]
//! use telnyx_conferences::{Client, Error, types::JoinConferenceRequest};
//!
//! async fn join(client: Client) -> Result<(), Error> {
//!     client.conferences().actions().join("id", JoinConferenceRequest::new("leg")).await?;
//!     Ok(())
//! }
//! ```
//!
//! ```compile_fail
//! #![deny(unused_must_use)]
//! use telnyx_conferences::{Client, Error, types::JoinConferenceRequest};
//!
//! async fn join(client: Client) -> Result<(), Error> {
//!     client.conferences().actions().join("id", JoinConferenceRequest::new("leg"));
//!     Ok(())
//! }
//! ```
