//! Turns what a caller asked for into a request, or says all that is wrong with it.

use std::sync::Arc;

use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header};
use reqwest::Url;
use serde_json::Value;

use super::super::api::{Api, Credential, Scheme};
use super::super::client::{Client, Shared};
use super::super::clock::Clock;
use super::super::content::Content;
use super::super::credentials::Secrets;
use super::super::draft::{Draft, Expected, KeySlot, Request};
use super::super::error::{Cause, Error, Operation, Record};
use super::super::headers::{self, HeaderLayer};
use super::super::options::{Limits, Options, RetryMode};
use super::super::secret::Secret;
use super::super::transport::WireRequest;
use super::super::{path, random, server};

/// A request that can be sent, any number of times.
pub(crate) struct Prepared {
    shared: Arc<Shared>,
    pub(crate) operation: Operation,
    pub(crate) limits: Limits,
    /// Whether sending it twice does no more than sending it once.
    pub(crate) is_repeatable: bool,
    expected: Expected,
    /// The schemes whose credentials are sent.
    schemes: &'static [&'static str],
    /// A bearer token that was asked for.
    token: Option<Arc<Secret>>,
    /// What must not be shown, should an answer repeat it.
    key: Option<Arc<Secrets>>,
    url: Url,
    body: Content,
    content_type: Option<HeaderValue>,
    /// Of the client, of the operation and of the call: each on top of the one before.
    layers: [HeaderLayer; 3],
}

/// Prepares a call.
pub(super) fn prepare(draft: Draft) -> Result<Prepared, Error> {
    let operation = Operation {
        method: draft.request.method.clone(),
        template: draft.request.template.clone(),
    };
    let refused = operation.clone();
    check_and_build(draft, operation).map_err(|cause| {
        let record = Record {
            operation: Some(refused),
            ..Record::default()
        };
        Error::new(cause.into(), record)
    })
}

fn check_and_build(mut draft: Draft, operation: Operation) -> Result<Prepared, Cause> {
    let Client { shared, options } = draft.request.client.clone();
    let is_keyed = put_in_key(&mut draft, &options)?;
    let mut problems = put_in_extras(&mut draft, &options);
    let Draft {
        mut request,
        options: call,
        expected,
        ..
    } = draft;
    let query = request.whole_query();
    let content_type = request.body.content_type();
    let body = request.body.into_content().own();
    if !body.is_fresh() {
        let problem = "a stream of the body was sent with another call, or is in this one twice";
        problems.push(problem.to_owned());
    }
    let mut violations = request.unfit;
    if call.validate.or(options.validate).unwrap_or(true) {
        violations.extend(request.violations);
    }
    if !problems.is_empty() || !violations.is_empty() {
        return Err(Cause::InvalidRequest {
            violations,
            problems,
        });
    }
    let chosen = shared.credentials.choose(request.security);
    let schemes = chosen.map_err(|problem| Cause::Configuration(problem, None))?;
    let base = server::base_url(&shared, request.server, &call, &options);
    let base = base.and_then(|base| shared.transport.check(&base).map(|()| base));
    let base = base.map_err(|problem| Cause::Configuration(problem, None))?;
    let url = url(&base, &shared, schemes, &request.path, query)?;
    Ok(Prepared {
        expected,
        schemes,
        token: None,
        key: shared.credentials.secrets(),
        limits: Limits::of(&call, &options),
        is_repeatable: is_keyed || is_idempotent(&request.method),
        operation,
        url,
        content_type,
        body,
        layers: [options.headers.clone(), request.headers, call.headers],
        shared,
    })
}

/// Makes sure that the request carries an idempotency key, if it can. Tells whether it does.
fn put_in_key(draft: &mut Draft, client: &Options) -> Result<bool, Cause> {
    let generate = draft.options.generate_idempotency_keys;
    let generate = generate
        .or(client.generate_idempotency_keys)
        .unwrap_or(true);
    let given = draft.idempotency_key.take();
    let request = &mut draft.request;
    match request.key {
        KeySlot::Property(name) | KeySlot::SetProperty(name) | KeySlot::EmptyProperty(name) => {
            if let Some((_, extra)) = draft.extra_body.iter().rfind(|(other, _)| other == name) {
                return Ok(!matches!(extra.as_str(), Some("")) && !extra.is_null());
            }
            if let Some(key) = given {
                let is_key = !key.is_empty();
                draft.extra_body.push((name.to_owned(), key.into()));
                return Ok(is_key);
            }
            let is_unset = matches!(request.key, KeySlot::Property(_));
            if !is_unset || !generate {
                return Ok(matches!(request.key, KeySlot::SetProperty(_)));
            }
            Ok(request.body.add(name, &fresh_key()?))
        }
        KeySlot::Header(name) => put_in_header(draft, name, given, generate),
        KeySlot::Unknown if given.is_some() => {
            let name = request.client.shared.api.idempotency_header;
            put_in_header(draft, name, given, false)
        }
        // The caller may know better.
        KeySlot::Unknown => {
            let name = request.client.shared.api.idempotency_header;
            let of_call = draft.options.headers.says(name);
            let key = of_call.or_else(|| request.headers.says(name));
            Ok(key.is_some_and(|key| !key.is_empty()))
        }
    }
}

