//! The command line of `bench`.

use std::path::PathBuf;

use clap::{Arg, ArgAction, ArgMatches, Command, value_parser};

use super::{all, path};

/// What to measure.
#[derive(Debug)]
pub(crate) enum Bench {
    /// What a call costs, beside the same call by hand.
    Client {
        /// The file for the results.
        json: Option<PathBuf>,
    },
    /// What it costs to read a large answer, beside serde's derives.
    Decode {
        /// The file for the results.
        json: Option<PathBuf>,
    },
    /// What a generation costs, beside other generators.
    Generate(Compared),
    /// What a generated crate costs to build, beside those of other generators.
    Build(Compared),
}

/// The options of a benchmark that compares generators.
#[derive(Debug)]
pub(crate) struct Compared {
    /// The folder with the others.
    pub(crate) peers: Option<PathBuf>,
    /// The file for the results.
    pub(crate) json: Option<PathBuf>,
    /// How often everything is run.
    pub(crate) rounds: u16,
    /// The parts that are measured; all, where there is none.
    pub(crate) only: Vec<String>,
    /// The resource that is built alone.
    pub(crate) resource: Option<String>,
    /// The descriptions; the usual ones, where there is none.
    pub(crate) specs: Vec<PathBuf>,
}

pub(super) fn command() -> Command {
    Command::new("bench")
        .about("Measure on this machine; docs/BENCHMARKS.md says how and what came out")
        .after_help("Exit code: 0 measured, 1 lost calls, leaks or too many allocations, 2 usage.")
        .subcommand_required(true)
        .arg_required_else_help(true)
        .subcommand(
            Command::new("client")
                .about("10,000 calls at concurrency 256, beside the same calls by hand")
                .arg(bench_json()),
        )
        .subcommand(
            Command::new("decode")
                .about("A list answer of 1 MB, beside serde's derives")
                .arg(bench_json()),
        )
        .subcommand(
            Command::new("generate")
                .about("What a generation costs, beside other generators; how it grows; what it costs when nothing changed")
                .args(compared_args(&["descriptions", "idle", "growth"])),
        )
        .subcommand(
            Command::new("build")
                .about("What a generated crate costs to check and build, and what a binary that uses it does, beside other generators'")
                .args(compared_args(&["crate", "consumer", "resource", "field", "clean", "tools"]))
                .arg(
                    Arg::new("resource")
                        .long("resource")
                        .value_name("FEATURE")
                        .help("The resource that is built alone, where a crate has it [default: conferences]"),
                ),
        )
}

fn bench_json() -> Arg {
    path("json", "FILE", "Write the results to this file too")
}

fn compared_args(parts: &[&'static str]) -> Vec<Arg> {
    vec![
        path(
            "peers",
            "DIR",
            "A folder with other generators, as docs/BENCHMARKS.md says",
        ),
        bench_json(),
        Arg::new("rounds")
            .long("rounds")
            .value_name("N")
            .value_parser(value_parser!(u16).range(1..))
            .default_value("5")
            .help("How often everything is run, in turn; the medians count"),
        Arg::new("only")
            .long("only")
            .value_name("PART")
            .value_parser(parts.to_vec())
            .action(ArgAction::Append)
            .help("Measure only this part; may be repeated"),
        Arg::new("spec")
            .value_name("SPEC")
            .num_args(0..)
            .value_parser(value_parser!(PathBuf))
            .help("Descriptions [default: the usual ones of the folder CORPUS_DIR]"),
    ]
}

pub(super) fn bench(matches: &ArgMatches) -> Bench {
    match matches.subcommand() {
        Some(("client", matches)) => Bench::Client {
            json: matches.get_one("json").cloned(),
        },
        Some(("decode", matches)) => Bench::Decode {
            json: matches.get_one("json").cloned(),
        },
        Some(("generate", matches)) => Bench::Generate(compared(matches, None)),
        Some(("build", matches)) => {
            let resource = matches.get_one("resource").cloned();
            Bench::Build(compared(matches, resource))
        }
        _ => unreachable!("clap demands one of the benchmarks"),
    }
}

fn compared(matches: &ArgMatches, resource: Option<String>) -> Compared {
    Compared {
        peers: matches.get_one("peers").cloned(),
        json: matches.get_one("json").cloned(),
        rounds: matches.get_one("rounds").copied().unwrap_or(5),
        only: all(matches, "only"),
        resource,
        specs: all(matches, "spec"),
    }
}
