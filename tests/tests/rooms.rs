//! Which room of the generator may use which, and what of the outside: the arrows of
//! ARCHITECTURE.md. Read from the sources, not from what they say.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use syn::punctuated::Punctuated;
use syn::visit::{self, Visit};
use syn::{Expr, ItemMod, ItemUse, Macro, Token, UseTree};

/// What a room may use: modules of the generator, and crates.
struct May {
    rooms: &'static [&'static str],
    crates: &'static [&'static str],
}

/// The table. A room that is not in it is a mistake.
const TABLE: &[(&str, May)] = &[
    (
        "diagnostic",
        May {
            rooms: &[],
            crates: &[],
        },
    ),
    (
        "input",
        May {
            rooms: &[],
            crates: &[],
        },
    ),
    (
        "files",
        May {
            rooms: &[],
            crates: &[],
        },
    ),
    (
        "limits",
        May {
            rooms: &[],
            crates: &["serde"],
        },
    ),
    (
        "grammar",
        May {
            rooms: &[],
            crates: &["percent_encoding", "serde_json", "strsim"],
        },
    ),
    (
        "read",
        May {
            rooms: &["diagnostic", "input", "limits"],
            crates: &["saphyr_parser", "serde", "serde_json", "serde_yaml"],
        },
    ),
    (
        "config",
        May {
            rooms: &["diagnostic", "grammar", "input", "limits", "read"],
            crates: &["semver", "serde", "toml"],
        },
    ),
    (
        "overlay",
        May {
            rooms: &["diagnostic", "grammar", "input", "read"],
            crates: &["serde_json", "serde_json_path"],
        },
    ),
    (
        "documents",
        May {
            rooms: &["diagnostic", "grammar", "input", "read"],
            crates: &["percent_encoding", "serde_json"],
        },
    ),
    (
        "normalize",
        May {
            rooms: &["diagnostic", "grammar", "input", "limits", "read"],
            crates: &["serde_json"],
        },
    ),
    (
        "resolve",
        May {
            rooms: &["diagnostic", "grammar", "normalize", "read"],
            crates: &["openapiv3", "serde", "serde_json"],
        },
    ),
    (
        "model",
        May {
            rooms: &[
                "config",
                "diagnostic",
                "grammar",
                "limits",
                "normalize",
                "resolve",
            ],
            crates: &["indexmap", "openapiv3", "regex_lite", "serde", "serde_json"],
        },
    ),
    (
        "name",
        // Of `model` what it hands on, where errors have their text, which operations answer lists, and
        // which operation a key of `codegen.toml` means; of `grammar` only pointers.
        May {
            rooms: &[
                "config",
                "diagnostic",
                "grammar",
                "input",
                "model::answers_list",
                "model::answers_one",
                "model::api",
                "model::error_texts",
                "model::names_operation",
            ],
            crates: &[
                "any_ascii",
                "base64",
                "heck",
                "indexmap",
                "percent_encoding",
                "pulldown_cmark",
                "serde_json",
                "spdx",
            ],
        },
    ),
    (
        "advise",
        // Of `model` what it hands on, and how it tells pages and the texts of errors.
        May {
            rooms: &[
                "config",
                "diagnostic",
                "grammar",
                "model::api",
                "model::error_without_text",
                "model::names_operation",
                "model::seems_paged",
                "read",
            ],
            crates: &["serde_json"],
        },
    ),
    (
        "emit",
        May {
            rooms: &["name::plan"],
            crates: &["proc_macro2", "quote", "toml"],
        },
    ),
    (
        "format",
        May {
            rooms: &["emit", "files"],
            crates: &[
                "indexmap",
                "prettyplease",
                "proc_macro2",
                "quote",
                "std::thread",
                "syn",
            ],
        },
    ),
    (
        "report",
        May {
            rooms: &["diagnostic", "input", "read"],
            crates: &["annotate_snippets", "percent_encoding", "serde_json"],
        },
    ),
    // The table of contents knows them all.
    (
        "lib",
        May {
            rooms: &[
                "advise",
                "config",
                "diagnostic",
                "documents",
                "emit",
                "files",
                "format",
                "input",
                "model",
                "name",
                "normalize",
                "overlay",
                "read",
                "report",
                "resolve",
            ],
            crates: &[],
        },
    ),
];

/// What no room does: the disk, the clock, the environment, the network and the terminal belong
/// to `xtask`.
const FORBIDDEN: &[&str] = &[
    "env", "fs", "io", "net", "os", "path", "process", "thread", "time",
];
const FORBIDDEN_MACROS: &[&str] = &[
    "dbg",
    "eprint",
    "eprintln",
    "env",
    "include",
    "include_bytes",
    "option_env",
    "print",
    "println",
    "todo",
];

