//! What a generated crate is written in, is known to the oldest compiler that it promises. That one is
//! not everywhere, and `clippy` compares the standard library's functions with it, not the language.

use std::path::Path;

use proc_macro2::{Delimiter, TokenStream, TokenTree};
use tests::generate as run;

/// Counts `if a && let b = c`, which Rust knows since 1.88, and `if let` in an arm of a `match`, also
/// inside of macros.
fn newer(text: &str) -> usize {
    in_tokens(text.parse().unwrap())
}

fn in_tokens(tokens: TokenStream) -> usize {
    let trees: Vec<TokenTree> = tokens.into_iter().collect();
    let mut found = 0;
    for (index, tree) in trees.iter().enumerate() {
        match tree {
            TokenTree::Group(group) => found += in_tokens(group.stream()),
            TokenTree::Ident(word) if word == "if" || word == "while" => {
                found += usize::from(is_newer(&trees[index + 1..]));
            }
            _ => {}
        }
    }
    found
}

/// Whether a condition has a `let` beside something else, or is that of an arm.
fn is_newer(after: &[TokenTree]) -> bool {
    let is_body = |tree: &TokenTree| matches!(tree, TokenTree::Group(group) if group.delimiter() == Delimiter::Brace);
    let pair = |at: usize, signs: &str| {
        let text: String = after[at..]
            .iter()
            .take(2)
            .map(ToString::to_string)
            .collect();
        text == signs
    };
    let end = (0..after.len()).find(|at| is_body(&after[*at]) || pair(*at, "=>"));
    let Some(end) = end else { return false };
    let has_let = after[..end].iter().any(|tree| tree.to_string() == "let");
    has_let && (pair(end, "=>") || (0..end).any(|at| pair(at, "&&")))
}

#[test]
fn what_is_newer_is_found() {
    for (text, count) in [
        ("fn f() { if let Some(_) = a && b {} }", 1),
        ("fn f() { while a && let Some(_) = b {} }", 1),
        ("macro_rules! m { () => { if let Some(_) = a && b {} } }", 1),
        (
            "fn f() { match a { b if let Some(_) = c => d, _ => e } }",
            1,
        ),
        (
            "fn f() { if let Some(_) = a {} if b && c {} match d { e if f && g => h, _ => i } }",
            0,
        ),
        ("fn f() { if let Some(_) = (a && b) {} let c = &&d; }", 0),
    ] {
        assert_eq!(newer(text), count, "{text}");
    }
}

#[test]
fn generated_crates_have_nothing_newer() {
    for name in run::fixtures() {
        let mut input = run::input(&format!("fixtures/{name}"));
        input.settings.with_tests = true;
        let generated = run::generated(&input);
        for (path, text) in generated.files.iter() {
            let is_rust = Path::new(path).extension().is_some_and(|it| it == "rs");
            if is_rust {
                assert_eq!(newer(text), 0, "{path} of {name}");
            }
        }
    }
}
