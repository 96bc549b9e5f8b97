//! The crate of `fixtures/security_combined.yaml`, driven against a server: which credentials each
//! operation takes along, and that no other ever travels. Run by `tests/fixtures_compile.rs`.

use std::io::{BufRead as _, BufReader, Write as _};
use std::net::TcpListener;
use std::sync::mpsc::{Receiver, channel};
use std::thread;

use security_combined::{Client, ClientBuilder, Error, ErrorKind};

/// All that a request can prove itself with.
const PROOFS: [&str; 4] = ["authorization", "x-auth-email", "x-auth-key", "cookie"];

/// A server that answers everything with 204, and tells the target and the proofs of each request.
fn server() -> (String, Receiver<Vec<String>>) {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let url = format!("http://{}", listener.local_addr().expect("an address"));
    let (tell, told) = channel();
    thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.expect("a connection");
            let lines = BufReader::new(stream.try_clone().expect("a clone")).lines();
            let lines = lines.map(|line| line.expect("text"));
            let lines: Vec<String> = lines.take_while(|line| !line.is_empty()).collect();
            let target = lines[0].split(' ').nth(1).expect("a target").to_owned();
            let mut proofs = lines[1..].to_vec();
            proofs.retain(|line| PROOFS.iter().any(|name| line.starts_with(&format!("{name}:"))));
            proofs.sort();
            proofs.insert(0, target);
            tell.send(proofs).expect("the test listens");
            let answer = b"HTTP/1.1 204 Done\r\nconnection: close\r\n\r\n";
            stream.write_all(answer).expect("it is read");
        }
    });
    (url, told)
}

fn run<T>(future: impl Future<Output = T>) -> T {
    let runtime = tokio::runtime::Builder::new_current_thread();
    let runtime = { runtime }.enable_all().build().expect("a runtime");
    runtime.block_on(future)
}

/// Makes the calls of all operations, and returns what was sent; or why nothing was.
fn all(set: impl FnOnce(ClientBuilder) -> ClientBuilder) -> Vec<Result<Vec<String>, String>> {
    let (url, told) = server();
    let client = set(Client::builder().base_url(url)).build().expect("a client");
    let outcome = |result: Result<(), Error>| match result {
        Ok(()) => Ok(told.recv().expect("a request")),
        Err(error) => {
            assert_eq!(error.kind(), ErrorKind::Configuration);
            assert!(told.try_recv().is_err(), "nothing is sent");
            Err(error.to_string())
        }
    };
    run(async {
        vec![
            outcome(client.orders().list().await.map(drop)),
            outcome(client.open().retrieve().await.map(drop)),
            outcome(client.basic().retrieve().await.map(drop)),
            outcome(client.session().retrieve("dark").await.map(drop)),
            outcome(client.optional().retrieve().await.map(drop)),
            outcome(client.certificate().retrieve().await.map(drop)),
        ]
    })
}

fn sent(lines: &[&str]) -> Result<Vec<String>, String> {
    Ok(lines.iter().map(|&line| line.to_owned()).collect())
}

#[test]
fn each_operation_takes_along_what_it_asks_for_and_nothing_else() {
    let found = all(|builder| {
        builder
            .bearer_token("TOKEN-of-the-test")
            .api_email("me@example.com")
            .api_key("KEY-of-the-test")
            .basic_auth("user", "password")
            .session("SID of the test")
            .query_timeout("QUERY-of-the-test")
    });
    let expected = [
        // The first alternative, not both.
        sent(&["/orders", "authorization: Bearer TOKEN-of-the-test"]),
        sent(&["/open"]),
        sent(&["/basic", "authorization: Basic dXNlcjpwYXNzd29yZA=="]),
        sent(&[
            "/session?t=QUERY-of-the-test",
            "cookie: theme=dark; sid=SID%20of%20the%20test",
        ]),
        sent(&["/optional", "x-auth-key: KEY-of-the-test"]),
        sent(&["/certificate"]),
    ];
    assert_eq!(found, expected);
}

#[test]
fn the_first_combination_is_taken_that_the_client_has() {
    let found = all(|builder| builder.api_email("me@example.com").api_key("KEY-of-the-test"));
    let both = ["/orders", "x-auth-email: me@example.com", "x-auth-key: KEY-of-the-test"];
    assert_eq!(found[0], sent(&both));
    assert_eq!(found[1], sent(&["/open"]));
}

#[test]
fn what_is_missing_is_named_and_nothing_is_sent() {
    // Half of a combination is none.
    let found = all(|builder| builder.api_email("me@example.com"));
    let missing = "GET /orders: the client has no credentials for this operation: set `bearer_token` \
                   (`CORPUS_SECURITY_COMBINED_BEARER_TOKEN`), or `api_email` (`CORPUS_SECURITY_COMBINED_API_EMAIL`) \
                   and `api_key` (`CORPUS_SECURITY_COMBINED_API_KEY`)";
    assert_eq!(found[0], Err(missing.to_owned()));
    assert_eq!(found[1], sent(&["/open"]));
    assert!(found[2].is_err() && found[3].is_err());
    // It goes without, too.
    assert_eq!(found[4], sent(&["/optional"]));
}

#[test]
fn no_credential_is_shown() {
    let builder = Client::builder()
        .api_key("KEY-of-the-test")
        .basic_auth("user", "PASSWORD-of-the-test");
    let before = format!("{builder:?}");
    let text = before + &format!("{:?}", builder.build().expect("a client"));
    assert!(!text.contains("of-the-test"), "{text}");
}
