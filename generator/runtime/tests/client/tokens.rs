//! Bearer tokens of a source: asked for when they are needed, once however many calls wait.

use std::error::Error as _;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use http::Method;

use crate::conference::API;
use crate::runtime::testing::{ManualClock, Mock, RecordedRequest, Reply as MockReply};
use crate::runtime::{
    Client, ClientBuilder, ClientCredentials, Error, ErrorKind, RetryMode, Token, TokenFuture,
    TokenSource,
};
use crate::support::{Reply, Request, Server};

/// A source that counts how often it is asked; its tokens are `TOKEN-number-1` and so on.
#[derive(Clone, Default)]
pub(crate) struct Counting {
    asked: Arc<AtomicUsize>,
    lifetime: Option<Duration>,
    /// How often it fails first.
    failures: usize,
}

impl TokenSource for Counting {
    fn token(&self) -> TokenFuture<'_> {
        Box::pin(async {
            let number = self.asked.fetch_add(1, Ordering::SeqCst) + 1;
            // As long as a server takes: the others come in the meantime.
            tokio::time::sleep(Duration::from_millis(20)).await;
            if number <= self.failures {
                return Err("the login is closed".into());
            }
            let token = Token::new(format!("TOKEN-number-{number}"));
            Ok(match self.lifetime {
                Some(lifetime) => token.expires_in(lifetime),
                None => token,
            })
        })
    }
}

impl Counting {
    fn hourly() -> Self {
        Self {
            lifetime: Some(Duration::from_secs(3600)),
            ..Self::default()
        }
    }

    pub(crate) fn asked(&self) -> usize {
        self.asked.load(Ordering::SeqCst)
    }

    pub(crate) fn client(&self, url: &str) -> ClientBuilder {
        let builder = ClientBuilder::new(&API).base_url(url);
        builder.tokens(Arc::new(self.clone()))
    }
}

pub(crate) async fn call(client: &Client) -> Result<(), Error> {
    let request = client.request(Method::GET, "/things");
    request.call_empty().await.map(drop)
}

/// Twenty calls at once, each of which is answered.
pub(crate) async fn twenty_calls(client: &Client) {
    let calls: Vec<_> = (0..20)
        .map(|_| {
            let client = client.clone();
            tokio::spawn(async move { call(&client).await })
        })
        .collect();
    for one in calls {
        one.await.expect("no panic").expect("an answer");
    }
}

