//! Lists that come in pages: the pages one after the other, and the items of all of them, each asked
//! for when it is needed.
#![allow(dead_code, reason = "an API asks for its pages in one of these ways")]

use std::fmt;
use std::hash::{DefaultHasher, Hasher as _};
use std::mem;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::vec;

use futures_core::Stream;
use http::header;
use serde_json::Value;

use super::link_header::next_link;
use crate::runtime::api::Credential;
use crate::runtime::call::{Call, CallFuture, Decoder};
use crate::runtime::clock::SharedFuture;
use crate::runtime::draft::Draft;
use crate::runtime::{Error, Outgoing, Response, json, path};

/// How the next page of a list is asked for.
#[derive(Debug, Clone, Copy)]
pub(crate) enum PageBy {
    /// By its number.
    Number {
        /// The query parameter.
        parameter: &'static str,
        /// The number of the first page.
        first: u64,
        /// Where a page says how many there are, as a JSON pointer; empty where it does not.
        pages: &'static str,
    },
    /// By how many items are before it.
    Offset {
        /// The query parameter.
        parameter: &'static str,
        /// Where a page says how many items there are, as a JSON pointer; empty where it does not.
        total: &'static str,
    },
    /// By what the page before it says.
    Cursor {
        /// The query parameter.
        parameter: &'static str,
        /// Where it is said, as a JSON pointer.
        next: &'static str,
        /// Where a page says whether there are more, as a JSON pointer; empty where it does not.
        more: &'static str,
    },
    /// By the last item of the page before it.
    LastItem {
        /// The query parameter.
        parameter: &'static str,
        /// Where the items are, as a JSON pointer; empty where the body is the list.
        items: &'static str,
        /// The property of an item that it is asked for by.
        id: &'static str,
        /// Where a page says whether there are more, as a JSON pointer; empty where it does not.
        more: &'static str,
    },
    /// By the URL that the page before it has, at a JSON pointer.
    Link(&'static str),
    /// By the URL that the page before it has in its header `link`, as RFC 8288 has it.
    LinkHeader,
}

/// Why the page behind a link is not asked for.
const ELSEWHERE: &str = "the next page is at another server or outside of the base URL, where the \
                         credentials of this client do not go";

/// Finds the items of a page.
type Items<T, I> = fn(&mut T) -> Option<&mut Vec<I>>;

/// The pages of a list, one after the other: a stream of answers.
///
/// A page is asked for when it is wanted, with the options of the call that this was made of; a
/// time limit and a deadline hold for each page. The first is the one that the call asks for. The
/// stream ends after the last page, and after a failure: [`position`](Self::position) then says where
/// another one can go on. Dropping it stops what is on its way.
///
/// Where pages have numbers or offsets, and the server does not say how many there are, the last one
/// is that before an empty one, or before one whose body is the same byte for byte.
#[must_use = "pages are asked for when the stream is polled"]
pub struct Pages<T, I> {
    /// The call, which is never made itself.
    template: Box<Draft>,
    decode: Decoder<T>,
    by: PageBy,
    items: Items<T, I>,
    /// What the next page is asked for by; none for the one that the call asks for.
    position: Option<String>,
    /// A position before it, and how many there were, to notice a server that leads in a circle
    /// (Brent's algorithm).
    landmark: Option<String>,
    steps: u64,
    /// What the body of the page before was, where only an empty page ends the list.
    seen: Option<u64>,
    /// What gives all of it up.
    cancel: Option<SharedFuture>,
    state: State<T>,
}

/// What a stream of pages is doing.
enum State<T> {
    /// Nothing is on its way.
    Idle,
    /// A page is on its way.
    Waiting(CallFuture<T>),
    /// There are no more.
    Ended,
}

impl<T, I> Pages<T, I> {
    pub(crate) fn new<P>(call: Call<T, P>, by: PageBy, items: Items<T, I>) -> Self {
        let (mut template, decode) = call.into_parts();
        Self {
            cancel: template.cancel.take().map(SharedFuture::new),
            template,
            decode,
            by,
            items,
            position: None,
            landmark: None,
            steps: 0,
            seen: None,
            state: State::Idle,
        }
    }

