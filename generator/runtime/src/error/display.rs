//! What an error says: the operation, the status, and the first thing the server says about it.

use std::fmt;

use super::super::content::BodyError;
use super::super::headers;
use super::{Cause, Error, Limit};

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(operation) = &self.inner().record.operation {
            write!(f, "{} {}: ", operation.method, operation.template)?;
        }
        self.what_happened(f)?;
        if self.inner().record.is_body_spent {
            f.write_str("; not tried again, since a part of the streamed body was sent")?;
        }
        Ok(())
    }
}

impl Error {
    fn what_happened(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.inner().failure.cause {
            Cause::Configuration(message, _) => f.write_str(message),
            Cause::InvalidRequest {
                violations,
                problems,
            } => {
                f.write_str("the request was not sent: ")?;
                let mut separator = "";
                for problem in problems {
                    write!(f, "{separator}{problem}")?;
                    separator = "; ";
                }
                for violation in violations {
                    write!(f, "{separator}{violation}")?;
                    separator = "; ";
                }
                Ok(())
            }
            Cause::Token(_) => f.write_str("there is no bearer token: its source failed"),
            Cause::Connect(_) => f.write_str("could not connect"),
            Cause::Timeout(limit) => {
                write!(f, "{limit}")?;
                self.after_status(f)
            }
            Cause::Io(source) if BodyError::is_behind(&**source) => {
                f.write_str("the stream of the body failed")
            }
            Cause::Io(_) => {
                f.write_str("the connection was lost")?;
                self.after_status(f)
            }
            Cause::Unreadable(_) => f.write_str("the head of the answer cannot be read"),
            Cause::Status(_) => self.refusal(f),
            Cause::Decode(source) => {
                self.write_status(f)?;
                match (self.inner().failure.is_empty, self.encoding()) {
                    (true, _) => f.write_str(", but its body is empty"),
                    (_, Some(encoding)) => write!(
                        f,
                        ", but its body is encoded as `{encoding:.40}`, which is not decoded: {source}"
                    ),
                    _ => {
                        write!(f, ", but its body cannot be read: {source}")?;
                        match self.message() {
                            Some(message) => write!(f, "; the server says: {message}"),
                            None => Ok(()),
                        }
                    }
                }
            }
            Cause::Redirect => {
                self.write_status(f)?;
                f.write_str(", which is not followed")
            }
            Cause::TooLarge(limit) => {
                self.write_status(f)?;
                write!(f, ", but its body has more than {limit} bytes")
            }
            Cause::Cancelled => f.write_str("the call was cancelled"),
        }
    }

    /// Returns how the body is encoded, if it was left so.
    fn encoding(&self) -> Option<&str> {
        headers::undecoded(self.headers()?)
    }

    fn refusal(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.write_status(f)?;
        if let Some(message) = self.message() {
            write!(f, ": {message}")?;
        }
        match self.request_id() {
            Some(id) => write!(f, " (request id {id})"),
            None => Ok(()),
        }
    }

    fn write_status(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.status() {
            Some(status) => write!(f, "{status}"),
            None => Ok(()),
        }
    }

    fn after_status(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.status() {
            Some(status) => write!(f, ", in the middle of the answer {status}"),
            None => Ok(()),
        }
    }
}

impl fmt::Display for Limit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Attempt(limit) => write!(f, "no whole answer within {limit:?}"),
            Self::Token(limit) => write!(f, "no bearer token within {limit:?}"),
            Self::Piece(limit) => write!(f, "nothing more within {limit:?}"),
            Self::Deadline(limit) => write!(f, "the deadline of {limit:?} passed"),
            Self::Transport(_) => f.write_str("the transport timed out"),
        }
    }
}
