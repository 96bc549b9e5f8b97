//! Where the files of a crate are.

/// The files at the top of a crate.
const TOP: &[&str] = &[
    "API.md",
    "Cargo.toml",
    "LICENSE",
    "README.md",
    "rustfmt.toml",
];

/// Names that mean something to a system, whatever their ending.
const RESERVED: &[&str] = &["con", "prn", "aux", "nul", "com1", "lpt1", ".git", ".cargo"];

pub(super) fn strays(files: &[(&str, &str)]) -> Vec<String> {
    let odd = files.iter().filter(|(path, _)| !is_fine(path));
    odd.map(|(path, _)| format!("{path:?} is no path of a crate"))
        .collect()
}

fn is_fine(path: &str) -> bool {
    if TOP.contains(&path) {
        return true;
    }
    let Some((folder, below)) = path.split_once('/') else {
        return false;
    };
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-');
    let name = match (folder, below.rsplit_once('.')) {
        (
            "src",
            Some((name, "rs") | (name @ ("wire/round_trips" | "wire/operations"), "jsonl")),
        ) => name,
        ("examples", Some((name, "rs"))) if !name.contains('/') => name,
        _ => return false,
    };
    // Cargo makes programs of these, without being asked.
    let is_program = folder == "src" && (name == "main" || name.starts_with("bin/"));
    let sound = |segment: &str| {
        let lower = segment.to_ascii_lowercase();
        !segment.is_empty() && segment.chars().all(plain) && !RESERVED.contains(&&*lower)
    };
    !is_program && name.split('/').all(sound)
}
