//! Descriptions of several files: the same crate as of one, and every mistake told in its file.

use std::fmt::Write as _;

use generator::{Boundary, Companion, Files, Input, References, Source};
use insta::{Settings, assert_snapshot};

use tests::generate as run;

/// A description is the same, however it is spread.
#[test]
fn the_same_crate_as_of_one_file() {
    let whole = run::generated(&run::input("several/whole.yaml"));
    for folder in ["split", "containers"] {
        let spread = run::input(&format!("several/{folder}/openapi.yaml"));
        assert!(spread.documents.len() >= 2, "{folder}");
        let generated = run::generated(&spread);
        let said = run::human(&generated.diagnostics, &spread);
        let of_whole = run::human(&whole.diagnostics, &run::input("several/whole.yaml"));
        assert_eq!((said.as_str(), of_whole.as_str()), ("", ""), "{folder}");
        assert_eq!(names(&generated.files), names(&whole.files), "{folder}");
        for (path, text) in generated.files.iter() {
            assert_eq!(Some(text), whole.files.get(path), "{folder}: {path}");
        }
    }
}

/// A schema with an `$id` and a `$ref` beside it: the pointer is looked for in it first, where it leads
/// through itself, and then in the description.
#[test]
fn a_pointer_beside_an_id() {
    let text = r##"{"openapi":"3.1.0","info":{"title":"T","version":"1"},"servers":[{"url":"https://a.example"}],
        "paths":{"/a":{"get":{"responses":{"200":{"description":"","content":{"application/json":{"schema":
        {"$ref":"#/components/schemas/A"}}}}}}}},"components":{"schemas":{
        "A":{"$id":"https://schemas.example/a.json","$ref":"#/components/schemas/B"},
        "B":{"type":"object","properties":{"name":{"type":"string"}}}}}}"##;
    let generated = run::generated(&run::made_up("id.json", text));
    let said = &generated.diagnostics;
    assert!(said.is_empty(), "{said:?}");
    let file = generated.files.get("src/types/b.rs").unwrap();
    assert!(file.contains("pub name: Option<String>"), "{file}");
}

/// Responses of components are no errors of an operation, whichever file they stand in: each has a type
/// of its own, though they are alike.
#[test]
fn responses_that_are_alike() {
    let schema = "{ type: object, properties: { message: { type: string } } }";
    let response =
        format!("{{ description: '', content: {{ application/json: {{ schema: {schema} }} }} }}");
    let components =
        format!("components: {{ responses: {{ '404': {response}, '500': {response} }} }}\n");
    let api = |place: &str| {
        let reference = |status: &str| {
            format!("'{status}': {{ $ref: '{place}#/components/responses/{status}' }}")
        };
        let (first, second) = (reference("404"), reference("500"));
        format!(
            "openapi: 3.0.3\ninfo: {{ title: T, version: '1' }}\nservers: [{{ url: https://a.example }}]\n\
             paths: {{ /a: {{ get: {{ responses: {{ '204': {{ description: '' }}, {first}, {second} }} }} }} }}\n"
        )
    };
    let one = run::made_up("api.yaml", &format!("{}{components}", api("")));
    let mut spread = run::made_up("api.yaml", &api("common.yaml"));
    hand_in(&mut spread, "common.yaml", &components);
    let (one, spread) = (run::generated(&one), run::generated(&spread));
    assert_eq!((one.types, spread.types), (2, 2));
    assert_eq!(names(&one.files), names(&spread.files));
}

/// Children of a parent in another file, which nothing refers to, and tags that are names there.
#[test]
fn children_in_another_file() {
    let text = r#"{"openapi":"3.0.3","info":{"title":"T","version":"1"},"servers":[{"url":"https://a.example"}],
        "paths":{"/a":{"get":{"responses":{"200":{"description":"","content":{"application/json":{"schema":
        {"$ref":"pets.yaml#/components/schemas/Pet"}}}}}}}}}"#;
    let pets = "components:
  schemas:
    Pet: { type: object, required: [kind], properties: { kind: { type: string } }, discriminator: { propertyName: kind, mapping: { hound: Dog } } }
    Cat: { allOf: [{ $ref: '#/components/schemas/Pet' }, { type: object, properties: { claws: { type: integer } } }] }
    Dog: { allOf: [{ $ref: '#/components/schemas/Pet' }, { type: object, properties: { bark: { type: string } } }] }
    Puppy: { allOf: [{ $ref: '#/components/schemas/Dog' }, { type: object, properties: { age: { type: integer } } }] }
    Stone: { type: object, properties: { kind: { type: string } } }
