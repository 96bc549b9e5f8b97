//! Each mistake in a description, and how it is told: the rendered text is the snapshot.

use std::fmt::Write as _;
use std::fs;

use generator::{Code, Diagnostic, Input, Severity, Source, report};
use insta::{Settings, assert_snapshot};

use tests::generate as run;

/// What becomes of a description.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fate {
    /// There is no crate.
    Refused,
    /// There is one, and something to say about it.
    Warned,
    /// There is one, and nothing is said. That is wrong, and kept here until it is mended.
    Unnoticed,
}

/// A test for each file.
macro_rules! files {
    ($($fate:ident $name:ident: $file:literal,)*) => {
        const FILES: &[&str] = &[$($file),*];

        $(
            #[test]
            fn $name() {
                check($file, &run::input(concat!("bad/", $file)), Fate::$fate);
            }
        )*
    };
}

files! {
    Refused additional_properties_is_a_string: "additional_properties_is_a_string.yaml",
    Refused alias_bomb: "alias_bomb.yaml",
    Warned all_of_two_types: "all_of_two_types.yaml",
    Warned anchors: "anchors.yaml",
    Warned anchors_twice: "anchors_twice.yaml",
    Warned answer_header_of_an_object: "answer_header_of_an_object.yaml",
    Warned answer_of_xml: "answer_of_xml.yaml",
    Warned api_key_without_a_name: "api_key_without_a_name.yaml",
    Refused block_text: "block_text.yaml",
    Warned body_content_is_a_list: "body_content_is_a_list.yaml",
    Refused body_is_a_reference_to_a_schema: "body_is_a_reference_to_a_schema.yaml",
    Warned body_of_no_parts: "body_of_no_parts.yaml",
    Warned body_of_xml: "body_of_xml.yaml",
    Warned bounds_are_words: "bounds_are_words.yaml",
    Unnoticed bounds_beyond_64_bits: "bounds_beyond_64_bits.yaml",
    Warned broken_parameter: "broken_parameter.yaml",
    Refused byte_order_mark: "byte_order_mark.yaml",
    Warned circular_all_of: "circular_all_of.yaml",
    Refused circular_path_items: "circular_path_items.yaml",
    Refused circular_reference: "circular_reference.yaml",
    Refused circular_reference_self: "circular_reference_self.yaml",
    Warned components_is_a_list: "components_is_a_list.yaml",
    Warned const_beside_enum: "const_beside_enum.yaml",
    Warned content_is_a_schema: "content_is_a_schema.yaml",
    Refused dangling_in_all_of: "dangling_in_all_of.yaml",
    Refused dangling_parameter: "dangling_parameter.yaml",
    Refused dangling_reference: "dangling_reference.yaml",
    Refused dangling_reference_far: "dangling_reference_far.yaml",
    Warned discriminator_is_a_string: "discriminator_is_a_string.yaml",
    Warned discriminator_without_a_name: "discriminator_without_a_name.yaml",
    Refused duplicate_keys_json: "duplicate_keys.json",
    Refused duplicate_keys: "duplicate_keys.yaml",
    Warned duplicate_operation_id: "duplicate_operation_id.yaml",
    Refused empty: "empty.yaml",
    Warned encodings_of_no_type: "encodings_of_no_type.yaml",
    Warned enum_of_nothing: "enum_of_nothing.yaml",
    Warned enum_of_wrong_type: "enum_of_wrong_type.yaml",
    Warned enum_values_of_another_type: "enum_values_of_another_type.yaml",
    Warned error_of_two_types: "error_of_two_types.yaml",
    Warned errors_that_differ: "errors_that_differ.yaml",
    Refused foreign_reference: "foreign_reference.yaml",
    Warned http_scheme_is_unknown: "http_scheme_is_unknown.yaml",
    Warned http_without_a_scheme: "http_without_a_scheme.yaml",
    Warned idempotency_keys_nowhere: "idempotency_keys_nowhere.yaml",
    Warned info_is_missing: "info_is_missing.yaml",
    Warned info_of_wrong_types: "info_of_wrong_types.yaml",
    Refused keys_like_numbers: "keys_like_numbers.yaml",
    Warned keywords_not_honoured: "keywords_not_honoured.yaml",
    Warned mapping_leads_nowhere: "mapping_leads_nowhere.yaml",
    Warned media_type_without_a_slash: "media_type_without_a_slash.yaml",
    Refused merge_of_nothing: "merge_of_nothing.yaml",
    Warned methods_without_a_key: "methods_without_a_key.yaml",
    Warned misspelt_keys: "misspelt_keys.yaml",
    Warned misspelt_keywords: "misspelt_keywords.yaml",
    Warned misspelt_required_key: "misspelt_required_key.yaml",
    Warned more_properties_than_there_are: "more_properties_than_there_are.yaml",
    Refused multi_byte: "multi_byte.yaml",
    Warned names_collide: "names_collide.yaml",
    Warned names_that_are_taken: "names_that_are_taken.yaml",
    Refused not_a_mapping: "not_a_mapping.yaml",
    Refused not_openapi: "not_openapi.yaml",
    Refused not_utf8: "not_utf8.yaml",
    Warned null_without_quotes: "null_without_quotes.yaml",
    Warned numbers_beyond_in_json: "numbers_beyond.json",
    Warned numbers_beyond: "numbers_beyond.yaml",
    Refused numbers_beyond_broken: "numbers_beyond_broken.json",
    Warned oauth_flow_without_urls: "oauth_flow_without_urls.yaml",
    Warned oauth_without_flows: "oauth_without_flows.yaml",
    Refused one_line: "one_line.json",
    Warned one_of_is_a_mapping: "one_of_is_a_mapping.yaml",
    Refused only_text: "only_text.yaml",
    Warned open_id_without_a_url: "open_id_without_a_url.yaml",
    Refused operation_is_a_string: "operation_is_a_string.yaml",
    Warned pages_of_no_kind: "pages_of_no_kind.yaml",
    Warned pages_that_are_not_there: "pages_that_are_not_there.yaml",
    Warned parameter_described_twice: "parameter_described_twice.yaml",
    Warned parameter_given_twice: "parameter_given_twice.yaml",
    Warned parameter_in_is_misspelt: "parameter_in_is_misspelt.yaml",
    Refused parameter_is_a_string: "parameter_is_a_string.yaml",
    Warned parameter_style_is_unknown: "parameter_style_is_unknown.yaml",
    Warned parameter_without_a_name: "parameter_without_a_name.yaml",
    Warned parameters_is_a_mapping: "parameters_is_a_mapping.yaml",
    Warned parts_of_wrong_types: "parts_of_wrong_types.yaml",
    Refused path_parameter_is_misspelt: "path_parameter_is_misspelt.yaml",
    Warned path_with_a_query: "path_with_a_query.yaml",
    Refused path_with_open_brace: "path_with_open_brace.yaml",
    Warned path_without_a_slash: "path_without_a_slash.yaml",
    Warned paths_is_a_list: "paths_is_a_list.yaml",
    Warned pattern_is_broken: "pattern_is_broken.yaml",
    Warned pattern_looks_around: "pattern_looks_around.yaml",
    Warned querystring_beside_query: "querystring_beside_query.yaml",
    Warned read_and_write_only_at_once: "read_and_write_only_at_once.yaml",
    Warned reference_is_a_number: "reference_is_a_number.yaml",
    Refused reference_not_escaped: "reference_not_escaped.yaml",
    Refused reference_through_itself: "reference_through_itself.yaml",
    Refused reference_to_a_name: "reference_to_a_name.yaml",
    Refused reference_to_another_kind: "reference_to_another_kind.yaml",
    Refused reference_with_siblings: "reference_with_siblings.yaml",
    Refused reference_without_hash: "reference_without_hash.yaml",
    Warned requests_are_signed: "requests_are_signed.yaml",
    Warned required_in_a_property: "required_in_a_property.yaml",
    Warned required_is_a_string: "required_is_a_string.yaml",
    Warned required_without_a_property: "required_without_a_property.yaml",
    Refused response_is_a_string: "response_is_a_string.yaml",
    Warned responses_is_a_list: "responses_is_a_list.yaml",
    Warned rules_that_ask_for_nothing: "rules_that_ask_for_nothing.yaml",
    Refused schema_is_a_string: "schema_is_a_string.yaml",
    Warned security_is_a_mapping: "security_is_a_mapping.yaml",
    Warned security_is_misspelt: "security_is_misspelt.yaml",
    Warned security_is_not_defined: "security_is_not_defined.yaml",
    Warned security_requirement_of_no_list: "security_requirement_of_no_list.yaml",
    Warned security_scheme_of_no_type: "security_scheme_of_no_type.yaml",
    Warned security_scheme_of_unknown_type: "security_scheme_of_unknown_type.yaml",
    Warned security_schemes_alike: "security_schemes_alike.yaml",
    Warned server_variables: "server_variables.yaml",
    Warned server_without_a_url: "server_without_a_url.yaml",
    Warned servers: "servers.yaml",
    Warned servers_alike: "servers_alike.yaml",
    Warned servers_of_signs: "servers_of_signs.yaml",
    Refused several_mistakes: "several_mistakes.yaml",
    Refused several_references: "several_references.yaml",
    Refused several_rooms: "several_rooms.yaml",
    Refused slashes_in_keys: "slashes_in_keys.yaml",
    Warned status_is_a_word: "status_is_a_word.yaml",
    Warned status_is_out_of_range: "status_is_out_of_range.yaml",
    Warned stream_of_text_and_json: "stream_of_text_and_json.yaml",
    Refused swagger_2: "swagger_2.yaml",
    Refused syntax_json: "syntax.json",
    Refused syntax: "syntax.yaml",
    Refused syntax_alias: "syntax_alias.yaml",
    Refused syntax_colon: "syntax_colon.yaml",
    Refused syntax_comment: "syntax_comment.json",
    Refused syntax_cut: "syntax_cut.json",
    Refused syntax_deep_key: "syntax_deep_key.yaml",
    Refused syntax_end_of_document: "syntax_end_of_document.yaml",
    Refused syntax_indentation: "syntax_indentation.yaml",
    Refused syntax_quote: "syntax_quote.yaml",
    Refused syntax_surrogates: "syntax_surrogates.yaml",
    Refused syntax_tab: "syntax_tab.yaml",
    Refused syntax_tag: "syntax_tag.yaml",
    Refused syntax_two_documents: "syntax_two_documents.yaml",
    Refused tabs: "tabs.json",
    Warned tabs_in_flow: "tabs_in_flow.yaml",
    Warned tag_without_a_name: "tag_without_a_name.yaml",
    Refused through_an_alias: "through_an_alias.yaml",
    Refused title_is_a_keyword: "title_is_a_keyword.yaml",
    Unnoticed title_without_letters: "title_without_letters.yaml",
    Warned token_url_is_relative: "token_url_is_relative.yaml",
    Warned token_url_of_another_host: "token_url_of_another_host.yaml",
    Warned type_beside_a_reference: "type_beside_a_reference.yaml",
    Warned type_is_misspelt: "type_is_misspelt.yaml",
    Unnoticed types_beside_an_enum: "types_beside_an_enum.yaml",
    Refused undeclared_path_parameter: "undeclared_path_parameter.yaml",
    Refused unknown_version: "unknown_version.yaml",
    Warned unused_path_parameter: "unused_path_parameter.yaml",
    Refused utf16: "utf16.yaml",
    Warned values_inside: "values_inside.yaml",
    Refused version_is_a_list: "version_is_a_list.yaml",
    Warned webhook_without_a_body: "webhook_without_a_body.yaml",
    Refused windows_line_ends: "windows_line_ends.yaml",
    Warned words_of_swagger_2: "words_of_swagger_2.yaml",
    Warned wrong_types: "wrong_types.yaml",
}

