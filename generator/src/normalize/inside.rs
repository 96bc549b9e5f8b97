//! Values inside of objects that stand in another and are read with it: one wrong value of theirs costs
//! that value, not the object around them.

use serde_json::{Map, Value, json};

use super::expect::{Expect, mend_keys};
use super::{Ctx, Kind, join};
use crate::diagnostic::code;

const EXTERNAL_DOCS: &[(&str, Expect)] = &[("url", Expect::Text), ("description", Expect::Text)];

const DISCRIMINATOR: &[(&str, Expect)] = &[
    ("propertyName", Expect::Text),
    ("mapping", Expect::Mapping),
    ("defaultMapping", Expect::Text),
];

const FLOWS: &[(&str, Expect)] = &[
    ("implicit", Expect::Mapping),
    ("password", Expect::Mapping),
    ("clientCredentials", Expect::Mapping),
    ("authorizationCode", Expect::Mapping),
];

const FLOW: &[(&str, Expect)] = &[
    ("authorizationUrl", Expect::Text),
    ("tokenUrl", Expect::Text),
    ("refreshUrl", Expect::Text),
    ("scopes", Expect::Mapping),
];

/// The URLs that each flow must have.
pub(super) const URLS_OF_FLOWS: &[(&str, &[&str])] = &[
    ("implicit", &["authorizationUrl"]),
    ("password", &["tokenUrl"]),
    ("clientCredentials", &["tokenUrl"]),
    ("authorizationCode", &["authorizationUrl", "tokenUrl"]),
];

/// Mends what stands inside of an object of the standard.
pub(super) fn mend(ctx: &mut Ctx<'_>, kind: Kind, map: &mut Map<String, Value>, pointer: &str) {
    match kind {
        Kind::Document => {
            external_docs(ctx, map, pointer);
            let tags = map.get_mut("tags").and_then(Value::as_array_mut);
            for (index, tag) in tags.into_iter().flatten().enumerate() {
                if let Value::Object(tag) = tag {
                    let pointer = join(pointer, &["tags", &index.to_string()]);
                    external_docs(ctx, tag, &pointer);
                }
            }
        }
        Kind::Operation => external_docs(ctx, map, pointer),
        Kind::Schema => {
            external_docs(ctx, map, pointer);
            discriminator(ctx, map, pointer);
        }
        Kind::SecurityScheme if map.get("type").is_some_and(|ty| ty == "oauth2") => {
            flows(ctx, map, pointer);
        }
        _ => {}
    }
}

fn external_docs(ctx: &mut Ctx<'_>, map: &mut Map<String, Value>, pointer: &str) {
    without(ctx, map, pointer, ("externalDocs", EXTERNAL_DOCS, "url"));
}

fn discriminator(ctx: &mut Ctx<'_>, map: &mut Map<String, Value>, pointer: &str) {
    without(
        ctx,
        map,
        pointer,
        ("discriminator", DISCRIMINATOR, "propertyName"),
    );
    let discriminator = map.get_mut("discriminator");
    let mapping = discriminator.and_then(|it| it.get_mut("mapping"));
    if let Some(Value::Object(mapping)) = mapping {
        mapping.retain(|name, value| {
            let place = join(pointer, &["discriminator", "mapping", name]);
            ctx.text("what a name is mapped to", value, &place)
        });
    }
}

/// Mends an object under a key, and leaves it out where what it must have is of a wrong type, which is
/// said; that it has none is said of every object.
fn without(
    ctx: &mut Ctx<'_>,
    map: &mut Map<String, Value>,
    pointer: &str,
    (key, keys, needed): (&str, &[(&str, Expect)], &str),
) {
    let Some(Value::Object(inner)) = map.get_mut(key) else {
        return;
    };
    let place = join(pointer, &[key]);
    let before = inner.get(needed).is_some_and(|value| !value.is_null());
    mend_keys(ctx, keys, inner, &place);
    if before && !inner.contains_key(needed) {
        map.shift_remove(key);
    }
}

/// Leaves out what lacks a key that it must have, once that is said.
pub(super) fn leave_out(kind: Kind, map: &mut Map<String, Value>) {
    let has = |value: &Value, key: &str| value.get(key).is_some_and(Value::is_string);
    let whole = [("externalDocs", "url"), ("discriminator", "propertyName")];
    for (key, needed) in whole.iter().filter(|_| kind == Kind::Schema) {
        if map.get(*key).is_some_and(|value| !has(value, needed)) {
            map.shift_remove(*key);
        }
    }
    if kind == Kind::SecurityScheme
        && let Some(Value::Object(flows)) = map.get_mut("flows")
    {
        for (name, urls) in URLS_OF_FLOWS {
            let lacks = |flow: &Value| urls.iter().any(|url| !has(flow, url));
            if flows.get(*name).is_some_and(lacks) {
                flows.shift_remove(*name);
            }
        }
    }
}

fn flows(ctx: &mut Ctx<'_>, scheme: &mut Map<String, Value>, pointer: &str) {
    let place = join(pointer, &["flows"]);
    let Some(Value::Object(flows)) = scheme.get_mut("flows") else {
        return;
    };
    mend_keys(ctx, FLOWS, flows, &place);
    for (name, flow) in flows.iter_mut().filter(|(name, _)| !name.starts_with("x-")) {
        if let Value::Object(flow) = flow {
            let place = join(&place, &[name]);
            scopes(ctx, flow, &place);
            mend_keys(ctx, FLOW, flow, &place);
            flow.entry("scopes").or_insert_with(|| json!({}));
        }
    }
}

/// Reads the scopes of a flow: their names alone are a list of them.
fn scopes(ctx: &mut Ctx<'_>, flow: &mut Map<String, Value>, pointer: &str) {
    let place = join(pointer, &["scopes"]);
    match flow.get_mut("scopes") {
        None | Some(Value::Null) => {
            let message = "the `scopes` of this flow are missing".to_owned();
            let help = "they are read as `{}`; write it so where there are none";
            ctx.warn(code::WRONG_TYPE, pointer.to_owned(), message, help);
            flow.shift_remove("scopes");
        }
        Some(Value::Array(names)) if names.iter().all(Value::is_string) => {
            let names = std::mem::take(names).into_iter();
            let names = names.filter_map(|name| Some((name.as_str()?.to_owned(), json!(""))));
            let names: Map<String, Value> = names.collect();
            flow.insert("scopes".to_owned(), Value::Object(names));
            let message = "`scopes` must be a mapping of names to what they mean, not a list";
            let help = "each is read as one of which nothing is said; write `name: ''`";
            ctx.warn(code::WRONG_TYPE, place, message.to_owned(), help);
        }
        Some(Value::Object(scopes)) => {
            for (name, value) in scopes {
                let is_silent = value.is_null();
                let place = join(&place, &[name]);
                if is_silent || !ctx.text("what a scope means", value, &place) {
                    *value = json!("");
                }
            }
        }
        Some(_) => {}
    }
}
