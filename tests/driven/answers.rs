//! The crates of `fixtures/answers_by_status.yaml`, `answers_of_media_types.yaml`,
//! `answer_headers.yaml` and `streams.yaml`, driven: a server answers with each status that they
//! describe, in each media type. Run by `tests/fixtures_compile.rs`, which builds those crates.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::sync::mpsc::{Receiver, channel};

use answers_by_status::orders::{CreateAnswer, CreateErrorBody};
use answers_by_status::ranges::{ListAnswer, ListErrorBody};

/// Starts a server that answers everyone in one way, and tells of the requests.
fn server(status: u16, headers: &[&str], body: &[u8]) -> (String, Receiver<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let url = format!("http://{}", listener.local_addr().expect("an address"));
    let mut head = format!("HTTP/1.1 {status} Scripted\r\nconnection: close\r\n");
    if status != 204 && status != 101 {
        head.push_str(&format!("content-length: {}\r\n", body.len()));
    }
    for header in headers {
        head.push_str(&format!("{header}\r\n"));
    }
    let answer = [head.as_bytes(), b"\r\n", body].concat();
    let (sender, receiver) = channel();
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.expect("a connection");
            let request = read(&stream);
            stream.write_all(&answer).expect("it is sent");
            // A test that looks at none of them has dropped the receiver.
            let _ = sender.send(request);
        }
    });
    (url, receiver)
}

fn read(stream: &TcpStream) -> String {
    let mut reader = BufReader::new(stream);
    let mut request = String::new();
    while !request.ends_with("\r\n\r\n") {
        if reader.read_line(&mut request).expect("a request") == 0 {
            break;
        }
    }
    let head = request.to_ascii_lowercase();
    let length = head.lines().find_map(|line| line.strip_prefix("content-length: "));
    let length = length.and_then(|length| length.parse().ok()).unwrap_or(0);
    let mut body = vec![0; length];
    reader.read_exact(&mut body).expect("a body");
    request.push_str(&String::from_utf8(body).expect("text"));
    request
}

fn run<T>(future: impl Future<Output = T>) -> T {
    let runtime = tokio::runtime::Builder::new_current_thread();
    let runtime = { runtime }.enable_all().build().expect("a runtime");
    runtime.block_on(future)
}

/// A client of a crate.
macro_rules! client {
    ($krate:ident, $url:expr) => {
        $krate::Client::builder()
            .base_url(&$url)
            .max_retries(0)
            .build()
            .expect("a client")
    };
}

fn created(status: u16, body: &str) -> Result<CreateAnswer, answers_by_status::Error> {
    let (url, _requests) = server(status, &[], body.as_bytes());
    let client = client!(answers_by_status, url);
    let call = client.orders().create().hurry(true);
    run(async { call.await }).map(answers_by_status::Response::into_inner)
}

