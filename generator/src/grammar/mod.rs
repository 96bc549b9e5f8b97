//! Which objects a description is made of, and how a place in it is written.
//!
//! A leaf that the rooms share: the table of the standard's objects, JSON pointers, and the keys
//! under which the generator keeps what the standard has no place for.
//! Must never know: what becomes of any of it.

mod nearest;
mod pointer;
mod table;

use serde_json::{Map, Value};

pub(crate) use nearest::nearest;
pub(crate) use pointer::{escape, fragment, join, keys, last as last_key, of_reference};
pub(crate) use table::{Child, Kind, METHODS, for_each_child, kind_at, reference};

/// The key of a path item under which operations stand whose methods have no key of their own.
pub(crate) const OTHER_METHODS: &str = "additionalOperations";

/// Whether a text is a token of HTTP, as the names of methods and headers are: RFC 9110, section
/// 5.6.2.
pub(crate) fn is_token(text: &str) -> bool {
    let symbol = |byte: u8| b"!#$%&'*+-.^_`|~".contains(&byte);
    !text.is_empty()
        && text
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || symbol(byte))
}

/// Returns the last segment of a path without the ending that says how its answer is written, as in
/// `Messages.json` and `{Sid}.json`.
pub(crate) fn without_ending(segment: &str) -> &str {
    match segment.rsplit_once('.') {
        Some((word, ending)) if !word.is_empty() && is_ending(ending) => word,
        _ => segment,
    }
}

fn is_ending(text: &str) -> bool {
    text.eq_ignore_ascii_case("json") || text.eq_ignore_ascii_case("xml")
}

/// Holds the `itemSchema` of a media type, a reference to it.
pub(crate) const ITEM_SCHEMA: &str = "x-codegen-item-schema";

/// Holds the `contentSchema` of a schema, a reference to it.
pub(crate) const CONTENT_SCHEMA: &str = "x-codegen-content-schema";

/// Holds the `defaultMapping` of a discriminator.
pub(crate) const DEFAULT_MAPPING: &str = "x-codegen-default-mapping";

/// Holds the `items` of a 3.1 schema that follow on the places with a schema of their own.
pub(crate) const ITEMS: &str = "x-codegen-items";

/// Holds the `additionalProperties` of a 3.1 schema that has `patternProperties` too.
pub(crate) const ADDITIONAL: &str = "x-codegen-additional";

/// The key of the one tree under which other documents stand, each by its address.
pub(crate) const DOCUMENTS: &str = "x-codegen-documents";

/// What stands in the place of a reference of which it was said why it can't be followed.
pub(crate) const REFUSED: &str = "#/x-codegen-refused";

/// Returns the pointer in the one tree of a place in another document.
pub(crate) fn in_tree(address: &str, pointer: &str) -> String {
    format!("/{DOCUMENTS}/{}{pointer}", escape(address))
}

/// Returns the pointer in the one tree that a key of the settings is, or that a reference leads to which
/// is written as in the description.
pub(crate) fn place_of_key(key: &str) -> Option<String> {
    let pointer = key.strip_prefix('#').unwrap_or(key);
    if pointer.starts_with('/') {
        return Some(pointer.to_owned());
    }
    let (document, pointer) = key.split_once('#').unwrap_or((key, ""));
    let document = document.strip_prefix("./").unwrap_or(document);
    let is_other = document.contains('.') && (pointer.is_empty() || pointer.starts_with('/'));
    is_other.then(|| in_tree(document, pointer))
}

/// Returns the address of the document that a pointer of the one tree leads into, and the pointer
/// in that document; none where it is the description itself.
pub(crate) fn document_of(pointer: &str) -> Option<(String, &str)> {
    let rest = pointer.strip_prefix('/')?.strip_prefix(DOCUMENTS)?;
    let rest = rest.strip_prefix('/')?;
    let end = rest.find('/').unwrap_or(rest.len());
    Some((last_key(&rest[..end]), &rest[end..]))
}

/// What a discriminator maps values to: names and references.
pub(crate) fn mapped(discriminator: &Value) -> impl Iterator<Item = &str> {
    let mapping = discriminator.get("mapping").and_then(Value::as_object);
    let mapping = mapping.into_iter().flat_map(Map::values);
    let targets = mapping.chain(discriminator.get("defaultMapping"));
    targets.filter_map(Value::as_str)
}

/// Returns a reference of the one tree as the author of a description would write it.
pub(crate) fn readable(reference: &str) -> String {
    match reference.strip_prefix('#').and_then(document_of) {
        Some((address, "")) => address,
        Some((address, pointer)) => format!("{address}#{pointer}"),
        None => reference.to_owned(),
    }
}

/// Returns the name of a document: that of its file without the ending, or of its folder where the
/// file is called `index`.
pub(crate) fn file_stem(address: &str) -> String {
    let path = address.split(['?', '#']).next().unwrap_or_default();
    let mut segments = path.rsplit('/');
    let stem = |segment: &str| {
        segment
            .rsplit_once('.')
            .map_or(segment, |(stem, _)| stem)
            .to_owned()
    };
    let file = segments.next().map(stem).unwrap_or_default();
    match segments.next() {
        Some(folder) if file == "index" && !folder.is_empty() => folder.to_owned(),
        _ => file,
    }
}
