//! Links: the operations that an answer leads on to.

use indexmap::IndexMap;
use openapiv3::{LinkOperation, Response};

use super::Ctx;
use super::api::{AnswerLink, LinkTarget};
use crate::grammar::fragment;
use crate::resolve::pointer_of;

/// Adds the links of a response to those of other responses of the operation; the first of a name
/// stays.
pub(super) fn collect(
    ctx: &Ctx<'_>,
    response: &Response,
    found: &mut IndexMap<String, AnswerLink>,
) {
    for (name, child) in &response.links {
        let Some(link) = ctx.resolved.links.get(pointer_of(child)) else {
            continue;
        };
        let parameters = link.parameters.iter().map(|(name, value)| {
            let value = value
                .as_str()
                .map_or_else(|| value.to_string(), str::to_owned);
            (name.clone(), value)
        });
        found.entry(name.clone()).or_insert_with(|| AnswerLink {
            name: name.clone(),
            description: link.description.clone(),
            target: target(&link.operation),
            parameters: parameters.collect(),
        });
    }
}

fn target(operation: &LinkOperation) -> LinkTarget {
    match operation {
        LinkOperation::OperationId(id) => LinkTarget::OperationId(id.clone()),
        LinkOperation::OperationRef(reference) => fragment(reference).map_or_else(
            || LinkTarget::Elsewhere(reference.clone()),
            LinkTarget::Pointer,
        ),
    }
}
