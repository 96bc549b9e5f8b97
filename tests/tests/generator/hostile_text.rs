//! Texts and names that would be code, or leave their place, if anything let them.

use generator::{Generated, Input, Source};
use serde_json::{Value, json};

use tests::generate as run;
use tests::injection::{Block, blocks, skeleton};

use super::injection::strays_of;
use super::names_stay::tree;

/// Whatever a text says, the crate around it stays as it is, and rustdoc compiles the same examples.
#[test]
fn texts_change_nothing_but_texts() {
    for name in run::fixtures() {
        // What was one text stays one: schemas that are alike are one type.
        let mut known = Vec::new();
        let mut number = |old: &str| {
            let found = known.iter().position(|text| text == old);
            found.unwrap_or_else(|| {
                known.push(old.to_owned());
                known.len() - 1
            })
        };
        let plain = written(&name, &mut |old| format!("Plain {}", number(old)));
        let hostile = written(&name, &mut |old| {
            TEXTS[number(old) % TEXTS.len()].to_owned()
        });
        assert_eq!(compiled(&plain), compiled(&hostile), "{name}");
        assert!(skeleton(&plain) == skeleton(&hostile), "{name}");
    }
}

/// The names of credentials stand in documentation, and so does where a token is got.
#[test]
fn credentials_stay_text() {
    for text in ["\n", "```\nx();\n```", "`\n\n    x();", "a|b<script>"] {
        let key = |place: &str| json!({ "type": "apiKey", "in": place, "name": text });
        let flow = json!({ "tokenUrl": format!("https://a.b/{text}"), "scopes": {} });
        let description = json!({
            "openapi": "3.0.3",
            "info": { "title": "A", "version": "1" },
            "servers": [{ "url": "https://a.b" }],
            "security": [{ "query": [], "cookie": [] }, { "token": [] }],
            "paths": { "/a": { "get": { "responses": { "204": { "description": "D" } } } } },
            "components": { "securitySchemes": {
                "query": key("query"),
                "cookie": key("cookie"),
                "token": { "type": "oauth2", "flows": { "clientCredentials": flow } },
            } },
        });
        let input = run::made_up("credentials.json", &description.to_string());
        assert_eq!(strays_of("", &input), Vec::<String>::new(), "{text:?}");
    }
}

/// Each of the texts alone, in every place of one description; also in the README and the list of
/// operations nothing of it is more than text.
#[test]
fn each_text_stays_text() {
    let fixture = "front_page.yaml";
    let plain = written(fixture, &mut |_| "Plain".to_owned());
    for text in TEXTS {
        let input = with(fixture, &mut |_| (*text).to_owned());
        let hostile = run::generated(&input);
        assert_eq!(compiled(&plain), compiled(&hostile), "{text:?}");
        assert!(skeleton(&plain) == skeleton(&hostile), "{text:?}");
        assert_eq!(strays_of("", &input), Vec::<String>::new(), "{text:?}");
    }
}

const TEXTS: &[&str] = &[
    "*/ pub fn evil() {} /*",
    "\"#]\npub fn evil() {}\n#[doc = \"",
    "\"]\nmod evil;",
    "```\nevil();\n```",
    "Text\n~~~rust\nevil();\n~~~",
    "``` should_panic\n```\n```rust\nevil()",
    "Text\n\n    evil();\n\n\tevil();",
    "> ```\n> evil();\n",
    "> Quote\n>\n>     evil();",
    "- Item\n\n      evil();\n",
    "[^1]: ```\nevil();\n/*\n\n[^2]: ```\n    */",
    "[^1]: - ```\nevil();",
    "1. ```rust\n   evil();\n   ```\n2. ~~~\n   evil()",
    "```text\n````\n```\nevil();\n```",
    "`````text\n```\nevil();\n`````\n```\nevil();",
    "```text\r```\r```\revil();\r```",
    "```text\u{2028}```\u{2028}evil();",
    "```\u{200b}\nevil();\n\u{200b}```",
    "<pre>\n```\nevil();\n```\n</pre>",
    "<!--\n\n    evil();\n\n-->",
    "<script>\n```\nevil();\n```\n</script>",
    "<details>\n\n    evil();\n</details>",
    "<div>```</div>\nevil();",
    "| a | b |\n|---|---|\n| ``` | evil |\n\n    evil();",
    "[^1]\n\n[^1]: Note\n\n        evil();\n\n    ```\n    evil();\n    ```",
    "Title\n=====\n\n    evil();\n\n-----\n\n    evil();",
    "- [ ] ```\n      evil();",
    "\\```\nevil();\n\\```",
    "[a](javascript:evil()) ![b](file:///etc/passwd) [c]: data:text/html,x\n\n[c]",
    "<javascript:evil()> <img src=x onerror=evil()>",
    "[`Client`](crate::Client) [std::process::exit] [`evil`]",
    "#![feature(evil)]\n#[path = \"/etc/passwd\"]\ninclude_str!(\"/etc/passwd\")",
    "\"\"\"\n[package]\nbuild = \"evil.rs\"\n'''",
    "\u{202e}evil\u{2066}\u{200b}\u{feff}\u{0} {} {{ }} \\ \\u{1}",
    "---\n```toml\n[dependencies]\nevil = \"1\"\n```\n\n    evil();",
    "```compile_fail,E0277\nevil();\n```\n```edition2021\nevil();\n```",
    "``` {.rust}\nevil();\n```\n```text rust\nevil();\n```\n```text,rust\nevil();",
    "    evil();",
    "\n\n\tevil();\n\n",
    "```",
    "~~~",
    "`",
    "\"",
    "\\",
    " ",
    "\n",
];

