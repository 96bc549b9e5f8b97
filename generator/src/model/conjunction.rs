//! `allOf`: every schema that a value must follow at once.
//!
//! A schema is read together with all that its `allOf` brings, however deep, and with the one
//! member of a `oneOf` or `anyOf` that has only one. What is left are the parts, and the choices
//! among several shapes that some of them offer.

use std::collections::BTreeSet;

use indexmap::IndexMap;
use openapiv3::AdditionalProperties;
use serde_json::Value;

use super::api::JsonType;
use super::facts::Facts;
pub(super) use super::gather::gather;
use super::{Ctx, discriminator, type_only};
use crate::normalize::{SOME_ITEMS, SOME_PROPERTIES};
use crate::resolve::{Pointer, Resolved, pointer_of};

/// How long a chain of schemas is that do nothing but refer to the next.
pub(super) const LONGEST_CHAIN: usize = 64;

/// A schema that stands nowhere in the text: several that hold at once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Joined {
    /// The schemas that hold.
    pub(super) parts: Vec<Pointer>,
    /// The schema whose `oneOf` or `anyOf` is left out, and which: one of its members is among the parts.
    pub(super) chosen: Option<(Pointer, &'static str)>,
    /// Whether it stands for the object that a discriminator chooses from, without the choice.
    pub(super) is_base: bool,
    /// Whether a value follows any of the parts, rather than all.
    pub(super) is_choice: bool,
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
    /// The keyword by which the schema leads back to itself.
    pub(super) circular: Option<&'static str>,
    /// Whether `null` is a member of a `oneOf` or `anyOf`.
    pub(super) has_null: bool,
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

/// Follows a schema that says nothing but what another is, to that other.
pub(super) fn target(ctx: &Ctx<'_>, pointer: &str) -> Pointer {
    let mut chain: Vec<Pointer> = Vec::new();
    let mut pointer: Pointer = pointer.into();
    while chain.len() < LONGEST_CHAIN {
        let Some(next) = next(ctx, &pointer).filter(|next| *next != pointer) else {
            break;
        };
        chain.push(pointer);
        // A child of a parent that chooses among its children is not the parent.
        let mut links = chain.iter();
        if let Some(child) = links.find(|link| discriminator::chooses(ctx, &next, link)) {
            return child.clone();
        }
        pointer = next;
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
            is_choice: false,
        }) => return only(ctx, parts.iter().map(|part| &**part)),
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
    let target = only(ctx, members)?;
    // `type: object` around another object adds nothing; around anything, it says what that is.
    let adds_type = facts.ty.is_some_and(|ty| {
        let of_target = gather(ctx, &target).and_then(|all| all.json_type().ok().flatten());
        of_target != Some(ty)
    });
    (!adds_type).then_some(target)
}

/// The one of several schemas that says something.
fn only<'m>(ctx: &Ctx<'_>, members: impl Iterator<Item = &'m str>) -> Option<Pointer> {
    let speaks = |member: &&str| {
        ctx.joined.contains_key(*member)
            || Facts::of(ctx.resolved, member).is_some_and(|facts| {
                facts.says_shape()
                    || facts.ty.is_some()
                    || facts.has_choice()
                    || !facts.all_of.is_empty()
            })
    };
    let mut speaking: Vec<&str> = members.filter(speaks).collect();
    type_only::leave_out(ctx, &mut speaking);
    match speaking[..] {
        [only] => Some(only.into()),
        _ => None,
    }
}

