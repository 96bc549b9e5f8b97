//! The crate of `fixtures/servers.yaml`, driven: where its methods send their requests.
//! Run by `tests/fixtures_compile.rs`, which builds that crate.

use std::io::{BufRead, BufReader, Write};
use std::net::TcpListener;

use servers::servers::{AsAnswerSays, Regional, Sandbox, SelfHosted};
use servers::testing::{Mock, Reply};
use servers::{Call, Client, ClientBuilder, ErrorKind};

/// The first line of the request and its host, at a server of one's own.
fn at_own_server(call: impl FnOnce(&Client) -> Call<()>) -> (String, String) {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let port = listener.local_addr().expect("an address").port();
    let server = std::thread::spawn(move || {
        let (stream, _) = listener.accept().expect("a connection");
        let mut lines = BufReader::new(&stream).lines().map_while(Result::ok);
        let first = lines.next().expect("a line");
        let host = lines.find_map(|line| line.strip_prefix("host: ").map(str::to_owned));
        let _rest: Vec<String> = lines.take_while(|line| !line.is_empty()).collect();
        (&stream)
            .write_all(b"HTTP/1.1 204 Done\r\n\r\n")
            .expect("an answer");
        (first, host.expect("a host"))
    });
    let own = SelfHosted::new()
        .scheme("http")
        .host("127.0.0.1")
        .port(port.to_string());
    let client = Client::builder().server(own).build().expect("a client");
    wait(call(&client)).expect("an answer");
    let (first, host) = server.join().expect("the server is well");
    assert_eq!(host, format!("127.0.0.1:{port}"));
    (first, host)
}

fn wait(call: Call<()>) -> Result<(), servers::Error> {
    let runtime = tokio::runtime::Builder::new_current_thread();
    let runtime = { runtime }.enable_all().build().expect("a runtime");
    runtime.block_on(async { call.await.map(|_| ()) })
}

/// The URL that a call is sent to.
fn url(builder: ClientBuilder, call: impl FnOnce(&Client) -> Call<()>) -> String {
    let mock = Mock::new();
    mock.reply(Reply::status(204));
    let client = builder.mock(&mock).build().expect("a client");
    wait(call(&client)).expect("an answer");
    let request = mock.requests().remove(0);
    format!("{}{}", request.origin(), request.path())
}

#[test]
fn the_first_server_is_the_default() {
    let url = url(Client::builder(), |client| client.orders().list());
    assert_eq!(url, "https://us.example.com/v2/orders");
}

#[test]
fn a_server_is_chosen_with_values_of_its_variables() {
    let eu = Client::builder().server(Regional::new().region("eu").version("v3"));
    let eu = url(eu, |client| client.orders().list());
    assert_eq!(eu, "https://eu.example.com/v3/orders");
    let sandbox = Client::builder().server(Sandbox);
    let sandbox = url(sandbox, |client| client.orders().list());
    assert_eq!(sandbox, "https://sandbox.example.com/v2/orders");
}

#[test]
fn an_operation_has_its_own_server_with_the_values_of_the_client() {
    let upload = |client: &Client| client.files().create("text");
    let usual = url(Client::builder(), upload);
    assert_eq!(usual, "https://uploads-us.example.com/files");
    let eu = Client::builder().server(Regional::new().region("eu"));
    assert_eq!(url(eu, upload), "https://uploads-eu.example.com/files");
    let relative = url(Client::builder(), |client| client.files().list());
    assert_eq!(relative, "https://us.example.com/legacy/files");
    let socket = url(Client::builder(), |client| client.status().retrieve());
    assert_eq!(socket, "https://us.example.com/v2/status");
    let chats = url(Client::builder(), |client| client.chats().list());
    assert_eq!(chats, "https://chat.example.com/v2/chats");
}

#[test]
fn a_call_is_sent_elsewhere() {
    let elsewhere = AsAnswerSays::new().upload_host("uploads-7.example.com");
    let told = url(Client::builder(), |client| {
        client.files().create("text").server(elsewhere)
    });
    assert_eq!(told, "https://uploads-7.example.com/files/files");
    let any = url(Client::builder(), |client| {
        client.orders().list().server("http://localhost:1/x/")
    });
    assert_eq!(any, "http://localhost:1/x/orders");
}

#[test]
fn a_base_url_takes_the_place_of_every_server() {
    let proxied = || Client::builder().base_url("http://localhost:1/proxy");
    let upload = url(proxied(), |client| client.files().create("text"));
    assert_eq!(upload, "http://localhost:1/proxy/files");
}

#[test]
fn a_server_of_ones_own_is_called_over_a_socket() {
    let (line, _) = at_own_server(|client| client.orders().list());
    assert_eq!(line, "GET /own/orders HTTP/1.1");
    let (line, _) = at_own_server(|client| client.backups().list());
    assert_eq!(line, "GET /backups/backups HTTP/1.1");
}

#[test]
fn a_value_that_is_not_listed_is_refused() {
    let error = Client::builder()
        .server(Regional::new().region("mars"))
        .build()
        .expect_err("it is not listed");
    assert_eq!(error.kind(), ErrorKind::Configuration);
    let missing = Client::builder().server(SelfHosted::new()).build();
    assert_eq!(missing.expect_err("no host").kind(), ErrorKind::Configuration);
}
