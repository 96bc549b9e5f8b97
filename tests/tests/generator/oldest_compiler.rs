//! What a generated crate is written in, is known to the oldest compiler that it promises. That one is
//! not everywhere, and `clippy` compares the standard library's functions with it, not the language.

use std::path::Path;

use syn::visit::{self, Visit};
use tests::generate as run;

/// Finds `if a && let b = c`, which Rust knows since 1.88.
#[derive(Default)]
struct LetChains(usize);

impl<'ast> Visit<'ast> for LetChains {
    fn visit_expr_binary(&mut self, expression: &'ast syn::ExprBinary) {
        for side in [&expression.left, &expression.right] {
            self.0 += usize::from(matches!(**side, syn::Expr::Let(_)));
        }
        visit::visit_expr_binary(self, expression);
    }
}

fn chains(text: &str) -> usize {
    let mut found = LetChains::default();
    found.visit_file(&syn::parse_file(text).unwrap());
    found.0
}

#[test]
fn a_chain_is_found() {
    assert_eq!(chains("fn f() { if let Some(_) = a && b {} }"), 1);
    assert_eq!(chains("fn f() { while a && let Some(_) = b {} }"), 1);
    assert_eq!(chains("fn f() { if let Some(_) = a {} if b && c {} }"), 0);
}

#[test]
fn generated_crates_have_none() {
    for name in run::files("fixtures", &[".yaml"]) {
        let mut input = run::input(&format!("fixtures/{name}"));
        input.settings.with_tests = true;
        let generated = run::generated(&input);
        for (path, text) in generated.files.iter() {
            let is_rust = Path::new(path).extension().is_some_and(|it| it == "rs");
            if is_rust {
                assert_eq!(chains(text), 0, "{path} of {name}");
            }
        }
    }
}