/// The crate of a fixture whose texts are others.
fn written(fixture: &str, text: &mut dyn FnMut(&str) -> String) -> Generated {
    run::generated(&with(fixture, text))
}

/// A fixture with other texts.
fn with(fixture: &str, text: &mut dyn FnMut(&str) -> String) -> Input {
    let mut tree = tree(fixture);
    replace(&mut tree, text);
    let mut input = run::made_up(fixture, &tree.to_string());
    input.settings.package = Some("fixture".to_owned());
    input
}

/// Replaces every text of a description that is neither a name nor a value.
fn replace(tree: &mut Value, text: &mut dyn FnMut(&str) -> String) {
    match tree {
        Value::Object(map) => {
            for (key, value) in map {
                // Examples and defaults are data, in which a text is a value; the description of a
                // server is what its type is called after.
                match (key.as_str(), value) {
                    ("description" | "summary", Value::String(old)) => *old = text(old),
                    ("example" | "examples" | "default" | "enum" | "const" | "servers", _) => {}
                    (_, value) => replace(value, text),
                }
            }
        }
        Value::Array(items) => items.iter_mut().for_each(|item| replace(item, text)),
        _ => {}
    }
}

/// The blocks of code that rustdoc compiles, file by file.
fn compiled(generated: &Generated) -> Vec<(String, Block)> {
    let mut rust = generated.files.iter().collect::<Vec<_>>();
    rust.retain(|(path, _)| run::is_rust(path) && !path.starts_with("src/runtime/"));
    let blocks = rust.into_iter().flat_map(|(path, text)| {
        let blocks = blocks(&syn::parse_file(text).unwrap()).into_iter();
        blocks.map(|block| (path.to_owned(), block))
    });
    blocks.filter(|(_, block)| block.is_compiled()).collect()
}

/// Each name in every place where a description has names: there is a crate with nothing in it
/// that is not of the plan, or none.
#[test]
fn names_stay_names() {
    let mut found = Vec::new();
    for name in NAMES {
        let mut input = run::made_up("names.json", &everywhere(name).to_string());
        input.settings.keep_going = true;
        for package in [Some("named".to_owned()), None] {
            input.settings.package = package;
            match run::generate(&input) {
                Ok(_) => found.extend(strays_of(&format!("{name:?}"), &input)),
                Err(refused) => assert!(!refused.diagnostics.is_empty()),
            }
        }
    }
    assert!(found.is_empty(), "{}", found.join("\n"));
}

/// The property that tells events apart stands in an example of the front page: its name, and the way
/// to it. Servers stand there too.
#[test]
fn what_the_front_page_shows_stays_text() {
    let breaking = [
        "type\"#; std::process::exit(77); let x = br#\"",
        "type\":\"x\"}\"#;\n```\n\n```\nstd::process::exit(77);\n```\n\n```text\n\"",
        "type\n```\n<img src=x onerror=evil()>\n```\nevil()",
        "# evil",
        "`|<b>type</b>",
        "a~b/c",
    ];
    let mut found = Vec::new();
    let nested = breaking.iter().map(|name| (name, true));
    let plain = breaking.iter().chain(NAMES).chain(TEXTS);
    for (name, is_nested) in nested.chain(plain.map(|name| (name, false))) {
        let mut input = run::made_up("signed.json", &signed(name, is_nested).to_string());
        input.config = Some(Source::new("codegen.toml", SIGNATURE.as_bytes()));
        input.settings.keep_going = true;
        input.settings.package = Some("signed".to_owned());
        match run::generate(&input) {
            Ok(_) => found.extend(strays_of(&format!("{name:?}"), &input)),
            Err(refused) => assert!(!refused.diagnostics.is_empty()),
        }
    }
    assert!(found.is_empty(), "{}", found.join("\n"));
}

