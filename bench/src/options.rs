//! What follows `generate` and `build` on the command line. `cargo xtask` checks it first.

use std::path::PathBuf;

use anyhow::{Context, Result, bail};

/// What to measure, and beside whom.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Options {
    /// The folder of the peers.
    pub(crate) peers: Option<PathBuf>,
    /// The file for the results.
    pub(crate) json: Option<PathBuf>,
    /// How often each thing is run; the medians count.
    pub(crate) rounds: usize,
    /// The parts to measure; all, where there is none.
    pub(crate) only: Vec<String>,
    /// The resource that is built alone, by its feature.
    pub(crate) resource: Option<String>,
    /// The descriptions; those that are usual, where there is none.
    pub(crate) specs: Vec<PathBuf>,
}

impl Options {
    /// Reads them.
    pub(crate) fn of(arguments: &[&str]) -> Result<Self> {
        let mut options = Self {
            rounds: 5,
            ..Self::default()
        };
        let mut arguments = arguments.iter().copied();
        while let Some(argument) = arguments.next() {
            let mut value = || {
                arguments
                    .next()
                    .with_context(|| format!("{argument} needs a value"))
            };
            match argument {
                "--peers" => options.peers = Some(value()?.into()),
                "--json" => options.json = Some(value()?.into()),
                "--rounds" => options.rounds = value()?.parse()?,
                "--only" => options.only.push(value()?.to_owned()),
                "--resource" => options.resource = Some(value()?.to_owned()),
                _ if argument.starts_with('-') => bail!("there is no option {argument}"),
                _ => options.specs.push(argument.into()),
            }
        }
        Ok(options)
    }

    /// Returns whether a part is to be measured.
    pub(crate) fn has(&self, part: &str) -> bool {
        self.only.is_empty() || self.only.iter().any(|only| only == part)
    }

    /// Returns the descriptions: those given, or these of `CORPUS_DIR` where they are there.
    pub(crate) fn specs(&self, usual: &[&str]) -> Vec<PathBuf> {
        let Some(corpus) = std::env::var_os("CORPUS_DIR").filter(|_| self.specs.is_empty()) else {
            return self.specs.clone();
        };
        let corpus = PathBuf::from(corpus);
        let usual = usual.iter().map(|name| corpus.join(name));
        usual.filter(|spec| spec.is_file()).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn options_may_stand_anywhere() {
        let options = Options::of(&["a.json", "--rounds", "1", "b.json", "--only", "crate"]);
        let options = options.expect("it is right");
        assert_eq!(options.rounds, 1);
        assert_eq!(
            options.specs,
            [PathBuf::from("a.json"), PathBuf::from("b.json")]
        );
        assert!(options.has("crate") && !options.has("consumer"));
        assert!(Options::of(&[]).expect("it is right").has("consumer"));
        assert!(Options::of(&["--peers"]).is_err() && Options::of(&["--colour"]).is_err());
    }
}
