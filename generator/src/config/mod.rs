//! `codegen.toml`: what a maintainer decides about the crate, and a description can't say.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::sync::Arc;

use serde::Deserialize;

use crate::diagnostic::{Diagnostic, Diagnostics, Place, Stop, code};
use crate::grammar::place_of_key;
use crate::input::{NamedFiles, Source};
use crate::limits::{DEEPEST, Limits};
use crate::read;

mod crates;
mod package;
mod webhooks;
mod wording;

pub(crate) use crates::KEYWORDS;
pub(crate) use package::OLDEST;
pub(crate) use toml::Spanned;
pub(crate) use webhooks::{Algorithm, Encoding, Signature, Webhooks};
pub(crate) use wording::in_our_words;

use crates::check_path;
use wording::among as one_of;

/// `codegen.toml`. Everything in it has a default.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct Config {
    /// The name of the file, for messages.
    #[serde(skip)]
    pub source: Arc<str>,
    /// Overlays, in the order in which they are applied: paths relative to `codegen.toml`.
    pub overlays: Vec<String>,
    /// Where copies of what is at URLs lie, by the start of the URL: paths relative to
    /// `codegen.toml`.
    pub map: BTreeMap<String, String>,
    /// Enumerations refuse values that the description does not name, instead of keeping them.
    pub closed_enums: bool,
    /// The manifest of the crate.
    pub package: Package,
    /// What the client reads from its environment and from answers.
    pub client: Client,
    /// What error bodies look like.
    pub errors: Errors,
    /// What the documentation shows.
    pub example: Example,
    /// How webhooks are told apart, and how they are signed.
    pub webhooks: Webhooks,
    /// The Rust types of formats, by the name of the format: `date-time = "jiff::Timestamp"`. They
    /// are read with `FromStr` and written with `Display`.
    pub formats: BTreeMap<String, Spanned<String>>,
    /// The Rust types of schemas, by the name of a component or a JSON pointer. They are read and
    /// written with serde.
    pub types: BTreeMap<Spanned<String>, Spanned<String>>,
    /// Names in Rust: of schemas by the name of a component, of operations by their `operationId`
    /// or `METHOD /path`, and of anything by a JSON pointer.
    pub names: BTreeMap<Spanned<String>, Spanned<String>>,
    /// How lists come in pages, where the description does not tell, or tells it wrong: by the
    /// `operationId` of the operation, `METHOD /path` or a JSON pointer.
    pub pages: BTreeMap<Spanned<String>, PageRule>,
    /// How much the description may hold.
    pub limits: Limits,
    /// What the crate depends on besides, as `Cargo.toml` has it: the crates of these types.
    pub dependencies: toml::Table,
}

/// How the answer of an operation is one page of several: an entry of the `[pages]` table, and what
/// `x-pagination` says.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct PageRule {
    /// How the next page is asked for.
    pub by: PageRuleBy,
    /// The query parameter, but for links.
    pub parameter: Option<String>,
    /// Where the items are in an answer, as a JSON pointer; the whole answer without it.
    #[serde(default)]
    pub items: String,
    /// Where an answer has the cursor or the URL of the next page, as a JSON pointer.
    pub next: Option<String>,
    /// Where an answer says whether there are more pages, as a JSON pointer to `true` or `false`.
    pub more: Option<String>,
    /// Where an answer says how many pages there are, or how many items for offsets, as a JSON pointer.
    pub total: Option<String>,
    /// The property of an item that the next page is asked for by; `id` without it.
    pub id: Option<String>,
    /// The number of the first page; 1 without it.
    pub first: Option<u64>,
}

/// How the next page of a list is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum PageRuleBy {
    /// Not at all: the operation has no pages.
    Nothing,
    /// By its number.
    Number,
    /// By how many items are before it.
    Offset,
    /// By a cursor, which the page before it has.
    Cursor,
    /// By the last item of the page before it.
    LastItem,
    /// By a URL, which the page before it has in its body.
    Link,
    /// By a URL, which the page before it has in its header `link`.
    LinkHeader,
}