#[test]
fn every_room_uses_what_it_may() {
    let crates = dependencies();
    let mut wrong = Vec::new();
    for (path, text) in sources(&folder("../generator/src")) {
        let module = module_of(&path);
        let room = module.first().map_or("lib", String::as_str);
        let Some((_, may)) = TABLE.iter().find(|(name, _)| *name == room) else {
            wrong.push(format!("{path}: the room `{room}` is not in the table"));
            continue;
        };
        for used in uses(&text, &module, &crates) {
            if !allowed(room, may, &used) {
                wrong.push(format!("{path}: `{room}` uses {used:?}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// What is in the table is there.
#[test]
fn the_table_has_no_room_too_many() {
    let room = |path: &String| module_of(path).into_iter().next();
    let rooms: BTreeSet<String> = sources(&folder("../generator/src"))
        .keys()
        .map(|path| room(path).unwrap_or_else(|| "lib".to_owned()))
        .collect();
    let table: BTreeSet<String> = TABLE.iter().map(|(name, _)| (*name).to_owned()).collect();
    assert_eq!(rooms, table);
}

/// The run time that is copied is all of the run time.
#[test]
fn every_file_of_the_run_time_is_copied() {
    let listed = listed("../generator/src/emit/runtime.rs");
    let there: Vec<String> = sources(&folder("../generator/runtime/src"))
        .into_keys()
        .collect();
    assert_eq!(listed, there, "list the files in the order of their paths");
}

/// So are the files that a crate gets as it needs them.
#[test]
fn every_file_of_streams_is_copied() {
    let listed = listed("../generator/src/emit/streams.rs").into_iter();
    let listed: BTreeSet<String> = listed.map(|name| name + ".rs").collect();
    let there = sources(&folder("../generator/runtime/streams")).into_keys();
    // A crate has one of its own.
    let there: BTreeSet<String> = there.filter(|path| path != "mod.rs").collect();
    assert_eq!(listed, there);
}

/// The names in the list of files of a source.
fn listed(path: &str) -> Vec<String> {
    let text = fs::read_to_string(folder(path)).unwrap();
    let list = text.split_once("= files![").unwrap().1;
    let list = list.split_once(']').unwrap().0.split('"');
    list.skip(1).step_by(2).map(str::to_owned).collect()
}

/// The test sees what it is there to see.
#[test]
fn what_is_not_allowed_is_seen() {
    let crates = BTreeSet::from(["quote".to_owned(), "heck".to_owned()]);
    let text = r#"
        use crate::{diagnostic::{code, Place}, emit};
        use super::super::model;
        use quote::quote;
        fn f() { std::fs::read(1); heck::f(); crate::name::plan(); println!(); super::here(); vec![Instant::now()];
            format!("{} {x}", std::thread::current(), x = 1); matches!(1, heck::ONE | 2) }
        mod inner { use super::super::super::resolve::x; }
        fn g() { quote! { use crate::runtime; std::fs::read() } }
    "#;
    let used = uses(text, &["name".to_owned(), "words".to_owned()], &crates);
    let used: Vec<String> = used.iter().map(|used| format!("{used:?}")).collect();
    assert_eq!(
        used,
        [
            "Room([\"diagnostic\", \"code\"])",
            "Room([\"diagnostic\", \"Place\"])",
            "Room([\"emit\"])",
            "Room([\"model\"])",
            "Crate(\"quote\")",
            "Std(\"fs\")",
            "Crate(\"heck\")",
            "Room([\"name\", \"plan\"])",
            "Macro(\"println\")",
            "Std(\"thread\")",
            "Crate(\"heck\")",
            "Room([\"resolve\", \"x\"])",
        ]
    );
    let (_, may) = TABLE.iter().find(|(name, _)| *name == "name").unwrap();
    let path = |text: &str| text.split("::").map(str::to_owned).collect();
    assert!(allowed("name", may, &Use::Room(path("model::api::Api"))));
    assert!(!allowed("name", may, &Use::Room(path("model::shape"))));
    assert!(!allowed("name", may, &Use::Room(path("emit"))));
    assert!(!allowed("name", may, &Use::Crate("quote".to_owned())));
}

/// Something that a source uses of what is outside its room.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Use {
    /// A path from the root of the generator.
    Room(Vec<String>),
    Crate(String),
    /// A module of the standard library that only those rooms may use that name it, as `std::thread`.
    Std(String),
    Macro(String),
}

fn allowed(room: &str, may: &May, used: &Use) -> bool {
    match used {
        Use::Room(path) if path.first().is_some_and(|first| first == room) => true,
        Use::Room(path) => may.rooms.iter().any(|allowed| {
            let allowed: Vec<&str> = allowed.split("::").collect();
            path.len() >= allowed.len()
                && path
                    .iter()
                    .zip(&allowed)
                    .all(|(step, allowed)| step == allowed)
        }),
        Use::Crate(name) => may.crates.contains(&name.as_str()),
        Use::Std(name) => may.crates.contains(&format!("std::{name}").as_str()),
        Use::Macro(_) => false,
    }
}

/// What a source uses. What stands inside `quote!` is the generated crate's, not ours.
fn uses(text: &str, module: &[String], crates: &BTreeSet<String>) -> Vec<Use> {
    let file = syn::parse_file(text).unwrap();
    let mut found = Found {
        module: module.to_vec(),
        crates,
        uses: Vec::new(),
    };
    found.visit_file(&file);
    found.uses
}

struct Found<'a> {
    module: Vec<String>,
    crates: &'a BTreeSet<String>,
    uses: Vec<Use>,
}

impl Found<'_> {
    fn path(&mut self, path: &[String]) {
        let Some(first) = path.first() else { return };
        let supers = path.iter().take_while(|step| *step == "super").count();
        let used = match first.as_str() {
            "crate" => Use::Room(path[1..].to_vec()),
            "super" if supers >= self.module.len() => Use::Room(path[supers..].to_vec()),
            "std" | "core" | "alloc" if path.len() > 1 && FORBIDDEN.contains(&path[1].as_str()) => {
                Use::Std(path[1].clone())
            }
            name if self.crates.contains(name) => Use::Crate(name.to_owned()),
            _ => return,
        };
        // The root itself is Ctx, settings and the like: nobody's room.
        if used != Use::Room(Vec::new()) {
            self.uses.push(used);
        }
    }

    fn tree(&mut self, tree: &UseTree, before: &[String]) {
        let with = |step: &syn::Ident| [before, &[step.to_string()]].concat();
        match tree {
            UseTree::Path(path) => self.tree(&path.tree, &with(&path.ident)),
            UseTree::Name(name) if name.ident == "self" => self.path(before),
            UseTree::Name(name) => self.path(&with(&name.ident)),
            UseTree::Rename(rename) => self.path(&with(&rename.ident)),
            UseTree::Glob(_) => self.path(before),
            UseTree::Group(group) => group.items.iter().for_each(|item| self.tree(item, before)),
        }
    }
}

impl<'ast> Visit<'ast> for Found<'_> {
    fn visit_item_use(&mut self, item: &'ast ItemUse) {
        self.tree(&item.tree, &[]);
    }

    fn visit_path(&mut self, path: &'ast syn::Path) {
        // A name alone is a variable, or was imported.
        if path.segments.len() > 1 {
            let path: Vec<String> = path
                .segments
                .iter()
                .map(|segment| segment.ident.to_string())
                .collect();
            self.path(&path);
        }
        visit::visit_path(self, path);
    }

    fn visit_macro(&mut self, used: &'ast Macro) {
        let name = used
            .path
            .segments
            .last()
            .map(|segment| segment.ident.to_string())
            .unwrap_or_default();
        if FORBIDDEN_MACROS.contains(&name.as_str()) {
            self.uses.push(Use::Macro(name.clone()));
        }
        // What is no list of expressions, such as code that is quoted, is passed by.
        let inside = used.parse_body_with(Punctuated::<Expr, Token![,]>::parse_terminated);
        if !name.starts_with("quote") {
            inside.iter().flatten().for_each(|it| self.visit_expr(it));
        }
        visit::visit_macro(self, used);
    }

    fn visit_item_mod(&mut self, item: &'ast ItemMod) {
        self.module.push(item.ident.to_string());
        visit::visit_item_mod(self, item);
        self.module.pop();
    }
}

/// The crates that the generator depends on, as code calls them.
fn dependencies() -> BTreeSet<String> {
    let manifest = fs::read_to_string(folder("../generator/Cargo.toml")).unwrap();
    let section = manifest.split_once("[dependencies]\n").unwrap().1;
    let section = section.split("\n[").next().unwrap();
    let names = section
        .lines()
        .filter(|line| !line.starts_with('#'))
        .filter_map(|line| line.split_once(" ="));
    let names: BTreeSet<String> = names.map(|(name, _)| name.replace('-', "_")).collect();
    assert!(
        names.contains("openapiv3") && names.contains("proc_macro2"),
        "{names:?}"
    );
    names
}

/// The module that a file is: `name/plan/mod.rs` is `name::plan`.
fn module_of(path: &str) -> Vec<String> {
    let path = path.trim_end_matches(".rs").trim_end_matches("/mod");
    path.split('/')
        .filter(|step| *step != "lib")
        .map(str::to_owned)
        .collect()
}

/// The sources in a folder, by their paths in it.
fn sources(folder: &Path) -> BTreeMap<String, String> {
    let mut sources = BTreeMap::new();
    let mut pending = vec![folder.to_owned()];
    while let Some(at) = pending.pop() {
        for entry in fs::read_dir(at).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                pending.push(path);
            } else {
                let name = path.strip_prefix(folder).unwrap();
                let name = name.to_str().unwrap().replace('\\', "/");
                sources.insert(name, fs::read_to_string(path).unwrap());
            }
        }
    }
    sources
}

fn folder(below: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(below)
}
