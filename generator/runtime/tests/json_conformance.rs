//! The reader accepts exactly the texts that `serde_json` accepts, and reads the same values from
//! them: a table in the manner of the public `JSONTestSuite`.

#[path = "../src/json/mod.rs"]
#[allow(unreachable_pub, reason = "public in a generated crate")]
mod json;

use serde::de::IgnoredAny;
use serde_json::Value;

/// Holds the reader to `serde_json`, in all the ways it can read a text.
#[track_caller]
fn check(text: &[u8]) -> bool {
    let shown = String::from_utf8_lossy(&text[..text.len().min(60)]);
    let theirs = serde_json::from_slice::<Value>(text);
    let ours = json::decode::<Value>(text);
    assert_eq!(
        ours.is_ok(),
        theirs.is_ok(),
        "`{shown}`: ours {ours:?}, theirs {theirs:?}"
    );
    let mut input = json::Reader::new(text);
    let skipped = input.raw().and_then(|raw| input.finish().map(|()| raw));
    let is_accepted = ours.is_ok();
    if let (Ok(ours), Ok(theirs)) = (ours, theirs) {
        assert_eq!(ours, theirs, "`{shown}`");
        let raw = skipped.as_ref().expect("what is read can be skipped");
        assert_eq!(&text.trim_ascii(), raw, "`{shown}`");
    }
    // What nobody looks at may be more: half of a surrogate pair, and levels without an end.
    let ignored = serde_json::from_slice::<IgnoredAny>(text);
    let is_ignored = ignored.is_ok() && std::str::from_utf8(text).is_ok();
    assert_eq!(skipped.is_ok(), is_ignored, "`{shown}`: {skipped:?}");
    is_accepted
}

#[track_caller]
fn accepted(texts: &[&str]) {
    for text in texts {
        assert!(check(text.as_bytes()), "`{text}` is refused");
        // White space around a value, of all four kinds, changes nothing.
        assert!(
            check(format!(" \n\r\t{text}\t\r\n ").as_bytes()),
            "`{text}`"
        );
    }
}

#[track_caller]
fn refused(texts: &[&str]) {
    for text in texts {
        assert!(!check(text.as_bytes()), "`{text}` is accepted");
        // Neither inside a container.
        assert!(!check(format!("[{text}]").as_bytes()), "`[{text}]`");
        assert!(!check(format!("{{\"a\":{text}}}").as_bytes()), "`{text}`");
    }
}

#[test]
fn numbers() {
    accepted(&[
        "0",
        "-0",
        "0.0",
        "-0.0",
        "0e1",
        "0e+1",
        "0E-1",
        "1",
        "-1",
        "123",
        "1.5",
        "-1.5e10",
        "1E5",
        "1e+2",
        "1e-2",
        "0.4e006",
        "20e1",
        "1.7976931348623157e308",
        "5e-324",
        "1e-400",
        "9223372036854775807",
        "9223372036854775808",
        "-9223372036854775808",
        "-9223372036854775809",
        "18446744073709551615",
        "18446744073709551616",
        "123456789012345678901234567890",
        "-123123123123123123123123123123",
        "0.1",
        "0.3",
        "2.2250738585072014e-308",
        "9007199254740993",
        "9007199254740993.0",
        "100000000000000000000000000000000000000000000000000000000000000000000000000000000.5",
        "0.000000000000000000000000000000000000000000000000000000000000000000000000000001",
    ]);
    refused(&[
        "01",
        "-01",
        "00",
        "-00",
        "1.",
        "-1.",
        ".5",
        "-.5",
        "+1",
        "-",
        "+",
        "- 1",
        "1e",
        "1e+",
        "1E-",
        "1.e1",
        "1.0e",
        "1e1.5",
        "0x1",
        "1_000",
        "1,000",
        "1 000",
        "1a",
        "NaN",
        "-NaN",
        "Infinity",
        "-Infinity",
        "inf",
        "++1",
        "--1",
        "1+2",
        "1-",
        "0e",
        "0.e1",
        "1ee2",
        "1eE2",
        "\u{ff11}",
        "1\u{0}",
        "-a",
        "-\"1\"",
        "1.2.3",
        "0.1.",
        ".",
        "e1",
        "1e\u{661}",
    ]);
}

