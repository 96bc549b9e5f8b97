//! What a manifest holds.

use toml::{Table, Value};

const TABLES: &[&str] = &[
    "package",
    "features",
    "dependencies",
    "target",
    "example",
    "dev-dependencies",
    "lints",
];

/// No `build`, no `links`, no `workspace`.
const PACKAGE: &[&str] = &[
    "name",
    "version",
    "edition",
    "rust-version",
    "description",
    "license",
    "repository",
    "authors",
    "keywords",
    "categories",
    "readme",
    "metadata",
];

/// Only the registry, so neither `path` nor `git`.
const DEPENDENCY: &[&str] = &["version", "default-features", "features", "optional"];

pub(super) fn strays(text: &str) -> Vec<String> {
    let manifest: Table = match text.parse() {
        Ok(manifest) => manifest,
        Err(error) => return vec![format!("it is no TOML: {error}")],
    };
    let mut strays = Vec::new();
    unknown("", &manifest, TABLES, &mut strays);
    if let Some(Value::Table(package)) = manifest.get("package") {
        unknown("package.", package, PACKAGE, &mut strays);
    }
    let targets = manifest.get("target").and_then(Value::as_table);
    let targets = targets.into_iter().flat_map(Table::values);
    let tables = targets.filter_map(Value::as_table).chain([&manifest]);
    for table in tables {
        for kind in ["dependencies", "dev-dependencies"] {
            let dependencies = table.get(kind).and_then(Value::as_table);
            for (name, wanted) in dependencies.into_iter().flatten() {
                if let Value::Table(wanted) = wanted {
                    unknown(&format!("{name}."), wanted, DEPENDENCY, &mut strays);
                }
            }
        }
        if let Some(scripts) = table.get("build-dependencies") {
            strays.push(format!("build-dependencies: {scripts}"));
        }
    }
    strays
}

fn unknown(above: &str, table: &Table, known: &[&str], strays: &mut Vec<String>) {
    let odd = table.keys().filter(|key| !known.contains(&key.as_str()));
    strays.extend(odd.map(|key| format!("`{above}{key}` is no part of a manifest")));
}