/// The `[package]` table: what goes into the manifest of the crate.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct Package {
    /// The name; without one it is made from the title of the description.
    pub name: Option<Spanned<String>>,
    /// The version; `0.1.0` without one, since an API's version is not the crate's.
    pub version: Option<Spanned<String>>,
    /// One line; the title of the description without one.
    pub description: Option<String>,
    /// An SPDX expression.
    pub license: Option<String>,
    /// Where the crate is developed.
    pub repository: Option<Spanned<String>>,
    /// Up to five keywords.
    pub keywords: Vec<Spanned<String>>,
    /// Up to five categories of the registry.
    pub categories: Vec<Spanned<String>>,
    /// Who wrote it.
    pub authors: Vec<String>,
    /// The oldest compiler that builds it; 1.85 without one.
    pub rust_version: Option<Spanned<String>>,
}

/// The `[client]` table.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct Client {
    /// The environment variable with the key; `NAME_API_KEY` after the package without one.
    pub key_variable: Option<String>,
    /// The environment variable with the base URL.
    pub base_url_variable: Option<String>,
    /// The environment variable with headers for every request, lines of `Name: value`.
    pub headers_variable: Option<String>,
    /// The header of an answer that identifies the request; `x-request-id` without one.
    pub request_id_header: Option<String>,
}

/// The `[errors]` table.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct Errors {
    /// JSON pointers into an error body: where it says what went wrong, best first.
    pub message: Vec<String>,
    /// The property of the error body that holds a list of errors; an accessor of `Error` returns it.
    pub list: Option<String>,
}

/// The `[example]` table.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct Example {
    /// The operation that the README and `examples/` show: its `operationId`, `METHOD /path` or a
    /// JSON pointer.
    pub operation: Option<Spanned<String>>,
    /// Values of path parameters, by name.
    pub path: BTreeMap<String, String>,
}

impl Config {
    /// Returns the pointers of the places that have a name or a type of their own.
    pub(crate) fn places(&self) -> BTreeSet<String> {
        let keys = self.names.keys().chain(self.types.keys());
        keys.filter_map(|key| place_of_key(key.get_ref())).collect()
    }
}

/// Reads `codegen.toml`, if there is one. Where only something in it is wrong, the run goes on to see
/// what else is.
pub(crate) fn read(source: Option<&Source>, diagnostics: &mut Diagnostics) -> Result<Config, Stop> {
    let Some(source) = source else {
        return Ok(Config::default());
    };
    match parse(source) {
        Ok((config, mistakes)) => {
            for mistake in mistakes {
                diagnostics.push_apart(mistake);
            }
            Ok(config)
        }
        Err(mistake) if is_toml(source) => {
            diagnostics.go_on_without_config(*mistake);
            Ok(Config::default())
        }
        // Nobody knows which overlays it names.
        Err(mistake) => Err(diagnostics.stop_with(*mistake)),
    }
}

fn is_toml(source: &Source) -> bool {
    read::decode(source).is_ok_and(|text| toml::from_str::<toml::Table>(&text).is_ok())
}

/// Reads the text, and says what is wrong with single values; or why there is nothing to read.
fn parse(source: &Source) -> Result<(Config, Vec<Diagnostic>), Box<Diagnostic>> {
    let text = read::decode(source)?;
    let mut config: Config =
        toml::from_str(&text).map_err(|error| Box::new(wording::refusal(source, &text, &error)))?;
    config.source = source.name.clone();
    let mistakes = config.mistakes(&text);
    let place = |range| Place::span(&source.name, range);
    let diagnostics = mistakes.into_iter().map(|(range, message, help)| {
        Diagnostic::error(code::BAD_CONFIG, place(range), message).help(help)
    });
    let diagnostics = diagnostics.collect();
    // What can't be used is not: it would be refused once more where it is.
    let dependencies = &config.dependencies;
    let is_right = |path: &Spanned<String>| check_path(path.get_ref(), dependencies).is_ok();
    config.formats.retain(|_, path| is_right(path));
    config.types.retain(|_, path| is_right(path));
    Ok((config, diagnostics))
}

/// A mistake in the text: where, what is wrong, and what to do.
type Mistake = (Range<usize>, String, String);