    /// Begins at a position that another stream of the same list had, which is sent as it is. It is
    /// for a stream that has not begun.
    pub fn resume(mut self, position: impl Into<String>) -> Self {
        self.position = Some(position.into());
        self
    }

    /// Returns what the next page is asked for by: a number, a cursor or the end of a URL. None before
    /// the first page. After a failure it is that of the page which failed.
    pub fn position(&self) -> Option<&str> {
        self.position.as_deref()
    }

    /// Waits for the next page. `None` after the last one.
    pub async fn next(&mut self) -> Option<Result<Response<T>, Error>> {
        std::future::poll_fn(|context| self.poll(context)).await
    }

    /// Blocks the thread until the next page is there. No async runtime is needed.
    ///
    /// Not for use in async code, where it would block other tasks too.
    #[cfg(all(feature = "blocking", not(target_arch = "wasm32")))]
    pub fn next_blocking(&mut self) -> Option<Result<Response<T>, Error>> {
        let call = match mem::replace(&mut self.state, State::Ended) {
            State::Idle => self.call(),
            State::Waiting(call) => call,
            State::Ended => return None,
        };
        self.came(call.block())
    }

    /// Reads the pages without an async runtime, as an iterator.
    #[cfg(all(feature = "blocking", not(target_arch = "wasm32")))]
    pub fn blocking(mut self) -> impl Iterator<Item = Result<Response<T>, Error>> {
        std::iter::from_fn(move || self.next_blocking())
    }

    /// The items of all pages.
    pub fn items(self) -> PageItems<T, I> {
        PageItems {
            pages: self,
            page: Vec::new().into_iter(),
        }
    }

