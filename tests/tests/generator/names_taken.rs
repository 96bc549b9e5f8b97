//! Names that a generated file uses for other things: nothing of a description is called so in its scope.
//!
//! The names are read off what is emitted for the fixtures and off the run time, so no list here is one
//! behind when these use another.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use generator::Generated;
use serde_json::{Map, Value, json};
use syn::Item;

use tests::generate as run;
use tests::scopes::{
    assert_apart, functions, imports, is_type, methods_of, modules, names_in, parsed, types,
};

/// The crates of the fixtures, with their tests.
static FIXTURES: LazyLock<Vec<Generated>> = LazyLock::new(|| {
    let names = run::files("fixtures", &[".yaml"]).into_iter();
    let generated = names.map(|name| {
        let mut input = run::input(&format!("fixtures/{name}"));
        input.settings.with_tests = true;
        run::generated(&input)
    });
    generated.collect()
});

/// The suffixes of the types beside a method.
const BESIDE: &[&str] = &["Parameters", "Body", "Answer", "ErrorBody", "Headers"];

#[test]
fn no_type_of_a_resource_has_a_name_that_its_file_uses() {
    let used: BTreeSet<String> = used_by_resources()
        .into_iter()
        .filter(|name| is_type(name))
        .collect();
    for name in ["AnswerHeaders", "IntoIterator", "Number", "Result", "Vec"] {
        assert!(used.contains(name), "{name} is not among {used:?}");
    }
    let mut paths = Map::new();
    for name in &used {
        paths.insert(format!("/{name}"), json!({ "get": done() }));
        for suffix in BESIDE {
            if let Some(method) = name.strip_suffix(suffix).filter(|it| !it.is_empty()) {
                let path = format!("/of_{name}/{{id}}/actions/{method}");
                paths.insert(path, json!({ "post": with_types_beside() }));
            }
        }
    }
    let generated = generate(&paths, &Value::Null);
    for (path, file) in of_resources(&generated) {
        for item in &file.items {
            if let Item::Struct(syn::ItemStruct { ident, .. })
            | Item::Enum(syn::ItemEnum { ident, .. }) = item
            {
                assert!(!used.contains(&ident.to_string()), "{ident} of {path}");
            }
        }
    }
    assert_apart(&generated);
}

#[test]
fn no_module_has_a_name_that_the_file_around_it_uses() {
    let used: BTreeSet<String> = used_by_resources()
        .into_iter()
        .filter(|name| {
            !is_type(name) && !["Self", "crate", "self", "super"].contains(&name.as_str())
        })
        .collect();
    for name in ["bytes", "http", "json", "multipart", "types"] {
        assert!(used.contains(name), "{name} is not among {used:?}");
    }
    let root = modules_of_every_crate();
    for name in ["client", "runtime", "types", "wire"] {
        assert!(root.contains(name), "{name} is not among {root:?}");
    }
    let mut paths = Map::new();
    for name in used.iter().chain(&root) {
        paths.insert(format!("/{name}/all"), json!({ "get": done() }));
        paths.insert(format!("/things/{name}/all"), json!({ "get": done() }));
    }
    let generated = generate(&paths, &Value::Null);
    for (path, file) in of_resources(&generated) {
        for name in modules(&file) {
            assert!(!used.contains(&name), "`mod {name}` in {path}");
        }
    }
    assert_apart(&generated);
}

#[test]
fn a_table_of_errors_tells_types_from_those_at_the_root() {
    let roots = FIXTURES.iter();
    let roots = roots.flat_map(|generated| imports(&parsed(&generated.files, "src/lib.rs")));
    let root: BTreeSet<String> = roots.filter(|name| is_type(name)).collect();
    for name in ["Error", "Pages", "StatusCode", "TokenSource"] {
        assert!(root.contains(name), "{name} is not among {root:?}");
    }
    let (mut paths, mut schemas) = (Map::new(), Map::new());
    for name in root.iter().map(String::as_str).chain(["Other"]) {
        let schema = json!({ "$ref": format!("#/components/schemas/{name}") });
        let error =
            json!({ "description": "", "content": { "application/json": { "schema": schema } } });
        let responses = json!({ "204": { "description": "Done" }, "400": error });
        paths.insert(
            format!("/things/{name}"),
            json!({ "get": { "responses": responses } }),
        );
        let text = json!({ "type": "string" });
        schemas.insert(
            name.to_owned(),
            json!({ "type": "object", "properties": { "message": text } }),
        );
    }
    let description = json!({
        "openapi": "3.0.3",
        "info": { "title": "Taken", "version": "1" },
        "servers": [{ "url": "https://example.com" }],
        "paths": paths,
        "components": { "schemas": schemas },
    });
    let generated = run::generated(&run::made_up("taken.json", &description.to_string()));
    let texts: String = generated.files.iter().map(|(_, text)| text).collect();
    for name in &root {
        let cell = format!("| 400 | [`types::{name}`](crate::types::{name}) |");
        assert!(texts.contains(&cell), "{cell}");
    }
    assert!(texts.contains("| 400 | [`Other`](crate::types::Other) |"));
}

