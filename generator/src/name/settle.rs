//! Collisions: two things that would have one name.
//!
//! Settled by what a thing is, never by the order in which things come: everyone in a collision
//! takes a longer name, but the one whose name on the wire is already the name in Rust, or else
//! the only one that has no longer name. So another thing in the description renames only what it
//! collides with.

use std::collections::{BTreeMap, BTreeSet};

/// Something that wants a name.
#[derive(Debug, Clone)]
pub(super) struct Claim {
    /// Names from the shortest to the longest.
    pub(super) candidates: Vec<String>,
    /// The text on the wire, or another text that nobody else in the scope has.
    pub(super) key: String,
}

/// A name that was settled, and with whom it would have been shared.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Settled {
    pub(super) name: String,
    /// The index of a claim that wanted the shortest name of this one as well.
    pub(super) rival: Option<usize>,
}

/// Gives every claim a name of its own. Names that differ only in case are taken for one, since
/// files are named after them.
///
/// # Panics
/// If two claims have one key: nothing would tell them apart.
pub(super) fn settle(claims: &[Claim], reserved: &[&str]) -> Vec<Settled> {
    let mut keys = BTreeSet::new();
    for Claim { key, .. } in claims {
        assert!(
            keys.insert(key),
            "two things that want a name are both `{key}`"
        );
    }
    let mut levels = vec![0usize; claims.len()];
    let mut rivals: Vec<Option<usize>> = vec![None; claims.len()];
    loop {
        let mut groups: BTreeMap<String, Vec<usize>> = BTreeMap::new();
        for (index, claim) in claims.iter().enumerate() {
            groups
                .entry(candidate(claim, levels[index]).to_lowercase())
                .or_default()
                .push(index);
        }
        let mut moved = false;
        for (name, group) in groups {
            let is_reserved = reserved.iter().any(|word| word.to_lowercase() == name);
            if group.len() == 1 && !is_reserved {
                continue;
            }
            let keeper = if is_reserved {
                None
            } else {
                keeper(claims, &levels, &group)
            };
            for &index in &group {
                if levels[index] == 0 {
                    rivals[index] = group.iter().copied().find(|other| *other != index);
                }
                if Some(index) != keeper {
                    levels[index] += 1;
                    moved = true;
                }
            }
        }
        if !moved {
            let named = claims.iter().zip(levels).zip(rivals);
            return named
                .map(|((claim, level), rival)| Settled {
                    name: candidate(claim, level),
                    rival,
                })
                .collect();
        }
    }
}

/// The one of a group that keeps its name: its key is the name as it stands, or it is the only one
/// that has no longer name.
fn keeper(claims: &[Claim], levels: &[usize], group: &[usize]) -> Option<usize> {
    let only = |keeps: &dyn Fn(usize) -> bool| {
        let mut keeping = group.iter().copied().filter(|&index| keeps(index));
        keeping.next().filter(|_| keeping.next().is_none())
    };
    only(&|index| candidate(&claims[index], levels[index]) == claims[index].key)
        .or_else(|| only(&|index| levels[index] + 1 == claims[index].candidates.len()))
}

/// The name of a claim at a level; after the last candidate a mark made of the key.
fn candidate(claim: &Claim, level: usize) -> String {
    if let Some(name) = claim.candidates.get(level) {
        return name.clone();
    }
    let longest = claim.candidates.last().map_or("", String::as_str);
    let rounds = level - claim.candidates.len() + 1;
    // Two keys with one mark differ in a later round.
    let mark = (0..rounds).fold(SEED, |seed, _| fnv(&claim.key, seed));
    let joint = if longest.starts_with(|c: char| c.is_ascii_uppercase()) {
        "X"
    } else {
        "_x"
    };
    format!("{longest}{joint}{mark:016x}")
}

/// The start of every mark.
const SEED: u64 = 0xcbf2_9ce4_8422_2325;

/// Returns a number that stands for a text, the same on every machine.
pub(super) fn mark(text: &str) -> u64 {
    fnv(text, SEED)
}

/// FNV-1a.
fn fnv(text: &str, seed: u64) -> u64 {
    text.bytes().fold(seed, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
    })
}
