//! Decompresses a body piece by piece, so that a small one cannot become a huge one in memory.

use bytes::Bytes;

use super::super::error::Cause;

#[cfg(feature = "gzip")]
mod decoder {
    use std::io::{self, Write};

    use flate2::write::MultiGzDecoder;

    use super::{Bytes, Cause};

    /// A body that is being decompressed.
    pub(crate) struct Gunzip {
        decoder: MultiGzDecoder<Bounded>,
        is_empty: bool,
    }

    /// Takes bytes up to a limit.
    struct Bounded {
        bytes: Vec<u8>,
        limit: u64,
        is_full: bool,
    }

    impl Gunzip {
        /// Returns a decoder, if the body is compressed in a way that it knows.
        pub(crate) fn new(encoding: &str, limit: u64) -> Option<Self> {
            let known = ["gzip", "x-gzip"];
            if !known.iter().any(|name| encoding.eq_ignore_ascii_case(name)) {
                return None;
            }
            let bounded = Bounded {
                bytes: Vec::new(),
                limit,
                is_full: false,
            };
            Some(Self {
                decoder: MultiGzDecoder::new(bounded),
                is_empty: true,
            })
        }

        pub(crate) fn add(&mut self, piece: &[u8]) -> Result<(), Cause> {
            self.is_empty &= piece.is_empty();
            let result = self.decoder.write_all(piece);
            result.map_err(|error| self.decoder.get_ref().cause(error))
        }

        pub(crate) fn finish(mut self) -> (Bytes, Option<Cause>) {
            // An answer without a body is not compressed, whatever its headers say.
            let result = if self.is_empty {
                Ok(())
            } else {
                self.decoder.try_finish()
            };
            let bounded = self.decoder.get_mut();
            let cause = result.err().map(|error| bounded.cause(error));
            (std::mem::take(&mut bounded.bytes).into(), cause)
        }
    }

    impl Bounded {
        fn cause(&self, error: io::Error) -> Cause {
            if self.is_full {
                return Cause::TooLarge(self.limit);
            }
            Cause::Decode(error.into())
        }
    }

    impl Write for Bounded {
        fn write(&mut self, piece: &[u8]) -> io::Result<usize> {
            let limit = usize::try_from(self.limit).unwrap_or(usize::MAX);
            let room = limit - self.bytes.len();
            if piece.len() > room {
                self.bytes.extend_from_slice(&piece[..room]);
                self.is_full = true;
                return Err(io::Error::other("the limit is reached"));
            }
            self.bytes.extend_from_slice(piece);
            Ok(piece.len())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
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
