//! The crates of `fixtures/parameter_styles.yaml` and `fixtures/parameters_3_2.yaml`, driven against a
//! server that keeps what it is sent: every cell of the standard's "Style Examples". Run by
//! `tests/fixtures_compile.rs`, which builds them.

#[allow(dead_code, reason = "not every test uses all of it")]
mod support;

use std::collections::BTreeMap;

use parameter_styles::types::Color;
use parameter_styles::{Call, Client, ErrorKind};
use parameters_3_2::types as types_3_2;
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
