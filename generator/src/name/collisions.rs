//! Fields, arguments and variants that would have one name: which of them has another, and why.
//!
//! What is called how is decided where fields, arguments and setters are planned; this tells of it, in
//! one pass, as `type_names` does of types.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use serde_json::Value;

use super::method::CALL_METHODS;
use super::record;
use super::settle::{Claim, Settled, settle};
use super::type_names::TypeNames;
use super::{argument, enumeration, union};
use crate::diagnostic::{Diagnostic, Diagnostics, MADE_UP, Place, code};
use crate::grammar::join;
use crate::model::api::{Api, EnumValue, Field, Parameter, Shape, TypeId, Union};

/// Reports the fields, arguments and variants whose names had to give way.
pub(super) fn tell(api: &Api, type_names: &TypeNames, diagnostics: &mut Diagnostics) {
    let mut telling = Telling {
        source: &api.source,
        seen: BTreeSet::new(),
        diagnostics,
    };
    for (id, ty) in &api.types {
        if let Shape::Enumeration(enumeration) = &ty.shape {
            telling.values(id, &enumeration.values);
        }
        if let Shape::Union(union) = &ty.shape {
            telling.variants(id, union, type_names);
        }
        if let Shape::Record(record) = &ty.shape {
            let names = record.fields.iter();
            let names = names.map(|it| it.rust_name.as_deref().unwrap_or(&it.name));
            if !may_collide(names, &[]) {
                continue;
            }
            let claims = record::field_claims(record);
            let settled = settle(&claims, &[]);
            let places = record.fields.iter().map(|field| place_of(id, field));
            telling.scope(
                "properties",
                "field",
                &claims,
                &settled,
                &places.collect::<Vec<_>>(),
            );
        }
    }
    for operation in &api.operations {
        let places = |parameters: &mut dyn Iterator<Item = &Parameter>| -> Vec<Arc<str>> {
            parameters.map(|it| it.pointer.clone()).collect()
        };
        let named = |it: &'_ Parameter| it.rust_name.clone().unwrap_or_else(|| it.name.clone());
        let required: Vec<String> = operation.required_parameters().map(named).collect();
        if may_collide(required.iter().map(String::as_str), argument::RESERVED) {
            let claims = argument::claims(operation);
            let settled = settle(&claims, argument::RESERVED);
            let places = places(&mut operation.required_parameters());
            telling.scope("parameters", "argument", &claims, &settled, &places);
        }
        let optional: Vec<String> = operation.optional_parameters().map(named).collect();
        if may_collide(optional.iter().map(String::as_str), CALL_METHODS) {
            let claims = operation.optional_parameters().map(argument::claim);
            let claims: Vec<Claim> = claims.collect();
            let settled = settle(&claims, CALL_METHODS);
            let places = places(&mut operation.optional_parameters());
            telling.scope("parameters", "method", &claims, &settled, &places);
        }
    }
}

/// Whether some names may come to be one in Rust, or one that is reserved. Hardly any do, and to settle all
/// of them once more takes long; this says yes too often rather than too seldom.
fn may_collide<'a>(mut names: impl Iterator<Item = &'a str>, reserved: &[&str]) -> bool {
    let mut seen = BTreeSet::new();
    names.any(|name| {
        let letters = name.chars().filter(char::is_ascii_alphanumeric);
        let letters: String = letters.map(|c| c.to_ascii_lowercase()).collect();
        // Other signs and digits at the start become letters.
        let is_plain = name.is_ascii() && letters.starts_with(|c: char| c.is_ascii_alphabetic());
        !is_plain || reserved.contains(&name) || !seen.insert(letters)
    })
}

/// Where a property stands: among those of its type, or where `allOf` brings it from.
pub(super) fn place_of(id: &TypeId, field: &Field) -> Arc<str> {
    let ending = join("/properties", &[&field.name]);
    let mut schemas = field.schemas.iter();
    let schema = schemas.find(|schema| schema.ends_with(&ending));
    schema.cloned().unwrap_or_else(|| {
        let owner = id.0.split(MADE_UP).next().unwrap_or_default();
        format!("{owner}{ending}").into()
    })
}

