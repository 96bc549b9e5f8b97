//! What the method of an operation, or a caller, puts a request together with.

use std::borrow::Cow;
use std::fmt;

use bytes::Bytes;
use http::{HeaderName, HeaderValue, Method, header};
use serde_json::Value;

use super::api::Security;
use super::body::Body;
use super::call::{self, Call, CallFuture};
use super::client::Client;
use super::draft::{Draft, KeySlot, Request};
use super::form::{self, FormStyle};
use super::headers;
use super::json::{self, Decode, Encode, Violation};
use super::path;
use super::request_body::RequestBody;
use super::response::ByStatus;
use super::server::ServerTemplate;

/// A request that is being put together, see [`Client::request`].
///
/// Nothing fails here: what is wrong with a request comes out of the call.
#[must_use = "a request does nothing until it is called and awaited"]
pub struct Outgoing {
    /// In a box, so that each step of a chain hands on a pointer.
    pub(crate) draft: Box<Draft>,
}

impl Outgoing {
    pub(crate) fn new(client: Client, method: Method, template: Cow<'static, str>) -> Self {
        let request = Request::new(client, method, template);
        Self {
            draft: Box::new(Draft::new(request)),
        }
    }

    /// Fills in the path parameter `{name}`. An empty value, `.` and `..` are refused.
    pub fn path(self, name: &str, value: &str) -> Self {
        let filled = path::fill(&self.draft.request.path, name, value);
        self.with_path(name, filled)
    }

    /// Fills in the path parameter `{name}` with a value that is encoded.
    pub(crate) fn path_encoded(self, name: &str, value: &str) -> Self {
        let filled = path::fill_encoded(&self.draft.request.path, name, value);
        self.with_path(name, filled)
    }

    fn with_path(mut self, name: &str, filled: Result<String, String>) -> Self {
        match filled {
            Ok(path) => self.draft.request.path = path.into(),
            // It is reported once, not a second time as missing.
            Err(message) => {
                let violation = Violation::new(vec![String::new()], message);
                let violation = violation.in_parameter("path", name);
                self.draft.request.unfit.push(violation);
                self.draft.request.path = path::mark(&self.draft.request.path, name).into();
            }
        }
        self
    }

    /// Adds a query parameter.
    pub fn query(mut self, name: &str, value: &str) -> Self {
        path::append_query(&mut self.draft.request.query, name, value);
        self
    }

    /// Adds a query parameter of one value, unless one of its name is added.
    pub(crate) fn constant_query(mut self, name: &'static str, value: &'static str) -> Self {
        let constants = &mut self.draft.request.constants;
        // It may be declared, and stand behind the path too.
        if !constants.contains(&(name, value)) {
            constants.push((name, value));
        }
        self
    }

    /// Adds a query parameter with several values.
    pub(crate) fn query_list(
        mut self,
        name: &str,
        values: &[String],
        separator: Option<&str>,
    ) -> Self {
        path::append_query_list(&mut self.draft.request.query, name, values, separator);
        self
    }

    /// Sets a query parameter, in the place of what it was before.
    pub(crate) fn set_query(self, name: &str, value: &str) -> Self {
        self.set_query_list(name, &[value.to_owned()], None)
    }

    /// Sets a query parameter that has several values, in the place of what it was before.
    pub(crate) fn set_query_list(
        mut self,
        name: &str,
        values: &[String],
        separator: Option<&str>,
    ) -> Self {
        path::remove_query(&mut self.draft.request.query, name);
        self.query_list(name, values, separator)
    }

    /// Adds a query parameter whose value is an object, or a list of them.
    pub(crate) fn query_value(self, name: &str, value: &dyn Encode, style: FormStyle) -> Self {
        let mut checked = self.check_parameter("query", name, &|checks| value.check(checks));
        match json::to_value(value) {
            Ok(value) => checked
                .draft
                .request
                .set_pairs(name, form::query_pairs(name, &value, style)),
            Err(error) => checked.draft.request.problems.push(error.to_string()),
        }
        checked
    }

    /// Adds a cookie.
    pub(crate) fn cookie(mut self, name: &str, value: &str) -> Self {
        self.draft.request.headers.add_cookie(name, value);
        self
    }

    /// Sets a header with several values, unless there are none.
    pub(crate) fn header_list(
        self,
        name: &str,
        values: &[String],
        separator: Option<&str>,
    ) -> Self {
        if values.is_empty() {
            return self;
        }
        self.header(name, &values.join(separator.unwrap_or(",")))
    }

    /// Sets a header with several values, or takes it away if there are none.
    pub(crate) fn set_header_list(
        mut self,
        name: &str,
        values: &[String],
        separator: Option<&str>,
    ) -> Self {
        if values.is_empty() {
            self.draft.request.headers.remove(name);
        }
        self.header_list(name, values, separator)
    }

