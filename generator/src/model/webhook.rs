//! What an API sends: webhooks, and the callbacks of operations.

use openapiv3::{ReferenceOr, Response};

use super::api::{Callback, Message, MessageAnswer, OperationId, Webhook, Webhooks};
use super::direction::Direction;
use super::{Ctx, annotations, body, event_keys, response};
use crate::config;
use crate::diagnostic::code;
use crate::grammar::join;
use crate::resolve::{Pointer, ResolvedOperation, pointer_of};

/// Reads the webhooks of a description.
pub(super) fn webhooks(ctx: &mut Ctx<'_>, config: &config::Webhooks) -> Webhooks {
    let resolved = ctx.resolved;
    let mut events: Vec<Webhook> = Vec::new();
    let mut sources: Vec<&ResolvedOperation> = Vec::new();
    for found in &resolved.webhooks {
        no_callbacks(ctx, found);
        let Some(message) = message(ctx, found) else {
            continue;
        };
        if message.payload.is_none() {
            let message = format!("the webhook `{}` has no body", found.path.escape_debug());
            let help = "there is nothing to read; handle it by hand";
            ctx.warn(code::UNSUPPORTED_PART, found.pointer.clone(), message, help);
            continue;
        }
        events.push(Webhook {
            name: found.path.clone(),
            rust_name: ctx
                .overrides
                .name(&found.pointer, Some(&found.operation.extensions)),
            message,
            marks: Vec::new(),
        });
        sources.push(found);
    }
    let keys = event_keys::tell_apart(ctx, config, &mut events, &sources);
    Webhooks { events, keys }
}

/// Reads the callbacks of an operation.
pub(super) fn callbacks(ctx: &mut Ctx<'_>, operation: &ResolvedOperation) -> Vec<Callback> {
    let resolved = ctx.resolved;
    let mut callbacks = Vec::new();
    for (name, pointer) in &operation.callbacks {
        for found in resolved.callbacks.get(pointer).into_iter().flatten() {
            no_callbacks(ctx, found);
            let Some(message) = message(ctx, found) else {
                continue;
            };
            callbacks.push(Callback {
                name: name.clone(),
                url: found.path.clone(),
                rust_name: ctx
                    .overrides
                    .name(&found.pointer, Some(&found.operation.extensions)),
                message,
            });
        }
    }
    callbacks
}

/// Reports the callbacks of what the API itself sends: nobody here makes such a request.
fn no_callbacks(ctx: &mut Ctx<'_>, found: &ResolvedOperation) {
    if found.callbacks.is_empty() {
        return;
    }
    ctx.warn(
        code::UNSUPPORTED_PART,
        join(&found.pointer, &["callbacks"]),
        "callbacks of what the API sends are not generated".to_owned(),
        "handle what arrives by hand",
    );
}

/// Reads what is sent; none, which is reported, where its body is not JSON.
fn message(ctx: &mut Ctx<'_>, found: &ResolvedOperation) -> Option<Message> {
    let operation = &found.operation;
    let body = operation.request_body.as_ref().map(pointer_of);
    let content = body.and_then(|body| ctx.resolved.request_bodies.get(body));
    let content = content.map(|body| &body.content);
    let payload = match content.map(|content| (content, body::json_of(content))) {
        Some((_, Some((_, media)))) => Some(body::media_schema(ctx, media)),
        Some((content, None)) if !content.is_empty() => {
            let message = "a body that the API sends is not JSON".to_owned();
            let help = "nothing is generated for it; read what arrives by hand";
            let pointer = join(body.unwrap_or_default(), &["content"]);
            ctx.warn(code::UNSUPPORTED_PART, pointer, message, help);
            return None;
        }
        _ => None,
    };
    Some(Message {
        id: OperationId(found.pointer.clone()),
        operation_id: operation.operation_id.clone(),
        method: found.method.clone(),
        summary: operation.summary.clone(),
        description: operation.description.clone(),
        deprecated: operation.deprecated,
        external_docs: operation.external_docs.as_ref().map(annotations::link),
        payload,
        answers: answers(ctx, found),
    })
}

fn answers(ctx: &mut Ctx<'_>, found: &ResolvedOperation) -> Vec<MessageAnswer> {
    let responses = &found.operation.responses;
    let named = responses.responses.iter();
    let named = named.map(|(status, response)| (response::status_text(status), response));
    let default = responses.default.as_ref();
    let default = default.map(|response| ("default".to_owned(), response));
    named
        .chain(default)
        .filter_map(|(status, response)| {
            let place = join(&found.pointer, &["responses", &status]);
            let said = ctx.resolved.said_beside(&place, response);
            let answer = answer(ctx, status, response)?;
            let description = said.unwrap_or(answer.description);
            Some(MessageAnswer {
                description,
                ..answer
            })
        })
        .collect()
}

fn answer(
    ctx: &mut Ctx<'_>,
    status: String,
    response: &ReferenceOr<Response>,
) -> Option<MessageAnswer> {
    let pointer: Pointer = pointer_of(response).into();
    let response = ctx.resolved.responses.get(&pointer)?;
    // What is an answer here is what the consumer sends.
    ctx.direction = Direction::Request;
    let body = body::json_of(&response.content).map(|(_, media)| body::media_schema(ctx, media));
    ctx.direction = Direction::Answer;
    Some(MessageAnswer {
        status,
        description: response.description.clone(),
        body,
    })
}
