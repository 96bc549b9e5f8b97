//! Where in a description which mistake can be made.

use std::ops::Range;

use super::placed::{Entry, Node};

/// A kind of mistake.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Mistake {
    UnknownType,
    TextIsAList,
    DanglingReference,
    UnknownPlace,
    BadStatus,
    RequiredIsText,
    MisspeltKey,
    BadStyle,
    SameOperationId,
    SchemaIsText,
    UndefinedSecurity,
    BoundIsText,
    FlagIsText,
    PathWithoutSlash,
    UndeclaredParameter,
    RepeatedKey,
}

impl Mistake {
    /// The code that it is told by.
    pub(crate) fn code(self) -> &'static str {
        match self {
            Self::DanglingReference => "E0008",
            Self::MisspeltKey => "W0013",
            Self::SameOperationId => "W0014",
            Self::SchemaIsText => "E0007",
            Self::UndefinedSecurity => "W0007",
            Self::UndeclaredParameter => "E0012",
            Self::RepeatedKey => "E0004",
            _ => "W0001",
        }
    }
}

/// What is done to the text.
#[derive(Debug, Clone)]
pub(crate) enum Edit {
    /// A value or a key becomes another text, and is what is told.
    Replace(Range<usize>),
    /// A key and a value are put before the first key of a mapping; the key or the value is told.
    Insert {
        before: usize,
        is_flow: bool,
        key: &'static str,
        told: Told,
    },
    /// A key gets a longer text, and another place is told.
    Extend { key: Range<usize>, told: usize },
    /// A key is put before the first key of a mapping once more; the one that was there is told.
    Repeat {
        before: usize,
        is_flow: bool,
        key: Range<usize>,
    },
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Told {
    Key,
    Value,
}

/// A place for a mistake.
#[derive(Debug, Clone)]
pub(crate) struct Site {
    pub(crate) mistake: Mistake,
    pub(crate) edit: Edit,
    /// Where no other mistake is made: it would not be found.
    pub(crate) shadow: Range<usize>,
}

pub(crate) const METHODS: [&str; 8] = [
    "get", "put", "post", "delete", "options", "head", "patch", "trace",
];

/// Finds all places.
pub(crate) fn find(root: &Node, text: &str) -> Vec<Site> {
    let mut finder = Finder {
        text,
        sites: Vec::new(),
    };
    for (holder, is_schema) in [("schemas", true), ("parameters", false)] {
        let components = root.get("components").and_then(|all| all.get(holder));
        for entry in components.map(Node::entries).unwrap_or_default() {
            if is_schema {
                finder.schema(&entry.value);
            } else {
                finder.parameter(&entry.value);
            }
        }
    }
    if let Some(paths) = root.get("paths") {
        finder.insert(Mistake::PathWithoutSlash, paths, "", Told::Key);
        for entry in paths
            .entries()
            .iter()
            .filter(|entry| entry.key.starts_with('/'))
        {
            finder.path(entry);
        }
    }
    finder.sites
}

struct Finder<'a> {
    text: &'a str,
    sites: Vec<Site>,
}

