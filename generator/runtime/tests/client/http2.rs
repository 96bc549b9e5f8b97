//! HTTP/2: what is the same, and what is told less.

use std::io::{Read as _, Result, Write as _};
use std::net::{TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use crate::conference::{API, Join, KEY, OK, end, failure, join};
use crate::runtime::testing::ManualClock;
use crate::runtime::{Client, ClientBuilder, ErrorKind};

const SETTINGS: u8 = 4;
const HEADERS: u8 = 1;
const DATA: u8 = 0;
const RESET: u8 = 3;

/// Refuses so many streams, and answers those after them. Counts all.
fn start(refused: usize) -> (Client, Arc<AtomicUsize>) {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let address = listener.local_addr().expect("a bound socket");
    let streams = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&streams);
    std::thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            // What a client does to a connection is the client's business.
            let _ = serve(stream, refused, &counted);
        }
    });
    #[cfg(feature = "rustls")]
    let _ = rustls::crypto::ring::default_provider().install_default();
    let http = reqwest::Client::builder()
        .http2_prior_knowledge()
        .retry(reqwest::retry::never().max_retries_per_request(0))
        .build()
        .expect("a transport");
    let builder = ClientBuilder::new(&API).api_key(KEY).http_client(http);
    let builder = builder.base_url(format!("http://{address}/v2"));
    let client = builder.manual_clock(&ManualClock::new()).build();
    (client.expect("a client"), streams)
}

fn serve(mut connection: TcpStream, refused: usize, streams: &AtomicUsize) -> Result<()> {
    connection.read_exact(&mut [0; 24])?;
    frame(&connection, SETTINGS, 0, 0, &[])?;
    loop {
        let mut head = [0; 9];
        connection.read_exact(&mut head)?;
        let [high, middle, low, kind, flags, id @ ..] = head;
        let mut payload = vec![0; u32::from_be_bytes([0, high, middle, low]) as usize];
        connection.read_exact(&mut payload)?;
        let is_marked = flags & 1 != 0;
        match kind {
            SETTINGS if !is_marked => frame(&connection, SETTINGS, 1, 0, &[])?,
            // The end of a request.
            HEADERS | DATA if is_marked => {
                let id = u32::from_be_bytes(id);
                if streams.fetch_add(1, Ordering::SeqCst) < refused {
                    // REFUSED_STREAM
                    frame(&connection, RESET, 0, id, &7_u32.to_be_bytes())?;
                } else {
                    // `:status: 200`, by its number in the table of the standard.
                    frame(&connection, HEADERS, 4, id, &[0x88])?;
                    frame(&connection, DATA, 1, id, OK.as_bytes())?;
                }
            }
            _ => {}
        }
    }
}

fn frame(mut to: &TcpStream, kind: u8, flags: u8, id: u32, payload: &[u8]) -> Result<()> {
    let [_, length @ ..] = u32::try_from(payload.len()).expect("short").to_be_bytes();
    let id = id.to_be_bytes();
    to.write_all(&[&length[..], &[kind, flags], &id, payload].concat())
}

#[tokio::test]
async fn a_call_is_answered() {
    let (client, streams) = start(0);
    let call = join(&client, "weekly", &Join::new("v3:abc"));
    assert_eq!(end(call).await.expect("an answer").result, "ok");
    // One whose body is empty says so twice.
    let empty = client.operation(http::Method::POST, "/thing").call_empty();
    end(empty).await.expect("an answer");
    assert_eq!(streams.load(Ordering::SeqCst), 2);
}

/// It certainly was not processed, but the transport does not tell this from a lost connection.
#[tokio::test]
async fn a_refused_stream_is_taken_for_a_lost_connection() {
    let (client, streams) = start(1);
    let call = join(&client, "weekly", &Join::new("v3:abc"));
    let error = failure(call.generate_idempotency_keys(false)).await;
    assert_eq!(error.kind(), ErrorKind::Io, "{error:?}");
    assert!(error.may_have_been_processed());
    assert_eq!(streams.load(Ordering::SeqCst), 1);
    let (client, _) = start(1);
    let call = join(&client, "weekly", &Join::new("v3:abc"));
    assert_eq!(end(call).await.expect("an answer").attempts(), 2);
}
