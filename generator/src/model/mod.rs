//! Objects of `OpenAPI` become facts about the wire.
//!
//! Comes in: [`Resolved`]. Goes out: [`Api`]: operations and shapes, `allOf` merged, recursion
//! found, nothing in it that no operation reaches. The last room that knows `openapiv3`.
//! Must never know: case conversion, Rust.

mod alike;
mod annotations;
pub(crate) mod api;
mod body;
mod bounds;
mod conjunction;
mod direction;
mod discriminator;
mod duplicates;
mod enumeration;
mod error_text;
mod event_keys;
mod facts;
mod gather;
mod idempotency;
mod integer;
mod links;
mod marks;
mod object;
mod operation;
mod origin;
mod overrides;
mod paging;
mod parameter;
mod parameter_style;
mod part;
mod path_query;
mod pattern;
mod properties;
mod reach;
mod recursion;
mod response;
mod response_headers;
mod rings;
mod rules;
mod security;
mod servers;
mod shape;
mod stream;
mod tag_property;
mod type_only;
mod undeclared;
mod unfold;
mod union;
mod webhook;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use indexmap::IndexMap;
use serde_json::Value;

use crate::config::Config;
use crate::diagnostic::{Code, Diagnostic, Diagnostics, MADE_UP, Place, Stop, code};
use crate::normalize::{LICENSE, join};
use crate::resolve::{Pointer, Resolved};
use api::{
    Api, Enumeration, Example, Info, Operation, Security, Tag, Type, TypeId, TypeRef, Union,
};
use conjunction::{Joined, Others};
use direction::Direction;
use discriminator::Parents;
pub(crate) use error_text::{error_texts, error_without_text};
use overrides::Overrides;
pub(crate) use overrides::names_operation;
pub(crate) use paging::{answers_list, answers_one, seems_paged};
use rings::Rings;

/// Brings a description to facts about the wire.
pub(crate) fn model(
    resolved: &Resolved,
    config: &Config,
    diagnostics: &mut Diagnostics,
) -> Result<Api, Stop> {
    let overrides = overrides::read(resolved, config, diagnostics);
    let mut ctx = Ctx {
        resolved,
        overrides: &overrides,
        diagnostics,
        types: IndexMap::new(),
        wanted: Vec::new(),
        seen: BTreeSet::new(),
        open: Vec::new(),
        joined: BTreeMap::new(),
        made_up: BTreeMap::new(),
        parents: discriminator::parents(resolved),
        rings: Rings::default(),
        unions: BTreeMap::new(),
        unions_read: BTreeMap::new(),
        enumerations: BTreeMap::new(),
        labels: BTreeMap::new(),
        examples: Vec::new(),
        examples_read: BTreeSet::new(),
        security: Security::default(),
        asks_for_nothing: security::asks_for_nothing(resolved),
        direction: Direction::Answer,
        differing: direction::differing(resolved),
        files: BTreeSet::new(),
        warned: BTreeSet::new(),
    };
    duplicates::operation_ids(&mut ctx);
    ctx.security = security::security(&mut ctx);
    let mut operations = operation::operations(&mut ctx);
    duplicates::parameters(&mut ctx);
    let webhooks = webhook::webhooks(&mut ctx, &config.webhooks);
    shape::reached(&mut ctx, config.limits.types)?;
    recursion::open(&mut ctx);
    let all: Vec<_> = operations
        .iter()
        .map(|operation| &operation.access)
        .collect();
    let usual = security::usual(&ctx, &ctx.security, &all);
    let security = Security {
        usual,
        ..std::mem::take(&mut ctx.security)
    };
    let servers = servers::of_document(&mut ctx);
    let (mut types, mut examples) = (ctx.types, ctx.examples);
    let sent = operations.iter().flat_map(Operation::types);
    let told = webhooks
        .events
        .iter()
        .flat_map(|event| event.message.types());
    let named = sent.chain(told).filter_map(TypeRef::named);
    let named = named.cloned().collect();
    // What nothing reaches is no place where a type stands, and what tells types apart may leave the
    // enumeration of its one value behind.
    reach::prune(&mut types, &operations, &webhooks);
    tag_property::settle(&mut types, &named);
    reach::prune(&mut types, &operations, &webhooks);
    reach::prune_examples(&mut examples, &types);
    recursion::mark(&mut types);
    idempotency::settle(resolved, &mut types, &operations, diagnostics);
    paging::recognise(resolved, config, &types, &mut operations, diagnostics);
    diagnostics.finish_room()?;
    Ok(Api {
        source: resolved.source.clone(),
        info: info(resolved),
        servers,
        security,
        types,
        operations,
        webhooks,
        tags: tags(resolved),
        examples,
    })
}

