//! What an operation answers: by status, by media type, and in headers.

use indexmap::IndexMap;
use openapiv3::{MediaType, Response, Responses, StatusCode};

use super::api::{
    Alternative, AlternativeForm, Answer, AnswerHeader, AnswerLink, Case, CaseBody, ErrorAnswer,
    Framing, Presence, Streamed, TypeRef,
};
use super::body::{
    essence, example_of, is_json, is_written, json_of, media_schema, odd_names, unusual,
};
use super::{Ctx, body, conjunction, links, response_headers, stream};
use crate::diagnostic::code;
use crate::normalize::join;
use crate::resolve::{Pointer, pointer_of};

/// What an operation answers.
pub(super) struct Answers {
    pub(super) answer: Answer,
    pub(super) successes: Vec<Case>,
    pub(super) streamed: Option<Streamed>,
    pub(super) upgrades: bool,
    pub(super) alternatives: Vec<Alternative>,
    pub(super) errors: Vec<ErrorAnswer>,
    pub(super) headers: Vec<AnswerHeader>,
    pub(super) links: Vec<AnswerLink>,
}

impl Answers {
    /// Returns what is read while it comes.
    pub(super) fn stream_mut(&mut self) -> Option<&mut Streamed> {
        match &mut self.answer {
            Answer::Streamed(streamed) => Some(streamed),
            _ => self.streamed.as_mut(),
        }
    }
}

/// One status of an operation, and the response that it has.
struct Entry<'a> {
    status: String,
    pointer: Pointer,
    response: &'a Response,
    /// What it means.
    description: String,
}

/// One media type of an answer.
struct Media<'a> {
    name: &'a String,
    media: &'a MediaType,
    form: Form,
}

/// What a media type is read as.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Form {
    Json,
    Text,
    Bytes,
    Streamed(Framing),
}

/// Reads the answers that stand at a place.
pub(super) fn of(ctx: &mut Ctx<'_>, place: &str, responses: &Responses) -> Answers {
    let (mut successes, mut others, mut upgrades) = (Vec::new(), Vec::new(), false);
    let (mut headers, mut links) = (IndexMap::new(), IndexMap::new());
    for entry in entries(ctx, place, responses) {
        let (content, help) = (
            &entry.response.content,
            "it is taken as bytes; correct or remove it",
        );
        odd_names(ctx, &entry.pointer, content, code::UNSUPPORTED_ANSWER, help);
        response_headers::collect(ctx, &entry.pointer, entry.response, &mut headers);
        links::collect(ctx, entry.response, &mut links);
        match entry.status.as_bytes() {
            [b'2', ..] => successes.push(entry),
            // No client sees another of the informational ones.
            [b'1', ..] => upgrades |= entry.status == "101",
            _ => others.push(entry),
        }
    }
    // Where no success is described, what is said of all statuses is said of it.
    if successes.is_empty() && !upgrades {
        let default = others.iter().position(|entry| entry.status == "default");
        successes.extend(default.map(|index| others.remove(index)));
    }
    // An exact status says more than a range.
    successes.sort_by_key(|entry| entry.status.ends_with("XX"));
    let errors = others.iter().map(|entry| error(ctx, entry)).collect();
    let mut answers = Answers {
        answer: Answer::Empty,
        successes: successes.iter().map(|entry| case(ctx, entry).0).collect(),
        streamed: None,
        upgrades,
        alternatives: Vec::new(),
        errors,
        headers: headers.into_values().collect(),
        links: links.into_values().collect(),
    };
    if successes.is_empty() && upgrades {
        answers.answer = Answer::Upgrade;
        answers.upgrades = false;
        return answers;
    }
    let streamed = streamed(ctx, &successes);
    match (answer(ctx, &successes), streamed) {
        (None, Some(streamed)) => answers.answer = Answer::Streamed(streamed),
        (None, None) => {}
        (Some(found), streamed) => {
            answers.alternatives = alternatives(ctx, &successes, &found);
            answers.answer = found;
            answers.streamed = streamed;
        }
    }
    answers
}

