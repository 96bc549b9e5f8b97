//! What RUNTIME.md asks for, case by case, in words of its own.

use telnyx_conferences::ErrorKind;

/// What is to come of a behaviour.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Expected {
    /// How many requests reach the server, in each call.
    pub(crate) requests: usize,
    /// How often the client tries, in each call.
    pub(crate) attempts: u32,
    /// How long it waits between the tries, in milliseconds.
    pub(crate) delays: &'static [f64],
    pub(crate) end: End,
    /// How long the server of the last try asked to wait, in milliseconds.
    pub(crate) asked: Option<u64>,
    /// Why it is not what each official SDK does.
    pub(crate) why: &'static str,
}

/// How a call ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum End {
    /// With an answer, and the result in it.
    Answer(Option<&'static str>),
    /// With an error.
    Failure {
        kind: ErrorKind,
        may_have_been_processed: bool,
    },
}

/// The server has accepted the command.
pub(crate) fn accepted() -> Expected {
    Expected::one(End::Answer(Some("ok")))
}

/// The server has said nothing of a result.
pub(crate) fn no_result() -> Expected {
    Expected::one(End::Answer(None))
}

/// The server may have done what was asked for.
pub(crate) fn doubtful(kind: ErrorKind) -> Expected {
    Expected::one(End::Failure {
        kind,
        may_have_been_processed: true,
    })
}

/// The server certainly has not done what was asked for.
pub(crate) fn undone(kind: ErrorKind) -> Expected {
    Expected::one(End::Failure {
        kind,
        may_have_been_processed: false,
    })
}

impl Expected {
    fn one(end: End) -> Self {
        Self {
            requests: 1,
            attempts: 1,
            delays: &[],
            end,
            asked: None,
            why: "",
        }
    }

    /// All three tries are made, with the usual delays.
    pub(crate) fn after_all_tries(self) -> Self {
        self.after(&[500.0, 1000.0])
    }

    /// After so many delays.
    pub(crate) fn after(self, delays: &'static [f64]) -> Self {
        let requests = delays.len() + 1;
        Self {
            requests,
            attempts: u32::try_from(requests).expect("a few"),
            delays,
            ..self
        }
    }

    /// Nothing reaches the server.
    pub(crate) fn unsent(self) -> Self {
        Self {
            requests: 0,
            ..self
        }
    }

    pub(crate) fn asked(self, milliseconds: u64) -> Self {
        Self {
            asked: Some(milliseconds),
            ..self
        }
    }

    pub(crate) fn why(self, why: &'static str) -> Self {
        Self { why, ..self }
    }
}
