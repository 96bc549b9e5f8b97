//! How a parameter is written: `style`, `explode`, `allowReserved` and `content`.

use indexmap::IndexMap;
use openapiv3::{MediaType, ParameterData, ParameterSchemaOrContent, PathStyle, QueryStyle};

use super::api::{
    Expansion, Form, FormStyle, Kind, Location, Operator, QueryContent, Style, Text, TypeRef,
};
use super::parameter::Declared;
use super::{Ctx, body, part, shape};
use crate::diagnostic::code;
use crate::normalize::{COOKIE_STYLE, QUERY_STRING, RESERVED, join};
use crate::resolve::pointer_of;

/// Returns what the content of a parameter is, and where its schema stands. What is neither JSON nor
/// a form is a text of the caller's.
pub(super) fn content<'a>(
    ctx: &mut Ctx<'_>,
    data: &ParameterData,
    content: &'a IndexMap<String, MediaType>,
) -> (Option<&'a str>, TypeRef) {
    let found = typed_of(data, content);
    let text = TypeRef::plain(Kind::String(Text::Plain(None)));
    let Some((_, media)) = found else {
        let first = text_of(content).into_iter();
        let mut all = first.chain(content).map(|(_, media)| media);
        let schema = all.find_map(|media| media.schema.as_ref());
        let schema = schema.map(pointer_of);
        let ty = schema.map(|pointer| shape::type_ref(ctx, pointer));
        let ty = ty.filter(|ty| is_scalar(ctx, &ty.kind));
        return (schema, ty.unwrap_or(text));
    };
    let schema = media.schema.as_ref().map(pointer_of);
    (schema, body::media_schema(ctx, media))
}

/// The media type of a parameter whose values are written for the caller.
fn typed_of<'a>(
    data: &ParameterData,
    content: &'a IndexMap<String, MediaType>,
) -> Option<(&'a String, &'a MediaType)> {
    let form = || form_of(content).filter(|_| data.extensions.contains_key(QUERY_STRING));
    body::json_of(content).or_else(form)
}

/// Reports that all but one of several media types are passed over.
fn several(ctx: &mut Ctx<'_>, found: &Declared<'_>, content: &IndexMap<String, MediaType>) {
    let taken = typed_of(found.data(), content).or_else(|| text_of(content));
    // Where it is none of them, that is said.
    let Some((taken, _)) = taken.filter(|_| content.len() > 1) else {
        return;
    };
    let message = format!(
        "the parameter `{}` is described by {} media types",
        found.name(),
        content.len()
    );
    let help = format!("it is sent as `{taken}`; remove the others");
    let place = found.pointer.clone();
    ctx.warn(code::UNSUPPORTED_PARAMETER, place, message, &help);
}

fn form_of(content: &IndexMap<String, MediaType>) -> Option<(&String, &MediaType)> {
    let mut all = content.iter();
    all.find(|(name, _)| body::essence(name) == "application/x-www-form-urlencoded")
}

/// Returns how a parameter of a kind travels.
pub(super) fn of(
    ctx: &mut Ctx<'_>,
    found: &Declared<'_>,
    location: Location,
    kind: &Kind,
) -> Style {
    let data = found.data();
    if let ParameterSchemaOrContent::Content(content) = &data.format {
        several(ctx, found, content);
        return if data.extensions.contains_key(QUERY_STRING) {
            whole(ctx, found, content, kind)
        } else {
            of_content(ctx, found, location, content)
        };
    }
    let explode = |usual: bool| data.explode.unwrap_or(usual);
    let reserved = data.extensions.contains_key(RESERVED);
    let (operator, explode) = match found.parameter {
        openapiv3::Parameter::Query {
            style,
            allow_reserved,
            ..
        } => {
            let form = in_query(ctx, found, style, kind);
            return if *allow_reserved {
                Style::Reserved(form)
            } else {
                usual_query(ctx, form, kind)
            };
        }
        openapiv3::Parameter::Path { style, .. } => match style {
            PathStyle::Simple => (Operator::Simple, explode(false)),
            PathStyle::Label => (Operator::Label, explode(false)),
            PathStyle::Matrix => (Operator::Matrix, explode(false)),
        },
        openapiv3::Parameter::Header { .. } => (Operator::Simple, explode(false)),
        openapiv3::Parameter::Cookie { .. } if data.extensions.contains_key(COOKIE_STYLE) => {
            (Operator::Cookie, explode(true))
        }
        openapiv3::Parameter::Cookie { .. } => (Operator::Form, explode(true)),
    };
    let is_usual = matches!(operator, Operator::Simple | Operator::Form) && !reserved;
    // Every value that is written so can be given as a text.
    if is_usual && (is_scalar(ctx, kind) || *kind == Kind::Any) {
        return Style::Single;
    }
    if location == Location::Header && is_list_of_scalars(ctx, kind) {
        return Style::Joined(",");
    }
    Style::Expanded(Expansion {
        operator,
        explode,
        reserved,
    })
}