";
    let mut input = run::made_up("pets.json", text);
    let source = Source::new("pets.yaml", pets.as_bytes());
    input
        .documents
        .insert("pets.yaml".to_owned(), Companion::Text(source));
    let generated = run::generated(&input);
    assert!(
        generated.diagnostics.is_empty(),
        "{:?}",
        generated.diagnostics
    );
    let file = generated.files.get("src/types/pet.rs").unwrap();
    for variant in ["Cat(Cat)", "Dog(Dog)", "Puppy(Puppy)"] {
        assert!(file.contains(variant), "{variant}\n{file}");
    }
    assert!(!file.contains("Stone"), "{file}");
    let wire = generated.files.get("src/wire/dog.rs").unwrap();
    assert!(wire.contains("\"hound\""), "{wire}");
}

/// A child in a file of its own, to which the mapping of its parent alone leads, and one that is not there.
#[test]
fn children_by_mapping_alone() {
    let text = r##"{"openapi":"3.0.3","info":{"title":"T","version":"1"},"servers":[{"url":"https://a.example"}],
        "paths":{"/a":{"get":{"responses":{"200":{"description":"","content":{"application/json":{"schema":
        {"$ref":"#/components/schemas/Pet"}}}}}}}},"components":{"schemas":{"Pet":{"type":"object","required":["kind"],
        "properties":{"kind":{"type":"string"}},
        "discriminator":{"propertyName":"kind","mapping":{"dog":"pets/Dog.yaml","cat":"pets/Cat.yaml"}}}}}}"##;
    let dog = "allOf: [{ $ref: '../pets.json#/components/schemas/Pet' }, { type: object, properties: { bark: { type: string } } }]";
    let mut input = run::made_up("pets.json", text);
    let source = Source::new("pets/Dog.yaml", dog.as_bytes());
    input
        .documents
        .insert("pets/Dog.yaml".to_owned(), Companion::Text(source));
    let referred = References::new(None).of("pets.json", &input.description);
    assert_eq!(Vec::from_iter(referred), ["pets/Cat.yaml", "pets/Dog.yaml"]);
    let generated = run::generated(&input);
    let file = generated.files.get("src/types/pet.rs").unwrap();
    assert!(file.contains("Dog(Dog)"), "{file}");
    let said: Vec<&str> = generated
        .diagnostics
        .iter()
        .map(|it| it.message.as_str())
        .collect();
    assert_eq!(
        said,
        ["`mapping` sends `cat` to `pets/Cat.yaml`, which is no schema"]
    );
}

/// What is wrong in one of several files is told of that file, and what a reference may not do.
#[test]
fn mistakes() {
    let input = run::input("several/bad/openapi.yaml");
    let refused = run::generate(&input).unwrap_err();
    in_folder().bind(|| assert_snapshot!("bad", run::human(&refused.diagnostics, &input)));

    let mut going = input;
    going.settings.keep_going = true;
    let generated = run::generated(&going);
    in_folder()
        .bind(|| assert_snapshot!("bad.keep_going", run::human(&generated.diagnostics, &going)));
}

/// What is copied to where the standard has no reference is counted.
#[test]
fn copies_are_counted() {
    let said = |copies: usize| -> Vec<String> {
        let mut text = "openapi: 3.0.3\ninfo: { title: A, version: '1' }\nservers: [{ url: https://example.com }]\npaths: {}\ncomponents:\n  schemas:\n".to_owned();
        for at in 0..copies {
            writeln!(
                text,
                "    S{at}: {{ type: object, properties: {{ $ref: 'b.yaml#/all' }} }}"
            )
            .unwrap();
        }
        let mut input = run::made_up("a.yaml", &text);
        let other = Source::new("b.yaml", *b"all: { a: { type: string } }\n");
        input
            .documents
            .insert("b.yaml".to_owned(), Companion::Text(other));
        let found = run::lint(&input).into_iter();
        found.map(|found| found.message).collect()
    };
    assert!(said(1_000).is_empty());
    let too_many = "references where the standard has none are more than 1000";
    assert_eq!(said(1_001), [too_many]);
}