#[test]
fn no_credential_has_the_name_of_a_method_of_the_builder() {
    let used = methods_of(&of_nothing(), "ClientBuilder");
    for name in [
        "env",
        "manual_clock",
        "new",
        "refuse",
        "timeout",
        "variable",
    ] {
        assert!(used.contains(name), "{name} is not among {used:?}");
    }
    let schemes: Map<String, Value> = used
        .iter()
        .map(|name| {
            let scheme = json!({ "type": "apiKey", "in": "query", "name": name });
            (name.clone(), scheme)
        })
        .collect();
    let all = schemes.keys().map(|name| json!({ name: [] }));
    let security = json!({ "schemes": schemes, "all": all.collect::<Vec<_>>() });
    let paths = Map::from_iter([("/a".to_owned(), json!({ "get": done() }))]);
    let generated = generate(&paths, &security);
    assert_apart(&generated);
    let client = parsed(&generated.files, "src/client.rs");
    let own = functions(&client.items, "ClientBuilder");
    assert!(own.len() >= used.len(), "{own:?}");
    for name in &used {
        assert!(!own.contains(name), "{name}");
    }
}

#[test]
fn no_resource_has_the_name_of_a_method_of_the_client() {
    let mut used = methods_of(&of_nothing(), "Client");
    used.extend(["new", "from_env", "builder", "clone"].map(str::to_owned));
    assert!(used.contains("with_options"), "{used:?}");
    let paths = used.iter();
    let paths = paths.map(|name| (format!("/{name}/all"), json!({ "get": done() })));
    let generated = generate(&paths.collect(), &Value::Null);
    let client = parsed(&generated.files, "src/client.rs");
    let own = functions(&client.items, "Client");
    for name in used.difference(&BTreeSet::from(
        ["new", "from_env", "builder"].map(str::to_owned),
    )) {
        assert!(!own.contains(name), "{name}");
    }
    assert_apart(&generated);
}

#[test]
fn no_schema_has_a_name_that_the_files_of_types_use() {
    let (mut used, mut around) = (BTreeSet::new(), BTreeSet::new());
    for generated in &*FIXTURES {
        let described = described(generated);
        let of_types = modules(&parsed(&generated.files, "src/types/mod.rs"));
        for (path, _) in generated.files.iter() {
            let mut below = ["src/types/", "src/wire/"].iter();
            let file = below.find_map(|folder| path.strip_prefix(folder));
            let module = file.and_then(|file| file.strip_suffix(".rs"));
            if module.is_some_and(|module| of_types.iter().any(|it| it == module)) {
                let names = names_in(&parsed(&generated.files, path)).into_iter();
                used.extend(names.filter(|name| !described.contains(name)));
            }
        }
        let wire = parsed(&generated.files, "src/wire/mod.rs");
        let mut all = modules(&wire);
        all.extend(imports(&wire));
        around.extend(all.into_iter().filter(|name| !of_types.contains(name)));
    }
    used.retain(|name| is_type(name));
    for name in ["JsonValue", "Number", "UnknownValue", "Vec"] {
        assert!(used.contains(name), "{name} is not among {used:?}");
    }
    for name in ["exchange", "multipart", "pages"] {
        assert!(around.contains(name), "{name} is not among {around:?}");
    }
    let schema = json!({ "type": "object", "properties": { "id": { "type": "string" } } });
    let names = used.iter().chain(&around);
    let mut schemas: Map<String, Value> =
        names.map(|name| (name.clone(), schema.clone())).collect();
    let all = schemas.keys();
    let all = all.map(|name| json!({ "$ref": format!("#/components/schemas/{name}") }));
    let all = json!({ "type": "array", "items": { "anyOf": all.collect::<Vec<_>>() } });
    schemas.insert("All".to_owned(), all);
    let description = json!({
        "openapi": "3.0.3",
        "info": { "title": "Taken", "version": "1" },
        "servers": [{ "url": "https://example.com" }],
        "paths": { "/a": { "get": { "responses": { "200": {
            "description": "Done",
            "content": { "application/json": { "schema": { "$ref": "#/components/schemas/All" } } }
        } } } } },
        "components": { "schemas": schemas },
    });
    let generated = run::generated(&run::made_up("taken.json", &description.to_string()));
    assert_apart(&generated);
    let described = described(&generated);
    assert!(described.len() > used.len(), "{described:?}");
    for name in &used {
        assert!(!described.contains(name), "{name}");
    }
    for name in modules(&parsed(&generated.files, "src/types/mod.rs")) {
        assert!(!around.contains(&name), "`mod {name}`");
    }
}

