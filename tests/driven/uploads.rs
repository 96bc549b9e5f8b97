//! The crates of `fixtures/uploads*.yaml`, driven: what their methods send is read by a parser that
//! is not ours. Run by `tests/fixtures_compile.rs`, which builds these crates.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpListener;

use uploads::types::{
    AddPhotoRequest, AddPhotoRequestKind, FilePart, Place, PostEitherRequestByAddress,
    PostChosenRequest, PostEitherRequestByFile, PostMixedRequest, Upload, UploadMultipart,
};
use uploads::{Call, Client, ErrorKind, RequestBody};
use uploads_3_1::types::{
    PostAnyRequest, PostFormsRequest, PostFormsRequestPlace, PostPicturesRequest,
    PostPicturesRequestPlace,
};

/// A part: its name, the name of its file, its media type, its content.
type Part = (String, Option<String>, Option<String>, String);

/// What a server gets: the content type and the body.
fn sent<P: 'static>(call: impl FnOnce(Client) -> Call<(), P>) -> (String, Vec<u8>) {
    received(|url| {
        let client = Client::builder().base_url(url).build().expect("a client");
        run(async { call(client).await.expect("an answer") });
    })
}

/// The same of the other crate.
fn sent_3_1<P: 'static>(
    call: impl FnOnce(uploads_3_1::Client) -> uploads_3_1::Call<(), P>,
) -> (String, Vec<u8>) {
    received(|url| {
        let client = uploads_3_1::Client::builder().base_url(url);
        let client = client.build().expect("a client");
        run(async { call(client).await.expect("an answer") });
    })
}

fn run<T>(future: impl Future<Output = T>) -> T {
    let runtime = tokio::runtime::Builder::new_current_thread();
    let runtime = { runtime }.enable_all().build().expect("a runtime");
    runtime.block_on(future)
}

fn received(send: impl FnOnce(String)) -> (String, Vec<u8>) {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let url = format!("http://{}", listener.local_addr().expect("an address"));
    let server = std::thread::spawn(move || {
        let (stream, _) = listener.accept().expect("a connection");
        let mut reader = BufReader::new(&stream);
        let (mut length, mut content_type) = (0, String::new());
        loop {
            let mut line = String::new();
            reader.read_line(&mut line).expect("a line");
            match line.trim_end().split_once(": ") {
                Some(("content-length", value)) => length = value.parse().expect("a length"),
                Some(("content-type", value)) => content_type = value.to_owned(),
                Some(_) => {}
                None if line == "\r\n" => break,
                None => {}
            }
        }
        let mut body = vec![0; length];
        reader.read_exact(&mut body).expect("the body");
        (&stream)
            .write_all(b"HTTP/1.1 204 Done\r\n\r\n")
            .expect("an answer");
        (content_type, body)
    });
    send(url);
    server.join().expect("the server is well")
}

/// The parts that a server reads.
fn parts<P: 'static>(call: impl FnOnce(Client) -> Call<(), P>) -> Vec<Part> {
    parts_of(sent(call))
}

fn parts_of((content_type, body): (String, Vec<u8>)) -> Vec<Part> {
    let boundary = multer::parse_boundary(content_type).expect("a boundary");
    let runtime = tokio::runtime::Builder::new_current_thread();
    { runtime }.build().expect("a runtime").block_on(async {
        let body = Whole(Some(body));
        let mut multipart = multer::Multipart::new(body, boundary);
        let mut found = Vec::new();
        while let Some(field) = multipart.next_field().await.expect("a part") {
            let name = field.name().expect("a name").to_owned();
            let file_name = field.file_name().map(str::to_owned);
            let media_type = field.headers().get("content-type");
            let media_type = media_type.map(|it| it.to_str().expect("text").to_owned());
            found.push((name, file_name, media_type, field.text().await.expect("text")));
        }
        found
    })
}

struct Whole(Option<Vec<u8>>);

impl futures_core::Stream for Whole {
    type Item = Result<Vec<u8>, std::io::Error>;

