//! What the body of an operation may be: one content, or an enum of several.

use super::argument::{body_checks, form_style, there};
use super::plan::{
    Alternative, Alternatives, Content, Docs, Ident, Multipart, Need, PartEncoding, Role, RustType,
};
use super::settle::{Claim, settle};
use super::words::camel;
use super::{Ctx, docs, method, types};
use crate::model::api::{self, Format, Operation, Presence};

/// How the body of an operation is taken: as what it is, or as one of several contents, which an
/// enum names.
pub(super) fn role(ctx: &Ctx<'_>, operation: &Operation, method: &str) -> Option<Role> {
    let body = operation.body.as_ref()?;
    let need = match body.presence {
        Presence::Required => Need::Required,
        Presence::Optional => Need::Optional,
    };
    Some(match &body.contents[..] {
        [only] => Role::Body(or_left_out(content(ctx, only), need), need),
        _ => Role::OneOf(enum_ident(method), need),
    })
}

/// A body that need not be there and may be `null`: one type says both, as that of a property does.
fn or_left_out(content: Content, need: Need) -> Content {
    match (content, need) {
        (Content::Json(RustType::Option(inner), media_type), Need::Optional) => {
            Content::Json(RustType::Nullable(inner), media_type)
        }
        (content, Need::Required | Need::Optional) => content,
    }
}

/// Plans the enum of what the body of an operation may be; none where that is one content.
pub(super) fn alternatives(
    ctx: &Ctx<'_>,
    operation: &Operation,
    method: &str,
) -> Option<Alternatives> {
    let body = operation.body.as_ref()?;
    if body.contents.len() < 2 {
        return None;
    }
    let local = Ident("body".to_owned());
    let mut seen: Vec<Option<RustType>> = Vec::new();
    let idents = variant_idents(&body.contents);
    let variants = body.contents.iter().zip(idents).map(|(found, ident)| {
        let content = content(ctx, found);
        let taken = taken(&content);
        let is_default = !seen.contains(&taken);
        seen.push(taken);
        let checks = match &found.format {
            Format::Json { ty, .. } => body_checks(ctx, ty, Presence::Required, &local),
            Format::JsonLines { ty } => body_checks(ctx, &there(ty), Presence::Required, &local),
            Format::Form { .. } | Format::Multipart { .. } | Format::Text | Format::Bytes => {
                Vec::new()
            }
        };
        let media_type = docs::code(&found.media_type);
        Alternative {
            docs: Docs::line(format!("Sent as `{media_type}`.")),
            idempotency_key: method::idempotency_key(ctx, found, &local),
            ident,
            content,
            checks,
            is_default,
        }
    });
    let variants: Vec<Alternative> = variants.collect();
    let usual = variants.first().map_or("", |variant| &variant.ident.0);
    Some(Alternatives {
        ident: enum_ident(method),
        docs: Docs(vec![
            format!("What `{method}` may send, by media type. The usual one is"),
            format!("[`{usual}`](Self::{usual})."),
            String::new(),
            "A value of the type of a variant becomes that variant by `into`: the first one that has"
                .to_owned(),
            "the type.".to_owned(),
        ]),
        variants,
    })
}

/// What a variant is made of by `into`.
fn taken(content: &Content) -> Option<RustType> {
    match content {
        Content::Text(_) => Some(RustType::String),
        Content::Bytes(_) => None,
        content => content.ty().cloned(),
    }
}

fn enum_ident(method: &str) -> Ident {
    Ident(camel(method) + "Body")
}

fn content(ctx: &Ctx<'_>, content: &api::Content) -> Content {
    let media_type = content.media_type.clone();
    match &content.format {
        Format::Json { media_type, ty } => {
            Content::Json(types::nullable(ty, ctx.names), media_type.clone())
        }
        Format::JsonLines { ty } => Content::JsonLines(types::value(ty, ctx.names), media_type),
        Format::Form { ty, styles } => {
            let styles = styles.iter();
            let styles = styles.map(|(name, style)| (name.clone(), form_style(*style)));
            Content::Form(types::value(ty, ctx.names), styles.collect())
        }
        Format::Multipart {
            ty,
            has_files,
            encodings,
        } => Content::Multipart(Multipart {
            ty: types::value(ty, ctx.names),
            media_type: parts_type(&media_type).to_owned(),
            has_files: *has_files,
            encodings: encodings
                .iter()
                .map(|(name, encoding)| (name.clone(), part_encoding(encoding)))
                .collect(),
        }),
        Format::Text => Content::Text(media_type),
        Format::Bytes => Content::Bytes(media_type),
    }
}

/// The media type of several parts, without a boundary, which is ours. Of a range it is the one that
/// names its parts.
fn parts_type(media_type: &str) -> &str {
    match essence(media_type) {
        range if range.contains('*') => "multipart/form-data",
        exact => exact,
    }
}

fn part_encoding(encoding: &api::PartEncoding) -> PartEncoding {
    match encoding {
        api::PartEncoding::Type(media_type) => PartEncoding::Type(media_type.clone()),
        api::PartEncoding::Style(style) => PartEncoding::Style(form_style(*style)),
    }
}

fn variant_idents(contents: &[api::Content]) -> Vec<Ident> {
    let claim = |content: &api::Content| {
        let (short, long) = words(&content.media_type);
        Claim {
            candidates: vec![short, long],
            key: content.media_type.clone(),
        }
    };
    let claims: Vec<Claim> = contents.iter().map(claim).collect();
    let settled = settle(&claims, &["Self"]).into_iter();
    settled.map(|settled| Ident(settled.name)).collect()
}

fn essence(media_type: &str) -> &str {
    media_type.split(';').next().unwrap_or_default().trim()
}

/// What a media type is called, shortly and in full.
pub(super) fn words(media_type: &str) -> (String, String) {
    let essence = essence(media_type).to_ascii_lowercase();
    let (kind, subtype) = essence.split_once('/').unwrap_or(("", &essence));
    let full = camel(&format!("{kind} {subtype}"));
    let short = match &*essence {
        "application/x-www-form-urlencoded" => "Form".to_owned(),
        "multipart/form-data" => "Multipart".to_owned(),
        "application/octet-stream" => "Bytes".to_owned(),
        "text/plain" => "Text".to_owned(),
        "*/*" => "Other".to_owned(),
        _ if subtype == "*" => camel(kind),
        _ => {
            let subtype = subtype.trim_start_matches("x-");
            camel(subtype.strip_suffix("+json").unwrap_or(subtype))
        }
    };
    let guarded = |name: String| match name.chars().next() {
        Some(first) if first.is_ascii_uppercase() => name,
        _ => format!("Type{name}"),
    };
    (guarded(short), guarded(full))
}
