//! What a body consists of: bytes, or streams of them that are read while they are sent.

use std::fmt;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, Waker, ready};
use std::vec;

use bytes::Bytes;
use futures_core::Stream;

use super::error::BoxError;

type BoxStream = Pin<Box<dyn Stream<Item = Result<Bytes, BoxError>> + Send>>;

/// What a body consists of.
#[derive(Clone)]
pub(crate) enum Content {
    /// Bytes.
    Bytes(Bytes),
    /// Several pieces, one after the other.
    Pieces(Vec<Piece>),
}

/// A piece of a body.
#[derive(Clone)]
pub(crate) enum Piece {
    /// Bytes.
    Bytes(Bytes),
    /// A stream.
    Stream(OneShot),
}

/// Opens a stream.
type Open = Arc<dyn Fn() -> BoxStream + Send + Sync>;

/// A stream that can be sent once, unless it can be opened again. Clones are the same stream.
#[derive(Clone)]
pub(crate) struct OneShot {
    pub(crate) length: Option<u64>,
    open: Option<Open>,
    /// Where it is being sent: at which turn of it.
    turn: u64,
    /// The call that it is in: that of all its clones, until another makes it its own.
    call: Arc<()>,
    shared: Arc<Mutex<Shared>>,
}

struct Shared {
    state: State,
    /// How often it was taken over. The last who did may send it: a transport goes on with a body whose
    /// attempt has ended.
    turn: u64,
    /// The call that did.
    call: Arc<()>,
    /// What waits for more of it.
    waiting: Option<Waker>,
}

enum State {
    /// Nothing of it was handed on yet.
    Fresh(BoxStream),
    /// A part of it was.
    Begun(BoxStream),
    /// It ended, and there was nothing.
    Empty,
    /// It failed before there was anything.
    Failed,
    /// There is no more.
    Over,
}

impl OneShot {
    pub(crate) fn new(stream: BoxStream) -> Self {
        Self::of(State::Fresh(stream), None)
    }

    /// One that is opened whenever it is sent.
    pub(crate) fn opened_by(open: Open) -> Self {
        Self::of(State::Over, Some(open))
    }

    fn of(state: State, open: Option<Open>) -> Self {
        let call = Arc::new(());
        let shared = Shared {
            state,
            turn: 0,
            call: call.clone(),
            waiting: None,
        };
        Self {
            length: None,
            open,
            turn: 0,
            call,
            shared: Arc::new(Mutex::new(shared)),
        }
    }

    fn lock(&self) -> MutexGuard<'_, Shared> {
        self.shared.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether all of it can be sent.
    fn is_fresh(&self) -> bool {
        self.open.is_some() || matches!(self.lock().state, State::Fresh(_) | State::Empty)
    }

    /// Whether something of it was handed on.
    fn is_begun(&self) -> bool {
        matches!(self.lock().state, State::Begun(_) | State::Over)
    }

    fn is_same(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.shared, &other.shared)
    }

    /// Begins to send it, if all of it can be sent.
    fn begin(&mut self) {
        // Another call may have begun it since that was asked for the first time.
        if !self.is_fresh() {
            return;
        }
        self.turn = self.take_over(self.lock());
        if let Some(open) = &self.open {
            let stream = open();
            self.lock().state = State::Fresh(stream);
        }
    }

    /// Takes it away from who sends it in this call. What another call has stays there.
    fn recall(&self) {
        let shared = self.lock();
        if Arc::ptr_eq(&shared.call, &self.call) {
            self.take_over(shared);
        }
    }

    /// Takes it away from who sends it, and returns whose turn it is now.
    fn take_over(&self, mut shared: MutexGuard<'_, Shared>) -> u64 {
        shared.turn += 1;
        shared.call = self.call.clone();
        let (turn, waiting) = (shared.turn, shared.waiting.take());
        drop(shared);
        if let Some(waiting) = waiting {
            waiting.wake();
        }
        turn
    }

    /// Returns what comes next. It has begun as soon as there is something to hand on.
    fn poll_next(&self, context: &mut Context<'_>) -> Poll<Option<Result<Bytes, BoxError>>> {
        let mut guard = self.lock();
        let shared = &mut *guard;
        if shared.turn != self.turn {
            return Poll::Ready(Some(
                Err("it is sent by another attempt, or by none".into()),
            ));
        }
        let (State::Fresh(stream) | State::Begun(stream)) = &mut shared.state else {
            return Poll::Ready(None);
        };
        let Poll::Ready(next) = stream.as_mut().poll_next(context) else {
            shared.waiting = Some(context.waker().clone());
            return Poll::Pending;
        };
        shared.state = match (std::mem::replace(&mut shared.state, State::Over), &next) {
            (State::Fresh(stream), Some(Ok(bytes))) if bytes.is_empty() => State::Fresh(stream),
            (State::Fresh(stream) | State::Begun(stream), Some(Ok(_))) => State::Begun(stream),
            (State::Fresh(_), None) => State::Empty,
            (State::Fresh(_), Some(Err(_))) => State::Failed,
            (_, _) => State::Over,
        };
        Poll::Ready(next)
    }
}

