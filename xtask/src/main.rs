//! The tasks of this workspace: `cargo xtask codegen`, `lint`, `explain`, `corpus` and `bench`.
//!
//! The only code that touches the disk: the generator is text in, text out. What a task prints
//! for programs goes to stdout, everything for people to stderr. Exit codes: 0 done, 1 something
//! is wrong with what was given or found, 2 the command line is.

mod args;
mod bench;
mod check;
mod codegen;
mod companions;
mod corpus;
mod explain;
mod lint;
mod lock;
mod read;
mod renamed;
mod summary;
mod terminal;
mod tree;
mod workspace;
mod write;

use std::process::ExitCode;

use args::Task;
use mimalloc::MiMalloc;

#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

/// How a task ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Outcome {
    /// As it should.
    Done,
    /// With something to mend, which the task has told.
    Failed,
}

fn main() -> ExitCode {
    let outcome = match args::parse() {
        Task::Codegen(options) => codegen::run(&options),
        Task::Lint(options) => lint::run(&options),
        Task::Explain(code) => explain::run(code),
        Task::Corpus(options) => corpus::run(&options),
        Task::Bench(options) => bench::run(&options),
    };
    match outcome {
        Ok(Outcome::Done) => ExitCode::SUCCESS,
        Ok(Outcome::Failed) => ExitCode::FAILURE,
        Err(error) => {
            terminal::error(&error);
            ExitCode::FAILURE
        }
    }
}
