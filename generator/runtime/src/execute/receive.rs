//! Collects the body of an answer, up to the limit of what the caller will hold in memory.

use bytes::{Bytes, BytesMut};

use super::super::error::Cause;
use super::super::headers;
use super::super::transport::Incoming;
use super::gzip::Gunzip;

/// Room for a body whose length a server merely claims is made up to here.
const CLAIM_LIMIT: u64 = 1 << 20;

/// What came of a body so far.
pub(super) struct Collector {
    limit: u64,
    claimed: Option<u64>,
    content: Content,
}

enum Content {
    /// A body of one piece is not copied.
    Plain(Bytes),
    /// One of several pieces is.
    Pieces(BytesMut),
    /// Compressed: what is kept is decoded.
    Gzip(Box<Gunzip>),
}

impl Collector {
    pub(super) fn new(incoming: &Incoming, limit: u64) -> Self {
        let text = |name| headers::text(&incoming.headers, name);
        let content = match Gunzip::new(headers::encoding(&incoming.headers), limit) {
            Some(decoder) => Content::Gzip(Box::new(decoder)),
            None => Content::Plain(Bytes::new()),
        };
        Self {
            limit,
            claimed: text("content-length").and_then(|length| length.parse().ok()),
            content,
        }
    }

    fn add(&mut self, mut piece: Bytes) -> Result<(), Cause> {
        if let Content::Gzip(decoder) = &mut self.content {
            return decoder.add(&piece);
        }
        let room = usize::try_from(self.limit).unwrap_or(usize::MAX) - self.len();
        let is_too_large = piece.len() > room;
        piece.truncate(room);
        self.push(piece);
        if is_too_large {
            return Err(Cause::TooLarge(self.limit));
        }
        Ok(())
    }

    fn push(&mut self, piece: Bytes) {
        match &mut self.content {
            Content::Plain(first) if first.is_empty() => *first = piece,
            Content::Plain(first) => {
                let claimed = self.claimed.unwrap_or_default().min(CLAIM_LIMIT);
                let length = first.len() + piece.len();
                let room = usize::try_from(claimed).unwrap_or_default().max(length);
                let mut pieces = BytesMut::with_capacity(room);
                pieces.extend_from_slice(first);
                pieces.extend_from_slice(&piece);
                self.content = Content::Pieces(pieces);
            }
            Content::Pieces(pieces) => pieces.extend_from_slice(&piece),
            Content::Gzip(_) => {}
        }
    }

    fn len(&self) -> usize {
        match &self.content {
            Content::Plain(bytes) => bytes.len(),
            Content::Pieces(pieces) => pieces.len(),
            Content::Gzip(_) => 0,
        }
    }

    /// Returns the body, and what is wrong with its compression.
    pub(super) fn finish(self) -> (Bytes, Option<Cause>) {
        match self.content {
            Content::Plain(bytes) => (bytes, None),
            Content::Pieces(pieces) => (pieces.freeze(), None),
            Content::Gzip(decoder) => decoder.finish(),
        }
    }
}

/// Receives a body to its end. On failure the collector holds what came before.
pub(super) async fn receive(
    incoming: &mut Incoming,
    collector: &mut Collector,
) -> Result<(), Cause> {
    // The answer to a HEAD request has a length and no body: nothing is refused for it there.
    while let Some(piece) = incoming.chunk().await? {
        collector.add(piece)?;
    }
    Ok(())
}
