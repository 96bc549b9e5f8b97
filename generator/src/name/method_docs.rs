//! The documentation of a method: what the description says of the operation, and a call of it.

use super::plan::{Answer, Argument, CallParameters, Content, Docs, Method};
use super::resources::Node;
use super::{Ctx, answer, callbacks, docs, example, links, reason, rule_docs, sentence, servers};
use crate::model::api::{Body, ErrorAnswer, Kind, Location, Operation, Parameter};

/// Returns the documentation of the method of an operation, whose other parts are planned.
pub(super) fn method_docs(
    ctx: &Ctx<'_>,
    node: &Node,
    operation: &Operation,
    method: &Method,
) -> Docs {
    let http = line(operation);
    let summary = operation
        .summary
        .as_deref()
        .map(docs::one_line)
        .filter(|summary| !summary.is_empty());
    let shown = summary
        .as_deref()
        .filter(|text| !repeats_id(operation, text));
    let mut text = shown.map(Docs::markdown).unwrap_or_default();
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
    text = docs::external(text, operation.external_docs.as_ref());
    text = text.paragraph(servers::lines(ctx, operation));
    text = text.paragraph(scope_lines(operation));
    text = text.paragraph(argument_lines(operation, &method.arguments));
    text = text.paragraph(constant_lines(operation));
    text = text.paragraph(body_lines(method));
    text = text.paragraph(optional_lines(method.parameters.as_ref()));
    text = text.paragraph(page_lines(method.parameters.as_ref()));
    text = text.paragraph(answer::alternative_lines(ctx, operation));
    text = text.paragraph(error_lines(ctx, operation));
    text = text.paragraph(beside_lines(method));
    text = text.paragraph(links::lines(ctx, operation));
    text = text.paragraph(callbacks::lines(ctx, operation));
    if let Some(snippet) = example::snippet(ctx, node, operation, method.ident.plain()) {
        text = text.paragraph(example::doc_lines(ctx, operation, &snippet));
    }
    text
}

/// Returns the documentation of a method that reads the answer of another one differently.
pub(super) fn beside(operation: &Operation, method: &Method, answer: &Answer) -> Docs {
    let name = method.ident.plain();
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
    text.paragraph([format!("`{}`", line(operation))])
}

/// Whether a summary is the `operationId`, which stands below, though the description says more.
fn repeats_id(operation: &Operation, summary: &str) -> bool {
    let letters = |text: &str| {
        let letters = text.chars().filter(|c| c.is_alphanumeric());
        letters.flat_map(char::to_lowercase).collect::<String>()
    };
    let description = operation.description.as_deref().unwrap_or_default().trim();
    let id = operation.operation_id.as_deref().map(letters);
    !description.is_empty() && description != summary && id == Some(letters(summary))
}

