//! `allOf`: every schema that a value must follow at once.
//!
//! A schema is read together with all that its `allOf` brings, however deep, and with the one
//! member of a `oneOf` or `anyOf` that has only one. What is left are the parts, and the choices
//! among several shapes that some of them offer.

use std::collections::BTreeSet;

use indexmap::IndexMap;
use openapiv3::AdditionalProperties;
use serde_json::Value;

use super::Ctx;
use super::api::JsonType;
use super::facts::Facts;
use crate::resolve::{Pointer, Resolved};

/// Of how many schemas a type is merged at most.
const MOST_PARTS: usize = 256;

/// How long a chain of schemas is that do nothing but refer to the next.
const LONGEST_CHAIN: usize = 64;

/// A schema that stands nowhere in the text: several that hold at once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Joined {
    /// The schemas that hold.
    pub(super) parts: Vec<Pointer>,
    /// The schema whose `oneOf` and `anyOf` are left out: one of their members is among the parts.
    pub(super) chosen: Option<Pointer>,
    /// Whether it stands for the object that a discriminator chooses from, without the choice.
    pub(super) is_base: bool,
}

/// Everything that a value at one place must follow.
#[derive(Debug, Clone)]
pub(super) struct All<'a> {
    /// What each schema says, the outermost first. None of them has an `allOf` any more.
    pub(super) parts: Vec<Facts<'a>>,
    /// The choices that are left.
    pub(super) choices: Vec<Choice<'a>>,
    /// The parts whose `oneOf` or `anyOf` does no more than require properties.
    pub(super) alternatives: Vec<Alternative>,
    /// Whether `allOf` leads back to the schema itself.
    pub(super) is_circular: bool,
    /// Whether `null` is a member of a `oneOf` or `anyOf`.
    has_null: bool,
}

/// Groups of properties of which a value has one.
#[derive(Debug, Clone)]
pub(super) struct Alternative {
    /// The schema that says so.
    pub(super) pointer: Pointer,
    /// `oneOf` or `anyOf`.
    pub(super) keyword: &'static str,
    /// The groups.
    pub(super) groups: Vec<Vec<String>>,
}

/// A choice among several shapes.
#[derive(Debug, Clone)]
pub(super) struct Choice<'a> {
    /// The schema that offers it.
    pub(super) pointer: Pointer,
    /// `oneOf` or `anyOf`.
    pub(super) keyword: &'static str,
    /// The members, those for `null` left out.
    pub(super) members: Vec<&'a str>,
    /// Where each of them stands in the list.
    pub(super) indices: Vec<usize>,
}

/// Returns all that a value at a pointer must follow; none where that is too much to merge.
pub(super) fn gather<'a>(ctx: &Ctx<'a>, pointer: &str) -> Option<All<'a>> {
    let mut all = All {
        parts: Vec::new(),
        choices: Vec::new(),
        alternatives: Vec::new(),
        is_circular: false,
        has_null: false,
    };
    let start = pointer;
    let mut seen = BTreeSet::new();
    let mut chosen = BTreeSet::new();
    let mut is_only_child = false;
    let mut pending: Vec<Pointer> = vec![pointer.into()];
    while let Some(pointer) = pending.pop() {
        if !seen.insert(pointer.clone()) {
            all.is_circular |= *pointer == *start && !is_only_child;
            continue;
        }
        if seen.len() > MOST_PARTS {
            return None;
        }
        if let Some(joined) = ctx.joined.get(&pointer) {
            chosen.extend(joined.chosen.clone());
            pending.extend(joined.parts.iter().rev().cloned());
            continue;
        }
        let mut facts = Facts::of(ctx.resolved, &pointer)?;
        let mut members = std::mem::take(&mut facts.all_of);
        let offered = [
            ("oneOf", std::mem::take(&mut facts.one_of)),
            ("anyOf", std::mem::take(&mut facts.any_of)),
        ];
        for (keyword, offered) in offered {
            if chosen.contains(&pointer) {
                continue;
            }
            let (indices, real) = members_of(ctx.resolved, &offered);
            all.has_null |= offered.iter().any(|it| is_null(ctx.resolved, it));
            let start_chooses = *pointer == *start;
            match &real[..] {
                [] => {}
                // It is what is being read already, and its parent's only child.
                [only] if !start_chooses && is_read(ctx.resolved, &seen, &pointer, only) => {}
                [only] => {
                    let is_child = |facts: Facts<'_>| facts.all_of.contains(&start);
                    is_only_child |=
                        start_chooses && Facts::of(ctx.resolved, only).is_some_and(is_child);
                    members.push(only);
                }
                several if several.iter().all(|member| is_rule(ctx, member)) => {
                    let groups = several.iter().filter_map(|member| group(ctx, member));
                    all.alternatives.push(Alternative {
                        pointer: pointer.clone(),
                        keyword,
                        groups: groups.collect(),
                    });
                }
                _ => all.choices.push(Choice {
                    pointer: pointer.clone(),
                    keyword,
                    members: real,
                    indices,
                }),
            }
        }
        all.parts.push(facts);
        pending.extend(members.iter().rev().map(|member| Pointer::from(*member)));
    }
    // A child of a parent that chooses among its children is what the parent has, chosen already.
    all.choices.retain(|choice| {
        let is_read = |member: &&str| is_read(ctx.resolved, &seen, &choice.pointer, member);
        *choice.pointer == *start || !choice.members.iter().any(is_read)
    });
    Some(all)
}

