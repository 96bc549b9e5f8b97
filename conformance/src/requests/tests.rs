//! The judge itself: a request as it should be passes, and each that differs in one thing does not.

use std::fmt::Write as _;

use serde_json::{Value, json};

use crate::description;

/// One operation with a parameter of each place, a body and a credential.
const DESCRIPTION: &str = r#"{
  "openapi": "3.1.0",
  "info": { "title": "Judged", "version": "1" },
  "security": [{ "key": [] }],
  "paths": {
    "/things/{id}/{point}": {
      "parameters": [{ "name": "id", "in": "path", "required": true, "schema": { "type": "string" } }],
      "post": {
        "parameters": [
          { "name": "point", "in": "path", "required": true, "style": "matrix", "explode": true,
            "schema": { "type": "object" } },
          { "name": "list", "in": "query", "schema": { "type": "array" } },
          { "name": "joined", "in": "query", "explode": false, "schema": { "type": "array" } },
          { "name": "filter", "in": "query", "style": "deepObject", "schema": { "type": "object" } },
          { "name": "X-Count", "in": "header", "required": true, "schema": { "type": "integer", "maximum": 9 } },
          { "name": "session", "in": "cookie", "schema": { "type": "string" } }
        ],
        "requestBody": {
          "required": true,
          "content": { "application/json": { "schema": { "type": "object", "required": ["name"] } } }
        },
        "responses": { "204": { "description": "Done" } }
      },
      "get": {
        "security": [],
        "parameters": [
          { "name": "point", "in": "path", "required": true, "schema": { "type": "string" } }
        ],
        "responses": { "204": { "description": "Done" } }
      },
      "put": {
        "security": [],
        "parameters": [
          { "name": "point", "in": "path", "required": true, "schema": { "type": "string" } }
        ],
        "requestBody": {
          "required": true,
          "content": {
            "application/x-www-form-urlencoded": { "schema": { "type": "object" } },
            "multipart/form-data": { "schema": { "type": "object" } },
            "multipart/mixed": { "schema": { "type": "object" } },
            "text/json": { "schema": {} },
            "Application/JSON": { "schema": {} },
            "*/*": { "schema": {} },
            "application/x-ndjson": { "schema": { "type": "object" } },
            "text/plain": {},
            "application/pdf": {}
          }
        },
        "responses": { "204": { "description": "Done" } }
      }
    }
  },
  "components": { "securitySchemes": { "key": { "type": "http", "scheme": "bearer" } } }
}"#;

const TARGET: &str = "/things/a%2Fb/;x=1;y=2?list=a%20b&list=c&joined=1,2&filter%5Bkind%5D=big";

