//! What a schema says for readers.

use openapiv3::{ExternalDocumentation, SchemaData, SchemaKind};
use serde_json::Value;

use super::Ctx;
use super::api::{Annotations, Link};
use super::conjunction::LONGEST_CHAIN;
use crate::normalize::EXAMPLES;
use crate::resolve::pointer_of;

/// Returns what the schema at a pointer says, and where it is silent, what the schema says that
/// it refers to.
pub(super) fn at(ctx: &Ctx<'_>, pointer: &str) -> Annotations {
    let mut annotations = Annotations::default();
    let mut pointer = pointer;
    for _ in 0..LONGEST_CHAIN {
        let Some(schema) = ctx.resolved.schemas.get(pointer) else {
            break;
        };
        annotations = or(annotations, of(&schema.schema_data));
        match &schema.schema_kind {
            SchemaKind::AllOf { all_of } if all_of.len() == 1 => pointer = pointer_of(&all_of[0]),
            _ => break,
        }
    }
    annotations
}

/// Returns what a schema says for readers.
pub(super) fn of(data: &SchemaData) -> Annotations {
    let mut examples: Vec<Value> = data.example.iter().cloned().collect();
    if let Some(Value::Array(more)) = data.extensions.get(EXAMPLES) {
        examples.extend(
            more.iter()
                .filter(|value| !examples.contains(value))
                .cloned()
                .collect::<Vec<_>>(),
        );
    }
    Annotations {
        title: data.title.clone(),
        description: data.description.clone(),
        default: data.default.clone(),
        examples,
        deprecated: data.deprecated,
        external_docs: data.external_docs.as_ref().map(link),
    }
}

/// Returns what one says, and where it is silent, what another says.
pub(super) fn or(own: Annotations, target: Annotations) -> Annotations {
    Annotations {
        title: own.title.or(target.title),
        description: own.description.or(target.description),
        default: own.default.or(target.default),
        examples: if own.examples.is_empty() {
            target.examples
        } else {
            own.examples
        },
        deprecated: own.deprecated || target.deprecated,
        external_docs: own.external_docs.or(target.external_docs),
    }
}

/// Returns a link to further documentation.
pub(super) fn link(docs: &ExternalDocumentation) -> Link {
    Link {
        url: docs.url.clone(),
        description: docs.description.clone(),
    }
}