/// The members of a choice that are not `null`, each once, and where they stand: one that stands twice
/// would double what is inside it, level by level.
fn members_of<'a>(resolved: &Resolved, offered: &[&'a str]) -> (Vec<usize>, Vec<&'a str>) {
    let mut seen = BTreeSet::new();
    let members = offered.iter().copied().enumerate();
    members
        .filter(|(_, member)| seen.insert(*member) && !is_null(resolved, member))
        .unzip()
}

/// Whether a member of a choice is read already, by itself or by a reference beside which nothing of
/// weight is said: what chooses is a parent then, and the choice is made.
fn is_read(resolved: &Resolved, seen: &BTreeSet<Pointer>, parent: &str, member: &str) -> bool {
    let mut member = member;
    for _ in 0..LONGEST_CHAIN {
        if member == parent {
            return false;
        }
        if seen.contains(member) {
            return true;
        }
        match Facts::of(resolved, member).as_ref() {
            Some(facts) if facts.ty.is_none() && !facts.says_shape() && !facts.has_choice() => {
                let [only] = facts.all_of[..] else {
                    return false;
                };
                member = only;
            }
            _ => return false,
        }
    }
    false
}

/// Follows a schema that says nothing but what another is, to that other.
pub(super) fn target(ctx: &Ctx<'_>, pointer: &str) -> Pointer {
    let mut pointer: Pointer = pointer.into();
    for _ in 0..LONGEST_CHAIN {
        match next(ctx, &pointer) {
            Some(next) if next != pointer => pointer = next,
            _ => break,
        }
    }
    pointer
}

/// The one schema that says what a value is, where the others around it are silent.
fn next(ctx: &Ctx<'_>, pointer: &str) -> Option<Pointer> {
    let facts = match ctx.joined.get(pointer) {
        Some(Joined {
            parts,
            chosen: None,
            is_base: false,
        }) => return only(ctx, pointer, parts.iter().map(|part| &**part)),
        Some(_) => return None,
        None => Facts::of(ctx.resolved, pointer)?,
    };
    if facts.says_shape() || facts.data.discriminator.is_some() {
        return None;
    }
    let real = |members: &[&'_ str]| -> Vec<String> {
        let real = members
            .iter()
            .filter(|member| !is_null(ctx.resolved, member));
        real.map(|member| (*member).to_owned()).collect()
    };
    let (one_of, any_of) = (real(&facts.one_of), real(&facts.any_of));
    if one_of.len() > 1 || any_of.len() > 1 {
        return None;
    }
    let members = facts.all_of.iter().copied();
    let members = members
        .chain(one_of.iter().map(String::as_str))
        .chain(any_of.iter().map(String::as_str));
    let target = only(ctx, pointer, members)?;
    // `type: object` around another object adds nothing; around anything, it says what that is.
    let adds_type = facts.ty.is_some_and(|ty| {
        let of_target = gather(ctx, &target).and_then(|all| all.json_type().ok().flatten());
        of_target != Some(ty)
    });
    (!adds_type).then_some(target)
}

