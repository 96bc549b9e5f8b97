//! What `codegen.toml` and `x-rust-name` decide of single places: types and names.

use std::collections::{BTreeMap, BTreeSet};

use indexmap::IndexMap;
use openapiv3::{SchemaKind, Type};
use serde_json::Value;

use super::rules;
use crate::config::{Config, Spanned};
use crate::diagnostic::{Diagnostic, Diagnostics, code};
use crate::grammar::{join, nearest, place_of_key};
use crate::resolve::{Pointer, Resolved, ResolvedOperation};

/// The extension that names a thing in Rust.
const NAME: &str = "x-rust-name";

/// What is decided of single places.
#[derive(Debug, Clone, Default)]
pub(super) struct Overrides {
    /// The Rust types of schemas.
    types: BTreeMap<Pointer, String>,
    /// The Rust types of formats.
    formats: BTreeMap<String, String>,
    /// The names of schemas, operations and parameters.
    names: BTreeMap<Pointer, String>,
}

/// Finds the places that `codegen.toml` speaks of.
pub(super) fn read(
    resolved: &Resolved,
    config: &Config,
    diagnostics: &mut Diagnostics,
) -> Overrides {
    let formats = config.formats.iter();
    let mut overrides = Overrides {
        formats: formats
            .map(|(format, path)| (format.clone(), path.get_ref().clone()))
            .collect(),
        ..Overrides::default()
    };
    unknown_formats(resolved, config, diagnostics);
    for (key, path) in &config.types {
        match schema(resolved, key.get_ref()) {
            Some(pointer) => drop(overrides.types.insert(pointer, path.get_ref().clone())),
            None => diagnostics.push_apart(nowhere(config, key, "schema")),
        }
    }
    for (key, name) in &config.names {
        let text = key.get_ref();
        let place = schema(resolved, text).or_else(|| operation(resolved, text));
        match place.or_else(|| parameter(resolved, text)) {
            Some(pointer) => drop(overrides.names.insert(pointer, name.get_ref().clone())),
            None => diagnostics.push_apart(nowhere(config, key, "schema, operation or parameter")),
        }
    }
    if let Some(key) = &config.example.operation
        && operation(resolved, key.get_ref()).is_none()
    {
        diagnostics.push_apart(nowhere(config, key, "operation"));
    }
    overrides
}

/// The schema that a key means: the name of a component, a JSON pointer, or a reference to another
/// document.
fn schema(resolved: &Resolved, key: &str) -> Option<Pointer> {
    let component = join("/components/schemas", &[key]);
    let mut meant = place_of_key(key).into_iter().chain([component]);
    meant.find_map(|pointer| {
        let (known, _) = resolved.schemas.get_key_value(pointer.as_str())?;
        Some(known.clone())
    })
}

/// The formats of all schemas.
fn formats(resolved: &Resolved) -> BTreeSet<String> {
    let schemas = resolved.schemas.values();
    let formats = schemas.filter_map(|schema| match &schema.schema_kind {
        SchemaKind::Type(Type::String(it)) => rules::format_name(&it.format),
        SchemaKind::Type(Type::Number(it)) => rules::format_name(&it.format),
        SchemaKind::Type(Type::Integer(it)) => rules::format_name(&it.format),
        SchemaKind::Any(it) => it.format.clone(),
        SchemaKind::Type(Type::Object(_) | Type::Array(_) | Type::Boolean(_))
        | SchemaKind::OneOf { .. }
        | SchemaKind::AllOf { .. }
        | SchemaKind::AnyOf { .. }
        | SchemaKind::Not { .. } => None,
    });
    formats.collect()
}

/// Says of formats that nothing has.
fn unknown_formats(resolved: &Resolved, config: &Config, diagnostics: &mut Diagnostics) {
    if config.formats.is_empty() {
        return;
    }
    let known = formats(resolved);
    let unknown = config.formats.iter();
    for (format, path) in unknown.filter(|(format, _)| !known.contains(*format)) {
        let message = format!(
            "`codegen.toml` has a type for the format `{}`, which no schema has",
            format.escape_debug()
        );
        let help = match nearest(format, known.iter().map(String::as_str)) {
            Some(meant) => format!("did you mean `{meant}`?"),
            None => "correct or remove it".to_owned(),
        };
        let place = config.place(path);
        diagnostics.push_apart(Diagnostic::error(code::BAD_CONFIG, place, message).help(help));
    }
}

/// The operation that a key means: a JSON pointer, an `operationId`, or `METHOD /path`.
fn operation(resolved: &Resolved, key: &str) -> Option<Pointer> {
    let mut all = resolved.all_operations();
    let found = all.find(|found| means(key, found));
    found.map(|found| found.pointer.clone())
}

/// Whether a key of `codegen.toml` means an operation.
pub(super) fn means(key: &str, found: &ResolvedOperation) -> bool {
    let id = found.operation.operation_id.as_deref();
    names_operation(key, &found.pointer, id, (&found.method, &found.path))
}

/// Whether a key of `codegen.toml` means an operation of this pointer, `operationId`, method and
/// path.
pub(crate) fn names_operation(
    key: &str,
    at: &str,
    id: Option<&str>,
    (method, path): (&str, &str),
) -> bool {
    let line = key.split_once(' ');
    place_of_key(key).as_deref() == Some(at)
        || id == Some(key)
        || line.is_some_and(|(known, rest)| known.eq_ignore_ascii_case(method) && rest == path)
}

fn parameter(resolved: &Resolved, key: &str) -> Option<Pointer> {
    let (known, _) = resolved
        .parameters
        .get_key_value(place_of_key(key)?.as_str())?;
    Some(known.clone())
}

fn nowhere(config: &Config, key: &Spanned<String>, what: &str) -> Diagnostic {
    let message = format!(
        "`codegen.toml` names `{}`, which is no {what}",
        key.get_ref().escape_debug()
    );
    Diagnostic::error(code::BAD_CONFIG, config.place(key), message).help(
        "correct or remove it; a JSON pointer such as `#/components/schemas/Pet` is always right, and `pet.yaml#/Pet` for what stands in another file",
    )
}

impl Overrides {
    /// Returns the Rust type of a schema.
    pub(super) fn ty(&self, pointer: &str) -> Option<&String> {
        self.types.get(pointer)
    }

    /// Returns the Rust type of a format.
    pub(super) fn format(&self, format: &str) -> Option<&String> {
        self.formats.get(format)
    }

    /// Returns the name of what stands at a pointer and has these extensions.
    pub(super) fn name(
        &self,
        pointer: &str,
        extensions: Option<&IndexMap<String, Value>>,
    ) -> Option<String> {
        let said = || Some(extensions?.get(NAME)?.as_str()?.to_owned());
        self.names.get(pointer).cloned().or_else(said)
    }
}
