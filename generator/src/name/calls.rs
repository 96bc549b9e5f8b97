//! The calls that a crate's own tests make: each operation, with what it requires and with all that it
//! takes, and each answer that the description knows.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use super::Ctx;
use super::argument;
use super::made_up::{DEEPEST, Maker};
use super::plan::{
    Argument, Calls, Client, Content, Given, GivenContent, Method, Resource, Role, RustType,
    Scalar, Scheme, Sent, Style, Taken, TestCall,
};
use super::resources::{Node, Tree};
use super::sample::Sampler;
use super::wanted::Wanted;
use super::words::ident;
use crate::model::api::{self, CaseBody, Format, Kind, Location, Operation, Parameter};

/// A text that a path and a query have to encode.
const IN_URL: &str = "é/&=+ 1%";

/// A text that stands anywhere as it is.
const PLAIN: &str = "text";

/// Plans the calls.
pub(super) fn calls(
    ctx: &Ctx<'_>,
    tree: &Tree,
    resources: &[Resource],
    client: &Client,
) -> Option<Calls> {
    let (mut operations, mut cases) = (Vec::new(), Vec::new());
    for (node, resource) in tree.nodes.iter().skip(1).zip(resources) {
        for (index, name) in &node.methods {
            let operation = &ctx.api.operations[*index];
            // No request has such a path.
            if !is_sendable(operation) {
                continue;
            }
            let wanted = ident(name);
            let mut methods = resource.methods.iter();
            let method = methods.find(|method| method.ident == wanted);
            let planned = method.and_then(|method| {
                let call = call(ctx, node, resource, (method, operation))?;
                let cases = of_operation(ctx, operation)?;
                // Of what another crate reads no answer is made up.
                (!cases.is_empty()).then_some((call, cases))
            });
            if let Some((call, its_cases)) = planned {
                operations.push(call);
                cases.extend(its_cases.iter().map(ToString::to_string));
            }
        }
    }
    let schemes = client.api.schemes.iter();
    (!operations.is_empty()).then(|| Calls {
        operations,
        cases,
        credentials: schemes.map(Scheme::placeholder).collect(),
    })
}

fn call(
    ctx: &Ctx<'_>,
    node: &Node,
    resource: &Resource,
    (method, operation): (&Method, &Operation),
) -> Option<TestCall> {
    let parameters = operation.required_parameters().map(Some).chain([None]);
    let given =
        method
            .arguments
            .iter()
            .zip(parameters)
            .map(|(argument, parameter)| match parameter {
                Some(parameter) => Some(of_parameter(parameter, argument)),
                None => body(ctx, resource, (method, operation)),
            });
    let setters = method.parameters.iter().flat_map(|all| &all.setters);
    let setters = setters.zip(operation.optional_parameters());
    let setters = setters.map(|(setter, parameter)| {
        let given = of_parameter(parameter, &setter.argument);
        (setter.argument.ident.clone(), given)
    });
    Some(TestCall {
        id: format!("{} {}", operation.method, template(operation)),
        accessors: node.path.iter().map(|name| ident(name)).collect(),
        method: method.ident.clone(),
        arguments: given.collect::<Option<_>>()?,
        setters: setters.collect(),
    })
}

/// Whether a client sends a path: segments that lead upwards are refused, and so are fragments.
fn is_sendable(operation: &Operation) -> bool {
    let mut segments = operation.sent_path.split('/');
    !operation.sent_path.contains('?') && !segments.any(|one| matches!(one, "." | ".."))
}

/// The path as the description has it.
fn template(operation: &Operation) -> String {
    match &operation.fragment {
        Some(fragment) => format!("{}#{fragment}", operation.path),
        None => operation.path.clone(),
    }
}

fn of_parameter(parameter: &Parameter, argument: &Argument) -> Given {
    let (item, is_list) = taken(&argument.role);
    let ty = item.unwrap_or(RustType::String);
    Given::Parameter {
        place: place(parameter, &argument.role),
        name: parameter.name.clone(),
        ty: if is_list {
            RustType::Vec(Box::new(ty))
        } else {
            ty
        },
    }
}

/// The type of what is taken for a parameter, none for a text, and whether it is a list of that.
fn taken(role: &Role) -> (Option<RustType>, bool) {
    let of = |scalar: &Scalar| match scalar {
        Scalar::Text => None,
        Scalar::Value(ty) | Scalar::Enumeration(ty) => Some(ty.clone()),
    };
    match role {
        Role::Path(scalar) | Role::Cookie(scalar) | Role::Styled(Taken::One(scalar), _) => {
            (of(scalar), false)
        }
        Role::Query(values) | Role::Header(values) => {
            (of(&values.scalar), values.style != Style::Single)
        }
        Role::Styled(Taken::Several(scalar), _) => (of(scalar), true),
        Role::QueryValue(ty, _) | Role::Styled(Taken::Value(ty), _) => (Some(ty.clone()), false),
        Role::Body(..) | Role::OneOf(..) => (None, false),
    }
}

