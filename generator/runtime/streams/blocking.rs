//! Streams without an async runtime.

use std::fmt;
use std::future::poll_fn;
use std::pin::Pin;

use bytes::{Buf as _, Bytes};
use futures_core::Stream;

use crate::runtime::Error;
use crate::runtime::blocking::run;

/// A stream that is read without an async runtime: an iterator, and for bytes also a
/// [`Read`](std::io::Read). Each item blocks the thread until it is there.
pub struct Blocking<S> {
    stream: Option<S>,
    /// What is left of the last piece.
    piece: Bytes,
}

impl<S> Blocking<S> {
    pub(super) fn new(stream: S) -> Self {
        Self {
            stream: Some(stream),
            piece: Bytes::new(),
        }
    }
}

impl<S, T> Iterator for Blocking<S>
where
    S: Stream<Item = Result<T, Error>> + Unpin + Send + 'static,
    T: Send + 'static,
{
    type Item = Result<T, Error>;

    fn next(&mut self) -> Option<Self::Item> {
        let mut stream = self.stream.take()?;
        let waited = run(Box::pin(async move {
            let item = poll_fn(|context| Pin::new(&mut stream).poll_next(context)).await;
            Ok((stream, item))
        }));
        match waited {
            Ok((_, None)) => None,
            Ok((stream, item)) => {
                self.stream = Some(stream);
                item
            }
            Err(error) => Some(Err(error)),
        }
    }
}

impl<S> std::io::Read for Blocking<S>
where
    S: Stream<Item = Result<Bytes, Error>> + Unpin + Send + 'static,
{
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        while self.piece.is_empty() {
            match self.next() {
                Some(piece) => self.piece = piece.map_err(std::io::Error::other)?,
                None => return Ok(0),
            }
        }
        let length = self.piece.len().min(buffer.len());
        self.piece.copy_to_slice(&mut buffer[..length]);
        Ok(length)
    }
}

impl<S> fmt::Debug for Blocking<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Blocking").finish_non_exhaustive()
    }
}
