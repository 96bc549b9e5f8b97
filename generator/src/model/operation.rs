//! Operations: their parameters and bodies.

use indexmap::IndexMap;
use openapiv3::{MediaType, ParameterSchemaOrContent, PathStyle, QueryStyle, ReferenceOr};
use serde_json::Value;

use super::api::{
    Answer, Body, Example, Kind, Location, Operation, OperationId, Parameter, Presence, Style,
    Text, TypeRef,
};
use super::{Ctx, annotations, response, rules, security, shape};
use crate::diagnostic::{Diagnostic, Place, code};
use crate::normalize::join;
use crate::resolve::{Pointer, ResolvedOperation, pointer_of};

/// Headers that the standard leaves to other parts of a description.
const RESERVED_HEADERS: [&str; 3] = ["accept", "content-type", "authorization"];

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
    let declared = declared(ctx, resolved);
    check_path(ctx, resolved);
    let path_parameters = path_parameters(ctx, resolved, &declared);
    let parameters = declared
        .iter()
        .filter_map(|found| other_parameter(ctx, found))
        .collect();
    let body = operation
        .request_body
        .as_ref()
        .and_then(|body| body_of(ctx, pointer_of(body)));
    let responses = response::of(ctx, pointer, &operation.responses);
    // No answer to HEAD has a body.
    let answer = if method == "HEAD" {
        Answer::Empty
    } else {
        responses.answer
    };
    Operation {
        id: OperationId(pointer.clone()),
        operation_id: operation.operation_id.clone(),
        method: method.clone(),
        path: path.clone(),
        summary: operation.summary.clone(),
        description: operation.description.clone(),
        deprecated: operation.deprecated,
        external_docs: operation.external_docs.as_ref().map(annotations::link),
        tags: operation.tags.clone(),
        access: security::access(ctx, pointer, operation.security.as_deref()),
        path_parameters,
        parameters,
        body,
        answer,
        errors: responses.errors,
    }
}

/// Reports a path that a URL can't have: the run time refuses it.
fn check_path(ctx: &mut Ctx<'_>, resolved: &ResolvedOperation) {
    let fixed = resolved
        .path
        .split('{')
        .map(|part| part.split_once('}').map_or(part, |(_, rest)| rest));
    let allowed = |c: char| c.is_ascii_alphanumeric() || "-._~!$&'()*+,;=:@/%".contains(c);
    if let Some(c) = fixed.flat_map(str::chars).find(|c| !allowed(*c)) {
        let message = format!(
            "the path `{}` holds `{}`, which no path of a URL does",
            resolved.path,
            c.escape_debug()
        );
        ctx.warn(
            code::UNSUPPORTED_PARAMETER,
            resolved.pointer.clone(),
            message,
            "describe a query as parameters in `query`, and percent-encode other characters",
        );
    }
}

/// A parameter as it is declared.
struct Declared<'a> {
    pointer: Pointer,
    parameter: &'a openapiv3::Parameter,
    location: &'static str,
}

impl Declared<'_> {
    fn name(&self) -> &str {
        &self.parameter.parameter_data_ref().name
    }
}

/// The parameters of an operation; its own stand for those of the path item with their name.
fn declared<'a>(ctx: &Ctx<'a>, resolved: &ResolvedOperation) -> Vec<Declared<'a>> {
    let mut found: IndexMap<(&str, &str), Declared<'a>> = IndexMap::new();
    for child in resolved
        .shared_parameters
        .iter()
        .chain(&resolved.operation.parameters)
    {
        let pointer: Pointer = pointer_of(child).into();
        let Some(parameter) = ctx.resolved.parameters.get(&pointer) else {
            continue;
        };
        let location = match parameter {
            openapiv3::Parameter::Path { .. } => "path",
            openapiv3::Parameter::Query { .. } => "query",
            openapiv3::Parameter::Header { .. } => "header",
            openapiv3::Parameter::Cookie { .. } => "cookie",
        };
        let name = parameter.parameter_data_ref().name.as_str();
        found.insert(
            (location, name),
            Declared {
                pointer,
                parameter,
                location,
            },
        );
    }
    found.into_values().collect()
}

