//! Text becomes a tree, by one visitor for YAML and JSON.
//!
//! What the readers do differently is settled here: a duplicate key is an error in both, a key
//! that YAML takes for a number stays the text that it is, a YAML merge key (`<<`) is applied, an
//! integer that no machine integer holds becomes a float.

use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Number, Value};

use super::budget::{self, Budget, Standing};

/// What the message of a duplicate key starts with, so that it is known again among the readers'
/// own errors, which are text too.
pub(super) const DUPLICATE: &str = "duplicate key";

/// What the message of a tag starts with.
pub(super) const TAG: &str = "the tag ";

/// What the message of a merge key starts with that has nothing to merge.
pub(super) const NO_MERGE: &str = "`<<` without a mapping";

/// How long the index of an item is in a pointer, about.
const INDEX: usize = 4;

/// Why a text is not a tree.
#[derive(Debug)]
pub(super) struct Failure {
    pub(super) syntax: &'static str,
    pub(super) message: String,
    /// In bytes.
    pub(super) offset: usize,
    /// Some mapping has a key twice.
    pub(super) duplicate: bool,
}

pub(super) fn from_json(text: &str, budget: &Budget) -> Result<Value, Failure> {
    let mut deserializer = serde_json::Deserializer::from_str(text);
    let node = Node {
        merge: false,
        budget,
        standing: Standing::default(),
    };
    node.deserialize(&mut deserializer)
        .and_then(|value| deserializer.end().map(|()| value))
        .map_err(|error| {
            let full = error.to_string();
            let message = full
                .rsplit_once(" at line ")
                .map_or(full.as_str(), |(message, _)| message);
            Failure {
                syntax: "JSON",
                message: message.to_owned(),
                offset: offset_of(text, error.line(), error.column()),
                duplicate: message.starts_with(DUPLICATE),
            }
        })
}

pub(super) fn from_yaml(text: &str, budget: &Budget) -> Result<Value, Failure> {
    if let Some((offset, message)) = budget::too_deep(text) {
        return Err(Failure {
            syntax: "YAML",
            message,
            offset,
            duplicate: false,
        });
    }

    let node = Node {
        merge: true,
        budget,
        standing: Standing::default(),
    };
    node.deserialize(serde_yaml::Deserializer::from_str(text))
        .map_err(|error| {
            let full = error.to_string();
            let message = full
                .rsplit_once(" at line ")
                .map_or(full.as_str(), |(message, _)| message);
            Failure {
                syntax: "YAML",
                message: message.to_owned(),
                offset: error.location().map_or_else(
                    || second_document(text),
                    |location| location.index().min(text.len()),
                ),
                duplicate: full.contains(DUPLICATE),
            }
        })
}

/// Where a second document begins; the start of the text where there is one only.
fn second_document(text: &str) -> usize {
    let mut lines = text.split_inclusive('\n').scan(0, |end, line| {
        let start = *end;
        *end += line.len();
        Some((start, line))
    });
    let is_content = |line: &str| !line.trim().is_empty() && !line.starts_with(['#', '%']);
    let is_mark = |line: &str| matches!(line.trim_end(), "---" | "...");
    let has_content = lines.any(|(_, line)| is_content(line) && !is_mark(line));
    let mark = lines.find(|(_, line)| has_content && is_mark(line));
    mark.map_or(0, |(start, _)| start)
}

/// The byte offset of a line and column, both counted from one, as `serde_json` counts them: the
/// column in bytes.
fn offset_of(text: &str, line: usize, column: usize) -> usize {
    let start: usize = text
        .split_inclusive('\n')
        .take(line.saturating_sub(1))
        .map(str::len)
        .sum();
    (start + column.saturating_sub(1)).min(text.len())
}

/// Reads one node of the tree.
#[derive(Clone, Copy)]
struct Node<'b> {
    /// Whether `<<` is the merge key of YAML.
    merge: bool,
    /// What is left to read.
    budget: &'b Budget,
    standing: Standing,
}

impl Node<'_> {
    /// The node below a key of so many bytes.
    fn below<E: Error>(self, key: usize) -> Result<Self, E> {
        let standing = self.budget.below(self.standing, key);
        let standing = standing.map_err(E::custom)?;
        Ok(Self { standing, ..self })
    }
}

