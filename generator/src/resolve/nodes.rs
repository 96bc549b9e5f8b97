//! Reads each object into its `openapiv3` type, alone.

use std::any::type_name;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use openapiv3::{Info, Operation, Parameter, ReferenceOr, Schema, SecurityScheme};
use serde::de::DeserializeOwned;
use serde_json::{Map, Value, json};

use super::references::Targets;
use super::{Pointer, Resolved, ResolvedOperation, ResolvedServer, UNKNOWN};
use crate::diagnostic::{Diagnostic, Diagnostics, Place, code};
use crate::grammar::{METHODS, OTHER_METHODS};
use crate::normalize::{
    CONTENT_SCHEMA, DEFAULT_MAPPING, ITEM_SCHEMA, Kind, for_each_child, join, kind_at, reference,
};

/// Takes a document apart.
pub(super) fn read(
    source: Arc<str>,
    mut root: Value,
    targets: &Targets,
    diagnostics: &mut Diagnostics,
) -> Resolved {
    let found: BTreeMap<&Pointer, Kind> = targets.iter().collect();
    let elsewhere: Vec<(Pointer, Kind, Value)> = found
        .into_iter()
        .filter(|(pointer, _)| kind_at(pointer).is_none())
        .filter_map(|(pointer, kind)| Some((pointer.clone(), kind, root.pointer(pointer)?.clone())))
        .collect();
    let examples = targets.iter().filter(|(_, kind)| *kind == Kind::Example);
    let mut reader = Reader {
        targets,
        examples: examples.map(|(pointer, _)| pointer.clone()).collect(),
        diagnostics,
        resolved: empty(source),
    };
    for (pointer, kind, mut value) in elsewhere {
        reader.node(kind, &mut value, &pointer);
    }
    reader.head(&mut root);
    reader.node(Kind::Document, &mut root, &"".into());
    let mut resolved = reader.resolved;
    resolved.unknown = unknown(&resolved.schemas);
    resolved
}

/// Finds the schemas under keywords that `openapiv3` does not know, by those that have them: `model`
/// asks it of every schema, again and again.
fn unknown(
    schemas: &BTreeMap<Pointer, Box<Schema>>,
) -> BTreeMap<Pointer, Vec<(&'static str, Pointer)>> {
    let mut found: BTreeMap<Pointer, Vec<(usize, Pointer)>> = BTreeMap::new();
    for pointer in schemas.keys() {
        let Some((parent, key)) = pointer.rsplit_once('/') else {
            continue;
        };
        let (parent, keyword) = match parent.rsplit_once('/') {
            // Unless that is the name of a schema itself.
            Some((above, keyword @ "dependentSchemas")) if !schemas.contains_key(parent) => {
                (above, keyword)
            }
            _ => (parent, key),
        };
        if let Some(index) = UNKNOWN.iter().position(|known| *known == keyword) {
            let below = found.entry(parent.into()).or_default();
            below.push((index, pointer.clone()));
        }
    }
    let in_order = |(parent, mut below): (Pointer, Vec<(usize, Pointer)>)| {
        below.sort();
        let named = below.into_iter().map(|(index, at)| (UNKNOWN[index], at));
        (parent, named.collect())
    };
    found.into_iter().map(in_order).collect()
}

fn empty(source: Arc<str>) -> Resolved {
    Resolved {
        source,
        info: Info::default(),
        servers: Vec::new(),
        security: Vec::new(),
        tags: Vec::new(),
        external_docs: None,
        security_schemes: BTreeMap::new(),
        operations: Vec::new(),
        webhooks: Vec::new(),
        callbacks: BTreeMap::new(),
        schemas: BTreeMap::new(),
        parameters: BTreeMap::new(),
        request_bodies: BTreeMap::new(),
        responses: BTreeMap::new(),
        headers: BTreeMap::new(),
        links: BTreeMap::new(),
        said: BTreeMap::new(),
        examples: BTreeMap::new(),
        unknown: BTreeMap::new(),
    }
}

/// Keeps a reference under a key that `openapiv3` does not drop.
fn carry(value: &mut Value, key: &str, extension: &str) {
    if let Value::Object(map) = value
        && let Some(child) = map.shift_remove(key)
    {
        map.insert(extension.to_owned(), child);
    }
}

pub(super) struct Reader<'a> {
    targets: &'a Targets,
    /// The examples that others refer to.
    examples: BTreeSet<Pointer>,
    pub(super) diagnostics: &'a mut Diagnostics,
    pub(super) resolved: Resolved,
}

