//! Unions inside of unions: which members they come to.
//!
//! One that has no name is a part of the one around it. One that leads back (`A` is `B` or a string,
//! `B` is `A` or a number) says nothing by that, and reading it would never end: what it brings
//! besides is taken into the one around it.

use std::collections::BTreeSet;

use super::facts::Facts;
use super::{Ctx, conjunction};
use crate::normalize::join;

/// Takes the members of a union that stands inside another and has no name into the outer one.
/// Returns whether `null` is among them.
pub(super) fn flatten<'a>(
    ctx: &Ctx<'a>,
    place: String,
    member: &'a str,
    found: &mut Vec<(String, &'a str)>,
) -> bool {
    let facts = Facts::of(ctx.resolved, member);
    let inner = facts.filter(|facts| {
        *member == *place
            && !facts.says_shape()
            && facts.ty.is_none()
            && facts.all_of.is_empty()
            && facts.data.discriminator.is_none()
            && (facts.one_of.is_empty() != facts.any_of.is_empty())
    });
    let Some(facts) = inner else {
        found.push((place, member));
        return false;
    };
    let mut has_null = facts.data.nullable;
    let (keyword, members) = if facts.one_of.is_empty() {
        ("anyOf", facts.any_of)
    } else {
        ("oneOf", facts.one_of)
    };
    for (index, member) in members.into_iter().enumerate() {
        has_null |= if conjunction::is_null(ctx.resolved, member) {
            true
        } else {
            let place = join(&place, &[keyword, &index.to_string()]);
            flatten(ctx, place, member, found)
        };
    }
    has_null
}

/// Replaces the members that lead back to the union at a pointer by what else they bring.
pub(super) fn opened<'a>(
    ctx: &mut Ctx<'a>,
    pointer: &str,
    members: Vec<(String, &'a str)>,
) -> Vec<(String, &'a str)> {
    let mut found: Vec<(String, &'a str)> = Vec::new();
    let mut seen: BTreeSet<&str> = BTreeSet::new();
    let mut pending: Vec<(String, &'a str)> = members.into_iter().rev().collect();
    while let Some((place, member)) = pending.pop() {
        if !ctx.rings.lead_back(ctx.resolved, member, pointer) || is_child(ctx, pointer, member) {
            found.push((place, member));
            continue;
        }
        let fresh = seen.insert(member) && *member != *pointer;
        let Some(facts) = Facts::of(ctx.resolved, member).filter(|_| fresh) else {
            continue;
        };
        let inside = [("oneOf", facts.one_of), ("anyOf", facts.any_of)];
        for (keyword, members) in inside {
            for (index, inner) in members.into_iter().enumerate().rev() {
                let place = join(member, &[keyword, &index.to_string()]);
                pending.push((place, inner));
            }
        }
    }
    found
}

/// Whether a member is a child of the union at a pointer: all of what stands there but the choice,
/// and more. It may choose among children of its own, but not what leads back otherwise.
fn is_child(ctx: &mut Ctx<'_>, pointer: &str, member: &str) -> bool {
    let resolved = ctx.resolved;
    if *member == *pointer || !conjunction::descends(resolved, member, pointer) {
        return false;
    }
    let Some(all) = conjunction::gather(ctx, member) else {
        return false;
    };
    let says = |part: &Facts<'_>| part.ty.is_some() || part.says_shape();
    let mut inner = all.choices.iter().flat_map(|choice| &choice.members);
    inner.all(|inner| {
        !ctx.rings.lead_back(resolved, inner, pointer)
            || conjunction::descends(resolved, inner, pointer)
    }) && (!all.choices.is_empty() || all.parts.iter().any(says))
}
