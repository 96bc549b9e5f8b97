//! What the description forbids is refused before a connection is opened.

use telnyx_conferences::types::JoinConferenceRequest;
use telnyx_conferences::{ErrorKind, Violation};

use crate::sent;

#[tokio::test]
async fn every_violation_is_named_at_once() {
    let server = sent::server();
    let client = sent::client(&server);
    let request = JoinConferenceRequest::new("leg")
        .hold_audio_url("https://example.com/a.wav")
        .hold_media_name("m")
        .whisper_call_control_ids(["a", "b", "a"]);
    let call = client.conferences().actions().join("id", request);
    let error = call.await.expect_err("a refusal");
    assert_eq!(error.kind(), ErrorKind::InvalidRequest);
    assert!(!error.may_have_been_processed());
    assert_eq!(error.attempts(), 0);
    let pointers: Vec<&[String]> = error.violations().iter().map(Violation::pointers).collect();
    assert_eq!(
        pointers,
        [
            ["/whisper_call_control_ids"].as_slice(),
            ["/hold_audio_url", "/hold_media_name"].as_slice(),
        ]
    );
    sent::assert_untouched(&server);
}

#[tokio::test]
async fn one_call_can_opt_out() {
    let server = sent::server();
    let client = sent::client(&server);
    let request = JoinConferenceRequest::new("leg").whisper_call_control_ids(["a", "a"]);
    let join = || client.conferences().actions().join("id", request.clone());
    join().validate(false).await.expect("an answer");
    let error = join().await.expect_err("a refusal");
    assert_eq!(error.kind(), ErrorKind::InvalidRequest);
    assert!(sent::only(&server).text().contains(r#"["a","a"]"#));
}

#[tokio::test]
async fn what_is_wrong_outside_of_the_body_is_named_too() {
    let server = sent::server();
    let client = sent::client(&server);
    let request = JoinConferenceRequest::new("leg").whisper_call_control_ids(["a", "a"]);
    let call = client.conferences().actions().join("..", request);
    let error = call
        .header("x-line", "a\r\nb")
        .await
        .expect_err("a refusal");
    let message = error.to_string();
    for words in [
        "`/whisper_call_control_ids`",
        "path parameter `id`",
        "`x-line`",
    ] {
        assert!(message.contains(words), "`{words}` is not in {message}");
    }
    sent::assert_untouched(&server);
}