impl Content {
    /// Whether it can be sent now: each stream of it was not begun, and is in it once.
    pub(crate) fn is_fresh(&self) -> bool {
        let mut seen: Vec<&OneShot> = Vec::new();
        self.streams().all(|stream| {
            let is_once = !seen.iter().any(|other| stream.is_same(other));
            seen.push(stream);
            is_once && stream.is_fresh()
        })
    }

    /// Makes it that of a call, which no other takes anything from where that can be.
    pub(crate) fn own(mut self) -> Self {
        if let Self::Pieces(pieces) = &mut self {
            for piece in pieces {
                if let Piece::Stream(stream) = piece {
                    stream.call = Arc::new(());
                    if let Some(open) = stream.open.take() {
                        let length = stream.length;
                        *stream = OneShot::opened_by(open);
                        stream.length = length;
                    }
                }
            }
        }
        self
    }

    /// Whether a stream of it was begun.
    pub(crate) fn is_begun(&self) -> bool {
        self.streams().any(OneShot::is_begun)
    }

    /// Takes its streams away from a transport that still sends them in this call. What it has of them is
    /// then no whole body, and no part of them can get lost in it.
    pub(crate) fn recall(&self) {
        self.streams().for_each(OneShot::recall);
    }

    fn streams(&self) -> impl Iterator<Item = &OneShot> {
        let pieces = match self {
            Self::Bytes(_) => &[][..],
            Self::Pieces(pieces) => pieces,
        };
        pieces.iter().filter_map(|piece| match piece {
            Piece::Bytes(_) => None,
            Piece::Stream(stream) => Some(stream),
        })
    }

    /// Returns how many bytes it has, as far as is known.
    pub(crate) fn length(&self) -> Option<u64> {
        match self {
            Self::Bytes(bytes) => Some(length_of(bytes)),
            Self::Pieces(pieces) => total(pieces),
        }
    }

    /// Appends it to others.
    pub(crate) fn append_to(self, pieces: &mut Vec<Piece>) {
        match self {
            Self::Bytes(bytes) => pieces.push(Piece::Bytes(bytes)),
            Self::Pieces(mut more) => pieces.append(&mut more),
        }
    }
}

impl PartialEq for Content {
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Bytes(one), Self::Bytes(other)) => one == other,
            (Self::Pieces(one), Self::Pieces(other)) => one == other,
            _ => false,
        }
    }
}

/// A stream is no other's equal.
impl PartialEq for Piece {
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Bytes(one), Self::Bytes(other)) => one == other,
            (Self::Stream(one), Self::Stream(other)) => one.is_same(other),
            _ => false,
        }
    }
}

/// How much it is, never what it says.
impl fmt::Debug for Content {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self, self.length()) {
            (Self::Bytes(bytes), _) => write!(f, "{} bytes", bytes.len()),
            (Self::Pieces(_), Some(length)) => write!(f, "a stream of {length} bytes"),
            (Self::Pieces(_), None) => f.write_str("a stream"),
        }
    }
}

fn length_of(bytes: &Bytes) -> u64 {
    u64::try_from(bytes.len()).unwrap_or(u64::MAX)
}

fn total(pieces: &[Piece]) -> Option<u64> {
    let mut total: u64 = 0;
    for piece in pieces {
        let length = match piece {
            Piece::Bytes(bytes) => length_of(bytes),
            Piece::Stream(stream) => stream.length?,
        };
        total = total.checked_add(length)?;
    }
    Some(total)
}

/// The body of a request could not be read.
#[derive(Debug)]
pub(crate) struct BodyError(BoxError);

