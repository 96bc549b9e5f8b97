//! `bench build`: what a generated crate costs those who build it, beside those of other generators.

mod clean;
mod consumer;
mod field;
mod package;

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use crate::compare::{self, Target};
use crate::cost::{self, Cost, Measured, Ran};
use crate::generators::{self, Generator};
use crate::options::Options;
use crate::report;
use crate::table::{Cell, Table, Tables};
use package::Package;

/// The description of `CORPUS_DIR` that is built, where none is given.
const USUAL: [&str; 1] = ["progenitor-nexus.json"];

/// From so many bytes of text a description is a large one.
const LARGE: u64 = 1 << 20;

/// How much of the fastest peer ours may take: to check the crate of a description, to check that of
/// a large one, and to build it.
const CHECK: f64 = 1.0 / 3.0;
const CHECK_LARGE: f64 = 0.25;
const BUILD: f64 = 0.5;

/// The same for a consumer's binary.
const CONSUMER_DEBUG: f64 = 1.0 / 3.0;
const CONSUMER_RELEASE: f64 = 0.1;

/// How many operations a consumer's binary calls.
const CALLS: usize = 30;

/// The resource that is built alone, and how much of the whole it may take.
const RESOURCE: &str = "conferences";
const RESOURCE_TARGET: f64 = 0.05;

/// Measures, and prints what came of it.
pub(crate) fn run(options: &Options) -> Result<()> {
    let generators = generators::all(options.peers.as_deref())?;
    let mut tables = Tables::new(options.json.clone());
    for spec in options.specs(&USUAL) {
        let packages = packages(&generators, &spec)?;
        if options.has("crate") {
            let table = alone(&generators, &packages, &spec, options.rounds)?;
            tables.add(&table)?;
        }
        if options.has("consumer") {
            let table = consumers(&generators, &packages, &spec, options.rounds)?;
            tables.add(&table)?;
        }
        if options.has("resource") {
            let name = options.resource.as_deref().unwrap_or(RESOURCE);
            if let Some(table) = resource(&packages, &spec, name, options.rounds)? {
                tables.add(&table)?;
            }
        }
    }
    let ours = generators.first().context("ours is among them")?;
    if options.has("field") {
        tables.add(&field::table(ours)?)?;
    }
    if options.has("clean") {
        tables.add(&clean::joins(&generators, &options.specs)?)?;
    }
    if options.has("tools") {
        tables.add(&clean::tools(&generators)?)?;
    }
    Ok(())
}

/// Generates the crates of one description.
fn packages(generators: &[Generator], spec: &Path) -> Result<Vec<Result<Package, String>>> {
    let made = generators
        .iter()
        .map(|generator| Package::generate(generator, spec));
    made.collect()
}

/// The crate alone: all that it depends on is there.
fn alone(
    generators: &[Generator],
    packages: &[Result<Package, String>],
    spec: &Path,
    rounds: usize,
) -> Result<Table> {
    let is_large = spec.metadata().is_ok_and(|file| file.len() >= LARGE);
    let check = if is_large { CHECK_LARGE } else { CHECK };
    let commands: [(&str, &[&str], Target); 3] = [
        ("check", &["check"], Target::Both(check)),
        ("debug", &["build"], Target::Time(BUILD)),
        ("release", &["build", "--release"], Target::Time(BUILD)),
    ];
    let title = "the crate alone, its dependencies built";
    let mut table = table(spec, title, rounds);
    for (name, arguments, target) in commands {
        let measured = built(packages, rounds, arguments, Package::touch)?;
        for row in compare::rows(&[name.into()], generators, &measured, target) {
            table.row(row);
        }
    }
    Ok(table)
}

