//! What it takes to make a client.

use std::ffi::OsString;

use crate::conference::{API, Fixture, KEY, end, is_alone, ok, run_alone};
use crate::runtime::{ClientBuilder, Error, ErrorKind};

fn refused(builder: ClientBuilder) -> Error {
    let error = builder.build().expect_err("a client");
    assert_eq!(error.kind(), ErrorKind::Configuration);
    assert!(!error.may_have_been_processed());
    error
}

fn with_variables<'v>(
    builder: ClientBuilder,
    variables: impl IntoIterator<Item = (&'v str, &'v str)>,
) -> ClientBuilder {
    let variables: Vec<_> = variables.into_iter().collect();
    builder.variables(&|name| {
        let found = variables.iter().find(|(other, _)| *other == name);
        found.map(|(_, value)| OsString::from(value))
    })
}

#[test]
fn a_missing_key_names_its_variable() {
    for builder in [
        ClientBuilder::new(&API),
        ClientBuilder::new(&API).api_key(""),
        ClientBuilder::new(&API).api_key(" \n"),
        with_variables(ClientBuilder::new(&API), [("CONFERENCES_API_KEY", "  ")]),
    ] {
        let text = refused(builder).to_string();
        assert!(text.contains("`CONFERENCES_API_KEY`"), "{text}");
    }
}

#[test]
fn a_key_that_no_header_can_hold_is_refused_and_not_shown() {
    for key in [
        "secret\nkey",
        "secret\u{0}",
        "secretż",
        "a\r\nx-evil: secret",
    ] {
        let error = refused(ClientBuilder::new(&API).api_key(key));
        assert!(
            !format!("{error} {error:?}").contains("secret"),
            "{error:?}"
        );
    }
}

#[test]
fn what_stands_behind_the_name_of_a_header_is_not_shown() {
    let builder = ClientBuilder::new(&API).api_key(KEY);
    let lines = [("CONFERENCES_CUSTOM_HEADERS", "X-Api-Key sk:secret")];
    let text = refused(with_variables(builder, lines)).to_string();
    assert!(text.contains("`X-Api-Key…` is not the name"), "{text}");
    let builder = ClientBuilder::new(&API).api_key(KEY);
    let builder = builder.header("Authorization: Bearer secret", "");
    let error = refused(builder);
    let text = format!("{error} {error:?}");
    assert!(text.contains("`Authorization…`"), "{text}");
    assert!(!text.contains("Bearer"), "{text}");
}

#[test]
fn a_base_url_that_is_none_is_refused() {
    let cases = [
        ("api.example.com", "not a URL"),
        ("", "not a URL"),
        ("ftp://api.example.com", "`ftp:`"),
        ("file:///etc/passwd", "`file:`"),
        ("https://api.example.com/v2?tenant=hidden", "query"),
        ("https://api.example.com/v2#hidden", "fragment"),
        ("https://user:hidden@api.example.com", "password"),
        ("https://{hidden}.example.com/v2", "none of HTTP"),
    ];
    for (url, expected) in cases {
        let error = refused(ClientBuilder::new(&API).api_key(KEY).base_url(url));
        assert!(error.to_string().contains(expected), "{url}: {error}");
        assert!(!format!("{error:?}").contains("hidden"), "{error:?}");
    }
}

#[test]
fn all_that_is_wrong_is_told_at_once() {
    let builder = ClientBuilder::new(&API)
        .base_url("nonsense")
        .header("bad name", "x")
        .header("x-value", "日本")
        .header("content-length", "3");
    let text = refused(builder).to_string();
    for expected in [
        "base URL",
        "API key",
        "`bad…`",
        "`x-value`",
        "`content-length`",
    ] {
        assert!(text.contains(expected), "{text}");
    }
    assert!(!text.contains("日本"), "{text}");
}

