//! What `name` hands on: every decision about Rust, made. No token, no word of `OpenAPI` that is
//! not documentation.

use std::fmt;

/// An identifier: a raw one begins with `r#`.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct Ident(pub String);

impl fmt::Debug for Ident {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}`", self.0)
    }
}

impl fmt::Display for Ident {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Lines of documentation, Markdown that is safe for rustdoc. An empty line parts paragraphs.
#[derive(Clone, Default, PartialEq, Eq)]
pub(crate) struct Docs(pub Vec<String>);

impl fmt::Debug for Docs {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(&self.0).finish()
    }
}

/// A crate.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Plan {
    /// Its manifest.
    pub package: Package,
    /// Its front page.
    pub front: Front,
    /// The client, and the resources that hang on it.
    pub client: Client,
    /// All resources, parents before children.
    pub resources: Vec<Resource>,
    /// The files with types.
    pub types: Vec<TypeFile>,
    /// What `examples/` shows.
    pub example: Option<Example>,
}

/// The manifest.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Package {
    /// The name of the package.
    pub name: String,
    /// The name under which code uses it.
    pub krate: Ident,
    /// The version.
    pub version: String,
    /// One line.
    pub description: String,
    /// An SPDX expression.
    pub license: Option<String>,
    /// Where it is developed.
    pub repository: Option<String>,
    /// Where its API is documented.
    pub homepage: Option<String>,
    /// Keywords of the registry.
    pub keywords: Vec<String>,
    /// Categories of the registry.
    pub categories: Vec<String>,
    /// Who wrote it.
    pub authors: Vec<String>,
    /// The oldest compiler that builds it.
    pub rust_version: String,
}

/// The documentation of the crate, and the README.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Front {
    /// The title.
    pub title: String,
    /// What the API is.
    pub about: Docs,
    /// The first call.
    pub snippet: Option<Snippet>,
    /// The environment variable with the key, where the API has keys.
    pub key_variable: Option<String>,
    /// The environment variable with the base URL.
    pub base_url_variable: String,
    /// The operations, for the table of them.
    pub operations: Vec<Listed>,
}

/// An operation in a list of all.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Listed {
    /// The call, as a consumer writes it.
    pub call: String,
    /// The method and the path.
    pub http: String,
    /// What it does, one line.
    pub summary: String,
    /// Where rustdoc has it: `conferences::actions::Actions::join`.
    pub link: String,
}

/// Code that documentation shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Snippet {
    /// The types that it uses.
    pub uses: Vec<Ident>,
    /// The statement, laid out.
    pub lines: Vec<String>,
    /// The name of the variable that holds what comes back.
    pub result: Ident,
    /// Whether what comes back has something to show.
    pub shows: bool,
}

/// A program in `examples/`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Example {
    /// Its name, without `.rs`.
    pub name: String,
    /// What it does, one line.
    pub summary: String,
    /// The call.
    pub snippet: Snippet,
    /// The body that the stand-in of the API answers.
    pub answer: String,
    /// The environment variable with the key, where the API has keys.
    pub key_variable: Option<String>,
}

/// The client.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Client {
    /// What every request of the API has in common.
    pub api: Api,
    /// The methods that lead to resources.
    pub accessors: Vec<Accessor>,
    /// The accessor of the list of errors.
    pub errors: Option<ErrorList>,
}

/// What the run time is told of an API.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Api {
    /// The URL of the first server.
    pub base_url: String,
    /// How the key travels.
    pub credential: Credential,
    /// The environment variable with the key.
    pub key_variable: Option<String>,
    /// The environment variable with the base URL.
    pub base_url_variable: String,
    /// The environment variable with headers for every request.
    pub headers_variable: String,
    /// The header of an answer that identifies the request.
    pub request_id_header: String,
    /// JSON pointers into an error body.
    pub error_messages: Vec<String>,
}

/// How the key travels.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Credential {
    /// `Authorization: Bearer KEY`.
    Bearer,
    /// In a header.
    Header(String),
    /// In the query.
    Query(String),
    /// The API has no keys.
    None,
}

/// `Error::errors`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ErrorList {
    /// The method.
    pub method: Ident,
    /// The type of the error body.
    pub body: Ident,
    /// The field of it with the list.
    pub field: Ident,
    /// Whether the list may be missing.
    pub optional: bool,
    /// The type of an item.
    pub item: RustType,
}

/// A method that leads to a resource.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Accessor {
    /// Its name.
    pub method: Ident,
    /// The module of the resource, from the crate down.
    pub module: Vec<Ident>,
    /// The type of the resource.
    pub ty: Ident,
    /// One line.
    pub docs: Docs,
}

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

/// A file with types.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct TypeFile {
    /// The module, which is the name of the file too.
    pub module: Ident,
    /// The name of the file, without `.rs`.
    pub file: String,
    /// The types of other files that it uses.
    pub imports: Vec<Ident>,
    /// The types.
    pub items: Vec<Item>,
}

/// A type.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Item {
    /// A `struct`.
    Struct(Struct),
    /// An `enum` of strings.
    Enum(Enum),
}

/// A `struct`.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Struct {
    /// Its name.
    pub ident: Ident,
    /// Its documentation.
    pub docs: Docs,
    /// Why it should not be used any more.
    pub deprecated: Option<String>,
    /// What it derives.
    pub derives: Vec<&'static str>,
    /// The fields.
    pub fields: Vec<Field>,
    /// The field with the properties that the description does not name.
    pub additional: Option<Additional>,
    /// The documentation of `new`.
    pub constructor_docs: Docs,
    /// What is checked before it is sent.
    pub checks: Vec<Check>,
}

/// A field.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Field {
    /// Its name.
    pub ident: Ident,
    /// The name on the wire.
    pub wire_name: String,
    /// Its documentation.
    pub docs: Docs,
    /// Why it should not be used any more.
    pub deprecated: Option<String>,
    /// Its type, with the `Option` where there is one.
    pub ty: RustType,
    /// How it may be missing.
    pub presence: Presence,
    /// How a value of it is taken from a caller.
    pub input: InputForm,
    /// The method that sets it; none where `new` takes it.
    pub setter: Option<Setter>,
}

/// A method that sets a field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Setter {
    /// Its name.
    pub ident: Ident,
    /// Its documentation.
    pub docs: Docs,
}

/// How a field may be missing, and what its type is then.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Presence {
    /// `T`: always there.
    Required,
    /// `Option<T>`: always there, but it may be `null`.
    RequiredNullable,
    /// `Option<T>`: may be missing.
    Optional,
    /// `Nullable<T>`: may be missing, and may be `null`.
    OptionalNullable,
}

/// How a value is taken from a caller.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum InputForm {
    /// As it is.
    Value(RustType),
    /// `impl Into<T>`.
    Into(RustType),
    /// `impl IntoIterator<Item = T>`.
    Items(RustType),
    /// `impl IntoIterator<Item = impl Into<T>>`.
    IntoItems(RustType),
}

/// The field with the properties that the description does not name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Additional {
    /// Its name.
    pub ident: Ident,
    /// The type of a value.
    pub value: RustType,
}

/// An `enum` of strings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Enum {
    /// Its name.
    pub ident: Ident,
    /// Its documentation.
    pub docs: Docs,
    /// Why it should not be used any more.
    pub deprecated: Option<String>,
    /// The values.
    pub variants: Vec<Variant>,
}

/// A value of an `enum`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Variant {
    /// Its name.
    pub ident: Ident,
    /// The string on the wire.
    pub wire_name: String,
    /// Its documentation.
    pub docs: Docs,
}

/// A type of Rust.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum RustType {
    /// `bool`.
    Bool,
    /// `i32`.
    I32,
    /// `i64`.
    I64,
    /// `u32`.
    U32,
    /// `u64`.
    U64,
    /// `f64`.
    F64,
    /// `String`.
    String,
    /// `Base64` of the run time.
    Base64,
    /// `JsonValue` of the run time: any JSON.
    Json,
    /// `Vec<T>`.
    Vec(Box<RustType>),
    /// `BTreeMap<String, T>`.
    Map(Box<RustType>),
    /// A type of `types`.
    Named(Ident),
    /// A type of `types` whose short name means something else where it is used.
    Qualified(Ident),
    /// `Option<T>`.
    Option(Box<RustType>),
    /// `Nullable<T>` of the run time.
    Nullable(Box<RustType>),
    /// `Box<T>`.
    Boxed(Box<RustType>),
}

/// Something that is checked before a value is sent.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Check {
    /// The rules of a field's own type.
    Nested(Target),
    /// How many characters a string has.
    Length(Target, Option<u64>, Option<u64>),
    /// How many items a list has.
    Items(Target, Option<u64>, Option<u64>),
    /// A list has no item twice.
    Unique(Target),
    /// How small or large a number is.
    Bound(Target, Limit, Literal),
    /// A number of this type is a multiple of another.
    MultipleOf(Target, RustType, f64),
    /// Fields of which not all may be set.
    Exclusive(Vec<Target>),
}

/// The field that is checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Target {
    /// The field.
    pub ident: Ident,
    /// The name on the wire.
    pub wire_name: String,
    /// How it may be missing.
    pub presence: Presence,
}

/// Which bound.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Limit {
    /// At least.
    Minimum,
    /// At most.
    Maximum,
    /// More than.
    ExclusiveMinimum,
    /// Less than.
    ExclusiveMaximum,
}

/// A number in the code, of the type that it is compared with.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Literal {
    /// Of an integer type.
    Integer(i128),
    /// Of a float type.
    Float(f64),
}