#[test]
fn names_of_the_fixtures_are_apart() {
    for generated in &*FIXTURES {
        assert_apart(generated);
    }
}

/// A crate that is the run time and nothing else.
fn of_nothing() -> Generated {
    run::generated(&run::input("fixtures/nothing.yaml"))
}

fn done() -> Value {
    json!({ "responses": { "204": { "description": "Done" } } })
}

/// An operation that has all types beside it.
fn with_types_beside() -> Value {
    let schema = |ty: &str| json!({ "application/json": { "schema": { "type": ty } } });
    json!({
        "parameters": [
            { "name": "id", "in": "path", "required": true, "schema": { "type": "string" } },
            { "name": "limit", "in": "query", "schema": { "type": "integer" } }
        ],
        "requestBody": { "content": { "application/json": { "schema": { "type": "integer" } }, "text/plain": {} } },
        "responses": {
            "200": {
                "description": "Done",
                "headers": { "X-Rate": { "schema": { "type": "integer" } } },
                "content": schema("string")
            },
            "202": { "description": "Soon", "content": schema("integer") },
            "400": { "description": "Wrong", "content": schema("string") },
            "404": { "description": "Not there", "content": schema("integer") }
        }
    })
}

fn generate(paths: &Map<String, Value>, security: &Value) -> Generated {
    let mut description = json!({
        "openapi": "3.0.3",
        "info": { "title": "Taken", "version": "1" },
        "servers": [{ "url": "https://example.com" }],
        "paths": paths,
    });
    if let Some(schemes) = security.get("schemes") {
        description["security"] = security["all"].clone();
        description["components"] = json!({ "securitySchemes": schemes });
    }
    run::generated(&run::made_up("taken.json", &description.to_string()))
}

/// The files of the resources, which every other file of a crate says that it is none of.
fn of_resources(generated: &Generated) -> Vec<(String, syn::File)> {
    let files = generated.files.iter().map(|(path, _)| path);
    let others = ["src/runtime/", "src/streams/", "src/types/", "src/wire/"];
    let files = files.filter(|path| {
        let is_other = others.iter().any(|other| path.starts_with(other));
        path.starts_with("src/") && !is_other && run::is_rust(path)
    });
    let parsed = files.map(|path| (path.to_owned(), parsed(&generated.files, path)));
    let is_resource = |file: &syn::File| {
        let mut items = file.items.iter();
        items.any(|item| match item {
            Item::Struct(item) => {
                let mut fields = item.fields.iter();
                let is_client =
                    |field: &syn::Field| field.ident.as_ref().is_some_and(|it| it == "client");
                fields.any(is_client) && !item.generics.params.is_empty()
            }
            _ => false,
        })
    };
    parsed.filter(|(_, file)| is_resource(file)).collect()
}

/// Every name that the files of resources use and that no description gives: what they import, and
/// what their paths begin with.
fn used_by_resources() -> BTreeSet<String> {
    let mut used = BTreeSet::new();
    for generated in &*FIXTURES {
        let described = described(generated);
        for (_, file) in of_resources(generated) {
            let names = names_in(&file).into_iter();
            used.extend(names.filter(|name| !described.contains(name)));
        }
    }
    used
}

/// The types of a description.
fn described(generated: &Generated) -> BTreeSet<String> {
    let files = generated.files.iter().map(|(path, _)| path);
    let files = files.filter(|path| {
        path.starts_with("src/types/") && *path != "src/types/mod.rs" && run::is_rust(path)
    });
    files
        .flat_map(|path| types(&parsed(&generated.files, path)))
        .collect()
}

/// The modules at the root that some fixture has besides those of its resources.
fn modules_of_every_crate() -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for generated in &*FIXTURES {
        let of_resources: Vec<String> = of_resources(generated)
            .into_iter()
            .map(|(path, _)| path)
            .collect();
        let is_of_resource = |name: &String| {
            let (file, folder) = (format!("src/{name}.rs"), format!("src/{name}/mod.rs"));
            of_resources.contains(&file) || of_resources.contains(&folder)
        };
        let all = modules(&parsed(&generated.files, "src/lib.rs"));
        found.extend(all.into_iter().filter(|name| !is_of_resource(name)));
    }
    // These give way to a resource of their name.
    for name in ["callbacks", "servers", "webhooks"] {
        found.retain(|module| !module.starts_with(name) && !module.contains("_module"));
    }
    found.retain(|module| {
        !["api_servers", "callback_bodies", "webhook_events"].contains(&&**module)
    });
    found
}
