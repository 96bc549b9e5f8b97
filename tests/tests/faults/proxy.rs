//! A proxy on raw sockets that passes requests on to a server, unless something goes wrong.

use std::collections::BTreeMap;
use std::io::{Error, ErrorKind, Result};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use serde_json::Value;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};

use crate::fault::{Chance, Fault};

/// A proxy. It stops with the runtime.
pub(crate) struct Proxy {
    port: u16,
    shared: Arc<Shared>,
}

struct Shared {
    seed: u64,
    server_port: u16,
    open_connections: AtomicUsize,
    tally: Mutex<BTreeMap<Fault, usize>>,
}

impl Proxy {
    pub(crate) async fn start(seed: u64, server_port: u16) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let port = listener.local_addr().expect("a bound socket").port();
        let shared = Arc::new(Shared {
            seed,
            server_port,
            open_connections: AtomicUsize::new(0),
            tally: Mutex::default(),
        });
        tokio::spawn(accept(listener, Arc::clone(&shared)));
        Self { port, shared }
    }

    pub(crate) fn url(&self, path: &str) -> String {
        format!("http://127.0.0.1:{}{path}", self.port)
    }

    /// Returns how often which fault has happened.
    pub(crate) fn tally(&self) -> BTreeMap<Fault, usize> {
        self.shared.tally.lock().expect("no panic").clone()
    }

    /// Waits until all connections of clients are closed, and what came by them is done.
    pub(crate) async fn connections_closed(&self) {
        let closed = async {
            while self.shared.open_connections.load(Ordering::SeqCst) > 0 {
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
        };
        let patience = Duration::from_secs(10);
        let closed = tokio::time::timeout(patience, closed).await;
        closed.expect("a connection is left over");
    }
}

async fn accept(listener: TcpListener, shared: Arc<Shared>) {
    while let Ok((client, _)) = listener.accept().await {
        let shared = Arc::clone(&shared);
        shared.open_connections.fetch_add(1, Ordering::SeqCst);
        tokio::spawn(async move {
            // A client that goes away in the middle is none of the proxy's business.
            let _ = serve(client, &shared).await;
            shared.open_connections.fetch_sub(1, Ordering::SeqCst);
        });
    }
}

async fn serve(mut client: TcpStream, shared: &Shared) -> Result<()> {
    client.set_nodelay(true)?;
    while let Some(request) = read_message(&mut client).await? {
        let (call, earlier) = identify(&request)?;
        let mut chance = Chance::of(shared.seed, &call, &earlier);
        let fault = chance.fault();
        *shared
            .tally
            .lock()
            .expect("no panic")
            .entry(fault)
            .or_default() += 1;
        if befall(fault, &mut chance, &request, &mut client, shared).await? == After::Closed {
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

async fn befall(
    fault: Fault,
    chance: &mut Chance,
    request: &[u8],
    client: &mut TcpStream,
    shared: &Shared,
) -> Result<After> {
    match fault {
        Fault::None | Fault::Late => {
            if fault == Fault::Late {
                tokio::time::sleep(chance.milliseconds(100)).await;
            }
            let answer = forward(request, shared).await?;
            client.write_all(&answer).await?;
            return Ok(After::Open);
        }
        Fault::Slow => {
            for piece in forward(request, shared).await?.chunks(16) {
                client.write_all(piece).await?;
                tokio::time::sleep(chance.milliseconds(5)).await;
            }
            return Ok(After::Open);
        }
        Fault::Limited | Fault::Unavailable | Fault::Misreported => {
            if fault == Fault::Misreported {
                forward(request, shared).await?;
            }
            client.write_all(refusal(fault, chance).as_bytes()).await?;
            return Ok(After::Open);
        }
        Fault::ResetBefore => client.set_zero_linger()?,
        Fault::ResetAfter => {
            forward(request, shared).await?;
            client.set_zero_linger()?;
        }
        Fault::CloseAfter => drop(forward(request, shared).await?),
        Fault::Truncated | Fault::ResetWithin | Fault::Stalled => {
            let answer = forward(request, shared).await?;
            let length = u64::try_from(answer.len()).expect("a short answer");
            let length = usize::try_from(chance.below(length)).expect("a short answer");
            client.write_all(&answer[..length]).await?;
            match fault {
                Fault::ResetWithin => client.set_zero_linger()?,
                Fault::Stalled => hung_up(client).await,
                _ => {}
            }
        }
        Fault::Swallowed => hung_up(client).await,
        Fault::Silent => {
            forward(request, shared).await?;
            hung_up(client).await;
        }
    }
    Ok(After::Closed)
}

/// An answer of the proxy's own, which may say when to come back.
fn refusal(fault: Fault, chance: &mut Chance) -> String {
    let status = if fault == Fault::Limited { 429 } else { 503 };
    let asked = match chance.below(3) {
        0 => String::new(),
        _ => format!("retry-after-ms: {}\r\n", chance.below(50)),
    };
    format!("HTTP/1.1 {status} Proxy\r\n{asked}content-length: 0\r\n\r\n")
}

async fn hung_up(client: &mut TcpStream) {
    let mut byte = [0];
    while client.read(&mut byte).await.is_ok_and(|count| count > 0) {}
}

/// Passes a request on, and returns the answer.
async fn forward(request: &[u8], shared: &Shared) -> Result<Vec<u8>> {
    let mut server = TcpStream::connect(("127.0.0.1", shared.server_port)).await?;
    server.write_all(request).await?;
    let answer = read_message(&mut server).await?;
    answer.ok_or_else(|| Error::from(ErrorKind::UnexpectedEof))
}

/// Reads a request or an answer. `None` at the end of the connection.
async fn read_message(stream: &mut TcpStream) -> Result<Option<Vec<u8>>> {
    let mut message = Vec::with_capacity(1024);
    loop {
        if let Some(length) = length(&message)
            && message.len() >= length
        {
            return Ok(Some(message));
        }
        if stream.read_buf(&mut message).await? == 0 {
            if message.is_empty() {
                return Ok(None);
            }
            return Err(ErrorKind::UnexpectedEof.into());
        }
    }
}

/// Returns how long a message is whose head has come.
fn length(message: &[u8]) -> Option<usize> {
    let end = message
        .windows(4)
        .position(|window| window == b"\r\n\r\n")?;
    let body = header(&message[..end], "content-length").unwrap_or_default();
    Some(end + 4 + body.parse::<usize>().unwrap_or(0))
}

/// Returns which call a request is of, and how often it was tried before.
fn identify(request: &[u8]) -> Result<(String, String)> {
    let broken = || Error::from(ErrorKind::InvalidData);
    let mut parts = request.splitn(2, |byte| *byte == b'{');
    let (head, body) = (parts.next(), parts.next());
    let body = [b"{", body.ok_or_else(broken)?].concat();
    let body: Value = serde_json::from_slice(&body)?;
    let call = body["call_control_id"].as_str().ok_or_else(broken)?;
    let earlier = header(head.ok_or_else(broken)?, "x-retry-count");
    Ok((call.to_owned(), earlier.ok_or_else(broken)?))
}

fn header(head: &[u8], name: &str) -> Option<String> {
    let head = String::from_utf8_lossy(head);
    head.lines().find_map(|line| {
        let (other, value) = line.split_once(':')?;
        let is_it = other.eq_ignore_ascii_case(name);
        is_it.then(|| value.trim().to_owned())
    })
}
