//! The crate of `fixtures/bodies_of_several_kinds.yaml`, driven: a caller chooses the media type, and
//! forms are read by a parser that is not ours. Run by `tests/fixtures_compile.rs`, which builds that
//! crate.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpListener;

use bodies_of_several_kinds::types::{
    CreateInlineRequest, CreateStatusRequest, Keyed, PostFormsRequest, Status,
};
use bodies_of_several_kinds::{Call, Client, ErrorKind, RequestBody};
use bodies_of_several_kinds::{images, inline, json_and_xml, keyed, markdown, patches, statuses};

/// What a server gets: the content type and the body.
fn sent<P: 'static>(call: impl FnOnce(Client) -> Call<(), P>) -> (String, String) {
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
        (content_type, String::from_utf8(body).expect("text"))
    });
    let client = Client::builder().base_url(url).build().expect("a client");
    let runtime = tokio::runtime::Builder::new_current_thread();
    let runtime = { runtime }.enable_all().build().expect("a runtime");
    runtime
        .block_on(async { call(client).await })
        .expect("an answer");
    server.join().expect("the server is well")
}

#[track_caller]
fn check<P: 'static>(call: impl FnOnce(Client) -> Call<(), P>, content_type: &str, body: &str) {
    let (found_type, found) = sent(call);
    assert_eq!((&*found_type, &*found), (content_type, body));
}

fn pairs(form: &str) -> Vec<(String, String)> {
    form_urlencoded::parse(form.as_bytes()).into_owned().collect()
}

#[test]
fn the_caller_chooses() {
    const FORM: &str = "application/x-www-form-urlencoded";
    let status = || Status::new("a b").n(1);
    let json = r#"{"text":"a b","n":1}"#;
    check(|client| client.statuses().create(status()), "application/json", json);
    let form = statuses::CreateBody::Form(status());
    let (content_type, body) = sent(|client| client.statuses().create(form));
    assert_eq!(content_type, FORM);
    assert_eq!(pairs(&body), pairs("n=1&text=a+b"));
    let (content_type, body) =
        sent(|client| client.statuses().create(CreateStatusRequest::new(b"x").text("t")));
    assert!(content_type.starts_with("multipart/form-data; boundary="));
    assert!(body.contains("name=\"media\"; filename=\"media\"\r\ncontent-type: image/png"));

    let inline = inline::CreateBody::Form(CreateInlineRequest::new().a("é"));
    check(|client| client.inline().create(Some(inline)), FORM, "a=%C3%A9");
    check(|client| client.inline().create(None), "", "");

    let patch = patches::UpdateAllBody::StrategicMergePatch(status());
    let media_type = "application/strategic-merge-patch+json";
    check(|client| client.patches().update_all(patch), media_type, json);
    let media_type = "application/json-patch+json";
    check(|client| client.patches().update_all(vec![status()]), media_type, &format!("[{json}]"));
    check(|client| client.patches().update_all("a: 1"), "application/apply-patch+yaml", "a: 1");
    let cbor = RequestBody::from("cbor");
    check(|client| client.patches().update_all(cbor), "application/apply-patch+cbor", "cbor");

    let xml = json_and_xml::ReplaceBody::Xml("<a/>".to_owned());
    check(|client| client.json_and_xml().replace(xml), "application/xml", "<a/>");
    let text = markdown::ReplaceBody::Markdown("# a".to_owned());
    check(|client| client.markdown().replace(text), "text/x-markdown", "# a");
    check(|client| client.json_twice().replace(status()), "application/json", json);
}

