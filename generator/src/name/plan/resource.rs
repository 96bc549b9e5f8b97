//! Resources and their operations.

use super::{Accessor, Docs, Ident, RustType};

/// A group of operations.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Resource {
    /// The type.
    pub ident: Ident,
    /// Its documentation.
    pub docs: Docs,
    /// The module, from the crate down.
    pub module: Vec<Ident>,
    /// The file.
    pub file: String,
    /// The modules below it.
    pub children: Vec<Ident>,
    /// The methods that lead to the resources below it.
    pub accessors: Vec<Accessor>,
    /// The operations.
    pub methods: Vec<Method>,
    /// The types that its signatures use by their short names.
    pub imports: Vec<Ident>,
}

/// An operation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Method {
    /// Its name.
    pub ident: Ident,
    /// Its documentation.
    pub docs: Docs,
    /// Other words by which rustdoc finds it.
    pub aliases: Vec<String>,
    /// Why it should not be used any more.
    pub deprecated: Option<String>,
    /// The HTTP method, in capitals.
    pub http_method: String,
    /// The path template.
    pub path: String,
    /// What it takes.
    pub arguments: Vec<Argument>,
    /// The properties whose value the server acts on once.
    pub idempotency_key: Option<IdempotencyKey>,
    /// What it gives.
    pub answer: Answer,
}

/// What a method takes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Argument {
    /// Its name.
    pub ident: Ident,
    /// The name on the wire; empty for a body.
    pub wire_name: String,
    /// How it is taken and where it goes.
    pub role: Role,
}

/// How an argument is taken and where it goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Role {
    /// A part of the path.
    Path(Scalar),
    /// A part of the query.
    Query(Scalar),
    /// A header.
    Header(Scalar),
    /// The JSON body.
    Json(RustType),
    /// A body of bytes of this media type.
    Bytes(String),
}

/// How a scalar argument is taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Scalar {
    /// `impl AsRef<str>`.
    Text,
    /// By value, written with `to_string`.
    Value(RustType),
    /// An enumeration, written with `as_str`.
    Enumeration(RustType),
}

/// A property of a body whose value the server acts on once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct IdempotencyKey {
    /// The name on the wire.
    pub wire_name: String,
    /// The argument with the body.
    pub body: Ident,
    /// The field.
    pub field: Ident,
    /// Whether the field may be missing.
    pub optional: bool,
}

/// What a method gives.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Answer {
    /// Nothing.
    Empty,
    /// A value, decoded from JSON.
    Json(RustType),
    /// A value, or none where the body is empty.
    Optional(RustType),
    /// The bytes of the body.
    Bytes,
}
