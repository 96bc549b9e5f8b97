//! Types: structs, enums, and the types that they are made of.

use super::{Check, Docs, Ident, Literal, ValueCheck};

/// A file with types.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct TypeFile {
    /// The module, which is the name of the file too.
    pub module: Ident,
    /// The name of the file, without `.rs`.
    pub file: String,
    /// The Cargo features of which any one turns it on; none where it is always there.
    pub features: Vec<String>,
    /// The types of other files that it uses.
    pub imports: Vec<Ident>,
    /// The types.
    pub items: Vec<Item>,
    /// Those that become another one which is sent.
    pub conversions: Vec<Conversion>,
}

/// A type that is read, and the one that it is in requests.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Conversion {
    /// What is read.
    pub read: Ident,
    /// What is sent.
    pub sent: Ident,
}

/// A type.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Item {
    /// A `struct`.
    Struct(Struct),
    /// An `enum` of values.
    Enum(Enum),
    /// An `enum` of types.
    Union(Union),
}

impl Item {
    /// Returns the name of the type.
    pub(crate) fn ident(&self) -> &Ident {
        match self {
            Self::Struct(item) => &item.ident,
            Self::Enum(item) => &item.ident,
            Self::Union(item) => &item.ident,
        }
    }
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
    /// The property that is in no field, and its one value.
    pub tag: Option<(String, String)>,
    /// The field with the properties that the description does not name.
    pub additional: Option<Additional>,
    /// The properties, by their names on the wire, that are passed over where they come.
    pub left_out: Vec<String>,
    /// The documentation of `new`.
    pub constructor_docs: Docs,
    /// What is checked before it is sent.
    pub checks: Vec<Check>,
    /// Whether it is a body of several parts, some of them files.
    pub is_multipart: bool,
    /// Whether there is a value of it to begin with, before anything is read.
    pub has_blank: bool,
}

impl Struct {
    /// Whether an object of it has nothing in it, as far as the description knows.
    pub(crate) fn is_empty(&self) -> bool {
        self.fields.is_empty() && self.additional.is_none() && self.tag.is_none()
    }

    /// Whether `new` takes an argument. If not, what it returns is the default.
    pub(crate) fn takes_some(&self) -> bool {
        self.fields.iter().any(Field::is_argument)
    }

    /// Whether it has something that `Debug` must not show.
    pub(crate) fn has_secret(&self) -> bool {
        let additional = self.additional.as_ref();
        self.fields.iter().any(|field| field.is_secret)
            || additional.is_some_and(|additional| additional.is_secret)
    }
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
    /// How it gets its value.
    pub origin: ValueOrigin,
    /// Whether `Debug` must not show it.
    pub is_secret: bool,
}

/// How a field gets its value.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum ValueOrigin {
    /// `new` takes it.
    Argument,
    /// A method sets it.
    Setter(Setter),
    /// `new` sets it: it has only one.
    Fixed(Fixed),
}

/// The one value of a field.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Fixed {
    /// A string.
    Text(String),
    /// A variant of an enum.
    Variant(Ident, Ident),
    /// `true` or `false`.
    Bool(bool),
    /// A number of the field's type.
    Number(Literal),
    /// A number with all its digits.
    Exact(Literal),
}

impl Field {
    /// Returns the method that sets the field.
    pub(crate) fn setter(&self) -> Option<&Setter> {
        match &self.origin {
            ValueOrigin::Setter(setter) => Some(setter),
            ValueOrigin::Argument | ValueOrigin::Fixed(_) => None,
        }
    }

    /// Whether `new` takes the field.
    pub(crate) fn is_argument(&self) -> bool {
        self.origin == ValueOrigin::Argument
    }
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
    /// Whether `Debug` must not show them.
    pub is_secret: bool,
}

/// An `enum` of values.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Enum {
    /// Its name.
    pub ident: Ident,
    /// What the values are.
    pub base: Base,
    /// Whether a value that is not known is kept or refused.
    pub openness: Openness,
    /// Its documentation.
    pub docs: Docs,
    /// Why it should not be used any more.
    pub deprecated: Option<String>,
    /// The values.
    pub variants: Vec<Variant>,
}

/// What becomes of a value that an `enum` does not know.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Openness {
    /// It is kept.
    Open,
    /// It is refused.
    Closed,
}

/// What the values of an `enum` are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Base {
    /// Strings.
    String,
    /// Whole numbers.
    Integer,
    /// Strings, numbers and booleans, mixed.
    Json,
}

/// A value of an `enum`.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Variant {
    /// Its name.
    pub ident: Ident,
    /// The value on the wire.
    pub value: WireValue,
    /// Its documentation.
    pub docs: Docs,
}

