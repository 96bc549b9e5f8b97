//! Which objects an `OpenAPI` description is made of, and under which keys they stand.
//!
//! One table for every walk over a description: whoever looks for schemas or references follows
//! it, and so never takes an example that looks like a schema for one.

use serde_json::Value;

/// A kind of object that the standard defines.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Kind {
    Document,
    Components,
    Paths,
    PathItem,
    Operation,
    Parameter,
    RequestBody,
    MediaType,
    Encoding,
    Responses,
    Response,
    Header,
    Callback,
    SecurityScheme,
    Link,
    Example,
    Schema,
}

/// What stands under a key of an object.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Child {
    /// One object of this kind.
    One(Kind),
    /// A list of them.
    List(Kind),
    /// A mapping from any key to one of them.
    Map(Kind),
}

use Child::{List, Map, One};

const DOCUMENT: &[(&str, Child)] = &[
    ("paths", One(Kind::Paths)),
    ("webhooks", Map(Kind::PathItem)),
    // What descriptions of 3.0 call them.
    ("x-webhooks", Map(Kind::PathItem)),
    ("components", One(Kind::Components)),
];

const COMPONENTS: &[(&str, Child)] = &[
    ("schemas", Map(Kind::Schema)),
    ("responses", Map(Kind::Response)),
    ("parameters", Map(Kind::Parameter)),
    ("requestBodies", Map(Kind::RequestBody)),
    ("headers", Map(Kind::Header)),
    ("callbacks", Map(Kind::Callback)),
    ("pathItems", Map(Kind::PathItem)),
    ("securitySchemes", Map(Kind::SecurityScheme)),
    ("links", Map(Kind::Link)),
    ("examples", Map(Kind::Example)),
];

const PATH_ITEM: &[(&str, Child)] = &[
    ("parameters", List(Kind::Parameter)),
    ("get", One(Kind::Operation)),
    ("put", One(Kind::Operation)),
    ("post", One(Kind::Operation)),
    ("delete", One(Kind::Operation)),
    ("options", One(Kind::Operation)),
    ("head", One(Kind::Operation)),
    ("patch", One(Kind::Operation)),
    ("trace", One(Kind::Operation)),
    ("query", One(Kind::Operation)),
    // Since 3.2, by their methods as they are sent.
    (super::OTHER_METHODS, Map(Kind::Operation)),
];

/// The keys of a path item that are methods of HTTP in small letters.
pub(crate) const METHODS: [&str; 9] = [
    "get", "put", "post", "delete", "options", "head", "patch", "trace", "query",
];

const OPERATION: &[(&str, Child)] = &[
    ("parameters", List(Kind::Parameter)),
    ("requestBody", One(Kind::RequestBody)),
    ("responses", One(Kind::Responses)),
    ("callbacks", Map(Kind::Callback)),
];

const PARAMETER: &[(&str, Child)] = &[
    ("schema", One(Kind::Schema)),
    ("content", Map(Kind::MediaType)),
    ("examples", Map(Kind::Example)),
];

const MEDIA_TYPE: &[(&str, Child)] = &[
    ("schema", One(Kind::Schema)),
    ("itemSchema", One(Kind::Schema)),
    ("encoding", Map(Kind::Encoding)),
    ("examples", Map(Kind::Example)),
];

const REQUEST_BODY: &[(&str, Child)] = &[
    ("content", Map(Kind::MediaType)),
    // It has none, but is taken at its word: `normalize` brings it to where it belongs.
    ("schema", One(Kind::Schema)),
];

const RESPONSE: &[(&str, Child)] = &[
    // As above.
    ("schema", One(Kind::Schema)),
    ("headers", Map(Kind::Header)),
    ("content", Map(Kind::MediaType)),
    ("links", Map(Kind::Link)),
];

const SCHEMA: &[(&str, Child)] = &[
    ("properties", Map(Kind::Schema)),
    ("items", One(Kind::Schema)),
    ("additionalProperties", One(Kind::Schema)),
    ("allOf", List(Kind::Schema)),
    ("oneOf", List(Kind::Schema)),
    ("anyOf", List(Kind::Schema)),
    ("not", One(Kind::Schema)),
    ("prefixItems", List(Kind::Schema)),
    (super::ITEMS, One(Kind::Schema)),
    (super::ADDITIONAL, One(Kind::Schema)),
    ("patternProperties", Map(Kind::Schema)),
    ("propertyNames", One(Kind::Schema)),
    ("contains", One(Kind::Schema)),
    ("if", One(Kind::Schema)),
    ("then", One(Kind::Schema)),
    ("else", One(Kind::Schema)),
    ("dependentSchemas", Map(Kind::Schema)),
    ("unevaluatedItems", One(Kind::Schema)),
    ("unevaluatedProperties", One(Kind::Schema)),
    ("contentSchema", One(Kind::Schema)),
    ("$defs", Map(Kind::Schema)),
    ("definitions", Map(Kind::Schema)),
];

