//! Names that a maintainer asks for and can't have.
//!
//! What comes of each is decided where types, methods, fields and arguments are planned; this tells of
//! it. Where two things ask for one name, `collisions` and its like say so.

use std::collections::BTreeSet;

use super::collisions::place_of;
use super::method::CALL_METHODS;
use super::resources::Tree;
use super::type_names::RESERVED;
use super::words::{camel, ident, snake};
use crate::config::Config;
use crate::diagnostic::{Diagnostic, Diagnostics, MADE_UP, Place, code};
use crate::grammar::join;
use crate::model::api::{Api, Shape};

/// A name that is asked for.
struct Asked<'a> {
    /// What was written.
    text: &'a str,
    /// What that is in Rust.
    name: String,
    /// What is to be called so.
    what: &'static str,
    /// Where it stands in the description.
    pointer: &'a str,
}

/// Reports the names that other things have for good.
pub(super) fn tell(api: &Api, config: &Config, tree: &Tree, diagnostics: &mut Diagnostics) {
    let mut seen = BTreeSet::new();
    let mut refuse = |asked: &Asked<'_>| {
        let owner = asked.pointer.split(MADE_UP).next().unwrap_or_default();
        if seen.insert((owner.to_owned(), asked.text.to_owned())) {
            diagnostics.push_apart(refusal(api, config, asked, owner));
        }
    };
    for (id, ty) in &api.types {
        if let Some(asked) = asked(ty.rust_name.as_ref(), camel, "type", &id.0)
            && !is_free(&asked, RESERVED)
        {
            refuse(&asked);
        }
        let Shape::Record(record) = &ty.shape else {
            continue;
        };
        for field in &record.fields {
            let place = place_of(id, field);
            if let Some(asked) = asked(field.rust_name.as_ref(), snake, "field", &place)
                && !is_free(&asked, &[])
            {
                refuse(&asked);
            }
        }
    }
    for node in &tree.nodes {
        for (index, name) in &node.methods {
            let operation = &api.operations[*index];
            let others = node.children.keys().map(String::as_str);
            let taken: Vec<&str> = others.chain(["clone", "new"]).collect();
            if let Some(asked) = asked(
                operation.rust_name.as_ref(),
                snake,
                "method",
                &operation.id.0,
            ) && (!is_free(&asked, &taken) || ident(name).0 == format!("{}_", asked.name))
            {
                refuse(&asked);
            }
        }
    }
    for operation in &api.operations {
        let required = operation.required_parameters().map(|it| (it, &[][..]));
        let optional = operation.optional_parameters().map(|it| (it, CALL_METHODS));
        for (parameter, taken) in required.chain(optional) {
            let given = parameter.rust_name.as_ref();
            if let Some(asked) = asked(given, snake, "parameter", &parameter.pointer)
                && !is_free(&asked, taken)
            {
                refuse(&asked);
            }
        }
    }
}

fn asked<'a>(
    text: Option<&'a String>,
    spell: fn(&str) -> String,
    what: &'static str,
    pointer: &'a str,
) -> Option<Asked<'a>> {
    text.map(|text| Asked {
        text,
        name: spell(text),
        what,
        pointer,
    })
}

/// Whether nothing else is called so, and it says something.
fn is_free(asked: &Asked<'_>, taken: &[&str]) -> bool {
    let is_taken = taken.iter().any(|it| it.eq_ignore_ascii_case(&asked.name));
    let says_something = asked.text.contains(char::is_alphanumeric);
    says_something && !is_taken && !ident(&asked.name).0.ends_with('_')
}

fn refusal(api: &Api, config: &Config, asked: &Asked<'_>, owner: &str) -> Diagnostic {
    let Asked { text, what, .. } = asked;
    let message = format!("`{}` can't be the name of a {what}", text.escape_debug());
    let help = "choose another: this one is empty, or Rust or the generated crate has it already";
    let written = config.names.values().find(|name| name.get_ref() == text);
    let diagnostic = match written {
        Some(name) => Diagnostic::error(code::BAD_CONFIG, config.place(name), message),
        None => {
            let place = Place::value(&api.source, join(owner, &["x-rust-name"]));
            Diagnostic::warning(code::NAME_COLLISION, place, message)
        }
    };
    diagnostic.help(help)
}
