//! Decompresses a body while it is read, a little at a time, so that a small piece can't become a
//! huge one.

use std::io;

use bytes::Bytes;

#[cfg(feature = "gzip")]
mod decoder {
    use flate2::{Decompress, FlushDecompress, Status};

    use super::{Bytes, io};
    use crate::runtime::headers;

    /// The largest window that a compressor may have used.
    const WINDOW_BITS: u8 = 15;

    /// How much comes of a piece at once.
    const STEP: usize = 64 << 10;

    /// A body that is being decompressed.
    pub(crate) struct Inflate {
        /// None where the compressor began nothing yet, or ended what it began.
        decoder: Option<Decompress>,
        compressed: Bytes,
        /// Whether the compressor began anything.
        is_begun: bool,
        /// Whether there may be more of what was taken in: there was no room left for it.
        is_full: bool,
    }

    impl Inflate {
        /// Returns a decoder, if the body is compressed in a way that it knows.
        pub(crate) fn new(encoding: &str) -> Option<Self> {
            // A browser has decompressed it.
            let is_known = headers::is_gzip(encoding) && !cfg!(target_arch = "wasm32");
            is_known.then(|| Self {
                decoder: None,
                compressed: Bytes::new(),
                is_begun: false,
                is_full: false,
            })
        }

        /// Takes the next piece, once there is nothing left of the one before.
        pub(crate) fn add(&mut self, piece: Bytes) {
            self.compressed = piece;
        }

        /// Returns what comes of the piece. None when nothing is left of it.
        pub(crate) fn next(&mut self) -> io::Result<Option<Bytes>> {
            while self.is_full || !self.compressed.is_empty() {
                if self.is_past_end() {
                    self.compressed = Bytes::new();
                    return Ok(None);
                }
                let bytes = self.step()?;
                if !bytes.is_empty() {
                    return Ok(Some(bytes.into()));
                }
            }
            Ok(None)
        }

        /// Whether what comes after the end of a part begins none: some fill up with zeros.
        fn is_past_end(&mut self) -> bool {
            if self.decoder.is_some() {
                return false;
            }
            let piece = &*self.compressed;
            let begins = |mark: &[u8]| piece.starts_with(mark) || mark.starts_with(piece);
            std::mem::replace(&mut self.is_begun, true) && !begins(b"\x1f\x8b")
        }

        fn step(&mut self) -> io::Result<Vec<u8>> {
            let new = || Decompress::new_gzip(WINDOW_BITS);
            let decoder = self.decoder.get_or_insert_with(new);
            let (begin, mut bytes) = (decoder.total_in(), Vec::with_capacity(STEP));
            let status =
                decoder.decompress_vec(&self.compressed, &mut bytes, FlushDecompress::Sync)?;
            let read = usize::try_from(decoder.total_in() - begin).unwrap_or(usize::MAX);
            self.compressed = self.compressed.split_off(read.min(self.compressed.len()));
            self.is_full = status != Status::StreamEnd && bytes.len() == bytes.capacity();
            if status == Status::StreamEnd {
                self.decoder = None;
            } else if read == 0 && bytes.is_empty() && !self.compressed.is_empty() {
                return Err(io::Error::other("the compressed body does not go on"));
            }
            bytes.shrink_to_fit();
            Ok(bytes)
        }

        /// Checks the end of the body. One without a body is not compressed, whatever its headers say.
        pub(crate) fn finish(&self) -> io::Result<()> {
            match self.decoder {
                Some(_) => Err(io::ErrorKind::UnexpectedEof.into()),
                None => Ok(()),
            }
        }
    }
}

#[cfg(not(feature = "gzip"))]
mod decoder {
    use super::{Bytes, io};

    /// Without the feature no server is asked to compress.
    pub(crate) enum Inflate {}

    impl Inflate {
        pub(crate) fn new(_encoding: &str) -> Option<Self> {
            None
        }

        pub(crate) fn add(&mut self, _piece: Bytes) {
            match *self {}
        }

        pub(crate) fn next(&mut self) -> io::Result<Option<Bytes>> {
            match *self {}
        }

        pub(crate) fn finish(&self) -> io::Result<()> {
            match *self {}
        }
    }
}

pub(super) use self::decoder::Inflate;
