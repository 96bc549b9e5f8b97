//! What the tests of the whole line share: the captured requests, how a program makes them with the
//! generated crate, and a server that follows a script.

pub mod case;
pub mod drive;
#[expect(clippy::missing_panics_doc, reason = "a test that panics has failed")]
pub mod generate;
pub mod hostile;
pub mod impossible;
pub mod injection;
pub mod large;
pub mod random;
#[expect(clippy::missing_panics_doc, reason = "a test that panics has failed")]
pub mod scopes;
pub mod shown;

#[path = "../../generator/runtime/tests/support/mod.rs"]
#[allow(
    missing_docs,
    clippy::missing_panics_doc,
    clippy::new_without_default,
    reason = "it belongs to the tests of the run time, and grows with them"
)]
pub mod support;
pub mod uuid;
