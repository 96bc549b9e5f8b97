//! Resources and their operations.

use super::{
    Accessor, Answer, Docs, Headers, Ident, Presence, RustType, StatusEnum, StatusVariant,
    ValueCheck,
};
pub(crate) use crate::model::api::{Expansion, Operator, PageBy};

/// A group of operations.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Resource {
    /// The type.
    pub ident: Ident,
    /// Its documentation.
    pub docs: Docs,
    /// The Cargo feature that turns it on.
    pub feature: Option<String>,
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
#[derive(Debug, Clone, PartialEq)]
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
    /// What is sent in the query unless the caller sets another value.
    pub query: Vec<(String, String)>,
    /// The headers that are sent likewise.
    pub fixed_headers: Vec<(String, String)>,
    /// What it takes.
    pub arguments: Vec<Argument>,
    /// What its body may be, where that is one of several contents.
    pub alternatives: Option<Alternatives>,
    /// The property whose value the server acts on once.
    pub idempotency_key: Option<IdempotencyKey>,
    /// Whether it is called without the key.
    pub is_anonymous: bool,
    /// The credentials that it asks for, where these are not the usual ones.
    pub security: Option<Vec<Vec<String>>>,
    /// The constant with the server that it has for itself, from the crate down.
    pub server: Option<Vec<Ident>>,
    /// What it gives.
    pub answer: Answer,
    /// The media type that it asks for, where it is not the usual one.
    pub accept: Option<String>,
    /// Whether its calls may give bytes, as it is or by `accept_bytes`.
    pub has_bytes: bool,
    /// The property of the body that asks for a stream, which is set.
    pub switch: Option<String>,
    /// The type that marks its calls, whose methods set optional parameters.
    pub marker: Option<Ident>,
    /// What may be set on the call; none where there is nothing, or where another method has it.
    pub parameters: Option<CallParameters>,
    /// What it gives, where the status decides.
    pub by_status: Option<StatusEnum>,
    /// What the server says when it fails, where the status decides.
    pub error_body: Option<StatusEnum>,
    /// The headers of its answers.
    pub headers: Option<Headers>,
}

/// What a method takes.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Argument {
    /// Its name.
    pub ident: Ident,
    /// The name on the wire; empty for a body.
    pub wire_name: String,
    /// How it is taken and where it goes.
    pub role: Role,
    /// What is checked of it before the request is sent.
    pub checks: Vec<ValueCheck>,
}

/// How an argument is taken and where it goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Role {
    /// A part of the path.
    Path(Scalar),
    /// A part of the query.
    Query(Values),
    /// A part of the query that is an object, or a list of them.
    QueryValue(RustType, FormStyle),
    /// A parameter of any place that is written in a style of its own.
    Styled(Taken, Sent),
    /// A header.
    Header(Values),
    /// A cookie.
    Cookie(Scalar),
    /// The body.
    Body(Content, Need),
    /// The body, as one of several contents: an enum of this name.
    OneOf(Ident, Need),
}

/// What is taken for a parameter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Taken {
    /// One word.
    One(Scalar),
    /// A list of words.
    Several(Scalar),
    /// A value that can be written as JSON.
    Value(RustType),
}

/// Where a parameter goes that is written in a style of its own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Sent {
    /// Into the path.
    Path(Expansion),
    /// Into a header.
    Header(Expansion),
    /// Into cookies.
    Cookie(Expansion),
    /// Into the query, with reserved characters as they are.
    Reserved(FormStyle),
    /// As the whole query.
    Whole(QueryContent),
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

/// Whether a body must be there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Need {
    /// It must.
    Required,
    /// It need not: an `Option`.
    Optional,
}

/// The content of a body.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Content {
    /// JSON, of this media type where it is not the usual one.
    Json(RustType, Option<String>),
    /// A list of JSON texts, one a line, of this media type.
    JsonLines(RustType, String),
    /// The fields of a form, and how they travel that do not travel as usual.
    Form(RustType, Vec<(String, FormStyle)>),
    /// Several parts.
    Multipart(Multipart),
    /// Text of this media type.
    Text(String),
    /// Bytes of this media type.
    Bytes(String),
}

/// A body of several parts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Multipart {
    /// Its type.
    pub ty: RustType,
    /// The media type.
    pub media_type: String,
    /// Whether its type writes the parts itself, since some are files.
    pub has_files: bool,
    /// How properties travel that do not travel as usual.
    pub encodings: Vec<(String, PartEncoding)>,
}

/// How a property travels as a part of a body.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum PartEncoding {
    /// As a part of this media type.
    Type(String),
    /// As the fields of a form.
    Style(FormStyle),
}

