//! A description is changed as overlays say: the `OpenAPI` Overlay Specification, 1.0 and 1.1.
//!
//! Comes in: a tree as it was written, and overlays in their order. Goes out: the changed tree;
//! of each value that an overlay brought it is noted from where, so that messages point into the
//! overlay.
//! Must never know: what `OpenAPI` means.

mod action;
mod apply;
mod target;

use serde_json::{Map, Value};

use crate::diagnostic::{Diagnostic, Diagnostics, Place, Stop, code};
use crate::grammar::{join, nearest};
use crate::input::Source;
use crate::read::{self, Budget, Document};

/// The keys of an overlay.
const KEYS: &[&str] = &["overlay", "info", "extends", "actions"];

/// Those of its actions.
const KEYS_OF_ACTION: &[&str] = &["target", "description", "update", "copy", "remove"];

/// How many actions an overlay may have: each looks through the description.
const MOST_ACTIONS: usize = 5_000;

/// Applies overlays to a description, one after the other.
pub(crate) fn apply(
    document: Document,
    overlays: &[Source],
    budget: &Budget,
    diagnostics: &mut Diagnostics,
) -> Result<Document, Stop> {
    let mut changing = apply::Changing::new(document, diagnostics);
    for source in overlays {
        let Ok(overlay) = read::read(source, budget, changing.diagnostics) else {
            // Of what is too much, one message is enough.
            if budget.is_spent() {
                break;
            }
            continue;
        };
        for action in actions(&overlay, &mut changing) {
            changing.act(&overlay, &action);
        }
    }
    let document = changing.document;
    diagnostics.finish_room()?;
    Ok(document)
}

/// Reads the actions of an overlay, and reports what is wrong with it as a whole.
fn actions(overlay: &Document, changing: &mut apply::Changing<'_>) -> Vec<action::Action> {
    let Document { source, root } = overlay;
    let wrong = |pointer: &str, message: String, help: &str| {
        Diagnostic::error(code::BAD_OVERLAY, Place::value(source, pointer), message).help(help)
    };
    let version = match root.get("overlay") {
        Some(Value::String(version)) => version.clone(),
        // `overlay: 1.0` without quotes is a number in YAML.
        Some(Value::Number(version)) => version.to_string(),
        _ => {
            changing.diagnostics.push(wrong(
                "",
                "the key `overlay` with the version of the standard is missing: this is no overlay"
                    .to_owned(),
                "check that this is the right file: an overlay begins with `overlay: 1.1.0`",
            ));
            return Vec::new();
        }
    };
    let known = ["1.0", "1.1"]
        .into_iter()
        .find(|known| version == *known || version.starts_with(&format!("{known}.")));
    let Some(known) = known else {
        let message = format!(
            "the version `{}` of overlays is not known",
            version.escape_debug()
        );
        changing.diagnostics.push(wrong(
            "/overlay",
            message,
            "the generator reads 1.0 and 1.1",
        ));
        return Vec::new();
    };
    extends(overlay, changing);
    strangers(overlay, "", root, KEYS, changing);
    match root.get("actions") {
        Some(Value::Array(list)) if list.len() > MOST_ACTIONS => {
            let message = format!("the overlay has more than {MOST_ACTIONS} actions");
            changing.diagnostics.push(
                Diagnostic::error(code::TOO_MUCH, Place::key(source, "/actions"), message)
                    .help("split it into several, or change the description itself"),
            );
            Vec::new()
        }
        Some(Value::Array(list)) => {
            let mut read = Vec::new();
            for (index, value) in list.iter().enumerate() {
                let pointer = format!("/actions/{index}");
                strangers(overlay, &pointer, value, KEYS_OF_ACTION, changing);
                if let Some((key, message)) = action::idle(value) {
                    let place = Place::key(source, format!("{pointer}/{key}"));
                    let diagnostic = Diagnostic::warning(code::IDLE_OVERLAY, place, message)
                        .help("remove one of them, or make two actions of it");
                    changing.diagnostics.push(diagnostic);
                }
                match action::read(value, pointer, action::Version::of(known), source) {
                    Ok(action) => read.push(action),
                    Err(diagnostic) => changing.diagnostics.push(*diagnostic),
                }
            }
            read
        }
        _ => {
            let message = "`actions` must be a list of what the overlay changes".to_owned();
            changing.diagnostics.push(wrong(
                "/actions",
                message,
                "write `actions:` with `target` and `update` or `remove` for each",
            ));
            Vec::new()
        }
    }
}

/// Warns of keys that the standard does not have.
fn strangers(
    overlay: &Document,
    pointer: &str,
    value: &Value,
    known: &[&str],
    changing: &mut apply::Changing<'_>,
) {
    let keys = value.as_object().into_iter().flat_map(Map::keys);
    for key in keys.filter(|key| !known.contains(&key.as_str()) && !key.starts_with("x-")) {
        let place = Place::key(&overlay.source, join(pointer, &[key]));
        let message = format!(
            "the key `{}` means nothing in an overlay",
            key.escape_debug()
        );
        let help = match nearest(key, known.iter().copied()) {
            Some(meant) => format!("did you mean `{meant}`?"),
            None => format!("it may be `{}`", known.join("`, `")),
        };
        let diagnostic = Diagnostic::warning(code::UNKNOWN_KEY, place, message);
        changing.diagnostics.push(diagnostic.help(help));
    }
}

/// Warns where an overlay says that it is for a file of another name. A URL says where the
/// description was published, which its file need not be called after.
fn extends(overlay: &Document, changing: &mut apply::Changing<'_>) {
    let place = || Place::value(&overlay.source, "/extends");
    let description = file_name(&changing.document.source).to_owned();
    let diagnostic = match overlay.root.get("extends") {
        None => return,
        Some(Value::String(text)) if text.contains("://") || file_name(text) == description => {
            return;
        }
        Some(Value::String(text)) => Diagnostic::warning(
            code::OTHER_DESCRIPTION,
            place(),
            format!(
                "the overlay extends `{}`, and is applied to `{description}`",
                text.escape_debug()
            ),
        )
        .help("correct `extends`, or apply the overlay to the description that it is for"),
        Some(_) => Diagnostic::error(
            code::BAD_OVERLAY,
            place(),
            "`extends` must be a string: where the description is",
        )
        .help("correct it, or leave it out"),
    };
    changing.diagnostics.push(diagnostic);
}

fn file_name(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}
