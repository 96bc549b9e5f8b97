//! Calls of operations and a server that they reach: what the tests of a crate do with each of them.
//!
//! A case is a line of JSON: the operation, what its method is given, and what the server answers. The
//! call must come to what that answer says. What the server received is written into a report, for
//! somebody who knows the description and not the generator to judge.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};

use serde_json::{Value, json};

use crate::runtime::json::{self, Decode};
use crate::{Call, Client, ClientBuilder, Error, Options};

/// Where the outcome of each case is written instead of failing on the first that is wrong: a path,
/// in this variable of the environment.
const REPORT: &str = "OPERATIONS_REPORT";

/// How many failures a message shows.
const SHOWN: usize = 20;

/// What a call comes to: the status of its answer.
pub(crate) type Ended = Pin<Box<dyn Future<Output = Result<u16, Error>>>>;

/// Calls the method of an operation with what a case gives.
pub(crate) type Method = fn(&Client, &Case) -> Ended;

/// Makes a call, whatever it gives.
pub(crate) fn end<T: 'static, P: 'static>(call: Call<T, P>) -> Ended {
    let call = call.send();
    Box::pin(async move { call.await.map(|response| response.status().as_u16()) })
}

/// One line of the cases.
#[derive(Debug)]
pub(crate) struct Case {
    whole: Value,
}

impl Case {
    /// Returns what the case gives for a parameter.
    ///
    /// # Panics
    /// If it is not of its type.
    #[track_caller]
    pub(crate) fn given<T: Decode>(&self, place: &str, name: &str) -> Option<T> {
        let value = self.whole["arguments"].get(place)?.get(name)?;
        Some(read(value, name))
    }

    /// Returns what the case gives for a parameter that must be there.
    ///
    /// # Panics
    /// If it is not there, or not of its type.
    #[track_caller]
    pub(crate) fn required<T: Decode>(&self, place: &str, name: &str) -> T {
        let given = self.given(place, name);
        given.unwrap_or_else(|| panic!("the case does not give the {place} parameter `{name}`"))
    }

    /// Returns the body, which is JSON.
    ///
    /// # Panics
    /// If it is not of its type.
    #[track_caller]
    pub(crate) fn body<T: Decode>(&self) -> Option<T> {
        let value = self.whole["body"].get("value")?;
        Some(read(value, "the body"))
    }

    /// Returns the body, which is text.
    pub(crate) fn text(&self) -> Option<String> {
        let value = self.whole["body"].get("value")?;
        Some(value.as_str().unwrap_or_default().to_owned())
    }

    fn id(&self) -> String {
        ["method", "template"].map(|key| self.whole[key].as_str().unwrap_or_default()).join(" ")
    }
}

#[track_caller]
fn read<T: Decode>(value: &Value, what: &str) -> T {
    let text = value.to_string();
    match json::decode(text.as_bytes()) {
        Ok(value) => value,
        Err(error) => panic!("`{text}` is no value of {what}: {error}"),
    }
}

/// Runs all cases against a server of its own.
///
/// # Panics
/// If a case fails, unless a report is asked for.
#[track_caller]
pub(crate) fn run(cases: &str, operations: &[(&str, Method)], builder: ClientBuilder) {
    let operations: BTreeMap<&str, Method> = operations.iter().copied().collect();
    let server = Server::start();
    let client = builder
        .base_url(&server.url)
        .max_retries(0)
        .generate_idempotency_keys(false)
        .build()
        .expect("a client");
    let unchecked = client.with_options(Options::new().validate(false));
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    let (mut report, mut failures) = (String::new(), Vec::new());
    for line in cases.lines() {
        let whole = serde_json::from_str(line).expect("every line of the cases is JSON of its own");
        let case = Case { whole };
        let method = operations.get(&*case.id()).expect("the operation has a method");
        let call = |client: &Client| {
            server.expect(&case);
            runtime.block_on(method(client, &case))
        };
        let (mut refused, mut outcome) = (None, call(&client));
        // What was made up follows the types, not every rule.
        let violating = outcome.as_ref().err();
        if let Some(error) = violating.filter(|error| !error.violations().is_empty()) {
            refused = Some(error.to_string());
            outcome = call(&unchecked);
        }
        let failure = failure(&case, outcome);
        if let Some(failure) = &failure {
            failures.push(format!("{} ({}): {failure}", case.id(), case.whole["kind"]));
        }
        let row = json!({
            "case": case.whole,
            "failure": failure,
            "refused": refused,
            "request": server.received(),
        });
        let _ = writeln!(report, "{row}");
    }
    match std::env::var_os(REPORT) {
        Some(path) => std::fs::write(path, report).expect("the report can be written"),
        None => assert!(
            failures.is_empty(),
            "{} of {} calls went wrong:\n{}",
            failures.len(),
            cases.lines().count(),
            failures[..failures.len().min(SHOWN)].join("\n")
        ),
    }
}

