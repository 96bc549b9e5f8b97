//! What a client can prove itself with, and which of it a request takes along.

use std::fmt;
use std::sync::Arc;

use bytes::Bytes;
use http::HeaderMap;

use super::api::{Api, Credential, Scheme, Security};
use super::clock::Clock;
use super::error::BoxError;
use super::secret::{REDACTED, Secret};
use super::token::{Found, TokenSource, Tokens};

/// The credentials of a client, a place for each scheme of the API.
pub(crate) struct Credentials {
    api: &'static Api,
    held: Vec<Option<Arc<Secret>>>,
    tokens: Option<Tokens>,
    /// All that is held: answers have it too, to keep it out of what they show.
    secrets: Option<Arc<Secrets>>,
}

impl Credentials {
    pub(crate) fn new(api: &'static Api) -> Self {
        Self {
            api,
            held: vec![None; api.schemes.len()],
            tokens: None,
            secrets: None,
        }
    }

    /// Sets the credential of a scheme; a blank one is none.
    pub(crate) fn set(&mut self, scheme: &str, key: String) {
        let mut known = self.api.schemes.iter().zip(&mut self.held);
        if let Some((known, place)) = known.find(|(known, _)| known.name == scheme) {
            *place = Secret::new(key, known.credential).map(Arc::new);
        }
        let all: Vec<_> = self.held.iter().flatten().cloned().collect();
        self.secrets = (!all.is_empty()).then(|| Arc::new(Secrets(all)));
    }

    pub(crate) fn set_tokens(&mut self, source: Arc<dyn TokenSource>) {
        self.tokens = Some(Tokens::new(source));
    }

    /// Whether the credential of a scheme is set.
    pub(crate) fn has(&self, scheme: &str) -> bool {
        let mut known = self.api.schemes.iter().zip(&self.held);
        known.any(|(known, held)| {
            let is_bearer = known.credential == Credential::Bearer;
            known.name == scheme && (held.is_some() || is_bearer && self.tokens.is_some())
        })
    }

    /// Notes what no client can be made with. Where there are several schemes, it is up to the
    /// operations which of them are needed.
    pub(crate) fn check(&self, problems: &mut Vec<String>) {
        for (scheme, held) in self.api.schemes.iter().zip(&self.held) {
            if held.as_ref().is_some_and(|key| !key.fits_a_header()) {
                let what = match self.api.schemes {
                    [_] => "the API key".to_owned(),
                    _ => format!("`{}`", scheme.name),
                };
                problems.push(format!("{what} must be printable ASCII characters"));
            }
        }
        let [only] = self.api.schemes else { return };
        let is_optional = self.api.security.iter().any(|names| names.is_empty());
        if is_optional || self.has(only.name) {
            return;
        }
        problems.push(match only.variable {
            Some(variable) => format!(
                "there is no API key: set the environment variable `{variable}`, or give a key"
            ),
            None => "there is no API key".to_owned(),
        });
    }

    /// Returns the first alternative whose credentials are all set, or what is missing.
    pub(crate) fn choose(&self, security: Security) -> Result<&'static [&'static str], String> {
        if security.is_empty() {
            return Ok(&[]);
        }
        let mut alternatives = security.iter();
        match alternatives.find(|names| names.iter().all(|name| self.has(name))) {
            Some(names) => Ok(names),
            None => Err(self.missing(security)),
        }
    }

    fn missing(&self, security: Security) -> String {
        let one = |name: &&str| {
            let mut schemes = self.api.schemes.iter();
            let variable = schemes.find(|scheme| scheme.name == *name);
            match variable.and_then(|scheme| scheme.variable) {
                Some(variable) => format!("`{name}` (`{variable}`)"),
                None => format!("`{name}`"),
            }
        };
        let all = |names: &&[&str]| names.iter().map(one).collect::<Vec<_>>().join(" and ");
        let alternatives: Vec<String> = security.iter().map(all).collect();
        format!(
            "the client has no credentials for this operation: set {}",
            alternatives.join(", or ")
        )
    }

    /// The credentials of some schemes. A bearer token of a source is not one of them.
    pub(crate) fn of(
        &self,
        names: &'static [&'static str],
    ) -> impl Iterator<Item = (&'static Scheme, &Secret)> {
        let known = self.api.schemes.iter().zip(&self.held);
        known.filter_map(|(scheme, held)| {
            let is_asked = names.contains(&scheme.name);
            Some((scheme, held.as_deref().filter(|_| is_asked)?))
        })
    }

    /// The scheme that bearer tokens are of.
    pub(crate) fn bearer(&self) -> Option<&'static Scheme> {
        let mut schemes = self.api.schemes.iter();
        schemes.find(|scheme| scheme.credential == Credential::Bearer)
    }

    /// Whether a request with these credentials needs a token of the source. One that the caller
    /// set goes first.
    pub(crate) fn wants_token(&self, names: &[&str]) -> bool {
        let mut known = self.api.schemes.iter().zip(&self.held);
        self.tokens.is_some()
            && known.any(|(scheme, held)| {
                let is_bearer = scheme.credential == Credential::Bearer;
                is_bearer && held.is_none() && names.contains(&scheme.name)
            })
    }

    /// Gets a bearer token of the source.
    pub(crate) async fn token(&self, clock: &dyn Clock) -> Result<Found, BoxError> {
        match &self.tokens {
            Some(tokens) => tokens.get(clock).await,
            None => Err("there is no source of tokens".into()),
        }
    }

    /// Forgets a token that the server refused.
    pub(crate) fn forget(&self, token: &Arc<Secret>) {
        if let Some(tokens) = &self.tokens {
            tokens.forget(token);
        }
    }

    pub(crate) fn secrets(&self) -> Option<Arc<Secrets>> {
        self.secrets.clone()
    }

    /// All that is held, and a token.
    pub(crate) fn secrets_and(&self, token: &Arc<Secret>) -> Arc<Secrets> {
        let held = self.held.iter().flatten();
        Arc::new(Secrets(held.chain([token]).cloned().collect()))
    }
}

/// Whether there are any, not which.
impl fmt::Debug for Credentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.secrets.fmt(f)
    }
}

/// Secrets that must not be shown.
pub(crate) struct Secrets(Vec<Arc<Secret>>);

impl Secrets {
    /// Takes the secrets out of a text that others wrote.
    pub(crate) fn redact(&self, text: String) -> String {
        self.0.iter().fold(text, |text, secret| secret.redact(text))
    }

    /// Takes the secrets out of the values of headers that others wrote.
    pub(crate) fn redact_headers(&self, headers: &mut HeaderMap) {
        self.0
            .iter()
            .for_each(|secret| secret.redact_headers(headers));
    }

    /// Takes the secrets out of a body that others wrote.
    pub(crate) fn redact_body(&self, body: &mut Bytes) {
        self.0.iter().for_each(|secret| secret.redact_body(body));
    }
}

impl fmt::Debug for Secrets {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(REDACTED)
    }
}
