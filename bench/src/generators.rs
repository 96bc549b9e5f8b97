//! The generators that are measured: this workspace's own, and those of a folder of peers.
//!
//! A folder of peers has one folder for each, with programs that this workspace knows nothing of:
//!
//! - `generate SPEC OUT` writes a crate for a description,
//! - `consumer CRATE CALLS OUT`, where it is there, writes a package whose binary makes that many
//!   calls of the crate,
//! - `source`, where it is there, is the generator's own source, which `cargo build` builds,
//! - `version` is a text with its version.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, ensure};

use crate::scratch;

/// One generator.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Generator {
    pub(crate) name: String,
    pub(crate) version: String,
    program: Program,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Program {
    /// `xtask` of this workspace.
    Ours(PathBuf),
    /// The folder of a peer.
    Peer(PathBuf),
}

/// The name of the crates that ours makes.
pub(crate) const OURS: &str = "ours";

/// Returns ours, and the peers by their names.
pub(crate) fn all(peers: Option<&Path>) -> Result<Vec<Generator>> {
    let mut all = vec![Generator {
        name: OURS.to_owned(),
        version: env!("CARGO_PKG_VERSION").to_owned(),
        program: Program::Ours(scratch::beside("xtask")?),
    }];
    if let Some(folder) = peers {
        all.extend(of_folder(folder)?);
    }
    Ok(all)
}

/// Returns the peers of a folder, by their names. What has no `generate` is no peer.
fn of_folder(folder: &Path) -> Result<Vec<Generator>> {
    let mut peers = Vec::new();
    let entries = fs::read_dir(folder).with_context(|| format!("{}", folder.display()))?;
    for entry in entries {
        let path = entry?.path();
        if !path.join("generate").is_file() {
            continue;
        }
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let version = fs::read_to_string(path.join("version"))
            .with_context(|| format!("{} says no version", path.display()))?;
        peers.push(Generator {
            name: name.into_owned(),
            version: version.trim().to_owned(),
            program: Program::Peer(path),
        });
    }
    ensure!(
        !peers.is_empty(),
        "{} has no folder with a `generate`",
        folder.display()
    );
    peers.sort_by(|one, other| one.name.cmp(&other.name));
    Ok(peers)
}

impl Generator {
    /// Returns one that is only a name: ours is the one that is called so.
    #[cfg(test)]
    pub(crate) fn named(name: &str) -> Self {
        let program = match name {
            OURS => Program::Ours("xtask".into()),
            _ => Program::Peer(name.into()),
        };
        Self {
            name: name.to_owned(),
            version: "1.0.0".to_owned(),
            program,
        }
    }

    /// Returns whether it is this workspace's own.
    pub(crate) fn is_ours(&self) -> bool {
        matches!(self.program, Program::Ours(_))
    }

    /// Returns its name with its version.
    pub(crate) fn title(&self) -> String {
        if self.is_ours() {
            self.name.clone()
        } else {
            format!("{} {}", self.name, self.version)
        }
    }

    /// Returns the command that makes a crate.
    pub(crate) fn generate(&self, spec: &Path, out: &Path) -> Command {
        match &self.program {
            Program::Ours(xtask) => {
                let mut command = Command::new(xtask);
                command.args(["codegen", "--keep-going", "--name", OURS, "--spec"]);
                command.arg(spec).arg("--out").arg(out);
                command
            }
            Program::Peer(folder) => {
                let mut command = Command::new(folder.join("generate"));
                command.arg(spec).arg(out);
                command
            }
        }
    }

    /// Returns the command that writes a package which calls a peer's crate, where there is one.
    pub(crate) fn consumer(&self, package: &Path, calls: usize, out: &Path) -> Option<Command> {
        let Program::Peer(folder) = &self.program else {
            return None;
        };
        let program = Some(folder.join("consumer")).filter(|program| program.is_file())?;
        let mut command = Command::new(program);
        command.arg(package).arg(calls.to_string()).arg(out);
        Some(command)
    }

    /// Returns the folder with the generator's own source, where there is one.
    pub(crate) fn source(&self) -> Option<PathBuf> {
        match &self.program {
            Program::Ours(_) => Some(scratch::workspace()),
            Program::Peer(folder) => Some(folder.join("source")).filter(|source| source.is_dir()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A folder that is removed again.
    struct Folder(PathBuf);

    impl Folder {
        fn new(name: &str) -> Self {
            let path = std::env::temp_dir().join(format!("bench-{}-{name}", std::process::id()));
            fs::create_dir_all(&path).expect("there is room");
            Self(path)
        }

        fn file(&self, name: &str, text: &str) -> &Self {
            let path = self.0.join(name);
            fs::create_dir_all(path.parent().expect("it is in a folder")).expect("there is room");
            fs::write(path, text).expect("there is room");
            self
        }
    }

    impl Drop for Folder {
        fn drop(&mut self) {
            // A folder that stays in the system's own for such is no harm.
            let _ = fs::remove_dir_all(&self.0);
        }
    }

    #[test]
    fn peers_come_by_name_and_the_rest_is_left_alone() {
        let folder = Folder::new("peers");
        folder
            .file("zebra/generate", "")
            .file("zebra/version", "2.0.0\n")
            .file("ant/generate", "")
            .file("ant/version", "1.0.0")
            .file("ant/consumer", "")
            .file("bin/ant", "")
            .file("install.sh", "");
        let peers = of_folder(&folder.0).expect("the folder is right");
        let titles: Vec<String> = peers.iter().map(Generator::title).collect();
        assert_eq!(titles, ["ant 1.0.0", "zebra 2.0.0"]);
        let out = Path::new("out");
        let command = peers[0].generate(Path::new("spec.json"), out);
        assert_eq!(command.get_program(), folder.0.join("ant/generate"));
        assert_eq!(command.get_args().collect::<Vec<_>>(), ["spec.json", "out"]);
        assert!(peers[0].consumer(out, 30, out).is_some());
        assert!(peers[1].consumer(out, 30, out).is_none());
        assert_eq!(peers[0].source(), None);
    }

    #[test]
    fn a_folder_without_peers_is_a_mistake() {
        let folder = Folder::new("none");
        folder.file("ant/main.rs", "");
        let error = of_folder(&folder.0).expect_err("there is no peer");
        assert!(
            error
                .to_string()
                .ends_with("has no folder with a `generate`")
        );
    }

    #[test]
    fn a_peer_without_a_version_is_a_mistake() {
        let folder = Folder::new("version");
        folder.file("ant/generate", "");
        let error = of_folder(&folder.0).expect_err("nobody knows what was measured");
        assert!(error.to_string().ends_with("says no version"));
    }
}
