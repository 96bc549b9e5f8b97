//! Ours beside the peers, as rows of a table.

use crate::cost::{Cost, Measured};
use crate::generators::Generator;
use crate::table::Cell;

/// The columns that a comparison fills, after those that say what is compared.
pub(crate) const COLUMNS: [&str; 7] = [
    "generator",
    "processor s",
    "time s",
    "peak MiB",
    "ours: time",
    "ours: memory",
    "target",
];

/// How much of the fastest peer's figures ours may take.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Target {
    /// So much of its processor time.
    Time(f64),
    /// So much of its processor time, and of its peak of memory.
    Both(f64),
}

/// Returns a row for each generator: its figures, how many times of them ours takes, and for ours
/// whether that is as little as it should be. Ours is the first.
pub(crate) fn rows(
    lead: &[Cell],
    generators: &[Generator],
    measured: &[Measured],
    target: Target,
) -> Vec<Vec<Cell>> {
    let all = generators.iter().zip(measured);
    let rows = all.map(|(generator, cost)| {
        let mut row = lead.to_vec();
        row.push(generator.title().into());
        match cost {
            Err(why) => {
                row.push("fails".into());
                row.extend([const { Cell::Nothing }; 4]);
                row.push(why.as_str().into());
            }
            Ok(cost) => {
                row.extend([
                    Cell::Figure(cost.processor, 2),
                    Cell::Figure(cost.wall, 2),
                    Cell::Figure(cost.peak, 0),
                ]);
                row.extend(beside(generator, cost, measured, target));
            }
        }
        row
    });
    rows.collect()
}

/// How ours compares: with a peer by its figures, and with all of them by the target.
fn beside(generator: &Generator, cost: &Cost, all: &[Measured], target: Target) -> Vec<Cell> {
    if !generator.is_ours() {
        let Some(Ok(ours)) = all.first() else {
            return Vec::new();
        };
        let memory = ours.peak / cost.peak;
        return vec![
            Cell::Figure(ours.processor / cost.processor, 2),
            Cell::Figure(memory, 2),
        ];
    }
    let Some(peer) = fastest(all) else {
        return Vec::new();
    };
    let (most, what, memory_holds) = match target {
        Target::Time(most) => (most, "time", true),
        Target::Both(most) => (most, "time and memory", cost.peak <= most * peer.peak),
    };
    let holds = memory_holds && cost.processor <= most * peer.processor;
    let verdict = if holds { "yes" } else { "NO" };
    let verdict = format!("{most:.2} of the fastest's {what}: {verdict}");
    vec![Cell::Nothing, Cell::Nothing, verdict.into()]
}

/// The peer that takes the least processor time, of those that do not fail.
fn fastest(all: &[Measured]) -> Option<&Cost> {
    let peers = all.iter().skip(1).flatten();
    peers.min_by(|one, other| one.processor.total_cmp(&other.processor))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::table::Table;

    fn cost(processor: f64, peak: f64) -> Cost {
        Cost {
            processor,
            wall: processor,
            peak,
        }
    }

    #[test]
    fn ours_is_compared_with_the_fastest_that_does_not_fail() {
        let generators = ["ours", "slow", "broken", "fast"].map(Generator::named);
        let failure = Err("error: no".to_owned());
        let measured = [
            Ok(cost(1.0, 40.0)),
            Ok(cost(9.0, 60.0)),
            failure,
            Ok(cost(2.0, 100.0)),
        ];
        let mut columns = vec!["what"];
        columns.extend(COLUMNS);
        let text = |target| {
            let mut table = Table::new("", &columns);
            for row in rows(&["x".into()], &generators, &measured, target) {
                table.row(row);
            }
            table.text()
        };
        let half = text(Target::Both(0.5));
        assert!(
            half.contains("| 0.50 of the fastest's time and memory: yes |"),
            "{half}"
        );
        assert!(text(Target::Both(0.4)).contains("0.40 of the fastest's time and memory: NO"));
        assert!(text(Target::Time(0.1)).contains("0.10 of the fastest's time: NO"));
        let fails = half
            .lines()
            .find(|line| line.contains("broken"))
            .unwrap_or_default();
        assert!(fails.contains(" fails |"), "{half}");
        assert!(fails.contains("| error: no "), "{half}");
    }

    #[test]
    fn without_peers_there_is_no_verdict() {
        let rows = rows(
            &[],
            &["ours"].map(Generator::named),
            &[Ok(cost(1.0, 1.0))],
            Target::Time(0.5),
        );
        assert_eq!(rows.iter().map(Vec::len).collect::<Vec<_>>(), [4]);
    }
}