pub(crate) fn tokens(server: &Server) -> Vec<String> {
    let header = |request: &Request| request.header("authorization");
    server.requests().iter().filter_map(header).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn twenty_calls_at_once_ask_for_one_token() {
    let server = Server::start((0..20).map(|_| Reply::new(204, "")));
    let source = Counting::hourly();
    let client = source.client(&server.url("")).build().expect("a client");
    twenty_calls(&client).await;
    assert_eq!(source.asked(), 1);
    assert_eq!(tokens(&server), ["Bearer TOKEN-number-1"; 20]);
}

#[tokio::test]
async fn a_token_is_replaced_shortly_before_it_expires() {
    let server = Server::start((0..4).map(|_| Reply::new(204, "")));
    let (source, clock) = (Counting::hourly(), ManualClock::new());
    let builder = source.client(&server.url("")).manual_clock(&clock);
    let client = builder.build().expect("a client");
    for (passed, number) in [(0, 1), (3539, 1), (1, 2), (3539, 2)] {
        clock.advance(Duration::from_secs(passed));
        call(&client).await.expect("an answer");
        let last = tokens(&server).pop();
        assert_eq!(last, Some(format!("Bearer TOKEN-number-{number}")));
    }
}

#[tokio::test]
async fn a_token_without_a_lifetime_serves_once() {
    let server = Server::start((0..2).map(|_| Reply::new(204, "")));
    let source = Counting::default();
    let client = source.client(&server.url("")).build().expect("a client");
    call(&client).await.expect("an answer");
    call(&client).await.expect("an answer");
    let expected = ["Bearer TOKEN-number-1", "Bearer TOKEN-number-2"];
    assert_eq!(tokens(&server), expected);
}

#[tokio::test]
async fn a_kept_token_that_is_refused_is_replaced_once() {
    let statuses = [204, 401, 204, 401, 401];
    let server = Server::start(statuses.map(|status| Reply::new(status, "")));
    let source = Counting::hourly();
    let builder = source.client(&server.url("")).max_retries(0);
    let client = builder.build().expect("a client");
    call(&client).await.expect("an answer");
    call(&client).await.expect("an answer after another token");
    assert_eq!(source.asked(), 2);
    let error = call(&client).await.expect_err("two refusals");
    assert_eq!(error.status().map(|status| status.as_u16()), Some(401));
    assert_eq!((error.attempts(), source.asked()), (2, 3));
}

#[tokio::test]
async fn a_new_token_that_is_refused_is_not_replaced() {
    let server = Server::start([Reply::new(401, "")]);
    let source = Counting::hourly();
    let client = source.client(&server.url("")).build().expect("a client");
    let error = call(&client).await.expect_err("a refusal");
    assert_eq!((error.attempts(), source.asked()), (1, 1));
}

#[tokio::test]
async fn who_wants_no_retry_gets_none_with_another_token_either() {
    let server = Server::start([204, 401].map(|status| Reply::new(status, "")));
    let source = Counting::hourly();
    let builder = source.client(&server.url("")).retry_mode(RetryMode::Never);
    let client = builder.build().expect("a client");
    call(&client).await.expect("an answer");
    let error = call(&client).await.expect_err("a refusal");
    assert_eq!((error.attempts(), source.asked()), (1, 1));
}

#[tokio::test]
async fn a_source_that_fails_ends_the_call_and_is_asked_again_by_the_next() {
    let server = Server::start([Reply::new(204, "")]);
    let source = Counting {
        failures: 1,
        ..Counting::hourly()
    };
    let client = source.client(&server.url("")).build().expect("a client");
    let error = call(&client).await.expect_err("no token");
    assert_eq!(error.kind(), ErrorKind::Token);
    let cause = error.source().map(ToString::to_string);
    assert_eq!(cause.as_deref(), Some("the login is closed"));
    assert!(!error.may_have_been_processed());
    assert_eq!(server.requests().len(), 0);
    call(&client).await.expect("an answer");
}

#[tokio::test]
async fn a_token_that_the_server_repeats_is_not_shown() {
    let echo = r#"{"message":"bad token TOKEN-number-1"}"#;
    let server = Server::start([Reply::new(403, echo).header("x-a", "TOKEN-number-1")]);
    let source = Counting::hourly();
    let client = source.client(&server.url("")).build().expect("a client");
    let error = call(&client).await.expect_err("a refusal");
    let text = format!(
        "{error} {error:?} {:?} {:?}",
        error.headers(),
        error.bytes()
    );
    assert!(
        text.contains("[redacted]") && !text.contains("TOKEN-number"),
        "{text}"
    );
    let token = Token::new("TOKEN-of-the-test");
    assert!(!format!("{token:?}").contains("of-the-test"));
}

#[tokio::test]
async fn an_operation_without_credentials_asks_for_no_token() {
    let server = Server::start([Reply::new(204, "")]);
    let source = Counting::hourly();
    let client = source.client(&server.url("")).build().expect("a client");
    let request = client.operation(Method::GET, "/open").without_credential();
    request.call_empty().await.expect("an answer");
    assert_eq!((source.asked(), tokens(&server).len()), (0, 0));
}

#[tokio::test(flavor = "multi_thread")]
async fn client_credentials_get_one_token_for_all_calls() {
    let answer =
        r#"{"access_token":"TOKEN-of-the-endpoint","token_type":"Bearer","expires_in":3600}"#;
    let endpoint = Server::start([Reply::new(200, answer)]);
    let server = Server::start((0..20).map(|_| Reply::new(204, "")));
    let source = ClientCredentials::new(endpoint.url("/oauth/token"), "my id", "S3CRET/of:mine");
    let source = source.expect("a source").scopes(["read", "write"]);
    let builder = ClientBuilder::new(&API).base_url(server.url(""));
    let client = builder.tokens(Arc::new(source)).build().expect("a client");
    let calls = (0..20).map(|_| {
        let client = client.clone();
        tokio::spawn(async move { call(&client).await })
    });
    for one in calls.collect::<Vec<_>>() {
        one.await.expect("no panic").expect("an answer");
    }
    assert_eq!(tokens(&server), ["Bearer TOKEN-of-the-endpoint"; 20]);
    let [request] = &endpoint.requests()[..] else {
        panic!("one request");
    };
    assert_eq!(request.target, "/oauth/token");
    // `my%20id:S3CRET%2Fof%3Amine`
    let basic = "Basic bXklMjBpZDpTM0NSRVQlMkZvZiUzQW1pbmU=";
    assert_eq!(request.header("authorization").as_deref(), Some(basic));
    assert_eq!(
        request.text(),
        "grant_type=client_credentials&scope=read%20write"
    );
}

#[tokio::test]
async fn an_endpoint_may_want_the_secret_in_the_body() {
    let answer = r#"{"access_token":"TOKEN-of-the-endpoint","expires_in":"0"}"#;
    let refusal = Reply::new(401, r#"{"error":"invalid_client"}"#);
    let endpoint = Server::start([refusal, Reply::new(200, answer), Reply::new(200, answer)]);
    let server = Server::start((0..2).map(|_| Reply::new(204, "")));
    let source = ClientCredentials::new(endpoint.url("/token"), "id", "S3CRET-of-mine");
    let builder = ClientBuilder::new(&API).base_url(server.url(""));
    let builder = builder.token_endpoint(source);
    let client = builder.build().expect("a client");
    call(&client).await.expect("an answer");
    call(&client).await.expect("an answer");
    let requests = endpoint.requests();
    let body = "grant_type=client_credentials&client_id=id&client_secret=S3CRET-of-mine";
    let bodies: Vec<String> = requests.iter().map(Request::text).collect();
    assert_eq!(bodies, ["grant_type=client_credentials", body, body]);
    assert_eq!(requests[1].header("authorization"), None);
}

#[tokio::test]
async fn an_endpoint_that_refuses_is_an_error_without_the_secret() {
    let echo = r#"{"error_description":"no client with S3CRET/of:mine"}"#;
    let endpoint = Server::start((0..2).map(|_| Reply::new(401, echo)));
    let source = ClientCredentials::new(endpoint.url("/token"), "id", "S3CRET/of:mine");
    let builder = ClientBuilder::new(&API).base_url("http://localhost");
    let client = builder.token_endpoint(source).build().expect("a client");
    let error = call(&client).await.expect_err("no token");
    assert_eq!(error.kind(), ErrorKind::Token);
    let cause = error.source().expect("a cause");
    let cause: &Error = cause.downcast_ref().expect("the error of the endpoint");
    assert_eq!(cause.message(), Some("no client with [redacted]"));
    let text = format!("{error} {error:?} {cause} {cause:?} {client:?}");
    assert!(!text.contains("S3CRET"), "{text}");
}

#[test]
fn client_credentials_without_a_url_or_a_secret_make_no_client() {
    for (url, secret) in [
        ("token", "secret"),
        ("https://example.com/token", " "),
        ("https://user@example.com/token", "secret"),
        ("https://example.com/token#part", "secret"),
    ] {
        let builder = ClientBuilder::new(&API).base_url("http://localhost");
        let builder = builder.token_endpoint(ClientCredentials::new(url, "id", secret));
        let error = builder.build().expect_err("a mistake");
        assert_eq!(error.kind(), ErrorKind::Configuration);
    }
}

/// A source that takes nine seconds.
struct Slow;

impl TokenSource for Slow {
    fn token(&self) -> TokenFuture<'_> {
        Box::pin(async {
            tokio::time::sleep(Duration::from_secs(9)).await;
            Ok(Token::new("TOKEN-at-last"))
        })
    }
}

#[tokio::test(start_paused = true)]
async fn the_time_that_a_token_takes_is_time_of_the_attempt() {
    let mock = Mock::new();
    mock.on(Method::GET, "/things", MockReply::status(200).stalled());
    for (is_deadline, words) in [(false, "10s"), (true, "deadline")] {
        let builder = ClientBuilder::new(&API).mock(&mock).max_retries(0);
        let builder = builder.clock(Arc::new(crate::runtime::clock::SystemClock));
        let limit = Duration::from_secs(10);
        let builder = if is_deadline {
            builder.deadline(limit)
        } else {
            builder.timeout(limit)
        };
        let client = builder.tokens(Arc::new(Slow)).build().expect("a client");
        let started = tokio::time::Instant::now();
        let error = call(&client).await;
        let error = error.expect_err("there is no answer");
        assert_eq!(error.kind(), ErrorKind::Timeout);
        assert_eq!(started.elapsed(), Duration::from_secs(10));
        assert!(error.to_string().contains(words), "{error}");
    }
}

#[tokio::test]
async fn another_token_uses_no_retry_up() {
    let statuses = [204, 401, 503, 204];
    let server = Server::start(statuses.map(|status| Reply::new(status, "")));
    let source = Counting::hourly();
    let clock = ManualClock::new();
    let builder = source.client(&server.url("")).manual_clock(&clock);
    let client = builder.max_retries(1).build().expect("a client");
    call(&client).await.expect("an answer");
    call(&client)
        .await
        .expect("an answer after another token and a retry");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_source_that_fails_ends_all_calls_that_wait() {
    let server = Server::start([Reply::new(204, "")]);
    let source = Counting {
        failures: 1,
        ..Counting::hourly()
    };
    let client = source.client(&server.url("")).build().expect("a client");
    let calls = (0..5).map(|_| {
        let client = client.clone();
        tokio::spawn(async move { call(&client).await })
    });
    for one in calls.collect::<Vec<_>>() {
        let error = one.await.expect("no panic").expect_err("no token");
        assert!(error.is_token());
        let cause = error.source().map(ToString::to_string);
        assert_eq!(cause.as_deref(), Some("the login is closed"));
    }
    assert_eq!(source.asked(), 1);
}

#[tokio::test]
async fn the_query_of_a_token_url_is_kept() {
    let answer = r#"{"access_token":"TOKEN-of-the-endpoint"}"#;
    let endpoint = Server::start([Reply::new(200, answer)]);
    let server = Server::start([Reply::new(204, "")]);
    let source = ClientCredentials::new(endpoint.url("/token?tenant=7&a=b%20c"), "id", "S3CRET");
    let builder = ClientBuilder::new(&API).base_url(server.url(""));
    let client = builder.token_endpoint(source).build().expect("a client");
    call(&client).await.expect("an answer");
    assert_eq!(endpoint.requests()[0].target, "/token?tenant=7&a=b%20c");
}

#[tokio::test]
async fn a_mock_answers_for_the_endpoint_of_tokens_too() {
    let mock = Mock::new();
    let token = serde_json::json!({ "access_token": "TOKEN-of-the-endpoint" });
    mock.on(Method::POST, "/token", MockReply::json(200, token));
    mock.on(Method::GET, "/things", MockReply::status(204));
    let source = ClientCredentials::new("http://localhost/token", "id", "S3CRET");
    let builder = ClientBuilder::new(&API).token_endpoint(source).mock(&mock);
    let client = builder.build().expect("a client");
    call(&client).await.expect("an answer");
    let requests = mock.requests();
    assert_eq!(requests[0].origin(), "http://localhost");
    assert_eq!(
        requests[1].header("authorization"),
        Some("Bearer TOKEN-of-the-endpoint")
    );
}

#[test]
fn an_endpoint_that_is_asked_by_another_transport_needs_none_of_its_own() {
    // Without a feature for TLS there is none that reaches it.
    let source = ClientCredentials::new("https://localhost/token", "id", "S3CRET");
    let builder = ClientBuilder::new(&API).base_url("http://localhost");
    let builder = builder.token_endpoint(source).mock(&Mock::new());
    builder.build().expect("a client");
}

#[cfg(not(any(feature = "rustls-no-provider", feature = "native-tls")))]
#[tokio::test]
async fn without_tls_no_token_comes_by_https() {
    let source = ClientCredentials::new("https://localhost/token", "id", "S3CRET");
    let builder = ClientBuilder::new(&API).base_url("http://localhost");
    let client = builder.token_endpoint(source).build().expect("a client");
    let error = call(&client).await.expect_err("no token");
    let cause = error.source().expect("a cause").to_string();
    assert!(cause.contains("turn on the feature `rustls`"), "{cause}");
}

/// A number of seconds may be written with a fraction, or as text.
#[tokio::test]
async fn lifetimes_are_read_however_they_are_written() {
    for (written, asked) in [
        ("3600", 1),
        ("3600.0", 1),
        ("\"3600\"", 1),
        ("\"3600.5\"", 1),
        ("1.5", 2),
        ("0.0", 2),
        ("-1", 1),
        ("1e300", 1),
        ("\"NaN\"", 1),
        ("null", 1),
    ] {
        let mock = Mock::new();
        let answer =
            format!(r#"{{"access_token":"TOKEN-of-the-endpoint","expires_in":{written}}}"#);
        mock.on(Method::POST, "/token", MockReply::status(200).body(answer))
            .on(Method::GET, "/things", MockReply::status(204));
        let source = ClientCredentials::new("http://localhost/token", "id", "S3CRET");
        let builder = ClientBuilder::new(&API).token_endpoint(source).mock(&mock);
        let client = builder.build().expect("a client");
        call(&client).await.expect("an answer");
        mock.clock().advance(Duration::from_secs(2));
        call(&client).await.expect("an answer");
        let is_token = |request: &&RecordedRequest| request.path() == "/token";
        let found = mock.requests().iter().filter(is_token).count();
        assert_eq!(found, asked, "{written}");
    }
}
