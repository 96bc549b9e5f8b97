//! Bodies that are streamed.

use std::collections::VecDeque;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpListener;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::task::{Context, Poll};
use std::thread::JoinHandle;

use bytes::Bytes;
use futures_core::Stream;
use http::Method;
use serde_json::json;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender};

use crate::conference::{Fixture, end, ok};
use crate::runtime::{ErrorKind, RequestBody, RetryMode};
use crate::support::{ClosedPort, Reply, Request, Server};

/// A stream of these pieces, which counts what was taken from it.
struct Pieces {
    left: VecDeque<Result<Vec<u8>, std::io::Error>>,
    taken: Arc<AtomicU64>,
}

impl Stream for Pieces {
    type Item = Result<Vec<u8>, std::io::Error>;

    fn poll_next(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let next = self.left.pop_front();
        if let Some(Ok(piece)) = &next {
            self.taken.fetch_add(piece.len() as u64, Ordering::SeqCst);
        }
        Poll::Ready(next)
    }
}

pub(crate) fn stream(pieces: &[&str]) -> RequestBody {
    RequestBody::from_stream(Pieces {
        left: pieces.iter().map(|it| Ok(it.as_bytes().to_vec())).collect(),
        taken: Arc::default(),
    })
}

pub(crate) fn last(server: &Server) -> Request {
    server.requests().pop().expect("a request")
}

#[tokio::test]
async fn a_stream_of_which_nothing_was_sent_is_sent_again() {
    let port = ClosedPort::new();
    let fixture = Fixture::new([ok()]);
    let closed = Fixture::with([ok()], |builder| builder.base_url(port.url()));
    let body = stream(&["all ", "of it"]);
    let request = closed.client.operation(Method::POST, "/files");
    let request = request.body("text/plain", body.clone());
    let error = end(request.call_empty()).await.expect_err("nobody listens");
    assert_eq!((error.kind(), error.attempts()), (ErrorKind::Connect, 3));
    assert!(!error.to_string().contains("stream"), "{error}");
    assert_eq!(closed.delays().len(), 2);
    // And by another call.
    let request = fixture.client.operation(Method::POST, "/files");
    end(request.body("text/plain", body).call_empty())
        .await
        .expect("an answer");
    assert_eq!(last(&fixture.server).text(), "all of it");
}

#[tokio::test]
async fn a_stream_that_fails_or_has_another_length_ends_the_call() {
    let broken = RequestBody::from_stream(Pieces {
        left: [
            Ok(b"a".to_vec()),
            Err(std::io::Error::other("the disk is gone")),
        ]
        .into(),
        taken: Arc::default(),
    });
    let cases = [
        (broken, "the disk is gone"),
        (stream(&["abc"]).with_length(4), "fewer than the 4 bytes"),
        (stream(&["ab", "c"]).with_length(2), "more than the 2 bytes"),
    ];
    for (body, expected) in cases {
        let fixture = Fixture::new([ok()]);
        let request = fixture.client.operation(Method::PUT, "/files");
        let call = request.body("text/plain", body).call_empty();
        let error = end(call.retry_mode(RetryMode::Always)).await;
        let error = error.expect_err("the body is not whole");
        assert_eq!(
            (error.kind(), error.attempts()),
            (ErrorKind::Io, 1),
            "{error}"
        );
        let mut all = error.to_string();
        let mut source = std::error::Error::source(&error);
        while let Some(error) = source {
            all.extend([": ", &error.to_string()]);
            source = error.source();
        }
        assert!(all.contains("the stream of the body failed"), "{all}");
        assert!(all.contains(expected), "{all}");
    }
}

