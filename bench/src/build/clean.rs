//! Builds into an empty folder: a consumer with all that its client depends on, and the generators
//! themselves. Once each: they take minutes.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::Result;

use super::package::{Package, cargo};
use super::{consumer, stem};
use crate::compare::{self, Target};
use crate::cost::{self, Cost, Measured, Ran};
use crate::generators::Generator;
use crate::report;
use crate::scratch;
use crate::table::{Cell, Table};

/// The folder that is empty before each build.
const TARGET: &str = "clean";

/// How much of the fastest peer's time building ours may take.
const TOOL_TARGET: f64 = 1.0 / 3.0;

/// A binary that makes one call, of each description; of the one of this workspace, where there is
/// none.
pub(crate) fn joins(generators: &[Generator], specs: &[PathBuf]) -> Result<Table> {
    let columns = [
        "description",
        "generator",
        "processor s",
        "time s",
        "peak MiB",
        "binary, KiB",
        "target",
    ];
    let title =
        "A binary that makes one call: clean release build with all dependencies, once; stripped";
    let mut table = Table::new(title, &columns);
    let own = [scratch::workspace().join("spec/conferences.yaml")];
    for spec in if specs.is_empty() { &own } else { specs } {
        let all: Result<Vec<_>> = generators
            .iter()
            .map(|generator| join(generator, spec))
            .collect();
        let all = all?;
        for (generator, built) in generators.iter().zip(&all) {
            let mut row = vec![Cell::from(stem(spec)), generator.title().into()];
            match built {
                Err(why) => {
                    row.push("fails".into());
                    row.extend([const { Cell::Nothing }; 3]);
                    row.push(why.as_str().into());
                }
                Ok((cost, size)) => row.extend([
                    Cell::Figure(cost.processor, 1),
                    Cell::Figure(cost.wall, 1),
                    Cell::Figure(cost.peak, 0),
                    Cell::Figure(*size, 0),
                ]),
            }
            row.extend(verdict(generator, &all));
            table.row(row);
        }
    }
    Ok(table)
}

/// A build of a consumer: what it cost, and the KiB of its binary.
type Built = Result<(Cost, f64), String>;

/// Whether ours is below every peer's. Ours is the first.
fn verdict(generator: &Generator, all: &[Built]) -> Option<Cell> {
    let ([Ok((cost, size)), peers @ ..], true) = (all, generator.is_ours()) else {
        return None;
    };
    let mut peers = peers.iter().flatten().peekable();
    peers.peek()?;
    let holds = peers.all(|(peer, other)| cost.processor < peer.processor && size < other);
    Some(format!("below every peer's: {}", if holds { "yes" } else { "NO" }).into())
}

fn join(generator: &Generator, spec: &Path) -> Result<Built> {
    report::tell(&format!("a clean build with {}", generator.title()));
    let package = match Package::generate(generator, spec)? {
        Ok(package) => package,
        Err(why) => return Ok(Err(why)),
    };
    let consumer = match consumer::write(generator, &package, 1)? {
        Ok(consumer) => consumer,
        Err(why) => return Ok(Err(why)),
    };
    // Resolved and fetched before.
    cost::must(&cargo(&consumer.folder, &["fetch"], TARGET))?;
    let target = scratch::file(TARGET)?;
    scratch::remove(&target)?;
    let mut command = cargo(&consumer.folder, &["build", "--release"], TARGET);
    command.env("CARGO_PROFILE_RELEASE_STRIP", "symbols");
    let cost = match cost::of(&command)? {
        Ran::Done(cost) => cost,
        Ran::Failed(why) => return Ok(Err(why)),
    };
    let binary = format!("release/consumer{}", std::env::consts::EXE_SUFFIX);
    let size = fs::metadata(target.join(binary))?.len().div_ceil(1024);
    scratch::remove(&target)?;
    Ok(Ok((
        cost,
        u32::try_from(size).map_or(f64::INFINITY, f64::from),
    )))
}

/// The generators themselves, by their sources.
pub(crate) fn tools(generators: &[Generator]) -> Result<Table> {
    let mut columns = vec!["build"];
    columns.extend(compare::COLUMNS);
    let title = "A generator and its command line: clean debug build with all dependencies, once";
    let mut table = Table::new(title, &columns);
    let measured: Result<Vec<Measured>> = generators.iter().map(tool).collect();
    let target = Target::Time(TOOL_TARGET);
    for row in compare::rows(&["clean".into()], generators, &measured?, target) {
        table.row(row);
    }
    Ok(table)
}

fn tool(generator: &Generator) -> Result<Measured> {
    let Some(source) = generator.source() else {
        return Ok(Err("it has no `source`".to_owned()));
    };
    report::tell(&format!("a clean build of {}", generator.title()));
    let arguments: &[&str] = if generator.is_ours() {
        &["build", "--package", "xtask"]
    } else {
        &["build"]
    };
    cost::must(&cargo(&source, &["fetch"], TARGET))?;
    let target = scratch::file(TARGET)?;
    scratch::remove(&target)?;
    let ran = cost::of(&cargo(&source, arguments, TARGET))?;
    scratch::remove(&target)?;
    Ok(match ran {
        Ran::Done(cost) => Ok(cost),
        Ran::Failed(why) => Err(why),
    })
}
