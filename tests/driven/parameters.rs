//! The crates of `fixtures/parameter_styles.yaml` and `fixtures/parameters_3_2.yaml`, driven against
//! a server that keeps what it is sent: every cell of the standard's "Style Examples", and what a
//! server that decodes it by other means gets. Run by `tests/fixtures_compile.rs`, which builds them.

use std::collections::BTreeMap;
use std::io::{BufRead as _, BufReader, Write as _};
use std::net::TcpListener;
use std::sync::mpsc::{Receiver, channel};
use std::thread;

use parameter_styles::types::{
    Base64, Color, GetInsideIdsStateBytesIdId, GetInsideIdsStateBytesIdState, Inner, InnerState,
};
use parameter_styles::{Call, Client, ErrorKind};
use parameters_3_2::types as types_3_2;
use percent_encoding::percent_decode_str;

/// A request as it stood on the wire.
#[derive(Debug, Default)]
struct Sent {
    target: String,
    headers: Vec<(String, String)>,
}

impl Sent {
    fn header(&self, name: &str) -> Option<&str> {
        let mut found = self.headers.iter().filter(|(other, _)| other == name);
        let (_, value) = found.next()?;
        assert!(found.next().is_none(), "one `{name}`");
        Some(value)
    }

    /// The path below the resource, and the query.
    fn below(&self, prefix: &str) -> &str {
        let rest = self.target.strip_prefix(prefix);
        rest.unwrap_or_else(|| panic!("`{}` is not below `{prefix}`", self.target))
    }

    fn query(&self) -> &str {
        self.target.split_once('?').map_or("", |(_, query)| query)
    }

    /// The query as a server reads it.
    fn decoded_query(&self) -> Vec<(String, String)> {
        form_urlencoded::parse(self.query().as_bytes()).into_owned().collect()
    }

    /// The cookies, each decoded.
    fn cookies(&self) -> Vec<(String, String)> {
        let pairs = self.header("cookie").into_iter().flat_map(|it| it.split("; "));
        let pairs = pairs.map(|pair| pair.split_once('=').expect("a name and a value"));
        pairs.map(|(name, value)| (decoded(name), decoded(value))).collect()
    }
}

fn decoded(text: &str) -> String {
    percent_decode_str(text).decode_utf8().expect("UTF-8").into_owned()
}

/// A server that answers everything with 204.
fn server() -> (String, Receiver<Sent>) {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let url = format!("http://{}", listener.local_addr().expect("an address"));
    let (tell, told) = channel();
    thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.expect("a connection");
            let lines = BufReader::new(stream.try_clone().expect("a clone")).lines();
            let lines = lines.map(|line| line.expect("text"));
            let lines: Vec<String> = lines.take_while(|line| !line.is_empty()).collect();
            let headers = lines[1..].iter().map(|line| {
                let (name, value) = line.split_once(": ").unwrap_or((line.trim_end_matches(':'), ""));
                (name.to_ascii_lowercase(), value.to_owned())
            });
            let sent = Sent {
                target: lines[0].split(' ').nth(1).expect("a target").to_owned(),
                headers: headers.collect(),
            };
            tell.send(sent).expect("the test listens");
            let answer = b"HTTP/1.1 204 Done\r\nconnection: close\r\n\r\n";
            stream.write_all(answer).expect("it is read");
        }
    });
    (url, told)
}

fn run<T>(future: impl Future<Output = T>) -> T {
    let runtime = tokio::runtime::Builder::new_current_thread();
    let runtime = { runtime }.enable_all().build().expect("a runtime");
    runtime.block_on(future)
}

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

/// The same of the other crate.
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

const LIST: [&str; 3] = ["blue", "black", "brown"];

fn object() -> Color {
    Color::new(100, 200, 150)
}

