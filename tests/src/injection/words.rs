//! The words that generated code may be made of.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Arc, LazyLock};

use proc_macro2::{TokenStream, TokenTree};

use crate::generate::path;

/// The words that generated code may be made of, and the files that it has as they are.
#[derive(Debug, Clone, Default)]
pub struct Words {
    /// Of the sources of the generator that write code.
    own: BTreeSet<String>,
    /// Of the code that stands in their texts: what documentation shows.
    shown: BTreeSet<String>,
    /// The identifiers of the plan.
    plan: BTreeSet<String>,
    /// The files that are copied.
    copied: Arc<BTreeSet<String>>,
}

impl Words {
    /// Reads the sources of the generator.
    ///
    /// # Panics
    ///
    /// If they can't be read.
    pub fn of_the_generator() -> Self {
        static READ: LazyLock<Words> = LazyLock::new(Words::read);
        READ.clone()
    }

    fn read() -> Self {
        let mut words = Self::default();
        for file in rust_files(&path("../generator/src/emit")) {
            let text = fs::read_to_string(file).unwrap();
            words.add_source(text.parse().unwrap(), true);
        }
        // Where the examples of documentation are put together.
        for file in rust_files(&path("../generator/src/name")) {
            let text = fs::read_to_string(file).unwrap();
            words.add_source(text.parse().unwrap(), false);
        }
        let mut copied = BTreeSet::new();
        for folder in ["src", "streams", "wire", "webhooks"] {
            for file in rust_files(&path("../generator/runtime").join(folder)) {
                copied.insert(fs::read_to_string(file).unwrap());
            }
        }
        words.copied = Arc::new(copied);
        words
    }

    fn add_source(&mut self, tokens: TokenStream, writes_code: bool) {
        for token in tokens {
            match token {
                TokenTree::Group(group) => self.add_source(group.stream(), writes_code),
                TokenTree::Ident(ident) if writes_code => {
                    self.own.insert(ident.to_string());
                }
                TokenTree::Literal(literal) => self.add_text(&literal.to_string(), writes_code),
                TokenTree::Ident(_) | TokenTree::Punct(_) => {}
            }
        }
    }

    /// A text of a source may be a word (`"minimum"`), or code that documentation shows.
    fn add_text(&mut self, literal: &str, writes_code: bool) {
        let Ok(text) = syn::parse_str::<syn::LitStr>(literal) else {
            return;
        };
        let text = text.value();
        if writes_code && syn::parse_str::<syn::Ident>(&text).is_ok() {
            self.own.insert(text.clone());
        }
        let words = text.split(|c: char| !c.is_ascii_alphanumeric() && c != '_');
        self.shown.extend(words.map(str::to_owned));
    }

    /// Adds the identifiers of a plan, as `--emit plan` prints it: they stand between backticks,
    /// and outside of every text.
    pub fn add_plan(&mut self, plan: &str) {
        let mut rest = plan;
        let mut key = "";
        while let Some(at) = rest.find(['"', '`']) {
            let before = rest[..at].trim_end();
            if let Some(named) = before.strip_suffix(':') {
                let start = named.rfind(|c: char| c != '_' && !c.is_ascii_alphanumeric());
                key = &named[start.map_or(0, |at| at + 1)..];
            } else if !before.ends_with(['(', '[', ',']) || before.contains(':') {
                key = "";
            }
            let mark = rest.as_bytes()[at] as char;
            let inside = &rest[at + 1..];
            let end = end_of(inside, mark);
            let text = &inside[..end];
            // Modules, setters, types of other crates and lists of them are texts of the plan.
            let is_name = mark == '`' || NAMES.contains(&key);
            if is_name {
                for word in text.split("::").filter(|word| is_identifier(word)) {
                    self.plan.insert(word.to_owned());
                }
            }
            rest = inside.get(end + 1..).unwrap_or_default();
        }
    }

    /// Adds the names of the files of a crate, which are modules.
    pub fn add_files<'p>(&mut self, paths: impl Iterator<Item = &'p str>) {
        for path in paths.filter_map(|path| path.strip_suffix(".rs")) {
            let segments = path.split('/').map(str::to_owned);
            self.plan
                .extend(segments.filter(|name| is_identifier(name)));
        }
    }

    /// Whether a file is one that is copied.
    pub(super) fn is_copied(&self, text: &str) -> bool {
        let rest = text.split_once("\n\n").map(|(_, rest)| rest);
        rest.is_some_and(|rest| self.copied.contains(rest))
    }

    /// Whether code may use a word.
    pub(super) fn knows(&self, word: &str) -> bool {
        let stems = SUFFIXES.iter().filter_map(|end| word.strip_suffix(end));
        let mut stems = stems.chain([word]);
        stems.any(|stem| self.own.contains(stem)) || STEPS.contains(&word) || self.holds(word)
    }

    /// Whether the plan has an identifier, or one that another is made of.
    pub(super) fn holds(&self, word: &str) -> bool {
        let plain = word.strip_prefix("r#").unwrap_or(word);
        let is_in =
            |word: &str| self.plan.contains(word) || self.plan.contains(&format!("r#{word}"));
        let stems = SUFFIXES.iter().filter_map(|end| plain.strip_suffix(end));
        is_in(plain) || stems.into_iter().any(is_in)
    }

    /// Whether code that documentation shows may use a word.
    pub(super) fn shows(&self, word: &str) -> bool {
        self.knows(word) || self.shown.contains(word)
    }
}

/// The keys of the plan whose texts are names.
const NAMES: &[&str] = &["file", "setter", "name", "krate", "path", "schemes"];
/// What `emit` appends to names.
const SUFFIXES: &[&str] = &["_if_some", "_"];
/// The steps of a request, which `emit` makes of parts, and a keyword that is no word of its own.
const STEPS: &[&str] = &[
    "await",
    "header_list",
    "query_list",
    "set_cookie",
    "set_cookie_value",
    "set_header",
    "set_header_list",
    "set_header_value",
    "set_query",
    "set_query_list",
    "set_query_reserved",
    "set_query_value",
    "set_whole_query",
];

fn is_identifier(word: &str) -> bool {
    let plain = word.strip_prefix("r#").unwrap_or(word);
    !plain.is_empty() && plain.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
}

/// Where a text ends that began before `inside`.
fn end_of(inside: &str, mark: char) -> usize {
    let mut escaped = false;
    for (at, c) in inside.char_indices() {
        match c {
            _ if escaped => escaped = false,
            '\\' if mark == '"' => escaped = true,
            c if c == mark => return at,
            _ => {}
        }
    }
    inside.len()
}

fn rust_files(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    let mut pending = vec![folder.to_owned()];
    while let Some(folder) = pending.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                pending.push(path);
            } else if path.extension().is_some_and(|it| it == "rs") {
                files.push(path);
            }
        }
    }
    files
}
