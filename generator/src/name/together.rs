//! Which optional properties a value must have, since the rules on how properties come together, or on
//! how many there are, refuse it otherwise.

use serde_json::Value;

use super::wanted::LARGEST;
use crate::model::api::{GroupRule, Presence, Record, Rule};

/// How many pairs of a property and a rule are looked at: an object with more is shown as it would be
/// without such rules.
const MOST_COMPARED: usize = 4096;

fn is_large(record: &Record) -> bool {
    record.fields.len().saturating_mul(record.groups.len()) > MOST_COMPARED
}

/// Returns the optional properties that are set for the rules' sake: of several groups the one that an
/// example has, else the first.
pub(super) fn needed<'r>(record: &'r Record, example: Option<&Value>) -> Vec<&'r str> {
    let mut needed: Vec<&str> = Vec::new();
    if is_large(record) {
        return needed;
    }
    let is_property = |name: &String| record.fields.iter().any(|field| field.name == *name);
    let has = |name: &String| example.is_some_and(|example| example.get(name).is_some());
    for rule in &record.groups {
        let (GroupRule::AtLeastOne(groups) | GroupRule::ExactlyOne(groups)) = rule else {
            continue;
        };
        if groups.iter().any(|group| is_set(record, &needed, group)) {
            continue;
        }
        let can_be = |group: &&Vec<String>| group.iter().all(is_property);
        let mut groups: Vec<&Vec<String>> = groups.iter().filter(can_be).collect();
        groups.sort_by_key(|group| !group.iter().all(has));
        add(&mut needed, record, groups.first().copied());
    }
    // What is set may ask for more.
    for _ in 0..record.groups.len() {
        let before = needed.len();
        for rule in &record.groups {
            if let GroupRule::Dependent(name, others) = rule
                && is_set(record, &needed, std::slice::from_ref(name))
            {
                add(&mut needed, record, Some(others));
            }
        }
        if needed.len() == before {
            break;
        }
    }
    let least = record.rules.iter().find_map(|rule| match rule {
        Rule::MinProperties(least) => usize::try_from(*least).ok(),
        _ => None,
    });
    let missing = least.unwrap_or(0).saturating_sub(count(record, &needed));
    // A sample with more is not shown.
    let mut missing = missing.min(LARGEST + 1);
    for field in &record.fields {
        if missing > 0 && field.presence == Presence::Optional && !needed.contains(&&*field.name) {
            needed.push(&field.name);
            if is_admitted(record, &needed) {
                missing -= 1;
            } else {
                needed.pop();
            }
        }
    }
    needed
}

fn add<'r>(needed: &mut Vec<&'r str>, record: &'r Record, group: Option<&'r Vec<String>>) {
    for name in group.into_iter().flatten() {
        if !is_set(record, needed, std::slice::from_ref(name)) {
            needed.push(name);
        }
    }
}

/// How many properties a value has with these set.
fn count(record: &Record, set: &[&str]) -> usize {
    required(record).count() + usize::from(record.tag.is_some()) + set.len()
}

fn required(record: &Record) -> impl Iterator<Item = &str> {
    let fields = record.fields.iter();
    let required = fields.filter(|field| field.presence == Presence::Required || field.is_tag);
    required.map(|field| &*field.name)
}

/// Whether all of a group are there: required, or set.
fn is_set(record: &Record, set: &[&str], group: &[String]) -> bool {
    let is_set =
        |name: &String| set.contains(&&**name) || required(record).any(|required| required == name);
    group.iter().all(is_set)
}

/// Whether the rules on which properties come together admit a value with these set.
pub(super) fn is_admitted(record: &Record, set: &[&str]) -> bool {
    let has = |group: &Vec<String>| is_set(record, set, group);
    let most = record.rules.iter().find_map(|rule| match rule {
        Rule::MaxProperties(most) => usize::try_from(*most).ok(),
        _ => None,
    });
    if is_large(record) || most.is_some_and(|most| count(record, set) > most) {
        return false;
    }
    record.groups.iter().all(|rule| match rule {
        GroupRule::Exclusive(names) => !has(names),
        GroupRule::AtLeastOne(groups) => groups.iter().any(has),
        GroupRule::ExactlyOne(groups) => groups.iter().filter(|group| has(group)).count() == 1,
        GroupRule::Dependent(name, others) => {
            !is_set(record, set, std::slice::from_ref(name)) || has(others)
        }
    })
}
