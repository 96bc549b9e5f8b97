//! What is checked before a value is sent.

use super::{Ident, Presence, RustType};

/// Something that is checked of a struct.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Check {
    /// The rules of a field's own type.
    Nested(Target),
    /// The rules of the types of the additional properties.
    NestedAdditional(Ident),
    /// A rule of one value.
    Value(ValueCheck),
    /// How many properties there are.
    Size(Option<u64>, Option<u64>),
    /// Fields of which not all may be set.
    Exclusive(Vec<Target>),
    /// Groups of fields of which one must be set.
    AnyGroup(Vec<Vec<Target>>),
    /// Groups of fields of which one must be set, and no other.
    OneGroup(Vec<Vec<Target>>),
    /// A field that is not set without others.
    Dependent(Target, Vec<Target>),
}

/// A property whose presence matters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Target {
    /// The field, or the one with the additional properties.
    pub ident: Ident,
    /// The name on the wire.
    pub wire_name: String,
    /// How it may be missing; none where it is an additional property.
    pub presence: Option<Presence>,
}

/// A rule of one value.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct ValueCheck {
    /// Where the value is.
    pub source: Source,
    /// Its type, without what says that it may be missing.
    pub ty: RustType,
    /// The rule.
    pub rule: ValueRule,
}

/// Where a value that is checked is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Source {
    /// Its place, seen from what is being checked.
    pub at: At,
    /// The expression that names it.
    pub value: Expression,
    /// How the expression holds it.
    pub held: Held,
}

/// The place of a value, seen from what is being checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum At {
    /// It is that.
    Here,
    /// A property.
    Name(String),
    /// What the closure is given.
    Given,
}

/// An expression that names a value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Expression {
    /// A field of `self`.
    Field(Ident),
    /// A variable.
    Local(Ident),
}

/// How an expression holds a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Held {
    /// `T`.
    Owned,
    /// `&T`.
    Borrowed,
    /// `Option<T>`.
    Optional,
    /// `&Option<T>`.
    BorrowedOptional,
    /// `Nullable<T>`.
    Nullable,
    /// `impl AsRef<str>`.
    Text,
    /// `&String`, which a number was written to.
    Written,
}

/// A rule.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum ValueRule {
    /// A floating-point number is neither infinite nor `NaN`.
    Finite,
    /// How many characters a string has.
    Length(Option<u64>, Option<u64>),
    /// A string matches a regular expression: as the description has it, and as it runs.
    Pattern(String, String),
    /// A string is one of these.
    Texts(Vec<String>),
    /// How many items a list has.
    Items(Option<u64>, Option<u64>),
    /// A list has no item twice.
    Unique,
    /// How many items of a list are one of some values, given as JSON.
    Contains(Vec<String>, Option<u64>, Option<u64>),
    /// How many properties a map has.
    Properties(Option<u64>, Option<u64>),
    /// How small or large a number is.
    Bound(Limit, Literal),
    /// A number is a multiple of another.
    MultipleOf(Literal),
    /// The rules of each item of a list, or of each value of a map.
    Each(Vec<ValueCheck>),
    /// The rules of the names of a map.
    Names(Vec<ValueCheck>),
}

impl ValueCheck {
    /// Whether it runs a regular expression.
    pub(crate) fn has_pattern(&self) -> bool {
        match &self.rule {
            ValueRule::Pattern(..) => true,
            ValueRule::Each(checks) | ValueRule::Names(checks) => {
                checks.iter().any(Self::has_pattern)
            }
            ValueRule::Finite
            | ValueRule::Length(..)
            | ValueRule::Texts(_)
            | ValueRule::Items(..)
            | ValueRule::Unique
            | ValueRule::Contains(..)
            | ValueRule::Properties(..)
            | ValueRule::Bound(..)
            | ValueRule::MultipleOf(_) => false,
        }
    }
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
    /// The digits of one that no type holds.
    Digits(String),
}