    fn poll(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<Response<T>, Error>>> {
        let result = loop {
            match &mut self.state {
                State::Idle => self.state = State::Waiting(self.call()),
                State::Waiting(call) => break ready!(Pin::new(call).poll(context)),
                State::Ended => return Poll::Ready(None),
            }
        };
        Poll::Ready(self.came(result))
    }

    /// Notes what a page says of the next one. None if it is no further page.
    fn came(&mut self, result: Result<Response<T>, Error>) -> Option<Result<Response<T>, Error>> {
        self.state = State::Ended;
        let mut page = match result {
            Ok(page) => page,
            Err(error) => return Some(Err(error)),
        };
        if self.is_repeated(&page) {
            return None;
        }
        let next = self.after(&mut page);
        // A server that names a page which it gave before would never come to an end.
        if next.is_some() && next != self.position && next != self.landmark {
            self.steps += 1;
            if self.steps.is_power_of_two() {
                self.landmark.clone_from(&next);
            }
            self.position = next;
            self.state = State::Idle;
        }
        Some(Ok(page))
    }

    /// Whether a page is the one before it once more: some servers give their last page for every one
    /// after it, or know of no pages at all. Where one says how many there are, they end there.
    fn is_repeated(&mut self, page: &Response<T>) -> bool {
        let (PageBy::Number { pages: count, .. } | PageBy::Offset { total: count, .. }) = self.by
        else {
            return false;
        };
        let mut hasher = DefaultHasher::new();
        hasher.write(page.bytes());
        let seen = hasher.finish();
        self.seen.replace(seen) == Some(seen) && number_at(page, count).is_none()
    }

    /// The call of the next page.
    fn call(&self) -> CallFuture<T> {
        let mut draft = self.template.without_body();
        draft.cancel = self.cancel.as_ref().map(SharedFuture::signal);
        let request = &mut draft.request;
        match (&self.position, self.by) {
            (None, _) => {}
            (
                Some(position),
                PageBy::Number { parameter, .. }
                | PageBy::Offset { parameter, .. }
                | PageBy::Cursor { parameter, .. }
                | PageBy::LastItem { parameter, .. },
            ) => {
                path::remove_query(&mut request.query, parameter);
                path::append_query(&mut request.query, parameter, position);
            }
            (Some(position), PageBy::Link(_) | PageBy::LinkHeader) => {
                let (path, query) = position.split_once('?').unwrap_or((position, ""));
                if !path.starts_with('/') {
                    request.problems.push(ELSEWHERE.to_owned());
                }
                request.path = path.to_owned().into();
                query.clone_into(&mut request.query);
                // The link is whole.
                request.constants.clear();
            }
        }
        let outgoing = Outgoing {
            draft: Box::new(draft),
        };
        Call::<T>::new(outgoing, self.decode).send()
    }

    /// What the page after this one is asked for by; none where there is no other.
    fn after(&self, page: &mut Response<T>) -> Option<String> {
        let count = (self.items)(page).map_or(0, |items| items.len() as u64);
        match self.by {
            PageBy::Number {
                parameter,
                first,
                pages,
            } => {
                let number = self.number(parameter).unwrap_or(first);
                let last = number_at(page, pages)
                    .map(|pages| pages.saturating_sub(1).saturating_add(first));
                let is_last = count == 0 || last.is_some_and(|last| number >= last);
                (!is_last).then(|| number.saturating_add(1).to_string())
            }
            PageBy::Offset { parameter, total } => {
                let next = self.number(parameter).unwrap_or(0).saturating_add(count);
                let is_last =
                    count == 0 || number_at(page, total).is_some_and(|total| next >= total);
                (!is_last).then(|| next.to_string())
            }
            PageBy::Cursor { next, more, .. } => {
                let body = body(page)?;
                let next = text_at(&body, next).filter(|next| !next.is_empty());
                next.filter(|_| has_more(&body, more))
            }
            PageBy::LastItem {
                items, id, more, ..
            } => {
                let body = body(page)?;
                let last = body.pointer(items)?.as_array()?.last()?;
                let next = text_at(last, &format!("/{id}"));
                next.filter(|_| has_more(&body, more))
            }
            PageBy::Link(pointer) => {
                let link = text_at(&body(page)?, pointer)?;
                self.linked(&link)
            }
            PageBy::LinkHeader => {
                let mut links = page.headers().get_all(header::LINK).iter();
                let next = links.find_map(|value| next_link(value.to_str().ok()?))?;
                self.linked(next)
            }
        }
    }

    /// The number that the last page was asked for by.
    fn number(&self, parameter: &str) -> Option<u64> {
        let position = self.position.as_deref();
        let given = path::query_value(&self.template.request.query, parameter);
        position.or(given).and_then(|text| text.parse().ok())
    }

    /// What a link asks for the next page by; none where it leads to no other.
    fn linked(&self, link: &str) -> Option<String> {
        // By the rules of URLs a blank one is the page itself: the list from its beginning.
        let (page, _) = link.split_once('#').unwrap_or((link, ""));
        if page.trim_ascii().is_empty() {
            return None;
        }
        self.on_this_server(link).or_else(|| Some(link.to_owned()))
    }

    /// The path and the query of a link, below the base URL; the whole link where it leads elsewhere,
    /// which no request is made of.
    fn on_this_server(&self, link: &str) -> Option<String> {
        let base = reqwest::Url::parse(&self.template.base_url().ok()?).ok()?;
        let whole = base.as_str().trim_end_matches('/');
        // What is relative is so to the page that the link came with.
        let page = self
            .position
            .as_deref()
            .unwrap_or(&self.template.request.path);
        let own = reqwest::Url::parse(&format!("{whole}{page}")).ok()?;
        let next = own.join(link).ok()?;
        let is_here = next.host_str() == base.host_str() && next.port() == base.port();
        let below = next.path().strip_prefix(base.path().trim_end_matches('/'));
        let Some(path) = below.filter(|path| is_here && path.starts_with('/')) else {
            return Some(next.into());
        };
        let mut query = next.query().unwrap_or_default().to_owned();
        // Each request gets the key anew, and a position may be stored.
        for scheme in self.template.request.client.shared.api.schemes {
            if let Credential::Query(name) = scheme.credential {
                path::remove_query(&mut query, name);
            }
        }
        let mark = if query.is_empty() { "" } else { "?" };
        Some(format!("{path}{mark}{query}"))
    }
}

impl<T, I> Stream for Pages<T, I> {
    type Item = Result<Response<T>, Error>;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.get_mut().poll(context)
    }
}

// Nothing in it is pinned: a call on its way is in a box.
impl<T, I> Unpin for Pages<T, I> {}

impl<T, I> fmt::Debug for Pages<T, I> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Pages({})", self.template.request)
    }
}

