//! The head of an answer: what is read of it, and what is none.

use http::StatusCode;

use crate::conference::{Fixture, OK, end, failure, get, ok};
use crate::runtime::ErrorKind;
use crate::support::{Action, Reply};

fn raw(head: &str) -> Action {
    Action::Raw(format!("{head}\r\n\r\n{OK}").into_bytes())
}

#[tokio::test]
async fn a_head_may_have_many_lines() {
    let mut answer = ok();
    for number in 0..400 {
        answer = answer.header(&format!("x-{number}"), "y");
    }
    let fixture = Fixture::new([answer]);
    let response = end(fixture.join()).await.expect("an answer");
    assert_eq!(response.headers()["x-399"], "y");
}

#[tokio::test]
async fn a_head_that_is_none_is_told_and_final() {
    let many = "\r\nx: y".repeat(2000);
    let heads = [
        "HTTP/1.1 200 OK\r\ncontent-length: 5\r\ncontent-length: 24",
        "HTTP/1.1 200 OK\r\nx y: 1\r\ncontent-length: 24",
        "SSH-2.0-OpenSSH_9.9",
        &format!("HTTP/1.1 200 OK{many}"),
    ];
    for head in heads {
        // There was an answer: what was asked for may have been done.
        let fixture = Fixture::new([raw(head), ok().into()]);
        let error = failure(fixture.join()).await;
        assert_eq!(error.kind(), ErrorKind::Io, "{error:?}");
        let text = "the head of the answer cannot be read";
        assert!(error.to_string().ends_with(text), "{error}");
        assert!(error.may_have_been_processed());
        assert_eq!(fixture.requests(), 1);
        assert!(std::error::Error::source(&error).is_some());
    }
}

#[tokio::test]
async fn a_head_that_is_cut_is_a_lost_connection() {
    let cut = Action::Raw(b"HTTP/1.1 200 OK\r\ncontent-le".to_vec());
    let fixture = Fixture::new([cut, ok().into()]);
    assert_eq!(end(fixture.join()).await.expect("an answer").attempts(), 2);
}

#[tokio::test]
async fn what_comes_before_an_answer_is_passed_over() {
    let hints = "HTTP/1.1 103 Early Hints\r\nlink: </a>; rel=preload\r\n\r\n";
    let head = format!("{hints}HTTP/1.1 200 OK\r\ncontent-length: {}", OK.len());
    let fixture = Fixture::new([raw(&head)]);
    let response = end(get(&fixture.client, "a")).await.expect("an answer");
    assert_eq!(response.status(), StatusCode::OK);
    assert!(!response.headers().contains_key("link"));
}

#[tokio::test]
async fn another_protocol_that_nobody_asked_for_is_a_refusal() {
    let head = "HTTP/1.1 101 Switching Protocols\r\nconnection: upgrade\r\nupgrade: x";
    let fixture = Fixture::new([raw(head)]);
    let error = failure(fixture.join()).await;
    assert_eq!(error.kind(), ErrorKind::Status);
    assert_eq!(error.status(), Some(StatusCode::SWITCHING_PROTOCOLS));
    assert_eq!(fixture.requests(), 1);
}

#[tokio::test]
async fn a_retried_redirect_comes_when_the_server_says() {
    let again = Reply::new(302, "").header("x-should-retry", "true");
    let fixture = Fixture::new([again.clone().header("retry-after", "30"), ok()]);
    end(fixture.join()).await.expect("an answer");
    assert_eq!(fixture.delays(), [30_000]);
    // Later than anybody waits for.
    let fixture = Fixture::new([again.header("retry-after", "300"), ok()]);
    let error = failure(fixture.join()).await;
    assert_eq!(error.kind(), ErrorKind::Redirect);
    assert_eq!(error.retry_after().map(|wait| wait.as_secs()), Some(300));
    assert_eq!(fixture.requests(), 1);
}
