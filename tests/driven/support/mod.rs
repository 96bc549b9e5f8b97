//! What the tests of several crates have in common: a server that keeps what it is sent.

use std::io::{BufRead as _, BufReader, Write as _};
use std::net::TcpListener;
use std::sync::mpsc::{Receiver, channel};
use std::thread;

/// A request as it stood on the wire, without its body.
#[derive(Debug, Default)]
pub struct Sent {
    pub method: String,
    pub target: String,
    /// By their names in lower case.
    pub headers: Vec<(String, String)>,
}

impl Sent {
    /// Returns a header, of which there is one at most.
    pub fn header(&self, name: &str) -> Option<&str> {
        let mut found = self.headers.iter().filter(|(other, _)| other == name);
        let (_, value) = found.next()?;
        assert!(found.next().is_none(), "one `{name}`");
        Some(value)
    }

    /// Returns what is below a part of the path, with the query.
    pub fn below(&self, prefix: &str) -> &str {
        let rest = self.target.strip_prefix(prefix);
        rest.unwrap_or_else(|| panic!("`{}` is not below `{prefix}`", self.target))
    }

    pub fn query(&self) -> &str {
        self.target.split_once('?').map_or("", |(_, query)| query)
    }

    /// Returns the query as a server reads it.
    pub fn decoded_query(&self) -> Vec<(String, String)> {
        let query = self.query().as_bytes();
        form_urlencoded::parse(query).into_owned().collect()
    }
}

/// Starts a server that answers everything with 204, and returns its URL and what it gets.
pub fn server() -> (String, Receiver<Sent>) {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let url = format!("http://{}", listener.local_addr().expect("an address"));
    let (tell, told) = channel();
    thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.expect("a connection");
            let lines = BufReader::new(stream.try_clone().expect("a clone")).lines();
            let lines = lines.map(|line| line.expect("text"));
            let lines: Vec<String> = lines.take_while(|line| !line.is_empty()).collect();
            let headers = lines[1..].iter().map(|line| {
                let (name, value) = line.split_once(':').expect("a header");
                (name.to_ascii_lowercase(), value.trim().to_owned())
            });
            let mut words = lines[0].split(' ').map(str::to_owned);
            let sent = Sent {
                method: words.next().expect("a method"),
                target: words.next().expect("a target"),
                headers: headers.collect(),
            };
            tell.send(sent).expect("the test listens");
            let answer = b"HTTP/1.1 204 Done\r\nconnection: close\r\n\r\n";
            stream.write_all(answer).expect("it is read");
        }
    });
    (url, told)
}

/// Waits for a future.
pub fn run<T>(future: impl Future<Output = T>) -> T {
    let runtime = tokio::runtime::Builder::new_current_thread();
    let runtime = { runtime }.enable_all().build().expect("a runtime");
    runtime.block_on(future)
}