struct Ctx<'a> {
    resolved: &'a Resolved,
    /// What `codegen.toml` decides of single places.
    overrides: &'a Overrides,
    diagnostics: &'a mut Diagnostics,
    types: IndexMap<TypeId, Type>,
    /// Types that something uses and whose shape is not known yet.
    wanted: Vec<TypeId>,
    seen: BTreeSet<TypeId>,
    /// The schemas that are being read, from the outermost to the innermost.
    open: Vec<Pointer>,
    /// Schemas that stand nowhere in the text, by the pointers that were made up for them.
    joined: BTreeMap<Pointer, Joined>,
    /// How many of them choices inside of choices made up, by the schema of the text that they are
    /// made of.
    made_up: BTreeMap<(Pointer, Direction), usize>,
    /// The schemas that choose among their children.
    parents: Parents,
    /// The schemas that lead to each other by choices alone.
    rings: Rings<'a>,
    /// The unions that were found, which `reached` takes their shape from.
    unions: BTreeMap<TypeId, Union>,
    /// What each schema with a choice turned out to be.
    unions_read: BTreeMap<(Pointer, Direction), TypeRef>,
    /// Enumerations that are made of several.
    enumerations: BTreeMap<TypeId, Enumeration>,
    /// What unions call the schemas inside them.
    labels: BTreeMap<Pointer, String>,
    /// The examples of bodies and parameters.
    examples: Vec<Example>,
    /// Those that were read, by the schema that each follows.
    examples_read: BTreeSet<(Pointer, Direction, *const Value)>,
    /// The credentials of a client.
    security: Security,
    /// Whether nothing says what it asks for. A description that defines a scheme and asks for it
    /// nowhere is taken to have forgotten that.
    asks_for_nothing: bool,
    /// Which way the values travel that are being read.
    direction: Direction,
    /// The schemas that are another type in requests than in answers.
    differing: BTreeSet<Pointer>,
    /// The schemas that are files since an Encoding Object says so.
    files: BTreeSet<Pointer>,
    /// What was reported: a schema is read wherever it is used.
    warned: BTreeSet<(Arc<str>, String)>,
}

