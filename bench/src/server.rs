//! A lean server, in a process of its own: what it takes is not counted as a client's.
//!
//! It answers every request with the call leg that the request names, and counts. On stdout it
//! says where it is; after that, for each line on stdin, what it has counted. It ends with stdin.

use std::io::{self, BufRead as _, BufReader, Write as _};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::sync::atomic::{AtomicU64, Ordering};

use anyhow::{Context, Result, ensure};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};

static REQUESTS: AtomicU64 = AtomicU64::new(0);
static ACCEPTED: AtomicU64 = AtomicU64::new(0);
static OPEN: AtomicU64 = AtomicU64::new(0);

/// What a server has counted since it started.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Counts {
    pub(crate) requests: u64,
    /// Connections, those that are closed included.
    pub(crate) accepted: u64,
    /// Connections that are open now.
    pub(crate) open: u64,
}

/// The server as seen from the process that loads it.
#[derive(Debug)]
pub(crate) struct Server {
    process: Child,
    questions: ChildStdin,
    answers: BufReader<ChildStdout>,
    /// Where it is.
    pub(crate) base_url: String,
}

impl Server {
    /// Starts a server.
    pub(crate) fn start() -> Result<Self> {
        let mut process = Command::new(std::env::current_exe()?)
            .arg("serve")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .context("the server can't be started")?;
        let questions = process.stdin.take().context("it has no stdin")?;
        let stdout = process.stdout.take().context("it has no stdout")?;
        let mut answers = BufReader::new(stdout);
        let mut address = String::new();
        answers.read_line(&mut address)?;
        Ok(Self {
            process,
            questions,
            answers,
            base_url: format!("http://{}/v2", address.trim()),
        })
    }

    /// Asks what the server has counted.
    pub(crate) fn counts(&mut self) -> Result<Counts> {
        self.questions.write_all(b"?\n")?;
        let mut line = String::new();
        self.answers.read_line(&mut line)?;
        let counts: Result<Vec<u64>, _> = line.split_whitespace().map(str::parse).collect();
        let counts = counts.context("the server does not count")?;
        ensure!(counts.len() == 3, "the server has counted `{line}`");
        Ok(Counts {
            requests: counts[0],
            accepted: counts[1],
            open: counts[2],
        })
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may be gone already; what matters is that it is afterwards.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// Is the server, until stdin ends.
pub(crate) fn run() -> Result<()> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_io()
        .build()?;
    let listener = runtime.block_on(TcpListener::bind("127.0.0.1:0"))?;
    say(&listener.local_addr()?.to_string())?;
    std::thread::spawn(move || runtime.block_on(accept(listener)));
    for _ in io::stdin().lock().lines().map_while(Result::ok) {
        let counts = [&REQUESTS, &ACCEPTED, &OPEN].map(|count| count.load(Ordering::SeqCst));
        say(&format!("{} {} {}", counts[0], counts[1], counts[2]))?;
    }
    Ok(())
}

fn say(line: &str) -> io::Result<()> {
    let mut stdout = io::stdout().lock();
    writeln!(stdout, "{line}")?;
    stdout.flush()
}

async fn accept(listener: TcpListener) {
    while let Ok((connection, _)) = listener.accept().await {
        ACCEPTED.fetch_add(1, Ordering::SeqCst);
        OPEN.fetch_add(1, Ordering::SeqCst);
        tokio::spawn(async move {
            // A connection that breaks is missing in what is counted.
            let _ = serve(connection).await;
            OPEN.fetch_sub(1, Ordering::SeqCst);
        });
    }
}

/// Answers the requests of one connection.
async fn serve(mut connection: TcpStream) -> io::Result<()> {
    connection.set_nodelay(true)?;
    let mut buffer = Vec::with_capacity(4096);
    let mut answer = Vec::with_capacity(512);
    loop {
        while let Some((body, end)) = request(&buffer) {
            respond(&mut answer, &buffer[body..end])?;
            buffer.drain(..end);
            REQUESTS.fetch_add(1, Ordering::SeqCst);
            connection.write_all(&answer).await?;
        }
        if connection.read_buf(&mut buffer).await? == 0 {
            return Ok(());
        }
    }
}

/// Returns where the body of the first whole request begins and ends.
fn request(buffer: &[u8]) -> Option<(usize, usize)> {
    let body = find(buffer, b"\r\n\r\n")? + 4;
    let name = b"content-length: ";
    let length = find(&buffer[..body], name)? + name.len();
    let digits = buffer[length..]
        .iter()
        .take_while(|byte| byte.is_ascii_digit());
    let length = digits.fold(0, |sum, digit| sum * 10 + usize::from(digit - b'0'));
    (buffer.len() >= body + length).then_some((body, body + length))
}

/// Writes the answer, in which the result is the call leg.
fn respond(answer: &mut Vec<u8>, body: &[u8]) -> io::Result<()> {
    let name = br#""call_control_id":""#;
    let leg = find(body, name).map_or(&b""[..], |start| &body[start + name.len()..]);
    let leg = &leg[..find(leg, b"\"").unwrap_or_default()];
    let start = br#"{"data":{"result":""#;
    let end = br#""}}"#;
    answer.clear();
    write!(
        answer,
        "HTTP/1.1 200 OK\r\n\
         date: Thu, 01 Jan 2026 00:00:00 GMT\r\n\
         content-type: application/json; charset=utf-8\r\n\
         x-request-id: 3fa85f64-5717-4562-b3fc-2c963f66afa6\r\n\
         content-length: {}\r\n\r\n",
        start.len() + leg.len() + end.len(),
    )?;
    answer.extend_from_slice(start);
    answer.extend_from_slice(leg);
    answer.extend_from_slice(end);
    Ok(())
}

fn find(bytes: &[u8], needle: &[u8]) -> Option<usize> {
    let mut windows = bytes.windows(needle.len());
    windows.position(|window| window == needle)
}