fn entries<'a>(ctx: &Ctx<'a>, place: &str, responses: &Responses) -> Vec<Entry<'a>> {
    let exact = responses.responses.iter();
    let exact = exact.map(|(status, response)| (status_text(status), response));
    let default = responses.default.iter();
    let default = default.map(|response| ("default".to_owned(), response));
    let resolved = ctx.resolved;
    exact
        .chain(default)
        .filter_map(|(status, response)| {
            let pointer: Pointer = pointer_of(response).into();
            let said = resolved.said_beside(&join(place, &[&status]), response);
            let response = resolved.responses.get(&pointer)?;
            Some(Entry {
                status,
                description: said.unwrap_or_else(|| response.description.clone()),
                response,
                pointer,
            })
        })
        .collect()
}

pub(super) fn status_text(status: &StatusCode) -> String {
    match status {
        StatusCode::Code(code) => code.to_string(),
        StatusCode::Range(first) => format!("{first}XX"),
    }
}

/// Whether no answer of a status has a body (RFC 9110, 15.3.5 and 15.3.6).
fn is_bodiless(status: &str) -> bool {
    matches!(status, "204" | "205")
}

/// What the media types of a response are read as.
fn medias<'a>(ctx: &Ctx<'a>, entry: &Entry<'a>) -> Vec<Media<'a>> {
    let content = entry.response.content.iter();
    let content = content.filter(|_| !is_bodiless(&entry.status));
    content
        .map(|(name, media)| Media {
            form: form(ctx, name, media),
            name,
            media,
        })
        .collect()
}

fn form(ctx: &Ctx<'_>, name: &str, media: &MediaType) -> Form {
    if let Some(framing) = stream::framing(name) {
        return Form::Streamed(framing);
    }
    let essence = essence(name);
    if essence == "application/json" || is_json(name) {
        // What may be of any media type, and is described as bytes.
        let is_bytes = essence.contains('*') && is_binary(ctx, media);
        return if is_bytes { Form::Bytes } else { Form::Json };
    }
    if is_written(name) {
        Form::Text
    } else {
        Form::Bytes
    }
}

fn is_binary(ctx: &Ctx<'_>, media: &MediaType) -> bool {
    let schema = media.schema.as_ref().map(pointer_of);
    let all = schema.and_then(|schema| conjunction::gather(ctx, schema));
    all.iter()
        .flat_map(|all| &all.parts)
        .any(|part| part.format.as_deref() == Some("binary"))
}

/// The media type that stands for a response: JSON before text before bytes.
fn preferred<'m, 'a>(medias: &'m [Media<'a>]) -> Option<&'m Media<'a>> {
    let exact =
        |media: &&Media<'_>| media.form == Form::Json && essence(media.name) == "application/json";
    let of = |form: Form| medias.iter().find(|media| media.form == form);
    medias
        .iter()
        .find(exact)
        .or_else(|| of(Form::Json))
        .or_else(|| of(Form::Text))
        .or_else(|| of(Form::Bytes))
}

/// What a status means, read whole, and the media type that stands for it.
fn case<'a>(ctx: &mut Ctx<'a>, entry: &Entry<'a>) -> (Case, Option<Media<'a>>) {
    if is_bodiless(&entry.status) && !entry.response.content.is_empty() {
        let message = format!("an answer of {} has no body", entry.status);
        let help = "its `content` is left out; describe the status that has one, such as 200";
        let pointer = join(&entry.pointer, &["content"]);
        ctx.warn(code::UNSUPPORTED_ANSWER, pointer, message, help);
    }
    let medias = medias(ctx, entry);
    let chosen = preferred(&medias);
    let body = match chosen.map(|media| (media.form.clone(), media.media)) {
        Some((Form::Json, media)) => CaseBody::Json(media_schema(ctx, media)),
        Some((Form::Text, _)) => CaseBody::Text,
        Some((Form::Bytes, _)) => CaseBody::Bytes,
        Some((Form::Streamed(_), _)) | None => CaseBody::Empty,
    };
    let name = chosen.map(|media| media.name);
    untyped_alone(ctx, entry, name, &SUCCESS);
    let case = Case {
        status: entry.status.clone(),
        description: entry.description.clone(),
        body,
    };
    let chosen = medias.into_iter().find(|media| Some(media.name) == name);
    (case, chosen)
}

