//! Makes the call of a case with the generated crate, as a program would: by its public methods.

use std::time::Duration;

use serde_json::{Map, Value};
use telnyx_conferences::types::{Base64, JoinConferenceRequest};
use telnyx_conferences::{Call, Client, Error, Method};

use crate::case::{CallOptions, Case, Expect, Setup};

/// With which defaults a call is made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// As the official SDKs do: nothing is validated, and no idempotency key made up.
    AsCaptured,
    /// With those of the generated crate.
    ByDefault,
}

/// Makes the call of a case to a server.
pub async fn drive(case: &Case, server: &str, mode: Mode) -> Result<(), Error> {
    let client = client(&case.client, server, mode)?;
    let id = &case.call.path["id"];
    let options = &case.call.options;
    if case.expected.expect == Expect::NotExpressibleInRust {
        let text = case.call.body_text.clone();
        let text = text.unwrap_or_else(|| Value::from(case.call.body.clone()).to_string());
        let request = client
            .request(Method::POST, "/conferences/{id}/actions/join")
            .path("id", id)
            .body("application/json", text);
        return with_options(request.call_empty(), options).await.map(drop);
    }
    let request = request(&case.call.body);
    let mut call = client.conferences().actions().join(id, request);
    for (name, _) in case.call.body.iter().filter(|(_, value)| value.is_null()) {
        call = call.extra_body(name, Value::Null);
    }
    with_options(call, options).await.map(drop)
}

fn client(setup: &Setup, server: &str, mode: Mode) -> Result<Client, Error> {
    let mut builder = Client::builder().base_url(format!("{server}{}", setup.base_url_path));
    if let Some(key) = setup.api_key.as_deref().filter(|key| *key != "$env") {
        builder = builder.api_key(key);
    }
    if !setup.env.is_empty() {
        builder = builder.env();
    }
    for (name, value) in &setup.default_headers {
        builder = builder.header(name, value);
    }
    if let Some(limit) = setup.timeout_ms {
        builder = builder.timeout(Duration::from_millis(limit));
    }
    if mode == Mode::AsCaptured {
        builder = builder.validate(false).generate_idempotency_keys(false);
    }
    builder.build()
}

/// Sets the properties in the order in which they are given. A null is none of them.
fn request(body: &Map<String, Value>) -> JoinConferenceRequest {
    let call_control_id = body["call_control_id"].as_str().unwrap_or_default();
    let request = JoinConferenceRequest::new(call_control_id);
    let set = body.iter().filter(|(_, value)| !value.is_null());
    set.fold(request, |request, (name, value)| {
        set_property(request, name, value)
    })
}

fn set_property(
    request: JoinConferenceRequest,
    name: &str,
    value: &Value,
) -> JoinConferenceRequest {
    match name {
        "call_control_id" => request,
        "beep_enabled" => request.beep_enabled(text(value)),
        "client_state" => client_state(request, text(value)),
        "command_id" => request.command_id(text(value)),
        "end_conference_on_exit" => request.end_conference_on_exit(flag(value)),
        "hold" => request.hold(flag(value)),
        "hold_audio_url" => request.hold_audio_url(text(value)),
        "hold_media_name" => request.hold_media_name(text(value)),
        "mute" => request.mute(flag(value)),
        "region" => request.region(text(value)),
        "soft_end_conference_on_exit" => request.soft_end_conference_on_exit(flag(value)),
        "start_conference_on_enter" => request.start_conference_on_enter(flag(value)),
        "supervisor_role" => request.supervisor_role(text(value)),
        "whisper_call_control_ids" => {
            let ids = value.as_array().expect("a list");
            request.whisper_call_control_ids(ids.iter().map(text))
        }
        _ => panic!("the request has no property `{name}`"),
    }
}

/// A program has bytes; only what is not Base64 has to be given as text.
fn client_state(request: JoinConferenceRequest, encoded: &str) -> JoinConferenceRequest {
    let state = Base64::encoded(encoded);
    match state.bytes() {
        Ok(bytes) => request.client_state(bytes),
        Err(_) => request.client_state(state),
    }
}

fn with_options<T>(mut call: Call<T>, options: &CallOptions) -> Call<T> {
    for (name, value) in &options.extra_body {
        call = call.extra_body(name, value.clone());
    }
    for (name, value) in &options.headers {
        call = match value {
            Some(value) => call.header(name, value),
            None => call.remove_header(name),
        };
    }
    for (name, value) in &options.query {
        for (name, value) in parameters(name, value) {
            call = call.query(name, value);
        }
    }
    if let Some(limit) = options.timeout_ms {
        call = call.timeout(Duration::from_millis(limit));
    }
    if let Some(key) = &options.idempotency_key {
        call = call.idempotency_key(key);
    }
    call
}

/// Query parameters are text: lists are joined, objects become `name[property]`, and there is no
/// null.
fn parameters(name: &str, value: &Value) -> Vec<(String, String)> {
    match value {
        Value::Null => Vec::new(),
        Value::Object(properties) => properties
            .iter()
            .flat_map(|(property, value)| parameters(&format!("{name}[{property}]"), value))
            .collect(),
        Value::Array(items) => {
            let items: Vec<String> = items.iter().map(plain).collect();
            vec![(name.to_owned(), items.join(","))]
        }
        value => vec![(name.to_owned(), plain(value))],
    }
}

fn plain(value: &Value) -> String {
    value
        .as_str()
        .map_or_else(|| value.to_string(), str::to_owned)
}

fn text(value: &Value) -> &str {
    value.as_str().expect("a text")
}

fn flag(value: &Value) -> bool {
    value.as_bool().expect("true or false")
}
