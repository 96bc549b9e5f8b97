//! Schemas that say of which types of JSON a value is, and nothing else: `type: object`, or a choice
//! between `type: object` and `type: string`. Beside a schema that is of one of these types anyway they
//! say nothing.

use openapiv3::{IntegerType, NumberType, ObjectType, SchemaKind, StringType, Type};

use super::Ctx;
use super::api::JsonType;
use super::conjunction::{self, All, Choice};
use super::facts::Facts;
use super::gather::gather_whole;
use crate::normalize::{EXAMPLES, SEVERAL_TYPES};
use crate::resolve::Resolved;

/// Of how many schemas it is asked, for one, of which types they are.
const MOST_ASKED: usize = 128;

/// Leaves out of several schemas that hold at once those that say nothing beside another of them.
pub(super) fn leave_out(ctx: &Ctx<'_>, schemas: &mut Vec<&str>) {
    if schemas.len() < 2 {
        return;
    }
    let before = schemas.clone();
    schemas.retain(|schema| {
        let Some(types) = types(ctx.resolved, schema) else {
            return true;
        };
        let mut others = before.iter().filter(|other| *other != schema);
        !others.any(|other| {
            let mut left = MOST_ASKED;
            let of_other = of_value(ctx, other, &mut left);
            of_other.is_some_and(|of_other| are_among(&of_other, &types))
        })
    });
}

/// Leaves out the choices between types alone that say nothing beside the rest.
pub(super) fn leave_choices_out(ctx: &Ctx<'_>, all: &mut All<'_>) {
    let mut index = 0;
    while index < all.choices.len() {
        if is_silent(ctx, all, index) {
            let choice = all.choices.remove(index);
            let mut members = choice.members.iter();
            // One that admits `null` besides does so still.
            all.has_null |= members.any(|member| admits_null(ctx.resolved, member));
        } else {
            index += 1;
        }
    }
}

/// Returns the first choice between types alone: whichever type is chosen, the other choices are read
/// with it, so that what they ask of other types falls away.
pub(super) fn first<'c, 'a>(ctx: &Ctx<'a>, choices: &'c [Choice<'a>]) -> Option<&'c Choice<'a>> {
    let is_bare = |member: &str| types(ctx.resolved, member).is_some();
    choices
        .iter()
        .find(|it| it.members.iter().all(|member| is_bare(member)))
}

fn is_silent(ctx: &Ctx<'_>, all: &All<'_>, index: usize) -> bool {
    let choice = &all.choices[index];
    let Some(types) = of_members(choice.members.iter().map(|it| types(ctx.resolved, it))) else {
        return false;
    };
    if let Ok(Some(ty)) = beside(ctx, all, choice).json_type() {
        return are_among(&[ty], &types);
    }
    let mut others = all.choices.iter().enumerate().filter(|it| it.0 != index);
    others.any(|(_, other)| {
        let mut left = MOST_ASKED;
        let of_other = of_choice(ctx, other, &mut left);
        of_other.is_some_and(|of_other| are_among(&of_other, &types))
    })
}

/// All but what stands beside a choice in its own schema, which is often careless of the type.
pub(super) fn beside<'a>(ctx: &Ctx<'_>, all: &All<'a>, choice: &Choice<'_>) -> All<'a> {
    let facts = Facts::of(ctx.resolved, &choice.pointer);
    let is_of_types = facts.is_some_and(|it| it.data.extensions.contains_key(SEVERAL_TYPES));
    let owner = choice.pointer.rsplit_once("/allOf/");
    let owner = owner.filter(|_| is_of_types).map(|(owner, _)| owner);
    let is_own = |part: &Facts<'_>| {
        part.pointer == choice.pointer || owner.is_some_and(|owner| *part.pointer == *owner)
    };
    let mut others = all.clone();
    others.parts.retain(|part| !is_own(part));
    others
}

fn admits_null(resolved: &Resolved, pointer: &str) -> bool {
    Facts::of(resolved, pointer).is_some_and(|facts| facts.data.nullable)
}

/// Returns the types that a schema lets a value have, where it says nothing else.
fn types(resolved: &Resolved, pointer: &str) -> Option<Vec<JsonType>> {
    let facts = Facts::of(resolved, pointer)?;
    // Among them are keywords that `openapiv3` does not know.
    let is_ours =
        |key: &String| key.starts_with("x-codegen-") && key != EXAMPLES && key != SEVERAL_TYPES;
    let says_more = !facts.others.is_empty() || facts.data.extensions.keys().any(is_ours);
    if says_more || facts.data.discriminator.is_some() {
        return None;
    }
    match facts.kind {
        SchemaKind::Type(ty) => says_nothing_else(ty).then(|| facts.ty.into_iter().collect()),
        SchemaKind::OneOf { .. } | SchemaKind::AnyOf { .. } => {
            let members = facts.one_of.iter().chain(&facts.any_of);
            let real = members.filter(|member| !conjunction::is_null(resolved, member));
            of_members(real.map(|member| match Facts::of(resolved, member) {
                Some(facts) if facts.has_choice() => None,
                _ => types(resolved, member),
            }))
        }
        SchemaKind::AllOf { .. } | SchemaKind::Not { .. } | SchemaKind::Any(_) => None,
    }
}

fn says_nothing_else(ty: &Type) -> bool {
    match ty {
        Type::String(it) => *it == StringType::default(),
        Type::Number(it) => *it == NumberType::default(),
        Type::Integer(it) => *it == IntegerType::default(),
        Type::Object(it) => *it == ObjectType::default(),
        Type::Array(it) => {
            it.items.is_none()
                && it.min_items.is_none()
                && it.max_items.is_none()
                && !it.unique_items
        }
        Type::Boolean(it) => it.enumeration.is_empty(),
    }
}

/// Returns the types that a value of a schema may have; none where it may have any, or where that is too
/// much to ask.
fn of_value(ctx: &Ctx<'_>, pointer: &str, left: &mut usize) -> Option<Vec<JsonType>> {
    *left = left.checked_sub(1)?;
    let all = gather_whole(ctx, pointer)?;
    if let Ok(Some(ty)) = all.json_type() {
        return Some(vec![ty]);
    }
    let mut choices = all.choices.iter();
    choices.find_map(|choice| of_choice(ctx, choice, left))
}

fn of_choice(ctx: &Ctx<'_>, choice: &Choice<'_>, left: &mut usize) -> Option<Vec<JsonType>> {
    let members = choice.members.iter();
    of_members(members.map(|member| of_value(ctx, member, left)))
}

/// The types of all members; none where one of them may have any.
fn of_members(members: impl Iterator<Item = Option<Vec<JsonType>>>) -> Option<Vec<JsonType>> {
    let members: Option<Vec<Vec<JsonType>>> = members.collect();
    Some(members?.concat()).filter(|types| !types.is_empty())
}

/// Whether some types are all among others; an integer is a number.
fn are_among(types: &[JsonType], others: &[JsonType]) -> bool {
    types.iter().all(|ty| {
        let mut others = others.iter();
        others.any(|other| conjunction::narrower(*ty, *other) == Some(*ty))
    })
}
