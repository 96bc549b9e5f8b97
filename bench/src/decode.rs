//! `bench decode`: a list answer of 1 MB, read by the generated types and by serde's derives.
//!
//! The list comes once, as the body of an answer that is no success: an error keeps its bytes, and
//! reads them as a type as often as it is asked. So nothing of the network is in what is measured.

use std::fmt::Write as _;
use std::io::{Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::path::PathBuf;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use serde::Deserialize;
use telnyx_conferences::types::{Errors, JoinConferenceRequest};
use telnyx_conferences::{Client, Error};

use super::load::KEY;
use super::rounds::{ROUNDS, median};
use super::table::{Cell, Table, Tables};

/// The size of the list, in bytes: as many entries as make at least this.
const SIZE: usize = 1_000_000;

/// How often the list is read in a round.
const READS: u32 = 20;

/// How fast we are to be at least, where serde's derives are 1.
const TARGET: f64 = 0.8;

/// The same list, by hand.
#[derive(Debug, Deserialize)]
struct ByHand {
    errors: Option<Vec<Entry>>,
}

#[derive(Debug, Deserialize)]
#[expect(dead_code, reason = "what counts is that it is read")]
struct Entry {
    code: String,
    title: String,
    detail: Option<String>,
    source: Option<Source>,
    meta: Option<Meta>,
}

#[derive(Debug, Deserialize)]
#[expect(dead_code, reason = "what counts is that it is read")]
struct Source {
    pointer: Option<String>,
}

#[derive(Debug, Deserialize)]
#[expect(dead_code, reason = "what counts is that it is read")]
struct Meta {
    url: Option<String>,
}

/// Measures, and prints what came of it.
pub(crate) fn run(json: Option<PathBuf>) -> Result<()> {
    let list = list()?;
    let error = received(&list)?;
    let bytes = error.bytes().context("the answer has no body")?.clone();
    ensure!(bytes == list.as_bytes(), "another list came");
    let generated = || error.body::<Errors>()?.errors.map(|errors| errors.len());
    let by_hand = || {
        serde_json::from_slice::<ByHand>(&bytes)
            .ok()?
            .errors
            .map(|errors| errors.len())
    };
    ensure!(
        generated().is_some() && generated() == by_hand(),
        "the two do not read the same"
    );
    let mut figures: Vec<(Duration, Duration)> = Vec::new();
    for round in 0..ROUNDS {
        // Each goes first as often as the other.
        figures.push(if round % 2 == 0 {
            (timed(&generated), timed(&by_hand))
        } else {
            let by_hand = timed(&by_hand);
            (timed(&generated), by_hand)
        });
    }
    let ratios = figures
        .iter()
        .map(|(ours, theirs)| theirs.as_secs_f64() / ours.as_secs_f64());
    let megabytes = f64::from(u32::try_from(list.len())?) / 1e6;
    let per_second = |times: Vec<Duration>| {
        let seconds = median(Some(times.iter().map(Duration::as_secs_f64).collect()))?;
        Some(megabytes * f64::from(READS) / seconds)
    };
    let figure = |figure: Option<f64>, digits| {
        figure.map_or(Cell::Nothing, |figure| Cell::Figure(figure, digits))
    };
    let (ours, theirs) = figures.iter().copied().unzip();
    let mut table = Table::new(
        format!(
            "Reading a list of {} bytes, medians of {ROUNDS} rounds",
            list.len()
        ),
        &["types", "MB/s", "to serde's derives", "target"],
    );
    table.row([
        Cell::Text("generated".to_owned()),
        figure(per_second(ours), 0),
        figure(median(Some(ratios.collect())), 2),
        Cell::Figure(TARGET, 2),
    ]);
    table.row([
        Cell::Text("serde's derives".to_owned()),
        figure(per_second(theirs), 0),
    ]);
    Tables::new(json).add(&table)
}

/// A list as servers send it, each entry another one.
fn list() -> Result<String> {
    let mut list = String::from(r#"{"errors":["#);
    let mut number = 0;
    while list.len() < SIZE {
        if number > 0 {
            list.push(',');
        }
        write!(
            list,
            r#"{{"code":"{number}","title":"Invalid value","detail":"The value of entry {number} \"is\" not one that the conference takes.","source":{{"pointer":"/data/{number}/region"}},"meta":{{"url":"https://developers.telnyx.com/docs/overview/errors/{number}"}}}}"#
        )?;
        number += 1;
    }
    list.push_str("]}");
    Ok(list)
}

/// Gets a list as the body of an answer that is no success.
fn received(list: &str) -> Result<Error> {
    let listener = TcpListener::bind("127.0.0.1:0")?;
    let base_url = format!("http://{}", listener.local_addr()?);
    let body = list.to_owned();
    let server = std::thread::spawn(move || answer(&listener.accept()?.0, &body));
    let client = Client::builder()
        .api_key(KEY)
        .base_url(base_url)
        .max_retries(0)
        .build()?;
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    let answered = runtime.block_on(async {
        let request = JoinConferenceRequest::new("v3:leg");
        client
            .conferences()
            .actions()
            .join("weekly-sync", request)
            .await
    });
    drop(client);
    server.join().ok().context("the server is gone")??;
    answered.err().context("the answer was a success")
}

/// Answers one request.
fn answer(mut connection: &TcpStream, body: &str) -> Result<()> {
    let mut request = Vec::new();
    let mut part = [0; 4096];
    while !request.windows(4).any(|end| end == b"\r\n\r\n") {
        let count = connection.read(&mut part)?;
        ensure!(count > 0, "the request ends early");
        request.extend_from_slice(&part[..count]);
    }
    let length = body.len();
    write!(
        connection,
        "HTTP/1.1 422 Unprocessable Entity\r\ncontent-type: application/json\r\ncontent-length: {length}\r\n\r\n{body}"
    )?;
    Ok(())
}

fn timed(read: &dyn Fn() -> Option<usize>) -> Duration {
    let started = Instant::now();
    for _ in 0..READS {
        std::hint::black_box(read());
    }
    started.elapsed()
}
