//! The name of every type: from its component, or from the place that it has.

use std::collections::BTreeMap;

use super::error_names::{self, GivenWay, Rival};
use super::plan::Ident;
use super::settle::{Claim, Settled, settle};
use super::words::{camel, camel_spelled, ident};
use super::{content, reason};
use crate::diagnostic::{Diagnostic, Diagnostics, MADE_UP, MADE_UP_KEY, Place, code};
use crate::grammar::{document_of, file_stem, join, last_key};
use crate::model::api::{Api, Operation, OperationId, Origin, Root, Step, Type, TypeId};

/// The names that the files with types use for other things: the prelude's and the run time's.
pub(super) const RESERVED: &[&str] = &[
    "AsRef",
    "Base64",
    "Base64Error",
    "Box",
    "BTreeMap",
    "Clone",
    "Copy",
    "Debug",
    "Default",
    "Drop",
    "Eq",
    "Err",
    "FilePart",
    "From",
    "Hash",
    "Into",
    "IntoIterator",
    "Iterator",
    "JsonValue",
    "None",
    "Nullable",
    "Number",
    "Ok",
    "Option",
    "Ord",
    "PartialEq",
    "PartialOrd",
    "Result",
    "Self",
    "Send",
    "Some",
    "String",
    "Sync",
    "ToString",
    "TryFrom",
    "UnknownInteger",
    "UnknownValue",
    "Vec",
];

/// The names of all types.
#[derive(Debug, Clone, Default)]
pub(super) struct TypeNames {
    by_id: BTreeMap<TypeId, Ident>,
    by_ident: BTreeMap<Ident, TypeId>,
}

impl TypeNames {
    /// Returns the name of a type.
    pub(super) fn of(&self, id: &TypeId) -> &Ident {
        self.by_id
            .get(id)
            .unwrap_or_else(|| panic!("the type {id:?} is used but was not named"))
    }

    /// Returns the type that has a name.
    pub(super) fn by_ident(&self, ident: &Ident) -> Option<&TypeId> {
        self.by_ident.get(ident)
    }
}

/// Names all types.
pub(super) fn names(api: &Api, diagnostics: &mut Diagnostics) -> TypeNames {
    let mut operations = operation_names(api);
    let ids: Vec<&TypeId> = api.types.keys().collect();
    let claims = |operations: &OperationNames<'_>| -> Vec<Claim> {
        let types = api.types.iter();
        types
            .map(|(id, ty)| claim(api, id, ty, operations))
            .collect()
    };
    let errors = error_names::names(api, &|| {
        let wanted = claims(&operations).into_iter();
        let wanted = wanted.filter_map(|claim| claim.candidates.into_iter().next());
        let wanted = wanted.map(|name| name.to_lowercase());
        wanted.zip(ids.iter().copied()).collect()
    });
    operations.errors = errors.names;
    let mut claims = keyed(claims(&operations), api);
    let mut settled = settle(&claims, RESERVED);
    if lengthen(&mut claims, &settled, api, &operations) {
        settled = settle(&claims, RESERVED);
    }
    for (index, name) in settled.iter().enumerate() {
        // One report for a collision, at the one that had to give way.
        if let Some(rival) = name.rival
            && name.name != claims[index].candidates[0]
        {
            diagnostics.push(collision(
                api,
                ids[index],
                ids[rival],
                &claims[index].candidates[0],
                &name.name,
            ));
        }
    }
    let idents = settled.into_iter().map(|settled| ident(&settled.name));
    let by_id: BTreeMap<TypeId, Ident> = ids.iter().copied().cloned().zip(idents).collect();
    for way in errors.given_way {
        diagnostics.push(given_way(api, &way, &by_id[way.body]));
    }
    let by_ident = by_id
        .iter()
        .map(|(id, ident)| (ident.clone(), id.clone()))
        .collect();
    TypeNames { by_id, by_ident }
}

/// Gives those whose name ends in a mark a longer one, and no others, so that these keep theirs; whether
/// there are any.
fn lengthen(
    claims: &mut [Claim],
    settled: &[Settled],
    api: &Api,
    operations: &OperationNames<'_>,
) -> bool {
    let mut any = false;
    for ((claim, settled), (id, ty)) in claims.iter_mut().zip(settled).zip(&api.types) {
        if claim.candidates.contains(&settled.name) {
            continue;
        }
        any = true;
        for spell in [camel as fn(&str) -> String, camel_spelled] {
            let name = whole_way(id, &ty.origin.root, operations, spell);
            if !claim.candidates.contains(&name) {
                claim.candidates.push(name);
            }
        }
    }
    any
}

