//! Objects as the fields of a form, and as parameters of a query.

use serde_json::json;

use crate::runtime::form::{FormStyle, encode, query_pairs};

#[test]
fn every_style() {
    let body = json!({
        "none": null,
        "text": "a b&c=é~*",
        "flag": true,
        "number": 1.5,
        "empty": "",
        "list": [1, "two"],
        "joined": ["a", "b c"],
        "commas": ["a", "b,c", "d e"],
        "nothing": [],
        "only_null": [null],
        "deep": { "a": { "b": 1 }, "c": ["x", "y"] },
        "json": { "a": [1] },
        "exploded": { "x": 1, "y": "z" },
    });
    let styles = [
        ("joined", FormStyle::Joined('|')),
        ("commas", FormStyle::Joined(',')),
        ("nothing", FormStyle::Joined(',')),
        ("only_null", FormStyle::Joined(',')),
        ("deep", FormStyle::Deep),
        ("exploded", FormStyle::Exploded),
    ];
    // In the order of the alphabet, which a map has with and without `preserve_order`.
    let colour = json!({ "G": "a,b", "R": 100 });
    let parameters = [
        ("deep", json!({ "a": 1, "b": null }), FormStyle::Deep),
        ("e", json!({ "x": [3, 4] }), FormStyle::Exploded),
        ("c", colour, FormStyle::Joined(',')),
        ("none", json!([null]), FormStyle::Joined(',')),
        ("j", json!([{}]), FormStyle::Json),
    ];
    let pairs = parameters
        .iter()
        .flat_map(|(name, value, style)| query_pairs(name, value, *style));
    let pairs: Vec<String> = pairs
        .map(|(name, value)| format!("{name}={value}"))
        .collect();
    let expected = [
        "deep[a]=1",
        "x=3",
        "x=4",
        "c=G,a%2Cb,R,100",
        "j=%5B%7B%7D%5D",
    ];
    assert_eq!(pairs, expected);

    let mut fields: Vec<String> = encode(&body, &styles)
        .expect("a form")
        .split('&')
        .map(str::to_owned)
        .collect();
    fields.sort();
    let expected = [
        "commas=a,b%2Cc,d+e",
        "deep%5Ba%5D%5Bb%5D=1",
        "deep%5Bc%5D%5B0%5D=x",
        "deep%5Bc%5D%5B1%5D=y",
        "empty=",
        "flag=true",
        "joined=a%7Cb+c",
        "json=%7B%22a%22%3A%5B1%5D%7D",
        "list=1",
        "list=two",
        "number=1.5",
        "text=a+b%26c%3D%C3%A9%7E*",
        "x=1",
        "y=z",
    ];
    assert_eq!(fields, expected);
    assert!(encode(&json!([1]), &[]).is_err());
}
