//! The rules of a value, in a line of documentation.

use serde_json::Number;

use super::docs::code;
use crate::model::api::{Bound, Kind, Rule, TypeRef};

/// The longest pattern that is shown, in characters.
const LONGEST_PATTERN: usize = 200;

/// Returns what the rules of a value are; none where there are none.
pub(super) fn line(ty: &TypeRef) -> Option<String> {
    let mut sentences = of_rules(&ty.rules);
    if let Kind::List(inner) | Kind::Map(inner) = &ty.kind
        && let Some(inside) = line(inner)
    {
        sentences.push(format!("Each: {inside}"));
    }
    (!sentences.is_empty()).then(|| sentences.join(" "))
}

fn of_rules(rules: &[Rule]) -> Vec<String> {
    let mut sentences: Vec<String> = Vec::new();
    for (what, pick) in RANGES {
        let least = rules.iter().find_map(|rule| pick(rule).0);
        let most = rules.iter().find_map(|rule| pick(rule).1);
        sentences.extend(match (least, most) {
            (Some(least), Some(most)) if least == most => Some(format!("{what}: {least}.")),
            (Some(least), Some(most)) => Some(format!("{what}: {least} to {most}.")),
            (Some(least), None) => Some(format!("{what}: at least {least}.")),
            (None, Some(most)) => Some(format!("{what}: at most {most}.")),
            (None, None) => None,
        });
    }
    sentences.extend(rules.iter().filter_map(of_rule));
    sentences
}

type Pick = fn(&Rule) -> (Option<u64>, Option<u64>);

/// What is counted, and the rules that do so.
const RANGES: [(&str, Pick); 3] = [
    ("Length", |rule| match rule {
        Rule::MinLength(least) => (Some(*least), None),
        Rule::MaxLength(most) => (None, Some(*most)),
        _ => (None, None),
    }),
    ("Items", |rule| match rule {
        Rule::MinItems(least) => (Some(*least), None),
        Rule::MaxItems(most) => (None, Some(*most)),
        _ => (None, None),
    }),
    ("Properties", |rule| match rule {
        Rule::MinProperties(least) => (Some(*least), None),
        Rule::MaxProperties(most) => (None, Some(*most)),
        _ => (None, None),
    }),
];

fn of_rule(rule: &Rule) -> Option<String> {
    Some(match rule {
        Rule::MinLength(_)
        | Rule::MaxLength(_)
        | Rule::MinItems(_)
        | Rule::MaxItems(_)
        | Rule::MinProperties(_)
        | Rule::MaxProperties(_) => return None,
        Rule::Pattern(pattern) => {
            let is_short = pattern.text.chars().count() <= LONGEST_PATTERN;
            let shown = is_short.then(|| code(&pattern.text));
            format!("Pattern: `{}`.", shown.filter(|text| !text.is_empty())?)
        }
        Rule::Texts(texts) => {
            let texts: Vec<String> = texts
                .iter()
                .map(|text| format!("`{}`", code(text)))
                .collect();
            format!("One of {}.", texts.join(", "))
        }
        Rule::Minimum(bound, Bound::Inclusive) => format!("At least {}.", shown(bound)),
        Rule::Minimum(bound, Bound::Exclusive) => format!("More than {}.", shown(bound)),
        Rule::Maximum(bound, Bound::Inclusive) => format!("At most {}.", shown(bound)),
        Rule::Maximum(bound, Bound::Exclusive) => format!("Less than {}.", shown(bound)),
        Rule::MultipleOf(unit) => format!("A multiple of {}.", shown(unit)),
        Rule::UniqueItems => "No item twice.".to_owned(),
        Rule::Contains { values, min, max } => {
            let values: Vec<String> = values
                .iter()
                .map(|value| format!("`{}`", code(&value.to_string())))
                .collect();
            format!("Contains {}{}.", values.join(" or "), times(*min, *max))
        }
        Rule::Names(rules) => format!("Names: {}", of_rules(rules).join(" ")),
    })
}

/// How often a list holds what it must contain.
fn times(min: Option<u64>, max: Option<u64>) -> String {
    let said = |count: u64| match count {
        1 => "once".to_owned(),
        several => format!("{several} times"),
    };
    match (min, max) {
        (None | Some(1), None) => String::new(),
        (Some(min), None) => format!(" at least {}", said(min)),
        (None, Some(0)) => " never".to_owned(),
        (None, Some(max)) => format!(" at most {}", said(max)),
        (Some(min), Some(max)) if min == max => format!(" exactly {}", said(min)),
        (Some(min), Some(max)) => format!(" {min} to {max} times"),
    }
}

/// A number without a fraction that says nothing.
fn shown(number: &Number) -> String {
    let text = number.to_string();
    text.strip_suffix(".0").map_or(text.clone(), str::to_owned)
}
