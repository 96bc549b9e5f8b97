//! A server on a raw socket that follows a script, one action per request, and records what it got.
//! It runs on threads of its own, so that no clock of a test reaches it.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Condvar, Mutex};
use std::time::Duration;

use socket2::{Domain, SockRef, Socket, Type};

use super::{Action, Framing, Reply};

/// How long a test waits for the server before it fails.
const PATIENCE: Duration = Duration::from_secs(20);

/// A server. It stops when it is dropped.
#[derive(Debug)]
pub struct Server {
    address: SocketAddr,
    shared: Arc<Shared>,
}

/// A request as it arrived.
#[derive(Debug, Clone)]
pub struct Request {
    /// All of it up to the body, byte for byte.
    pub head: String,
    pub method: String,
    /// Path and query.
    pub target: String,
    /// With names in lower case, in the order in which they were sent.
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
    /// On which of the connections it came, counted from 0.
    pub connection: usize,
}

#[derive(Debug, Default)]
struct Shared {
    state: Mutex<State>,
    changed: Condvar,
}

#[derive(Debug, Default)]
struct State {
    script: Vec<Action>,
    requests: Vec<Request>,
    connections: usize,
    open_connections: usize,
    is_over: bool,
}

impl Server {
    /// Starts a server. The last action of the script is repeated.
    pub fn start<A: Into<Action>>(script: impl IntoIterator<Item = A>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let address = listener.local_addr().expect("a bound socket");
        let shared = Arc::new(Shared::default());
        shared.lock().script = script.into_iter().map(Into::into).collect();
        let server = Arc::clone(&shared);
        std::thread::spawn(move || accept(&listener, &server));
        Self { address, shared }
    }

    /// Returns the URL of a path.
    pub fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    pub fn port(&self) -> u16 {
        self.address.port()
    }

    /// Returns the requests so far.
    pub fn requests(&self) -> Vec<Request> {
        self.shared.lock().requests.clone()
    }

    /// Returns how many connections were opened so far.
    pub fn connections(&self) -> usize {
        self.shared.lock().connections
    }

    /// Returns how many connections are open.
    pub fn open_connections(&self) -> usize {
        self.shared.lock().open_connections
    }

    /// Blocks until so many requests have arrived.
    pub fn wait_for_requests(&self, count: usize) {
        self.shared
            .wait_until(|state| state.requests.len() >= count);
    }

    /// Waits until so many requests have arrived, without blocking other tasks.
    pub async fn requests_arrived(&self, count: usize) {
        let shared = Arc::clone(&self.shared);
        let wait = move || shared.wait_until(|state| state.requests.len() >= count);
        tokio::task::spawn_blocking(wait)
            .await
            .expect("the requests arrive");
    }

    /// Does something upon each of the next requests, so many in all, as soon as it has arrived.
    pub fn when_requests_arrive(&self, count: usize, action: impl Fn() + Send + 'static) {
        let shared = Arc::clone(&self.shared);
        let before = shared.lock().requests.len();
        std::thread::spawn(move || {
            for number in 1..=count {
                shared.wait_until(|state| state.requests.len() >= before + number);
                action();
            }
        });
    }

    /// Waits until all connections are closed, and the client's side has had time to see it.
    pub async fn connections_closed(&self) {
        let shared = Arc::clone(&self.shared);
        let wait = move || shared.wait_until(|state| state.open_connections == 0);
        tokio::task::spawn_blocking(wait)
            .await
            .expect("they are closed");
        for _ in 0..100 {
            tokio::task::yield_now().await;
        }
    }

    /// Blocks until so many connections are open.
    pub fn wait_for_open_connections(&self, count: usize) {
        self.shared
            .wait_until(|state| state.open_connections == count);
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.shared.lock().is_over = true;
        self.shared.changed.notify_all();
        // Wakes the thread that waits for connections.
        drop(TcpStream::connect(self.address));
    }
}

impl Request {
    /// Returns the value of a header, several of the same name joined by commas.
    pub fn header(&self, name: &str) -> Option<String> {
        let values: Vec<&str> = self
            .headers
            .iter()
            .filter(|(other, _)| other == name)
            .map(|(_, value)| value.as_str())
            .collect();
        (!values.is_empty()).then(|| values.join(", "))
    }

    pub fn text(&self) -> String {
        String::from_utf8(self.body.clone()).expect("a body of text")
    }
}

impl Shared {
    fn lock(&self) -> std::sync::MutexGuard<'_, State> {
        self.state.lock().expect("no thread of the server panics")
    }

    fn wait_until(&self, condition: impl Fn(&State) -> bool) {
        let state = self.lock();
        let (state, result) = self
            .changed
            .wait_timeout_while(state, PATIENCE, |state| !condition(state))
            .expect("no thread of the server panics");
        assert!(!result.timed_out(), "the server waited in vain: {state:?}");
    }

    fn update(&self, change: impl FnOnce(&mut State)) {
        change(&mut self.lock());
        self.changed.notify_all();
    }
}

fn accept(listener: &TcpListener, shared: &Arc<Shared>) {
    for stream in listener.incoming() {
        let Ok(stream) = stream else { continue };
        let shared = Arc::clone(shared);
        if shared.lock().is_over {
            return;
        }
        let mut number = 0;
        shared.update(|state| {
            number = state.connections;
            state.connections += 1;
            state.open_connections += 1;
        });
        std::thread::spawn(move || {
            // A client that goes away in the middle is none of the server's business.
            let _ = serve(&stream, number, &shared);
            shared.update(|state| state.open_connections -= 1);
        });
    }
}

