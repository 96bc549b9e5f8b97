//! Two clients in turn, round by round: what disturbs this machine disturbs both.

use std::time::Duration;

use alloc_tracker::Session;
use anyhow::{Context, Result};

use super::load::{self, Call, Cost};

/// How many calls a client makes in a round.
pub(crate) const CALLS: u64 = 10_000;

/// How many rounds are measured.
pub(crate) const ROUNDS: usize = 15;

/// What one client needed in one round.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Sample {
    pub(crate) cost: Cost,
    /// For each call.
    pub(crate) allocations: f64,
    /// For each call.
    pub(crate) bytes: f64,
}

/// What two clients needed, round by round.
#[derive(Debug, Default)]
pub(crate) struct Rounds {
    pub(crate) generated: Vec<Sample>,
    pub(crate) by_hand: Vec<Sample>,
}

/// Measures two clients. One more round goes ahead, which opens the connections.
pub(crate) async fn run<G: Call, H: Call>(generated: &G, by_hand: &H) -> Result<Rounds> {
    load::run(generated, CALLS).await?;
    load::run(by_hand, CALLS).await?;
    let mut rounds = Rounds::default();
    for round in 0..ROUNDS {
        // Each goes first as often as the other, for what the first one leaves behind.
        if round % 2 == 0 {
            rounds.generated.push(sample(generated).await?);
            rounds.by_hand.push(sample(by_hand).await?);
        } else {
            rounds.by_hand.push(sample(by_hand).await?);
            rounds.generated.push(sample(generated).await?);
        }
    }
    Ok(rounds)
}

async fn sample<C: Call>(client: &C) -> Result<Sample> {
    let session = Session::new().no_stdout().no_file();
    let operation = session.operation("calls");
    let span = operation.measure_process().iterations(CALLS);
    let cost = load::run(client, CALLS).await?;
    drop(span);
    let report = session.to_report();
    let (_, counted) = report.operations().next().context("nothing was counted")?;
    Ok(Sample {
        cost,
        allocations: counted.allocations().context("no allocations")?,
        bytes: counted.bytes().context("no bytes")?,
    })
}

impl Rounds {
    /// Returns the median of a figure of each client.
    pub(crate) fn medians(&self, figure: impl Fn(&Sample) -> Option<f64>) -> Option<[f64; 2]> {
        let median_of = |samples: &[Sample]| median(samples.iter().map(&figure).collect());
        Some([median_of(&self.generated)?, median_of(&self.by_hand)?])
    }

    /// Returns the median, over the rounds, of how much more of something the generated client
    /// needed: round by round, so that a slow minute counts for both.
    pub(crate) fn ratio(&self, figure: impl Fn(&Sample) -> Option<f64>) -> Option<f64> {
        let pairs = self.generated.iter().zip(&self.by_hand);
        median(
            pairs
                .map(|(generated, by_hand)| Some(figure(generated)? / figure(by_hand)?))
                .collect(),
        )
    }
}

impl Sample {
    /// Returns how long a call took, of the round's time.
    pub(crate) fn microseconds(&self) -> f64 {
        a_call(self.cost.elapsed)
    }

    /// Returns how long the processor worked on a call.
    pub(crate) fn processor_microseconds(&self) -> Option<f64> {
        self.cost.processor.map(a_call)
    }
}

fn a_call(time: Duration) -> f64 {
    let calls = u32::try_from(CALLS).unwrap_or(u32::MAX);
    time.as_secs_f64() * 1e6 / f64::from(calls)
}

/// Returns the one in the middle; none where one of them is missing.
pub(crate) fn median(figures: Option<Vec<f64>>) -> Option<f64> {
    let mut figures = figures?;
    figures.sort_by(f64::total_cmp);
    figures.get(figures.len() / 2).copied()
}
