//! Reads what a run is given: the description, `codegen.toml` beside it, overlays, and the other
//! documents that the description refers to.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, ErrorKind, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use generator::diagnostic::{Place, code};
use generator::{Code, Diagnostic, Input, NamedFiles, Severity, Source};

use crate::args::{Given, Mapping};
use crate::companions;
use crate::workspace;

/// More than any description; keeps a path such as `/dev/zero` from filling the memory.
const LIMIT: u64 = 256 << 20;

/// What a run is given, and the files that it stands in.
#[derive(Debug)]
pub(crate) struct Material {
    pub(crate) input: Input,
    pub(crate) files: Vec<PathBuf>,
}

/// Reads what is named. Reports every file that can't be read.
pub(crate) fn input(given: &Given) -> Result<Material, Vec<Diagnostic>> {
    let (path, name, presence) = match &given.spec {
        Some(path) => (
            path.clone(),
            path.display().to_string().replace('\\', "/"),
            Config::IfThere,
        ),
        None => (
            workspace::root().join(workspace::SPEC),
            workspace::SPEC.to_owned(),
            Config::Required,
        ),
    };
    let description = source(&path, name.as_str());
    let config = config(&path, &name, presence);
    let (description, config) = match (description, config) {
        (Ok(description), Ok(config)) => (description, config),
        (description, config) => {
            let found = description.err().into_iter().chain(config.err());
            return Err(found.map(|found| *found).collect());
        }
    };
    let named = config
        .as_ref()
        .map(generator::named_files)
        .unwrap_or_default();
    let mut input = Input {
        overlays: overlays(given, &named, &path, &name)?,
        documents: BTreeMap::new(),
        description,
        config,
        settings: settings(given),
    };
    let map = mappings(given, &named, &path);
    let companions = companions::read(&input, &path, &map);
    input.documents = companions.documents;
    let mut files = companions.files;
    files.extend(input.config.as_ref().map(|_| config_of(&path)));
    files.extend(named.overlays.iter().map(|it| path.with_file_name(it)));
    files.extend(given.overlays.iter().cloned());
    files.push(path);
    Ok(Material { input, files })
}

/// The place of `codegen.toml`: beside the description.
fn config_of(spec: &Path) -> PathBuf {
    spec.with_file_name("codegen.toml")
}

/// Reads the overlays of `codegen.toml`, then those of the command line.
fn overlays(
    given: &Given,
    named: &NamedFiles,
    spec: &Path,
    spec_name: &str,
) -> Result<Vec<Source>, Vec<Diagnostic>> {
    let (mut sources, mut unread) = (Vec::new(), Vec::new());
    for path in &named.overlays {
        let name = name_beside(spec_name, path);
        match source(&spec.with_file_name(path), &name) {
            Ok(source) => sources.push(source),
            Err(diagnostic) => {
                let config = name_beside(spec_name, "codegen.toml");
                unread.push(named_by(&config, path, *diagnostic));
            }
        }
    }
    for path in &given.overlays {
        match source(path, &path.display().to_string().replace('\\', "/")) {
            Ok(source) => sources.push(source),
            Err(diagnostic) => unread.push(*diagnostic),
        }
    }
    if unread.is_empty() {
        Ok(sources)
    } else {
        Err(unread)
    }
}

/// Says of a file that can't be read that `codegen.toml` asks for it.
fn named_by(config: &str, path: &str, diagnostic: Diagnostic) -> Diagnostic {
    let place = Place::Source {
        source: Arc::from(config),
    };
    let path = path.escape_debug();
    Diagnostic {
        place,
        message: format!(
            "the overlay `{path}` can't be applied: {}",
            diagnostic.message
        ),
        help: "correct or remove it in `overlays`: the path is relative to `codegen.toml`"
            .to_owned(),
        ..diagnostic
    }
}

/// Returns where copies of what is at URLs lie; what the command line says comes first.
fn mappings(given: &Given, named: &NamedFiles, spec: &Path) -> Vec<Mapping> {
    let beside = named.map.iter().map(|(prefix, path)| Mapping {
        prefix: prefix.clone(),
        path: spec.with_file_name(path),
    });
    given.map.iter().cloned().chain(beside).collect()
}

