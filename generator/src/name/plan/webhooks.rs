//! What the API sends: events and callbacks.

use super::{Docs, Ident, RustType};

/// The module with the events that the API sends on its own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Webhooks {
    /// The module.
    pub module: Ident,
    /// The events.
    pub events: Vec<Event>,
    /// Where the texts stand that tell them apart.
    pub keys: Vec<EventKey>,
    /// What the texts mean.
    pub arms: Vec<EventArm>,
    /// What the names mean, each once.
    pub named: Vec<NamedEvent>,
    /// The events that are tried where the first key is missing.
    pub tried: Vec<Ident>,
    /// The only event that there is, which nothing marks.
    pub only: Option<Ident>,
    /// How messages are signed.
    pub signature: Option<Signature>,
}

/// An event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Event {
    /// The variant.
    pub ident: Ident,
    /// Its name in the description.
    pub name: String,
    /// Its documentation.
    pub docs: Docs,
    /// Why it should not be used any more.
    pub deprecated: Option<String>,
    /// The type of its body.
    pub ty: RustType,
}

/// Where a text stands that tells events apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct EventKey {
    /// The variable that holds it.
    pub variable: Ident,
    /// Where it is found.
    pub place: KeyPlace,
}

/// Where a text is found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum KeyPlace {
    /// In a header.
    Header(String),
    /// In the body.
    Body {
        /// A JSON pointer.
        pointer: String,
        /// The names that it leads by.
        steps: Vec<String>,
    },
}

/// What some texts mean.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct EventArm {
    /// For each key the texts; none where any will do.
    pub texts: Vec<Vec<String>>,
    /// The events that it may be: of several, each is tried.
    pub events: Vec<Ident>,
}

/// What a name in the description means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct NamedEvent {
    /// The name.
    pub name: String,
    /// The events of that name, which differ in their methods: of several, each is tried.
    pub events: Vec<Ident>,
}

/// How messages are signed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Signature {
    /// With what.
    pub algorithm: Algorithm,
    /// The header with the signature.
    pub header: String,
    /// What stands before a signature.
    pub prefix: String,
    /// What parts several signatures.
    pub separator: Option<char>,
    /// How a signature is written.
    pub encoding: Encoding,
    /// Where the time is.
    pub time: Option<SignedTime>,
    /// The header with the identity.
    pub id_header: Option<String>,
    /// What is signed.
    pub message: Vec<MessagePart>,
    /// What is signed, for people to read.
    pub shown: String,
    /// The environment variable with the key.
    pub key_variable: String,
    /// What may stand before a key.
    pub key_prefix: String,
    /// How a key is written; its own bytes where there is none.
    pub key_encoding: Option<Encoding>,
    /// How old or new a message may be, in seconds.
    pub tolerance: u64,
}

/// With what messages are signed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Algorithm {
    /// A private key.
    Ed25519,
    /// A secret that both sides have.
    HmacSha256,
}

/// How bytes are written as text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Encoding {
    /// The standard alphabet, padded.
    Base64,
    /// Two digits a byte.
    Hex,
}

/// Where the time is at which a message was sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum SignedTime {
    /// In a header of its own.
    Header(String),
    /// Among the signatures, behind a text.
    Behind(String),
}

/// A part of what is signed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum MessagePart {
    /// As it stands.
    Text(String),
    /// The time.
    Timestamp,
    /// The identity.
    Id,
    /// The body.
    Body,
}

/// The module that reads callbacks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Callbacks {
    /// The module.
    pub module: Ident,
    /// The functions.
    pub readers: Vec<CallbackReader>,
}

/// A function that reads the body of a callback.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct CallbackReader {
    /// Its name.
    pub ident: Ident,
    /// The Cargo features of which one turns it on.
    pub features: Vec<String>,
    /// Its documentation.
    pub docs: Docs,
    /// Why it should not be used any more.
    pub deprecated: Option<String>,
    /// The type of the body.
    pub ty: RustType,
}