/// Beyond what a `f64` holds: well-formed, but no value of `serde_json`'s.
#[test]
fn numbers_too_large() {
    for text in ["1e400", "-1e400", "1e99999999999999999999", "[1.8e308]"] {
        assert!(json::decode::<Value>(text.as_bytes()).is_err(), "{text}");
        assert!(serde_json::from_str::<Value>(text).is_err(), "{text}");
        let mut input = json::Reader::new(text.as_bytes());
        assert_eq!(input.raw().expect("well formed"), text.as_bytes());
    }
}

#[test]
fn strings() {
    accepted(&[
        r#""""#,
        r#""a""#,
        r#""\"\\\/\b\f\n\r\t""#,
        r#""\u0000""#,
        r#""\u00e9""#,
        r#""\u20AC""#,
        r#""\uD834\uDD1E""#,
        r#""\ud83d\ude00x""#,
        r#""\uDBFF\uDFFF""#,
        r#""\uFFFF""#,
        r#""\u005C\u0022""#,
        "\"\u{7f}\"",
        "\"é€😀\"",
        "\"\u{2028}\u{2029}\u{feff}\"",
        r#""/""#,
        r#""12345678\n12345678""#,
        r#""1234567\"""#,
        "\"aaaaaaaaaaaaaaaaaaaaaaaé😀aaaaaaaaaaaaa\"",
        r#""\\u0041""#,
        r#""[,]{}:""#,
    ]);
    refused(&[
        "\"",
        "\"a",
        "'a'",
        "a",
        r#""\x""#,
        r#""\"#,
        r#""\u"#,
        r#""\u0""#,
        r#""\u00""#,
        r#""\u000""#,
        r#""\u00g0""#,
        r#""\u+123""#,
        r#""\u 041""#,
        r#""\U0041""#,
        r#""\'""#,
        r#""\a""#,
        r#""\0""#,
        r#""\v""#,
        "\"\\\u{e9}\"",
        "\"\\\u{0}\"",
        "\"\n\"",
        "\"\t\"",
        "\"\u{0}\"",
        "\"\u{1f}\"",
        "\"12345678\u{1}\"",
        "\"\\\n\"",
        "\"a\"b",
        "\"a\" \"b\"",
        "\u{201c}a\u{201d}",
    ]);
}

/// A surrogate on its own is no character: no `String` can hold it.
#[test]
fn lone_surrogates() {
    refused(&[
        r#""\uD800""#,
        r#""\uDC00""#,
        r#""\uDFFF""#,
        r#""\uD800\n""#,
        r#""\uD800\u0041""#,
        r#""\uD800\uD800""#,
        r#""\uD800\uD800\uDC00""#,
        r#""\uDC00\uD800""#,
        r#""\uD800a""#,
        r#""\uD800\""#,
        r#""\uD800\u"#,
        r#""\uD800\uDC0""#,
        r#""\uD834\uDd""#,
    ]);
}

#[test]
fn literals() {
    accepted(&["null", "true", "false"]);
    refused(&[
        "nul",
        "nulll",
        "tru",
        "truex",
        "fals",
        "False",
        "TRUE",
        "Null",
        "None",
        "undefined",
        "n",
        "t",
        "f",
        "nan",
        "true false",
        "null,",
        "#",
        "/",
        "&",
        "*",
        "//",
        "/**/",
        "<html>",
    ]);
}

#[test]
fn arrays() {
    accepted(&[
        "[]",
        "[ ]",
        "[1]",
        "[1,2]",
        "[ 1 , \n2 ]",
        "[[]]",
        "[[],[]]",
        "[null,1,\"1\",{},[]]",
    ]);
    refused(&[
        "[", "]", "[1", "[1,", "[1,]", "[,1]", "[1,,2]", "[,]", "[1 2]", "[1;2]", "[1:2]", "[]]",
        "[[]", "[1}", "[\u{c}]", "[\u{a0}]", "[\u{b}1]", "[1] x", "[\"\"", "[1,\n", "[\u{0}]",
        "[1]//",
    ]);
}