/// A body that is one of several contents: an enum.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Alternatives {
    /// Its name.
    pub ident: Ident,
    /// Its documentation.
    pub docs: Docs,
    /// The contents, the usual one first.
    pub variants: Vec<Alternative>,
}

/// One of several contents.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Alternative {
    /// The name of the variant.
    pub ident: Ident,
    /// Its documentation.
    pub docs: Docs,
    /// The content.
    pub content: Content,
    /// What is checked of it before the request is sent.
    pub checks: Vec<ValueCheck>,
    /// Whether a value of its type becomes this variant by `into`.
    pub is_default: bool,
    /// The property whose value the server acts on once.
    pub idempotency_key: Option<IdempotencyKey>,
}

/// How a property that holds several values travels in a form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum FormStyle {
    /// As one field for each item, or for each property.
    Exploded,
    /// As one field, its items joined by this text.
    Joined(char),
    /// As a field `name[key]` for each property.
    Deep,
    /// As one field with JSON.
    Json,
}

/// How the values of a parameter are taken and written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Values {
    /// How one of them is taken.
    pub scalar: Scalar,
    /// How several of them travel.
    pub style: Style,
}

/// How the values of a parameter travel.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Style {
    /// It has one.
    Single,
    /// As several parameters of its name.
    Repeated,
    /// Joined by this text, which stands in the URL as it is.
    Joined(&'static str),
}

/// What may be set on the call of an operation.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct CallParameters {
    /// The type that marks calls of this operation.
    pub ident: Ident,
    /// The method of the operation.
    pub method: Ident,
    /// The parameters.
    pub setters: Vec<CallSetter>,
    /// Whether there are several methods whose calls are so marked.
    pub is_shared: bool,
    /// The pages, where the answer is one of several.
    pub pages: Option<Pages>,
}

/// The pages of a list.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Pages {
    /// The fields that lead to the items, and how each may be missing; none where the answer is the
    /// list.
    pub fields: Vec<(Ident, Presence)>,
    /// Where the items are, as a JSON pointer.
    pub pointer: String,
    /// The type of an item.
    pub item: RustType,
    /// How the next page is asked for.
    pub by: PageBy,
}

/// A method that sets a parameter of a call.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct CallSetter {
    /// Its documentation.
    pub docs: Docs,
    /// Why it should not be used any more.
    pub deprecated: Option<String>,
    /// Its name, the name on the wire, and where the value goes.
    pub argument: Argument,
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
    /// Whether there may be no body.
    pub need: Need,
    /// The field.
    pub field: Ident,
    /// How the field may be missing.
    pub presence: Presence,
}

impl Resource {
    /// Whether its operations run a regular expression.
    pub(crate) fn has_pattern(&self) -> bool {
        let mut checks = self.methods.iter().flat_map(Method::checks);
        checks.any(ValueCheck::has_pattern)
    }
}

impl Method {
    /// Returns what it takes, and what may be set on the call.
    pub(crate) fn settable(&self) -> impl Iterator<Item = &Argument> {
        let setters = self.parameters.iter();
        let setters = setters.flat_map(|parameters| &parameters.setters);
        let set = setters.map(|setter| &setter.argument);
        self.arguments.iter().chain(set)
    }

    /// Returns what is checked before its request is sent.
    pub(crate) fn checks(&self) -> impl Iterator<Item = &ValueCheck> {
        let of_contents = self.variants().flat_map(|variant| &variant.checks);
        self.settable()
            .flat_map(|argument| &argument.checks)
            .chain(of_contents)
    }

    /// Returns the contents that its body may be, where there are several.
    pub(crate) fn variants(&self) -> impl Iterator<Item = &Alternative> {
        self.alternatives.iter().flat_map(|body| &body.variants)
    }

    /// Returns the contents that its body may be.
    pub(crate) fn contents(&self) -> impl Iterator<Item = &Content> {
        let alone = self.arguments.iter().filter_map(|it| match &it.role {
            Role::Body(content, _) => Some(content),
            _ => None,
        });
        alone.chain(self.variants().map(|variant| &variant.content))
    }
}

impl Method {
    /// Returns the enums beside it.
    pub(crate) fn enums(&self) -> impl Iterator<Item = &StatusEnum> {
        self.by_status.iter().chain(&self.error_body)
    }

    /// Returns the pages of which it answers one.
    pub(crate) fn pages(&self) -> Option<&Pages> {
        self.parameters.as_ref()?.pages.as_ref()
    }

    /// Returns the types of the crate that it gives, or that come with it.
    pub(crate) fn answered(&self) -> impl Iterator<Item = &RustType> {
        let variants = self.enums().flat_map(|found| &found.variants);
        let headers = self.headers.iter().flat_map(|headers| &headers.fields);
        let answer = self.answer.ty().into_iter();
        let answer = answer.chain(variants.filter_map(StatusVariant::ty));
        answer.chain(headers.map(|header| &header.ty))
    }

