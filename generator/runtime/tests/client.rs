//! The client against a server that misbehaves: every point of its contract.

#[path = "../src/lib.rs"]
mod runtime;
mod support;

#[path = "client/answers.rs"]
mod answers;
#[path = "client/conference.rs"]
mod conference;
#[path = "client/construction.rs"]
mod construction;
#[path = "client/requests.rs"]
mod requests;
#[path = "client/retries.rs"]
mod retries;
#[path = "client/validation.rs"]
mod validation;
