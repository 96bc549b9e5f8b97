//! A call as it is put together, nothing decided yet.

use std::borrow::Cow;
use std::fmt;
use std::mem;
use std::sync::Mutex;

use http::Method;
use serde_json::Value;

use super::api::Security;
use super::body::Body;
use super::client::Client;
use super::clock::BoxFuture;
use super::headers::HeaderLayer;
use super::json::Violation;
use super::options::Options;
use super::path;
use super::server::{self, ServerTemplate};

/// All of a call but the type of its answer.
pub(crate) struct Draft {
    pub(crate) request: Request,
    pub(crate) options: Options,
    pub(crate) extra_body: Vec<(String, Value)>,
    pub(crate) idempotency_key: Option<String>,
    /// In a mutex, which nobody locks: a request that is put together can be shared by threads.
    pub(crate) cancel: Option<Mutex<BoxFuture<()>>>,
    pub(crate) expected: Expected,
}

/// What the body of an answer is for.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) enum Expected {
    /// It is received whole, before the call ends.
    #[default]
    Whole,
    /// It is received while the caller reads it, over one connection.
    Stream,
    /// The same, as events, over as many connections as it takes.
    Events {
        /// How often in a row the call may be made again when it ends.
        reconnects: u32,
        /// The names of the events whose data is text, where that of others is JSON.
        texts: &'static [&'static str],
    },
    /// There is none: the connection speaks another protocol from then on.
    Upgrade,
}

/// A request as an operation's method fills it.
pub(crate) struct Request {
    pub(crate) client: Client,
    pub(crate) method: Method,
    /// The path as the description has it, which errors and logs may name.
    pub(crate) template: Cow<'static, str>,
    /// The path as far as it is filled in.
    pub(crate) path: Cow<'static, str>,
    /// Encoded, without its `?`.
    pub(crate) query: String,
    /// What is in the query too, unless something of the name is in it.
    pub(crate) constants: Vec<(&'static str, &'static str)>,
    /// The names in it that parameters stand under whose values are objects: a parameter, and a name.
    pairs: Vec<(String, String)>,
    pub(crate) headers: HeaderLayer,
    pub(crate) body: Body,
    pub(crate) key: KeySlot,
    /// Which credentials the operation asks for.
    pub(crate) security: Security,
    /// The server that the operation has for itself.
    pub(crate) server: Option<&'static ServerTemplate>,
    pub(crate) violations: Vec<Violation>,
    /// Those without which there is no request at all: of parameters that no path can hold.
    pub(crate) unfit: Vec<Violation>,
    pub(crate) problems: Vec<String>,
}

/// Where an operation takes its idempotency key, and whether the caller gave one.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) enum KeySlot {
    /// The description names no place.
    #[default]
    Unknown,
    /// A property of the body, which the caller left unset.
    Property(&'static str),
    /// A property of the body, which the caller set.
    SetProperty(&'static str),
    /// A property of the body, which the caller set to nothing: it is sent, but identifies no call.
    EmptyProperty(&'static str),
    /// A header.
    Header(&'static str),
}

impl Draft {
    pub(crate) fn new(request: Request) -> Self {
        Self {
            request,
            options: Options::new(),
            extra_body: Vec::new(),
            idempotency_key: None,
            cancel: None,
            expected: Expected::Whole,
        }
    }

    /// Another call of the same operation, for one that sends no body. What would give this one up
    /// stays with it.
    pub(crate) fn without_body(&self) -> Self {
        Self {
            options: self.options.clone(),
            expected: self.expected,
            ..Self::new(self.request.without_body())
        }
    }

    /// Where the call goes.
    pub(crate) fn base_url(&self) -> Result<Cow<'_, str>, String> {
        let Request { client, server, .. } = &self.request;
        server::base_url(&client.shared, *server, &self.options, &client.options)
    }
}

impl Request {
    pub(crate) fn new(client: Client, method: Method, template: Cow<'static, str>) -> Self {
        Self {
            security: client.shared.api.security,
            client,
            method,
            path: template.clone(),
            template,
            query: String::new(),
            constants: Vec::new(),
            pairs: Vec::new(),
            headers: HeaderLayer::default(),
            body: Body::Empty,
            key: KeySlot::Unknown,
            server: None,
            violations: Vec::new(),
            unfit: Vec::new(),
            problems: Vec::new(),
        }
    }

    /// Another request like this one, without its body.
    fn without_body(&self) -> Self {
        Self {
            client: self.client.clone(),
            method: self.method.clone(),
            template: self.template.clone(),
            path: self.path.clone(),
            query: self.query.clone(),
            constants: self.constants.clone(),
            pairs: self.pairs.clone(),
            headers: self.headers.clone(),
            body: Body::Empty,
            key: KeySlot::Unknown,
            security: self.security,
            server: self.server,
            violations: self.violations.clone(),
            unfit: self.unfit.clone(),
            problems: self.problems.clone(),
        }
    }

    /// Takes the query with what is always in it.
    pub(crate) fn whole_query(&mut self) -> String {
        let mut query = mem::take(&mut self.query);
        // Several constants may have one name.
        let given = query.len();
        for (name, value) in &self.constants {
            if path::query_value(&query[..given], name).is_none() {
                path::append_query(&mut query, name, value);
            }
        }
        query
    }

    /// Sets the pairs that a query parameter is, their values encoded. They replace those of their
    /// names, and what the parameter was before; what others are stays, whatever its name.
    pub(crate) fn set_pairs(&mut self, parameter: &str, pairs: Vec<(String, String)>) {
        let others = mem::take(&mut self.pairs).into_iter();
        let (own, others): (Vec<_>, Vec<_>) = others.partition(|(of, _)| of == parameter);
        self.pairs = others;
        for (_, name) in &own {
            path::remove_query(&mut self.query, name);
        }
        for (name, _) in &pairs {
            path::remove_query(&mut self.query, name);
        }
        for (name, value) in pairs {
            path::append_encoded(&mut self.query, &name, &value);
            self.pairs.push((parameter.to_owned(), name));
        }
    }

    /// Notes what was found of a parameter, whose place is `path`, `query`, `header` or `cookie`.
    pub(crate) fn checked_parameter(
        &mut self,
        place: &'static str,
        name: &str,
        found: Vec<Violation>,
    ) {
        // What was said of a value that this one replaces holds no more.
        self.violations
            .retain(|violation| !violation.is_of(place, name));
        self.checked_further(place, name, found);
    }

    /// Notes what was found of a parameter besides what is known.
    pub(crate) fn checked_further(
        &mut self,
        place: &'static str,
        name: &str,
        found: Vec<Violation>,
    ) {
        for violation in found {
            self.violations.push(violation.in_parameter(place, name));
        }
    }
}

/// The operation alone: parameters, headers and body may hold what is not meant for logs.
impl fmt::Display for Request {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.method, self.template)
    }
}
