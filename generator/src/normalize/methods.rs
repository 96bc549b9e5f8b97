//! The operations of a path item whose methods have no key of their own: `additionalOperations` of 3.2.
//!
//! Their keys are the methods as they are sent. The standard keeps those out that have a key of their
//! own; what is no method can't be sent.

use serde_json::{Map, Value};

use super::{Ctx, join};
use crate::diagnostic::code;
use crate::grammar::{METHODS, OTHER_METHODS, is_token};

/// Keeps what is a method without a key of its own, and brings the others to theirs.
pub(super) fn mend(ctx: &mut Ctx<'_>, item: &mut Map<String, Value>, pointer: &str) {
    let others = item.get(OTHER_METHODS).and_then(Value::as_object);
    let names: Vec<String> = others.into_iter().flat_map(Map::keys).cloned().collect();
    for name in names {
        let at = join(pointer, &[OTHER_METHODS, &name]);
        let key = name.to_ascii_lowercase();
        if !is_token(&name) {
            let message = format!("`{}` is no method of HTTP", name.escape_debug());
            let help = "it is left out; a method is letters, digits and some signs (RFC 9110), without spaces";
            ctx.warn(code::WRONG_TYPE, at, message, help);
            take(item, &name);
        } else if METHODS.contains(&key.as_str()) {
            let message = format!("the method `{name}` has the key `{key}` of the path item");
            let help = if item.contains_key(&key) {
                "it is left out, as that key is there as well; keep one of the two"
            } else {
                "it is read so; the standard has it nowhere else"
            };
            ctx.warn(code::WRONG_TYPE, at.clone(), message, help);
            if let Some(operation) = take(item, &name)
                && !item.contains_key(&key)
            {
                ctx.moved(join(pointer, &[&key]), &at);
                item.insert(key, operation);
            }
        } else if key == "connect" {
            let message = "a tunnel (`CONNECT`) is no call that a client makes".to_owned();
            let help = "nothing is generated for it; open it by hand";
            ctx.warn(code::UNSUPPORTED_PART, at, message, help);
            take(item, &name);
        }
    }
}

fn take(item: &mut Map<String, Value>, name: &str) -> Option<Value> {
    let others = item.get_mut(OTHER_METHODS)?.as_object_mut()?;
    others.shift_remove(name)
}
