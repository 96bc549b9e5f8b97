//! `API.md`: every method with its HTTP line, what it takes and what it gives.

use std::fmt::Write as _;

use proc_macro2::TokenStream;

use super::HEADER;
use super::answer::answer;
use super::parameter::parameter_type;
use crate::name::plan::{Argument, Method, Plan};

/// The file.
pub(super) fn api_list(plan: &Plan) -> String {
    let mut text = format!(
        "<!-- {HEADER} -->\n\n# {}: all operations\n\n\
         What a method takes stands in its brackets; what may be set on the call begins with a dot.\n",
        plan.front.title
    );
    let accessors = plan.accessors();
    for resource in &plan.resources {
        let module = &resource.module;
        let ends = 1..=module.len();
        let names = ends.map(|end| {
            accessors
                .get(&module[..end])
                .map_or(&module[end - 1], |it| it)
        });
        let path: Vec<String> = names.map(ToString::to_string).collect();
        if let ([top], Some(feature)) = (&path[..], &resource.feature) {
            let _ = write!(text, "\n## `client.{top}()`\n\nFeature `{feature}`.\n");
        }
        for method in &resource.methods {
            entry(&mut text, &path, method);
        }
    }
    text
}

fn entry(text: &mut String, path: &[String], method: &Method) {
    let taken = |argument: &Argument| {
        let ty = spelled(&parameter_type(&argument.role));
        format!("{}: {ty}", argument.ident)
    };
    let arguments: Vec<String> = method.arguments.iter().map(taken).collect();
    let (given, _) = answer(&method.answer);
    let _ = write!(
        text,
        "\n- `{}().{}({})` gives `{}`\n  - `{}`",
        path.join("()."),
        method.ident,
        arguments.join(", "),
        spelled(&given),
        code(&format!("{} {}", method.http_method, method.path)),
    );
    // Without a summary the documentation begins with the line above.
    let lines = method.docs.0.iter().enumerate();
    // A list, a table or a heading is no part of the sentence before it.
    let lines = lines.take_while(|(index, line)| {
        let marks = ["- ", "* ", "+ ", "# ", "|"];
        let is_other = marks.iter().any(|mark| line.starts_with(mark));
        !line.is_empty() && (*index == 0 || !is_other)
    });
    let lines = lines.map(|(_, line)| line);
    let summary: Vec<&str> = lines.map(String::as_str).collect();
    let summary = summary.join(" ");
    if !summary.is_empty() && !summary.starts_with('`') {
        let _ = write!(text, ": {summary}");
    }
    text.push('\n');
    let setters = method.parameters.iter();
    let setters = setters.flat_map(|parameters| &parameters.setters);
    let setters = setters.map(|setter| {
        let ty = spelled(&parameter_type(&setter.argument.role));
        format!("`.{}({ty})`", setter.argument.ident)
    });
    let setters: Vec<String> = setters.collect();
    if !setters.is_empty() {
        let _ = writeln!(text, "  - may be set: {}", setters.join(", "));
    }
    if let Some(pages) = method.pages() {
        let item = spelled(&super::tokens::ty(&pages.item));
        let _ = writeln!(text, "  - `.items()`: each `{item}` of all pages");
    }
}

/// A text that stands between backticks, on one line.
fn code(text: &str) -> String {
    let fits = |c: char| if c == '`' || c.is_control() { ' ' } else { c };
    text.chars().map(fits).collect()
}

/// A type as people write it.
fn spelled(ty: &TokenStream) -> String {
    let mut text = ty.to_string();
    // That a crate is meant, and no module of its name, nobody asks here.
    for before in ["<", "=", ",", "(", "[", "&"] {
        text = text.replace(&format!("{before} :: "), &format!("{before} "));
        text = text.replace(&format!("{before}:: "), before);
    }
    let text = text.strip_prefix(":: ").unwrap_or(&text);
    let text = text.replace(" :: ", "::").replace(" < ", "<");
    text.replace(" >", ">").replace(" ,", ",")
}
