//! The calls that the documentation of a crate shows, as a test that makes them.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

/// What the test of one crate begins with.
const HEAD: &str = "
/// Nothing listens there: what is not refused fails on the way.
fn check(place: &str, call: impl AsyncFnOnce(Client) -> Result<(), Error>) {
    let builder = Client::builder().base_url(\"http://127.0.0.1:9\");
    let client = builder.max_retries(0).build().expect(\"a client\");
    let runtime = tokio::runtime::Builder::new_current_thread();
    let runtime = { runtime }.enable_all().build().expect(\"a runtime\");
    let error = runtime.block_on(call(client)).expect_err(\"nothing listens\");
    assert_ne!(error.kind(), ErrorKind::InvalidRequest, \"{place}: {error}\");
}
";

/// Returns the tests that make each call that the documentation of some crates shows: none may be
/// refused before it is sent. They are called by their names in `folder`, and what is shown calls them
/// `corpus_…`, as `xtask corpus` does.
///
/// # Errors
/// If the sources can't be read.
pub fn tests(folder: &Path, crates: &[&str]) -> std::io::Result<String> {
    let mut text = String::new();
    for krate in crates {
        let mut calls = Vec::new();
        collect(&folder.join(krate).join("src"), &mut calls)?;
        let _ = write!(
            text,
            "mod {krate} {{\n\
             #[allow(unused_imports, reason = \"what is shown may name nothing of it\")]\n\
             use ::{krate} as corpus_{krate};\n\
             use ::{krate}::{{Client, Error, ErrorKind}};\n{HEAD}"
        );
        for (index, (place, call)) in calls.iter().enumerate() {
            let _ = write!(
                text,
                "#[test]\nfn call_{index}() {{\n{call}\ncheck({place:?}, example);\n}}\n"
            );
        }
        text.push_str("}\n");
    }
    Ok(text)
}

/// Adds the examples of methods in a folder of sources, each with the file that it stands in.
fn collect(folder: &Path, calls: &mut Vec<(String, String)>) -> std::io::Result<()> {
    let mut entries: Vec<_> = fs::read_dir(folder)?.collect::<Result<_, _>>()?;
    entries.sort_by_key(fs::DirEntry::path);
    for entry in entries {
        let path = entry.path();
        if path.is_dir() && !path.ends_with("runtime") {
            collect(&path, calls)?;
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            let place = path.display().to_string();
            let text = fs::read_to_string(&path)?;
            calls.extend(examples(&text).map(|call| (place.clone(), call)));
        }
    }
    Ok(())
}

/// The examples of methods in a file, as they are compiled.
fn examples(text: &str) -> impl Iterator<Item = String> {
    let examples = text.split("/// # Example\n").skip(1);
    examples.map(|text| {
        let lines = text.lines().map(str::trim_start);
        let lines = lines.map(|line| line.strip_prefix("///").unwrap_or(line).trim_start());
        let code = lines.skip_while(|line| !line.starts_with("```"));
        let code = code.skip(1).take_while(|line| !line.starts_with("```"));
        let code = code.map(|line| line.strip_prefix("# ").unwrap_or(line));
        code.map(|line| line.to_owned() + "\n").collect()
    })
}
