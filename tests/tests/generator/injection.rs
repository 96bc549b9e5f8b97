//! Nothing of a description becomes code: not of the fixtures, of which some try.

use std::fs;
use std::path::PathBuf;
use std::time::{Instant, SystemTime, UNIX_EPOCH};

use generator::{Boundary, Generated, Input, Source};

use tests::generate as run;
use tests::injection::{Words, of_rust, strays};
use tests::random::number;

/// The fixtures whose texts try the most.
const TRYING: &[&str] = &[
    "file_names.yaml",
    "markdown.yaml",
    "names.yaml",
    "untrusted.yaml",
];

/// How large a real description is that most runs of the test leave out, in bytes.
const LARGE: u64 = 300_000;

#[test]
fn of_the_fixtures() {
    let mut found = Vec::new();
    for name in run::fixtures() {
        let mut input = run::input(&format!("fixtures/{name}"));
        // The tests of a crate are the same code for every one, and many values.
        input.settings.with_tests = TRYING.contains(&&*name);
        found.extend(strays_of(&name, &input));
    }
    found.extend(strays_of("spec", &run::input("../spec/conferences.yaml")));
    assert!(found.is_empty(), "{}", found.join("\n"));
}

/// Descriptions of `CORPUS_DIR`, of which every day has another few; `INJECTION_PARTS=1` takes all.
#[test]
fn of_real_descriptions() {
    let Some(folder) = std::env::var_os("CORPUS_DIR") else {
        tell("skipped: CORPUS_DIR names no folder");
        return;
    };
    let parts = number("INJECTION_PARTS").unwrap_or(14);
    let day = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
    let day = day.as_secs() / 86_400;
    let entries = fs::read_dir(folder).unwrap();
    let mut paths: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
    paths.sort_unstable();
    // Of the largest ones, a test without optimizations takes minutes.
    paths.retain(|path| parts == 1 || fs::metadata(path).unwrap().len() < LARGE);
    let paths = (0..).zip(paths).filter(|(at, _)| at % parts == day % parts);
    let mut found = Vec::new();
    for (_, path) in paths {
        let name = path.file_name().unwrap().to_string_lossy();
        let mut input = run::made_up(&name, "");
        input.description = Source::new(&*name, fs::read(&path).unwrap());
        input.settings.keep_going = true;
        input.settings.package = Some("real-api".to_owned());
        let start = Instant::now();
        if let Ok(generated) = run::generate(&input) {
            found.extend(strays_in(&name, &input, &generated));
            tell(&format!("{name}: {:.1?}", start.elapsed()));
        } else {
            tell(&format!("{name}: no crate"));
        }
    }
    assert!(found.is_empty(), "{}", found.join("\n"));
}

#[expect(
    clippy::print_stdout,
    reason = "`cargo test` shows it where it is asked to"
)]
fn tell(what: &str) {
    println!("{what}");
}

pub(super) fn strays_of(name: &str, input: &Input) -> Vec<String> {
    strays_in(name, input, &run::generated(input))
}

fn strays_in(name: &str, input: &Input, generated: &Generated) -> Vec<String> {
    let plan = run::inspect(input, Boundary::Plan).unwrap();
    let files: Vec<_> = generated.files.iter().collect();
    let strays = strays(&files, &plan).into_iter();
    strays.map(|stray| format!("{name}: {stray}")).collect()
}

