//! What is read by an `async fn`, made a thing that can be polled, and given up at any point without
//! anything being lost.

use std::mem;
use std::task::{Context, Poll};

use crate::runtime::Error;
use crate::runtime::clock::BoxFuture;

/// Something that is read item by item.
pub(super) trait Source: Sized + 'static {
    /// What it gives.
    type Item;

    /// Returns an item that needs no waiting.
    fn ready(&mut self) -> Option<Result<Self::Item, Error>> {
        None
    }

    /// Waits for the next item. None at the end.
    fn next(self: Box<Self>) -> Next<Self>;
}

/// A source that is waiting, and then what it waited for.
pub(super) type Next<S> = BoxFuture<(Box<S>, Option<Result<<S as Source>::Item, Error>>)>;

/// A source that can be polled.
pub(super) struct Polled<S: Source>(State<S>);

enum State<S: Source> {
    Idle(Box<S>),
    Waiting(Next<S>),
    Over,
}

impl<S: Source> Polled<S> {
    /// Without a source there is nothing to read.
    pub(super) fn new(source: Option<S>) -> Self {
        Self(source.map_or(State::Over, |source| State::Idle(Box::new(source))))
    }

    /// Reads no further, and lets the connection go.
    pub(super) fn end(&mut self) {
        self.0 = State::Over;
    }

    pub(super) fn poll(
        &mut self,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<S::Item, Error>>> {
        loop {
            match mem::replace(&mut self.0, State::Over) {
                State::Over => return Poll::Ready(None),
                State::Idle(mut source) => {
                    if let Some(item) = source.ready() {
                        self.0 = State::Idle(source);
                        return Poll::Ready(Some(item));
                    }
                    self.0 = State::Waiting(source.next());
                }
                State::Waiting(mut next) => match next.as_mut().poll(context) {
                    Poll::Pending => {
                        self.0 = State::Waiting(next);
                        return Poll::Pending;
                    }
                    Poll::Ready((_, None)) => return Poll::Ready(None),
                    Poll::Ready((source, item)) => {
                        self.0 = State::Idle(source);
                        return Poll::Ready(item);
                    }
                },
            }
        }
    }
}
