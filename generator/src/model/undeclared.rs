//! What is said of a parameter of a path that its operation does not declare.

use super::Ctx;
use crate::diagnostic::{Diagnostic, Place, code};
use crate::grammar::nearest;
use crate::normalize::{is_of_the_value, join};
use crate::resolve::{Pointer, ResolvedOperation, pointer_of};

/// Reports it, unless something is wrong with the parameters that are declared: then it may be
/// missing because of that. Returns the one among the others in the path that seems to be meant.
pub(super) fn tell<'a>(
    ctx: &mut Ctx<'_>,
    resolved: &ResolvedOperation,
    name: &str,
    others: &[(&'a str, &Pointer)],
) -> Option<&'a str> {
    if is_consequence(ctx, resolved) {
        return None;
    }
    let path = &resolved.path;
    let message = format!(
        "the path `{path}` has the parameter `{name}`, which the operation does not declare"
    );
    let place = Place::key(&ctx.resolved.source, resolved.pointer.clone());
    let item = resolved.item.clone();
    let mut diagnostic = Diagnostic::error(code::PATH_PARAMETERS, place, message)
        .label("it is not declared here")
        .related(Place::key(&ctx.resolved.source, item), "in this path");
    let without_place = others
        .iter()
        .filter(|(other, _)| !path.contains(&format!("{{{other}}}")));
    let near = nearest(name, without_place.map(|(other, _)| *other));
    let meant = others.iter().find(|(other, _)| Some(*other) == near);
    diagnostic = match meant {
        Some((other, pointer)) => diagnostic
            .related(
                Place::value(&ctx.resolved.source, join(pointer, &["name"])),
                "this one has no place in the path",
            )
            .help(format!("did you mean `{other}`? Give both the same name")),
        None if is_name(name) => diagnostic.help(format!(
            "add `{{ name: {name}, in: path, required: true, schema: {{ type: string }} }}` to its `parameters`"
        )),
        None => diagnostic.help("write a name between the braces, and declare it in `parameters`"),
    };
    ctx.diagnostics.push_mendable(diagnostic);
    near
}

/// Whether a placeholder is a name, and not what is left of one.
fn is_name(name: &str) -> bool {
    !name.is_empty() && !name.contains(['/', '{', '?'])
}

fn is_consequence(ctx: &Ctx<'_>, resolved: &ResolvedOperation) -> bool {
    let ResolvedOperation {
        pointer,
        item,
        operation,
        shared_parameters,
        ..
    } = resolved;
    let mut lists = [pointer, item]
        .map(|holder| join(holder, &["parameters"]))
        .into_iter();
    let mut referred = operation.parameters.iter().chain(shared_parameters);
    ctx.diagnostics.told_of_value(pointer)
        || lists.any(|list| lacks_one(ctx, &list))
        || referred.any(|parameter| !ctx.resolved.parameters.contains_key(pointer_of(parameter)))
}

/// Whether a list of parameters, or one in it, was left out.
fn lacks_one(ctx: &Ctx<'_>, list: &str) -> bool {
    /// The keys of which a mistake costs no parameter.
    const HARMLESS: &[&str] = &[
        "allowEmptyValue",
        "allowReserved",
        "content",
        "deprecated",
        "description",
        "example",
        "examples",
        "explode",
        "required",
        "schema",
        "style",
    ];
    let is_harmful = |below: &str| {
        let key = below.split('/').nth(1);
        key.is_none_or(|key| !HARMLESS.contains(&key) && !is_of_the_value(key))
    };
    ctx.diagnostics.told_of_value(list) || ctx.diagnostics.told_below(list).any(is_harmful)
}
