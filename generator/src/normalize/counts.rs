//! Whether there is more of something than the generator takes.

use serde_json::{Map, Value};

use super::{Ctx, Kind, join};
use crate::diagnostic::{Diagnostic, Place, code};
use crate::limits::{Limits, remedy};

/// What was seen so far.
#[derive(Debug, Default)]
pub(super) struct Counts {
    operations: usize,
    schemas: usize,
    /// Whether it is too much, so that nobody looks on.
    pub(super) is_over: bool,
}

/// Counts an object, and reports it where it is one too many.
pub(super) fn count(ctx: &mut Ctx<'_>, kind: Kind, map: &Map<String, Value>, pointer: &str) {
    let Limits {
        operations,
        schemas,
        enum_values,
        ..
    } = ctx.limits;
    match kind {
        Kind::Operation => {
            ctx.counts.operations += 1;
            if ctx.counts.operations > operations {
                ctx.counts.is_over = true;
                let what = format!("more than {operations} operations");
                let help = remedy("split the description", "operations");
                report(ctx, pointer.to_owned(), &what, help);
            }
        }
        Kind::Schema => {
            let values = map
                .get("enum")
                .and_then(Value::as_array)
                .map_or(0, Vec::len);
            if values > enum_values {
                let what = format!("an `enum` of {values} values, where {enum_values} may be");
                let help = remedy(
                    "list fewer, or make it a string without `enum`",
                    "enum-values",
                );
                report(ctx, join(pointer, &["enum"]), &what, help);
            }
            ctx.counts.schemas += 1;
            if ctx.counts.schemas > schemas {
                ctx.counts.is_over = true;
                let what = format!("more than {schemas} schemas");
                let help = remedy("split the description", "schemas");
                report(ctx, pointer.to_owned(), &what, help);
            }
        }
        Kind::Document
        | Kind::Components
        | Kind::Paths
        | Kind::PathItem
        | Kind::Parameter
        | Kind::RequestBody
        | Kind::MediaType
        | Kind::Encoding
        | Kind::Responses
        | Kind::Response
        | Kind::Header
        | Kind::Callback
        | Kind::SecurityScheme
        | Kind::Link
        | Kind::Example => {}
    }
}

fn report(ctx: &mut Ctx<'_>, pointer: String, what: &str, help: String) {
    let message = format!("the description has {what}");
    let place = Place::key(&ctx.source, pointer);
    let diagnostic = Diagnostic::error(code::TOO_MUCH, place, message).help(help);
    ctx.diagnostics.push(diagnostic);
}
