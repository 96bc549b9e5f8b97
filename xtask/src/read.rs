//! Reads what a run is given: the description, and `codegen.toml` beside it.

use std::fs::File;
use std::io::{self, ErrorKind, Read};
use std::path::Path;
use std::sync::Arc;

use generator::diagnostic::Place;
use generator::{Code, Diagnostic, Input, Severity, Source};

use crate::args::Codegen;
use crate::workspace;

/// A file can't be read. The generator's own codes begin after this one: it reads no files.
const UNREADABLE: Code = Code("E0000");

/// More than any description; keeps a path such as `/dev/zero` from filling the memory.
const LIMIT: u64 = 256 << 20;

/// Reads what the options name. Reports every file that can't be read.
pub(crate) fn input(options: &Codegen) -> Result<Input, Vec<Diagnostic>> {
    let (path, name, presence) = match &options.spec {
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
    match (description, config) {
        (Ok(description), Ok(config)) => Ok(Input {
            description,
            config,
            settings: settings(options),
        }),
        (description, config) => Err(description
            .err()
            .into_iter()
            .chain(config.err())
            .map(|found| *found)
            .collect()),
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
    let path = spec.with_file_name("codegen.toml");
    if presence == Config::IfThere && !path.exists() {
        return Ok(None);
    }
    let name = match spec_name.rsplit_once('/') {
        Some((folder, _)) => format!("{folder}/codegen.toml"),
        None => "codegen.toml".to_owned(),
    };
    source(&path, &name).map(Some)
}

fn settings(options: &Codegen) -> generator::Settings {
    generator::Settings {
        package: options.name.clone(),
        strict: options.strict,
        keep_going: options.keep_going,
        with_tests: options.with_tests,
    }
}

fn source(path: &Path, name: &str) -> Result<Source, Box<Diagnostic>> {
    match bytes(path) {
        Ok(bytes) => Ok(Source::new(name, bytes)),
        Err(error) => Err(Box::new(unreadable(name, &error))),
    }
}

fn bytes(path: &Path) -> io::Result<Vec<u8>> {
    let file = File::open(path)?;
    if file.metadata()?.is_dir() {
        return Err(ErrorKind::IsADirectory.into());
    }
    let mut bytes = Vec::new();
    file.take(LIMIT + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > LIMIT {
        Err(ErrorKind::FileTooLarge.into())
    } else {
        Ok(bytes)
    }
}

fn unreadable(name: &str, error: &io::Error) -> Diagnostic {
    let (message, help) = match error.kind() {
        ErrorKind::NotFound => (
            format!("there is no file `{name}`"),
            "check the path: `--spec` is relative to the working directory, without it everything is in `spec/`",
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
    Diagnostic {
        code: UNREADABLE,
        severity: Severity::Error,
        place: Place::Source {
            source: Arc::from(name),
        },
        message,
        label: String::new(),
        related: Vec::new(),
        help: help.to_owned(),
    }
}
