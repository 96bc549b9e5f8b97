//! What an API sends: webhooks and callbacks.

use super::{Link, OperationId, TypeRef};

/// What an API sends on its own, and how one event is told from the others.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Webhooks {
    /// The events, in the order of the description.
    pub events: Vec<Webhook>,
    /// Where the texts stand that tell them apart. The first is the type of the event.
    pub keys: Vec<EventKey>,
}

/// Where a text stands that tells events apart.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum EventKey {
    /// In a header, whose name is in lower case.
    Header(String),
    /// In the body, at the end of these properties.
    Body(Vec<String>),
}

/// An event that an API sends on its own.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Webhook {
    /// Its name in the description.
    pub name: String,
    /// The name that it is given in Rust.
    pub rust_name: Option<String>,
    /// What is sent.
    pub message: Message,
    /// For each key, the texts that mark this event; none where it has no text there.
    pub marks: Vec<Vec<String>>,
}

/// What an API sends because of an operation.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Callback {
    /// Its name in the operation.
    pub name: String,
    /// The expression for the URL that it is sent to.
    pub url: String,
    /// The name that it is given in Rust.
    pub rust_name: Option<String>,
    /// What is sent.
    pub message: Message,
}

/// A request that an API sends.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Message {
    /// Its identity.
    pub id: OperationId,
    /// The `operationId`.
    pub operation_id: Option<String>,
    /// The HTTP method, in capitals.
    pub method: String,
    /// One line.
    pub summary: Option<String>,
    /// `CommonMark`.
    pub description: Option<String>,
    /// Not to be used any more.
    pub deprecated: bool,
    /// Where more is said.
    pub external_docs: Option<Link>,
    /// The type of its JSON body; none where it has no body.
    pub payload: Option<TypeRef>,
    /// What it may be answered.
    pub answers: Vec<MessageAnswer>,
}

/// What a request that an API sends may be answered.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct MessageAnswer {
    /// `204`, `2XX` or `default`.
    pub status: String,
    /// What the description says of it.
    pub description: String,
    /// The type of its JSON body.
    pub body: Option<TypeRef>,
}

impl Webhooks {
    /// Returns the types that the events are made of.
    pub(crate) fn types(&self) -> impl Iterator<Item = &TypeRef> {
        self.events.iter().flat_map(|event| event.message.types())
    }
}

impl Message {
    /// Returns the types that it is made of.
    pub(crate) fn types(&self) -> impl Iterator<Item = &TypeRef> {
        let bodies = self
            .answers
            .iter()
            .filter_map(|answer| answer.body.as_ref());
        self.payload.iter().chain(bodies)
    }
}
