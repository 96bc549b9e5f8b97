//! Parameters that are more than a word or a list of words in the usual style of their place: in
//! the styles of RFC 6570, as `OpenAPI` has them, or as JSON.
#![allow(dead_code, reason = "an API may not need all of it")]

use std::fmt::Write as _;

use serde_json::Value;

use crate::runtime::json::{self, Encode};
use crate::runtime::{FormStyle, Outgoing, form_encode, form_joined, form_reserved, path};

/// How a parameter is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct ParameterStyle {
    operator: Operator,
    explode: bool,
    reserved: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Operator {
    Simple,
    Label,
    Matrix,
    Form,
    Cookie,
    Json,
}

impl ParameterStyle {
    /// `blue,black,brown`
    pub(crate) const SIMPLE: Self = Self::of(Operator::Simple);
    /// `.blue,black,brown`
    pub(crate) const LABEL: Self = Self::of(Operator::Label);
    /// `;color=blue,black,brown`
    pub(crate) const MATRIX: Self = Self::of(Operator::Matrix);
    /// A cookie whose value is percent-encoded.
    pub(crate) const FORM: Self = Self::of(Operator::Form);
    /// A cookie as it is. What none can hold is refused.
    pub(crate) const COOKIE: Self = Self::of(Operator::Cookie);
    /// A JSON text.
    pub(crate) const JSON: Self = Self::of(Operator::Json);

    const fn of(operator: Operator) -> Self {
        Self {
            operator,
            explode: false,
            reserved: false,
        }
    }

    /// The same, with each item and each property by itself.
    pub(crate) const fn exploded(self) -> Self {
        Self {
            explode: true,
            ..self
        }
    }

    /// The same, with reserved characters and what is percent-encoded as they are, unless they would
    /// end the value there.
    pub(crate) const fn reserved(self) -> Self {
        Self {
            reserved: true,
            ..self
        }
    }
}

/// What a value consists of. What is `null` is no part of it.
enum Parts {
    Word(String),
    Items(Vec<String>),
    Properties(Vec<(String, String)>),
}

impl Parts {
    /// Returns what there is of a value: nothing of `null`, of an empty list and an empty object.
    fn of(value: &Value) -> Option<Self> {
        let words = || form_joined(value);
        match value {
            Value::Null => None,
            Value::Array(_) => Some(words()).filter(|it| !it.is_empty()).map(Self::Items),
            Value::Object(_) => {
                let words = words();
                let pairs = words.chunks_exact(2);
                let pairs = pairs.map(|pair| (pair[0].clone(), pair[1].clone()));
                (!words.is_empty()).then(|| Self::Properties(pairs.collect()))
            }
            _ => words().pop().map(Self::Word),
        }
    }

    /// The same with every text encoded. In names of properties nothing reserved stays.
    fn encoded(self, encode: impl Fn(&str) -> String) -> Self {
        match self {
            Self::Word(word) => Self::Word(encode(&word)),
            Self::Items(items) => Self::Items(items.iter().map(|item| encode(item)).collect()),
            Self::Properties(properties) => {
                let properties = properties.iter();
                let encoded = properties.map(|(key, value)| (path::encoded(key), encode(value)));
                Self::Properties(encoded.collect())
            }
        }
    }

    /// All of it with commas between: names and values of properties in turn.
    fn joined(self) -> String {
        match self {
            Self::Word(word) => word,
            Self::Items(items) => items.join(","),
            Self::Properties(properties) => {
                let properties = properties.into_iter();
                let words: Vec<String> = properties.flat_map(<[String; 2]>::from).collect();
                words.join(",")
            }
        }
    }

    /// As joined, or with properties as `name=value` if it is exploded.
    fn between(self, separator: &str, explode: bool) -> String {
        match self {
            Self::Items(items) if explode => items.join(separator),
            Self::Properties(properties) if explode => {
                let pairs: Vec<String> = properties
                    .iter()
                    .map(|(name, value)| format!("{name}={value}"))
                    .collect();
                pairs.join(separator)
            }
            other => other.joined(),
        }
    }

    /// As pairs of names and values.
    fn pairs(self, name: &str, explode: bool) -> Vec<(String, String)> {
        match self {
            Self::Items(items) if explode => {
                let items = items.into_iter();
                items.map(|item| (name.to_owned(), item)).collect()
            }
            Self::Properties(properties) if explode => properties,
            other => vec![(name.to_owned(), other.joined())],
        }
    }
}

/// Returns an encoded value as it stands in a path or in a header.
fn expanded(name: &str, parts: Parts, style: ParameterStyle) -> String {
    match style.operator {
        Operator::Label => format!(".{}", parts.between(".", style.explode)),
        Operator::Matrix => {
            let pairs = parts.pairs(&path::encoded(name), style.explode);
            let pairs = pairs.iter().map(|(name, value)| match value.as_str() {
                "" => format!(";{name}"),
                value => format!(";{name}={value}"),
            });
            pairs.collect()
        }
        Operator::Simple | Operator::Form | Operator::Cookie | Operator::Json => {
            parts.between(",", style.explode)
        }
    }
}

/// Returns a value as it stands in a path.
fn in_path(name: &str, value: &Value, style: ParameterStyle) -> String {
    let parts = match style.operator {
        Operator::Json => Parts::Word(value.to_string()),
        // A path can't leave anything out.
        _ => Parts::of(value).unwrap_or_else(|| Parts::Word(String::new())),
    };
    let ends: &[char] = match (style.operator, &parts) {
        (Operator::Matrix, Parts::Word(_)) => &[';'],
        (_, Parts::Word(_)) => &[],
        _ => &[',', ';', '='],
    };
    let parts = parts.encoded(|text| {
        if style.reserved {
            path::reserved_in_path(text, ends)
        } else {
            path::encoded(text)
        }
    });
    expanded(name, parts, style)
}