/// The cell of an object, whose properties may come in any order.
#[track_caller]
fn is_object(found: &str, cell: &str) {
    let ends = ["100", "200", "150"].map(|value| cell.find(value).expect("a value") + 3);
    let start = |index: usize| cell[..ends[index]].rfind(["R", "G", "B"][index]);
    let starts = [0, 1, 2].map(|index| start(index).expect("a name"));
    let [first, second, third] = [0, 1, 2].map(|index| &cell[starts[index]..ends[index]]);
    let (before, between) = (&cell[..starts[0]], &cell[ends[0]..starts[1]]);
    let orders = [
        [first, second, third],
        [first, third, second],
        [second, first, third],
        [second, third, first],
        [third, first, second],
        [third, second, first],
    ];
    let mut all = orders.iter().map(|order| format!("{before}{}", order.join(between)));
    assert!(all.any(|order| order == found), "`{found}` is not `{cell}`");
}

/// "Style Examples" of OpenAPI 3.0.4, 3.1.1 and 3.2, a row each: `undefined`, `string`, `array` and
/// `object`, copied from the standard. None where it says *n/a*.
type Row = (&'static str, bool, [Option<&'static str>; 4]);

#[rustfmt::skip]
const TABLE: [Row; 15] = [
    ("matrix", false, [Some(";color"), Some(";color=blue"), Some(";color=blue,black,brown"), Some(";color=R,100,G,200,B,150")]),
    ("matrix", true, [Some(";color"), Some(";color=blue"), Some(";color=blue;color=black;color=brown"), Some(";R=100;G=200;B=150")]),
    ("label", false, [Some("."), Some(".blue"), Some(".blue,black,brown"), Some(".R,100,G,200,B,150")]),
    ("label", true, [Some("."), Some(".blue"), Some(".blue.black.brown"), Some(".R=100.G=200.B=150")]),
    ("simple", false, [Some(""), Some("blue"), Some("blue,black,brown"), Some("R,100,G,200,B,150")]),
    ("simple", true, [Some(""), Some("blue"), Some("blue,black,brown"), Some("R=100,G=200,B=150")]),
    ("form", false, [Some("color="), Some("color=blue"), Some("color=blue,black,brown"), Some("color=R,100,G,200,B,150")]),
    ("form", true, [Some("color="), Some("color=blue"), Some("color=blue&color=black&color=brown"), Some("R=100&G=200&B=150")]),
    ("spaceDelimited", false, [None, None, Some("color=blue%20black%20brown"), Some("color=R%20100%20G%20200%20B%20150")]),
    ("spaceDelimited", true, [None, None, None, None]),
    ("pipeDelimited", false, [None, None, Some("color=blue%7Cblack%7Cbrown"), Some("color=R%7C100%7CG%7C200%7CB%7C150")]),
    ("pipeDelimited", true, [None, None, None, None]),
    ("deepObject", true, [None, None, None, Some("color%5BR%5D=100&color%5BG%5D=200&color%5BB%5D=150")]),
    // Of 3.2.
    ("cookie", false, [Some("color="), Some("color=blue"), Some("color=blue,black,brown"), Some("color=R,100,G,200,B,150")]),
    ("cookie", true, [Some("color="), Some("color=blue"), Some("color=blue; color=black; color=brown"), Some("R=100; G=200; B=150")]),
];

#[track_caller]
fn row(style: &str, explode: bool) -> [&'static str; 4] {
    let found = TABLE.iter().find(|row| (row.0, row.1) == (style, explode));
    let (_, _, cells) = found.expect("a row");
    cells.map(|cell| cell.unwrap_or("n/a"))
}

