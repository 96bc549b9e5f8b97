//! Where a schema stands, read from its pointer.

use super::api::{OperationId, Origin, Root, Step};
use super::parameter::location;
use super::{Ctx, body};
use crate::diagnostic::MADE_UP_KEY;
use crate::grammar::{self, OTHER_METHODS, document_of, file_stem, in_tree, join, last_key};
use crate::resolve::pointer_of;

/// Returns the origin of the schema at a pointer.
pub(super) fn of(ctx: &Ctx<'_>, pointer: &str) -> Origin {
    let keys: Vec<_> = grammar::keys(pointer).collect();
    let keys: Vec<&str> = keys.iter().map(AsRef::as_ref).collect();
    let (root, rest) = match document_of(pointer) {
        Some((address, _)) => root_in_document(ctx, pointer, &address, &keys[2..]),
        None if let Some(found) = sent_by_api(&keys) => found,
        None if pointer.starts_with("/x-") => referred_to(ctx, "", "", &keys),
        None => root(ctx, pointer, &keys),
    };
    Origin {
        root,
        steps: steps(ctx, &keys, rest),
    }
}

/// The root of a schema in another document: what references lead to there. It is named after its
/// key, or after the file where that is all of it.
fn root_in_document<'k>(
    ctx: &Ctx<'_>,
    pointer: &str,
    address: &str,
    keys: &'k [&'k str],
) -> (Root, &'k [&'k str]) {
    match keys {
        ["components", ..] => return root(ctx, pointer, keys),
        ["definitions" | "$defs", name, rest @ ..] => {
            return (Root::Schema((*name).to_owned()), rest);
        }
        _ => {}
    }
    referred_to(ctx, &in_tree(address, ""), &file_stem(address), keys)
}

/// The root of a schema where the standard has none: the outermost object above it that a
/// reference leads to.
fn referred_to<'k>(
    ctx: &Ctx<'_>,
    base: &str,
    name: &str,
    keys: &'k [&'k str],
) -> (Root, &'k [&'k str]) {
    for length in 0..=keys.len() {
        let (way, rest) = keys.split_at(length);
        let at = join(base, way);
        let name = way.last().copied().unwrap_or(name).to_owned();
        let rest_of_content = || behind(rest);
        if ctx.resolved.schemas.contains_key(at.as_str()) {
            return (Root::Schema(name), rest);
        }
        if ctx.resolved.responses.contains_key(at.as_str()) {
            return (Root::Response(name), rest_of_content());
        }
        if ctx.resolved.request_bodies.contains_key(at.as_str()) {
            return (Root::RequestBody(name, None), rest_of_content());
        }
        if ctx.resolved.parameters.contains_key(at.as_str()) {
            return (Root::Parameter(name), rest_of_content());
        }
    }
    (Root::Elsewhere(join(base, keys)), &[])
}

fn root<'k>(ctx: &Ctx<'_>, pointer: &str, keys: &'k [&'k str]) -> (Root, &'k [&'k str]) {
    match keys {
        ["components", "schemas", name, rest @ ..] => (Root::Schema((*name).to_owned()), rest),
        [
            "components",
            "responses",
            name,
            "content",
            _,
            "schema",
            rest @ ..,
        ] => (Root::Response((*name).to_owned()), rest),
        [
            "components",
            "requestBodies",
            name,
            "content",
            media_type,
            content @ ..,
        ] => {
            let Some(rest) = in_content(content) else {
                return (Root::Elsewhere(pointer.to_owned()), &[]);
            };
            let body = join("", &keys[..3]);
            let later = later(ctx, &body, media_type);
            (Root::RequestBody((*name).to_owned(), later), rest)
        }
        [
            "components",
            "responses",
            response,
            "headers",
            name,
            rest @ ..,
        ] => {
            let (response, name) = ((*response).to_owned(), (*name).to_owned());
            (Root::ResponseHeader(response, name), behind(rest))
        }
        ["components", "headers", name, rest @ ..] => {
            (Root::Header((*name).to_owned()), behind(rest))
        }
        ["components", "parameters", name, "schema", rest @ ..]
        | [
            "components",
            "parameters",
            name,
            "content",
            _,
            "schema",
            rest @ ..,
        ] => (Root::Parameter((*name).to_owned()), rest),
        ["paths", path, "parameters", index, "schema", rest @ ..]
        | [
            "paths",
            path,
            "parameters",
            index,
            "content",
            _,
            "schema",
            rest @ ..,
        ] => {
            let parameter = join("", &["paths", path, "parameters", index]);
            let (name, location) = name_and_location(ctx, &parameter);
            let root = Root::PathItemParameter((*path).to_owned(), name, location);
            (root, rest)
        }
        ["paths", ..] => {
            let found = in_operation(keys, 2).and_then(|(way, rest)| of_operation(ctx, way, rest));
            found.unwrap_or_else(|| (Root::Elsewhere(pointer.to_owned()), &[]))
        }
        _ => (Root::Elsewhere(pointer.to_owned()), &[]),
    }
}

