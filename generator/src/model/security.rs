//! How a client shows who it is.

use indexmap::IndexMap;
use openapiv3::{APIKeyLocation, SecurityRequirement, SecurityScheme};
use serde_json::Value;

use super::api::{Access, Credential, Scheme, Security};
use super::parameter::Declared;
use super::{Ctx, servers};
use crate::diagnostic::code;
pub(super) use crate::grammar::is_token;
use crate::normalize::{MUTUAL_TLS, join};
use crate::resolve::Resolved;

/// What becomes of a security scheme.
enum Kind {
    /// A credential that a client holds.
    Held(Credential),
    /// The transport shows it.
    Transport,
    /// A signature of each request.
    Signature,
    /// Nothing.
    Unsupported,
}

/// The credentials that operations ask for. Schemes that look alike on the wire are one.
pub(super) fn security(ctx: &mut Ctx<'_>) -> Security {
    let resolved = ctx.resolved;
    let mut schemes: Vec<Scheme> = Vec::new();
    let mut is_signed = false;
    for name in by_preference(ctx) {
        let scheme = &resolved.security_schemes[name];
        match kind(scheme) {
            Kind::Held(credential) => {
                let known = schemes
                    .iter_mut()
                    .find(|known| is_same(&known.credential, &credential));
                match known {
                    Some(known) => {
                        known.names.push(name.clone());
                        add_description(known, description(scheme));
                        known.token_url = known
                            .token_url
                            .take()
                            .or_else(|| token_url(ctx, name, scheme));
                    }
                    None => schemes.push(Scheme {
                        names: vec![name.clone()],
                        credential,
                        description: description(scheme).map(str::to_owned),
                        token_url: token_url(ctx, name, scheme),
                    }),
                }
            }
            Kind::Transport => {}
            Kind::Signature => {
                is_signed = true;
                let message =
                    format!("the security scheme `{name}` is a signature of each request");
                let help = "no request is signed; let the base URL lead to a proxy that signs them";
                unsupported(ctx, name, message, help);
            }
            Kind::Unsupported => {
                let message = format!("the security scheme `{name}` is not supported");
                let help = "set what it wants with `.header(…)` or `.query(…)`";
                unsupported(ctx, name, message, help);
            }
        }
    }
    Security {
        schemes,
        is_signed,
        usual: Vec::new(),
    }
}

fn unsupported(ctx: &mut Ctx<'_>, name: &str, message: String, help: &str) {
    let pointer = join("/components/securitySchemes", &[name]);
    ctx.warn(code::UNSUPPORTED_SECURITY, pointer, message, help);
}

/// Whether two credentials are one on the wire, where the name of a header has no case.
fn is_same(one: &Credential, other: &Credential) -> bool {
    match (one, other) {
        (Credential::Header(one), Credential::Header(other)) => one.eq_ignore_ascii_case(other),
        _ => one == other,
    }
}

/// Adds what is said of a scheme to what is said of another that is the same on the wire.
fn add_description(known: &mut Scheme, description: Option<&str>) {
    let description = description.map(str::trim).filter(|text| !text.is_empty());
    match (&mut known.description, description) {
        (Some(said), Some(more)) if !said.contains(more) => {
            said.extend(["\n\n", more]);
        }
        (said @ None, Some(more)) => *said = Some(more.to_owned()),
        _ => {}
    }
}

/// Whether neither the description nor any of its operations says what it asks for.
pub(super) fn asks_for_nothing(resolved: &Resolved) -> bool {
    let mut operations = resolved.operations.iter();
    resolved.security.is_empty() && operations.all(|one| one.operation.security.is_none())
}

/// What most operations ask for: what the description says of all, or the commonest of their own.
pub(super) fn usual(ctx: &Ctx<'_>, security: &Security, all: &[&Access]) -> Vec<Vec<usize>> {
    if !ctx.resolved.security.is_empty() {
        let said = alternatives(ctx, security, &ctx.resolved.security);
        return if said.is_empty() {
            each(security)
        } else {
            said
        };
    }
    let mut counts: IndexMap<&Vec<Vec<usize>>, usize> = IndexMap::new();
    for access in all {
        if let Access::Authenticated(alternatives) = access {
            *counts.entry(alternatives).or_default() += 1;
        }
    }
    // The first of those that are equally common.
    let most = counts.values().copied().max();
    let mut commonest = counts.iter().filter(|(_, count)| Some(**count) == most);
    match commonest.next() {
        Some((alternatives, _)) => (*alternatives).clone(),
        None => each(security),
    }
}

