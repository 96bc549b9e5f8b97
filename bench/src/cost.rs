//! What another process cost: processor time, time that passed, and its peak of memory.
//!
//! Each run is watched by a process of its own (`bench measure`), which has no other children: the
//! system tells the peak of all children of a process, not of one.

use std::fs::{self, File};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Instant;

use anyhow::{Context, Result, bail};
use serde_json::{Value, json};

use crate::scratch;

/// What one run cost.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Cost {
    /// Seconds of user and system, of the process and all that it waited for.
    pub(crate) processor: f64,
    /// Seconds that passed.
    pub(crate) wall: f64,
    /// MiB that the largest of these processes held at its peak.
    pub(crate) peak: f64,
}

/// How a run ended.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Ran {
    /// With exit code 0.
    Done(Cost),
    /// Otherwise; the first line that says why.
    Failed(String),
}

/// What all rounds of one contestant came to: the medians, or why there are none.
pub(crate) type Measured = Result<Cost, String>;

/// Runs a command, and tells what it cost. What it prints is kept for when it fails.
pub(crate) fn of(command: &Command) -> Result<Ran> {
    let (log, result) = (scratch::file("output.log")?, scratch::file("cost.json")?);
    let output = File::create(&log)?;
    let mut watched = Command::new(std::env::current_exe()?);
    watched
        .arg("measure")
        .arg(&result)
        .arg(command.get_program())
        .args(command.get_args())
        .stdin(Stdio::null())
        .stdout(output.try_clone()?)
        .stderr(output);
    for (name, value) in command.get_envs() {
        match value {
            Some(value) => watched.env(name, value),
            None => watched.env_remove(name),
        };
    }
    if let Some(folder) = command.get_current_dir() {
        watched.current_dir(folder);
    }
    let status = watched.status().context("the watcher can't be started")?;
    if !status.success() {
        let text = String::from_utf8_lossy(&fs::read(&log)?).into_owned();
        return Ok(Ran::Failed(first_error(&text)));
    }
    let value: Value = serde_json::from_str(&fs::read_to_string(&result)?)?;
    let figure = |name: &str| value[name].as_f64().context("the watcher says too little");
    Ok(Ran::Done(Cost {
        processor: figure("processor")?,
        wall: figure("wall")?,
        peak: figure("peak")?,
    }))
}

/// `bench measure RESULT PROGRAM ARGUMENTS`: runs a program, and writes what it cost to a file.
/// Returns whether the program ended well.
pub(crate) fn watch(result: &Path, program: &str, arguments: &[&str]) -> Result<bool> {
    let start = Instant::now();
    let status = Command::new(program)
        .args(arguments)
        .status()
        .with_context(|| format!("error: {program} can't be started"))?;
    let wall = start.elapsed().as_secs_f64();
    let (processor, peak) = of_children()?;
    let cost = json!({ "processor": processor, "wall": wall, "peak": peak });
    fs::write(result, cost.to_string())?;
    Ok(status.success())
}

/// Seconds and MiB of all children that were waited for.
#[cfg(unix)]
fn of_children() -> Result<(f64, f64)> {
    use nix::sys::resource::{UsageWho, getrusage};
    use nix::sys::time::TimeVal;

    #[expect(
        clippy::cast_precision_loss,
        reason = "seconds and sizes are far below 2^52"
    )]
    let number = |number: i64| number as f64;
    let seconds = |time: TimeVal| number(time.tv_sec()) + number(time.tv_usec()) / 1_000_000.0;
    let usage = getrusage(UsageWho::RUSAGE_CHILDREN)?;
    let unit = if cfg!(target_vendor = "apple") {
        1
    } else {
        1024
    };
    let mebibytes = number(usage.max_rss()) * f64::from(unit) / (1024.0 * 1024.0);
    let processor = seconds(usage.user_time()) + seconds(usage.system_time());
    Ok((processor, mebibytes))
}

#[cfg(not(unix))]
fn of_children() -> Result<(f64, f64)> {
    bail!("error: this system does not tell what a process cost")
}

