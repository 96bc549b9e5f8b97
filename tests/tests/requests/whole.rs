//! One request, whole.

use telnyx_conferences::types::{BeepEnabled, JoinConferenceRequest, Region};

use crate::sent;

#[tokio::test]
async fn a_request_is_sent_byte_for_byte() {
    let server = sent::server();
    let client = sent::client(&server);
    let request = JoinConferenceRequest::new("v3:leg")
        .whisper_call_control_ids(["v2:a", "v2:b"])
        .region(Region::MiddleEast)
        .client_state("have a nice day =]")
        .beep_enabled(BeepEnabled::OnExit)
        .mute(false)
        .command_id("cmd-1");
    let call = client
        .conferences()
        .actions()
        .join("weekly sync/1", request);
    let call = call.query("dry run", "a b").header("X-Trace", "1");
    let response = call.await.expect("an answer");
    assert_eq!(response.data.as_ref().expect("data").result, "ok");

    let request = sent::only(&server);
    let lines: Vec<&str> = request.head.split("\r\n").collect();
    let port = server.port();
    let user_agent = sent::user_agent();
    assert_eq!(
        lines,
        [
            "POST /v2/conferences/weekly%20sync%2F1/actions/join?dry%20run=a%20b HTTP/1.1",
            "accept: application/json",
            "accept-encoding: gzip",
            &format!("user-agent: {user_agent}"),
            "x-retry-count: 0",
            &format!("authorization: Bearer {}", sent::KEY),
            "content-type: application/json",
            "x-trace: 1",
            &format!("host: 127.0.0.1:{port}"),
            "content-length: 195",
            "",
            "",
        ]
    );
    assert_eq!(
        request.text(),
        concat!(
            r#"{"call_control_id":"v3:leg","beep_enabled":"on_exit","#,
            r#""client_state":"aGF2ZSBhIG5pY2UgZGF5ID1d","command_id":"cmd-1","mute":false,"#,
            r#""region":"Middle East","whisper_call_control_ids":["v2:a","v2:b"]}"#,
        )
    );
}
