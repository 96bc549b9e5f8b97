//! `bench generate`: what a generation costs, beside other generators.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::compare::{self, Target};
use crate::cost::{self, Cost};
use crate::generators::{self, Generator};
use crate::options::Options;
use crate::report;
use crate::scratch::{self, Outputs};
use crate::synthetic;
use crate::table::{Cell, Table, Tables};

/// The descriptions of `CORPUS_DIR` that are generated, where none is given.
const USUAL: [&str; 4] = [
    "telnyx.yaml",
    "github.json",
    "cloudflare.json",
    "datadog-v2.yaml",
];

/// How much of the fastest peer's time and memory ours may take.
const TARGET: f64 = 0.5;

/// How many schemas the made-up descriptions have.
const SIZES: [usize; 5] = [10, 100, 1_000, 10_000, 100_000];

/// What the largest of them needs of `codegen.toml`: it is beyond what any real one comes to.
const LIMITS: &str = "[limits]\nvalues = 50_000_000\nschemas = 5_000_000\ntypes = 1_000_000\n";

/// The size that the time of a schema is compared with, and by how much it may differ from there.
const GROWTH: (usize, f64) = (1_000, 0.2);

/// A run that took longer, in seconds, is not run again.
const LONG: f64 = 20.0;

/// How many milliseconds of processor time a run may take that has nothing to do.
const IDLE_TARGET: f64 = 50.0;

/// Measures, and prints what came of it.
pub(crate) fn run(options: &Options) -> Result<()> {
    let generators = generators::all(options.peers.as_deref())?;
    let mut tables = Tables::new(options.json.clone());
    let specs = options.specs(&USUAL);
    if options.has("descriptions") && !specs.is_empty() {
        tables.add(&descriptions(&generators, &specs, options.rounds)?)?;
    }
    let ours = generators.first().context("ours is among them")?;
    if options.has("idle") {
        tables.add(&idle(options.rounds)?)?;
    }
    if options.has("growth") {
        tables.add(&growth(ours, options.rounds)?)?;
    }
    Ok(())
}

fn descriptions(generators: &[Generator], specs: &[PathBuf], rounds: usize) -> Result<Table> {
    let mut columns = vec!["description"];
    columns.extend(compare::COLUMNS);
    let title = format!("A generation into an empty folder, medians of {rounds}");
    let mut table = Table::new(title, &columns);
    let outputs = Outputs::new()?;
    for spec in specs {
        let name = spec.file_stem().unwrap_or_default().to_string_lossy();
        report::tell(&format!("generating {name}, {rounds} rounds"));
        let measured = cost::rounds(generators.len(), rounds, |who| {
            cost::of(&generators[who].generate(spec, &outputs.next()))
        })?;
        let lead = [Cell::from(&*name)];
        for row in compare::rows(&lead, generators, &measured, Target::Both(TARGET)) {
            table.row(row);
        }
    }
    Ok(table)
}

