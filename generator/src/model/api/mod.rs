//! What `model` hands on: an API as facts about the wire. No word of Rust, none of `openapiv3`.

mod answers;
mod paging;
mod servers;
mod types;
mod uses;
mod webhooks;

use std::fmt;
use std::sync::Arc;

use indexmap::IndexMap;
use serde_json::Value;

pub(crate) use answers::*;
pub(crate) use paging::*;
pub(crate) use servers::*;
pub(crate) use types::*;
pub(crate) use webhooks::*;

/// An API.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Api {
    /// The name under which messages speak of the description.
    pub source: Arc<str>,
    /// What the description says of itself.
    pub info: Info,
    /// Where the API is.
    pub servers: Vec<Server>,
    /// How a client shows who it is.
    pub security: Security,
    /// The types that operations reach, in the order of their pointers.
    pub types: IndexMap<TypeId, Type>,
    /// The operations, in the order of the description.
    pub operations: Vec<Operation>,
    /// What the API sends on its own.
    pub webhooks: Webhooks,
    /// What the description says of its tags, by name.
    pub tags: IndexMap<String, Tag>,
    /// The examples of bodies and parameters.
    pub examples: Vec<Example>,
}

/// An example of a body or a parameter.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Example {
    /// The JSON pointers of the schemas that it follows.
    pub schemas: Vec<Arc<str>>,
    /// Its type.
    pub ty: TypeRef,
    /// The value.
    pub value: Value,
}

/// What is said of a tag.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Tag {
    /// What it is, `CommonMark`.
    pub description: Option<String>,
    /// Where more documentation is, and what it is.
    pub external_docs: Option<Link>,
}

/// The title and the terms of a description.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Info {
    /// The title.
    pub title: String,
    /// The description, `CommonMark`.
    pub description: Option<String>,
    /// The version of the description.
    pub version: String,
    /// The license, an SPDX expression or else its name.
    pub license: Option<String>,
    /// Where the terms of service are.
    pub terms_of_service: Option<String>,
    /// Who answers for it: a name, a URL, an address.
    pub contact: Vec<String>,
    /// Where the license is.
    pub license_url: Option<String>,
    /// Where more documentation is, and what it is.
    pub external_docs: Option<Link>,
}

/// A link with what it leads to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Link {
    /// Where it leads.
    pub url: String,
    /// What is there.
    pub description: Option<String>,
}

/// How a client shows who it is.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Security {
    /// The ways, the one that the description asks for first.
    pub schemes: Vec<Scheme>,
    /// What most operations ask for: alternatives of schemes that are needed together.
    pub usual: Vec<Vec<usize>>,
    /// Whether requests are to be signed, which no client does by itself.
    pub is_signed: bool,
}

/// One way of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Scheme {
    /// Its names in the description; several if these are one on the wire.
    pub names: Vec<String>,
    /// How it travels.
    pub credential: Credential,
    /// What it is, `CommonMark`.
    pub description: Option<String>,
    /// Where a client gets a token for its id and secret.
    pub token_url: Option<String>,
}

/// How a credential travels.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Credential {
    /// `Authorization: Bearer KEY`.
    Bearer,
    /// A header that holds the key.
    Header(String),
    /// A query parameter that holds the key.
    Query(String),
    /// A cookie that holds the key.
    Cookie(String),
    /// `Authorization: Basic …`.
    Basic,
}

/// The identity of a type: the JSON pointer of its schema.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct TypeId(pub Arc<str>);

/// The identity of an operation: its JSON pointer.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct OperationId(pub Arc<str>);

impl fmt::Debug for TypeId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "#{}", self.0)
    }
}

impl fmt::Debug for OperationId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "#{}", self.0)
    }
}