/// Every check can fail: each of these is refused, for the reason beside it.
#[test]
fn what_was_never_generated_is_found() {
    let mut words = Words::of_the_generator();
    words.add_plan(
        "Plan { file: \"pets\", ident: `Pet`, field: `name`, text: \"`Evil` ident: `Evil`\" }",
    );
    let check = |text: &str| of_rust("src/types/pets.rs", text, &words).join("\n");
    assert_eq!(check("/// A pet.\npub struct Pet { name: String }"), "");
    for (text, reason) in [
        ("pub struct Evil { name: String }", "the plan has no `Evil`"),
        ("pub struct Pet { evil: String }", "the plan has no `evil`"),
        ("pub enum Pet { Evil }", "the plan has no `Evil`"),
        ("pub fn name() { evil() }", "it says `evil`"),
        ("pub unsafe fn name() {}", "a function"),
        ("pub fn name() { unsafe { name() } }", "a block"),
        ("unsafe impl Send for Pet {}", "never generated"),
        ("extern \"C\" { fn name(); }", "never generated"),
        ("extern \"C\" fn name() {}", "a function"),
        ("extern crate std;", "never generated"),
        ("pub union Pet { name: u8 }", "never generated"),
        (
            "const NAME: &str = include_str!(\"/etc/passwd\");",
            "a macro",
        ),
        ("const NAME: &str = include_bytes!(\"x\");", "a macro"),
        ("const NAME: &str = env!(\"HOME\");", "a macro"),
        (
            "fn name() { vec![include_str!(\"/etc/passwd\")] }",
            "a macro",
        ),
        ("fn name() { std::arch::asm!(\"nop\") }", "a macro"),
        ("macro_rules! name { () => {} }", "a macro"),
        ("#![feature(never_type)]", "an attribute"),
        ("#![cfg(evil)]", "an attribute"),
        ("#[path = \"/etc/passwd\"] mod name;", "an attribute"),
        ("#[allow(warnings)] fn name() {}", "an attribute"),
        ("#[link(name = \"evil\")] fn name() {}", "an attribute"),
        (
            "#[doc = include_str!(\"/etc/passwd\")] fn name() {}",
            "an attribute",
        ),
        ("#[cfg_attr(all(), path = \"x\")] mod name;", "an attribute"),
        (
            "/// ```\n/// name()\n/// ```\nfn name() {}",
            "rustdoc would run",
        ),
        (
            "/// ```rust\n/// name()\n/// ```\nfn name() {}",
            "rustdoc would run",
        ),
        (
            "/// ```should_panic\n/// ```\nfn name() {}",
            "rustdoc would run",
        ),
        (
            "/// Text.\n///\n///     name()\nfn name() {}",
            "rustdoc would run",
        ),
        (
            "/// - Item\n///\n///       name()\nfn name() {}",
            "rustdoc would run",
        ),
        ("/// > ~~~\n/// > name()\nfn name() {}", "rustdoc would run"),
        (
            "/// ```no_run\n/// evil_name();\n/// ```\nfn name() {}",
            "an example says `evil_name`",
        ),
        (
            "/// ```no_run\n/// } name();\n/// ```\nfn name() {}",
            "an example is no Rust",
        ),
        (
            "pub struct Pet {\n/// ```\n/// name()\n/// ```\nname: u8 }",
            "rustdoc would run",
        ),
        ("/// <script>alert(1)</script>\nfn name() {}", "HTML"),
        ("/// A <b>word</b>.\nfn name() {}", "HTML"),
        (
            "/// [name](javascript:alert(1))\nfn name() {}",
            "a link leads to",
        ),
        (
            "/// [name]\n///\n/// [name]: data:text/html,x\nfn name() {}",
            "a link leads to",
        ),
        (
            "/// ![name](file:///etc/passwd)\nfn name() {}",
            "a link leads to",
        ),
        ("fn name( {", "it is no Rust"),
    ] {
        let found = check(text);
        assert!(found.contains(reason), "{text}\n{found}");
    }
}

/// What is around the code is looked at as well.
#[test]
fn other_files_are_looked_at() {
    let input = run::input("fixtures/nothing.yaml");
    let plan = run::inspect(&input, Boundary::Plan).unwrap();
    let generated = run::generated(&input);
    let files: Vec<_> = generated.files.iter().collect();
    assert_eq!(strays(&files, &plan), Vec::<String>::new());
    let manifest = |more: &str| {
        let text = generated.files.get("Cargo.toml").unwrap();
        text.replace("[package]\n", &format!("[package]\n{more}\n"))
    };
    for (path, text) in [
        ("build.rs", "fn main() {}".to_owned()),
        (".cargo/config.toml", String::new()),
        ("src/main.rs", "fn main() {}".to_owned()),
        ("src/bin/new.rs", "fn main() {}".to_owned()),
        ("src/../../new.rs", String::new()),
        ("/src/new.rs", String::new()),
        ("src/.git.rs", String::new()),
        ("src/CON.rs", String::new()),
        ("src/a b.rs", String::new()),
        ("src/new.so", String::new()),
        ("Cargo.toml", manifest("build = \"src/lib.rs\"")),
        ("Cargo.toml", manifest("links = \"evil\"")),
        ("Cargo.toml", manifest("workspace = \"..\"")),
        (
            "Cargo.toml",
            format!("{}\n[build-dependencies]\ncc = \"1\"\n", manifest("")),
        ),
        (
            "Cargo.toml",
            format!("{}\n[patch.crates-io]\n", manifest("")),
        ),
        (
            "Cargo.toml",
            format!("{}\n[dependencies.evil]\ngit = \"x\"\n", manifest("")),
        ),
        ("README.md", "<!-- note -->\n\n<script>\n".to_owned()),
        ("API.md", "<!-- a --><script>--> -->\n".to_owned()),
    ] {
        let others = files.iter().filter(|(before, _)| *before != path);
        let changed: Vec<_> = others.copied().chain([(path, &*text)]).collect();
        assert!(!strays(&changed, &plan).is_empty(), "{path}\n{text}");
    }
}