/// The one of several schemas that says something.
fn only<'m>(
    ctx: &Ctx<'_>,
    pointer: &str,
    members: impl Iterator<Item = &'m str>,
) -> Option<Pointer> {
    let speaks = |member: &&str| {
        ctx.joined.contains_key(*member)
            || Facts::of(ctx.resolved, member).is_some_and(|facts| {
                facts.says_shape()
                    || facts.ty.is_some()
                    || facts.has_choice()
                    || !facts.all_of.is_empty()
            })
    };
    let mut speaking = members.filter(speaks);
    let found: Pointer = speaking.next()?.into();
    if speaking.next().is_some() {
        return None;
    }
    // A child of a parent that chooses among its children is not the parent.
    let children = super::discriminator::children(ctx, &found);
    let is_chosen = Facts::of(ctx.resolved, &found)
        .is_some_and(|facts| facts.one_of.contains(&pointer) || facts.any_of.contains(&pointer));
    let is_child = is_chosen || children.iter().any(|child| ***child == *pointer);
    (!is_child).then_some(found)
}

/// Whether a member of a union stands for `null`: it, or the one schema that it refers to beside
/// words of its own.
pub(super) fn is_null(resolved: &Resolved, member: &str) -> bool {
    let mut member = member;
    for _ in 0..LONGEST_CHAIN {
        let Some(facts) = Facts::of(resolved, member) else {
            return false;
        };
        match (facts.ty, &facts.all_of[..]) {
            (Some(ty), _) => return ty == JsonType::Null,
            (None, [only]) if !facts.says_shape() && !facts.has_choice() => member = only,
            (None, _) => return false,
        }
    }
    false
}

/// Whether a member of a union does nothing but require properties: a rule, not a shape.
pub(super) fn is_rule(ctx: &Ctx<'_>, member: &str) -> bool {
    group(ctx, member).is_some()
}

/// The properties that a member of a union requires, if it does nothing else.
pub(super) fn group(ctx: &Ctx<'_>, member: &str) -> Option<Vec<String>> {
    let facts = Facts::of(ctx.resolved, member)?;
    required_only(ctx, &facts).map(<[String]>::to_vec)
}

/// The properties that a schema requires, if it does nothing else. It may name them under
/// `properties` too, as long as it says nothing of them.
pub(super) fn required_only<'a>(ctx: &Ctx<'_>, facts: &Facts<'a>) -> Option<&'a [String]> {
    let says_nothing = |pointer: &str| {
        Facts::of(ctx.resolved, pointer).is_some_and(|facts| {
            !facts.says_shape()
                && facts.ty.is_none()
                && !facts.has_choice()
                && facts.all_of.is_empty()
        })
    };
    let more = facts.additional.is_some()
        || facts.not.is_some()
        || facts.items.is_some()
        || !facts.values.is_empty()
        || facts.has_choice()
        || !facts.all_of.is_empty()
        || !matches!(facts.ty, None | Some(JsonType::Object));
    let named_only = facts
        .properties
        .iter()
        .all(|(_, pointer)| says_nothing(pointer));
    (named_only && !more && !facts.required.is_empty()).then_some(facts.required)
}

/// Two parts that no value follows at once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Contradiction {
    pub(super) first: Pointer,
    pub(super) second: Pointer,
}