    /// Sets a header.
    pub fn header(mut self, name: &str, value: &str) -> Self {
        self.draft.request.headers.set(name, value);
        self
    }

    /// Sets the body, as JSON.
    pub fn json(mut self, body: &dyn Encode) -> Self {
        self.draft.request.body = Body::Json(json::write(body));
        self.check_body(&|checks| body.check(checks))
    }

    /// Sets the body, as JSON, where there is one.
    pub(crate) fn json_if_some<T: Encode>(self, body: Option<&T>) -> Self {
        match body {
            Some(body) => self.json(body),
            None => self,
        }
    }

    /// Sends JSON as another media type than the usual one.
    pub(crate) fn json_type(mut self, media_type: &'static str) -> Self {
        if !self.draft.request.body.is_empty() {
            match headers::value_of(media_type) {
                Some(value) => self
                    .draft
                    .request
                    .headers
                    .set_below(header::CONTENT_TYPE, value),
                None => self
                    .draft
                    .request
                    .problems
                    .push("the media type is not fit for a header".to_owned()),
            }
        }
        self
    }

    /// Sets a header unless the request has it already.
    pub(crate) fn header_below(mut self, name: &'static str, value: &'static str) -> Self {
        let name = HeaderName::from_static(name);
        self.draft
            .request
            .headers
            .set_below(name, HeaderValue::from_static(value));
        self
    }

    /// Sets a property of the JSON body to true: it asks for the answer that the method gives.
    pub(crate) fn switch_on(mut self, property: &str) -> Self {
        let on = [(property.to_owned(), Value::Bool(true))];
        self.draft
            .request
            .problems
            .extend(self.draft.request.body.set(&on).err());
        self
    }

    /// Asks for another media type than the usual one.
    pub(crate) fn accept(mut self, media_type: &'static str) -> Self {
        if let Some(value) = headers::value_of(media_type) {
            self.draft.request.headers.set_below(header::ACCEPT, value);
        }
        self
    }

    /// Sets the body, as the fields of a form.
    pub(crate) fn form(self, body: &dyn Encode, styles: &[(&str, FormStyle)]) -> Self {
        let mut checked = self.check_body(&|checks| body.check(checks));
        match form::encode(body, styles) {
            Ok(fields) => checked.body("application/x-www-form-urlencoded", fields),
            Err(problem) => {
                checked.draft.request.problems.push(problem);
                checked
            }
        }
    }

    /// Sets the body, as the fields of a form, where there is one.
    pub(crate) fn form_if_some<T: Encode>(
        self,
        body: Option<&T>,
        styles: &[(&str, FormStyle)],
    ) -> Self {
        match body {
            Some(body) => self.form(body, styles),
            None => self,
        }
    }

    /// Sets a body of any other kind: bytes, text or a stream. A content type of the body's own goes
    /// first.
    pub fn body(mut self, content_type: &str, body: impl Into<RequestBody>) -> Self {
        let RequestBody {
            content,
            content_type: own,
        } = body.into();
        let content_type = match own.as_deref().unwrap_or(content_type) {
            // A range says what is taken, not what this is.
            range if range.bytes().any(|byte| byte == b'*') => "application/octet-stream",
            exact => exact,
        };
        match headers::value_of(content_type) {
            Some(content_type) => {
                self.draft.request.body = Body::Other {
                    content_type,
                    content,
                };
            }
            None => self
                .draft
                .request
                .problems
                .push("the content type is not fit for a header".to_owned()),
        }
        self
    }

    /// Sets a body of any other kind, where there is one.
    pub(crate) fn body_if_some(
        self,
        content_type: &str,
        body: Option<impl Into<RequestBody>>,
    ) -> Self {
        match body {
            Some(body) => self.body(content_type, body),
            None => self,
        }
    }

    /// Sets the body, as JSON texts, one a line.
    pub(crate) fn json_lines<T: Encode>(self, content_type: &str, items: &[T]) -> Self {
        let mut lines = Vec::new();
        for item in items {
            lines.extend_from_slice(&json::encode(item));
            lines.push(b'\n');
        }
        self.check_body(&|checks| {
            for (index, item) in items.iter().enumerate() {
                checks.item(index, item);
            }
        })
        .body(content_type, lines)
    }

    /// Sets the body, as JSON texts, one a line, where there is one.
    pub(crate) fn json_lines_if_some<T: Encode>(
        self,
        content_type: &str,
        items: Option<&Vec<T>>,
    ) -> Self {
        match items {
            Some(items) => self.json_lines(content_type, items),
            None => self,
        }
    }

    /// Sets a body that is given in one of several media types.
    pub(crate) fn one_of(self, body: impl Alternatives) -> Self {
        body.put(self)
    }

