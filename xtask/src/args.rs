//! The command line: what may be written, and what it means.

mod bench;

use std::path::PathBuf;

use clap::builder::{EnumValueParser, PossibleValue};
use clap::error::ErrorKind;
use clap::{Arg, ArgAction, ArgMatches, Command, ValueEnum, value_parser};
use generator::{Boundary, Code};

pub(crate) use bench::{Bench, Compared};

use crate::explain;

/// What to do.
#[derive(Debug)]
pub(crate) enum Task {
    /// Generate one crate.
    Codegen(Codegen),
    /// Say what there is to say about one description.
    Lint(Lint),
    /// Explain a code, or list all.
    Explain(Option<Code>),
    /// Generate a crate from every description in a folder.
    Corpus(Corpus),
    /// Measure.
    Bench(Bench),
}

/// The options of `codegen`.
#[derive(Debug)]
pub(crate) struct Codegen {
    pub(crate) action: Action,
    pub(crate) given: Given,
    /// The folder of the crate, where it is not the one of this workspace.
    pub(crate) out: Option<PathBuf>,
    pub(crate) format: Format,
}

/// The options of `lint`.
#[derive(Debug)]
pub(crate) struct Lint {
    pub(crate) given: Given,
    pub(crate) format: Format,
}

/// What the generator is given.
#[derive(Debug)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a switch of the command line"
)]
pub(crate) struct Given {
    /// The description, where it is not the one of this workspace.
    pub(crate) spec: Option<PathBuf>,
    /// The name of the package, where it is not the one in `codegen.toml`.
    pub(crate) name: Option<String>,
    /// Overlays, applied after those of `codegen.toml`.
    pub(crate) overlays: Vec<PathBuf>,
    /// Where copies of what is at URLs lie, before what `codegen.toml` says.
    pub(crate) map: Vec<Mapping>,
    pub(crate) strict: bool,
    pub(crate) keep_going: bool,
    pub(crate) closed_enums: bool,
    pub(crate) with_tests: bool,
}

/// Where a copy of what is at URLs with a common start lies.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Mapping {
    pub(crate) prefix: String,
    pub(crate) path: PathBuf,
}

/// What becomes of the generated files.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Action {
    /// They are written.
    Write,
    /// They are compared with what is there.
    Check,
    /// They are not made: what crosses this boundary is printed.
    Emit(Boundary),
}

/// For whom diagnostics and summary are printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Format {
    Human,
    Json,
    Sarif,
}

/// What checks the crates of a corpus.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Checker {
    Compiler,
    Clippy,
}

/// The options of `corpus`.
#[derive(Debug)]
pub(crate) struct Corpus {
    /// The folders with the descriptions.
    pub(crate) dirs: Vec<PathBuf>,
    /// The folder for the crates.
    pub(crate) out: Option<PathBuf>,
    /// Where Cargo builds; below `out`, unless it is said.
    pub(crate) target_dir: Option<PathBuf>,
    pub(crate) compile: Option<Checker>,
    pub(crate) test: bool,
    /// Only the tests in the libraries.
    pub(crate) lib: bool,
    pub(crate) jobs: usize,
    pub(crate) report: Option<PathBuf>,
    /// Only descriptions with these names; all, where there is none.
    pub(crate) only: Vec<String>,
    pub(crate) rotate: Option<Rotation>,
}

/// One part of several.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Rotation {
    /// Which part, from 0.
    pub(crate) part: usize,
    pub(crate) parts: usize,
}

/// Reads the command line. Ends the process with exit code 2 where it can't be understood.
pub(crate) fn parse() -> Task {
    let mut command = command();
    let matches = command.get_matches_mut();
    match matches.subcommand() {
        Some(("codegen", matches)) => Task::Codegen(codegen(&mut command, matches)),
        Some(("lint", matches)) => Task::Lint(lint(matches)),
        Some(("explain", matches)) => Task::Explain(explained(&mut command, matches)),
        Some(("corpus", matches)) => Task::Corpus(corpus(matches)),
        Some(("bench", matches)) => Task::Bench(bench::bench(matches)),
        _ => unreachable!("clap demands one of the tasks"),
    }
}

fn command() -> Command {
    Command::new("xtask")
        .bin_name("cargo xtask")
        .about("The tasks of this workspace")
        .subcommand_required(true)
        .arg_required_else_help(true)
        .subcommand(codegen_command())
        .subcommand(lint_command())
        .subcommand(explain_command())
        .subcommand(corpus_command())
        .subcommand(bench::command())
}

