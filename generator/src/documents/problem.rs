//! What is said of a reference that can't be followed.

use std::sync::Arc;

use super::address;
use super::library::Reason;
use super::scan::Repeated;
use crate::diagnostic::{Diagnostic, Place, code};
use crate::grammar::{Kind, join};

/// Says why another document can't be had; nothing where that was said before.
pub(super) fn refused(place: Place, text: &str, reason: &Reason) -> Option<Diagnostic> {
    let shown = text.escape_debug();
    let (message, help) = match reason {
        Reason::Address(refusal) => {
            let (message, help) = refusal.explain();
            (format!("the reference `{shown}` {message}"), help.to_owned())
        }
        Reason::Missing(address) if address::is_url(address) => (
            format!("the reference `{shown}` leads to a URL, and nothing is fetched"),
            "say where a copy of what is there lies: `--map URL_PREFIX=PATH`, or the table `[map]` of `codegen.toml`".to_owned(),
        ),
        Reason::Missing(address) => (
            format!("the reference `{shown}` leads to the document `{}`, which was not handed in", address.escape_debug()),
            "hand it in beside the description, or bring what is needed under `components`".to_owned(),
        ),
        Reason::Told { message, help } => {
            (format!("the reference `{shown}` can't be followed: {message}"), help.clone())
        }
        Reason::Unreadable => return None,
    };
    Some(
        Diagnostic::error(code::FOREIGN_REFERENCE, place, message)
            .label("not in this document")
            .help(help),
    )
}

pub(super) fn no_anchor(place: Place, text: &str) -> Diagnostic {
    let message = format!("the reference `{}` leads nowhere", text.escape_debug());
    Diagnostic::error(code::DANGLING_REFERENCE, place, message)
        .label("nothing has this `$anchor`")
        .help("give the schema that is meant this `$anchor`, or refer to it by a pointer such as `#/components/schemas/Name`")
}

pub(super) fn repeated(source: &Arc<str>, repeated: &Repeated) -> Diagnostic {
    let Repeated { key, first, second } = repeated;
    let place = |pointer: &str| Place::value(source, join(pointer, &[key]));
    let message = format!("two schemas have one `{key}`");
    Diagnostic::warning(code::DUPLICATE_ANCHOR, place(second), message)
        .label("no reference leads here by it")
        .related(place(first), "given first here")
        .help("give each of them its own")
}

pub(super) fn nothing_to_copy(place: Place, text: &str) -> Diagnostic {
    let message = format!("the reference `{}` leads nowhere", text.escape_debug());
    Diagnostic::error(code::DANGLING_REFERENCE, place, message)
        .label("nothing stands there")
        .help("define it there, or correct the reference")
}

pub(super) fn other_kind(place: Place, text: &str, wanted: Kind, found: Kind) -> Diagnostic {
    let message = format!(
        "the reference `{}` leads to {}; {} must stand here",
        text.escape_debug(),
        found.a_name(),
        wanted.a_name()
    );
    Diagnostic::error(code::DANGLING_REFERENCE, place, message)
        .help("refer to an object of the right kind")
}

pub(super) fn circular(place: Place) -> Diagnostic {
    let message = "this reference leads back to itself, through nothing but references";
    Diagnostic::error(code::CIRCULAR_REFERENCE, place, message)
        .help("one of the objects on the way must be defined, not refer to the next")
}

pub(super) fn too_much(place: Place, message: String) -> Diagnostic {
    Diagnostic::error(code::TOO_MUCH, place, message)
        .help("refer to single schemas, responses and parameters, not to whole mappings of them")
}
