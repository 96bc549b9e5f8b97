//! Dates in HTTP headers: RFC 9110, section 5.6.7, with both obsolete forms.

use std::time::Duration;

const MONTHS: [&str; 12] = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
];

/// Returns a date as the time since 1970. An earlier one is none.
pub(super) fn parse(text: &str) -> Option<Duration> {
    let mut words = Vec::new();
    for word in text.split(ends_word) {
        if !word.is_empty() {
            words.push(word);
        }
    }
    let (day, month, year, time) = match words[..] {
        // Sun, 06 Nov 1994 08:49:37 GMT, and Sunday, 06-Nov-94 08:49:37 GMT
        [weekday, day, month, year, time, "GMT"] if weekday.ends_with(',') => {
            (day, month, year, time)
        }
        // Sun Nov  6 08:49:37 1994
        [_, month, day, time, year] => (day, month, year, time),
        _ => return None,
    };
    let day = number(day, 1..=31)?;
    let month = MONTHS.iter().position(|name| *name == month)?;
    let year = match (year.len(), number(year, 0..=9999)?) {
        (4, year) => year,
        // Two digits are of this century until they are more than 50 years ahead; far enough here.
        (2, year) if year < 70 => 2000 + year,
        (2, year) => 1900 + year,
        _ => return None,
    };
    let mut parts = time.split(':');
    let hour = number(parts.next()?, 0..=23)?;
    let minute = number(parts.next()?, 0..=59)?;
    let second = number(parts.next()?, 0..=60)?;
    if parts.next().is_some() {
        return None;
    }
    let days = days_since_1970(year, month, day)?;
    Some(Duration::from_secs(
        ((days * 24 + hour) * 60 + minute) * 60 + second,
    ))
}

fn ends_word(c: char) -> bool {
    matches!(c, ' ' | '-')
}

fn number(text: &str, range: std::ops::RangeInclusive<u64>) -> Option<u64> {
    let mut number: u64 = 0;
    for byte in text.bytes() {
        let digit = char::from(byte).to_digit(10)?;
        number = number.checked_mul(10)?.checked_add(u64::from(digit))?;
    }
    (!text.is_empty() && range.contains(&number)).then_some(number)
}

/// `month` counts from 0, `day` from 1.
fn days_since_1970(year: u64, month: usize, day: u64) -> Option<u64> {
    let is_leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    let february = if is_leap { 29 } else { 28 };
    let lengths = [31, february, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
    if day > lengths[month] {
        return None;
    }
    // Counted from the year 0, leap days included.
    let before =
        |year: u64| year * 365 + year.div_ceil(4) - year.div_ceil(100) + year.div_ceil(400);
    let in_year: u64 = lengths[..month].iter().sum::<u64>() + day - 1;
    (before(year) + in_year).checked_sub(before(1970))
}