#[tokio::test]
async fn the_media_type_is_the_callers_the_operations_or_unknown() {
    let cases = [
        (
            "image/*",
            RequestBody::from(b"x"),
            "application/octet-stream",
        ),
        (
            "image/*",
            RequestBody::from(b"x").content_type("image/gif"),
            "image/gif",
        ),
        ("image/png", RequestBody::from("x"), "image/png"),
    ];
    for (operation, body, expected) in cases {
        let fixture = Fixture::new([ok()]);
        let request = fixture.client.operation(Method::POST, "/images");
        end(request.body(operation, body).call_empty())
            .await
            .expect("an answer");
        let request = last(&fixture.server);
        assert_eq!(request.header("content-type").as_deref(), Some(expected));
        assert_eq!(request.text(), "x");
    }
}

#[tokio::test]
async fn parts_that_nobody_can_take_apart_are_not_sent() {
    const OF_PARTS: &str = "multipart/form-data";
    let fixture = Fixture::new([ok()]);
    let request = || fixture.client.operation(Method::POST, "/files");
    for own in [None, Some("Multipart/Mixed; charset=utf-8")] {
        let body = RequestBody::from("x");
        let body = own.into_iter().fold(body, RequestBody::content_type);
        let call = request().body(OF_PARTS, body).call_empty();
        let error = end(call).await.expect_err("no boundary");
        assert_eq!(error.kind(), ErrorKind::InvalidRequest, "{error}");
        assert!(error.to_string().contains("`boundary`"), "{error}");
    }
    assert_eq!(fixture.requests(), 0);
    let bounded = "multipart/form-data; boundary=\"b\"";
    let body = RequestBody::from("x").content_type(bounded);
    let of_body = request().body(OF_PARTS, body).call_empty();
    let of_call = request().body(OF_PARTS, "x").call_empty();
    for call in [of_body, of_call.header("content-type", bounded)] {
        end(call).await.expect("an answer");
        let sent = last(&fixture.server).header("content-type");
        assert_eq!(sent.as_deref(), Some(bounded));
    }
}

#[tokio::test]
async fn a_reader_is_a_body_and_its_length_need_not_be_known() {
    let text = "line\n".repeat(50_000);
    let reader = std::io::Cursor::new(text.clone());
    let body = RequestBody::from_reader(reader);
    assert_eq!(body.length(), None);
    let fixture = Fixture::new([ok()]);
    let request = fixture.client.operation(Method::POST, "/files");
    end(request.body("text/plain", body).call_empty())
        .await
        .expect("an answer");
    let request = last(&fixture.server);
    assert_eq!(request.header("content-length"), None);
    assert_eq!(
        request.header("transfer-encoding").as_deref(),
        Some("chunked")
    );
    assert_eq!(request.text(), text);
}

#[tokio::test]
async fn json_lines_are_one_a_line() {
    let fixture = Fixture::new([ok()]);
    let items = [json!({ "a": "b\nc" }), json!(2)];
    let request = fixture.client.operation(Method::POST, "/lines");
    let request = request.json_lines("application/x-ndjson", &items);
    end(request.call_empty()).await.expect("an answer");
    let request = last(&fixture.server);
    assert_eq!(request.text(), "{\"a\":\"b\\nc\"}\n2\n");
    let content_type = request.header("content-type");
    assert_eq!(content_type.as_deref(), Some("application/x-ndjson"));
}

/// Makes so many bytes, and notes how many of them the server has not read yet.
struct Large {
    left: u64,
    made: Arc<AtomicU64>,
    read: Arc<AtomicU64>,
    most_ahead: Arc<AtomicU64>,
}

const CHUNK: u64 = 64 * 1024;

impl Stream for Large {
    type Item = Result<Bytes, std::convert::Infallible>;

    fn poll_next(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        if self.left == 0 {
            return Poll::Ready(None);
        }
        self.left -= CHUNK;
        let made = self.made.fetch_add(CHUNK, Ordering::SeqCst) + CHUNK;
        let ahead = made.saturating_sub(self.read.load(Ordering::SeqCst));
        self.most_ahead.fetch_max(ahead, Ordering::SeqCst);
        Poll::Ready(Some(Ok(
            vec![7; usize::try_from(CHUNK).expect("small")].into()
        )))
    }
}

