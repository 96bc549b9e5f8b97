//! Decompresses a body piece by piece, so that a small one cannot become a huge one in memory.

use bytes::Bytes;

use super::super::error::Cause;

#[cfg(feature = "gzip")]
mod decoder {
    use flate2::{Decompress, FlushDecompress, Status};

    use super::super::super::headers;
    use super::{Bytes, Cause};

    /// The largest window that a compressor may have used.
    const WINDOW_BITS: u8 = 15;

    /// Room is made for this many bytes, and then for more the more there are.
    const ROOM: usize = 4 << 10;

    /// A body that is being decompressed.
    pub(crate) struct Gunzip {
        /// None where the compressor began nothing yet, or ended what it began.
        decoder: Option<Decompress>,
        /// Whether it has begun any part.
        is_begun: bool,
        bytes: Vec<u8>,
        limit: u64,
    }

    impl Gunzip {
        /// Returns a decoder, if the body is compressed in a way that it knows.
        pub(crate) fn new(encoding: &str, limit: u64) -> Option<Self> {
            // A browser has decompressed it.
            if cfg!(target_arch = "wasm32") || !headers::is_gzip(encoding) {
                return None;
            }
            Some(Self {
                decoder: None,
                is_begun: false,
                bytes: Vec::new(),
                limit,
            })
        }

        pub(crate) fn add(&mut self, mut piece: &[u8]) -> Result<(), Cause> {
            // A body may be compressed in several parts, one after the other.
            while !piece.is_empty() {
                if self.is_past_end(piece) {
                    return Ok(());
                }
                let read = self.decode(piece)?;
                if read == 0 {
                    return Err(Cause::Decode("the compressed body does not go on".into()));
                }
                piece = piece.get(read..).unwrap_or_default();
            }
            Ok(())
        }

        /// Whether a piece comes after a part, and begins none: some fill up with zeros.
        fn is_past_end(&mut self, piece: &[u8]) -> bool {
            if self.decoder.is_some() {
                return false;
            }
            let begins = |mark: &[u8]| piece.starts_with(mark) || mark.starts_with(piece);
            std::mem::replace(&mut self.is_begun, true) && !begins(b"\x1f\x8b")
        }

        /// Decodes up to the end of a piece or of a part. Returns how much of the piece that is.
        fn decode(&mut self, piece: &[u8]) -> Result<usize, Cause> {
            let new = || Decompress::new_gzip(WINDOW_BITS);
            let decoder = self.decoder.get_or_insert_with(new);
            let begin = decoder.total_in();
            let limit = usize::try_from(self.limit).unwrap_or(usize::MAX);
            loop {
                if self.bytes.len() == self.bytes.capacity() {
                    // One byte beyond the limit tells that there is more.
                    let left = limit.saturating_sub(self.bytes.len()).saturating_add(1);
                    let room = self.bytes.len().max(ROOM).min(left);
                    self.bytes.reserve_exact(room);
                }
                let read = usize::try_from(decoder.total_in() - begin).unwrap_or(usize::MAX);
                let rest = piece.get(read..).unwrap_or_default();
                let status = decoder
                    .decompress_vec(rest, &mut self.bytes, FlushDecompress::None)
                    .map_err(|error| Cause::Decode(error.into()))?;
                if self.bytes.len() > limit {
                    self.bytes.truncate(limit);
                    return Err(Cause::TooLarge(self.limit));
                }
                let is_over = status == Status::StreamEnd;
                // Where there is room left, all that could be decoded was.
                if is_over || self.bytes.len() < self.bytes.capacity() {
                    let read = decoder.total_in() - begin;
                    if is_over {
                        self.decoder = None;
                    }
                    return Ok(usize::try_from(read).unwrap_or(usize::MAX));
                }
            }
        }

        pub(crate) fn finish(mut self) -> (Bytes, Option<Cause>) {
            let cause = self.decoder.take();
            let cause = cause.map(|_| Cause::Decode("the compressed body is not whole".into()));
            self.bytes.shrink_to_fit();
            (self.bytes.into(), cause)
        }
    }
}

#[cfg(not(feature = "gzip"))]
mod decoder {
    use super::{Bytes, Cause};

    /// Without the feature no server is asked to compress.
    pub(crate) enum Gunzip {}

    impl Gunzip {
        pub(crate) fn new(_encoding: &str, _limit: u64) -> Option<Self> {
            None
        }

        pub(crate) fn add(&mut self, _piece: &[u8]) -> Result<(), Cause> {
            match *self {}
        }

        pub(crate) fn finish(self) -> (Bytes, Option<Cause>) {
            match self {}
        }
    }
}

pub(super) use self::decoder::Gunzip;
