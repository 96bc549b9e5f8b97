//! Path items and security schemes that are references become what they refer to.

use std::collections::BTreeSet;
use std::sync::Arc;

use serde_json::{Map, Value};

use crate::diagnostic::{Origin, Origins};
use crate::grammar::OTHER_METHODS;
use crate::normalize::{join, of_reference};

/// Puts what a `$ref` leads to in its place; what stands beside the `$ref` stays.
pub(super) fn inline(source: &Arc<str>, root: &mut Value, origins: &mut Origins) {
    inline_in(&FIXED, source, root, origins);
    // What `paths` referred to may have callbacks.
    inline_in(&callbacks(root), source, root, origins);
}

/// Where path items and security schemes stand.
const FIXED: [&str; 4] = [
    "/paths",
    "/webhooks",
    "/x-webhooks",
    "/components/securitySchemes",
];

fn inline_in(
    holders: &[impl AsRef<str>],
    source: &Arc<str>,
    root: &mut Value,
    origins: &mut Origins,
) {
    for holder in holders {
        let holder = holder.as_ref();
        let Some(items) = root.pointer(holder).and_then(Value::as_object) else {
            continue;
        };
        let found: Vec<(String, String)> = items
            .iter()
            .filter_map(|(name, item)| Some((name.clone(), end_of(root, item)?)))
            .collect();
        for (name, target) in found {
            let place = join(holder, &[&name]);
            bring(source, root, &place, &target, origins);
        }
    }
}

/// The Callback Objects, whose path items may be references.
fn callbacks(root: &Value) -> Vec<String> {
    let mut found = Vec::new();
    let mut note = |holder: String| {
        let callbacks = root.pointer(&holder).and_then(Value::as_object);
        let names = callbacks.into_iter().flat_map(Map::keys);
        found.extend(names.map(|name| join(&holder, &[name])));
    };
    note("/components/callbacks".to_owned());
    for holder in &FIXED[..3] {
        let items = root.pointer(holder).and_then(Value::as_object);
        for (path, item) in items.into_iter().flatten() {
            let methods = item.as_object().into_iter().flat_map(Map::keys);
            methods.for_each(|method| note(join(holder, &[path, method, "callbacks"])));
            let others = item.get(OTHER_METHODS).and_then(Value::as_object);
            let others = others.into_iter().flat_map(Map::keys);
            others.for_each(|method| {
                note(join(holder, &[path, OTHER_METHODS, method, "callbacks"]));
            });
        }
    }
    found
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
    let both = |key: &str| (join(place, &[key]), join(target, &[key]));
    for (key, value) in brought {
        let (to, from) = both(&key);
        match (item.get_mut(&key), value) {
            // Operations are beside each other, whichever of the two has them.
            (Some(Value::Object(own)), Value::Object(others)) if key == OTHER_METHODS => {
                for (method, value) in others {
                    if !own.contains_key(&method) {
                        let below = |at: &str| join(at, &[&method]);
                        note(source, &below(&to), &below(&from), origins);
                        own.insert(method, value);
                    }
                }
            }
            (Some(_), _) => {}
            (None, value) => {
                note(source, &to, &from, origins);
                item.insert(key, value);
            }
        }
    }
}

/// Notes that a value was brought from another place.
fn note(source: &Arc<str>, to: &str, from: &str, origins: &mut Origins) {
    let origin = origins.find(from);
    let origin = origin.unwrap_or_else(|| Origin::whole(source, from));
    let below = origins.below(from);
    origins.set(to, origin);
    for (rest, origin) in below.into_iter().filter(|(rest, _)| !rest.is_empty()) {
        origins.set(format!("{to}{rest}"), origin);
    }
}
