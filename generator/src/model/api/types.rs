//! Types of the wire: objects, enumerations, unions, and the use of one in a place.

use std::sync::Arc;

use serde_json::Value;

use super::{Link, OperationId, TypeId};

/// A type of the wire that has a name, or needs one.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Type {
    /// The JSON pointers of the schemas that its values follow; none where it is made of pieces.
    pub schemas: Vec<Arc<str>>,
    /// Where it comes from, which is what it is named after.
    pub origin: Origin,
    /// The name that it is given in Rust.
    pub rust_name: Option<String>,
    /// What the description says of it.
    pub annotations: Annotations,
    /// Whether its values are bodies of several parts, some of them files. They are no JSON.
    pub is_multipart: bool,
    /// What it is.
    pub shape: Shape,
}

/// Where a schema stands: what it hangs on, and the steps from there.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct Origin {
    /// What it hangs on.
    pub root: Root,
    /// The way from the root, empty for the root's own schema.
    pub steps: Vec<Step>,
}

/// What a schema hangs on.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) enum Root {
    /// A schema of the components.
    Schema(String),
    /// A response of the components.
    Response(String),
    /// A request body of the components, of this media type where it has an earlier one too.
    RequestBody(String, Option<String>),
    /// A parameter of the components.
    Parameter(String),
    /// The request body of an operation, of this media type where it has an earlier one too.
    Body(OperationId, Option<String>),
    /// An answer of an operation, by its status.
    Answer(OperationId, String),
    /// The body of a webhook or a callback.
    Payload(OperationId),
    /// A parameter of an operation, by its name and where it travels.
    OperationParameter(OperationId, String, &'static str),
    /// A parameter of all operations of a path, by the path, its name and where it travels.
    PathItemParameter(String, String, &'static str),
    /// A header of an operation's answer, by the status and its name.
    AnswerHeader(OperationId, String, String),
    /// A header of a response of the components, by its name.
    ResponseHeader(String, String),
    /// A header of the components.
    Header(String),
    /// Anywhere else, by its pointer.
    Elsewhere(String),
}

/// One step from a schema to one inside it.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) enum Step {
    /// A property.
    Property(String),
    /// A schema that is defined inside another (`$defs`).
    Definition(String),
    /// The items of a list.
    Item,
    /// The values of a map.
    Value,
    /// A member of a composition, by its index.
    Member(usize),
    /// A type of a union, by what the description calls it.
    Variant(String),
    /// The form that a schema has in requests, where it has another in answers.
    Request,
    /// The form that a schema has in a body of several parts, some of them files.
    Parts,
}

/// What a description says for readers.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Annotations {
    /// A short name.
    pub title: Option<String>,
    /// `CommonMark`.
    pub description: Option<String>,
    /// The value that the server takes when none is sent.
    pub default: Option<Value>,
    /// Values that are right.
    pub examples: Vec<Value>,
    /// Not to be used any more.
    pub deprecated: bool,
    /// Where more is said.
    pub external_docs: Option<Link>,
}

/// What a named type is.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Shape {
    /// An object with known properties.
    Record(Record),
    /// One of some values, or one that is not known yet.
    Enumeration(Enumeration),
    /// One of several types.
    Union(Union),
}

/// One of some values, or one that is not known yet.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Enumeration {
    /// What the values are.
    pub base: Base,
    /// The values, each once.
    pub values: Vec<EnumValue>,
}

/// What the values of an enumeration are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Base {
    /// Strings.
    String,
    /// Whole numbers.
    Integer,
    /// Strings, numbers and booleans, mixed.
    Json,
}

/// One of several types.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Union {
    /// The types.
    pub variants: Vec<Variant>,
    /// The property that tells objects apart, where there is one.
    pub tag: Option<String>,
    /// Whether a value may be of several of the types at once (`anyOf`).
    pub overlap: bool,
}

/// One of the types of a union.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Variant {
    /// What the description calls it.
    pub label: String,
    /// The type. It is never nullable: `null` is a matter of the union.
    pub ty: TypeRef,
    /// The values of the property that tells it apart.
    pub tags: Vec<String>,
    /// Whether a value without that property, or with another value of it, is of this type.
    pub is_default: bool,
    /// It must be boxed, since the union would hold itself.
    pub recursive: bool,
}

/// An object with known properties.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Record {
    /// The properties, in the order of the description.
    pub fields: Vec<Field>,
    /// The property that tells it apart from the other types of each union that it stands in, which
    /// is in no field.
    pub tag: Option<Constant>,
    /// The type of the properties that the description does not name, where it says that there
    /// are some.
    pub additional: Option<TypeRef>,
    /// The properties that only travel the other way. They are not among the additional ones.
    pub left_out: Vec<String>,
    /// The rules that a value must follow as a whole. Those of names are about the properties that
    /// the description does not name.
    pub rules: Vec<Rule>,
    /// The rules on which properties come together.
    pub groups: Vec<GroupRule>,
}

/// A property that always has one value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Constant {
    /// The name on the wire.
    pub name: String,
    /// The value: a string.
    pub value: String,
    /// What the description says of it, in `CommonMark`.
    pub description: Option<String>,
}

/// A rule on which properties come together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum GroupRule {
    /// A value has not all of these.
    Exclusive(Vec<String>),
    /// A value has all of at least one group.
    AtLeastOne(Vec<Vec<String>>),
    /// A value has all of exactly one group.
    ExactlyOne(Vec<Vec<String>>),
    /// A value with a property has others too.
    Dependent(String, Vec<String>),
}