/// A file that is no tree is told at its own line, and the run ends.
#[test]
fn a_broken_file() {
    let mut input = run::input("several/split/openapi.yaml");
    let broken = Source::new("common.json", *b"{ \"key\": ");
    input
        .documents
        .insert("common.json".to_owned(), Companion::Text(broken));
    let refused = run::generate(&input).unwrap_err();
    in_folder().bind(|| assert_snapshot!("broken", run::human(&refused.diagnostics, &input)));
}

/// Why a file was not read is said where it is needed, and only there.
#[test]
fn a_file_that_was_not_read() {
    let mut input = run::input("several/split/openapi.yaml");
    let refused = || Companion::Refused {
        message: "`schemas/owner.yaml` is a folder".to_owned(),
        help: "refer to a file in it".to_owned(),
    };
    input
        .documents
        .insert("schemas/owner.yaml".to_owned(), refused());
    input.documents.insert("nobody.yaml".to_owned(), refused());
    let stopped = run::generate(&input).unwrap_err();
    in_folder().bind(|| assert_snapshot!("not_read", run::human(&stopped.diagnostics, &input)));
}

/// Types of one name in several files get longer names, those of the description keep theirs.
#[test]
fn names_that_collide() {
    let input = run::input("several/collisions/openapi.yaml");
    let generated = run::generated(&input);
    let types: Vec<&str> = (generated.files.iter())
        .filter(|(path, _)| path.starts_with("src/types/"))
        .flat_map(|(_, text)| text.lines())
        .filter(|line| line.starts_with("pub struct"))
        .collect();
    let said = run::human(&generated.diagnostics, &input);
    in_folder().bind(|| assert_snapshot!("collisions", format!("{}\n\n{said}", types.join("\n"))));
}

/// A document that has a URL is one like any other, if a copy is handed in.
#[test]
fn a_copy_of_what_is_at_a_url() {
    const URL: &str = "https://example.com/schemas/pet.yaml";
    let text = format!(
        "openapi: 3.0.3\ninfo: {{ title: Pets, version: '1' }}\nservers: [{{ url: https://example.com }}]\n\
         paths: {{ /pets: {{ get: {{ operationId: getPet, responses: {{ '200': {{ description: Done, content: {{ application/json: {{ schema: {{ $ref: '{URL}' }} }} }} }} }} }} }} }}\n"
    );
    let mut input = run::made_up("openapi.yaml", &text);
    assert!(run::generate(&input).is_err());
    assert_eq!(
        Vec::from_iter(References::new(None).of("openapi.yaml", &input.description)),
        [URL]
    );
    hand_in(
        &mut input,
        URL,
        "type: object\nproperties: { kind: { $ref: kinds/kind.yaml } }\n",
    );
    hand_in(
        &mut input,
        "https://example.com/schemas/kinds/kind.yaml",
        "type: string\nenum: [cat, dog]\n",
    );
    let files = run::generated(&input).files;
    assert!(files.get("src/types/pet.rs").is_some() && files.get("src/types/kind.rs").is_some());
}

/// What refers to itself in every way ends, and costs no memory.
#[test]
fn hostile() {
    let lists = (0..30).map(|n| {
        let next = (n + 1) % 30;
        format!("    A{n}: {{ type: object, properties: {{ $ref: '#/x-lists/L{n}' }} }}\n    B{n}: {{ $ref: 'x.yaml#/B{next}' }}\n")
    });
    let twice = (0..30).map(|n| {
        let next = (n + 1) % 30;
        format!("  L{n}: {{ a: {{ properties: {{ $ref: 'openapi.yaml#/x-lists/L{next}' }} }}, b: {{ properties: {{ $ref: 'openapi.yaml#/x-lists/L{next}' }} }} }}\n")
    });
    let text = format!(
        "openapi: 3.1.0\ninfo: {{ title: Hostile, version: '1' }}\npaths: {{ $ref: openapi.yaml#/paths }}\ncomponents:\n  schemas:\n{}x-lists:\n{}",
        lists.collect::<String>(),
        twice.collect::<String>()
    );
    let mut input = run::made_up("openapi.yaml", &text);
    hand_in(&mut input, "x.yaml", "{}");
    assert!(run::generate(&input).is_err());
    input.settings.keep_going = true;
    assert!(!run::generated(&input).diagnostics.is_empty());
}

