//! Why a message was refused.

use std::fmt;
use std::time::Duration;

use crate::runtime::json::DecodeError;

/// Why a message was refused. It was not acted on; whoever sent it should be answered 400, except
/// for [`Key`](Self::Key).
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum WebhookError {
    /// The key that signatures are verified with is missing or is no key. That is a mistake of the
    /// receiver, not of the message: a 5xx has it sent again.
    Key(String),
    /// A header is not there.
    #[non_exhaustive]
    MissingHeader {
        /// Its name.
        name: String,
    },
    /// A header is there, but does not hold what it should.
    #[non_exhaustive]
    MalformedHeader {
        /// Its name.
        name: String,
        /// What is wrong with it.
        problem: &'static str,
    },
    /// The message was sent longer ago than is tolerated. It may be an old one, sent once more.
    #[non_exhaustive]
    TooOld {
        /// How long ago, in whole seconds.
        age: Duration,
    },
    /// The message was sent further in the future than is tolerated: one of the clocks is wrong.
    #[non_exhaustive]
    TooNew {
        /// How far, in whole seconds.
        ahead: Duration,
    },
    /// The signature is not one of this message by the key's owner.
    WrongSignature,
    /// The message is not JSON, or an event of another shape than the description has.
    Decode(DecodeError),
    /// A verifier of one's own refuses it.
    Other(String),
}

impl WebhookError {
    /// A refusal because a header is not there.
    pub fn missing_header(name: &str) -> Self {
        Self::MissingHeader {
            name: name.to_owned(),
        }
    }

    /// A refusal because a header does not hold what it should; `problem` ends a sentence that
    /// begins with its name, such as "holds no signature".
    pub fn malformed_header(name: &str, problem: &'static str) -> Self {
        Self::MalformedHeader {
            name: name.to_owned(),
            problem,
        }
    }
}

impl fmt::Display for WebhookError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Key(problem) => write!(f, "the key of webhooks: {problem}"),
            Self::MissingHeader { name } => write!(f, "the header `{name}` is missing"),
            Self::MalformedHeader { name, problem } => {
                write!(f, "the header `{name}` {problem}")
            }
            Self::TooOld { age } => {
                write!(f, "the message was sent {} seconds ago", age.as_secs())
            }
            Self::TooNew { ahead } => write!(
                f,
                "the message was sent {} seconds in the future",
                ahead.as_secs()
            ),
            Self::WrongSignature => f.write_str("the signature is not one of this message"),
            Self::Decode(error) => write!(f, "the message can't be read: {error}"),
            Self::Other(problem) => f.write_str(problem),
        }
    }
}

impl std::error::Error for WebhookError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Decode(error) => Some(error),
            Self::Key(_)
            | Self::MissingHeader { .. }
            | Self::MalformedHeader { .. }
            | Self::TooOld { .. }
            | Self::TooNew { .. }
            | Self::WrongSignature
            | Self::Other(_) => None,
        }
    }
}

impl From<DecodeError> for WebhookError {
    fn from(error: DecodeError) -> Self {
        Self::Decode(error)
    }
}