/// A schema of another document stands for itself as a component does, where no other has its name.
fn keyed(claims: Vec<Claim>, api: &Api) -> Vec<Claim> {
    let mut by_name: BTreeMap<&str, usize> = BTreeMap::new();
    let names: Vec<Option<&str>> = (api.types.values())
        .map(|ty| match &ty.origin.root {
            Root::Schema(name) if ty.origin.steps.is_empty() => Some(name.as_str()),
            _ => None,
        })
        .collect();
    for name in names.iter().flatten() {
        *by_name.entry(name).or_default() += 1;
    }
    let key = |claim: Claim, name: Option<&str>| match name {
        Some(name) if by_name.get(name) == Some(&1) && is_name(name) => Claim {
            key: name.to_owned(),
            ..claim
        },
        _ => claim,
    };
    claims
        .into_iter()
        .zip(names)
        .map(|(claim, name)| key(claim, name))
        .collect()
}

/// Whether a name on the wire is one in Rust.
fn is_name(name: &str) -> bool {
    name.bytes()
        .all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
}

fn collision(api: &Api, id: &TypeId, rival: &TypeId, wanted: &str, got: &str) -> Diagnostic {
    let place = |id: &TypeId| Place::key(&api.source, id.0.clone());
    Diagnostic::warning(
        code::NAME_COLLISION,
        place(id),
        format!("two schemas would be the type `{wanted}`"),
    )
    .label(format!("this one becomes `{got}`"))
    .related(place(rival), "the other one")
    .help("rename one of them")
}

/// Reports a body of errors that another has the name of, or might have.
fn given_way(api: &Api, way: &GivenWay<'_>, got: &Ident) -> Diagnostic {
    let wanted = &way.wanted;
    let other = match way.rival {
        Rival::Type(other) => return collision(api, way.body, other, wanted, &got.0),
        Rival::Errors(other) => other,
    };
    let place = |id: &TypeId| Place::key(&api.source, id.0.clone());
    Diagnostic::warning(
        code::NAME_COLLISION,
        place(way.body),
        format!("errors of two types would be `{wanted}`"),
    )
    .label(format!("these become `{got}`"))
    .related(place(other), "the other ones")
    .help("name one of the types, wherever it stands: `x-rust-name` in the schema; or make it a component")
}

fn claim(api: &Api, id: &TypeId, ty: &Type, operations: &OperationNames<'_>) -> Claim {
    let origin = &ty.origin;
    let mut candidates: Vec<String> = ty.rust_name.iter().map(|name| camel(name)).collect();
    // Where a schema is sent as several parts only, that is what it is.
    let is_alone = direction_free(&id.0).is_some_and(|schema| {
        let others = [schema.to_owned(), format!("{schema}{MADE_UP}/request")];
        let mut others = others.into_iter();
        others.all(|other| !api.types.contains_key(&TypeId(other.into())))
    });
    for spell in [camel as fn(&str) -> String, camel_spelled] {
        let base = operations.error(&origin.root);
        let base = base.unwrap_or_else(|| root_name(&origin.root, operations, spell));
        let from = |base: &String, members| {
            let steps = origin.steps.iter();
            steps.fold(base.clone(), |name, step| match step {
                Step::Request => with_suffix(name, "Request"),
                Step::Parts if is_alone => name,
                step => name + &step_name(step, spell, members),
            })
        };
        let (name, full) = (from(&base, false), from(&base, true));
        let of_document = document_prefixes(id, origin)
            .into_iter()
            .map(|prefix| spell(&prefix) + &name);
        let mut longer = vec![name.clone(), full];
        // Several successes of an operation may each have a type.
        if let Root::Answer(id, status) = &origin.root {
            let status = reason::name(reason::statuses(status));
            let operation = operation_name(id, operations, spell);
            longer.push(from(&root_name(&origin.root, operations, spell), false));
            longer.push(from(&format!("{operation}{status}Response"), false));
        }
        if let Root::AnswerHeader(id, status, name) = &origin.root {
            let status = reason::name(reason::statuses(status));
            let operation = operation_name(id, operations, spell);
            longer.push(from(&format!("{operation}{}Header", spell(name)), false));
            longer.push(from(&format!("{operation}{status}{}", spell(name)), false));
        }
        if let Root::OperationParameter(_, _, location) = &origin.root {
            longer.push(from(&format!("{base}{}", spell(location)), false));
        }
        if let Root::PathItemParameter(path, name, location) = &origin.root {
            let whole = spell(path) + &spell(name);
            let location = spell(location);
            longer.push(from(&format!("{base}{location}"), false));
            longer.push(from(&whole, false));
            longer.push(from(&format!("{whole}{location}"), false));
        }
        if let Some((Step::Request, rest)) = origin.steps.split_last() {
            let steps = rest.iter();
            let answer = steps.fold(base.clone(), |name, step| {
                name + &step_name(step, spell, false)
            });
            longer.push(with_suffix(answer, "Input"));
        }
        if origin.steps.last() == Some(&Step::Parts) {
            let base = base.strip_suffix("Request").unwrap_or(&base);
            longer.push(format!("{base}Multipart"));
        }
        longer.extend(of_document);
        longer.push(format!("{name}Schema"));
        for candidate in longer {
            if !candidates.contains(&candidate) {
                candidates.push(candidate);
            }
        }
    }
    // A component whose name is one in Rust stands for itself; every other schema is marked, so
    // that no two have one key.
    let key = match &origin.root {
        Root::Schema(name) if is_name(name) && stands_for_itself(api, id, name) => name.clone(),
        _ => format!("#{}", id.0),
    };
    Claim { candidates, key }
}

