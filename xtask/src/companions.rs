//! Reads the other documents that a description refers to, and those that they refer to in turn.
//!
//! Nothing is read outside of the description's folder, nor outside of a folder that `--map` names,
//! and nothing but ordinary files: what a reference says is not trusted. Why a file was not read
//! is told by the generator, at the reference that needs it.

use std::collections::BTreeMap;
use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use generator::{Companion, Input, References, Source};
use similar::TextDiff;

use crate::args::Mapping;
use crate::read::{at_most, name_beside};

/// How many other documents a description may be made of.
const MOST_FILES: usize = 1_000;
/// How many bytes they may have, all together.
const MOST_BYTES: u64 = 256 << 20;
/// How much a name has to be like the one that is missing to be suggested.
const ALIKE: f32 = 0.7;

/// The other documents by their addresses, and the files that they stand in.
pub(crate) struct Companions {
    pub(crate) documents: BTreeMap<String, Companion>,
    pub(crate) files: Vec<PathBuf>,
}

/// Reads every document that the description and its overlays lead to.
pub(crate) fn read(input: &Input, spec: &Path, map: &[Mapping]) -> Companions {
    let folder = match spec.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    let name = &*input.description.name;
    let own = name.rsplit('/').next().unwrap_or(name);
    let texts = std::iter::once(&input.description).chain(&input.overlays);
    let references = References::new(input.config.as_ref());
    let mut wanted: Vec<String> = texts.flat_map(|text| references.of(own, text)).collect();
    let mut reading = Reading {
        folder,
        spec_name: name,
        map,
        files: Vec::new(),
        bytes: 0,
    };
    let mut documents = BTreeMap::new();
    while let Some(address) = wanted.pop() {
        if address == own || documents.contains_key(&address) {
            continue;
        }
        let document = match reading.document(&address) {
            None => continue,
            Some(Ok(source)) => {
                wanted.extend(references.of(&address, &source));
                Companion::Text(source)
            }
            Some(Err(Refused { message, help })) => Companion::Refused { message, help },
        };
        documents.insert(address, document);
    }
    Companions {
        documents,
        files: reading.files,
    }
}

struct Refused {
    message: String,
    help: String,
}

fn refused(message: String, help: &str) -> Refused {
    let help = help.to_owned();
    Refused { message, help }
}

struct Reading<'a> {
    folder: &'a Path,
    spec_name: &'a str,
    map: &'a [Mapping],
    /// Those that were read.
    files: Vec<PathBuf>,
    bytes: u64,
}

/// A file, and the folder that it must be in.
struct Place {
    path: PathBuf,
    within: PathBuf,
    /// As messages name it.
    name: String,
}