    /// Notes what is wrong with the request, which is then not sent.
    pub(crate) fn problem(mut self, problem: String) -> Self {
        self.draft.request.problems.push(problem);
        self
    }

    /// Sends no credentials: the operation does not ask for any.
    pub(crate) fn without_credential(mut self) -> Self {
        self.draft.request.security = &[];
        self
    }

    /// Sends other credentials than most operations ask for.
    pub(crate) fn security(mut self, security: Security) -> Self {
        self.draft.request.security = security;
        self
    }

    /// Sends the request to a server of its own.
    pub(crate) fn server(mut self, server: &'static ServerTemplate) -> Self {
        self.draft.request.server = Some(server);
        self
    }

    /// Names the property of the body that carries the idempotency key, and the caller's value.
    pub(crate) fn idempotency_key(mut self, property: &'static str, value: Option<&str>) -> Self {
        self.draft.request.key = match value {
            Some("") => KeySlot::EmptyProperty(property),
            Some(_) => KeySlot::SetProperty(property),
            None => KeySlot::Property(property),
        };
        self
    }

    /// Names the header that carries the idempotency key, in lower case, and the caller's value.
    pub(crate) fn idempotency_header(mut self, name: &'static str, value: Option<&str>) -> Self {
        self.draft.request.key = KeySlot::Header(name);
        match value {
            Some(value) => self.header(name, value),
            None => self,
        }
    }

    /// Ends the request: the answer is JSON, of a type of `types`, of the standard library, or a
    /// list or map of these. For a `serde` type of one's own end it with
    /// [`call_bytes`](Self::call_bytes), and read `response.bytes()` with `serde_json::from_slice`.
    pub fn call<T: Decode>(self) -> Call<T> {
        Call::new(self, |outcome| outcome.answer.json())
    }

    /// Ends the request: the answer is JSON, or there is none.
    pub fn call_optional<T: Decode>(self) -> Call<Option<T>> {
        Call::new(self, |outcome| outcome.answer.json_if_any())
    }

    /// Ends the request: whatever the answer's body holds is dropped. A page of HTML is an error all
    /// the same: it is not the API that answers with one.
    pub fn call_empty(self) -> Call<()> {
        Call::new(self, |outcome| outcome.answer.no_page())
    }

    /// Ends the request: the answer is text of a media type.
    pub(crate) fn call_text(self, media_type: &'static str) -> Call<String> {
        Call::new(self.accept(media_type), call::text_of(media_type))
    }

    /// Ends the request: the answer is text of a media type, or there is none.
    pub(crate) fn call_optional_text(self, media_type: &'static str) -> Call<Option<String>> {
        Call::new(self.accept(media_type), call::text_if_any(media_type))
    }

    /// Ends the request: the answer is taken as it is, or there is none.
    pub(crate) fn call_optional_file(self, media_type: &'static str) -> Call<Option<Bytes>> {
        let (draft, _) = self.call_bytes().into_parts();
        Call::new(Self { draft }, call::bytes_if_any(media_type))
    }

    /// Ends the request: the answer is taken as it is, unless it is a page of HTML in the place of
    /// another media type.
    pub(crate) fn call_file(self, media_type: &'static str) -> Call<Bytes> {
        let (draft, _) = self.call_bytes().into_parts();
        Call::new(Self { draft }, call::bytes_of(media_type))
    }

    /// Ends the request: the answer is taken as it is.
    pub fn call_bytes(mut self) -> Call<Bytes> {
        self.draft
            .request
            .headers
            .set_below(header::ACCEPT, HeaderValue::from_static("*/*"));
        Call::new(self, |outcome| Ok(outcome.answer.body.clone()))
    }

    /// Ends the request: the status says what the answer is.
    pub(crate) fn call_by_status<T: ByStatus>(self) -> Call<T> {
        Call::new(self, |outcome| T::read(&outcome.answer))
    }
}

/// A body in one of several media types.
pub(crate) trait Alternatives {
    /// Puts the body into a request.
    fn put(self, request: Outgoing) -> Outgoing;
}

impl<B: Alternatives> Alternatives for Option<B> {
    fn put(self, request: Outgoing) -> Outgoing {
        match self {
            Some(body) => body.put(request),
            None => request,
        }
    }
}

impl fmt::Debug for Outgoing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Outgoing({})", self.draft.request)
    }
}

/// Awaited as it is, a request answers with the JSON it got, which is null if it got none.
impl IntoFuture for Outgoing {
    type Output = call::Result<Value>;
    type IntoFuture = CallFuture<Value>;

    fn into_future(self) -> Self::IntoFuture {
        let call: Call<Value> = Call::new(self, |outcome| {
            let value = outcome.answer.json_if_any()?;
            Ok(value.unwrap_or_default())
        });
        call.send()
    }
}
