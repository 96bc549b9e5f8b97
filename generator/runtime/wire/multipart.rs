//! Bodies of several parts, such as `multipart/form-data`.
#![allow(dead_code, reason = "an API may not need all of it")]

use std::collections::BTreeMap;

use bytes::Bytes;
use http::{HeaderName, HeaderValue};
use serde_json::Value;

use crate::runtime::json::{self, Checks, Encode, Nullable};
use crate::runtime::{FormStyle, Outgoing, RequestBody, form_pairs};

/// A file in a body of several parts: its bytes or a stream of them, and what the server is told
/// of it.
///
/// Made of bytes by `into`, or of anything that becomes a [`RequestBody`] by [`new`](Self::new).
/// Without a name the file is called as its field is, and without a media type of its own it has
/// the one of the description, or else `application/octet-stream`.
#[derive(Debug, Clone, PartialEq)]
pub struct FilePart {
    body: RequestBody,
    file_name: Option<String>,
    headers: Vec<(String, String)>,
}

impl FilePart {
    /// A file of these bytes, or of this stream.
    pub fn new(body: impl Into<RequestBody>) -> Self {
        Self {
            body: body.into(),
            file_name: None,
            headers: Vec::new(),
        }
    }

    /// Sets the name of the file.
    pub fn file_name(mut self, name: impl Into<String>) -> Self {
        self.file_name = Some(name.into());
        self
    }

    /// Sets the media type, such as `image/png`.
    pub fn content_type(mut self, media_type: impl Into<String>) -> Self {
        self.body = self.body.content_type(media_type);
        self
    }

    /// Adds a header to the part. One that can't be a header is refused when the call is made.
    pub fn header(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.headers.push((name.into(), value.into()));
        self
    }
}

macro_rules! from_bytes {
    ($($ty:ty)+) => {$(
        impl From<$ty> for FilePart {
            fn from(bytes: $ty) -> Self {
                Self::new(bytes)
            }
        }
    )+};
}
// Not of text: it would be taken for the path of a file.
from_bytes!(RequestBody Bytes Vec<u8> &'static [u8]);

impl<const N: usize> From<&'static [u8; N]> for FilePart {
    fn from(bytes: &'static [u8; N]) -> Self {
        Self::new(bytes)
    }
}

/// How a property travels that does not travel as usual.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Encoding {
    /// As a part of this media type.
    Type(&'static str),
    /// As the fields of a form.
    Style(FormStyle),
}

/// What can be sent as several parts.
pub(crate) trait Multipart {
    /// Writes the parts.
    fn write(&self, form: &mut Form<'_>);

    /// Reports what the API's description forbids in the value.
    fn check(&self, checks: &mut Checks) {
        let _ = checks;
    }
}

impl<M: Multipart> Multipart for &M {
    fn write(&self, form: &mut Form<'_>) {
        (**self).write(form);
    }

    fn check(&self, checks: &mut Checks) {
        (**self).check(checks);
    }
}

/// An object without files, whose properties are the parts.
pub(crate) struct Fields<T>(pub(crate) T);

impl<T: Encode> Multipart for Fields<T> {
    fn write(&self, form: &mut Form<'_>) {
        match json::to_value(&self.0) {
            Ok(Value::Object(properties)) => {
                for (name, value) in &properties {
                    form.value(name, value);
                }
            }
            Ok(_) => form.problem("a body of several parts must be an object".to_owned()),
            Err(error) => form.problem(error.to_string()),
        }
    }

    fn check(&self, checks: &mut Checks) {
        self.0.check(checks);
    }
}

impl<F: Files> Multipart for BTreeMap<String, F> {
    fn write(&self, form: &mut Form<'_>) {
        for (name, files) in self {
            form.file(name, files);
        }
    }
}

/// One file, several, or none.
pub(crate) trait Files {
    /// Hands on each of them.
    fn each<'a>(&'a self, file: &mut dyn FnMut(&'a FilePart));
}

impl Files for FilePart {
    fn each<'a>(&'a self, file: &mut dyn FnMut(&'a FilePart)) {
        file(self);
    }
}

impl<F: Files> Files for Option<F> {
    fn each<'a>(&'a self, file: &mut dyn FnMut(&'a FilePart)) {
        if let Some(files) = self {
            files.each(file);
        }
    }
}

impl<F: Files> Files for Nullable<F> {
    fn each<'a>(&'a self, file: &mut dyn FnMut(&'a FilePart)) {
        if let Some(files) = self.value() {
            files.each(file);
        }
    }
}

impl<F: Files> Files for Vec<F> {
    fn each<'a>(&'a self, file: &mut dyn FnMut(&'a FilePart)) {
        for files in self {
            files.each(file);
        }
    }
}

/// A body of several parts, as far as it is written.
pub(crate) struct Form<'e> {
    boundary: String,
    encodings: &'e [(&'e str, Encoding)],
    body: Vec<RequestBody>,
    /// What was written since the last file.
    text: String,
    problems: Vec<String>,
}