#[test]
fn rules_and_idempotency_keys_hold_for_the_content_that_has_them() {
    let (content_type, body) = sent(|client| client.keyed().create(Keyed::new(1)));
    assert_eq!(content_type, "application/json");
    assert!(body.starts_with(r#"{"amount":1,"key":""#), "{body}");
    let form = keyed::CreateBody::Form(Keyed::new(1).key("k"));
    let (_, body) = sent(|client| client.keyed().create(form));
    assert_eq!(pairs(&body), pairs("amount=1&key=k"));

    let client = Client::builder().base_url("http://127.0.0.1:9");
    let client = client.build().expect("a client");
    let runtime = tokio::runtime::Builder::new_current_thread();
    let runtime = { runtime }.enable_all().build().expect("a runtime");
    for call in [
        client.statuses().create(statuses::CreateBody::Form(Status::new("too long a text"))),
        client.markdown().replace("a"),
        client.listed_lines().create(Some(vec![Status::new("a"); 3])),
        client.lines().create(vec![Status::new("too long a text")]),
    ] {
        let error = runtime.block_on(async { call.await }).expect_err("it is refused");
        assert_eq!(error.kind(), ErrorKind::InvalidRequest);
        assert_eq!(error.violations().len(), 1, "{error}");
    }
}

#[test]
fn bytes_text_and_lines() {
    let png = images::ReplaceAllBody::Png("png".into());
    check(|client| client.images().replace_all(png), "image/png", "png");
    let other = images::ReplaceAllBody::Image(RequestBody::from("x").content_type("image/x"));
    check(|client| client.images().replace_all(other), "image/x", "x");
    check(|client| client.one_image().replace("x"), "application/octet-stream", "x");
    let gif = RequestBody::from(vec![b'x']).content_type("image/gif");
    check(|client| client.one_image().replace(gif), "image/gif", "x");
    check(|client| client.anything().replace(None), "", "");
    let text = Some("x".to_owned());
    check(|client| client.texts().replace_all(text), "text/plain", "x");
    check(|client| client.texts().replace_all(None), "", "");
    let lines = || vec![Status::new("a\nb"), Status::new("c")];
    let expected = "{\"text\":\"a\\nb\"}\n{\"text\":\"c\"}\n";
    check(|client| client.lines().create(lines()), "application/x-ndjson", expected);
    check(|client| client.listed_lines().create(Some(lines())), "application/jsonl", expected);
    check(|client| client.listed_lines().create(None), "", "");
    check(|client| client.lines_of_items().create(lines()), "application/jsonl", expected);
    check(|client| client.raw_lines().create("{}\n"), "application/x-ndjson", "{}\n");
}

/// The cells of the standard's table of `style` and `explode`, and what `contentType` says.
#[test]
fn every_style_of_a_form() {
    let list = || ["a", "b c"];
    let object = || Status::new("x").n(1);
    let mut body = PostFormsRequest::new()
        .exploded(list())
        .commas(list())
        .spaces(list())
        .pipes(list())
        .spaces_exploded(list())
        .deep(object())
        .object(object())
        .object_exploded(object())
        .object_commas(object())
        .json_list([1, 2])
        .json_text("j")
        .styleless(list())
        .odd(list())
        .either(object())
        .anything(serde_json::json!({ "a": [1] }));
    body.additional_properties.insert("other".to_owned(), object());
    let (_, body) = sent(|client| client.forms().create(body));
    let mut found = pairs(&body);
    let mut expected: Vec<(String, String)> = [
        ("exploded", "a"),
        ("exploded", "b c"),
        ("commas", "a,b c"),
        ("spaces", "a b c"),
        ("pipes", "a|b c"),
        ("spaces_exploded", "a"),
        ("spaces_exploded", "b c"),
        ("deep[text]", "x"),
        ("deep[n]", "1"),
        ("object", r#"{"n":1,"text":"x"}"#),
        ("text", "x"),
        ("n", "1"),
        ("object_commas", "n,1,text,x"),
        ("json_list", "[1,2]"),
        ("json_text", "\"j\""),
        ("styleless", "a,b c"),
        ("odd", "a"),
        ("odd", "b c"),
        ("either", r#"{"n":1,"text":"x"}"#),
        ("anything", r#"{"a":[1]}"#),
        ("other", r#"{"n":1,"text":"x"}"#),
    ]
    .map(|(name, value)| (name.to_owned(), value.to_owned()))
    .into();
    // The order of the fields is that of the alphabet, or of the description.
    found.sort();
    expected.sort();
    assert_eq!(found, expected);
}
