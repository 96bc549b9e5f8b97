//! Decompresses a body while it is read, a little at a time, so that a small piece can't become a
//! huge one.

use std::io;

use bytes::Bytes;

#[cfg(feature = "gzip")]
mod decoder {
    use std::io::Write as _;
    use std::mem;

    use flate2::write::MultiGzDecoder;

    use super::{Bytes, io};

    /// How much is decompressed at once. Nothing becomes more than a thousand times as long.
    const STEP: usize = 1024;

    /// A body that is being decompressed.
    pub(crate) struct Inflate {
        decoder: MultiGzDecoder<Vec<u8>>,
        compressed: Bytes,
        is_empty: bool,
    }

    impl Inflate {
        /// Returns a decoder, if the body is compressed in a way that it knows.
        pub(crate) fn new(encoding: &str) -> Option<Self> {
            let known = ["gzip", "x-gzip"];
            let is_known = known.iter().any(|name| encoding.eq_ignore_ascii_case(name));
            // A browser has decompressed it.
            (is_known && !cfg!(target_arch = "wasm32")).then(|| Self {
                decoder: MultiGzDecoder::new(Vec::new()),
                compressed: Bytes::new(),
                is_empty: true,
            })
        }

        /// Takes the next piece, once there is nothing left of the one before.
        pub(crate) fn add(&mut self, piece: Bytes) {
            self.is_empty &= piece.is_empty();
            self.compressed = piece;
        }

        /// Returns what comes of the piece. None when nothing is left of it.
        pub(crate) fn next(&mut self) -> io::Result<Option<Bytes>> {
            while !self.compressed.is_empty() {
                let length = self.compressed.len().min(STEP);
                let step = self.compressed.split_to(length);
                self.decoder.write_all(&step)?;
                self.decoder.flush()?;
                if let Some(bytes) = self.take() {
                    return Ok(Some(bytes));
                }
            }
            Ok(None)
        }

        /// Returns what was still to come at the end of the body.
        pub(crate) fn finish(&mut self) -> io::Result<Option<Bytes>> {
            // An answer without a body is not compressed, whatever its headers say.
            if !self.is_empty {
                self.decoder.try_finish()?;
            }
            Ok(self.take())
        }

        fn take(&mut self) -> Option<Bytes> {
            let bytes = mem::take(self.decoder.get_mut());
            (!bytes.is_empty()).then(|| bytes.into())
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

        pub(crate) fn finish(&mut self) -> io::Result<Option<Bytes>> {
            match *self {}
        }
    }
}

pub(super) use self::decoder::Inflate;
