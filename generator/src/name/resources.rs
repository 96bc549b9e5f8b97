//! Where an operation is found: a tree of resources from the paths, and the names of methods.
//!
//! `/conferences/{id}/actions/join` is `conferences().actions().join(id)`. The rules look at one
//! path and method alone, so that another operation in the description moves none.

use std::collections::BTreeMap;

use super::settle::{Claim, settle};
use super::words::{snake, snake_spelled};
use crate::diagnostic::{Diagnostic, Diagnostics, Place, code};
use crate::model::api::{Answer, Api, Kind, Operation, Shape};

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

/// Methods and modules that every resource has anyway, or that its file uses for others.
const TAKEN: &[&str] = &["clone", "json", "new", "types"];

/// Modules and methods that a generated crate has anyway.
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
    let mut tree = Tree {
        nodes: vec![Node::default()],
    };
    for (index, operation) in api.operations.iter().enumerate() {
        let place = place(api, operation);
        let node = tree.node(&place.resource);
        tree.nodes[node].methods.push((index, place.method));
    }
    for node in &mut tree.nodes {
        settle_methods(api, node, diagnostics);
    }
    tree
}

impl Tree {
    /// Returns the node of a resource, made where there is none yet.
    fn node(&mut self, segments: &[String]) -> usize {
        let mut at = 0;
        for segment in segments {
            let mut name = snake(segment);
            if TAKEN.contains(&name.as_str()) || (at == 0 && TAKEN_AT_ROOT.contains(&name.as_str()))
            {
                name.push_str("_resource");
            }
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

/// Where one operation is found.
struct Found {
    resource: Vec<String>,
    method: String,
}

/// A segment of a path.
enum Segment {
    Word(String),
    Parameter(String),
}

fn place(api: &Api, operation: &Operation) -> Found {
    let found = place_by_path(api, operation);
    let said = operation.rust_name.as_ref().or(operation.fragment.as_ref());
    match said {
        Some(name) => Found {
            method: snake(name),
            ..found
        },
        None => found,
    }
}

fn place_by_path(api: &Api, operation: &Operation) -> Found {
    let mut segments = segments(&operation.path);
    let own_name = operation
        .operation_id
        .clone()
        .unwrap_or_else(|| operation.method.clone());
    if !segments
        .iter()
        .any(|segment| matches!(segment, Segment::Word(_)))
    {
        let resource = operation
            .tags
            .first()
            .cloned()
            .unwrap_or_else(|| "root".to_owned());
        return Found {
            resource: vec![resource],
            method: snake(&own_name),
        };
    }
    let parameters_at_end: Vec<String> = segments
        .iter()
        .rev()
        .map_while(|segment| match segment {
            Segment::Parameter(name) => Some(name.clone()),
            Segment::Word(_) => None,
        })
        .collect();
    let words = segments
        .iter()
        .filter(|segment| matches!(segment, Segment::Word(_)))
        .count();
    let action = parameters_at_end.is_empty() && words > 1 && is_action(operation, &segments);
    let method = if action {
        match segments.pop() {
            Some(Segment::Word(word)) => snake(&word),
            _ => snake(&own_name),
        }
    } else {
        standard_method(api, operation, &segments, &parameters_at_end)
    };
    let resource = segments.into_iter().filter_map(|segment| match segment {
        Segment::Word(word) => Some(word),
        Segment::Parameter(_) => None,
    });
    Found {
        resource: resource.collect(),
        method,
    }
}

/// The segments of a path, without the version that it begins with.
fn segments(path: &str) -> Vec<Segment> {
    let path = path.split(['?', '#']).next().unwrap_or_default();
    let all = path.split('/').filter(|segment| !segment.is_empty());
    let segments =
        all.skip_while(|segment| matches!(*segment, "api" | "rest") || is_version(segment));
    let found: Vec<Segment> = segments.map(segment).collect();
    if found
        .iter()
        .any(|segment| matches!(segment, Segment::Word(_)))
    {
        return found;
    }
    // The version was all that the path says.
    path.split('/')
        .filter(|segment| !segment.is_empty())
        .map(segment)
        .collect()
}

/// A segment that is a parameter, or the words of one that is more than that.
fn segment(text: &str) -> Segment {
    let inner = text
        .strip_prefix('{')
        .and_then(|rest| rest.strip_suffix('}'));
    match inner {
        Some(name) if !name.contains(['{', '}']) => Segment::Parameter(name.to_owned()),
        _ => Segment::Word(text.replace(['{', '}'], " ")),
    }
}

fn is_version(segment: &str) -> bool {
    segment
        .strip_prefix(['v', 'V'])
        .is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()) && rest.len() < 9)
}

/// Whether the last word of a path is what is done, not what it is done to: it stands below
/// `actions`, or something is posted to a word that names no collection.
fn is_action(operation: &Operation, segments: &[Segment]) -> bool {
    let mut words = segments.iter().rev().filter_map(|segment| match segment {
        Segment::Word(word) => Some(word.as_str()),
        Segment::Parameter(_) => None,
    });
    let (last, before) = (words.next().unwrap_or_default(), words.next());
    before == Some("actions") || (operation.method == "POST" && !is_plural(last))
}

fn is_plural(word: &str) -> bool {
    let word = word.to_ascii_lowercase();
    word.ends_with('s') && !word.ends_with("ss") && !word.ends_with("us")
}

/// The methods of collections and of their items.
fn standard_method(
    api: &Api,
    operation: &Operation,
    segments: &[Segment],
    parameters_at_end: &[String],
) -> String {
    let collection = parameters_at_end.is_empty();
    let plural = matches!(segments.last(), Some(Segment::Word(word)) if is_plural(word));
    let is_list = plural || operation.paging.is_some() || answers_list(api, operation, segments);
    let all = if collection && plural { "_all" } else { "" };
    let name = match operation.method.as_str() {
        "GET" if collection && is_list => "list".to_owned(),
        "GET" => "retrieve".to_owned(),
        "POST" if collection => "create".to_owned(),
        "POST" | "PATCH" => format!("update{all}"),
        "PUT" => format!("replace{all}"),
        "DELETE" => format!("delete{all}"),
        other => format!("{}{all}", snake(&other.to_ascii_lowercase())),
    };
    match parameters_at_end {
        // `/files/{owner}/{name}` is another thing than `/files/{owner}`.
        [last, _, ..] => format!("{name}_by_{}", snake(last)),
        _ => name,
    }
}

/// The properties that hold the items, where the answer is a page of them.
const ITEMS: &[&str] = &["data", "items", "results", "values", "entries", "records"];

/// Whether an operation answers a list, or a page of one.
fn answers_list(api: &Api, operation: &Operation, segments: &[Segment]) -> bool {
    let Answer::Json { ty, .. } = &operation.answer else {
        return false;
    };
    let id = match &ty.kind {
        Kind::List(_) => return true,
        Kind::Named(id) => id,
        _ => return false,
    };
    let Some(Shape::Record(record)) = api.types.get(id).map(|ty| &ty.shape) else {
        return false;
    };
    let word = match segments.last() {
        Some(Segment::Word(word)) => word.as_str(),
        Some(Segment::Parameter(_)) | None => "",
    };
    record.fields.iter().any(|field| {
        let name = field.name.as_str();
        matches!(field.ty.kind, Kind::List(_)) && (ITEMS.contains(&name) || name == word)
    })
}

/// Settles the methods of one resource among each other and with the resources below it.
fn settle_methods(api: &Api, node: &mut Node, diagnostics: &mut Diagnostics) {
    let claims: Vec<Claim> = node
        .methods
        .iter()
        .map(|(index, name)| {
            let operation = &api.operations[*index];
            let mut place = format!("{} {}", operation.method, operation.path);
            place.extend(
                operation
                    .fragment
                    .iter()
                    .flat_map(|fragment| ["#", fragment]),
            );
            let mut candidates = vec![name.clone()];
            candidates.extend(operation.operation_id.as_deref().map(snake));
            candidates.push(snake(&place));
            candidates.push(snake_spelled(&place));
            candidates.dedup();
            Claim {
                candidates,
                key: operation.id.0.to_string(),
            }
        })
        .collect();
    let reserved: Vec<&str> = node
        .children
        .keys()
        .map(String::as_str)
        .chain(["clone", "new"])
        .collect();
    let settled = settle(&claims, &reserved);
    for ((claim, settled), (_, name)) in claims.iter().zip(&settled).zip(&mut node.methods) {
        if settled.name != *name
            && let Some(rival) = settled.rival
        {
            let place = |id: &str| Place::key(&api.source, id);
            let message = format!(
                "two operations would be the method `{name}` of `{}`",
                node.path.join(".")
            );
            let diagnostic = Diagnostic::warning(code::NAME_COLLISION, place(&claim.key), message)
                .label(format!("this one becomes `{}`", settled.name))
                .related(place(&claims[rival].key), "the other one")
                .help("give it an operationId that says what it does");
            diagnostics.push(diagnostic);
        }
        name.clone_from(&settled.name);
    }
    node.methods.sort_by_key(|(index, _)| *index);
}
