//! The requests of the generated client, byte for byte, against a real socket.

#[path = "requests/captured.rs"]
mod captured;
#[path = "requests/differences.rs"]
mod differences;
#[path = "requests/environment.rs"]
mod environment;
#[path = "requests/examples.rs"]
mod examples;
#[path = "requests/idempotency.rs"]
mod idempotency;
#[path = "requests/impossible.rs"]
mod impossible;
#[path = "requests/sent.rs"]
mod sent;
#[path = "requests/types.rs"]
mod types;
#[path = "requests/validation.rs"]
mod validation;
#[path = "requests/whole.rs"]
mod whole;