const SIGNATURE: &str = r#"
[webhooks.signature]
scheme = "hmac-sha256"
signature-header = "x-signature"
key-variable = "SIGNED_SECRET"
"#;

/// Two events that a property of a name tells apart, and servers with the name in them.
fn signed(name: &str, is_nested: bool) -> Value {
    let event = |kind: &str| {
        let schema = json!({
            "type": "object",
            "required": [name],
            "properties": { name: { "type": "string", "enum": [kind] } },
        });
        let schema = if is_nested {
            json!({ "type": "object", "required": [name], "properties": { name: schema } })
        } else {
            schema
        };
        json!({ "post": {
            "requestBody": { "content": { "application/json": { "schema": schema } } },
            "responses": { "200": { "description": name } },
        } })
    };
    let server =
        |place: &str| json!({ "url": format!("https://{place}/{name}"), "description": name });
    json!({
        "openapi": "3.1.0",
        "info": { "title": "Signed", "version": "1" },
        "servers": [server("a.example"), server("b.example")],
        "paths": { "/a": { "get": {
            "responses": { "200": { "description": name, "content": { "text/event-stream": { "schema": { "oneOf": [
                { "type": "object", "properties": { "event": { "const": name }, "data": { "type": "string" } } },
                { "type": "object", "properties": { "event": { "const": "b" }, "data": { "type": "integer" } } },
            ] } } } } },
        } } },
        "webhooks": { "a": event("a"), "b": event("b") },
    })
}

fn everywhere(name: &str) -> Value {
    let schema = json!({ "type": "object", "properties": { name: { "type": "string", "enum": [name, "other"] } } });
    let pointer = name.replace('~', "~0").replace('/', "~1");
    let reference = format!("#/components/schemas/{}", pointer.replace('%', "%25"));
    let content = json!({ "application/json": { "schema": { "$ref": reference } } });
    let path = format!("/{}", name.replace(['{', '}'], ""));
    json!({
        "openapi": "3.1.0",
        "info": { "title": name, "version": name },
        "servers": [{
            "url": "https://example.com/{name}",
            "variables": { "name": { "default": name, "enum": [name, "b"] } },
        }],
        "tags": [{ "name": name, "description": name }],
        "paths": { path: { "post": {
            "operationId": name,
            "tags": [name],
            "parameters": [{ "name": name, "in": "query", "schema": { "type": "string", "default": name } }],
            "requestBody": { "content": content },
            "responses": { "200": {
                "description": name,
                "headers": { "X-Name": { "schema": schema } },
                "content": content,
            } },
        } } },
        "webhooks": { name: { "post": { "requestBody": { "content": content }, "responses": {} } } },
        "components": {
            "schemas": { name: schema },
            "securitySchemes": { name: { "type": "apiKey", "in": "header", "name": name } },
        },
        "security": [{ name: [] }],
    })
}

const NAMES: &[&str] = &[
    "../../x",
    "/etc/passwd",
    "..\\..\\x",
    "C:\\x",
    "file:///etc/passwd",
    "CON",
    "nul.txt",
    "com1",
    ".git",
    ".cargo/config.toml",
    "main",
    "bin/x",
    "build",
    "lib",
    "mod",
    "mod.rs",
    "self",
    "Self",
    "super",
    "crate",
    "_",
    "",
    " ",
    "\0",
    "a\0b",
    "\u{202e}evil\u{2066}",
    "e\u{200b}vil",
    "\u{feff}evil",
    "\u{435}vil",
    "\"#]{} pub fn evil() {}",
    "evil\n\npub fn evil() {}",
    "*/ evil /*",
    "`evil`",
    "```\nevil();\n```",
    "{evil}",
    "$(evil)",
    "<script>evil()</script>",
    "[evil](javascript:evil())",
    "unsafe",
    "extern",
    "include_str!",
    "#![feature(x)]",
    "r#\"evil\"#",
    "'evil",
    "Client",
    "Error",
    "runtime",
    "types",
    "wire",
    "std",
    "String",
    "Option",
    "Vec",
    "Ok",
    "None",
    "\"\n[package]\nbuild = \"x\"",
    "key = 1\n[x]",
    "-->",
    "|",
    "%2e%2e%2fx",
    "\u{1f600}",
    "1",
    "-1",
    "1e400",
];