#[test]
fn matrix() {
    let [undefined, string, array, whole] = row("matrix", false);
    assert_eq!(sent(|it| it.matrix().retrieve("")).below("/matrix/"), undefined);
    assert_eq!(sent(|it| it.matrix().retrieve("blue")).below("/matrix/"), string);
    assert_eq!(sent(|it| it.matrix().list().retrieve(LIST)).below("/matrix/list/"), array);
    // What is empty is undefined, and a path can leave nothing out.
    let empty = sent(|it| it.matrix().list().retrieve(Vec::<String>::new()));
    assert_eq!(empty.below("/matrix/list/"), undefined);
    let found = sent(|it| it.matrix().object().retrieve(object()));
    is_object(found.below("/matrix/object/"), whole);

    let [undefined, string, array, whole] = row("matrix", true);
    let matrix = "/matrix/exploded/";
    assert_eq!(sent(|it| it.matrix().exploded().retrieve("")).below(matrix), undefined);
    assert_eq!(sent(|it| it.matrix().exploded().retrieve("blue")).below(matrix), string);
    let found = sent(|it| it.matrix().exploded().list().retrieve(LIST));
    assert_eq!(found.below("/matrix/exploded/list/"), array);
    let found = sent(|it| it.matrix().exploded().object().retrieve(object()));
    is_object(found.below("/matrix/exploded/object/"), whole);
}

#[test]
fn label() {
    let [undefined, string, array, whole] = row("label", false);
    assert_eq!(sent(|it| it.label().retrieve("blue")).below("/label/"), string);
    assert_eq!(sent(|it| it.label().list().retrieve(LIST)).below("/label/list/"), array);
    let found = sent(|it| it.label().object().retrieve(object()));
    is_object(found.below("/label/object/"), whole);
    // That cell alone is a segment that leads elsewhere.
    assert_eq!(undefined, ".");
    let expected = "path parameter `color` must not be `.`";
    assert!(refused(|it| it.label().retrieve("")).contains(expected));
    assert!(refused(|it| it.label().retrieve(".")).contains("must not be `..`"));

    let [undefined, string, array, whole] = row("label", true);
    assert_eq!(sent(|it| it.label().exploded().retrieve("blue")).below("/label/exploded/"), string);
    let found = sent(|it| it.label().exploded().list().retrieve(LIST));
    assert_eq!(found.below("/label/exploded/list/"), array);
    let found = sent(|it| it.label().exploded().object().retrieve(object()));
    is_object(found.below("/label/exploded/object/"), whole);
    assert_eq!(undefined, ".");
    assert!(refused(|it| it.label().exploded().list().retrieve([""])).contains(expected));
}

#[test]
fn simple() {
    let both = |sent: Sent, prefix: &str| {
        let header = sent.header("x-color").expect("a header").to_owned();
        (sent.below(prefix).to_owned(), header)
    };
    let same = |cell: &str| (cell.to_owned(), cell.to_owned());
    let [undefined, string, array, whole] = row("simple", false);
    let found = both(sent(|it| it.simple().retrieve("blue", "blue")), "/simple/");
    assert_eq!(found, same(string));
    let (_, header) = both(sent(|it| it.simple().retrieve("blue", "")), "/simple/");
    assert_eq!(header, undefined);
    let found = both(sent(|it| it.simple().list().retrieve(LIST, LIST)), "/simple/list/");
    assert_eq!(found, same(array));
    let found = sent(|it| it.simple().object().retrieve(object(), object()));
    let (path, header) = both(found, "/simple/object/");
    is_object(&path, whole);
    is_object(&header, whole);
    // Nothing can't be a segment of a path.
    let expected = "path parameter `color` must not be empty";
    assert!(refused(|it| it.simple().retrieve("", "blue")).contains(expected));
    assert!(refused(|it| it.simple().list().retrieve([""; 0], LIST)).contains(expected));
    assert!(refused(|it| it.simple().list().retrieve([".."], LIST)).contains("`..`"));

    let [undefined, string, array, whole] = row("simple", true);
    let exploded = |it: &Client, color: &str, x_color: &str| {
        it.simple().exploded().retrieve(color, x_color)
    };
    let found = both(sent(|it| exploded(it, "blue", "blue")), "/simple/exploded/");
    assert_eq!(found, same(string));
    let (_, header) = both(sent(|it| exploded(it, "blue", "")), "/simple/exploded/");
    assert_eq!(header, undefined);
    let found = sent(|it| it.simple().exploded().list().retrieve(LIST, LIST));
    assert_eq!(both(found, "/simple/exploded/list/"), same(array));
    let found = sent(|it| it.simple().exploded().object().retrieve(object(), object()));
    let (path, header) = both(found, "/simple/exploded/object/");
    is_object(&path, whole);
    is_object(&header, whole);
}

