//! The key goes to the server, and nowhere else.

use std::error::Error as _;
use std::fmt::Debug;

use http::Method;

use crate::conference::{API, Fixture, Join, KEY, end, failure, join, ok};
use crate::runtime::api::{Api, Credential, Scheme};
use crate::runtime::json::{Attempts, Decode, DecodeError, Reader};
use crate::runtime::testing::{Mock, Reply as MockReply};
use crate::runtime::{Client, ClientBuilder, Error, Options};
use crate::support::{Action, ClosedPort, Reply, Server};

const HEADER: &str = "HEADER-VALUE-secret";
const QUERY: &str = "QUERY-VALUE-secret";

const fn scheme(credential: Credential) -> Scheme {
    Scheme {
        name: "api_key",
        credential,
        variable: Some("CONFERENCES_API_KEY"),
    }
}

static BASIC: Api = Api {
    schemes: &[scheme(Credential::Basic)],
    ..API
};
static HEADER_KEY: Api = Api {
    schemes: &[scheme(Credential::Header("x-api-key"))],
    ..API
};
static QUERY_KEY: Api = Api {
    schemes: &[scheme(Credential::Query("api key"))],
    ..API
};
static OPEN: Api = Api {
    schemes: &[],
    security: &[],
    ..API
};

fn check(text: &str) {
    for secret in [KEY, HEADER, QUERY, "S0VZMDEyMzQ1Njc4OUFCQ0RFRl90ZXN0"] {
        assert!(!text.contains(secret), "`{secret}` in {text}");
    }
}

/// An answer that repeats the credentials of an API in its headers.
fn in_headers(api: &Api, reply: Reply) -> Reply {
    let echo = match api.schemes {
        [
            Scheme {
                credential: Credential::Basic,
                ..
            },
        ] => "Basic S0VZMDEyMzQ1Njc4OUFCQ0RFRl90ZXN0".to_owned(),
        _ => format!("{KEY}, Bearer {KEY}, /?api%20key={KEY}"),
    };
    let names = [
        "x-request-id",
        "content-type",
        "retry-after",
        "location",
        "x-a",
    ];
    names
        .iter()
        .fold(reply, |reply, name| reply.header(name, &echo))
}

fn check_debug(value: &dyn Debug) {
    check(&format!("{value:?} {value:#?}"));
}

fn check_error(error: &Error) {
    check(&format!("{error} {error:?} {error:#?}"));
    // What people log of an error besides.
    let details = (error.request_id(), error.location(), error.headers());
    let texts = (error.message(), error.bytes(), error.decode_error());
    let text = format!("{details:?} {texts:?}");
    assert!(!text.contains(KEY) && !text.contains("S0VZ"), "{text}");
    let mut cause = error.source();
    while let Some(error) = cause {
        check(&format!("{error} {error:?}"));
        cause = error.source();
    }
}

fn client(api: &'static Api, url: &str) -> Client {
    let builder = ClientBuilder::new(api)
        .api_key(KEY)
        .base_url(url)
        .header("x-mine", HEADER);
    let builder = builder.manual_clock(&crate::runtime::testing::ManualClock::new());
    check_debug(&builder);
    builder.build().expect("a client")
}

#[tokio::test]
async fn each_kind_of_credential_reaches_the_server() {
    let server = Server::start([ok()]);
    for api in [&API, &BASIC, &HEADER_KEY, &QUERY_KEY, &OPEN] {
        end(join(&client(api, &server.url("/v2")), "a", &Join::new("x")))
            .await
            .expect("an answer");
    }
    let requests = server.requests();
    let headers = |name: &str| -> Vec<Option<String>> {
        requests
            .iter()
            .map(|request| request.header(name))
            .collect()
    };
    let bearer = Some(format!("Bearer {KEY}"));
    let basic = Some("Basic S0VZMDEyMzQ1Njc4OUFCQ0RFRl90ZXN0".to_owned());
    assert_eq!(headers("authorization"), [bearer, basic, None, None, None]);
    assert_eq!(
        headers("x-api-key"),
        [None, None, Some(KEY.to_owned()), None, None]
    );
    let queries: Vec<_> = requests
        .iter()
        .map(|request| request.target.split_once('?'))
        .collect();
    let expected = format!("/v2/conferences/a/actions/join?api%20key={KEY}");
    assert_eq!(queries, [None, None, None, expected.split_once('?'), None]);
}

