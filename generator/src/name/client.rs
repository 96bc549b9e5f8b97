//! The client: what all requests have in common, and the way to the resources.

use super::plan::{Api, Client, ErrorList, Package, RustType};
use super::resources::Tree;
use super::words::ident;
use super::{Ctx, method, security, types, words};
use crate::model::api::{self, Kind, Shape};
use crate::model::error_texts;

/// Plans the client.
pub(super) fn client(ctx: &Ctx<'_>, tree: &Tree, package: &Package) -> Client {
    let config = &ctx.config.client;
    let prefix = words::snake(&package.name).to_uppercase();
    let variable = |given: &Option<String>, suffix: &str| {
        given
            .clone()
            .unwrap_or_else(|| format!("{prefix}_{suffix}"))
    };
    let api = Api {
        base_url: base_url(ctx.api),
        schemes: security::schemes(ctx, &prefix),
        security: security::usual(ctx),
        is_signed: ctx.api.security.is_signed,
        base_url_variable: variable(&config.base_url_variable, "BASE_URL"),
        headers_variable: variable(&config.headers_variable, "CUSTOM_HEADERS"),
        request_id_header: config
            .request_id_header
            .clone()
            .unwrap_or_else(|| "x-request-id".to_owned()),
        error_messages: error_messages(ctx),
    };
    Client {
        api,
        accessors: method::accessors(tree, &tree.nodes[0]),
        errors: error_list(ctx),
    }
}

/// The URL of the first server; empty where the consumer has to say where the API is.
fn base_url(api: &api::Api) -> String {
    api.servers
        .iter()
        .find(|server| server.is_callable())
        .map_or_else(String::new, api::Server::default_url)
}

/// Where an error body says what went wrong: as `codegen.toml` says, or where the description has it.
fn error_messages(ctx: &Ctx<'_>) -> Vec<String> {
    if !ctx.config.errors.message.is_empty() {
        return ctx.config.errors.message.clone();
    }
    error_texts(ctx.api)
}

/// The accessor of the list that error bodies hold, where `codegen.toml` names it.
fn error_list(ctx: &Ctx<'_>) -> Option<ErrorList> {
    let property = ctx.config.errors.list.as_ref()?;
    let bodies = ctx
        .api
        .operations
        .iter()
        .flat_map(|operation| &operation.errors)
        .filter_map(|error| error.body.as_ref());
    for body in bodies {
        let Kind::Named(id) = &body.kind else {
            continue;
        };
        let Some(Shape::Record(fields)) = ctx.api.types.get(id).map(|ty| &ty.shape) else {
            continue;
        };
        let Some(index) = fields
            .fields
            .iter()
            .position(|field| field.name == *property)
        else {
            continue;
        };
        let (presence, ty) = types::field(&fields.fields[index], ctx.names);
        let list = match (presence, ty) {
            (_, RustType::Vec(item)) => *item,
            (_, RustType::Option(inner)) => match *inner {
                RustType::Vec(item) => *item,
                _ => continue,
            },
            _ => continue,
        };
        return Some(ErrorList {
            method: ident(&words::snake(property)),
            body: ctx.names.of(id).clone(),
            property: property.clone(),
            item: list,
        });
    }
    None
}