impl Reader<'_> {
    /// What a document says of itself.
    fn head(&mut self, root: &mut Value) {
        let mut take = |key: &str| root.get_mut(key).map(Value::take);
        let (info, servers, security) = (take("info"), take("servers"), take("security"));
        let (tags, external_docs) = (take("tags"), take("externalDocs"));
        self.resolved.info = self.part(info, "/info");
        self.resolved.servers = self.servers(servers, "/servers");
        self.resolved.security = self.list(security, "/security");
        self.resolved.tags = self.list(tags, "/tags");
        self.resolved.external_docs = self.part(external_docs, "/externalDocs");
    }

    fn part<T: DeserializeOwned + Default>(&mut self, value: Option<Value>, pointer: &str) -> T {
        value
            .and_then(|value| self.parse(value, pointer))
            .unwrap_or_default()
    }

    fn list<T: DeserializeOwned>(&mut self, value: Option<Value>, pointer: &str) -> Vec<T> {
        let Some(Value::Array(items)) = value else {
            return Vec::new();
        };
        let items = items.into_iter().enumerate();
        items
            .filter_map(|(index, item)| self.parse(item, &join(pointer, &[&index.to_string()])))
            .collect()
    }

    /// Reads a node and all below it. What is left in its place is a reference to where it went.
    fn node(&mut self, kind: Kind, value: &mut Value, pointer: &Pointer) {
        if kind.takes_reference()
            && let Some(text) = reference(value)
        {
            match self.targets.get(text, kind) {
                Some(target) => {
                    let target = target.clone();
                    self.said_beside(kind, value, pointer, &target);
                    *value = json!({ "$ref": format!("#{target}") });
                }
                None => self.dangling(kind, value, pointer),
            }
            return;
        }
        if kind == Kind::Callback {
            // Before what is in it, which is kept there.
            self.resolved.callbacks.insert(pointer.clone(), Vec::new());
        }
        for_each_child(kind, value, &mut |kind, child, keys| {
            self.node(kind, child, &join(pointer, keys).into());
        });
        drop_dangling(value);
        if kind == Kind::PathItem {
            self.path_item(value, pointer);
        } else {
            self.keep(kind, value, pointer);
        }
    }

    /// Notes what stands beside a reference, which since 3.1 goes before what it leads to says of itself.
    fn said_beside(&mut self, kind: Kind, value: &Value, place: &Pointer, target: &Pointer) {
        let place: Pointer = match kind {
            // Its place in the list is not kept.
            Kind::Parameter => place.rsplit_once('/').map_or("", |(list, _)| list).into(),
            Kind::RequestBody | Kind::Response | Kind::Header => place.clone(),
            _ => return,
        };
        let text = ["description", "summary"].iter().find_map(|key| {
            let text = value.get(*key)?.as_str()?;
            (!text.trim().is_empty()).then(|| text.to_owned())
        });
        if let Some(text) = text {
            let said = &mut self.resolved.said;
            said.insert((place, target.clone()), text);
        }
    }

    /// Reads one object, whose children are references by now, into its table.
    fn keep(&mut self, kind: Kind, value: &mut Value, pointer: &Pointer) {
        match kind {
            Kind::Schema => {
                carry(value, "contentSchema", CONTENT_SCHEMA);
                if let Some(discriminator) = value.get_mut("discriminator") {
                    carry(discriminator, "defaultMapping", DEFAULT_MAPPING);
                }
                // `additionalProperties: false`.
                if value.is_boolean() {
                    return;
                }
                let schema = self.parse(value.take(), pointer).unwrap_or_else(any_schema);
                let schemas = &mut self.resolved.schemas;
                schemas.insert(pointer.clone(), Box::new(schema));
            }
            Kind::Parameter => match self.parse(value.take(), pointer) {
                Some(parameter) => {
                    self.resolved.parameters.insert(pointer.clone(), parameter);
                }
                None => return,
            },
            Kind::RequestBody => {
                let body = self.parse(value.take(), pointer).unwrap_or_default();
                self.resolved.request_bodies.insert(pointer.clone(), body);
            }
            Kind::Response => {
                let response = self.parse(value.take(), pointer).unwrap_or_default();
                self.resolved.responses.insert(pointer.clone(), response);
            }
            Kind::Header => match self.parse(value.take(), pointer) {
                Some(header) => {
                    self.resolved.headers.insert(pointer.clone(), header);
                }
                None => return,
            },
            Kind::SecurityScheme => {
                // One that others refer to has its name where they stand.
                if pointer.starts_with("/components/securitySchemes/")
                    && let Some(scheme) = self.parse::<SecurityScheme>(value.take(), pointer)
                {
                    let name = crate::normalize::last_key(pointer);
                    self.resolved.security_schemes.insert(name, scheme);
                }
                return;
            }
            Kind::Link => match self.parse(value.take(), pointer) {
                Some(link) => {
                    self.resolved.links.insert(pointer.clone(), link);
                }
                None => return,
            },
            Kind::MediaType => {
                carry(value, "itemSchema", ITEM_SCHEMA);
                return;
            }
            // Parts of the object above them.
            Kind::Document
            | Kind::Components
            | Kind::Paths
            | Kind::PathItem
            | Kind::Operation
            | Kind::Encoding
            | Kind::Responses
            | Kind::Callback => return,
            Kind::Example => {
                if self.examples.contains(pointer)
                    && let Some(value) = value.get("value")
                {
                    let examples = &mut self.resolved.examples;
                    examples.insert(pointer.clone(), value.clone());
                }
                return;
            }
        }
        *value = json!({ "$ref": format!("#{pointer}") });
    }

    fn path_item(&mut self, value: &mut Value, pointer: &Pointer) {
        let Value::Object(item) = value else { return };
        let Some((parent, key)) = pointer.rsplit_once('/') else {
            return;
        };
        let is_called = parent == "/paths";
        let is_known = is_called
            || matches!(parent, "/webhooks" | "/x-webhooks")
            || self.resolved.callbacks.contains_key(parent);
        if !is_known {
            // One of the components, which is read where it is used.
            return;
        }
        let servers = item.shift_remove("servers");
        let shared_servers = self.servers(servers, &join(pointer, &["servers"]));
        let shared = item.shift_remove("parameters");
        let shared_parameters: Vec<ReferenceOr<Parameter>> =
            self.list(shared, &join(pointer, &["parameters"]));
        for (method, keys, value) in operations(item) {
            let keys: Vec<&str> = keys.iter().map(String::as_str).collect();
            let item = pointer.clone();
            let pointer: Pointer = join(pointer, &keys).into();
            let callbacks = callbacks(&value, &pointer);
            let Some((operation, servers)) = self.operation(value, &pointer) else {
                continue;
            };
            let operation = ResolvedOperation {
                servers,
                pointer,
                item,
                path: crate::normalize::last_key(key),
                method,
                operation,
                shared_parameters: shared_parameters.clone(),
                shared_servers: shared_servers.clone(),
                callbacks,
            };
            match self.resolved.callbacks.get_mut(parent) {
                Some(callback) => callback.push(operation),
                None if is_called => self.resolved.operations.push(operation),
                None => self.resolved.webhooks.push(operation),
            }
        }
    }

    fn operation(
        &mut self,
        mut value: Value,
        pointer: &str,
    ) -> Option<(Operation, Vec<ResolvedServer>)> {
        // Read apart, so that a mistake in one of them does not cost the operation.
        let mut take = |key: &str| value.as_object_mut()?.shift_remove(key);
        let (_, servers, docs) = (take("callbacks"), take("servers"), take("externalDocs"));
        let operation = self.parse::<Operation>(value, pointer)?;
        let servers = self.servers(servers, &join(pointer, &["servers"]));
        let external_docs = self.part(docs, &join(pointer, &["externalDocs"]));
        let operation = Operation {
            external_docs,
            ..operation
        };
        Some((operation, servers))
    }

    /// A reference that leads nowhere was reported; here it becomes the widest object.
    fn dangling(&mut self, kind: Kind, value: &mut Value, pointer: &Pointer) {
        if kind == Kind::Schema {
            let schemas = &mut self.resolved.schemas;
            schemas.insert(pointer.clone(), Box::new(any_schema()));
            *value = json!({ "$ref": format!("#{pointer}") });
        } else {
            *value = Value::Null;
        }
    }

    /// Reads one object. Where a single key keeps it from being read, that key alone is left out.
    pub(super) fn parse<T: DeserializeOwned>(&mut self, value: Value, pointer: &str) -> Option<T> {
        if let Ok(parsed) = T::deserialize(&value) {
            return Some(parsed);
        }
        // Mostly it was said before what is wrong with it, and where.
        let is_told = self.diagnostics.told_of(pointer);
        let what = type_name::<T>().rsplit("::").next().unwrap_or_default();
        let what = in_words(what.trim_end_matches('>'));
        let (found, pointer, message) = match without_one(value) {
            Some((parsed, key)) => (
                Some(parsed),
                join(pointer, &[&key]),
                format!(
                    "`{}` of the {what} Object has a value of the wrong type, or in it",
                    key.escape_debug()
                ),
            ),
            None => (
                None,
                pointer.to_owned(),
                format!(
                    "this is no {what} Object: a key of it is missing or has a value of the wrong type"
                ),
            ),
        };
        if !is_told {
            let place = Place::key(&self.resolved.source, pointer);
            let diagnostic = Diagnostic::warning(code::WRONG_TYPE, place, message)
                .help("it is left out; correct it as the standard has it");
            self.diagnostics.push(diagnostic);
        }
        found
    }
}