fn row() -> Value {
    json!({
        "case": {
            "method": "POST",
            "template": "/things/{id}/{point}",
            "kind": "all",
            "arguments": {
                "path": { "id": "a/b", "point": { "x": 1, "y": 2 } },
                "query": { "list": ["a b", "c"], "joined": [1, 2], "filter": { "kind": "big" } },
                "header": { "X-Count": 7 },
                "cookie": { "session": "s 1" },
            },
            "answer": { "status": 204 },
            "body": { "media_type": "application/json", "value": { "name": "n" } },
        },
        "failure": null,
        "refused": null,
        "request": {
            "method": "POST",
            "target": TARGET,
            "headers": [
                ["x-count", "7"],
                ["Cookie", "session=s%201"],
                ["authorization", "Bearer test"],
                ["content-type", "application/json"],
            ],
            "body": hex(r#"{"name":"n"}"#),
        },
    })
}

fn hex(text: &str) -> String {
    text.bytes().fold(String::new(), |mut digits, byte| {
        let _ = write!(digits, "{byte:02x}");
        digits
    })
}

/// What the judge says of a row; none if there is nothing to say.
fn verdict(row: &Value) -> Option<String> {
    let description = description::read(DESCRIPTION).unwrap();
    let sums = super::judge(&description, &row.to_string()).unwrap();
    assert_eq!(sums["operations"], 1);
    let failure = sums["failures"].get(0)?;
    assert_eq!((&sums["passed"], &sums["failed"]), (&json!(0), &json!(1)));
    Some(failure["failure"].as_str().unwrap().to_owned())
}

/// What the judge says when a part of the row is another.
fn changed(pointer: &str, value: Value) -> String {
    let mut row = row();
    *row.pointer_mut(pointer).unwrap() = value;
    verdict(&row).unwrap_or_else(|| panic!("{pointer} may be anything"))
}

/// The headers of the row, and one more.
fn with_header(name: &str, value: &str) -> Value {
    let mut headers = row()["request"]["headers"].clone();
    headers.as_array_mut().unwrap().push(json!([name, value]));
    headers
}

#[test]
fn a_request_as_it_should_be_passes() {
    assert_eq!(verdict(&row()), None);
}

#[test]
fn each_difference_is_told() {
    let target = |from: &str, to: &str| {
        assert!(TARGET.contains(from), "{from}");
        changed("/request/target", json!(TARGET.replacen(from, to, 1)))
    };
    let told = [
        (changed("/request/method", json!("PUT")), "PUT"),
        (target("a%2Fb", "a/b"), "the path"),
        (target("a%2Fb", "ab"), "the path"),
        (target(";x=1;y=2", "x=1,y=2"), "the path"),
        (target(";x=1;y=2", "%3Bx=1;y=2"), "the path"),
        (target("list=c", "list=d"), "list=c"),
        (target("list=a%20b&list=c", "list=a%20b,c"), "list="),
        (target("joined=1,2", "joined=1%2C2"), "joined=1,2"),
        (target("filter%5Bkind%5D", "kind"), "filter"),
        (target("joined", "more=1&joined"), "more"),
        (changed("/request/headers/0/1", json!("8")), "X-Count"),
        (
            changed("/request/headers/0/0", json!("x-counter")),
            "X-Count",
        ),
        (
            changed("/request/headers/1/1", json!("session=s2")),
            "cookie",
        ),
        (
            changed("/request/headers/2/1", json!("Basic test")),
            "credentials",
        ),
        (
            changed("/request/headers/3/1", json!("text/plain")),
            "content type",
        ),
        (
            changed("/request/headers/1/1", json!("session=s%201; d=2")),
            "the cookie `d`",
        ),
        (
            changed("/request/headers", with_header("x-evil", "1")),
            "the header `x-evil`",
        ),
        (
            changed("/request/headers", with_header("X-Count", "7")),
            "the header `x-count`",
        ),
        (changed("/request/body", json!(hex("{}"))), "the body"),
        (changed("/request/body", json!("")), "the body"),
        (changed("/case/arguments/query", json!({})), "does not take"),
        (changed("/case/body", Value::Null), "does not take the body"),
        (changed("/case/template", json!("/others")), "no such path"),
        (changed("/request", Value::Null), "no request"),
        (changed("/failure", json!("it broke")), "it broke"),
        (changed("/refused", json!("too many")), "too many"),
    ];
    for (said, expected) in told {
        assert!(
            said.contains(expected),
            "`{said}` does not say `{expected}`"
        );
    }
}

#[test]
fn each_status_of_the_description_must_be_answered_with() {
    let mut row = row();
    row["case"]["answer"]["status"] = json!(200);
    let description = description::read(DESCRIPTION).unwrap();
    let sums = super::judge(&description, &row.to_string()).unwrap();
    assert_eq!(sums["failures"][0]["failure"], "no test answers with 204");
}

#[test]
fn what_is_required_must_be_an_argument() {
    let mut row = row();
    row["case"]["kind"] = json!("required");
    row["case"]["arguments"]["header"] = json!({});
    assert!(verdict(&row).unwrap().contains("X-Count"));
}

#[test]
fn a_crate_may_refuse_what_the_description_refuses() {
    let mut row = row();
    row["case"]["arguments"]["header"]["X-Count"] = json!(10);
    row["request"]["headers"][0][1] = json!("10");
    row["refused"] = json!("at most 9");
    assert_eq!(verdict(&row), None);
}

#[test]
fn an_operation_without_security_gets_no_credential() {
    let mut row = json!({
        "case": {
            "method": "GET",
            "template": "/things/{id}/{point}",
            "kind": "all",
            "arguments": { "path": { "id": "1", "point": "p" } },
            "answer": { "status": 204 },
            "body": null,
        },
        "failure": null,
        "refused": null,
        "request": { "method": "GET", "target": "/things/1/p", "headers": [], "body": "" },
    });
    assert_eq!(verdict(&row), None);
    row["request"]["headers"] = json!([["authorization", "Bearer test"]]);
    assert!(verdict(&row).unwrap().contains("nobody asked for"));
    row["request"]["headers"] = json!([]);
    row["request"]["body"] = json!(hex("{}"));
    assert!(verdict(&row).unwrap().contains("nobody asked for"));
}

/// Of a list of equal items each has its pair; what two parameters come to may be one.
#[test]
fn a_pair_that_repeats_is_sent_as_often() {
    let mut row = row();
    row["case"]["arguments"]["query"]["list"] = json!(["a", "a"]);
    let target = |list: &str| json!(TARGET.replace("list=a%20b&list=c", list));
    row["request"]["target"] = target("list=a");
    assert!(verdict(&row).unwrap().contains("list=a"));
    row["request"]["target"] = target("list=a&list=a&list=a");
    assert!(verdict(&row).unwrap().contains("nobody asked for"));
    row["request"]["target"] = target("list=a&list=a");
    assert_eq!(verdict(&row), None);
}

/// A request whose body has these fields.
fn with_fields(media_type: &str, value: &Value, body: &str) -> Value {
    json!({
        "case": {
            "method": "PUT",
            "template": "/things/{id}/{point}",
            "kind": "all",
            "arguments": { "path": { "id": "1", "point": "p" } },
            "answer": { "status": 204 },
            "body": { "media_type": media_type, "value": value },
        },
        "failure": null,
        "refused": null,
        "request": {
            "method": "PUT",
            "target": "/things/1/p",
            "headers": [["content-type", format!("{media_type}; boundary=x")]],
            "body": hex(body),
        },
    })
}

#[test]
fn a_form_has_all_its_fields_and_no_other() {
    let value = json!({ "a": 1, "tags": ["x", "y"], "o": { "k": true, "l": null }, "none": null });
    let said = |body: &str| {
        let media_type = "application/x-www-form-urlencoded";
        verdict(&with_fields(media_type, &value, body)).unwrap_or_default()
    };
    for right in [
        "a=1&tags=x&tags=y&k=true",
        "a=1&tags%5B%5D=x&tags%5B%5D=y&o%5Bk%5D=true",
        "o=%7B%22k%22%3Atrue%7D&tags=x,y&a=1",
    ] {
        assert_eq!(said(right), "");
    }
    for (wrong, expected) in [
        ("a=1", "is missing"),
        ("a=1&k=true", "`tags` is missing"),
        ("a=1&tags=x&tags=y", "`o` is missing"),
        ("a=2&tags=x&tags=y&k=true", "`a` is missing"),
        ("a=1&tags=x&tags=y&k=true&evil=1", "`evil` with `1`"),
        ("a=1&a=1&tags=x&tags=y&k=true", "`a` with `1`"),
        ("a=1&tags=x&tags=y&k=true&none=", "`none`"),
    ] {
        let said = said(wrong);
        assert!(said.contains(expected), "`{said}` of {wrong}");
    }
    // Of what has nothing in it there may be nothing.
    let empty = json!({ "tags": [], "o": { "k": [] } });
    let row = with_fields("application/x-www-form-urlencoded", &empty, "");
    assert_eq!(verdict(&row), None);
}

#[test]
fn several_parts_are_those_that_were_given() {
    let value = json!({ "name": "n", "o": { "k": 1 } });
    let body = |parts: &[(&str, &str)]| {
        let parts = parts.iter().map(|(name, content)| {
            format!("--x\r\ncontent-disposition: form-data; name=\"{name}\"\r\n\r\n{content}\r\n")
        });
        format!("{}--x--\r\n", parts.collect::<String>())
    };
    let row = |parts: &[(&str, &str)]| with_fields("multipart/form-data", &value, &body(parts));
    let object = ("o", r#"{"k":1}"#);
    assert_eq!(verdict(&row(&[("name", "n"), object])), None);
    for (wrong, expected) in [
        (&[("name", "n")][..], "`o` is missing"),
        (&[("name", "m"), object], "`name` is missing"),
        (&[("name", "n"), object, ("evil", "1")], "`evil` with `1`"),
    ] {
        let said = verdict(&row(wrong)).unwrap_or_default();
        assert!(said.contains(expected), "`{said}` of {wrong:?}");
    }
    // Of a body with files it is known only what must be there.
    let mut sample = row(&[("name", "other"), object, ("file", "bytes")]);
    sample["case"]["body"]["is_sample"] = json!(true);
    assert_eq!(verdict(&sample), None);
    sample["request"]["body"] = json!(hex(&body(&[("name", "n")])));
    assert!(verdict(&sample).unwrap().contains("there is no part `o`"));
}

/// Whatever a body is made of, another one is told.
#[test]
fn a_body_of_any_media_type_is_judged() {
    let said = |media_type: &str, value: Value, body: &str| {
        verdict(&with_fields(media_type, &value, body)).unwrap_or_default()
    };
    for (media_type, value, right, wrong) in [
        ("text/json", json!("a"), r#""a""#, "a"),
        (
            "Application/JSON",
            json!({ "n": 1 }),
            r#"{"n":1.0}"#,
            r#"{"n":2}"#,
        ),
        ("*/*", json!({ "n": 1 }), r#"{"n":1}"#, r#"{"n":2}"#),
        ("*/*", json!("a"), "a", "b"),
        (
            "application/x-ndjson",
            json!([{ "n": 1 }, 2]),
            "{\"n\":1}\n2\n",
            "{\"n\":1}\n3\n",
        ),
        ("application/x-ndjson", json!([1, 2]), "1\n2\n", "1\n"),
        ("text/plain", json!("a"), "a", "\"a\""),
        (
            "multipart/mixed",
            json!({ "a": "n" }),
            "--x\r\ncontent-disposition: form-data; name=\"a\"\r\n\r\nn\r\n--x--\r\n",
            "--x\r\ncontent-disposition: form-data; name=\"a\"\r\n\r\nm\r\n--x--\r\n",
        ),
    ] {
        assert_eq!(said(media_type, value.clone(), right), "", "{media_type}");
        assert_ne!(said(media_type, value, wrong), "", "{media_type}");
    }
    let said = said("application/pdf", json!({ "n": 1 }), "{}");
    assert_eq!(said, "nobody judges a body of `application/pdf`");
}

/// What nobody is asked for must be sent all the same.
mod sent_by_itself {
    use super::*;

    const DESCRIPTION: &str = r#"{
  "openapi": "3.1.0",
  "info": { "title": "Judged", "version": "1" },
  "paths": {
    "/a?at={place}&v=1": {
      "get": {
        "security": [{ "key": [] }, { "mail": [] }],
        "parameters": [
          { "name": "place", "in": "path", "required": true, "schema": { "type": "number" } },
          { "name": "action", "in": "query", "required": true, "schema": { "enum": ["read"] } },
          { "name": "X-Key", "in": "header", "required": true, "schema": { "type": "string" } },
          { "name": "X-Mail", "in": "header", "required": true, "schema": { "type": "string" } }
        ],
        "responses": { "204": { "description": "Done" } }
      }
    }
  },
  "components": { "securitySchemes": {
    "key": { "type": "apiKey", "in": "header", "name": "X-Key" },
    "mail": { "type": "apiKey", "in": "header", "name": "X-Mail" }
  } }
}"#;

    fn verdict(target: &str, headers: &Value) -> Option<String> {
        let row = json!({
            "case": {
                "method": "GET",
                "template": "/a?at={place}&v=1",
                "kind": "required",
                "arguments": { "query": { "at": 1.5 } },
                "answer": { "status": 204 },
                "body": null,
            },
            "failure": null,
            "refused": null,
            "request": { "method": "GET", "target": target, "headers": headers, "body": "" },
        });
        let description = description::read(DESCRIPTION).unwrap();
        let sums = super::super::judge(&description, &row.to_string()).unwrap();
        let failure = sums["failures"].get(0)?;
        Some(failure["failure"].as_str().unwrap().to_owned())
    }

    #[test]
    fn a_query_behind_a_path_and_a_parameter_of_one_value() {
        let headers = json!([["x-key", "k"], ["x-mail", "m"]]);
        assert_eq!(verdict("/a?at=1.5&v=1&action=read", &headers), None);
        for (target, missing) in [
            ("/a?v=1&action=read", "at"),
            ("/a?at=2&v=1&action=read", "at"),
            ("/a?at=1.5&action=read", "v"),
            ("/a?at=1.5&v=1", "action"),
            ("/a?at=1.5&v=1&action=write", "action"),
        ] {
            let found = verdict(target, &headers).expect(target);
            assert!(found.contains(missing), "{target}: {found}");
        }
    }

    #[test]
    fn a_required_parameter_that_is_the_key_of_one_alternative() {
        let target = "/a?at=1.5&v=1&action=read";
        let found = verdict(target, &json!([["x-key", "k"]])).unwrap();
        assert!(found.contains("X-Mail"), "{found}");
    }
}
