//! Every decision about Rust: identifiers, modules, `Option` and `Box`, derives, documentation.
//!
//! Comes in: [`Api`], facts about the wire, and `codegen.toml`. Goes out: [`Plan`].
//! Must never know: tokens.

mod answer;
mod argument;
mod asked;
mod blank;
mod callbacks;
mod calls;
mod checks;
mod client;
mod code_block;
mod collisions;
mod content;
mod deep;
mod docs;
mod edit;
mod encoded;
mod enumeration;
mod error_names;
mod escape;
mod example;
mod expression;
mod features;
mod first_call;
mod fitting;
mod foreign;
mod front;
mod hidden;
mod html;
mod links;
mod made_up;
mod markdown;
mod method;
mod method_docs;
mod nesting;
mod opening;
mod package;
mod paging;
mod pattern_text;
mod places;
pub(crate) mod plan;
mod reason;
mod record;
mod request_forms;
mod resources;
mod rule_docs;
mod sample;
mod security;
mod segments;
mod sentence;
mod servers;
mod settle;
mod tests;
mod together;
mod type_files;
mod type_names;
mod types;
mod union;
mod urls;
mod wanted;
mod webhooks;
mod words;
mod wrap;

use crate::config::Config;
use crate::diagnostic::{Diagnostics, Stop};
use crate::input::Settings;
use crate::model::api::{Api, Shape, TypeId};
use plan::Plan;

/// Decides everything that the crate needs decided.
pub(crate) fn name(
    api: &Api,
    config: &Config,
    settings: &Settings,
    diagnostics: &mut Diagnostics,
) -> Result<Plan, Stop> {
    let package = package::package(api, config, settings, diagnostics);
    let names = type_names::names(api, diagnostics);
    collisions::tell(api, &names, diagnostics);
    security::tell(api, diagnostics);
    let checked = checks::checked(api);
    let openness = if settings.closed_enums || config.closed_enums {
        plan::Openness::Closed
    } else {
        plan::Openness::Open
    };
    let mut types = type_files::files(&record::Scope {
        api,
        names: &names,
        checked: &checked,
        openness,
    });
    blank::mark(&mut types);
    let tree = resources::tree(api, diagnostics);
    asked::tell(api, config, &tree, diagnostics);
    let readers = callbacks::readers(api, &names, &tree);
    let recursion_limit = nesting::limit(api);
    let ctx = Ctx {
        api,
        config,
        names: &names,
        callbacks: &readers,
        servers: servers::Names::new(api, &tree, diagnostics),
        methods: links::methods(api, &tree),
        krate: package.krate.0.clone(),
        recursion_limit,
    };
    let mut resources = method::resources(&ctx, &tree);
    let mut client = client::client(&ctx, &tree, &package);
    let features = features::features(&ctx, &tree, &mut client, &mut resources, &mut types);
    let first = first_call::first_call(&ctx, &tree, &client, diagnostics);
    let front = front::front(&ctx, &tree, &client, first.snippet);
    let webhooks = webhooks::webhooks(&ctx, &tree);
    let callbacks = callbacks::module(&ctx, &tree);
    let servers = servers::servers(&ctx);
    let sent = webhooks::payloads(webhooks.as_ref(), callbacks.as_ref());
    let foreign = foreign::types(&types, &resources, &sent);
    let tests = settings
        .with_tests
        .then(|| tests::tests(api, &names, openness))
        // A test of nothing would tell nothing.
        .filter(|tests| !tests.types.is_empty());
    let calls = settings
        .with_tests
        .then(|| calls::calls(&ctx, &tree, &resources, &client))
        .flatten();
    diagnostics.finish_room()?;
    Ok(Plan {
        package,
        recursion_limit,
        has_complex_types: nesting::is_complex(api),
        front,
        client,
        resources,
        types,
        features,
        webhooks,
        callbacks,
        servers,
        example: first.program,
        foreign,
        tests,
        calls,
    })
}

/// What the parts of this room look things up in.
struct Ctx<'a> {
    api: &'a Api,
    config: &'a Config,
    names: &'a type_names::TypeNames,
    callbacks: &'a callbacks::Readers,
    servers: servers::Names<'a>,
    methods: links::Methods<'a>,
    /// The name under which code uses the crate.
    krate: String,
    /// What the plan has of it.
    recursion_limit: Option<usize>,
}

impl Ctx<'_> {
    /// Returns the type that was given a name.
    fn type_by_name(&self, ident: &plan::Ident) -> Option<(&TypeId, &Shape)> {
        let id = self.names.by_ident(ident)?;
        Some((id, &self.api.types.get(id)?.shape))
    }
}
