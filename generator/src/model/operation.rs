//! Operations: their parameters and bodies.

use indexmap::IndexMap;
use openapiv3::{ParameterSchemaOrContent, PathStyle, QueryStyle};

use super::api::{
    Answer, Form, FormStyle, Kind, Location, Operation, OperationId, Parameter, Presence, Style,
    Text, TypeRef,
};
use super::direction::Direction;
use super::{
    Ctx, annotations, body, response, rules, security, servers, shape, stream, undeclared, webhook,
};
use crate::diagnostic::code;
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
    ctx.direction = Direction::Request;
    let body = operation
        .request_body
        .as_ref()
        .and_then(|it| body::of(ctx, pointer_of(it)));
    ctx.direction = Direction::Answer;
    let mut responses = response::of(ctx, &operation.responses);
    if let Some(request) = &operation.request_body {
        let switch = stream::switch(ctx, pointer_of(request));
        responses.stream_mut().into_iter().for_each(|streamed| {
            streamed.switch.clone_from(&switch);
        });
    }
    // No answer to HEAD has a body.
    let is_head = method == "HEAD";
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
        fragment: fragment(path).map(str::to_owned),
        summary: operation.summary.clone(),
        description: operation.description.clone(),
        deprecated: operation.deprecated,
        external_docs: operation.external_docs.as_ref().map(annotations::link),
        tags: operation.tags.clone(),
        servers: servers::of_operation(ctx, resolved),
        access: security::access(ctx, &ctx.security, operation.security.as_deref()),
        path_parameters,
        parameters,
        body,
        answer,
        streamed: responses.streamed.filter(|_| !is_head),
        upgrades: responses.upgrades,
        alternatives: responses.alternatives,
        errors: responses.errors,
        paging: None,
        callbacks: webhook::callbacks(ctx, resolved),
        headers: responses.headers,
    }
}

/// The path that is sent. Some descriptions tell several operations of one path apart by what
/// stands behind a `#`, which never reaches a server.
fn on_the_wire(path: &str) -> &str {
    path.split_once('#').map_or(path, |(sent, _)| sent)
}

fn fragment(path: &str) -> Option<&str> {
    let (_, fragment) = path.split_once('#')?;
    (!fragment.is_empty()).then_some(fragment)
}

/// Reports a path that a URL can't have: the run time refuses it.
fn check_path(ctx: &mut Ctx<'_>, resolved: &ResolvedOperation) {
    let fixed = on_the_wire(&resolved.path)
        .split('{')
        .map(|part| part.split_once('}').map_or(part, |(_, rest)| rest));
    let allowed = |c: char| c.is_ascii_alphanumeric() || "-._~!$&'()*+,;=:@/%".contains(c);
    if let Some(c) = fixed.flat_map(str::chars).find(|c| !allowed(*c)) {
        let message = format!(
            "the path `{}` holds `{}`, which no path of a URL does",
            resolved.path,
            c.escape_debug()
        );
        let path = resolved.pointer.rsplit_once('/');
        ctx.warn(
            code::UNSUPPORTED_PARAMETER,
            path.map_or("", |(path, _)| path),
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
    let mut misspelt: Vec<&str> = Vec::new();
    for name in placeholders(on_the_wire(&resolved.path)) {
        if parameters.iter().any(|known| known.name == name) {
            continue;
        }
        let found = declared
            .iter()
            .find(|found| found.location == "path" && found.name() == name);
        parameters.push(match found {
            Some(found) => path_parameter(ctx, found),
            None => {
                let others = declared.iter().filter(|found| found.location == "path");
                let others: Vec<_> = others.map(|it| (it.name(), &it.pointer)).collect();
                misspelt.extend(undeclared::tell(ctx, resolved, name, &others));
                undeclared(name)
            }
        });
    }
    for found in declared.iter().filter(|found| found.location == "path") {
        let is_told = misspelt.contains(&found.name());
        if !is_told && !parameters.iter().any(|known| known.name == found.name()) {
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

fn undeclared(name: &str) -> Parameter {
    Parameter {
        name: name.to_owned(),
        rust_name: None,
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
        ParameterSchemaOrContent::Content(content) => body::json_of(content)
            .and_then(|(_, media)| media.schema.as_ref())
            .map(pointer_of),
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
        rust_name: ctx.overrides.name(&found.pointer, Some(&data.extensions)),
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
        "cookie" if !security::is_token(&data.name) => {
            unsupported(ctx, found, "no cookie can have this name; correct it");
            return None;
        }
        "cookie" => Location::Cookie,
        _ => return None,
    };
    let by_hand = match location {
        Location::Query => "set it with `.query(…)` on the call",
        Location::Cookie => "set it with `.header(\"cookie\", …)` on the call",
        Location::Header | Location::Path => "set it with `.header(…)` on the call",
    };
    let parameter = parameter(ctx, found, location);
    let style = match &parameter.ty.kind {
        kind if is_scalar(ctx, kind) => Some(Style::Single),
        Kind::List(items)
            if is_scalar(ctx, &items.kind) && location != Location::Cookie && !is_content(data) =>
        {
            list_style(found.parameter)
        }
        _ if location == Location::Query => Some(Style::Object(object_style(found.parameter))),
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

fn is_content(data: &openapiv3::ParameterData) -> bool {
    matches!(data.format, ParameterSchemaOrContent::Content(_))
}

/// How an object travels in the query.
fn object_style(parameter: &openapiv3::Parameter) -> FormStyle {
    let data = parameter.parameter_data_ref();
    if is_content(data) {
        return FormStyle::Json;
    }
    match parameter {
        openapiv3::Parameter::Query { style, .. } => match style {
            QueryStyle::DeepObject => FormStyle::Deep,
            QueryStyle::Form if data.explode.unwrap_or(true) => FormStyle::Exploded,
            QueryStyle::Form => FormStyle::Joined(','),
            QueryStyle::SpaceDelimited => FormStyle::Joined(' '),
            QueryStyle::PipeDelimited => FormStyle::Joined('|'),
        },
        _ => FormStyle::Exploded,
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
