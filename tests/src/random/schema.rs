//! The schemas that a random description is made of, and the strategies that make them up.

use std::ops::RangeInclusive;

use proptest::prelude::*;
use proptest::sample::{select, subsequence};
use serde_json::{Value, json};

/// A description: schemas under `components`, each the body of an operation of its own.
#[derive(Debug, Clone)]
pub struct Description {
    /// The version of the standard that it is written in.
    pub version: Version,
    /// The schemas. References are indices of this list.
    pub schemas: Vec<Schema>,
}

/// A version of the standard.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Version {
    /// 3.0: `nullable`, no `const`.
    V30,
    /// 3.1: JSON Schema 2020-12.
    V31,
}

/// A schema.
#[derive(Debug, Clone)]
pub enum Schema {
    /// `{}`.
    Anything,
    /// `type: boolean`.
    Boolean,
    /// `type: string`, with a format, and how long it is.
    Text(Option<&'static str>, Option<(usize, usize)>),
    /// `type: integer`, with a format, and its bounds.
    Whole(Option<&'static str>, Option<(i64, i64)>),
    /// `type: number`, with a format.
    Decimal(Option<&'static str>),
    /// `enum`, with the `type` where all values have one and it is said.
    Values(Vec<Value>, bool),
    /// `const`.
    Constant(Value),
    /// `type: array`.
    List(Box<Schema>),
    /// `type: object`.
    Object(Object),
    /// `allOf`.
    All(Vec<Schema>),
    /// `oneOf` or `anyOf`.
    Choice(Choice),
    /// A choice with properties beside it.
    Beside(Object, Choice),
    /// Or `null`.
    Nullable(Box<Schema>),
    /// `$ref`, to the schema of the description with this index, counted around.
    Reference(usize),
    /// `oneOf` with a discriminator. Only at the top.
    Tagged(Tagged),
    /// A discriminator whose children are it and more (`allOf`). Only at the top.
    Family(Tagged),
}

/// A choice among schemas.
#[derive(Debug, Clone)]
pub struct Choice {
    /// How it is written.
    pub keyword: Keyword,
    /// The schemas.
    pub members: Vec<Schema>,
}

/// How a choice is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Keyword {
    /// `oneOf`.
    OneOf,
    /// `anyOf`.
    AnyOf,
}

/// An object.
#[derive(Debug, Clone)]
pub struct Object {
    /// Its properties, no two of one name.
    pub properties: Vec<Property>,
    /// What is said of others.
    pub additional: Additional,
}

/// A property of an object.
#[derive(Debug, Clone)]
pub struct Property {
    /// Its name.
    pub name: &'static str,
    /// What it is.
    pub schema: Schema,
    /// Whether it is always there.
    pub required: bool,
    /// Which way it travels.
    pub access: Access,
}

/// Which way a property travels.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Access {
    /// Both ways.
    Both,
    /// `readOnly`.
    ReadOnly,
    /// `writeOnly`.
    WriteOnly,
}

/// What an object says of properties that it does not name.
#[derive(Debug, Clone)]
pub enum Additional {
    /// Nothing.
    Silent,
    /// `false`.
    Closed,
    /// `true`.
    Any,
    /// A schema.
    Typed(Box<Schema>),
}

/// Objects that a property tells apart.
#[derive(Debug, Clone)]
pub struct Tagged {
    /// The property.
    pub property: &'static str,
    /// What `mapping` says.
    pub mapping: Mapping,
    /// What the objects say of the property.
    pub inside: Inside,
    /// The objects.
    pub members: Vec<Object>,
}

/// What `mapping` says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mapping {
    /// Nothing: names and constants tell.
    Absent,
    /// Each member by its name.
    ByName,
    /// Each member by a reference.
    ByReference,
    /// The first member only.
    Partial,
    /// Each member twice.
    Twice,
}

/// What the objects say of the property that tells them apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Inside {
    /// That it is a string.
    Text,
    /// Its value.
    Constant,
    /// Nothing.
    Absent,
}

/// What properties are called: plain, keywords, names that generated code needs itself, some that
/// collide, and some that are no names at all.
const PROPERTIES: &[&str] = &[
    "id",
    "name",
    "type",
    "self",
    "Self",
    "crate",
    "new",
    "input",
    "object",
    "key",
    "value",
    "out",
    "a-b",
    "a_b",
    "aB",
    "",
    "3d",
    "é",
    "日本",
    "x y",
    "foo",
    "_",
    "-",
    "null",
    "$ref",
    "default",
    "additional_properties",
    "additionalProperties",
    "exclusive",
    "checks",
];

const STRINGS: &[&str] = &[
    "",
    " ",
    "a",
    "A",
    "b",
    "a-b",
    "a_b",
    "+",
    "-",
    "é",
    "日本",
    "type",
    "self",
    "Unknown",
    "Several",
    "Other",
    "1",
    "1.5",
    "null",
    "true",
    "\"",
    "\\",
    "two words",
];

/// Strategy for a description with so many schemas.
pub fn description(schemas: RangeInclusive<usize>) -> impl Strategy<Value = Description> {
    let version = select(&[Version::V30, Version::V31][..]);
    (version, prop::collection::vec(top(), schemas))
        .prop_map(|(version, schemas)| Description { version, schemas })
}

/// A schema that stands under `components`.
fn top() -> impl Strategy<Value = Schema> {
    let inner = schema().prop_filter("a name for another is no schema of its own", |schema| {
        !matches!(schema, Schema::Reference(_))
    });
    prop_oneof![
        8 => inner,
        4 => object(schema().boxed()).prop_map(Schema::Object),
        1 => tagged().prop_map(Schema::Tagged),
        1 => tagged().prop_map(|tagged| {
            // The parent says what the property is.
            let inside = if tagged.inside == Inside::Constant { Inside::Constant } else { Inside::Absent };
            Schema::Family(Tagged { inside, ..tagged })
        }),
    ]
}

