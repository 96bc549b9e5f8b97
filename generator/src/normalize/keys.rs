//! Keys that are misspelt, and keys that are missing.
//!
//! What a key means that the standard does not have, nobody can say, so it is let be: but one that is
//! nearly a key of the standard is a slip of the pen. A key that is missing costs the object, and is said here, in the
//! words of the standard, before `openapiv3` refuses it in its own.

use serde_json::{Map, Value};

use super::inside::URLS_OF_FLOWS;
use super::known::known;
use super::misplaced::is_of_the_value;
use super::{Ctx, Kind, join};
use crate::diagnostic::{Diagnostic, Place, code};
use crate::grammar::nearest;

/// Reports misspelt keys, and what must be there and is not.
pub(super) fn check(ctx: &mut Ctx<'_>, kind: Kind, map: &Map<String, Value>, pointer: &str) {
    let misspelt = misspelt(ctx, kind, map, pointer);
    if map.contains_key("$ref") {
        return;
    }
    match kind {
        // Of what was no mapping, that was told.
        Kind::Parameter if !ctx.diagnostics.told_of_value(pointer) => {
            let found = Place::value(&ctx.source, pointer);
            let object = Object {
                map,
                what: "the parameter",
                place: found,
                misspelt: &misspelt,
            };
            object.needs(ctx, "name", "one, such as `name: limit`");
            let places = ["query", "header", "path", "cookie", "querystring"];
            object.is_one_of(ctx, "in", &places, pointer);
        }
        // Of one that says more, it was told where that belongs.
        Kind::RequestBody if !map.keys().any(|key| is_of_the_value(key)) => {
            let object = Object {
                map,
                what: "the request body",
                place: Place::value(&ctx.source, pointer),
                misspelt: &misspelt,
            };
            let help = "nothing is sent; add `content` with its media types and their schemas";
            object.needs_or(ctx, "content", help);
        }
        Kind::SecurityScheme => security_scheme(ctx, map, pointer, &misspelt),
        Kind::Document => {
            parts(ctx, map, "servers", "url", pointer);
            parts(ctx, map, "tags", "name", pointer);
            part(ctx, map, "externalDocs", "url", pointer);
            if let Some(info) = map.get("info").and_then(Value::as_object) {
                part(ctx, info, "license", "name", "/info");
            }
        }
        Kind::PathItem => parts(ctx, map, "servers", "url", pointer),
        Kind::Operation => {
            parts(ctx, map, "servers", "url", pointer);
            part(ctx, map, "externalDocs", "url", pointer);
        }
        Kind::Schema => {
            part(ctx, map, "externalDocs", "url", pointer);
            part(ctx, map, "discriminator", "propertyName", pointer);
        }
        _ => {}
    }
}

/// Reports keys that are nearly one of the standard, and returns which these may have been.
fn misspelt(
    ctx: &mut Ctx<'_>,
    kind: Kind,
    map: &Map<String, Value>,
    pointer: &str,
) -> Vec<&'static str> {
    let known = known(kind);
    let mut meant = Vec::new();
    if known.is_empty() {
        return meant;
    }
    for key in map.keys() {
        if key.starts_with("x-") || known.contains(&key.as_str()) || key.len() > 40 {
            continue;
        }
        let Some(near) =
            nearest(key, known.iter().copied()).filter(|near| !map.contains_key(*near))
        else {
            continue;
        };
        meant.push(near);
        let message = format!("{} has no key `{}`", kind.a_name(), key.escape_debug());
        let help = format!("did you mean `{near}`? As it stands, it means nothing");
        ctx.warn(code::UNKNOWN_KEY, join(pointer, &[key]), message, &help);
    }
    meant
}

/// An object in which keys must be there.
struct Object<'a> {
    map: &'a Map<String, Value>,
    what: &'a str,
    place: Place,
    /// The keys that are there, but misspelt: that was said.
    misspelt: &'a [&'static str],
}

