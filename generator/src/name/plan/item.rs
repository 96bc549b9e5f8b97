//! Types: structs, enums, and the types that they are made of.

use super::{Docs, Ident};

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
