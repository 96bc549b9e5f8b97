//! What operations answer.

use super::{Docs, Ident, RustType};

/// What a method gives.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Answer {
    /// Nothing.
    Empty,
    /// A value, decoded from JSON.
    Json(RustType),
    /// A value, or none where the body is empty.
    Optional(RustType),
    /// The text of the body, of this media type.
    Text(String),
    /// The same, or none where there is no body.
    OptionalText(String),
    /// The bytes of the body, of this media type.
    Bytes(String),
    /// The same, or none where there is no body.
    OptionalBytes(String),
    /// An enum of the resource's file, with a variant for each status.
    ByStatus(Ident),
    /// Something that is read while it comes.
    Streamed(Streamed),
    /// A connection.
    Upgrade,
}

/// An answer that is read while it comes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Streamed {
    /// How one thing is told from the next.
    pub framing: Framing,
    /// The type of each.
    pub ty: RustType,
    /// The media type that is asked for.
    pub media_type: String,
}

/// How the things in a stream are told apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Framing {
    /// Events with JSON.
    Events,
    /// Events with text.
    TextEvents,
    /// Events with text or JSON.
    MixedEvents,
    /// Events as objects, with JSON.
    EventObjects,
    /// Events as objects, with text.
    TextEventObjects,
    /// Events as objects, with text where they have one of these names, and else with JSON.
    MixedEventObjects(Vec<String>),
    /// Lines of JSON.
    Lines,
    /// A JSON sequence.
    Sequence,
}

/// An enum with a variant for each status.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct StatusEnum {
    /// Its name.
    pub ident: Ident,
    /// Its documentation.
    pub docs: Docs,
    /// The variants, exact statuses before ranges before all others.
    pub variants: Vec<StatusVariant>,
    /// The variant that any other status is read as, where there is one.
    pub fallback: Option<Ident>,
}

/// What a status means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct StatusVariant {
    /// Its name.
    pub ident: Ident,
    /// Its documentation.
    pub docs: Docs,
    /// The statuses.
    pub statuses: Statuses,
    /// What comes with it.
    pub body: StatusBody,
}

/// The statuses of a variant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Statuses {
    /// This one.
    One(u16),
    /// A hundred, from this one.
    Range(u16),
    /// All that no other variant has.
    Others,
}

/// What comes with a status.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum StatusBody {
    /// Nothing.
    Empty,
    /// JSON.
    Json(RustType),
    /// Text.
    Text,
    /// Bytes.
    Bytes,
}

/// The headers of an operation's answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Headers {
    /// The name of the type.
    pub ident: Ident,
    /// Its documentation.
    pub docs: Docs,
    /// The headers.
    pub fields: Vec<Header>,
}

/// A header of an answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Header {
    /// The field.
    pub ident: Ident,
    /// Its documentation.
    pub docs: Docs,
    /// Why it should not be used any more.
    pub deprecated: Option<String>,
    /// The name of the header, in lower case.
    pub wire_name: String,
    /// What it holds.
    pub ty: RustType,
    /// How that is read.
    pub reading: Reading,
}

/// How the value of a header is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Reading {
    /// As it is.
    Text,
    /// From its text.
    Parsed,
    /// As the JSON that it would be in a body.
    Value,
    /// Item by item, from their texts.
    List,
    /// Item by item, as the JSON that they would be in a body.
    ValueList,
}

impl Answer {
    /// Whether it is read while it comes, as events or as other values.
    pub(crate) fn is_stream(&self, of_events: bool) -> bool {
        match self {
            Self::Streamed(streamed) => streamed.framing.is_events() == of_events,
            _ => false,
        }
    }

    /// Whether its type is made of bytes.
    pub(crate) fn is_bytes(&self) -> bool {
        matches!(self, Self::Bytes(_) | Self::OptionalBytes(_))
    }

    /// Returns the types of the crate that it holds.
    pub(crate) fn ty(&self) -> Option<&RustType> {
        match self {
            Self::Json(ty) | Self::Optional(ty) | Self::Streamed(Streamed { ty, .. }) => Some(ty),
            Self::Empty
            | Self::Text(_)
            | Self::OptionalText(_)
            | Self::Bytes(_)
            | Self::OptionalBytes(_)
            | Self::ByStatus(_)
            | Self::Upgrade => None,
        }
    }

    /// As [`ty`](Self::ty), to change it.
    pub(crate) fn ty_mut(&mut self) -> Option<&mut RustType> {
        match self {
            Self::Json(ty) | Self::Optional(ty) | Self::Streamed(Streamed { ty, .. }) => Some(ty),
            Self::Empty
            | Self::Text(_)
            | Self::OptionalText(_)
            | Self::Bytes(_)
            | Self::OptionalBytes(_)
            | Self::ByStatus(_)
            | Self::Upgrade => None,
        }
    }
}

impl StatusVariant {
    /// Returns the type of its JSON.
    pub(crate) fn ty(&self) -> Option<&RustType> {
        match &self.body {
            StatusBody::Json(ty) => Some(ty),
            StatusBody::Empty | StatusBody::Text | StatusBody::Bytes => None,
        }
    }

    /// As [`ty`](Self::ty), to change it.
    pub(crate) fn ty_mut(&mut self) -> Option<&mut RustType> {
        match &mut self.body {
            StatusBody::Json(ty) => Some(ty),
            StatusBody::Empty | StatusBody::Text | StatusBody::Bytes => None,
        }
    }
}

impl Framing {
    /// Whether it is server-sent events.
    pub(crate) fn is_events(&self) -> bool {
        match self {
            Self::Events
            | Self::TextEvents
            | Self::MixedEvents
            | Self::EventObjects
            | Self::TextEventObjects
            | Self::MixedEventObjects(_) => true,
            Self::Lines | Self::Sequence => false,
        }
    }
}
