//! A body that is not JSON, as a caller gives it.

use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};

use bytes::Bytes;
use futures_core::Stream;

use super::content::{Content, OneShot, Piece};
use super::error::BoxError;

/// How much is read at once of what is no stream of its own accord.
#[cfg(not(target_arch = "wasm32"))]
const CHUNK: usize = 64 * 1024;

/// The bytes of a body or a file: in memory, or streamed while they are sent.
///
/// Made of bytes by `into`, and of streams by [`from_stream`](Self::from_stream), `from_reader` and
/// [`from_fn`](Self::from_fn). A body in memory is sent again where a call is tried again. A stream
/// can be sent once, unless it can be opened again: as soon as a part of it is on its way the call is
/// not tried again, and its error says so. Clones of a stream are the same stream.
///
/// The timeout of a try covers its body too. For a large one set `timeout(None)` on the call.
#[derive(Debug, Clone, PartialEq)]
pub struct RequestBody {
    pub(crate) content: Content,
    pub(crate) content_type: Option<String>,
}

impl RequestBody {
    /// A body that is read from a stream while it is sent, no faster than it goes out. An error of
    /// the stream ends the call.
    pub fn from_stream<S, B, E>(stream: S) -> Self
    where
        S: Stream<Item = Result<B, E>> + Send + 'static,
        B: Into<Bytes>,
        E: Into<Box<dyn std::error::Error + Send + Sync>>,
    {
        let stream = Box::pin(Converted(Box::pin(stream)));
        Self::of(Content::Pieces(vec![Piece::Stream(OneShot::new(stream))]))
    }

    /// A body that is read from a stream which can be opened again, such as that of a file: once for
    /// each attempt of a call, so that a call is tried again whatever was sent of it. An error of the
    /// stream ends the call. Each stream must give the same bytes.
    pub fn from_fn<F, S, B, E>(open: F) -> Self
    where
        F: Fn() -> S + Send + Sync + 'static,
        S: Stream<Item = Result<B, E>> + Send + 'static,
        B: Into<Bytes>,
        E: Into<Box<dyn std::error::Error + Send + Sync>>,
    {
        let stream = OneShot::opened_by(Arc::new(move || Box::pin(Converted(Box::pin(open())))));
        Self::of(Content::Pieces(vec![Piece::Stream(stream)]))
    }

    /// A body that is read from a file, a pipe or the like while it is sent: a stream, which can be
    /// sent once. An error of the reader ends the call.
    #[cfg(not(target_arch = "wasm32"))]
    pub fn from_reader(reader: impl tokio::io::AsyncRead + Send + 'static) -> Self {
        Self::from_stream(Chunks {
            reader: Box::pin(reader),
            buffer: vec![0; CHUNK].into_boxed_slice(),
        })
    }

    /// Says how many bytes a stream has, so that the server is told before they come. It is an
    /// error if there turn out to be more or fewer. What is in memory has the length that it has.
    pub fn with_length(mut self, length: u64) -> Self {
        if let Content::Pieces(pieces) = &mut self.content {
            if let [Piece::Stream(stream)] = &mut pieces[..] {
                stream.length = Some(length);
            }
        }
        self
    }

    /// Sets the media type, in the place of the one that the operation has.
    pub fn content_type(mut self, media_type: impl Into<String>) -> Self {
        self.content_type = Some(media_type.into());
        self
    }

    /// Returns how many bytes it has, if that is known.
    pub fn length(&self) -> Option<u64> {
        self.content.length()
    }

    /// One body of several.
    pub(crate) fn joined(bodies: Vec<Self>) -> Self {
        let mut pieces = Vec::new();
        for body in bodies {
            body.content.append_to(&mut pieces);
        }
        Self::of(match &mut pieces[..] {
            [Piece::Bytes(only)] => Content::Bytes(std::mem::take(only)),
            _ => Content::Pieces(pieces),
        })
    }

    pub(crate) fn of(content: Content) -> Self {
        Self {
            content,
            content_type: None,
        }
    }
}

macro_rules! from_bytes {
    ($($ty:ty)+) => {$(
        impl From<$ty> for RequestBody {
            fn from(bytes: $ty) -> Self {
                Self::of(Content::Bytes(bytes.into()))
            }
        }
    )+};
}
from_bytes!(Bytes Vec<u8> Box<[u8]> &'static [u8] String &'static str);

impl<const N: usize> From<&'static [u8; N]> for RequestBody {
    fn from(bytes: &'static [u8; N]) -> Self {
        Self::from(&bytes[..])
    }
}

/// A stream whose items and errors are converted.
struct Converted<S>(Pin<Box<S>>);

impl<S, B, E> Stream for Converted<S>
where
    S: Stream<Item = Result<B, E>>,
    B: Into<Bytes>,
    E: Into<BoxError>,
{
    type Item = Result<Bytes, BoxError>;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let next = ready!(self.get_mut().0.as_mut().poll_next(context));
        Poll::Ready(next.map(|item| item.map(Into::into).map_err(Into::into)))
    }
}

/// A reader as a stream.
#[cfg(not(target_arch = "wasm32"))]
struct Chunks<R> {
    reader: Pin<Box<R>>,
    buffer: Box<[u8]>,
}

#[cfg(not(target_arch = "wasm32"))]
impl<R: tokio::io::AsyncRead> Stream for Chunks<R> {
    type Item = Result<Bytes, std::io::Error>;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let Self { reader, buffer } = self.get_mut();
        let mut room = tokio::io::ReadBuf::new(buffer);
        Poll::Ready(
            match ready!(reader.as_mut().poll_read(context, &mut room)) {
                Err(error) => Some(Err(error)),
                Ok(()) if room.filled().is_empty() => None,
                Ok(()) => Some(Ok(Bytes::copy_from_slice(room.filled()))),
            },
        )
    }
}
