//! Documentation: what a description says, in the words of rustdoc.

use serde_json::Value;

use super::encoded;
use super::markdown;
use super::plan::{Docs, Ident};
use super::urls;
use crate::model::api::{Annotations, Link};

/// The longest example that is shown, in characters.
const LONGEST_EXAMPLE: usize = 200;

/// Types at the root of a crate. A test finds them in what is emitted.
const AT_ROOT: &[&str] = &[
    "Bytes",
    "Call",
    "CallFuture",
    "CancelSignal",
    "Client",
    "ClientBuilder",
    "ClientCredentials",
    "Decode",
    "DecodeError",
    "Encode",
    "Error",
    "ErrorKind",
    "HeaderMap",
    "Method",
    "Options",
    "Outgoing",
    "PageItems",
    "Pages",
    "RequestBody",
    "Response",
    "RetryMode",
    "Server",
    "StatusCode",
    "Token",
    "TokenFuture",
    "TokenSource",
    "Violation",
];

impl Docs {
    /// One paragraph of our own words.
    pub(super) fn line(text: impl Into<String>) -> Self {
        Self(vec![text.into()])
    }

    /// Documentation from the Markdown of a description.
    pub(super) fn markdown(text: &str) -> Self {
        Self(markdown::lines(text))
    }

    /// Adds a paragraph.
    pub(super) fn paragraph(mut self, lines: impl IntoIterator<Item = String>) -> Self {
        let mut lines = lines.into_iter().peekable();
        if lines.peek().is_some() && !self.0.is_empty() {
            self.0.push(String::new());
        }
        self.0.extend(lines);
        self
    }

    /// Adds what another says.
    pub(super) fn then(self, other: Self) -> Self {
        self.paragraph(other.0)
    }
}

/// What a description says of a type, or a sentence of ours where it is silent.
pub(super) fn of_type(annotations: &Annotations, silent: impl FnOnce() -> String) -> Docs {
    let said = annotations
        .description
        .as_deref()
        .filter(|text| !text.trim().is_empty())
        .or(annotations.title.as_deref())
        .map(Docs::markdown);
    let docs = said
        .filter(|docs| !docs.0.is_empty())
        .unwrap_or_else(|| Docs::line(silent()));
    external(docs, annotations.external_docs.as_ref())
}

/// What a description says of a property.
pub(super) fn of_field(annotations: &Annotations, wire_name: &str, format: Option<&str>) -> Docs {
    let docs = of_value(annotations, "property", wire_name);
    match format {
        Some(format) => docs.paragraph([format!("Format: `{}`", code(format))]),
        None => docs,
    }
}

/// What a description says of a property that is bytes: its example is what the bytes are.
pub(super) fn of_bytes(annotations: &Annotations, wire_name: &str) -> Docs {
    let sent = annotations.examples.first().and_then(Value::as_str);
    let given = sent.and_then(encoded::text_of);
    let Some((given, sent)) = given.and_then(|given| Some((shown(&given.into())?, sent?))) else {
        return of_field(annotations, wire_name, None);
    };
    let mut others = annotations.clone();
    others.examples.clear();
    let sent = shown(&sent.into()).map(|sent| format!(", which is sent as {sent}"));
    let example = format!("Example: {given}{}", sent.unwrap_or_default());
    of_field(&others, wire_name, None).paragraph([example])
}

/// What a description says of a parameter.
pub(super) fn of_parameter(annotations: &Annotations, wire_name: &str) -> Docs {
    of_value(annotations, "parameter", wire_name)
}

/// What a description says of a header of an answer.
pub(super) fn of_header(annotations: &Annotations, wire_name: &str) -> Docs {
    of_value(annotations, "header", wire_name)
}

fn of_value(annotations: &Annotations, what: &str, wire_name: &str) -> Docs {
    let silent = || format!("The {what} `{}`.", code(wire_name));
    let docs = of_type(annotations, silent);
    let docs = docs.paragraph(default(annotations));
    docs.paragraph(example(annotations))
}

