//! What the credentials of a client are called.

use super::docs::code;
use super::plan::{Credential, Docs, Scheme, Security};
use super::{Ctx, words};
use crate::model::api::{self, Access, Operation};

/// The methods of the builder that are there for all APIs: no credential is called so.
const TAKEN: &[&str] = &[
    "base_url",
    "build",
    "client_credentials",
    "clock",
    "connect_timeout",
    "credential",
    "deadline",
    "env",
    "generate_idempotency_keys",
    "header",
    "http_client",
    "max_response_bytes",
    "max_retries",
    "max_retry_after",
    "mock",
    "retry_mode",
    "server",
    "timeout",
    "token_endpoint",
    "token_source",
    "tokens",
    "transport",
    "validate",
    "variables",
    "without_header",
];

/// Plans the schemes. The only one of an API is its key, whatever the description calls it.
pub(super) fn schemes(ctx: &Ctx<'_>, prefix: &str) -> Vec<Scheme> {
    let all = &ctx.api.security.schemes;
    let names = names(ctx);
    let mut found = Vec::new();
    for (index, (scheme, setter)) in all.iter().zip(names).enumerate() {
        let own = variable(prefix, &setter);
        let given = ctx.config.client.key_variable.clone();
        let description = scheme.description.as_deref();
        found.push(Scheme {
            variable: given.filter(|_| index == 0).unwrap_or(own),
            credential: credential(&scheme.credential),
            what: what(&scheme.credential),
            docs: description.map(Docs::markdown).unwrap_or_default(),
            token_url: scheme.token_url.clone(),
            setter,
        });
    }
    found
}

/// The environment variable of a credential. A crate whose name ends in `api` has no `API_API_KEY`.
fn variable(prefix: &str, setter: &str) -> String {
    let start = prefix.strip_suffix("API");
    let start = start.filter(|start| start.is_empty() || start.ends_with('_'));
    match start.filter(|_| setter == "api_key") {
        Some(start) => format!("{start}API_KEY"),
        None => format!("{prefix}_{}", setter.to_uppercase()),
    }
}

fn names(ctx: &Ctx<'_>) -> Vec<String> {
    let all = &ctx.api.security.schemes;
    if all.len() == 1 {
        return vec!["api_key".to_owned()];
    }
    let mut found: Vec<String> = Vec::new();
    for scheme in all {
        let mut name = match &scheme.credential {
            api::Credential::Bearer => "bearer_token".to_owned(),
            api::Credential::Basic => "basic_auth".to_owned(),
            api::Credential::Header(_) | api::Credential::Query(_) | api::Credential::Cookie(_) => {
                words::snake(&scheme.names[0])
            }
        };
        let is_taken = |name: &String| {
            let is_ident = name.starts_with(|c: char| c.is_ascii_alphabetic());
            let is_other = matches!(name.as_str(), "bearer_token" | "basic_auth");
            !is_ident
                || words::ident(name).0 != *name
                || TAKEN.contains(&name.as_str())
                || found.contains(name)
                || is_other
        };
        let is_key = !matches!(
            scheme.credential,
            api::Credential::Bearer | api::Credential::Basic
        );
        if is_key && is_taken(&name) {
            let place = match &scheme.credential {
                api::Credential::Query(_) => "query",
                api::Credential::Cookie(_) => "cookie",
                _ => "header",
            };
            name = format!("{place}_{name}");
        }
        while found.contains(&name) {
            name.push_str("_key");
        }
        found.push(name);
    }
    found
}

fn what(credential: &api::Credential) -> String {
    match credential {
        api::Credential::Bearer => "the bearer token".to_owned(),
        api::Credential::Basic => "the user and the password of HTTP Basic".to_owned(),
        api::Credential::Header(name) => format!("the key in the header `{}`", code(name)),
        api::Credential::Query(name) => format!("the key in the query parameter `{}`", code(name)),
        api::Credential::Cookie(name) => format!("the key in the cookie `{}`", code(name)),
    }
}

fn credential(credential: &api::Credential) -> Credential {
    match credential {
        api::Credential::Bearer => Credential::Bearer,
        api::Credential::Basic => Credential::Basic,
        api::Credential::Header(name) => Credential::Header(name.to_ascii_lowercase()),
        api::Credential::Query(name) => Credential::Query(name.clone()),
        api::Credential::Cookie(name) => Credential::Cookie(name.clone()),
    }
}

/// What most operations ask for.
pub(super) fn usual(ctx: &Ctx<'_>) -> Security {
    named(ctx, &ctx.api.security.usual)
}

/// What an operation asks for.
pub(super) fn of(ctx: &Ctx<'_>, operation: &Operation) -> Security {
    match &operation.access {
        Access::Anonymous => Vec::new(),
        Access::Authenticated(alternatives) => named(ctx, alternatives),
    }
}

/// What an operation asks for, where that is not what most do.
pub(super) fn unusual(ctx: &Ctx<'_>, operation: &Operation) -> Option<Security> {
    match &operation.access {
        Access::Authenticated(asked) if *asked != ctx.api.security.usual => Some(named(ctx, asked)),
        _ => None,
    }
}

fn named(ctx: &Ctx<'_>, alternatives: &[Vec<usize>]) -> Security {
    let names = names(ctx);
    let one = |indices: &Vec<usize>| indices.iter().map(|index| names[*index].clone()).collect();
    alternatives.iter().map(one).collect()
}

#[cfg(test)]
mod tests {
    use super::variable;

    #[test]
    fn a_variable_says_once_that_it_is_of_an_api() {
        let variables = [
            ("SLACK_WEB_API", "api_key", "SLACK_WEB_API_KEY"),
            ("API", "api_key", "API_KEY"),
            ("PETSTORE", "api_key", "PETSTORE_API_KEY"),
            ("MYAPI", "api_key", "MYAPI_API_KEY"),
            (
                "SLACK_WEB_API",
                "bearer_token",
                "SLACK_WEB_API_BEARER_TOKEN",
            ),
        ];
        for (prefix, setter, expected) in variables {
            assert_eq!(variable(prefix, setter), expected);
        }
    }
}
