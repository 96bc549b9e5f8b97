//! The headers of answers.

use indexmap::IndexMap;
use openapiv3::{Content, ParameterSchemaOrContent, Response};

use super::api::{AnswerHeader, Kind, Text, TypeRef};
use super::parameter_style::is_scalar;
use super::{Ctx, annotations, body, shape};
use crate::diagnostic::code;
use crate::resolve::{Pointer, pointer_of};

/// Headers that the run time reads itself, or that the standard leaves to other parts of a
/// description.
const RESERVED: [&str; 1] = ["content-type"];

/// Collects the headers of a response. One that several responses describe is of the type that all
/// agree on, and text where they don't.
pub(super) fn collect(
    ctx: &mut Ctx<'_>,
    response: &Response,
    found: &mut IndexMap<String, AnswerHeader>,
) {
    for (name, header) in &response.headers {
        let key = name.to_ascii_lowercase();
        if RESERVED.contains(&key.as_str()) || !super::security::is_token(name) {
            continue;
        }
        let Some(read) = read(ctx, name, pointer_of(header)) else {
            continue;
        };
        match found.get_mut(&key) {
            Some(known) if known.ty.kind != read.ty.kind => known.ty = text(),
            Some(_) => {}
            None => {
                found.insert(key, read);
            }
        }
    }
}

fn read(ctx: &mut Ctx<'_>, name: &str, pointer: &str) -> Option<AnswerHeader> {
    let header = ctx.resolved.headers.get(pointer)?;
    let schema: Option<Pointer> = match &header.format {
        ParameterSchemaOrContent::Schema(schema) => Some(pointer_of(schema).into()),
        ParameterSchemaOrContent::Content(content) => {
            content_as_text(ctx, name, pointer, content);
            None
        }
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
        annotations,
    })
}

/// Reports a header that holds the JSON of an object or a list.
fn content_as_text(ctx: &mut Ctx<'_>, name: &str, pointer: &str, content: &Content) {
    let Some((media_type, media)) = content.first().filter(|(name, _)| body::is_json(name)) else {
        return;
    };
    let Some(schema) = &media.schema else { return };
    let kind = shape::type_ref(ctx, pointer_of(schema)).kind;
    if kind == Kind::Any || is_scalar(ctx, &kind) {
        return;
    }
    let message = format!("the header `{name}` holds `{media_type}`, which is no scalar");
    let help = "it is given as text";
    ctx.warn(code::UNSUPPORTED_ANSWER, pointer, message, help);
}

fn text() -> TypeRef {
    TypeRef::plain(Kind::String(Text::Plain(None)))
}