fn schema() -> impl Strategy<Value = Schema> {
    leaf().prop_recursive(4, 24, 4, |inner| {
        let inner = inner.boxed();
        let several = prop::collection::vec(inner.clone(), 1..4);
        let several = several.boxed();
        let objects = prop::collection::vec(
            prop_oneof![
                3 => object(inner.clone()).prop_map(open).prop_map(Schema::Object),
                1 => choice(several.clone()).prop_map(Schema::Choice),
                1 => inner.clone(),
            ],
            1..4,
        );
        prop_oneof![
            2 => inner.clone().prop_map(|items| Schema::List(Box::new(items))),
            5 => object(inner.clone()).prop_map(Schema::Object),
            2 => objects.prop_map(Schema::All),
            3 => choice(several.clone()).prop_map(Schema::Choice),
            1 => (object(inner.clone()).prop_map(open), choice(several))
                .prop_map(|(object, choice)| Schema::Beside(object, choice)),
            2 => inner.prop_map(|schema| Schema::Nullable(Box::new(schema))),
        ]
    })
}

fn leaf() -> impl Strategy<Value = Schema> {
    let text = &[
        None,
        Some("date"),
        Some("date-time"),
        Some("uuid"),
        Some("byte"),
        Some("made-up"),
    ];
    let whole = &[
        None,
        Some("int8"),
        Some("int16"),
        Some("int32"),
        Some("int64"),
        Some("uint8"),
        Some("uint16"),
        Some("uint32"),
        Some("uint64"),
    ];
    let decimal = &[None, Some("double"), Some("float"), Some("decimal")];
    let lengths = prop::option::weighted(0.2, (0..3_usize, 3..6_usize));
    let range = prop::option::weighted(0.2, (-3..3_i64, 3..90_i64));
    prop_oneof![
        1 => Just(Schema::Anything),
        2 => Just(Schema::Boolean),
        4 => (select(&text[..]), lengths).prop_map(|(format, lengths)| Schema::Text(format, lengths)),
        3 => (select(&whole[..]), range).prop_map(|(format, range)| Schema::Whole(format, range)),
        2 => select(&decimal[..]).prop_map(Schema::Decimal),
        4 => (constants(), any::<bool>()).prop_map(|(values, typed)| Schema::Values(values, typed)),
        1 => constants().prop_map(|mut values| Schema::Constant(values.remove(0))),
        4 => (0..100_usize).prop_map(Schema::Reference),
    ]
}

/// Values of an `enum`, at least one.
fn constants() -> impl Strategy<Value = Vec<Value>> {
    let strings = subsequence(STRINGS.to_vec(), 1..5)
        .prop_map(|strings| strings.into_iter().map(Value::from).collect());
    let integers = prop::collection::vec((-3..300_i64).prop_map(Value::from), 1..4);
    let numbers = prop::collection::vec(
        select(vec![json!(0.5), json!(1), json!(-2.25), json!(1e30)]),
        1..4,
    );
    let mixed = subsequence(
        vec![json!("a"), json!(1), json!(true), json!(""), json!(0.5)],
        1..4,
    );
    let booleans = subsequence(vec![json!(true), json!(false)], 1..=2);
    prop_oneof![5 => strings, 2 => integers, 1 => numbers, 1 => mixed, 1 => booleans]
}

fn choice(members: BoxedStrategy<Vec<Schema>>) -> impl Strategy<Value = Choice> {
    let keyword = select(&[Keyword::OneOf, Keyword::AnyOf][..]);
    (keyword, members).prop_map(|(keyword, members)| Choice { keyword, members })
}

fn object(inner: BoxedStrategy<Schema>) -> impl Strategy<Value = Object> {
    let additional = prop_oneof![
        6 => Just(Additional::Silent),
        1 => Just(Additional::Closed),
        1 => Just(Additional::Any),
        2 => inner.clone().prop_map(|schema| Additional::Typed(Box::new(schema))),
    ];
    let access = prop_oneof![
        20 => Just(Access::Both),
        1 => Just(Access::ReadOnly),
        1 => Just(Access::WriteOnly),
    ];
    let said = (inner, any::<bool>(), access);
    let properties = subsequence(PROPERTIES.to_vec(), 0..5)
        .prop_flat_map(move |names| {
            let said = prop::collection::vec(said.clone(), names.len());
            (Just(names), said)
        })
        .prop_map(|(names, said)| {
            let properties = names.into_iter().zip(said);
            properties
                .map(|(name, (schema, required, access))| Property {
                    name,
                    schema,
                    required,
                    access,
                })
                .collect()
        });
    (properties, additional).prop_map(|(properties, additional)| Object {
        properties,
        additional,
    })
}

/// An object that others may be merged with.
fn open(object: Object) -> Object {
    Object {
        additional: Additional::Silent,
        ..object
    }
}

fn tagged() -> impl Strategy<Value = Tagged> {
    let mappings = &[
        Mapping::Absent,
        Mapping::ByName,
        Mapping::ByReference,
        Mapping::Partial,
        Mapping::Twice,
    ];
    let inside = select(&[Inside::Text, Inside::Constant, Inside::Absent][..]);
    let members = prop::collection::vec(object(leaf().boxed()).prop_map(open), 1..4);
    let property = select(&["kind", "@type", "objectType"][..]);
    (property, select(&mappings[..]), inside, members).prop_map(
        |(property, mapping, inside, members)| Tagged {
            property,
            mapping,
            inside,
            members,
        },
    )
}