/// The name of a file that stands beside another, by the other's name.
pub(crate) fn name_beside(name: &str, path: &str) -> String {
    match name.rsplit_once('/') {
        Some((folder, _)) => format!("{folder}/{path}"),
        None => path.to_owned(),
    }
}

/// Whether there has to be a `codegen.toml`.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Config {
    Required,
    IfThere,
}

fn config(
    spec: &Path,
    spec_name: &str,
    presence: Config,
) -> Result<Option<Source>, Box<Diagnostic>> {
    let path = config_of(spec);
    if presence == Config::IfThere && !is_there(&path) {
        return Ok(None);
    }
    source(&path, &name_beside(spec_name, "codegen.toml")).map(Some)
}

/// Whether there is anything at a path. A link that leads nowhere is something, and so is what can't be
/// looked at: whoever put it there did not mean to do without it.
fn is_there(path: &Path) -> bool {
    fs::symlink_metadata(path).map_or_else(|error| !is_absence(&error), |_| true)
}

fn is_absence(error: &io::Error) -> bool {
    matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory)
}

fn settings(given: &Given) -> generator::Settings {
    generator::Settings {
        package: given.name.clone(),
        strict: given.strict,
        keep_going: given.keep_going,
        closed_enums: given.closed_enums,
        with_tests: given.with_tests,
    }
}

fn source(path: &Path, name: &str) -> Result<Source, Box<Diagnostic>> {
    match bytes(path) {
        Ok(bytes) => Ok(Source::new(name, bytes)),
        Err(error) if is_absence(&error) && is_there(path) => {
            Err(Box::new(leads_nowhere(path, name)))
        }
        Err(error) => Err(Box::new(unreadable(name, &error))),
    }
}

fn bytes(path: &Path) -> io::Result<Vec<u8>> {
    if fs::metadata(path)?.is_dir() {
        return Err(ErrorKind::IsADirectory.into());
    }
    at_most(path, LIMIT)
}

/// Reads a file that is not longer than a limit.
pub(crate) fn at_most(path: &Path, limit: u64) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    File::open(path)?.take(limit + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > limit {
        Err(ErrorKind::FileTooLarge.into())
    } else {
        Ok(bytes)
    }
}

fn leads_nowhere(path: &Path, name: &str) -> Diagnostic {
    let leads = fs::read_link(path).unwrap_or_default();
    let message = format!(
        "`{name}` is a link to `{}`, where there is no file",
        leads.display()
    );
    let help = "correct the link, or remove it";
    diagnostic(code::UNREADABLE, name, message, help)
}

fn unreadable(name: &str, error: &io::Error) -> Diagnostic {
    let (message, help) = match error.kind() {
        ErrorKind::NotFound => (
            format!("there is no file `{name}`"),
            "check the path: one that is given is relative to the working directory, without it everything is in `spec/`",
        ),
        ErrorKind::IsADirectory => (
            format!("`{name}` is a folder"),
            "give the path of one file, YAML or JSON",
        ),
        ErrorKind::PermissionDenied => (
            format!("`{name}` can't be read: {error}"),
            "give yourself the permission to read it",
        ),
        ErrorKind::FileTooLarge => (
            format!("`{name}` does not end within 256 MiB"),
            "give the path of an OpenAPI description",
        ),
        _ => (
            format!("`{name}` can't be read: {error}"),
            "check that it is an ordinary file",
        ),
    };
    let code = match error.kind() {
        ErrorKind::FileTooLarge => code::TOO_LARGE,
        _ => code::UNREADABLE,
    };
    diagnostic(code, name, message, help)
}

fn diagnostic(code: Code, name: &str, message: String, help: &str) -> Diagnostic {
    Diagnostic {
        code,
        severity: Severity::Error,
        place: Place::Source {
            source: Arc::from(name),
        },
        message,
        label: String::new(),
        related: Vec::new(),
        help: help.to_owned(),
        has_way_round: false,
    }
}
