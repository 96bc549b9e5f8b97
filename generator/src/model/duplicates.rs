//! Whether every `operationId` stands once, and every parameter of an operation.

use std::collections::BTreeMap;

use openapiv3::{Parameter, ReferenceOr};

use super::Ctx;
use super::parameter::{compared, location};
use crate::diagnostic::{Diagnostic, Place, code};
use crate::normalize::join;
use crate::resolve::pointer_of;

/// Reports parameters that stand twice in one list. One of the path item may be given again by an
/// operation.
pub(super) fn parameters(ctx: &mut Ctx<'_>) {
    for operation in &ctx.resolved.operations {
        in_list(ctx, &operation.operation.parameters);
        in_list(ctx, &operation.shared_parameters);
    }
}

fn in_list(ctx: &mut Ctx<'_>, list: &[ReferenceOr<Parameter>]) {
    let mut known: BTreeMap<(String, &str), &str> = BTreeMap::new();
    for child in list {
        let pointer = pointer_of(child);
        let Some(parameter) = ctx.resolved.parameters.get(pointer) else {
            continue;
        };
        let place = location(parameter);
        let name = parameter.parameter_data_ref().name.clone();
        let Some(first) = known.insert((compared(place, &name), place), pointer) else {
            continue;
        };
        let at = |pointer: &str| Place::value(&ctx.resolved.source, join(pointer, &["name"]));
        let message = format!("the parameter `{name}` in `{place}` is declared twice");
        let diagnostic = Diagnostic::warning(code::WRONG_TYPE, at(pointer), message)
            .label("given again here")
            .related(at(first), "given first here")
            .help("the last one is taken; remove one of the two, or rename it");
        ctx.diagnostics.push(diagnostic);
    }
}

/// Reports operations with the `operationId` of another.
pub(super) fn operation_ids(ctx: &mut Ctx<'_>) {
    let mut known: BTreeMap<&str, &str> = BTreeMap::new();
    for resolved in &ctx.resolved.operations {
        let Some(id) = resolved.operation.operation_id.as_deref() else {
            continue;
        };
        let Some(first) = known.get(id) else {
            known.insert(id, &resolved.pointer);
            continue;
        };
        let place =
            |pointer: &str| Place::value(&ctx.resolved.source, join(pointer, &["operationId"]));
        let message = format!("two operations have the operationId `{id}`");
        let diagnostic = Diagnostic::warning(
            code::DUPLICATE_OPERATION_ID,
            place(&resolved.pointer),
            message,
        )
        .label("given again here")
        .related(place(first), "given first here")
        .help("give each operation an operationId of its own");
        ctx.diagnostics.push(diagnostic);
    }
}
