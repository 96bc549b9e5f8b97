//! The crates that a generated crate depends on besides, and the types in them.

use toml::{Table, Value};

use super::one_of;

/// The keywords of Rust, strict, reserved and weak ones that can't be names.
pub(crate) const KEYWORDS: &[&str] = &[
    "Self", "abstract", "as", "async", "await", "become", "box", "break", "const", "continue",
    "crate", "do", "dyn", "else", "enum", "extern", "false", "final", "fn", "for", "gen", "if",
    "impl", "in", "let", "loop", "macro", "match", "mod", "move", "mut", "override", "priv", "pub",
    "ref", "return", "self", "static", "struct", "super", "trait", "true", "try", "type", "typeof",
    "unsafe", "unsized", "use", "virtual", "where", "while", "yield",
];

/// The crates that need not be named as dependencies.
const BUILT_IN: [&str; 3] = ["std", "core", "alloc"];

/// What the run time depends on, which every generated crate does.
const RUN_TIME: &str = include_str!("../../runtime/Cargo.toml");

/// What a crate may depend on besides for its description: patterns and signatures of webhooks.
const FOR_SOME: [&str; 4] = ["ed25519-dalek", "hmac", "regex-lite", "sha2"];

/// What is wrong, and what to do.
pub(super) type Wrong = (String, String);

/// The dependencies of the run time, by their names: whether code can count on each.
fn of_run_time() -> Vec<(String, bool)> {
    let manifest: Table = toml::from_str(RUN_TIME).unwrap_or_default();
    let table = manifest.get("dependencies").and_then(Value::as_table);
    let is_there = |wanted: &Value| wanted.get("optional").is_none();
    let all = table.into_iter().flatten();
    all.map(|(name, wanted)| (name.clone(), is_there(wanted)))
        .collect()
}

/// The name of a dependency in Rust.
fn in_rust(name: &str) -> String {
    name.replace('-', "_")
}

/// Whether a text is the path of a type in a crate that is depended on; if not, what is wrong.
pub(super) fn check_path(path: &str, dependencies: &Table) -> Result<(), Wrong> {
    let is_name = |segment: &str| {
        segment.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
            && segment
                .chars()
                .all(|c| c.is_ascii_alphanumeric() || c == '_')
            && segment != "_"
            && !KEYWORDS.contains(&segment)
    };
    let segments: Vec<&str> = path.split("::").collect();
    if segments.len() < 2 || !segments.iter().all(|segment| is_name(segment)) {
        return Err((
            format!("`{}` is no path of a type", path.escape_debug()),
            "write the crate and the type, such as `jiff::Timestamp`".to_owned(),
        ));
    }
    let krate = segments[0];
    let is_of_run_time = || {
        let all = of_run_time();
        all.iter()
            .any(|(name, is_there)| *is_there && in_rust(name) == krate)
    };
    let is_known = BUILT_IN.contains(&krate)
        || dependencies.keys().any(|name| in_rust(name) == krate)
        || is_of_run_time();
    if is_known {
        return Ok(());
    }
    Err((
        format!("the crate `{krate}` is no dependency"),
        format!("add it: `[dependencies]` with `{krate} = \"…\"`, as `Cargo.toml` has it"),
    ))
}

/// What a dependency may say, and of what kind that is.
const KEYS: &[(&str, Kind)] = &[
    ("version", Kind::Version),
    ("features", Kind::Texts),
    ("default-features", Kind::Flag),
    ("package", Kind::Text),
    ("path", Kind::Text),
    ("git", Kind::Text),
    ("branch", Kind::Text),
    ("tag", Kind::Text),
    ("rev", Kind::Text),
    ("registry", Kind::Text),
];

#[derive(Clone, Copy)]
enum Kind {
    Version,
    Text,
    Texts,
    Flag,
}

/// What is wrong with a dependency, if anything is.
pub(super) fn mistake(name: &str, wanted: &Value) -> Option<Wrong> {
    let shown = name.escape_debug();
    let is_name = name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
        && name
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_'));
    if !is_name || BUILT_IN.contains(&name) || KEYWORDS.contains(&in_rust(name).as_str()) {
        return Some((
            format!("`{shown}` is no name of a dependency"),
            "write the name that the crate has in its registry".to_owned(),
        ));
    }
    let own = of_run_time();
    let mut taken = own.iter().map(|(name, _)| name.as_str()).chain(FOR_SOME);
    if taken.any(|taken| in_rust(taken) == in_rust(name)) {
        return Some((
            format!("the dependency `{shown}` is the generated crate's own"),
            format!(
                "remove it, or give it another name: `own-{shown} = {{ package = \"{shown}\", version = \"…\" }}`"
            ),
        ));
    }
    match wanted {
        Value::String(version) => of_version(name, version),
        Value::Table(table) => table
            .iter()
            .find_map(|(key, value)| of_key(name, key, value)),
        _ => Some((
            format!("the dependency `{shown}` is neither a version nor a table"),
            "write a version such as `\"1.2\"`, or a table, as `Cargo.toml` has it".to_owned(),
        )),
    }
}

fn of_version(name: &str, version: &str) -> Option<Wrong> {
    let error = semver::VersionReq::parse(version).err()?;
    let shown = version.escape_debug();
    Some((
        format!(
            "the dependency `{name}` has `{shown}` as its version, which Cargo does not take: {error}"
        ),
        "write which versions may be used, such as `\"1.2\"`".to_owned(),
    ))
}

fn of_key(name: &str, key: &str, value: &Value) -> Option<Wrong> {
    let shown = key.escape_debug();
    let Some((_, kind)) = KEYS.iter().find(|(known, _)| *known == key) else {
        let known: Vec<&str> = KEYS.iter().map(|(known, _)| *known).collect();
        return Some((
            format!("the key `{shown}` of the dependency `{name}` means nothing here"),
            one_of(key, &known, "it may have"),
        ));
    };
    let (fits, wanted) = match kind {
        Kind::Version | Kind::Text => (value.is_str(), "a text in quotes"),
        Kind::Flag => (value.is_bool(), "`true` or `false`"),
        Kind::Texts => {
            let is_list = |items: &Vec<Value>| items.iter().all(Value::is_str);
            let fits = value.as_array().is_some_and(is_list);
            (fits, "a list of texts in quotes")
        }
    };
    if !fits {
        return Some((
            format!("`{shown}` of the dependency `{name}` must be {wanted}"),
            format!("write {wanted}, as `Cargo.toml` has it"),
        ));
    }
    let version = value.as_str().filter(|_| matches!(kind, Kind::Version));
    version.and_then(|version| of_version(name, version))
}

#[cfg(test)]
mod tests {
    use super::FOR_SOME;

    /// Nobody can depend on these by the same name, since `emit` writes them.
    #[test]
    fn what_some_crates_depend_on_is_known() {
        let emit = include_str!("../emit/manifest.rs");
        let mut names = FOR_SOME.iter();
        assert!(names.all(|name| emit.contains(&format!("\n{name} = "))));
    }
}
