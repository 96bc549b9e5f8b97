//! What each key of an object of the standard holds, and what becomes of a value that is not that.
//!
//! `openapiv3` gives up a whole document over one value of the wrong type. Here each is read as
//! what it plainly means (`"true"` as `true`, `3.0` as `3`) or left out, and reported either way.

use serde_json::{Map, Number, Value};

use super::{Ctx, Kind, join};
use crate::diagnostic::{Diagnostic, Place, code};
use crate::grammar::OTHER_METHODS;

/// What a key holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Expect {
    Text,
    Flag,
    /// A number that is not negative and has no fraction.
    Count,
    Number,
    Texts,
    List,
    Mapping,
}

use Expect::{Count, Flag, List, Mapping, Text, Texts};

const SCHEMA: &[(&str, Expect)] = &[
    ("title", Text),
    ("description", Text),
    ("format", Text),
    ("pattern", Text),
    ("nullable", Flag),
    ("readOnly", Flag),
    ("writeOnly", Flag),
    ("deprecated", Flag),
    ("uniqueItems", Flag),
    ("minLength", Count),
    ("maxLength", Count),
    ("minItems", Count),
    ("maxItems", Count),
    ("minProperties", Count),
    ("maxProperties", Count),
    ("multipleOf", Expect::Number),
    ("minimum", Expect::Number),
    ("maximum", Expect::Number),
    ("required", Texts),
    ("enum", List),
    ("examples", List),
    ("allOf", List),
    ("oneOf", List),
    ("anyOf", List),
    ("prefixItems", List),
    ("patternProperties", Mapping),
    ("dependentRequired", Mapping),
    ("dependentSchemas", Mapping),
    ("dependencies", Mapping),
    ("minContains", Count),
    ("maxContains", Count),
    ("properties", Mapping),
    ("externalDocs", Mapping),
    ("discriminator", Mapping),
];

const COMPONENTS: &[(&str, Expect)] = &[
    ("schemas", Mapping),
    ("responses", Mapping),
    ("parameters", Mapping),
    ("examples", Mapping),
    ("requestBodies", Mapping),
    ("headers", Mapping),
    ("securitySchemes", Mapping),
    ("links", Mapping),
    ("callbacks", Mapping),
    ("pathItems", Mapping),
];

const OPERATION: &[(&str, Expect)] = &[
    ("operationId", Text),
    ("summary", Text),
    ("description", Text),
    ("deprecated", Flag),
    ("tags", Texts),
    ("parameters", List),
    ("servers", List),
    ("security", List),
    ("responses", Mapping),
    ("requestBody", Mapping),
    ("callbacks", Mapping),
    ("externalDocs", Mapping),
];

const PARAMETER: &[(&str, Expect)] = &[
    ("name", Text),
    ("in", Text),
    ("description", Text),
    ("style", Text),
    ("required", Flag),
    ("deprecated", Flag),
    ("explode", Flag),
    ("allowReserved", Flag),
    ("allowEmptyValue", Flag),
    ("content", Mapping),
    ("examples", Mapping),
];

/// `title` and `version` are seen to where they are filled in.
const INFO: &[(&str, Expect)] = &[
    ("summary", Text),
    ("description", Text),
    ("termsOfService", Text),
    ("contact", Mapping),
    ("license", Mapping),
];

const CONTACT: &[(&str, Expect)] = &[("name", Text), ("url", Text), ("email", Text)];

const LICENSE: &[(&str, Expect)] = &[("name", Text), ("url", Text), ("identifier", Text)];

fn expected(kind: Kind) -> &'static [(&'static str, Expect)] {
    match kind {
        Kind::Document => &[
            ("info", Mapping),
            ("components", Mapping),
            ("paths", Mapping),
            ("webhooks", Mapping),
            ("x-webhooks", Mapping),
            ("servers", List),
            ("security", List),
            ("tags", List),
            ("externalDocs", Mapping),
        ],
        Kind::PathItem => &[
            ("summary", Text),
            ("description", Text),
            ("parameters", List),
            ("servers", List),
            (OTHER_METHODS, Mapping),
        ],
        Kind::Operation => OPERATION,
        Kind::Parameter | Kind::Header => PARAMETER,
        Kind::RequestBody => &[
            ("description", Text),
            ("required", Flag),
            ("content", Mapping),
        ],
        Kind::MediaType => &[("examples", Mapping), ("encoding", Mapping)],
        Kind::Response => &[
            ("description", Text),
            ("headers", Mapping),
            ("content", Mapping),
            ("links", Mapping),
        ],
        Kind::Encoding => &[
            ("contentType", Text),
            ("headers", Mapping),
            ("style", Text),
            ("explode", Flag),
            ("allowReserved", Flag),
        ],
        Kind::Schema => SCHEMA,
        Kind::SecurityScheme => &[
            ("description", Text),
            ("scheme", Text),
            ("name", Text),
            ("bearerFormat", Text),
        ],
        Kind::Components => COMPONENTS,
        Kind::Paths | Kind::Responses | Kind::Callback | Kind::Link | Kind::Example => &[],
    }
}

