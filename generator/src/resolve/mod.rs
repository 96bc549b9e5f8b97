//! Every `$ref` is followed, and every object read into the types of `openapiv3`.
//!
//! Comes in: a tree in 3.0 shape. Goes out: one table for each kind of object, by pointer. An
//! object holds its children as references to their own pointers, so each is read alone: one
//! that can't be read spoils nothing around it, and its place is known.
//! Must never know: names. No reference is dropped in silence.

mod inline;
mod nodes;
mod references;
mod servers;

use std::collections::BTreeMap;
use std::sync::Arc;

use openapiv3::{
    ExternalDocumentation, Header, Info, Link, Operation, Parameter, ReferenceOr, RequestBody,
    Response, Schema, SecurityRequirement, SecurityScheme, Server, Tag,
};

use serde_json::Value;

use crate::diagnostic::{Diagnostics, Stop};
use crate::read::Document;

pub(crate) use servers::NAME as SERVER_NAME;

/// A JSON pointer into the description: the identity of an object.
pub(crate) type Pointer = Arc<str>;

/// A description whose references are followed.
#[derive(Debug, Clone)]
pub(crate) struct Resolved {
    pub(crate) source: Arc<str>,
    pub(crate) info: Info,
    pub(crate) servers: Vec<ResolvedServer>,
    pub(crate) security: Vec<SecurityRequirement>,
    pub(crate) tags: Vec<Tag>,
    pub(crate) external_docs: Option<ExternalDocumentation>,
    pub(crate) security_schemes: BTreeMap<String, SecurityScheme>,
    pub(crate) operations: Vec<ResolvedOperation>,
    /// What the API sends on its own. The path of each is its name.
    pub(crate) webhooks: Vec<ResolvedOperation>,
    /// What the API sends because of an operation, by the pointers of the Callback Objects. The
    /// path of each is the expression for its URL.
    pub(crate) callbacks: BTreeMap<Pointer, Vec<ResolvedOperation>>,
    /// Boxed: a map holds many places that nothing is in, and a schema is large.
    pub(crate) schemas: BTreeMap<Pointer, Box<Schema>>,
    pub(crate) parameters: BTreeMap<Pointer, Parameter>,
    pub(crate) request_bodies: BTreeMap<Pointer, RequestBody>,
    pub(crate) responses: BTreeMap<Pointer, Response>,
    pub(crate) headers: BTreeMap<Pointer, Header>,
    pub(crate) links: BTreeMap<Pointer, Link>,
    /// What is said beside references to parameters, bodies, answers and headers, by where each stands,
    /// or the list that it stands in, and where it leads.
    pub(crate) said: BTreeMap<(Pointer, Pointer), String>,
    /// The values of examples that others refer to.
    pub(crate) examples: BTreeMap<Pointer, Value>,
    /// The schemas that have schemas under [`UNKNOWN`] keywords, each with these in their order.
    pub(crate) unknown: BTreeMap<Pointer, Vec<(&'static str, Pointer)>>,
}

/// The keywords for schemas that `openapiv3` does not know.
pub(crate) const UNKNOWN: [&str; 6] = [
    "if",
    "then",
    "else",
    "contains",
    "propertyNames",
    "dependentSchemas",
];

/// A server and where it stands: before it there may be some that could not be read.
#[derive(Debug, Clone)]
pub(crate) struct ResolvedServer {
    pub(crate) pointer: Pointer,
    pub(crate) server: Server,
}

/// An operation with what its path item says for all of them.
#[derive(Debug, Clone)]
pub(crate) struct ResolvedOperation {
    pub(crate) pointer: Pointer,
    /// Where its path item stands.
    pub(crate) item: Pointer,
    pub(crate) path: String,
    /// As it is sent: in capitals, where HTTP defines it.
    pub(crate) method: String,
    pub(crate) operation: Operation,
    /// The parameters of the path item.
    pub(crate) shared_parameters: Vec<ReferenceOr<Parameter>>,
    /// Its own servers.
    pub(crate) servers: Vec<ResolvedServer>,
    /// The servers of the path item.
    pub(crate) shared_servers: Vec<ResolvedServer>,
    /// Its callbacks, by their names.
    pub(crate) callbacks: Vec<(String, Pointer)>,
}

impl Resolved {
    /// Returns what is said beside a reference: see [`Self::said`].
    pub(crate) fn said_beside<T>(&self, place: &str, child: &ReferenceOr<T>) -> Option<String> {
        let key = (Pointer::from(place), Pointer::from(pointer_of(child)));
        self.said.get(&key).cloned()
    }

    /// Returns every operation, whoever sends the request.
    pub(crate) fn all_operations(&self) -> impl Iterator<Item = &ResolvedOperation> {
        self.operations
            .iter()
            .chain(&self.webhooks)
            .chain(self.callbacks.values().flatten())
    }
}

/// Follows every reference of a description.
pub(crate) fn resolve(document: Document, diagnostics: &mut Diagnostics) -> Result<Resolved, Stop> {
    let Document { source, mut root } = document;
    diagnostics.push_deferred();
    inline::inline(&source, &mut root, &mut diagnostics.origins);
    let targets = references::follow(&source, &mut root, diagnostics);
    let resolved = nodes::read(source, root, &targets, diagnostics);
    diagnostics.finish_room()?;
    Ok(resolved)
}

/// Returns the pointer that a child of a resolved object holds.
pub(crate) fn pointer_of<T>(child: &ReferenceOr<T>) -> &str {
    match child {
        ReferenceOr::Reference { reference } => reference.strip_prefix('#').unwrap_or(reference),
        ReferenceOr::Item(_) => unreachable!("`resolve` leaves no object inside another"),
    }
}
