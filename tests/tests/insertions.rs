//! Mistakes at random places of real descriptions: each is told where it was made.
//!
//! `CORPUS_DIR` names a folder of descriptions; without it nothing is tried. `INSERTIONS` says how
//! many mistakes are made, `INSERTION_SEED` which, and `INSERTION_BYTES` how large a text may be: the
//! generator is not optimized in tests, and the largest take it a minute.

#[path = "insertions/placed.rs"]
mod placed;
#[path = "insertions/sites.rs"]
mod sites;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::Write as _;
use std::ops::Range;
use std::path::PathBuf;
use std::str::FromStr;

use serde_json::Value;
use sites::{Edit, Mistake, Site, Told};
use tests::generate as run;
use tests::random::Dice;

/// How many mistakes are made in one text.
const AT_ONCE: usize = 25;

fn variable<T: FromStr>(name: &str, default: T) -> T {
    std::env::var(name)
        .ok()
        .and_then(|text| text.parse().ok())
        .unwrap_or(default)
}

#[test]
fn each_mistake_is_told_where_it_was_made() {
    let Some(folder) = std::env::var_os("CORPUS_DIR").map(PathBuf::from) else {
        say("passed over: CORPUS_DIR names no folder of descriptions");
        return;
    };
    let (wanted, seed) = (variable("INSERTIONS", 200), variable("INSERTION_SEED", 1));
    say(&format!(
        "to repeat this run: INSERTION_SEED={seed} INSERTIONS={wanted}"
    ));
    let texts = texts(&folder, variable("INSERTION_BYTES", 600_000));
    assert!(!texts.is_empty(), "no descriptions in {}", folder.display());
    let mut dice = Dice::new(seed);
    let mut before: BTreeMap<&str, BTreeSet<(String, String)>> = BTreeMap::new();
    let mut made: BTreeMap<Mistake, usize> = BTreeMap::new();
    let (mut failures, mut consequences) = (Vec::new(), Vec::new());
    let mut files = BTreeSet::new();
    while made.values().sum::<usize>() < wanted {
        let (name, text) = dice.pick(&texts);
        let chosen = chosen(text, &mut dice);
        if chosen.is_empty() {
            continue;
        }
        files.insert(name.as_str());
        let known = before
            .entry(name)
            .or_insert_with(|| found(name, text).iter().map(kind).collect());
        let mutant = Mutant::new(text, &chosen);
        let found = found(name, &mutant.text);
        for (site, at) in chosen.iter().zip(&mutant.told) {
            *made.entry(site.mistake).or_default() += 1;
            let place = position(&mutant.text, *at);
            let is_it =
                |found: &&Value| found["code"] == site.mistake.code() && place_of(found) == place;
            if !found.iter().any(|found| is_it(&found)) {
                failures.push(format!(
                    "{name}:{}:{}: {:?} is not told",
                    place.0, place.1, site.mistake
                ));
            }
        }
        let places: BTreeSet<(u64, u64)> = mutant
            .told
            .iter()
            .map(|at| position(&mutant.text, *at))
            .collect();
        let more = found.iter().filter(|found| {
            !places.contains(&place_of(found))
                && !known.contains(&kind(found))
                && found["code"] != "W0008"
        });
        consequences.extend(more.map(|found| format!("{name}: {found}")));
    }
    let count: usize = made.values().sum();
    say(&format!(
        "{count} mistakes in {} files: {made:?}",
        files.len()
    ));
    assert!(
        failures.is_empty(),
        "{}\n{} are not told",
        failures.join("\n"),
        failures.len()
    );
    assert!(
        consequences.is_empty(),
        "{}\n{} more are told",
        consequences.join("\n"),
        consequences.len()
    );
}

/// Is printed whatever becomes of the test.
fn say(text: &str) {
    let _ = writeln!(std::io::stderr(), "{text}");
}

/// The descriptions, by the names of their files.
fn texts(folder: &std::path::Path, most: usize) -> Vec<(String, String)> {
    let mut texts = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let is_description = [".yaml", ".json"]
            .iter()
            .any(|ending| name.ends_with(ending));
        let Some(text) = is_description
            .then(|| fs::read_to_string(&path).ok())
            .flatten()
        else {
            continue;
        };
        if text.len() <= most && !text.contains('\u{feff}') {
            texts.push((name, text));
        }
    }
    texts.sort();
    texts
}

/// Places of one text for mistakes that don't hide each other.
fn chosen(text: &str, dice: &mut Dice) -> Vec<Site> {
    let Some(root) = placed::read(text) else {
        return Vec::new();
    };
    let all = sites::find(&root, text);
    // The one that others get the `operationId` of stays as it is.
    let first = first_operation_id(&root);
    // Each kind has the same chance, however often it could be made.
    let mut kinds: BTreeMap<Mistake, Vec<&Site>> = BTreeMap::new();
    for site in &all {
        let is_first = matches!(&site.edit, Edit::Replace(range) if Some(range) == first.as_ref());
        let can_be = site.mistake != Mistake::SameOperationId || first.is_some();
        if !is_first && can_be {
            kinds.entry(site.mistake).or_default().push(site);
        }
    }
    // After a repeated key nothing else is read, and a path that is said anew hides its parameters.
    let alone = [Mistake::RepeatedKey, Mistake::UndeclaredParameter];
    let only = alone.into_iter().find(|_| dice.one_in(8));
    kinds.retain(|kind, _| only.map_or(!alone.contains(kind), |only| only == *kind));
    let mut taken: Vec<Site> = Vec::new();
    let names: Vec<Mistake> = kinds.keys().copied().collect();
    if names.is_empty() {
        return taken;
    }
    for _ in 0..AT_ONCE * 4 {
        let kind = *dice.pick(&names);
        let site = *dice.pick(&kinds[&kind]);
        let overlaps = |other: &Site| {
            site.shadow.start < other.shadow.end && other.shadow.start < site.shadow.end
                || site.shadow.start == other.shadow.start
        };
        if taken.len() < AT_ONCE && !taken.iter().any(overlaps) {
            taken.push(site.clone());
        }
    }
    taken.sort_by_key(|site| site.shadow.start);
    taken
}