impl<'de> DeserializeSeed<'de> for Node<'_> {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        self.budget.value(self.standing).map_err(D::Error::custom)?;
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Node<'_> {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a mapping, a list, a string, a number, a boolean or null")
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(Value::Bool(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(Value::Number(value.into()))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(Value::Number(value.into()))
    }

    #[expect(
        clippy::cast_precision_loss,
        reason = "no JSON number of the tree can hold it exactly"
    )]
    fn visit_i128<E: Error>(self, value: i128) -> Result<Value, E> {
        self.visit_f64(value as f64)
    }

    #[expect(
        clippy::cast_precision_loss,
        reason = "no JSON number of the tree can hold it exactly"
    )]
    fn visit_u128<E: Error>(self, value: u128) -> Result<Value, E> {
        self.visit_f64(value as f64)
    }

    fn visit_f64<E>(self, value: f64) -> Result<Value, E> {
        // `.inf` and `.nan` are YAML alone: no JSON value says them, so they stay words.
        Ok(Number::from_f64(value).map_or_else(|| Value::String(value.to_string()), Value::Number))
    }

    fn visit_str<E: Error>(self, value: &str) -> Result<Value, E> {
        self.budget.text(value).map_err(E::custom)?;
        Ok(Value::String(value.to_owned()))
    }

    fn visit_string<E: Error>(self, value: String) -> Result<Value, E> {
        self.budget.text(&value).map_err(E::custom)?;
        Ok(Value::String(value))
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_none<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        deserializer.deserialize_any(self)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut access: A) -> Result<Value, A::Error> {
        let mut items = Vec::new();
        let item = self.below(INDEX)?;
        while let Some(item) = access.next_element_seed(item)? {
            items.push(item);
        }
        Ok(Value::Array(items))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut access: A) -> Result<Value, A::Error> {
        let mut map = Map::new();
        let mut merged = Vec::new();
        while let Some(key) = access.next_key_seed(Key)? {
            self.budget.key(&key).map_err(A::Error::custom)?;
            let value = access.next_value_seed(self.below(key.len())?)?;
            if self.merge && key == "<<" {
                if !is_mergeable(&value) {
                    return Err(A::Error::custom(NO_MERGE));
                }
                merged.push(value);
            } else if map.contains_key(&key) {
                return Err(A::Error::custom(format_args!("{DUPLICATE} `{key}`")));
            } else {
                map.insert(key, value);
            }
        }
        for value in merged {
            merge_into(&mut map, value);
        }
        Ok(Value::Object(map))
    }

    fn visit_enum<A: serde::de::EnumAccess<'de>>(self, access: A) -> Result<Value, A::Error> {
        // A YAML tag (`!include x`): no tree of JSON values says it.
        let (tag, _) = access.variant_seed(Key)?;
        Err(A::Error::custom(format_args!(
            "{TAG}`!{tag}` means nothing in an OpenAPI description"
        )))
    }
}

/// Whether a merge key can bring in a value: mappings alone.
fn is_mergeable(value: &Value) -> bool {
    match value {
        Value::Object(_) => true,
        Value::Array(bases) => !bases.is_empty() && bases.iter().all(is_mergeable),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => false,
    }
}

/// Applies a merge key: what the mapping has itself stands, and of several the first wins.
fn merge_into(map: &mut Map<String, Value>, value: Value) {
    match value {
        Value::Object(base) => {
            for (key, value) in base {
                map.entry(key).or_insert(value);
            }
        }
        Value::Array(bases) => {
            for base in bases {
                merge_into(map, base);
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

/// Reads a key as the text that is written, whatever else YAML would take a value of that text for:
/// `1.10` is no number, and `no` no boolean.
struct Key;

impl<'de> DeserializeSeed<'de> for Key {
    type Value = String;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<String, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl Visitor<'_> for Key {
    type Value = String;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a key: a text")
    }

    fn visit_str<E>(self, value: &str) -> Result<String, E> {
        Ok(value.to_owned())
    }

    fn visit_string<E>(self, value: String) -> Result<String, E> {
        Ok(value)
    }
}
