//! How long a server asks the client to wait.

use std::time::Duration;

use http::header;

use super::super::response::Answer;
use super::http_date;

/// Returns how long an answer asks the client to wait: `retry-after-ms` before `retry-after`, which
/// is a number of seconds or a date. What cannot be read asks for nothing, and so does the past.
pub(super) fn asked(answer: &Answer, unix_time: Duration) -> Option<Duration> {
    let number = |name| answer.header(name).map(str::trim_ascii).and_then(decimal);
    if let Some(milliseconds) = number("retry-after-ms") {
        return Some(duration(milliseconds / 1000.0));
    }
    let name = header::RETRY_AFTER.as_str();
    if let Some(seconds) = number(name) {
        return Some(duration(seconds));
    }
    let then = http_date::parse(answer.header(name)?.trim_ascii())?;
    // The server's own clock, if it tells: ours may be wrong.
    let date = answer
        .header(header::DATE.as_str())
        .and_then(http_date::parse);
    then.checked_sub(date.unwrap_or(unix_time))
}

/// Reads digits with at most one point. Neither signs, nor exponents, nor words such as `inf`.
fn decimal(text: &str) -> Option<f64> {
    let is_decimal = text
        .bytes()
        .all(|byte| byte.is_ascii_digit() || byte == b'.');
    if !is_decimal {
        return None;
    }
    text.parse().ok()
}

/// What does not fit is longer than anybody waits.
fn duration(seconds: f64) -> Duration {
    Duration::try_from_secs_f64(seconds).unwrap_or(Duration::MAX)
}