/// A value on the wire.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum WireValue {
    /// A string.
    String(String),
    /// A whole number.
    Integer(i64),
    /// A whole number that needs 64 bits without a sign.
    Unsigned(u64),
    /// Any other number.
    Float(f64),
    /// `true` or `false`.
    Bool(bool),
}

/// An `enum` of types.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Union {
    /// Its name.
    pub ident: Ident,
    /// Its documentation.
    pub docs: Docs,
    /// Why it should not be used any more.
    pub deprecated: Option<String>,
    /// The types.
    pub variants: Vec<UnionVariant>,
    /// The variant of what the description does not name, or of what is of several types at once.
    pub other: Option<Other>,
    /// How a value is read: by its type of JSON.
    pub arms: Vec<Arm>,
    /// What is read, for a message: `a string or an object`.
    pub expected: String,
    /// What is checked of the values of some variants before they are sent.
    pub checks: Vec<(Ident, Vec<ValueCheck>)>,
    /// Whether it is a body of several parts, some of them files.
    pub is_multipart: bool,
    /// The variant of a value of it to begin with, before anything is read, where it has no
    /// [`other`](Self::other).
    pub blank: Option<usize>,
}

/// A type of a union.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct UnionVariant {
    /// Its name.
    pub ident: Ident,
    /// The type.
    pub ty: RustType,
    /// Its documentation.
    pub docs: Docs,
    /// The types that are converted into the union as this variant.
    pub from: Vec<RustType>,
}

/// The variant of a union that holds any JSON.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Other {
    /// Its name.
    pub ident: Ident,
    /// Its documentation.
    pub docs: Docs,
}

/// How values of some types of JSON are read.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Arm {
    /// The types of JSON; none where there is no other.
    pub kinds: Vec<JsonKind>,
    /// How their values are read.
    pub pick: Pick,
}

/// How a variant is picked.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Pick {
    /// By the value of a property.
    Tagged {
        /// The property.
        property: String,
        /// The values, and the variants that have one of them.
        choices: Vec<(Vec<String>, Vec<Ident>)>,
        /// The variants that have none; what none of them fits is kept as JSON.
        rest: Vec<Ident>,
    },
    /// By trying these, or the only one.
    Fitting(Vec<Ident>),
}

/// A type of JSON, as a reader sees it coming.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum JsonKind {
    /// `true` or `false`.
    Bool,
    /// A number.
    Number,
    /// A string.
    String,
    /// A list.
    Array,
    /// An object.
    Object,
}

/// A type of Rust.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum RustType {
    /// `bool`.
    Bool,
    /// `i8`.
    I8,
    /// `u8`.
    U8,
    /// `i16`.
    I16,
    /// `u16`.
    U16,
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
    /// `Number` of the run time: a number with all its digits.
    Number,
    /// `String`.
    String,
    /// `Base64` of the run time.
    Base64,
    /// `JsonValue` of the run time: any JSON.
    Json,
    /// `FilePart`: a file in a body of several parts.
    File,
    /// A type of another crate.
    Foreign(Foreign),
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

impl RustType {
    /// Returns the type inside lists, maps and everything else that wraps one.
    pub(crate) fn leaf(&self) -> &Self {
        match self {
            Self::Vec(inner)
            | Self::Map(inner)
            | Self::Option(inner)
            | Self::Nullable(inner)
            | Self::Boxed(inner) => inner.leaf(),
            leaf => leaf,
        }
    }

    /// As [`leaf`](Self::leaf), to change it.
    pub(crate) fn leaf_mut(&mut self) -> &mut Self {
        match self {
            Self::Vec(inner)
            | Self::Map(inner)
            | Self::Option(inner)
            | Self::Nullable(inner)
            | Self::Boxed(inner) => inner.leaf_mut(),
            leaf => leaf,
        }
    }
}

/// A type of another crate.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Foreign {
    /// Its path.
    pub path: String,
    /// What it is on the wire.
    pub via: Via,
}

/// How a type of another crate is written and read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Via {
    /// As a string, with `FromStr` and `Display`.
    Text,
    /// As a number, with `FromStr` and `Display`.
    Digits,
    /// As any JSON, with serde.
    Serde,
}

impl TypeFile {
    /// Whether its types run a regular expression.
    pub(crate) fn has_pattern(&self) -> bool {
        self.items.iter().any(|item| match item {
            Item::Struct(item) => item
                .checks
                .iter()
                .any(|check| matches!(check, Check::Value(check) if check.has_pattern())),
            Item::Union(item) => item
                .checks
                .iter()
                .any(|(_, checks)| checks.iter().any(ValueCheck::has_pattern)),
            Item::Enum(_) => false,
        })
    }
}