/// The root of a schema in an operation of a path: `way` leads to the operation, and `rest` on.
fn of_operation<'k>(
    ctx: &Ctx<'_>,
    way: &[&str],
    rest: &'k [&'k str],
) -> Option<(Root, &'k [&'k str])> {
    let pointer = join("", way);
    let operation = || OperationId(pointer.as_str().into());
    match rest {
        ["requestBody", "content", media_type, content @ ..] => {
            let rest = in_content(content)?;
            let body = join(&pointer, &["requestBody"]);
            let later = later(ctx, &body, media_type);
            Some((Root::Body(operation(), later), rest))
        }
        [
            "responses",
            status,
            "content",
            _,
            "schema" | "itemSchema",
            rest @ ..,
        ] => Some((Root::Answer(operation(), (*status).to_owned()), rest)),
        ["parameters", index, "schema", rest @ ..]
        | ["parameters", index, "content", _, "schema", rest @ ..] => {
            let parameter = join(&pointer, &["parameters", index]);
            let (name, location) = name_and_location(ctx, &parameter);
            let root = Root::OperationParameter(operation(), name, location);
            Some((root, rest))
        }
        ["responses", status, "headers", name, rest @ ..] => {
            let (status, name) = ((*status).to_owned(), (*name).to_owned());
            Some((Root::AnswerHeader(operation(), status, name), behind(rest)))
        }
        _ => None,
    }
}

/// The name of the parameter at a pointer, and where it travels.
fn name_and_location(ctx: &Ctx<'_>, pointer: &str) -> (String, &'static str) {
    let parameter = ctx.resolved.parameters.get(pointer);
    parameter.map_or_else(Default::default, |parameter| {
        let name = parameter.parameter_data_ref().name.clone();
        (name, location(parameter))
    })
}

