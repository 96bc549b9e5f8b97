//! The description and the documents that it refers to become one tree.
//!
//! Comes in: the description, and other documents by their addresses. Goes out: one tree, in
//! which every other document that is reached stands under [`DOCUMENTS`](crate::grammar::DOCUMENTS)
//! and every reference is a pointer into the tree. So what comes after it knows one document, and
//! a pointer stays the identity of everything.
//! Must never know: disk and network. A document that was not handed in is not there.

mod address;
mod library;
mod problem;
mod scan;
mod tree;
mod walk;

use std::collections::{BTreeMap, BTreeSet};

use crate::diagnostic::{Diagnostics, Stop};
use crate::input::{Companion, Source};
use crate::read::{self, Budget, Document};

/// Whether there is anything to do: most descriptions refer to themselves alone, by pointers.
pub(crate) fn is_one(document: &Document) -> bool {
    scan::is_plain(&document.root)
}

/// Brings all documents that are reached into one tree.
pub(crate) fn join(
    document: Document,
    companions: &BTreeMap<String, Companion>,
    budget: &Budget,
    diagnostics: &mut Diagnostics,
) -> Result<Document, Stop> {
    let mut library = library::Library::new(document, companions, budget, diagnostics);
    let changes = walk::follow(&mut library);
    let library::Library {
        own,
        held,
        diagnostics,
        ..
    } = library;
    let (source, root) = tree::plant(&own, held, changes, diagnostics);
    diagnostics.finish_room()?;
    Ok(Document { source, root })
}

/// Returns the addresses of the documents that a text may refer to, each a path below the folder
/// of the description or a URL. `address` is the text's own; what is in the text is only read if
/// it refers to anything.
pub(crate) fn referred(address: &str, source: &Source, budget: &Budget) -> BTreeSet<String> {
    let may_refer = read::decode(source).is_ok_and(|text| scan::may_refer(&text));
    if !may_refer || budget.is_spent() {
        return BTreeSet::new();
    }
    // What is wrong with the text is said when it is read for good.
    let mut unheard = Diagnostics::new(source.name.clone(), false, false);
    read::read(source, budget, &mut unheard).map_or_else(
        |Stop| BTreeSet::new(),
        |document| scan::addresses(address, &document.root),
    )
}

/// Returns the address of the description: the name of its file.
pub(crate) fn own_address(name: &str) -> String {
    name.rsplit('/').next().unwrap_or(name).to_owned()
}
