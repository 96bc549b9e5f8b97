//! `OAuth2` client credentials (RFC 6749, section 4.4): a source of tokens that asks an endpoint.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use http::{Method, StatusCode};
use reqwest::Url;
use serde_json::Value;
use zeroize::Zeroizing;

use super::api::{Api, Credential, Scheme};
use super::builder::ClientBuilder;
use super::client::Client;
use super::clock::Clock;
use super::error::{BoxError, Error};
use super::options::{Limits, Options, RetryMode};
use super::outgoing::Outgoing;
use super::path;
use super::token::{Token, TokenFuture, TokenSource};
use super::transport::Transport;

/// For how long a token is kept whose answer does not say how long it is good.
const LIFETIME: Duration = Duration::from_secs(300);

/// The endpoint, as an API of its own.
static ENDPOINT: Api = Api {
    base_url: "",
    user_agent: concat!(env!("CARGO_PKG_NAME"), "/", env!("CARGO_PKG_VERSION")),
    schemes: &[
        Scheme {
            name: "client",
            credential: Credential::Basic,
            variable: None,
        },
        // Never sent so: what an answer repeats of it is not shown either.
        Scheme {
            name: "secret",
            credential: Credential::Bearer,
            variable: None,
        },
    ],
    security: &[&["client"]],
    base_url_variable: None,
    headers_variable: None,
    request_id_header: None,
    idempotency_header: "idempotency-key",
    error_messages: &["/error_description", "/error"],
};

/// A source of bearer tokens: the endpoint that gives them for the id and the secret of a client,
/// by the grant `client_credentials` of `OAuth2`.
///
/// Both go to the endpoint by HTTP Basic, and in the body where that is refused. A token is kept as
/// long as the endpoint says, or for five minutes where it does not say.
pub struct ClientCredentials {
    endpoint: Client,
    path: String,
    /// Of the URL; empty where it has none.
    query: String,
    id: String,
    secret: Zeroizing<String>,
    /// Between spaces.
    scopes: String,
    /// Whether the endpoint wants id and secret in the body.
    is_in_body: AtomicBool,
}

impl ClientCredentials {
    /// The client of this id and secret, at the endpoint of this URL. Fails if that is not one, or
    /// holds a user or a fragment, or if the secret is empty.
    pub fn new(
        token_url: impl AsRef<str>,
        id: impl Into<String>,
        secret: impl Into<String>,
    ) -> Result<Self, Error> {
        let secret = Zeroizing::new(secret.into());
        if secret.trim().is_empty() {
            return Err(Error::configuration("the client secret is empty"));
        }
        let url = Url::parse(token_url.as_ref().trim())
            .map_err(|error| Error::configuration(format!("the token URL is no URL: {error}")))?;
        if !url.username().is_empty() || url.password().is_some() || url.fragment().is_some() {
            let message = "the token URL must hold neither a user nor a fragment";
            return Err(Error::configuration(message));
        }
        let id = id.into();
        // RFC 6749, section 2.3.1: encoded like the fields of a form.
        let mut pair = path::encoded(&id);
        pair.push(':');
        pair.push_str(&path::encoded(&secret));
        let base_url = url.origin().ascii_serialization();
        let limits = Limits::of(&Options::new(), &Options::new());
        let endpoint = ClientBuilder::new(&ENDPOINT)
            // A client that this is given to may have its own.
            .transport(Transport::later(&base_url, limits.connect_timeout))
            .base_url(base_url)
            .credential("client", pair)
            .credential("secret", String::clone(&secret))
            // A token too many does no harm.
            .retry_mode(RetryMode::Always)
            .build()?;
        Ok(Self {
            endpoint,
            path: url.path().to_owned(),
            query: url.query().unwrap_or_default().to_owned(),
            id,
            secret,
            scopes: String::new(),
            is_in_body: AtomicBool::new(false),
        })
    }

    /// Asks with a `reqwest::Client` of one's own, for proxies, certificates and the like.
    #[must_use]
    pub fn http_client(mut self, client: reqwest::Client) -> Self {
        self.ask_by(Some(&Transport::foreign(client)), None);
        self
    }

    /// Sets the scopes to ask for, in the place of those that were set before: unless set, what the
    /// endpoint grants by itself.
    #[must_use]
    pub fn scopes<S: Into<String>>(mut self, scopes: impl IntoIterator<Item = S>) -> Self {
        self.scopes.clear();
        for scope in scopes {
            self.scopes
                .push_str(if self.scopes.is_empty() { "" } else { " " });
            self.scopes.push_str(&scope.into());
        }
        self
    }

    /// Asks by another transport and in another time, where there is one.
    pub(super) fn ask_by(&mut self, transport: Option<&Transport>, clock: Option<&Arc<dyn Clock>>) {
        // Nobody else has it yet.
        let Some(shared) = Arc::get_mut(&mut self.endpoint.shared) else {
            return;
        };
        if let Some(transport) = transport {
            shared.transport = transport.clone();
        }
        if let Some(clock) = clock {
            shared.clock = Arc::clone(clock);
        }
    }

    fn request(&self, is_in_body: bool) -> Outgoing {
        let mut form = "grant_type=client_credentials".to_owned();
        if !self.scopes.is_empty() {
            path::append_query(&mut form, "scope", &self.scopes);
        }
        let mut request = self.endpoint.request(Method::POST, self.path.as_str());
        // RFC 6749, section 3.2: it stays.
        request.draft.request.query.clone_from(&self.query);
        if is_in_body {
            path::append_query(&mut form, "client_id", &self.id);
            path::append_query(&mut form, "client_secret", &self.secret);
            request = request.without_credential();
        }
        request.body("application/x-www-form-urlencoded", form)
    }

    async fn fetch(&self) -> Result<Token, BoxError> {
        let is_in_body = self.is_in_body.load(Ordering::Relaxed);
        let answer = match self.request(is_in_body).await {
            // The endpoint may take them in the body only.
            Err(error) if !is_in_body && is_refusal(&error) => {
                // What it said first is nearer to the standard, should both be refused.
                let Ok(answer) = self.request(true).await else {
                    return Err(error.into());
                };
                self.is_in_body.store(true, Ordering::Relaxed);
                answer
            }
            answer => answer?,
        };
        let token = answer["access_token"].as_str();
        let token = token.ok_or("the answer of the token endpoint has no `access_token`")?;
        let kind = answer["token_type"].as_str();
        if kind.is_some_and(|kind| !kind.eq_ignore_ascii_case("bearer")) {
            return Err("the token endpoint gives other tokens than bearer tokens".into());
        }
        let lifetime = lifetime(&answer["expires_in"]).unwrap_or(LIFETIME);
        Ok(Token::new(token).expires_in(lifetime))
    }
}

fn is_refusal(error: &Error) -> bool {
    let status = error.status();
    status == Some(StatusCode::BAD_REQUEST) || status == Some(StatusCode::UNAUTHORIZED)
}

/// Some endpoints write the number of seconds as text, or with a fraction.
fn lifetime(value: &Value) -> Option<Duration> {
    let of_text = || value.as_str()?.trim().parse().ok();
    let seconds: f64 = value.as_f64().or_else(of_text)?;
    Duration::try_from_secs_f64(seconds).ok()
}

impl TokenSource for ClientCredentials {
    fn token(&self) -> TokenFuture<'_> {
        Box::pin(self.fetch())
    }
}

/// Without the secret.
impl fmt::Debug for ClientCredentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ClientCredentials")
            .field("endpoint", &self.endpoint)
            .field("scopes", &self.scopes)
            .finish_non_exhaustive()
    }
}