/// The same, in a header. What is empty identifies no call, and what the call sets or takes away
/// goes on top.
fn put_in_header(
    draft: &mut Draft,
    name: &str,
    given: Option<String>,
    generate: bool,
) -> Result<bool, Cause> {
    let headers = &mut draft.request.headers;
    if let Some(value) = draft.options.headers.says(name) {
        return Ok(!value.is_empty());
    }
    if let Some(key) = given {
        headers.set(name, &key);
        return Ok(!key.is_empty());
    }
    if let Some(value) = headers.says(name) {
        return Ok(!value.is_empty());
    }
    if generate {
        headers.set(name, &fresh_key()?);
    }
    Ok(generate)
}

/// Puts in what the caller wants in the body besides, and collects what is wrong with the request
/// outside of its body.
fn put_in_extras(draft: &mut Draft, client: &Options) -> Vec<String> {
    let mut problems = std::mem::take(&mut draft.request.problems);
    if !draft.extra_body.is_empty() {
        if let Err(problem) = draft.request.body.set(&draft.extra_body) {
            problems.push(problem);
        }
    }
    let Request {
        path,
        headers,
        body,
        ..
    } = &draft.request;
    if let Err(problem) = path::check(path) {
        problems.push(problem);
    }
    let layers = [&client.headers, headers, &draft.options.headers];
    let is_said = |layer: &&HeaderLayer| layer.says(header::CONTENT_TYPE.as_str()).is_some();
    if body.content_type().is_some_and(|it| is_unbounded(&it)) && !layers.iter().any(is_said) {
        problems.push("the content type of a body of several parts has no `boundary`".to_owned());
    }
    for layer in layers {
        problems.append(&mut layer.problems().to_vec());
    }
    problems
}

/// Whether nobody could take a body of several parts apart: nothing says what is between them.
fn is_unbounded(content_type: &HeaderValue) -> bool {
    let content_type = content_type.as_bytes().to_ascii_lowercase();
    let mut parameters = content_type.split(|byte| *byte == b';').skip(1);
    content_type.starts_with(b"multipart/")
        && !parameters.any(|parameter| parameter.trim_ascii_start().starts_with(b"boundary="))
}

fn fresh_key() -> Result<String, Cause> {
    random::uuid().map_err(|error| {
        let message = "there is no randomness for an idempotency key".to_owned();
        Cause::Configuration(message, Some(error.to_string().into()))
    })
}

fn url(
    base: &str,
    shared: &Shared,
    schemes: &'static [&'static str],
    path: &str,
    mut query: String,
) -> Result<Url, Cause> {
    for (scheme, key) in shared.credentials.of(schemes) {
        if let Credential::Query(name) = scheme.credential {
            path::append_unless_given(&mut query, name, key.expose());
        }
    }
    let mut text = String::with_capacity(base.len() + path.len() + 1 + query.len());
    text.push_str(base);
    text.push_str(path);
    if !query.is_empty() {
        text.push('?');
        text.push_str(&query);
    }
    Url::parse(&text).map_err(|error| Cause::InvalidRequest {
        violations: Vec::new(),
        problems: vec![format!("the URL cannot be put together: {error}")],
    })
}

fn count(earlier: u32) -> HeaderValue {
    match earlier {
        0 => HeaderValue::from_static("0"),
        1 => HeaderValue::from_static("1"),
        2 => HeaderValue::from_static("2"),
        more => HeaderValue::from(more),
    }
}

fn is_idempotent(method: &Method) -> bool {
    // RFC 9110, section 9.2.2, and the draft of QUERY, which is safe.
    method.is_safe()
        || matches!(*method, Method::PUT | Method::DELETE)
        || method.as_str() == "QUERY"
}

