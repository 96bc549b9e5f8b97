//! `bench client`: the generated client and the same calls by hand, before the same server.

use std::path::PathBuf;
use std::time::Duration;

use anyhow::{Context, Result};

use super::by_hand::ByHand;
use super::generated::Generated;
use super::load;
use super::memory;
use super::report::{self, Report};
use super::rounds::{self, CALLS, ROUNDS, Rounds};
use super::server::Server;

/// In how many steps memory is watched, of as many calls as a round has.
const STEPS: u64 = 10;

/// What memory is compared with what: after these steps it has to be where it stays.
const SETTLED: usize = 2;

/// How long connections may take to be closed, once the clients are gone.
const GRACE: Duration = Duration::from_secs(5);

/// What happened to connections and requests, as the server has counted.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Counted {
    /// Calls that were made, each of which got its own answer.
    pub(crate) calls: u64,
    pub(crate) requests: u64,
    pub(crate) connections: u64,
    /// Connections while both clients were there, and idle.
    pub(crate) open: u64,
    /// Connections after both clients were dropped.
    pub(crate) left: u64,
}

/// How much memory the process held after each step, in KiB.
#[derive(Debug)]
pub(crate) struct Memory(pub(crate) Vec<u64>);

impl Memory {
    /// Returns by how much it grew since it settled, in KiB.
    pub(crate) fn growth(&self) -> Option<u64> {
        let settled = self.0.get(SETTLED - 1)?;
        Some(self.0.last()?.saturating_sub(*settled))
    }
}

/// Measures, and prints what came of it. Returns whether all is as it must be on any machine.
pub(crate) fn run(json: Option<PathBuf>) -> Result<bool> {
    // One thread: then the time that passes is that of the client, and the server has the other.
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    let report = runtime.block_on(measure())?;
    report::print(&report.text())?;
    if let Some(file) = json {
        let text = serde_json::to_string_pretty(&report.json())?;
        std::fs::write(&file, text + "\n")
            .with_context(|| format!("{} can't be written", file.display()))?;
    }
    Ok(report.holds())
}

async fn measure() -> Result<Report> {
    let mut server = Server::start()?;
    let generated = Generated::new(&server.base_url)?;
    let by_hand = ByHand::new(&server.base_url)?;
    report::tell(&format!(
        "{ROUNDS} rounds of {CALLS} calls with each client"
    ));
    let rounds = rounds::run(&generated, &by_hand).await?;
    report::tell(&format!("{} calls, for the memory", STEPS * CALLS));
    let memory = watch_memory(&generated).await?;
    let before = server.counts()?;
    drop((generated, by_hand));
    let left = left_open(&mut server).await?;
    let counted = Counted {
        calls: calls(&rounds) + STEPS * CALLS,
        requests: before.requests,
        connections: before.accepted,
        open: before.open,
        left,
    };
    Ok(Report {
        rounds,
        memory,
        counted,
    })
}

/// Returns how many calls were made for the rounds, and for the one ahead of them.
fn calls(rounds: &Rounds) -> u64 {
    let measured = rounds.generated.len() + rounds.by_hand.len();
    (0..measured + 2).map(|_| CALLS).sum()
}

/// Makes many calls with one client, and looks at the memory in between.
async fn watch_memory(client: &Generated) -> Result<Option<Memory>> {
    let mut memory = Vec::new();
    for _ in 0..STEPS {
        load::run(client, CALLS).await?;
        memory.extend(memory::resident_kib());
    }
    Ok((!memory.is_empty()).then_some(Memory(memory)))
}

/// Waits until the server has seen all connections closed. Returns how many it hasn't.
async fn left_open(server: &mut Server) -> Result<u64> {
    let deadline = tokio::time::Instant::now() + GRACE;
    loop {
        let open = server.counts()?.open;
        if open == 0 || tokio::time::Instant::now() > deadline {
            return Ok(open);
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
}
