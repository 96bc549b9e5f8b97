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
    held: Vec<Held>,
    tokens: Option<Tokens>,
    /// All that is held: answers have it too, to keep it out of what they show.
    secrets: Option<Arc<Secrets>>,
}

/// The credential of a scheme, where it is set.
struct Held {
    scheme: &'static Scheme,
    secret: Option<Arc<Secret>>,
}

impl Credentials {
    pub(crate) fn new(api: &'static Api) -> Self {
        let mut held = Vec::new();
        for scheme in api.schemes {
            let secret = None;
            held.push(Held { scheme, secret });
        }
        Self {
            api,
            held,
            tokens: None,
            secrets: None,
        }
    }

    /// Sets the credential of a scheme; a blank one is none.
    pub(crate) fn set(&mut self, scheme: &str, key: String) {
        if let Some(held) = self.held.iter_mut().find(|held| held.scheme.name == scheme) {
            held.secret = Secret::new(key, held.scheme.credential).map(Arc::new);
        }
        let all = self.all();
        self.secrets = (!all.is_empty()).then(|| Arc::new(Secrets(all)));
    }

    pub(crate) fn set_tokens(&mut self, source: Arc<dyn TokenSource>) {
        self.tokens = Some(Tokens::new(source));
    }

    /// Whether the credential of a scheme is set.
    pub(crate) fn has(&self, scheme: &str) -> bool {
        self.held.iter().any(|held| {
            let by_token = held.is_bearer() && self.tokens.is_some();
            held.scheme.name == scheme && (held.secret.is_some() || by_token)
        })
    }

    /// Notes what no client can be made with. Where there are several schemes, it is up to the
    /// operations which of them are needed.
    pub(crate) fn check(&self, problems: &mut Vec<String>) {
        for Held { scheme, secret } in &self.held {
            // The others are encoded on their way.
            let as_it_is = matches!(
                scheme.credential,
                Credential::Bearer | Credential::Header(_)
            );
            if as_it_is && secret.as_ref().is_some_and(|key| !key.fits_a_header()) {
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

    #[cold]
    fn missing(&self, security: Security) -> String {
        let mut message = "the client has no credentials for this operation: set ".to_owned();
        for (index, names) in security.iter().enumerate() {
            message.push_str(if index == 0 { "" } else { ", or " });
            for (index, name) in names.iter().enumerate() {
                message.push_str(if index == 0 { "" } else { " and " });
                message.push_str(&self.described(name));
            }
        }
        message
    }

    /// A scheme, with the variable that its credential is read from.
    fn described(&self, name: &str) -> String {
        let scheme = self.api.schemes.iter().find(|scheme| scheme.name == name);
        match scheme.and_then(|scheme| scheme.variable) {
            Some(variable) => format!("`{name}` (`{variable}`)"),
            None => format!("`{name}`"),
        }
    }

    /// The credentials of some schemes. A bearer token of a source is not one of them.
    pub(crate) fn of(
        &self,
        names: &'static [&'static str],
    ) -> impl Iterator<Item = (&'static Scheme, &Secret)> {
        self.held.iter().filter_map(|Held { scheme, secret }| {
            let is_asked = names.contains(&scheme.name);
            Some((*scheme, secret.as_deref().filter(|_| is_asked)?))
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
        let without_key = |held: &Held| {
            held.is_bearer() && held.secret.is_none() && names.contains(&held.scheme.name)
        };
        self.tokens.is_some() && self.held.iter().any(without_key)
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
        let mut all = self.all();
        all.push(Arc::clone(token));
        Arc::new(Secrets(all))
    }

    fn all(&self) -> Vec<Arc<Secret>> {
        let mut all = Vec::new();
        for secret in self.held.iter().filter_map(|held| held.secret.as_ref()) {
            all.push(Arc::clone(secret));
        }
        all
    }
}

impl Held {
    fn is_bearer(&self) -> bool {
        self.scheme.credential == Credential::Bearer
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
    pub(crate) fn redact(&self, mut text: String) -> String {
        for secret in &self.0 {
            text = secret.redact(text);
        }
        text
    }

    /// Takes the secrets out of the values of headers that others wrote.
    pub(crate) fn redact_headers(&self, headers: &mut HeaderMap) {
        for secret in &self.0 {
            secret.redact_headers(headers);
        }
    }

    /// Takes the secrets out of a body that others wrote.
    pub(crate) fn redact_body(&self, body: &mut Bytes) {
        for secret in &self.0 {
            secret.redact_body(body);
        }
    }

    /// Takes away the beginning of a secret at the end of a body that does not come whole.
    pub(crate) fn redact_end(&self, body: &mut Bytes) {
        for secret in &self.0 {
            secret.redact_end(body);
        }
    }
}

impl fmt::Debug for Secrets {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(REDACTED)
    }
}
