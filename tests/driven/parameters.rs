//! The crates of `fixtures/parameter_styles.yaml` and `fixtures/parameters_3_2.yaml`, driven against a
//! server that keeps what it is sent: what the standard's table does not tell, decoded by other means
//! than ours. Run by `tests/fixtures_compile.rs`, which builds them.

#[allow(dead_code, reason = "not every test uses all of it")]
mod support;

use std::collections::BTreeMap;

use parameter_styles::types::{
    Base64, Color, GetInsideIdsStateBytesIdId, GetInsideIdsStateBytesIdState, Inner, InnerState,
    Number,
};
use parameter_styles::{Call, Client, ErrorKind};
use parameters_3_2::types as types_3_2;
use percent_encoding::percent_decode_str;
use support::{Sent, run, server};

/// What a call sends.
fn sent<P: 'static>(call: impl FnOnce(&Client) -> Call<(), P>) -> Sent {
    let (url, told) = server();
    let client = Client::builder().base_url(url).build().expect("a client");
    let call = call(&client);
    run(async { call.await }).expect("an answer");
    told.recv().expect("a request")
}

/// Why a call is not sent.
fn refused<P: 'static>(call: impl FnOnce(&Client) -> Call<(), P>) -> String {
    let client = Client::builder().base_url("http://127.0.0.1:9").build().expect("a client");
    let call = call(&client);
    let error = run(async { call.await }).expect_err("a refusal");
    assert_eq!(error.kind(), ErrorKind::InvalidRequest, "{error}");
    error.to_string()
}

/// What a call of the other crate sends, or why it is not sent.
fn sent_3_2<P: 'static>(
    call: impl FnOnce(&parameters_3_2::Client) -> parameters_3_2::Call<(), P>,
) -> Result<Sent, String> {
    let (url, told) = server();
    let client = parameters_3_2::Client::builder().base_url(url).build().expect("a client");
    let call = call(&client);
    match run(async { call.await }) {
        Ok(_) => Ok(told.recv().expect("a request")),
        Err(error) => Err(error.to_string()),
    }
}

fn decoded(text: &str) -> String {
    percent_decode_str(text).decode_utf8().expect("UTF-8").into_owned()
}

/// The cookies, each decoded.
fn cookies(sent: &Sent) -> Vec<(String, String)> {
    let pairs = sent.header("cookie").into_iter().flat_map(|it| it.split("; "));
    let pairs = pairs.map(|pair| pair.split_once('=').expect("a name and a value"));
    pairs.map(|(name, value)| (decoded(name), decoded(value))).collect()
}

const LIST: [&str; 3] = ["blue", "black", "brown"];

fn object() -> Color {
    Color::new(100, 200, 150)
}