/// What is wrong with the outcome of a call.
fn failure(case: &Case, outcome: Result<u16, Error>) -> Option<String> {
    let status = case.whole["answer"]["status"].as_u64().unwrap_or_default();
    let is_success = (200..300).contains(&status);
    match outcome {
        Ok(found) if is_success && u64::from(found) == status => None,
        Ok(found) => Some(format!("it succeeded with {found} on an answer of {status}")),
        Err(error) if is_success => Some(format!("it failed on an answer of {status}: {error}")),
        Err(error) => match error.status() {
            Some(found) if u64::from(found.as_u16()) == status => None,
            _ => Some(format!("it failed otherwise on an answer of {status}: {error}")),
        },
    }
}

/// A server that answers as the case of the moment says, and remembers the last request.
struct Server {
    url: String,
    state: Arc<Mutex<State>>,
}

#[derive(Default)]
struct State {
    answer: Vec<u8>,
    received: Value,
}

impl Server {
    fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let address = listener.local_addr().expect("an address");
        let state = Arc::new(Mutex::new(State::default()));
        let shared = Arc::clone(&state);
        std::thread::spawn(move || {
            for stream in listener.incoming().map_while(Result::ok) {
                let state = Arc::clone(&shared);
                std::thread::spawn(move || serve(&stream, &state));
            }
        });
        Self {
            url: format!("http://{address}"),
            state,
        }
    }

    /// Makes up the answer to the next request.
    fn expect(&self, case: &Case) {
        let answer = &case.whole["answer"];
        let body = answer["body"].as_str().unwrap_or_default();
        let mut text = format!("HTTP/1.1 {} Answer\r\n", answer["status"]);
        for (name, value) in answer["headers"].as_object().into_iter().flatten() {
            let _ = write!(text, "{name}: {}\r\n", value.as_str().unwrap_or_default());
        }
        let is_bodiless = answer["status"] == 204 || answer["status"] == 304;
        if !is_bodiless {
            let _ = write!(text, "content-length: {}\r\n", body.len());
        }
        text.push_str("\r\n");
        if !is_bodiless && case.whole["method"] != "HEAD" {
            text.push_str(body);
        }
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        *state = State {
            answer: text.into_bytes(),
            received: Value::Null,
        };
    }

    fn received(&self) -> Value {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        state.received.take()
    }
}

/// Answers the requests of one connection.
fn serve(stream: &TcpStream, state: &Mutex<State>) {
    let mut reader = BufReader::new(stream);
    while let Some(request) = receive(&mut reader) {
        let mut state = state.lock().unwrap_or_else(PoisonError::into_inner);
        state.received = request;
        if { stream }.write_all(&state.answer).is_err() {
            return;
        }
    }
}

/// Reads a request; none where the connection ends.
fn receive(reader: &mut impl BufRead) -> Option<Value> {
    let first = line(reader)?;
    let mut words = first.split(' ');
    let (method, target) = (words.next()?.to_owned(), words.next()?.to_owned());
    let mut headers = Vec::new();
    let (mut length, mut is_chunked) = (0, false);
    loop {
        let line = line(reader)?;
        let Some((name, value)) = line.split_once(':') else {
            break;
        };
        let value = value.trim();
        match name.to_ascii_lowercase().as_str() {
            "content-length" => length = value.parse().ok()?,
            "transfer-encoding" => is_chunked = true,
            _ => {}
        }
        headers.push(json!([name, value]));
    }
    let mut body = Vec::new();
    if is_chunked {
        loop {
            let size = usize::from_str_radix(&line(reader)?, 16).ok()?;
            reader.by_ref().take(size as u64).read_to_end(&mut body).ok()?;
            line(reader)?;
            if size == 0 {
                break;
            }
        }
    } else {
        body = vec![0; length];
        reader.read_exact(&mut body).ok()?;
    }
    let mut digits = String::with_capacity(body.len() * 2);
    for byte in body {
        let _ = write!(digits, "{byte:02x}");
    }
    Some(json!({ "method": method, "target": target, "headers": headers, "body": digits }))
}

fn line(reader: &mut impl BufRead) -> Option<String> {
    let mut line = String::new();
    reader.read_line(&mut line).ok().filter(|read| *read > 0)?;
    Some(line.trim_end_matches(['\r', '\n']).to_owned())
}