fn place(parameter: &Parameter, role: &Role) -> &'static str {
    match (parameter.location, role) {
        (_, Role::Styled(_, Sent::Whole(_))) => "querystring",
        (Location::Path, _) => "path",
        (Location::Query, _) => "query",
        (Location::Header, _) => "header",
        (Location::Cookie, _) => "cookie",
    }
}

fn body(
    ctx: &Ctx<'_>,
    resource: &Resource,
    (method, operation): (&Method, &Operation),
) -> Option<Given> {
    let role = &method.arguments.last()?.role;
    let (content, variant, need) = match role {
        Role::Body(content, need) => (content, None, *need),
        Role::OneOf(name, need) => {
            let first = method.alternatives.as_ref()?.variants.first()?;
            let path = [name.clone(), first.ident.clone()];
            let path = resource.module.iter().cloned().chain(path).collect();
            (&first.content, Some(path), *need)
        }
        _ => return None,
    };
    let content = match content {
        Content::Multipart(found) if found.has_files => {
            let mut sampler = Sampler::new(ctx);
            let ty = operation.body.as_ref()?.contents.first()?.format.ty()?;
            let sample = sampler.exact(&found.ty, Wanted::new(ty, None), 0)?;
            GivenContent::Sample(sample.flat(), sampler.uses.into_iter().collect())
        }
        Content::Text(_) => GivenContent::Text,
        // Parts that the caller writes are not sent without a boundary of the caller's.
        Content::Bytes(media_type) if media_type.starts_with("multipart/") => return None,
        Content::Bytes(_) => GivenContent::Bytes,
        content => GivenContent::Json(content.ty()?.clone()),
    };
    Some(Given::Body {
        content,
        variant,
        need,
    })
}

/// The cases of an operation; none where a value that it requires can't be made up.
fn of_operation(ctx: &Ctx<'_>, operation: &Operation) -> Option<Vec<Value>> {
    let mut given = vec![("required", arguments(ctx, operation.required_parameters())?)];
    let all = operation
        .required_parameters()
        .chain(operation.optional_parameters());
    if let Some(all) = arguments(ctx, all) {
        given.push(("all", all));
    }
    let answers = answers(ctx, operation);
    let mut cases = Vec::new();
    for (kind, arguments) in given {
        let body = body_of(ctx, operation, kind == "all")?;
        let shown = if kind == "all" { 1 } else { answers.len() };
        for answer in answers.iter().take(shown) {
            cases.push(json!({
                "method": operation.method,
                "template": template(operation),
                "kind": kind,
                "arguments": arguments,
                "body": body,
                "answer": answer,
            }));
        }
    }
    Some(cases)
}

/// Values for parameters, by place and name.
fn arguments<'p>(
    ctx: &Ctx<'_>,
    parameters: impl Iterator<Item = &'p Parameter>,
) -> Option<Map<String, Value>> {
    let mut places = Map::new();
    for parameter in parameters {
        let role = argument::role(ctx, parameter);
        let value = value(ctx, parameter, &role)?;
        let place = places
            .entry(place(parameter, &role))
            .or_insert_with(|| json!({}));
        place.as_object_mut()?.insert(parameter.name.clone(), value);
    }
    Some(places)
}

fn value(ctx: &Ctx<'_>, parameter: &Parameter, role: &Role) -> Option<Value> {
    let text = match parameter.location {
        Location::Path | Location::Query => IN_URL,
        Location::Header | Location::Cookie => PLAIN,
    };
    let mut maker = Maker::of_text(ctx.api, text);
    let (ty, is_list) = taken(role);
    let is_text = ty.is_none();
    match (&parameter.ty.kind, is_list) {
        (Kind::List(items), true) if is_text => {
            let second = maker.instance(items, DEEPEST).filter(Value::is_string);
            Some(json!([PLAIN, second.unwrap_or_else(|| json!(text))]))
        }
        (Kind::List(items), true) => Some(json!([maker.instance(items, DEEPEST)?])),
        _ if is_text => {
            // An example follows the rules too.
            let mut examples = parameter.annotations.examples.iter();
            let is_plain =
                |text: &str| !text.is_empty() && text.chars().all(|c| c.is_ascii_alphanumeric());
            let example = examples.find(|example| example.as_str().is_some_and(is_plain));
            let made = maker.instance(&parameter.ty, 0).filter(Value::is_string);
            Some(example.cloned().or(made).unwrap_or_else(|| json!(text)))
        }
        _ => maker.instance(&parameter.ty, 0),
    }
}