impl Object<'_> {
    /// Reports that a key is missing, which costs the object.
    fn needs(&self, ctx: &mut Ctx<'_>, key: &str, example: &str) -> bool {
        self.needs_or(ctx, key, &format!("it is left out; add {example}"))
    }

    /// Reports that a key is missing, with what becomes of that.
    fn needs_or(&self, ctx: &mut Ctx<'_>, key: &str, help: &str) -> bool {
        let is_there = self.map.contains_key(key) || self.misspelt.contains(&key);
        let owner = self.place.pointer().unwrap_or_default();
        if !is_there && !ctx.diagnostics.told_of_value(&join(owner, &[key])) {
            let message = format!("{} has no `{key}`", self.what);
            let place = self.place.clone();
            let diagnostic = Diagnostic::warning(code::WRONG_TYPE, place, message).help(help);
            ctx.diagnostics.push(diagnostic);
        }
        is_there
    }

    /// Reports that a key is missing, or has a value that it can't have.
    fn is_one_of(&self, ctx: &mut Ctx<'_>, key: &str, values: &[&str], pointer: &str) {
        let listed = format!("`{}`", values.join("`, `"));
        if !self.needs(ctx, key, &format!("one of {listed}")) {
            return;
        }
        let Some(value) = self.map.get(key) else {
            return;
        };
        if value.as_str().is_some_and(|value| values.contains(&value)) {
            return;
        }
        let shown = super::expect::describe(value);
        let message = format!(
            "`{key}` of {} must be one of {listed}, not {shown}",
            self.what
        );
        let near = nearest(value.as_str().unwrap_or_default(), values.iter().copied());
        let help = match near {
            Some(near) => format!("it is left out; did you mean `{near}`?"),
            None if value == "body" && self.what == "the parameter" => {
                "it is left out; since OpenAPI 3, a body is a `requestBody` of the operation"
                    .to_owned()
            }
            None => "it is left out; correct it".to_owned(),
        };
        let place = Place::value(&ctx.source, join(pointer, &[key]));
        let diagnostic = Diagnostic::warning(code::WRONG_TYPE, place, message).help(help);
        ctx.diagnostics.push(diagnostic);
    }
}

fn security_scheme(
    ctx: &mut Ctx<'_>,
    map: &Map<String, Value>,
    pointer: &str,
    misspelt: &[&'static str],
) {
    const TYPES: &[&str] = &["apiKey", "http", "oauth2", "openIdConnect", "mutualTLS"];
    let place = Place::key(&ctx.source, pointer);
    let what = "the security scheme";
    let object = Object {
        map,
        what,
        place,
        misspelt,
    };
    object.is_one_of(ctx, "type", TYPES, pointer);
    match map.get("type").and_then(Value::as_str) {
        Some("apiKey") => {
            object.needs(
                ctx,
                "name",
                "`name` with that of the header, query parameter or cookie",
            );
            object.is_one_of(ctx, "in", &["query", "header", "cookie"], pointer);
        }
        Some("http") => {
            object.needs(ctx, "scheme", "one, such as `scheme: bearer`");
        }
        Some("openIdConnect") => {
            object.needs(
                ctx,
                "openIdConnectUrl",
                "`openIdConnectUrl` with where its configuration is found",
            );
        }
        Some("oauth2") => {
            object.needs(ctx, "flows", "`flows` with the ways to get a token");
            flows(ctx, map, pointer);
        }
        _ => {}
    }
}

fn flows(ctx: &mut Ctx<'_>, map: &Map<String, Value>, pointer: &str) {
    let flows = map.get("flows").and_then(Value::as_object);
    for (name, flow) in flows.into_iter().flatten() {
        let (Some((_, urls)), Some(flow)) = (
            URLS_OF_FLOWS.iter().find(|(known, _)| known == name),
            flow.as_object(),
        ) else {
            continue;
        };
        let place = Place::key(&ctx.source, join(pointer, &["flows", name]));
        let what = &format!("the flow `{name}`");
        let object = Object {
            map: flow,
            what,
            place,
            misspelt: &[],
        };
        for key in *urls {
            object.needs(ctx, key, &format!("`{key}`"));
        }
    }
}

/// Reports the objects of a list that lack a key.
fn parts(ctx: &mut Ctx<'_>, map: &Map<String, Value>, list: &str, key: &str, pointer: &str) {
    let items = map.get(list).and_then(Value::as_array);
    for (index, item) in items.into_iter().flatten().enumerate() {
        let pointer = join(pointer, &[list, &index.to_string()]);
        lacking(ctx, item, list, key, pointer);
    }
}

/// Reports an object that lacks a key.
fn part(ctx: &mut Ctx<'_>, map: &Map<String, Value>, name: &str, key: &str, pointer: &str) {
    if let Some(value) = map.get(name) {
        lacking(ctx, value, name, key, join(pointer, &[name]));
    }
}

fn lacking(ctx: &mut Ctx<'_>, value: &Value, list: &str, key: &str, pointer: String) {
    let Some(map) = value.as_object() else { return };
    let what = match list {
        "servers" => "the server",
        "tags" => "the tag",
        other => &format!("`{other}`"),
    };
    let place = Place::value(&ctx.source, pointer);
    let object = Object {
        map,
        what,
        place,
        misspelt: &[],
    };
    object.needs(ctx, key, &format!("its `{key}`"));
}
