//! What the credentials of a client are called.

use super::docs::code;
use super::opening::{Code, opening};
use super::plan::{Credential, Docs, Scheme, Security};
use super::settle::{Claim, Settled, settle};
use super::{Ctx, words};
use crate::diagnostic::{Diagnostic, Diagnostics, Place, code};
use crate::grammar::join;
use crate::model::api::{self, Access, Operation};

/// The methods of the builder that are there for all APIs: no credential is called so. A test finds
/// them in the run time.
const TAKEN: &[&str] = &[
    "base_url",
    "build",
    "client_credentials",
    "clock",
    "connect_timeout",
    "credential",
    // Its variable is that of the headers of all calls.
    "custom_headers",
    "deadline",
    "env",
    "generate_idempotency_keys",
    "header",
    "http_client",
    "manual_clock",
    "max_response_bytes",
    "max_retries",
    "max_retry_after",
    "mock",
    "new",
    "refuse",
    "remove_header",
    "retry_mode",
    "server",
    "timeout",
    "token_endpoint",
    "token_source",
    "tokens",
    "transport",
    "validate",
    "variable",
    "variables",
];

/// The methods that set the one bearer token, and the user and password.
const BEARER: &str = "bearer_token";
const BASIC: &str = "basic_auth";

/// Plans the schemes. The only one of an API is its key, whatever the description calls it.
pub(super) fn schemes(ctx: &Ctx<'_>, prefix: &str) -> Vec<Scheme> {
    let all = &ctx.api.security.schemes;
    let names = names(ctx);
    let mut found = Vec::new();
    for (index, (scheme, setter)) in all.iter().zip(&names).enumerate() {
        let own = variable(prefix, setter, &names);
        let given = ctx.config.client.key_variable.clone();
        let (docs, chapter) = docs(scheme);
        found.push(Scheme {
            variable: given.filter(|_| index == 0).unwrap_or(own),
            credential: credential(&scheme.credential),
            what: what(scheme),
            form: form(scheme),
            docs,
            chapter,
            token_url: scheme.token_url.clone(),
            setter: setter.clone(),
        });
    }
    found
}

/// Reports the schemes whose methods had to give way to those of others.
pub(super) fn tell(api: &api::Api, diagnostics: &mut Diagnostics) {
    let schemes = &api.security.schemes;
    let place = |index: usize| {
        let pointer = join("/components/securitySchemes", &[&schemes[index].names[0]]);
        Place::key(&api.source, pointer)
    };
    for (index, (claim, settled)) in settled(schemes).into_iter().enumerate() {
        let wanted = &claim.candidates[0];
        let Some(rival) = settled.rival.filter(|_| settled.name != *wanted) else {
            continue;
        };
        let message = format!("two security schemes would be the method `{wanted}`");
        let diagnostic = Diagnostic::warning(code::NAME_COLLISION, place(index), message)
            .label(format!("this one becomes `{}`", settled.name))
            .related(place(rival), "the other one")
            .help("rename one of them");
        diagnostics.push(diagnostic);
    }
}

/// The environment variable of a credential. A crate whose name ends in `api` has no `API_API_KEY`, unless
/// another of its credentials has the other name.
fn variable(prefix: &str, setter: &str, names: &[String]) -> String {
    // `API_KEY` alone may be the key of anything.
    let start = prefix
        .strip_suffix("_API")
        .filter(|start| !start.is_empty() && !names.iter().any(|name| name == "key"));
    match start.filter(|_| setter == "api_key") {
        Some(start) => format!("{start}_API_KEY"),
        None => format!("{prefix}_{}", setter.to_uppercase()),
    }
}

fn names(ctx: &Ctx<'_>) -> Vec<String> {
    let settled = settled(&ctx.api.security.schemes).into_iter();
    settled.map(|(_, settled)| settled.name).collect()
}

/// What the schemes are called by, and what each is called.
fn settled(schemes: &[api::Scheme]) -> Vec<(Claim, Settled)> {
    let claims: Vec<Claim> = match schemes {
        [only] => vec![named_so(only, "api_key")],
        _ => schemes.iter().map(claim).collect(),
    };
    let settled = settle(&claims, TAKEN);
    claims.into_iter().zip(settled).collect()
}

