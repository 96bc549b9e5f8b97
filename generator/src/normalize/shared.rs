//! Schemas that the media types of one body have alike: a type each would say the same several times.

use serde_json::{Map, Value};

use super::join;

/// What several media types describe alike is one schema, which stands at the first of them: JSON, or
/// the first by name.
pub(super) fn mend(map: &mut Map<String, Value>, pointer: &str) {
    const OF_MORE_THAN_A_SCALAR: &[&str] = &[
        "properties",
        "additionalProperties",
        "items",
        "allOf",
        "anyOf",
        "oneOf",
    ];
    let Some(Value::Object(content)) = map.get_mut("content") else {
        return;
    };
    if content.len() < 2 {
        return;
    }
    let by_rank = |name: &&String| (!name.contains("json"), (*name).clone());
    let Some(first) = content.keys().min_by_key(by_rank).cloned() else {
        return;
    };
    let schema = content[&first].get("schema").and_then(Value::as_object);
    let is_shared = |schema: &&Map<String, Value>| {
        let mut keys = OF_MORE_THAN_A_SCALAR.iter();
        !schema.contains_key("$ref") && keys.any(|key| schema.contains_key(*key))
    };
    let Some(schema) = schema.filter(is_shared).cloned() else {
        return;
    };
    let reference = format!("#{}", join(pointer, &["content", &first, "schema"]));
    for (_, media) in content.iter_mut().filter(|(name, _)| **name != first) {
        let Some(Value::Object(other)) = media.get_mut("schema") else {
            continue;
        };
        if *other == schema {
            *other = Map::from_iter([("$ref".to_owned(), Value::String(reference.clone()))]);
        }
    }
}