impl Finder<'_> {
    fn path(&mut self, entry: &Entry) {
        let methods = entry.value.entries().iter();
        let methods: Vec<&Entry> = methods
            .filter(|it| METHODS.contains(&it.key.as_str()))
            .collect();
        // With several operations it would be told of each.
        if let [only] = &methods[..]
            && self.is_on_a_line(&entry.key_range)
            && !entry.key.contains('#')
        {
            let edit = Edit::Extend {
                key: entry.key_range.clone(),
                told: only.key_range.start,
            };
            self.push(Mistake::UndeclaredParameter, edit);
        }
        for method in methods {
            self.operation(&method.value);
        }
    }

    fn operation(&mut self, operation: &Node) {
        self.insert(Mistake::MisspeltKey, operation, "sumary", Told::Key);
        self.insert(
            Mistake::UndefinedSecurity,
            operation,
            "security",
            Told::Value,
        );
        self.insert(Mistake::FlagIsText, operation, "deprecated", Told::Value);
        self.replace(Mistake::SameOperationId, operation.get("operationId"));
        self.replace(Mistake::TextIsAList, operation.get("summary"));
        for parameter in operation
            .get("parameters")
            .map(Node::items)
            .unwrap_or_default()
        {
            self.parameter(parameter);
        }
        for status in operation
            .get("responses")
            .map(Node::entries)
            .unwrap_or_default()
        {
            if self.is_on_a_line(&status.key_range) && !status.key.starts_with("x-") {
                // What is left out is not looked into.
                self.sites.push(Site {
                    mistake: Mistake::BadStatus,
                    edit: Edit::Replace(status.key_range.clone()),
                    shadow: status.key_range.start..status.value.range.end,
                });
            }
            self.contents(&status.value);
        }
        if let Some(body) = operation.get("requestBody") {
            self.contents(body);
        }
    }

    fn contents(&mut self, holder: &Node) {
        for media in holder.get("content").map(Node::entries).unwrap_or_default() {
            if let Some(schema) = media.value.get("schema") {
                self.schema(schema);
            }
        }
    }

    fn parameter(&mut self, parameter: &Node) {
        if parameter.get("$ref").is_some() {
            return;
        }
        // One of the path would be missing there.
        if parameter.get("in").and_then(Node::text) == Some("query") {
            self.unknown_place(parameter);
            self.insert(Mistake::BadStyle, parameter, "style", Told::Value);
        }
        if let Some(schema) = parameter.get("schema") {
            self.schema(schema);
        }
    }

    /// What else is wrong with such a parameter can't be told.
    fn unknown_place(&mut self, parameter: &Node) {
        let place = parameter.get("in");
        if let Some(place) = place.filter(|place| self.is_on_a_line(&place.range)) {
            self.sites.push(Site {
                mistake: Mistake::UnknownPlace,
                edit: Edit::Replace(place.range.clone()),
                shadow: parameter.range.clone(),
            });
        }
    }

    fn schema(&mut self, schema: &Node) {
        if let Some(reference) = schema.get("$ref") {
            self.replace(Mistake::DanglingReference, Some(reference));
            return;
        }
        self.replace(Mistake::UnknownType, schema.get("type"));
        self.replace(Mistake::TextIsAList, schema.get("description"));
        self.insert(Mistake::RequiredIsText, schema, "required", Told::Value);
        self.insert(Mistake::BoundIsText, schema, "maxLength", Told::Value);
        let first = schema.entries().first();
        if let Some(first) = first.filter(|first| self.is_on_a_line(&first.key_range)) {
            let edit = Edit::Repeat {
                before: first.key_range.start,
                is_flow: self.is_flow(schema),
                key: first.key_range.clone(),
            };
            self.push(Mistake::RepeatedKey, edit);
        }
        if let Some(properties) = schema.get("properties") {
            self.insert(Mistake::SchemaIsText, properties, "", Told::Value);
            for property in properties.entries() {
                self.schema(&property.value);
            }
        }
        for key in ["items", "additionalProperties"] {
            if let Some(inner) = schema.get(key) {
                self.schema(inner);
            }
        }
        for key in ["allOf", "oneOf", "anyOf"] {
            for member in schema.get(key).map(Node::items).unwrap_or_default() {
                self.schema(member);
            }
        }
    }

    /// A text that may become another.
    fn replace(&mut self, mistake: Mistake, node: Option<&Node>) {
        if let Some(node) = node.filter(|node| node.text().is_some())
            && self.is_on_a_line(&node.range)
        {
            self.push(mistake, Edit::Replace(node.range.clone()));
        }
    }

    /// A mapping that may have another key; one of its own where there is no name for it.
    fn insert(&mut self, mistake: Mistake, node: &Node, key: &'static str, told: Told) {
        let is_there = match key {
            "sumary" => node.get("summary").is_some(),
            key => node.get(key).is_some(),
        };
        if let Some(first) = node.entries().first().filter(|_| !is_there) {
            let before = first.key_range.start;
            let is_flow = self.is_flow(node);
            let edit = Edit::Insert {
                before,
                is_flow,
                key,
                told,
            };
            self.push(mistake, edit);
        }
    }

    fn is_on_a_line(&self, range: &Range<usize>) -> bool {
        let text = &self.text[range.clone()];
        !text.is_empty() && !text.contains('\n') && !text.starts_with(['|', '>', '&', '!'])
    }

    fn is_flow(&self, node: &Node) -> bool {
        self.text[node.range.start..].starts_with('{')
    }

    fn push(&mut self, mistake: Mistake, edit: Edit) {
        let shadow = match &edit {
            Edit::Replace(range)
            | Edit::Extend { key: range, .. }
            | Edit::Repeat { key: range, .. } => range.clone(),
            Edit::Insert { before, .. } => *before..before + 1,
        };
        self.sites.push(Site {
            mistake,
            edit,
            shadow,
        });
    }
}
