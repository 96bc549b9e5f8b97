//! Paths and queries: every character that could change the meaning of a URL is encoded.

use std::fmt::Write as _;

/// Which bytes stay as they are.
type Kept = [bool; 256];

/// The bytes that stay in a path segment: RFC 3986 `pchar`.
static SEGMENT: Kept = letters_digits_and(b"-._~!$&'()*+,;=:@");

/// The bytes that a path has once it is filled in.
static PATH: Kept = letters_digits_and(b"-._~!$&'()*+,;=:@/%");

/// The bytes that stay in a query.
static QUERY: Kept = letters_digits_and(b"-._~");

/// The bytes that stay in the value of a cookie: RFC 6265 `cookie-octet`, but `%`.
static COOKIE: Kept = letters_digits_and(b"!#$&'()*+-./:<=>?@[]^_`{|}~");

/// The reserved characters that may stand in a path segment.
const RESERVED_IN_PATH: &str = "!$&'()*+,;=:@";

/// The reserved characters that may stand in a query without ending a parameter there: neither `#`
/// nor brackets, which no query holds, nor `&` and `+`, which mean something else in it, nor `'`,
/// which `url` encodes.
const RESERVED_IN_QUERY: &str = "!$()*,;=:@/?";

const fn letters_digits_and(others: &[u8]) -> Kept {
    let mut kept = [false; 256];
    let mut byte = 0;
    while byte < 128_u8 {
        kept[byte as usize] = byte.is_ascii_alphanumeric();
        byte += 1;
    }
    let mut index = 0;
    while index < others.len() {
        kept[others[index] as usize] = true;
        index += 1;
    }
    kept
}

/// Returns a text as the value of a cookie.
pub(crate) fn cookie_value(text: &str) -> String {
    let mut value = with_room(text);
    encode(&mut value, text, &COOKIE);
    value
}

/// Whether a cookie can hold a text as it is.
pub(crate) fn is_cookie(text: &str) -> bool {
    text.bytes()
        .all(|byte| COOKIE[usize::from(byte)] || byte == b'%')
}

/// Puts a value in the place of `{name}`. `Err` says what is wrong with the parameter: it must not
/// be empty.
pub(crate) fn fill(path: &str, name: &str, value: &str) -> Result<String, String> {
    let mut encoded = String::with_capacity(value.len());
    encode(&mut encoded, value, &SEGMENT);
    fill_encoded(path, name, &encoded)
}

/// The same with a value that is encoded.
pub(crate) fn fill_encoded(path: &str, name: &str, value: &str) -> Result<String, String> {
    if value.is_empty() {
        return Err("must not be empty".to_owned());
    }
    // A server resolves these before it looks at the path, and `url` does so even when they are
    // encoded: the request would go to another endpoint, with the key.
    if matches!(value, "." | "..") {
        return Err(format!("must not be `{value}`"));
    }
    let Some((before, after)) = split_at_parameter(path, name) else {
        return Err("is not in the path".to_owned());
    };
    let mut filled = String::with_capacity(path.len() + value.len());
    filled.push_str(before);
    filled.push_str(value);
    filled.push_str(after);
    // The same parameter may stand in a path twice.
    if split_at_parameter(after, name).is_some() {
        return fill_encoded(&filled, name, value);
    }
    Ok(filled)
}

/// Puts a mark in the place of `{name}`, whose value was refused.
pub(crate) fn mark(path: &str, name: &str) -> String {
    let mut marked = String::new();
    let mut rest = path;
    while let Some((before, after)) = split_at_parameter(rest, name) {
        marked.push_str(before);
        marked.push('-');
        rest = after;
    }
    marked.push_str(rest);
    marked
}

/// Checks a path whose parameters are filled in.
pub(crate) fn check(path: &str) -> Result<(), String> {
    if !path.starts_with('/') || !path.bytes().all(|byte| PATH[usize::from(byte)]) {
        return Err(unfit(path));
    }
    // Two parameters side by side can make one of these too.
    if path.split('/').any(is_dot_segment) {
        return Err("the path must not hold a segment `.` or `..`".to_owned());
    }
    Ok(())
}

/// Returns what is wrong with a path that is not one as it stands.
#[cold]
fn unfit(path: &str) -> String {
    if let Some((_, rest)) = path.split_once('{') {
        let name = rest.split('}').next().unwrap_or_default();
        return format!("path parameter `{name}` is missing");
    }
    if !path.starts_with('/') {
        return "the path must begin with `/`".to_owned();
    }
    if path.bytes().any(|byte| matches!(byte, b'?' | b'#')) {
        return "the path must not hold a query or a fragment".to_owned();
    }
    let unfit = path.bytes().find(|byte| !PATH[usize::from(*byte)]);
    let shown = unfit.map_or_else(String::new, |byte| byte.escape_ascii().to_string());
    format!("the path must not hold `{shown}`")
}