/// The method and the path of an operation, as code.
fn line(operation: &Operation) -> String {
    docs::code(&format!("{} {}", operation.method, operation.path))
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

/// What is sent that nobody is asked for.
fn constant_lines(operation: &Operation) -> Option<String> {
    let sent = operation.constants.iter().map(|constant| {
        let mark = match constant.location {
            Location::Header => ": ",
            _ => "=",
        };
        let text = format!("{}{mark}{}", constant.name, constant.value);
        format!("`{}`", docs::code(&text))
    });
    let sent = sent.collect::<Vec<_>>().join(", ");
    (!sent.is_empty()).then(|| format!("Sent by itself: {sent}."))
}

fn argument_lines(operation: &Operation, arguments: &[Argument]) -> Vec<String> {
    let mut lines = Vec::new();
    let parameters = operation.required_parameters().map(argument_docs);
    let body = operation
        .body
        .as_ref()
        .map(|body| body_docs(operation, body));
    for (described, argument) in parameters.chain(body).zip(arguments) {
        let name = argument.ident.plain();
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

/// What a description says of a body, where it is not what it says of the operation.
fn body_docs(operation: &Operation, body: &Body) -> Vec<String> {
    let said = [&operation.summary, &operation.description];
    let said = |text: &&str| {
        said.iter()
            .any(|known| known.as_deref().map(str::trim) == Some(text))
    };
    let description = body.description.as_deref().map(str::trim);
    super::markdown::lines(description.filter(|text| !said(text)).unwrap_or_default())
}

/// What a description says of a required parameter, with its default and its rules.
fn argument_docs(parameter: &Parameter) -> Vec<String> {
    let annotations = &parameter.annotations;
    let description = annotations.description.as_deref().unwrap_or_default();
    let mut lines = super::markdown::lines(description);
    let default = docs::default(annotations).map(|default| default + ".");
    let mut facts: Vec<String> = default.into_iter().collect();
    facts.extend(rule_docs::line(&parameter.ty));
    if annotations.deprecated {
        facts.push("Deprecated.".to_owned());
    }
    if facts.is_empty() {
        return lines;
    }
    // What is no prose would take the line for a part of it.
    if lines
        .last()
        .is_some_and(|line| !super::wrap::is_prose(line))
    {
        lines.push(String::new());
    }
    lines.push(facts.join(" "));
    lines
}

/// The scopes that a token must have.
fn scope_lines(operation: &Operation) -> Vec<String> {
    let list = |scopes: &Vec<String>| {
        let scopes = scopes
            .iter()
            .map(|scope| format!("`{}`", docs::code(scope)));
        scopes.collect::<Vec<String>>().join(", ")
    };
    let lists: Vec<String> = operation.scopes.iter().map(list).collect();
    if lists.is_empty() {
        return Vec::new();
    }
    super::markdown::lines(&format!("Scopes: {}.", lists.join("; or ")))
}

/// What there is to say of a body that is not one type of JSON.
fn body_lines(method: &Method) -> Option<String> {
    if let Some(body) = &method.alternatives {
        let (usual, name) = (body.variants.first()?, &body.ident);
        return Some(format!(
            "The body is any of [`{name}`], usually [`{name}::{}`].",
            usual.ident
        ));
    }
    let is_range = |content: &Content| matches!(content, Content::Bytes(media_type) if media_type.contains('*'));
    if method.contents().any(is_range) {
        return Some(
            "Say of what media type the body is: [`RequestBody::content_type`](crate::RequestBody::content_type)."
                .to_owned(),
        );
    }
    let is_of_parts = |content: &Content| matches!(content, Content::Bytes(media_type) if media_type.starts_with("multipart/"));
    method.contents().any(is_of_parts).then(|| {
        "You write the parts of the body. Say what is between them: \
         [`RequestBody::content_type`](crate::RequestBody::content_type) with a `boundary`."
            .to_owned()
    })
}

/// What may be set on the call.
fn optional_lines(parameters: Option<&CallParameters>) -> Option<String> {
    let setters = parameters?.setters.iter();
    let names = setters.map(|setter| format!("`{}`", setter.argument.ident.plain()));
    let names: Vec<String> = names.collect();
    (!names.is_empty()).then(|| format!("May be set on the call: {}.", names.join(", ")))
}

/// That the answer is one page of several.
fn page_lines(parameters: Option<&CallParameters>) -> Vec<String> {
    if parameters.is_none_or(|parameters| parameters.pages.is_none()) {
        return Vec::new();
    }
    [
        "The answer is one page of a list. `items` on the call gives the items of all pages, `pages` the",
        "pages, each asked for when it is needed.",
    ]
    .map(str::to_owned)
    .to_vec()
}

/// A table of the statuses that are errors, those of one body and one meaning in one row.
fn error_lines(ctx: &Ctx<'_>, operation: &Operation) -> Vec<String> {
    let mut rows: Vec<(Vec<&str>, (String, String))> = Vec::new();
    for error in &operation.errors {
        let meaning = sentence::first(&error.description, |text| {
            reason::says_more(&error.status, text)
        });
        let said = (error_body(ctx, error), meaning.unwrap_or_default());
        match rows.iter_mut().find(|(_, known)| *known == said) {
            Some((statuses, _)) => statuses.push(&error.status),
            None => rows.push((vec![&error.status], said)),
        }
    }
    if rows.is_empty() {
        return Vec::new();
    }
    let has_meaning = rows.iter().any(|(_, (_, meaning))| !meaning.is_empty());
    let (head, below) = if has_meaning {
        ("| status | body | meaning |", "|---|---|---|")
    } else {
        ("| status | body |", "|---|---|")
    };
    let head = ["# Errors", "", head, below].map(str::to_owned);
    let rows = rows.into_iter().map(|(statuses, (body, meaning))| {
        let meaning = match meaning.as_str() {
            "" if has_meaning => " |".to_owned(),
            "" => String::new(),
            meaning => format!(" {meaning} |"),
        };
        format!("| {} | {body} |{meaning}", statuses.join(", "))
    });
    let mut lines: Vec<String> = head.into_iter().chain(rows).collect();
    if operation.errors.iter().any(ErrorAnswer::is_redirect) {
        let line = "A redirect is not followed: [`location`](crate::Error::location) of the error says where it leads.";
        lines.extend([String::new(), line.to_owned()]);
    }
    lines
}

/// What is read of an error, as a cell of a table.
fn error_body(ctx: &Ctx<'_>, error: &ErrorAnswer) -> String {
    match error.body.as_ref().map(|body| &body.kind) {
        Some(Kind::Named(id)) => docs::type_link(ctx.names.of(id)),
        Some(_) => "JSON".to_owned(),
        None if error.media_types.is_empty() => "no body described".to_owned(),
        None => {
            let types = error.media_types.iter();
            let types: Vec<String> = types
                .map(|name| format!("`{}`", docs::code(name).replace('|', "\\|")))
                .collect();
            types.join(", ")
        }
    }
}
