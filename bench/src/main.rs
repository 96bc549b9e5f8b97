//! What generating, building and calling cost, measured: `cargo xtask bench`.
//!
//! `bench generate` and `bench build` run this workspace's generator and those of a folder of peers,
//! and cargo, and watch what each takes; nothing that they find is a failure.
//!
//! `bench decode` reads a large list with the types of the generated client and with derives of serde.
//!
//! `bench client` loads a server of its own, which is another process (`bench serve`), with the
//! generated client and with the same calls written by hand. It fails for what must never be, such
//! as a call that is lost; how fast this machine was is a figure, and no reason to fail.

mod build;
mod by_hand;
mod client;
mod compare;
mod cost;
mod decode;
mod generate;
mod generated;
mod generators;
mod load;
mod memory;
mod options;
mod report;
mod rounds;
mod scratch;
mod server;
mod synthetic;
mod table;

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Result, bail};

use options::Options;

/// Counts the allocations of both clients. It adds a few additions to each.
#[global_allocator]
static ALLOCATOR: alloc_tracker::Allocator<std::alloc::System> = alloc_tracker::Allocator::system();

fn main() -> ExitCode {
    match run() {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            report::tell(&format!("error: {error:#}"));
            ExitCode::FAILURE
        }
    }
}

/// Does what the command line says. Returns whether all is as it must be.
fn run() -> Result<bool> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match arguments[..] {
        ["client"] => client::run(None),
        ["client", "--json", file] => client::run(Some(PathBuf::from(file))),
        ["decode"] => decode::run(None).map(|()| true),
        ["decode", "--json", file] => decode::run(Some(PathBuf::from(file))).map(|()| true),
        ["serve"] => server::run().map(|()| true),
        ["generate", ref rest @ ..] => generate::run(&Options::of(rest)?).map(|()| true),
        ["build", ref rest @ ..] => build::run(&Options::of(rest)?).map(|()| true),
        ["measure", result, program, ref rest @ ..] => cost::watch(result.as_ref(), program, rest),
        _ => bail!("`cargo xtask bench --help` says what there is"),
    }
}
