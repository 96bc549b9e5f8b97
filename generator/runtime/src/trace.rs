//! Tells `tracing` of calls and attempts, if the feature is on: never of a body, and of headers
//! only those named here.

#[cfg(not(target_arch = "wasm32"))]
pub(crate) use self::imp::current;
pub(crate) use self::imp::{Instrument, Span, attempt, none, retry, span};

#[cfg(feature = "tracing")]
mod imp {
    use std::time::Duration;

    use super::super::draft::Request;
    use super::super::error::Failure;
    use super::super::execute::Prepared;
    use super::super::response::Answer;

    /// Returns the span of a call.
    pub(crate) fn span(request: &Request) -> Span {
        tracing::info_span!(
            "call",
            http.request.method = request.method.as_str(),
            url.template = &*request.template,
        )
    }

    /// Returns the span that something happens in.
    #[cfg(not(target_arch = "wasm32"))]
    pub(crate) fn current() -> Span {
        Span::current()
    }

    /// Returns no span.
    pub(crate) fn none() -> Span {
        Span::none()
    }

    pub(crate) use tracing::{Instrument, Span};

    /// Tells of an attempt.
    pub(crate) fn attempt(prepared: &Prepared, number: u32, result: Result<&Answer, &Failure>) {
        let (answer, failure) = match result {
            Ok(answer) => (Some(answer), None),
            Err(failure) => (failure.answer.as_ref(), Some(failure.cause.kind())),
        };
        let header = |name| answer.and_then(|answer| answer.header(name));
        tracing::debug!(
            attempt = number,
            http.request.method = prepared.operation.method.as_str(),
            url.template = &*prepared.operation.template,
            http.response.status_code = answer.map(|answer| answer.status.as_u16()),
            error = failure.map(tracing::field::debug),
            request_id = prepared.api().request_id_header.and_then(header),
            content_type = header("content-type"),
            retry_after = header("retry-after"),
            "attempt",
        );
    }

    /// Tells of the delay before the next attempt.
    pub(crate) fn retry(delay: Duration) {
        tracing::debug!(?delay, "retry");
    }
}

#[cfg(not(feature = "tracing"))]
mod imp {
    use std::time::Duration;

    use super::super::draft::Request;
    use super::super::error::Failure;
    use super::super::execute::Prepared;
    use super::super::response::Answer;

    /// No span.
    #[derive(Clone)]
    pub(crate) struct Span;

    pub(crate) fn none() -> Span {
        Span
    }

    pub(crate) fn span(_: &Request) -> Span {
        Span
    }

    #[cfg(not(target_arch = "wasm32"))]
    pub(crate) fn current() -> Span {
        Span
    }

    /// What `tracing` has for every future.
    pub(crate) trait Instrument: Sized {
        fn instrument(self, _: Span) -> Self {
            self
        }
    }

    impl<F: Future> Instrument for F {}

    pub(crate) fn attempt(_: &Prepared, _number: u32, _: Result<&Answer, &Failure>) {}

    pub(crate) fn retry(_delay: Duration) {}
}