/// How many keys of an object are tried: no object of the standard has as many, and whoever writes more
/// shall not make a run take long.
const MOST_TRIED: usize = 64;

/// Reads an object without one of its keys, the first without which it can be read.
fn without_one<T: DeserializeOwned>(value: Value) -> Option<(T, String)> {
    let Value::Object(mut map) = value else {
        return None;
    };
    let keys = map.keys().filter(|key| !key.starts_with("x-"));
    let keys: Vec<String> = keys.take(MOST_TRIED).cloned().collect();
    keys.into_iter().find_map(|key| {
        let left_out = map.shift_remove(&key)?;
        let without = Value::Object(std::mem::take(&mut map));
        let parsed = T::deserialize(&without).ok();
        if let Value::Object(without) = without {
            map = without;
        }
        map.insert(key.clone(), left_out);
        Some((parsed?, key))
    })
}

/// Takes the operations out of a path item: the method of each, and the keys that lead to it.
fn operations(item: &mut Map<String, Value>) -> Vec<(String, Vec<String>, Value)> {
    let mut found = Vec::new();
    for key in METHODS {
        if let Some(value) = item.shift_remove(key) {
            found.push((key.to_ascii_uppercase(), vec![key.to_owned()], value));
        }
    }
    if let Some(Value::Object(others)) = item.shift_remove(OTHER_METHODS) {
        let others = others.into_iter().map(|(method, value)| {
            let keys = vec![OTHER_METHODS.to_owned(), method.clone()];
            (method, keys, value)
        });
        found.extend(others);
    }
    found
}

