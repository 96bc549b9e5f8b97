//! What a method gives: a type, an enum by status, a stream; and the headers that come with it.

use super::plan::{
    Answer, Docs, Framing, Header, Headers, Ident, Reading, RustType, StatusBody, StatusEnum,
    StatusVariant, Statuses, Streamed,
};
use super::resources::Node;
use super::settle::{Claim, settle};
use super::words::{camel, ident, snake, snake_spelled};
use super::{Ctx, docs, markdown, reason, types};
use crate::model::api::{self, AnswerHeader, CaseBody, Kind, Operation, Presence, TypeRef};

/// Returns what the method of an operation gives. Names of enums are settled later.
pub(super) fn answer(ctx: &Ctx<'_>, answer: &api::Answer) -> Answer {
    match answer {
        api::Answer::Empty => Answer::Empty,
        api::Answer::Text {
            media_type,
            presence: Presence::Required,
        } => Answer::Text(media_type.clone()),
        api::Answer::Text {
            media_type,
            presence: Presence::Optional,
        } => Answer::OptionalText(media_type.clone()),
        api::Answer::Bytes {
            media_type,
            presence: Presence::Required,
        } => Answer::Bytes(media_type.clone()),
        api::Answer::Bytes {
            media_type,
            presence: Presence::Optional,
        } => Answer::OptionalBytes(media_type.clone()),
        api::Answer::Json {
            ty,
            presence: Presence::Required,
            ..
        } => Answer::Json(types::nullable(ty, ctx.names)),
        api::Answer::Json {
            ty,
            presence: Presence::Optional,
            ..
        } => Answer::Optional(types::value(ty, ctx.names)),
        api::Answer::ByStatus { .. } => Answer::ByStatus(Ident(String::new())),
        api::Answer::Streamed(found) => Answer::Streamed(streamed(ctx, found)),
        api::Answer::Upgrade => Answer::Upgrade,
    }
}

/// Returns the media type that a method asks for, where it is not the usual one and the kind of
/// answer does not say.
pub(super) fn accept(answer: &api::Answer) -> Option<String> {
    match answer {
        api::Answer::Json { media_type, .. } => media_type.clone(),
        api::Answer::ByStatus { accept, .. } => accept.clone(),
        api::Answer::Empty
        | api::Answer::Text { .. }
        | api::Answer::Bytes { .. }
        | api::Answer::Streamed(_)
        | api::Answer::Upgrade => None,
    }
}

/// Whether a call may give bytes.
pub(super) fn has_bytes(operation: &Operation) -> bool {
    let mut others = operation.alternatives.iter();
    matches!(operation.answer, api::Answer::Bytes { .. })
        || others.any(|other| other.form == api::AlternativeForm::Bytes)
}

pub(super) fn streamed(ctx: &Ctx<'_>, found: &api::Streamed) -> Streamed {
    Streamed {
        framing: match &found.framing {
            api::Framing::Events => Framing::Events,
            api::Framing::TextEvents => Framing::TextEvents,
            api::Framing::MixedEvents => Framing::MixedEvents,
            api::Framing::EventObjects => Framing::EventObjects,
            api::Framing::TextEventObjects => Framing::TextEventObjects,
            api::Framing::MixedEventObjects(texts) => Framing::MixedEventObjects(texts.clone()),
            api::Framing::Lines => Framing::Lines,
            api::Framing::Sequence => Framing::Sequence,
        },
        ty: types::nullable(&found.ty, ctx.names),
        media_type: found.media_type.clone(),
    }
}

/// Returns the name of a method beside another: `create_stream` beside `create`.
pub(super) fn beside(node: &Node, name: &str, suffix: &str) -> String {
    let is_taken = |candidate: &String| {
        node.methods.iter().any(|(_, other)| other == candidate)
            || node.children.contains_key(candidate)
    };
    let candidates = [
        format!("{name}_{suffix}"),
        format!("{name}_as_{suffix}"),
        format!("{name}_by_{suffix}"),
    ];
    let [first, ..] = &candidates;
    let free = candidates.iter().find(|candidate| !is_taken(candidate));
    free.unwrap_or(first).clone()
}

/// The enum of what comes back when all went well, where the status decides.
pub(super) fn by_status(ctx: &Ctx<'_>, operation: &Operation, method: &str) -> Option<StatusEnum> {
    let api::Answer::ByStatus { cases, .. } = &operation.answer else {
        return None;
    };
    let variants: Vec<StatusVariant> = cases
        .iter()
        .map(|case| {
            let body = match &case.body {
                CaseBody::Empty => StatusBody::Empty,
                CaseBody::Json(ty) => StatusBody::Json(types::nullable(ty, ctx.names)),
                CaseBody::Text => StatusBody::Text,
                CaseBody::Bytes => StatusBody::Bytes,
            };
            variant(&case.status, &case.description, body)
        })
        .collect();
    let general = variants
        .iter()
        .rfind(|variant| !matches!(variant.statuses, Statuses::One(_)));
    let with_body = variants
        .iter()
        .find(|variant| variant.body != StatusBody::Empty);
    let fallback = general.or(with_body).map(|variant| variant.ident.clone());
    let docs = Docs::line(format!("What `{method}` answers, by status.")).paragraph(
        fallback
            .iter()
            .map(|fallback| format!("A success that is none of these is read as `{fallback}`.")),
    );
    Some(StatusEnum {
        ident: Ident(String::new()),
        docs,
        variants,
        fallback,
    })
}

