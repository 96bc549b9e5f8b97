//! Every version of `OpenAPI` becomes the one shape that `openapiv3` reads: 3.0.
//!
//! Comes in: a tree as it was written, 3.0, 3.1 or 3.2. Goes out: the same tree in 3.0 shape;
//! what 3.0 can't say travels in extensions ([`NULL`], [`EXAMPLES`]). Pointers keep leading to
//! where things stand in the text.
//! Must never know: Rust.

mod beyond;
mod bounds;
mod counts;
mod expect;
mod keys;
mod keywords;
mod known;
mod methods;
mod misplaced;
mod object;
mod parts;
mod renamed;
mod schema;
mod security;
mod shared;
mod values;
mod version;
mod written;

use std::collections::{BTreeMap, BTreeSet};
use std::mem::take;
use std::sync::Arc;

use serde_json::{Map, Value};

use crate::diagnostic::{Diagnostic, Diagnostics, Origin, Place, Stop, code};
use crate::input::Source;
use crate::limits::Limits;
use crate::read::Document;
use counts::Counts;
use renamed::Renamed;
use shared::Bodies;
use written::Written;

pub(crate) use misplaced::is_of_the_value;

// What other rooms take from here stands in the leaf that they share.
pub(crate) use crate::grammar::{
    CONTENT_SCHEMA, DEFAULT_MAPPING, ITEM_SCHEMA, Kind, REFUSED, escape, for_each_child, join,
    kind_at, last_key, nearest, of_reference, readable, reference,
};
pub(crate) use values::{DESCRIPTIONS_OF_VALUES, NAMES_OF_VALUES, number};

/// The SPDX expression of a license, which 3.0 does not have.
pub(crate) const LICENSE: &str = "x-codegen-license";

/// Marks the member of a `oneOf` or `anyOf` that stands for `null`.
pub(crate) const NULL: &str = "x-codegen-null";

/// Holds the `examples` of a 3.1 schema.
pub(crate) const EXAMPLES: &str = "x-codegen-examples";

/// Marks the member of an `allOf` that stands for several types of the schema around it.
pub(crate) const SEVERAL_TYPES: &str = "x-codegen-several-types";

/// Marks a schema that is `false`: no value follows it.
pub(crate) const NOTHING: &str = "x-codegen-nothing";

/// Holds `dependentRequired`.
pub(crate) const DEPENDENT: &str = "x-codegen-dependent-required";

/// Holds `minContains` and `maxContains`.
pub(crate) const CONTAINS: &str = "x-codegen-contains";

/// Holds the media type of what a string holds as it is.
pub(crate) const CONTENT_TYPE: &str = "x-codegen-content-type";

/// Holds the numbers that `openapiv3` would round, by their keywords.
pub(crate) const EXACT: &str = "x-codegen-exact";

/// Marks an `additionalProperties` that speaks of some of the other properties only: of those whose names
/// match a pattern, or that no other schema speaks of.
pub(crate) const SOME_PROPERTIES: &str = "x-codegen-some-properties";

/// Marks `items` that speak of some of the items only: of those on certain places, or that no other schema
/// speaks of.
pub(crate) const SOME_ITEMS: &str = "x-codegen-some-items";

/// Marks a parameter that is the whole query.
pub(crate) const QUERY_STRING: &str = "x-codegen-query-string";

/// Marks a cookie that stands as it is.
pub(crate) const COOKIE_STYLE: &str = "x-codegen-cookie-style";

/// Marks a parameter outside of the query whose reserved characters stay as they are.
pub(crate) const RESERVED: &str = "x-codegen-reserved";

/// The `scheme` of a security scheme that is a certificate of the client.
pub(crate) const MUTUAL_TLS: &str = "x-codegen-mutual-tls";

/// What a run has besides the tree.
pub(crate) struct Given<'a> {
    /// The texts that it was read from.
    pub(crate) sources: Vec<&'a Source>,
    /// How much it may be made of.
    pub(crate) limits: Limits,
    /// The pointers of places of which something is decided elsewhere.
    pub(crate) named: BTreeSet<String>,
}

