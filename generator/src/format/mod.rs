//! Tokens become text.
//!
//! Comes in: [`Emitted`] files. Goes out: [`Files`]. `prettyplease` lays the code out but leaves
//! no blank lines between items, methods and documented fields; they are added here, once.
//! Must never know: what the code means.

mod pieces;
mod shape;
mod skeleton;
mod split;
mod template;
#[cfg(test)]
mod tests;
mod words;

use std::sync::{Mutex, PoisonError};
use std::thread;

use proc_macro2::TokenStream;

use crate::emit::{Content, Emitted, HEADER};
use crate::files::Files;
use pieces::{Pieces, Shapes};

/// How many files make it worth while to have another thread.
const FILES_A_THREAD: usize = 200;

/// How many files make it worth while to learn the shapes of code: in fewer, most come once.
const FILES_WITH_SHAPES: usize = 50;

/// The stack of each thread. Only what is nested costs stack, and its depth is limited.
const STACK: usize = 64 * 1024 * 1024;

/// Lays out all files, on all processors where there are many.
pub(crate) fn format(emitted: Vec<Emitted<'_>>) -> Files {
    let processors = thread::available_parallelism().map_or(1, Into::into);
    let helpers = (emitted.len() / FILES_A_THREAD).min(processors.saturating_sub(1));
    let is_rust = |file: &&Emitted<'_>| matches!(file.content, Content::Rust(_));
    let is_large = emitted.iter().filter(is_rust).count() >= FILES_WITH_SHAPES;
    let shapes = is_large.then(Shapes::default);
    let waiting = Mutex::new(emitted.into_iter());
    let texts = thread::scope(|scope| {
        let helpers: Vec<_> = (0..helpers)
            // Where the system has no thread to give, there are fewer of them.
            .filter_map(|_| {
                let builder = thread::Builder::new().stack_size(STACK);
                builder
                    .spawn_scoped(scope, || lay_out(&waiting, shapes.as_ref()))
                    .ok()
            })
            .collect();
        let mut texts = lay_out(&waiting, shapes.as_ref());
        for helper in helpers {
            let more = helper.join();
            texts.extend(more.unwrap_or_else(|panic| std::panic::resume_unwind(panic)));
        }
        texts
    });
    let mut files = Files::default();
    for (path, text) in texts {
        files.insert(path, text);
    }
    files
}

/// Lays out files, one by one, until none is left.
fn lay_out<'p>(
    waiting: &Mutex<impl Iterator<Item = Emitted<'p>>>,
    shapes: Option<&Shapes>,
) -> Vec<(String, String)> {
    let next = || {
        let mut waiting = waiting.lock().unwrap_or_else(PoisonError::into_inner);
        waiting.next()
    };
    let mut pieces = shapes.map(Pieces::new);
    std::iter::from_fn(next)
        .map(|Emitted { path, content }| {
            let text = match content {
                Content::Rust(tokens) => rust(&path, &*tokens, pieces.as_mut()),
                Content::Copied(text) => format!("// {HEADER}\n\n{text}"),
                Content::Text(text) => text,
            };
            (path, text)
        })
        .collect()
}

fn rust(path: &str, tokens: &dyn Fn() -> TokenStream, pieces: Option<&mut Pieces<'_>>) -> String {
    let text = pieces.and_then(|pieces| pieces.file(tokens()));
    let text = text.unwrap_or_else(|| {
        // What can't be parted by its tokens alone is laid out as a whole.
        let file = syn::parse2(tokens()).unwrap_or_else(|error| {
            panic!("the generator emitted code for `{path}` that is not Rust: {error}")
        });
        prettyplease::unparse(&file)
    });
    format!("// {HEADER}\n\n{}", with_blank_lines(&text))
}

/// Parts what belongs apart: items, methods, and fields and variants with documentation.
///
/// Every line of the layout is a line of code: `prettyplease` writes a string with a line break
/// in it as an escape, so no line is the inside of a string.
fn with_blank_lines(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + text.len() / 16);
    let (mut before, mut attribute) = ("", "");
    for line in text.lines() {
        if parts(before, line) {
            out.push('\n');
        }
        out.push_str(line);
        out.push('\n');
        if split_indent(line).1.starts_with('#') {
            attribute = line;
        }
        // An attribute of several lines is one, whatever it ends with.
        before = if line.trim_start() == ")]" {
            attribute
        } else {
            line
        };
    }
    out
}

/// Whether a blank line belongs between two lines.
fn parts(before: &str, after: &str) -> bool {
    let (indent, text) = split_indent(after);
    let (indent_before, text_before) = split_indent(before);
    if before.is_empty() || indent > 4 || indent != indent_before || text.starts_with('}') {
        return false;
    }
    let ends_block = matches!(text_before, "}" | "};" | "},")
        || (text_before.ends_with("{}") && !text_before.starts_with("//"));
    let ends_struct = text_before.starts_with("pub struct ") && text_before.ends_with(';');
    let is_note = |line: &str| line.starts_with("///") || line.starts_with("#[");
    let begins_note = is_note(text) && !is_note(text_before);
    if indent == 4 {
        return (ends_block && !text.starts_with(')'))
            || begins_note && !text_before.starts_with("//!");
    }
    let kind = |line: &str| {
        // Documentation that depends on a feature is a part of the documentation around it.
        let line = if line.starts_with("#![cfg_attr(") && line.contains("doc =") {
            "//!"
        } else {
            line
        };
        let line = line.strip_prefix("pub ").unwrap_or(line);
        ["use ", "mod ", "//!", "#!["]
            .iter()
            .position(|start| line.starts_with(start))
    };
    let inside_note = is_note(text_before);
    let ends_macro =
        text_before.ends_with(");") && text_before.contains("!(") && !text_before.starts_with("//");
    ends_block
        || ends_struct
        || (ends_macro && !text.starts_with("json::"))
        || begins_note
        || (!inside_note && kind(text_before) != kind(text))
}

fn split_indent(line: &str) -> (usize, &str) {
    let text = line.trim_start_matches(' ');
    (line.len() - text.len(), text)
}