/// A name of all keys that lead to a schema from what it hangs on, the last that is tried: nothing else
/// may say which member of a composition it is, or where one word ends and the next begins.
fn whole_way(
    id: &TypeId,
    root: &Root,
    operations: &OperationNames<'_>,
    spell: fn(&str) -> String,
) -> String {
    let (_, place) = document_of(&id.0).unwrap_or_else(|| (String::new(), &id.0));
    let keys = place.split('/').skip(1).map(last_key);
    let keys: Vec<String> = keys.filter(|key| key != MADE_UP_KEY).collect();
    let starts = |names: &[&str]| keys.iter().position(|key| names.contains(&&**key));
    let start = match root {
        Root::Elsewhere(_) => None,
        Root::Schema(_) => starts(&["schemas", "definitions", "$defs"]).map(|at| at + 2),
        _ => starts(&["schema", "itemSchema"]).map(|at| at + 1),
    };
    let behind = start.and_then(|start| keys.get(start..));
    let base = behind.map(|_| root_name(root, operations, spell));
    let words = behind
        .unwrap_or(&keys)
        .iter()
        .enumerate()
        .map(|(nth, key)| {
            let is_index = nth > 0 && key.bytes().all(|byte| byte.is_ascii_digit());
            if is_index { key.clone() } else { spell(key) }
        });
    base.into_iter().chain(words).collect()
}

/// The schema that a body of several parts is a form of.
fn direction_free(pointer: &str) -> Option<&str> {
    pointer.strip_suffix("/parts")?.strip_suffix(MADE_UP)
}

/// Whether a type is what a component is: the component, or its form in requests where it has no
/// other and is called a request.
fn stands_for_itself(api: &Api, id: &TypeId, name: &str) -> bool {
    let component = join("/components/schemas", &[name]);
    if *id.0 == component {
        return true;
    }
    let is_request =
        id.0.strip_prefix(&*component)
            .is_some_and(|rest| rest.strip_prefix(MADE_UP) == Some("/request"));
    is_request && name.ends_with("Request") && !api.types.contains_key(&TypeId(component.into()))
}

/// What may go before the name of a type to say of which other document it is.
fn document_prefixes(id: &TypeId, origin: &Origin) -> Vec<String> {
    let Some((address, _)) = document_of(&id.0) else {
        return Vec::new();
    };
    let stem = file_stem(&address);
    let folders = address.rsplit_once('/').map_or("", |(folders, _)| folders);
    let prefixes = match &origin.root {
        // The document is named after its file anyway.
        Root::Schema(name) if *name == stem => vec![folders.to_owned()],
        _ => vec![stem.clone(), format!("{folders} {stem}")],
    };
    let has_letters = |text: &String| text.contains(char::is_alphanumeric);
    prefixes.into_iter().filter(has_letters).collect()
}

