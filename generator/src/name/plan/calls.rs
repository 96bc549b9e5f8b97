//! What the tests of a crate call.

use super::{Ident, Need, RustType};

/// The calls of all operations, and what each is given.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Calls {
    /// The operations.
    pub operations: Vec<TestCall>,
    /// A case a line, as JSON.
    pub cases: Vec<String>,
    /// The calls of the builder that set credentials.
    pub credentials: String,
}

/// How an operation is called.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct TestCall {
    /// The method of HTTP and the path, as a case names them.
    pub id: String,
    /// The methods that lead to the resource.
    pub accessors: Vec<Ident>,
    /// The method.
    pub method: Ident,
    /// What it takes.
    pub arguments: Vec<Given>,
    /// What may be set on the call.
    pub setters: Vec<(Ident, Given)>,
}

/// What an argument is made of.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Given {
    /// What the case gives for a parameter.
    Parameter {
        /// Where it stands.
        place: &'static str,
        /// Its name.
        name: String,
        /// What it is read as.
        ty: RustType,
    },
    /// The body.
    Body {
        /// What it is made of.
        content: GivenContent,
        /// The variant that holds it, from the crate down, where it is one of several contents.
        variant: Option<Vec<Ident>>,
        /// Whether it must be there.
        need: Need,
    },
}

/// What a body is made of.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum GivenContent {
    /// JSON of this type.
    Json(RustType),
    /// Text.
    Text,
    /// The same, as bytes.
    Bytes,
    /// An expression, and the types that it uses.
    Sample(String, Vec<Ident>),
}
