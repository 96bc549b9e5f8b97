//! Why an attempt failed, before it is known whether there will be another.

use std::time::Duration;

use super::super::json::Violation;
use super::super::response::Answer;
use super::ErrorKind;

/// An error of any type.
pub(crate) type BoxError = Box<dyn std::error::Error + Send + Sync>;

/// A failure, with what the server answered.
#[derive(Default)]
pub(crate) struct Failure {
    pub(crate) cause: Cause,
    pub(crate) answer: Option<Answer>,
    /// How long the server asked the client to wait.
    pub(crate) retry_after: Option<Duration>,
    /// What the server says went wrong.
    pub(crate) message: Option<String>,
    /// Whether the body came whole, and there is nothing in it.
    pub(crate) is_empty: bool,
}

/// One variant per kind of error.
#[derive(Default)]
pub(crate) enum Cause {
    /// What is wrong with the configuration.
    Configuration(String, Option<BoxError>),
    /// What is wrong with the request.
    InvalidRequest {
        /// In its body.
        violations: Vec<Violation>,
        /// Outside of its body.
        problems: Vec<String>,
    },
    /// There is no bearer token.
    Token(BoxError),
    /// No connection.
    Connect(BoxError),
    /// It took too long.
    Timeout(Limit),
    /// The connection was lost.
    Io(BoxError),
    /// What came over the connection is no answer.
    Unreadable(BoxError),
    /// An answer that is neither a success nor a redirect. Its body may have come in part only.
    Status(Option<BoxError>),
    /// A body that cannot be decompressed or read.
    Decode(BoxError),
    /// A redirect.
    Redirect,
    /// More bytes than this.
    TooLarge(u64),
    /// Given up.
    #[default]
    Cancelled,
}

/// What was it that took too long.
#[derive(Debug)]
pub(crate) enum Limit {
    /// One attempt.
    Attempt(Duration),
    /// The bearer token of one attempt, which was therefore not sent.
    Token(Duration),
    /// One piece of an answer that is read while it comes.
    Piece(Duration),
    /// The whole call.
    Deadline(Duration),
    /// Something that the caller's own transport limits.
    Transport(BoxError),
}

impl Cause {
    pub(crate) fn kind(&self) -> ErrorKind {
        match self {
            Self::Configuration(..) => ErrorKind::Configuration,
            Self::InvalidRequest { .. } => ErrorKind::InvalidRequest,
            Self::Token(_) => ErrorKind::Token,
            Self::Connect(_) => ErrorKind::Connect,
            Self::Timeout(_) => ErrorKind::Timeout,
            Self::Io(_) | Self::Unreadable(_) => ErrorKind::Io,
            Self::Status(_) => ErrorKind::Status,
            Self::Decode(_) => ErrorKind::Decode,
            Self::Redirect => ErrorKind::Redirect,
            Self::TooLarge(_) => ErrorKind::TooLarge,
            Self::Cancelled => ErrorKind::Cancelled,
        }
    }

    /// Returns what is behind a failure that is itself behind another one.
    pub(crate) fn into_source(self) -> Option<BoxError> {
        match self {
            Self::Io(source) | Self::Decode(source) => Some(source),
            Self::Timeout(limit) => Some(limit.to_string().into()),
            Self::TooLarge(limit) => Some(format!("the body has more than {limit} bytes").into()),
            _ => None,
        }
    }

    pub(crate) fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        let source = match self {
            Self::Configuration(_, source) | Self::Status(source) => source.as_ref()?,
            Self::Connect(source)
            | Self::Token(source)
            | Self::Io(source)
            | Self::Unreadable(source)
            | Self::Decode(source)
            | Self::Timeout(Limit::Transport(source)) => source,
            Self::InvalidRequest { .. }
            | Self::Timeout(
                Limit::Attempt(_) | Limit::Token(_) | Limit::Piece(_) | Limit::Deadline(_),
            )
            | Self::Redirect
            | Self::TooLarge(_)
            | Self::Cancelled => return None,
        };
        Some(&**source)
    }
}

/// Boxed, so that an attempt that works is not larger for those that don't.
impl From<Cause> for Box<Failure> {
    fn from(cause: Cause) -> Self {
        Self::new(Failure {
            cause,
            ..Failure::default()
        })
    }
}
