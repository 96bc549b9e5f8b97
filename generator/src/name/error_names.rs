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

/// Of how many operations a body has to be for each of another that would have its name.
const OUTWEIGHS: usize = 4;

/// What bodies of errors are called.
#[derive(Default)]
pub(super) struct Names<'a> {
    pub(super) names: BTreeMap<Answer, String>,
    pub(super) given_way: Vec<GivenWay<'a>>,
}

/// A body that does not have the name that it would have.
pub(super) struct GivenWay<'a> {
    pub(super) body: &'a TypeId,
    pub(super) wanted: String,
    pub(super) rival: Rival<'a>,
}

/// Why a body does not have a name.
#[derive(Clone, Copy)]
pub(super) enum Rival<'a> {
    /// Another type is called so.
    Type(&'a TypeId),
    /// Another body of errors might be.
    Errors(&'a TypeId),
}

/// The answers that have one body.
struct Group<'a> {
    body: &'a TypeId,
    operations: BTreeMap<&'a OperationId, &'a Operation>,
    statuses: BTreeSet<&'a str>,
    /// How many answers there are.
    count: usize,
}

/// Names the bodies of errors that stand at one answer and are those of others too. `taken` are the
/// names that all types would have, in lower case.
///
/// That of errors of one status is called after it, and that of several `ErrorResponse`. Where another
/// might be called so, none is, unless one outweighs all others by far: so an operation more, or a few,
/// give no body the name that another had. Whoever gives way is told of.
pub(super) fn names<'a>(
    api: &'a Api,
    taken: &dyn Fn() -> BTreeMap<String, &'a TypeId>,
) -> Names<'a> {
    let groups = groups(api);
    if groups.is_empty() {
        return Names::default();
    }
    let taken = taken();
    let mut wanted: BTreeMap<String, Vec<&Group<'_>>> = BTreeMap::new();
    // What errors of several statuses would be called after one of these.
    let mut in_part: BTreeMap<String, &TypeId> = BTreeMap::new();
    for group in groups.values() {
        let common = camel_of(&in_common(group));
        let name = match only_status(group) {
            Some(status) => of_status(&common, status),
            None => {
                for status in &group.statuses {
                    let name = of_status(&common, status).to_lowercase();
                    in_part.entry(name).or_insert(group.body);
                }
                format!("{common}ErrorResponse")
            }
        };
        wanted.entry(name).or_default().push(group);
    }
    let mut named = Names::default();
    for (name, groups) in &wanted {
        let all: usize = groups.iter().map(|group| group.operations.len()).sum();
        let key = name.to_lowercase();
        let (of_type, of_errors) = (taken.get(&key), in_part.get(&key));
        for group in groups {
            let count = group.operations.len();
            let mut others = groups.iter().map(|other| other.body);
            let other = others.find(|other| *other != group.body);
            let other = other.filter(|_| count <= OUTWEIGHS * (all - count));
            let of_type = of_type.filter(|other| **other != group.body);
            let rival = of_type.map(|other| Rival::Type(other));
            let of_errors = other.or(of_errors.copied()).map(Rival::Errors);
            match rival.or(of_errors) {
                Some(rival) => named.given_way.push(GivenWay {
                    body: group.body,
                    wanted: name.clone(),
                    rival,
                }),
                None => {
                    let answer = stands_at(api, group.body);
                    named
                        .names
                        .extend(answer.map(|answer| (answer, name.clone())));
                }
            }
        }
    }
    named
}

/// The bodies that several answers have. One that a maintainer named is called so.
fn groups(api: &Api) -> BTreeMap<Answer, Group<'_>> {
    let mut groups: BTreeMap<Answer, Group<'_>> = BTreeMap::new();
    for operation in &api.operations {
        for error in &operation.errors {
            let body = error.body.as_ref().and_then(|ty| ty.named());
            if let Some((body, answer)) = body.and_then(|body| Some((body, stands_at(api, body)?)))
            {
                let group = groups.entry(answer).or_insert_with(|| Group {
                    body,
                    operations: BTreeMap::new(),
                    statuses: BTreeSet::new(),
                    count: 0,
                });
                group.operations.insert(&operation.id, operation);
                group.statuses.insert(&error.status);
                group.count += 1;
            }
        }
    }
    groups.retain(|_, group| group.count > 1 && api.types[group.body].rust_name.is_none());
    groups
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

/// The status of errors that have but one: neither any status nor a range of them.
fn only_status<'a>(group: &Group<'a>) -> Option<&'a str> {
    let mut statuses = group.statuses.iter().copied();
    let only = statuses.next().filter(|_| statuses.next().is_none())?;
    only.bytes()
        .all(|byte| byte.is_ascii_digit())
        .then_some(only)
}

fn of_status(common: &str, status: &str) -> String {
    let reason = reason::name(reason::statuses(status));
    format!("{common}{reason}Response")
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
