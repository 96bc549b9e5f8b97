//! Whether a failed request is sent again, and when.

use std::time::Duration;

use http::StatusCode;

use super::super::content::BodyError;
use super::super::error::{Cause, Failure, Limit};
use super::super::options::RetryMode;
use super::super::response::Answer;
use super::prepare::Prepared;

/// The delay before the first retry, before it is shortened by chance. Each further one doubles.
const FIRST_DELAY: Duration = Duration::from_millis(500);

/// The longest delay that the client chooses by itself.
const LONGEST_DELAY: Duration = Duration::from_secs(8);

/// What to do after a failure.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Next {
    /// Give up.
    Stop,
    /// Give up, though it might have worked: a part of the body is gone.
    Spent,
    /// Try again, after a delay.
    After(Duration),
}

/// What a failure says about sending the request again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Advice {
    /// It would fail again.
    Pointless,
    /// It may work, and nothing was done yet, or the server itself asks for it.
    Harmless,
    /// It may work, and may be done twice.
    Doubtful,
}

/// Decides what to do after a failure. `chance` is a number from 0 up to 1.
pub(super) fn next(prepared: &Prepared, attempts: u32, failure: &Failure, chance: f64) -> Next {
    let limits = &prepared.limits;
    let may_repeat = match (advice(failure), limits.retry_mode) {
        (Advice::Pointless, _) | (_, RetryMode::Never) => false,
        (Advice::Harmless, _) | (_, RetryMode::Always) => true,
        (Advice::Doubtful, RetryMode::Safe) => prepared.is_repeatable,
    };
    if !may_repeat || attempts > limits.max_retries {
        return Next::Stop;
    }
    if !prepared.has_whole_body() {
        let is_begun = prepared.body().is_begun();
        return if is_begun { Next::Spent } else { Next::Stop };
    }
    match failure.retry_after {
        Some(asked) if asked > limits.max_retry_after => Next::Stop,
        Some(asked) => Next::After(asked),
        None => Next::After(delay(attempts, chance)),
    }
}

/// Whether the server may have done what was asked for, in an attempt that was made and failed.
pub(super) fn may_be_processed(failure: &Failure) -> bool {
    match &failure.cause {
        Cause::Configuration(..)
        | Cause::InvalidRequest { .. }
        | Cause::Connect(_)
        | Cause::Token(_) => false,
        // 307 and 308 want the same request elsewhere, 304 has nothing new; 303 follows what was done, and
        // 301 and 302 are used like it.
        Cause::Redirect => failure
            .answer
            .as_ref()
            .is_none_or(|answer| !matches!(answer.status.as_u16(), 304 | 307 | 308)),
        Cause::Timeout(limit) => !matches!(limit, Limit::Token(_)),
        Cause::Io(_)
        | Cause::Unreadable(_)
        | Cause::Decode(_)
        | Cause::TooLarge(_)
        | Cause::Cancelled => true,
        // A conflict may be one with the same request, sent before.
        Cause::Status(_) => failure.answer.as_ref().is_none_or(|answer| {
            !answer.status.is_client_error() || matches!(answer.status.as_u16(), 408 | 409)
        }),
    }
}

fn advice(failure: &Failure) -> Advice {
    match (&failure.cause, &failure.answer) {
        (Cause::Connect(_) | Cause::Timeout(Limit::Token(_)), _) => Advice::Harmless,
        // The stream of it is what failed.
        (Cause::Io(source), None) if BodyError::is_behind(&**source) => Advice::Pointless,
        (Cause::Io(_) | Cause::Timeout(Limit::Transport(_)), None) => Advice::Doubtful,
        // Zero is zero the next time too.
        (Cause::Timeout(Limit::Attempt(limit)), None) if !limit.is_zero() => Advice::Doubtful,
        (Cause::Status(_) | Cause::Redirect, Some(answer)) => advice_on_status(answer),
        _ => Advice::Pointless,
    }
}

fn advice_on_status(answer: &Answer) -> Advice {
    match answer.header("x-should-retry") {
        Some("true") => return Advice::Harmless,
        Some("false") => return Advice::Pointless,
        _ => {}
    }
    match answer.status {
        // Refused at the door, by its very meaning.
        StatusCode::TOO_MANY_REQUESTS => Advice::Harmless,
        StatusCode::REQUEST_TIMEOUT | StatusCode::CONFLICT => Advice::Doubtful,
        status if status.is_server_error() => Advice::Doubtful,
        _ => Advice::Pointless,
    }
}

/// Returns the delay after so many attempts: doubled each time, and shortened by up to a quarter,
/// so that clients that failed together don't come back together.
fn delay(attempts: u32, chance: f64) -> Duration {
    let doubled = 1_u32
        .checked_shl(attempts.saturating_sub(1))
        .unwrap_or(u32::MAX);
    let longest = FIRST_DELAY.saturating_mul(doubled).min(LONGEST_DELAY);
    longest.mul_f64(0.75 + 0.25 * chance)
}