/// Returns a value as it stands in a header; nothing if there is none.
fn in_header(name: &str, value: &Value, style: ParameterStyle) -> Option<String> {
    if style.operator == Operator::Json {
        return Some(in_ascii(&value.to_string()));
    }
    Some(expanded(name, Parts::of(value)?, style))
}

/// A JSON text whose every character stands in a header.
fn in_ascii(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for character in text.chars() {
        if character.is_ascii() {
            out.push(character);
        } else {
            let mut units = [0; 2];
            for unit in character.encode_utf16(&mut units) {
                // Writing to a `String` cannot fail.
                let _ = write!(out, "\\u{unit:04x}");
            }
        }
    }
    out
}

/// Returns the cookies that a value is. `Err` says what is wrong with it.
fn in_cookies(
    name: &str,
    value: &Value,
    style: ParameterStyle,
) -> Result<Vec<(String, String)>, String> {
    let parts = match style.operator {
        Operator::Json => Some(Parts::Word(value.to_string())),
        _ => Parts::of(value),
    };
    let Some(parts) = parts else {
        return Ok(Vec::new());
    };
    if style.operator != Operator::Cookie {
        let parts = parts.encoded(|text| {
            if style.reserved {
                path::reserved_in_cookie(text)
            } else {
                path::cookie_value(text)
            }
        });
        return Ok(parts.pairs(name, style.explode));
    }
    let is_fit = match &parts {
        Parts::Word(word) => path::is_cookie(word),
        Parts::Items(items) => items.iter().all(|item| path::is_cookie(item)),
        Parts::Properties(properties) => properties
            .iter()
            .all(|(key, value)| *key == path::encoded(key) && path::is_cookie(value)),
    };
    if !is_fit {
        return Err(format!(
            "the value of cookie `{name}` must not hold spaces, quotes, commas, semicolons, \
             backslashes or what is not ASCII"
        ));
    }
    Ok(parts.pairs(name, style.explode))
}

/// How a whole query is written, see [`Outgoing::whole_query`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum QueryContent {
    /// As the fields of a form, and how those travel that do not travel as usual.
    Form(&'static [(&'static str, FormStyle)]),
    /// As a JSON text.
    Json,
    /// As text.
    Text,
}

impl Outgoing {
    /// Fills in the path parameter `{name}`. What comes to nothing, `.` or `..` is refused.
    pub(crate) fn path_value(self, name: &str, value: &dyn Encode, style: ParameterStyle) -> Self {
        self.with_value("path", name, value, |request, value| {
            request.path_encoded(name, &in_path(name, value, style))
        })
    }

    /// Sets a header, unless there is nothing to set.
    pub(crate) fn header_value(
        self,
        name: &str,
        value: &dyn Encode,
        style: ParameterStyle,
    ) -> Self {
        self.with_value("header", name, value, |request, value| {
            match in_header(name, value, style) {
                Some(text) => request.header(name, &text),
                None => request,
            }
        })
    }

    /// The same, in the place of what it was before.
    pub(crate) fn set_header_value(
        mut self,
        name: &str,
        value: &dyn Encode,
        style: ParameterStyle,
    ) -> Self {
        self.draft.request.headers.remove(name);
        self.header_value(name, value, style)
    }

    /// Sets the cookies that a value is, in the place of those of their names.
    pub(crate) fn cookie_value(
        self,
        name: &str,
        value: &dyn Encode,
        style: ParameterStyle,
    ) -> Self {
        self.with_value("cookie", name, value, |mut request, value| {
            match in_cookies(name, value, style) {
                Ok(pairs) => request.draft.request.headers.set_cookies(name, &pairs),
                Err(problem) => request = request.problem(problem),
            }
            request
        })
    }

    /// Sets a query parameter whose reserved characters, and what is percent-encoded in it, stay as
    /// they are, unless they would end it there.
    pub(crate) fn query_reserved(self, name: &str, value: &dyn Encode, style: FormStyle) -> Self {
        self.with_value("query", name, value, |mut request, value| {
            request
                .draft
                .request
                .set_pairs(name, form_reserved(name, value, style));
            request
        })
    }

    /// Sets the whole query.
    pub(crate) fn whole_query(self, name: &str, value: &dyn Encode, content: QueryContent) -> Self {
        self.with_value("query", name, value, |mut request, checked| {
            let query = match content {
                QueryContent::Form(styles) => form_encode(value, styles),
                QueryContent::Json => Ok(path::encoded(&checked.to_string())),
                QueryContent::Text => Ok(path::encoded(checked.as_str().unwrap_or_default())),
            };
            match query {
                Ok(query) => request.draft.request.query = query,
                Err(problem) => request = request.problem(problem),
            }
            request
        })
    }

    /// Checks a value, and does something with it.
    fn with_value(
        self,
        place: &'static str,
        name: &str,
        value: &dyn Encode,
        put: impl FnOnce(Self, &Value) -> Self,
    ) -> Self {
        let checked = self.check_parameter(place, name, &|checks| value.check(checks));
        match json::to_value(value) {
            Ok(value) => put(checked, &value),
            Err(error) => checked.problem(error.to_string()),
        }
    }
}