#[tokio::test]
async fn the_environment_gives_what_the_caller_does_not() {
    let fixture = Fixture::new([ok()]);
    let url = fixture.server.url("/v2/");
    let variables = [
        ("CONFERENCES_API_KEY", " from-env \n"),
        ("CONFERENCES_BASE_URL", url.as_str()),
        (
            "CONFERENCES_CUSTOM_HEADERS",
            "X-One: 1\nX-Two:  two : 2 \nbad line\nX-Three: 3\n",
        ),
    ];
    let builder = with_variables(
        ClientBuilder::new(&API).header("x-three", "mine"),
        variables,
    );
    let client = builder.build().expect("a client");
    end(crate::conference::get(&client, "a"))
        .await
        .expect("an answer");
    let request = &fixture.server.requests()[0];
    assert_eq!(request.target, "/v2/conferences/a");
    assert_eq!(
        request.header("authorization").as_deref(),
        Some("Bearer from-env")
    );
    assert_eq!(request.header("x-one").as_deref(), Some("1"));
    assert_eq!(request.header("x-two").as_deref(), Some("two : 2"));
    assert_eq!(request.header("x-three").as_deref(), Some("mine"));

    let builder = ClientBuilder::new(&API).api_key("mine").base_url(&url);
    let variables = [
        ("CONFERENCES_API_KEY", "theirs"),
        ("CONFERENCES_BASE_URL", "http://x.invalid"),
    ];
    let client = with_variables(builder, variables)
        .build()
        .expect("a client");
    end(crate::conference::get(&client, "a"))
        .await
        .expect("an answer");
    let request = &fixture.server.requests()[1];
    assert_eq!(
        request.header("authorization").as_deref(),
        Some("Bearer mine")
    );
}

#[cfg(unix)]
#[test]
fn a_variable_that_is_not_text_is_refused() {
    use std::os::unix::ffi::OsStringExt as _;
    let builder = ClientBuilder::new(&API).variables(&|_| Some(OsString::from_vec(vec![0xff])));
    let text = refused(builder).to_string();
    assert!(
        text.contains("`CONFERENCES_API_KEY` is not UTF-8"),
        "{text}"
    );
}

#[test]
fn the_process_environment_is_read() {
    // A test cannot change its own environment safely.
    let test = "construction::the_process_environment_is_read";
    let variable = "CONFERENCES_API_KEY";
    if is_alone() {
        let key = std::env::var_os(variable).is_some();
        assert_eq!(
            ClientBuilder::new(&API)
                .base_url("http://localhost")
                .env()
                .build()
                .is_ok(),
            key
        );
        return;
    }
    run_alone(test, |command| command.env(variable, "key"));
    run_alone(test, |command| command.env_remove(variable));
}

#[tokio::test]
async fn a_transport_of_ones_own_is_used() {
    // Without a default of its own `reqwest` panics here. Another test may have been first.
    #[cfg(feature = "rustls")]
    let _ = rustls::crypto::ring::default_provider().install_default();
    let http = reqwest::Client::builder()
        .redirect(reqwest::redirect::Policy::none())
        .default_headers(
            [(
                http::HeaderName::from_static("x-mine"),
                "1".parse().expect("text"),
            )]
            .into_iter()
            .collect(),
        )
        .build()
        .expect("a transport");
    let fixture = Fixture::with([ok()], |builder| builder.http_client(http));
    end(fixture.join()).await.expect("an answer");
    assert_eq!(
        fixture.server.requests()[0].header("x-mine").as_deref(),
        Some("1")
    );
}

#[cfg(any(feature = "rustls", feature = "native-tls"))]
#[test]
fn the_default_base_url_is_the_apis() {
    let client = ClientBuilder::new(&API)
        .api_key(KEY)
        .build()
        .expect("a client");
    assert!(format!("{client:?}").contains("https://api.example.com/v2"));
}

#[cfg(not(any(feature = "rustls-no-provider", feature = "native-tls")))]
#[test]
fn without_tls_only_http_is_reached() {
    let text = refused(ClientBuilder::new(&API).api_key(KEY)).to_string();
    assert!(text.contains("turn on the feature `rustls`"), "{text}");
}

#[cfg(not(any(feature = "rustls-no-provider", feature = "native-tls")))]
#[tokio::test]
async fn without_tls_no_call_goes_to_https() {
    let fixture = Fixture::new([ok()]);
    let error = crate::conference::failure(fixture.join().server("https://localhost")).await;
    assert_eq!(error.kind(), ErrorKind::Configuration);
    let text = error.to_string();
    assert!(text.contains("turn on the feature `rustls`"), "{text}");
    assert_eq!(fixture.delays(), []);
}

#[cfg(all(feature = "rustls-no-provider", not(feature = "rustls")))]
#[test]
fn without_cryptography_there_is_no_client() {
    let text = refused(ClientBuilder::new(&API).api_key(KEY)).to_string();
    assert!(text.contains("CryptoProvider"), "{text}");
}