/// Whether a schema is another one and more: by `allOf` alone.
pub(super) fn descends(resolved: &Resolved, schema: &str, from: &str) -> bool {
    let mut seen: BTreeSet<&str> = BTreeSet::new();
    let mut pending: Vec<&str> = Facts::of(resolved, schema).map_or_else(Vec::new, |it| it.all_of);
    while let Some(above) = pending.pop() {
        if above == from {
            return true;
        }
        if seen.insert(above) && seen.len() <= LONGEST_CHAIN {
            pending.extend(Facts::of(resolved, above).map_or_else(Vec::new, |it| it.all_of));
        }
    }
    false
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
fn required_only<'a>(ctx: &Ctx<'_>, facts: &Facts<'a>) -> Option<&'a [String]> {
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

/// What the parts say of properties without a name, or of the items of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Others<'a> {
    /// Whether there are any.
    Switch(bool),
    /// Each follows all of these schemas.
    All(Vec<&'a str>),
    /// Each follows one of these schemas: each speaks of some.
    Any(Vec<&'a str>),
}

impl<'a> Others<'a> {
    /// The schemas that one of them may follow.
    pub(super) fn schemas(self) -> Vec<&'a str> {
        match self {
            Self::Switch(_) => Vec::new(),
            Self::All(schemas) | Self::Any(schemas) => schemas,
        }
    }
}

/// The schemas that speak of all others, and those that speak of some.
#[derive(Debug, Default)]
struct Said<'a> {
    all: Vec<&'a str>,
    some: Vec<&'a str>,
}

impl<'a> Said<'a> {
    fn add(&mut self, schema: &'a str, is_of_some: bool) {
        let list = if is_of_some {
            &mut self.some
        } else {
            &mut self.all
        };
        if !list.contains(&schema) {
            list.push(schema);
        }
    }

    /// What speaks of all says what the others may be, whatever is said of some of them.
    fn others(self) -> Option<Others<'a>> {
        match (self.all.is_empty(), self.some.len()) {
            (false, _) => Some(Others::All(self.all)),
            (true, 0) => None,
            (true, 1) => Some(Others::All(self.some)),
            (true, _) => Some(Others::Any(self.some)),
        }
    }
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
        self.common_values().0
    }

    /// Returns the same, and two parts that have no value in common. None where that leaves `null`.
    pub(super) fn common_values(&self) -> (Vec<Value>, Option<Contradiction>) {
        let mut lists = self.parts.iter().filter(|part| !part.values.is_empty());
        let Some(first) = lists.next() else {
            return (Vec::new(), None);
        };
        let (mut known, mut apart) = (first.values.clone(), None);
        for part in lists {
            let admits = |value: &Value| part.values.iter().any(|other| same(value, other));
            let both: Vec<Value> = known.iter().filter(|it| admits(it)).cloned().collect();
            if !both.is_empty() {
                known = both;
                continue;
            }
            if self.is_only_null_common() {
                return (Vec::new(), None);
            }
            apart = Some(Contradiction {
                first: first.pointer.clone(),
                second: part.pointer.clone(),
            });
            // The later is the narrower in practice.
            known.clone_from(&part.values);
        }
        (known, apart)
    }

    /// Whether `null` is what every `enum` among the parts admits.
    fn is_only_null_common(&self) -> bool {
        let mut lists = self.parts.iter().filter(|part| !part.values.is_empty());
        lists.all(|part| part.data.nullable)
    }

    /// Whether the parts name values that have nothing in common but `null`.
    pub(super) fn is_only_null(&self) -> bool {
        self.parts.iter().any(|part| !part.values.is_empty()) && self.values().is_empty()
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

    /// Returns what the parts say of properties that none of them names.
    pub(super) fn additional(&self) -> Option<Others<'a>> {
        let (mut said, mut switch) = (Said::default(), None);
        let (mut is_open, mut is_any) = (false, false);
        for part in &self.parts {
            let is_of_some = part.data.extensions.contains_key(SOME_PROPERTIES);
            match part.additional {
                Some(AdditionalProperties::Schema(schema)) => {
                    said.add(pointer_of(schema), is_of_some);
                }
                Some(AdditionalProperties::Any(any)) => {
                    switch = Some(*any);
                    is_open |= is_of_some && *any;
                    is_any |= *any;
                }
                None => {}
            }
        }
        // A schema says more than a switch, unless some follow none of the schemas.
        is_open |= is_any && !said.some.is_empty();
        if is_open && said.all.is_empty() {
            return Some(Others::Switch(true));
        }
        said.others().or(switch.map(Others::Switch))
    }

    /// Returns what the parts say of the items of a list.
    pub(super) fn items(&self) -> Option<Others<'a>> {
        let mut said = Said::default();
        for part in &self.parts {
            if let Some(items) = part.items {
                said.add(items, part.data.extensions.contains_key(SOME_ITEMS));
            }
        }
        said.others()
    }

    /// Whether any part admits `null`.
    pub(super) fn is_nullable(&self) -> bool {
        self.has_null || self.parts.iter().any(|part| part.data.nullable)
    }
}

/// Whether two values are one: `1` is read as `1.0` where the type is `number`.
fn same(a: &Value, b: &Value) -> bool {
    a == b || a.as_f64().is_some_and(|a| b.as_f64() == Some(a))
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