impl BodyError {
    /// Whether this is why something failed.
    pub(crate) fn is_behind(error: &(dyn std::error::Error + 'static)) -> bool {
        let mut next = Some(error);
        while let Some(error) = next {
            if error.is::<Self>() {
                return true;
            }
            next = error.source();
        }
        false
    }
}

impl fmt::Display for BodyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the stream of the body failed")
    }
}

impl std::error::Error for BodyError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        Some(&*self.0)
    }
}

/// The rest of a body that is being sent.
pub(crate) struct Sending {
    left: vec::IntoIter<Piece>,
    /// How much of the next piece was handed on.
    sent: u64,
    /// The end of a stream by its length, until it is known to be its end.
    held: Option<Bytes>,
}

impl Sending {
    pub(crate) fn new(content: Content) -> Self {
        let mut pieces = match content {
            Content::Bytes(bytes) => vec![Piece::Bytes(bytes)],
            Content::Pieces(pieces) => pieces,
        };
        for piece in &mut pieces {
            if let Piece::Stream(stream) = piece {
                stream.begin();
            }
        }
        Self {
            left: pieces.into_iter(),
            sent: 0,
            held: None,
        }
    }

    /// Returns how many bytes are left, as far as is known.
    pub(crate) fn remaining(&self) -> Option<u64> {
        // What is held is not sent yet.
        let held = self.held.as_ref().map_or(0, length_of);
        total(self.left.as_slice()).map(|left| left.saturating_sub(self.sent.saturating_sub(held)))
    }

    /// Returns the next bytes. A stream that has more or fewer than it was said to have is an error.
    pub(crate) fn poll_next(
        &mut self,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Bytes, BoxError>>> {
        loop {
            let stream = match self.left.as_slice().first() {
                None => return Poll::Ready(None),
                Some(Piece::Bytes(bytes)) => {
                    let bytes = bytes.clone();
                    self.left.next();
                    if bytes.is_empty() {
                        continue;
                    }
                    return Poll::Ready(Some(Ok(bytes)));
                }
                Some(Piece::Stream(stream)) => stream,
            };
            let said = stream.length;
            match ready!(stream.poll_next(context)) {
                Some(Ok(bytes)) => {
                    self.sent = self.sent.saturating_add(length_of(&bytes));
                    if said.is_some_and(|said| self.sent > said) {
                        return Poll::Ready(Some(Err(self.wrong_length(said, "more"))));
                    }
                    if bytes.is_empty() {
                        continue;
                    }
                    // Nobody asks for more once all that was said is handed on.
                    if said == Some(self.sent) {
                        self.held = Some(bytes);
                        continue;
                    }
                    return Poll::Ready(Some(Ok(bytes)));
                }
                Some(Err(error)) => {
                    self.left = Vec::new().into_iter();
                    return Poll::Ready(Some(Err(BodyError(error).into())));
                }
                None if said.is_some_and(|said| self.sent < said) => {
                    return Poll::Ready(Some(Err(self.wrong_length(said, "fewer"))));
                }
                None => {
                    self.left.next();
                    self.sent = 0;
                    if let Some(bytes) = self.held.take() {
                        return Poll::Ready(Some(Ok(bytes)));
                    }
                }
            }
        }
    }

    fn wrong_length(&mut self, said: Option<u64>, word: &str) -> BoxError {
        self.left = Vec::new().into_iter();
        let said = said.unwrap_or_default();
        let message = format!("it has {word} than the {said} bytes that it was said to have");
        BodyError(message.into()).into()
    }

    /// Waits for all of it.
    pub(crate) async fn collect(mut self) -> Result<Bytes, BoxError> {
        let mut all = Vec::new();
        while let Some(bytes) = std::future::poll_fn(|context| self.poll_next(context)).await {
            all.extend_from_slice(&bytes?);
        }
        Ok(all.into())
    }
}

#[cfg(not(target_arch = "wasm32"))]
impl http_body::Body for Sending {
    type Data = Bytes;
    type Error = BoxError;

    fn poll_frame(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<http_body::Frame<Bytes>, BoxError>>> {
        let next = ready!(self.get_mut().poll_next(context));
        Poll::Ready(next.map(|bytes| bytes.map(http_body::Frame::data)))
    }

    fn size_hint(&self) -> http_body::SizeHint {
        self.remaining()
            .map_or_else(http_body::SizeHint::new, http_body::SizeHint::with_exact)
    }
}
