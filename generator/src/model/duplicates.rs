//! Whether every `operationId` stands once.

use std::collections::BTreeMap;

use super::Ctx;
use crate::diagnostic::{Diagnostic, Place, code};
use crate::normalize::join;

pub(super) fn check(ctx: &mut Ctx<'_>) {
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
        let diagnostic = Diagnostic::error(
            code::DUPLICATE_OPERATION_ID,
            place(&resolved.pointer),
            message,
        )
        .label("given again here")
        .related(place(first), "given first here")
        .help("give each operation an operationId of its own");
        ctx.diagnostics.push_mendable(diagnostic);
    }
}