impl Kind {
    /// What the standard calls it.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Document => "OpenAPI Object",
            Self::Components => "Components Object",
            Self::Paths => "Paths Object",
            Self::PathItem => "Path Item Object",
            Self::Operation => "Operation Object",
            Self::Parameter => "Parameter Object",
            Self::RequestBody => "Request Body Object",
            Self::MediaType => "Media Type Object",
            Self::Encoding => "Encoding Object",
            Self::Responses => "Responses Object",
            Self::Response => "Response Object",
            Self::Header => "Header Object",
            Self::Callback => "Callback Object",
            Self::SecurityScheme => "Security Scheme Object",
            Self::Link => "Link Object",
            Self::Example => "Example Object",
            Self::Schema => "Schema Object",
        }
    }

    /// What the standard calls it, with its article.
    pub(crate) fn a_name(self) -> String {
        let name = self.name();
        let article = if name.starts_with(['A', 'E', 'I', 'O', 'U']) {
            "an"
        } else {
            "a"
        };
        format!("{article} {name}")
    }

    /// Returns what stands under a key of such an object, if it is an object of the standard.
    pub(crate) fn child(self, key: &str) -> Option<Child> {
        let named = match self {
            // Every key but an extension is a path, a status or an expression.
            Self::Paths => return key.starts_with('/').then_some(One(Kind::PathItem)),
            Self::Responses => return (!key.starts_with("x-")).then_some(One(Kind::Response)),
            Self::Callback => {
                return (!key.starts_with("x-") && key != "$ref").then_some(One(Kind::PathItem));
            }
            Self::Document => DOCUMENT,
            Self::Components => COMPONENTS,
            Self::PathItem => PATH_ITEM,
            Self::Operation => OPERATION,
            Self::Parameter | Self::Header => PARAMETER,
            Self::RequestBody => REQUEST_BODY,
            Self::MediaType => MEDIA_TYPE,
            Self::Encoding => &[("headers", Map(Kind::Header))],
            Self::Response => RESPONSE,
            Self::Schema => SCHEMA,
            Self::SecurityScheme | Self::Link | Self::Example => &[],
        };
        named
            .iter()
            .find(|(name, _)| *name == key)
            .map(|(_, child)| *child)
    }

    /// Whether a `$ref` may stand in the place of such an object.
    pub(crate) fn takes_reference(self) -> bool {
        match self {
            Self::Document
            | Self::Components
            | Self::Paths
            | Self::Operation
            | Self::Encoding
            | Self::MediaType
            | Self::Responses => false,
            Self::PathItem
            | Self::Parameter
            | Self::RequestBody
            | Self::Response
            | Self::Header
            | Self::Callback
            | Self::SecurityScheme
            | Self::Link
            | Self::Example
            | Self::Schema => true,
        }
    }
}

/// Returns the reference that stands in the place of an object.
pub(crate) fn reference(value: &Value) -> Option<&str> {
    value.as_object()?.get("$ref")?.as_str()
}

/// Calls `each` for every object of the standard directly below a node, with the keys that lead
/// to it.
pub(crate) fn for_each_child(
    kind: Kind,
    value: &mut Value,
    each: &mut dyn FnMut(Kind, &mut Value, &[&str]),
) {
    let Some(map) = value.as_object_mut() else {
        return;
    };
    for (key, value) in map {
        match kind.child(key) {
            None => {}
            Some(One(kind)) => each(kind, value, &[key]),
            Some(List(kind)) => {
                for (index, value) in value.as_array_mut().into_iter().flatten().enumerate() {
                    each(kind, value, &[key, &index.to_string()]);
                }
            }
            Some(Map(kind)) => {
                for (name, value) in value.as_object_mut().into_iter().flatten() {
                    if !(name.starts_with("x-") && kind == Kind::PathItem) {
                        each(kind, value, &[key, name]);
                    }
                }
            }
        }
    }
}

/// Returns the kind of the object at a pointer, if the standard has one there.
pub(crate) fn kind_at(pointer: &str) -> Option<Kind> {
    let mut at = One(Kind::Document);
    for key in super::keys(pointer) {
        at = match at {
            One(kind) => kind.child(&key)?,
            List(kind) | Map(kind) => One(kind),
        };
    }
    match at {
        One(kind) => Some(kind),
        List(_) | Map(_) => None,
    }
}
