//! A client that takes everything from the environment: in processes of their own.

use std::process::Command;

use tests::support::Server;

use crate::sent;

/// Makes a call by `Client::from_env`, with these variables and no other of the client's.
fn join(variables: &[(&str, &str)]) -> Result<(), String> {
    let mut program = Command::new(env!("CARGO_BIN_EXE_join_from_env"));
    for name in ["TELNYX_API_KEY", "TELNYX_BASE_URL", "TELNYX_CUSTOM_HEADERS"] {
        program.env_remove(name);
    }
    let output = program.envs(variables.iter().copied()).output();
    let output = output.expect("the program runs");
    let message = String::from_utf8_lossy(&output.stderr).into_owned();
    output.status.success().then_some(()).ok_or(message)
}

#[test]
fn key_base_url_and_headers_are_trimmed() {
    let server = sent::server();
    let base_url = format!(" {}\n", server.url("/v9/"));
    let outcome = join(&[
        ("TELNYX_API_KEY", " ENVKEY\n"),
        ("TELNYX_BASE_URL", &base_url),
        (
            "TELNYX_CUSTOM_HEADERS",
            "\n X-One :  1 \nbad line\naccept: text/plain",
        ),
    ]);
    assert_eq!(outcome, Ok(()));
    let request = sent::only(&server);
    assert_eq!(request.target, "/v9/conferences/weekly/actions/join");
    let headers = sent::headers(&request);
    assert_eq!(headers["authorization"], "Bearer ENVKEY");
    assert_eq!(headers["x-one"], "1");
    assert_eq!(headers["accept"], "text/plain");
    assert_eq!(headers.len(), 9, "{headers:?}");
}

#[test]
fn a_key_that_is_missing_or_blank_is_named() {
    let server = sent::server();
    for key in [None, Some(""), Some(" \t\n")] {
        let base_url = server.url("/v2");
        let mut variables = vec![("TELNYX_BASE_URL", base_url.as_str())];
        variables.extend(key.map(|key| ("TELNYX_API_KEY", key)));
        assert_configuration_error(&join(&variables), "`TELNYX_API_KEY`");
    }
    sent::assert_untouched(&server);
}

#[test]
fn what_cannot_be_sent_is_refused_without_being_shown() {
    let server: Server = sent::server();
    let base_url = server.url("/v2");
    let key = [
        ("TELNYX_API_KEY", "KEY\u{1}hidden"),
        ("TELNYX_BASE_URL", &base_url),
    ];
    assert_configuration_error(&join(&key), "API key");
    let headers = [
        ("TELNYX_API_KEY", "KEY"),
        ("TELNYX_BASE_URL", &base_url),
        ("TELNYX_CUSTOM_HEADERS", "x-token: \u{1}hidden"),
    ];
    assert_configuration_error(&join(&headers), "`x-token`");
    sent::assert_untouched(&server);
}

fn assert_configuration_error(outcome: &Result<(), String>, words: &str) {
    let message = outcome.as_ref().expect_err("a refusal");
    assert!(message.contains("Configuration"), "{message}");
    assert!(message.contains(words), "`{words}` is not in {message}");
    assert!(!message.contains("hidden"), "{message}");
}