fn growth(ours: &Generator, rounds: usize) -> Result<Table> {
    let mut table = Table::new(
        format!(
            "Made-up descriptions, medians of {rounds}; of those that take longer than {LONG} s, one run"
        ),
        &[
            "schemas",
            "operations",
            "MiB of text",
            "processor s",
            "µs a schema",
            "ratio",
            "peak MiB",
            "KiB a schema",
            "target",
        ],
    );
    let mut base = None;
    let outputs = Outputs::new()?;
    let folder = scratch::file("synthetic")?;
    fs::create_dir_all(&folder)?;
    let spec = folder.join("synthetic.json");
    fs::write(folder.join("codegen.toml"), LIMITS)?;
    for size in SIZES {
        report::tell(&format!("generating {size} schemas"));
        let groups = size / synthetic::GROUP;
        let text = synthetic::description(groups);
        fs::write(&spec, &text)?;
        let mebibytes = number(text.len()) / (1024.0 * 1024.0);
        drop(text);
        let cost = sized(ours, &spec, rounds, &outputs)?;
        let microseconds = cost.processor * 1_000_000.0 / number(size);
        if size == GROWTH.0 {
            base = Some(microseconds);
        }
        report::tell(&format!(
            "  {:.2} s of processor, {:.0} MiB",
            cost.processor, cost.peak
        ));
        let ratio = base.map(|base| microseconds / base);
        let verdict = ratio.filter(|_| size > GROWTH.0).map(|ratio| {
            let verdict = if (ratio - 1.0).abs() <= GROWTH.1 {
                "yes"
            } else {
                "NO"
            };
            Cell::from(format!("within {}: {verdict}", GROWTH.1))
        });
        table.row([
            Cell::Figure(number(size), 0),
            Cell::Figure(number(groups), 0),
            Cell::Figure(mebibytes, 1),
            Cell::Figure(cost.processor, 2),
            Cell::Figure(microseconds, 0),
            ratio.map_or(Cell::Nothing, |ratio| Cell::Figure(ratio, 2)),
            Cell::Figure(cost.peak, 0),
            Cell::Figure(cost.peak * 1024.0 / number(size), 1),
            verdict.unwrap_or(Cell::Nothing),
        ]);
    }
    scratch::remove(&folder)?;
    Ok(table)
}

/// What one description of the growth costs.
fn sized(ours: &Generator, spec: &Path, rounds: usize, outputs: &Outputs) -> Result<Cost> {
    let once = || cost::of(&ours.generate(spec, &outputs.next()));
    let first = cost::rounds(1, 1, |_| once())?;
    let all = match first.as_slice() {
        [Ok(cost)] if cost.processor < LONG => cost::rounds(1, rounds, |_| once())?,
        _ => first,
    };
    match all.into_iter().next() {
        Some(Ok(cost)) => Ok(cost),
        Some(Err(why)) => bail!("the made-up description: {why}"),
        None => bail!("the made-up description was not generated"),
    }
}

fn number(size: usize) -> f64 {
    u32::try_from(size).map_or(f64::INFINITY, f64::from)
}

/// A run that finds everything as it should be.
fn idle(rounds: usize) -> Result<Table> {
    let mut table = Table::new(
        format!("`spec/`, when nothing has changed, medians of {rounds}"),
        &[
            "command",
            "build",
            "processor ms",
            "time ms",
            "peak MiB",
            "target",
        ],
    );
    let root = scratch::workspace();
    let out = scratch::file("idle")?;
    let command = |program: &Path, check: bool| {
        let mut command = Command::new(program);
        command
            .arg("codegen")
            .arg("--spec")
            .arg(root.join("spec/conferences.yaml"));
        command
            .arg("--out")
            .arg(&out)
            .args(check.then_some("--check"));
        command
    };
    let builds = [
        ("debug, as `cargo xtask` runs it", "../debug/xtask"),
        ("release", "xtask"),
    ];
    for (build, program) in builds {
        let program = scratch::beside(program)?;
        if !program.is_file() {
            continue;
        }
        cost::must(&command(&program, false))?;
        for (name, check) in [("codegen", false), ("codegen --check", true)] {
            let measured = cost::rounds(1, rounds, |_| cost::of(&command(&program, check)))?;
            let Some(Ok(cost)) = measured.into_iter().next() else {
                bail!("`{name}` finds something to do");
            };
            let milliseconds = cost.processor * 1_000.0;
            let verdict = if milliseconds <= IDLE_TARGET {
                "yes"
            } else {
                "NO"
            };
            table.row([
                name.into(),
                build.into(),
                Cell::Figure(milliseconds, 0),
                Cell::Figure(cost.wall * 1_000.0, 0),
                Cell::Figure(cost.peak, 0),
                format!("at most {IDLE_TARGET}: {verdict}").into(),
            ]);
        }
    }
    Ok(table)
}
