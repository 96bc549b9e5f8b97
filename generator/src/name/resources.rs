//! Where an operation is found: a tree of resources from the paths, and the names of methods.
//!
//! `/conferences/{id}/actions/join` is `conferences().actions().join(id)`. The rules (`places.rs`) look at
//! one path and method alone, so that another operation in the description moves none, with one
//! exception: an action makes place for a resource of its whole path, for both would have one name.

use std::collections::BTreeMap;
use std::slice;

use super::places::{self, Found, Method};
use super::settle::{Claim, settle};
use super::words::{snake, snake_spelled};
use crate::diagnostic::{Diagnostic, Diagnostics, Place, code};
use crate::model::api::{Api, Operation};

/// The resources of an API. The first node is the client itself.
#[derive(Debug, Clone, Default)]
pub(super) struct Tree {
    pub(super) nodes: Vec<Node>,
}

/// A resource.
#[derive(Debug, Clone, Default)]
pub(super) struct Node {
    /// The names from the client down to this one; empty for the client.
    pub(super) path: Vec<String>,
    /// The segment of the URL that it is named after.
    pub(super) segment: String,
    /// The resources below it, by name.
    pub(super) children: BTreeMap<String, usize>,
    /// The operations by their index in the API, and the names of their methods.
    pub(super) methods: Vec<(usize, String)>,
}

/// Methods and modules that every resource has anyway, or that the file of the one above it uses for others.
const TAKEN: &[&str] = &["clone", "json", "multipart", "new", "types"];

/// Modules and methods that a generated crate or its client has anyway.
const TAKEN_AT_ROOT: &[&str] = &[
    "builder",
    "client",
    "error",
    "from_env",
    "new",
    "request",
    "runtime",
    "streams",
    "types",
    "wire",
    "with_options",
    "json",
    "operation",
    "clone",
    "blocking",
    "testing",
];

/// Builds the tree.
pub(super) fn tree(api: &Api, diagnostics: &mut Diagnostics) -> Tree {
    let found: Vec<Found> = (api.operations.iter())
        .map(|operation| places::find(api, operation))
        .collect();
    let resources = resources(&found);
    let mut tree = Tree {
        nodes: vec![Node::default()],
    };
    let mut wanted: Vec<Vec<(usize, Method)>> = Vec::new();
    for (index, found) in found.into_iter().enumerate() {
        let spot = match found {
            Found::At(spot) => spot,
            // A resource and a method of it can't have one name.
            Found::Action { within, .. } if resources.contains_key(&names(&within.resource)) => {
                within
            }
            Found::Action { action, .. } => action,
        };
        let node = tree.node(&spot.resource);
        wanted.resize_with(tree.nodes.len(), Vec::new);
        wanted[node].push((index, spot.method));
    }
    for (node, wanted) in tree.nodes.iter_mut().zip(wanted) {
        settle_methods(api, node, wanted, &resources, diagnostics);
    }
    tree
}

/// Every resource by the names that lead to it, with the first operation that is in it or below it.
type Resources = BTreeMap<Vec<String>, usize>;

/// The resources of all operations. An action that moves into one makes no other.
fn resources(found: &[Found]) -> Resources {
    let mut resources = Resources::new();
    for (index, found) in found.iter().enumerate() {
        let (Found::At(spot) | Found::Action { action: spot, .. }) = found;
        let mut path = names(&spot.resource);
        while !path.is_empty() {
            resources.entry(path.clone()).or_insert(index);
            path.pop();
        }
    }
    resources
}

/// The names of the resources that segments lead to.
fn names(segments: &[String]) -> Vec<String> {
    let names = segments.iter().enumerate().map(|(depth, segment)| {
        let name = snake(segment);
        let taken = if depth == 0 { TAKEN_AT_ROOT } else { TAKEN };
        if taken.contains(&name.as_str()) {
            format!("{name}_resource")
        } else {
            name
        }
    });
    names.collect()
}

impl Tree {
    /// Returns the node of a resource, made where there is none yet.
    fn node(&mut self, segments: &[String]) -> usize {
        let mut at = 0;
        for (segment, name) in segments.iter().zip(names(segments)) {
            at = match self.nodes[at].children.get(&name) {
                Some(&child) => child,
                None => {
                    let child = self.nodes.len();
                    let mut path = self.nodes[at].path.clone();
                    path.push(name.clone());
                    self.nodes.push(Node {
                        path,
                        segment: segment.clone(),
                        ..Node::default()
                    });
                    self.nodes[at].children.insert(name, child);
                    child
                }
            };
        }
        at
    }
}

/// Settles the methods of one resource among each other and with the resources below it.
fn settle_methods(
    api: &Api,
    node: &mut Node,
    wanted: Vec<(usize, Method)>,
    resources: &Resources,
    diagnostics: &mut Diagnostics,
) {
    let claims: Vec<Claim> = (wanted.iter())
        .map(|(index, method)| claim(&api.operations[*index], method))
        .collect();
    let reserved: Vec<&str> = node
        .children
        .keys()
        .map(String::as_str)
        .chain(["clone", "new"])
        .collect();
    let settled = settle(&claims, &reserved);
    for ((claim, settled), (index, Method { name, .. })) in claims.iter().zip(&settled).zip(wanted)
    {
        let child = || resources.get(&[&node.path[..], slice::from_ref(&name)].concat());
        let other = match settled.rival {
            Some(rival) => Some(Other::Method(&claims[rival].key)),
            None => child().map(|first| Other::Resource(&api.operations[*first].id.0)),
        };
        if settled.name != name
            && let Some(other) = other
        {
            let message = format!("`{name}` of `{}`", node.path.join("."));
            let place = Place::key(&api.source, claim.key.as_str());
            let (message, rival, who) = match other {
                Other::Method(rival) => (
                    format!("two operations would be the method {message}"),
                    rival,
                    "the other one",
                ),
                Other::Resource(first) => (
                    format!("an operation and a resource would both be {message}"),
                    first,
                    "the resource is there for this one",
                ),
            };
            let diagnostic = Diagnostic::warning(code::NAME_COLLISION, place, message)
                .label(format!("this one becomes `{}`", settled.name))
                .related(Place::key(&api.source, rival), who)
                .help(match api.operations[index].operation_id {
                    Some(_) => {
                        "name it for Rust: `x-rust-name` beside it, or `[names]` in `codegen.toml`"
                    }
                    None => "give it an operationId that says what it does",
                });
            diagnostics.push(diagnostic);
        }
        node.methods.push((index, settled.name.clone()));
    }
    node.methods.sort_by_key(|(index, _)| *index);
}

/// What an operation would share the name of its method with.
enum Other<'a> {
    /// Another operation, by its place.
    Method(&'a str),
    /// A resource, by the place of an operation in it.
    Resource(&'a str),
}

/// The names that a method may have.
fn claim(operation: &Operation, method: &Method) -> Claim {
    let mut place = format!("{} {}", operation.method, operation.path);
    place.extend(
        operation
            .fragment
            .iter()
            .flat_map(|fragment| ["#", fragment]),
    );
    let mut candidates = vec![method.name.clone()];
    candidates.extend(operation.operation_id.as_deref().map(snake));
    candidates.push(snake(&place));
    candidates.push(snake_spelled(&place));
    candidates.dedup();
    // One that keeps its name beside others has it twice.
    candidates.splice(1..1, method.beside.clone());
    Claim {
        candidates,
        key: operation.id.0.to_string(),
    }
}