#[test]
fn an_api_without_credentials_needs_no_key() {
    let builder = ClientBuilder::new(&OPEN).base_url("http://localhost");
    builder.build().expect("a client");
}

#[tokio::test]
async fn nothing_that_can_be_printed_holds_a_secret() {
    let echo = format!(r#"{{"message":"bad key {KEY}, really"}}"#);
    let script: Vec<Action> = vec![
        ok().into(),
        Reply::new(401, echo).into(),
        Reply::new(200, "not JSON").into(),
        Reply::new(302, "").header("location", QUERY).into(),
        Reply::new(401, format!("not JSON, {KEY}")).into(),
        Reply::new(200, format!("not JSON, {KEY}")).into(),
        Action::CloseBefore,
        Action::CloseMidBody(ok()),
        Action::Raw(b"nonsense\r\n\r\n".to_vec()),
    ];
    for api in [&API, &BASIC, &HEADER_KEY, &QUERY_KEY] {
        let mut script = script.clone();
        script
            .extend([401, 200, 302].map(|status| in_headers(api, Reply::new(status, "x")).into()));
        let server = Server::start(script.clone());
        let client = client(api, &server.url("/v2"));
        check_debug(&client);
        let call = || {
            let call = join(&client, "a", &Join::new("x").command_id(""));
            call.query("q", QUERY)
                .header("cookie", HEADER)
                .max_retries(0)
        };
        check_debug(&call());
        check_debug(&call().send());
        check_debug(
            &client
                .request(Method::GET, "/x")
                .query("q", QUERY)
                .header("y", HEADER),
        );
        check_debug(&end(call()).await.expect("an answer"));
        for _ in &script[1..] {
            let error = failure(call()).await;
            check_error(&error);
        }
        // No connection, and a request that is refused.
        let closed = ClosedPort::new();
        let unreachable = self::client(api, &closed.url());
        let unreachable = unreachable.with_options(Options::new().header("x-other", HEADER));
        check_debug(&Options::new().header("x-other", HEADER));
        check_debug(&unreachable);
        let error = failure(join(&unreachable, "a", &Join::new("x")).query("q", QUERY)).await;
        assert!(error.is_connect(), "{error:?}");
        check_error(&error);
        check_error(&failure(call().header("x", format!("{HEADER}\n"))).await);
    }
}

#[tokio::test]
async fn a_key_is_found_however_it_is_escaped() {
    static COOKIE_KEY: Api = Api {
        schemes: &[scheme(Credential::Cookie("session"))],
        ..API
    };
    let cases: &[(&'static Api, &str, &[&str])] = &[
        (
            &API,
            "abc+def/12==",
            &[
                r"abc\u002Bdef/12==",
                r"abc\u002bdef\/12\u003d\u003D",
                r"\u0061bc+def/12==",
            ],
        ),
        (
            &HEADER_KEY,
            r#"a\b"c<d>e&f"#,
            &[r#"a\\b\"c\u003cd>e\u0026f"#],
        ),
        (
            &BASIC,
            "user:p\u{e4}ss-w\u{1f511}rd",
            &[r"p\u00e4ss-w\ud83d\uDD11rd"],
        ),
        (
            &HEADER_KEY,
            r"pa\ssw0rd-long-secret",
            &[r"pa\ssw0rd-long-secret", r"pa\\ssw0rd-long-secret"],
        ),
        (
            &BASIC,
            "user:abcdefghijklmn\u{e9}",
            &["abcdefghijklmn\u{e9}", r"abcdefghijklmn\u00e9"],
        ),
        (
            &BASIC,
            "user:ab/cdefghijklm\u{e9}",
            &["ab/cdefghijklm\u{e9}", "ab\\/cdefghijklm\u{e9}"],
        ),
        (
            &COOKIE_KEY,
            "ab/cd,ef12",
            &["ab/cd%2Cef12", "ab%2Fcd%2Cef12"],
        ),
    ];
    for (api, key, echoes) in cases {
        for echo in *echoes {
            let body = format!(r#"{{"errors":[{{"detail":"bad key {echo}, really"}}]}}"#);
            let expected = r#"{"errors":[{"detail":"bad key [redacted], really"}]}"#;
            // And most of it, where it does not come whole, be it half a character or escape.
            let end = 30 + echo.len();
            let cut = (end - 3..end).map(|cut| (cut, &expected[..30]));
            for (limit, expected) in cut.chain([(body.len(), expected)]) {
                let server = Server::start([Reply::new(401, &*body)]);
                let builder = ClientBuilder::new(api).base_url(server.url(""));
                let builder = builder.max_response_bytes(limit as u64);
                let client = builder.api_key(*key).build().expect("a client");
                let call = client.request(Method::GET, "/things").call_empty();
                let error = failure(call).await;
                let bytes = error.bytes().expect("a body");
                assert_eq!(String::from_utf8_lossy(bytes), expected, "{echo}");
            }
        }
    }
}

#[tokio::test]
async fn a_mock_prints_no_secret_either() {
    let mock = Mock::new();
    mock.reply(MockReply::status(204));
    let builder = ClientBuilder::new(&QUERY_KEY).api_key(KEY).mock(&mock);
    let client = builder.header("x-mine", HEADER).build().expect("a client");
    check_debug(&client);
    let call = || client.request(Method::GET, "/x").query("q", QUERY);
    end(call().call_empty()).await.expect("an answer");
    check_debug(&mock);
    check_debug(&mock.requests());
    check_error(&failure(call().call_empty()).await);
}

#[tokio::test]
async fn half_a_key_is_not_shown_either() {
    let echo = format!(r#"{{"message":"{}{KEY}"}}"#, "x".repeat(290));
    let fixture = Fixture::new([Reply::new(401, echo)]);
    let error = failure(fixture.join()).await;
    assert!(!error.to_string().contains(&KEY[..6]), "{error}");
    let echo = format!(r#"{{"message":"bad key {KEY}, really"}}"#);
    let fixture = Fixture::new([Reply::new(401, echo)]);
    let error = failure(fixture.join()).await;
    assert_eq!(error.message(), Some("bad key [redacted], really"));
    let echo = format!(r#"{{"errors":[{{"detail":"bad key {KEY}"}}]}}"#);
    let fixture = Fixture::new([Reply::new(200, echo)]);
    let error = failure(fixture.join()).await;
    check_error(&error);
    assert_eq!(error.message(), Some("bad key [redacted]"));
}

#[tokio::test]
async fn errors_name_the_template_rather_than_the_path() {
    let fixture = Fixture::new([Reply::new(404, "")]);
    let error = failure(join(&fixture.client, "private-id", &Join::new("x"))).await;
    assert!(
        !format!("{error} {error:?}").contains("private-id"),
        "{error:?}"
    );
}

/// An answer whose value has names that the server chooses.
type Numbers = std::collections::BTreeMap<String, i64>;

#[tokio::test]
async fn a_key_in_the_place_of_a_failure_is_not_shown() {
    let body = format!(r#"{{"{KEY}":"no number"}}"#);
    let fixture = Fixture::new([Reply::new(200, body)]);
    let call = fixture.client.request(Method::GET, "/x").call::<Numbers>();
    let error = failure(call).await;
    check_error(&error);
    let pointer = error.decode_error().map(|error| error.pointer().to_owned());
    assert_eq!(pointer.as_deref(), Some("/[redacted]"));
}

/// One of several types.
#[derive(Debug)]
enum Either {
    Numbers,
    Flag,
}

impl Decode for Either {
    fn decode(input: &mut Reader<'_>) -> Result<Self, DecodeError> {
        Attempts::new(input)
            .attempt("Numbers", |_: Numbers| Self::Numbers)
            .attempt("Flag", |_: bool| Self::Flag)
            .finish()
    }
}

#[tokio::test]
async fn a_key_in_a_failure_of_a_union_is_not_shown() {
    let body = format!(r#"{{"{KEY}":"no number"}}"#);
    let fixture = Fixture::new([Reply::new(200, body)]);
    let call = fixture.client.request(Method::GET, "/x").call::<Either>();
    let error = failure(call).await;
    check_error(&error);
    let cause = error
        .decode_error()
        .expect("an error of reading")
        .to_string();
    assert!(cause.contains("`/[redacted]`"), "{cause}");
}

#[tokio::test]
async fn an_answer_shows_no_key_and_keeps_it_as_data() {
    let body = format!(r#"{{"{KEY}":1}}"#);
    let fixture = Fixture::new([in_headers(&API, Reply::new(200, body.clone()))]);
    let call = fixture.client.request(Method::GET, "/x").call::<Numbers>();
    let response = end(call).await.expect("an answer");
    check_debug(&response);
    check_debug(&(response.request_id(), response.headers()));
    assert!(format!("{response:?}").contains("[redacted]"));
    assert_eq!(response.get(KEY), Some(&1));
    assert_eq!(*response.bytes(), body);
}

#[tokio::test]
async fn a_key_is_recognised_in_each_form_a_server_may_repeat_it_in() {
    const KEY: &str = r#"user name:pa"ss\/w~rd"#;
    let forms = [
        KEY.to_owned(),
        r#"pa"ss\/w~rd"#.to_owned(),
        "user%20name%3Apa%22ss%5C%2Fw~rd".to_owned(),
        "dXNlciBuYW1lOnBhInNzXC93fnJk".to_owned(),
        r#"pa\"ss\\/w~rd"#.to_owned(),
        r#"pa\"ss\\\/w~rd"#.to_owned(),
        r#"pa"ss\~1w~0rd"#.to_owned(),
    ];
    let replies = forms.iter().map(|form| {
        let body = format!("before {form} after");
        Reply::new(400, body).header("x-request-id", &format!("id-{form}"))
    });
    let server = Server::start(replies.collect::<Vec<_>>());
    let builder = ClientBuilder::new(&BASIC).api_key(KEY);
    let client = builder
        .base_url(server.url("/v2"))
        .build()
        .expect("a client");
    for form in forms {
        let error = failure(client.request(Method::GET, "/x").call_empty()).await;
        let id = error.request_id().expect("an id");
        assert!(id.starts_with("id-") && id.ends_with("[redacted]"), "{id}");
        let body = error.bytes().expect("a body").clone();
        let body = String::from_utf8(body.into()).expect("a text");
        assert!(
            !body.contains(&form) && body.contains("[redacted] after"),
            "{body}"
        );
    }
}

#[tokio::test]
async fn a_query_in_a_path_is_not_shown() {
    let client = client(&API, "http://localhost");
    for path in [
        "/things?token=QUERY-VALUE-secret",
        "/things#QUERY-VALUE-secret",
    ] {
        let error = client.request(Method::GET, path).call_empty().await;
        let error = error.expect_err("a path with a query");
        assert_eq!(error.path_template(), Some("/things"));
        check_error(&error);
    }
}

#[tokio::test]
async fn a_cookie_credential_can_be_taken_away() {
    static COOKIE_KEY: Api = Api {
        schemes: &[scheme(Credential::Cookie("session"))],
        ..API
    };
    let server = Server::start([ok(), ok()]);
    let client = client(&COOKIE_KEY, &server.url(""));
    let request = || client.request(Method::GET, "/things");
    request().call_empty().await.expect("an answer");
    let bare = request().call_empty().remove_header("cookie");
    bare.await.expect("an answer");
    let cookies = server.requests();
    let cookies = cookies
        .iter()
        .map(|request| request.header("cookie").is_some());
    assert_eq!(cookies.collect::<Vec<_>>(), [true, false]);
}

#[tokio::test]
async fn what_is_encoded_may_hold_any_characters() {
    let password = "user:pass\u{e4}\u{df}word";
    let server = Server::start([ok()]);
    let client = ClientBuilder::new(&BASIC).base_url(server.url(""));
    let client = client.api_key(password).build().expect("a client");
    let request = client.request(Method::GET, "/things").call_empty();
    request.await.expect("an answer");
    let sent = server.requests()[0].header("authorization");
    assert_eq!(sent.as_deref(), Some("Basic dXNlcjpwYXNzw6TDn3dvcmQ="));
    let refused = ClientBuilder::new(&HEADER_KEY).base_url(server.url(""));
    refused.api_key(password).build().expect_err("no header");
}
