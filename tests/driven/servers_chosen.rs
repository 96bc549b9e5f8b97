//! The crate of `fixtures/servers.yaml`, driven: where its methods send their requests.
//! Run by `tests/fixtures_compile.rs`, which builds that crate.

#[allow(dead_code, reason = "not every test uses all of it")]
mod support;

use servers::servers::{AsAnswerSays, Regional, Sandbox, SelfHosted};
use servers::testing::{Mock, Reply};
use servers::{Call, Client, ClientBuilder, ErrorKind};
use support::{run, server};

/// The target of a request to a server of one's own.
fn at_own_server(call: impl FnOnce(&Client) -> Call<()>) -> String {
    let (url, told) = server();
    let (_, address) = url.split_once("://").expect("a URL");
    let (host, port) = address.split_once(':').expect("a port");
    let own = SelfHosted::new().scheme("http").host(host).port(port);
    let client = Client::builder().server(own).build().expect("a client");
    wait(call(&client)).expect("an answer");
    let sent = told.recv().expect("a request");
    assert_eq!(sent.header("host"), Some(address));
    sent.target
}

fn wait(call: Call<()>) -> Result<(), servers::Error> {
    run(async { call.await.map(|_| ()) })
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
    let host = url(Client::builder(), |client| client.health().retrieve());
    assert_eq!(host, "https://us.example.com/health");
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
    let target = at_own_server(|client| client.orders().list());
    assert_eq!(target, "/own/orders");
    let target = at_own_server(|client| client.backups().list());
    assert_eq!(target, "/backups/backups");
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
