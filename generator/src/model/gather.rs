//! The way through all the schemas that a value must follow at once.

use std::collections::BTreeSet;

use super::conjunction::{
    All, Alternative, Choice, LONGEST_CHAIN, descends, group, is_null, is_rule,
};
use super::facts::Facts;
use super::{Ctx, type_only};
use crate::resolve::{Pointer, Resolved};

/// Of how many schemas a type is merged at most.
const MOST_PARTS: usize = 256;

/// Returns all that a value at a pointer must follow; none where that is too much to merge.
pub(super) fn gather<'a>(ctx: &Ctx<'a>, pointer: &str) -> Option<All<'a>> {
    let mut all = gather_whole(ctx, pointer)?;
    type_only::leave_choices_out(ctx, &mut all);
    Some(all)
}

/// Returns the same, with the choices that say nothing beside the rest.
pub(super) fn gather_whole<'a>(ctx: &Ctx<'a>, pointer: &str) -> Option<All<'a>> {
    let mut walk = Walk {
        resolved: ctx.resolved,
        start: pointer,
        all: All {
            parts: Vec::new(),
            choices: Vec::new(),
            alternatives: Vec::new(),
            circular: None,
            has_null: false,
        },
        seen: BTreeSet::new(),
        chosen: BTreeSet::new(),
        is_parent_of_one: false,
        pending: vec![(pointer.into(), "allOf")],
    };
    while let Some((pointer, way)) = walk.pending.pop() {
        if !walk.seen.insert(pointer.clone()) {
            if *pointer == *walk.start && !walk.is_parent_of_one {
                walk.all.circular.get_or_insert(way);
            }
            continue;
        }
        if walk.seen.len() > MOST_PARTS {
            return None;
        }
        match ctx.joined.get(&pointer) {
            Some(joined) if joined.is_choice => walk.choice(ctx, &pointer, &joined.parts, way),
            Some(joined) => {
                walk.chosen.extend(joined.chosen.clone());
                let parts = joined.parts.iter().rev();
                walk.pending.extend(parts.map(|part| (part.clone(), way)));
            }
            None => walk.part(ctx, &pointer, way)?,
        }
    }
    let Walk {
        resolved,
        start,
        mut all,
        seen,
        ..
    } = walk;
    // A child of a parent that chooses among its children is what the parent has, chosen already.
    all.choices.retain(|choice| {
        let is_read = |member: &&str| is_read(resolved, &seen, &choice.pointer, member);
        *choice.pointer == *start || !choice.members.iter().any(is_read)
    });
    Some(all)
}

/// What was found so far on the way through all that holds at once.
struct Walk<'a, 's> {
    resolved: &'a Resolved,
    /// Where it began.
    start: &'s str,
    all: All<'a>,
    seen: BTreeSet<Pointer>,
    /// The schemas whose `oneOf` or `anyOf` is left out.
    chosen: BTreeSet<(Pointer, &'static str)>,
    /// Whether the first schema has one member to choose, which is the schema and more.
    is_parent_of_one: bool,
    /// What is left to read, each with the keyword of the first schema that leads to it.
    pending: Vec<(Pointer, &'static str)>,
}

impl<'a> Walk<'a, '_> {
    /// Reads what one schema says.
    fn part(&mut self, ctx: &Ctx<'a>, pointer: &Pointer, way: &'static str) -> Option<()> {
        let is_start = **pointer == *self.start;
        let way_by = |keyword| if is_start { keyword } else { way };
        let mut facts = Facts::of(self.resolved, pointer)?;
        let members = std::mem::take(&mut facts.all_of).into_iter();
        let mut members: Vec<(&str, &str)> =
            members.map(|member| (member, way_by("allOf"))).collect();
        let offered = [
            ("oneOf", std::mem::take(&mut facts.one_of)),
            ("anyOf", std::mem::take(&mut facts.any_of)),
        ];
        for (keyword, offered) in offered {
            if !self.chosen.contains(&(pointer.clone(), keyword))
                && let Some(only) = self.offer(ctx, pointer, (keyword, way), &offered)
            {
                members.push((only, way_by(keyword)));
            }
        }
        self.all.parts.push(facts);
        let members = members.into_iter().rev();
        self.pending
            .extend(members.map(|(member, way)| (Pointer::from(member), way)));
        Some(())
    }

    /// Notes the choice that a made-up schema is.
    fn choice(&mut self, ctx: &Ctx<'a>, pointer: &Pointer, parts: &[Pointer], way: &'static str) {
        let known = |part: &Pointer| self.resolved.schemas.get_key_value(part);
        let offered = parts.iter().filter_map(known);
        let offered: Vec<&str> = offered.map(|(part, _)| &**part).collect();
        if !self.chosen.contains(&(pointer.clone(), "anyOf"))
            && let Some(only) = self.offer(ctx, pointer, ("anyOf", way), &offered)
        {
            self.pending.push((only.into(), way));
        }
    }

    /// Notes what a schema, to which a keyword led, offers to choose from. Returns the member that
    /// holds in any case.
    fn offer(
        &mut self,
        ctx: &Ctx<'a>,
        pointer: &Pointer,
        (keyword, way): (&'static str, &'static str),
        offered: &[&'a str],
    ) -> Option<&'a str> {
        let (indices, real) = members_of(self.resolved, offered);
        self.all.has_null |= offered.iter().any(|it| is_null(self.resolved, it));
        let is_start = **pointer == *self.start;
        match &real[..] {
            [] => {}
            // It is what is being read already, and its parent's only child.
            [only]
                if !is_start
                    && way == "allOf"
                    && is_read(self.resolved, &self.seen, pointer, only) => {}
            [only] => {
                let facts = Facts::of(self.resolved, only).filter(|_| is_start);
                self.is_parent_of_one |= facts.is_some_and(|it| it.all_of.contains(&self.start));
                return Some(only);
            }
            several if several.iter().all(|member| is_rule(ctx, member)) => {
                let groups = several.iter().filter_map(|member| group(ctx, member));
                self.all.alternatives.push(Alternative {
                    pointer: pointer.clone(),
                    keyword,
                    groups: groups.collect(),
                });
            }
            _ => self.all.choices.push(Choice {
                pointer: pointer.clone(),
                keyword,
                members: real,
                indices,
            }),
        }
        None
    }
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
/// weight is said, and is the schema that chooses and more: that is a parent then, and the choice is
/// made.
fn is_read(resolved: &Resolved, seen: &BTreeSet<Pointer>, parent: &str, member: &str) -> bool {
    let mut member = member;
    for _ in 0..LONGEST_CHAIN {
        if member == parent {
            return false;
        }
        if seen.contains(member) {
            return descends(resolved, member, parent);
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