#[test]
fn cookies_percent_encoded() {
    let sent = sent(|it| {
        it.cookies()
            .list("a b;c=é")
            .list(["x,y", "z"])
            .each(["1", "", "; e=f"])
            .json(object())
            .text("as%20it-is")
            .any("any")
            .properties(Color::new(1, 2, 3).name("n;m"))
            .object(Color::new(4, 5, 6))
    });
    // A cookie is what stands between `; `, whatever is in it.
    let raw = sent.header("cookie").expect("cookies");
    assert!(raw.contains("word=a%20b%3Bc=%C3%A9; list=x%2Cy,z; each=1; each=; each=%3B%20e=f"));
    assert!(raw.contains("; text=as%20it-is; any=any; "));
    let cookies = cookies(&sent);
    let one = |name: &str| {
        let found = cookies.iter().find(|(other, _)| other == name);
        found.map(|(_, value)| value.as_str()).expect("a cookie")
    };
    assert_eq!(one("word"), "a b;c=é");
    assert_eq!(one("json"), r#"{"B":150,"G":200,"R":100}"#);
    assert_eq!((one("R"), one("G"), one("B"), one("name")), ("1", "2", "3", "n;m"));
    let mut object: Vec<&str> = one("object").split(',').collect();
    object.sort_unstable();
    assert_eq!(object, ["4", "5", "6", "B", "G", "R"]);
    assert_eq!(cookies.iter().filter(|(name, _)| name == "each").count(), 3);
    let expected = "the value of cookie `text` must not hold";
    let text = |it: &Client, text: &str| it.cookies().list("w").text(text);
    for broken in ["a;b", "a b", "a\r\nb", "\u{e9}", "\"", "a,b", "\\"] {
        assert!(refused(|it| text(it, broken)).contains(expected), "{broken:?}");
    }
}

#[test]
fn every_digit_of_a_number_is_sent() {
    let query = |sent: Sent| sent.query().to_owned();
    assert_eq!(query(sent(|it| it.amounts().list(1.5))), "amount=1.5");
    assert_eq!(query(sent(|it| it.amounts().list(3))), "amount=3");
    let exact = 9_007_199_254_740_993_i64;
    let amount = "0.1234567890123456789".parse::<Number>().expect("a number");
    let sent = sent(|it| it.amounts().list(exact).amounts([1.5, 2.0]).x_amount(amount));
    assert_eq!(sent.query(), "amount=9007199254740993&amounts=1.5&amounts=2");
    assert_eq!(sent.header("x-amount"), Some("0.1234567890123456789"));
    let error = refused(|it| it.amounts().list(0.25));
    assert!(error.contains("`amount` must be at least 0.5"), "{error}");
    let error = refused(|it| it.amounts().list(1).amounts([10]));
    assert!(error.contains("at most 9"), "{error}");
    let error = refused(|it| it.amounts().list(f64::NAN));
    assert!(error.contains("`amount`"), "{error}");
}

#[test]
fn contents() {
    let sent = sent(|it| {
        it.contents()
            .retrieve_by_text(object(), "a/b c", vec!["ab".to_owned(), "é&".to_owned()])
            .word("x".to_owned())
            .x_json(Inner::new().text("é\u{1f600}".to_owned()).flag(true))
            .x_text("plain text; q=1")
            .xml("<color/>")
    });
    let path = sent.below("/contents/").split('?').next().expect("a path");
    let parts: Vec<String> = path.split('/').map(decoded).collect();
    assert_eq!(parts, [r#"{"B":150,"G":200,"R":100}"#, "a/b c"]);
    let expected = [("list", r#"["ab","é&"]"#), ("word", "\"x\""), ("xml", "<color/>")];
    let expected = expected.map(|(name, value)| (name.to_owned(), value.to_owned()));
    assert_eq!(sent.decoded_query(), expected);
    let json = sent.header("x-json").expect("a header");
    assert_eq!(json, r#"{"flag":true,"text":"\u00e9\ud83d\ude00"}"#);
    assert_eq!(sent.header("x-text"), Some("plain text; q=1"));
    // Rules hold inside.
    let list = |list: &[&str]| list.iter().map(|&item| item.to_owned()).collect::<Vec<_>>();
    let many = list(&["ab", "c", "ef"]);
    let said = refused(|it| it.contents().retrieve_by_text(Color::new(256, 0, 0), "t", many));
    for expected in ["must be at most 255, not 256", "at most 2 items, not 3", "at least 2 characters, not 1"] {
        assert!(said.contains(expected), "{said}");
    }
}

#[test]
fn inside() {
    let id = GetInsideIdsStateBytesIdId::from("a;b=c".to_owned());
    let bytes = Base64::from(*b"\xff\xfe\xfd");
    let sent = sent(|it| {
        let call = it.inside().retrieve_by_id([1, 2], GetInsideIdsStateBytesIdState::On, bytes, id);
        let inner = || {
            Inner::new()
                .flag(false)
                .state(InnerState::Off)
                .date("2024-02-29")
                .items(["a", "b,c"])
                .color(Color::new(1, 2, 3))
        };
        call.x_inner(inner().text(None))
            .x_dates(["2024-02-29", "2024-03-01"])
            .x_objects(vec![Color::new(1, 2, 3)])
            .inner(inner())
            .flags([true, false])
    });
    let path = sent.below("/inside/").split('?').next().expect("a path");
    assert_eq!(path, "1,2/.on/%2F%2F79/;id=a%3Bb%3Dc");
    let header = sent.header("x-inner").expect("a header");
    assert!(header.contains("flag=false") && header.contains("date=2024-02-29"), "{header}");
    assert!(!header.contains("text"), "what is null is left out");
    assert_eq!(sent.header("x-dates"), Some("2024-02-29,2024-03-01"));
    assert_eq!(sent.header("x-objects"), Some(r#"{"B":3,"G":2,"R":1}"#));
    let mut query = sent.decoded_query();
    query.sort();
    let expected = [
        ("flags", "false"),
        ("flags", "true"),
        ("inner[color][B]", "3"),
        ("inner[color][G]", "2"),
        ("inner[color][R]", "1"),
        ("inner[date]", "2024-02-29"),
        ("inner[flag]", "false"),
        ("inner[items][0]", "a"),
        ("inner[items][1]", "b,c"),
        ("inner[state]", "off"),
    ];
    assert_eq!(query, expected.map(|(name, value)| (name.to_owned(), value.to_owned())));

    let said = refused(|it| {
        let state = GetInsideIdsStateBytesIdState::Off;
        let id = GetInsideIdsStateBytesIdId::from(7);
        let call = it.inside().retrieve_by_id([1, 0, 2, 3], state, Base64::from(*b"x"), id);
        call.x_objects(vec![Color::new(1, 2, 3), Color::new(256, 2, 3), Color::new(1, 2, 3)])
    });
    for expected in [
        "at most 3 items, not 4",
        "at least 1, not 0",
        "at most 255, not 256",
        "at most 2 items, not 3",
    ] {
        assert!(said.contains(expected), "{said}");
    }
    // Nothing gets out of a header.
    let broken = refused(|it| it.simple().list().retrieve(LIST, ["a\r\nx: y"]));
    assert!(broken.contains("header `x-color`"), "{broken}");
    let broken = refused(|it| it.simple().object().retrieve(object(), object().name("a\0b")));
    assert!(broken.contains("header `x-color`"), "{broken}");
}

#[test]
fn reserved_characters() {
    let reserved = |word: &str| {
        let word = word.to_owned();
        sent(move |it| it.reserved().retrieve().word(word)).query().to_owned()
    };
    // Those of RFC 3986 stay, but what would end the parameter or mean something else in it.
    assert_eq!(reserved(":/?@!$()*,;="), "word=:/?@!$()*,;=");
    assert_eq!(reserved("a&b=c#d+e[f]'"), "word=a%26b=c%23d%2Be%5Bf%5D%27");
    // What is encoded stays so, other characters are encoded.
    assert_eq!(reserved("%26%2f%zz%2"), "word=%26%2f%25zz%252");
    assert_eq!(reserved("\"é |^<\u{7f}"), "word=%22%C3%A9%20%7C%5E%3C%7F");
    let call = |it: &Client| {
        it.reserved()
            .retrieve()
            .list(["a/b", "c,d"])
            .each(["a/b", "c,d", "e&f=g"])
            .object(BTreeMap::from([("k/=&".to_owned(), "v/=&".to_owned())]))
            .plain("a/b")
    };
    let found = sent(call);
    assert_eq!(
        found.query(),
        "list=a/b,c%2Cd&each=a/b&each=c,d&each=e%26f=g&k%2F%3D%26=v/=%26&plain=a%2Fb"
    );
    assert!(refused(|it| it.reserved().retrieve().word("x".repeat(41))).contains("41"));
    // An empty value is there, a value that is not set is not.
    assert_eq!(sent(|it| it.reserved().retrieve().empty("")).query(), "empty=");
    assert_eq!(sent(|it| it.reserved().retrieve()).target, "/reserved");

    let path = |path: &str, parts: &[&str]| {
        let call = sent_3_2(|it| it.files().retrieve_by_parts(path, parts));
        call.map(|sent| sent.below("/files/").to_owned())
    };
    assert_eq!(
        path("a:b@c/d?e#f%2Fg,h", &["x,y;z", "%41="]).as_deref(),
        Ok("a:b@c%2Fd%3Fe%23f%2Fg,h/;parts=x%2Cy%3Bz;parts=%41%3D")
    );
    for dots in ["..", "%2e%2E", "."] {
        assert!(path(dots, &["x"]).is_err());
    }
}

#[test]
fn whole_queries() {
    use types_3_2::{Color, GetQueriesFormFilter as Filter};
    let filter = Filter::new("a b&c").tags(["x", "y,z"]).color(Color::new(1, 2, 3));
    let sent = sent_3_2(|it| it.queries().form().retrieve(filter)).expect("it is sent");
    let mut query = sent.decoded_query();
    query.sort();
    let expected = [("color", r#"{"B":3,"G":2,"R":1}"#), ("q", "a b&c"), ("tags", "x,y,z")];
    assert_eq!(query, expected.map(|(name, value)| (name.to_owned(), value.to_owned())));
    let short = sent_3_2(|it| it.queries().form().retrieve(Filter::new("a")));
    assert!(short.expect_err("a refusal").contains("at least 2 characters"));

    let json = sent_3_2(|it| it.queries().json_resource().retrieve().filter(Color::new(1, 2, 3)));
    assert_eq!(decoded(json.expect("it is sent").query()), r#"{"B":3,"G":2,"R":1}"#);
    let plain = sent_3_2(|it| it.queries().plain().retrieve().filter("a=b"));
    assert_eq!(plain.expect("it is sent").query(), "filter=a%3Db");
    let text = sent_3_2(|it| it.queries().text().retrieve().filter("a=b&c d"));
    assert_eq!(text.expect("it is sent").target, "/queries/text?a%3Db%26c%20d");
}

#[test]
fn one_name_in_every_place() {
    let found = sent(|it| it.names().retrieve("p", "q", ["h", "i"], "c"));
    assert_eq!(found.target, "/names/p?id=q");
    assert_eq!((found.header("id"), found.header("cookie")), (Some("h,i"), Some("id=c")));
}

#[test]
fn what_has_one_value_is_sent_by_itself() {
    let found = sent(|it| it.rest().retrieve("a b"));
    assert_eq!(found.target, "/rest?text=a%20b&method=things.search&version=2");
    assert_eq!(found.header("x-confirm"), Some("true"));
    let found = sent(|it| it.rest().retrieve("a").query("version", "3").header("x-confirm", "no"));
    assert_eq!(found.target, "/rest?text=a&version=3&method=things.search");
    assert_eq!(found.header("x-confirm"), Some("no"));
}

#[test]
fn a_query_behind_a_path() {
    assert_eq!(sent(|it| it.messages().list()).target, "/messages?beta=true&v=2");
    let found = sent(|it| it.messages().list().limit(3));
    assert_eq!(found.target, "/messages?limit=3&beta=true&v=2");
    let found = sent(|it| it.tides().list("x"));
    assert_eq!(found.target, "/tides?port=x&unit=m&unit=s");
    let found = sent(|it| it.alerts().retrieve("eu", 1.5, -2.0));
    assert_eq!(found.target, "/alerts/eu?lat=1.5&lon=-2&v=1");
}