/// A link to a type of the description, which is no type at the root of the crate.
pub(super) fn type_link(name: &Ident) -> String {
    let name = name.plain();
    let module = if AT_ROOT.contains(&name) {
        "types::"
    } else {
        ""
    };
    format!("[`{module}{name}`](crate::types::{name})")
}

/// Adds where more documentation is.
pub(super) fn external(docs: Docs, link: Option<&Link>) -> Docs {
    let Some(link) = link else {
        return docs;
    };
    let what = link.description.as_deref().unwrap_or("See also");
    docs.paragraph(markdown::lines(&format!(
        "{}: {}",
        one_line(what),
        link.url
    )))
}

/// The default, unless the text says it already.
pub(super) fn default(annotations: &Annotations) -> Option<String> {
    let default = annotations.default.as_ref()?;
    let said = annotations.description.as_deref().unwrap_or_default();
    if said.to_lowercase().contains("defaults to") || said.to_lowercase().contains("default:") {
        return None;
    }
    shown(default).map(|value| format!("Default: {value}"))
}

/// The example, where it shows more than the type does.
fn example(annotations: &Annotations) -> Option<String> {
    let telling = annotations
        .examples
        .first()
        .filter(|value| !value.is_boolean() && !value.is_null());
    shown(telling?).map(|value| format!("Example: {value}"))
}

/// A value as code, unless it is too long to show.
fn shown(value: &Value) -> Option<String> {
    let text = match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    let short = text.chars().count() <= LONGEST_EXAMPLE && !text.trim().is_empty();
    short.then(|| format!("`{}`", code(&text)))
}

/// Text for inside backticks: one line, no backtick.
pub(super) fn code(text: &str) -> String {
    let line = one_line(text);
    line.replace('`', "'")
}

/// A text as one line.
pub(super) fn one_line(text: &str) -> String {
    let text = markdown::visible(text);
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    line.chars().filter(|c| !c.is_control()).collect()
}

/// Text as a part of a line of Markdown, where it says nothing but itself. URLs are links.
pub(super) fn inline(text: &str) -> String {
    let line = one_line(text);
    let (mut out, mut rest) = (String::new(), line.as_str());
    while let Some((start, end)) = urls::next_url(rest) {
        push_escaped(&rest[..start], &mut out);
        out.extend(["<", &rest[start..end], ">"]);
        rest = &rest[end..];
    }
    push_escaped(rest, &mut out);
    out
}

fn push_escaped(text: &str, out: &mut String) {
    for c in text.chars() {
        match c {
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '[' | ']' | '|' | '\\' | '`' => out.extend(['\\', c]),
            _ => out.push(c),
        }
    }
}

/// Why something should not be used any more, where the description says that it should not.
pub(super) fn deprecation(deprecated: bool, description: Option<&str>) -> Option<String> {
    deprecated.then(|| {
        // A line may end in the middle of a sentence.
        let lines = description.unwrap_or_default().lines().map(str::trim);
        let lines: Vec<&str> = lines.collect();
        let paragraphs = lines.split(|line| line.is_empty());
        let paragraphs: Vec<String> = paragraphs.map(|lines| lines.join(" ")).collect();
        let mut sentences = paragraphs.iter().flat_map(|text| text.split(". "));
        let reason = sentences.find(|sentence| sentence.to_lowercase().contains("deprecated"));
        reason.map_or_else(|| "the API marks it as deprecated".to_owned(), inline)
    })
}

#[cfg(test)]
mod tests {
    use super::inline;

    #[test]
    fn a_url_in_a_line_is_a_link_and_all_else_is_text() {
        let text = "Use a [New](https://example.com/new) one, or\n<https://example.com/`x`>";
        let expected = "Use a \\[New\\](<https://example.com/new>) one, or \
                        &lt;<https://example.com/>\\`x\\`&gt;";
        assert_eq!(inline(text), expected);
    }
}