#[test]
fn config() {
    let fixture = run::input("fixtures/front_page.yaml");
    for name in run::files("bad/config", &[".toml"]) {
        let text = fs::read(run::path(&format!("bad/config/{name}"))).unwrap();
        let input = Input {
            config: Some(Source::new("codegen.toml", text)),
            ..fixture.clone()
        };
        check(&format!("config.{name}"), &input, Fate::Refused);
    }
}

/// What an alias repeats is shown once, and counted once.
#[test]
fn what_aliases_repeat_is_told_once() {
    let text = "openapi: 3.0.3\ninfo: { title: A, version: '1' }\nservers: [{ url: 'https://a.b' }]\npaths: {}\nx-base: &base\n  type: object\n  properties: { x: { type: strin } }\ncomponents: { schemas: { A: *base, B: *base } }\n";
    let input = run::made_up("aliases.yaml", text);
    let found = run::generated(&input).diagnostics;
    assert_eq!(found.len(), 2);
    let shown = report::once(found, &input.sources());
    assert_eq!(shown.len(), 1, "{shown:?}");
}

/// Each way in which a text is no YAML or JSON, in the words for it.
#[test]
fn syntax_in_words() {
    let mut told = String::new();
    for text in [
        "a: b: c",
        "a: *b",
        "a: 1\n---\nb: 2",
        "[a]: 1",
        "a: 'b",
        "a: @b",
        "a: 1\nb\n",
        "a: { b: 1 } c",
        "a: - b",
        "a:\n  - b\n  c: d",
        "a: [b, c\nd: e",
        "a: {b: c\nd: e",
        "a: [b, }",
        "a: \u{7}",
        "a: !b!c d",
        "a: !b c",
        "<<: 1",
        "{",
        "{\"a\": 1,}",
        "{\"a\": 1} b",
        "{a: 1}",
        "{\"a\": }",
        "{\"a\": nul}",
        "{\"a\" 1}",
        "{\"a\": 1 \"b\": 2}",
        "{\"a\": [1 2]}",
        "{\"a\": \"\n\"}",
    ] {
        let name = if text.starts_with('{') {
            "a.json"
        } else {
            "a.yaml"
        };
        let refused = run::generate(&run::made_up(name, text)).unwrap_err();
        let [found] = &refused.diagnostics[..] else {
            panic!("one is told of {text}: {:?}", refused.diagnostics);
        };
        let shown = text.escape_debug();
        writeln!(told, "{shown}\n  {}\n  = {}", found.message, found.help).unwrap();
    }
    in_folder().bind(|| assert_snapshot!("syntax_in_words", told));
}