impl<'a> All<'a> {
    /// Returns the type of JSON that all parts agree on, if any of them says one.
    pub(super) fn json_type(&self) -> Result<Option<JsonType>, Contradiction> {
        let mut found: Option<(JsonType, &Pointer)> = None;
        for part in &self.parts {
            let Some(ty) = part.ty else { continue };
            found = Some(match found {
                None => (ty, &part.pointer),
                Some((known, pointer)) => match narrower(known, ty) {
                    Some(ty) => (ty, pointer),
                    None => {
                        return Err(Contradiction {
                            first: pointer.clone(),
                            second: part.pointer.clone(),
                        });
                    }
                },
            });
        }
        Ok(found.map(|(ty, _)| ty).or_else(|| self.implied_type()))
    }

    /// The type that the keywords belong to, where none is said.
    fn implied_type(&self) -> Option<JsonType> {
        let says_object = |part: &Facts<'_>| {
            !part.properties.is_empty() || part.additional.is_some() || !part.required.is_empty()
        };
        if self.parts.iter().any(says_object) {
            return Some(JsonType::Object);
        }
        if self.parts.iter().any(|part| part.items.is_some()) {
            return Some(JsonType::Array);
        }
        None
    }

    /// Returns the values that every `enum` among the parts admits; none where there is none.
    pub(super) fn values(&self) -> Vec<Value> {
        let mut lists = self
            .parts
            .iter()
            .map(|part| &part.values)
            .filter(|values| !values.is_empty());
        let Some(first) = lists.next() else {
            return Vec::new();
        };
        lists.fold(first.clone(), |known, values| {
            let both: Vec<Value> = known
                .iter()
                .filter(|value| values.contains(value))
                .cloned()
                .collect();
            // Two that have no value in common: the later is the narrower in practice.
            if both.is_empty() {
                values.clone()
            } else {
                both
            }
        })
    }

    /// Returns the properties in their order, each with its schemas, one for each part that has it.
    pub(super) fn properties(&self) -> IndexMap<&'a str, Vec<&'a str>> {
        let mut found: IndexMap<&str, Vec<&str>> = IndexMap::new();
        for (name, pointer) in self.parts.iter().flat_map(|part| &part.properties) {
            let schemas = found.entry(name).or_default();
            if !schemas.contains(pointer) {
                schemas.push(pointer);
            }
        }
        found
    }

    /// Returns the names that some part requires.
    pub(super) fn required(&self) -> BTreeSet<&'a str> {
        let required = self.parts.iter().flat_map(|part| part.required);
        required.map(String::as_str).collect()
    }

    /// Returns the schemas of a property, one for each part that has it.
    pub(super) fn property(&self, name: &str) -> Vec<&'a str> {
        let named = self
            .parts
            .iter()
            .flat_map(|part| &part.properties)
            .filter(|(known, _)| *known == name);
        let mut found: Vec<&str> = Vec::new();
        for (_, pointer) in named {
            if !found.contains(pointer) {
                found.push(pointer);
            }
        }
        found
    }

    /// Whether a part requires a property.
    pub(super) fn requires(&self, name: &str) -> bool {
        self.parts
            .iter()
            .any(|part| part.required.iter().any(|required| required == name))
    }

    /// Whether any part names properties.
    pub(super) fn has_properties(&self) -> bool {
        self.parts.iter().any(|part| !part.properties.is_empty())
    }

    /// Returns what the last part that speaks of other properties says of them.
    pub(super) fn additional(&self) -> Option<&'a AdditionalProperties> {
        let said = |part: &Facts<'a>| part.additional;
        let mut said = self.parts.iter().filter_map(said).rev();
        let last = said.next();
        // A schema says more than a switch.
        match last {
            Some(AdditionalProperties::Any(_)) => said
                .find(|other| matches!(other, AdditionalProperties::Schema(_)))
                .or(last),
            other => other,
        }
    }

    /// Whether any part admits `null`.
    pub(super) fn is_nullable(&self) -> bool {
        self.has_null || self.parts.iter().any(|part| part.data.nullable)
    }
}

/// The type of a value that is of both types.
pub(super) fn narrower(a: JsonType, b: JsonType) -> Option<JsonType> {
    match (a, b) {
        (a, b) if a == b => Some(a),
        (JsonType::Integer, JsonType::Number) | (JsonType::Number, JsonType::Integer) => {
            Some(JsonType::Integer)
        }
        _ => None,
    }
}
