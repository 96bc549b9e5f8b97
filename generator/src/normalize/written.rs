//! Texts that YAML takes for numbers and booleans, as they are written: a tag `1.10` is not `1.1`.
//!
//! The tree has their values alone, so the text is read once more, where there is such a value.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde_json::{Map, Value};

use super::expect::describe;
use super::{Ctx, join};
use crate::diagnostic::{Diagnostic, Place, code};
use crate::input::Source;
use crate::read::{self, Spans};

/// The texts of a run, and the places in those that were asked for.
pub(super) struct Written<'a> {
    sources: Vec<&'a Source>,
    spans: BTreeMap<Arc<str>, Spans>,
}

impl<'a> Written<'a> {
    pub(super) fn new(sources: Vec<&'a Source>) -> Self {
        Self {
            sources,
            spans: BTreeMap::new(),
        }
    }

    /// Returns the text of a scalar in a text of the run.
    fn at(&mut self, name: &Arc<str>, pointer: &str) -> Option<String> {
        let source = self.sources.iter().find(|source| source.name == *name)?;
        let text = read::decode(source).ok()?;
        let spans = self.spans.entry(name.clone());
        let spans = spans.or_insert_with(|| Spans::scan(&text));
        let span = spans.value(pointer)?;
        text.get(span.start..span.end).map(str::to_owned)
    }
}

impl Ctx<'_> {
    /// Returns a number or boolean of the tree as the text that was written for it.
    pub(super) fn as_text(&mut self, value: &Value, pointer: &str) -> String {
        let usual = value.to_string();
        let (source, pointer) = match self.diagnostics.origins.find(pointer) {
            Some(origin) => (origin.source, origin.pointer),
            None => (self.source.clone(), pointer.to_owned()),
        };
        let written = self.written.at(&source, &pointer);
        // An alias, or what stands above, is not what was meant.
        let is_plain = |text: &String| {
            let is_sign = |c: char| c.is_ascii_alphanumeric() || "+-._".contains(c);
            !text.is_empty() && text.chars().all(is_sign)
        };
        written.filter(is_plain).unwrap_or(usual)
    }

    /// Makes the items of a list texts, where they plainly are, and leaves the others out. Reports each.
    pub(super) fn texts(&mut self, key: &str, items: &mut Vec<Value>, pointer: &str) {
        let mut index = 0;
        items.retain_mut(|item| {
            let place = join(pointer, &[key, &index.to_string()]);
            index += 1;
            self.text(&format!("an item of `{key}`"), item, &place)
        });
    }

    /// Makes the values of a mapping texts, where they plainly are, and leaves the others out. Reports
    /// each, but what is an extension.
    pub(super) fn named_texts(&mut self, key: &str, texts: &mut Map<String, Value>, pointer: &str) {
        texts.retain(|name, value| {
            if name.starts_with("x-") && !value.is_string() {
                return false;
            }
            let what = format!("`{}` of `{key}`", name.escape_debug());
            self.text(&what, value, &join(pointer, &[key, name]))
        });
    }

    /// Makes a value a text, where it plainly is. Reports where it is none; whether it may stay.
    pub(super) fn text(&mut self, what: &str, value: &mut Value, pointer: &str) -> bool {
        let message = format!("{what} must be a string, not {}", describe(value));
        let (help, stays) = match value {
            Value::String(_) => return true,
            Value::Number(_) | Value::Bool(_) => {
                let text = self.as_text(value, pointer);
                *value = Value::String(text);
                (format!("it is read as `{value}`; put it in quotes"), true)
            }
            Value::Null | Value::Array(_) | Value::Object(_) => {
                ("it is left out; correct or remove it".to_owned(), false)
            }
        };
        let place = Place::value(&self.source, pointer);
        let diagnostic = Diagnostic::warning(code::WRONG_TYPE, place, message).help(help);
        self.diagnostics.push(diagnostic);
        stays
    }

    /// Makes the names of tags texts.
    pub(super) fn names_of_tags(&mut self, root: &mut Map<String, Value>) {
        let tags = root.get_mut("tags").and_then(Value::as_array_mut);
        for (index, tag) in tags.into_iter().flatten().enumerate() {
            let place = join("/tags", &[&index.to_string(), "name"]);
            let name = tag.get_mut("name");
            if let Some(name) = name.filter(|name| name.is_number() || name.is_boolean()) {
                self.text("the `name` of a tag", name, &place);
            }
        }
    }
}
