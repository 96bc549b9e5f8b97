//! Where one operation is found, by its own path and method: which resource, and the name of the method.

use super::segments::{Said, Segment, is_version, said};
use super::words::snake;
use crate::model::api::{Api, Operation};
use crate::model::{answers_list, answers_one};

/// Where an operation is found.
pub(super) enum Found {
    /// Wherever others are.
    At(Spot),
    /// What is done to a resource is a method of it, unless there is a resource of the whole path:
    /// `/orders/{id}/balance` is `orders().balance(id)`, and beside a `GET` on that path
    /// `orders().balance().create(id)`.
    Action { action: Spot, within: Spot },
}

/// A resource by the segments of its path, and the name of a method.
pub(super) struct Spot {
    pub(super) resource: Vec<String>,
    pub(super) method: Method,
}

/// The name of a method.
pub(super) struct Method {
    pub(super) name: String,
    /// The name beside another operation with that one, where the path says more than the `operationId`
    /// would: `retrieve_by_id` of `GET /orders/{id}`. `GET /orders` keeps its own.
    pub(super) beside: Option<String>,
}

impl Method {
    fn plain(name: String) -> Self {
        Self { name, beside: None }
    }

    /// A method that is told from others by the parameter at the end of its path.
    fn by(name: String, parameter: &str) -> Self {
        let beside = Some(format!("{name}_by_{}", snake(parameter)));
        Self { name, beside }
    }

    /// A method that others are told from.
    fn kept(name: String) -> Self {
        let beside = Some(name.clone());
        Self { name, beside }
    }
}

/// Finds the place of an operation.
pub(super) fn find(api: &Api, operation: &Operation) -> Found {
    let found = by_path(api, operation);
    let Some(name) = operation.rust_name.as_deref().or(of_fragment(operation)) else {
        return found;
    };
    let (Found::At(spot) | Found::Action { action: spot, .. }) = found;
    Found::At(Spot {
        method: Method::plain(snake(name)),
        ..spot
    })
}

/// The name that an operation has by what stands behind the `#` of its path: `#shared_link` is a name,
/// and what tells which parameters or values make it another operation than that of the path is none
/// (`#X-Amz-Target=Orders.Get`, `#tagKeys`).
fn of_fragment(operation: &Operation) -> Option<&str> {
    let fragment = operation.fragment.as_deref()?;
    let Some(own_name) = &operation.operation_id else {
        return Some(fragment);
    };
    let is_parameter = || {
        let headers = ["accept", "authorization", "content-type"];
        let mut parameters = operation.parameters.iter();
        headers.contains(&fragment.to_ascii_lowercase().as_str())
            || parameters.any(|parameter| parameter.name == fragment)
    };
    let is_name = !fragment.contains(['=', '&']) && !is_parameter();
    Some(if is_name { fragment } else { own_name })
}

fn by_path(api: &Api, operation: &Operation) -> Found {
    let Said {
        segments,
        action,
        is_prefix,
    } = said(&operation.path);
    let parameters = segments.iter().rev().map_while(Segment::parameter);
    let parameters_at_end: Vec<&str> = parameters.collect();
    let mut resource: Vec<String> = segments.iter().filter_map(Segment::word).collect();
    if let Some(action) = action {
        if resource.is_empty() {
            resource.push(tag(operation).unwrap_or("root").to_owned());
        }
        let name = snake(&action);
        return Found::At(Spot {
            resource,
            method: match parameters_at_end.first() {
                Some(last) => Method::by(name, last),
                None => Method::plain(name),
            },
        });
    }
    if resource.is_empty() {
        return Found::At(without_words(operation));
    }
    if let [Segment::Word(word)] = &segments[..]
        && let Some(spot) = dotted(word)
    {
        return Found::At(spot);
    }
    // `/v1/{name}` is a thing of the tag.
    if let Some(tag) = tag(operation).filter(|_| is_prefix && !parameters_at_end.is_empty()) {
        resource = vec![tag.to_owned()];
    }
    let method = standard_method(api, operation, &segments, &parameters_at_end);
    let is_action = parameters_at_end.is_empty() && is_action(operation, &resource);
    let within = Spot { resource, method };
    match within.resource.split_last() {
        Some((word, above)) if is_action && !above.is_empty() => Found::Action {
            action: Spot {
                resource: above.to_vec(),
                method: Method::plain(snake(word)),
            },
            within,
        },
        _ => Found::At(within),
    }
}

/// The place of an operation whose path has no words.
fn without_words(operation: &Operation) -> Spot {
    let own_name = operation.operation_id.as_ref();
    Spot {
        resource: vec![tag(operation).unwrap_or("root").to_owned()],
        method: Method::plain(snake(own_name.unwrap_or(&operation.method))),
    }
}

/// The resource of an operation whose path names none: a tag that is a version is none either.
fn tag(operation: &Operation) -> Option<&str> {
    let tag = operation.tags.first()?;
    (!is_version(tag)).then_some(tag)
}

/// How names of files end, which are no names of procedures.
const FILES: &[&str] = &[
    "css", "csv", "htm", "html", "ico", "js", "md", "pdf", "png", "rss", "svg", "txt", "yaml",
    "yml", "zip",
];

/// The place of an operation whose path is the name of a procedure: `chat.postMessage` is the method
/// `post_message` of `chat`.
fn dotted(word: &str) -> Option<Spot> {
    let mut parts: Vec<&str> = word.split('.').collect();
    let fits = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '-';
    let is_name =
        |part: &&str| part.starts_with(|c: char| c.is_ascii_alphabetic()) && part.chars().all(fits);
    if !parts.iter().all(is_name) {
        return None;
    }
    let method = parts.pop().filter(|part| !FILES.contains(part));
    let method = Method::plain(method.map(snake)?);
    let resource: Vec<String> = parts.into_iter().map(str::to_owned).collect();
    (!resource.is_empty()).then_some(Spot { resource, method })
}

/// Whether the last word of a path is what is done, not what it is done to: it stands below
/// `actions`, or something is posted to a word that names no collection.
fn is_action(operation: &Operation, words: &[String]) -> bool {
    let mut words = words.iter().rev().map(String::as_str);
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
    parameters_at_end: &[&str],
) -> Method {
    let collection = parameters_at_end.is_empty();
    let plural = matches!(segments.last(), Some(Segment::Word(word)) if is_plural(word));
    let is_list = answers_list(api, operation) || (plural && !answers_one(api, operation));
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
        [last, _, ..] => Method::kept(format!("{name}_by_{}", snake(last))),
        // Beside `/orders({id})` there may be `/orders/{id}`, which is told by the parameter.
        [_] if operation.path.ends_with(')') => Method::kept(name),
        [last] => Method::by(name, last),
        [] => Method::kept(name),
    }
}