impl Config {
    /// What is wrong with single values.
    fn mistakes(&self, text: &str) -> Vec<Mistake> {
        let mut found = Vec::new();
        let place_of = |part: &str| {
            let start = text.find(part).unwrap_or_default();
            start..start + part.len()
        };
        if let Some((wrong, help)) = self.webhooks.mistake() {
            found.push((place_of("[webhooks"), wrong, help.to_owned()));
        }
        if self.limits.depth > DEEPEST {
            let message =
                format!("`depth` is {DEEPEST} at most: the readers of YAML and JSON go no deeper");
            let help = format!("write a number up to {DEEPEST}");
            found.push((place_of("depth"), message, help));
        }
        let is_url =
            |prefix: &&String| prefix.starts_with("https://") || prefix.starts_with("http://");
        for prefix in self.map.keys().filter(|prefix| !is_url(prefix)) {
            let message = format!("`{}` is not the start of a URL", prefix.escape_debug());
            let help = "write what the URLs of references start with, such as `\"https://example.com/schemas/\"`";
            found.push((place_of(prefix), message, help.to_owned()));
        }
        found.extend(self.package.mistakes());
        found.extend(self.of_dependencies(text));
        for path in self.formats.values().chain(self.types.values()) {
            if let Err((message, help)) = check_path(path.get_ref(), &self.dependencies) {
                found.push((path.span(), message, help));
            }
        }
        found
    }

    /// What is wrong with the crates that are depended on besides.
    fn of_dependencies(&self, text: &str) -> Vec<Mistake> {
        #[derive(Deserialize)]
        struct Places {
            dependencies: BTreeMap<Spanned<String>, toml::Value>,
        }
        let wrong = self.dependencies.iter();
        let wrong = wrong.filter_map(|(name, wanted)| Some((name, crates::mistake(name, wanted)?)));
        let wrong: Vec<_> = wrong.collect();
        if wrong.is_empty() {
            return Vec::new();
        }
        let places = toml::from_str::<Places>(text).map(|places| places.dependencies);
        let places = places.unwrap_or_default();
        let place = |name: &String| {
            let mut places = places.keys();
            let found = places.find(|place| place.get_ref() == name);
            found.map_or(0..0, Spanned::span)
        };
        wrong
            .into_iter()
            .map(|(name, (message, help))| (place(name), message, help))
            .collect()
    }

    /// Returns the place of a part of the text.
    pub(crate) fn place<T>(&self, part: &Spanned<T>) -> Place {
        Place::span(&self.source, part.span())
    }

    /// Returns what the crate depends on besides: each name, and what the manifest says of it.
    pub(crate) fn dependencies(&self) -> Vec<(String, String)> {
        let wanted = self.dependencies.iter();
        wanted
            .map(|(name, value)| (name.clone(), inline(value)))
            .collect()
    }
}

/// A value on one line.
fn inline(value: &toml::Value) -> String {
    let toml::Value::Table(table) = value else {
        return value.to_string();
    };
    let entries: Vec<String> = table
        .iter()
        .map(|(key, value)| format!("{key} = {}", inline(value)))
        .collect();
    format!("{{ {} }}", entries.join(", "))
}

/// Returns the files that `codegen.toml` names, as far as it can be read; what is wrong with it is
/// said when it is read for good.
pub(crate) fn named_files(source: &Source) -> NamedFiles {
    // One that is refused for another key still says how the description is mended.
    let table: toml::Table = read::decode(source)
        .ok()
        .and_then(|text| toml::from_str(&text).ok())
        .unwrap_or_default();
    let text = |value: &toml::Value| value.as_str().map(str::to_owned);
    let overlays = table.get("overlays").and_then(toml::Value::as_array);
    let map = table.get("map").and_then(toml::Value::as_table);
    NamedFiles {
        overlays: overlays.into_iter().flatten().filter_map(text).collect(),
        map: map
            .into_iter()
            .flatten()
            .filter_map(|(prefix, path)| Some((prefix.clone(), text(path)?)))
            .collect(),
    }
}

/// Returns how much the texts of a run may hold, as far as `codegen.toml` can be read.
pub(crate) fn limits(source: Option<&Source>) -> Limits {
    let config = source.and_then(|source| parse(source).ok());
    config.map_or_else(Limits::default, |(config, _)| config.limits)
}