#[test]
fn form() {
    let [undefined, string, array, whole] = row("form", false);
    assert_eq!(sent(|it| it.form().retrieve().color("")).query(), undefined);
    assert_eq!(sent(|it| it.form().retrieve().color("blue")).query(), string);
    assert_eq!(sent(|it| it.form().list().retrieve().color(LIST)).query(), array);
    is_object(sent(|it| it.form().object().retrieve().color(object())).query(), whole);

    let [undefined, string, array, whole] = row("form", true);
    assert_eq!(sent(|it| it.form().exploded().retrieve().color("")).query(), undefined);
    assert_eq!(sent(|it| it.form().exploded().retrieve().color("blue")).query(), string);
    let found = sent(|it| it.form().exploded().list().retrieve().color(LIST));
    assert_eq!(found.query(), array);
    let found = sent(|it| it.form().exploded().object().retrieve().color(object()));
    is_object(found.query(), whole);

    // What is not set, or comes to nothing, is left out, as RFC 6570 has it.
    assert_eq!(sent(|it| it.form().retrieve()).target, "/form");
    let none = Vec::<String>::new;
    assert_eq!(sent(|it| it.form().list().retrieve().color(none())).target, "/form/list");
    let found = sent(|it| it.form().exploded().list().retrieve().color(none()));
    assert_eq!(found.target, "/form/exploded/list");
    // What is set again is set once.
    let found = sent(|it| it.form().list().retrieve().color(["red"]).color(LIST));
    assert_eq!(found.query(), row("form", false)[2]);
}

#[test]
fn delimited_and_deep() {
    let [.., array, whole] = row("spaceDelimited", false);
    assert_eq!(sent(|it| it.space().list().retrieve().color(LIST)).query(), array);
    is_object(sent(|it| it.space().object().retrieve().color(object())).query(), whole);
    let [.., array, whole] = row("pipeDelimited", false);
    assert_eq!(sent(|it| it.pipe().list().retrieve().color(LIST)).query(), array);
    is_object(sent(|it| it.pipe().object().retrieve().color(object())).query(), whole);
    let again = |it: &Client| {
        it.deep().object().retrieve().color(object().name("n")).color(object())
    };
    is_object(sent(again).query(), row("deepObject", true)[3]);
    let [.., whole] = row("deepObject", true);
    is_object(sent(|it| it.deep().object().retrieve().color(object())).query(), whole);
}

