//! What changes in a crate when a description gets one more field.

use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, ensure};
use serde_json::Value;

use crate::generators::Generator;
use crate::report;
use crate::scratch;
use crate::synthetic;
use crate::table::{Cell, Table};

/// How many schemas the made-up description has.
const SCHEMAS: usize = 1_000;

/// Adds a field, and counts the files that are written for it.
pub(crate) fn table(ours: &Generator) -> Result<Table> {
    report::tell("one more field");
    let columns = ["description", "files", "written", "time ms"];
    let mut table = Table::new(
        "A generation after one field was added to one schema",
        &columns,
    );
    let made_up = scratch::file("field.json")?;
    fs::write(&made_up, synthetic::description(SCHEMAS / synthetic::GROUP))?;
    let conferences = scratch::workspace().join("spec/conferences.yaml");
    let made_up_name = format!("{SCHEMAS} made-up schemas");
    let cases = [
        (
            "spec/conferences.yaml",
            conferences,
            "JoinConferenceRequest",
        ),
        (made_up_name.as_str(), made_up, "Account50"),
    ];
    for (name, spec, schema) in cases {
        let out = scratch::file("field")?;
        scratch::remove(&out)?;
        generate(ours, &spec, &out, None)?;
        let overlay = scratch::file("field.overlay.json")?;
        fs::write(&overlay, added(schema).to_string())?;
        let summary = generate(ours, &spec, &out, Some(&overlay))?;
        let count = |name: &str| {
            let count = summary["files"][name].as_f64();
            count.with_context(|| format!("the summary does not say how many are {name}"))
        };
        let (written, unchanged) = (count("written")?, count("unchanged")?);
        table.row([
            name.into(),
            Cell::Figure(written + unchanged, 0),
            Cell::Figure(written, 0),
            Cell::Figure(
                summary["milliseconds"]["total"]
                    .as_f64()
                    .unwrap_or_default(),
                0,
            ),
        ]);
    }
    Ok(table)
}

/// An overlay that adds a field to a schema.
fn added(schema: &str) -> Value {
    serde_json::json!({
        "overlay": "1.0.0",
        "info": { "title": "One more field", "version": "1.0.0" },
        "actions": [{
            "target": format!("$.components.schemas.{schema}.properties"),
            "update": { "added_by_the_benchmark": { "type": "string" } },
        }],
    })
}

/// Generates, and returns the summary.
fn generate(ours: &Generator, spec: &Path, out: &Path, overlay: Option<&Path>) -> Result<Value> {
    let mut command: Command = ours.generate(spec, out);
    command.args(["--format", "json"]);
    if let Some(overlay) = overlay {
        command.arg("--overlay").arg(overlay);
    }
    let output = command.output().context("the generator can't be started")?;
    ensure!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stdout)
    );
    let mut document: Value = serde_json::from_slice(&output.stdout)?;
    Ok(document["summary"].take())
}