/// The body, where there is one.
fn body_of(ctx: &Ctx<'_>, operation: &Operation, is_all: bool) -> Option<Value> {
    let Some(body) = &operation.body else {
        return Some(Value::Null);
    };
    if body.presence == api::Presence::Optional && !is_all {
        return Some(Value::Null);
    }
    let content = body.contents.first()?;
    let depth = if is_all { 0 } else { DEEPEST };
    let media_type = &content.media_type;
    let value = match &content.format {
        // A file is no JSON: the call has a sample, and the case what must be in it.
        Format::Multipart {
            ty,
            has_files: true,
            ..
        } => {
            let value = required_names(ctx, ty);
            return Some(json!({ "media_type": media_type, "value": value, "is_sample": true }));
        }
        Format::Json { ty, .. }
        | Format::JsonLines { ty }
        | Format::Form { ty, .. }
        | Format::Multipart { ty, .. } => Maker::new(ctx.api).instance(ty, depth)?,
        Format::Text | Format::Bytes => json!("a text"),
    };
    Some(json!({ "media_type": media_type, "value": value }))
}

/// An object with what must be there, each as a text.
fn required_names(ctx: &Ctx<'_>, ty: &api::TypeRef) -> Value {
    let Kind::Named(id) = &ty.kind else {
        return json!({});
    };
    let Some(api::Shape::Record(record)) = ctx.api.types.get(id).map(|ty| &ty.shape) else {
        return json!({});
    };
    let required = record.fields.iter();
    let required = required.filter(|field| field.presence == api::Presence::Required);
    required
        .map(|field| (field.name.clone(), json!(PLAIN)))
        .collect()
}

/// The answers that the description knows, a success first.
fn answers(ctx: &Ctx<'_>, operation: &Operation) -> Vec<Value> {
    let successes = operation.successes.iter();
    let successes = successes.map(|case| (case.status.as_str(), case.body.clone(), true));
    let errors = operation.errors.iter().map(|error| {
        let body = error.body.clone().map_or(CaseBody::Empty, CaseBody::Json);
        (error.status.as_str(), body, false)
    });
    let all: Vec<_> = successes.chain(errors).collect();
    let mut taken: BTreeSet<u16> = all
        .iter()
        .filter_map(|(status, ..)| status.parse().ok())
        .collect();
    let mut answers = Vec::new();
    for (status, body, is_success) in &all {
        let Some(code) = code(status, *is_success, &taken) else {
            continue;
        };
        taken.insert(code);
        answers.extend(answer(ctx, operation, code, body));
    }
    let is_upgrade = matches!(operation.answer, api::Answer::Upgrade);
    if operation.successes.is_empty() && !is_upgrade {
        answers.insert(0, json!({ "status": 200, "headers": {}, "body": "" }));
    }
    answers
}

/// An exact status, or one of a range that nothing else is said of.
fn code(status: &str, is_success: bool, taken: &BTreeSet<u16>) -> Option<u16> {
    if let Ok(code) = status.parse() {
        return Some(code).filter(|code| (200..600).contains(code));
    }
    let first = match status.as_bytes() {
        [digit @ b'2'..=b'5', ..] => u16::from(digit - b'0') * 100,
        _ if is_success => 200,
        _ => 500,
    };
    (first..first + 100).find(|code| !taken.contains(code) && !matches!(code, 204 | 205))
}

fn answer(ctx: &Ctx<'_>, operation: &Operation, code: u16, body: &CaseBody) -> Option<Value> {
    let (media_type, body) = match body {
        CaseBody::Json(ty) => {
            let value = Maker::new(ctx.api).instance(ty, DEEPEST)?;
            (Some("application/json"), value.to_string())
        }
        CaseBody::Text => (Some("text/plain"), PLAIN.to_owned()),
        CaseBody::Bytes => (Some("application/octet-stream"), PLAIN.to_owned()),
        CaseBody::Empty => match &operation.answer {
            api::Answer::Streamed(streamed) if code < 300 => {
                (Some(streamed.media_type.as_str()), String::new())
            }
            _ => (None, String::new()),
        },
    };
    let headers: Map<String, Value> = media_type
        .iter()
        .map(|media_type| ("content-type".to_owned(), json!(media_type)))
        .collect();
    Some(json!({ "status": code, "headers": headers, "body": body }))
}