/// Which credentials an operation asks for: by its own `security`, or that of the description.
pub(super) fn access(
    ctx: &Ctx<'_>,
    security: &Security,
    own: Option<&[SecurityRequirement]>,
) -> Access {
    let asked = own.unwrap_or(&ctx.resolved.security);
    // An empty list, or one whose only entry is empty, asks for nothing.
    if asked.iter().all(IndexMap::is_empty) {
        // A description that defines a scheme and asks for it nowhere is taken to have forgotten that.
        return if ctx.asks_for_nothing && !security.schemes.is_empty() {
            Access::Authenticated(each(security))
        } else {
            Access::Anonymous
        };
    }
    let found = alternatives(ctx, security, asked);
    // Only schemes that are not defined are asked for: misspelt, rather than none at all.
    if found.is_empty() && !security.schemes.is_empty() {
        return Access::Authenticated(each(security));
    }
    if found.iter().all(Vec::is_empty) {
        return Access::Anonymous;
    }
    Access::Authenticated(found)
}

/// Whether a parameter is where an operation's credentials travel, whichever of its alternatives is
/// taken: the client has these.
pub(super) fn carries(security: &Security, access: &Access, location: &str, name: &str) -> bool {
    let Access::Authenticated(alternatives) = access else {
        return false;
    };
    let is_key = |scheme: &usize| travels(security, *scheme, location, name);
    alternatives
        .iter()
        .all(|schemes| schemes.iter().any(is_key))
}

/// Whether a parameter is where the credential of a scheme travels.
fn travels(security: &Security, scheme: usize, location: &str, name: &str) -> bool {
    match &security.schemes[scheme].credential {
        Credential::Query(key) => location == "query" && key == name,
        Credential::Header(key) => location == "header" && key.eq_ignore_ascii_case(name),
        Credential::Cookie(key) => location == "cookie" && key == name,
        Credential::Bearer | Credential::Basic => false,
    }
}

/// What an operation asks for whose parameters ask for more: where each alternative has a credential
/// that a required parameter holds, all of these are needed.
pub(super) fn with_required(
    security: &Security,
    access: Access,
    declared: &[Declared<'_>],
) -> Access {
    let Access::Authenticated(alternatives) = access else {
        return access;
    };
    let is_required = |scheme: &usize| {
        let mut required = declared.iter().filter(|found| found.data().required);
        required.any(|found| travels(security, *scheme, found.location(), found.name()))
    };
    let of_each = alternatives.iter().map(|schemes| {
        let required = schemes.iter().copied().filter(|it| is_required(it));
        required.collect::<Vec<_>>()
    });
    let of_each: Vec<Vec<usize>> = of_each.collect();
    let mut all = of_each.concat();
    all.sort_unstable();
    all.dedup();
    let has_all = |schemes: &Vec<usize>| all.iter().all(|scheme| schemes.contains(scheme));
    if of_each.iter().any(Vec::is_empty) || alternatives.iter().any(has_all) {
        return Access::Authenticated(alternatives);
    }
    let mut wider: Vec<Vec<usize>> = Vec::new();
    for mut schemes in alternatives {
        schemes.extend(&all);
        schemes.sort_unstable();
        schemes.dedup();
        if !wider.contains(&schemes) {
            wider.push(schemes);
        }
    }
    Access::Authenticated(wider)
}

/// The scopes, or roles, that requirements name: one of these lists is enough. None where one of the
/// requirements goes without.
pub(super) fn scopes(asked: &[SecurityRequirement]) -> Vec<Vec<String>> {
    let mut found: Vec<Vec<String>> = Vec::new();
    let names_none = |requirement: &SecurityRequirement| requirement.values().all(Vec::is_empty);
    if asked.iter().any(names_none) {
        return found;
    }
    for requirement in asked {
        let mut scopes: Vec<String> = Vec::new();
        for scope in requirement.values().flatten() {
            if !scopes.contains(scope) {
                scopes.push(scope.clone());
            }
        }
        if !found.contains(&scopes) {
            found.push(scopes);
        }
    }
    found
}

/// Each scheme alone.
fn each(security: &Security) -> Vec<Vec<usize>> {
    (0..security.schemes.len()).map(|one| vec![one]).collect()
}

/// The alternatives of a requirement, the one without credentials last: it is for clients that
/// have none. What the transport or the caller has to see to is not part of them.
fn alternatives(
    ctx: &Ctx<'_>,
    security: &Security,
    asked: &[SecurityRequirement],
) -> Vec<Vec<usize>> {
    let mut found: Vec<Vec<usize>> = Vec::new();
    for requirement in asked {
        // A scheme that is not defined is no scheme.
        let known = |name: &String| ctx.resolved.security_schemes.contains_key(name);
        if !requirement.is_empty() && !requirement.keys().any(known) {
            continue;
        }
        let schemes = security.schemes.iter().enumerate();
        let all = schemes.filter(|(_, scheme)| {
            let mut names = scheme.names.iter();
            names.any(|name| requirement.contains_key(name))
        });
        let all: Vec<usize> = all.map(|(index, _)| index).collect();
        if !found.contains(&all) {
            found.push(all);
        }
    }
    found.sort_by_key(Vec::is_empty);
    found
}

/// The names of the security schemes that anything asks for, those of the whole description first;
/// all, if nothing asks for any.
fn by_preference<'a>(ctx: &Ctx<'a>) -> Vec<&'a String> {
    let resolved = ctx.resolved;
    let own = resolved.operations.iter();
    let own = own.filter_map(|operation| operation.operation.security.as_ref());
    let asked = resolved.security.iter().chain(own.flatten());
    let mut names: Vec<&String> = Vec::new();
    for name in asked.flat_map(|one| one.keys()) {
        if let Some((name, _)) = resolved.security_schemes.get_key_value(name)
            && !names.contains(&name)
        {
            names.push(name);
        }
    }
    if names.is_empty() {
        names.extend(resolved.security_schemes.keys());
    }
    names
}