/// An operation.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Operation {
    /// Its identity.
    pub id: OperationId,
    /// The `operationId`.
    pub operation_id: Option<String>,
    /// The name that it is given in Rust.
    pub rust_name: Option<String>,
    /// The HTTP method, in capitals.
    pub method: String,
    /// The path template, as the description has it.
    pub path: String,
    /// What of it is sent as the path: without a query behind it that is understood.
    pub sent_path: String,
    /// What is always sent.
    pub constants: Vec<ConstantParameter>,
    /// What tells it apart from the other operations of its path and method, and is not sent.
    pub fragment: Option<String>,
    /// One line.
    pub summary: Option<String>,
    /// `CommonMark`.
    pub description: Option<String>,
    /// Not to be used any more.
    pub deprecated: bool,
    /// Where more is said.
    pub external_docs: Option<Link>,
    /// The tags.
    pub tags: Vec<String>,
    /// Where it is, the first being the default; none where that is where the API is.
    pub servers: Vec<Server>,
    /// Whether a call shows who makes it.
    pub access: Access,
    /// The scopes that it asks for by itself: one of these lists is enough.
    pub scopes: Vec<Vec<String>>,
    /// The parameters of the path, in its order.
    pub path_parameters: Vec<Parameter>,
    /// The parameters of the query, of headers and of cookies.
    pub parameters: Vec<Parameter>,
    /// What is sent.
    pub body: Option<Body>,
    /// What comes back when all went well.
    pub answer: Answer,
    /// The same by status, one by one.
    pub successes: Vec<Case>,
    /// The same, read while it comes, where the operation answers either way.
    pub streamed: Option<Streamed>,
    /// Whether the operation may also hand over its connection.
    pub upgrades: bool,
    /// The other media types that it answers in.
    pub alternatives: Vec<Alternative>,
    /// What comes back when it did not: by status.
    pub errors: Vec<ErrorAnswer>,
    /// How the answer is one page of several.
    pub paging: Option<Paging>,
    /// What the API sends because of it.
    pub callbacks: Vec<Callback>,
    /// The headers of its answers, whatever their status.
    pub headers: Vec<AnswerHeader>,
    /// The operations that its answers lead on to.
    pub links: Vec<AnswerLink>,
}

/// Whether a call shows who makes it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Access {
    /// With credentials of the client: alternatives of schemes that are needed together. An empty
    /// one, which is the last, says that it also goes without.
    Authenticated(Vec<Vec<usize>>),
    /// Without: the operation asks for none.
    Anonymous,
}

/// A parameter.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Parameter {
    /// Where it stands: its JSON pointer, or where it should have been declared.
    pub pointer: Arc<str>,
    /// Its name on the wire.
    pub name: String,
    /// The name that it is given in Rust.
    pub rust_name: Option<String>,
    /// Where it travels.
    pub location: Location,
    /// Whether it must be there.
    pub presence: Presence,
    /// How several values of it travel.
    pub style: Style,
    /// Its type.
    pub ty: TypeRef,
    /// What the description says of it.
    pub annotations: Annotations,
}

/// A parameter of one value, which nobody is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ConstantParameter {
    /// Where it travels: in the query or in a header.
    pub location: Location,
    /// Its name on the wire.
    pub name: String,
    /// The value, as text.
    pub value: String,
}

/// How the values of a parameter travel.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Style {
    /// It has one.
    Single,
    /// As several parameters of its name.
    Repeated,
    /// Joined by this text, which stands in the URL as it is.
    Joined(&'static str),
    /// As an object.
    Object(FormStyle),
    /// As such, or as an object, with reserved characters as they are.
    Reserved(FormStyle),
    /// In a style of RFC 6570 that is not the usual one of its place, or of more than words.
    Expanded(Expansion),
    /// As the whole query.
    Whole(QueryContent),
}

/// How a parameter is expanded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Expansion {
    /// By which rules.
    pub operator: Operator,
    /// Whether each item and each property stands by itself.
    pub explode: bool,
    /// Whether reserved characters stay as they are.
    pub reserved: bool,
}