struct Telling<'a> {
    source: &'a Arc<str>,
    /// What was told: one schema may be several types, and a parameter that of several operations.
    seen: BTreeSet<(Arc<str>, String)>,
    diagnostics: &'a mut Diagnostics,
}

impl Telling<'_> {
    /// Reports the values of an enumeration that are named in another way, all of them, since two would
    /// have one name.
    fn values(&mut self, id: &TypeId, values: &[EnumValue]) {
        let mut known: BTreeMap<String, usize> = BTreeMap::new();
        let mut pairs = values.iter().enumerate().filter_map(|(index, value)| {
            let wanted = enumeration::wanted(value);
            Some((known.insert(wanted.clone(), index)?, index, wanted))
        });
        let Some((first, second, wanted)) = pairs.next() else {
            return;
        };
        let more = match pairs.count() {
            0 => String::new(),
            more => format!(" (and {more} more)"),
        };
        let shown = |index: usize| match &values[index].value {
            Value::String(text) => format!("{:?}", text.chars().take(40).collect::<String>()),
            other => other.to_string(),
        };
        let message = format!(
            "the values `{}` and `{}` would be the variant `{wanted}`{more}",
            shown(first),
            shown(second)
        );
        let idents = enumeration::variant_idents(values);
        let label = format!(
            "they become `{}` and `{}`",
            idents[first].0, idents[second].0
        );
        let diagnostic = Diagnostic::warning(
            code::NAME_COLLISION,
            Place::key(self.source, id.0.clone()),
            message,
        )
        .label(label)
        .help("name all values for Rust: `x-enum-varnames` beside `enum`");
        self.diagnostics.push(diagnostic);
    }

    /// Reports the types of a union that nothing gives a name of its own: their names end in a mark.
    fn variants(&mut self, id: &TypeId, union: &Union, names: &TypeNames) {
        let claims = union::variant_claims(union, names);
        let settled = settle(&claims, union::RESERVED);
        let mut marked = claims.iter().zip(&settled);
        let marked = marked.find(|(claim, settled)| !claim.candidates.contains(&settled.name));
        let Some((claim, settled)) = marked else {
            return;
        };
        let message = format!(
            "two types of a union would be the variant `{}`",
            claim.candidates[0]
        );
        let place = Place::key(self.source, id.0.clone());
        let diagnostic = Diagnostic::warning(code::NAME_COLLISION, place, message)
            .label(format!("one of them becomes `{}`", settled.name))
            .help("give each of them a `title`, or make it a component");
        self.diagnostics.push(diagnostic);
    }

    /// Reports the collisions of one scope. Claims behind the places are not of the description.
    fn scope(
        &mut self,
        things: &str,
        what: &str,
        claims: &[Claim],
        settled: &[Settled],
        places: &[Arc<str>],
    ) {
        for ((claim, settled), place) in claims.iter().zip(settled).zip(places) {
            let wanted = &claim.candidates[0];
            let Some(rival) = settled.rival.filter(|_| settled.name != *wanted) else {
                continue;
            };
            // One name in several places is called by these, as docs/PARAMETERS.md says.
            let is_same = claims.get(rival).is_some_and(|rival| {
                let name = |claim: &Claim| Some(claim.key.split_once(' ')?.1.to_owned());
                what != "field" && name(rival) == name(claim)
            });
            let Some(rival) = places.get(rival).filter(|_| !is_same) else {
                continue;
            };
            // One that is not declared, for example, is there only because of a mistake.
            if [place, rival]
                .iter()
                .any(|at| self.diagnostics.told_of_value(at))
            {
                continue;
            }
            if !self.seen.insert((place.clone(), settled.name.clone())) {
                continue;
            }
            let at = |pointer: &Arc<str>| Place::key(self.source, pointer.clone());
            let message = format!("two {things} would be the {what} `{wanted}`");
            let diagnostic = Diagnostic::warning(code::NAME_COLLISION, at(place), message)
                .label(format!("this one becomes `{}`", settled.name))
                .related(at(rival), "the other one")
                .help("name one of them for Rust: `x-rust-name` beside it, or `[names]` in `codegen.toml`");
            self.diagnostics.push(diagnostic);
        }
    }
}