fn codegen_command() -> Command {
    Command::new("codegen")
        .about("Generate a crate; without options, generated/ from spec/conferences.yaml")
        .after_help("Exit code: 0 done or up to date, 1 errors in the description or stale, 2 usage.")
        .args([
            flag("check", "Write nothing; show what would change, and exit with 1 if anything would"),
            path("spec", "FILE", "Another OpenAPI description; codegen.toml beside it is used where there is one"),
            path("out", "DIR", "The folder of the crate: empty, missing, or a crate generated before"),
            Arg::new("name").long("name").value_name("CRATE").help("The name of the package"),
            overlay(),
            map(),
            strict(),
            keep_going(),
            flag("closed-enums", "Enumerations refuse values that the description does not name, instead of keeping them"),
            flag("with-tests", "The crate carries tests: the description's examples, and values made up for every type, survive being read and written, and every operation is called"),
            format("How diagnostics and the summary are printed: to stderr for people, to stdout as JSON or as SARIF 2.1.0, which has no summary"),
            Arg::new("emit")
                .long("emit")
                .value_name("BOUNDARY")
                .value_parser(["document", "model", "plan"])
                .conflicts_with_all(["check", "out"])
                .help("Write nothing; print what crosses this boundary between the generator's rooms"),
        ])
}

fn lint_command() -> Command {
    Command::new("lint")
        .about("Say what is wrong with a description, and what would make better Rust; nothing is written")
        .after_help("Exit code: 0 no errors, 1 errors in the description, 2 usage. Advice (A…) never is an error.")
        .args([
            Arg::new("file")
                .value_name("FILE")
                .value_parser(value_parser!(PathBuf))
                .help("An OpenAPI description; codegen.toml beside it is used where there is one [default: spec/conferences.yaml]"),
            overlay(),
            map(),
            strict(),
            keep_going(),
            format("How it is printed: to stderr for people, to stdout as JSON or as SARIF 2.1.0"),
        ])
}

fn explain_command() -> Command {
    Command::new("explain")
        .about("Explain the code of an error, a warning or an advice; without one, list all")
        .after_help("Exit code: 0 explained, 2 there is no such code.")
        .arg(
            Arg::new("code")
                .value_name("CODE")
                .help("A code, such as E0012"),
        )
}

fn corpus_command() -> Command {
    Command::new("corpus")
        .about("Generate a crate from every description in a folder, and report on each")
        .after_help("Exit code: 0 all well, 1 at least one failed, 2 usage.")
        .args([
            Arg::new("dir")
                .value_name("DIR")
                .required(true)
                .num_args(1..)
                .value_parser(value_parser!(PathBuf))
                .help("The folder, or several"),
            path(
                "out",
                "DIR",
                "The folder for the crates [default: target/corpus]",
            ),
            flag(
                "compile",
                "Check each crate and its documentation, with warnings denied",
            ),
            flag("clippy", "Check by Clippy, which says what the compiler says and more")
                .requires("compile"),
            path(
                "target-dir",
                "DIR",
                "Where Cargo builds; runs that share it build dependencies once [default: target below --out]",
            ),
            flag("test", "Run each crate's own tests"),
            flag(
                "lib",
                "Of the tests, only those of the libraries: no examples in documentation",
            )
            .requires("test"),
            Arg::new("jobs")
                .long("jobs")
                .short('j')
                .value_name("N")
                .value_parser(value_parser!(u16).range(1..))
                .help("How many run at once [default: the number of processors]"),
            path("report", "FILE.json", "Write the results to this file too"),
            Arg::new("only")
                .long("only")
                .value_name("NAME")
                .num_args(1..)
                .help("Only descriptions with these names"),
            Arg::new("rotate")
                .long("rotate")
                .value_name("N/M")
                .value_parser(rotation)
                .help("Compile and test only the Nth of M parts; all are generated"),
        ])
}

fn overlay() -> Arg {
    path(
        "overlay",
        "FILE",
        "Change the description as this overlay says, after those of codegen.toml; may be repeated",
    )
    .action(ArgAction::Append)
}

fn map() -> Arg {
    Arg::new("map")
        .long("map")
        .value_name("URL_PREFIX=PATH")
        .value_parser(mapping)
        .action(ArgAction::Append)
        .help("Where a copy of what is at these URLs lies, a folder or a file; nothing is fetched. May be repeated")
}

fn strict() -> Arg {
    flag("strict", "Warnings are errors")
}

fn keep_going() -> Arg {
    flag(
        "keep-going",
        "Errors for which there is a safe way round are warnings",
    )
    .conflicts_with("strict")
}

fn format(help: &'static str) -> Arg {
    Arg::new("format")
        .long("format")
        .value_parser(EnumValueParser::<Format>::new())
        .default_value("human")
        .help(help)
}

fn flag(name: &'static str, help: &'static str) -> Arg {
    Arg::new(name)
        .long(name)
        .action(ArgAction::SetTrue)
        .help(help)
}

fn path(name: &'static str, value: &'static str, help: &'static str) -> Arg {
    Arg::new(name)
        .long(name)
        .value_name(value)
        .value_parser(value_parser!(PathBuf))
        .help(help)
}