impl Ctx<'_> {
    /// Notes that a type is used, and returns its identity.
    fn want(&mut self, pointer: &str) -> TypeId {
        let id = TypeId(self.directed(pointer));
        if self.seen.insert(id.clone()) {
            self.wanted.push(id.clone());
        }
        id
    }

    /// Makes up a pointer for several schemas that hold at once, below the schema that has them.
    fn join(&mut self, owner: &str, step: &str, parts: &[&str]) -> Pointer {
        let joined = Joined {
            parts: parts.iter().map(|part| Pointer::from(*part)).collect(),
            chosen: None,
            is_base: false,
            is_choice: false,
        };
        self.make_up(owner, step, joined)
    }

    /// Returns the pointer of what properties without a name, or the items of a list, follow; none where
    /// no schema says it.
    fn others(&mut self, owner: &str, step: &str, others: Option<&Others<'_>>) -> Option<Pointer> {
        match others? {
            Others::Switch(_) => None,
            Others::All(schemas) if schemas.len() == 1 => Some(schemas[0].into()),
            Others::All(schemas) => Some(self.join(owner, step, schemas)),
            Others::Any(schemas) => {
                let joined = Joined {
                    parts: schemas.iter().map(|part| Pointer::from(*part)).collect(),
                    chosen: None,
                    is_base: false,
                    is_choice: true,
                };
                Some(self.make_up(owner, step, joined))
            }
        }
    }

    fn make_up(&mut self, owner: &str, step: &str, joined: Joined) -> Pointer {
        if let Some(known) = self.joined_around(owner, &joined) {
            return known;
        }
        let mut pointer: Pointer = format!("{owner}{MADE_UP}/{step}").into();
        // What stands there already is what somebody reads.
        while self.joined.get(&pointer).is_some_and(|it| *it != joined) {
            pointer = format!("{pointer}{MADE_UP}/{step}").into();
        }
        self.joined.insert(pointer.clone(), joined);
        pointer
    }

    /// The schema around another that is the same ones together: what leads back to itself has no
    /// end otherwise. Only one around it, so that nothing is named after what has nothing to do
    /// with it.
    fn joined_around(&self, owner: &str, asked: &Joined) -> Option<Pointer> {
        let ends = owner.match_indices(MADE_UP).map(|(at, _)| at);
        let mut around = ends.map(|end| &owner[..end]).chain([owner]);
        let same = |pointer: &&str| {
            self.joined.get(*pointer).is_some_and(|joined| {
                joined.chosen.is_none()
                    && joined.parts == asked.parts
                    && joined.is_choice == asked.is_choice
            })
        };
        around.find(same).map(Pointer::from)
    }

    /// Returns the schemas that a value at a pointer follows; none where it is made of pieces.
    fn schemas_of(&self, pointer: &str) -> Vec<Pointer> {
        match self.joined.get(pointer) {
            None if pointer.contains(MADE_UP) => Vec::new(),
            None => vec![pointer.into()],
            Some(Joined {
                parts,
                chosen: None,
                is_base: false,
                is_choice: false,
            }) => parts
                .iter()
                .flat_map(|part| self.schemas_of(part))
                .collect(),
            Some(_) => Vec::new(),
        }
    }

    /// Returns the member of a union that a made-up pointer stands for.
    fn source_of(&self, pointer: &Pointer) -> Pointer {
        match self.joined.get(pointer) {
            Some(Joined {
                parts,
                chosen: Some(_),
                ..
            }) => parts.last().unwrap_or(pointer).clone(),
            _ => pointer.clone(),
        }
    }

    /// Whether a warning is there only because a type with a mistake in it is any value.
    fn is_consequence(&self, code: Code, pointer: &str) -> bool {
        match code {
            code::UNSUPPORTED_PARAMETER => self.diagnostics.told_of(&join(pointer, &["schema"])),
            code::UNCHECKED_RULE => {
                let schema = pointer.rsplit_once('/').map_or("", |(schema, _)| schema);
                let mut parts = ["type", "items"].iter();
                parts.any(|part| self.diagnostics.told_of(&join(schema, &[part])))
            }
            _ => false,
        }
    }

    fn warn(&mut self, code: Code, pointer: impl Into<Arc<str>>, message: String, help: &str) {
        let pointer = pointer.into();
        if self.is_consequence(code, &pointer) {
            return;
        }
        if self.warned.insert((pointer.clone(), message.clone())) {
            let place = Place::key(&self.resolved.source, pointer);
            self.diagnostics
                .push(Diagnostic::warning(code, place, message).help(help));
        }
    }
}

fn info(resolved: &Resolved) -> Info {
    let info = &resolved.info;
    Info {
        title: info.title.clone(),
        description: info.description.clone(),
        version: info.version.clone(),
        license: info.license.as_ref().map(|license| {
            let expression = license.extensions.get(LICENSE);
            let expression = expression.and_then(Value::as_str);
            expression.unwrap_or(&license.name).to_owned()
        }),
        terms_of_service: info.terms_of_service.clone(),
        contact: contact(resolved),
        license_url: info
            .license
            .as_ref()
            .and_then(|license| license.url.clone()),
        external_docs: resolved.external_docs.as_ref().map(annotations::link),
    }
}

fn contact(resolved: &Resolved) -> Vec<String> {
    let Some(contact) = &resolved.info.contact else {
        return Vec::new();
    };
    let said = [&contact.name, &contact.url, &contact.email];
    said.into_iter().flatten().cloned().collect()
}

fn tags(resolved: &Resolved) -> IndexMap<String, Tag> {
    let tags = resolved.tags.iter().map(|tag| {
        let said = Tag {
            description: tag.description.clone(),
            external_docs: tag.external_docs.as_ref().map(annotations::link),
        };
        (tag.name.clone(), said)
    });
    tags.collect()
}
