//! Whether anything of a description became more than a name, a literal or documentation.
//!
//! A generated crate is read with `syn` and `pulldown-cmark`, by nothing that the generator has a
//! part in, and compared with three things: the files that are copied as they are, the words that
//! the sources of the `emit` room are made of, and the identifiers of the plan. Whatever is in the
//! crate and in none of them came from elsewhere.

mod docs;
mod manifest;
mod paths;
mod rust;
mod words;

use std::collections::BTreeSet;

use generator::Generated;
use proc_macro2::{Literal, TokenStream, TokenTree};

pub use docs::{Block, blocks};
pub use words::Words;

use crate::generate::is_rust;

/// Returns what is in a crate and should not be, a line each.
///
/// `plan` is what `--emit plan` prints for the same input.
pub fn strays(files: &[(&str, &str)], plan: &str) -> Vec<String> {
    let mut words = Words::of_the_generator();
    words.add_plan(plan);
    words.add_files(files.iter().map(|(path, _)| *path));
    let mut strays = paths::strays(files);
    for &(path, text) in files {
        let found = match path {
            "Cargo.toml" => manifest::strays(text),
            _ if is_rust(path) => of_rust(path, text, &words),
            "API.md" | "README.md" => docs::of_page(text),
            _ => Vec::new(),
        };
        strays.extend(found.into_iter().map(|stray| format!("{path}: {stray}")));
    }
    strays
}

/// Returns what is in a Rust file and should not be.
pub fn of_rust(path: &str, text: &str, words: &Words) -> Vec<String> {
    if words.is_copied(text) {
        return Vec::new();
    }
    match syn::parse_file(text) {
        Ok(file) => {
            let mut strays = rust::strays(path, &file, words);
            strays.extend(docs::of_file(&file, words));
            strays
        }
        Err(error) => vec![format!("it is no Rust: {error}")],
    }
}

/// Returns a crate without its texts: what is left of its Rust files when documentation is taken
/// away, and every literal is the same. Texts must not change it.
///
/// # Panics
///
/// If a file is no Rust.
pub fn skeleton(generated: &Generated) -> Vec<(String, String)> {
    let rust = generated.files.iter();
    // What is copied is the same text in every crate.
    let rust = rust.filter(|(path, _)| is_rust(path) && !path.starts_with("src/runtime/"));
    rust.map(|(path, text)| {
        let tokens: TokenStream = text.parse().expect("a generated file is Rust");
        (path.to_owned(), bare(tokens).to_string())
    })
    .collect()
}

/// Tokens without documentation, and with one literal in the place of all.
fn bare(tokens: TokenStream) -> TokenStream {
    let mut out = Vec::new();
    for token in tokens {
        match token {
            TokenTree::Group(group) if docs::is_doc(&group) => {
                // The `#`, and the `!` of an inner one.
                while matches!(out.last(), Some(TokenTree::Punct(sign)) if matches!(sign.as_char(), '#' | '!'))
                {
                    out.pop();
                }
            }
            TokenTree::Group(group) => {
                let inside = bare(group.stream());
                out.push(proc_macro2::Group::new(group.delimiter(), inside).into());
            }
            TokenTree::Literal(_) => out.push(Literal::string("").into()),
            other => out.push(other),
        }
    }
    out.into_iter().collect()
}

/// The identifiers of tokens, at any depth, without the words of `skip`.
fn identifiers(tokens: TokenStream, found: &mut BTreeSet<String>) {
    for token in tokens {
        match token {
            TokenTree::Group(group) => identifiers(group.stream(), found),
            TokenTree::Ident(ident) => {
                found.insert(ident.to_string());
            }
            TokenTree::Punct(_) | TokenTree::Literal(_) => {}
        }
    }
}
