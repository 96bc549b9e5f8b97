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

/// Whether an operation asks for credentials: by its own `security`, or that of the description. A
/// description without any is taken to have forgotten it where it defines a scheme.
pub(super) fn access(ctx: &Ctx<'_>, own: Option<&[SecurityRequirement]>) -> Access {
    match own {
        Some(own) if own.iter().all(IndexMap::is_empty) => Access::Anonymous,
        None if ctx.resolved.security.iter().any(IndexMap::is_empty)
            && ctx.resolved.security.len() == 1 =>
        {
            Access::Anonymous
        }
        Some(_) | None => Access::Authenticated,
    }
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
fn is_token(name: &str) -> bool {
    let symbol = |byte: u8| b"!#$%&'*+-.^_`|~".contains(&byte);
    !name.is_empty()
        && name
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || symbol(byte))
}