/// The name that the caller gives counts as well.
#[test]
fn package_names() {
    let mut told = String::new();
    for name in [
        "",
        "1st",
        "has spaces",
        "type",
        "Self",
        "std",
        "größe",
        "a/b",
        "..",
        "a\nb",
        &"long".repeat(20),
    ] {
        let mut input = run::input("fixtures/nothing.yaml");
        input.settings.package = Some(name.to_owned());
        let refused = run::generate(&input).unwrap_err();
        told += &run::human(&refused.diagnostics, &input);
    }
    in_folder().bind(|| assert_snapshot!("package_names", told));
}

#[test]
fn all_files_are_tested() {
    assert_eq!(
        run::files("bad", &[".yaml", ".json"]),
        FILES,
        "give each file a test, in the order of their names"
    );
    let known = |snapshot: &str| {
        let name = snapshot.trim_end_matches(".snap");
        FILES.contains(&name)
            || ["package_names", "syntax_in_words"].contains(&name)
            || name
                .strip_prefix("config.")
                .is_some_and(|name| run::path("bad/config").join(name).exists())
    };
    for snapshot in run::files("snapshots/bad", &[".snap"]) {
        assert!(known(&snapshot), "remove snapshots/bad/{snapshot}");
    }
}

/// Warnings are errors with `--strict`, and errors that have a way round none with `--keep-going`.
#[test]
fn strict_and_keep_going() {
    let mut warned = run::input("bad/status_is_a_word.yaml");
    warned.settings.strict = true;
    assert!(run::generate(&warned).is_err());
    for file in [
        "dangling_reference",
        "undeclared_path_parameter",
        "schema_is_a_string",
        "foreign_reference",
        "circular_reference",
    ] {
        let mut input = run::input(&format!("bad/{file}.yaml"));
        input.settings.keep_going = true;
        let generated = run::generated(&input);
        assert!(
            !generated.diagnostics.is_empty(),
            "{file} is told all the same"
        );
    }
}