fn named_so(scheme: &api::Scheme, name: &str) -> Claim {
    Claim {
        candidates: vec![name.to_owned()],
        key: scheme.names[0].clone(),
    }
}

fn claim(scheme: &api::Scheme) -> Claim {
    let place = match &scheme.credential {
        // There is one of each: a key of that name gives way.
        api::Credential::Bearer => return named_so(scheme, BEARER),
        api::Credential::Basic => return named_so(scheme, BASIC),
        api::Credential::Header(_) => "header",
        api::Credential::Query(_) => "query",
        api::Credential::Cookie(_) => "cookie",
    };
    let name = words::snake(&scheme.names[0]);
    let is_ident = name.starts_with(|c: char| c.is_ascii_alphabetic())
        && words::ident(&name).0 == name
        && ![BEARER, BASIC].contains(&name.as_str());
    let longer = format!("{place}_{name}");
    let plain = is_ident.then(|| name.clone());
    Claim {
        candidates: plain.into_iter().chain([longer]).collect(),
        key: scheme.names[0].clone(),
    }
}

/// What the description says of a scheme: how that begins, and all of it where that is more.
fn docs(scheme: &api::Scheme) -> (Docs, Option<Docs>) {
    let said = said(scheme);
    // Code shows a request, which the client makes; but the key that is all of a header as well.
    let code = if is_whole_header(scheme) {
        Code::Shown
    } else {
        Code::LeftOut
    };
    let (lines, is_cut) = opening(&said.0, code);
    (Docs(lines), is_cut.then_some(said))
}

fn said(scheme: &api::Scheme) -> Docs {
    let description = scheme.description.as_deref();
    description.map(Docs::markdown).unwrap_or_default()
}

/// Whether the key is all of `Authorization`.
fn is_whole_header(scheme: &api::Scheme) -> bool {
    matches!(&scheme.credential, api::Credential::Header(name) if name.eq_ignore_ascii_case("authorization"))
}

/// What the only key of an API is, where that is not what one thinks.
fn form(scheme: &api::Scheme) -> Option<String> {
    match &scheme.credential {
        api::Credential::Basic => {
            Some("the user and the password of HTTP Basic: `user:password`".to_owned())
        }
        api::Credential::Header(_) if is_whole_header(scheme) => Some(what(scheme)),
        api::Credential::Bearer if shows_word(scheme) => {
            Some("the token alone, without `Bearer`".to_owned())
        }
        _ => None,
    }
}

/// Whether a description shows a bearer token with the word that the client puts before it.
fn shows_word(scheme: &api::Scheme) -> bool {
    let said = scheme.description.as_deref().unwrap_or_default();
    said.to_lowercase().contains("bearer")
}

fn what(scheme: &api::Scheme) -> String {
    match &scheme.credential {
        api::Credential::Bearer if shows_word(scheme) => {
            "the bearer token, without `Bearer`".to_owned()
        }
        api::Credential::Bearer => "the bearer token".to_owned(),
        api::Credential::Basic => "the user and the password of HTTP Basic".to_owned(),
        api::Credential::Header(name) if is_whole_header(scheme) => {
            // Of what the API says itself we know no better.
            let usual = if docs(scheme).0.0.is_empty() {
                ": `Bearer …`"
            } else {
                ""
            };
            let name = code(name);
            format!("all of the header `{name}`, with its scheme where it has one{usual}")
        }
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
            ("API", "api_key", "API_API_KEY"),
            ("PETSTORE", "api_key", "PETSTORE_API_KEY"),
            ("MYAPI", "api_key", "MYAPI_API_KEY"),
            (
                "SLACK_WEB_API",
                "bearer_token",
                "SLACK_WEB_API_BEARER_TOKEN",
            ),
        ];
        for (prefix, setter, expected) in variables {
            assert_eq!(variable(prefix, setter, &[]), expected);
        }
        // Another credential has that name.
        let names = ["api_key".to_owned(), "key".to_owned()];
        assert_eq!(variable("SLACK_API", "key", &names), "SLACK_API_KEY");
        assert_eq!(
            variable("SLACK_API", "api_key", &names),
            "SLACK_API_API_KEY"
        );
    }
}
