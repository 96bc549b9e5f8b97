//! The types against what the description does not say: values and properties of tomorrow, null,
//! and other formats than JSON.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use telnyx_conferences::types::{
    ApiError, BeepEnabled, Errors, JoinConferenceRequest, Region, SupervisorRole,
};
use telnyx_conferences::{Decode, Encode, ErrorKind, Method};
use tests::support::{Reply, Server};

use crate::sent;

/// Has a server send a text, and sends what was read of it back.
pub(crate) async fn there_and_back<T: Decode + Encode>(text: &str) -> (T, String) {
    let server = Server::start([Reply::new(200, text), Reply::new(204, "")]);
    let client = sent::client(&server);
    let call = client.request(Method::GET, "/any").call::<T>();
    let value = call.await.expect("an answer").into_inner();
    let call = client
        .request(Method::POST, "/any")
        .json(&value)
        .call_empty();
    call.validate(false).await.expect("an answer");
    (value, server.requests()[1].text())
}

#[tokio::test]
async fn an_answer_may_hold_more() {
    let text = r#"{"meta":{"a":[1,{}]},"data":{"at":1e400,"result":"ok"},"":null}"#;
    let server = Server::start([Reply::new(200, text)]);
    let client = sent::client(&server);
    let request = JoinConferenceRequest::new("leg");
    let call = client.conferences().actions().join("id", request);
    let response = call.await.expect("an answer");
    assert_eq!(response.data.as_ref().expect("data").result, "ok");
    assert_eq!(response.bytes(), text.as_bytes());
}

#[tokio::test]
async fn unknown_values_are_kept_and_sent_back() {
    let text = r#"{"call_control_id":"leg","beep_enabled":"sometimes","region":"Ma\"rs 🪐","supervisor_role":""}"#;
    let (request, sent) = there_and_back::<JoinConferenceRequest>(text).await;
    let region = request.region.expect("a region");
    assert!(matches!(&region, Region::Unknown(value) if value.as_str() == "Ma\"rs 🪐"));
    assert_eq!(sent, text);
}

#[tokio::test]
async fn unknown_values_in_a_variable_are_not_mistaken() {
    // Neither the name of a variant nor another spelling is the value.
    for text in ["MiddleEast", "middle east", "us", " US", "Us", "Unknown"] {
        assert!(matches!(Region::from(text), Region::Unknown(_)), "{text}");
    }
    assert_eq!(Region::from("US"), Region::Us);
    assert_ne!(Region::from("us"), Region::Us);
}

#[test]
fn a_value_is_its_text_everywhere() {
    fn check<T>(values: &[(T, &str)], as_str: fn(&T) -> &str)
    where
        T: From<String> + for<'a> From<&'a str> + PartialEq + std::fmt::Debug + std::fmt::Display,
        T: Serialize + for<'a> Deserialize<'a>,
    {
        for (value, text) in values {
            assert_eq!(T::from(*text), *value);
            assert_eq!(T::from((*text).to_owned()), *value);
            assert_eq!(as_str(value), *text);
            assert_eq!(format!("[{value:>13}]"), format!("[{text:>13}]"));
            assert_eq!(json!(value), json!(text));
            assert_eq!(
                serde_json::from_value::<T>(json!(text)).expect("a value"),
                *value
            );
        }
    }
    check(
        &[
            (Region::Australia, "Australia"),
            (Region::Europe, "Europe"),
            (Region::MiddleEast, "Middle East"),
            (Region::Us, "US"),
            (Region::from("Mars"), "Mars"),
        ],
        Region::as_str,
    );
    check(
        &[
            (BeepEnabled::Always, "always"),
            (BeepEnabled::Never, "never"),
            (BeepEnabled::OnEnter, "on_enter"),
            (BeepEnabled::OnExit, "on_exit"),
            (BeepEnabled::from(""), ""),
        ],
        BeepEnabled::as_str,
    );
    check(
        &[
            (SupervisorRole::Barge, "barge"),
            (SupervisorRole::Monitor, "monitor"),
            (SupervisorRole::None, "none"),
            (SupervisorRole::Whisper, "whisper"),
            (SupervisorRole::from("ghost"), "ghost"),
        ],
        SupervisorRole::as_str,
    );
}

#[tokio::test]
async fn null_is_read_as_absent() {
    let text = r#"{"hold":null,"region":null,"whisper_call_control_ids":null,"call_control_id":"leg","client_state":null}"#;
    let (request, sent) = there_and_back::<JoinConferenceRequest>(text).await;
    assert_eq!(request, JoinConferenceRequest::new("leg"));
    assert_eq!(sent, r#"{"call_control_id":"leg"}"#);
}

#[tokio::test]
async fn what_cannot_be_read_is_located() {
    let text = r#"{"errors":[{"code":"1","title":"t"},{"code":7,"title":"t"}]}"#;
    let server = Server::start([Reply::new(200, text)]);
    let client = sent::client(&server);
    let call = client.request(Method::GET, "/any").call::<Errors>();
    let error = call.await.expect_err("a refusal");
    assert_eq!(error.kind(), ErrorKind::Decode);
    let reason = error.decode_error().expect("a reason");
    assert_eq!(reason.pointer(), "/errors/1/code");
    let error = serde_json::from_str::<Errors>(text).expect_err("a refusal");
    assert!(error.to_string().contains("/errors/1/code"), "{error}");
}

#[derive(Debug, PartialEq, Serialize, Deserialize)]
struct Plan {
    name: String,
    join: JoinConferenceRequest,
    regions: Vec<Region>,
    failed: Option<ApiError>,
}

#[test]
fn types_go_into_those_of_a_program() {
    let json = json!({
        "name": "monday",
        "join": {"call_control_id": "leg", "client_state": "aGk=", "hold": false, "region": "Mars"},
        "regions": ["US", "Middle East", "Mars"],
        "failed": {"code": "90015", "title": "Invalid", "source": {"pointer": "/a~1b"}},
    });
    let join = JoinConferenceRequest::new("leg")
        .client_state("hi")
        .hold(false)
        .region("Mars");
    let plan: Plan = serde_json::from_value(json.clone()).expect("a plan");
    assert_eq!(plan.join, join);
    assert_eq!(plan.regions[1], Region::MiddleEast);
    assert_eq!(serde_json::to_value(&plan).expect("JSON"), json);
    let text = serde_json::to_string_pretty(&plan).expect("JSON");
    assert_eq!(serde_json::from_str::<Plan>(&text).expect("a plan"), plan);
    let text = serde_yaml::to_string(&plan).expect("YAML");
    assert_eq!(serde_yaml::from_str::<Plan>(&text).expect("a plan"), plan);
}

#[test]
fn a_type_in_another_format_is_checked_too() {
    let missing = serde_yaml::from_str::<JoinConferenceRequest>("mute: true");
    let message = missing.expect_err("a refusal").to_string();
    assert!(message.contains("`/call_control_id`"), "{message}");
    let wrong = serde_json::from_value::<JoinConferenceRequest>(json!({
        "call_control_id": "leg", "whisper_call_control_ids": ["a", 1],
    }));
    let message = wrong.expect_err("a refusal").to_string();
    assert!(message.contains("/whisper_call_control_ids/1"), "{message}");
    let value: Value = json!(JoinConferenceRequest::new("leg"));
    assert_eq!(value, json!({"call_control_id": "leg"}));
}
