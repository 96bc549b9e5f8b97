//! No crate of the workspace, and none that is generated, has any `unsafe`: lints forbid it in every
//! target of every package, build scripts, examples, tests and fuzz targets too.

use std::fs;
use std::path::{Path, PathBuf};

use tests::generate as run;
use toml::{Table, Value};

#[test]
fn every_package_forbids_it() {
    let root = run::path("..");
    let workspace = manifest(&root.join("Cargo.toml"));
    let members = workspace["workspace"]["members"].as_array().unwrap();
    let excluded = workspace["workspace"]["exclude"].as_array().unwrap();
    assert_eq!(of(&workspace["workspace"]["lints"]), "forbid");
    let mut listed: Vec<PathBuf> = members
        .iter()
        .chain(excluded)
        .map(|member| root.join(member.as_str().unwrap()))
        .collect();
    for folder in &listed {
        let manifest = manifest(&folder.join("Cargo.toml"));
        let lints = &manifest["lints"];
        let inherits = lints.get("workspace") == Some(&Value::Boolean(true));
        assert!(inherits || of(lints) == "forbid", "{}", folder.display());
    }
    listed.sort_unstable();
    let mut found = Vec::new();
    packages(&root, &mut found);
    found.sort_unstable();
    assert_eq!(found, listed, "a package is no member of the workspace");
}

/// A crate that is written elsewhere has no workspace to inherit from, and a copy of its sources no
/// manifest.
#[test]
fn every_generated_crate_forbids_it() {
    for name in run::fixtures() {
        let mut input = run::input(&format!("fixtures/{name}"));
        input.settings.with_tests = true;
        let generated = run::generated(&input);
        let manifest: Table = generated.files.get("Cargo.toml").unwrap().parse().unwrap();
        assert_eq!(of(&manifest["lints"]), "forbid", "{name}");
        let library = generated.files.get("src/lib.rs").unwrap();
        let library = syn::parse_file(library).unwrap();
        let forbids = library.attrs.iter().any(|attribute| {
            attribute.path().is_ident("forbid")
                && attribute
                    .parse_args::<syn::Path>()
                    .is_ok_and(|lint| lint.is_ident("unsafe_code"))
        });
        assert!(forbids, "{name}");
    }
}

fn of(lints: &Value) -> &str {
    let lint = lints.get("rust").and_then(|rust| rust.get("unsafe_code"));
    lint.and_then(Value::as_str).unwrap_or_default()
}

fn manifest(path: &Path) -> Table {
    fs::read_to_string(path).unwrap().parse().unwrap()
}

/// The folders with a manifest, but for the root and what is built.
fn packages(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        if !path.is_dir() || path.is_symlink() || name.starts_with('.') || name == "target" {
            continue;
        }
        if path.join("Cargo.toml").is_file() {
            found.push(path.clone());
        }
        packages(&path, found);
    }
}