/// The parameters of the path, in the order of its template.
fn path_parameters(
    ctx: &mut Ctx<'_>,
    resolved: &ResolvedOperation,
    declared: &[Declared<'_>],
) -> Vec<Parameter> {
    let mut parameters: Vec<Parameter> = Vec::new();
    for name in placeholders(&resolved.path) {
        if parameters.iter().any(|known| known.name == name) {
            continue;
        }
        let found = declared
            .iter()
            .find(|found| found.location == "path" && found.name() == name);
        parameters.push(match found {
            Some(found) => path_parameter(ctx, found),
            None => undeclared(ctx, resolved, name),
        });
    }
    for found in declared.iter().filter(|found| found.location == "path") {
        if !parameters.iter().any(|known| known.name == found.name()) {
            let message = format!(
                "the path `{}` has no place for the parameter `{}`",
                resolved.path,
                found.name()
            );
            ctx.warn(
                code::UNSUPPORTED_PARAMETER,
                found.pointer.clone(),
                message,
                "it is left out; put it into the path in braces, or remove it",
            );
        }
    }
    parameters
}

/// A parameter of the path. One that is more than a word is given as it stands in the URL.
fn path_parameter(ctx: &mut Ctx<'_>, found: &Declared<'_>) -> Parameter {
    let parameter = parameter(ctx, found, Location::Path);
    let is_simple = matches!(
        found.parameter,
        openapiv3::Parameter::Path {
            style: PathStyle::Simple,
            ..
        }
    );
    if !is_simple || !is_scalar(ctx, &parameter.ty.kind) {
        let message = format!(
            "the path parameter `{}` is no single word in the simple style",
            found.name()
        );
        ctx.warn(
            code::UNSUPPORTED_PARAMETER,
            found.pointer.clone(),
            message,
            "its argument is the text that stands in the URL",
        );
    }
    parameter
}

/// The names between braces in a path template.
fn placeholders(path: &str) -> impl Iterator<Item = &str> {
    path.split('{')
        .skip(1)
        .filter_map(|rest| rest.split_once('}').map(|(name, _)| name))
}

fn undeclared(ctx: &mut Ctx<'_>, resolved: &ResolvedOperation, name: &str) -> Parameter {
    let message = format!(
        "the path `{}` has the parameter `{name}`, which the operation does not declare",
        resolved.path
    );
    let place = Place::key(&ctx.resolved.source, resolved.pointer.clone());
    let diagnostic = Diagnostic::error(code::PATH_PARAMETERS, place, message)
        .help(format!("add `{{ name: {name}, in: path, required: true, schema: {{ type: string }} }}` to its `parameters`"));
    ctx.diagnostics.push_mendable(diagnostic);
    Parameter {
        name: name.to_owned(),
        location: Location::Path,
        ty: TypeRef {
            kind: Kind::String(Text::Plain(None)),
            nullable: false,
            rules: Vec::new(),
        },
        presence: Presence::Required,
        style: Style::Single,
        annotations: super::api::Annotations::default(),
    }
}

fn parameter(ctx: &mut Ctx<'_>, found: &Declared<'_>, location: Location) -> Parameter {
    let data = found.parameter.parameter_data_ref();
    let schema = match &data.format {
        ParameterSchemaOrContent::Schema(schema) => Some(pointer_of(schema)),
        ParameterSchemaOrContent::Content(_) => None,
    };
    let ty = schema.map(|pointer| {
        let ty = shape::type_ref(ctx, pointer);
        let inner = match &ty.kind {
            Kind::List(items) => &items.kind,
            other => other,
        };
        if is_scalar(ctx, &inner.clone()) {
            ty
        } else {
            // What the caller writes as text is not looked into.
            rules::unchecked_here(ctx, pointer, ty)
        }
    });
    let mut annotations = schema
        .map(|pointer| annotations::at(ctx, pointer))
        .unwrap_or_default();
    annotations.description = data.description.clone().or(annotations.description);
    annotations.deprecated |= data.deprecated.unwrap_or(false);
    if let Some(example) = &data.example {
        annotations.examples.insert(0, example.clone());
    }
    let any = TypeRef {
        kind: Kind::Any,
        nullable: false,
        rules: Vec::new(),
    };
    let presence = if data.required || location == Location::Path {
        Presence::Required
    } else {
        Presence::Optional
    };
    Parameter {
        name: data.name.clone(),
        location,
        presence,
        style: Style::Single,
        ty: ty.unwrap_or(any),
        annotations,
    }
}

/// A parameter of the query or of a header, as far as it is supported.
fn other_parameter(ctx: &mut Ctx<'_>, found: &Declared<'_>) -> Option<Parameter> {
    let data = found.parameter.parameter_data_ref();
    let location = match found.location {
        "query" => Location::Query,
        "header" if RESERVED_HEADERS.contains(&data.name.to_ascii_lowercase().as_str()) => {
            return None;
        }
        "header" if !security::is_token(&data.name) => {
            unsupported(ctx, found, "no header can have this name; correct it");
            return None;
        }
        "header" => Location::Header,
        "cookie" => {
            unsupported(
                ctx,
                found,
                "set it with `.header(\"cookie\", …)` on the call",
            );
            return None;
        }
        _ => return None,
    };
    let by_hand = match location {
        Location::Query => "set it with `.query(…)` on the call",
        Location::Header | Location::Path => "set it with `.header(…)` on the call",
    };
    let parameter = parameter(ctx, found, location);
    let style = match &parameter.ty.kind {
        kind if is_scalar(ctx, kind) => Some(Style::Single),
        Kind::List(items) if is_scalar(ctx, &items.kind) => list_style(found.parameter),
        _ => None,
    };
    if style.is_none() {
        unsupported(ctx, found, by_hand);
    }
    Some(Parameter {
        style: style?,
        ..parameter
    })
}

/// Whether a value is one word on the wire.
fn is_scalar(ctx: &mut Ctx<'_>, kind: &Kind) -> bool {
    match kind {
        Kind::Boolean
        | Kind::Integer(_)
        | Kind::Float
        | Kind::Number
        | Kind::String(Text::Plain(_)) => true,
        Kind::Named(id) => shape::is_enumeration(ctx, id),
        Kind::Any | Kind::String(Text::Base64) | Kind::List(_) | Kind::Map(_) => false,
    }
}

/// How the items of a list travel; none where the standard does not say.
fn list_style(parameter: &openapiv3::Parameter) -> Option<Style> {
    let explode = parameter.parameter_data_ref().explode;
    match parameter {
        openapiv3::Parameter::Query { style, .. } => match style {
            QueryStyle::Form if explode.unwrap_or(true) => Some(Style::Repeated),
            QueryStyle::Form => Some(Style::Joined(",")),
            QueryStyle::SpaceDelimited if !explode.unwrap_or(false) => Some(Style::Joined("%20")),
            QueryStyle::PipeDelimited if !explode.unwrap_or(false) => Some(Style::Joined("%7C")),
            // Exploded, both are what the form style is.
            QueryStyle::SpaceDelimited | QueryStyle::PipeDelimited => Some(Style::Repeated),
            QueryStyle::DeepObject => None,
        },
        openapiv3::Parameter::Header { .. } => Some(Style::Joined(",")),
        openapiv3::Parameter::Path { .. } | openapiv3::Parameter::Cookie { .. } => None,
    }
}

fn unsupported(ctx: &mut Ctx<'_>, found: &Declared<'_>, by_hand: &str) {
    let message = format!(
        "no argument is generated for the {} parameter `{}`",
        found.location,
        found.name()
    );
    ctx.warn(
        code::UNSUPPORTED_PARAMETER,
        found.pointer.clone(),
        message,
        by_hand,
    );
}

fn body_of(ctx: &mut Ctx<'_>, pointer: &str) -> Option<Body> {
    let body = ctx.resolved.request_bodies.get(pointer)?;
    let content_pointer = join(pointer, &["content"]);
    let Some((media_type, media)) = json_of(&body.content) else {
        let (media_type, _) = body.content.first()?;
        let message = format!("a request body of `{media_type}` is not typed");
        ctx.warn(
            code::UNSUPPORTED_BODY,
            join(&content_pointer, &[media_type]),
            message,
            "it is taken as bytes",
        );
        return Some(Body::Bytes {
            media_type: media_type.clone(),
        });
    };
    for other in body.content.keys().filter(|other| *other != media_type) {
        let message = format!("the request body is sent as `{media_type}`, never as `{other}`");
        ctx.warn(
            code::UNSUPPORTED_BODY,
            join(&content_pointer, &[other]),
            message,
            "send it with `Client::request`",
        );
    }
    let ty = media_schema(ctx, media);
    let presence = if body.required {
        Presence::Required
    } else {
        Presence::Optional
    };
    Some(Body::Json {
        ty,
        presence,
        example: example_of(media),
    })
}

/// The JSON among several media types.
pub(super) fn json_of(content: &IndexMap<String, MediaType>) -> Option<(&String, &MediaType)> {
    let exact = content
        .iter()
        .find(|(name, _)| essence(name) == "application/json");
    exact.or_else(|| content.iter().find(|(name, _)| is_json(name)))
}

/// A media type without its parameters, in lower case.
fn essence(media_type: &str) -> String {
    media_type
        .split(';')
        .next()
        .unwrap_or_default()
        .trim()
        .to_ascii_lowercase()
}

fn is_json(media_type: &str) -> bool {
    let essence = essence(media_type);
    essence == "text/json"
        || essence.ends_with("+json")
        || essence == "*/*"
        || essence == "application/*"
}

pub(super) fn media_schema(ctx: &mut Ctx<'_>, media: &MediaType) -> TypeRef {
    match &media.schema {
        Some(schema) => {
            let pointer = pointer_of(schema);
            let ty = shape::type_ref(ctx, pointer);
            let named = media.examples.values().filter_map(|example| match example {
                ReferenceOr::Item(example) => example.value.as_ref(),
                ReferenceOr::Reference { .. } => None,
            });
            for value in media.example.iter().chain(named) {
                ctx.examples.push(Example {
                    schemas: ctx.schemas_of(pointer),
                    ty: ty.clone(),
                    value: value.clone(),
                });
            }
            ty
        }
        None => TypeRef {
            kind: Kind::Any,
            nullable: false,
            rules: Vec::new(),
        },
    }
}

/// The example that a media type gives, the first where there are several.
pub(super) fn example_of(media: &MediaType) -> Option<Value> {
    let named = media.examples.values().find_map(|example| match example {
        ReferenceOr::Item(example) => example.value.clone(),
        ReferenceOr::Reference { .. } => None,
    });
    media.example.clone().or(named)
}
