//! Objects of `OpenAPI` become facts about the wire.
//!
//! Comes in: [`Resolved`]. Goes out: [`Api`]: operations and shapes, `allOf` merged, recursion
//! found, nothing in it that no operation reaches. The last room that knows `openapiv3`.
//! Must never know: case conversion, Rust.

mod annotations;
pub(crate) mod api;
mod duplicates;
mod object;
mod operation;
mod origin;
mod recursion;
mod response;
mod rules;
mod security;
mod shape;

use std::collections::BTreeSet;
use std::sync::Arc;

use indexmap::IndexMap;

use crate::diagnostic::{Code, Diagnostic, Diagnostics, Place, Stop};
use crate::resolve::{Pointer, Resolved};
use api::{Api, Info, Server, Type, TypeId};

/// Brings a description to facts about the wire.
pub(crate) fn model(resolved: &Resolved, diagnostics: &mut Diagnostics) -> Result<Api, Stop> {
    let mut ctx = Ctx {
        resolved,
        diagnostics,
        types: IndexMap::new(),
        wanted: Vec::new(),
        seen: BTreeSet::new(),
        open: Vec::new(),
    };
    duplicates::check(&mut ctx);
    let operations = operation::operations(&mut ctx);
    shape::reached(&mut ctx);
    let security = security::credentials(&mut ctx);
    let mut types = ctx.types;
    recursion::mark(&mut types);
    diagnostics.finish_room()?;
    Ok(Api {
        source: resolved.source.clone(),
        info: info(resolved),
        servers: servers(resolved),
        security,
        types,
        operations,
        tags: tags(resolved),
    })
}

struct Ctx<'a> {
    resolved: &'a Resolved,
    diagnostics: &'a mut Diagnostics,
    types: IndexMap<TypeId, Type>,
    /// Types that something uses and whose shape is not known yet.
    wanted: Vec<TypeId>,
    seen: BTreeSet<TypeId>,
    /// The schemas that are being read, from the outermost to the innermost.
    open: Vec<Pointer>,
}

impl Ctx<'_> {
    /// Notes that a type is used, and returns its identity.
    fn want(&mut self, pointer: &str) -> TypeId {
        let id = TypeId(pointer.into());
        if self.seen.insert(id.clone()) {
            self.wanted.push(id.clone());
        }
        id
    }

    fn warn(&mut self, code: Code, pointer: impl Into<Arc<str>>, message: String, help: &str) {
        let place = Place::key(&self.resolved.source, pointer);
        self.diagnostics
            .push(Diagnostic::warning(code, place, message).help(help));
    }
}

fn info(resolved: &Resolved) -> Info {
    let info = &resolved.info;
    Info {
        title: info.title.clone(),
        description: info.description.clone(),
        version: info.version.clone(),
        terms_of_service: info.terms_of_service.clone(),
        external_docs: resolved.external_docs.as_ref().map(annotations::link),
    }
}

/// The servers, with the defaults of their variables filled in.
fn servers(resolved: &Resolved) -> Vec<Server> {
    let servers = resolved.servers.iter().map(|server| {
        let mut url = server.url.clone();
        for (name, variable) in server.variables.iter().flatten() {
            url = url.replace(&format!("{{{name}}}"), &variable.default);
        }
        Server {
            url,
            description: server.description.clone(),
        }
    });
    servers.collect()
}

fn tags(resolved: &Resolved) -> IndexMap<String, String> {
    let tags = resolved.tags.iter();
    tags.filter_map(|tag| Some((tag.name.clone(), tag.description.clone()?)))
        .collect()
}