/// What is nested without end is refused, and costs no stack.
#[test]
fn deep() {
    for text in [
        format!(
            "openapi: 3.0.3\npaths: {}{}\n",
            "[".repeat(3_000),
            "]".repeat(3_000)
        ),
        format!(
            "{{\"openapi\":\"3.0.3\",\"paths\":{}{}}}",
            "[".repeat(3_000),
            "]".repeat(3_000)
        ),
    ] {
        let refused = run::generate(&run::made_up("deep.yaml", &text)).unwrap_err();
        let codes: Vec<Code> = refused.diagnostics.iter().map(|found| found.code).collect();
        assert_eq!(codes, [generator::diagnostic::code::TOO_MUCH]);
    }
}

fn check(name: &str, input: &Input, fate: Fate) {
    let (is, diagnostics) = match run::generate(input) {
        Err(refused) => (Fate::Refused, refused.diagnostics),
        Ok(generated) if generated.diagnostics.is_empty() => (Fate::Unnoticed, Vec::new()),
        Ok(generated) => (Fate::Warned, generated.diagnostics),
    };
    let human = run::human(&diagnostics, input);
    assert_eq!(is, fate, "{name}\n{human}");
    let errors = diagnostics
        .iter()
        .any(|found| found.severity == Severity::Error);
    assert_eq!(errors, fate == Fate::Refused, "{name}");
    if fate == Fate::Unnoticed {
        return;
    }
    for found in &diagnostics {
        says_what_to_do(found);
    }
    for found in run::json(&diagnostics, input).as_array().unwrap() {
        agrees(found, &human, input);
    }
    in_folder().bind(|| assert_snapshot!(name, human));
}

