//! What a value in documentation is to be: the example of the description where that follows the rules,
//! else one that does.

use serde_json::Value;

use super::{docs, encoded, fitting};
use crate::model::api::{Integer, Kind, Rule, Text, TypeRef};

/// The longest string that documentation shows, where any would do.
const LONGEST: usize = 28;

/// The longest string that documentation shows whole, since what is cut would be another.
const LONGEST_WHOLE: usize = 100;

/// How many values documentation shows in one sample: what is larger is not shown.
pub(super) const LARGEST: usize = 60;

/// What a sample is a value of.
#[derive(Debug, Clone, Copy)]
pub(super) struct Wanted<'v> {
    /// The type, with the rules that the value follows.
    pub(super) ty: &'v TypeRef,
    /// What the description shows.
    pub(super) example: Option<&'v Value>,
    /// The text that stands for one of which nothing is known.
    pub(super) placeholder: &'v str,
    /// How many others come before it in a list in which all differ.
    pub(super) nth: usize,
    /// The longest text that is shown whole, where any would do.
    pub(super) longest: usize,
}

impl<'v> Wanted<'v> {
    pub(super) fn new(ty: &'v TypeRef, example: Option<&'v Value>) -> Self {
        Self {
            ty,
            example,
            placeholder: "…",
            nth: 0,
            longest: LONGEST,
        }
    }

    /// One that is sent as it is shown: what is too long to be shown whole is not shown.
    pub(super) fn whole_text(self) -> Self {
        let is_short = |example: &&Value| {
            let text = example.as_str();
            text.is_none_or(|text| text.chars().count() <= LONGEST_WHOLE)
        };
        Self {
            example: self.example.filter(is_short),
            longest: LONGEST_WHOLE,
            ..self
        }
    }

    /// What is in a list of these: as many as the rules ask for, at least one.
    pub(super) fn items(self) -> Vec<Self> {
        let Kind::List(ty) = &self.ty.kind else {
            return vec![self];
        };
        let rules = &self.ty.rules;
        let is_unique = rules.contains(&Rule::UniqueItems);
        let mut least = 1;
        let mut examples: Vec<&Value> = Vec::new();
        for rule in rules {
            match rule {
                Rule::MinItems(count) => least = least.max(*count),
                Rule::Contains { values, min, .. } => {
                    let min = min.unwrap_or(0);
                    let contained = (0..min.min(LARGEST as u64)).zip(values.iter().cycle());
                    examples.extend(contained.map(|(_, value)| value));
                    least = least.max(min);
                }
                _ => {}
            }
        }
        let given = match self.example {
            Some(Value::Array(list)) => list.as_slice(),
            example => example.map_or(&[][..], std::slice::from_ref),
        };
        // No more are shown, and each is compared with those before it.
        examples.extend(given.iter().take(LARGEST + 1));
        if is_unique {
            let mut seen: Vec<&Value> = Vec::new();
            examples.retain(|example| {
                let is_new = !seen.contains(example);
                seen.push(example);
                is_new
            });
        }
        // One more than can be shown, so that it is not.
        let count = usize::try_from(least).unwrap_or(usize::MAX);
        (0..count.min(LARGEST + 1))
            .map(|index| Self {
                ty,
                example: examples.get(index).copied(),
                nth: if is_unique { index } else { 0 },
                ..self
            })
            .collect()
    }

    /// A text: the example, the placeholder, or what the rules ask for.
    pub(super) fn text(self) -> String {
        let rules = &self.ty.rules;
        let has_format = matches!(&self.ty.kind, Kind::String(Text::Plain(Some(_))));
        let is_exact = has_format || !rules.is_empty();
        let shown = |text: &str| {
            let length = text.chars().count();
            if length <= self.longest || is_exact && length <= LONGEST_WHOLE {
                text.to_owned()
            } else {
                shortened(text)
            }
        };
        let given = match self.example {
            Some(Value::String(text)) if !text.is_empty() => self.given(text),
            Some(value @ (Value::Number(_) | Value::Bool(_))) => Some(value.to_string()),
            _ => None,
        };
        let wanted = given.iter().map(|text| shown(text));
        let wanted = wanted.chain([shown(self.placeholder)]);
        // An example of its own is not asked to differ.
        let nth = if given.is_some() { 0 } else { self.nth };
        if self.ty.kind == Kind::String(Text::Base64) {
            return bytes(wanted, rules);
        }
        fitting::text(wanted, rules, nth).unwrap_or_else(|| self.placeholder.to_owned())
    }

    /// An example of text, as a caller gives it: none of bytes that are no text.
    fn given(self, text: &str) -> Option<String> {
        if self.ty.kind == Kind::String(Text::Base64) {
            return encoded::text_of(text);
        }
        Some(docs::one_line(text))
    }

    /// A text as a string literal of Rust.
    pub(super) fn literal(self) -> String {
        format!("{:?}", self.text())
    }

    /// A whole number: the example, or one that the rules ask for.
    pub(super) fn whole(self) -> i128 {
        let rules = &self.ty.rules;
        let range = match &self.ty.kind {
            Kind::Integer(integer) => fitting::range(*integer),
            _ => fitting::range(Integer::Int64),
        };
        let example = match self.example {
            Some(Value::Number(number)) => fitting::exact(number),
            _ => None,
        };
        let first = fitting::whole(example, &range, rules).unwrap_or(1);
        if example.is_some() || self.nth == 0 {
            return first;
        }
        let distance = self.nth as i128 * fitting::step(rules).unwrap_or(1);
        let others = [first + distance, first - distance];
        fitting::whole(others, &range, rules).unwrap_or(first)
    }

    /// A number: the example, or one that the rules ask for.
    pub(super) fn number(self) -> f64 {
        let example = self.example.and_then(Value::as_f64);
        let rules = &self.ty.rules;
        let first = fitting::number(example, rules).unwrap_or(1.0);
        if example.is_some() || self.nth == 0 {
            return first;
        }
        let distances = (1..=self.nth).map(|_| fitting::unit(rules).unwrap_or(1.0));
        let distance: f64 = distances.sum();
        fitting::number([first + distance, first - distance], rules).unwrap_or(first)
    }
}

/// A text whose bytes have a length in Base64 that follows the rules.
fn bytes(mut wanted: impl Iterator<Item = String>, rules: &[Rule]) -> String {
    let (mut least, mut most) = (0, u64::MAX);
    for rule in rules {
        match rule {
            Rule::MinLength(length) => least = *length,
            Rule::MaxLength(length) => most = *length,
            _ => {}
        }
    }
    let is_fit = |text: &String| (least..=most).contains(&(text.len().div_ceil(3) as u64 * 4));
    wanted.find(is_fit).unwrap_or_else(|| {
        let groups = least.div_ceil(4).clamp(1, LONGEST_WHOLE as u64);
        "abc".repeat(usize::try_from(groups).unwrap_or(1))
    })
}

/// The start of a text that is too long.
pub(super) fn shortened(text: &str) -> String {
    if text.chars().count() <= LONGEST {
        return text.to_owned();
    }
    let start: String = text.chars().take(LONGEST / 2).collect();
    start + "…"
}
