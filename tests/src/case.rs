//! The requests that were captured from the official SDKs, as data.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::Deserialize;
use serde_json::{Map, Value};

/// An input, and the request that left for it.
#[derive(Debug, Clone, Deserialize)]
pub struct Case {
    /// What it is called.
    pub name: String,
    /// How the client is made.
    pub client: Setup,
    /// What is called with it.
    pub call: Input,
    /// What leaves.
    pub expected: Expected,
}

/// How a client is made.
#[derive(Debug, Clone, Deserialize)]
pub struct Setup {
    /// `None` is no key at all; `$env` is the one of the environment.
    pub api_key: Option<String>,
    /// What follows on the server's address.
    pub base_url_path: String,
    /// The limit of one attempt.
    pub timeout_ms: Option<u64>,
    /// Headers for all calls.
    #[serde(default)]
    pub default_headers: BTreeMap<String, String>,
    /// The environment of the process.
    #[serde(default)]
    pub env: BTreeMap<String, String>,
}

/// What is called.
#[derive(Debug, Clone, Deserialize)]
pub struct Input {
    /// The path parameters.
    pub path: BTreeMap<String, String>,
    /// The body, in the order in which the caller sets its properties.
    #[serde(default)]
    pub body: Map<String, Value>,
    /// A body that is not Unicode, as JSON text.
    pub body_text: Option<String>,
    /// The options of the call.
    pub options: CallOptions,
}

/// The options of a call.
#[derive(Debug, Clone, Deserialize)]
pub struct CallOptions {
    /// Properties of the body that the description does not have.
    #[serde(default)]
    pub extra_body: Map<String, Value>,
    /// Headers; `None` takes one away.
    #[serde(default)]
    pub headers: BTreeMap<String, Option<String>>,
    /// Query parameters.
    #[serde(default)]
    pub query: Map<String, Value>,
    /// The limit of one attempt.
    pub timeout_ms: Option<u64>,
    /// The idempotency key.
    pub idempotency_key: Option<String>,
}

/// What leaves.
#[derive(Debug, Clone, Deserialize)]
pub struct Expected {
    /// Whether anything does.
    pub expect: Expect,
    /// The method.
    #[serde(default)]
    pub method: String,
    /// Path and query.
    #[serde(default)]
    pub target: String,
    /// The body.
    pub body_json: Option<Value>,
    /// The hash of the compact body, with its properties in the order of the official types.
    #[serde(default)]
    pub body_sha256_spec_order: String,
    /// Headers; `None` is one that is not sent.
    #[serde(default)]
    pub headers: BTreeMap<String, Option<String>>,
}

/// Whether a request leaves.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Expect {
    /// It does.
    Request,
    /// The official SDKs refuse it, most of them.
    ClientError,
    /// The official SDKs send it, and the types of the generated crate can't say it.
    NotExpressibleInRust,
}

#[derive(Debug, Deserialize)]
struct File {
    cases: Vec<Case>,
}

static FILE: LazyLock<File> = LazyLock::new(|| {
    serde_json::from_str(include_str!("../wire/requests.json"))
        .expect("tests/wire/requests.json is a list of cases")
});

/// Returns all cases.
pub fn cases() -> &'static [Case] {
    &FILE.cases
}

/// Returns a case.
///
/// # Panics
///
/// If there is none of this name.
pub fn case(name: &str) -> &'static Case {
    let mut cases = FILE.cases.iter();
    cases
        .find(|case| case.name == name)
        .unwrap_or_else(|| panic!("tests/wire/requests.json has no case `{name}`"))
}