/// What the standard leaves open is a warning, and sent in the way that most servers read.
#[test]
fn undefined_cells() {
    for (style, explode) in [("spaceDelimited", true), ("pipeDelimited", true)] {
        assert_eq!(row(style, explode), ["n/a"; 4]);
    }
    for style in ["spaceDelimited", "pipeDelimited"] {
        assert_eq!(row(style, false)[..2], ["n/a"; 2]);
    }
    assert_eq!(row("deepObject", true)[..3], ["n/a"; 3]);
    let query = |call: Sent| call.query().to_owned();
    let list = |name: &str| LIST.map(|item| format!("{name}={item}")).join("&");
    assert_eq!(query(sent(|it| it.undefined().retrieve().space("blue"))), "space=blue");
    assert_eq!(query(sent(|it| it.undefined().retrieve().pipe(""))), "pipe=");
    assert_eq!(query(sent(|it| it.undefined().retrieve().deep("blue"))), "deep=blue");
    assert_eq!(
        query(sent(|it| it.undefined().retrieve().space_list(LIST))),
        list("space_list")
    );
    assert_eq!(
        query(sent(|it| it.undefined().retrieve().pipe_list(LIST))),
        list("pipe_list")
    );
    let form = row("form", true)[3];
    is_object(&query(sent(|it| it.undefined().retrieve().space_object(object()))), form);
    let map = BTreeMap::from([("R", 100), ("G", 200), ("B", 150)]);
    let map: BTreeMap<String, i64> =
        map.into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
    is_object(&query(sent(|it| it.undefined().retrieve().pipe_object(map))), form);
    let deep = LIST.map(str::to_owned).to_vec();
    assert_eq!(
        sent(|it| it.undefined().retrieve().deep_list(deep)).decoded_query(),
        [0, 1, 2].map(|index| (format!("deep_list[{index}]"), LIST[index].to_owned()))
    );
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
    let cookies = sent.cookies();
    let one = |name: &str| {
        let found = cookies.iter().find(|(other, _)| other == name);
        found.map(|(_, value)| value.as_str()).expect("a cookie")
    };
    assert_eq!(one("word"), "a b;c=é");
    assert_eq!(one("json"), r#"{"B":150,"G":200,"R":100}"#);
    assert_eq!((one("R"), one("G"), one("B"), one("name")), ("1", "2", "3", "n;m"));
    is_object(&format!("object={}", one("object")).replace(",4", ",100").replace(",5", ",200").replace(",6", ",150"), "object=R,100,G,200,B,150");
    assert_eq!(cookies.iter().filter(|(name, _)| name == "each").count(), 3);
    let expected = "the value of cookie `text` must not hold";
    let text = |it: &Client, text: &str| it.cookies().list("w").text(text);
    for broken in ["a;b", "a b", "a\r\nb", "\u{e9}", "\"", "a,b", "\\"] {
        assert!(refused(|it| text(it, broken)).contains(expected), "{broken:?}");
    }
}

#[test]
fn cookies_as_they_are() {
    let cookies = |call: Result<Sent, String>| {
        let sent = call.expect("it is sent");
        sent.header("cookie").map(str::to_owned).unwrap_or_default()
    };
    let renamed = |cell: &str, name: &str| cell.replace("color=", &format!("{name}="));
    let [undefined, string, array, whole] = row("cookie", false);
    assert_eq!(cookies(sent_3_2(|it| it.cookies().list().color(""))), undefined);
    assert_eq!(cookies(sent_3_2(|it| it.cookies().list().color("blue"))), string);
    assert_eq!(cookies(sent_3_2(|it| it.cookies().list().list(LIST))), renamed(array, "list"));
    let color = || types_3_2::Color::new(100, 200, 150);
    let found = cookies(sent_3_2(|it| it.cookies().list().object(color())));
    is_object(&found, &renamed(whole, "object"));
    let [undefined, string, array, whole] = row("cookie", true);
    assert_eq!(cookies(sent_3_2(|it| it.cookies().list().color(""))), undefined);
    assert_eq!(cookies(sent_3_2(|it| it.cookies().list().color("blue"))), string);
    assert_eq!(cookies(sent_3_2(|it| it.cookies().list().each(LIST))), renamed(array, "each"));
    is_object(&cookies(sent_3_2(|it| it.cookies().list().properties(color()))), whole);
    // Nothing is encoded; what would be another cookie is refused.
    assert_eq!(cookies(sent_3_2(|it| it.cookies().list().color("a%20b=="))), "color=a%20b==");
    let refused = sent_3_2(|it| it.cookies().list().list(["a,b"]));
    assert!(refused.expect_err("a refusal").contains("cookie `list`"));
    // Set again, it is one.
    let again = |it: &parameters_3_2::Client| it.cookies().list().each(LIST).each(["red"]);
    assert_eq!(cookies(sent_3_2(again)), "each=red");
    assert_eq!(cookies(sent_3_2(|it| it.cookies().list().each(LIST).each([""; 0]))), "");
    let encoded = cookies(sent_3_2(|it| it.cookies().list().encoded("a%20b c;%zz")));
    assert_eq!(encoded, "encoded=a%20b%20c%3B%25zz");
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
fn a_query_behind_a_path() {
    assert_eq!(sent(|it| it.messages().list()).target, "/messages?beta=true&v=2");
    let found = sent(|it| it.messages().list().limit(3));
    assert_eq!(found.target, "/messages?beta=true&v=2&limit=3");
}
