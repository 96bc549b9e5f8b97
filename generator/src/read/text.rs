//! Bytes become text: UTF-8, with or without a byte order mark.

use std::borrow::Cow;

use crate::diagnostic::{Code, Diagnostic, Place, code};
use crate::input::Source;

/// The largest text that is read, in bytes. The largest public description known has 13 MB.
const MAX_BYTES: usize = 256 * 1024 * 1024;

/// Returns the text of a source, without its byte order mark.
pub(crate) fn decode(source: &Source) -> Result<Cow<'_, str>, Box<Diagnostic>> {
    let bytes = &*source.bytes;
    if bytes.len() > MAX_BYTES {
        return Err(refuse(
            source,
            0,
            code::TOO_LARGE,
            "the text is larger than 256 MiB",
            "split the description into several files",
        ));
    }
    if let [0xFF, 0xFE, ..] | [0xFE, 0xFF, ..] = bytes {
        return Err(refuse(
            source,
            0,
            code::NOT_UTF8,
            "the text is UTF-16, not UTF-8",
            "save it as UTF-8",
        ));
    }
    let without_mark = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    match std::str::from_utf8(without_mark) {
        Ok(text) => Ok(Cow::Borrowed(text)),
        Err(error) => {
            let message = format!(
                "the text is not UTF-8: the byte at offset {} starts no character",
                error.valid_up_to()
            );
            Err(refuse(
                source,
                error.valid_up_to(),
                code::NOT_UTF8,
                &message,
                "save it as UTF-8",
            ))
        }
    }
}

fn refuse(
    source: &Source,
    offset: usize,
    code: Code,
    message: &str,
    help: &str,
) -> Box<Diagnostic> {
    let place = Place::span(&source.name, offset..offset);
    Box::new(Diagnostic::error(code, place, message).help(help))
}
