//! How a client shows who it is.

use indexmap::IndexMap;
use openapiv3::{APIKeyLocation, SecurityRequirement, SecurityScheme};

use super::Ctx;
use super::api::{Access, Credential};
use crate::diagnostic::code;
use crate::normalize::join;

/// Returns the ways that the description knows, the one that it asks for first.
pub(super) fn credentials(ctx: &mut Ctx<'_>) -> Vec<Credential> {
    let resolved = ctx.resolved;
    let names = by_preference(ctx);
    let mut found = Vec::new();
    for name in names {
        match credential(&resolved.security_schemes[name]) {
            Some(credential) if !found.contains(&credential) => found.push(credential),
            Some(_) => {}
            None => {
                let pointer = join("/components/securitySchemes", &[name]);
                let message = format!("the security scheme `{name}` is not supported");
                ctx.warn(
                    code::UNSUPPORTED_SECURITY,
                    pointer,
                    message,
                    "set what it wants with `.header(…)` or `.query(…)`",
                );
            }
        }
    }
    found
}

/// Whether an operation asks for credentials: by its own `security`, or that of the description. What
/// the credentials of the client don't satisfy is reported.
pub(super) fn access(
    ctx: &mut Ctx<'_>,
    pointer: &str,
    own: Option<&[SecurityRequirement]>,
) -> Access {
    let (asked, place) = match own {
        Some(own) => (own, join(pointer, &["security"])),
        None => (&ctx.resolved.security[..], "/security".to_owned()),
    };
    // An empty list, or one whose only entry is empty, asks for nothing.
    let is_anonymous = asked.iter().all(IndexMap::is_empty);
    if is_anonymous {
        // A description that defines a scheme and asks for it nowhere is taken to have forgotten that.
        return if own.is_some() || !asked.is_empty() {
            Access::Anonymous
        } else {
            Access::Authenticated
        };
    }
    let chosen = chosen(ctx);
    let satisfied = |requirement: &SecurityRequirement| {
        requirement.keys().all(|name| {
            let scheme = ctx.resolved.security_schemes.get(name);
            scheme
                .and_then(credential)
                .is_some_and(|credential| Some(&credential) == chosen.as_ref())
        })
    };
    if !asked.iter().any(satisfied) {
        let message = "the credentials of the client are not those that this asks for".to_owned();
        ctx.warn(
            code::UNSUPPORTED_SECURITY,
            place,
            message,
            "a client has one kind of credential; set the others with `.header(…)` or `.query(…)`",
        );
    }
    Access::Authenticated
}

/// The credentials that a client has.
fn chosen(ctx: &Ctx<'_>) -> Option<Credential> {
    by_preference(ctx)
        .into_iter()
        .find_map(|name| credential(&ctx.resolved.security_schemes[name]))
}

/// The names of the security schemes, those that the description asks for first.
fn by_preference<'a>(ctx: &Ctx<'a>) -> Vec<&'a String> {
    let resolved = ctx.resolved;
    let asked: Vec<&String> = resolved
        .security
        .iter()
        .flat_map(|one| one.keys())
        .collect();
    let mut names: Vec<&String> = resolved.security_schemes.keys().collect();
    names.sort_by_key(|name| {
        asked
            .iter()
            .position(|asked| asked == name)
            .unwrap_or(usize::MAX)
    });
    names
}

fn credential(scheme: &SecurityScheme) -> Option<Credential> {
    match scheme {
        SecurityScheme::HTTP { scheme, .. } if scheme.eq_ignore_ascii_case("bearer") => {
            Some(Credential::Bearer)
        }
        SecurityScheme::HTTP { scheme, .. } if scheme.eq_ignore_ascii_case("basic") => {
            Some(Credential::Basic)
        }
        // Both end in a bearer token; fetching one is left to the consumer.
        SecurityScheme::OAuth2 { .. } | SecurityScheme::OpenIDConnect { .. } => {
            Some(Credential::Bearer)
        }
        SecurityScheme::APIKey { location, name, .. } => match location {
            APIKeyLocation::Header => {
                is_token(name).then(|| Credential::Header(name.to_ascii_lowercase()))
            }
            APIKeyLocation::Query => Some(Credential::Query(name.clone())),
            APIKeyLocation::Cookie => None,
        },
        SecurityScheme::HTTP { .. } => None,
    }
}

/// Whether a text is the name of a header (RFC 9110, token).
pub(super) fn is_token(name: &str) -> bool {
    let symbol = |byte: u8| b"!#$%&'*+-.^_`|~".contains(&byte);
    !name.is_empty()
        && name
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || symbol(byte))
}
