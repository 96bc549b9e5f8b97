//! Every captured request, made by the generated client: once as the official SDKs make it, and
//! once with the defaults of the crate.

use std::collections::BTreeMap;
use std::process::Command;

use serde_json::Value;
use sha2::{Digest as _, Sha256};
use tests::case::{Case, Expect, case, cases};
use tests::drive::{Mode, drive};
use tests::support::{Request, Server};

use crate::differences::{Change, DIFFERENCES, Difference, REFUSALS, Refusal};
use crate::sent;

/// Makes a test of each case in each mode, and the list of their names.
macro_rules! cases {
    ($($name:ident)*) => {
        const NAMES: &[&str] = &[$(stringify!($name)),*];

        mod as_captured {
            $(#[test] fn $name() { super::check(stringify!($name), super::Mode::AsCaptured); })*
        }

        mod by_default {
            $(#[test] fn $name() { super::check(stringify!($name), super::Mode::ByDefault); })*
        }
    };
}

cases! {
    body_minimal
    body_all_14_fields
    enum_beep_enabled_never
    enum_beep_enabled_on_enter
    enum_beep_enabled_on_exit
    enum_region_australia
    enum_region_europe
    enum_region_us
    enum_supervisor_role_monitor
    enum_supervisor_role_none
    enum_supervisor_role_whisper
    enum_unknown_value
    body_unicode_emoji
    body_quotes_backslashes
    body_lone_surrogate
    body_empty_strings
    body_empty_array
    body_single_element_array
    body_array_1000
    body_explicit_null_optionals
    body_explicit_null_required
    body_missing_required
    body_client_state_base64
    body_client_state_not_base64
    body_mutually_exclusive_hold
    body_extra_fields
    body_extra_overrides_known
    body_key_order_reversed
    path_simple_word
    path_space
    path_leading_trailing_space
    path_slash
    path_dot
    path_dotdot
    path_traversal
    path_percent
    path_percent_encoded_slash
    path_percent_20
    path_question
    path_hash
    path_ampersand_equals
    path_plus
    path_semicolon_comma
    path_colon_at
    path_unicode
    path_newline
    path_nul
    path_del
    path_empty
    path_only_space
    path_double_slash
    opt_header
    opt_header_override_accept
    opt_header_remove
    opt_header_case
    opt_header_non_ascii
    opt_content_type_override
    opt_timeout_5s
    opt_timeout_1500ms
    opt_client_timeout_20s
    opt_query_scalars
    opt_query_deep
    opt_query_null
    opt_default_headers
    opt_idempotency_key
    opt_no_api_key
    opt_empty_api_key
    opt_api_key_spaces
    opt_base_url_trailing_slash
    opt_base_url_no_path
    opt_base_url_with_query
    opt_env_api_key
    opt_env_custom_headers
}

#[test]
fn no_case_is_left_out() {
    let captured: Vec<&str> = cases().iter().map(|case| case.name.as_str()).collect();
    assert_eq!(captured, NAMES);
    assert_eq!(NAMES.len(), 73);
}

#[test]
fn what_the_official_sdks_refuse_is_refused() {
    for case in cases()
        .iter()
        .filter(|case| case.expected.expect == Expect::ClientError)
    {
        let modes = REFUSALS.iter().find(|refusal| refusal.case == case.name);
        let modes = modes.map(|refusal| refusal.modes);
        let both = [Mode::AsCaptured, Mode::ByDefault].as_slice();
        assert_eq!(modes, Some(both), "{}", case.name);
    }
}

#[test]
fn every_difference_is_one() {
    for Difference {
        case: name,
        change,
        why,
    } in DIFFERENCES
    {
        let expected = &case(name).expected;
        let is_captured = match change {
            Change::Target(target) => expected.target == *target,
            Change::Header(name, value) => {
                expected.headers.get(*name) == Some(&Some((*value).to_owned()))
            }
            Change::Property(name, _) => {
                let body = expected.body_json.as_ref().expect("a body");
                body.get(name).is_some()
            }
        };
        assert!(
            !is_captured,
            "{name}: {change:?} was captured, although {why}"
        );
    }
}

/// Makes the call of a case, and compares what left with what was captured.
fn check(name: &str, mode: Mode) {
    let case = case(name);
    let server = sent::server();
    let outcome = make(case, &server, mode);
    let refusal = REFUSALS
        .iter()
        .find(|refusal| refusal.case == name && refusal.modes.contains(&mode));
    match refusal {
        Some(refusal) => assert_refused(outcome, refusal, &server),
        None => {
            assert_eq!(outcome, Ok(()));
            assert_sent(case, mode, &sent::only(&server));
        }
    }
}

/// Makes the call, in a process of its own where the case has an environment of its own.
fn make(case: &Case, server: &Server, mode: Mode) -> Result<(), String> {
    if case.client.env.is_empty() {
        let runtime = tokio::runtime::Runtime::new().expect("a runtime");
        let outcome = runtime.block_on(drive(case, &server.url(""), mode));
        return outcome.map_err(|error| format!("{error:?}"));
    }
    let mut program = Command::new(env!("CARGO_BIN_EXE_drive_case"));
    program
        .args([&case.name, &server.url("")])
        .envs(&case.client.env);
    if mode == Mode::ByDefault {
        program.arg("by-default");
    }
    let output = program.output().expect("the program runs");
    let message = String::from_utf8_lossy(&output.stderr).into_owned();
    output.status.success().then_some(()).ok_or(message)
}

fn assert_refused(outcome: Result<(), String>, refusal: &Refusal, server: &Server) {
    let error = outcome.expect_err(refusal.why);
    for words in refusal.says {
        assert!(error.contains(words), "`{words}` is not in {error}");
    }
    sent::assert_untouched(server);
}

fn assert_sent(case: &Case, mode: Mode, request: &Request) {
    let changes = || {
        let of_case = DIFFERENCES
            .iter()
            .filter(|difference| difference.case == case.name);
        of_case.map(|difference| &difference.change)
    };
    assert_eq!(request.method, case.expected.method);
    let target = changes().find_map(|change| match change {
        Change::Target(target) => Some(*target),
        _ => None,
    });
    assert_eq!(request.target, target.unwrap_or(&case.expected.target));
    let mut headers = expected_headers(case, request);
    headers.extend(changes().filter_map(|change| match change {
        Change::Header(name, value) => Some(((*name).to_owned(), (*value).to_owned())),
        _ => None,
    }));
    assert_eq!(sent::headers(request), headers);

    let mut text = request.text();
    for change in changes() {
        if let Change::Property(name, value) = change {
            take_out(&mut text, name, value);
        }
    }
    if mode == Mode::ByDefault && has_fresh_key(case) {
        take_out_fresh_key(&mut text);
    }
    assert_body(case, &text);
}

/// What every request carries, and what the case says besides. Nothing else is sent.
fn expected_headers(case: &Case, request: &Request) -> BTreeMap<String, String> {
    let mut headers = BTreeMap::from([
        ("accept-encoding".to_owned(), "gzip".to_owned()),
        ("content-length".to_owned(), request.body.len().to_string()),
        ("host".to_owned(), request.header("host").expect("a host")),
        ("user-agent".to_owned(), sent::user_agent()),
        ("x-retry-count".to_owned(), "0".to_owned()),
    ]);
    for (name, value) in &case.expected.headers {
        match value {
            Some(value) => headers.insert(name.clone(), value.clone()),
            None => headers.remove(name),
        };
    }
    headers
}

/// Whether the client makes up an idempotency key: for an operation, where the caller gives none.
fn has_fresh_key(case: &Case) -> bool {
    case.expected.expect != Expect::NotExpressibleInRust
        && !case.call.body.contains_key("command_id")
        && case.call.options.idempotency_key.is_none()
}

fn take_out_fresh_key(text: &mut String) {
    let body: Value = serde_json::from_str(text).expect("a body of JSON");
    let key = body["command_id"].as_str().expect("an idempotency key");
    sent::assert_random_uuid(key);
    take_out(text, "command_id", key);
}

/// Takes a property out that is not the first one.
fn take_out(text: &mut String, name: &str, value: &str) {
    let property = format!(",\"{name}\":\"{value}\"");
    assert!(text.contains(&property), "`{property}` is not in {text}");
    *text = text.replacen(&property, "", 1);
}

/// The same JSON, the same bytes.
fn assert_body(case: &Case, text: &str) {
    if let Some(expected) = &case.expected.body_json {
        let body: Value = serde_json::from_str(text).expect("a body of JSON");
        assert_eq!(body, *expected);
    }
    let hash = format!("{:x}", Sha256::digest(text));
    assert_eq!(hash, case.expected.body_sha256_spec_order, "{text}");
}