/// How the words of a parameter of the query stand there. Reports what the standard does not define.
fn in_query(ctx: &mut Ctx<'_>, found: &Declared<'_>, style: &QueryStyle, kind: &Kind) -> FormStyle {
    let explode = found.data().explode;
    let (name, form) = match style {
        QueryStyle::Form if explode.unwrap_or(true) => return FormStyle::Exploded,
        QueryStyle::Form => return FormStyle::Joined(','),
        QueryStyle::DeepObject => ("deepObject", FormStyle::Deep),
        QueryStyle::SpaceDelimited => ("spaceDelimited", FormStyle::Joined(' ')),
        QueryStyle::PipeDelimited => ("pipeDelimited", FormStyle::Joined('|')),
    };
    let is_list = matches!(kind, Kind::List(_));
    if form == FormStyle::Deep && is_list {
        let how = "it is sent as `name[0]=…&name[1]=…`";
        undefined(ctx, found, &format!("a list in the style `{name}`"), how);
        return form;
    }
    let what = if is_scalar(ctx, kind) {
        "a single value"
    } else if form != FormStyle::Deep && explode == Some(true) {
        "several values, exploded,"
    } else {
        return form;
    };
    let what = format!("{what} in the style `{name}`");
    undefined(ctx, found, &what, "it is sent as `form` has it, exploded");
    FormStyle::Exploded
}

fn undefined(ctx: &mut Ctx<'_>, found: &Declared<'_>, what: &str, how: &str) {
    let message = format!(
        "the standard does not define what the parameter `{}` is on the wire: {what}",
        found.name()
    );
    ctx.warn(
        code::UNSUPPORTED_PARAMETER,
        found.pointer.clone(),
        message,
        how,
    );
}

fn usual_query(ctx: &mut Ctx<'_>, form: FormStyle, kind: &Kind) -> Style {
    if is_scalar(ctx, kind) {
        return Style::Single;
    }
    if !is_list_of_scalars(ctx, kind) {
        return Style::Object(form);
    }
    match form {
        FormStyle::Exploded => Style::Repeated,
        FormStyle::Joined(',') => Style::Joined(","),
        FormStyle::Joined(' ') => Style::Joined("%20"),
        FormStyle::Joined('|') => Style::Joined("%7C"),
        FormStyle::Joined(_) | FormStyle::Deep | FormStyle::Json => Style::Object(form),
    }
}

/// How a parameter travels that is described by a media type: as JSON, or as a text.
fn of_content(
    ctx: &mut Ctx<'_>,
    found: &Declared<'_>,
    location: Location,
    content: &IndexMap<String, MediaType>,
) -> Style {
    let expanded = |operator| {
        Style::Expanded(Expansion {
            operator,
            explode: false,
            reserved: false,
        })
    };
    if body::json_of(content).is_some() {
        return match location {
            Location::Query => Style::Object(FormStyle::Json),
            Location::Path | Location::Header | Location::Cookie => expanded(Operator::Json),
        };
    }
    if text_of(content).is_none() {
        by_hand(ctx, found, content);
    }
    match location {
        // It is the caller who says what it is, so also what is encoded in it.
        Location::Cookie => expanded(Operator::Cookie),
        Location::Path | Location::Query | Location::Header => Style::Single,
    }
}

fn text_of(content: &IndexMap<String, MediaType>) -> Option<(&String, &MediaType)> {
    let mut all = content.iter();
    all.find(|(name, _)| body::essence(name).starts_with("text/"))
}

fn by_hand(ctx: &mut Ctx<'_>, found: &Declared<'_>, content: &IndexMap<String, MediaType>) {
    let names: Vec<&str> = content.keys().map(String::as_str).collect();
    let message = format!(
        "the parameter `{}` is written as `{}`",
        found.name(),
        names.join(", ")
    );
    ctx.warn(
        code::UNSUPPORTED_PARAMETER,
        found.pointer.clone(),
        message,
        "it is taken as text; JSON, text and, as a whole query, forms are written",
    );
}

/// How a parameter travels that is the whole query.
fn whole(
    ctx: &mut Ctx<'_>,
    found: &Declared<'_>,
    content: &IndexMap<String, MediaType>,
    kind: &Kind,
) -> Style {
    if body::json_of(content).is_some() {
        return Style::Whole(QueryContent::Json);
    }
    if let Some((name, media)) = form_of(content)
        && matches!(kind, Kind::Named(_) | Kind::Map(_))
    {
        let place = join(&found.pointer, &["content", name]);
        return Style::Whole(QueryContent::Form(part::styles(ctx, &place, media)));
    }
    if text_of(content).is_none() {
        by_hand(ctx, found, content);
    }
    Style::Whole(QueryContent::Text)
}

/// Whether a value is one word on the wire.
pub(super) fn is_scalar(ctx: &mut Ctx<'_>, kind: &Kind) -> bool {
    match kind {
        Kind::Boolean
        | Kind::Integer(_)
        | Kind::Float
        | Kind::Number
        | Kind::String(Text::Plain(_))
        | Kind::Foreign(_, Form::Text | Form::Digits) => true,
        Kind::Named(id) => shape::is_enumeration(ctx, id),
        Kind::Any
        | Kind::String(Text::Base64)
        | Kind::List(_)
        | Kind::Map(_)
        | Kind::File
        | Kind::Foreign(_, Form::Json) => false,
    }
}

fn is_list_of_scalars(ctx: &mut Ctx<'_>, kind: &Kind) -> bool {
    match kind {
        Kind::List(items) => is_scalar(ctx, &items.kind),
        _ => false,
    }
}