/// Each file without one of its lines, or cut off there: whatever is wrong is said, and nothing
/// panics.
#[test]
fn damaged() {
    for folder in ["split", "containers", "collisions"] {
        let mut whole = run::input(&format!("several/{folder}/openapi.yaml"));
        whole.settings.keep_going = true;
        for (address, document) in &whole.documents {
            let Companion::Text(source) = document else {
                panic!("{address} was not read");
            };
            let text = String::from_utf8(source.bytes.to_vec()).unwrap();
            let lines: Vec<&str> = text.lines().collect();
            for at in 0..lines.len() {
                for left in [&lines[..at], &[]] {
                    let text = [left, &lines[at + 1..]].concat().join("\n");
                    let mut input = whole.clone();
                    hand_in(&mut input, address, &text);
                    if let Err(refused) = run::inspect(&input, Boundary::Plan) {
                        assert!(!refused.diagnostics.is_empty(), "{folder}: {text}");
                        run::human(&refused.diagnostics, &input);
                    }
                }
            }
        }
    }
}

fn hand_in(input: &mut Input, address: &str, text: &str) {
    let source = Source::new(address, text.as_bytes());
    input
        .documents
        .insert(address.to_owned(), Companion::Text(source));
}

fn names(files: &Files) -> Vec<&str> {
    files.iter().map(|(path, _)| path).collect()
}

fn in_folder() -> Settings {
    let mut settings = Settings::clone_current();
    settings.set_snapshot_path(run::path("snapshots/several"));
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings
}

/// Aliases in many small documents come to as much as in one: the limits are those of all together,
/// and it is told once.
#[test]
fn limits_are_those_of_all_documents() {
    let schemas = (0..8).map(|at| format!("    S{at}: {{ $ref: s{at}.yaml }}\n"));
    let head = "openapi: 3.0.3\ninfo: { title: A, version: '1' }\nservers: [{ url: 'https://a.b' }]\npaths: {}\ncomponents:\n  schemas:\n";
    let mut input = run::made_up(
        "openapi.yaml",
        &format!("{head}{}", schemas.collect::<String>()),
    );
    let list = |item: &str| format!("[{}]", vec![item; 30].join(", "));
    let text = format!("type: string\nx-a: &a {}\nx-b: {}\n", list("1"), list("*a"));
    for at in 0..8 {
        hand_in(&mut input, &format!("s{at}.yaml"), &text);
    }
    // Each has 966 values.
    let mut with = |limit: usize| {
        let text = format!("[limits]\nvalues = {limit}\n");
        input.config = Some(Source::new("codegen.toml", text.as_bytes()));
        run::generate(&input)
    };
    assert!(with(8_000).is_ok());
    let refused = with(7_000).unwrap_err();
    let codes: Vec<_> = refused.diagnostics.iter().map(|it| it.code).collect();
    assert_eq!(codes, [generator::diagnostic::code::TOO_MUCH]);
}

/// A schema of another document is named as a reference to it is written.
#[test]
fn names_in_other_documents() {
    let text = "openapi: 3.0.3\ninfo: { title: Pets, version: '1' }\nservers: [{ url: 'https://a.b' }]\n\
         paths: { /pets: { get: { responses: { '200': { description: Done, content: { application/json: { schema: { $ref: 'pet.yaml#/Pet' } } } }, '201': { description: Done, content: { application/json: { schema: { $ref: food.yaml } } } } } } } }\n";
    let mut input = run::made_up("openapi.yaml", text);
    let pet = "Pet: { type: object, properties: { kind: { type: string, format: date-time } } }\n";
    hand_in(&mut input, "pet.yaml", pet);
    hand_in(
        &mut input,
        "food.yaml",
        "type: object\nproperties: { a: { type: string } }\n",
    );
    let mut with = |text: &str| {
        input.config = Some(Source::new("codegen.toml", text.as_bytes()));
        run::generate(&input)
    };
    let names = "[names]\n\"./pet.yaml#/Pet\" = \"Animal\"\n\"food.yaml\" = \"Meal\"\n";
    let files = with(names).unwrap().files;
    assert!(files.get("src/types/animal.rs").is_some() && files.get("src/types/meal.rs").is_some());
    // Its formats are those of the description too.
    assert!(with("[formats]\ndate-time = \"std::string::String\"\n").is_ok());
    assert!(with("[names]\n\"pet.yaml#/Dog\" = \"Animal\"\n").is_err());
}