#[test]
fn each_status_is_its_own_variant() {
    let answer = created(201, r#"{"id":"o-1"}"#).expect("an answer");
    assert!(matches!(answer, CreateAnswer::Created(order) if order.id == "o-1"));
    let answer = created(202, r#"{"job":7}"#).expect("an answer");
    assert!(matches!(answer, CreateAnswer::Accepted(job) if job.job == 7));
    let answer = created(204, "").expect("an answer");
    assert_eq!(answer, CreateAnswer::NoContent);
    // One that the description does not have is read as the first.
    let answer = created(200, r#"{"id":"o-2"}"#).expect("an answer");
    assert!(matches!(answer, CreateAnswer::Created(order) if order.id == "o-2"));
    assert!(created(202, r#"{"id":"o-1"}"#).expect_err("a job").is_decode());
}

#[test]
fn each_error_is_its_own_variant() {
    let body = |status, body| CreateErrorBody::of(&created(status, body).expect_err("an error"));
    let problem = r#"{"message":"no"}"#;
    assert!(matches!(
        body(401, problem),
        Some(CreateErrorBody::Unauthorized(problem)) if problem.message == "no"
    ));
    assert!(matches!(
        body(422, r#"[{"message":"a"},{"message":"b"}]"#),
        Some(CreateErrorBody::UnprocessableEntity(problems)) if problems.len() == 2
    ));
    assert!(matches!(
        body(503, r#"{"trace":"t"}"#),
        Some(CreateErrorBody::ServerError(body)) if body.trace.as_deref() == Some("t")
    ));
    // Neither described, nor of the shape that is, nor an error of the server.
    assert_eq!(body(404, problem), None);
    assert_eq!(body(401, "<html>"), None);
    assert_eq!(body(201, "{}"), None);
}

#[test]
fn ranges_and_defaults_take_the_rest() {
    let listed = |status, body: &str| {
        let (url, requests) = server(status, &[], body.as_bytes());
        let client = client!(answers_by_status, url);
        let answer = run(async { client.ranges().list().await });
        let accept = requests.recv().expect("a request");
        assert!(accept.contains("accept: text/plain, application/octet-stream, application/vnd.parts+json, application/json\r\n"));
        answer.map(answers_by_status::Response::into_inner)
    };
    assert_eq!(listed(200, "hi").expect("text"), ListAnswer::Ok("hi".to_owned()));
    let bytes = ListAnswer::PartialContent("hi".into());
    assert_eq!(listed(206, "hi").expect("bytes"), bytes);
    assert_eq!(listed(207, "null").expect("null"), ListAnswer::MultiStatus(None));
    let other = listed(250, r#"{"id":"o"}"#).expect("an order");
    assert!(matches!(other, ListAnswer::Success(order) if order.id == "o"));
    let error = listed(418, r#"[{"message":"tea"}]"#).expect_err("an error");
    assert!(matches!(
        ListErrorBody::of(&error),
        Some(ListErrorBody::ClientError(problems)) if problems[0].message == "tea"
    ));
    let error = listed(500, r#"{"message":"broken"}"#).expect_err("an error");
    assert!(matches!(ListErrorBody::of(&error), Some(ListErrorBody::Other(_))));
}

#[test]
fn the_caller_chooses_the_media_type() {
    let (url, requests) = server(200, &[], br#"[{"name":"a"}]"#);
    let client = client!(answers_of_media_types, url);
    let accept = |request: String| {
        let line = request.lines().find_map(|line| line.strip_prefix("accept: "));
        line.expect("an accept header").to_owned()
    };
    let text = run(async { client.reports().list().accept_text("text/csv").await });
    assert_eq!(*text.expect("text"), r#"[{"name":"a"}]"#);
    assert_eq!(accept(requests.recv().expect("a request")), "text/csv");
    let bytes = client.reports().list().accept_bytes("application/pdf");
    assert_eq!(run(async { bytes.await }).expect("bytes").len(), 14);
    assert_eq!(accept(requests.recv().expect("a request")), "application/pdf");
    let second = client.reports().list();
    let second = second.accept_json::<Vec<answers_of_media_types::types::Report>>("application/vnd.reports.v2+json");
    let reports = run(async { second.await }).expect("reports");
    assert_eq!(reports[0].name.as_deref(), Some("a"));
    let asked = accept(requests.recv().expect("a request"));
    assert_eq!(asked, "application/vnd.reports.v2+json");
    let stream = client.images().list().stream();
    let first = run(async { stream.await.expect("a download").chunk().await });
    assert_eq!(first.expect("a piece").map(|piece| piece.len()), Some(14));
}

#[test]
fn headers_are_typed_and_never_in_the_way() {
    use answer_headers::calls::ListHeaders;
    use answer_headers::types::Region;

    let headers = [
        "X-Rate-Limit-Remaining: 17",
        "link: <https://example.com>; rel=next",
        "x-ratio: half",
        "x-amount: 12345678901234567890.50",
        "x-amounts: 1, 2.25",
        "x-region: mars",
        "x-regions: us, eu",
        "x-regions: mars",
        "x-pages: 1,x",
        "x-object: a=b",
        "x-json: \"a \\\"b\\\"\"",
        "x-json-region: \"eu\"",
        "x-json-count: 4",
        "x-plain-count: 5",
        "set-cookie: a=1; Expires=Wed, 21 Oct 2026 07:28:00 GMT",
        "set-cookie: b=2",
    ];
    let (url, _requests) = server(204, &headers, b"");
    let client = client!(answer_headers, url);
    let response = run(async { client.calls().list().await }).expect("an answer");
    let found = ListHeaders::of(response.headers());
    assert_eq!(found.x_rate_limit_remaining, Some(17));
    assert_eq!(found.link.as_deref(), Some("<https://example.com>; rel=next"));
    assert_eq!((found.x_ratio, found.retry_after), (None, None));
    let amount = found.x_amount.expect("a number");
    assert_eq!(amount.to_string(), "12345678901234567890.50");
    let amounts = found.x_amounts.unwrap_or_default();
    let amounts: Vec<_> = amounts.iter().map(ToString::to_string).collect();
    assert_eq!(amounts, ["1", "2.25"]);
    assert_eq!(found.x_region.map(|region| region.to_string()).as_deref(), Some("mars"));
    let regions = found.x_regions.expect("regions");
    assert_eq!(regions[..2], [Region::Us, Region::Eu]);
    assert_eq!((regions.len(), found.x_pages), (3, None));
    assert_eq!(found.x_object.as_deref(), Some("a=b"));
    assert_eq!(found.x_json.as_deref(), Some("a \"b\""));
    assert_eq!(found.x_json_region, Some(Region::Eu));
    assert_eq!((found.x_json_count, found.x_plain_count), (Some(4), Some(5)));
    let cookies = found.set_cookie.expect("cookies");
    assert_eq!(cookies, ["a=1; Expires=Wed, 21 Oct 2026 07:28:00 GMT", "b=2"]);

    let (url, _requests) = server(429, &["retry-after: 3"], b"");
    let client = client!(answer_headers, url);
    let error = run(async { client.calls().list().await }).expect_err("an error");
    let found = error.headers().map(ListHeaders::of);
    assert_eq!(found.and_then(|found| found.retry_after), Some(3));
}

#[test]
fn a_stream_is_asked_for_where_there_is_a_choice() {
    use streams::types::Request;

    let events = b"data: {\"text\":\"a\"}\n\ndata: {\"text\":\"b\"}\n\ndata: [DONE]\n\n";
    let (url, requests) = server(200, &["content-type: text/event-stream"], events);
    let client = client!(streams, url);
    let text = run(async {
        let call = client.completions().create_stream(Request::new("hi").stream(false));
        let mut stream = call.trace("t-1").await?;
        let mut text = String::new();
        while let Some(event) = stream.next().await {
            text.push_str(&event?.data.text);
        }
        Ok::<_, streams::Error>(text)
    });
    assert_eq!(text.expect("a text"), "ab");
    let request = requests.recv().expect("a request");
    assert!(request.contains("accept: text/event-stream\r\n"), "{request}");
    assert!(request.contains("trace: t-1\r\n"), "{request}");
    assert!(request.ends_with(r#"{"prompt":"hi","stream":true}"#), "{request}");

    let (url, requests) = server(200, &[], br#"{"text":"whole"}"#);
    let client = client!(streams, url);
    let whole = run(async { client.completions().create(Request::new("hi")).await });
    assert_eq!(whole.expect("an answer").text, "whole");
    let request = requests.recv().expect("a request");
    assert!(request.ends_with(r#"{"prompt":"hi"}"#), "{request}");
}

/// What is text and what is JSON the names of the events say. What an event does not have is not
/// made up, and an id is a number where it must be one.
#[test]
fn text_and_json_may_come_in_one_stream() {
    use streams::types::GetMixedResponse as Mixed;

    let events = b"event: counted\nid: 7\nretry: 20\ndata: {\"count\":1}\n\n\
                   event: noted\ndata: 12\n\nevent: warned\ndata: {\"a\"\n\n\
                   event: paused\nretry: 30\ndata: \n\nevent: new\ndata: a word\n\n";
    let (url, _requests) = server(200, &["content-type: text/event-stream"], events);
    let client = client!(streams, url);
    run(async {
        let mut stream = client.mixed().retrieve().await.expect("a stream");
        let mut found = Vec::new();
        while let Some(event) = stream.next().await {
            found.push(event.expect("an event").data);
        }
        let [counted, noted, warned, paused, new] = &found[..] else {
            panic!("{found:?}");
        };
        let Mixed::Counted(counted) = counted else { panic!("{counted:?}") };
        assert_eq!((counted.id, counted.retry, counted.data.count), (7, Some(20), Some(1)));
        assert!(matches!(noted, Mixed::Noted(event) if event.data == "12"), "{noted:?}");
        assert!(matches!(warned, Mixed::Noted(event) if event.data == "{\"a\""), "{warned:?}");
        assert!(matches!(paused, Mixed::Paused(event) if event.retry == 30), "{paused:?}");
        assert!(matches!(new, Mixed::Unknown(_)), "{new:?}");
    });
}

/// What stands beside a choice is said of each event, and what a text holds leaves it a text.
#[test]
fn events_as_the_standard_shows_them_are_read() {
    use streams::types::{GetEitherInObjectsResponse as Told, GetEitherResponse as Either};

    let events = b"event: addString\ndata: hello\n\nevent: addInt64\nid: 7\ndata: 1234567890123456789\n\n\
                   event: addJson\ndata: {\"foo\":42}\n\n";
    let (url, _requests) = server(200, &["content-type: text/event-stream"], events);
    let client = client!(streams, url);
    run(async {
        use streams::types::GetStandardResponse as Standard;

        let mut stream = client.standard().retrieve().await.expect("a stream");
        let mut found = Vec::new();
        while let Some(event) = stream.next().await {
            found.push(event.expect("an event").data);
        }
        let [Standard::AddString(text), Standard::AddInt64(number), Standard::AddJson(json)] = &found[..] else {
            panic!("{found:?}");
        };
        let data = [&text.data, &number.data, &json.data].map(|data| data.as_deref());
        assert_eq!(data, [Some("hello"), Some("1234567890123456789"), Some("{\"foo\":42}")]);
    });
    let events = b"event: left\ndata: hello\n\nevent: left\ndata: {\"text\":\"a\"}\n\n";
    let (url, _requests) = server(200, &["content-type: text/event-stream"], events);
    let client = client!(streams, url);
    run(async {
        let mut stream = client.either().retrieve().await.expect("a stream");
        let first = stream.next().await.expect("an event").expect("a text").data;
        let second = stream.next().await.expect("an event").expect("JSON").data;
        assert_eq!(first, Either::String("hello".to_owned()));
        assert!(matches!(second, Either::Chunk(chunk) if chunk.text == "a"));
        let mut stream = client.either_in_objects().list().await.expect("a stream");
        for _ in 0..2 {
            let event = stream.next().await.expect("an event").expect("a value").data;
            assert!(matches!(event, Told::Left(_)), "{event:?}");
        }
    });
}

#[test]
fn each_kind_of_stream_is_typed() {
    let events = b"event: added\nid: 1\ndata: {\"text\":\"a\"}\n\nevent: removed\ndata: {\"id\":2}\n\nevent: new\ndata: {}\n\n";
    let (url, _requests) = server(200, &["content-type: text/event-stream"], events);
    let client = client!(streams, url);
    run(async {
        use streams::types::GetObjectsResponse;

        let mut stream = client.objects().list().await.expect("a stream");
        let first = stream.next().await.expect("an event").expect("a value");
        assert!(matches!(&first.data, GetObjectsResponse::Added(added) if added.data.text == "a"));
        assert_eq!((&*first.event, &*first.id), ("added", "1"));
        let second = stream.next().await.expect("an event").expect("a value");
        assert!(matches!(&second.data, GetObjectsResponse::Removed(removed) if removed.data.id == Some(2)));
        // One that the description does not have is kept.
        let third = stream.next().await.expect("an event").expect("a value");
        assert!(matches!(&third.data, GetObjectsResponse::Unknown(_)));
        let mut words = client.words().list().await.expect("a stream");
        let word = words.next().await.expect("an event").expect("a text");
        assert_eq!(word.data, "{\"text\":\"a\"}");
        let mut ticks = client.ticks().list().await.expect("a stream");
        let tick = ticks.next().await.expect("an event").expect("a value");
        assert_eq!(tick.data.text, "a");
    });
    let (url, _requests) = server(200, &[], b"{\"text\":\"a\"}\n{\"text\":\"b\"}");
    let client = client!(streams, url);
    run(async {
        let mut lines = client.lines().list().await.expect("a stream");
        let mut lists = client.lists().list().await.expect("a stream");
        for expected in ["a", "b"] {
            let line = lines.next().await.expect("a line").expect("a value");
            let item = lists.next().await.expect("a line").expect("a value");
            assert_eq!((&*line.text, &*item.text), (expected, expected));
        }
        assert!(lines.next().await.is_none() && lists.next().await.is_none());
    });
    let (url, _requests) = server(200, &[], b"\x1e1\n\x1e2\n");
    let client = client!(streams, url);
    run(async {
        let mut sequence = client.sequences().list().await.expect("a stream");
        let first = sequence.next().await.expect("a number").expect("a value");
        let second = sequence.next().await.expect("a number").expect("a value");
        assert_eq!((first, second), (1, 2));
        let mut file = client.files().retrieve("f").stream().await.expect("a download");
        assert_eq!(file.content_length(), Some(6));
        let piece = file.chunk().await.expect("a piece").expect("a piece");
        assert_eq!(&piece[..], b"\x1e1\n\x1e2\n");
    });
}

#[test]
fn a_connection_is_handed_over() {
    use tokio::io::AsyncReadExt as _;

    let headers = ["connection: upgrade", "upgrade: tcp"];
    let (url, _requests) = server(101, &headers, b"raw bytes");
    let client = client!(streams, url);
    let read = run(async {
        let answer = client.attach().create_upgrade().detach("x").await?;
        let mut connection = answer.into_inner().open().await?;
        let mut text = [0; 9];
        connection.read_exact(&mut text).await.expect("nine bytes");
        client.sockets().list().await?.into_inner().open().await?;
        Ok::<_, streams::Error>(text)
    });
    assert_eq!(&read.expect("bytes"), b"raw bytes");
}
