//! Whether a value that a crate refuses is one that its description refuses.

use std::collections::BTreeMap;

use anyhow::{Context, Result};
use jsonschema::{Draft, Registry, Validator};
use percent_encoding::{AsciiSet, utf8_percent_encode};
use serde_json::{Value, json};

use crate::description::{Description, Dialect, NOT_IN_URI};

/// The name under which schemas refer to the description.
const BASE: &str = "urn:description";

/// How many failures are listed.
const LISTED: usize = 200;

/// Reads the report of a crate's tests and returns the sums.
pub(crate) fn judge(description: &Description, report: &str) -> Result<Value> {
    let (mut passed, mut made_up) = (0_u64, 0_u64);
    let (mut failed, mut broken) = (Vec::new(), Vec::new());
    let mut judge = Judge::new(description)?;
    for line in report.lines() {
        let row: Value = serde_json::from_str(line).context("a line of the report is no JSON")?;
        let case = row["case"]
            .as_str()
            .context("a line of the report has no case")?;
        let case: Value = serde_json::from_str(case).context("a case is no JSON")?;
        let is_example = case["kind"] == "example";
        if row["failure"].is_null() {
            if is_example {
                passed += 1;
            } else {
                made_up += 1;
            }
            continue;
        }
        let told = json!({
            "kind": case["kind"],
            "place": case["place"],
            "type": case["type"],
            "failure": row["failure"],
        });
        if is_example && judge.refuses(&case) {
            broken.push(told);
        } else {
            failed.push(told);
        }
    }
    Ok(json!({
        "passed": passed,
        "made_up": made_up,
        "failed": failed.len(),
        "broken": broken.len(),
        "failures": failed.into_iter().take(LISTED).collect::<Vec<_>>(),
        "broken_examples": broken.into_iter().take(LISTED).collect::<Vec<_>>(),
    }))
}

/// Validates values against the schemas of one description.
pub(crate) struct Judge<'a> {
    dialect: Draft,
    registry: Registry<'a>,
    /// By the pointers of the schemas that a value must follow; none where they make no validator.
    validators: BTreeMap<String, Option<Validator>>,
}

impl<'a> Judge<'a> {
    pub(crate) fn new(description: &'a Description) -> Result<Self> {
        let dialect = match description.dialect {
            Dialect::Draft4 => Draft::Draft4,
            Dialect::Draft202012 => Draft::Draft202012,
        };
        let registry = Registry::new()
            .draft(dialect)
            .add(BASE, dialect.create_resource_ref(&description.root))
            .context("the description can't be referred to")?
            .prepare()
            .context("the description can't be referred to")?;
        Ok(Self {
            dialect,
            registry,
            validators: BTreeMap::new(),
        })
    }

    /// Whether the description itself refuses the value of a case.
    fn refuses(&mut self, case: &Value) -> bool {
        let schemas: Vec<&str> = case["schemas"]
            .as_array()
            .into_iter()
            .flatten()
            .filter_map(Value::as_str)
            .collect();
        let schemas: Vec<String> = schemas.into_iter().map(encoded).collect();
        let schemas: Vec<&str> = schemas.iter().map(String::as_str).collect();
        self.refuses_at(&schemas, &case["value"]) == Some(true)
    }

    /// Whether one of some schemas refuses a value; none where they make no validator. They are named
    /// by the fragments of URIs.
    pub(crate) fn refuses_at(&mut self, schemas: &[&str], value: &Value) -> Option<bool> {
        let key = schemas.join(" ");
        if !self.validators.contains_key(&key) {
            let validator = self.validator(schemas);
            self.validators.insert(key.clone(), validator);
        }
        let validator = self.validators.get(&key).and_then(Option::as_ref);
        validator.map(|validator| !validator.is_valid(value))
    }

    fn validator(&self, schemas: &[&str]) -> Option<Validator> {
        let parts: Vec<Value> = schemas
            .iter()
            .map(|pointer| json!({ "$ref": format!("{BASE}#{pointer}") }))
            .collect();
        jsonschema::options()
            .with_draft(self.dialect)
            .with_registry(&self.registry)
            .should_validate_formats(false)
            .build(&json!({ "allOf": parts }))
            .ok()
    }
}

/// What the fragment of a URI has no place for (RFC 3986, 3.5).
const NOT_IN_FRAGMENT: &AsciiSet = &NOT_IN_URI.add(b'#').add(b'%');

/// A JSON pointer as the fragment of a URI.
pub(crate) fn encoded(pointer: &str) -> String {
    utf8_percent_encode(pointer, NOT_IN_FRAGMENT).to_string()
}
