//! Bodies of several parts, read by a parser that is not ours.

use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::Bytes;
use futures_core::Stream;
use http::Method;
use serde_json::json;

use crate::conference::{API, Fixture, end, ok};
use crate::multipart::{Encoding, Fields, FilePart, Form, Multipart};
use crate::runtime::json::Nullable;
use crate::runtime::testing::{Mock, Reply as MockReply};
use crate::runtime::{Client, ClientBuilder, Error, ErrorKind, FormStyle};
use crate::support::{Action, Reply, Request};
use crate::uploads::{last, stream};

/// What is sent as several parts, as a generated type has it.
struct Photo {
    photo: FilePart,
    pages: Option<Vec<FilePart>>,
    thumbnail: Nullable<FilePart>,
    title: String,
    tags: Vec<String>,
}

impl Multipart for Photo {
    fn write(&self, form: &mut Form<'_>) {
        form.file("photo", &self.photo);
        form.file("pages", &self.pages);
        form.file("thumbnail", &self.thumbnail);
        form.field("title", &self.title);
        form.field("tags", &self.tags);
        form.field("place", &json!({ "city": "Köln" }));
        form.field("places", &json!([{ "city": "a" }, { "city": "b" }]));
        form.field("all", &json!([1, "b"]));
        form.field("old", &json!(["a"]));
        form.field("loud", &json!("a"));
        form.field("none", &None::<String>);
        form.field("flag", &true);
        form.field("commas", &json!(["a", "b c"]));
        form.field("deep", &json!({ "a": 1, "b": "x" }));
    }
}

fn photo(photo: impl Into<FilePart>) -> Photo {
    Photo {
        photo: photo.into(),
        pages: None,
        thumbnail: Nullable::Absent,
        title: "a title\r\nof two lines".to_owned(),
        tags: vec!["x".to_owned(), "ü".to_owned()],
    }
}

const ENCODINGS: &[(&str, Encoding)] = &[
    ("photo", Encoding::Type("image/png")),
    ("all", Encoding::Type("application/json")),
    ("old", Encoding::Type("text/json")),
    ("loud", Encoding::Type("Application/JSON; charset=utf-8")),
    ("title", Encoding::Type("text/markdown; charset=utf-8")),
    ("commas", Encoding::Style(FormStyle::Joined(','))),
    ("deep", Encoding::Style(FormStyle::Deep)),
];

async fn send(client: &Client, method: Method, body: &Photo) -> Result<(), Error> {
    let request =
        client
            .operation(method, "/photos")
            .multipart("multipart/form-data", body, ENCODINGS);
    end(request.call_empty()).await.map(|_| ())
}

/// A part: its name, the name of its file, its media type, its content.
type Part = (String, Option<String>, Option<String>, Vec<u8>);

async fn parts(request: &Request) -> Vec<Part> {
    let content_type = request.header("content-type").expect("a content type");
    let boundary = multer::parse_boundary(content_type).expect("a boundary");
    let body = Whole(Some(request.body.clone().into()));
    let mut multipart = multer::Multipart::new(body, boundary);
    let mut found = Vec::new();
    while let Some(field) = multipart.next_field().await.expect("a part") {
        let name = field.name().expect("a name").to_owned();
        let file_name = field.file_name().map(str::to_owned);
        let media_type = field.headers().get("content-type");
        let media_type = media_type.map(|it| it.to_str().expect("text").to_owned());
        let content = field.bytes().await.expect("the content").to_vec();
        found.push((name, file_name, media_type, content));
    }
    found
}

struct Whole(Option<Bytes>);

impl Stream for Whole {
    type Item = Result<Bytes, std::io::Error>;

    fn poll_next(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        Poll::Ready(self.0.take().map(Ok))
    }
}

fn text(name: &str, content: &str) -> Part {
    (name.to_owned(), None, None, content.into())
}

fn typed(name: &str, media_type: &str, content: &str) -> Part {
    let media_type = Some(media_type.to_owned());
    (name.to_owned(), None, media_type, content.into())
}

fn file(name: &str, file_name: &str, media_type: &str, content: &[u8]) -> Part {
    let (file_name, media_type) = (Some(file_name.to_owned()), Some(media_type.to_owned()));
    (name.to_owned(), file_name, media_type, content.into())
}

