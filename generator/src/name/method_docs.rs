//! The documentation of a method: what the description says of the operation, and a call of it.

use super::method::plain;
use super::plan::{Answer, Argument, CallParameters, Docs, Method};
use super::resources::Node;
use super::{Ctx, answer, docs, example};
use crate::model::api::{Kind, Operation};

/// Returns the documentation of the method of an operation, whose other parts are planned.
pub(super) fn method_docs(
    ctx: &Ctx<'_>,
    node: &Node,
    operation: &Operation,
    method: &Method,
) -> Docs {
    let http = format!("{} {}", operation.method, docs::code(&operation.path));
    let summary = operation
        .summary
        .as_deref()
        .map(docs::one_line)
        .filter(|summary| !summary.is_empty());
    let mut text = summary.as_deref().map(Docs::markdown).unwrap_or_default();
    let description = operation
        .description
        .as_deref()
        .filter(|text| Some(text.trim()) != summary.as_deref());
    if let Some(description) = description {
        text = text.then(Docs::markdown(description));
    }
    let id = operation
        .operation_id
        .as_deref()
        .map(|id| format!(" · operation `{}`", docs::code(id)));
    text = text.paragraph([format!("`{http}`{}", id.unwrap_or_default())]);
    if let Some(link) = &operation.external_docs {
        let what = link.description.as_deref().unwrap_or("See also");
        text = text.then(Docs::markdown(&format!(
            "{}: {}",
            docs::one_line(what),
            link.url
        )));
    }
    text = text.paragraph(argument_lines(operation, &method.arguments));
    text = text.paragraph(optional_lines(method.parameters.as_ref()));
    text = text.paragraph(answer::alternative_lines(ctx, operation));
    text = text.paragraph(error_lines(ctx, operation));
    text = text.paragraph(beside_lines(method));
    if let Some(snippet) = example::snippet(ctx, node, operation, plain(&method.ident)) {
        text = text.paragraph(example::doc_lines(ctx, &snippet));
    }
    text
}

/// Returns the documentation of a method that reads the answer of another one differently.
pub(super) fn beside(operation: &Operation, method: &Method, answer: &Answer) -> Docs {
    let name = plain(&method.ident);
    let how = match answer {
        Answer::Streamed(streamed) if streamed.framing.is_events() => {
            "whose answer is events that are read while they come"
        }
        Answer::Streamed(_) => "whose answer is values that are read while they come",
        _ => "whose answer is the connection, to speak another protocol",
    };
    let mut text = Docs::line(format!("[`{name}`](Self::{name}), {how}."));
    let summary = operation.summary.as_deref().map(docs::one_line);
    text = text.paragraph(summary.iter().flat_map(|text| Docs::markdown(text).0));
    let path = docs::code(&operation.path);
    text.paragraph([format!("`{} {path}`", operation.method)])
}

/// What is said of the types beside a method.
fn beside_lines(method: &Method) -> Vec<String> {
    let error = method.error_body.iter().map(|found| {
        let name = &found.ident;
        format!("[`{name}::of`] reads the body of an error by its status.")
    });
    let headers = method.headers.iter().map(|found| {
        let name = &found.ident;
        format!("[`{name}::of`] reads the headers of the answer, and of an error.")
    });
    error.chain(headers).collect()
}

fn argument_lines(operation: &Operation, arguments: &[Argument]) -> Vec<String> {
    let mut lines = Vec::new();
    for (parameter, argument) in operation.required_parameters().zip(arguments) {
        let Some(description) = parameter.annotations.description.as_deref() else {
            continue;
        };
        let described = super::markdown::lines(description);
        let name = plain(&argument.ident);
        let mut rest = &described[..];
        match described.first() {
            None => continue,
            Some(first) if super::wrap::is_prose(first) => {
                lines.push(format!("- `{name}`: {first}"));
                rest = &described[1..];
            }
            // A list, a table or a block of code begins a line of its own.
            Some(_) => lines.extend([format!("- `{name}`:"), String::new()]),
        }
        lines.extend(rest.iter().map(|line| {
            if line.is_empty() {
                String::new()
            } else {
                format!("  {line}")
            }
        }));
    }
    if lines.is_empty() {
        return lines;
    }
    ["# Arguments".to_owned(), String::new()]
        .into_iter()
        .chain(lines)
        .collect()
}

/// What may be set on the call.
fn optional_lines(parameters: Option<&CallParameters>) -> Option<String> {
    let names = parameters?
        .setters
        .iter()
        .map(|setter| format!("`{}`", plain(&setter.argument.ident)));
    Some(format!(
        "May be set on the call: {}.",
        names.collect::<Vec<_>>().join(", ")
    ))
}

/// A table of the statuses that are errors, those of one body in one row.
fn error_lines(ctx: &Ctx<'_>, operation: &Operation) -> Vec<String> {
    let mut rows: Vec<(Vec<&str>, String)> = Vec::new();
    for error in &operation.errors {
        let body = match error.body.as_ref().map(|body| &body.kind) {
            Some(Kind::Named(id)) => {
                let name = plain(ctx.names.of(id));
                format!("[`{name}`](crate::types::{name})")
            }
            Some(_) => "JSON".to_owned(),
            None => "none described".to_owned(),
        };
        match rows.iter_mut().find(|(_, known)| *known == body) {
            Some((statuses, _)) => statuses.push(&error.status),
            None => rows.push((vec![&error.status], body)),
        }
    }
    if rows.is_empty() {
        return Vec::new();
    }
    let head = ["# Errors", "", "| status | body |", "|---|---|"].map(str::to_owned);
    head.into_iter()
        .chain(
            rows.into_iter()
                .map(|(statuses, body)| format!("| {} | {body} |", statuses.join(", "))),
        )
        .collect()
}
