//! A server that says yes, and what it got.

use std::collections::BTreeMap;
use std::io::{Read as _, Write as _};
use std::net::{Ipv4Addr, TcpStream};

use telnyx_conferences::Client;
use tests::support::{Reply, Request, Server};
pub(crate) use tests::uuid::assert_random_uuid;

pub(crate) const KEY: &str = "KEY0123456789ABCDEF_test";
pub(crate) const ACCEPTED: &str = r#"{"data":{"result":"ok"}}"#;

/// A server that accepts every command.
pub(crate) fn server() -> Server {
    Server::start([Reply::new(200, ACCEPTED)])
}

/// A client of a server, with the defaults of the generated crate.
pub(crate) fn client(server: &Server) -> Client {
    let builder = Client::builder().api_key(KEY).base_url(server.url("/v2"));
    builder.build().expect("a client")
}

/// Returns the one request that a server got.
pub(crate) fn only(server: &Server) -> Request {
    let mut requests = server.requests();
    assert_eq!(requests.len(), 1, "one request: {requests:?}");
    assert_eq!(server.connections(), 1, "one connection");
    requests.remove(0)
}

/// Asserts that nobody has opened a connection.
///
/// One is opened and answered first: connections are accepted in the order in which they are
/// opened, so that none of those before it is still to be counted.
pub(crate) fn assert_untouched(server: &Server) {
    let address = (Ipv4Addr::LOCALHOST, server.port());
    let mut last = TcpStream::connect(address).expect("a connection");
    last.write_all(b"GET /last HTTP/1.1\r\n\r\n")
        .expect("a request");
    last.read_exact(&mut [0]).expect("an answer");
    assert_eq!(server.connections(), 1, "{:?}", server.requests());
}

/// Returns the headers by name. None comes twice.
pub(crate) fn headers(request: &Request) -> BTreeMap<String, String> {
    let headers: BTreeMap<String, String> = request.headers.iter().cloned().collect();
    assert_eq!(
        headers.len(),
        request.headers.len(),
        "{:?}",
        request.headers
    );
    headers
}

/// Name and version of the generated crate, as its manifest has them.
pub(crate) fn user_agent() -> String {
    let manifest = include_str!("../../../generated/Cargo.toml");
    let value_of = |name| {
        let mut lines = manifest.lines();
        lines.find_map(|line| {
            line.strip_prefix(name)?
                .strip_prefix(" = \"")?
                .strip_suffix('"')
        })
    };
    let (name, version) = (value_of("name"), value_of("version"));
    format!("{}/{}", name.expect("a name"), version.expect("a version"))
}