/// Runs each contestant once in every round, another one first each time, and returns the medians.
/// Who fails is out.
pub(crate) fn rounds(
    contestants: usize,
    rounds: usize,
    mut run: impl FnMut(usize) -> Result<Ran>,
) -> Result<Vec<Measured>> {
    let mut all: Vec<Result<Vec<Cost>, String>> = vec![Ok(Vec::new()); contestants];
    for round in 0..rounds {
        for turn in 0..contestants {
            let who = (round + turn) % contestants;
            let Some(Ok(costs)) = all.get_mut(who) else {
                continue;
            };
            match run(who)? {
                Ran::Done(cost) => costs.push(cost),
                Ran::Failed(why) => all[who] = Err(why),
            }
        }
    }
    let medians = |costs: Vec<Cost>| medians(&costs).ok_or_else(|| "not run".to_owned());
    Ok(all.into_iter().map(|one| one.and_then(medians)).collect())
}

/// Returns the median of each figure.
fn medians(costs: &[Cost]) -> Option<Cost> {
    let median = |figure: fn(&Cost) -> f64| {
        let mut figures: Vec<f64> = costs.iter().map(figure).collect();
        figures.sort_by(f64::total_cmp);
        figures.get(figures.len() / 2).copied()
    };
    Some(Cost {
        processor: median(|cost| cost.processor)?,
        wall: median(|cost| cost.wall)?,
        peak: median(|cost| cost.peak)?,
    })
}

/// Returns the first line that says what went wrong, or else the last that says anything.
fn first_error(text: &str) -> String {
    let says_why = |line: &str| {
        let line = line.to_lowercase();
        let words = ["error", "failed", "invalid"];
        words.iter().any(|word| line.contains(word))
    };
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    let lines: Vec<&str> = lines.collect();
    // What a panic says stands in the line after the one that says where.
    let panic = lines.iter().position(|line| line.contains("panicked at"));
    let found = match lines.iter().position(|line| says_why(line)) {
        Some(error) if panic.is_none_or(|panic| error < panic) => lines.get(error),
        _ => panic.and_then(|panic| lines.get(panic + 1)),
    };
    let line = found.or(lines.last()).copied().unwrap_or("it says nothing");
    line.chars().take(100).collect()
}

/// Runs a command that has to end well, and is not measured.
pub(crate) fn must(command: &Command) -> Result<Cost> {
    match of(command)? {
        Ran::Done(cost) => Ok(cost),
        Ran::Failed(why) => bail!("{}: {why}", command.get_program().display()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cost(figure: f64) -> Cost {
        Cost {
            processor: figure,
            wall: figure + 1.0,
            peak: figure + 2.0,
        }
    }

    #[test]
    fn a_round_has_all_and_another_one_first() {
        let mut order = Vec::new();
        let measured = rounds(3, 2, |who| {
            order.push(who);
            Ok(Ran::Done(cost(1.0)))
        });
        assert_eq!(measured.expect("nothing fails").len(), 3);
        assert_eq!(order, [0, 1, 2, 1, 2, 0]);
    }

    #[test]
    fn who_fails_is_run_no_more_and_says_why() {
        let mut runs = 0;
        let measured = rounds(2, 5, |who| {
            runs += 1;
            Ok(match who {
                0 => Ran::Done(cost(f64::from(runs))),
                _ => Ran::Failed("why".to_owned()),
            })
        });
        let measured = measured.expect("a failure is a result");
        assert_eq!(runs, 6);
        // 1, 3, 4, 5 and 6: the other one had the second run.
        assert_eq!(measured, [Ok(cost(4.0)), Err("why".to_owned())]);
    }

    #[test]
    fn the_first_line_with_an_error_is_told() {
        let text = "reading\n\nerror[E0425]: no such value\nerror: aborting\n";
        assert_eq!(first_error(text), "error[E0425]: no such value");
        assert_eq!(first_error("one\ntwo\n"), "two");
        let panic = "reading\nthread 'main' panicked at a.rs:1:2:\nnot yet\nerror: ended\n";
        assert_eq!(first_error(panic), "not yet");
        assert_eq!(first_error(""), "it says nothing");
    }
}