/// Appends one parameter to a query, which holds neither `?` nor a trailing `&`.
pub(crate) fn append_query(query: &mut String, name: &str, value: &str) {
    append_encoded(query, name, &encoded(value));
}

/// The same with a value that is encoded.
pub(crate) fn append_encoded(query: &mut String, name: &str, value: &str) {
    if !query.is_empty() {
        query.push('&');
    }
    encode(query, name, &QUERY);
    query.push('=');
    query.push_str(value);
}

/// Appends a parameter with several values: joined by a separator, which stands in the URL as it
/// is, or without one as several parameters of its name.
pub(crate) fn append_query_list(
    query: &mut String,
    name: &str,
    values: &[String],
    separator: Option<&str>,
) {
    let Some(separator) = separator else {
        for value in values {
            append_query(query, name, value);
        }
        return;
    };
    if values.is_empty() {
        return;
    }
    append_query(query, name, "");
    for (index, value) in values.iter().enumerate() {
        if index > 0 {
            query.push_str(separator);
        }
        encode(query, value, &QUERY);
    }
}

/// Adds a parameter to a query that has none of its name.
pub(crate) fn append_unless_given(query: &mut String, name: &str, value: &str) {
    if query_value(query, name).is_none() {
        append_query(query, name, value);
    }
}

/// Takes every parameter of a name out of a query.
pub(crate) fn remove_query(query: &mut String, name: &str) {
    let start = format!("{}=", encoded(name));
    let mut kept = String::new();
    for pair in query.split('&') {
        if !pair.starts_with(&start) {
            if !kept.is_empty() {
                kept.push('&');
            }
            kept.push_str(pair);
        }
    }
    *query = kept;
}

/// Returns the value of a parameter of a query, encoded as it stands there.
pub(crate) fn query_value<'q>(query: &'q str, name: &str) -> Option<&'q str> {
    let mut start = String::new();
    encode(&mut start, name, &QUERY);
    start.push('=');
    query.split('&').find_map(|pair| pair.strip_prefix(&start))
}

fn split_at_parameter<'p>(path: &'p str, name: &str) -> Option<(&'p str, &'p str)> {
    path.match_indices('{').find_map(|(start, _)| {
        let rest = &path[start + 1..];
        let after = rest.strip_prefix(name)?.strip_prefix('}')?;
        Some((&path[..start], after))
    })
}

fn is_dot_segment(segment: &str) -> bool {
    // A dot may be encoded.
    [".", "..", "%2e", ".%2e", "%2e.", "%2e%2e"]
        .iter()
        .any(|dots| segment.eq_ignore_ascii_case(dots))
}

/// Returns a text as it stands in a query.
pub(crate) fn encoded(text: &str) -> String {
    let mut out = with_room(text);
    encode(&mut out, text, &QUERY);
    out
}

/// Returns a text as it stands in a path where reserved characters keep their meaning. Those that
/// end the value in its style are encoded.
pub(crate) fn reserved_in_path(text: &str, ends: &[char]) -> String {
    reserved(text, |c| RESERVED_IN_PATH.contains(c) && !ends.contains(&c))
}

/// The same in a query. The separator of several values is encoded.
pub(crate) fn reserved_in_query(text: &str, separator: Option<char>) -> String {
    reserved(text, |c| {
        RESERVED_IN_QUERY.contains(c) && Some(c) != separator
    })
}

/// The same in a cookie.
pub(crate) fn reserved_in_cookie(text: &str) -> String {
    reserved(text, |c| {
        u8::try_from(c).is_ok_and(|byte| COOKIE[usize::from(byte)])
    })
}

/// Encodes a text but what is unreserved, what is allowed besides, and what is encoded already.
fn reserved(text: &str, is_allowed: impl Fn(char) -> bool) -> String {
    let mut out = String::with_capacity(text.len());
    for (index, c) in text.char_indices() {
        let mut digits = text.as_bytes()[index + c.len_utf8()..].iter();
        let is_digit = |digit: Option<&u8>| digit.is_some_and(u8::is_ascii_hexdigit);
        let is_triple = c == '%' && is_digit(digits.next()) && is_digit(digits.next());
        if is_triple || is_allowed(c) {
            out.push(c);
        } else {
            encode(&mut out, c.encode_utf8(&mut [0; 4]), &QUERY);
        }
    }
    out
}

/// Room for a text each of whose bytes is encoded. The text may be a key: a buffer that grew would
/// leave a part of it behind, which nobody wipes.
fn with_room(text: &str) -> String {
    String::with_capacity(3 * text.len())
}

fn encode(out: &mut String, text: &str, kept: &Kept) {
    for byte in text.bytes() {
        if kept[usize::from(byte)] {
            out.push(char::from(byte));
        } else {
            // Writing to a `String` cannot fail.
            let _ = write!(out, "%{byte:02X}");
        }
    }
}
