//! `codegen.toml`: what a maintainer decides about the crate, and a description can't say.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::Deserialize;
use toml::Spanned;

use crate::diagnostic::{Diagnostic, Diagnostics, Place, Stop, code};
use crate::input::{NamedFiles, Source};
use crate::read;

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
    /// The Rust types of formats, by the name of the format: `date-time = "jiff::Timestamp"`. They
    /// are read with `FromStr` and written with `Display`.
    pub formats: BTreeMap<String, Spanned<String>>,
    /// The Rust types of schemas, by the name of a component or a JSON pointer. They are read and
    /// written with serde.
    pub types: BTreeMap<String, Spanned<String>>,
    /// Names in Rust: of schemas by the name of a component, of operations by their `operationId`
    /// or `METHOD /path`, and of anything by a JSON pointer.
    pub names: BTreeMap<String, Spanned<String>>,
    /// What the crate depends on besides, as `Cargo.toml` has it: the crates of these types.
    pub dependencies: toml::Table,
}

/// The `[package]` table: what goes into the manifest of the crate.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct Package {
    /// The name; without one it is made from the title of the description.
    pub name: Option<String>,
    /// The version; `0.1.0` without one, since an API's version is not the crate's.
    pub version: Option<Spanned<String>>,
    /// One line; the title of the description without one.
    pub description: Option<String>,
    /// An SPDX expression.
    pub license: Option<String>,
    /// Where the crate is developed.
    pub repository: Option<String>,
    /// Up to five keywords.
    pub keywords: Vec<String>,
    /// Categories of the registry.
    pub categories: Vec<String>,
    /// Who wrote it.
    pub authors: Vec<String>,
    /// The oldest compiler that builds it; 1.85 without one.
    pub rust_version: Option<String>,
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
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct Example {
    /// The `operationId` of the operation that the README and `examples/` show.
    pub operation: Option<String>,
    /// Values of path parameters, by name.
    pub path: BTreeMap<String, String>,
}

/// Reads `codegen.toml`, if there is one.
pub(crate) fn read(source: Option<&Source>, diagnostics: &mut Diagnostics) -> Result<Config, Stop> {
    let Some(source) = source else {
        return Ok(Config::default());
    };
    let text = read::decode(source).map_err(|diagnostic| diagnostics.stop_with(*diagnostic))?;
    let mut config: Config = toml::from_str(&text).map_err(|error| {
        let offset = error.span().map_or(0, |span| span.start);
        let place = Place::Offset {
            source: source.name.clone(),
            offset,
        };
        let diagnostic = Diagnostic::error(
            code::BAD_CONFIG,
            place,
            error.message().to_lowercase_start(),
        )
        .help("`spec/codegen.toml` of the generator shows what may stand in it");
        diagnostics.stop_with(diagnostic)
    })?;
    config.source = source.name.clone();
    let is_url = |prefix: &&String| prefix.starts_with("https://") || prefix.starts_with("http://");
    if let Some(prefix) = config.map.keys().find(|prefix| !is_url(prefix)) {
        let place = Place::Offset {
            source: source.name.clone(),
            offset: text.find(prefix.as_str()).unwrap_or_default(),
        };
        let message = format!("`{}` is not the start of a URL", prefix.escape_debug());
        let diagnostic = Diagnostic::error(code::BAD_CONFIG, place, message)
            .help("write what the URLs of references start with, such as `\"https://example.com/schemas/\"`");
        return Err(diagnostics.stop_with(diagnostic));
    }
    if let Some(version) = &config.package.version
        && let Err(error) = semver::Version::parse(version.get_ref())
    {
        let place = Place::Offset {
            source: source.name.clone(),
            offset: version.span().start,
        };
        let version = version.get_ref().escape_debug();
        let message = format!("`{version}` is no version that Cargo takes: {error}");
        let diagnostic = Diagnostic::error(code::BAD_CONFIG, place, message)
            .help("write three numbers, such as `1.0.0`, as <https://semver.org> has it");
        return Err(diagnostics.stop_with(diagnostic));
    }
    for (path, offset) in config.paths() {
        if let Err((message, help)) = check_path(path, &config.dependencies) {
            let place = Place::Offset {
                source: source.name.clone(),
                offset,
            };
            let diagnostic = Diagnostic::error(code::BAD_CONFIG, place, message).help(help);
            return Err(diagnostics.stop_with(diagnostic));
        }
    }
    Ok(config)
}

impl Config {
    /// Returns what the crate depends on besides: each name, and what the manifest says of it.
    pub(crate) fn dependencies(&self) -> Vec<(String, String)> {
        let wanted = self.dependencies.iter();
        wanted
            .map(|(name, value)| (name.clone(), inline(value)))
            .collect()
    }

    /// The Rust types that are named, and where each stands.
    fn paths(&self) -> impl Iterator<Item = (&str, usize)> {
        let named = self.formats.values().chain(self.types.values());
        named.map(|path| (path.get_ref().as_str(), path.span().start))
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

/// The crates that need not be named as dependencies.
const BUILT_IN: [&str; 3] = ["std", "core", "alloc"];

/// Whether a text is the path of a type in a crate that is depended on; if not, what is wrong and
/// what to do.
fn check_path(path: &str, dependencies: &toml::Table) -> Result<(), (String, String)> {
    let is_name = |segment: &str| {
        segment.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
            && segment
                .chars()
                .all(|c| c.is_ascii_alphanumeric() || c == '_')
    };
    let segments: Vec<&str> = path.split("::").collect();
    if segments.len() < 2 || !segments.iter().all(|segment| is_name(segment)) {
        return Err((
            format!("`{}` is no path of a type", path.escape_debug()),
            "write the crate and the type, such as `jiff::Timestamp`".to_owned(),
        ));
    }
    let krate = segments[0];
    let is_known = BUILT_IN.contains(&krate)
        || dependencies
            .keys()
            .any(|name| name.replace('-', "_") == krate);
    if is_known {
        return Ok(());
    }
    Err((
        format!("the crate `{krate}` is no dependency"),
        format!("add it: `[dependencies]` with `{krate} = \"…\"`, as `Cargo.toml` has it"),
    ))
}

/// Returns the files that `codegen.toml` names, as far as it can be read; what is wrong with it is
/// said when it is read for good.
pub(crate) fn named_files(source: &Source) -> NamedFiles {
    let config: Config = read::decode(source)
        .ok()
        .and_then(|text| toml::from_str(&text).ok())
        .unwrap_or_default();
    NamedFiles {
        overlays: config.overlays,
        map: config.map,
    }
}

trait LowercaseStart {
    fn to_lowercase_start(&self) -> String;
}

impl LowercaseStart for str {
    /// The readers begin some messages with a capital; ours begin with none.
    fn to_lowercase_start(&self) -> String {
        let mut chars = self.chars();
        chars.next().map_or_else(String::new, |first| {
            first.to_lowercase().chain(chars).collect()
        })
    }
}
