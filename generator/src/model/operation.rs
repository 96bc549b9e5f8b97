//! Operations: what they take and what they answer.

use super::api::{Answer, Body, CaseBody, Operation, OperationId};
use super::direction::Direction;
use super::{
    Ctx, annotations, body, parameter, path_query, response, security, servers, stream, webhook,
};
use crate::diagnostic::code;
use crate::normalize::join;
use crate::resolve::{ResolvedOperation, pointer_of};

/// Reads all operations.
pub(super) fn operations(ctx: &mut Ctx<'_>) -> Vec<Operation> {
    let resolved = ctx.resolved;
    resolved
        .operations
        .iter()
        .map(|operation| read(ctx, operation))
        .collect()
}

fn read(ctx: &mut Ctx<'_>, resolved: &ResolvedOperation) -> Operation {
    let ResolvedOperation {
        pointer,
        path,
        method,
        operation,
        ..
    } = resolved;
    let declared = parameter::declared(ctx, resolved);
    let (sent_path, pairs) = path_query::of(on_the_wire(path), &declared);
    check_path(ctx, resolved, sent_path);
    let path_parameters = parameter::of_path(ctx, resolved, sent_path, &declared, &pairs);
    let access = security::access(ctx, &ctx.security, operation.security.as_deref());
    let access = security::with_required(&ctx.security, access, &declared);
    let (parameters, constants) = parameter::others(ctx, &declared, &access, &pairs);
    ctx.direction = Direction::Request;
    let body = operation.request_body.as_ref().and_then(|it| {
        let said = ctx
            .resolved
            .said_beside(&join(pointer, &["requestBody"]), it);
        let body = body::of(ctx, pointer_of(it))?;
        let description = said.or(body.description);
        Some(Body {
            description,
            ..body
        })
    });
    ctx.direction = Direction::Answer;
    let place = join(pointer, &["responses"]);
    let mut responses = response::of(ctx, &place, &operation.responses);
    if let Some(request) = &operation.request_body {
        let switch = stream::switch(ctx, pointer_of(request));
        responses.stream_mut().into_iter().for_each(|streamed| {
            streamed.switch.clone_from(&switch);
        });
    }
    // No answer to HEAD has a body.
    let is_head = method == "HEAD";
    if is_head {
        let cases = responses.successes.iter_mut();
        cases.for_each(|case| case.body = CaseBody::Empty);
    }
    let answer = if is_head {
        Answer::Empty
    } else {
        responses.answer
    };
    Operation {
        id: OperationId(pointer.clone()),
        operation_id: operation.operation_id.clone(),
        rust_name: ctx.overrides.name(pointer, Some(&operation.extensions)),
        method: method.clone(),
        path: on_the_wire(path).to_owned(),
        sent_path: sent_path.to_owned(),
        constants,
        fragment: fragment(path).map(str::to_owned),
        summary: operation.summary.clone(),
        description: operation.description.clone(),
        deprecated: operation.deprecated,
        external_docs: operation.external_docs.as_ref().map(annotations::link),
        tags: operation.tags.clone(),
        servers: servers::of_operation(ctx, resolved),
        access,
        scopes: security::scopes(operation.security.as_deref().unwrap_or_default()),
        path_parameters,
        parameters,
        body,
        answer,
        successes: responses.successes,
        streamed: responses.streamed.filter(|_| !is_head),
        upgrades: responses.upgrades,
        alternatives: responses.alternatives,
        errors: responses.errors,
        paging: None,
        callbacks: webhook::callbacks(ctx, resolved),
        headers: responses.headers,
        links: responses.links,
    }
}

/// The path that is sent. Some descriptions tell several operations of one path apart by what
/// stands behind a `#`, which never reaches a server.
pub(super) fn on_the_wire(path: &str) -> &str {
    path.split_once('#').map_or(path, |(sent, _)| sent)
}

fn fragment(path: &str) -> Option<&str> {
    let (_, fragment) = path.split_once('#')?;
    (!fragment.is_empty()).then_some(fragment)
}

/// Reports a path that a URL can't have: the run time refuses it.
fn check_path(ctx: &mut Ctx<'_>, resolved: &ResolvedOperation, path: &str) {
    let mut parts = path.split('{');
    let first = parts.next().unwrap_or_default();
    // A brace that nothing closes is sent as it stands.
    let fixed = parts.map(|part| part.split_once('}').map_or("{", |(_, rest)| rest));
    let allowed = |c: char| c.is_ascii_alphanumeric() || "-._~!$&'()*+,;=:@/%".contains(c);
    let mut letters = [first].into_iter().chain(fixed).flat_map(str::chars);
    if let Some(c) = letters.find(|c| !allowed(*c)) {
        let help = if c == '{' {
            "close the brace, and declare the parameter"
        } else {
            "describe a query as parameters in `query`, and percent-encode other characters"
        };
        let message = format!(
            "the path `{}` holds `{}`, which no path of a URL does",
            resolved.path,
            c.escape_debug()
        );
        ctx.warn(
            code::UNSUPPORTED_PARAMETER,
            resolved.item.clone(),
            message,
            help,
        );
    }
}