/// Brings a description to the one shape.
pub(crate) fn normalize(
    document: Document,
    given: Given<'_>,
    diagnostics: &mut Diagnostics,
) -> Result<Document, Stop> {
    version::check(&document, diagnostics)?;
    let Document { source, mut root } = document;
    let version = root.get("openapi").and_then(Value::as_str);
    let is_3_0 = version.is_some_and(|version| version.starts_with("3.0"));
    let mut ctx = Ctx {
        types: if is_3_0 {
            schema::types_of_components(&root)
        } else {
            BTreeMap::new()
        },
        is_3_0,
        is_3_2: version.is_some_and(|version| version.starts_with("3.2")),
        source: source.clone(),
        diagnostics,
        limits: given.limits,
        counts: Counts::default(),
        referenced: BTreeSet::new(),
        bodies: Bodies::default(),
        renamed: Renamed::default(),
        schemes: names_of_schemes(&root),
        written: Written::new(given.sources),
    };
    ctx.node(Kind::Document, &mut root, "");
    ctx.elsewhere(&mut root);
    let (bodies, renamed) = (take(&mut ctx.bodies), take(&mut ctx.renamed));
    renamed.follow(&mut root);
    bodies.share(&mut root, &renamed, &given.named);
    diagnostics.finish_room()?;
    Ok(Document { source, root })
}

/// What to write in the place of a text that is no object.
fn instead_of(kind: Kind, text: &str) -> String {
    if kind.takes_reference() && text.starts_with("#/") {
        return format!("did you mean `{{ $ref: '{}' }}`?", text.escape_debug());
    }
    match kind {
        Kind::Schema if schema::TYPES.contains(&text) => {
            format!("did you mean `{{ type: {text} }}`?")
        }
        Kind::Response if !text.is_empty() => {
            "did you mean `{ description: … }` with this text?".to_owned()
        }
        _ => "write the keys of the object below it, or remove it".to_owned(),
    }
}

struct Ctx<'a> {
    source: Arc<str>,
    diagnostics: &'a mut Diagnostics,
    limits: Limits,
    counts: Counts,
    /// Whether the description is one of 3.0.
    is_3_0: bool,
    /// Whether the description is one of 3.2.
    is_3_2: bool,
    /// Every reference seen, and what it must lead to.
    referenced: BTreeSet<(String, Kind)>,
    /// What schemas of bodies may be shared.
    bodies: Bodies,
    /// The keys that are another in the one shape.
    renamed: Renamed,
    /// The names of the security schemes that are defined.
    schemes: BTreeSet<String>,
    /// The types of the schemas under `components`, for 3.0: whoever refers to one must be of it.
    types: BTreeMap<String, &'static str>,
    /// The texts of the run.
    written: Written<'a>,
}

fn names_of_schemes(root: &Value) -> BTreeSet<String> {
    let schemes = root.pointer("/components/securitySchemes");
    let schemes = schemes.and_then(Value::as_object);
    schemes.into_iter().flat_map(Map::keys).cloned().collect()
}

