//! What an operation answers: one type when all went well, and one for each error.

use openapiv3::{Responses, StatusCode};

use super::Ctx;
use super::api::{Answer, ErrorAnswer, Kind, Presence};
use super::body::{example_of, is_text, json_of, media_schema, unusual};
use crate::diagnostic::code;
use crate::normalize::join;
use crate::resolve::{Pointer, pointer_of};

/// What an operation answers.
pub(super) struct Answers {
    pub(super) answer: Answer,
    pub(super) errors: Vec<ErrorAnswer>,
}

/// One status of an operation, and the response that it has.
struct Entry {
    status: String,
    response: Pointer,
}

pub(super) fn of(ctx: &mut Ctx<'_>, operation: &str, responses: &Responses) -> Answers {
    let (mut successes, mut others) = (Vec::new(), Vec::new());
    for (status, response) in &responses.responses {
        let entry = Entry {
            status: status_text(status),
            response: pointer_of(response).into(),
        };
        if entry.status.starts_with('2') {
            successes.push(entry);
        } else {
            others.push(entry);
        }
    }
    if let Some(response) = &responses.default {
        let entry = Entry {
            status: "default".to_owned(),
            response: pointer_of(response).into(),
        };
        // Where no success is described, what is said of all statuses is said of it.
        if successes.is_empty() {
            successes.push(entry);
        } else {
            others.push(entry);
        }
    }
    // An exact status says more than a range.
    successes.sort_by_key(|entry| entry.status.ends_with("XX"));
    let answer = answer(ctx, operation, &successes);
    let errors = others
        .iter()
        .filter_map(|entry| error(ctx, entry))
        .collect();
    Answers { answer, errors }
}

pub(super) fn status_text(status: &StatusCode) -> String {
    match status {
        StatusCode::Code(code) => code.to_string(),
        StatusCode::Range(first) => format!("{first}XX"),
    }
}

fn answer(ctx: &mut Ctx<'_>, operation: &str, successes: &[Entry]) -> Answer {
    let resolved = ctx.resolved;
    let content = |entry: &Entry| {
        resolved
            .responses
            .get(&entry.response)
            .map(|response| &response.content)
    };
    let has_body = |entry: &&Entry| content(entry).is_some_and(|content| !content.is_empty());
    let Some(main) = successes.iter().find(has_body) else {
        return Answer::Empty;
    };
    let bodiless = successes.iter().any(|entry| !has_body(&entry));
    let Some(response) = resolved.responses.get(&main.response) else {
        return Answer::Empty;
    };
    let Some((media_type, media)) = json_of(&response.content) else {
        let text = response.content.keys().find(|name| is_text(name));
        if let Some(media_type) = text.cloned() {
            return Answer::Text { media_type };
        }
        let media_type = response.content.keys().next().cloned().unwrap_or_default();
        let message = format!("an answer of `{media_type}` is not typed");
        ctx.warn(
            code::UNSUPPORTED_ANSWER,
            join(&main.response, &["content"]),
            message,
            "it is given as bytes",
        );
        return Answer::Bytes { media_type };
    };
    let ty = media_schema(ctx, media);
    for other in response.content.keys().filter(|other| *other != media_type) {
        let message = format!("the answer is asked for as `{media_type}`, never as `{other}`");
        ctx.warn(
            code::UNSUPPORTED_ANSWER,
            join(&main.response, &["content", other]),
            message,
            "ask for it with `Client::request`",
        );
    }
    for other in successes
        .iter()
        .filter(|entry| entry.status != main.status)
        .filter(has_body)
    {
        if other_type(ctx, other).is_some_and(|other| other != ty.kind) {
            let message = format!(
                "the answer to status {} has another type than that to {}",
                other.status, main.status
            );
            let pointer = join(operation, &["responses", &other.status]);
            ctx.warn(
                code::UNSUPPORTED_ANSWER,
                pointer,
                message,
                "it is read as the first; the raw body is in `Response::bytes`",
            );
        }
    }
    let presence = if bodiless {
        Presence::Optional
    } else {
        Presence::Required
    };
    Answer::Json {
        media_type: unusual(media_type),
        ty,
        presence,
        description: response.description.clone(),
        example: example_of(media),
    }
}

fn other_type(ctx: &mut Ctx<'_>, entry: &Entry) -> Option<Kind> {
    let response = ctx.resolved.responses.get(&entry.response)?;
    let (_, media) = json_of(&response.content)?;
    Some(media_schema(ctx, media).kind)
}

fn error(ctx: &mut Ctx<'_>, entry: &Entry) -> Option<ErrorAnswer> {
    let response = ctx.resolved.responses.get(&entry.response)?;
    let body = json_of(&response.content).map(|(_, media)| media_schema(ctx, media));
    Some(ErrorAnswer {
        status: entry.status.clone(),
        description: response.description.clone(),
        body,
    })
}
