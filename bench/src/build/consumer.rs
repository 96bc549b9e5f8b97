//! A package with a binary that calls operations of a generated crate.
//!
//! For ours the calls are the examples in the documentation of its methods, whole: with what an
//! operation requires and what its description has as an example. A peer's own program writes those
//! of its crate.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};

use super::package::Package;
use crate::cost::{self, Ran};
use crate::generators::Generator;
use crate::scratch;

/// The line of a binary that an edit changes. A peer's program writes it too.
const EDIT: &str = "const EDIT: u32 = ";

/// Writes the package beside the crate. None, but why, where that fails.
pub(crate) fn write(
    generator: &Generator,
    package: &Package,
    calls: usize,
) -> Result<Result<Package, String>> {
    let mut folder = package.folder.clone().into_os_string();
    folder.push("-consumer");
    let folder = PathBuf::from(folder);
    scratch::remove(&folder)?;
    if generator.is_ours() {
        ours(package, calls, &folder)?;
    } else {
        let Some(command) = generator.consumer(&package.folder, calls, &folder) else {
            return Ok(Err("it has no `consumer`".to_owned()));
        };
        if let Ran::Failed(why) = cost::of(&command)? {
            return Ok(Err(why));
        }
    }
    Package::alone(folder).map(Ok)
}

/// Changes what the binary does.
pub(crate) fn edit(consumer: &Package) -> Result<()> {
    let path = consumer.folder.join("src/main.rs");
    let text = fs::read_to_string(&path).with_context(|| format!("{}", path.display()))?;
    fs::write(&path, edited(&text)?)?;
    Ok(())
}

/// Returns the text with the next number in the line that an edit changes.
fn edited(text: &str) -> Result<String> {
    let (before, rest) = text
        .split_once(EDIT)
        .context("a consumer has a line to edit")?;
    let (number, after) = rest.split_once(';').context("it ends")?;
    let number: u32 = number.trim().parse().context("it is a number")?;
    Ok(format!("{before}{EDIT}{};{after}", number + 1))
}

fn ours(package: &Package, calls: usize, folder: &Path) -> Result<()> {
    let mut examples = Vec::new();
    collect(&package.folder.join("src"), &mut examples)?;
    ensure!(
        examples.len() >= calls,
        "there are only {} examples",
        examples.len()
    );
    // From all over the crate.
    let step = examples.len() / calls;
    let chosen: Vec<String> = examples.into_iter().step_by(step).take(calls).collect();
    let name = package.name()?;
    fs::create_dir_all(folder.join("src"))?;
    fs::write(
        folder.join("src/main.rs"),
        program(&name.replace('-', "_"), &chosen),
    )?;
    fs::write(folder.join("Cargo.toml"), manifest(&name, &package.folder))?;
    Ok(())
}

fn manifest(name: &str, folder: &Path) -> String {
    format!(
        r#"[package]
name = "consumer"
version = "0.1.0"
edition = "2024"

[dependencies]
{name} = {{ path = '{}' }}
tokio = {{ version = "1", default-features = false, features = ["macros", "rt"] }}
"#,
        folder.display()
    )
}

/// Returns a program that makes the calls of examples one after the other, in one function, and
/// tells the status of each answer.
fn program(library: &str, examples: &[String]) -> String {
    let mut calls = String::new();
    for example in examples {
        let tell = if example.contains("let response = ") {
            "println!(\"{:?}\", response.status());\n"
        } else {
            ""
        };
        // Writing into a string cannot fail.
        let _ = write!(calls, "{{\n{example}{tell}}}\n");
    }
    format!(
        "\
{EDIT}0;

async fn calls(client: &{library}::Client) -> Result<(), {library}::Error> {{
{calls}Ok(())
}}

#[tokio::main(flavor = \"current_thread\")]
async fn main() -> Result<(), {library}::Error> {{
    println!(\"{{EDIT}}\");
    calls(&{library}::Client::from_env()?).await
}}
"
    )
}

/// Collects the examples of methods from all files below a folder, in the order of their names.
fn collect(folder: &Path, examples: &mut Vec<String>) -> Result<()> {
    let entries: Result<Vec<_>, _> = fs::read_dir(folder)?.collect();
    let mut paths: Vec<PathBuf> = entries?.into_iter().map(|entry| entry.path()).collect();
    paths.sort();
    for path in paths {
        let is_runtime = path.ends_with("src/runtime") || path.ends_with("src/streams");
        if path.is_dir() && !is_runtime {
            collect(&path, examples)?;
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            examples.extend(of_text(&fs::read_to_string(&path)?));
        }
    }
    Ok(())
}

/// Returns the examples in the documentation of a file's items: what is in their functions of a
/// client.
fn of_text(text: &str) -> Vec<String> {
    let mut examples = Vec::new();
    let mut current: Option<String> = None;
    for line in text.lines() {
        let Some(line) = line.trim_start().strip_prefix("///") else {
            current = None;
            continue;
        };
        let line = line.strip_prefix(' ').unwrap_or(line);
        match current.take() {
            None if line == "```no_run" => current = Some(String::new()),
            None => {}
            Some(example) if line == "```" => examples.extend(body(&example)),
            Some(mut example) => {
                example.push_str(line.strip_prefix("# ").unwrap_or(line));
                example.push('\n');
                current = Some(example);
            }
        }
    }
    examples
}

/// Returns what is in the function of an example, if it is one of a client.
fn body(example: &str) -> Option<String> {
    let (signature, body) = example.split_once('\n')?;
    let body = body.strip_suffix("Ok(())\n}\n")?;
    let is_of_a_client = signature.starts_with("async fn example(client: ");
    is_of_a_client.then(|| body.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    const METHOD: &str = r#"
//! ```no_run
//! # async fn example(client: ours::Client) {}
//! ```
impl Actions {
    /// Join a conference
    ///
    /// ```no_run
    /// # async fn example(client: ours::Client) -> Result<(), ours::Error> {
    /// let response = client
    ///     .join("weekly-sync")
    ///     .await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn join(&self) {}

    /// ```no_run
    /// let other = 1;
    /// ```
    pub fn other(&self) {}
}
"#;

    #[test]
    fn the_example_of_a_method_is_what_its_function_does() {
        let expected = "\
let response = client
    .join(\"weekly-sync\")
    .await?;
";
        assert_eq!(of_text(METHOD), [expected]);
    }

    #[test]
    fn a_program_calls_each_example() {
        let program = program("ours", &of_text(METHOD));
        let calls = "\
async fn calls(client: &ours::Client) -> Result<(), ours::Error> {
{
let response = client
    .join(\"weekly-sync\")
    .await?;
println!(\"{:?}\", response.status());
}
Ok(())
}
";
        assert!(program.contains(calls), "{program}");
    }

    #[test]
    fn an_edit_is_one_number() {
        let once = edited("const EDIT: u32 = 0;\nfn main() {}\n").expect("it has the line");
        assert_eq!(once, "const EDIT: u32 = 1;\nfn main() {}\n");
        assert!(
            edited(&once)
                .expect("it has the line")
                .starts_with("const EDIT: u32 = 2;")
        );
        assert!(edited("fn main() {}").is_err());
    }
}
