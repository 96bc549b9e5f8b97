//! What the types make impossible to say can't be read either. That it doesn't compile is shown by
//! `tests::impossible`.

use telnyx_conferences::types::JoinConferenceRequest;
use telnyx_conferences::{ErrorKind, Method};
use tests::case::{Expect, cases};
use tests::support::{Reply, Server};

use crate::sent;

#[test]
fn every_case_that_is_impossible_has_its_programs() {
    let programs = include_str!("../../src/impossible.rs");
    let is_impossible = |expect| expect == Expect::NotExpressibleInRust;
    for case in cases()
        .iter()
        .filter(|case| is_impossible(case.expected.expect))
    {
        let heading = format!("//! # `{}`\n", case.name);
        assert!(programs.contains(&heading), "{}", case.name);
    }
}

/// It would have to be made up, or replaced in silence.
#[tokio::test]
async fn what_cannot_be_said_is_not_read() {
    let texts = [
        r#"{"call_control_id":"x\ud800y"}"#,
        r#"{"mute":true}"#,
        r#"{"call_control_id":null}"#,
    ];
    for text in texts {
        let server = Server::start([Reply::new(200, text)]);
        let client = sent::client(&server);
        let call = client
            .request(Method::GET, "/any")
            .call::<JoinConferenceRequest>();
        let error = call.await.expect_err("a refusal");
        assert_eq!(error.kind(), ErrorKind::Decode);
        let reason = error.decode_error().expect("a reason");
        assert_eq!(reason.pointer(), "/call_control_id", "{text}");
        serde_json::from_str::<JoinConferenceRequest>(text).expect_err("a refusal");
    }
}
