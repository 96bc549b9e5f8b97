//! The client against a server that misbehaves: every point of its contract.

#[path = "../src/lib.rs"]
mod runtime;
mod support;

#[path = "../wire/multipart.rs"]
#[allow(unreachable_pub, reason = "public in a generated crate")]
mod multipart;

#[path = "../wire/link_header.rs"]
mod link_header;
#[path = "../wire/pages.rs"]
#[allow(unreachable_pub, reason = "public in a generated crate")]
mod pages;
#[path = "client/pages.rs"]
mod pages_asked;

#[path = "../wire/parameters.rs"]
mod parameters;
#[path = "client/parameters.rs"]
mod parameters_sent;

#[path = "client/answers.rs"]
mod answers;
#[cfg(feature = "blocking")]
#[path = "client/blocking.rs"]
mod blocking;
#[path = "client/cancellation.rs"]
mod cancellation;
#[path = "client/conference.rs"]
mod conference;
#[path = "client/construction.rs"]
mod construction;
#[path = "client/forms.rs"]
mod forms;
#[path = "client/heads.rs"]
mod heads;
#[cfg(feature = "http2")]
#[path = "client/http2.rs"]
mod http2;
#[path = "client/idempotency.rs"]
mod idempotency;
#[path = "client/limits.rs"]
mod limits;
#[path = "client/media.rs"]
mod media;
#[path = "client/mocking.rs"]
mod mocking;
#[path = "client/parts.rs"]
mod parts;
#[path = "client/requests.rs"]
mod requests;
#[path = "client/retries.rs"]
mod retries;
#[path = "client/secrets.rs"]
mod secrets;
#[path = "client/servers.rs"]
mod servers;
#[cfg(feature = "rustls")]
#[path = "client/tls.rs"]
mod tls;
#[path = "client/token_waits.rs"]
mod token_waits;
#[path = "client/tokens.rs"]
mod tokens;
#[cfg(feature = "tracing")]
#[path = "client/tracing.rs"]
mod tracing;
#[path = "client/uploads.rs"]
mod uploads;
#[path = "client/validation.rs"]
mod validation;
#[path = "client/wrappings.rs"]
mod wrappings;
