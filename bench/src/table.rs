//! What was measured, as a table of Markdown for people and as JSON for programs.

use std::fmt::Write as _;
use std::path::PathBuf;

use anyhow::{Context, Result};
use serde_json::{Value, json};

use crate::report;

/// One table.
#[derive(Debug)]
pub(crate) struct Table {
    title: String,
    columns: Vec<&'static str>,
    rows: Vec<Vec<Cell>>,
}

/// What stands in one place of a table.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Cell {
    Nothing,
    Text(String),
    /// A figure, and how many digits of it after the point are shown.
    Figure(f64, usize),
}

/// Where tables go: each to stdout as soon as it is done, and all of them to a file.
#[derive(Debug)]
pub(crate) struct Tables {
    done: Vec<Value>,
    json: Option<PathBuf>,
}

impl Table {
    /// Returns a table without rows.
    pub(crate) fn new(title: impl Into<String>, columns: &[&'static str]) -> Self {
        Self {
            title: title.into(),
            columns: columns.to_vec(),
            rows: Vec::new(),
        }
    }

    /// Adds a row. It is as long as there are columns: what is missing is nothing.
    pub(crate) fn row(&mut self, cells: impl IntoIterator<Item = Cell>) {
        let mut row: Vec<Cell> = cells.into_iter().collect();
        row.resize(self.columns.len(), Cell::Nothing);
        self.rows.push(row);
    }

    /// Returns the table for people. Columns of figures are aligned to the right.
    pub(crate) fn text(&self) -> String {
        let cells: Vec<Vec<String>> = self
            .rows
            .iter()
            .map(|row| row.iter().map(Cell::text).collect())
            .collect();
        let widths: Vec<usize> = (0..self.columns.len())
            .map(|column| {
                let heading = self.columns[column].chars().count();
                let cells = cells.iter().map(|row| row[column].chars().count());
                cells.fold(heading.max(3), usize::max)
            })
            .collect();
        let is_right = |column: usize| {
            let mut cells = self.rows.iter().map(|row| &row[column]);
            cells.any(|cell| matches!(cell, Cell::Figure(..)))
        };
        let line = |cells: &[String]| {
            let mut line = "|".to_owned();
            for (column, cell) in cells.iter().enumerate() {
                let width = widths[column];
                // Writing into a string cannot fail.
                let _ = if is_right(column) {
                    write!(line, " {cell:>width$} |")
                } else {
                    write!(line, " {cell:width$} |")
                };
            }
            line + "\n"
        };
        let headings: Vec<String> = self.columns.iter().map(|&name| name.to_owned()).collect();
        let rules: Vec<String> = (0..widths.len())
            .map(|column| {
                let dashes = "-".repeat(widths[column] - usize::from(is_right(column)));
                dashes + if is_right(column) { ":" } else { "" }
            })
            .collect();
        let body: String = cells.iter().map(|row| line(row)).collect();
        format!(
            "{}\n\n{}{}{body}\n",
            self.title,
            line(&headings),
            line(&rules)
        )
    }

    /// Returns the table for programs.
    pub(crate) fn json(&self) -> Value {
        let row = |row: &Vec<Cell>| -> Value {
            let cells = self.columns.iter().zip(row);
            let cells = cells.map(|(name, cell)| ((*name).to_owned(), cell.json()));
            Value::Object(cells.collect())
        };
        json!({ "title": self.title, "rows": self.rows.iter().map(row).collect::<Vec<_>>() })
    }
}

impl Cell {
    fn text(&self) -> String {
        match self {
            Self::Nothing => String::new(),
            Self::Text(text) => text.replace('|', "\\|"),
            Self::Figure(figure, digits) => format!("{figure:.digits$}"),
        }
    }

    fn json(&self) -> Value {
        match self {
            Self::Nothing => Value::Null,
            Self::Text(text) => json!(text),
            Self::Figure(figure, _) => json!(figure),
        }
    }
}

impl From<&str> for Cell {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for Cell {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl Tables {
    /// Starts with none.
    pub(crate) fn new(json: Option<PathBuf>) -> Self {
        Self {
            done: Vec::new(),
            json,
        }
    }

    /// Prints a table that is done, and writes all so far to the file.
    pub(crate) fn add(&mut self, table: &Table) -> Result<()> {
        report::print(&table.text())?;
        self.done.push(table.json());
        if let Some(file) = &self.json {
            let text = serde_json::to_string_pretty(&json!({ "tables": self.done }))?;
            std::fs::write(file, text + "\n")
                .with_context(|| format!("{} can't be written", file.display()))?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table() -> Table {
        let mut table = Table::new("What it costs", &["what", "processor s", "target"]);
        table.row(["ours".into(), Cell::Figure(1.234, 2), "yes".into()]);
        table.row(["another".into(), Cell::Figure(10.0, 2)]);
        table.row(["a|b".into(), "fails".into()]);
        table
    }

    #[test]
    fn a_table_is_markdown() {
        let expected = "\
What it costs

| what    | processor s | target |
| ------- | ----------: | ------ |
| ours    |        1.23 | yes    |
| another |       10.00 |        |
| a\\|b    |       fails |        |

";
        assert_eq!(table().text(), expected);
    }

    #[test]
    fn a_program_gets_all_digits() {
        let expected = json!({ "title": "What it costs", "rows": [
            { "what": "ours", "processor s": 1.234, "target": "yes" },
            { "what": "another", "processor s": 10.0, "target": null },
            { "what": "a|b", "processor s": "fails", "target": null },
        ] });
        assert_eq!(table().json(), expected);
    }
}