#[tokio::test]
async fn a_large_upload_is_made_no_faster_than_it_is_read() {
    const LENGTH: u64 = 256 * 1024 * 1024;
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let url = format!("http://{}", listener.local_addr().expect("an address"));
    let read = Arc::new(AtomicU64::new(0));
    let counted = Arc::clone(&read);
    let server = std::thread::spawn(move || {
        let (stream, _) = listener.accept().expect("a connection");
        let mut reader = BufReader::new(stream.try_clone().expect("a socket"));
        let (mut length, mut line) = (0, String::new());
        while {
            line.clear();
            reader.read_line(&mut line).expect("a line") > 2
        } {
            let value = line.to_ascii_lowercase();
            if let Some(value) = value.strip_prefix("content-length:") {
                length = value.trim().parse().expect("a length");
            }
        }
        let mut buffer = vec![0; 32 * 1024];
        while counted.load(Ordering::SeqCst) < length {
            let count = reader.read(&mut buffer).expect("the body");
            assert!(count > 0 && buffer[..count].iter().all(|byte| *byte == 7));
            counted.fetch_add(count as u64, Ordering::SeqCst);
        }
        (&stream)
            .write_all(b"HTTP/1.1 204 Done\r\n\r\n")
            .expect("an answer");
        length
    });
    let (made, most_ahead) = (Arc::<AtomicU64>::default(), Arc::<AtomicU64>::default());
    let body = RequestBody::from_stream(Large {
        left: LENGTH,
        made: Arc::clone(&made),
        read: Arc::clone(&read),
        most_ahead: Arc::clone(&most_ahead),
    });
    let fixture = Fixture::with([ok()], |builder| builder.base_url(url));
    let request = fixture.client.operation(Method::PUT, "/files");
    let request = request.body("application/octet-stream", body.with_length(LENGTH));
    request.call_empty().timeout(None).await.expect("an answer");
    assert_eq!(server.join().expect("the server is well"), LENGTH);
    assert_eq!(made.load(Ordering::SeqCst), LENGTH);
    // What the sockets and the transport hold, which does not grow with the body.
    let most = most_ahead.load(Ordering::SeqCst);
    assert!(
        most < LENGTH / 8,
        "{most} bytes were made before they were read"
    );
}

/// A stream of what comes by a channel.
struct Later(UnboundedReceiver<&'static str>);

impl Stream for Later {
    type Item = Result<&'static str, std::convert::Infallible>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.0.poll_recv(context).map(|piece| piece.map(Ok))
    }
}

/// Answers the first request as soon as it has its head, and the second after its body, which begins to
/// come only then. Returns what came after both heads.
fn early(
    answer: &'static str,
    pieces: UnboundedSender<&'static str>,
) -> (String, JoinHandle<[String; 2]>) {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let url = format!("http://{}", listener.local_addr().expect("an address"));
    let server = std::thread::spawn(move || {
        let accept = || {
            let (stream, _) = listener.accept().expect("a connection");
            let patience = Some(std::time::Duration::from_secs(20));
            stream.set_read_timeout(patience).expect("a socket");
            let mut reader = BufReader::new(stream);
            let mut line = String::new();
            while {
                line.clear();
                reader.read_line(&mut line).expect("a line") > 2
            } {}
            reader
        };
        let mut first = accept();
        let head = format!("HTTP/1.1 {answer}\r\ncontent-length: 0\r\n\r\n");
        first
            .get_mut()
            .write_all(head.as_bytes())
            .expect("an answer");
        let (mut lost, mut whole) = (String::new(), String::new());
        first.read_to_string(&mut lost).expect("the end");
        let mut second = accept();
        pieces.send("all ").expect("it is sent");
        pieces.send("of it").expect("it is sent");
        drop(pieces);
        while !whole.ends_with("0\r\n\r\n") {
            second.read_line(&mut whole).expect("the body");
        }
        let done = b"HTTP/1.1 204 Done\r\n\r\n";
        second.get_mut().write_all(done).expect("an answer");
        [lost, whole]
    });
    (url, server)
}

