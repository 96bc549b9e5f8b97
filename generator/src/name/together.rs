//! Which optional properties a value must have, since the rules on how properties come together, or on
//! how many there are, refuse it otherwise.

use serde_json::Value;

use crate::model::api::{GroupRule, Presence, Record, Rule};

/// Returns the optional properties that are set for the rules' sake: of several groups the one that an
/// example has, else the first.
pub(super) fn needed<'r>(record: &'r Record, example: Option<&Value>) -> Vec<&'r str> {
    let mut needed: Vec<&str> = Vec::new();
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
        for rule in &record.groups {
            if let GroupRule::Dependent(name, others) = rule
                && is_set(record, &needed, std::slice::from_ref(name))
            {
                add(&mut needed, record, Some(others));
            }
        }
    }
    let least = record.rules.iter().find_map(|rule| match rule {
        Rule::MinProperties(least) => usize::try_from(*least).ok(),
        _ => None,
    });
    let mut missing = least
        .unwrap_or(0)
        .saturating_sub(required(record).count() + needed.len());
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
    record.groups.iter().all(|rule| match rule {
        GroupRule::Exclusive(names) => !has(names),
        GroupRule::AtLeastOne(groups) => groups.iter().any(has),
        GroupRule::ExactlyOne(groups) => groups.iter().filter(|group| has(group)).count() == 1,
        GroupRule::Dependent(name, others) => {
            !is_set(record, set, std::slice::from_ref(name)) || has(others)
        }
    })
}