fn root_name(root: &Root, operations: &OperationNames<'_>, spell: fn(&str) -> String) -> String {
    match root {
        Root::Schema(name) => spell(name),
        Root::Response(name) => with_suffix(spell(name), "Response"),
        Root::RequestBody(name, None) => with_suffix(spell(name), "Request"),
        Root::RequestBody(name, Some(media_type)) => {
            with_suffix(spell(name), &content::words(media_type).0)
        }
        Root::Parameter(name) => with_suffix(spell(name), "Parameter"),
        Root::Body(id, None) => with_suffix(operation_name(id, operations, spell), "Request"),
        Root::Body(id, Some(media_type)) => {
            let name = operation_name(id, operations, spell);
            with_suffix(name, &content::words(media_type).0)
        }
        Root::Answer(id, status) => {
            let name = operation_name(id, operations, spell);
            match status.as_bytes() {
                [b'2', ..] => with_suffix(name, "Response"),
                _ if status == "default" => name + "DefaultResponse",
                _ => format!("{name}Response{}", spell(status).trim_start_matches('N')),
            }
        }
        Root::OperationParameter(id, name, _) | Root::AnswerHeader(id, _, name) => {
            operation_name(id, operations, spell) + &spell(name)
        }
        Root::PathItemParameter(path, name, _) => {
            let mut segments = path.rsplit('/');
            let fixed = segments.find(|part| !part.is_empty() && !part.contains('{'));
            spell(fixed.unwrap_or(path)) + &spell(name)
        }
        Root::ResponseHeader(response, name) => spell(response) + &spell(name),
        Root::Header(name) => with_suffix(spell(name), "Header"),
        Root::Payload(id) => with_suffix(operation_name(id, operations, spell), "Payload"),
        Root::Elsewhere(pointer) => {
            let keys = pointer.rsplit('/').filter(|key| !key.is_empty());
            let keys: Vec<&str> = keys.take(3).collect();
            keys.into_iter().rev().map(spell).collect()
        }
    }
}

fn with_suffix(name: String, suffix: &str) -> String {
    if name.ends_with(suffix) {
        name
    } else {
        name + suffix
    }
}

/// What operations, webhooks and callbacks are called, and with them the bodies that errors have alike.
#[derive(Default)]
struct OperationNames<'a> {
    operations: BTreeMap<&'a OperationId, String>,
    errors: BTreeMap<error_names::Answer, String>,
}

impl OperationNames<'_> {
    /// The name of a body that several errors have.
    fn error(&self, root: &Root) -> Option<String> {
        let Root::Answer(operation, status) = root else {
            return None;
        };
        let answer = (operation.clone(), status.clone());
        self.errors.get(&answer).cloned()
    }
}

/// What each is called: by its `operationId`, or its method and path, or its own name.
fn operation_names(api: &Api) -> OperationNames<'_> {
    let mut names = BTreeMap::new();
    for event in &api.webhooks.events {
        let message = &event.message;
        let name = message.operation_id.as_ref().unwrap_or(&event.name);
        names.insert(&message.id, name.clone());
    }
    for operation in &api.operations {
        let name = operation_text(operation);
        for callback in &operation.callbacks {
            let message = &callback.message;
            let own = || format!("{name} {}", callback.name);
            let called = message.operation_id.clone().unwrap_or_else(own);
            names.entry(&message.id).or_insert(called);
        }
        names.insert(&operation.id, name);
    }
    OperationNames {
        operations: names,
        ..OperationNames::default()
    }
}

/// What an operation is called: its `operationId`, or its method and path.
pub(super) fn operation_text(operation: &Operation) -> String {
    let line = || format!("{} {}", operation.method.to_lowercase(), operation.path);
    operation.operation_id.clone().unwrap_or_else(line)
}

/// The name of an operation as a type.
fn operation_name(
    id: &OperationId,
    operations: &OperationNames<'_>,
    spell: fn(&str) -> String,
) -> String {
    spell(operations.operations.get(id).map_or(&*id.0, String::as_str))
}

fn step_name(step: &Step, spell: fn(&str) -> String, with_members: bool) -> String {
    match step {
        Step::Property(name) | Step::Definition(name) => spell(name),
        Step::Item => "Item".to_owned(),
        Step::Value => "Value".to_owned(),
        // What `allOf` brings is a part of the whole and has no name, unless names collide.
        Step::Member(index) if with_members => format!("Part{}", index + 1),
        Step::Member(_) => String::new(),
        Step::Variant(label) => spell(label),
        Step::Request => "Request".to_owned(),
        Step::Parts => "Multipart".to_owned(),
    }
}
