//! Which types the operations reach: the others leave no trace in the crate.

use std::collections::BTreeSet;

use indexmap::IndexMap;

use super::api::{Example, Operation, Type, TypeId, TypeRef};

/// Removes the types that no operation reaches. Some are read on the way to a type that stands
/// for them, such as the enumerations that become one.
pub(super) fn prune(types: &mut IndexMap<TypeId, Type>, operations: &[Operation]) {
    let used = operations.iter().flat_map(Operation::types);
    let mut pending: Vec<&TypeId> = used.filter_map(TypeRef::named).collect();
    let mut reached: BTreeSet<TypeId> = BTreeSet::new();
    while let Some(id) = pending.pop() {
        if !reached.insert(id.clone()) {
            continue;
        }
        let inside = types.get(id).into_iter().flat_map(Type::types);
        pending.extend(inside.filter_map(TypeRef::named));
    }
    types.retain(|id, _| reached.contains(id));
}

/// Removes the examples of types that no operation reaches.
pub(super) fn prune_examples(examples: &mut Vec<Example>, types: &IndexMap<TypeId, Type>) {
    examples.retain(|example| {
        let named = example.ty.named();
        named.is_none_or(|id| types.contains_key(id))
    });
}
