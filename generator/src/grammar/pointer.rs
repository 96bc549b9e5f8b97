//! JSON pointers (RFC 6901), and the references that hold them.

use std::borrow::Cow;

use percent_encoding::percent_decode_str;
use serde_json::Value;

/// Returns the pointer of a node below another.
pub(crate) fn join(base: &str, keys: &[&str]) -> String {
    let length: usize = keys.iter().map(|key| key.len() + 1).sum();
    let mut pointer = String::with_capacity(base.len() + length);
    pointer.push_str(base);
    for key in keys {
        pointer.push('/');
        pointer.push_str(&escape(key));
    }
    pointer
}

/// Escapes one key for use in a pointer.
pub(crate) fn escape(key: &str) -> Cow<'_, str> {
    if key.contains(['~', '/']) {
        Cow::Owned(key.replace('~', "~0").replace('/', "~1"))
    } else {
        Cow::Borrowed(key)
    }
}

/// Returns one key of a pointer as it stands in the text.
pub(crate) fn unescape(key: &str) -> Cow<'_, str> {
    if key.contains('~') {
        Cow::Owned(key.replace("~1", "/").replace("~0", "~"))
    } else {
        Cow::Borrowed(key)
    }
}

/// Returns the keys of a pointer, as they stand in the text.
pub(crate) fn keys(pointer: &str) -> impl Iterator<Item = Cow<'_, str>> {
    pointer.split('/').skip(1).map(unescape)
}

/// Returns the last key of a pointer, as it stands in the text.
pub(crate) fn last(pointer: &str) -> String {
    let key = pointer.rsplit('/').next().unwrap_or_default();
    unescape(key).into_owned()
}

/// Returns the pointer of a reference within the document, percent-decoded, whether or not it leads
/// to anything.
pub(crate) fn fragment(reference: &str) -> Option<String> {
    let fragment = reference.strip_prefix('#')?;
    let decoded = percent_decode_str(fragment).decode_utf8_lossy();
    Some(decoded.into_owned())
}

/// Returns the pointer that a reference within the document means, in its one spelling: the
/// fragment is percent-decoded where the document has no such key as it stands.
pub(crate) fn of_reference(root: &Value, reference: &str) -> Option<String> {
    let fragment = reference.strip_prefix('#')?;
    if fragment.is_empty() {
        return Some(String::new());
    }
    if root.pointer(fragment).is_some() {
        return Some(fragment.to_owned());
    }
    let decoded = percent_decode_str(fragment).decode_utf8().ok()?;
    root.pointer(&decoded)
        .is_some()
        .then(|| decoded.into_owned())
}
