//! What the bodies of errors are called that several answers have alike: by what these have in common.

use std::collections::{BTreeMap, BTreeSet};

use super::reason;
use super::segments::{is_version, said};
use super::type_names::operation_text;
use super::words::{camel, snake};
use crate::model::api::{Api, Operation, OperationId, Root, TypeId};

/// What operations do says nothing of what they have in common.
const VERBS: &[&str] = &[
    "add", "create", "delete", "fetch", "find", "get", "list", "patch", "post", "put", "read",
    "remove", "replace", "retrieve", "search", "set", "update",
];

/// What a name does not end in.
const FILLERS: &[&str] = &[
    "a", "an", "by", "for", "from", "in", "of", "on", "the", "to",
];

/// An answer of an operation, by its status.
pub(super) type Answer = (OperationId, String);

/// The answers that have one body.
#[derive(Default)]
struct Group<'a> {
    operations: BTreeMap<&'a OperationId, &'a Operation>,
    statuses: BTreeSet<&'a str>,
    /// How many answers there are.
    count: usize,
}

/// Names the bodies of errors that stand at one answer and are those of others too. `taken` are the
/// names that all types would have, in lower case.
pub(super) fn names(api: &Api, taken: &dyn Fn() -> BTreeSet<String>) -> BTreeMap<Answer, String> {
    let mut groups: BTreeMap<Answer, Group<'_>> = BTreeMap::new();
    for operation in &api.operations {
        for error in &operation.errors {
            let body = error.body.as_ref().and_then(|ty| ty.named());
            if let Some(answer) = body.and_then(|body| stands_at(api, body)) {
                let group = groups.entry(answer).or_default();
                group.operations.insert(&operation.id, operation);
                group.statuses.insert(&error.status);
                group.count += 1;
            }
        }
    }
    let mut groups: Vec<(Answer, Group<'_>)> = groups
        .into_iter()
        .filter(|(_, group)| group.count > 1)
        .collect();
    if groups.is_empty() {
        return BTreeMap::new();
    }
    // The shortest name is that of most answers.
    groups.sort_by(|(left, one), (right, other)| (other.count, left).cmp(&(one.count, right)));
    let mut taken = taken();
    let mut names = BTreeMap::new();
    for (answer, group) in groups {
        let free = candidates(&group)
            .into_iter()
            .find(|name| taken.insert(name.to_lowercase()));
        if let Some(name) = free {
            names.insert(answer, name);
        }
    }
    names
}

/// The answer of an error that a schema stands at.
fn stands_at(api: &Api, body: &TypeId) -> Option<Answer> {
    match &api.types.get(body)?.origin.root {
        Root::Answer(operation, status) if !status.starts_with('2') => {
            Some((operation.clone(), status.clone()))
        }
        _ => None,
    }
}

fn candidates(group: &Group<'_>) -> Vec<String> {
    let common = camel_of(&in_common(group));
    let mut candidates = vec![format!("{common}ErrorResponse")];
    let mut statuses = group.statuses.iter();
    if let (Some(status), None) = (statuses.next(), statuses.next()) {
        let reason = reason::name(reason::statuses(status));
        candidates.push(format!("{common}{reason}Response"));
    }
    candidates
}

fn camel_of(words: &[String]) -> String {
    if words.is_empty() {
        String::new()
    } else {
        camel(&words.join(" "))
    }
}

/// The words that the names of all operations begin with, or else their paths.
fn in_common(group: &Group<'_>) -> Vec<String> {
    let operations = group.operations.values();
    let named = operations.clone().map(|operation| {
        let name = snake(&operation_text(operation));
        name.split('_').map(str::to_owned).collect()
    });
    let mut words = common_start(named);
    if operations.len() == 1 {
        return words;
    }
    let is_verb = |word: &String| VERBS.contains(&word.as_str());
    let says_nothing = |word: &String| is_verb(word) || FILLERS.contains(&word.as_str());
    while words.pop_if(|last| says_nothing(last)).is_some() {}
    if words.first().is_some_and(|word| !is_verb(word)) {
        return words;
    }
    common_start(operations.map(|operation| {
        let words = said(&operation.path).segments.into_iter();
        let words = words.map_while(|segment| segment.word());
        words.filter(|word| !is_version(word)).collect()
    }))
}

fn common_start(lists: impl Iterator<Item = Vec<String>>) -> Vec<String> {
    let common = lists.reduce(|mut left, right| {
        let equal = left
            .iter()
            .zip(&right)
            .take_while(|(one, other)| one == other);
        let length = equal.count();
        left.truncate(length);
        left
    });
    common.unwrap_or_default()
}