impl Reading<'_> {
    /// Reads one document; nothing where a URL has no copy, which the generator explains.
    fn document(&mut self, address: &str) -> Option<Result<Source, Refused>> {
        let place = match self.place(address)? {
            Ok(place) => place,
            Err(refused) => return Some(Err(refused)),
        };
        Some(self.file(&place))
    }

    fn place(&self, address: &str) -> Option<Result<Place, Refused>> {
        if !(address.starts_with("http://") || address.starts_with("https://")) {
            return Some(Ok(Place {
                path: self.folder.join(address),
                within: self.folder.to_owned(),
                name: name_beside(self.spec_name, address),
            }));
        }
        // The longest prefix says it the most exactly; of equals, the first.
        let matching = self
            .map
            .iter()
            .rev()
            .filter(|it| address.starts_with(&it.prefix));
        let Mapping { prefix, path } = matching.max_by_key(|it| it.prefix.len())?;
        let rest = address[prefix.len()..].trim_start_matches('/');
        let is_odd = |segment: &str| {
            matches!(segment, ".." | ".") || segment.contains(['\\', ':', '?', '%'])
        };
        if rest.split('/').any(is_odd) {
            let message = format!("`{}` is no path below `{prefix}`", rest.escape_debug());
            let help = "refer to it by a URL of plain names";
            return Some(Err(refused(message, help)));
        }
        let place = if rest.is_empty() {
            path.clone()
        } else {
            path.join(rest)
        };
        Some(Ok(Place {
            name: place.display().to_string().replace('\\', "/"),
            path: place,
            within: path.clone(),
        }))
    }

    fn file(&mut self, place: &Place) -> Result<Source, Refused> {
        let Place { path, within, name } = place;
        let name = name.escape_debug().to_string();
        // Links are followed before anything is opened: to open a pipe would wait for its writer.
        let real = path.canonicalize().map_err(|error| match error.kind() {
            ErrorKind::NotFound => missing(path, within, &name),
            _ => refused(
                format!("`{name}` can't be read: {error}"),
                "check that it is an ordinary file",
            ),
        })?;
        let root = within.canonicalize().map_err(|error| {
            refused(
                format!("`{}` can't be read: {error}", within.display()),
                "check that the folder is there",
            )
        })?;
        if !real.starts_with(&root) {
            let message =
                format!("`{name}` is a link that leads out of the folder of the description");
            return Err(refused(
                message,
                "put the file itself into the folder; nothing outside of it is read",
            ));
        }
        let kind = fs::metadata(&real).map_err(|error| {
            refused(
                format!("`{name}` can't be read: {error}"),
                "check that it is an ordinary file",
            )
        })?;
        if kind.is_dir() {
            return Err(refused(
                format!("`{name}` is a folder"),
                "refer to a file in it",
            ));
        }
        if !kind.is_file() {
            return Err(refused(
                format!("`{name}` is no ordinary file"),
                "devices and pipes are not read: put a file there",
            ));
        }
        if self.files.len() == MOST_FILES {
            let message = format!("the description is made of more than {MOST_FILES} files");
            return Err(refused(message, "bring them together in fewer files"));
        }
        self.files.push(path.clone());
        let bytes =
            at_most(&real, MOST_BYTES - self.bytes).map_err(|error| match error.kind() {
                ErrorKind::FileTooLarge => refused(
                    format!(
                        "with `{name}`, the files of the description have more than {} MiB",
                        MOST_BYTES >> 20
                    ),
                    "leave out what is not needed",
                ),
                _ => refused(
                    format!("`{name}` can't be read: {error}"),
                    "give yourself the permission to read it",
                ),
            })?;
        self.bytes += bytes.len() as u64;
        Ok(Source::new(place.name.as_str(), bytes))
    }
}

/// A file that is not there, with the name in its folder that is the most like it.
fn missing(path: &Path, within: &Path, name: &str) -> Refused {
    let message = format!("there is no file `{name}`");
    let wanted = path
        .file_name()
        .unwrap_or_default()
        .to_string_lossy()
        .to_lowercase();
    // Only inside: a name of another folder says what is there.
    let folder = path.parent().and_then(|folder| folder.canonicalize().ok());
    let inside = folder.filter(|folder| {
        within
            .canonicalize()
            .is_ok_and(|root| folder.starts_with(root))
    });
    let entries = inside
        .and_then(|folder| fs::read_dir(folder).ok())
        .into_iter()
        .flatten();
    let names = entries.filter_map(|entry| entry.ok()?.file_name().into_string().ok());
    let likeness =
        |name: &String| TextDiff::from_chars(wanted.as_str(), name.to_lowercase().as_str()).ratio();
    let likely = names
        .map(|name| (likeness(&name), name))
        .filter(|(likeness, _)| *likeness > ALIKE);
    let best = likely.max_by(|(a, one), (b, other)| a.total_cmp(b).then_with(|| other.cmp(one)));
    let help = match best {
        Some((_, best)) => {
            let folder = name
                .rsplit_once('/')
                .map_or(String::new(), |(folder, _)| format!("{folder}/"));
            format!("did you mean `{folder}{}`?", best.escape_debug())
        }
        None => {
            "put it there, or correct the reference; it is relative to the file that it stands in"
                .to_owned()
        }
    };
    Refused { message, help }
}