fn codegen(command: &mut Command, matches: &ArgMatches) -> Codegen {
    let action = action(matches);
    let spec: Option<PathBuf> = matches.get_one("spec").cloned();
    let out: Option<PathBuf> = matches.get_one("out").cloned();
    if spec.is_some() && out.is_none() && !matches!(action, Action::Emit(_)) {
        let message =
            "`--spec` needs `--out`: the crate of this workspace is made from its own description";
        command
            .error(ErrorKind::MissingRequiredArgument, message)
            .exit();
    }
    let given = Given {
        name: matches.get_one("name").cloned(),
        closed_enums: matches.get_flag("closed-enums"),
        with_tests: matches.get_flag("with-tests"),
        ..given(spec, matches)
    };
    Codegen {
        action,
        given,
        out,
        format: chosen_format(matches),
    }
}

fn lint(matches: &ArgMatches) -> Lint {
    Lint {
        given: given(matches.get_one("file").cloned(), matches),
        format: chosen_format(matches),
    }
}

/// What `codegen` and `lint` are both given.
fn given(spec: Option<PathBuf>, matches: &ArgMatches) -> Given {
    Given {
        spec,
        name: None,
        overlays: all(matches, "overlay"),
        map: all(matches, "map"),
        strict: matches.get_flag("strict"),
        keep_going: matches.get_flag("keep-going"),
        closed_enums: false,
        with_tests: false,
    }
}

fn chosen_format(matches: &ArgMatches) -> Format {
    matches.get_one("format").copied().unwrap_or(Format::Human)
}

fn explained(command: &mut Command, matches: &ArgMatches) -> Option<Code> {
    let text: &String = matches.get_one("code")?;
    let found = Code::find(text);
    if found.is_none() {
        let message = explain::unknown(text);
        command.error(ErrorKind::InvalidValue, message).exit();
    }
    found
}

fn all<T: Clone + Send + Sync + 'static>(matches: &ArgMatches, name: &str) -> Vec<T> {
    matches
        .get_many(name)
        .unwrap_or_default()
        .cloned()
        .collect()
}

fn action(matches: &ArgMatches) -> Action {
    match matches.get_one::<String>("emit").map(String::as_str) {
        Some("document") => Action::Emit(Boundary::Document),
        Some("model") => Action::Emit(Boundary::Model),
        Some(_) => Action::Emit(Boundary::Plan),
        None if matches.get_flag("check") => Action::Check,
        None => Action::Write,
    }
}

fn corpus(matches: &ArgMatches) -> Corpus {
    let processors = || std::thread::available_parallelism().map_or(1, usize::from);
    Corpus {
        dirs: all(matches, "dir"),
        out: matches.get_one("out").cloned(),
        target_dir: matches.get_one("target-dir").cloned(),
        compile: matches.get_flag("compile").then(|| {
            if matches.get_flag("clippy") {
                Checker::Clippy
            } else {
                Checker::Compiler
            }
        }),
        test: matches.get_flag("test"),
        lib: matches.get_flag("lib"),
        jobs: matches
            .get_one::<u16>("jobs")
            .map_or_else(processors, |jobs| usize::from(*jobs)),
        report: matches.get_one("report").cloned(),
        only: all(matches, "only"),
        rotate: matches.get_one("rotate").copied(),
    }
}

fn mapping(text: &str) -> Result<Mapping, String> {
    let is_url = |text: &str| text.starts_with("http://") || text.starts_with("https://");
    let mapping = text
        .split_once('=')
        .filter(|(prefix, path)| is_url(prefix) && !path.is_empty());
    mapping
        .map(|(prefix, path)| Mapping {
            prefix: prefix.to_owned(),
            path: path.into(),
        })
        .ok_or_else(|| {
            "the start of a URL, `=`, and a path, such as `https://example.com/schemas/=schemas/`"
                .to_owned()
        })
}

fn rotation(text: &str) -> Result<Rotation, String> {
    let number = |text: &str| text.parse::<usize>().ok();
    let rotation = text.split_once('/').and_then(|(part, parts)| {
        let (part, parts) = (number(part)?.checked_sub(1)?, number(parts)?);
        (part < parts).then_some(Rotation { part, parts })
    });
    rotation.ok_or_else(|| "two numbers such as `2/7`, the first from 1 to the second".to_owned())
}

impl ValueEnum for Format {
    fn value_variants<'a>() -> &'a [Self] {
        &[Self::Human, Self::Json, Self::Sarif]
    }

    fn to_possible_value(&self) -> Option<PossibleValue> {
        Some(PossibleValue::new(match self {
            Self::Human => "human",
            Self::Json => "json",
            Self::Sarif => "sarif",
        }))
    }
}