fn kind(scheme: &SecurityScheme) -> Kind {
    match scheme {
        SecurityScheme::HTTP { scheme, .. } if scheme.eq_ignore_ascii_case("bearer") => {
            Kind::Held(Credential::Bearer)
        }
        SecurityScheme::HTTP { scheme, .. } if scheme.eq_ignore_ascii_case("basic") => {
            Kind::Held(Credential::Basic)
        }
        SecurityScheme::HTTP { scheme, .. } if scheme == MUTUAL_TLS => Kind::Transport,
        SecurityScheme::HTTP { .. } => Kind::Unsupported,
        // Both end in a bearer token.
        SecurityScheme::OAuth2 { .. } | SecurityScheme::OpenIDConnect { .. } => {
            Kind::Held(Credential::Bearer)
        }
        SecurityScheme::APIKey { extensions, .. } if signs(extensions) => Kind::Signature,
        SecurityScheme::APIKey { location, name, .. } => match location {
            APIKeyLocation::Header if is_token(name) => {
                Kind::Held(Credential::Header(name.clone()))
            }
            APIKeyLocation::Cookie if is_token(name) => {
                Kind::Held(Credential::Cookie(name.clone()))
            }
            APIKeyLocation::Query => Kind::Held(Credential::Query(name.clone())),
            APIKeyLocation::Header | APIKeyLocation::Cookie => Kind::Unsupported,
        },
    }
}

/// Whether what is called a key is a signature of Amazon (`awsSigv4`, `awsS3`).
fn signs(extensions: &IndexMap<String, Value>) -> bool {
    let kind = extensions.get("x-amazon-apigateway-authtype");
    let kind = kind.and_then(Value::as_str).unwrap_or_default();
    kind.to_ascii_lowercase().starts_with("awss")
}

fn description(scheme: &SecurityScheme) -> Option<&str> {
    match scheme {
        SecurityScheme::APIKey { description, .. }
        | SecurityScheme::HTTP { description, .. }
        | SecurityScheme::OAuth2 { description, .. }
        | SecurityScheme::OpenIDConnect { description, .. } => description.as_deref(),
    }
}

/// The endpoint of the client credentials. One that begins with `/` is at the host of the first server.
fn token_url(ctx: &mut Ctx<'_>, name: &str, scheme: &SecurityScheme) -> Option<String> {
    let SecurityScheme::OAuth2 { flows, .. } = scheme else {
        return None;
    };
    let url = &flows.client_credentials.as_ref()?.token_url;
    let is_url = |url: &str| {
        let is_whole = url.starts_with("https://") || url.starts_with("http://");
        let mut bytes = url.bytes();
        is_whole && bytes.all(|byte| byte.is_ascii_graphic() && !b"`<>\"\\{}".contains(&byte))
    };
    let servers = servers::in_order(ctx.resolved);
    let server = servers.first().map(|server| server.url.as_str());
    let whole = match url.strip_prefix('/') {
        Some(path) if !path.starts_with('/') => server.and_then(origin).map(|origin| origin + url),
        _ => Some(url.clone()),
    };
    if let Some(whole) = whole.filter(|whole| is_url(whole)) {
        return Some(whole);
    }
    ctx.warn(
        code::UNSUPPORTED_SECURITY,
        join(
            "/components/securitySchemes",
            &[name, "flows", "clientCredentials", "tokenUrl"],
        ),
        format!("the token URL of `{name}` is no whole URL"),
        "no `client_credentials` is generated; give a URL with `https://` and a host",
    );
    None
}

/// The scheme and the host of a URL.
fn origin(url: &str) -> Option<String> {
    let (scheme, rest) = url.split_once("://")?;
    let host = rest.split(['/', '?', '#']).next()?;
    Some(format!("{scheme}://{host}"))
}
