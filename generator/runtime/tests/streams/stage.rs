//! A server that sends what a test says when it says so, and a client of it.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

use http::Method;

use crate::runtime::api::{Api, Credential, Scheme};
use crate::runtime::testing::ManualClock;
use crate::runtime::{Client, ClientBuilder, Outgoing};

static API: Api = Api {
    base_url: "https://api.example.com",
    user_agent: "streams/1.2.3",
    schemes: &[Scheme {
        name: "api_key",
        credential: Credential::Bearer,
        variable: None,
    }],
    security: &[&["api_key"]],
    base_url_variable: None,
    headers_variable: None,
    request_id_header: Some("x-request-id"),
    idempotency_header: "idempotency-key",
    error_messages: &["/message"],
};

pub(crate) const KEY: &str = "KEY0123456789ABCDEF_test";

/// A connection whose request has been read.
pub(crate) struct Connection {
    pub(crate) stream: TcpStream,
    /// The head and the body of the request.
    pub(crate) request: String,
}

impl Connection {
    /// Sends the head of an answer whose body is chunks.
    pub(crate) fn head(&mut self, media_type: &str) {
        self.send(&format!(
            "HTTP/1.1 200 OK\r\ncontent-type: {media_type}\r\nx-request-id: r-1\r\ntransfer-encoding: chunked\r\nconnection: close\r\n\r\n"
        ));
    }

    pub(crate) fn send(&mut self, text: &str) {
        self.stream.write_all(text.as_bytes()).expect("it is sent");
    }

    /// Sends a piece of the body.
    pub(crate) fn chunk(&mut self, piece: &[u8]) {
        let head = format!("{:x}\r\n", piece.len());
        let wire = [head.as_bytes(), piece, b"\r\n"].concat();
        self.stream.write_all(&wire).expect("it is sent");
    }

    /// Ends the body.
    pub(crate) fn end(&mut self) {
        self.send("0\r\n\r\n");
    }

    /// Waits until the client has gone.
    pub(crate) fn wait_for_close(&mut self) {
        let mut rest = Vec::new();
        let patience = Some(Duration::from_secs(20));
        self.stream.set_read_timeout(patience).expect("a socket");
        // A reset is an end as well.
        let _ = self.stream.read_to_end(&mut rest);
        assert!(rest.is_empty());
    }
}

/// Starts a server that does something with each of its connections, and a client of it. What the
/// server returns for each comes out of the receiver.
pub(crate) fn stage<T: Send + 'static>(
    serve: impl Fn(usize, Connection) -> T + Send + 'static,
) -> (Client, ManualClock, Receiver<T>) {
    let clock = ManualClock::new();
    let (client, receiver) = stage_with(serve, |builder| builder.manual_clock(&clock));
    (client, clock, receiver)
}

/// The same with a client that is made otherwise.
pub(crate) fn stage_with<T: Send + 'static>(
    serve: impl Fn(usize, Connection) -> T + Send + 'static,
    make: impl FnOnce(ClientBuilder) -> ClientBuilder,
) -> (Client, Receiver<T>) {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let address = listener.local_addr().expect("a bound socket");
    let (sender, receiver) = channel();
    std::thread::spawn(move || {
        for (number, stream) in listener.incoming().enumerate() {
            let stream = stream.expect("a connection");
            stream.set_nodelay(true).expect("a socket");
            let request = read(&stream);
            let done = serve(number, Connection { stream, request });
            // A test that looks at none of it has dropped the receiver.
            let _ = sender.send(done);
        }
    });
    let builder = ClientBuilder::new(&API)
        .credential("api_key", KEY.to_owned())
        .base_url(format!("http://{address}"));
    let client = make(builder).build().expect("a client");
    (client, receiver)
}

/// A client of a server that sends a body, piece by piece, to everyone.
pub(crate) fn sending(media_type: &'static str, pieces: Vec<Vec<u8>>) -> Client {
    let (client, _, _) = stage(move |_, mut connection| {
        connection.head(media_type);
        for piece in &pieces {
            connection.chunk(piece);
        }
        connection.end();
    });
    client
}

/// Waits for what the server returns, without blocking other tasks.
pub(crate) async fn done<T: Send + 'static>(receiver: Receiver<T>) -> T {
    let wait = move || receiver.recv_timeout(Duration::from_secs(20));
    let waited = tokio::task::spawn_blocking(wait).await.expect("no panic");
    waited.expect("the server is done")
}

pub(crate) fn get(client: &Client) -> Outgoing {
    client.operation(Method::GET, "/things")
}

/// All ways to send a text in two pieces, and the one of a byte each.
pub(crate) fn splits(text: &[u8]) -> Vec<Vec<Vec<u8>>> {
    let mut splits: Vec<Vec<Vec<u8>>> = (1..text.len())
        .map(|at| vec![text[..at].to_vec(), text[at..].to_vec()])
        .collect();
    splits.push(text.iter().map(|byte| vec![*byte]).collect());
    splits
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
    let length = head
        .lines()
        .find_map(|line| line.strip_prefix("content-length: "));
    let length = length.and_then(|length| length.parse().ok()).unwrap_or(0);
    let mut body = vec![0; length];
    reader.read_exact(&mut body).expect("a body");
    request.push_str(&String::from_utf8(body).expect("text"));
    request
}