#[tokio::test]
async fn an_answer_before_the_body_came_loses_nothing_of_it() {
    for (answer, attempts) in [("429 Wait", 2), ("413 Too Large", 1)] {
        let (sender, receiver) = tokio::sync::mpsc::unbounded_channel();
        let (url, server) = early(answer, sender);
        let body = RequestBody::from_stream(Later(receiver));
        let fixture = Fixture::with([ok()], |builder| builder.base_url(url));
        let call = || {
            let request = fixture.client.operation(Method::POST, "/files");
            end(request.body("text/plain", body.clone()).call_empty())
        };
        if attempts == 1 {
            let error = call().await.expect_err("it is refused");
            assert!(!error.to_string().contains("stream"), "{error}");
        }
        let answer = call().await.expect("an answer");
        assert_eq!(answer.attempts(), attempts);
        let whole = "4\r\nall \r\n5\r\nof it\r\n0\r\n\r\n";
        let came = server.join().expect("the server is well");
        assert_eq!(came, [String::new(), whole.to_owned()]);
    }
}

#[tokio::test]
async fn a_call_that_lost_a_stream_leaves_it_to_the_other() {
    let (sender, receiver) = tokio::sync::mpsc::unbounded_channel();
    let body = RequestBody::from_stream(Later(receiver));
    let fixture = Fixture::new([ok(), ok()]);
    let call = || {
        let request = fixture.client.operation(Method::POST, "/files");
        end(request.body("text/plain", body.clone()).call_empty())
    };
    // Both begin before there is anything of it: it is the other's, who began last.
    let first = async {
        let error = call().await.expect_err("the other has it");
        for piece in ["all ", "of it"] {
            sender.send(piece).expect("it is read");
        }
        drop(sender);
        error.attempts()
    };
    let (attempts, answer) = tokio::join!(first, call());
    assert_eq!(attempts, 1);
    answer.expect("an answer");
    let requests = fixture.server.requests();
    assert!(requests.iter().any(|request| request.text() == "all of it"));
}

#[tokio::test]
async fn what_nothing_was_sent_of_is_not_said_to_be_sent() {
    let broken = RequestBody::from_stream(Pieces {
        left: [Err(std::io::Error::other("the disk is gone"))].into(),
        taken: Arc::default(),
    });
    let fixture = Fixture::new([ok()]);
    let request = fixture.client.operation(Method::PUT, "/files");
    let error = end(request.body("text/plain", broken).call_empty()).await;
    let error = error.expect_err("the body fails");
    assert_eq!(error.attempts(), 1);
    assert!(!error.to_string().contains("was sent"), "{error}");
    // What is empty is so once more.
    let fixture = Fixture::new([Reply::new(503, ""), ok()]);
    let empty = RequestBody::from_reader(std::io::Cursor::new(""));
    let request = fixture.client.operation(Method::PUT, "/files");
    let answer = end(request.body("text/plain", empty).call_empty()).await;
    assert_eq!(answer.expect("an answer").attempts(), 2);
}

#[tokio::test]
async fn a_stream_that_can_be_opened_again_is_sent_again() {
    let body = RequestBody::from_fn(|| Pieces {
        left: ["all ", "of it"].map(|it| Ok(it.into())).into(),
        taken: Arc::default(),
    });
    let fixture = Fixture::new([Reply::new(503, ""), ok()]);
    let call = || {
        let request = fixture.client.operation(Method::PUT, "/files");
        end(request
            .body("text/plain", body.clone().with_length(9))
            .call_empty())
    };
    assert_eq!(call().await.expect("an answer").attempts(), 2);
    // At once, by calls that take nothing from each other.
    let (one, other) = tokio::join!(call(), call());
    one.and(other).expect("two answers");
    let requests = fixture.server.requests();
    assert_eq!(requests.len(), 4);
    assert!(requests.iter().all(|request| request.text() == "all of it"));
}
