//! The call that the front page shows, and the program in `examples/` that makes it.

use super::plan::{Client, Example, Reply, Snippet};
use super::resources::{Node, Tree};
use super::words::module;
use super::{Ctx, docs, example, front, security};
use crate::diagnostic::{Diagnostic, Diagnostics, code};
use crate::model::api::{self, Answer, CaseBody, Framing, Operation, Streamed};
use crate::model::names_operation;

/// The call, and the program.
#[derive(Default)]
pub(super) struct FirstCall {
    /// None only where there is no operation, or none whose arguments can be written down.
    pub(super) snippet: Option<Snippet>,
    /// None where nobody can say what a stand-in would answer.
    pub(super) program: Option<Example>,
}

/// An operation, and where it is found.
struct Candidate<'a> {
    operation: &'a Operation,
    node: &'a Node,
    name: &'a str,
}

/// Plans both: of the operation that `codegen.toml` names, or of the one that shows best what the
/// API is about, among those that can be shown.
pub(super) fn first_call(
    ctx: &Ctx<'_>,
    tree: &Tree,
    client: &Client,
    diagnostics: &mut Diagnostics,
) -> FirstCall {
    let mut candidates = candidates(ctx, tree);
    if let Some(named) = named(ctx, &candidates) {
        let found = show(ctx, client, &named);
        if found.snippet.is_some() {
            return found;
        }
        tell(ctx, &named, diagnostics);
    }
    candidates.sort_by_cached_key(|candidate| shown(ctx, candidate));
    let mut first = FirstCall::default();
    for candidate in &candidates {
        let found = show(ctx, client, candidate);
        if found.program.is_some() {
            return found;
        }
        if first.snippet.is_none() {
            first = found;
        }
    }
    first
}

/// All operations, in the order of the description.
fn candidates<'a>(ctx: &Ctx<'a>, tree: &'a Tree) -> Vec<Candidate<'a>> {
    let methods = tree.nodes.iter().flat_map(|node| {
        let methods = node.methods.iter();
        methods.map(move |(index, name)| (*index, node, name))
    });
    let mut methods: Vec<_> = methods.collect();
    methods.sort_by_key(|(index, ..)| *index);
    let methods = methods.into_iter();
    methods
        .map(|(index, node, name)| Candidate {
            operation: &ctx.api.operations[index],
            node,
            name,
        })
        .collect()
}

/// How well an operation shows what an API is about: the least is the best.
type Shown = (bool, u8, bool, bool, bool);

/// Says how well: one that is not given up, an answer that can be printed, one that takes a key
/// rather than one that needs none, a collection rather than what is below it, reading rather than
/// writing, and else the first.
fn shown(ctx: &Ctx<'_>, candidate: &Candidate<'_>) -> Shown {
    let operation = candidate.operation;
    let kind = match operation.answer {
        // It never comes back as an answer.
        _ if operation.only_redirects() => 3,
        Answer::Json { .. } => 0,
        Answer::Empty | Answer::Text { .. } | Answer::Bytes { .. } | Answer::ByStatus { .. } => 1,
        Answer::Streamed(_) => 2,
        Answer::Upgrade => 3,
    };
    let is_odd = operation.access == api::Access::Anonymous && !ctx.api.security.schemes.is_empty();
    let path = operation.path.trim_matches('/');
    let is_inside = path.contains(['/', '{', '.']) || path.is_empty();
    let is_writing = operation.method != "GET";
    (operation.deprecated, kind, is_odd, is_inside, is_writing)
}