impl Prepared {
    pub(crate) fn api(&self) -> &'static Api {
        self.shared.api
    }

    pub(crate) fn shared(&self) -> &Arc<Shared> {
        &self.shared
    }

    pub(crate) fn key(&self) -> Option<&Arc<Secrets>> {
        self.key.as_ref()
    }

    /// Whether a bearer token has to be asked for before each attempt.
    pub(super) fn wants_token(&self) -> bool {
        self.shared.credentials.wants_token(self.schemes)
    }

    /// The bearer token of the last attempt.
    pub(super) fn token(&self) -> Option<&Arc<Secret>> {
        self.token.as_ref()
    }

    /// Sets the bearer token of the next attempt.
    pub(super) fn set_token(&mut self, token: Arc<Secret>) {
        self.key = Some(self.shared.credentials.secrets_and(&token));
        self.token = Some(token);
    }

    /// The credentials that are sent, and how they travel.
    fn credentials(&self) -> impl Iterator<Item = (&'static Scheme, &Secret)> {
        let token = self.token.as_deref();
        let bearer = self.shared.credentials.bearer();
        let bearer = bearer.and_then(|scheme| Some((scheme, token?)));
        self.shared.credentials.of(self.schemes).chain(bearer)
    }

    pub(crate) fn clock(&self) -> &dyn Clock {
        &*self.shared.clock
    }

    pub(super) fn body(&self) -> &Content {
        &self.body
    }

    /// Whether the whole body can be sent once more: no stream of it was begun.
    pub(super) fn has_whole_body(&self) -> bool {
        self.body.is_fresh()
    }

    /// Whether the caller reads the body of an answer that begins so.
    pub(super) fn hands_over(&self, status: StatusCode, headers: &HeaderMap) -> bool {
        match self.expected {
            Expected::Whole => false,
            Expected::Stream => status.is_success(),
            // Nothing of a document would be an event: it says why there are none.
            Expected::Events { .. } => status.is_success() && !headers::is_document(headers),
            Expected::Upgrade => status == StatusCode::SWITCHING_PROTOCOLS,
        }
    }

    /// Sets a header of the requests from now on, or takes it away.
    pub(crate) fn set_header(&mut self, name: HeaderName, value: Option<HeaderValue>) {
        let [_, _, call] = &mut self.layers;
        call.put(name, value);
    }

    /// Returns how often in a row the call may be made again when its answer ends.
    pub(crate) fn reconnects(&self) -> u32 {
        let is_allowed = match self.limits.retry_mode {
            RetryMode::Safe => self.is_repeatable,
            RetryMode::Always => true,
            RetryMode::Never => false,
        };
        match self.expected {
            Expected::Events { reconnects, .. } if is_allowed && self.has_whole_body() => {
                reconnects
            }
            Expected::Events { .. } | Expected::Stream | Expected::Whole | Expected::Upgrade => 0,
        }
    }

    /// Lets go of a body that is not sent again: it may be large, and the answer may take long to read.
    pub(super) fn let_body_go(&mut self) {
        if self.reconnects() > 0 {
            return;
        }
        if let Expected::Events { reconnects, .. } = &mut self.expected {
            *reconnects = 0;
        }
        self.body = Content::Bytes(Bytes::new());
    }

    /// Returns the names of the events whose data is text, where that of others is JSON.
    pub(crate) fn text_events(&self) -> &'static [&'static str] {
        match self.expected {
            Expected::Events { texts, .. } => texts,
            Expected::Stream | Expected::Whole | Expected::Upgrade => &[],
        }
    }

    /// Returns the request as it is sent after so many attempts.
    pub(super) fn request(&self, earlier: u32) -> WireRequest {
        WireRequest {
            method: self.operation.method.clone(),
            url: self.url.clone(),
            headers: self.headers(earlier),
            body: self.body.clone(),
            connect_timeout: self.limits.connect_timeout,
            is_upgrade: self.expected == Expected::Upgrade,
        }
    }

    /// Puts the headers together: default, credentials, client, body, operation, call.
    fn headers(&self, earlier: u32) -> HeaderMap {
        let api = self.shared.api;
        // More than most requests have: `reqwest` adds one too.
        let mut headers = HeaderMap::with_capacity(8);
        let json = HeaderValue::from_static("application/json");
        headers::put(&mut headers, header::ACCEPT, json);
        // A part of what is compressed can't be read.
        let is_part = self
            .layers
            .iter()
            .any(|layer| layer.says("range").is_some());
        if cfg!(feature = "gzip") && !is_part {
            let gzip = HeaderValue::from_static("gzip");
            headers::put(&mut headers, header::ACCEPT_ENCODING, gzip);
        }
        let user_agent = HeaderValue::from_static(api.user_agent);
        headers::put(&mut headers, header::USER_AGENT, user_agent);
        let retry_count = HeaderName::from_static("x-retry-count");
        headers::put(&mut headers, retry_count, count(earlier));
        for (scheme, key) in self.credentials() {
            if let Some((name, value)) = key.header(scheme.credential) {
                headers::put(&mut headers, name, value);
            }
        }
        let [client, operation, call] = &self.layers;
        client.apply(&mut headers);
        if let Some(content_type) = &self.content_type {
            headers::put(&mut headers, header::CONTENT_TYPE, content_type.clone());
        }
        operation.apply(&mut headers);
        call.apply(&mut headers);
        // The topmost layer that says anything of cookies may take them away.
        let cookies = [call, operation, client];
        let said = cookies.iter().find_map(|layer| layer.says("cookie"));
        if said == Some(&[]) {
            return headers;
        }
        for (scheme, key) in self.credentials() {
            if let Credential::Cookie(name) = scheme.credential {
                key.add_to_cookies(name, &mut headers);
            }
        }
        headers
    }
}
