//! The objects that are part of others and no kind of their own: documentation elsewhere, a
//! discriminator, a tag, a server, the flows of OAuth.
//!
//! `openapiv3` refuses the object around them for one wrong value in them, so each is mended here, and
//! left out alone where it lacks what it must have.

use serde_json::{Map, Value};

use super::expect::{Expect, mend_keys};
use super::{Ctx, Kind, join};

use Expect::{Mapping, Text, TextMap};

const EXTERNAL_DOCS: &[(&str, Expect)] = &[("url", Text), ("description", Text)];

const DISCRIMINATOR: &[(&str, Expect)] = &[("propertyName", Text), ("mapping", TextMap)];

const TAG: &[(&str, Expect)] = &[("description", Text), ("externalDocs", Mapping)];

const SERVER: &[(&str, Expect)] = &[("url", Text), ("description", Text), ("name", Text)];

const VARIABLE: &[(&str, Expect)] = &[("description", Text)];

const FLOWS: &[(&str, Expect)] = &[
    ("implicit", Mapping),
    ("password", Mapping),
    ("clientCredentials", Mapping),
    ("authorizationCode", Mapping),
];

const FLOW: &[(&str, Expect)] = &[
    ("authorizationUrl", Text),
    ("tokenUrl", Text),
    ("refreshUrl", Text),
    ("scopes", TextMap),
];

/// The URLs that each flow must have.
pub(super) const URLS_OF_FLOWS: &[(&str, &[&str])] = &[
    ("implicit", &["authorizationUrl"]),
    ("password", &["tokenUrl"]),
    ("clientCredentials", &["tokenUrl"]),
    ("authorizationCode", &["authorizationUrl", "tokenUrl"]),
];

/// Mends the values in the parts of one object.
pub(super) fn mend(ctx: &mut Ctx<'_>, kind: Kind, map: &mut Map<String, Value>, pointer: &str) {
    match kind {
        Kind::Document => {
            one(ctx, "externalDocs", EXTERNAL_DOCS, map, pointer);
            tags(ctx, map);
            servers(ctx, map, pointer);
        }
        Kind::PathItem => servers(ctx, map, pointer),
        Kind::Operation => {
            one(ctx, "externalDocs", EXTERNAL_DOCS, map, pointer);
            servers(ctx, map, pointer);
        }
        Kind::Schema => {
            one(ctx, "externalDocs", EXTERNAL_DOCS, map, pointer);
            one(ctx, "discriminator", DISCRIMINATOR, map, pointer);
        }
        Kind::SecurityScheme => {
            one(ctx, "flows", FLOWS, map, pointer);
            if let Some(Value::Object(flows)) = map.get_mut("flows") {
                let pointer = join(pointer, &["flows"]);
                for (name, _) in FLOWS {
                    one(ctx, name, FLOW, flows, &pointer);
                }
            }
        }
        Kind::Components
        | Kind::Paths
        | Kind::Parameter
        | Kind::RequestBody
        | Kind::MediaType
        | Kind::Encoding
        | Kind::Responses
        | Kind::Response
        | Kind::Header
        | Kind::Callback
        | Kind::Link
        | Kind::Example => {}
    }
}

/// Mends the part under a key.
fn one(
    ctx: &mut Ctx<'_>,
    key: &str,
    keys: &[(&str, Expect)],
    map: &mut Map<String, Value>,
    pointer: &str,
) {
    if let Some(Value::Object(part)) = map.get_mut(key) {
        mend_keys(ctx, keys, part, &join(pointer, &[key]));
    }
}

fn tags(ctx: &mut Ctx<'_>, document: &mut Map<String, Value>) {
    let tags = document.get_mut("tags").and_then(Value::as_array_mut);
    for (index, tag) in tags.into_iter().flatten().enumerate() {
        if let Value::Object(tag) = tag {
            let pointer = join("/tags", &[&index.to_string()]);
            mend_keys(ctx, TAG, tag, &pointer);
            one(ctx, "externalDocs", EXTERNAL_DOCS, tag, &pointer);
        }
    }
}

fn servers(ctx: &mut Ctx<'_>, map: &mut Map<String, Value>, pointer: &str) {
    let servers = map.get_mut("servers").and_then(Value::as_array_mut);
    for (index, server) in servers.into_iter().flatten().enumerate() {
        let Value::Object(server) = server else {
            continue;
        };
        let pointer = join(pointer, &["servers", &index.to_string()]);
        mend_keys(ctx, SERVER, server, &pointer);
        let variables = server.get_mut("variables").and_then(Value::as_object_mut);
        for (name, variable) in variables.into_iter().flatten() {
            if let Value::Object(variable) = variable {
                mend_keys(
                    ctx,
                    VARIABLE,
                    variable,
                    &join(&pointer, &["variables", name]),
                );
            }
        }
    }
}

/// Takes the parts out that lack what they must have: that was told.
pub(super) fn prune(kind: Kind, map: &mut Map<String, Value>) {
    match kind {
        Kind::Document => {
            let tags = map.get_mut("tags").and_then(Value::as_array_mut);
            for tag in tags.into_iter().flatten() {
                if let Value::Object(tag) = tag {
                    lacking(tag, "externalDocs", "url");
                }
            }
        }
        Kind::Schema => {
            lacking(map, "externalDocs", "url");
            lacking(map, "discriminator", "propertyName");
        }
        Kind::SecurityScheme => {
            if let Some(Value::Object(flows)) = map.get_mut("flows") {
                prune_flows(flows);
            }
        }
        _ => {}
    }
}

fn lacking(map: &mut Map<String, Value>, name: &str, key: &str) {
    let is_there = |part: &Value| part.get(key).is_some_and(Value::is_string);
    if map.get(name).is_some_and(|part| !is_there(part)) {
        map.shift_remove(name);
    }
}

/// A flow without scopes has none; one without its URLs is left out.
fn prune_flows(flows: &mut Map<String, Value>) {
    for (name, urls) in URLS_OF_FLOWS {
        for url in *urls {
            lacking(flows, name, url);
        }
        if let Some(Value::Object(flow)) = flows.get_mut(*name) {
            flow.entry("scopes")
                .or_insert_with(|| Value::Object(Map::new()));
        }
    }
}