/// The operation that `codegen.toml` names. One that is none was told of where operations are read.
fn named<'a>(ctx: &Ctx<'_>, candidates: &[Candidate<'a>]) -> Option<Candidate<'a>> {
    let key = ctx.config.example.operation.as_ref()?.get_ref();
    let mut candidates = candidates.iter();
    let named = candidates.find(|Candidate { operation, .. }| {
        let id = operation.operation_id.as_deref();
        let line = (operation.method.as_str(), operation.path.as_str());
        names_operation(key, &operation.id.0, id, line)
    })?;
    Some(Candidate { ..*named })
}

/// Tells that the operation that `codegen.toml` names can't be shown.
fn tell(ctx: &Ctx<'_>, named: &Candidate<'_>, diagnostics: &mut Diagnostics) {
    let Some(key) = &ctx.config.example.operation else {
        return;
    };
    let message = format!(
        "`codegen.toml` shows `{}`, a call of which can't be written down",
        docs::one_line(key.get_ref())
    );
    let help = format!(
        "name another operation, or none: `{} {}` requires what only another crate can make, or too much of it",
        named.operation.method,
        docs::one_line(&named.operation.path)
    );
    let diagnostic = Diagnostic::error(code::BAD_CONFIG, ctx.config.place(key), message);
    diagnostics.push_apart(diagnostic.help(help));
}

fn show(ctx: &Ctx<'_>, client: &Client, candidate: &Candidate<'_>) -> FirstCall {
    let Candidate {
        operation,
        node,
        name,
    } = *candidate;
    let Some(snippet) = example::snippet(ctx, node, operation, name) else {
        return FirstCall::default();
    };
    let program = reply(ctx, operation).map(|reply| {
        let top = node.path.first().map(|name| module(name));
        let mut accessors = client.accessors.iter();
        let feature = accessors.find(|accessor| accessor.module.first() == top.as_ref());
        let mut credentials = security::of(ctx, operation).into_iter();
        Example {
            feature: feature.and_then(|accessor| accessor.feature.clone()),
            name: name.to_owned(),
            summary: docs::inline(operation.summary.as_deref().unwrap_or(&operation.path)),
            is_deprecated: operation.deprecated,
            snippet: snippet.clone(),
            reply,
            credentials: credentials.next().unwrap_or_default(),
            key_variable: client.api.key_variable().cloned(),
        }
    });
    FirstCall {
        snippet: Some(snippet),
        program,
    }
}

/// What a stand-in of the API answers: as the description has it, or made up.
fn reply(ctx: &Ctx<'_>, operation: &Operation) -> Option<Reply> {
    match &operation.answer {
        Answer::Json { ty, example, .. } => {
            let value = example.clone().or_else(|| front::example_of(ctx, ty))?;
            Some(body(200, "application/json", value.to_string()))
        }
        Answer::Text { .. } => Some(body(200, "text/plain", "…".to_owned())),
        Answer::Bytes { .. } => Some(body(200, "application/octet-stream", "…".to_owned())),
        Answer::Streamed(streamed) => stream(ctx, streamed),
        Answer::Empty => {
            let mut cases = operation.successes.iter();
            Some(empty(cases.find_map(status).unwrap_or(204)))
        }
        Answer::ByStatus { cases, .. } => {
            let mut cases = cases.iter();
            cases.find_map(|case| of_case(ctx, &case.body, status(case)?))
        }
        Answer::Upgrade => None,
    }
}

/// The status of a case that is one status.
fn status(case: &api::Case) -> Option<u16> {
    case.status.parse().ok()
}

fn of_case(ctx: &Ctx<'_>, found: &CaseBody, status: u16) -> Option<Reply> {
    match found {
        CaseBody::Empty => Some(empty(status)),
        CaseBody::Json(ty) => {
            let value = front::example_of(ctx, ty)?;
            Some(body(status, "application/json", value.to_string()))
        }
        CaseBody::Text => Some(body(status, "text/plain", "…".to_owned())),
        CaseBody::Bytes => Some(body(status, "application/octet-stream", "…".to_owned())),
    }
}

/// One thing of a stream.
fn stream(ctx: &Ctx<'_>, streamed: &Streamed) -> Option<Reply> {
    let value = || front::example_of(ctx, &streamed.ty);
    let (media_type, text) = match &streamed.framing {
        Framing::Events | Framing::MixedEvents => {
            ("text/event-stream", format!("data: {}\n\n", value()?))
        }
        Framing::TextEvents => ("text/event-stream", "data: …\n\n".to_owned()),
        // An event is told apart by its type, and its data is JSON or its text.
        Framing::EventObjects | Framing::TextEventObjects | Framing::MixedEventObjects(_) => {
            let value = value()?;
            let event = value.get("event").and_then(serde_json::Value::as_str);
            let event = event.unwrap_or("message");
            let is_text = match &streamed.framing {
                Framing::MixedEventObjects(texts) => texts.iter().any(|text| text == event),
                framing => *framing == Framing::TextEventObjects,
            };
            let event = docs::one_line(event);
            let data = match value.get("data").unwrap_or(&serde_json::Value::Null) {
                serde_json::Value::String(text) if is_text => docs::one_line(text),
                data => data.to_string(),
            };
            // What else the type may ask for.
            let others = ["id", "retry"].iter().filter_map(|key| {
                let said = match value.get(key)? {
                    serde_json::Value::String(text) => docs::one_line(text),
                    number @ serde_json::Value::Number(_) => number.to_string(),
                    _ => return None,
                };
                Some(format!("{key}: {said}\n"))
            });
            let others: String = others.collect();
            let text = format!("event: {event}\n{others}data: {data}\n\n");
            ("text/event-stream", text)
        }
        Framing::Lines => ("application/x-ndjson", format!("{}\n", value()?)),
        Framing::Sequence => ("application/json-seq", format!("\u{1e}{}\n", value()?)),
    };
    Some(body(200, media_type, text))
}

fn body(status: u16, media_type: &'static str, body: String) -> Reply {
    Reply {
        status,
        media_type: Some(media_type),
        body,
    }
}

fn empty(status: u16) -> Reply {
    Reply {
        status,
        media_type: None,
        body: String::new(),
    }
}