/// The enum of what comes back when it did not go well, where there are bodies of several types.
pub(super) fn error_body(ctx: &Ctx<'_>, operation: &Operation, method: &str) -> Option<StatusEnum> {
    let bodies = operation.errors.iter();
    let bodies: Vec<&TypeRef> = bodies.filter_map(|error| error.body.as_ref()).collect();
    let first = bodies.first()?;
    let is_same = |body: &&TypeRef| (&body.kind, body.nullable) == (&first.kind, first.nullable);
    if bodies.iter().all(is_same) {
        return None;
    }
    let mut variants: Vec<StatusVariant> = operation
        .errors
        .iter()
        .filter_map(|error| {
            let body = StatusBody::Json(types::nullable(error.body.as_ref()?, ctx.names));
            Some(variant(&error.status, &error.description, body))
        })
        .collect();
    variants.sort_by_key(|variant| variant.statuses);
    let others = variants.iter();
    let others = others.filter(|variant| variant.statuses == Statuses::Others);
    let fallback = others.map(|variant| variant.ident.clone()).next();
    Some(StatusEnum {
        ident: Ident(String::new()),
        docs: Docs::line(format!(
            "What the server says when `{method}` fails, by status."
        )),
        variants,
        fallback,
    })
}

fn variant(status: &str, description: &str, body: StatusBody) -> StatusVariant {
    let statuses = reason::statuses(status);
    let said = Docs::markdown(description);
    let shown = match statuses {
        Statuses::One(status) => format!("`{status}`"),
        Statuses::Range(first) => format!("`{}XX`", first / 100),
        Statuses::Others => "Any other status.".to_owned(),
    };
    StatusVariant {
        ident: Ident(reason::name(statuses)),
        docs: if said.0.is_empty() {
            Docs::line(shown)
        } else {
            said.paragraph([shown])
        },
        statuses,
        body,
    }
}

/// The type of the headers of an operation's answers.
pub(super) fn headers(ctx: &Ctx<'_>, operation: &Operation, method: &str) -> Option<Headers> {
    let claims: Vec<Claim> = operation
        .headers
        .iter()
        .map(|header| Claim {
            candidates: vec![snake(&header.name), snake_spelled(&header.name)],
            key: header.name.to_ascii_lowercase(),
        })
        .collect();
    let settled = settle(&claims, &[]);
    let fields = operation.headers.iter().zip(settled);
    let fields: Vec<Header> = fields
        .map(|(header, settled)| {
            let annotations = &header.annotations;
            Header {
                ident: ident(&settled.name),
                docs: docs::of_header(annotations, &header.name),
                deprecated: docs::deprecation(
                    annotations.deprecated,
                    annotations.description.as_deref(),
                ),
                wire_name: header.name.to_ascii_lowercase(),
                ty: types::value(&header.ty, ctx.names),
                reading: reading(header),
            }
        })
        .collect();
    (!fields.is_empty()).then(|| Headers {
        ident: Ident(String::new()),
        docs: Docs::line(format!("The headers of what `{method}` answers.")),
        fields,
    })
}

fn reading(header: &AnswerHeader) -> Reading {
    match &header.ty.kind {
        Kind::String(_) if header.is_json => Reading::Value,
        Kind::String(_) => Reading::Text,
        Kind::Named(_) | Kind::Number => Reading::Value,
        Kind::List(items) => match &items.kind {
            Kind::Named(_) | Kind::Number => Reading::ValueList,
            _ => Reading::List,
        },
        _ => Reading::Parsed,
    }
}

/// The names that the types beside a method may have.
pub(super) fn claim(method: &Ident, suffix: &str) -> Claim {
    let name = camel(method.plain());
    Claim {
        candidates: vec![format!("{name}{suffix}"), format!("{name}Call{suffix}")],
        key: format!("{} {suffix}", method.plain()),
    }
}

/// What is said of the other media types of an operation.
pub(super) fn alternative_lines(ctx: &Ctx<'_>, operation: &Operation) -> Vec<String> {
    let mut rows = Vec::new();
    let mut same = Vec::new();
    for alternative in &operation.alternatives {
        let name = docs::code(&alternative.media_type);
        let ask = match &alternative.form {
            api::AlternativeForm::Same => {
                same.push(format!("`{name}`"));
                continue;
            }
            api::AlternativeForm::Text => format!("`.accept_text(\"{name}\")`"),
            api::AlternativeForm::Bytes => format!("`.accept_bytes(\"{name}\")`"),
            api::AlternativeForm::Json(ty) => {
                let ty = type_name(&types::nullable(ty, ctx.names));
                format!("`.accept_json::<{ty}>(\"{name}\")`")
            }
        };
        rows.push(format!("| `{}` | {} |", cell(&name), cell(&ask)));
    }
    let mut lines = Vec::new();
    if !rows.is_empty() || !same.is_empty() {
        lines.extend(["# Other media types".to_owned(), String::new()]);
    }
    if !rows.is_empty() {
        lines.extend(["| answer | on the call |", "|---|---|"].map(str::to_owned));
        lines.extend(rows);
        lines.push(String::new());
    }
    if !same.is_empty() {
        let text = format!(
            "The same type also comes as {}: set the header `accept` on the call.",
            same.join(", ")
        );
        lines.extend(markdown::lines(&text));
    }
    if lines.last().is_some_and(String::is_empty) {
        lines.pop();
    }
    lines
}

fn cell(text: &str) -> String {
    text.replace('|', "\\|")
}

/// A type as a reader writes it.
fn type_name(ty: &RustType) -> String {
    match ty {
        RustType::Named(name) | RustType::Qualified(name) => name.to_string(),
        RustType::Vec(inner) => format!("Vec<{}>", type_name(inner)),
        RustType::Option(inner) => format!("Option<{}>", type_name(inner)),
        RustType::Map(inner) => format!("BTreeMap<String, {}>", type_name(inner)),
        RustType::String => "String".to_owned(),
        _ => "JsonValue".to_owned(),
    }
}
