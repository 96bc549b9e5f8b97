//! Requests that the description forbids.

use crate::conference::{Fixture, Join, end, failure, join, ok};
use crate::runtime::json::Violation;
use crate::runtime::{ErrorKind, Options};

fn forbidden() -> Join {
    Join {
        hold_audio_url: Some("http://example.com/a.wav".to_owned()),
        hold_media_name: Some("a".to_owned()),
        ..Join::new("")
    }
}

#[tokio::test]
async fn everything_wrong_with_a_request_is_told_before_a_connection_is_opened() {
    let fixture = Fixture::new([ok()]);
    let error = failure(join(&fixture.client, "", &forbidden()).header("x", "\n")).await;
    assert_eq!(error.kind(), ErrorKind::InvalidRequest);
    let pointers: Vec<&[String]> = error.violations().iter().map(Violation::pointers).collect();
    assert_eq!(
        pointers,
        [
            &["/call_control_id".to_owned()][..],
            &["/hold_audio_url".to_owned(), "/hold_media_name".to_owned()]
        ]
    );
    let text = error.to_string();
    for expected in [
        "the request was not sent",
        "`id`",
        "header `x`",
        "`/call_control_id`",
        "`/hold_audio_url` and `/hold_media_name` exclude each other",
    ] {
        assert!(text.contains(expected), "{text}");
    }
    assert_eq!(
        (fixture.server.connections(), fixture.delays()),
        (0, vec![])
    );
    assert_eq!(
        (error.attempts(), error.may_have_been_processed()),
        (0, false)
    );
}

#[tokio::test]
async fn a_call_or_a_client_can_opt_out() {
    let fixture = Fixture::new([ok()]);
    end(join(&fixture.client, "a", &forbidden()).validate(false))
        .await
        .expect("an answer");
    let lax = fixture.client.with_options(Options::new().validate(false));
    end(join(&lax, "a", &forbidden())).await.expect("an answer");
    failure(join(&lax, "a", &forbidden()).validate(true)).await;
    assert_eq!(fixture.requests(), 2);
}