impl Ctx<'_> {
    /// Normalizes a node and all below it.
    fn node(&mut self, kind: Kind, value: &mut Value, pointer: &str) {
        if self.counts.is_over {
            return;
        }
        self.make_object(kind, value, pointer);
        let Value::Object(map) = value else { return };
        counts::count(self, kind, map, pointer);
        if kind.takes_reference() {
            self.reference(kind, map, pointer);
        }
        misplaced::mend(self, kind, map, pointer);
        if kind == Kind::Schema {
            beyond::mend(self, map, pointer);
        }
        expect::mend(self, kind, map, pointer);
        parts::mend(self, kind, map, pointer);
        security::mend(self, kind, map, pointer);
        keys::check(self, kind, map, pointer);
        parts::prune(kind, map);
        match kind {
            Kind::Schema => schema::lower(self, map, pointer),
            _ => object::fill(self, kind, map, pointer),
        }
        for_each_child(kind, value, &mut |kind, child, keys| {
            // It says whether there are other properties, and is no schema.
            let is_switch = keys == ["additionalProperties"] && child.is_boolean();
            if !is_switch {
                self.node(kind, child, &join(pointer, keys));
            }
        });
    }

    /// Notes where a reference leads.
    fn reference(&mut self, kind: Kind, map: &mut Map<String, Value>, pointer: &str) {
        match map.get("$ref") {
            None => {}
            Some(Value::String(target)) => {
                self.referenced.insert((target.clone(), kind));
                self.bodies.refers_to(target);
                let is_ignored = match kind {
                    // Of a Callback Object every other key is an expression.
                    Kind::Callback => true,
                    // 3.0 ignores what stands beside a reference.
                    Kind::Parameter | Kind::Header | Kind::RequestBody | Kind::Response => {
                        self.is_3_0
                    }
                    _ => false,
                };
                if is_ignored {
                    map.retain(|key, _| key == "$ref");
                }
            }
            Some(other) => {
                let message = format!("`$ref` must be a string, not {}", expect::describe(other));
                let place = Place::value(&self.source, join(pointer, &["$ref"]));
                let diagnostic = Diagnostic::warning(code::WRONG_TYPE, place, message).help(
                    "it is left out; write where it leads, such as `#/components/schemas/Name`",
                );
                self.diagnostics.push(diagnostic);
                map.shift_remove("$ref");
            }
        }
    }

    /// Makes a node the object that its place wants, if it is something else.
    fn make_object(&mut self, kind: Kind, value: &mut Value, pointer: &str) {
        let mended = match &*value {
            Value::Object(_) => return,
            // 3.1 has schemas that admit everything or nothing.
            Value::Bool(true) if kind == Kind::Schema => Map::new(),
            Value::Bool(false) if kind == Kind::Schema => {
                self.moved(join(pointer, &["not"]), pointer);
                let anything = Value::Object(Map::new());
                Map::from_iter([
                    ("not".to_owned(), anything),
                    (NOTHING.to_owned(), Value::Bool(true)),
                ])
            }
            other => {
                let message = format!(
                    "{} must be a mapping, not {}",
                    kind.a_name(),
                    expect::describe(other)
                );
                let place = Place::value(&self.source, pointer);
                let help = instead_of(kind, other.as_str().unwrap_or_default());
                let diagnostic = Diagnostic::error(code::NOT_AN_OBJECT, place, message).help(help);
                self.diagnostics.push_mendable(diagnostic);
                Map::new()
            }
        };
        *value = Value::Object(mended);
    }

    /// Normalizes what only a reference leads to: a schema that stands where the standard has none.
    fn elsewhere(&mut self, root: &mut Value) {
        let mut done = BTreeSet::new();
        loop {
            let referenced = take(&mut self.referenced);
            let mut fresh = Vec::new();
            for (reference, kind) in referenced {
                let Some(pointer) = of_reference(root, &reference) else {
                    continue;
                };
                if kind_at(&pointer).is_none() && done.insert(pointer.clone()) {
                    fresh.push((pointer, kind));
                }
            }
            if fresh.is_empty() {
                return;
            }
            for (pointer, kind) in fresh {
                if let Some(value) = root.pointer_mut(&pointer) {
                    self.node(kind, value, &pointer);
                }
            }
        }
    }

    /// Notes that a node of the tree stands elsewhere in the text.
    fn moved(&mut self, to: String, from: &str) {
        let origins = &mut self.diagnostics.origins;
        let origin = origins.find(from);
        let origin = origin.unwrap_or_else(|| Origin::whole(&self.source, from));
        origins.set(to, origin);
    }

    /// Reports something that is repaired or left out.
    fn warn(
        &mut self,
        code: crate::diagnostic::Code,
        pointer: String,
        message: String,
        help: &str,
    ) {
        let place = Place::key(&self.source, pointer);
        self.diagnostics
            .push(Diagnostic::warning(code, place, message).help(help));
    }
}