/// What a method gives that receives its answer whole. None if all there is are streams.
fn answer<'a>(ctx: &mut Ctx<'a>, successes: &[Entry<'a>]) -> Option<Answer> {
    let mut cases: Vec<(Case, Option<Media<'a>>)> = Vec::new();
    let mut has_stream = false;
    for entry in successes {
        let medias = medias(ctx, entry);
        has_stream |= medias
            .iter()
            .any(|media| matches!(media.form, Form::Streamed(_)));
        let case = case(ctx, entry);
        if case.1.is_some() || medias.is_empty() {
            cases.push(case);
        }
    }
    let with_body: Vec<usize> = (0..cases.len())
        .filter(|index| cases[*index].0.body != CaseBody::Empty)
        .collect();
    let Some(first) = with_body.first().copied() else {
        return (!has_stream).then_some(Answer::Empty);
    };
    let is_one = with_body
        .iter()
        .all(|index| is_same(&cases[*index].0.body, &cases[first].0.body));
    if !is_one {
        return Some(by_status(cases));
    }
    let presence = if with_body.len() == cases.len() {
        Presence::Required
    } else {
        Presence::Optional
    };
    let (case, media) = cases.swap_remove(first);
    media.map(|media| single(ctx, case, &media, presence))
}

fn is_same(one: &CaseBody, other: &CaseBody) -> bool {
    match (one, other) {
        (CaseBody::Json(one), CaseBody::Json(other)) => is_same_type(one, other),
        _ => one == other,
    }
}

fn is_same_type(one: &TypeRef, other: &TypeRef) -> bool {
    (&one.kind, one.nullable) == (&other.kind, other.nullable)
}

fn single(ctx: &Ctx<'_>, case: Case, media: &Media<'_>, presence: Presence) -> Answer {
    let media_type = media.name.clone();
    match case.body {
        CaseBody::Json(ty) => Answer::Json {
            media_type: unusual(&media_type),
            ty,
            presence,
            description: case.description,
            example: example_of(ctx, media.media),
        },
        CaseBody::Text => Answer::Text {
            media_type,
            presence,
        },
        CaseBody::Bytes => Answer::Bytes {
            media_type,
            presence,
        },
        CaseBody::Empty => Answer::Empty,
    }
}

fn by_status(cases: Vec<(Case, Option<Media<'_>>)>) -> Answer {
    let mut names: Vec<&str> = Vec::new();
    for (_, media) in &cases {
        let name = media.as_ref().map(|media| media.name.as_str());
        names.extend(name.filter(|name| !names.contains(name)));
    }
    let is_usual = names.iter().all(|name| unusual(name).is_none());
    let accept = (!is_usual).then(|| names.join(", "));
    Answer::ByStatus {
        cases: cases.into_iter().map(|(case, _)| case).collect(),
        accept,
    }
}

/// What a method gives that reads its answer while it comes.
fn streamed(ctx: &mut Ctx<'_>, successes: &[Entry<'_>]) -> Option<Streamed> {
    let mut found: Option<Streamed> = None;
    let mut others = Vec::new();
    for entry in successes {
        for media in medias(ctx, entry) {
            let Form::Streamed(framing) = media.form else {
                continue;
            };
            match &found {
                None => found = Some(stream::read(ctx, framing, media.name, media.media)),
                Some(known) if known.media_type == *media.name => {}
                Some(known) => {
                    let chosen = &known.media_type;
                    let message = format!(
                        "the stream is asked for as `{chosen}`, never as `{}`",
                        media.name
                    );
                    others.push((join(&entry.pointer, &["content", media.name]), message));
                }
            }
        }
    }
    for (pointer, message) in others {
        let help = "ask for it with `.accept_text(…)` or `.accept_bytes(…)` on the call";
        ctx.warn(code::UNSUPPORTED_ANSWER, pointer, message, help);
    }
    found
}

/// The media types that a method can be asked for besides.
fn alternatives(ctx: &mut Ctx<'_>, successes: &[Entry<'_>], answer: &Answer) -> Vec<Alternative> {
    let mut found: Vec<Alternative> = Vec::new();
    for entry in successes {
        let medias = medias(ctx, entry);
        let chosen = preferred(&medias).map(|media| media.name);
        for media in medias.iter().filter(|media| Some(media.name) != chosen) {
            let form = match media.form {
                Form::Json => {
                    let ty = media_schema(ctx, media.media);
                    let mut types = answer.types().into_iter();
                    if types.any(|known| is_same_type(known, &ty)) {
                        AlternativeForm::Same
                    } else {
                        AlternativeForm::Json(ty)
                    }
                }
                Form::Text => AlternativeForm::Text,
                Form::Bytes => AlternativeForm::Bytes,
                Form::Streamed(_) => continue,
            };
            if found.iter().all(|known| known.media_type != *media.name) {
                found.push(Alternative {
                    media_type: media.name.clone(),
                    form,
                });
            }
        }
    }
    found
}