fn serve(stream: &TcpStream, connection: usize, shared: &Shared) -> std::io::Result<()> {
    stream.set_nodelay(true)?;
    let mut reader = BufReader::new(stream.try_clone()?);
    while let Some(request) = read(&mut reader, connection)? {
        let mut action = Action::Hang;
        shared.update(|state| {
            let last = state.script.len().saturating_sub(1);
            let index = state.requests.len().min(last);
            if let Some(scripted) = state.script.get(index) {
                action = scripted.clone();
            }
            state.requests.push(request);
        });
        if perform(&action, stream, shared)? == After::Closed {
            return Ok(());
        }
    }
    Ok(())
}

#[derive(PartialEq, Eq)]
enum After {
    Open,
    Closed,
}

fn perform(action: &Action, stream: &TcpStream, shared: &Shared) -> std::io::Result<After> {
    let mut out = stream;
    match action {
        Action::Reply(reply) => {
            let (head, body) = reply.to_wire();
            out.write_all(&[head, body].concat())?;
            if !reply.closes && reply.framing != Framing::UntilClose {
                return Ok(After::Open);
            }
            stream.shutdown(Shutdown::Both)?;
        }
        Action::ResetBefore => reset(stream)?,
        Action::CloseBefore => stream.shutdown(Shutdown::Both)?,
        Action::ResetMidBody(reply) => {
            write_half(stream, reply)?;
            reset(stream)?;
        }
        Action::CloseMidBody(reply) => {
            write_half(stream, reply)?;
            stream.shutdown(Shutdown::Both)?;
        }
        Action::Hang => wait_for_hang_up(stream, shared)?,
        Action::HangMidBody(reply) => {
            write_half(stream, reply)?;
            wait_for_hang_up(stream, shared)?;
        }
        Action::Raw(bytes) => {
            out.write_all(bytes)?;
            stream.shutdown(Shutdown::Both)?;
        }
    }
    Ok(After::Closed)
}

fn write_half(mut stream: &TcpStream, reply: &Reply) -> std::io::Result<()> {
    let (head, body) = reply.to_wire();
    stream.write_all(&[&head, &body[..body.len() / 2]].concat())
}

/// The socket must be closed for it: all its handles go when the connection's thread ends.
fn reset(stream: &TcpStream) -> std::io::Result<()> {
    SockRef::from(stream).set_linger(Some(Duration::ZERO))
}

/// Waits until the client closes the connection, or the test is over.
fn wait_for_hang_up(mut stream: &TcpStream, shared: &Shared) -> std::io::Result<()> {
    stream.set_read_timeout(Some(Duration::from_millis(20)))?;
    let mut byte = [0];
    loop {
        match stream.read(&mut byte) {
            Ok(0) => return Ok(()),
            Ok(_) => {}
            Err(error) if error.kind() == std::io::ErrorKind::WouldBlock => {}
            Err(error) => return Err(error),
        }
        if shared.lock().is_over {
            return Ok(());
        }
    }
}

/// Reads a request. `None` at the end of the connection.
fn read(reader: &mut BufReader<TcpStream>, connection: usize) -> std::io::Result<Option<Request>> {
    let mut line = String::new();
    if reader.read_line(&mut line)? == 0 {
        return Ok(None);
    }
    let mut words = line.split_whitespace().map(str::to_owned);
    let (method, target) = (
        words.next().unwrap_or_default(),
        words.next().unwrap_or_default(),
    );
    let mut headers = Vec::new();
    let mut head = line;
    loop {
        let mut line = String::new();
        reader.read_line(&mut line)?;
        head.push_str(&line);
        let Some((name, value)) = line.trim_end().split_once(':') else {
            break;
        };
        headers.push((name.to_ascii_lowercase(), value.trim().to_owned()));
    }
    let length = headers.iter().find(|(name, _)| name == "content-length");
    let length = length
        .and_then(|(_, value)| value.parse().ok())
        .unwrap_or(0);
    let mut body = vec![0; length];
    reader.read_exact(&mut body)?;
    let is_chunked =
        |(name, value): &(String, String)| name == "transfer-encoding" && value == "chunked";
    if headers.iter().any(is_chunked) {
        body = read_chunks(reader)?;
    }
    Ok(Some(Request {
        head,
        method,
        target,
        headers,
        body,
        connection,
    }))
}

fn read_chunks(reader: &mut BufReader<TcpStream>) -> std::io::Result<Vec<u8>> {
    let mut body = Vec::new();
    loop {
        let mut line = String::new();
        reader.read_line(&mut line)?;
        let length = usize::from_str_radix(line.trim(), 16).map_err(std::io::Error::other)?;
        let start = body.len();
        body.resize(start + length, 0);
        reader.read_exact(&mut body[start..])?;
        reader.read_line(&mut String::new())?;
        if length == 0 {
            return Ok(body);
        }
    }
}

/// A port that refuses connections, and that nobody else gets as long as this lives.
#[derive(Debug)]
pub struct ClosedPort(Socket);

impl ClosedPort {
    pub fn new() -> Self {
        let socket = Socket::new(Domain::IPV4, Type::STREAM, None).expect("a socket");
        let any = SocketAddr::from(([127, 0, 0, 1], 0));
        // Bound, but it does not listen.
        socket.bind(&any.into()).expect("a free port");
        Self(socket)
    }

    pub fn url(&self) -> String {
        let address = self.0.local_addr().expect("a bound socket");
        format!("http://{}", address.as_socket().expect("an address"))
    }
}
