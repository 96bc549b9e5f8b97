//! A connection that speaks another protocol after the answer.

use std::fmt;
use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::Bytes;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

use super::pieces::Origin;
use crate::runtime::draft::Expected;
use crate::runtime::error::Cause;
use crate::runtime::execute::{Outcome, Rest};
use crate::runtime::json::DecodeError;
use crate::runtime::{Call, Error, Outgoing};

/// An answer by which the server agreed to speak another protocol (101): the connection is the
/// caller's from here on.
pub struct Upgrade {
    rest: Option<Box<Rest>>,
    origin: Origin,
}

/// A connection that was handed over, to be read from and written to as `tokio` does. Dropping it
/// closes it.
pub struct Upgraded(reqwest::Upgraded);

impl Outgoing {
    /// Ends the request: the connection is handed over. The protocol is `tcp`, raw bytes, unless a
    /// header says otherwise.
    pub(crate) fn call_upgrade(self) -> Call<Upgrade> {
        let asking = self
            .header_below("connection", "Upgrade")
            .header_below("upgrade", "tcp");
        asking
            .call_empty()
            .read_as(Expected::Upgrade, Upgrade::begin)
    }
}

impl Upgrade {
    fn begin(outcome: &mut Outcome) -> Result<Self, DecodeError> {
        if outcome.rest.is_none() {
            let status = outcome.answer.status.to_string();
            return Err(DecodeError::other("101 Switching Protocols", &status));
        }
        Ok(Self {
            origin: Origin::of(outcome),
            rest: outcome.rest.take(),
        })
    }

    /// Returns the connection.
    ///
    /// # Errors
    /// If the connection was lost in between, or the transport cannot hand over one.
    pub async fn open(self) -> Result<Upgraded, Error> {
        let response = self.rest.and_then(|rest| rest.incoming.into_network());
        let Some(response) = response else {
            let cause = Cause::Io("this transport has no connection to hand over".into());
            return Err(self.origin.error(cause, Bytes::new()));
        };
        response.upgrade().await.map(Upgraded).map_err(|error| {
            let cause = Cause::Io(error.without_url().into());
            self.origin.error(cause, Bytes::new())
        })
    }
}

impl fmt::Debug for Upgrade {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Upgrade").finish_non_exhaustive()
    }
}

impl AsyncRead for Upgraded {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.0).poll_read(context, buffer)
    }
}

impl AsyncWrite for Upgraded {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.0).poll_write(context, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.0).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.0).poll_shutdown(context)
    }
}

impl fmt::Debug for Upgraded {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Upgraded").finish_non_exhaustive()
    }
}