/// Mends the values of one object.
pub(super) fn mend(ctx: &mut Ctx<'_>, kind: Kind, map: &mut Map<String, Value>, pointer: &str) {
    if kind == Kind::Document {
        ctx.names_of_tags(map);
        info(ctx, map);
    }
    mend_keys(ctx, expected(kind), map, pointer);
}

/// Mends what a description says of itself, so that one wrong key of it does not cost the others.
fn info(ctx: &mut Ctx<'_>, document: &mut Map<String, Value>) {
    let Some(Value::Object(info)) = document.get_mut("info") else {
        return;
    };
    mend_keys(ctx, INFO, info, "/info");
    for (key, keys) in [("contact", CONTACT), ("license", LICENSE)] {
        if let Some(Value::Object(map)) = info.get_mut(key) {
            mend_keys(ctx, keys, map, &join("/info", &[key]));
        }
    }
}

pub(super) fn mend_keys(
    ctx: &mut Ctx<'_>,
    keys: &[(&str, Expect)],
    map: &mut Map<String, Value>,
    pointer: &str,
) {
    for (key, expect) in keys {
        let Some(value) = map.get_mut(*key) else {
            continue;
        };
        if let (Texts, Value::Array(items)) = (expect, &mut *value) {
            ctx.texts(key, items, pointer);
            continue;
        }
        // `key: null` and no key at all say the same of every one of these.
        let outcome = if value.is_null() {
            Outcome::Drop { silent: true }
        } else if *expect == Text && (value.is_number() || value.is_boolean()) {
            let place = join(pointer, &[key]);
            Outcome::Mended(Value::String(ctx.as_text(value, &place)))
        } else {
            check(*expect, value)
        };
        let (message, help) = match outcome {
            Outcome::Right => continue,
            // Since 3.1, a number without a fraction is an integer, however it is written.
            Outcome::Mended(mended) if *expect == Count && value.is_number() && !ctx.is_3_0 => {
                *value = mended;
                continue;
            }
            Outcome::Mended(mended) => {
                let message = format!("`{key}` must be {}, not {}", expect.name(), describe(value));
                let help = format!("it is read as `{mended}`; write it so");
                *value = mended;
                (message, help)
            }
            Outcome::Drop { silent } => {
                let message = format!("`{key}` must be {}, not {}", expect.name(), describe(value));
                map.shift_remove(*key);
                if silent {
                    continue;
                }
                (message, "it is left out; correct or remove it".to_owned())
            }
        };
        let place = Place::value(&ctx.source, join(pointer, &[key]));
        let diagnostic = Diagnostic::warning(code::WRONG_TYPE, place, message).help(help);
        ctx.diagnostics.push(diagnostic);
    }
}

enum Outcome {
    Right,
    Mended(Value),
    Drop { silent: bool },
}

fn check(expect: Expect, value: &Value) -> Outcome {
    let right = match expect {
        Text => value.is_string(),
        Flag => value.is_boolean(),
        Count => value.is_u64(),
        Expect::Number => value.is_number(),
        Texts | List => value.is_array(),
        Mapping => value.is_object(),
    };
    if right {
        return Outcome::Right;
    }
    let mended = match (expect, value) {
        (Flag, Value::String(text)) => text.parse().ok().map(Value::Bool),
        (Count, Value::Number(number)) => number.as_f64().and_then(whole),
        (Count, Value::String(text)) => text.parse::<u64>().ok().map(Value::from),
        (Expect::Number, Value::String(text)) => text.parse::<Number>().ok().map(Value::Number),
        (Texts, Value::String(_)) => Some(Value::Array(vec![value.clone()])),
        _ => None,
    };
    mended.map_or(Outcome::Drop { silent: false }, Outcome::Mended)
}

/// A float that is a whole number and not negative, as an integer.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "the range is checked"
)]
fn whole(number: f64) -> Option<Value> {
    let fits = number.fract() == 0.0 && (0.0..9e15).contains(&number);
    fits.then(|| Value::from(number as u64))
}

impl Expect {
    fn name(self) -> &'static str {
        match self {
            Self::Text => "a string",
            Self::Flag => "a boolean",
            Self::Count => "a whole number from 0 up",
            Self::Number => "a number",
            Self::Texts => "a list of strings",
            Self::List => "a list",
            Self::Mapping => "a mapping",
        }
    }
}

/// Says what a value is, for a message.
pub(super) fn describe(value: &Value) -> String {
    match value {
        Value::Null => "null".to_owned(),
        Value::Bool(flag) => format!("the boolean `{flag}`"),
        Value::Number(number) => format!("the number `{number}`"),
        Value::String(text) => {
            let start: String = text.chars().take(40).collect();
            format!("the string `{start}`")
        }
        Value::Array(_) => "a list".to_owned(),
        Value::Object(_) => "a mapping".to_owned(),
    }
}