/// `SecurityScheme` as the standard writes it: `Security Scheme`.
fn in_words(name: &str) -> String {
    let mut words = String::new();
    for c in name.chars() {
        if c.is_ascii_uppercase() && !words.is_empty() {
            words.push(' ');
        }
        words.push(c);
    }
    words
}

/// The callbacks of an operation, by their names. One that is a reference is by now one to its
/// target.
fn callbacks(operation: &Value, pointer: &str) -> Vec<(String, Pointer)> {
    let callbacks = operation.get("callbacks").and_then(Value::as_object);
    let callbacks = callbacks.into_iter().flatten();
    callbacks
        .filter(|(name, _)| !name.starts_with("x-"))
        .map(|(name, callback)| {
            let own = || join(pointer, &["callbacks", name]);
            let target = reference(callback).and_then(|target| target.strip_prefix('#'));
            (name.clone(), target.map_or_else(own, str::to_owned).into())
        })
        .collect()
}

/// Removes the children whose reference leads nowhere.
fn drop_dangling(value: &mut Value) {
    let Value::Object(map) = value else { return };
    let null_by_standard =
        |key: &str| matches!(key, "default" | "example" | "enum" | "examples" | "value");
    for (key, child) in map.iter_mut() {
        if null_by_standard(key) || key.starts_with("x-") {
            continue;
        }
        match child {
            Value::Array(items) => items.retain(|item| !item.is_null()),
            Value::Object(children) => drop_null_children(children),
            _ => {}
        }
    }
    map.retain(|key, child| null_by_standard(key) || key.starts_with("x-") || !child.is_null());
}

fn drop_null_children(children: &mut Map<String, Value>) {
    children.retain(|_, child| !child.is_null());
}

/// The schema that admits any value.
fn any_schema() -> Schema {
    serde_json::from_value(json!({})).expect("the empty schema is a schema")
}