#[track_caller]
fn says_what_to_do(found: &Diagnostic) {
    assert!(!found.help.is_empty(), "no help: {found:?}");
    assert!(
        found
            .message
            .starts_with(|c: char| c.is_lowercase() || matches!(c, '`'))
            || found.message.starts_with("OpenAPI"),
        "{}",
        found.message
    );
    assert!(
        !found.message.ends_with('.') && !found.help.ends_with('.'),
        "{found:?}"
    );
    assert!(!found.message.contains('\n'), "{}", found.message);
}

/// The JSON form names the file, line and column that the text form shows, and they exist.
#[track_caller]
fn agrees(found: &serde_json::Value, human: &str, input: &Input) {
    let file = found["file"].as_str().unwrap();
    let source = std::iter::once(&input.description)
        .chain(&input.config)
        .find(|source| &*source.name == file);
    let Some(line) = found["line"].as_u64() else {
        assert!(human.contains(&format!("--> {file}\n")), "{found}\n{human}");
        return;
    };
    let column = found["column"].as_u64().unwrap();
    let place = format!("{file}:{line}:{column}");
    // Of many warnings of one kind only the first are shown.
    let shown = !human.contains(" more of ") || human.contains(found["message"].as_str().unwrap());
    assert!(
        !shown || human.contains(&format!("--> {place}\n")),
        "the text does not say {place}:\n{human}"
    );
    let text = String::from_utf8_lossy(&source.unwrap().bytes).into_owned();
    let text = text.trim_start_matches('\u{feff}');
    let length = text
        .split('\n')
        .nth(usize::try_from(line).unwrap() - 1)
        .map(|line| line.chars().count());
    assert!(
        length.is_some_and(|length| column <= length as u64 + 1),
        "{place} is not in the file"
    );
}

fn in_folder() -> Settings {
    let mut settings = Settings::clone_current();
    settings.set_snapshot_path(run::path("snapshots/bad"));
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings
}