    /// As [`answered`](Self::answered), to change them.
    pub(crate) fn answered_mut(&mut self) -> impl Iterator<Item = &mut RustType> {
        let enums = self.by_status.iter_mut().chain(&mut self.error_body);
        let variants = enums.flat_map(|found| &mut found.variants);
        let headers = self.headers.iter_mut();
        let headers = headers.flat_map(|headers| &mut headers.fields);
        let answer = self.answer.ty_mut().into_iter();
        let answer = answer.chain(variants.filter_map(StatusVariant::ty_mut));
        answer.chain(headers.map(|header| &mut header.ty))
    }
}

impl Content {
    /// Returns its type; none where it is text or bytes.
    pub(crate) fn ty(&self) -> Option<&RustType> {
        match self {
            Self::Json(ty, _) | Self::JsonLines(ty, _) | Self::Form(ty, _) => Some(ty),
            Self::Multipart(multipart) => Some(&multipart.ty),
            Self::Text(_) | Self::Bytes(_) => None,
        }
    }

    /// As [`ty`](Self::ty), to change it.
    pub(crate) fn ty_mut(&mut self) -> Option<&mut RustType> {
        match self {
            Self::Json(ty, _) | Self::JsonLines(ty, _) | Self::Form(ty, _) => Some(ty),
            Self::Multipart(multipart) => Some(&mut multipart.ty),
            Self::Text(_) | Self::Bytes(_) => None,
        }
    }
}

impl Role {
    /// Where a parameter stands; none where it is a body.
    pub(crate) fn place(&self) -> Option<&'static str> {
        match self {
            Self::Path(_) | Self::Styled(_, Sent::Path(_)) => Some("path"),
            Self::Query(_)
            | Self::QueryValue(..)
            | Self::Styled(_, Sent::Reserved(_) | Sent::Whole(_)) => Some("query"),
            Self::Header(_) | Self::Styled(_, Sent::Header(_)) => Some("header"),
            Self::Cookie(_) | Self::Styled(_, Sent::Cookie(_)) => Some("cookie"),
            Self::Body(..) | Self::OneOf(..) => None,
        }
    }

    /// Returns the type that the argument is of, where it is one of the crate's.
    pub(crate) fn ty(&self) -> Option<&RustType> {
        match self {
            Self::Body(content, _) => content.ty(),
            Self::QueryValue(ty, _)
            | Self::Styled(
                Taken::Value(ty)
                | Taken::One(Scalar::Enumeration(ty) | Scalar::Value(ty))
                | Taken::Several(Scalar::Enumeration(ty) | Scalar::Value(ty)),
                _,
            )
            | Self::Cookie(Scalar::Enumeration(ty) | Scalar::Value(ty))
            | Self::Path(Scalar::Enumeration(ty) | Scalar::Value(ty))
            | Self::Query(Values {
                scalar: Scalar::Enumeration(ty) | Scalar::Value(ty),
                ..
            })
            | Self::Header(Values {
                scalar: Scalar::Enumeration(ty) | Scalar::Value(ty),
                ..
            }) => Some(ty),
            Self::Path(_)
            | Self::Query(_)
            | Self::Header(_)
            | Self::Cookie(Scalar::Text)
            | Self::Styled(Taken::One(Scalar::Text) | Taken::Several(Scalar::Text), _)
            | Self::OneOf(..) => None,
        }
    }

    /// As [`ty`](Self::ty), to change it.
    pub(crate) fn ty_mut(&mut self) -> Option<&mut RustType> {
        match self {
            Self::Body(content, _) => content.ty_mut(),
            Self::QueryValue(ty, _)
            | Self::Styled(
                Taken::Value(ty)
                | Taken::One(Scalar::Enumeration(ty) | Scalar::Value(ty))
                | Taken::Several(Scalar::Enumeration(ty) | Scalar::Value(ty)),
                _,
            )
            | Self::Cookie(Scalar::Enumeration(ty) | Scalar::Value(ty))
            | Self::Path(Scalar::Enumeration(ty) | Scalar::Value(ty))
            | Self::Query(Values {
                scalar: Scalar::Enumeration(ty) | Scalar::Value(ty),
                ..
            })
            | Self::Header(Values {
                scalar: Scalar::Enumeration(ty) | Scalar::Value(ty),
                ..
            }) => Some(ty),
            Self::Path(_)
            | Self::Query(_)
            | Self::Header(_)
            | Self::Cookie(Scalar::Text)
            | Self::Styled(Taken::One(Scalar::Text) | Taken::Several(Scalar::Text), _)
            | Self::OneOf(..) => None,
        }
    }
}