/// A binary that calls some operations, after an edit of its own.
fn consumers(
    generators: &[Generator],
    packages: &[Result<Package, String>],
    spec: &Path,
    rounds: usize,
) -> Result<Table> {
    let consumers: Result<Vec<_>> = generators
        .iter()
        .zip(packages)
        .map(|(generator, package)| match package {
            Ok(package) => consumer::write(generator, package, CALLS),
            Err(why) => Ok(Err(why.clone())),
        })
        .collect();
    let consumers = consumers?;
    let commands: [(&str, &[&str], f64); 2] = [
        ("debug", &["build"], CONSUMER_DEBUG),
        ("release", &["build", "--release"], CONSUMER_RELEASE),
    ];
    let title = format!("a binary that makes {CALLS} calls, after an edit of it");
    let mut table = table(spec, &title, rounds);
    for (name, arguments, most) in commands {
        let measured = built(&consumers, rounds, arguments, consumer::edit)?;
        for row in compare::rows(&[name.into()], generators, &measured, Target::Time(most)) {
            table.row(row);
        }
    }
    Ok(table)
}

/// One resource alone, by its feature, where there is one of that name.
fn resource(
    packages: &[Result<Package, String>],
    spec: &Path,
    name: &str,
    rounds: usize,
) -> Result<Option<Table>> {
    let ours = &packages[..1];
    let [Ok(package)] = ours else {
        return Ok(None);
    };
    if !package.has_feature(name)? {
        return Ok(None);
    }
    let check = |features: &str| -> Result<Cost> {
        let arguments = ["check", "--no-default-features", "--features", features];
        let whole = built(ours, rounds, &arguments, Package::touch)?;
        let first = whole.into_iter().next().context("ours was checked")?;
        first.map_err(anyhow::Error::msg)
    };
    let (whole, one) = (check("all")?, check(name)?);
    let title = format!(
        "{}: `cargo check` by features, medians of {rounds}",
        stem(spec)
    );
    let columns = [
        "features",
        "processor s",
        "time s",
        "peak MiB",
        "part",
        "target",
    ];
    let mut table = Table::new(title, &columns);
    let part = one.processor / whole.processor;
    let verdict = if part <= RESOURCE_TARGET { "yes" } else { "NO" };
    for (features, cost, part) in [("all", whole, None), (name, one, Some(part))] {
        let mut row = vec![
            Cell::from(features),
            Cell::Figure(cost.processor, 2),
            Cell::Figure(cost.wall, 2),
            Cell::Figure(cost.peak, 0),
        ];
        if let Some(part) = part {
            row.push(Cell::Figure(part, 3));
            row.push(format!("at most {RESOURCE_TARGET}: {verdict}").into());
        }
        table.row(row);
    }
    Ok(Some(table))
}

/// Builds what all depend on, and then themselves, round by round, after a change of each. What does
/// not build is out.
fn built(
    packages: &[Result<Package, String>],
    rounds: usize,
    arguments: &[&str],
    change: fn(&Package) -> Result<()>,
) -> Result<Vec<Measured>> {
    let ready: Vec<Result<&Package, String>> = packages
        .iter()
        .map(|package| match package {
            Ok(package) => match package.without_code(|| cost::of(&package.cargo(arguments)))? {
                Ran::Done(_) => Ok(Ok(package)),
                Ran::Failed(why) => Ok(Err(why)),
            },
            Err(why) => Ok(Err(why.clone())),
        })
        .collect::<Result<_>>()?;
    cost::rounds(packages.len(), rounds, |who| {
        let package = match &ready[who] {
            Ok(package) => package,
            Err(why) => return Ok(Ran::Failed(why.clone())),
        };
        change(package)?;
        let ran = cost::of(&package.cargo(arguments))?;
        report::tell(&format!(
            "  {} {arguments:?}: {ran:?}",
            package.folder.display()
        ));
        Ok(ran)
    })
}

fn table(spec: &Path, title: &str, rounds: usize) -> Table {
    let mut columns = vec!["build"];
    columns.extend(compare::COLUMNS);
    report::tell(&format!("{}: {title}", stem(spec)));
    Table::new(
        format!("{}: {title}, medians of {rounds}", stem(spec)),
        &columns,
    )
}

/// The name of a description: that of its file.
fn stem(spec: &Path) -> String {
    let stem = PathBuf::from(spec.file_stem().unwrap_or_default());
    stem.to_string_lossy().into_owned()
}
