//! Path items that are references become what they refer to.

use serde_json::Value;

use crate::normalize::of_reference;

/// Puts the path item that a `$ref` leads to in its place; what stands beside the `$ref` stays.
pub(super) fn inline(root: &mut Value) {
    let Some(paths) = root.get("paths").and_then(Value::as_object) else {
        return;
    };
    let found: Vec<(String, Value)> = paths
        .iter()
        .filter_map(|(path, item)| {
            let reference = item.get("$ref")?.as_str()?;
            let target = root.pointer(&of_reference(root, reference)?)?;
            // One step: a path item that refers to another that refers on is reported as dangling.
            target
                .get("$ref")
                .is_none()
                .then(|| (path.clone(), target.clone()))
        })
        .collect();
    for (path, target) in found {
        let Some(Value::Object(item)) =
            root.get_mut("paths").and_then(|paths| paths.get_mut(&path))
        else {
            continue;
        };
        item.shift_remove("$ref");
        if let Value::Object(target) = target {
            for (key, value) in target {
                item.entry(key).or_insert(value);
            }
        }
    }
}
