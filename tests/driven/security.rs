//! The crate of `fixtures/security_combined.yaml`, driven against a server: which credentials each
//! operation takes along, and that no other ever travels. Run by `tests/fixtures_compile.rs`.

#[allow(dead_code, reason = "not every test uses all of it")]
mod support;

use security_combined::{Client, ClientBuilder, Error, ErrorKind};
use support::{Sent, run, server};

/// All that a request can prove itself with.
const PROOFS: [&str; 4] = ["authorization", "x-auth-email", "x-auth-key", "cookie"];

/// The target of a request, and the proofs that it carries.
fn proofs(sent: &Sent) -> Vec<String> {
    let headers = sent.headers.iter();
    let proofs = headers.filter(|(name, _)| PROOFS.contains(&name.as_str()));
    let mut proofs: Vec<String> = proofs.map(|(name, value)| format!("{name}: {value}")).collect();
    proofs.sort();
    proofs.insert(0, sent.target.clone());
    proofs
}

/// Makes the calls of all operations, and returns what was sent; or why nothing was.
fn all(set: impl FnOnce(ClientBuilder) -> ClientBuilder) -> Vec<Result<Vec<String>, String>> {
    let (url, told) = server();
    let client = set(Client::builder().base_url(url)).build().expect("a client");
    let outcome = |result: Result<(), Error>| match result {
        Ok(()) => Ok(proofs(&told.recv().expect("a request"))),
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
