//! What was measured, for people on stdout and for programs as JSON.

use std::fmt::Write as _;
use std::io::{self, Write as _};

use serde_json::{Value, json};

use super::client::{Counted, Memory};
use super::load::CONCURRENCY;
use super::rounds::{CALLS, ROUNDS, Rounds, Sample};

/// How many times the time of the calls by hand the generated client may take.
const TIME_TARGET: f64 = 1.05;

/// How many times their allocations.
const ALLOCATIONS_TARGET: f64 = 1.1;

/// By how much memory may differ over all calls and still be flat, in KiB: the allocator's own
/// book-keeping, and far less than one byte kept of each call.
const FLAT_KIB: u64 = 1024;

/// All that was measured.
#[derive(Debug)]
pub(crate) struct Report {
    pub(crate) rounds: Rounds,
    /// None where the system does not tell.
    pub(crate) memory: Option<Memory>,
    pub(crate) counted: Counted,
}

impl Report {
    /// Returns whether all is as it must be on any machine: nothing lost, nothing leaked, as few
    /// allocations as allowed. Not the time.
    pub(crate) fn holds(&self) -> bool {
        self.allocations_hold()
            && self.nothing_lost()
            && self.no_leak()
            && self.is_flat() != Some(false)
    }

    /// Returns the report for people.
    pub(crate) fn text(&self) -> String {
        let mut text = format!(
            "{CALLS} calls at concurrency {CONCURRENCY}, medians of {ROUNDS} rounds\n\
             {:24}{:>12}{:>12}{:>8}  target\n",
            "a call", "generated", "by hand", "ratio",
        );
        let mut row = |name: &str, figure: fn(&Sample) -> Option<f64>, target: &str| {
            let line = match self.rounds.medians(figure).zip(self.rounds.ratio(figure)) {
                Some(([generated, by_hand], ratio)) => {
                    format!("{generated:>12.2}{by_hand:>12.2}{ratio:>8.3}  {target}")
                }
                None => "  skipped: this system does not tell".to_owned(),
            };
            // Writing into a string cannot fail.
            let _ = writeln!(text, "{name:24}{line}");
        };
        let time = format!("at most {TIME_TARGET}: {}", verdict(self.time_holds()));
        row("time, µs", |sample| Some(sample.microseconds()), &time);
        row("processor time, µs", Sample::processor_microseconds, "");
        let allocations = self.allocations_hold();
        let allocations = format!("at most {ALLOCATIONS_TARGET}: {}", verdict(allocations));
        row(
            "allocations",
            |sample| Some(sample.allocations),
            &allocations,
        );
        row("bytes allocated", |sample| Some(sample.bytes), "");
        text + &self.counted_text() + &self.memory_text()
    }

    /// Returns the report for programs.
    pub(crate) fn json(&self) -> Value {
        let compared = |figure: fn(&Sample) -> Option<f64>| {
            let medians = self.rounds.medians(figure);
            json!({
                "generated": medians.map(|[generated, _]| generated),
                "by_hand": medians.map(|[_, by_hand]| by_hand),
                "ratio": self.rounds.ratio(figure),
            })
        };
        json!({
            "calls": CALLS,
            "concurrency": CONCURRENCY,
            "rounds": ROUNDS,
            "time_us": compared(|sample| Some(sample.microseconds())),
            "processor_us": compared(Sample::processor_microseconds),
            "allocations": compared(|sample| Some(sample.allocations)),
            "bytes": compared(|sample| Some(sample.bytes)),
            "answered": self.counted.calls,
            "requests": self.counted.requests,
            "connections": self.counted.connections,
            "connections_left": self.counted.left,
            "resident_kib": self.memory.as_ref().map(|memory| &memory.0),
            "time_holds": self.time_holds(),
            "allocations_hold": self.allocations_hold(),
            "nothing_lost": self.nothing_lost(),
            "no_leak": self.no_leak(),
            "memory_is_flat": self.is_flat(),
        })
    }

    fn counted_text(&self) -> String {
        let Counted {
            calls,
            requests,
            connections,
            open,
            left,
        } = self.counted;
        format!(
            "calls: {calls}, each with its own answer; requests at the server: {requests}: {}\n\
             connections: {connections} opened for two clients, {open} open at the end, \
             {left} after the clients were dropped: {}\n",
            verdict(self.nothing_lost()),
            verdict(self.no_leak()),
        )
    }

    fn memory_text(&self) -> String {
        match (&self.memory, self.is_flat()) {
            (Some(memory), Some(is_flat)) => format!(
                "memory over {} calls, KiB: {:?}: {}\n",
                CALLS * u64::try_from(memory.0.len()).unwrap_or_default(),
                memory.0,
                verdict(is_flat),
            ),
            _ => "memory: skipped, this system does not tell\n".to_owned(),
        }
    }

    fn time_holds(&self) -> bool {
        let ratio = self.rounds.ratio(|sample| Some(sample.microseconds()));
        ratio.is_some_and(|ratio| ratio <= TIME_TARGET)
    }

    fn allocations_hold(&self) -> bool {
        let ratio = self.rounds.ratio(|sample| Some(sample.allocations));
        ratio.is_some_and(|ratio| ratio <= ALLOCATIONS_TARGET)
    }

    fn nothing_lost(&self) -> bool {
        self.counted.requests == self.counted.calls
    }

    /// No more connections than calls at a time, and none left.
    fn no_leak(&self) -> bool {
        self.counted.open <= 2 * CONCURRENCY && self.counted.left == 0
    }

    fn is_flat(&self) -> Option<bool> {
        Some(self.memory.as_ref()?.growth()? <= FLAT_KIB)
    }
}

fn verdict(holds: bool) -> &'static str {
    if holds { "yes" } else { "NO" }
}

/// Prints what was asked for.
pub(crate) fn print(text: &str) -> io::Result<()> {
    let mut stdout = io::stdout().lock();
    stdout.write_all(text.as_bytes())?;
    stdout.flush()
}

/// Tells what is going on. Where stderr is closed, there is no one to tell.
pub(crate) fn tell(text: &str) {
    let _ = writeln!(io::stderr().lock(), "{text}");
}