/// A property.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Field {
    /// The name on the wire.
    pub name: String,
    /// Whether it may be missing.
    pub presence: Presence,
    /// Its type.
    pub ty: TypeRef,
    /// What the description says of it.
    pub annotations: Annotations,
    /// The name that it is given in Rust.
    pub rust_name: Option<String>,
    /// It must be boxed, since its type would hold itself.
    pub recursive: bool,
    /// The server refuses to act twice on one value of it.
    pub idempotency_key: bool,
    /// The JSON pointers of the schemas that its values follow.
    pub schemas: Vec<Arc<str>>,
    /// It is made up: what tells the type apart, which the description names at a discriminator alone.
    pub is_tag: bool,
    /// The one value that it has: `const`, or what tells the type apart from others.
    pub fixed: Option<Value>,
}

/// Whether a property may be missing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Presence {
    /// It is always there.
    Required,
    /// It may be missing.
    Optional,
}

/// One value of an enumeration.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct EnumValue {
    /// The value on the wire.
    pub value: Value,
    /// What the description says of it.
    pub description: Option<String>,
    /// The name that the description gives it (`x-enum-varnames`).
    pub name: Option<String>,
}

/// The use of a type in one place.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct TypeRef {
    /// What it is.
    pub kind: Kind,
    /// Whether `null` is one of its values.
    pub nullable: bool,
    /// The rules that a value must follow.
    pub rules: Vec<Rule>,
}

/// What a value is.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Kind {
    /// Any JSON value.
    Any,
    /// `true` or `false`.
    Boolean,
    /// A whole number.
    Integer(Integer),
    /// A number of double precision.
    Float,
    /// A number with all its digits.
    Number,
    /// A string.
    String(Text),
    /// A list of values.
    List(Box<TypeRef>),
    /// An object with any properties.
    Map(Box<TypeRef>),
    /// A type with a name.
    Named(TypeId),
    /// A file: a part of a body.
    File,
    /// A type of another crate, by its path: `codegen.toml` says so.
    Foreign(String, Form),
}

/// A type of JSON, as JSON Schema tells them apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum JsonType {
    /// `null`.
    Null,
    /// `true` and `false`.
    Boolean,
    /// A number without a fraction.
    Integer,
    /// A number.
    Number,
    /// A string.
    String,
    /// A list.
    Array,
    /// An object.
    Object,
}

/// What a type of another crate is on the wire.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Form {
    /// A string.
    Text,
    /// A number.
    Digits,
    /// Any JSON.
    Json,
}

/// How large a whole number may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Integer {
    /// `int8`.
    Int8,
    /// `uint8`.
    Uint8,
    /// `int16`.
    Int16,
    /// `uint16`.
    Uint16,
    /// `int32`.
    Int32,
    /// `int64`, or no format.
    Int64,
    /// `uint32`.
    Uint32,
    /// `uint64`.
    Uint64,
}

/// What a string holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Text {
    /// Text, with the format that the description gives it.
    Plain(Option<String>),
    /// Bytes as Base64.
    Base64,
}

/// A rule that a value must follow.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Rule {
    /// A string has at least so many characters.
    MinLength(u64),
    /// A string has at most so many characters.
    MaxLength(u64),
    /// A string matches.
    Pattern(Pattern),
    /// A string is one of these.
    Texts(Vec<String>),
    /// A number is at least this.
    Minimum(serde_json::Number, Bound),
    /// A number is at most this.
    Maximum(serde_json::Number, Bound),
    /// A list has at least so many items.
    MinItems(u64),
    /// A list has at most so many items.
    MaxItems(u64),
    /// A list has no item twice.
    UniqueItems,
    /// A list has so many items that are one of some values.
    Contains {
        /// The values.
        values: Vec<Value>,
        /// At least so many.
        min: Option<u64>,
        /// At most so many.
        max: Option<u64>,
    },
    /// An object has at least so many properties.
    MinProperties(u64),
    /// An object has at most so many properties.
    MaxProperties(u64),
    /// The names of the properties of a map follow these.
    Names(Vec<Rule>),
    /// A number is a multiple of this.
    MultipleOf(serde_json::Number),
}

/// A regular expression.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Pattern {
    /// As the description has it.
    pub text: String,
    /// As the engine of the generated crates takes it.
    pub runs: String,
}

/// Whether a bound is itself a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Bound {
    /// It is.
    Inclusive,
    /// It is not.
    Exclusive,
}

impl TypeRef {
    /// A type without rules, of which `null` is no value.
    pub(crate) fn plain(kind: Kind) -> Self {
        Self {
            kind,
            nullable: false,
            rules: Vec::new(),
        }
    }
}

impl Rule {
    /// Whether a text follows it; none where it is a pattern, or about something else than texts.
    pub(crate) fn admits(&self, text: &str) -> Option<bool> {
        let length = || u64::try_from(text.chars().count()).unwrap_or(u64::MAX);
        match self {
            Self::MinLength(least) => Some(length() >= *least),
            Self::MaxLength(most) => Some(length() <= *most),
            Self::Texts(texts) => Some(texts.iter().any(|known| known == text)),
            _ => None,
        }
    }
}

impl EnumValue {
    /// Returns the value as text: a string without its quotes.
    pub(crate) fn text(&self) -> String {
        match &self.value {
            Value::String(text) => text.clone(),
            other => other.to_string(),
        }
    }
}
