//! The headers of answers.

use indexmap::IndexMap;
use openapiv3::{Content, ParameterSchemaOrContent, Response};

use super::api::{AnswerHeader, Kind, Text, TypeRef};
use super::parameter_style::is_scalar;
use super::{Ctx, annotations, body, shape};
use crate::diagnostic::code;
use crate::normalize::join;
use crate::resolve::{Pointer, pointer_of};

/// Headers that the run time reads itself, or that the standard leaves to other parts of a
/// description.
const RESERVED: [&str; 1] = ["content-type"];

/// Collects the headers of a response, which stands at a place. One that several responses describe is of the type that all
/// agree on, and text where they don't.
pub(super) fn collect(
    ctx: &mut Ctx<'_>,
    place: &str,
    response: &Response,
    found: &mut IndexMap<String, AnswerHeader>,
) {
    for (name, header) in &response.headers {
        let key = name.to_ascii_lowercase();
        if RESERVED.contains(&key.as_str()) || !super::security::is_token(name) {
            continue;
        }
        let Some(mut read) = read(ctx, name, pointer_of(header)) else {
            continue;
        };
        let said = ctx
            .resolved
            .said_beside(&join(place, &["headers", name]), header);
        read.annotations.description = said.or(read.annotations.description);
        match found.get_mut(&key) {
            Some(known) => {
                if known.ty.kind != read.ty.kind {
                    known.ty = text();
                }
                known.is_json |= read.is_json;
            }
            None => {
                found.insert(key, read);
            }
        }
    }
}

fn read(ctx: &mut Ctx<'_>, name: &str, pointer: &str) -> Option<AnswerHeader> {
    let header = ctx.resolved.headers.get(pointer)?;
    let (schema, is_json): (Option<Pointer>, bool) = match &header.format {
        ParameterSchemaOrContent::Schema(schema) => (Some(pointer_of(schema).into()), false),
        ParameterSchemaOrContent::Content(content) => of_content(ctx, name, pointer, content),
    };
    let mut ty = schema
        .as_ref()
        .map_or_else(text, |schema| shape::type_ref(ctx, schema));
    ty.rules = Vec::new();
    ty.nullable = false;
    if let Kind::List(items) = &mut ty.kind {
        // Between commas there is no null.
        items.nullable = false;
    }
    let is_fit = match &ty.kind {
        Kind::List(items) => is_scalar(ctx, &items.kind.clone()),
        other => is_scalar(ctx, &other.clone()),
    };
    if !is_fit {
        // Nothing is said of a header without a type, whose text is all there is.
        if ty.kind != Kind::Any {
            ctx.warn(
                code::UNSUPPORTED_ANSWER,
                pointer,
                format!("the header `{name}` is neither a scalar nor a list of scalars"),
                "it is given as text",
            );
        }
        ty = text();
    }
    let mut annotations = schema
        .map(|schema| annotations::at(ctx, &schema))
        .unwrap_or_default();
    annotations.description = header.description.clone().or(annotations.description);
    annotations.deprecated |= header.deprecated.unwrap_or(false);
    Some(AnswerHeader {
        name: name.to_owned(),
        ty,
        is_json,
        annotations,
    })
}

/// The schema of a header that is described by its content, and whether that is JSON. A scalar of JSON
/// or text is read as what it is, everything else is text; of an object or a list that is reported.
fn of_content(
    ctx: &mut Ctx<'_>,
    name: &str,
    pointer: &str,
    content: &Content,
) -> (Option<Pointer>, bool) {
    let Some((media_type, media)) = content.first() else {
        return (None, false);
    };
    let is_json = body::is_json(media_type);
    let is_read = is_json || body::is_text(media_type);
    let Some(schema) = media.schema.as_ref().filter(|_| is_read) else {
        return (None, false);
    };
    let schema = pointer_of(schema);
    match shape::type_ref(ctx, schema).kind {
        // It is made of its text, which JSON has in quotes.
        Kind::Foreign(..) if is_json => (None, true),
        kind if is_scalar(ctx, &kind) => (Some(schema.into()), is_json),
        Kind::Any => (None, false),
        _ => {
            if is_json {
                let message =
                    format!("the header `{name}` holds `{media_type}`, which is no scalar");
                let help = "it is given as text";
                ctx.warn(code::UNSUPPORTED_ANSWER, pointer, message, help);
            }
            (None, false)
        }
    }
}

fn text() -> TypeRef {
    TypeRef::plain(Kind::String(Text::Plain(None)))
}