/// Where in the schema of a header keys lead.
fn behind<'k>(keys: &'k [&'k str]) -> &'k [&'k str] {
    match keys {
        ["schema", rest @ ..] | ["content", _, "schema", rest @ ..] => rest,
        other => other,
    }
}

/// The way on from the media type of a request body: each item of a sequence is one of the whole.
fn in_content<'k>(content: &'k [&'k str]) -> Option<&'k [&'k str]> {
    match content {
        ["schema", rest @ ..] => Some(rest),
        ["itemSchema", ..] => Some(content),
        _ => None,
    }
}

/// The root of a schema in a webhook or a callback: in its body, or in what it is answered.
fn sent_by_api<'k>(keys: &'k [&'k str]) -> Option<(Root, &'k [&'k str])> {
    let item = match keys {
        ["webhooks" | "x-webhooks", ..] => 2,
        ["components", "callbacks", ..] => 4,
        ["paths", ..] => {
            let (way, rest) = in_operation(keys, 2)?;
            (rest.first() == Some(&"callbacks")).then_some(way.len() + 3)?
        }
        _ => return None,
    };
    let (way, rest) = in_operation(keys, item)?;
    let id = OperationId(join("", way).into());
    match rest {
        ["requestBody", "content", _, "schema", rest @ ..] => Some((Root::Payload(id), rest)),
        ["responses", status, "content", _, "schema", rest @ ..] => {
            Some((Root::Answer(id, (*status).to_owned()), rest))
        }
        _ => None,
    }
}

/// Parts keys behind the operation that they lead into: `item` of them lead to its path item.
fn in_operation<'k>(keys: &'k [&'k str], item: usize) -> Option<(&'k [&'k str], &'k [&'k str])> {
    let is_other = keys.get(item) == Some(&OTHER_METHODS);
    keys.split_at_checked(item + if is_other { 2 } else { 1 })
}

/// The media type of a content, where the request body has an earlier one with a schema of its own.
fn later(ctx: &Ctx<'_>, body: &str, media_type: &str) -> Option<String> {
    let own = |media: &openapiv3::MediaType| {
        let schema = media.schema.as_ref();
        schema.is_some_and(|schema| pointer_of(schema).starts_with(body))
    };
    let content = &ctx.resolved.request_bodies.get(body)?.content;
    let first = body::ranked(content).find(|(_, media)| own(media))?;
    (first.0 != media_type).then(|| body::essence(media_type))
}

/// The way from the root: `rest` is what of `keys`, the keys of the whole pointer, leads on.
fn steps(ctx: &Ctx<'_>, keys: &[&str], rest: &[&str]) -> Vec<Step> {
    let mut steps = Vec::new();
    let mut left = rest;
    loop {
        let rest = match left {
            ["properties", name, rest @ ..] => {
                steps.push(Step::Property((*name).to_owned()));
                rest
            }
            ["$defs" | "definitions", name, rest @ ..] => {
                steps.push(Step::Definition((*name).to_owned()));
                rest
            }
            [
                "items" | "itemSchema" | "x-codegen-items" | "unevaluatedItems" | "contains",
                rest @ ..,
            ]
            | ["prefixItems", _, rest @ ..] => {
                steps.push(Step::Item);
                rest
            }
            [
                "additionalProperties" | "x-codegen-additional" | "unevaluatedProperties",
                rest @ ..,
            ]
            | ["patternProperties", _, rest @ ..] => {
                steps.push(Step::Value);
                rest
            }
            [MADE_UP_KEY, "request", rest @ ..] => {
                steps.push(Step::Request);
                rest
            }
            [MADE_UP_KEY, "parts", rest @ ..] => {
                steps.push(Step::Parts);
                rest
            }
            [MADE_UP_KEY, "string" | "integer" | "base", rest @ ..] => {
                steps.extend(labelled(ctx, keys, rest));
                rest
            }
            ["allOf" | "oneOf" | "anyOf", index, rest @ ..] => {
                let member = Step::Member(index.parse().unwrap_or(0));
                steps.push(labelled(ctx, keys, rest).unwrap_or(member));
                rest
            }
            ["dependentSchemas", _, rest @ ..] | [_, rest @ ..] => rest,
            [] => return steps,
        };
        left = rest;
    }
}

/// What a union calls the schema at a pointer: that of `keys` without the last ones, `rest`.
fn labelled(ctx: &Ctx<'_>, keys: &[&str], rest: &[&str]) -> Option<Step> {
    let pointer = join("", &keys[..keys.len() - rest.len()]);
    let label = ctx.labels.get(pointer.as_str())?;
    Some(Step::Variant(label.clone()))
}

/// The name of a schema: its key, or that of its file where it is all of it.
pub(super) fn schema_name(pointer: &str) -> String {
    match document_of(pointer) {
        Some((address, "")) => file_stem(&address),
        _ => last_key(pointer),
    }
}

/// Whether a schema stands under a name that says what it is, rather than under an index, a
/// pattern or a keyword.
pub(super) fn has_name(pointer: &str) -> bool {
    let mut keys = pointer.rsplit('/');
    let (last, above) = (keys.next(), keys.next());
    !matches!(above, Some("prefixItems" | "patternProperties"))
        && (last != Some("unevaluatedItems") || above == Some("schemas"))
        && !last.is_some_and(|key| key.starts_with("x-codegen-"))
}
