//! What an operation answers.

use serde_json::Value;

use super::{Annotations, Presence, TypeRef};

/// What comes back when all went well.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Answer {
    /// Nothing.
    Empty,
    /// JSON.
    Json {
        /// The media type, where it is not `application/json`.
        media_type: Option<String>,
        /// Its type.
        ty: TypeRef,
        /// Whether it must be there: it need not where the operation may answer without a body.
        presence: Presence,
        /// What the description says of it.
        description: String,
        /// An example that the operation gives.
        example: Option<Value>,
    },
    /// Text of a media type.
    Text {
        /// The media type.
        media_type: String,
        /// Whether it must be there.
        presence: Presence,
    },
    /// Bytes of a media type.
    Bytes {
        /// The media type.
        media_type: String,
        /// Whether they must be there.
        presence: Presence,
    },
    /// One thing for one status, another for another.
    ByStatus {
        /// What each status means.
        cases: Vec<Case>,
        /// The media types to ask for, where they are not the usual one.
        accept: Option<String>,
    },
    /// Something that is read while it comes.
    Streamed(Streamed),
    /// A connection.
    Upgrade,
}

/// What a status means.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Case {
    /// `201`, `2XX` or `default`.
    pub status: String,
    /// What the description says of it.
    pub description: String,
    /// What comes with it.
    pub body: CaseBody,
}

/// What comes with a status.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum CaseBody {
    /// Nothing.
    Empty,
    /// JSON.
    Json(TypeRef),
    /// Text.
    Text,
    /// Bytes.
    Bytes,
}

/// An answer that is read while it comes.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Streamed {
    /// How one thing is told from the next.
    pub framing: Framing,
    /// The type of each.
    pub ty: TypeRef,
    /// The media type.
    pub media_type: String,
    /// The property of the JSON body that asks for it, where there is one.
    pub switch: Option<String>,
}

/// How the things in a stream are told apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Framing {
    /// Server-sent events, whose data is JSON.
    Events,
    /// Server-sent events, whose data is text.
    TextEvents,
    /// Server-sent events, whose data is text or JSON, as it looks like.
    MixedEvents,
    /// Server-sent events, of which the type tells as objects with `event`, `id` and JSON `data`.
    EventObjects,
    /// The same, where the data is text.
    TextEventObjects,
    /// The same, where the data of the events of these names is text, and that of others JSON.
    MixedEventObjects(Vec<String>),
    /// JSON, a line each.
    Lines,
    /// A JSON sequence (RFC 7464).
    Sequence,
}

/// Another media type that an operation answers in.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Alternative {
    /// The media type.
    pub media_type: String,
    /// What it is read as.
    pub form: AlternativeForm,
}

/// What another media type is read as.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum AlternativeForm {
    /// The type that the operation answers anyway.
    Same,
    /// JSON of another type.
    Json(TypeRef),
    /// Text.
    Text,
    /// Bytes.
    Bytes,
}

/// What comes back when it did not go well.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct ErrorAnswer {
    /// `401`, `4XX` or `default`.
    pub status: String,
    /// What the description says of it.
    pub description: String,
    /// The type of its JSON body.
    pub body: Option<TypeRef>,
    /// The media types of a body that is no JSON.
    pub media_types: Vec<String>,
}

/// A header of an answer.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct AnswerHeader {
    /// Its name, as the description writes it.
    pub name: String,
    /// What it holds: a scalar or a list of them.
    pub ty: TypeRef,
    /// Whether it holds JSON, which has texts in quotes.
    pub is_json: bool,
    /// What the description says of it.
    pub annotations: Annotations,
}

/// An operation that an answer leads on to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct AnswerLink {
    /// Its name.
    pub name: String,
    /// What the description says of it, `CommonMark`.
    pub description: Option<String>,
    /// The operation.
    pub target: LinkTarget,
    /// Its parameters, and the values or expressions for each.
    pub parameters: Vec<(String, String)>,
}

/// How a link names an operation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum LinkTarget {
    /// By its `operationId`.
    OperationId(String),
    /// By its JSON pointer.
    Pointer(String),
    /// By a URL, in another description.
    Elsewhere(String),
}

impl Answer {
    /// Returns the types of JSON that it may be.
    pub(crate) fn types(&self) -> Vec<&TypeRef> {
        match self {
            Self::Json { ty, .. } | Self::Streamed(Streamed { ty, .. }) => vec![ty],
            Self::ByStatus { cases, .. } => cases.iter().filter_map(Case::ty).collect(),
            Self::Empty | Self::Text { .. } | Self::Bytes { .. } | Self::Upgrade => Vec::new(),
        }
    }
}

impl ErrorAnswer {
    /// Whether it says that the answer is elsewhere.
    pub(crate) fn is_redirect(&self) -> bool {
        self.status.starts_with('3') && self.status != "304"
    }
}

impl Case {
    fn ty(&self) -> Option<&TypeRef> {
        match &self.body {
            CaseBody::Json(ty) => Some(ty),
            CaseBody::Empty | CaseBody::Text | CaseBody::Bytes => None,
        }
    }
}