#[tokio::test]
async fn every_kind_of_part_is_read_as_it_was_written() {
    let fixture = Fixture::new([ok()]);
    let body = Photo {
        pages: Some(vec![
            FilePart::new(&b"one"[..]).file_name("page 1.txt"),
            FilePart::new(stream(&["t", "wo"]).with_length(3)).content_type("text/plain"),
        ]),
        thumbnail: Nullable::Value(b"small".into()),
        ..photo(vec![0, 255, b'\r', b'\n'])
    };
    send(&fixture.client, Method::POST, &body)
        .await
        .expect("an answer");
    let request = last(&fixture.server);
    assert_eq!(
        parts(&request).await,
        [
            file("photo", "photo", "image/png", &[0, 255, b'\r', b'\n']),
            file("pages", "page 1.txt", "application/octet-stream", b"one"),
            file("pages", "pages", "text/plain", b"two"),
            file(
                "thumbnail",
                "thumbnail",
                "application/octet-stream",
                b"small"
            ),
            typed(
                "title",
                "text/markdown; charset=utf-8",
                "a title\r\nof two lines"
            ),
            text("tags", "x"),
            text("tags", "ü"),
            typed("place", "application/json", r#"{"city":"Köln"}"#),
            typed("places", "application/json", r#"{"city":"a"}"#),
            typed("places", "application/json", r#"{"city":"b"}"#),
            typed("all", "application/json", r#"[1,"b"]"#),
            typed("old", "text/json", r#"["a"]"#),
            typed("loud", "Application/JSON; charset=utf-8", r#""a""#),
            text("flag", "true"),
            text("commas", "a,b c"),
            text("deep[a]", "1"),
            text("deep[b]", "x"),
        ]
    );
    // All lengths are known, so the server is told before.
    let length = request.header("content-length").expect("a length");
    assert_eq!(length, request.body.len().to_string());
    assert_eq!(request.header("transfer-encoding"), None);
}

#[tokio::test]
async fn an_object_without_files_is_sent_by_its_json() {
    let fixture = Fixture::new([ok()]);
    let body = json!({ "a": null, "b": [1, 2], "c": { "d": "e" }, "f": "g" });
    let request = fixture.client.operation(Method::POST, "/mixed");
    let request = request.multipart("multipart/mixed", Fields(&body), &[]);
    end(request.call_empty()).await.expect("an answer");
    let request = last(&fixture.server);
    let content_type = request.header("content-type").expect("a content type");
    let boundary = content_type.strip_prefix("multipart/mixed; boundary=");
    let boundary = boundary
        .expect("the media type that was asked for")
        .to_owned();
    let as_form = |(name, value): (String, String)| match &*name {
        "content-type" => (name, value.replace("mixed", "form-data")),
        _ => (name, value),
    };
    assert!(boundary.len() >= 32, "{boundary}");
    let request = Request {
        headers: request.headers.into_iter().map(as_form).collect(),
        ..request
    };
    assert_eq!(
        parts(&request).await,
        [
            text("b", "1"),
            text("b", "2"),
            typed("c", "application/json", r#"{"d":"e"}"#),
            text("f", "g"),
        ]
    );
}

#[tokio::test]
async fn names_end_nothing_and_headers_are_sent_or_refused() {
    let fixture = Fixture::new([ok()]);
    let named = FilePart::new(&b"x"[..])
        .file_name("a\"b\r\nc\nü.png")
        .header("X-Note", "hi");
    send(&fixture.client, Method::POST, &photo(named))
        .await
        .expect("an answer");
    let body = last(&fixture.server).text();
    let head = "content-disposition: form-data; name=\"photo\"; filename=\"a%22b%0D%0Ac%0D%0Aü.png\"\r\n\
                content-type: image/png\r\nX-Note: hi\r\n\r\nx\r\n";
    assert!(body.contains(head), "{body}");

    for part in [
        FilePart::new(&b"x"[..]).header("X-Note", "a\r\nb: c"),
        FilePart::new(&b"x"[..]).header("X Note", "a"),
        FilePart::new(&b"x"[..]).content_type("a\r\nb"),
    ] {
        let error = send(&fixture.client, Method::POST, &photo(part)).await;
        let error = error.expect_err("it is no header");
        assert_eq!(error.kind(), ErrorKind::InvalidRequest, "{error}");
    }
    assert_eq!(fixture.server.requests().len(), 1);
}

/// Whoever writes a description would write parts of their own.
#[tokio::test]
async fn a_media_type_of_a_description_adds_no_header() {
    let fixture = Fixture::new([ok()]);
    let evil = Encoding::Type("text/plain\r\nX-Evil: 1");
    let request = fixture.client.operation(Method::POST, "/mixed");
    let body = json!({ "note": "x" });
    let request = request.multipart("multipart/form-data", Fields(&body), &[("note", evil)]);
    let error = end(request.call_empty()).await;
    let error = error.expect_err("it is no media type");
    assert_eq!(error.kind(), ErrorKind::InvalidRequest, "{error}");
    assert_eq!(fixture.server.requests().len(), 0);
}

#[tokio::test]
async fn a_joined_list_of_nothing_has_no_part() {
    let fixture = Fixture::new([ok()]);
    let joined = Encoding::Style(FormStyle::Joined(','));
    let body = json!({ "a": [], "b": [""], "c": [null], "d": {} });
    let request = fixture.client.operation(Method::POST, "/mixed");
    let encodings = ["a", "b", "c", "d"].map(|name| (name, joined));
    let request = request.multipart("multipart/form-data", Fields(&body), &encodings);
    end(request.call_empty()).await.expect("an answer");
    assert_eq!(parts(&last(&fixture.server)).await, [text("b", "")]);
}

/// The second would be empty.
#[tokio::test]
async fn one_stream_is_not_sent_as_two_parts() {
    let fixture = Fixture::new([ok()]);
    let page = FilePart::new(stream(&["x"]));
    let body = Photo {
        pages: Some(vec![page.clone(), page]),
        ..photo(b"x")
    };
    let error = send(&fixture.client, Method::POST, &body).await;
    let error = error.expect_err("there is one stream only");
    assert_eq!(error.kind(), ErrorKind::InvalidRequest, "{error}");
    assert!(error.to_string().contains("twice"), "{error}");
    assert_eq!(fixture.server.requests().len(), 0);
}

#[tokio::test]
async fn what_was_sent_is_the_same_in_every_test() {
    let bodies = [(), ()].map(|()| {
        let mock = Mock::new();
        mock.reply(MockReply::status(200));
        mock
    });
    for mock in &bodies {
        let builder = ClientBuilder::new(&API).api_key("a key of a test");
        let client = builder.mock(mock).build().expect("a client");
        let body = photo(FilePart::new(stream(&["ab", "c"])));
        send(&client, Method::POST, &body).await.expect("an answer");
    }
    let [first, second] = bodies.map(|mock| mock.requests()[0].body().clone());
    assert_eq!(first, second);
}

#[tokio::test]
async fn bytes_are_sent_again_and_a_stream_is_not() {
    let bytes = Fixture::new([Action::from(Reply::new(503, "")), ok().into()]);
    send(&bytes.client, Method::PUT, &photo(b"x"))
        .await
        .expect("an answer");
    let requests = bytes.server.requests();
    assert_eq!(requests.len(), 2);
    assert_eq!(requests[0].body, requests[1].body);

    let streamed = Fixture::new([Action::from(Reply::new(503, "")), ok().into()]);
    let body = photo(FilePart::new(stream(&["x"]).with_length(1)));
    let error = send(&streamed.client, Method::PUT, &body).await;
    let error = error.expect_err("there is one try only");
    assert_eq!(streamed.server.requests().len(), 1);
    assert_eq!(error.attempts(), 1);
    assert!(
        error
            .to_string()
            .ends_with("not tried again, since a part of the streamed body was sent"),
        "{error}"
    );
    let again = send(&streamed.client, Method::PUT, &body).await;
    let again = again.expect_err("the stream is gone");
    assert_eq!(again.kind(), ErrorKind::InvalidRequest, "{again}");
}