fn first_operation_id(root: &placed::Node) -> Option<Range<usize>> {
    let paths = root.get("paths")?.entries();
    let first = paths.iter().find(|path| path.key.starts_with('/'))?;
    let mut methods = sites::METHODS.iter();
    let operation = methods.find_map(|method| first.value.get(method))?;
    let id = operation.get("operationId")?;
    id.text().map(|_| id.range.clone())
}

/// A text with mistakes in it.
struct Mutant {
    text: String,
    /// Where each of them has to be told.
    told: Vec<usize>,
}

impl Mutant {
    fn new(before: &str, sites: &[Site]) -> Self {
        let first = placed::read(before).and_then(|root| first_operation_id(&root));
        let first = first.map(|range| before[range].to_owned());
        let is_json = before.starts_with('{');
        let mut text = String::new();
        let (mut at, mut told) = (0, Vec::new());
        for (number, site) in sites.iter().enumerate() {
            let word = format!("zz{number}");
            let quoted = if is_json {
                format!("\"{word}\"")
            } else {
                word.clone()
            };
            let place = |text: &str, start| Some(text.len() + start);
            let (range, new, own) = match &site.edit {
                Edit::Replace(range) => {
                    let new = match site.mistake {
                        Mistake::TextIsAList => format!("[{quoted}]"),
                        Mistake::DanglingReference if is_json => {
                            format!("\"#/components/schemas/{word}\"")
                        }
                        Mistake::DanglingReference => format!("'#/components/schemas/{word}'"),
                        Mistake::SameOperationId => first.clone().unwrap(),
                        _ => quoted,
                    };
                    (range.clone(), new, Some(0))
                }
                Edit::Insert {
                    before: start,
                    is_flow,
                    key,
                    told,
                } => {
                    let key = if key.is_empty() { &word } else { *key };
                    let key = if is_json {
                        format!("\"{key}\"")
                    } else {
                        key.to_owned()
                    };
                    let value = match site.mistake {
                        Mistake::PathWithoutSlash => "{}".to_owned(),
                        Mistake::UndefinedSecurity => format!("[{{{quoted}: []}}]"),
                        _ => quoted,
                    };
                    let own = match (told, site.mistake) {
                        (Told::Key, _) => 0,
                        (Told::Value, Mistake::UndefinedSecurity) => key.len() + 4,
                        (Told::Value, _) => key.len() + 2,
                    };
                    let end = entry_end(before, *start, *is_flow);
                    (*start..*start, format!("{key}: {value}{end}"), Some(own))
                }
                Edit::Extend { key, .. } => {
                    let old = &before[key.clone()];
                    let quote = old.chars().last().filter(|c| matches!(c, '"' | '\''));
                    let bare = quote.map_or(old, |quote| old.strip_suffix(quote).unwrap());
                    let end = quote.map(String::from).unwrap_or_default();
                    (key.clone(), format!("{bare}/{{{word}}}{end}"), None)
                }
                Edit::Repeat {
                    before: start,
                    is_flow,
                    key,
                } => {
                    let end = entry_end(before, *start, *is_flow);
                    (
                        *start..*start,
                        format!("{}: {quoted}{end}", &before[key.clone()]),
                        None,
                    )
                }
            };
            text.push_str(&before[at..range.start]);
            let own = own.and_then(|start| place(&text, start));
            text.push_str(&new);
            // What is told at another place is behind the edit, and before the next one.
            let moved = |old: usize| text.len() + old - range.end;
            told.push(match &site.edit {
                Edit::Extend { told, .. } => moved(*told),
                Edit::Repeat { key, .. } => moved(key.start),
                _ => own.unwrap(),
            });
            at = range.end;
        }
        text.push_str(&before[at..]);
        Self { text, told }
    }
}

/// What parts a new entry of a mapping from the one that was its first.
fn entry_end(text: &str, at: usize, is_flow: bool) -> String {
    if is_flow {
        return ", ".to_owned();
    }
    let start = text[..at].rfind('\n').map_or(0, |end| end + 1);
    format!("\n{}", " ".repeat(text[start..at].chars().count()))
}

fn found(name: &str, text: &str) -> Vec<Value> {
    let input = run::made_up(name, text);
    let all = run::json(&run::lint(&input), &input);
    let all = all.as_array().unwrap().iter();
    all.filter(|found| found["severity"] != "advice")
        .cloned()
        .collect()
}

/// What is said, wherever.
fn kind(found: &Value) -> (String, String) {
    (found["code"].to_string(), found["message"].to_string())
}

fn place_of(found: &Value) -> (u64, u64) {
    let number = |key: &str| found[key].as_u64().unwrap_or_default();
    (number("line"), number("column"))
}

/// Line and column of a byte, both from 1.
fn position(text: &str, at: usize) -> (u64, u64) {
    let line = text[..at].matches('\n').count() as u64 + 1;
    let start = text[..at].rfind('\n').map_or(0, |end| end + 1);
    (line, text[start..at].chars().count() as u64 + 1)
}
