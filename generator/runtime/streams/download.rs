//! Bytes that are read while they come.

use std::fmt;
use std::future::poll_fn;
use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::Bytes;
use futures_core::Stream;
use http::header;

use super::pieces::{Origin, Pieces};
use super::source::Polled;
use crate::runtime::draft::Expected;
use crate::runtime::execute::Outcome;
use crate::runtime::json::DecodeError;
use crate::runtime::{Call, Error};

/// Bytes that are read while they come, so that a large file is never in memory whole.
///
/// The server is slowed down to the pace at which the pieces are read. After its first piece a
/// download is not tried again. Dropping it closes the connection.
///
/// What is encoded in another way than by gzip is handed on as it is; the header `content-encoding` says so.
///
/// In a browser it is one piece, when all of it is there.
///
/// It is also a [`Stream`] of its pieces.
pub struct Download {
    pieces: Polled<Pieces>,
    content_length: Option<u64>,
}

impl<P> Call<Bytes, P> {
    /// Reads the answer while it comes, piece by piece, instead of whole into memory.
    ///
    /// [`timeout`](Self::timeout) is then how long the answer may take to begin, and each piece to
    /// come; a [`deadline`](Self::deadline) is one for all of it. How long it is has no limit unless
    /// [`max_response_bytes`](Self::max_response_bytes) sets one.
    pub fn stream(self) -> Call<Download, P> {
        self.read_as(Expected::Stream, Download::begin)
    }
}

impl<P> Call<Option<Bytes>, P> {
    /// Reads the answer while it comes, piece by piece, instead of whole into memory, as calls do that
    /// always answer bytes. An answer without a body has no pieces, and its status says what it means.
    pub fn stream(self) -> Call<Download, P> {
        self.read_as(Expected::Stream, Download::begin)
    }
}

impl Download {
    #[expect(
        clippy::unnecessary_wraps,
        reason = "what reads an answer may fail; this doesn't"
    )]
    fn begin(outcome: &mut Outcome) -> Result<Self, DecodeError> {
        let length = Origin::of(outcome);
        let length = length.text(&header::CONTENT_LENGTH);
        let length = length.and_then(|length| length.trim().parse().ok());
        let limit = outcome.rest.as_ref();
        let limit = limit.and_then(|rest| rest.prepared.limits.max_download_bytes);
        let pieces = Pieces::new(outcome, limit);
        let is_compressed = pieces.as_ref().is_some_and(Pieces::is_compressed);
        Ok(Self {
            pieces: Polled::new(pieces),
            content_length: length.filter(|_| !is_compressed),
        })
    }

    /// Returns how many bytes there will be, if the server says so and does not compress them.
    pub fn content_length(&self) -> Option<u64> {
        self.content_length
    }

    /// Waits for the next piece. None at the end, and after an error.
    ///
    /// Giving up the wait loses nothing: the piece comes with the next call.
    ///
    /// # Errors
    /// If the connection is lost, or a piece takes longer than the timeout of the call.
    pub async fn chunk(&mut self) -> Result<Option<Bytes>, Error> {
        poll_fn(|context| self.pieces.poll(context))
            .await
            .transpose()
    }

    /// Reads the download without an async runtime: as a [`Read`](std::io::Read), or piece by piece
    /// as an iterator.
    #[cfg(all(feature = "blocking", not(target_arch = "wasm32")))]
    pub fn blocking(self) -> super::Blocking<Self> {
        super::Blocking::new(self)
    }
}

impl Stream for Download {
    type Item = Result<Bytes, Error>;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.get_mut().pieces.poll(context)
    }
}

impl fmt::Debug for Download {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Download")
            .field("content_length", &self.content_length)
            .finish_non_exhaustive()
    }
}
