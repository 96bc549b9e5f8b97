//! What the description of an API decides, as one constant in the generated crate.

/// The facts of one API.
///
/// Everything that differs between APIs is here or in the operations' methods, so that the rest
/// of the run time knows no API by name.
#[derive(Debug)]
pub struct Api {
    /// Where the API is, unless the caller says otherwise.
    pub base_url: &'static str,
    /// The product and version that every request names.
    pub user_agent: &'static str,
    /// The ways in which a request can prove whose it is.
    pub schemes: &'static [Scheme],
    /// What a request asks for whose operation says nothing else.
    pub security: Security,
    /// The environment variable that replaces the base URL.
    pub base_url_variable: Option<&'static str>,
    /// The environment variable that holds more headers, as lines of `Name: value`.
    pub headers_variable: Option<&'static str>,
    /// The header of an answer that identifies it to the API's support, in lower case.
    pub request_id_header: Option<&'static str>,
    /// The header that carries an idempotency key where the operation names no place for it, in
    /// lower case.
    pub idempotency_header: &'static str,
    /// Where an error body says what went wrong, as JSON pointers, the best one first.
    pub error_messages: &'static [&'static str],
}

/// Alternatives: the names of the schemes whose credentials must all be sent. The first is taken
/// whose credentials a client has; one without names asks for none.
pub type Security = &'static [&'static [&'static str]];

/// One way to prove whose a request is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Scheme {
    /// The method of the builder that sets the credential.
    pub name: &'static str,
    /// How the credential travels.
    pub credential: Credential,
    /// The environment variable that holds it.
    pub variable: Option<&'static str>,
}

/// How a request proves whose it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Credential {
    /// `authorization: Bearer KEY`
    Bearer,
    /// `authorization: Basic …`, of a key that is `user:password`.
    Basic,
    /// The key, in the header of this lower-case name.
    Header(&'static str),
    /// The key, in the query parameter of this name.
    Query(&'static str),
    /// The key, in the cookie of this name.
    Cookie(&'static str),
}