/// The items of all pages of a list, one after the other: a stream.
///
/// A page is asked for when the items of the one before it are used up. It ends after a failure.
#[must_use = "items are asked for when the stream is polled"]
pub struct PageItems<T, I> {
    pages: Pages<T, I>,
    page: vec::IntoIter<I>,
}

impl<T, I> PageItems<T, I> {
    /// Waits for the next item. `None` after the last one.
    pub async fn next(&mut self) -> Option<Result<I, Error>> {
        std::future::poll_fn(|context| self.poll(context)).await
    }

    /// Blocks the thread until the next item is there. No async runtime is needed.
    ///
    /// Not for use in async code, where it would block other tasks too.
    #[cfg(all(feature = "blocking", not(target_arch = "wasm32")))]
    pub fn next_blocking(&mut self) -> Option<Result<I, Error>> {
        loop {
            if let Some(item) = self.page.next() {
                return Some(Ok(item));
            }
            match self.pages.next_blocking()? {
                Ok(mut page) => self.open(&mut page),
                Err(error) => return Some(Err(error)),
            }
        }
    }

    /// Reads the items without an async runtime, as an iterator.
    #[cfg(all(feature = "blocking", not(target_arch = "wasm32")))]
    pub fn blocking(mut self) -> impl Iterator<Item = Result<I, Error>> {
        std::iter::from_fn(move || self.next_blocking())
    }

    /// Begins at a position that another stream of the same list had: see [`Pages::resume`].
    pub fn resume(mut self, position: impl Into<String>) -> Self {
        self.pages = self.pages.resume(position);
        self
    }

    /// Returns what the page after the one of these items is asked for by. After a failure it is that of
    /// the page which failed, and no item is lost by going on there; in the middle of a page, what is
    /// left of it is.
    pub fn position(&self) -> Option<&str> {
        self.pages.position()
    }

    fn open(&mut self, page: &mut T) {
        let items = (self.pages.items)(page).map(mem::take);
        self.page = items.unwrap_or_default().into_iter();
    }

    fn poll(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<I, Error>>> {
        loop {
            if let Some(item) = self.page.next() {
                return Poll::Ready(Some(Ok(item)));
            }
            match ready!(self.pages.poll(context)) {
                Some(Ok(mut page)) => self.open(&mut page),
                Some(Err(error)) => return Poll::Ready(Some(Err(error))),
                None => return Poll::Ready(None),
            }
        }
    }
}

impl<T, I> Stream for PageItems<T, I> {
    type Item = Result<I, Error>;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.get_mut().poll(context)
    }
}

impl<T, I> Unpin for PageItems<T, I> {}

impl<T, I> fmt::Debug for PageItems<T, I> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PageItems({})", self.pages.template.request)
    }
}

/// The body of a page as JSON.
fn body<T>(page: &Response<T>) -> Option<Value> {
    json::decode(page.bytes()).ok()
}

/// Whether a page says that there are more, or does not say.
fn has_more(body: &Value, pointer: &str) -> bool {
    pointer.is_empty() || body.pointer(pointer).and_then(Value::as_bool) != Some(false)
}

fn text_at(body: &Value, pointer: &str) -> Option<String> {
    match body.pointer(pointer)? {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

fn number_at<T>(page: &Response<T>, pointer: &str) -> Option<u64> {
    if pointer.is_empty() {
        return None;
    }
    let text = text_at(&body(page)?, pointer)?;
    text.parse().ok()
}