    fn poll_next(
        mut self: std::pin::Pin<&mut Self>,
        _: &mut std::task::Context<'_>,
    ) -> std::task::Poll<Option<Self::Item>> {
        std::task::Poll::Ready(self.0.take().map(Ok))
    }
}

fn text(name: &str, content: &str) -> Part {
    (name.to_owned(), None, None, content.to_owned())
}

fn typed(name: &str, media_type: &str, content: &str) -> Part {
    let media_type = Some(media_type.to_owned());
    (name.to_owned(), None, media_type, content.to_owned())
}

fn file(name: &str, file_name: &str, media_type: &str, content: &str) -> Part {
    let (file_name, media_type) = (Some(file_name.to_owned()), Some(media_type.to_owned()));
    (name.to_owned(), file_name, media_type, content.to_owned())
}

#[test]
fn every_kind_of_property() {
    let place = || Place::new("Köln");
    let photo = FilePart::new(b"the photo").file_name("a \"photo\".png");
    let body = AddPhotoRequest::new(photo, "summer")
        .thumbnail(FilePart::new(b"small").content_type("image/webp"))
        .pages([
            FilePart::from(b"1"),
            FilePart::new(RequestBody::from_reader(&b"2"[..]).with_length(1)),
        ])
        .year(2024)
        .public(true)
        .kind(AddPhotoRequestKind::Private)
        .labels(["a", "b"])
        .joined(["a", "b"])
        .place(place())
        .places([place().zip(1)])
        .all_places([place()])
        .checksum(vec![255_u8])
        .raw(b"pdf")
        .notes("*yes*");
    assert_eq!(
        parts(|client| client.photos().create(body)),
        [
            file("photo", "a %22photo%22.png", "image/png", "the photo"),
            file("thumbnail", "thumbnail", "image/webp", "small"),
            file("pages", "pages", "application/octet-stream", "1"),
            file("pages", "pages", "application/octet-stream", "2"),
            text("album", "summer"),
            text("year", "2024"),
            text("public", "true"),
            text("kind", "private"),
            text("labels", "a"),
            text("labels", "b"),
            text("joined", "a,b"),
            typed("place", "application/json", r#"{"city":"Köln"}"#),
            typed("places", "application/json", r#"{"city":"Köln","zip":1}"#),
            typed("all_places", "application/json", r#"[{"city":"Köln"}]"#),
            text("checksum", "/w=="),
            file("raw", "raw", "application/pdf", "pdf"),
            typed("notes", "text/markdown", "*yes*"),
        ]
    );
}

#[test]
fn rules_hold_for_what_is_no_file() {
    let client = Client::builder().base_url("http://127.0.0.1:9");
    let client = client.build().expect("a client");
    let body = AddPhotoRequest::new(b"", "s").pages([b"1", b"2", b"3"]);
    let runtime = tokio::runtime::Builder::new_current_thread();
    let runtime = { runtime }.enable_all().build().expect("a runtime");
    let error = runtime
        .block_on(async { client.photos().create(body).await })
        .expect_err("it is refused");
    assert_eq!(error.kind(), ErrorKind::InvalidRequest);
    let violations: Vec<String> = error.violations().iter().map(ToString::to_string).collect();
    assert_eq!(
        violations,
        [
            "`/pages` must have at most 2 items, not 3",
            "`/album` must have at least 2 characters, not 1",
        ]
    );
}

#[test]
fn one_schema_as_parts_and_as_json() {
    let mut body = UploadMultipart::new(b"bytes").purpose("test");
    body.additional_properties
        .insert("more".to_owned(), "of it".to_owned());
    assert_eq!(
        parts(|client| client.files().create(Some(body))),
        [
            file("file", "file", "application/octet-stream", "bytes"),
            text("purpose", "test"),
            text("more", "of it"),
        ]
    );
    let (content_type, body) = sent(|client| client.files().create(None));
    assert_eq!((content_type.as_str(), body.as_slice()), ("", &b""[..]));
    let (content_type, body) = sent(|client| client.files().replace_all(Upload::new("text")));
    assert_eq!(content_type, "application/json");
    assert_eq!(body, br#"{"file":"text"}"#);
}

#[test]
fn files_of_any_name_and_one_of_several_objects() {
    let files = [("a".to_owned(), FilePart::from(b"1"))].into();
    assert_eq!(
        parts(|client| client.any_files().create(files)),
        [file("a", "a", "application/octet-stream", "1")]
    );
    let files: std::collections::BTreeMap<String, Vec<FilePart>> =
        [("a".to_owned(), vec![b"1".into(), b"2".into()])].into();
    assert_eq!(
        parts(|client| client.several_files().create(files)),
        [
            file("a", "a", "application/octet-stream", "1"),
            file("a", "a", "application/octet-stream", "2"),
        ]
    );
    let chosen = PostChosenRequest::new([b"1", b"2"]).mask(FilePart::from(b"3"));
    assert_eq!(
        parts(|client| client.chosen().create(chosen)),
        [
            file("image", "image", "application/octet-stream", "1"),
            file("image", "image", "application/octet-stream", "2"),
            file("mask", "mask", "application/octet-stream", "3"),
        ]
    );
    let by_file = PostEitherRequestByFile::new(b"1").name("x");
    assert_eq!(
        parts(|client| client.either().create(by_file.into())),
        [
            file("file", "file", "application/octet-stream", "1"),
            text("name", "x"),
        ]
    );
    let by_address = PostEitherRequestByAddress::new("url");
    assert_eq!(
        parts(|client| client.either().create(by_address.into())),
        [text("url", "url")]
    );
}

#[test]
fn objects_without_files() {
    let body = PostMixedRequest::new(Place::new("a")).style(Place::new("b").zip(1));
    let (content_type, _) = sent(|client| client.mixed().create(body));
    assert!(content_type.starts_with("multipart/mixed; boundary="), "{content_type}");
    assert_eq!(
        parts(|client| client.plain_fields().create(Some(Place::new("a").zip(1)))),
        [text("city", "a"), text("zip", "1")]
    );
}

#[test]
fn files_have_the_media_type_that_their_schema_has() {
    let body = PostPicturesRequest::new()
        .single(b"1")
        .several([b"2"])
        .referred(b"3")
        .described(b"4")
        .list([b"5"])
        .headed(b"6");
    assert_eq!(
        parts_of(sent_3_1(|client| client.pictures().create(body))),
        [
            file("single", "single", "image/png", "1"),
            file("several", "several", "image/png", "2"),
            file("referred", "referred", "image/webp", "3"),
            file("described", "described", "image/webp", "4"),
            file("list", "list", "image/webp", "5"),
            file("headed", "headed", "image/gif", "6"),
        ]
    );
}

#[test]
fn a_style_goes_before_a_media_type() {
    let place = PostPicturesRequestPlace::new().city("Köln");
    let body = PostPicturesRequest::new()
        .styled(["a", "b"])
        .typed(["a", "b"])
        .place(place);
    assert_eq!(
        parts_of(sent_3_1(|client| client.pictures().create(body))),
        [
            text("styled", "a,b"),
            typed("typed", "application/json", r#"["a","b"]"#),
            text("place[city]", "Köln"),
        ]
    );
    let place = PostFormsRequestPlace::new().city("Köln");
    let body = PostFormsRequest::new()
        .tags(["a", "b,c", "d e"])
        .more(Vec::<String>::new())
        .place(place);
    let (content_type, body) = sent_3_1(|client| client.forms().create(body));
    assert_eq!(content_type, "application/x-www-form-urlencoded");
    let body = String::from_utf8(body).expect("text");
    let mut fields: Vec<&str> = body.split('&').collect();
    fields.sort_unstable();
    assert_eq!(fields, ["place%5Bcity%5D=K%C3%B6ln", "tags=a,b%2Cc,d+e"]);
}

#[test]
fn a_range_of_parts_is_a_form() {
    let body = PostAnyRequest::new().file(b"1");
    let (content_type, body) = sent_3_1(|client| client.any().create(body));
    assert!(content_type.starts_with("multipart/form-data; boundary="), "{content_type}");
    assert_eq!(
        parts_of((content_type, body)),
        [file("file", "file", "application/octet-stream", "1")]
    );
}
