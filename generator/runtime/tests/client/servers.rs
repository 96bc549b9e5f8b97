//! Which server a request goes to.

use http::Method;

use crate::conference::{API, KEY, end, ok};
use crate::runtime::server::{Server, ServerTemplate, ServerVariable};
use crate::runtime::{Call, Client, ClientBuilder, Error, ErrorKind, Options, Response};
use crate::support;

/// `http://{host}/{version}`
static USUAL: ServerTemplate = ServerTemplate {
    url: "http://{host}/{version}",
    variables: &[
        ServerVariable {
            name: "host",
            default: "usual.invalid",
            values: &[],
        },
        ServerVariable {
            name: "version",
            default: "v2",
            values: &["v1", "v2"],
        },
    ],
};

/// The server of one operation.
static UPLOADS: ServerTemplate = ServerTemplate {
    url: "http://{host}/uploads/{region}",
    variables: &[
        ServerVariable {
            name: "host",
            default: "uploads.invalid",
            values: &[],
        },
        ServerVariable {
            name: "region",
            default: "us",
            values: &["us", "eu"],
        },
    ],
};

static RELATIVE: ServerTemplate = ServerTemplate {
    url: "/elsewhere",
    variables: &[],
};

/// A server with a region that others don't know.
static REGIONAL: ServerTemplate = ServerTemplate {
    url: "http://usual.invalid/{region}",
    variables: &[ServerVariable {
        name: "region",
        default: "us",
        values: &[],
    }],
};

fn builder() -> ClientBuilder {
    ClientBuilder::new(&API).api_key(KEY).max_retries(0)
}

fn usual(server: &support::Server) -> Server {
    Server::of(&USUAL).set("host", host(server))
}

fn host(server: &support::Server) -> String {
    let url = server.url("");
    url.strip_prefix("http://").unwrap_or(&url).to_owned()
}

fn list(client: &Client) -> Call<serde_json::Value> {
    client.operation(Method::GET, "/files").call()
}

fn upload(client: &Client) -> Call<serde_json::Value> {
    let request = client.operation(Method::GET, "/files/content");
    request.server(&UPLOADS).call()
}

fn targets(server: &support::Server) -> Vec<String> {
    let requests = server.requests().into_iter();
    requests.map(|request| request.target).collect()
}

async fn refused(call: Call<serde_json::Value>) -> String {
    let error = end(call).await.expect_err("it is not sent");
    assert_eq!(error.kind(), ErrorKind::Configuration);
    error.to_string()
}

type Outcome = Result<Response<serde_json::Value>, Error>;

#[tokio::test]
async fn variables_that_are_not_set_have_their_defaults() {
    let server = support::Server::start([ok(), ok()]);
    let client = builder().server(usual(&server)).build().expect("a client");
    end(list(&client)).await.expect("an answer");
    let old = builder().server(usual(&server).set("version", "v1".to_owned()));
    end(list(&old.build().expect("a client")))
        .await
        .expect("an answer");
    assert_eq!(targets(&server), ["/v2/files", "/v1/files"]);
}

#[tokio::test]
async fn an_operation_has_a_server_of_its_own_and_shares_variables() {
    let server = support::Server::start([ok()]);
    let client = builder().server(usual(&server)).build().expect("a client");
    end(upload(&client)).await.expect("an answer");
    assert_eq!(targets(&server), ["/uploads/us/files/content"]);
}

#[tokio::test]
async fn a_base_url_goes_before_all_servers_but_that_of_the_call() {
    let (proxy, own) = (
        support::Server::start([ok(), ok()]),
        support::Server::start([ok()]),
    );
    let builder = builder().base_url(proxy.url("/proxy/"));
    let client = builder.server("http://chosen.invalid").build();
    let client = client.expect("a client");
    end(list(&client)).await.expect("an answer");
    end(upload(&client)).await.expect("an answer");
    end(upload(&client).server(own.url("/own/")))
        .await
        .expect("an answer");
    assert_eq!(targets(&proxy), ["/proxy/files", "/proxy/files/content"]);
    assert_eq!(targets(&own), ["/own/files/content"]);
}

#[tokio::test]
async fn the_environment_does_not_replace_a_server_that_was_chosen() {
    let server = support::Server::start([ok()]);
    let builder = builder().server(usual(&server));
    let builder = builder.variables(&|_| Some("http://environment.invalid".into()));
    let client = builder.build().expect("a client");
    end(list(&client)).await.expect("an answer");
    assert_eq!(targets(&server), ["/v2/files"]);
}

#[tokio::test]
async fn a_client_with_other_options_goes_to_another_server() {
    let (first, second) = (
        support::Server::start([ok()]),
        support::Server::start([ok(), ok()]),
    );
    let client = builder().server(usual(&first)).build().expect("a client");
    let other = client.with_options(Options::new().server(usual(&second)));
    for call in [list(&other), upload(&other), list(&client)] {
        let answer: Outcome = end(call).await;
        answer.expect("an answer");
    }
    assert_eq!(targets(&second), ["/v2/files", "/uploads/us/files/content"]);
    assert_eq!(targets(&first), ["/v2/files"]);
}

#[tokio::test]
async fn a_relative_server_is_on_the_host_of_the_client() {
    let server = support::Server::start([ok(), ok()]);
    let client = builder().server(usual(&server)).build().expect("a client");
    let request = client.operation(Method::GET, "/files");
    end(request.server(&RELATIVE).call::<serde_json::Value>())
        .await
        .expect("an answer");
    end(list(&client).server("/v9")).await.expect("an answer");
    assert_eq!(targets(&server), ["/elsewhere/files", "/v9/files"]);
}

#[tokio::test]
async fn a_value_that_the_description_does_not_list_is_refused() {
    let chosen = Server::of(&USUAL).set("version", "v3".to_owned());
    let error = builder().server(chosen).build().expect_err("a client");
    assert_eq!(error.kind(), ErrorKind::Configuration);
    let text = error.to_string();
    assert!(
        text.contains("`version`") && text.contains("`v1`, `v2`"),
        "{text}"
    );

    // One that the client's server has and that of the operation does not know.
    let chosen = Server::of(&REGIONAL).set("region", "ap".to_owned());
    let client = builder().server(chosen).build().expect("a client");
    let text = refused(upload(&client)).await;
    assert!(
        text.contains("`region`") && text.contains(".server("),
        "{text}"
    );
}

#[tokio::test]
async fn no_value_leads_to_another_host() {
    for value in [
        "evil.invalid/",
        "evil.invalid#",
        "a@evil.invalid",
        "evil.invalid\\",
        "evil.invalid?",
    ] {
        let chosen = Server::of(&USUAL).set("host", value.to_owned());
        let error = builder().server(chosen).build().expect_err(value);
        assert!(error.to_string().contains("`host`"), "{error}");
    }
}

#[test]
fn what_a_server_holds_is_not_shown() {
    let chosen = Server::from("https://user:secret@host.invalid");
    let shown = format!(
        "{chosen:?} {:?}",
        Server::of(&USUAL).set("host", "secret".to_owned())
    );
    assert!(!shown.contains("secret"), "{shown}");
    let error = builder().server(chosen).build().expect_err("a password");
    assert!(
        !format!("{error} {error:?}").contains("secret"),
        "{error:?}"
    );
}