/// The rules of an expansion.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Operator {
    /// `blue,black`
    Simple,
    /// `.blue,black`
    Label,
    /// `;color=blue,black`
    Matrix,
    /// A cookie, percent-encoded.
    Form,
    /// A cookie as it is.
    Cookie,
    /// A JSON text.
    Json,
}

/// How a whole query is written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum QueryContent {
    /// As the fields of a form, and how properties travel that do not travel as usual.
    Form(Vec<(String, FormStyle)>),
    /// As a JSON text.
    Json,
    /// As text.
    Text,
}

/// Where a parameter travels.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Location {
    /// In the path.
    Path,
    /// In the query.
    Query,
    /// In a header.
    Header,
    /// In a cookie.
    Cookie,
}

/// What an operation sends: one of some contents.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Body {
    /// `CommonMark`.
    pub description: Option<String>,
    /// Whether it must be there.
    pub presence: Presence,
    /// The contents, the usual one first. There is one at least.
    pub contents: Vec<Content>,
}

/// A content of a media type.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Content {
    /// The media type, as the description has it.
    pub media_type: String,
    /// How it is written.
    pub format: Format,
    /// An example that the operation gives.
    pub example: Option<Value>,
}

/// How a content is written.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Format {
    /// As JSON.
    Json {
        /// The media type, where it is not `application/json`.
        media_type: Option<String>,
        /// Its type.
        ty: TypeRef,
    },
    /// As a list of JSON texts, one a line.
    JsonLines {
        /// The type of the list.
        ty: TypeRef,
    },
    /// As the fields of a form (`application/x-www-form-urlencoded`).
    Form {
        /// Its type, an object.
        ty: TypeRef,
        /// How properties travel that do not travel as usual.
        styles: Vec<(String, FormStyle)>,
    },
    /// As several parts (`multipart/…`).
    Multipart {
        /// Its type, an object.
        ty: TypeRef,
        /// Whether some of the parts are files.
        has_files: bool,
        /// How properties travel that do not travel as usual.
        encodings: Vec<(String, PartEncoding)>,
    },
    /// As text.
    Text,
    /// As bytes.
    Bytes,
}

/// How a property travels as a part of a body.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum PartEncoding {
    /// As a part of this media type.
    Type(String),
    /// As the fields of a form.
    Style(FormStyle),
}

impl Format {
    /// Returns its type; none where it is text or bytes.
    pub(crate) fn ty(&self) -> Option<&TypeRef> {
        match self {
            Self::Json { ty, .. }
            | Self::JsonLines { ty }
            | Self::Form { ty, .. }
            | Self::Multipart { ty, .. } => Some(ty),
            Self::Text | Self::Bytes => None,
        }
    }
}

/// How a property of a form, or a parameter of a query, travels that holds several values.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum FormStyle {
    /// As one field of its name for each item, or one for each property.
    Exploded,
    /// As one field, its items joined by this text.
    Joined(char),
    /// As a field `name[key]` for each property.
    Deep,
    /// As one field with JSON.
    Json,
}

impl Operation {
    /// Returns the parameters that a call must have: those of the path, then the others.
    pub(crate) fn required_parameters(&self) -> impl Iterator<Item = &Parameter> + Clone {
        let required = |parameter: &&Parameter| parameter.presence == Presence::Required;
        self.path_parameters
            .iter()
            .chain(self.parameters.iter().filter(required))
    }

    /// Whether all that is described of a success is that it is elsewhere.
    pub(crate) fn only_redirects(&self) -> bool {
        self.answer == Answer::Empty
            && self.successes.is_empty()
            && self.errors.iter().any(ErrorAnswer::is_redirect)
    }

    /// Returns the parameters that a call may have.
    pub(crate) fn optional_parameters(&self) -> impl Iterator<Item = &Parameter> + Clone {
        self.parameters
            .iter()
            .filter(|parameter| parameter.presence == Presence::Optional)
    }
}