impl Form<'_> {
    /// Writes a property that holds files: a part for each.
    pub(crate) fn file(&mut self, name: &str, files: &impl Files) {
        files.each(&mut |file| self.file_part(name, file));
    }

    /// Writes a property. Nothing is written of one that is not there.
    pub(crate) fn field(&mut self, name: &str, value: &impl Encode) {
        if value.is_absent() {
            return;
        }
        match json::to_value(value) {
            Ok(value) => self.value(name, &value),
            Err(error) => self.problem(error.to_string()),
        }
    }

    /// Writes a value: a part with JSON for an object, one for each item of a list, and else one
    /// with its text. What is `null` is left out.
    fn value(&mut self, name: &str, value: &Value) {
        let media_type = match self.encoding(name) {
            Some(Encoding::Style(style)) => {
                for (name, value) in form_pairs(name, value, style) {
                    self.part(&name, None, &value);
                }
                return;
            }
            Some(Encoding::Type(media_type)) => Some(media_type),
            None => None,
        };
        match (value, media_type) {
            (Value::Null, _) => {}
            (value, Some(media_type)) if is_json(media_type) => {
                self.part(name, Some(media_type), &value.to_string());
            }
            (Value::Array(items), _) => items.iter().for_each(|item| self.value(name, item)),
            (Value::Object(_), _) => {
                let media_type = media_type.unwrap_or("application/json");
                self.part(name, Some(media_type), &value.to_string());
            }
            (Value::String(text), _) => self.part(name, media_type, text),
            (Value::Bool(_) | Value::Number(_), _) => {
                self.part(name, media_type, &value.to_string());
            }
        }
    }

    fn encoding(&self, name: &str) -> Option<Encoding> {
        let mut encodings = self.encodings.iter();
        let (_, encoding) = encodings.find(|(property, _)| *property == name)?;
        Some(*encoding)
    }

    /// A part of text. Without a media type it is `text/plain`, which need not be said.
    fn part(&mut self, name: &str, media_type: Option<&str>, text: &str) {
        self.begin(name, None, media_type);
        self.text.push_str("\r\n");
        self.text.push_str(text);
        self.text.push_str("\r\n");
    }

    fn file_part(&mut self, name: &str, file: &FilePart) {
        let media_type = match self.encoding(name) {
            Some(Encoding::Type(media_type)) if !media_type.contains('*') => media_type,
            _ => "application/octet-stream",
        };
        let media_type = file.body.content_type.as_deref().unwrap_or(media_type);
        let file_name = file.file_name.as_deref().unwrap_or(name);
        self.begin(name, Some(file_name), Some(media_type));
        for (header, value) in &file.headers {
            if HeaderName::try_from(header).is_err() || HeaderValue::from_str(value).is_err() {
                self.problem(format!("a header of `{name}` cannot be one"));
            }
            self.text.extend([header, ": ", value, "\r\n"]);
        }
        self.text.push_str("\r\n");
        let text = std::mem::take(&mut self.text);
        self.body.extend([text.into(), file.body.clone()]);
        self.text.push_str("\r\n");
    }

    /// Begins a part, without the empty line after its headers.
    fn begin(&mut self, name: &str, file_name: Option<&str>, media_type: Option<&str>) {
        self.text.extend(["--", &self.boundary, "\r\n"]);
        self.text
            .push_str("content-disposition: form-data; name=\"");
        self.text.push_str(&escaped(name));
        if let Some(file_name) = file_name {
            self.text.push_str("\"; filename=\"");
            self.text.push_str(&escaped(file_name));
        }
        self.text.push_str("\"\r\n");
        if let Some(media_type) = media_type {
            if HeaderValue::from_str(media_type).is_err() {
                self.problem(format!(
                    "the media type of `{name}` is not fit for a header"
                ));
            }
            self.text.extend(["content-type: ", media_type, "\r\n"]);
        }
    }

    fn problem(&mut self, problem: String) {
        self.problems.push(problem);
    }

    fn end(mut self) -> (RequestBody, Vec<String>) {
        self.text.extend(["--", &self.boundary, "--\r\n"]);
        self.body.push(self.text.into());
        (RequestBody::joined(self.body), self.problems)
    }
}

/// A name as the WHATWG's HTML standard has it in a header: only what would end it is escaped.
fn escaped(name: &str) -> String {
    let name = name.replace("\r\n", "\n").replace('\r', "\n");
    name.replace('\n', "%0D%0A").replace('"', "%22")
}

fn is_json(media_type: &str) -> bool {
    let essence = media_type.split(';').next().unwrap_or_default();
    let essence = essence.trim().to_ascii_lowercase();
    matches!(&*essence, "application/json" | "text/json") || essence.ends_with("+json")
}

impl Outgoing {
    /// Sets the body, as several parts.
    pub(crate) fn multipart(
        self,
        media_type: &str,
        body: impl Multipart,
        encodings: &[(&str, Encoding)],
    ) -> Self {
        let boundary = match self.draft.request.client.shared.clock.unguessable() {
            Ok(text) => text,
            Err(error) => return self.problem(format!("there is no randomness: {error}")),
        };
        let content_type = format!("{media_type}; boundary={boundary}");
        let mut form = Form {
            boundary,
            encodings,
            body: Vec::new(),
            text: String::new(),
            problems: Vec::new(),
        };
        body.write(&mut form);
        let (parts, problems) = form.end();
        let checked = self.check_body(&|checks| body.check(checks));
        let request = problems.into_iter().fold(checked, Self::problem);
        request.body(&content_type, parts)
    }

    /// Sets the body, as several parts, where there is one.
    pub(crate) fn multipart_if_some(
        self,
        media_type: &str,
        body: Option<impl Multipart>,
        encodings: &[(&str, Encoding)],
    ) -> Self {
        match body {
            Some(body) => self.multipart(media_type, body, encodings),
            None => self,
        }
    }
}
