//! The Security Requirement Objects that stand in an object.

use serde_json::{Map, Value};

use super::expect::describe;
use super::{Ctx, Kind, join};
use crate::diagnostic::{Diagnostic, Place, code};
use crate::grammar::{fragment, last_key, nearest};

/// Mends the requirements of an object, and reports those of schemes that are not defined.
pub(super) fn mend(ctx: &mut Ctx<'_>, kind: Kind, map: &mut Map<String, Value>, pointer: &str) {
    if !matches!(kind, Kind::Document | Kind::Operation) {
        return;
    }
    let Some(Value::Array(requirements)) = map.get_mut("security") else {
        return;
    };
    for (index, requirement) in requirements.iter_mut().enumerate() {
        let pointer = join(pointer, &["security", &index.to_string()]);
        not_a_mapping(ctx, requirement, &pointer);
        let Value::Object(schemes) = requirement else {
            continue;
        };
        let named = std::mem::take(schemes);
        for (mut name, mut scopes) in named {
            let pointer = join(&pointer, &[&name]);
            let meant = referred(ctx, &name).or_else(|| undefined(ctx, &name, &pointer));
            mend_scopes(ctx, &name, &mut scopes, pointer);
            name = meant.unwrap_or(name);
            schemes.entry(name).or_insert(scopes);
        }
    }
    let before = requirements.len();
    requirements.retain(Value::is_object);
    // None at all would say that nothing is asked for.
    if requirements.is_empty() && before > 0 {
        map.shift_remove("security");
    }
}

/// Reads the name of a scheme as a requirement of it.
fn not_a_mapping(ctx: &mut Ctx<'_>, requirement: &mut Value, pointer: &str) {
    if requirement.is_object() {
        return;
    }
    let shown = describe(requirement);
    let message = format!("a requirement must be a mapping of security schemes, not {shown}");
    let help = match requirement.as_str() {
        Some(name) => format!(
            "it is read as `{{ {}: [] }}`; write it so",
            name.escape_debug()
        ),
        None => "it is left out; write `{ name: [] }` with the name of the scheme".to_owned(),
    };
    report(ctx, pointer.to_owned(), message, &help);
    if let Value::String(name) = requirement {
        let scopes = Value::Array(Vec::new());
        *requirement = Value::Object(Map::from_iter([(std::mem::take(name), scopes)]));
    }
}

fn mend_scopes(ctx: &mut Ctx<'_>, name: &str, scopes: &mut Value, pointer: String) {
    let is_right = |scopes: &Vec<Value>| scopes.iter().all(Value::is_string);
    if scopes.as_array().is_some_and(is_right) {
        return;
    }
    let message = format!(
        "the requirement of `{}` must be a list of scopes, not {}",
        name.escape_debug(),
        describe(scopes)
    );
    report(
        ctx,
        pointer,
        message,
        "it is read as `[]`; write it so where there are none",
    );
    *scopes = Value::Array(Vec::new());
}

fn report(ctx: &mut Ctx<'_>, pointer: String, message: String, help: &str) {
    let place = Place::value(&ctx.source, pointer);
    let diagnostic = Diagnostic::warning(code::WRONG_TYPE, place, message).help(help);
    ctx.diagnostics.push(diagnostic);
}

/// The name of the scheme that a reference means: OpenAPI 3.2 lets one stand for the name.
fn referred(ctx: &Ctx<'_>, name: &str) -> Option<String> {
    if ctx.schemes.contains(name) {
        return None;
    }
    let pointer = fragment(name)?;
    let (above, _) = pointer.rsplit_once('/')?;
    let meant = last_key(&pointer);
    (above == "/components/securitySchemes" && ctx.schemes.contains(&meant)).then_some(meant)
}

/// Reports the name of a scheme that is not defined. Returns the one that is meant, where only signs
/// and the case of letters differ.
fn undefined(ctx: &mut Ctx<'_>, name: &str, pointer: &str) -> Option<String> {
    if ctx.schemes.contains(name) {
        return None;
    }
    let mut alike = ctx
        .schemes
        .iter()
        .filter(|other| letters(other) == letters(name));
    let meant = alike.next().filter(|_| alike.next().is_none()).cloned();
    let message = format!("there is no security scheme `{}`", name.escape_debug());
    let near = nearest(name, ctx.schemes.iter().map(String::as_str));
    let help = match (&meant, near) {
        (Some(meant), _) => format!("it is read as `{meant}`; write it so"),
        (None, Some(near)) => format!("it is left out; did you mean `{near}`?"),
        (None, None) => "it is left out; define it under `components/securitySchemes`".to_owned(),
    };
    ctx.warn(
        code::UNSUPPORTED_SECURITY,
        pointer.to_owned(),
        message,
        &help,
    );
    meant
}

/// The letters and digits of a name, in lower case.
fn letters(name: &str) -> String {
    let letters = name.chars().filter(|c| c.is_alphanumeric());
    letters.flat_map(char::to_lowercase).collect()
}