#[test]
fn objects() {
    accepted(&[
        "{}",
        "{ }",
        r#"{"a":1}"#,
        r#"{"a":1,"b":2}"#,
        r#"{"":0}"#,
        r#"{ "a" : { "b" : [ ] } }"#,
        r#"{"\u0061":1}"#,
        r#"{"a\nb":1}"#,
        "{\"é\":1}",
    ]);
    refused(&[
        "{",
        "}",
        r#"{"a"}"#,
        r#"{"a":}"#,
        r#"{"a":1"#,
        r#"{"a":1,"#,
        r#"{"a":1,}"#,
        r#"{,"a":1}"#,
        r#"{"a":1,,"b":2}"#,
        r#"{"a" 1}"#,
        r#"{"a"::1}"#,
        r#"{"a",1}"#,
        "{a:1}",
        "{1:1}",
        "{null:1}",
        "{'a':1}",
        r#"{"a":1 "b":2}"#,
        r#"{"a":1]"#,
        r#"{"a":1}}"#,
        r#"{"a"#,
        r#"{"a":1}#"#,
        r#"{"\uD800":1}"#,
        r#"{"a":1,"a"}"#,
        "{[]:1}",
        "{\"a\":1;}",
        "{:1}",
    ]);
}

/// As `serde_json` and every browser have it.
#[test]
fn the_last_of_duplicate_names_wins() {
    accepted(&[r#"{"a":1,"a":2}"#, r#"{"a":1,"b":0,"\u0061":[]}"#]);
    let value = json::decode::<Value>(br#"{"a":1,"a":2}"#).expect("valid");
    assert_eq!(value, serde_json::json!({"a": 2}));
}

#[test]
fn no_value_or_two() {
    for text in [
        "",
        " ",
        "\n",
        "1 2",
        "{}{}",
        "[][]",
        "\u{feff}1",
        "\u{feff}{}",
        "1\u{feff}",
    ] {
        assert!(!check(text.as_bytes()), "{text:?}");
    }
}

#[test]
fn bytes_that_are_not_utf8() {
    let texts: &[&[u8]] = &[
        b"\xff",
        b"\"\xff\"",
        b"\"\xc3\"",
        b"\"\xc3",
        b"\"\xc0\x80\"",
        b"\"\xed\xa0\x80\"",
        b"\"\xf4\x90\x80\x80\"",
        b"\"\xe2\x82\"",
        b"\"\x80\"",
        b"[1]\xff",
        b"[1,\"\xff\"]",
        b"{\"\xff\":1}",
        b"{\"a\":1}\n\xc3",
        b"\xff[]",
        b"\xfe\xff",
        b"\xff\xfe[\0]\0",
        b"[\xff]",
        b"1\xe5",
        b"\"\\u00A\xff\"",
        b"\"\\\xe5\"",
        b"tru\xe5",
        b" \xff",
        b"\"a\"\xff",
    ];
    for text in texts {
        assert!(!check(text), "{text:?}");
    }
}

/// The limit is the same as `serde_json`'s, to the level.
#[test]
fn depth() {
    for depth in [1, 2, 126, 127, 128, 129, 100_000] {
        let array = "[".repeat(depth) + &"]".repeat(depth);
        assert_eq!(check(array.as_bytes()), depth < 128, "arrays, {depth}");
        let object = "{\"a\":".repeat(depth) + "1" + &"}".repeat(depth);
        assert_eq!(check(object.as_bytes()), depth < 128, "objects, {depth}");
        let unclosed = "[{\"a\":".repeat(depth);
        assert!(!check(unclosed.as_bytes()), "unclosed, {depth}");
    }
    // Depth is how deep, not how many.
    let wide = format!("[{}[]]", "[[]],{},".repeat(1000));
    assert!(check(wide.as_bytes()));
}

/// Every text cut anywhere, and every text with any one byte replaced.
#[test]
fn every_cut_and_every_replaced_byte() {
    let text = r#" {"a\u00e9\ud83d\ude00":[-1.5e+3,null,true,false,{"":"é😀\n/"}],"b":[],"c":{}} "#;
    let bytes = text.as_bytes();
    assert!(check(bytes));
    for end in 0..bytes.len() {
        check(&bytes[..end]);
        check(&bytes[end..]);
        let mut changed = bytes.to_vec();
        for byte in 0..=u8::MAX {
            changed[end] = byte;
            check(&changed);
        }
    }
}