fn error(ctx: &mut Ctx<'_>, entry: &Entry<'_>) -> ErrorAnswer {
    let chosen = json_of(&entry.response.content);
    let body = chosen.map(|(_, media)| media_schema(ctx, media));
    if let (Some((name, _)), Some(ty)) = (chosen, &body) {
        untyped(ctx, entry, name, ty);
    }
    let media_types = match body {
        Some(_) => Vec::new(),
        None => entry.response.content.keys().cloned().collect(),
    };
    let first = entry.response.content.keys().next();
    untyped_alone(ctx, entry, chosen.map(|(name, _)| name).or(first), &ERROR);
    ErrorAnswer {
        status: entry.status.clone(),
        description: entry.description.clone(),
        body,
        media_types,
    }
}

/// What a warning says of an answer without a type.
struct Untyped {
    what: &'static str,
    as_text: &'static str,
    as_bytes: &'static str,
}

const SUCCESS: Untyped = Untyped {
    what: "an answer",
    as_text: "it is given as text",
    as_bytes: "it is given as bytes",
};

const ERROR: Untyped = Untyped {
    what: "an error",
    as_text: "`error.bytes()` gives its text",
    as_bytes: "`error.bytes()` gives it; if it is JSON, `error.body` reads it as a type",
};

/// Reports an answer of which more is said than that it is text or bytes, and no media type can be read
/// as that.
fn untyped_alone(ctx: &mut Ctx<'_>, entry: &Entry<'_>, chosen: Option<&String>, untyped: &Untyped) {
    let Some(chosen) = chosen else { return };
    let media = &entry.response.content[chosen];
    let is_json = is_json(chosen);
    let says_items = media.schema.is_none() && stream::item_schema(media).is_some();
    if is_json && !says_items || !is_json && !body::says_structure(ctx, media) {
        return;
    }
    let help = match (is_json, is_written(chosen)) {
        (true, _) => "any JSON value is taken; describe the whole by `schema`, such as a list",
        (false, true) => untyped.as_text,
        (false, false) => untyped.as_bytes,
    };
    let message = format!("{} of `{chosen}` is not typed", untyped.what);
    let pointer = join(&entry.pointer, &["content", chosen]);
    ctx.warn(code::UNSUPPORTED_ANSWER, pointer, message, help);
}

/// Reports the types of JSON that an error may be of besides the one that it is read as: the server
/// chooses.
fn untyped(ctx: &mut Ctx<'_>, entry: &Entry<'_>, chosen: &str, ty: &TypeRef) {
    for (name, media) in &entry.response.content {
        if name == chosen || !is_json(name) || media.schema.is_none() {
            continue;
        }
        if is_same_type(&media_schema(ctx, media), ty) {
            continue;
        }
        let message = format!("an error that is `{chosen}` too has no type of its own as `{name}`");
        let help = "read it with `error.body::<JsonValue>()`, or give both one schema";
        let pointer = join(&entry.pointer, &["content", name]);
        ctx.warn(code::UNSUPPORTED_ANSWER, pointer, message, help);
    }
}
