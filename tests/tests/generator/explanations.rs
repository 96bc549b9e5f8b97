//! Each code has a page, and the example on it gives the code.

use std::fs;

use generator::diagnostic::code;
use generator::{Code, Input, Severity, Source};

use tests::generate as run;

/// Whose example is no description: another test makes what gives them.
const WITHOUT_EXAMPLE: &[Code] = &[
    code::UNREADABLE,
    code::TOO_LARGE,
    code::NOT_UTF8,
    code::TOO_MUCH,
];

/// What every description begins with, where an example is not about it.
const HEAD: &str = "openapi: 3.0.3\ninfo: { title: Orders, version: '1' }\nservers: [{ url: 'https://example.com' }]\n";

/// An example of a page: how it is marked, and its text.
fn example(page: &str) -> (&str, &str) {
    let (_, rest) = page.split_once("## Example\n\n```").unwrap();
    let (block, _) = rest.split_once("\n```").unwrap();
    block.split_once('\n').unwrap()
}

/// The run that an example is of.
fn input(mark: &str, text: &str) -> Option<Input> {
    let description = |text: &str| {
        let whole = ["openapi:", "swagger:", "name:"]
            .iter()
            .any(|start| text.starts_with(start));
        let text = if whole {
            text.to_owned()
        } else {
            format!("{HEAD}{text}")
        };
        run::made_up("openapi.yaml", &text)
    };
    let plain = || description("paths: {}\n");
    match mark {
        "yaml" => Some(description(text)),
        "toml" => Some(Input {
            config: Some(Source::new("codegen.toml", text.as_bytes())),
            ..plain()
        }),
        "yaml overlay" => Some(Input {
            overlays: vec![Source::new("overlay.yaml", text.as_bytes())],
            ..plain()
        }),
        _ => None,
    }
}

/// The example gives the code, and no other error or warning that would need an explanation too.
#[test]
fn examples_give_their_code() {
    for code in code::ALL {
        let (mark, text) = example(code.explanation());
        let Some(input) = input(mark, text) else {
            assert!(WITHOUT_EXAMPLE.contains(code), "{code} has no example");
            continue;
        };
        let found = run::lint(&input);
        let human = run::human(&found, &input);
        assert!(
            found.iter().any(|found| found.code == *code),
            "the example of {code} does not give it:\n{text}\n{human}"
        );
        let other = found
            .iter()
            .find(|found| found.code != *code && found.severity != Severity::Advice);
        assert!(
            other.is_none(),
            "the example of {code} gives more:\n{human}"
        );
        for found in found.iter().filter(|found| found.code == *code) {
            assert_eq!(found.severity, code.severity(), "{code}");
        }
    }
}

#[test]
fn pages_have_one_form() {
    for code in code::ALL {
        let page = code.explanation();
        let headings: Vec<&str> = page.lines().filter(|line| line.starts_with('#')).collect();
        let title = format!("# {code}: {}", code.title());
        let form = [
            &*title,
            "## Example",
            "## Why it matters",
            "## How to mend it",
        ];
        assert_eq!(headings, form, "{code}");
        assert!(
            !code.title().is_empty() && !code.title().ends_with('.'),
            "{code}"
        );
        assert!(page.ends_with(".\n") || page.ends_with("`.\n"), "{code}");
        for line in page.lines() {
            assert!(line.chars().count() <= 140, "{code}: {line}");
        }
    }
}

/// The folder has a page for each code and nothing else.
#[test]
fn every_page_is_of_a_code() {
    for entry in fs::read_dir(run::path("../docs/diagnostics")).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        let code = name.trim_end_matches(".md");
        assert!(
            Code::find(code).is_some(),
            "docs/diagnostics/{name} is of no code"
        );
    }
}

#[test]
fn codes_are_found_in_any_case() {
    assert_eq!(Code::find("e0012"), Some(code::PATH_PARAMETERS));
    assert_eq!(Code::find("E12"), None);
    assert!(code::ALL.windows(2).all(|pair| pair[0] != pair[1]));
}
