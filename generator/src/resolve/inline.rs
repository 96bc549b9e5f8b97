//! Path items and security schemes that are references become what they refer to.

use std::collections::BTreeSet;
use std::sync::Arc;

use serde_json::Value;

use crate::diagnostic::{Origin, Origins};
use crate::normalize::{escape, of_reference};

/// Puts what a `$ref` leads to in its place; what stands beside the `$ref` stays.
pub(super) fn inline(source: &Arc<str>, root: &mut Value, origins: &mut Origins) {
    for holder in ["/paths", "/components/securitySchemes"] {
        let Some(items) = root.pointer(holder).and_then(Value::as_object) else {
            continue;
        };
        let found: Vec<(String, String)> = items
            .iter()
            .filter_map(|(name, item)| Some((name.clone(), end_of(root, item)?)))
            .collect();
        for (name, target) in found {
            bring(
                source,
                root,
                &format!("{holder}/{}", escape(&name)),
                &target,
                origins,
            );
        }
    }
}

/// Follows a chain of references. One that leads nowhere or in a circle is reported as any other.
fn end_of(root: &Value, item: &Value) -> Option<String> {
    let mut seen = BTreeSet::new();
    let mut pointer = of_reference(root, item.get("$ref")?.as_str()?)?;
    loop {
        if !seen.insert(pointer.clone()) {
            return None;
        }
        match root.pointer(&pointer)?.get("$ref") {
            Some(next) => pointer = of_reference(root, next.as_str()?)?,
            None => return Some(pointer),
        }
    }
}

fn bring(source: &Arc<str>, root: &mut Value, place: &str, target: &str, origins: &mut Origins) {
    let Some(Value::Object(brought)) = root.pointer(target).cloned() else {
        return;
    };
    let Some(Value::Object(item)) = root.pointer_mut(place) else {
        return;
    };
    item.shift_remove("$ref");
    for (key, value) in brought {
        if item.contains_key(&key) {
            continue;
        }
        let from = format!("{target}/{}", escape(&key));
        let to = format!("{place}/{}", escape(&key));
        let origin = origins.find(&from);
        let origin = origin.unwrap_or_else(|| Origin::whole(source, from.clone()));
        let below = origins.below(&from);
        origins.set(to.clone(), origin);
        for (rest, origin) in below.into_iter().filter(|(rest, _)| !rest.is_empty()) {
            origins.set(format!("{to}{rest}"), origin);
        }
        item.insert(key, value);
    }
}
